"""Geodesic lengths of edges, lines and outlines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo_coop.geodesy.ellipsoid import ECCENTRICITY2, SEMI_MAJOR_M, WGS84
from geo_coop.geodesy.paths import absent, as_array, blocks, paths_of, steps, unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt
    from shapely import Geometry

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.intp]

_LONG_EDGE_M: Final = 2_000.0  # beyond this the mid-latitude formula gives way to the exact inverse problem
_NEAR_POLE: Final = float(np.sin(np.radians(80)) ** 2)


def edge_lengths_m(start: Floats, end: Floats) -> Floats:
    """Return the geodesic length of edges, to about 1e-7.

    Parameters
    ----------
    start, end
        Arrays of shape (n, 2): longitude and latitude in degrees.

    Returns
    -------
    ndarray
        Metres, shape (n,).
    """
    start, end = np.asarray(start, dtype=np.float64), np.asarray(end, dtype=np.float64)
    return _lengths(start[:, 0], start[:, 1], unwrapped(end[:, 0] - start[:, 0]), end[:, 1] - start[:, 1])


def _lengths(lon: Floats, lat: Floats, east: Floats, north: Floats) -> Floats:
    """Return the lengths of edges, given by a point in degrees and the differences to the next, in degrees."""
    sine2 = np.square(np.sin(np.radians(lat + north / 2)))
    w2 = 1 - ECCENTRICITY2 * sine2
    w = np.sqrt(w2)
    along = np.radians(north) * (SEMI_MAJOR_M * (1 - ECCENTRICITY2)) / (w2 * w)
    across = np.radians(east) * SEMI_MAJOR_M / w * np.sqrt(1 - sine2)
    result: Floats = np.sqrt(along * along + across * across)
    # Near the poles the formula fails for short edges too.
    far = np.flatnonzero((result > _LONG_EDGE_M) | (sine2 > _NEAR_POLE))
    if len(far):
        one, two = lon[far], lat[far]
        result[far] = WGS84.inv(one, two, one + east[far], two + north[far])[2]
    return result


def length_m(geometries: Geometry | Iterable[Any]) -> Floats:
    """Return the geodesic length of lines, or the perimeter (holes included) of polygons.

    Parameters
    ----------
    geometries
        A geometry, or a sequence, GeoSeries or GeoDataFrame of them, in EPSG:4326.

    Returns
    -------
    ndarray
        Metres, float64, one for each geometry; 0 for points, NaN for missing or empty ones. Within 1e-6
        of ``pyproj.Geod``.

    Raises
    ------
    InputError
        Coordinates that are no degrees.

    Examples
    --------
    >>> import shapely
    >>> length_m(shapely.from_wkt("LINESTRING (117 0, 118 0)")).round(1)
    array([111319.5])
    """
    array = as_array(geometries)
    result = np.empty(len(array))
    for begin, end in blocks(array):
        paths = paths_of(array[begin:end])
        of_path = np.bincount(paths.path, _lengths(*steps(paths)), minlength=len(paths.owner))
        result[begin:end] = np.bincount(paths.owner, of_path, minlength=end - begin)
    result[absent(array)] = np.nan
    return result


def split_edges(start: Floats, end: Floats, max_m: float | Floats) -> tuple[Floats, Floats, Ints]:
    """Split edges into equal bits, straight in longitude and latitude.

    Parameters
    ----------
    start, end
        Shape (n, 2), degrees.
    max_m
        Longest bit, in metres; one value, or one for each edge.

    Returns
    -------
    tuple
        Starts and ends of the bits, and for each the edge it is of; in order along each edge.
    """
    count = np.maximum(1, np.ceil(edge_lengths_m(start, end) / max_m)).astype(np.intp)
    edge = np.repeat(np.arange(len(start), dtype=np.intp), count)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    n = count[edge][:, None]
    delta = (end - start)[edge]
    low = start[edge] + delta * (step[:, None] / n)
    high = start[edge] + delta * ((step[:, None] + 1) / n)
    last = step + 1 == count[edge]
    high[last] = end[edge[last]]
    return low, high, edge
