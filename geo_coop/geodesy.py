"""Area, length, distance and corridors on the WGS84 ellipsoid, on whole arrays of geometries.

Coordinates are longitude and latitude in degrees (EPSG:4326). Results are metres and square metres in float64
arrays, one value for each geometry, in the order given; a missing or empty geometry gives NaN, never 0.

Edges of areas and lengths are geodesics; distances take the edges as drawn, straight in longitude and latitude,
so that a geometry which touches the line as drawn stands at distance 0. The two differ by less than a metre for
edges of 20 km near the equator.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import Geod

from geo_coop.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt
    from shapely import Geometry

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.intp]

WGS84: Final = Geod(ellps="WGS84")
_A: Final = float(WGS84.a)
_E2: Final = float(WGS84.es)
_E: Final = float(np.sqrt(_E2))
_QP: Final = float(1 + (1 - _E2) / (2 * _E) * np.log((1 + _E) / (1 - _E)))
_AUTHALIC_RADIUS: Final = _A * float(np.sqrt(_QP / 2))
# The sine of the authalic latitude as a series in (e sin(latitude))^2; what follows is below 1e-13.
_Q_SERIES: Final = tuple(1 + 1 / (2 * k + 1) for k in range(6))

_LONG_EDGE_LENGTH_M: Final = 2_000.0  # beyond this the mid-latitude formula gives way to the exact inverse problem
_LONG_EDGE_AREA_M: Final = 20_000.0  # beyond this an edge is split along its geodesic
_SHORT_EDGE_DEG: Final = 0.125  # an edge with no greater difference in either coordinate is below 20 km everywhere
_HALF_TURN_DEG: Final = 180.0
_NEAR_POLE: Final = float(np.sin(np.radians(80)) ** 2)
_BLOCK: Final = 1 << 16  # vertices taken together, so that what is computed of them stays in the processor's cache
_SAMPLE_M: Final = 50.0  # spacing of the samples on an indexed line
_COARSE_M: Final = 500.0  # spacing of those among them that prune
_SLACK_M: Final = (_COARSE_M + _SAMPLE_M) / 2  # no sample is farther than this from a coarse one
_FAR_M: Final = 60_000.0  # beyond this only the samples around the nearest coarse ones are looked at
_FAR_NEIGHBOURS: Final = 8
_COARSE_DEG: Final = 0.01  # spacing on queried geometries before pruning
_CHUNK: Final = 8  # vertices of a queried path taken together when pruning
_FINE_M: Final = 25.0  # spacing on what is left after pruning, near the line
_FINE_ERROR_M: Final = 0.25  # far from the line, the spacing that errs by no more than this
_NEIGHBOURS: Final = 3  # samples refined for each point
_TILE_DEG: Final = 1.0
_QUADRANT_SEGMENTS: Final = 64
_BAND_EDGE_M: Final = 5_000.0


def as_array(geometries: Geometry | Iterable[Any]) -> npt.NDArray[np.object_]:
    """Return geometries (one, a sequence, a GeoSeries or a GeoDataFrame) as a flat object array."""
    source = getattr(geometries, "geometry", geometries)
    items = [source] if source is None or isinstance(source, shapely.Geometry) else list(source)
    array = np.empty(len(items), dtype=object)
    array[:] = items
    return array


@dataclass(frozen=True)
class _Paths:
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


_POINT, _LINE, _RING, _POLYGON = 0, 1, 2, 3


def _paths(geometries: npt.NDArray[np.object_], *, points: bool = False, segmentize: float | None = None) -> _Paths:
    """Take geometries apart into paths; points become paths of one vertex where asked for."""
    parts, owner = shapely.get_parts(geometries, return_index=True)
    while np.any(shapely.get_type_id(parts) > _POLYGON):
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    kind = shapely.get_type_id(parts)
    polygon = np.flatnonzero(kind == _POLYGON)
    rings, inner = shapely.get_rings(parts[polygon], return_index=True)
    hole = np.concatenate([[False], inner[1:] == inner[:-1]]) if len(rings) else np.zeros(0, dtype=bool)
    wanted = (kind == _LINE) | (kind == _RING) | (points & (kind == _POINT))
    single = np.flatnonzero(wanted)
    paths = np.concatenate([rings, parts[single]])
    if segmentize is not None:
        paths = shapely.segmentize(paths, segmentize)
    lonlat, path = shapely.get_coordinates(paths, return_index=True)
    if len(lonlat) and not _are_degrees(lonlat):
        message = "coordinates are no longitudes and latitudes in degrees; convert with to_crs('EPSG:4326')"
        raise InputError(message)
    return _Paths(
        lonlat,
        path.astype(np.intp),
        np.concatenate([owner[polygon[inner]], owner[single]]).astype(np.intp),
        np.repeat([True, False], [len(rings), len(single)]),
        np.concatenate([hole, np.zeros(len(single), dtype=bool)]),
    )


def _are_degrees(lonlat: Floats) -> bool:
    """Return whether coordinates may be longitudes and latitudes; a NaN makes minimum and maximum NaN."""
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    return bool(np.isfinite(lon.min()) and np.isfinite(lon.max()) and lat.min() >= -90 and lat.max() <= 90)  # noqa: PLR2004


def _blocks(array: npt.NDArray[np.object_]) -> Iterator[tuple[int, int]]:
    """Yield half-open ranges of geometries that have about `_BLOCK` vertices together; all of them, in order."""
    total = np.cumsum(shapely.get_num_coordinates(array))
    begin = 0
    while begin < len(array):
        before = total[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(total, before + _BLOCK, side="right")))
        yield begin, end
        begin = end


def _absent(geometries: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    """Return which geometries are missing or empty."""
    return np.asarray(shapely.is_missing(geometries) | shapely.is_empty(geometries), dtype=bool)


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
    return _lengths(start[:, 0], start[:, 1], _unwrapped(end[:, 0] - start[:, 0]), end[:, 1] - start[:, 1])


def _lengths(lon: Floats, lat: Floats, east: Floats, north: Floats) -> Floats:
    """Return the lengths of edges, given by a point in degrees and the differences to the next, in degrees."""
    sine2 = np.square(np.sin(np.radians(lat + north / 2)))
    w2 = 1 - _E2 * sine2
    w = np.sqrt(w2)
    along = np.radians(north) * (_A * (1 - _E2)) / (w2 * w)
    across = np.radians(east) * _A / w * np.sqrt(1 - sine2)
    result: Floats = np.sqrt(along * along + across * across)
    # Near the poles the formula fails for short edges too.
    far = np.flatnonzero((result > _LONG_EDGE_LENGTH_M) | (sine2 > _NEAR_POLE))
    if len(far):
        one, two = lon[far], lat[far]
        result[far] = WGS84.inv(one, two, one + east[far], two + north[far])[2]
    return result


def _unwrapped(east: Floats) -> Floats:
    """Bring differences of longitudes into -180..180, in place."""
    wide = np.flatnonzero(np.abs(east) > _HALF_TURN_DEG)
    east[wide] -= 360 * np.round(east[wide] / 360)
    return east


def _steps(paths: _Paths) -> tuple[Floats, Floats, Floats, Floats]:
    """Return longitude and latitude of each vertex, and the differences to the next; 0 from a path's end."""
    lon, lat = np.ascontiguousarray(paths.lonlat[:, 0]), np.ascontiguousarray(paths.lonlat[:, 1])
    east, north = np.zeros(len(lon)), np.zeros(len(lon))
    np.subtract(lon[1:], lon[:-1], out=east[:-1])
    np.subtract(lat[1:], lat[:-1], out=north[:-1])
    last = np.flatnonzero(paths.path[1:] != paths.path[:-1])
    east[last] = north[last] = 0.0
    return lon, lat, _unwrapped(east), north


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
    >>> length_m(shapely.from_wkt("LINESTRING (117 0, 118 0)")).round(1)
    array([111319.5])
    """
    array = as_array(geometries)
    result = np.empty(len(array))
    for begin, end in _blocks(array):
        paths = _paths(array[begin:end])
        of_path = np.bincount(paths.path, _lengths(*_steps(paths)), minlength=len(paths.owner))
        result[begin:end] = np.bincount(paths.owner, of_path, minlength=end - begin)
    result[_absent(array)] = np.nan
    return result


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
    >>> area_m2(shapely.box(117, 0, 118, 1)).round(-6)
    array([1.2309e+10])
    """
    array = as_array(geometries)
    result = np.empty(len(array))
    for begin, end in _blocks(array):
        paths = _paths(array[begin:end])
        excess = np.bincount(paths.path, _excesses(*_steps(paths)), minlength=len(paths.owner))
        ring = np.where(paths.ring, np.abs(excess), 0.0)
        signed = np.where(paths.hole, -ring, ring) * _AUTHALIC_RADIUS**2
        result[begin:end] = np.bincount(paths.owner, signed, minlength=end - begin)
    result[_absent(array)] = np.nan
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
    x = _E2 * sine * sine
    series = np.full(len(sine), _Q_SERIES[-1])
    for coefficient in _Q_SERIES[-2::-1]:
        series *= x
        series += coefficient
    authalic = np.clip(sine * series * ((1 - _E2) / _QP), -1, 1)
    result: Floats = authalic / (1 + np.sqrt(1 - authalic * authalic))
    return result


