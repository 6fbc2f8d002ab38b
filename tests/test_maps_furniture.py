"""What stands around a map: table, address, ruler, picture, sheet of paper, keyboard, accessibility."""

from __future__ import annotations

import base64
import datetime as dt
import io
import re
from typing import TYPE_CHECKING, Any

import matplotlib.image
import numpy as np
import pandas as pd
import pyproj
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from map_browser import DESKTOP, PHONE, centres, colours_at, opened, until
from test_maps_offline import HOSTILE, choropleth_with, corridor_layers, corridor_with, notes_with, squares

from geo_coop.classify import classify
from geo_coop.maps import MapNotes, choropleth_map, corridor_map, to_html

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

MAP = "Object.values(window).find(value => value instanceof L.Map)"
NAMES = ["Krayan", "Lumbis", "Sebatik", "Krayan"]
VALUES = [10.5, 1000.0, 2.0, None]


def plain_map() -> str:
    regions = squares(NAMES)
    values = pd.Series(VALUES, index=regions.index)
    classes = classify(values, scheme="user", bins=[5, 100, 2000], title="Kelas")
    return to_html(
        choropleth_map(regions, classes, title="Empat desa", fields=[("Luas", values)], notes=notes_with("x"))
    )


def corridor() -> str:
    layers = corridor_layers(("Krayan", "Lumbis", "Sebatik"))
    villages = layers.villages.assign(
        facing=["MY-12", "MY-13", "MY-12"], notion=["touch", "near", "legal"], frontage_km=[2.5, 0.0, 11.0]
    )
    layers = type(layers)(villages, layers.line, layers.bands, layers.neighbours, layers.crossings)
    status = classify(pd.Series([0, 1, 1], index=villages.index), scheme="count", title="Cakupan")
    return to_html(corridor_map(layers, status, title="Koridor"))


def rows(page: Page) -> list[list[str]]:
    script = (
        "() => [...document.querySelectorAll('.gc-rows tbody tr')].map(r => [...r.children].map(c => c.textContent))"
    )
    return list(page.evaluate(script))


def address(page: Page) -> str:
    page.wait_for_timeout(250)
    return str(page.evaluate("decodeURIComponent(location.hash)"))


def test_the_table_says_what_the_map_shows_and_filters_it(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path / "a.html", plain_map()) as view:
        page = view.page
        assert page.locator(".gc-rows").count() == 0  # nothing is made of it before it is opened
        page.locator(".gc-toggle").click()
        inside = "Tanjung Palas, Bulungan"
        small, middle, large, none = page.locator(".gc-legend .gc-label").all_inner_texts()
        assert rows(page) == [
            ["Krayan", "65.01.01.2001", inside, "10,5", middle],
            ["Lumbis", "65.01.01.2002", inside, "1.000", large],
            ["Sebatik", "65.01.01.2003", inside, "2", small],
            ["Krayan", "65.01.01.2004", inside, "", none],
        ]
        heads = page.locator(".gc-rows thead th")
        assert heads.all_inner_texts() == ["Wilayah", "Kode", "Terletak di", "Luas", "Kelas"]
        # Numbers sort as numbers, and what is missing stays last either way.
        heads.nth(3).locator("button").click()
        assert [row[3] for row in rows(page)] == ["2", "10,5", "1.000", ""]
        assert heads.nth(3).get_attribute("aria-sort") == "ascending"
        heads.nth(3).locator("button").click()
        assert [row[3] for row in rows(page)] == ["1.000", "10,5", "2", ""]
        # Classes sort in the order of the legend.
        heads.nth(4).locator("button").click()
        assert [row[3] for row in rows(page)] == ["2", "10,5", "1.000", ""]
        points = centres(page)
        before = colours_at(page, points, 12)
        page.fill(".gc-filters input", "krayan")
        assert [row[1] for row in rows(page)] == ["65.01.01.2001", "65.01.01.2004"]
        assert page.locator(".gc-drawer-bar .gc-said").inner_text() == "2 dari 4 baris"
        after = colours_at(page, points, 12)
        assert [a == b for a, b in zip(before, after, strict=True)] == [True, False, False, True]
        page.fill(".gc-filters input", "")
        assert colours_at(page, points, 12) == before
        page.locator(".gc-filters select").select_option(label=f"{small} (1)")
        assert [row[0] for row in rows(page)] == ["Sebatik"]
        page.locator(".gc-rows tbody th button").click()
        assert "65.01.01.2003" in page.locator(".leaflet-popup-content").inner_text()
        assert page.locator(".gc-rows tr.gc-on").count() == 1
        page.locator(".gc-toggle").click()
        assert page.evaluate(
            "document.querySelector('.gc-rows') === null || !document.querySelector('.gc-rows').offsetParent"
        )
        assert page.evaluate(f"{MAP}.gcPage.main.only") is None
        assert view.errors == []


