"""Area, length, distance and corridors: by hand at the equator, then against pyproj."""

from __future__ import annotations

import json
import math

import geopandas as gpd
import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo_coop.errors import InputError
from geo_coop.geodesy import (
    LineIndex,
    area_m2,
    corridor,
    distance_to_line_m,
    edge_lengths_m,
    length_m,
    polygonal,
    split_edges,
)

GEOD = Geod(ellps="WGS84")
DEGREE_EAST_M = 6_378_137.0 * math.pi / 180  # along the equator
DEGREE_NORTH_M = 6_378_137.0 * (1 - GEOD.es) * math.pi / 180  # of the meridian, at the equator
EQUATOR = shapely.LineString([(117, 0), (118, 0)])


def star(lon: float, lat: float, radii: list[float]) -> shapely.Polygon:
    angle = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    return shapely.Polygon(np.column_stack([lon + radii * np.cos(angle), lat + radii * np.sin(angle)]))


stars = st.builds(
    star,
    st.floats(108, 119),
    st.floats(-5, 8),
    st.lists(st.floats(0.001, 1.5), min_size=3, max_size=12),
)


def reference_area(shape: shapely.Geometry) -> float:
    return GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))[0]


def test_length_at_the_equator_by_hand() -> None:
    assert length_m(EQUATOR) == pytest.approx([DEGREE_EAST_M], rel=1e-9)


def test_perimeter_counts_holes_and_area_leaves_them_out() -> None:
    outer, hole = shapely.box(117, 0, 117.04, 0.04), shapely.box(117.01, 0.01, 117.03, 0.03)
    holed = outer.difference(hole)
    assert length_m(holed) == pytest.approx(length_m(outer) + length_m(hole), rel=1e-12)
    assert area_m2(holed) == pytest.approx(area_m2(outer) - area_m2(hole), rel=1e-12)


def test_small_square_at_the_equator_by_hand() -> None:
    side = 0.001
    expected = side * DEGREE_EAST_M * side * DEGREE_NORTH_M
    assert area_m2(shapely.box(117, 0, 117 + side, side)) == pytest.approx([expected], rel=1e-6)


def test_area_does_not_depend_on_the_way_rings_turn() -> None:
    square = shapely.box(117, 1, 118, 2)
    assert area_m2([square, square.reverse()]) == pytest.approx([reference_area(square)] * 2, rel=1e-7)


def test_parts_and_collections_add_up() -> None:
    one, two = shapely.box(110, 1, 111, 2), shapely.box(113, 3, 114, 4)
    several = shapely.MultiPolygon([one, two])
    mixed = shapely.GeometryCollection([several, EQUATOR, shapely.Point(1, 1)])
    expected = float(area_m2([one, two]).sum())
    assert area_m2([several, mixed]) == pytest.approx([expected] * 2)
    assert length_m([mixed])[0] == pytest.approx(float(length_m([one, two, EQUATOR]).sum()))


def test_missing_and_empty_give_nan_and_points_zero() -> None:
    shapes = [None, shapely.Polygon(), shapely.Point(117, 1)]
    for function in (area_m2, length_m):
        np.testing.assert_array_equal(function(shapes), [np.nan, np.nan, 0.0])
    np.testing.assert_array_equal(np.isnan(distance_to_line_m(shapes, EQUATOR)), [True, True, False])
    assert len(area_m2([])) == len(length_m([])) == len(distance_to_line_m([], EQUATOR)) == 0


def test_takes_series_and_frames() -> None:
    series = gpd.GeoSeries([shapely.box(117, 0, 118, 1)], crs=4326, index=["x"])
    assert area_m2(series) == pytest.approx(area_m2(gpd.GeoDataFrame(geometry=series)))
    assert area_m2(series) == pytest.approx(area_m2(shape for shape in series))


def test_lines_have_no_area() -> None:
    np.testing.assert_array_equal(area_m2([EQUATOR, EQUATOR.buffer(0.1).exterior]), [0.0, 0.0])


@pytest.mark.parametrize("function", [area_m2, length_m, lambda shapes: distance_to_line_m(shapes, EQUATOR)])
def test_metres_in_place_of_degrees_are_refused(function: object) -> None:
    with pytest.raises(InputError, match=r"no longitudes and latitudes in degrees; convert with to_crs"):
        function([shapely.box(500_000, 400_000, 501_000, 401_000)])


@settings(max_examples=150, deadline=None)
@given(stars)
def test_area_and_length_match_pyproj(shape: shapely.Polygon) -> None:
    assert area_m2(shape)[0] == pytest.approx(reference_area(shape), rel=1e-5, abs=0.01)
    assert length_m(shape)[0] == pytest.approx(GEOD.geometry_length(shape.exterior), rel=1e-6)


