"""The slider of a timeline in Chromium: by mouse, by keyboard, by address, quick, and with text as text."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from map_browser import PHONE, centres, colours_at, opened
from playwright.sync_api import expect
from test_maps_offline import HOSTILE, squares

from geo_coop.classify import classify
from geo_coop.maps import to_html
from geo_coop.maps.timeline import Change, TimelineStep, timeline_map

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

DAYS = (dt.date(1985, 1, 1), dt.date(2012, 1, 1), dt.date(2014, 2, 6))
TEXTS = ("1985", "2012 - 18 April 2024", "6 February 2014")
STATES = ((1, 0, 0), (1, 1, 0), (0, 1, 2))


def _page(title: str = "Three squares", texts: Sequence[str] = ("Running",)) -> str:
    regions = squares(list("abc"))
    together = classify(pd.Series([0, 1, 2]), scheme="count", k=3, lang="en", title="Agreements")
    steps, changes = [], tuple(Change(text, text) for text in texts)
    for day, shown, state in zip(DAYS, TEXTS, STATES, strict=True):
        counts = [state.count(number) for number in range(len(together.classes))]
        classes = tuple(replace(each, count=count) for each, count in zip(together.classes, counts, strict=True))
        index = pd.Series(state, index=regions.index, name="class")
        steps.append(TimelineStep(day, shown, changes, replace(together, index=index, classes=classes)))
    details = [{regions.index[0]: [{"title": title, "stage": shown}]} for shown in TEXTS[:2]] + [{}]
    return to_html(timeline_map(regions, steps, title=title, details=details, lang="en"))


def _shown(page: Page) -> tuple[str, list[str], list[str]]:
    counts = page.locator(".gc-count").all_inner_texts()
    return page.locator(".gc-time-day").inner_text(), counts, colours_at(page, centres(page), -25)


def test_slider_buttons_and_keys_move_through_time(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path / "a.html", _page()) as view:
        page = view.page
        last = _shown(page)
        assert last[:2] == ("6 February 2014", ["1", "1", "1", "0"])
        slider = page.get_by_role("slider", name="Day of the change")
        slider.focus()
        page.keyboard.press("Home")
        first = _shown(page)
        assert first[:2] == ("1985", ["2", "1", "0", "0"])
        assert slider.get_attribute("aria-valuetext") == "1985"
        assert first[2][1] == first[2][2] != first[2][0]
        page.get_by_role("button", name="Next step").click()
        assert _shown(page)[:2] == ("2012 - 18 April 2024", ["1", "2", "0", "0"])
        page.mouse.click(*centres(page)[0])
        assert page.locator(".gc-details tbody td").all_inner_texts() == ["Three squares", "2012 - 18 April 2024"]
        page.keyboard.press("Escape")
        slider.focus()
        page.keyboard.press("End")
        assert _shown(page) == last
        assert page.get_by_role("button", name="Next step").is_disabled()
        assert view.errors == []


def test_an_open_popup_follows_and_play_runs_to_the_end(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path / "a.html", _page(), PHONE) as view:
        page = view.page
        page.get_by_role("button", name="Play").click()
        page.mouse.click(*centres(page)[0])
        assert page.locator(".gc-details tbody td").all_inner_texts() == ["Three squares", "1985"]
        expect(page.locator(".gc-time-day")).to_have_text("6 February 2014", timeout=8000)
        assert "No agreement on record." in page.locator(".gc-popup").inner_text()
        expect(page.locator(".gc-time-play")).to_have_text("Play")
        assert view.errors == []


def test_the_step_stands_in_the_address(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path / "a.html", _page(), address="#t=2012-01-01") as view:
        assert view.page.locator(".gc-time-day").inner_text() == "2012 - 18 April 2024"
        view.page.get_by_role("button", name="Step back").click()
        view.page.wait_for_url(re.compile("t=1985-01-01"), timeout=5000)
    # A day between two steps shows the state of that day; nonsense shows the first.
    for asked, shown in (("2013-05-05", TEXTS[1]), ("2030-01-01", TEXTS[2]), ("1900", TEXTS[0])):
        with opened(browser, tmp_path / "b.html", _page(), address=f"#t={asked}") as view:
            assert view.page.locator(".gc-time-day").inner_text() == shown
            assert view.errors == []


def test_text_is_text(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path / "a.html", _page(HOSTILE[5], texts=HOSTILE)) as view:
        assert not view.attacked()
        shown = view.page.locator(".gc-time-changes li").all_text_contents()
        assert shown == [f"{text}: {text}" for text in HOSTILE]
        assert view.page.locator(".gc-time-changes img, .gc-time-changes svg, .gc-time-changes script").count() == 0


def test_pictures_and_prints_name_the_day_shown(browser: Browser, tmp_path: Path) -> None:
    """The texts drawn on the picture, and the page as it is while it prints."""
    spy = """() => { window.drawn = []; const plain = CanvasRenderingContext2D.prototype.fillText;
      CanvasRenderingContext2D.prototype.fillText = function (text) {
        drawn.push(text); plain.apply(this, arguments); }; }"""
    with opened(browser, tmp_path / "a.html", _page(), address="#t=2012-01-01") as view:
        page = view.page
        page.evaluate(spy)
        with page.expect_download():
            page.get_by_role("button", name="PNG").click()
        drawn = page.evaluate("drawn")
        assert drawn.index("Three squares") < drawn.index(TEXTS[1])
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator(".gc-head > :is(h1, .gc-shown)").all_inner_texts() == ["Three squares", TEXTS[1]]
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.locator(".gc-shown").count() == 0
        assert view.errors == []