def test_rows_are_made_as_they_are_needed(browser: Browser, tmp_path: Path) -> None:
    regions = squares([f"Desa {number}" for number in range(300)])
    regions = regions.set_geometry(regions.geometry.scale(0.01, 0.01, origin=(116, 0)))
    classes = classify(pd.Series(range(300), index=regions.index) % 3, scheme="count")
    with opened(browser, tmp_path / "a.html", to_html(choropleth_map(regions, classes, title="x"))) as view:
        view.page.locator(".gc-toggle").click()
        assert len(rows(view.page)) == 80
        view.page.locator(".gc-more").evaluate("button => button.click()")
        assert len(rows(view.page)) == 160
        view.page.locator(".gc-rows").evaluate("box => { box.scrollTop = box.scrollHeight; }")
        until(view.page, "document.querySelectorAll('.gc-rows tbody tr').length > 160")


def test_an_open_popup_fits_what_the_table_leaves_of_the_map(browser: Browser, tmp_path: Path) -> None:
    regions = squares(NAMES)
    values = pd.Series(VALUES, index=regions.index)
    fields = [(f"Nilai {number}", values) for number in range(30)]
    html = to_html(choropleth_map(regions, classify(values, scheme="equal"), title="x", fields=fields))
    with opened(browser, tmp_path / "a.html", html) as view:
        page = view.page
        page.evaluate(f"{MAP}.gcPage.open(0)")
        page.locator(".gc-toggle").click()
        page.wait_for_timeout(500)
        until(page, f"!({MAP}._panAnim && {MAP}._panAnim._inProgress)")
        after, around = page.locator(".leaflet-popup").bounding_box(), page.locator(".leaflet-container").bounding_box()
        assert after is not None
        assert around is not None
        assert after["y"] >= around["y"]
        assert view.errors == []


def test_the_table_of_a_corridor_stands_beside_it_and_is_a_drawer_on_a_phone(browser: Browser, tmp_path: Path) -> None:
    html = corridor()
    with opened(browser, tmp_path / "a.html", html) as view:
        page = view.page
        assert page.locator(".gc-rows thead th").all_inner_texts() == [
            "Wilayah", "Kode", "Terletak di", "Menghadap", "Arti perbatasan", "Panjang pada garis (km)",
            "Jarak ke garis (km)", "Cakupan",
        ]  # fmt: skip
        assert page.locator(".gc-filters select").count() == 3
        page.get_by_label("Arti perbatasan").select_option(index=1)
        assert len(rows(page)) == 1
        page.locator(".gc-drawer-bar select").select_option(label="Pos lintas batas")
        crossings = rows(page)
        assert [row[0] for row in crossings] == ["Krayan", "Lumbis", "Sebatik"]
        assert page.evaluate(f"{MAP}.gcPage.main.only") is None
        page.locator(".gc-rows tbody th button").first.click()
        assert page.locator(".leaflet-popup-content").inner_text().startswith("Krayan")
        assert view.errors == []
    with opened(browser, tmp_path / "a.html", html, PHONE) as view:
        page = view.page
        assert not page.locator(".gc-rows").is_visible()
        page.locator(".gc-toggle").click()
        assert page.locator(".gc-rows").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        box = page.locator(".folium-map").bounding_box()
        assert box is not None
        assert box["height"] > 200
        # Legend and table take turns.
        page.locator(".gc-fold summary").click()
        page.locator(".gc-rows").wait_for(state="hidden")
        assert page.locator(".gc-legend").is_visible()


