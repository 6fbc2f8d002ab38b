"""Shapes in Chromium: unpacked as they were packed, found under the pointer, kept while the map moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from map_browser import DESKTOP, PHONE, opened

from geo_coop.classify import classify
from geo_coop.maps import choropleth_map, prepare, to_html

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

MAP = "const map = Object.values(window).find(value => value instanceof L.Map), page = map.gcPage;"


def crooked(side: int = 6, points: int = 60) -> gpd.GeoDataFrame:
    """Return squares with crooked borders, one with a hole that another fills, one with an island, one on its own."""
    rng = np.random.default_rng(11)
    lines: dict[tuple[int, int, int], Any] = {}

    def line(axis: int, x: int, y: int) -> Any:
        if (axis, x, y) not in lines:
            along = np.linspace(0, 1, points)
            off = np.where((along == 0) | (along == 1), 0, rng.normal(0, 0.04, points) * np.minimum(along, 1 - along))
            path = np.column_stack([along, off] if axis == 0 else [off, along])
            lines[axis, x, y] = (path + np.array([x, y])) * 0.2 + np.array([115, -0.5])
        return lines[axis, x, y]

    shapes = []
    for x in range(side):
        for y in range(side):
            ring = [line(0, x, y), line(1, x + 1, y), line(0, x, y + 1)[::-1], line(1, x, y)[::-1]]
            shapes.append(shapely.Polygon(np.concatenate(ring)))
    hole = shapely.box(115.08, -0.42, 115.12, -0.38)
    shapes[0] = shapes[0].difference(hole)
    shapes[1] = shapely.MultiPolygon([shapes[1], shapely.box(117, 0, 117.00001, 0.00001)])
    shapes += [hole, shapely.Point(118, 0).buffer(0.1)]
    codes = [f"65.{1 + number // 9:02d}.01.{2001 + number % 9}" for number in range(len(shapes))]
    frame = gpd.GeoDataFrame({"name": codes, "level": "village"}, geometry=shapes, index=codes, crs=4326)
    return frame.rename_axis("code")


def page_of(regions: gpd.GeoDataFrame, prepared: Any) -> str:
    values = pd.Series(range(len(regions)), index=regions.index)
    outlines = regions.dissolve(regions.index.str[:5]).assign(level="regency").rename_axis("code")
    classes = classify(values, scheme="quantiles", lang="en")
    return to_html(choropleth_map(regions, classes, title="x", lang="en", prepared=prepared, outlines=outlines))


def test_the_page_holds_the_shapes_that_were_packed(browser: Browser, tmp_path: Path) -> None:
    regions = crooked()
    prepared = prepare(regions, tolerance_m=20, warn=False)
    upper = prepared.upper([code[:5] for code in prepared.codes])
    with opened(browser, tmp_path / "a.html", page_of(regions, prepared)) as view:
        page = view.page
        held = page.evaluate(
            f"""() => {{ {MAP} const arcs = page.main.topology.arcs;
              const all = Array.from(arcs.x, (x, i) => [x, arcs.y[i]]).map(at => map.unproject(L.point(at), 0));
              return [page.main.topology.shapes, Array.from(arcs.start), all.map(at => [at.lng, at.lat])]; }}"""
        )
        assert [[tuple(ring) for ring in rings] for rings in held[0]] == [list(rings) for rings in prepared.shapes]
        assert held[1] == np.cumsum([0, *map(len, prepared.arcs)]).tolist()
        expected = (np.concatenate(prepared.arcs) + prepared.origin) * prepared.step
        assert np.abs(np.array(held[2]) - expected).max() < 1e-8
        rings = page.evaluate("text => GeoCoop.unpackRings(text)", upper.packed)
        assert [tuple(tuple(ring) for ring in shape) for shape in rings] == list(upper.shapes)
        found = page.evaluate(
            f"""points => {{ {MAP} return points.map(at => {{
              const world = map.project([at[1], at[0]], 0);
              return page.main.topology.find(world.x, world.y); }}); }}""",
            [[point.x, point.y] for point in regions.representative_point()] + [[119, 1], [-60, 40]],
        )
        assert found == [*range(len(regions)), -1, -1]
        assert view.errors == []


def test_a_map_that_was_moved_looks_as_if_drawn_anew(browser: Browser, tmp_path: Path) -> None:
    regions = crooked()
    with opened(browser, tmp_path / "a.html", page_of(regions, prepare(regions, warn=False))) as view:
        for way in ([0, 0], [90, 0], [-40, 0], [0, 60], [0, -30], [33, -41], [-120, 77], [3000, 0]):
            off, fills, still = view.page.evaluate(
                f"""way => {{ {MAP}
                  const sheet = document.querySelector('[class*=gcShapes] canvas'), pen = sheet.getContext('2d');
                  const fill = pen.fill; let fills = 0;
                  pen.fill = function (...given) {{ fills++; return fill.apply(this, given); }};
                  map.panBy(way, {{ animate: false }});
                  delete pen.fill;
                  const read = () => pen.getImageData(0, 0, sheet.width, sheet.height).data;
                  const moved = read(); page.shapes.repaint(); const anew = read();
                  let off = 0;
                  for (let i = 0; i < anew.length; i++) {{ if (Math.abs(anew[i] - moved[i]) > 48) {{ off++; }} }}
                  return [off, fills, page.shapes.options.still()]; }}""",
                way,
            )
            assert still
            assert off <= 40
            if way == [0, 0]:
                assert fills == 0


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_names_of_surroundings_stand_clear_of_the_regions(browser: Browser, tmp_path: Path, size: Any) -> None:
    regions = gpd.GeoDataFrame(
        {"name": ["Inside"], "level": "village"},
        geometry=[shapely.box(115, 0, 116, 1)], index=pd.Index(["65.01.01.2001"], name="code"), crs=4326,
    )  # fmt: skip
    around = gpd.GeoDataFrame(
        {"name": ["Around"]}, geometry=[shapely.box(111, -4, 120, 5)], index=pd.Index(["64"], name="code"), crs=4326
    )
    classes = classify(pd.Series([1], index=regions.index), scheme="count", lang="en")
    html = to_html(choropleth_map(regions, classes, title="x", lang="en", context=around))
    with opened(browser, tmp_path / "a.html", html, size) as view:
        given, place, hit = view.page.evaluate(
            f"""() => {{ {MAP} const label = page.labels.find(each => each.text === "AROUND"), at = label.found.at;
              const found = (x, y) => page.main.topology.find(x, y) >= 0, scale = map.getZoomScale(map.getZoom(), 0);
              const ends = [-30, 0, 30].flatMap(x => [-8, 0, 8].map(y => found(at[0] + x / scale, at[1] + y / scale)));
              const seen = map.latLngToContainerPoint(map.unproject(L.point(at), 0)), box = map.getSize();
              return [found(label.x, label.y), seen.x > 0 && seen.y > 0 && seen.x < box.x && seen.y < box.y,
                ends.some(Boolean)]; }}"""
        )
        assert (given, place, hit) == (True, True, False)  # it was meant for the middle, where the region lies
        assert view.errors == []