def _along_geodesic(start: Floats, end: Floats) -> Floats:
    """Return points of the geodesic between two points, both included, at most 20 km apart."""
    azimuth, _, distance = WGS84.inv(start[0], start[1], end[0], end[1])
    count = int(np.ceil(distance / _LONG_EDGE_AREA_M))
    steps = np.arange(1, count) * (distance / count)
    ones = np.ones(len(steps))
    lon, lat, _ = WGS84.fwd(start[0] * ones, start[1] * ones, azimuth * ones, steps)
    return np.vstack([start, np.column_stack([lon, lat]), end])


def _ecef(lonlat: Floats) -> Floats:
    """Return earth-centred coordinates in metres, shape (n, 3), of points on the ellipsoid."""
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    sine, cosine = np.sin(lat), np.cos(lat)
    normal = _A / np.sqrt(1 - _E2 * sine**2)
    return np.column_stack([normal * cosine * np.cos(lon), normal * cosine * np.sin(lon), normal * (1 - _E2) * sine])


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


def edges_of(geometries: Geometry | Iterable[Any]) -> tuple[Floats, Floats, Ints, Ints]:
    """Return the edges of lines and rings: starts, ends, index of the geometry, index of the path.

    Edges stand in order along their path; a polygon gives one path for each ring.
    """
    paths = _paths(as_array(geometries))
    first = paths.edges
    return paths.lonlat[first], paths.lonlat[first + 1], paths.vertex_owner[first], paths.path[first]