def test_a_link_shows_what_was_shown(browser: Browser, tmp_path: Path) -> None:
    html = plain_map()
    with opened(browser, tmp_path / "a.html", html) as view:
        page = view.page
        page.fill("input[role=combobox]", "65.01.01.2002")
        page.locator(".gc-toggle").click()
        page.evaluate(f"{MAP}.setView([0.25, 117.5], 8.5, {{animate: false}})")
        kept = address(page)
        assert "map=8.50/0.25000/117.50000" in kept
        assert re.search(r"sel=\d+/65\.01\.01\.2002", kept)
        assert "table=0" in kept
    with opened(browser, tmp_path / "a.html", html, address=kept) as view:
        page = view.page
        assert page.evaluate(f"{MAP}.getZoom()") == 8.5
        assert page.evaluate(f"{MAP}.getCenter().lng") == pytest.approx(117.5, abs=0.01)
        assert "65.01.01.2002" in page.locator(".leaflet-popup-content").inner_text()
        assert page.locator(".gc-rows tr.gc-on").count() == 1
        page.evaluate("location.hash = '#off=0'")
        until(page, f"{MAP}.gcPage.layers[0].shown === false")
        assert "off=0" in address(page)


ATTACKS = (
    "#map=NaN/x/1e999&sel=0/__proto__&off=constructor,-1&table=__proto__",
    "#sel=__proto__/x&map=99/91/181&table=999",
    "#sel=0/%3Cimg%20src%3Dx%20onerror%3D%22window.__x%3D1%22%3E&%E0%A4%A",
    "#javascript:window.__x=1",
)


def test_hostile_addresses_change_nothing(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path / "a.html", plain_map(), address=ATTACKS[0]) as view:
        for text in ATTACKS:
            view.page.evaluate("text => { location.hash = text; }", text)
            view.page.wait_for_timeout(50)
            assert not view.attacked()
            assert view.page.evaluate(f"{MAP}.gcPage.layers.every(layer => layer.shown)")
            assert view.page.locator(".leaflet-popup").count() == 0
            assert not view.page.locator(".gc-rows").count()
            assert view.page.evaluate(f"{MAP}.getZoom() < 20")
        assert view.errors == []


@pytest.mark.parametrize("build", [choropleth_with, corridor_with])
def test_hostile_text_in_table_search_and_picture(browser: Browser, tmp_path: Path, build: Any) -> None:
    with opened(browser, tmp_path / "a.html", to_html(build(HOSTILE))) as view:
        page = view.page
        if not page.locator(".gc-rows").count():
            page.locator(".gc-toggle").click()
        cells = {cell for row in rows(page) for cell in row}
        assert set(HOSTILE) <= cells
        for number in range(page.locator(".gc-filters select").count()):
            page.locator(".gc-filters select").nth(number).select_option(index=1)
            page.locator(".gc-filters select").nth(number).select_option(index=0)
        for text in HOSTILE[:6]:
            page.fill("input[role=combobox]", text)
            assert text in page.locator(".gc-found").inner_text()
            page.keyboard.press("Enter")
        assert page.evaluate(f"GeoCoop.picture({MAP}.gcPage).then(canvas => canvas.width)") > 0
        assert not view.attacked()
        assert view.errors == []
        assert page.locator("body img, .gc-drawer svg, .gc-found svg, .gc-drawer b").count() == 0