def test_long_edges_and_high_latitudes_match_pyproj() -> None:
    shapes = [
        shapely.box(80, 20, 120, 50),
        shapely.box(10, 60, 20, 84),
        shapely.Polygon([(179, -1), (181, -1), (181, 1)]),
        shapely.box(0, 80, 10, 90),  # its edge along the pole has no length
    ]
    assert area_m2(shapes) == pytest.approx([reference_area(shape) for shape in shapes], rel=1e-5)
    assert length_m(shapes) == pytest.approx([GEOD.geometry_length(shape.exterior) for shape in shapes], rel=1e-6)


def test_edge_lengths_across_the_180th_meridian() -> None:
    assert edge_lengths_m(np.array([[179.99, 0.0]]), np.array([[-179.99, 0.0]])) == pytest.approx(
        [0.02 * DEGREE_EAST_M], rel=1e-6
    )


def test_split_edges_keep_ends_and_length() -> None:
    start, end = np.array([[117.0, 0.0], [118.0, 1.0]]), np.array([[117.01, 0.0], [118.0, 1.0]])
    low, high, edge = split_edges(start, end, 100.0)
    assert edge.tolist() == [0] * 12 + [1]
    np.testing.assert_array_equal(low[[0, -1]], start)
    np.testing.assert_array_equal(high[[11, -1]], end)
    assert edge_lengths_m(low, high).max() <= 100.0
    assert edge_lengths_m(low, high).sum() == pytest.approx(0.01 * DEGREE_EAST_M, rel=1e-9)


def test_distances_at_the_equator_by_hand() -> None:
    shapes = [
        shapely.Point(117.5, 0.01),  # north of the middle
        shapely.Point(118.01, 0),  # beyond the end
        shapely.Point(117.3, 0),  # on the line
        shapely.box(117.2, 0.02, 117.3, 0.5),  # an edge of its own parallel to the line
        shapely.Polygon([(117.2, 0.4), (117.9, 0.4), (117.55, 0.03)]),  # a corner towards it
        shapely.box(116, -1, 119, 1),  # the line within
        shapely.LineString([(117.1, 0.1), (117.1, -0.1)]),  # crossing
        shapely.box(117.1, 0, 117.2, 0.1),  # touching along it
    ]
    expected = [0.01 * DEGREE_NORTH_M, 0.01 * DEGREE_EAST_M, 0, 0.02 * DEGREE_NORTH_M, 0.03 * DEGREE_NORTH_M, 0, 0, 0]
    assert distance_to_line_m(shapes, EQUATOR) == pytest.approx(expected, rel=1e-6, abs=1e-3)


def test_corner_of_the_line_towards_an_edge_far_from_its_ends() -> None:
    line = shapely.LineString([(117, 0), (117.5, 0.09), (118, 0)])
    shape = shapely.box(117.0, 0.1, 117.9, 0.2)
    assert distance_to_line_m(shape, line) == pytest.approx([0.01 * DEGREE_NORTH_M], rel=1e-5)


def test_nearest_tells_which_line_and_where() -> None:
    index = LineIndex([EQUATOR, shapely.LineString([(117, 1), (118, 1)])])
    found = index.query([shapely.Point(117.5, 0.9), shapely.Point(117.5, 0.1), shapely.box(117, 0.9, 118, 2), None])
    assert found.line.tolist() == [1, 0, 1, -1]
    assert found.lat[:2] == pytest.approx([1.0, 0.0])
    assert found.lon[:2] == pytest.approx([117.5, 117.5], abs=1e-4)
    assert found.distance_m[2] == 0.0


def test_distance_from_areas_is_from_their_boundary() -> None:
    area = shapely.box(117, 0, 118, 1.2)
    assert distance_to_line_m(shapely.Point(117.5, 0.1), area) == pytest.approx([0.1 * DEGREE_NORTH_M], rel=1e-6)
    # Between the ring and the hole of an area there is no line, in a collection either.
    ring = shapely.from_wkt(
        "POLYGON ((117 0, 119 0, 119 2, 117 2, 117 0), (117.75 0.75, 118 0.75, 118 1, 117.75 0.75))"
    )
    between = shapely.Point(117.5, 0.5)
    expected = distance_to_line_m(between, ring)
    assert expected == pytest.approx([0.25 * math.sqrt(2) * DEGREE_NORTH_M], rel=1e-2)  # to the corner of the hole
    assert distance_to_line_m(between, shapely.GeometryCollection([ring])) == pytest.approx(expected)


@pytest.mark.parametrize(
    "line", [shapely.LineString(), None, shapely.Point(1, 1), [], shapely.LineString([(1, 1), (1, 1)])]
)
def test_a_line_without_length_is_refused(line: object) -> None:
    with pytest.raises(InputError, match="the line has no length"):
        distance_to_line_m(shapely.Point(1, 1), line)
    with pytest.raises(InputError, match="the line has no length"):
        corridor(line, 10)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(116, 118), st.floats(1, 4)), min_size=3, max_size=6, unique=True), stars)