@dataclass(frozen=True)
class Nearest:
    """Where a line comes nearest to each geometry.

    Attributes
    ----------
    distance_m
        Geodesic distance; 0 where they touch or cross, NaN for missing or empty geometries.
    line
        Index of the nearest of the lines; -1 where there is none.
    lon, lat
        The nearest point on that line, in degrees; NaN where they touch or cross, or there is none.
    """

    distance_m: Floats
    line: Ints
    lon: Floats
    lat: Floats


class LineIndex:
    """Lines prepared for many nearest-distance queries.

    Samples of the lines at most 50 m apart stand in a k-d tree of earth-centred coordinates; a query prunes, then
    refines on the edges themselves, and takes the final distance from the exact inverse problem. Distances
    are good to a metre from 0 to beyond 60 km.

    Parameters
    ----------
    lines
        One or more lines in EPSG:4326; of a polygon its rings are taken, so a geometry inside it stands at a distance.

    Raises
    ------
    InputError
        No line at all, or coordinates that are no degrees.
    """

    def __init__(self, lines: Geometry | Iterable[Any]) -> None:
        from scipy.spatial import cKDTree  # noqa: PLC0415  (scipy.spatial takes 0.2 s to import)

        array = as_array(lines)
        start, end, owner, path = edges_of(array)
        if not len(start):
            message = "the line has no length; nothing can be measured from it"
            raise InputError(message)
        low, high, edge = split_edges(start, end, _SAMPLE_M)
        # Samples are the vertices of the bits: a bit's start, and the end of a path's last bit.
        bit_path = path[edge]
        last = np.append(bit_path[1:] != bit_path[:-1], [True])
        order = np.argsort(np.concatenate([np.arange(len(low)), np.flatnonzero(last) + 0.5]), kind="stable")
        self._lonlat: Floats = np.concatenate([low, high[last]])[order]
        self._path: Ints = np.concatenate([bit_path, bit_path[last]])[order]
        bit_owner = owner[edge]
        self._owner: Ints = np.concatenate([bit_owner, bit_owner[last]])[order]
        self._xyz = _ecef(self._lonlat)
        self._tree = cKDTree(self._xyz)
        # Far queries visit much of a tree, so a coarse one prunes for them and answers the farthest.
        step = np.append([0.0], np.linalg.norm(np.diff(self._xyz, axis=0), axis=1))
        begin = np.append([True], self._path[1:] != self._path[:-1])
        cell = np.floor(np.cumsum(np.where(begin, 0.0, step)) / _COARSE_M)
        finish = np.append(begin[1:], [True])
        self._coarse_at = np.flatnonzero(begin | finish | np.append([True], cell[1:] != cell[:-1]))
        self._coarse = cKDTree(self._xyz[self._coarse_at])
        self._lines = _drawn(array)

    def query(self, geometries: Geometry | Iterable[Any]) -> Nearest:
        """Return for each geometry the nearest of the lines, where, and how far.

        Parameters
        ----------
        geometries
            Points, lines or polygons in EPSG:4326. A polygon counts with its inside: a line within it is at 0.
        """
        array = as_array(geometries)
        n = len(array)
        distance = np.full(n, np.nan)
        line = np.full(n, -1, dtype=np.intp)
        lon, lat = np.full(n, np.nan), np.full(n, np.nan)
        present = np.flatnonzero(~_absent(array))
        crossing, crossed = _first_hit(self._lines, array[present])
        distance[present[crossing]] = 0.0
        line[present[crossing]] = crossed
        apart = np.setdiff1d(present, present[crossing])
        if len(apart):
            distance[apart], line[apart], lon[apart], lat[apart] = self._apart(array[apart])
        return Nearest(distance, line, lon, lat)

    def _apart(self, array: npt.NDArray[np.object_]) -> tuple[Floats, Ints, Floats, Floats]:
        """Return distance, line, and place for geometries that no line crosses."""
        if np.all(shapely.get_type_id(array) == _POINT):
            start = end = lonlat = _paths(array, points=True).lonlat
            edge = owner = np.arange(len(array), dtype=np.intp)
        else:
            start, end, owner, low_bound = self._candidates(array)
            spacing = np.maximum(_FINE_M, np.sqrt(8 * _FINE_ERROR_M * np.maximum(low_bound, 0.0)))
            low, high, edge = split_edges(start, end, spacing)
            lonlat, edge = np.concatenate([low, high]), np.concatenate([edge, edge])
            lonlat, first = np.unique(np.column_stack([owner[edge], lonlat]), axis=0, return_index=True)
            lonlat, edge = lonlat[:, 1:], edge[first]
            owner = owner[edge]
        squared, place, at = self._refine(lonlat)
        order = np.lexsort((squared, owner))
        best = order[np.append([True], owner[order][1:] != owner[order][:-1])]
        # The nearest pair has a vertex on one side: the point found on the line, dropped on the geometry's own edge.
        near = place[best]
        foot = _drop(near, start[edge[best]], end[edge[best]])
        found = [WGS84.inv(p[:, 0], p[:, 1], near[:, 0], near[:, 1])[2] for p in (lonlat[best], foot)]
        return np.minimum(*found), self._owner[at[best]], near[:, 0], near[:, 1]

    def _candidates(self, array: npt.NDArray[np.object_]) -> tuple[Floats, Floats, Ints, Floats]:
        """Return the edges (and points, as edges of no length) that may hold each geometry's nearest point.

        A stretch between two vertices is nowhere nearer than half of (their distances less the way between them).
        Distances to the coarse samples are too large by up to the spacing, never too small.
        """
        paths = _paths(array, points=True, segmentize=_COARSE_DEG)
        owner, count = paths.vertex_owner, len(paths.lonlat)
        xyz = _ecef(paths.lonlat)
        same = paths.path[1:] == paths.path[:-1]
        along = np.cumsum(np.append([0.0], np.where(same, np.linalg.norm(np.diff(xyz, axis=0), axis=1), 0.0)))
        begin, finish = np.append([True], ~same), np.append(~same, [True])
        rank = np.arange(count) - np.maximum.accumulate(np.where(begin, np.arange(count), 0))
        node = np.flatnonzero((rank % _CHUNK == 0) | finish)
        far = np.full(count, np.nan)
        far[node] = self._coarse.query(xyz[node])[0]

        order = node[np.lexsort((far[node], owner[node]))]
        nearest = order[np.append([True], owner[order][1:] != owner[order][:-1])]
        best = np.full(len(array), np.inf)
        best[owner[nearest]] = np.sqrt(self._refine(paths.lonlat[nearest])[0])

        one, two = node[:-1], node[1:]
        joined = paths.path[one] == paths.path[two]
        one, two = one[joined], two[joined]
        keep = (far[one] + far[two] - (along[two] - along[one])) / 2 - _SLACK_M <= best[owner[one]]
        inside = np.zeros(count + 1, dtype=np.intp)
        np.add.at(inside, one[keep], 1)
        np.add.at(inside, two[keep], -1)
        first = np.flatnonzero(np.cumsum(inside)[:-1] > 0)
        new = np.unique(np.concatenate([first, first + 1]))
        new = new[np.isnan(far[new])]
        if len(new):
            far[new] = self._coarse.query(xyz[new])[0]
        bound = (far[first] + far[first + 1] - (along[first + 1] - along[first])) / 2 - _SLACK_M
        keep = bound <= best[owner[first]]
        alone = np.flatnonzero(begin & finish)
        first, second = np.concatenate([first[keep], alone]), np.concatenate([first[keep] + 1, alone])
        bound = np.concatenate([bound[keep], far[alone] - _SLACK_M])
        return paths.lonlat[first], paths.lonlat[second], owner[first], bound

    def _refine(self, lonlat: Floats) -> tuple[Floats, Floats, Ints]:
        """Return squared chord, nearest point of the lines, and its sample, for points."""
        xyz = _ecef(lonlat)
        best = np.full(len(xyz), np.inf)
        place = np.empty((len(xyz), 2))
        at = np.zeros(len(xyz), dtype=np.intp)
        sample = self._samples_near(xyz)
        for column in range(sample.shape[1]):
            for shift in (-1, 1):
                one = sample[:, column]
                two = np.clip(one + shift, 0, len(self._xyz) - 1)
                two = np.where(self._path[one] == self._path[two], two, one)
                a, b = self._xyz[one], self._xyz[two]
                ab = b - a
                squared = np.einsum("ij,ij->i", ab, ab)
                t = np.einsum("ij,ij->i", xyz - a, ab) / np.where(squared > 0, squared, 1.0)
                t = np.clip(t, 0.0, 1.0)[:, None]
                rest = xyz - (a + t * ab)
                gap = np.einsum("ij,ij->i", rest, rest)
                better = gap < best
                best[better] = gap[better]
                at[better] = one[better]
                place[better] = (self._lonlat[one] + t * (self._lonlat[two] - self._lonlat[one]))[better]
        return best, place, at

    def _samples_near(self, xyz: Floats) -> Ints:
        """Return a few of the samples nearest to each point; for far points, one."""
        gap, coarse = self._coarse.query(xyz, k=min(_FAR_NEIGHBOURS, len(self._coarse_at)))
        gap, coarse = gap.reshape(len(xyz), -1), coarse.reshape(len(xyz), -1)
        near = gap[:, 0] <= _FAR_M + _SLACK_M
        sample = np.empty((len(xyz), min(_NEIGHBOURS, len(self._xyz))), dtype=np.intp)
        sample[near] = self._tree.query(xyz[near], k=sample.shape[1])[1].reshape(-1, sample.shape[1])
        far = np.flatnonzero(~near)
        if len(far):
            low = self._coarse_at[np.maximum(coarse[far] - 1, 0)].ravel()
            high = self._coarse_at[np.minimum(coarse[far] + 1, len(self._coarse_at) - 1)].ravel()
            count = high - low + 1
            every = np.repeat(low - np.append([0], np.cumsum(count)[:-1]), count) + np.arange(count.sum())
            point = np.repeat(np.repeat(far, coarse.shape[1]), count)
            rest = self._xyz[every] - xyz[point]
            squared = np.einsum("ij,ij->i", rest, rest)
            first = np.append([0], np.cumsum(count.reshape(len(far), -1).sum(axis=1))[:-1])
            least = np.repeat(np.minimum.reduceat(squared, first), count.reshape(len(far), -1).sum(axis=1))
            hit = np.flatnonzero(squared <= least)
            sample[point[hit]] = every[hit][:, None]
        return sample