def test_distances_are_those_of_the_ellipsoid(browser: Browser, tmp_path: Path) -> None:
    pairs = [
        (116.0, 4.2, 117.5, 3.1),
        (109.0, 1.0, 109.0, 1.0),
        (117.28, 31.86, 117.65, 3.3),
        (116.0, -60.0, -60.0, 59.0),
    ]
    geod = pyproj.Geod(ellps="WGS84")
    with opened(browser, tmp_path / "a.html", plain_map()) as view:
        page = view.page
        for west, south, east, north in pairs:
            found = page.evaluate(f"GeoCoop.distance(L.latLng({south}, {west}), L.latLng({north}, {east}))")
            assert found == pytest.approx(geod.inv(west, south, east, north)[2], rel=1e-9, abs=1e-3)
        # With the keyboard: a point in the middle of the map, another after panning.
        page.locator(".gc-tool-measure").click()
        assert page.evaluate("document.activeElement.classList.contains('leaflet-container')")
        places = []
        for key in ("ArrowRight", "ArrowDown"):
            page.keyboard.press("Enter")
            places.append(page.evaluate(f"(() => {{ const c = {MAP}.getCenter(); return [c.lng, c.lat]; }})()"))
            page.keyboard.press(key)
            page.wait_for_timeout(500)
            until(page, f"!({MAP}._panAnim && {MAP}._panAnim._inProgress)")  # a busy machine pans longer
        shown = page.locator(".gc-measure").inner_text()
        metres = geod.inv(*places[0], *places[1])[2]
        assert metres > 0
        assert shown == f"{metres / 1000:,.2f} km".translate(str.maketrans(",.", ".,"))
        page.keyboard.press("Backspace")
        assert "Klik" in page.locator(".gc-measure").inner_text()
        page.keyboard.press("Escape")
        assert page.locator(".gc-measure").count() == 0
        page.mouse.click(*centres(page)[0])
        assert page.locator(".leaflet-popup").count() == 1


def test_the_picture_holds_title_map_legend_and_notes(browser: Browser, tmp_path: Path) -> None:
    for size in (DESKTOP, PHONE):
        with opened(browser, tmp_path / "a.html", plain_map(), size) as view:
            page = view.page
            text = page.evaluate(f"GeoCoop.picture({MAP}.gcPage).then(canvas => canvas.toDataURL('image/png'))")
            picture = matplotlib.image.imread(io.BytesIO(base64.b64decode(text.split(",")[1])))
            shown = page.evaluate(f"(() => {{ const s = {MAP}.getSize(); return [s.x, s.y]; }})()")
            beside = size == DESKTOP
            assert picture.shape[1] == 2 * (shown[0] + (280 if beside else 0))
            assert picture.shape[0] > 2 * shown[1]
            levels = (picture[:, :, :3] * 255).round().astype(int)
            seen = set(np.unique(levels @ np.array([65536, 256, 1])).tolist())
            for each in page.evaluate(f"{MAP}.gcPage.main.classes.map(c => c.colour)"):
                assert int(each[1:], 16) in seen
            # The legend stands beside the map, or below it on a phone; the title above.
            legend = levels[:, 2 * shown[0] :] if beside else levels[2 * shown[1] + 60 :]
            assert (legend.sum(axis=2) < 200).sum() > 500
            assert (levels[:60].sum(axis=2) < 200).sum() > 500
            assert view.errors == []
            with page.expect_download() as caught:
                page.locator(".gc-tool-picture").click()
            assert caught.value.suggested_filename == "Empat-desa.png"


def test_the_sheet_of_paper_shows_all_that_was_in_view(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path / "a.html", corridor(), PHONE) as view:
        page = view.page
        page.evaluate(f"{MAP}.setView([0.6, 117.2], 8, {{animate: false}})")
        before = page.evaluate(f"{MAP}.getBounds().toBBoxString()")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert page.locator(".gc-legend").is_visible()
        assert page.locator(".gc-notes").is_visible()
        assert not page.locator(".gc-drawer").is_visible()
        assert page.locator(".gc-north").inner_text() == "U"
        west, south, east, north = (float(part) for part in before.split(","))
        assert page.evaluate(f"{MAP}.getBounds().pad(0.05).contains([[{south}, {west}], [{north}, {east}]])")
        # One canvas stands for both, and is as large as the map.
        sheet, area = (page.locator(name).bounding_box() for name in (".gc-sheet", ".folium-map"))
        assert sheet is not None
        assert area is not None
        assert sheet["width"] == pytest.approx(area["width"], abs=1)
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert page.evaluate(f"{MAP}.getBounds().toBBoxString()") == before
        assert page.locator(".gc-sheet").count() == 0
        assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
        assert view.errors == []


