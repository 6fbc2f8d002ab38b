"""The land line cut by the nearest region on each side."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely
from border_squares import TENTH_KM, layer, source

from geo_coop.borders import split_line
from geo_coop.errors import InputError
from geo_coop.geodesy import length_m
from geo_coop.provenance import attach, sources_of

LINE = shapely.LineString([(117.0, 0), (117.4, 0)])
SOUTH = layer({"64": shapely.box(117.0, -1, 117.1, 0), "65": shapely.box(117.1, -1, 117.4, 0)})
NORTH = layer({"MY-12": shapely.box(117.2, 0, 117.4, 1), "MY-13": shapely.box(117.0, 0, 117.2, 1)})


def rows(frame: gpd.GeoDataFrame) -> list[tuple[str, str, float]]:
    return [
        (a, b, round(km / TENTH_KM, 1)) for a, b, km in zip(frame["a"], frame["b"], frame["length_km"], strict=True)
    ]


def test_regions_that_reach_the_line() -> None:
    cut = split_line(LINE, SOUTH, NORTH)
    assert rows(cut) == [("64", "MY-13", 1.0), ("65", "MY-12", 2.0), ("65", "MY-13", 1.0)]
    assert cut.index.tolist() == [0, 1, 2]
    assert list(cut.columns) == ["a", "b", "length_km", "geometry"]
    assert cut.crs.to_epsg() == 4326
    assert cut["length_km"].sum() == pytest.approx(length_m(LINE)[0] / 1_000, rel=1e-9)
    assert shapely.length(cut.geometry.to_numpy()).tolist() == pytest.approx([0.1, 0.2, 0.1], abs=0.002)


def test_coarse_regions_off_the_line_and_across_it() -> None:
    south = layer({"64": shapely.box(117.0, -1, 117.1, -0.05), "65": shapely.box(117.1, -1, 117.4, 0.05)})
    north = layer({"MY-12": shapely.box(117.2, 0.08, 117.4, 1), "MY-13": shapely.box(117.0, -0.03, 117.2, 1)})
    assert rows(split_line(LINE, south, north)) == [
        ("64", "MY-13", 0.5),  # from 117.05 on, 65 is nearer than 0.05 degree
        ("65", "MY-12", 1.2),  # from 117.28 on, Sarawak is farther than 0.08 degree
        ("65", "MY-13", 2.3),
    ]


def test_regions_beyond_the_tolerance_get_nothing() -> None:
    far = layer({"MY-12": shapely.box(117.0, 0.5, 117.4, 1)})
    cut = split_line(LINE, SOUTH, far)
    assert len(cut) == 0
    assert list(cut.columns) == ["a", "b", "length_km", "geometry"]
    assert rows(split_line(LINE, SOUTH, far, tolerance_km=60)) == [("64", "MY-12", 1.0), ("65", "MY-12", 3.0)]


def test_a_missing_neighbour_does_not_lengthen_a_stretch() -> None:
    south = layer({"64": shapely.box(117.0, -1, 117.1, 0)})
    cut = split_line(LINE, south, NORTH)
    # The rest of the line is within 20 km of 64, but has turned away from it.
    assert cut["length_km"].sum() == pytest.approx(TENTH_KM, abs=0.2)


def test_a_region_off_the_line_ends_at_its_corner() -> None:
    south = layer({"64": shapely.box(117.0, -1, 117.1, -0.05)})
    cut = split_line(LINE, south, NORTH, tolerance_km=15)
    assert cut["length_km"].sum() == pytest.approx(TENTH_KM, abs=0.2)


def test_short_runs_between_others_are_smoothed() -> None:
    spike = {
        "64": shapely.union_all([shapely.box(117.0, -1, 117.1, 0), shapely.box(117.2, -1, 117.21, 0)]),
        "65": shapely.union_all([shapely.box(117.1, -1, 117.2, 0), shapely.box(117.21, -1, 117.4, 0)]),
    }
    north = layer({"MY-12": shapely.box(117.0, 0, 117.4, 1)})
    assert rows(split_line(LINE, layer(spike), north)) == [("64", "MY-12", 1.0), ("65", "MY-12", 3.0)]
    assert rows(split_line(LINE, layer(spike), north, smooth_km=0)) == [
        ("64", "MY-12", 1.1),
        ("65", "MY-12", 2.9),
    ]


def test_short_separate_pieces_of_line_keep_their_own() -> None:
    pieces = shapely.MultiLineString([[(117.0, 0), (117.1, 0)], [(117.15, 0), (117.16, 0)]])
    assert rows(split_line(pieces, SOUTH, NORTH)) == [("64", "MY-13", 1.0), ("65", "MY-13", 0.1)]


def test_one_pair_on_two_places_is_one_row() -> None:
    south = layer({"64": shapely.box(117.1, -1, 117.3, 0), "65": shapely.MultiPolygon(
        [shapely.box(117.0, -1, 117.1, 0), shapely.box(117.3, -1, 117.4, 0)])})  # fmt: skip
    north = layer({"MY-12": shapely.box(117.0, 0, 117.4, 1)})
    cut = split_line(LINE, south, north)
    assert rows(cut) == [("64", "MY-12", 2.0), ("65", "MY-12", 2.0)]
    assert cut.geometry.iloc[1].geom_type == "MultiLineString"


def test_the_lines_own_corners_stay() -> None:
    bent = shapely.LineString([(117.0, 0), (117.05, 0.01), (117.1, 0)])
    cut = split_line(bent, SOUTH, NORTH)
    assert shapely.get_coordinates(cut.geometry.iloc[0]).tolist() == [[117.0, 0], [117.05, 0.01], [117.1, 0]]


def test_sources_of_line_and_sides_are_carried() -> None:
    line = attach(gpd.GeoDataFrame(geometry=[LINE], crs=4326), source("osm"))
    cut = split_line(line, SOUTH, NORTH)
    assert [entry.source for entry in sources_of(cut)] == ["osm", "squares"]
    assert all(entry.method.endswith("line cut by the nearest region on each side") for entry in sources_of(cut))


def test_regions_without_a_shape_are_passed_over() -> None:
    north = layer({"MY-12": None, "MY-13": shapely.box(117.0, 0, 117.4, 1)})
    assert rows(split_line(LINE, SOUTH, north)) == [("64", "MY-13", 1.0), ("65", "MY-13", 3.0)]


def test_bad_input_is_refused() -> None:
    with pytest.raises(InputError, match="side_b: no region with a shape"):
        split_line(LINE, SOUTH, layer({"MY-12": None}))
    with pytest.raises(InputError, match="line: no geometry with a length"):
        split_line(shapely.LineString(), SOUTH, NORTH)
    with pytest.raises(InputError, match="line: no CRS"):
        split_line(gpd.GeoSeries([LINE]), SOUTH, NORTH)
    with pytest.raises(InputError, match=r"side_a: CRS is WGS 84 / UTM zone 50N; convert"):
        split_line(LINE, SOUTH.to_crs(32650), NORTH)
    with pytest.raises(InputError, match="tolerance_km 0 must be above 0"):
        split_line(LINE, SOUTH, NORTH, tolerance_km=0)
