"""Points and curves that stand for regions and links."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo_coop.boundaries.load import load_regions
from geo_coop.maps.places import curves, distance_km, inner_places, inner_points, ray, short_name


def layer(*shapes: shapely.Geometry | None) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=4326)


def test_middle_of_a_square_is_its_centre_and_of_a_ring_inside_the_ring() -> None:
    ring = shapely.Point(116, 0).buffer(2).difference(shapely.Point(116, 0).buffer(1))
    points, room = inner_places(layer(shapely.box(0, 0, 2, 2), ring, None, shapely.Polygon()))
    assert (points[0].x, points[0].y) == pytest.approx((1, 1))
    assert room[0] == pytest.approx(1)
    assert not ring.contains(ring.centroid)
    assert ring.contains(points[1])
    assert room[1] >= 0.25 - 0.02  # half of the half width of the ring
    assert points[2] is None
    assert points[3] is None
    assert np.isnan(room[2])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=3, max_size=12, unique=True))
def test_middle_is_never_outside(corners: list[tuple[int, int]]) -> None:
    shape = shapely.make_valid(shapely.Polygon(corners), method="structure", keep_collapsed=False)
    if not shape.area:
        return
    assert shape.intersects(inner_points(layer(shape))[0])


def test_every_regency_of_the_country_holds_its_middle() -> None:
    regions = load_regions("regency")
    regions = regions[regions.geometry.notna()]
    assert regions.geometry.contains(inner_points(regions)).all()


def test_curves_stand_side_by_side() -> None:
    a, b = shapely.Point(116, 0), shapely.Point(117, 0)
    (straight,) = curves(a, b, 1)
    assert [*straight.coords] == [pytest.approx((116, 0)), pytest.approx((117, 0))]
    left, right = curves(a, b, 2, bend=0.2)
    assert left.coords[16] == pytest.approx((116.5, 0.1), abs=1e-4)  # half of a fifth of the way to each side
    assert right.coords[16] == pytest.approx((116.5, -0.1), abs=1e-4)
    assert left.coords[0] == right.coords[0] == pytest.approx((116, 0))
    heights = [line.coords[len(line.coords) // 2][1] for line in curves(a, b, 5)]
    assert heights == sorted(heights, reverse=True)
    assert len(set(heights)) == 5


def test_ray_follows_the_geodesic_for_as_long_as_asked() -> None:
    geod = Geod(ellps="WGS84")
    start, end = shapely.Point(116.4, 0.5), shapely.Point(117.2, 31.8)
    line = ray(start, end, 250)
    assert geod.geometry_length(line) / 1_000 == pytest.approx(250, abs=0.01)
    whole = geod.inv(start.x, start.y, end.x, end.y)
    assert geod.inv(start.x, start.y, *line.coords[-1])[0] == pytest.approx(whole[0], abs=0.01)
    assert ray(start, shapely.Point(116.4, 0.6), 250).coords[-1] == pytest.approx((116.4, 0.6))
    assert distance_km(start, end) == pytest.approx(whole[2] / 1_000)


def test_short_names() -> None:
    assert [short_name(name) for name in ("Kabupaten Paser", "Kota Bontang", "Kotawaringin")] == [
        "Paser", "Bontang", "Kotawaringin",
    ]  # fmt: skip
