"""Geodesic areas of polygons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo_coop.geodesy.ellipsoid import ECCENTRICITY2, SEMI_MAJOR_M, WGS84
from geo_coop.geodesy.paths import absent, as_array, blocks, paths_of, steps

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt
    from shapely import Geometry

    Floats = npt.NDArray[np.float64]

_E: Final = float(np.sqrt(ECCENTRICITY2))
_QP: Final = float(1 + (1 - ECCENTRICITY2) / (2 * _E) * np.log((1 + _E) / (1 - _E)))
_AUTHALIC_RADIUS: Final = SEMI_MAJOR_M * float(np.sqrt(_QP / 2))
# The sine of the authalic latitude as a series in (e sin(latitude))^2; what follows is below 1e-13.
_Q_SERIES: Final = tuple(1 + 1 / (2 * k + 1) for k in range(6))
_LONG_EDGE_M: Final = 20_000.0  # beyond this an edge is split along its geodesic
_SHORT_EDGE_DEG: Final = 0.125  # an edge with no greater difference in either coordinate is below 20 km everywhere


def area_m2(geometries: Geometry | Iterable[Any]) -> Floats:
    """Return the geodesic area of polygons and multipolygons, less their holes.

    Each edge adds its spherical excess on the sphere of equal area; edges beyond 20 km are first split along
    their geodesic.

    Parameters
    ----------
    geometries
        A geometry, or a sequence, GeoSeries or GeoDataFrame of them, in EPSG:4326. No ring may hold a pole.

    Returns
    -------
    ndarray
        Square metres, float64, one for each geometry, whichever way its rings turn; 0 for points and lines, NaN for
        missing or empty ones. Within 1e-5 of ``pyproj.Geod``.

    Raises
    ------
    InputError
        Coordinates that are no degrees.

    Examples
    --------
    >>> import shapely
    >>> area_m2(shapely.box(117, 0, 118, 1)).round(-6)
    array([1.2309e+10])
    """
    array = as_array(geometries)
    result = np.empty(len(array))
    for begin, end in blocks(array):
        paths = paths_of(array[begin:end])
        excess = np.bincount(paths.path, _excesses(*steps(paths)), minlength=len(paths.owner))
        ring = np.where(paths.ring, np.abs(excess), 0.0)
        signed = np.where(paths.hole, -ring, ring) * _AUTHALIC_RADIUS**2
        result[begin:end] = np.bincount(paths.owner, signed, minlength=end - begin)
    result[absent(array)] = np.nan
    return result


def _excesses(lon: Floats, lat: Floats, east: Floats, north: Floats) -> Floats:
    """Return the spherical excess between the equator and each edge, in steradian, signed.

    An edge is given by a vertex and the differences to the next, in degrees; the last vertex has none.
    """
    half = _half_tangent(lat)
    after = np.append(half[1:], half[-1:])
    slope = (half + after) / (1 + half * after)
    angle = np.radians(east) / 2
    # Both series leave out less than 1e-12 of the excess for edges up to `_SHORT_EDGE_DEG`.
    tangent = angle * (1 + angle * angle / 3) * slope
    result: Floats = 2 * tangent * (1 - tangent * tangent / 3)
    for edge in np.flatnonzero((np.abs(east) > _SHORT_EDGE_DEG) | (np.abs(north) > _SHORT_EDGE_DEG)):
        here = np.array([lon[edge], lat[edge]])
        points = _along_geodesic(here, here + np.array([east[edge], north[edge]]))
        bits = np.tan(np.radians(np.diff(points[:, 0]) - 360 * np.round(np.diff(points[:, 0]) / 360)) / 2)
        low, high = _half_tangent(points[:-1, 1]), _half_tangent(points[1:, 1])
        result[edge] = (2 * np.arctan2(bits * (low + high), 1 + low * high)).sum()
    return result


def _half_tangent(lat: Floats) -> Floats:
    """Return the tangent of half the latitude on the sphere of equal area; latitudes in degrees."""
    sine = np.sin(np.radians(lat))
    x = ECCENTRICITY2 * sine * sine
    series = np.full(len(sine), _Q_SERIES[-1])
    for coefficient in _Q_SERIES[-2::-1]:
        series *= x
        series += coefficient
    authalic = np.clip(sine * series * ((1 - ECCENTRICITY2) / _QP), -1, 1)
    result: Floats = authalic / (1 + np.sqrt(1 - authalic * authalic))
    return result


def _along_geodesic(start: Floats, end: Floats) -> Floats:
    """Return points of the geodesic between two points, both included, at most 20 km apart."""
    azimuth, _, distance = WGS84.inv(start[0], start[1], end[0], end[1])
    count = max(1, int(np.ceil(distance / _LONG_EDGE_M)))  # 0 along a pole
    steps = np.arange(1, count) * (distance / count)
    ones = np.ones(len(steps))
    lon, lat, _ = WGS84.fwd(start[0] * ones, start[1] * ones, azimuth * ones, steps)
    return np.vstack([start, np.column_stack([lon, lat]), end])