def _drawn(array: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return the geometries with polygons replaced by their boundaries."""
    lines = array.copy()
    areal = np.isin(shapely.get_type_id(lines), [_POLYGON, 6])
    lines[areal] = shapely.boundary(lines[areal])
    return lines


def _first_hit(lines: npt.NDArray[np.object_], array: npt.NDArray[np.object_]) -> tuple[Ints, Ints]:
    """Return which geometries touch or cross a line, and the first line of each."""
    parts, owner = shapely.get_parts(lines, return_index=True)
    # Short pieces make small boxes: the tree then rejects most geometries without looking at the line.
    pieces, of_part = _pieces(parts)
    geometry, piece = shapely.STRtree(pieces).query(array, predicate="intersects")
    hit = owner[of_part[piece]]
    order = np.lexsort((hit, geometry))
    geometry, hit = geometry[order], hit[order]
    first = np.append([True], geometry[1:] != geometry[:-1])[: len(geometry)]
    return geometry[first].astype(np.intp), hit[first].astype(np.intp)


def _pieces(parts: npt.NDArray[np.object_], size: int = 16) -> tuple[npt.NDArray[np.object_], Ints]:
    """Cut lines into pieces of a few edges; return them and the line of each."""
    lonlat, path = shapely.get_coordinates(parts, return_index=True)
    first = np.flatnonzero(path[1:] == path[:-1])
    if not len(first):
        return np.zeros(0, dtype=object), np.zeros(0, dtype=np.intp)
    rank = np.arange(len(first)) - np.searchsorted(path[first], path[first])
    new = rank % size == 0
    piece = np.cumsum(new) - 1
    last = np.append(np.flatnonzero(new)[1:] - 1, len(first) - 1)
    vertex = np.concatenate([first, first[last] + 1])
    of_vertex = np.concatenate([piece, piece[last]])
    order = np.lexsort((vertex, of_vertex))
    return shapely.linestrings(lonlat[vertex[order]], indices=of_vertex[order]), path[first][new].astype(np.intp)


def _drop(points: Floats, start: Floats, end: Floats) -> Floats:
    """Return the nearest point of an edge to each point, in degrees."""
    scale = np.column_stack([np.cos(np.radians(points[:, 1])), np.ones(len(points))])
    along = (end - start) * scale
    squared = np.einsum("ij,ij->i", along, along)
    t = np.einsum("ij,ij->i", (points - start) * scale, along) / np.where(squared > 0, squared, 1.0)
    result: Floats = start + (end - start) * np.clip(t, 0.0, 1.0)[:, None]
    return result


def distance_to_line_m(geometries: Geometry | Iterable[Any], line: Geometry | Iterable[Any] | LineIndex) -> Floats:
    """Return the shortest geodesic distance of each geometry's nearest part to a line.

    Parameters
    ----------
    geometries
        Points, lines or polygons in EPSG:4326.
    line
        One or more lines in EPSG:4326, or a `LineIndex` made of them, for many calls.

    Returns
    -------
    ndarray
        Metres, float64, one for each geometry: 0 where it touches or crosses the line, NaN where it is missing or
        empty. Good to a metre up to 60 km.

    Raises
    ------
    InputError
        The line has no length, or coordinates are no degrees.

    Examples
    --------
    >>> line = shapely.from_wkt("LINESTRING (117 0, 118 0)")
    >>> distance_to_line_m([shapely.Point(117.5, 1), shapely.box(117, -1, 118, 1), None], line).round(1)
    array([110574.4,      0. ,      nan])
    """
    index = line if isinstance(line, LineIndex) else LineIndex(line)
    return index.query(geometries).distance_m


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
    if not len(start):
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


def polygonal(geometry: Geometry) -> Geometry:
    """Return the polygons of a geometry, as one polygon or multipolygon, without its lines and points."""
    parts = shapely.get_parts(geometry)
    while np.any(shapely.get_type_id(parts) > _POLYGON):
        parts = shapely.get_parts(parts)
    areas = parts[shapely.get_type_id(parts) == _POLYGON]
    if len(areas) == 1:
        return areas[0]
    return shapely.multipolygons(areas)
