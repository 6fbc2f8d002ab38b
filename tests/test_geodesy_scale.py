"""Area and length in blocks: the same as one by one, and within their limits for every village of the country."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely
from pyproj import Geod

from geo_coop.geodesy import area_m2, length_m, paths

if TYPE_CHECKING:
    from pathlib import Path

GEOD = Geod(ellps="WGS84")


def test_blocks_give_what_single_shapes_give(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = [
        shapely.box(117 + x / 100, 1, 117 + (x + 1) / 100, 1.01 + x / 1000).segmentize(0.01 / (x + 1)) for x in range(9)
    ]
    holed = shapely.box(116, 0, 117, 1).difference(shapely.box(116.2, 0.2, 116.4, 0.5))
    mixed = [None, *shapes, shapely.Polygon(), holed, shapely.MultiPolygon([shapes[0], shapes[2]]), shapely.Point(1, 1)]
    alone = [[float(function(shape)[0]) for shape in mixed] for function in (area_m2, length_m)]
    for size in (1, 7, 50, 100_000):
        monkeypatch.setattr(paths, "BLOCK", size)
        np.testing.assert_allclose(area_m2(mixed), alone[0], rtol=1e-12)
        np.testing.assert_allclose(length_m(mixed), alone[1], rtol=1e-12)


def test_series_for_short_edges_agrees_with_the_closed_form() -> None:
    side = np.linspace(0.0005, 0.1249, 40)
    for lat in (-80.0, -10.0, 0.0, 4.0, 60.0, 84.0):
        small = [shapely.box(110, lat, 110 + step, lat + step) for step in side]
        expected = [GEOD.geometry_area_perimeter(shape)[0] for shape in shapely.orient_polygons(small)]
        # pyproj takes edges along a parallel as geodesics; over these few kilometres the difference is below the limit.
        np.testing.assert_allclose(area_m2(small), expected, rtol=1e-5)


def test_edges_across_the_half_turn_count_once() -> None:
    square = shapely.Polygon([(179.95, 1), (-179.95, 1), (-179.95, 1.1), (179.95, 1.1)])
    beside = shapely.box(0, 1, 0.1, 1.1)
    assert area_m2(square) == pytest.approx(area_m2(beside), rel=1e-9)
    assert length_m(square) == pytest.approx(length_m(beside), rel=1e-9)


@pytest.mark.shared
def test_every_village_of_the_country_is_within_the_limits(shared_dir: Path) -> None:
    column = pq.read_table(shared_dir / "boundaries" / "scale" / "idn_desa.parquet", columns=["geometry"])["geometry"]
    shapes = shapely.from_wkb(column.to_numpy(zero_copy_only=False))
    areas, lengths = area_m2(shapes), length_m(shapes)
    assert len(areas) == len(lengths) == 83_403
    assert np.flatnonzero(np.isnan(areas)).tolist() == np.flatnonzero(np.isnan(lengths)).tolist()
    assert np.isnan(areas).sum() == 1  # one village is empty at the source

    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, inner = shapely.get_rings(parts, return_index=True)
    hole = np.append([False], inner[1:] == inner[:-1])
    lonlat, ring = shapely.get_coordinates(rings, return_index=True)
    cuts = np.flatnonzero(np.diff(ring)) + 1
    expected = [
        GEOD.polygon_area_perimeter(piece[:, 0], piece[:, 1]) for piece in np.split(np.ascontiguousarray(lonlat), cuts)
    ]
    area, perimeter = np.abs(np.array(expected)).T
    of = owner[inner]
    area = np.bincount(of, np.where(hole, -area, area), minlength=len(shapes))
    perimeter = np.bincount(of, perimeter, minlength=len(shapes))
    here = ~np.isnan(areas)
    # Measured: 2.7e-6 for area, 4.8e-10 for length.
    assert np.max(np.abs(areas[here] / area[here] - 1)) < 1e-5
    assert np.max(np.abs(lengths[here] / perimeter[here] - 1)) < 1e-6
    assert np.nansum(areas) == pytest.approx(area[here].sum(), rel=1e-9)
