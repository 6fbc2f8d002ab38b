"""Points and curves that stand for regions and for links between them, on any kind of map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_coop.geodesy import WGS84
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

_COARSE_DEG: Final = 0.01
_PRECISION: Final = 100
_CURVE_POINTS: Final = 33


def inner_points(frame: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return a point in the middle of each region: never one that falls outside, as centroids do.

    It is the place nearest to the centroid that keeps at least half of the greatest distance from the edge that there
    is inside the region.

    Parameters
    ----------
    frame
        Polygons or None; EPSG:4326.

    Returns
    -------
    GeoSeries
        On the index of ``frame``; None where there is no shape; EPSG:4326.

    Examples
    --------
    >>> yoke = shapely.from_wkt("POLYGON ((0 0, 9 0, 9 9, 8 9, 8 1, 1 1, 1 3, 0 3, 0 0))")
    >>> layer = gpd.GeoDataFrame(geometry=[yoke, shapely.box(0, 0, 2, 2)], crs=4326)
    >>> bool(yoke.contains(yoke.centroid)), bool(yoke.contains(inner_points(layer)[0]))
    (False, True)
    >>> print(inner_points(layer)[1])
    POINT (1 1)
    """
    return inner_places(frame)[0]


def inner_places(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoSeries, pd.Series]:
    """Return a point in the middle of each region as `inner_points` does, and the room there.

    Returns
    -------
    tuple
        The points, and the distance of each from the edge in degrees (NaN where there is no shape).
    """
    points: list[shapely.Point | None] = []
    room: list[float] = []
    for shape in frame.geometry.array:
        if shape is None or shape.is_empty:
            points.append(None)
            room.append(float("nan"))
            continue
        west, south, east, north = shape.bounds
        fine = max(east - west, north - south) / _PRECISION
        coarse = shapely.simplify(shapely.make_valid(shape), min(_COARSE_DEG, fine))
        radius = shapely.length(shapely.maximum_inscribed_circle(coarse, tolerance=fine))
        inner = shapely.buffer(coarse, -radius / 2)
        point = shapely.get_point(shapely.shortest_line(inner, coarse.centroid), 0)
        if point is None or not shape.contains(point):
            point = shapely.point_on_surface(shape)
        points.append(point)
        room.append(float(shapely.distance(point, shapely.boundary(coarse))))
    return gpd.GeoSeries(points, index=frame.index, crs=GEOGRAPHIC_CRS), pd.Series(room, index=frame.index)


def curves(a: shapely.Point, b: shapely.Point, count: int, *, bend: float = 0.16) -> list[shapely.LineString]:
    """Return curves side by side from one point to another, straight where there is one, on a Mercator map.

    Parameters
    ----------
    a, b
        Two different points in EPSG:4326.
    count
        How many.
    bend
        How far neighbouring curves stand apart in their middle, as a share of the distance.

    Returns
    -------
    list of LineString
        From ``a`` to ``b``, in EPSG:4326; those left of the way first.

    Examples
    --------
    >>> [len(line.coords) for line in curves(shapely.Point(0, 0), shapely.Point(1, 0), 3)]
    [33, 2, 33]
    """
    start, end = (_mercator(np.array([[point.x, point.y]]))[0] for point in (a, b))
    along = end - start
    left = np.array([-along[1], along[0]])
    lines = []
    for number in range(count):
        offset = ((count - 1) / 2 - number) * bend
        t = np.linspace(0, 1, _CURVE_POINTS if offset else 2)[:, None]
        lines.append(shapely.LineString(_degrees(start + t * along + 4 * t * (1 - t) * offset * left)))
    return lines


def ray(a: shapely.Point, b: shapely.Point, length_km: float) -> shapely.LineString:
    """Return the first kilometres of the geodesic from one point towards another, both in EPSG:4326."""
    azimuth, _, whole = WGS84.inv(a.x, a.y, b.x, b.y)
    steps = np.linspace(0, min(length_km * 1_000, whole), 9)
    lon, lat, _ = WGS84.fwd(np.full(9, a.x), np.full(9, a.y), np.full(9, azimuth), steps)
    return shapely.LineString(np.column_stack([lon, lat]))


def distance_km(a: shapely.Point, b: shapely.Point) -> float:
    """Return the length of the geodesic between two points in EPSG:4326, on WGS84, in kilometres.

    Examples
    --------
    >>> round(distance_km(shapely.Point(0, 0), shapely.Point(1, 0)), 3)
    111.319
    """
    return float(WGS84.inv(a.x, a.y, b.x, b.y)[2]) / 1_000


def short_name(name: str) -> str:
    """Return the name of a regency or city without the word for what it is.

    Examples
    --------
    >>> short_name("Kabupaten Berau"), short_name("Kota Bontang"), short_name("Anhui")
    ('Berau', 'Bontang', 'Anhui')
    """
    return name.removeprefix("Kabupaten ").removeprefix("Kota ")


def _mercator(lonlat: Floats) -> Floats:
    return np.column_stack([np.radians(lonlat[:, 0]), np.arcsinh(np.tan(np.radians(lonlat[:, 1])))])


def _degrees(xy: Floats) -> Floats:
    return np.column_stack([np.degrees(xy[:, 0]), np.degrees(np.arctan(np.sinh(xy[:, 1])))])
