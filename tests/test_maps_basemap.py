"""An online basemap: only asked for, one host, and a page that is whole without it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from map_browser import opened, until
from test_maps_offline import squares

from geo_coop.classify import classify
from geo_coop.errors import InputError
from geo_coop.maps import OfflineMap, choropleth_map, to_html
from geo_coop.maps.basemap import OPENSTREETMAP, Basemap

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Route

TILES = Basemap("https://tiles.example.org/{z}/{x}/{y}.png", "<b>© tiles</b>", 12)
#: One red point, as a picture.
RED = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def page_of(basemap: Basemap | None) -> str:
    regions = squares(["a", "b"])
    around = regions.dissolve().set_index(pd.Index(["65"], name="code")).assign(name="sea")
    classes = classify(pd.Series([1, 2], index=regions.index), scheme="count")
    fmap = choropleth_map(regions, classes, title="x", context=around)
    assert isinstance(fmap, OfflineMap)
    fmap.basemap = basemap
    return to_html(fmap)


def policy(page: str) -> str:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_only_a_page_that_asks_names_a_host() -> None:
    without, with_tiles = page_of(None), page_of(TILES)
    assert "https:" not in policy(without)
    assert "tiles.example.org" not in without
    assert "img-src data: blob: https://tiles.example.org;" in policy(with_tiles)
    # Nothing but pictures of that host is let in.
    assert policy(with_tiles).count("https:") == 1
    assert "Ubin peta diambil dari https://tiles.example.org" in with_tiles
    assert "https://tile.openstreetmap.org;" in policy(page_of(OPENSTREETMAP))


@pytest.mark.parametrize(
    "url",
    [
        "http://tiles.example.org/{z}/{x}/{y}.png",
        "https://{s}.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org/{z}/{x}.png",
        "https://user:word@tiles.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org; script-src */{z}/{x}/{y}.png",
        'https://tiles.example.org/{z}/{x}/{y}.png"><script>',
        "javascript:alert(1)//{z}{x}{y}",
        "https:///{z}/{x}/{y}.png",
        "https://tiles.example.org/{z}/{x}/{y}.png?{{ 7*7 }}",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(InputError, match="a basemap has one https host"):
        Basemap(url, "x")


def test_zoom_has_limits() -> None:
    with pytest.raises(InputError, match="max_zoom is from 1 to 22, not 30"):
        Basemap(TILES.url, "x", 30)


@pytest.mark.browser
def test_without_a_network_the_page_is_whole_and_says_nothing(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path / "a.html", page_of(TILES)) as view:
        page = view.page
        page.wait_for_timeout(200)
        # The browser itself notes what did not load; no script fails, and nothing of the map gives way.
        assert all("net::ERR" in error for error in view.errors)
        assert {url.split("/")[2] for url in view.requests if url.startswith("http")} == {"tiles.example.org"}
        assert page.evaluate("Object.values(window).find(v => v instanceof L.Map).gcPage.tiled") is None
        assert page.locator(".gc-notes").inner_text().count("https://tiles.example.org") == 1
        assert page.locator(".leaflet-control-attribution b").count() == 0


@pytest.mark.browser
def test_tiles_lie_below_the_regions(browser: Browser, tmp_path: Path) -> None:
    def answer(route: Route) -> None:
        route.fulfill(body=RED, content_type="image/png")

    page = browser.new_page(viewport={"width": 800, "height": 600})
    page.route("https://tiles.example.org/**", answer)
    path = tmp_path / "a.html"
    path.write_text(page_of(TILES), encoding="utf-8")
    page.goto(path.as_uri())
    until(page, "() => Object.values(window).find(v => v instanceof L.Map).gcPage.tiled === true")
    assert page.locator(".leaflet-tile-loaded").count() > 0
    assert page.evaluate("getComputedStyle(document.querySelector('.leaflet-gcShapes-pane')).opacity") == "0.78"
    page.hover(".leaflet-control-layers")
    page.get_by_role("checkbox", name="Peta dasar daring").uncheck()
    assert page.locator(".leaflet-tile").count() == 0
    assert page.evaluate("getComputedStyle(document.querySelector('.leaflet-gcShapes-pane')).opacity") == "1"
    page.close()
