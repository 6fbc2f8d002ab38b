"""Borders inside one coverage, and bands along a line, by hand on squares."""

from __future__ import annotations

import math

import geopandas as gpd
import pytest
import shapely
from border_squares import TENTH_KM, layer, stretches

from geo_coop.borders import adjacency, border_villages, corridor_bands, shared_border
from geo_coop.errors import InputError
from geo_coop.provenance import sources_of

# Two by two squares of a tenth of a degree, the left column in 62.02, the right one in 62.07.
A1, A2 = "62.02.01.2001", "62.02.02.2001"
B1, B2 = "62.07.01.2001", "62.07.02.2001"
SHAPES = {
    A1: shapely.box(112.0, -0.1, 112.1, 0),
    A2: shapely.Polygon([(112.0, 0), (112.1, 0), (112.1, 0.05), (112.1, 0.1), (112.0, 0.1)]),
    B1: shapely.box(112.1, -0.1, 112.2, 0),
    B2: shapely.Polygon([(112.1, 0), (112.2, 0), (112.2, 0.1), (112.1, 0.1), (112.1, 0.05)]),
}
ALL = layer(SHAPES)
LEFT, RIGHT = ALL.loc[[A1, A2]], ALL.loc[[B1, B2]]
TENTH_NORTH_KM = 11.057_427_58


def test_pairs_and_their_lengths_by_hand() -> None:
    pairs = adjacency(ALL)
    assert list(zip(pairs["a"], pairs["b"], strict=True)) == [(A1, A2), (A1, B1), (A2, B2), (B1, B2)]
    assert pairs["length_km"].tolist() == pytest.approx([TENTH_KM, TENTH_NORTH_KM, TENTH_NORTH_KM, TENTH_KM], rel=1e-5)


def test_order_of_rows_does_not_matter() -> None:
    assert adjacency(ALL.iloc[::-1]).equals(adjacency(ALL))


def test_slivers_are_cleaned_and_said_so() -> None:
    shapes = dict(SHAPES)
    shapes[B1] = shapely.Polygon([(112.1, -0.1), (112.100_02, -0.05), (112.1, 0), (112.2, 0), (112.2, -0.1)])
    rough = layer(shapes)
    before = rough.geometry.to_wkb().tolist()
    pairs = adjacency(rough)
    assert (A1, B1) in set(zip(pairs["a"], pairs["b"], strict=True))
    assert "after cleaning the coverage with a gap width of 0.0001 degree" in sources_of(pairs)[0].method
    assert rough.geometry.to_wkb().tolist() == before
    assert "of a clean coverage" in sources_of(adjacency(ALL))[0].method


def test_regions_apart_are_no_pair() -> None:
    pairs = adjacency(layer({A1: SHAPES[A1], B2: SHAPES[B2], A2: None}))
    assert pairs.empty
    assert list(pairs.columns) == ["a", "b", "length_km"]


def test_two_groups_meet_along_a_line() -> None:
    border = shared_border(LEFT, RIGHT)
    assert border[["a", "b"]].to_numpy().tolist() == [["62.02", "62.07"]]
    assert border["length_km"].tolist() == pytest.approx([2 * TENTH_NORTH_KM], rel=1e-5)
    assert border.geometry.iloc[0].equals(shapely.LineString([(112.1, -0.1), (112.1, 0.1)]))
    assert border.crs.to_epsg() == 4326
    assert [entry.source for entry in sources_of(border)] == ["squares"]


def test_names_of_the_groups_can_be_given() -> None:
    border = shared_border(LEFT, RIGHT, a="62.02.01", b="62")
    assert border[["a", "b"]].to_numpy().tolist() == [["62.02.01", "62"]]
    assert shared_border(LEFT.loc[[A1]], RIGHT.loc[[B1]])["a"].tolist() == [A1]


def test_groups_that_meet_in_a_point_or_not_at_all_have_no_border() -> None:
    assert shared_border(LEFT.loc[[A1]], RIGHT.loc[[B2]]).empty
    far = layer({"65.01.01.2001": shapely.box(117, 3, 118, 4)})
    assert list(shared_border(LEFT, far).columns) == ["a", "b", "length_km", "geometry"]