def test_distance_is_that_of_densely_sampled_edges(corners: list[tuple[float, float]], shape: shapely.Polygon) -> None:
    line = shapely.LineString(corners)
    if length_m(line)[0] < 1 or not shape.is_valid:
        return
    got = distance_to_line_m(shape, line)[0]
    if shape.intersects(line):
        assert got == 0
        return
    near = shapely.get_coordinates(shapely.segmentize(shape.boundary, 0.02))
    far = shapely.get_coordinates(shapely.segmentize(line, 0.02))
    one, two = np.repeat(np.arange(len(near)), len(far)), np.tile(np.arange(len(far)), len(near))
    least = edge_lengths_m(near[one], far[two]).min()
    # The samples are up to 2.3 km apart; the nearest pair of samples is no nearer than the shapes themselves.
    assert least - 2_300 <= got <= least + 1


def test_functions_leave_their_input_alone() -> None:
    series = gpd.GeoSeries([shapely.box(117, 0, 118, 1), None], crs=4326)
    before = series.to_wkb().tolist()
    area_m2(series), length_m(series), distance_to_line_m(series, EQUATOR), corridor(series, 5)
    assert series.to_wkb().tolist() == before


@pytest.mark.parametrize("km", [5, 10, 50, 200])
def test_edge_of_a_corridor_stands_at_its_distance(km: float) -> None:
    line = shapely.LineString([(114.6, 1.4), (114.9, 1.9), (115.6, 3.4), (115.7, 4.2), (117.5, 4.2)])
    band = corridor(line, km)
    edge = shapely.points(shapely.get_coordinates(shapely.segmentize(shapely.boundary(band), 0.02)))
    assert distance_to_line_m(edge, line) == pytest.approx(np.full(len(edge), km * 1_000.0), rel=1e-3)
    assert band.is_valid
    assert band.covers(line)


def test_corridor_area_by_hand() -> None:
    # A rectangle of one degree by twice 10 km, and two half discs.
    expected = DEGREE_EAST_M * 20_000 + math.pi * 10_000**2
    assert area_m2(corridor(EQUATOR, 10))[0] == pytest.approx(expected, rel=1e-3)


def test_corridor_on_one_side() -> None:
    north = shapely.box(110, 0, 120, 5)
    half = corridor(EQUATOR, 10, side=north)
    assert half.bounds[1] == 0
    assert area_m2(half) == pytest.approx(area_m2(corridor(EQUATOR, 10)) / 2, rel=1e-3)
    assert corridor(EQUATOR, 10, side=shapely.box(100, 50, 101, 51)).is_empty


@pytest.mark.parametrize("km", [0, -1, math.nan, math.inf])
def test_corridor_width_must_be_above_zero(km: float) -> None:
    with pytest.raises(InputError, match="expected a number above 0"):
        corridor(EQUATOR, km)


def test_polygonal_drops_lines_and_points() -> None:
    box = shapely.box(0, 0, 1, 1)
    assert polygonal(shapely.GeometryCollection([box, EQUATOR, shapely.Point(3, 3)])).equals(box)
    assert polygonal(EQUATOR).is_empty


@pytest.mark.shared
def test_real_villages_match_pyproj(shared_dir) -> None:  # noqa: ANN001
    table = pq.ParquetFile(shared_dir / "boundaries/scale/idn_kabupaten.parquet").read()
    shapes = shapely.make_valid(shapely.from_wkb(table["geometry"].to_numpy()))
    areas = np.array([reference_area(polygonal(shape)) for shape in shapes])
    lengths = np.array([GEOD.geometry_length(polygonal(shape).boundary) for shape in shapes])
    clean = [polygonal(shape) for shape in shapes]
    assert np.abs(area_m2(clean) / areas - 1).max() < 1e-5
    assert np.abs(length_m(clean) / lengths - 1).max() < 1e-6


@pytest.mark.shared
def test_real_distances_match_dense_sampling(shared_dir) -> None:  # noqa: ANN001
    folder = next((shared_dir / "boundaries/mirror/dosm-malaysia").glob("*/*/datasets/geodata"))
    states = json.loads((folder / "administrative_1_state.geojson").read_text(encoding="utf-8"))
    (sabah,) = (
        shapely.from_geojson(json.dumps(item)) for item in states["features"] if item["properties"]["state"] == "Sabah"
    )
    line = shapely.boundary(sabah)
    rng = np.random.default_rng(20)
    lonlat = np.column_stack([rng.uniform(115, 119.5, 400), rng.uniform(3.8, 7.4, 400)])
    got = LineIndex(line).query(shapely.points(lonlat)).distance_m
    dense = shapely.get_coordinates(shapely.segmentize(line, 0.0005))
    for point, distance in zip(lonlat, got, strict=True):
        close = dense[np.hypot(*(dense - point).T) < distance / 100_000 + 0.01]
        expected = edge_lengths_m(np.broadcast_to(point, close.shape), close).min()
        assert distance == pytest.approx(expected, abs=1 + 200 / max(expected, 1))
