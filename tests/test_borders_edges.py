"""Edges that areas share: every pair of areas that has one, whichever way it runs, and none by chance."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo_coop.borders import adjacency, group_adjacency
from geo_coop.borders.edges import _alike, shared_edges
from geo_coop.errors import InputError


def pairs(first: np.ndarray, second: np.ndarray) -> set[tuple[int, int]]:
    return set(zip(first.tolist(), second.tolist(), strict=True))


def test_two_squares_share_one_edge_whichever_way_it_runs() -> None:
    left, right = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    for other in (right, shapely.reverse(right)):
        shared = shared_edges(np.array([left, other], dtype=object))
        assert (shared.one.tolist(), shared.two.tolist()) == ([0], [1])
        assert {tuple(shared.start[0]), tuple(shared.end[0])} == {(1.0, 0.0), (1.0, 1.0)}


def test_areas_apart_and_no_areas_share_nothing() -> None:
    for shapes in ([], [shapely.box(0, 0, 1, 1), shapely.box(5, 0, 6, 1)], [None, shapely.Polygon()]):
        shared = shared_edges(np.array(shapes, dtype=object))
        assert len(shared.start) == len(shared.end) == len(shared.one) == len(shared.two) == 0


def test_of_three_areas_on_one_edge_every_pair_is_found() -> None:
    shapes = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(1, 0, 3, 1)]
    shared = shared_edges(np.array(shapes, dtype=object))
    on_edge = (shared.start[:, 0] == 1) & (shared.end[:, 0] == 1)
    assert pairs(shared.one[on_edge], shared.two[on_edge]) == {(0, 1), (0, 2), (1, 2)}


def test_minus_zero_is_zero() -> None:
    left, right = shapely.box(-1, 0, -0.0, 1), shapely.box(0.0, 0, 1, 1)
    assert shared_edges(np.array([left, right], dtype=object)).one.tolist() == [0]


def test_edges_inside_a_group_are_left_out() -> None:
    shapes = np.array([shapely.box(x, 0, x + 1, 1) for x in range(4)], dtype=object)
    shared = shared_edges(shapes, np.array([7, 7, 3, 3]))
    assert (shared.one.tolist(), shared.two.tolist()) == ([1], [2])
    assert {tuple(shared.start[0]), tuple(shared.end[0])} == {(2.0, 0.0), (2.0, 1.0)}


def test_marks_that_differ_in_their_lower_bits_alone_hide_no_pair() -> None:
    upper = np.uint64(7) << np.uint64(40)
    marks = np.array([5, upper + np.uint64(1), 6, upper + np.uint64(2), 9, upper + np.uint64(1), 6], dtype=np.uint64)
    marks[[0, 2, 4, 6]] <<= np.uint64(50)
    assert pairs(*_alike(marks)) == {(1, 5), (2, 6)}


@pytest.mark.parametrize("seed", range(5))
def test_marks_against_every_pair_one_by_one(seed: int) -> None:
    chance = np.random.default_rng(seed)
    marks = chance.integers(0, 2**20, 400, dtype=np.uint64) * np.uint64(2**40) + chance.integers(0, 2, 400, np.uint64)
    marks[200:] = marks[chance.integers(0, 200, 200)]
    found = pairs(*_alike(marks))
    expected = {(i, j) for i in range(400) for j in range(i + 1, 400) if marks[i] == marks[j]}
    assert found == expected
    assert all(int(marks[i]) >> 9 == int(marks[j]) >> 9 for i, j in found)


def test_lengths_of_a_group_add_up_over_its_parts() -> None:
    cells = {f"65.0{x}.0{y}": shapely.box(x, y, x + 1, y + 1) for x in (1, 2) for y in (0, 1, 2)}
    frame = gpd.GeoDataFrame(geometry=pd.Series(cells), crs=4326)
    single = adjacency(frame)
    assert len(single) == 7
    across = single[single["a"].str[:5] != single["b"].str[:5]]
    groups = pd.Series(frame.index.str[:5], index=frame.index)
    table = adjacency(frame, groups=groups)
    assert list(zip(table["a"], table["b"], strict=True)) == [("65.01", "65.02")]
    assert table["length_km"].iloc[0] == pytest.approx(across["length_km"].sum(), rel=1e-12)
    assert table["length_km"].iloc[0] == pytest.approx(331.72, abs=0.05)  # three degrees of latitude at the equator
    assert group_adjacency(single, groups).equals(table)
    assert group_adjacency(single, pd.Series("65", index=frame.index)).empty


def test_groups_of_areas_far_apart_missing_and_empty() -> None:
    cells = {f"65.01.{x:02}": shapely.box(x, 0, x + 1, 1) for x in range(4)}  # 65.01.03 meets the other regency
    cells |= {
        "65.02.04": shapely.box(4, 0, 5, 1),
        "65.02.05": shapely.box(5, 0, 6, 1),
        "65.03.09": shapely.box(9, 0, 10, 1),
    }
    cells |= {"65.03.98": None, "65.03.99": shapely.Polygon()}
    frame = gpd.GeoDataFrame(geometry=gpd.GeoSeries(cells), crs=4326)
    table = adjacency(frame, groups=pd.Series(frame.index.str[:5], index=frame.index))
    assert list(zip(table["a"], table["b"], strict=True)) == [("65.01", "65.02")]
    assert table["length_km"].iloc[0] == pytest.approx(110.574, abs=0.001)  # a degree of latitude at the equator
    assert adjacency(
        frame.loc[["65.03.98", "65.03.99"]], groups=pd.Series(["a", "b"], index=["65.03.98", "65.03.99"])
    ).empty


@pytest.mark.parametrize("seed", range(3))
def test_groups_drawn_by_lot_get_the_sums_of_their_parts(seed: int) -> None:
    chance = np.random.default_rng(seed)
    cells = {f"{x}.{y}": shapely.box(x, y, x + 1, y + 1) for x in range(8) for y in range(8)}
    frame = gpd.GeoDataFrame(geometry=gpd.GeoSeries(cells), crs=4326)
    groups = pd.Series(chance.integers(0, 4, len(frame)).astype(str), index=frame.index)
    table, summed = adjacency(frame, groups=groups), group_adjacency(adjacency(frame), groups)
    pd.testing.assert_frame_equal(table, summed, rtol=1e-12)


def test_every_region_of_the_table_needs_one_group() -> None:
    table = pd.DataFrame({"a": ["65.01"], "b": ["65.02"], "length_km": [1.0]})
    with pytest.raises(InputError, match=r"without a group: 65\.02"):
        group_adjacency(table, pd.Series({"65.01": "x", "65.02": None}))
    with pytest.raises(InputError, match="more than once"):
        group_adjacency(table, pd.Series(["x", "y", "z"], index=["65.01", "65.02", "65.02"]))