def test_villages_at_an_inner_border() -> None:
    found = border_villages(LEFT, shared_border(LEFT, RIGHT), notion="touch")
    assert found.index.tolist() == [A1, A2]
    assert found["facing"].tolist() == ["62.07", "62.07"]
    assert found["frontage_km"].tolist() == pytest.approx([TENTH_NORTH_KM] * 2, rel=0.01)


def test_bad_groups_are_refused() -> None:
    with pytest.raises(InputError, match=r"codes in both groups: 62.02.01.2001"):
        shared_border(LEFT, ALL)
    with pytest.raises(InputError, match="b_villages: no rows"):
        shared_border(LEFT, RIGHT.iloc[:0])
    with pytest.raises(InputError, match="a_villages: CRS is"):
        shared_border(LEFT.to_crs(32650), RIGHT)
    with pytest.raises(InputError, match="lie in no common region; name the groups"):
        shared_border(layer({"MY-12": SHAPES[A1], "65": SHAPES[A2]}), RIGHT)
    bow = layer({A1: shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])})
    with pytest.raises(InputError, match=r"frame: invalid geometries \(1: 62.02.01.2001\)"):
        adjacency(bow)
    with pytest.raises(InputError, match="frame: codes that stand more than once"):
        adjacency(LEFT.iloc[[0, 0]])


LINE = stretches([("65", "MY-12", [(117, 0), (118, 0)])])
SOUTH = layer({"65": shapely.box(116, -0.3, 119, 0)})


def test_bands_are_cumulative_and_cut_to_the_land() -> None:
    bands = corridor_bands(LINE, (20, 10), land=SOUTH)
    assert bands["km"].tolist() == [10.0, 20.0]
    assert bands["from_km"].tolist() == [0.0, 0.0]
    expected = [111.319_49 * km + math.pi * km**2 / 2 for km in (10, 20)]
    assert bands["area_km2"].tolist() == pytest.approx(expected, rel=2e-3)
    assert bands.total_bounds[3] == pytest.approx(0.0)
    assert bands.is_valid.all()
    assert bands.geometry.iloc[1].covers(bands.geometry.iloc[0].buffer(-1e-9))
    assert [entry.source for entry in sources_of(bands)] == ["line", "squares"]


def test_rings_do_not_overlap_and_add_up() -> None:
    whole = corridor_bands(LINE)
    rings = corridor_bands(LINE, rings=True)
    assert whole["km"].tolist() == [10.0, 20.0, 50.0]
    assert rings["from_km"].tolist() == [0.0, 10.0, 20.0]
    assert rings["area_km2"].cumsum().tolist() == pytest.approx(whole["area_km2"].tolist(), rel=1e-9)
    assert rings.geometry.iloc[0].intersection(rings.geometry.iloc[1]).area == pytest.approx(0.0, abs=1e-12)


def test_bands_over_land_elsewhere_are_empty() -> None:
    bands = corridor_bands(LINE, [10], land=shapely.box(10, 50, 11, 51))
    assert bands.geometry.is_empty.tolist() == [True]
    assert bands["area_km2"].tolist() == [0.0]


def test_land_may_be_missing_in_places() -> None:
    land = layer({"65": shapely.box(116, -0.3, 119, 0), "64": None})
    assert corridor_bands(LINE, [10], land=land)["area_km2"][0] > 1_000


@pytest.mark.parametrize("km", [(), (0,), (10, -1), (math.nan,)])
def test_bad_distances_are_refused(km: tuple[float, ...]) -> None:
    with pytest.raises(InputError, match="expected one or more numbers above 0"):
        corridor_bands(LINE, km)


def test_bands_need_degrees() -> None:
    with pytest.raises(InputError, match="land: no CRS"):
        corridor_bands(LINE, land=gpd.GeoSeries([shapely.box(0, 0, 1, 1)]))
