"""Map pages in Chromium without a network: drawn, safe, legible, usable."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from map_browser import PHONE, centres, colours_at, opened
from test_maps_offline import HOSTILE, IN_MARKUP, choropleth_with, corridor_layers, corridor_with, notes_with, squares

from geo_coop.classify import classify
from geo_coop.maps import choropleth_map, corridor_map, to_html

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


def legend_colours(page: Page) -> dict[str, str]:
    rows = page.evaluate(
        """() => Array.from(document.querySelectorAll('.gc-legend li')).map(row => [
             row.querySelector('.gc-label').textContent,
             getComputedStyle(row.querySelector('.gc-swatch')).backgroundColor])"""
    )
    return {label: "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", rgb)[:3]) for label, rgb in rows}


def test_colours_of_the_map_are_those_of_the_legend(browser: Browser, tmp_path: Path) -> None:
    regions = squares(list("abcdef"))
    values = pd.Series([0, 1, 2, 4, 9, None], index=regions.index)
    classes = classify(values, scheme="count", lang="en", title="Agreements")
    fmap = choropleth_map(
        regions, classes, title="Six squares", lang="en", fields=[("Agreements", values)],
        details={regions.index[1]: [{"title": "Sosek Malindo", "stage": "running", "evidence": "S1"}]},
    )  # fmt: skip
    with opened(browser, tmp_path / "a.html", to_html(fmap)) as view:
        page = view.page
        legend = legend_colours(page)
        assert list(legend) == ["0", "1", "2", "3-4", "≥5", "No data"]
        points = centres(page)
        labels = classes.labels.tolist()
        drawn = [colours_at(page, [point], offset) for point in points for offset in (-25, -19, -13)]
        for number, label in enumerate(labels):
            shades = {shade for each in drawn[3 * number : 3 * number + 3] for shade in each}
            # The hatch of "no data" lies over its colour, so one of three places shows the colour itself.
            assert legend[label] in shades, label
        page.mouse.move(*points[1])
        assert page.locator(".gc-tip .gc-facts").inner_text().split("\n")[0] == "b"
        assert "65.01.01.2002 · village" in page.locator(".gc-tip").inner_text()
        # The class of what the tooltip says already is named where it reads otherwise.
        assert page.locator(".gc-tip tr").all_inner_texts() == ["Agreements\t1"]
        page.mouse.move(*points[3])
        assert page.locator(".gc-tip tr").all_inner_texts() == ["Agreements\t4", "Class\t3-4"]
        page.mouse.click(*points[1])
        assert page.locator(".gc-details tbody td").all_inner_texts() == ["Sosek Malindo", "running", "S1"]
        page.mouse.click(*points[3])
        assert "No agreement on record." in page.locator(".gc-popup").last.inner_text()
        assert page.get_attribute("html", "lang") == "en"
        assert page.locator(".gc-badge").inner_text() == "APPROXIMATE"
        assert page.locator("h1").inner_text() == "Six squares"
        assert page.locator(".leaflet-control-scale-line").is_visible()
        assert view.errors == []
        assert [url for url in view.requests if not url.startswith(("file:", "data:", "blob:"))] == []


def poke(page: Page) -> str:
    """Show all text that a page can show, and return what was shown."""
    shown = []
    for point in centres(page):
        page.mouse.move(*point)
        tips = page.locator(".leaflet-tooltip")
        shown.extend(tips.all_inner_texts())
        page.mouse.click(*point)
        shown.extend(page.locator(".leaflet-popup-content").all_text_contents())
        assert page.locator(".leaflet-pane img[src='x'], .leaflet-pane svg[onload], .gc-facts b").count() == 0
    page.fill("input[role=combobox]", "i")
    shown.append(page.locator(".gc-found").inner_text())
    page.hover(".leaflet-control-layers")
    shown.append(page.locator(".leaflet-control-layers").inner_text())
    shown.append(str(page.locator("body").text_content()))
    return "\n".join(shown)


@pytest.mark.parametrize("build", [choropleth_with, corridor_with])
def test_hostile_text_is_shown_as_text(browser: Browser, tmp_path: Path, build: Any) -> None:
    with opened(browser, tmp_path / "a.html", to_html(build(HOSTILE))) as view:
        shown = poke(view.page)
        assert not view.attacked()
        assert view.errors == []
        for text in HOSTILE:
            assert text in shown
        assert view.page.locator("body img, body svg[onload]").count() == 0


def test_control_the_same_attack_succeeds_where_text_is_put_in_as_markup(browser: Browser, tmp_path: Path) -> None:
    """The control: with one sink opened and the policy taken away the attack must be seen."""
    # All but the text that would take the page away before anything can be asked of it.
    page = to_html(choropleth_with(tuple(text for text in HOSTILE if "refresh" not in text)))
    sink = "{ node.append(child); }"
    assert page.count(sink) == 1
    unsafe = page.replace(
        sink,
        "{ if (child.nodeType) { node.append(child); } else { node.insertAdjacentHTML('beforeend', child); } }",
    )
    unsafe = re.sub(r"<meta http-equiv[^>]*>", "", unsafe)
    with opened(browser, tmp_path / "a.html", unsafe) as view:
        view.page.wait_for_timeout(200)
        assert view.attacked()


def test_control_the_policy_alone_stops_the_markup(browser: Browser, tmp_path: Path) -> None:
    """With the sink opened, and a policy that fits the changed script, the attack is still stopped."""
    fmap = choropleth_with(HOSTILE)
    element = folium.Element(
        "<script>window.late = function () { var node = document.createElement('div');"
        "node.innerHTML = '<img src=x onerror=\"window.__x=1\">'; document.body.append(node); };</script>"
    )
    fmap.get_root().header.add_child(element)
    with opened(browser, tmp_path / "a.html", to_html(fmap)) as view:
        view.page.evaluate("window.late()")
        view.page.wait_for_timeout(200)
        assert not view.attacked()
        assert any("Content Security Policy" in error for error in view.errors)


def test_layers_of_the_user_work_and_are_disarmed(browser: Browser, tmp_path: Path) -> None:
    fmap = choropleth_with(HOSTILE[:4])
    text = "".join(IN_MARKUP)
    own = squares([text])[["name", "geometry"]]
    own = own.set_geometry(own.geometry.translate(0, -2))
    folium.GeoJson(own, tooltip=folium.GeoJsonTooltip(["name"]), name="<i>mine</i>").add_to(fmap)
    folium.Marker([-0.5, 118.5], popup=text, tooltip=text).add_to(fmap)
    folium.CircleMarker([-0.5, 119.5], fill=True, popup=folium.Popup("<b>bold</b>")).add_to(fmap)
    with opened(browser, tmp_path / "a.html", to_html(fmap)) as view:
        page = view.page
        page.locator(".leaflet-marker-icon").hover()
        page.locator(".leaflet-marker-icon").click()
        assert "onerror" not in str(page.locator(".leaflet-popup-content").inner_html())
        page.evaluate("Object.values(window).find(v => v instanceof L.Map).closePopup()")
        page.locator("path.leaflet-interactive").first.hover()
        page.wait_for_timeout(100)
        assert page.locator(".leaflet-tooltip table").count() == 1
        page.locator("path.leaflet-interactive").nth(1).click(force=True)
        assert page.locator(".leaflet-popup-content b").inner_text() == "bold"
        page.hover(".leaflet-control-layers")
        assert "<i>mine</i>" in page.locator(".leaflet-control-layers").inner_text()
        assert page.locator(".leaflet-marker-icon").evaluate("icon => icon.naturalWidth") > 0
        assert not view.attacked()
        assert [url for url in view.requests if not url.startswith(("file:", "data:", "blob:"))] == []


def test_search_offers_every_region_of_a_name(browser: Browser, tmp_path: Path) -> None:
    regions = squares(["Long Nawang", "Labang", "Long Nawang", "Pa`loo"])
    classes = classify(pd.Series([1, 2, 3, 4], index=regions.index), scheme="count")
    with opened(browser, tmp_path / "a.html", to_html(choropleth_map(regions, classes, title="x"))) as view:
        page = view.page
        search = page.locator("input[role=combobox]")
        search.focus()
        page.keyboard.type("long nawang")
        page.keyboard.press("Enter")
        found = page.locator(".gc-found li")
        # Two of one name: none is opened, both are listed with code, district and regency, and the first is at hand.
        assert page.locator(".leaflet-popup").count() == 0
        assert [re.sub(r"\s+", " ", text) for text in found.all_inner_texts()] == [
            "Long Nawang 65.01.01.2001 · Tanjung Palas, Bulungan",
            "Long Nawang 65.01.01.2003 · Tanjung Palas, Bulungan",
        ]
        assert page.locator(".gc-search .gc-said").inner_text() == "2 wilayah bernama sama: pilih salah satu"
        assert search.get_attribute("aria-activedescendant") == "gc-found-0"
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        popup = page.locator(".leaflet-popup")
        assert "65.01.01.2003" in popup.inner_text()
        # The focus goes to what was opened, and back to the search.
        assert page.evaluate("document.activeElement.getAttribute('role')") == "dialog"
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.getAttribute('role')") == "combobox"
        search.fill("nowhere")
        page.keyboard.press("Enter")
        assert page.locator(".gc-search .gc-said").inner_text() == "Tidak ditemukan"
        search.fill("65.01.01.2002")
        assert "Labang" in page.locator(".leaflet-popup-content").last.inner_text()
        for written in ("paloo", "Pa'loo", "Pa\u2019loo"):
            search.fill(written)
            texts = [text.strip() for text in found.all_text_contents()]
            assert len(texts) == 1, written
            assert texts[0].startswith("Pa`loo"), written
        assert view.errors == []


def test_controls_can_be_reached_by_keyboard_and_layers_switched(browser: Browser, tmp_path: Path) -> None:
    layers = corridor_layers(("Krayan", "Lumbis", "Sebatik"))
    status = classify(pd.Series([0, 1, 2], index=layers.villages.index), scheme="count", title="Cakupan")
    fmap = corridor_map(layers, status, title="Koridor")
    with opened(browser, tmp_path / "a.html", to_html(fmap)) as view:
        page = view.page
        reached = set()
        for _ in range(20):
            page.keyboard.press("Tab")
            reached.add(
                page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.title")
            )
        assert {"Perbesar", "Perkecil", "Layar penuh", "Lapisan peta", "Cari nama atau kode", "Krayan"} <= reached
        assert page.locator(".gc-legend h2").all_inner_texts() == [
            "Cakupan", "Koridor dari garis batas", "Garis batas menghadap", "Pos lintas batas"
        ]  # fmt: skip
        assert page.locator(".gc-legend li").filter(has_text="10 km").count() == 1
        points = centres(page)
        before = colours_at(page, points, 20)
        page.hover(".leaflet-control-layers")
        page.get_by_role("checkbox", name="Desa dan kelurahan").uncheck()
        assert colours_at(page, points, 20) != before
        assert page.locator(".gc-point-holder").count() == 3
        page.get_by_role("checkbox", name="Pos lintas batas").uncheck()
        assert page.locator(".gc-point-holder").count() == 0
        assert view.errors == []


def test_a_phone_shows_the_legend_below_the_map_until_it_is_folded(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path / "a.html", to_html(choropleth_with(("a", "b", "c"))), PHONE) as view:
        page = view.page
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        area, legend = page.locator(".folium-map").bounding_box(), page.locator(".gc-legend").bounding_box()
        assert area is not None
        assert legend is not None
        assert area["height"] > 0.55 * PHONE[1]
        assert area["y"] + area["height"] <= legend["y"] < PHONE[1]
        page.locator("summary").click()
        assert not page.locator(".gc-legend").is_visible()
        page.wait_for_timeout(100)
        greater = page.locator(".folium-map").bounding_box()
        assert greater is not None
        assert greater["height"] > area["height"]
        assert page.evaluate("() => Object.values(window).find(v => v instanceof L.Map).getSize().y") == pytest.approx(
            greater["height"], abs=1
        )


def test_the_legend_covers_no_map_on_a_desktop(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path / "a.html", to_html(choropleth_with(("a", "b", "c")))) as view:
        side, area = (view.page.locator(name).bounding_box() for name in (".gc-side", ".folium-map"))
        assert side is not None
        assert area is not None
        assert area["x"] + area["width"] <= side["x"] + 1


@pytest.mark.shared
def test_the_villages_of_two_provinces(browser: Browser, tmp_path: Path, shared_dir: Path) -> None:
    regions = gpd.read_parquet(
        shared_dir / "boundaries" / "scale" / "idn_desa.parquet",
        columns=["kode", "nama", "geometry"],
        filters=[("kode", ">=", "64"), ("kode", "<", "66")],
    )
    regions = regions.rename(columns={"kode": "code", "nama": "name"}).set_index("code").sort_index()
    regions = regions.assign(level="village", kind="desa", parent=regions.index.str[:8], tier="authoritative")
    values = pd.Series(np.random.default_rng(0).poisson(1.6, len(regions)), index=regions.index)
    classes = classify(values, scheme="count", title="Jumlah")
    page = to_html(choropleth_map(regions, classes, title="x", fields=[("Jumlah", values)], notes=notes_with("x")))
    explored = regions.assign(jumlah=values)[["name", "jumlah", "geometry"]].explore("jumlah", tiles=None)
    theirs = len(explored.get_root().render().encode())
    assert len(page.encode()) <= 660_000
    assert theirs / len(page.encode()) >= 20
    with opened(browser, tmp_path / "a.html", page) as view:
        count = view.page.evaluate(
            "() => Object.values(window).find(v => v instanceof L.Map).gcPage.main.topology.shapes.length"
        )
        assert count == 1520
        painted = view.page.evaluate(
            """() => { const c = document.querySelector('[class*=gcShapes] canvas');
                 const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let n = 0;
                 for (let i = 3; i < d.length; i += 4) { if (d[i]) { n++; } } return n; }"""
        )
        assert painted > 50_000
        assert view.errors == []
