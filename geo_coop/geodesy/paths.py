"""Geometries taken apart into the paths and edges that they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo_coop.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy.typing as npt
    from shapely import Geometry

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.intp]

POINT, LINE, RING, POLYGON, MULTIPOLYGON = 0, 1, 2, 3, 6
BLOCK: Final = 1 << 16  # vertices taken together, so that what is computed of them stays in the processor's cache
_HALF_TURN_DEG: Final = 180.0


def as_array(geometries: Geometry | Iterable[Any]) -> npt.NDArray[np.object_]:
    """Return geometries (one, a sequence, a GeoSeries or a GeoDataFrame) as a flat object array."""
    source = getattr(geometries, "geometry", geometries)
    if hasattr(source, "to_numpy"):  # of a series at once, a tenth of the time of one by one
        return np.array(source.to_numpy(), dtype=object).ravel()
    items = [source] if source is None or isinstance(source, shapely.Geometry) else list(source)
    array = np.empty(len(items), dtype=object)
    array[:] = items
    return array


@dataclass(frozen=True)
class Paths:
    """Open and closed paths of geometries: coordinates in sequence, and which path and geometry each is of."""

    lonlat: Floats
    path: Ints
    owner: Ints  # geometry of each path
    ring: npt.NDArray[np.bool_]  # whether each path is a ring of a polygon
    hole: npt.NDArray[np.bool_]  # whether it is an inner one

    @cached_property
    def edges(self) -> Ints:
        """First vertex of each edge; the second is the next vertex."""
        return np.flatnonzero(self.path[1:] == self.path[:-1])

    @cached_property
    def vertex_owner(self) -> Ints:
        """Geometry of each vertex."""
        return np.asarray(self.owner[self.path], dtype=np.intp)


def paths_of(geometries: npt.NDArray[np.object_], *, points: bool = False, segmentize: float | None = None) -> Paths:
    """Take geometries apart into paths; points become paths of one vertex where asked for."""
    parts, owner = shapely.get_parts(geometries, return_index=True)
    while np.any(shapely.get_type_id(parts) > POLYGON):
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    kind = shapely.get_type_id(parts)
    polygon = np.flatnonzero(kind == POLYGON)
    rings, inner = shapely.get_rings(parts[polygon], return_index=True)
    hole = np.concatenate([[False], inner[1:] == inner[:-1]]) if len(rings) else np.zeros(0, dtype=bool)
    wanted = (kind == LINE) | (kind == RING) | (points & (kind == POINT))
    single = np.flatnonzero(wanted)
    paths = np.concatenate([rings, parts[single]])
    if segmentize is not None:
        paths = shapely.segmentize(paths, segmentize)
    lonlat, path = shapely.get_coordinates(paths, return_index=True)
    if len(lonlat) and not _are_degrees(lonlat):
        message = "coordinates are no longitudes and latitudes in degrees; convert with to_crs('EPSG:4326')"
        raise InputError(message)
    return Paths(
        lonlat,
        path.astype(np.intp, copy=False),
        np.concatenate([owner[polygon[inner]], owner[single]]).astype(np.intp),
        np.repeat([True, False], [len(rings), len(single)]),
        np.concatenate([hole, np.zeros(len(single), dtype=bool)]),
    )


def _are_degrees(lonlat: Floats) -> bool:
    """Return whether coordinates may be longitudes and latitudes; a NaN makes minimum and maximum NaN."""
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    return bool(np.isfinite(lon.min()) and np.isfinite(lon.max()) and lat.min() >= -90 and lat.max() <= 90)  # noqa: PLR2004


def blocks(array: npt.NDArray[np.object_]) -> Iterator[tuple[int, int]]:
    """Yield half-open ranges of geometries that have about `BLOCK` vertices together; all of them, in order."""
    total = np.cumsum(shapely.get_num_coordinates(array))
    begin = 0
    while begin < len(array):
        before = total[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(total, before + BLOCK, side="right")))
        yield begin, end
        begin = end


def absent(geometries: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    """Return which geometries are missing or empty."""
    return np.asarray(shapely.is_missing(geometries) | shapely.is_empty(geometries), dtype=bool)


def unwrapped(east: Floats) -> Floats:
    """Bring differences of longitudes into -180..180, in place."""
    wide = np.flatnonzero(np.abs(east) > _HALF_TURN_DEG)
    east[wide] -= 360 * np.round(east[wide] / 360)
    return east


def steps(paths: Paths) -> tuple[Floats, Floats, Floats, Floats]:
    """Return longitude and latitude of each vertex, and the differences to the next; 0 from a path's end."""
    lon, lat = np.ascontiguousarray(paths.lonlat[:, 0]), np.ascontiguousarray(paths.lonlat[:, 1])
    east, north = np.zeros(len(lon)), np.zeros(len(lon))
    np.subtract(lon[1:], lon[:-1], out=east[:-1])
    np.subtract(lat[1:], lat[:-1], out=north[:-1])
    last = np.flatnonzero(paths.path[1:] != paths.path[:-1])
    east[last] = north[last] = 0.0
    return lon, lat, unwrapped(east), north


def edges_of(geometries: Geometry | Iterable[Any]) -> tuple[Floats, Floats, Ints, Ints]:
    """Return the edges of lines and rings: starts, ends, index of the geometry, index of the path.

    Edges stand in order along their path; a polygon gives one path for each ring.
    """
    paths = paths_of(as_array(geometries))
    first = paths.edges
    return paths.lonlat[first], paths.lonlat[first + 1], paths.vertex_owner[first], paths.path[first]


def polygonal(geometry: Geometry) -> Geometry:
    """Return the polygons of a geometry, as one polygon or multipolygon, without its lines and points."""
    parts = shapely.get_parts(geometry)
    while np.any(shapely.get_type_id(parts) > POLYGON):
        parts = shapely.get_parts(parts)
    areas = parts[shapely.get_type_id(parts) == POLYGON]
    if len(areas) == 1:
        return areas[0]
    return shapely.multipolygons(areas)
