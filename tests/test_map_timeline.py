"""Cooperation through time: each step is the state of its day, and vague dates stay vague."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from geo_coop.agreements.dates import PartialDate
from geo_coop.api.map_words import date_text
from geo_coop.api.maps import TimelineView, agreement_view, timeline_view
from geo_coop.errors import InputError, NotFoundError
from geo_coop.maps import to_html
from geo_coop.maps.numbers_text import decode_numbers
from geo_coop.maps.timeline import timeline_map


@pytest.fixture(scope="module")
def villages() -> TimelineView:
    return timeline_view(level="village", by="stage", within=("64", "65"), lang="en")


def _step(view: TimelineView, day: dt.date) -> Any:
    return next(step for step in reversed(view.steps) if step.day <= day)


def test_kaltara_is_covered_since_1985_though_it_exists_since_2012(villages: TimelineView) -> None:
    first = villages.steps[0]
    assert (first.day, first.text) == (dt.date(1985, 1, 1), "1985")
    assert first.changes[0].text == "Running (1985), perhaps"
    running = first.classes.labels == "Running"
    assert running[running.index.str.startswith("65")].sum() == 212  # the legal border area, see the facts
    assert running[running.index.str.startswith("64")].sum() == 23  # Long Apari and Long Pahangai
    assert len({code[:8] for code in running.index[running] if code.startswith("65")}) == 22


def test_each_step_is_the_state_that_the_map_of_its_day_shows(villages: TimelineView) -> None:
    for day in (dt.date(1985, 12, 31), dt.date(2014, 2, 6), dt.date(2023, 12, 4)):
        step = _step(villages, day)
        shown = agreement_view("village", by="stage", within=("64", "65"), on=day, lang="en")
        assert step.classes.labels.equals(shown.classes.labels), day
        counts = {each.label: each.count for each in shown.classes.classes}
        assert {each.label: each.count for each in step.classes.classes if each.label in counts} == counts


def test_steps_stand_on_the_days_of_the_documents(villages: TimelineView) -> None:
    texts = [step.text for step in villages.steps]
    assert texts == sorted(texts, key=lambda text: villages.steps[texts.index(text)].day)
    assert texts[:3] == ["1985", "2012 - 18 April 2024", "6 February 2014"]
    assert {"10 June 2022", "December 2023", "4 December 2023", "8 February 2024"} <= set(texts)
    certain = next(step for step in villages.steps if step.text == "18 April 2024")
    assert certain.changes[0].text.endswith("certain from this day")
    # Signing in 2014-04 was planned and never confirmed: nothing changed then.
    assert not any(step.day.year == 2014 and step.day.month == 4 for step in villages.steps)


def test_popups_hold_what_stood_on_the_day(villages: TimelineView) -> None:
    code = "65.03.20.2003"  # Labang, which faces Sabah
    first, last = villages.details[0], villages.details[-1]
    assert [row["stage"] for row in first[code]] == ["Running (1985), perhaps"]
    assert [row["stage"] for row in villages.details[1][code]] == [
        "Running (1985)", "Running (2012/2024-04-18), perhaps",
    ]  # fmt: skip
    assert len(last[code]) == 2
    assert "64.02.01.1001" not in first


def test_counts_have_the_same_classes_in_every_step() -> None:
    view = timeline_view(level="regency", by="count", within=("64",), lang="en")
    labels = [[each.label for each in step.classes.classes] for step in view.steps]
    assert all(each == labels[0] for each in labels)
    assert view.classes.labels["64.02"] == "≥9"
    assert view.steps[0].classes.labels["64.02"] == "0"
    assert all(sum(each.count for each in step.classes.classes) == 10 for step in view.steps)


def test_the_page_stores_changes_alone_and_they_unfold_to_the_steps(villages: TimelineView) -> None:
    page = to_html(villages.to_map())
    payload = json.loads(re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL)[0])
    data = payload["extras"]["timeline"]
    layer = next(layer for layer in payload["layers"] if layer.get("key") == data["layer"])
    now: list[int] = []
    for step, coded in zip(villages.steps, data["classOf"], strict=True):
        numbers = decode_numbers(coded)
        if not now:
            now = numbers
        else:
            places, values = np.cumsum(numbers[: len(numbers) // 2]), numbers[len(numbers) // 2 :]
            for place, value in zip(places.tolist(), values, strict=True):
                now[place] = value
        assert now == step.classes.index.loc[layer["codes"]].tolist()
    assert sum(len(coded) for coded in data["classOf"]) < 3 * len(layer["codes"])
    assert data["without"][0][-1] == 0
    assert sum(data["without"][0]) == 2  # two villages have no shape


def test_steps_that_do_not_fit_are_refused(villages: TimelineView) -> None:
    first, second = villages.steps[:2]
    with pytest.raises(InputError, match="without a step"):
        timeline_map(villages.regions, (), title="")
    with pytest.raises(InputError, match="not in the order"):
        timeline_map(villages.regions, (second, first), title="")
    fewer = replace(second.classes, classes=second.classes.classes[1:])
    with pytest.raises(InputError, match="different classes"):
        timeline_map(villages.regions, (first, replace(second, classes=fewer)), title="")
    with pytest.raises(InputError, match="popup rows for 1 steps, and 2"):
        timeline_map(villages.regions, (first, second), title="", details=[{}])
    with pytest.raises(InputError, match="unknown by 'share'"):
        timeline_view(by="share")  # type: ignore[arg-type]
    with pytest.raises(NotFoundError, match="no agreement on record covers"):
        timeline_view(within=("62.71",))


def test_dates_are_no_more_precise_than_documents_have_them() -> None:
    written = {text: date_text(PartialDate.parse(text), "id") for text in ("2022-10-11", "2014-04", "unknown")}
    assert written == {"2022-10-11": "11 Oktober 2022", "2014-04": "April 2014", "unknown": "tanggal tidak diketahui"}
    session = PartialDate.parse("2025-11-01/2025-11-05")
    assert date_text(session, "en") == "1 November 2025 - 5 November 2025"