def test_the_keyboard_reaches_everything(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path / "a.html", plain_map()) as view:
        page = view.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Langsung ke peta"
        box = page.locator(".gc-skip").first.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.classList.contains('leaflet-container')")
        assert "#map=" in address(page) or not address(page)
        before = page.evaluate(f"{MAP}.getCenter().lng")
        page.keyboard.press("ArrowRight")
        until(page, f"{MAP}.getCenter().lng > {before}")
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.className") == "gc-toggle"
        page.keyboard.press("Enter")
        for _ in range(9):
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.gc-rows') !== null")
        page.locator(".gc-rows tbody th button").nth(1).focus()
        page.keyboard.press("Enter")
        assert page.locator(".leaflet-popup-content strong").inner_text() == "Lumbis"


@pytest.mark.parametrize(("build", "size"), [(plain_map, DESKTOP), (corridor, PHONE), (corridor, DESKTOP)])
def test_no_serious_barrier(browser: Browser, tmp_path: Path, build: Any, size: tuple[int, int]) -> None:
    with opened(browser, tmp_path / "a.html", build(), size, bypass_csp=True) as view:
        page = view.page
        page.add_script_tag(content=AXE_SCRIPT)

        def barriers() -> list[tuple[str, str]]:
            found = page.evaluate("() => axe.run({ resultTypes: ['violations'] })")["violations"]
            return [
                (each["id"], each["nodes"][0]["target"][0])
                for each in found
                if each["impact"] in {"serious", "critical"}
            ]

        if not page.locator(".gc-rows").count():
            page.locator(".gc-toggle").click()
        page.fill("input[role=combobox]", "k")
        assert barriers() == []
        page.locator(".gc-rows tbody th button").first.click()
        page.hover(".leaflet-control-layers")
        page.wait_for_timeout(400)
        assert barriers() == []


def test_a_phone_shows_the_legend_until_the_table_is_opened(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path / "a.html", plain_map(), PHONE) as view:
        page = view.page
        row = page.locator(".gc-legend li").first
        assert row.is_visible()
        box = row.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < PHONE[1]
        page.locator(".gc-toggle").click()
        assert not row.is_visible()
        page.locator(".gc-fold > summary").click()
        assert row.is_visible()
        assert not page.locator(".gc-rows").is_visible()
        assert view.errors == []


def test_a_title_that_scrolls_can_be_scrolled_by_keys(browser: Browser, tmp_path: Path) -> None:
    regions = squares(NAMES)
    classes = classify(pd.Series(VALUES, index=regions.index), scheme="equal", title="Kelas")
    for words, focus in ((2, None), (900, "0")):
        title = "perjanjian " * words
        with opened(browser, tmp_path / "a.html", to_html(choropleth_map(regions, classes, title=title))) as view:
            page, head = view.page, view.page.locator(".gc-head")
            until(
                page,
                f"document.querySelector('.gc-head').getAttribute('tabindex') === {focus!r}".replace("None", "null"),
            )
            if focus:
                head.focus()
                page.keyboard.press("End")
                until(page, "document.querySelector('.gc-head').scrollTop > 0")
            assert view.errors == []


def test_day_and_regions_stand_beside_the_title(browser: Browser, tmp_path: Path) -> None:
    regions = squares(NAMES)
    classes = classify(pd.Series(VALUES, index=regions.index), scheme="equal", k=2)
    notes = MapNotes(on=dt.date(2014, 6, 1), subtitle="<b>Nunukan</b>")
    for size in (DESKTOP, PHONE):
        with opened(
            browser, tmp_path / "a.html", to_html(choropleth_map(regions, classes, title="x", notes=notes)), size
        ) as view:
            assert view.page.locator(".gc-subtitle").inner_text() == "<b>Nunukan</b> · Keadaan per 2014-06-01"
            assert view.page.locator(".gc-subtitle").is_visible()
