"""Maps of zones and of partners in Chromium without a network: hatches, marks, lines that answer, insets, pictures."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import matplotlib.image
import numpy as np
import pytest
from map_browser import DESKTOP, PHONE, opened
from test_maps_offline import HOSTILE, notes_with
from test_maps_partners import square_layers as partner_squares
from test_maps_zones import square_layers as zone_squares

from geo_coop.api.map_partners import partners_view
from geo_coop.api.map_zones import zones_view
from geo_coop.maps import partners_map, to_html, zones_map

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

MAP = "Object.values(window).find(value => value instanceof L.Map)"


@pytest.fixture(scope="module")
def zones_html() -> str:
    return to_html(zones_view().to_map())


@pytest.fixture(scope="module")
def partners_html() -> str:
    return to_html(partners_view(lang="en").to_map())


def colours_of(page: Page, code: str) -> set[str]:
    """Return the colours that stand inside an area of the map, on the lower canvas."""
    return set(
        page.evaluate(
            """(code) => {
              const map = MAP, page = map.gcPage, topology = page.main.topology, shape = page.main.codes.indexOf(code);
              const sheet = page.shapes, ratio = sheet._ratio, ctx = sheet._ctx, bounds = sheet._bounds;
              const image = ctx.getImageData(0, 0, ctx.canvas.width, ctx.canvas.height), found = {};
              const scale = map.getZoomScale(map.getZoom(), 0), origin = map.getPixelOrigin();
              for (let y = 0; y < image.height; y += 2) for (let x = 0; x < image.width; x += 2) {
                const east = (x / ratio + bounds.min.x + origin.x) / scale;
                const south = (y / ratio + bounds.min.y + origin.y) / scale;
                const box = topology.boxes[shape], at = 4 * (y * image.width + x);
                if (east < box[0] || east > box[2] || south < box[1] || south > box[3]) continue;
                const parts = Array.from(image.data.slice(at, at + 3));
                const colour = '#' + parts.map(part => part.toString(16).padStart(2, '0')).join('');
                found[colour] = found[colour] || 0;
                if (topology.find(east, south) === shape) found[colour]++;
              }
              return Object.keys(found).filter(colour => found[colour] > 3);
            }""".replace("MAP", MAP),
            code,
        )
    )


def hatched(page: Page) -> dict[str, str]:
    """Return the colour of each hatch by zone, from the page."""
    return dict(page.evaluate(f"{MAP}.gcPage.layers.filter(l => l.type === 'hatches').map(l => [l.zone, l.colour])"))


def test_kukar_shows_its_three_hatches_and_a_switch_takes_one_away(
    browser: Browser, tmp_path: Path, zones_html: str
) -> None:
    with opened(browser, tmp_path / "zones.html", zones_html) as found:
        page = found.page
        colours = hatched(page)
        first, second, third, fourth = (colours[f"kaltim-zone-{number}"] for number in (1, 2, 3, 4))
        assert {first, second, fourth} <= colours_of(page, "64.02")
        assert third not in colours_of(page, "64.02")
        assert colours_of(page, "64.03") & set(colours.values()) == {third}
        assert colours_of(page, "64.11") & set(colours.values()) == {second}
        page.hover(".leaflet-control-layers")
        page.get_by_label("Zona 2 Kalimantan Timur").uncheck()
        shown = colours_of(page, "64.02")
        assert {first, fourth} <= shown
        assert second not in shown
        assert not found.errors
        assert found.requests == [(tmp_path / "zones.html").as_uri()]


def test_zones_are_told_in_words(browser: Browser, tmp_path: Path, zones_html: str) -> None:
    with opened(browser, tmp_path / "zones.html", zones_html, PHONE) as found:
        page = found.page
        page.evaluate(f"{MAP}.gcPage.open({MAP}.gcPage.main.codes.indexOf('64.02'))")
        text = page.inner_text(".leaflet-popup")
        assert all(f"Zona {number} Kalimantan Timur" in text for number in (1, 2, 4))
        assert "pemrakarsa" in text
        assert "S3 §32" in text
        assert not found.errors


def test_no_mark_lies_upon_another(browser: Browser, tmp_path: Path, zones_html: str, partners_html: str) -> None:
    for html in (zones_html, partners_html):
        with opened(browser, tmp_path / "map.html", html, DESKTOP) as found:
            boxes = np.array(found.page.evaluate(f"{MAP}.gcPage.layers.find(l => l.type === 'badges').boxes"))
            low, high = (
                np.maximum(boxes[:, None, :2], boxes[None, :, :2]),
                np.minimum(boxes[:, None, 2:], boxes[None, :, 2:]),
            )
            common = np.clip(high - low, 0, None).prod(axis=2)
            np.fill_diagonal(common, 0)
            own = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
            assert (common.max(axis=1) < 0.15 * own).all()


def test_lines_answer_the_pointer(browser: Browser, tmp_path: Path, partners_html: str) -> None:
    with opened(browser, tmp_path / "partners.html", partners_html) as found:
        page = found.page
        at = page.evaluate(
            """() => {
              const map = MAP, links = map.gcPage.layers.find(l => l.type === 'links');
              const item = links.items.find(i => i.rows.length === 4), middle = Math.floor(item.x.length / 2);
              const box = map.getContainer().getBoundingClientRect();
              const point = map.latLngToContainerPoint(map.unproject(L.point(item.x[middle], item.y[middle]), 0));
              return [point.x + box.left, point.y + box.top];
            }""".replace("MAP", MAP)
        )
        page.mouse.move(*at)
        tip = page.inner_text(".gc-tip")
        assert "Kotawaringin Timur - Seruyan" in tip
        assert "Binding agreement (PKS)" in tip
        page.mouse.click(*at)
        popup = page.inner_text(".leaflet-popup")
        assert popup.count("2025-11-03") >= 4
        assert "Fire and rescue service" in popup
        inset = page.inner_text(".gc-inset")
        assert "Anhui (China)" in inset
        assert "km from Kalimantan Timur (province)" in inset
        assert not found.errors
        assert found.requests == [(tmp_path / "partners.html").as_uri()]


def picture(page: Page) -> np.ndarray[Any, Any]:
    address = page.evaluate(f"async () => (await GeoCoop.picture({MAP}.gcPage)).toDataURL()")
    return np.asarray(matplotlib.image.imread(io.BytesIO(base64.b64decode(address.split(",")[1]))))[:, :, :3]


def test_pictures_show_hatches_and_inset(browser: Browser, tmp_path: Path, zones_html: str, partners_html: str) -> None:
    with opened(browser, tmp_path / "zones.html", zones_html) as found:
        seen = (picture(found.page) * 255).round().astype(int).reshape(-1, 3)
        for colour in hatched(found.page).values():
            wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
            assert (seen == wanted).all(axis=1).sum() > 500
        assert not found.errors
    with opened(browser, tmp_path / "partners.html", partners_html) as found:
        seen = (picture(found.page) * 255).round().astype(int).reshape(-1, 3)
        assert (seen == [0xE3, 0xD8, 0xB4]).all(axis=1).sum() > 2_000  # the land of Anhui
        assert not found.errors


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_hostile_text_does_not_run(browser: Browser, tmp_path: Path, size: tuple[int, int]) -> None:
    text = " ".join(HOSTILE)
    notes = notes_with(text)
    zones, partners = zone_squares(text), partner_squares(text)
    details = {zones.regions.index[0]: [{each: each for each in HOSTILE}]}
    maps = (
        zones_map(zones, title=text, details=details, notes=notes),
        partners_map(partners, by="stage", title=text, details=details, notes=notes),
    )
    for fmap in maps:
        with opened(browser, tmp_path / "hostile.html", to_html(fmap), size) as found:
            page = found.page
            page.evaluate(f"{MAP}.gcPage.open(0)")
            page.evaluate(f"{MAP}.gcPage.layers.filter(l => l.type === 'links').forEach(l => {MAP}.gcPage.open(1, l))")
            page.evaluate(f"GeoCoop.picture({MAP}.gcPage).then(() => 1)")
            assert not found.attacked()
            assert not found.errors
