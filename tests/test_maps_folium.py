"""Maps and layers in the hands of a folium user: a layer on a map of their own, their layers on ours, notebooks."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

import folium
import pandas as pd
import pytest
from map_browser import colours_at, opened
from test_maps_offline import HOSTILE, squares

from geo_coop.classify import classify
from geo_coop.errors import InputError
from geo_coop.maps import CoverageLayer, choropleth_map, save_html, to_html
from geo_coop.maps.packaged import load_assets

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

TRIANGLE = {
    "type": "Feature", "properties": {},
    "geometry": {"type": "Polygon", "coordinates": [[[116.1, 0.1], [116.9, 0.1], [116.1, 0.9], [116.1, 0.1]]]},
}  # fmt: skip


def _layer(names: str | list[str] = "abc", **options: Any) -> CoverageLayer:
    regions = squares(list(names))
    values = pd.Series(range(len(regions)), index=regions.index)
    classes = classify(values, scheme="count", lang="en", title="Agreements")
    details = {regions.index[1]: [{"title": regions["name"].iloc[1], "stage": "running"}]}
    return CoverageLayer(regions, classes, fields=[("Count", values)], details=details, lang="en", **options)


def _plain_map(**options: Any) -> folium.Map:
    return folium.Map(location=[0.5, 117.5], zoom_start=7, zoom_control=False, **options)


def _serve(route: Route) -> None:
    """Answer for the public host of Leaflet with the packaged one; for every other address with nothing."""
    address = route.request.url
    if not address.startswith("http"):
        route.continue_()
    elif address.endswith("leaflet.js"):
        route.fulfill(body=load_assets().leaflet_js, content_type="text/javascript")
    elif address.endswith("leaflet.css"):
        route.fulfill(body=load_assets().leaflet_css, content_type="text/css")
    else:
        route.fulfill(body="", content_type="text/javascript" if address.endswith(".js") else "text/css")


def _colour(page: Page, pane: str, longitude: float, latitude: float) -> str:
    """Return the colour that a canvas has at a place."""
    return str(
        page.evaluate(
            """([pane, lat, lng]) => {
              const map = Object.values(window).find(value => value instanceof L.Map);
              const canvas = map.getPane(pane).querySelector('canvas'), box = canvas.getBoundingClientRect();
              const at = map.latLngToContainerPoint([lat, lng]), corner = map.getContainer().getBoundingClientRect();
              const ratio = canvas.width / box.width;
              const data = canvas.getContext('2d').getImageData(
                (at.x + corner.left - box.left) * ratio, (at.y + corner.top - box.top) * ratio, 1, 1).data;
              return '#' + Array.from(data.slice(0, 3)).map(v => v.toString(16).padStart(2, '0')).join('');
            }""",
            [pane, latitude, longitude],
        )
    )


def _place(page: Page, longitude: float, latitude: float) -> list[float]:
    return list(
        page.evaluate(
            """([lat, lng]) => {
              const map = Object.values(window).find(value => value instanceof L.Map);
              const at = map.latLngToContainerPoint([lat, lng]), corner = map.getContainer().getBoundingClientRect();
              return [at.x + corner.left, at.y + corner.top];
            }""",
            [latitude, longitude],
        )
    )


@pytest.mark.browser
def test_the_layer_draws_on_a_plain_folium_map_and_the_users_own_lies_above(browser: Browser, tmp_path: Path) -> None:
    fmap = _plain_map()
    layer = _layer().add_to(fmap)
    folium.GeoJson(TRIANGLE, name="Mine", style_function=lambda _: {"fillOpacity": 1}).add_to(fmap)
    folium.LayerControl(collapsed=False).add_to(fmap)
    fmap.save(tmp_path / "a.html")
    page = browser.new_page(viewport={"width": 900, "height": 600})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route("**/*", _serve)
    page.goto((tmp_path / "a.html").as_uri())
    page.wait_for_selector(".gc-overlay-legend")
    colours = [each.colour for each in _colours(layer)]
    assert [_colour(page, "gcOverlayShapes", 116.3 + number, 0.3) for number in range(3)] == colours[:3]
    assert page.locator(".gc-overlay-legend .gc-count").all_inner_texts() == ["1", "1", "1", "0"]
    on_top = page.evaluate("([x, y]) => document.elementFromPoint(x, y).tagName", _place(page, 116.2, 0.2))
    assert on_top == "path"
    page.mouse.click(*_place(page, 117.5, 0.3))
    assert page.locator(".gc-details tbody td").all_inner_texts() == ["b", "running"]
    page.get_by_role("checkbox", name="Agreements").uncheck()
    assert page.locator(".gc-overlay-legend").count() == 0
    assert page.locator(".leaflet-gcOverlayShapes-pane canvas").count() == 0
    page.get_by_role("checkbox", name="Agreements").check()
    assert _colour(page, "gcOverlayShapes", 118.3, 0.3) == colours[2]
    assert errors == []
    page.close()


def _colours(layer: CoverageLayer) -> list[Any]:
    classes = json.loads(layer.data)["layers"][0]["classes"]
    return [type("Class", (), each) for each in classes]


@pytest.mark.browser
def test_saved_by_us_the_users_map_needs_no_network(browser: Browser, tmp_path: Path) -> None:
    fmap = _plain_map(tiles=None)
    layer = _layer().add_to(fmap)
    folium.GeoJson(TRIANGLE, name="Mine").add_to(fmap)
    text = to_html(fmap)
    assert "https://" not in re.sub(r"<script>.*?</script>|<style>.*?</style>", "", text, flags=re.DOTALL)
    with opened(browser, tmp_path / "a.html", text) as view:
        assert _colour(view.page, "gcOverlayShapes", 117.3, 0.3) == _colours(layer)[1].colour
        assert view.errors == []
        assert [url for url in view.requests if not url.startswith(("file:", "data:", "blob:"))] == []
    ours = choropleth_map(
        squares(["x"]), classify(pd.Series([1], index=squares(["x"]).index), scheme="count"), title="Ours", lang="en"
    )
    _layer("de").add_to(ours)
    with opened(browser, tmp_path / "b.html", to_html(ours)) as view:
        assert view.page.locator(".gc-overlay-legend").count() == 1
        assert view.page.locator(".leaflet-control-layers-overlays").inner_text().count("Agreements") == 1
        assert view.errors == []
        assert colours_at(view.page, [[5.0, 5.0]])


def test_online_tiles_are_refused_by_name_when_saving(tmp_path: Path) -> None:
    fmap = _plain_map()
    _layer().add_to(fmap)
    with pytest.raises(InputError, match=r"TileLayer names .https://tile\.openstreetmap\.org"):
        save_html(fmap, tmp_path / "a.html")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.browser
def test_text_is_text_on_a_map_that_is_not_ours(browser: Browser, tmp_path: Path) -> None:
    fmap = _plain_map(tiles=None)
    _layer(list(HOSTILE), name=HOSTILE[4]).add_to(fmap)
    fmap.save(tmp_path / "a.html")
    page = browser.new_page(viewport={"width": 1200, "height": 500})
    page.route("**/*", _serve)
    page.goto((tmp_path / "a.html").as_uri())
    page.wait_for_selector(".gc-overlay-legend")
    for number in range(len(HOSTILE)):
        at = _place(page, 116.5 + number, 0.5)
        if 0 < at[0] < 900:
            page.mouse.click(*at)
            assert HOSTILE[number].strip().split("\n")[0][:6] in (
                page.locator(".gc-popup strong").last.text_content() or ""
            )
    assert page.evaluate("window.__x") is None
    assert page.locator(".leaflet-pane img[src='x']").count() == 0
    page.close()
    assert "49" not in (tmp_path / "a.html").read_text(encoding="utf-8").partition("A\\u007b")[2][:6]


def test_maps_show_in_a_notebook() -> None:
    regions = squares(["x"])
    ours = choropleth_map(regions, classify(pd.Series([1], index=regions.index), scheme="count"), title="Ours")
    shown = ours._repr_html_()
    assert html.escape(to_html(ours)[:15]) in shown or "srcdoc" in shown
    plain = _plain_map()
    _layer().add_to(plain)
    assert "GeoCoop.overlay" in html.unescape(plain._repr_html_())
    assert plain.get_bounds() == [[0.0, 116.0], [1.0, 119.0]]


def test_a_layer_on_no_map_says_so() -> None:
    with pytest.raises(InputError, match="stands on no map"):
        _layer().render()
