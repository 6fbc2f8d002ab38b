"""Bands of a geodesic width along lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo_coop.errors import InputError
from geo_coop.geodesy.ellipsoid import WGS84
from geo_coop.geodesy.length import split_edges
from geo_coop.geodesy.paths import edges_of, polygonal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt
    from shapely import Geometry

    Floats = npt.NDArray[np.float64]

_TILE_DEG: Final = 1.0
_QUADRANT_SEGMENTS: Final = 64
_BAND_EDGE_M: Final = 5_000.0


def corridor(line: Geometry | Iterable[Any], km: float, *, side: Geometry | None = None) -> Geometry:
    """Return the band within a geodesic distance of a line.

    The line is cut into tiles of one degree; each is buffered in an azimuthal equidistant projection of its own.
    The edge of the band errs by less than 0.1 % of its width, up to 200 km.

    Parameters
    ----------
    line
        One or more lines in EPSG:4326, not across the 180th meridian.
    km
        Half width of the band, in kilometres.
    side
        An area (for example the land of one country) to keep of the band; None keeps both sides.

    Returns
    -------
    Geometry
        A polygon or multipolygon in EPSG:4326; empty where ``side`` lies elsewhere.

    Raises
    ------
    InputError
        A width that is not above 0, or a line without length.
    """
    if not (np.isfinite(km) and km > 0):
        message = f"corridor width {km!r} km; expected a number above 0"
        raise InputError(message)
    start, end, _, path = edges_of(line)
    if np.array_equal(start, end):
        message = "the line has no length; no corridor can be drawn along it"
        raise InputError(message)
    low, high, edge = split_edges(start, end, _BAND_EDGE_M)
    tile = np.floor((low + high) / 2 / _TILE_DEG).astype(np.int64)
    bit_path = path[edge]
    change = np.append([True], np.any(tile[1:] != tile[:-1], axis=1) | (bit_path[1:] != bit_path[:-1]))
    run = np.cumsum(change) - 1
    _, of_tile = np.unique(tile[change], axis=0, return_inverse=True)
    bands = []
    for group in range(int(of_tile.max()) + 1):
        lines = []
        for member in np.flatnonzero(of_tile.ravel() == group):
            here = run == member
            lines.append(np.concatenate([low[here], high[here][-1:]]))
        bands.append(_tile_band(lines, km * 1_000))
    band = shapely.union_all(bands)
    return band if side is None else polygonal(shapely.intersection(band, shapely.make_valid(side)))


def _tile_band(lines: Sequence[Floats], metres: float) -> Geometry:
    """Buffer lines in an azimuthal equidistant projection centred on them."""
    every = np.concatenate(lines)
    lon0, lat0 = (every.min(axis=0) + every.max(axis=0)) / 2

    def forward(lonlat: Floats) -> Floats:
        ones = np.ones(len(lonlat))
        azimuth, _, distance = WGS84.inv(lon0 * ones, lat0 * ones, lonlat[:, 0], lonlat[:, 1])
        angle = np.radians(azimuth)
        return np.column_stack([distance * np.sin(angle), distance * np.cos(angle)])

    def backward(xy: Floats) -> Floats:
        ones = np.ones(len(xy))
        azimuth = np.degrees(np.arctan2(xy[:, 0], xy[:, 1]))
        lon, lat, _ = WGS84.fwd(lon0 * ones, lat0 * ones, azimuth, np.hypot(xy[:, 0], xy[:, 1]))
        return np.column_stack([lon, lat])

    flat = shapely.multilinestrings([shapely.linestrings(forward(lonlat)) for lonlat in lines])
    band = shapely.buffer(flat, metres, quad_segs=_QUADRANT_SEGMENTS)
    return shapely.make_valid(shapely.transform(shapely.segmentize(band, _BAND_EDGE_M), backward))
