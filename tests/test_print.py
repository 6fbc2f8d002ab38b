"""Printed maps: true scale, legend from the classes, text as text, the same bytes each time, nothing over the edge."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
import shapely
from print_squares import notes_with, sheet_of, squares, texts_of
from pyproj import Geod

from geo_coop.api.map_partners import partners_view
from geo_coop.api.map_zones import zones_view
from geo_coop.classify import Classification, classify
from geo_coop.errors import InputError
from geo_coop.maps import CorridorLayers
from geo_coop.maps.print import choropleth_sheet, corridor_sheet, partners_sheet, timeline_sheet, zones_sheet
from geo_coop.maps.print.graticule import degrees_text, step_minutes
from geo_coop.maps.print.hatches import stripes
from geo_coop.maps.print.inset import inset_kind
from geo_coop.maps.print.legend import class_rows, legend_height
from geo_coop.maps.print.paper import Box, PageSetup
from geo_coop.maps.print.scalebar import bar_km, bar_mm
from geo_coop.maps.print.sheet import render
from geo_coop.maps.print.text import MissingLettersWarning
from geo_coop.maps.print.view import crs_for, fit
from geo_coop.maps.timeline import TimelineStep

ROOT = Path(__file__).resolve().parents[1]
HOSTILE = (
    "$x^2$ \\frac{1}{2}",
    "{{ 7*7 }} {% raw",
    "]]></svg><script>window.__x=1</script>",
    "--> <!-- & \" ' ",
    "line\nbreak\ttab\x00\x07\u202e\u2028",
    "\u5b89\u5fbd \U0001f30f",
    "W" * 400,
    " ".join(["Kabupaten Panjang Sekali"] * 30),
    "",
)
SVG = "{http://www.w3.org/2000/svg}"


def corridor(texts: tuple[str, ...]) -> tuple[CorridorLayers, Classification]:
    villages = squares(list(texts), "village").assign(facing="MY-12", legal_only=True)
    line = gpd.GeoDataFrame(
        {"facing": ["MY-12"], "length_km": [5.0]}, geometry=[shapely.LineString([(116, 1.5), (118, 1.5)])], crs=4326
    )
    bands = gpd.GeoDataFrame({"km": [20, 10]}, geometry=[line.union_all().buffer(r) for r in (0.2, 0.1)], crs=4326)
    around = gpd.GeoDataFrame({"name": [texts[0]]}, geometry=[shapely.box(115, 1.5, 121, 3)], index=["MY-12"], crs=4326)
    crossings = gpd.GeoDataFrame(
        {"name": list(texts), "type": "PLBN", "status": "", "since": "", "exactness": "approximate"},
        geometry=[shapely.Point(116.2 + number / 2, 1.4) for number in range(len(texts))],
        crs=4326,
    )
    status = classify(pd.Series(1, index=villages.index), scheme="count", title=texts[0])
    return CorridorLayers(villages, line, bands, around, crossings, around, None), status


# --- geometry of the sheet


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ((116.0, 1.0, 118.0, 4.0), "EPSG:32650"),
        ((112.0, -3.0, 113.0, -1.0), "EPSG:32749"),
        ((113.8, -2.6, 119.0, 4.4), "EPSG:32650"),
    ],
)
def test_projection_is_the_utm_zone_where_one_will_do(bounds: Any, expected: str) -> None:
    assert crs_for(bounds).to_string() == expected


def test_projection_of_a_wide_extent_is_equal_area_about_its_centre() -> None:
    wide = crs_for((95.0, -11.0, 141.0, 6.0))
    assert wide.to_json_dict()["conversion"]["method"]["name"] == "Lambert Azimuthal Equal Area"
    assert wide.axis_info[0].unit_name == "metre"


@pytest.mark.parametrize(
    "bounds", [(116.0, 1.0, 118.0, 4.0), (109.0, -4.0, 119.0, 4.4), (112.3, -2.6, 112.4, -2.5), (95.0, -11, 141, 6)]
)
def test_scale_bar_is_true_on_the_ellipsoid(bounds: Any) -> None:
    view = fit(bounds, Box(20, 30, 180, 120))
    kilometres = bar_km(view, 50)
    length = bar_mm(view, kilometres)
    assert 50 / 2.6 < length <= 50
    middle = (view.frame.left + 90, view.frame.bottom + 60)
    assert view.ground_km(*middle, length) == pytest.approx(kilometres, rel=2e-3)
    lon, lat = view.lonlat([middle[0] - length / 2, middle[0] + length / 2], [middle[1]] * 2)
    metres = Geod(ellps="WGS84").inv(lon[0], lat[0], lon[1], lat[1])[2]
    assert metres * 1000 / length == pytest.approx(view.denominator, rel=2e-3)
    assert view.denominator == pytest.approx(float(f"{view.denominator:.1e}"))


def test_view_holds_the_bounds_and_goes_back() -> None:
    bounds = (113.8, -2.6, 119.0, 4.4)
    view = fit(bounds, Box(20, 30, 180, 120))
    corners = view.place([shapely.Point(x, y) for x in bounds[::2] for y in bounds[1::2]])
    assert shapely.within(corners, view.frame.shape()).all()
    lon, lat = view.lonlat(shapely.get_x(corners), shapely.get_y(corners))
    assert np.allclose(lon, [113.8, 113.8, 119.0, 119.0], atol=1e-6)
    assert np.allclose(lat, [-2.6, 4.4, -2.6, 4.4], atol=1e-6)


def test_graticule_steps_and_words() -> None:
    assert [step_minutes(span) for span in (0.05, 1, 8, 40)] == [1, 15, 120, 600]
    assert degrees_text(6990, "id", latitude=False) == "116°30\N{PRIME} BT"
    assert degrees_text(-75, "en", latitude=True) == "1°15\N{PRIME} S"
    assert degrees_text(0, "id", latitude=True) == "0°"


def test_inset_shows_borneo_indonesia_or_nothing() -> None:
    assert inset_kind((116, 1, 118, 4)) == "borneo"
    assert inset_kind((95, -11, 125, 6)) == "indonesia"
    assert inset_kind((114, 29, 119, 34)) is None


def test_stripes_keep_to_the_area_and_to_their_spacing() -> None:
    square = np.array([shapely.box(0, 0, 10, 10)])
    level = stripes(square, 0, 2.0, 0.5)
    assert sorted(float(shapely.get_y(shapely.get_point(line, 0))) for line in level) == [0.5, 2.5, 4.5, 6.5, 8.5]
    slanted = stripes(square, 45, 2.0)
    assert shapely.covered_by(slanted, shapely.box(-1e-9, -1e-9, 10 + 1e-9, 10 + 1e-9)).all()
    assert len(stripes(np.array([None, shapely.Polygon()], dtype=object), 45, 2)) == 0


# --- sheets


@pytest.mark.parametrize(("paper", "orientation", "width", "height"),
                         [("A4", "landscape", 297, 210), ("A3", "portrait", 297, 420)])  # fmt: skip
def test_formats_and_sizes(paper: Any, orientation: Any, width: int, height: int) -> None:
    svg = ET.fromstring(sheet_of("svg", paper=paper, orientation=orientation))  # noqa: S314  (our own)
    points = [float(str(svg.get(name)).removesuffix("pt")) for name in ("width", "height")]
    assert points == pytest.approx([width / 25.4 * 72, height / 25.4 * 72], abs=0.01)
    pdf = sheet_of("pdf", paper=paper, orientation=orientation)
    box = re.search(rb"/MediaBox \[ ?0 0 ([0-9.]+) ([0-9.]+) ?\]", pdf)
    assert box is not None
    assert [float(each) for each in box.groups()] == pytest.approx(points, abs=0.01)
    assert b"/FontFile2" in pdf
    png = sheet_of("png", paper=paper, orientation=orientation, dpi=100)
    pixels = [int.from_bytes(png[start : start + 4], "big") for start in (16, 20)]
    assert pixels == pytest.approx([width / 25.4 * 100, height / 25.4 * 100], abs=1)


def test_everything_that_a_map_needs_is_on_it() -> None:
    regions = squares(["Nunukan", "Malinau", "Bulungan"])
    outlines = regions.dissolve().set_index(pd.Index(["65"], name="code")).assign(name="Kaltara", level="province")
    texts = texts_of(sheet_of(outlines=outlines))
    for wanted in (
        "Peta", "PERKIRAAN", "Jumlah", "Tidak ada data", "Kaltara", "Batas provinsi", "km", "U",
        "Letak di Pulau Kalimantan (Borneo)", "116° BT", "Sumber uji · Keadaan per 2024-06-01",
    ):  # fmt: skip
        assert wanted in texts, wanted
    assert any(re.fullmatch(r"Skala 1 : [0-9.]+ pada kertas A4", text) for text in texts)
    assert any("UTM zone 50N" in text for text in texts)
    whole = " ".join(texts)
    assert "rilis 2025.1, lisensi ODbL-1.0" in whole
    assert "tidak tergambar (1): Bulungan (65.03)" in whole
    authoritative = texts_of(sheet_of(notes=notes_with("x", "authoritative"), lang="en"))
    assert "APPROXIMATE" not in authoritative
    assert any(text.startswith("Scale 1 : ") for text in authoritative)


def test_legend_is_that_of_the_classes() -> None:
    index = pd.Index(["a", "b", "c", "d"], name="code")
    values = pd.Series([0, 5, None, 1], index=index)
    outside = pd.Series([False, False, False, True], index=index)
    classes = classify(values, scheme="count", not_applicable=outside, title="Jumlah")
    rows = class_rows(classes, "x")
    assert [row.label for row in rows] == ["Jumlah", *(each.label for each in classes.classes)]
    assert [row.count for row in rows[1:]] == [str(each.count) for each in classes.classes]
    looks = {(row.colour, row.hatch) for row in rows[1:] if row.label in {"0", "Tidak ada data", "Tidak berlaku"}}
    assert len(looks) == 3
    assert [row.hatch is not None for row in rows[-2:]] == [True, True]
    assert legend_height(rows, 60, 1, 8) > legend_height(rows, 60, 2, 8) > legend_height(rows, 60, 2, 6)


def test_scale_says_so_where_it_varies() -> None:
    wide = squares(["A", "B"]).set_geometry([shapely.box(95, -11, 100, 5), shapely.box(130, -10, 141, 5)], crs=4326)
    classes = classify(pd.Series([1, 2], index=wide.index), scheme="count")
    texts = " ".join(texts_of(choropleth_sheet(wide, classes, title="x", fmt="svg")))
    assert "di tengah peta; di tepi berbeda hingga" in texts
    assert "di tengah peta" not in " ".join(texts_of(sheet_of()))


@pytest.mark.parametrize("fmt", ["png", "svg", "pdf"])
def test_hostile_text_is_shown_as_text(fmt: Any) -> None:
    regions = squares(list(HOSTILE))
    values = pd.Series(list(HOSTILE), index=regions.index)
    whole = " ".join(HOSTILE)
    classes = classify(
        values, scheme="categories", categories=[(each, each) for each in HOSTILE], title=whole, palette="viridis"
    )
    notes = notes_with(whole)
    with pytest.warns(MissingLettersWarning):
        made = choropleth_sheet(regions, classes, title=whole, outlines=regions, notes=notes, fmt=fmt, dpi=60)
    if fmt == "png":
        return
    layers, status = corridor(HOSTILE)
    with pytest.warns(MissingLettersWarning):
        other = corridor_sheet(layers, status, title=whole, notes=notes, fmt=fmt, dpi=60)
    if fmt == "svg":
        for svg in (made, other):
            tree = ET.fromstring(svg)  # noqa: S314  (our own)
            assert not list(tree.iter(f"{SVG}script"))
            assert not [key for element in tree.iter() for key in element.attrib if key.lower().startswith("on")]
        assert any("$x^2$ \\frac{1}{2}" in text for text in texts_of(made))


def test_long_titles_are_wrapped_within_the_sheet() -> None:
    title = "Kesepakatan Bersama Pemerintah Kabupaten Kutai Kartanegara dan Pemerintah Kota Balikpapan " * 2
    texts = texts_of(sheet_of(title=title))
    lines = [text for text in texts if text and text in title]
    assert len(lines) >= 2
    assert " ".join(title.split()) in " ".join(texts)


def test_user_settings_are_neither_used_nor_changed() -> None:
    plain = sheet_of("svg")
    before = {"font.size": 30.0, "axes.facecolor": "black", "text.color": "red", "svg.fonttype": "none"}
    with mpl.rc_context(before):
        assert sheet_of("svg") == plain
        assert mpl.rcParams["font.size"] == 30.0
    assert "matplotlib.pyplot" not in sys.modules or not mpl.pyplot.get_fignums()


def test_the_same_bytes_in_other_processes() -> None:
    code = (
        "import hashlib, sys; sys.path.insert(0, 'tests'); from print_squares import sheet_of;"
        "print(*[hashlib.sha256(sheet_of(fmt)).hexdigest() for fmt in ('png', 'svg', 'pdf')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "1"},
    )  # fmt: skip
    assert done.stdout.split() == [hashlib.sha256(sheet_of(fmt)).hexdigest() for fmt in ("png", "svg", "pdf")]


def test_nothing_given_is_changed() -> None:
    layers, status = corridor(("Long Midang", "Sei Menggaris"))
    before = layers.villages.copy()
    corridor_sheet(layers, status, title="x", fmt="svg")
    pd.testing.assert_frame_equal(pd.DataFrame(layers.villages), pd.DataFrame(before))


def test_corridor_legend_follows_what_is_drawn() -> None:
    layers, status = corridor(("Long Midang", "Sei Menggaris"))
    texts = texts_of(corridor_sheet(layers, status, title="Koridor", fmt="svg"))
    for wanted in ("Long Midang", "Garis batas menghadap", "5 km", "10 km", "20 km", "Pos lintas batas", "PLBN"):
        assert wanted in texts, wanted
    assert any(text.startswith("Perbatasan menurut hukum saja") for text in texts)
    assert any(text.startswith("Letak perkiraan (2): Long Midang, Sei Menggaris") for text in texts)


def test_corridor_shows_districts_across_the_line_and_only_its_own_crossings() -> None:
    layers, status = corridor(("Long Midang", "Sei Menggaris"))
    abroad = gpd.GeoDataFrame({"name": ["Lawas"]}, geometry=[shapely.box(116, 1.5, 117, 2)], index=["L"], crs=4326)
    far = layers.crossings.iloc[[0]].assign(name="Jauh").set_geometry([shapely.Point(119, 1.4)], crs=4326)
    layers = replace(layers, opposite=abroad, crossings=pd.concat([layers.crossings, far]))
    texts = texts_of(corridor_sheet(layers, status, title="Koridor", fmt="svg"))
    assert {"Lawas", "Distrik di seberang garis"} <= set(texts)
    assert "Jauh" not in " ".join(texts)


def test_timeline_has_a_map_for_each_step() -> None:
    regions = squares(["A", "B"])
    steps = [
        TimelineStep(dt.date(year, 1, 1), f"Tahun {year}", (), classify(
            pd.Series(values, index=regions.index), scheme="categories", categories=[(0, "belum"), (1, "sudah")]))
        for year, values in ((1985, [0, 0]), (2014, [1, 0]), (2024, [1, 1]))
    ]  # fmt: skip
    texts = texts_of(timeline_sheet(regions, steps, title="Linimasa", fmt="svg"))
    assert [text for text in texts if text.startswith("Tahun ")] == ["Tahun 1985", "Tahun 2014", "Tahun 2024"]
    assert texts.count("sudah") == 1
    with pytest.raises(InputError, match="without a step"):
        timeline_sheet(regions, [], title="x")
    with pytest.raises(InputError, match="at most 48"):
        timeline_sheet(regions, steps * 17, title="x")


def test_refusals() -> None:
    with pytest.raises(InputError) as caught:
        PageSetup("A5", "upright", "jpg", 5000).check()  # type: ignore[arg-type]
    assert len(caught.value.problems) == 4
    regions = squares(["A", "B"])
    with pytest.raises(InputError, match="other regions"):
        sheet_of(regions=regions)
    nowhere = regions.set_geometry([None, None], crs=4326)
    with pytest.raises(InputError, match="has a shape to draw"):
        choropleth_sheet(nowhere, classify(pd.Series([1, 2], index=regions.index), scheme="count"), title="x")
    with pytest.raises(InputError, match="unknown language"):
        sheet_of(lang="fr")


def test_an_empty_sheet_can_be_drawn() -> None:
    assert render(lambda _: None, (50, 50), "png", 72, "x").startswith(b"\x89PNG")


def test_zones_sheet_shows_every_zone_area_and_initiator() -> None:
    view = zones_view()
    sheet = zones_sheet(view.layers, title=view.title, notes=view.notes, fmt="svg")
    texts = texts_of(sheet)
    whole = " ".join(texts)
    for wanted in ("Zona 1 Kalimantan Timur: Samarinda ★", "Zona 2 Kalimantan Timur: Kutai Kartanegara ★", "K8"):
        assert wanted in whole, wanted
    assert [texts.count(mark) > 0 for mark in ("1★", "2★", "3★", "4★")] == [True] * 4
    assert not [text for text in texts if text.startswith("… dan")]
    # Glyphs are 100 units to the em, so their scale is a hundredth of the size in points.
    row = re.search(r"<!-- Zona 1 .*?scale\(([0-9.]+) ", sheet.decode("utf-8"), re.DOTALL)
    assert row is not None
    assert float(row[1]) * 100 >= 7


def test_partners_sheet_gives_far_partners_an_inset_with_their_distance() -> None:
    view = partners_view(by="sector")
    texts = texts_of(partners_sheet(view.layers, by="sector", title=view.title, notes=view.notes, fmt="svg"))
    (inset,) = view.layers.insets
    kilometres = f"{round(inset.distances[0][2]):,}".replace(",", ".")
    assert f"{inset.name}: {kilometres} km" in texts
    assert any(text.startswith("Mitra di luar peta: Anhui") for text in texts)
    assert any(re.fullmatch(r"Skala 1 : [0-9.]+ pada kertas A4", text) for text in texts)
    scale = next(text for text in texts if text.startswith("Skala 1 : "))
    assert int(re.sub(r"[^0-9]", "", scale.split(" pada ")[0].partition(":")[2])) < 12_000_000  # not stretched to China
