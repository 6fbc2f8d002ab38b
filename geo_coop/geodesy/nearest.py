"""Where lines come nearest to geometries, and how far that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import shapely

from geo_coop.errors import InputError
from geo_coop.geodesy.crossing import Crossing
from geo_coop.geodesy.ellipsoid import WGS84, ecef
from geo_coop.geodesy.length import edge_lengths_m, split_edges
from geo_coop.geodesy.paths import POINT, absent, as_array, edges_of, paths_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt
    from scipy.spatial import cKDTree
    from shapely import Geometry

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.intp]

_SAMPLE_M: Final = 50.0  # spacing of the samples on an indexed line
_COARSE_M: Final = 500.0  # spacing of those among them that prune
_SLACK_M: Final = (_COARSE_M + _SAMPLE_M) / 2  # no sample is farther than this from a coarse one
_FAR_M: Final = 60_000.0  # beyond this only the samples around the nearest coarse ones are looked at
_FAR_NEIGHBOURS: Final = 8
_COARSE_DEG: Final = 0.01  # spacing on queried geometries before pruning
_CHUNK: Final = 8  # vertices of a queried path taken together when pruning
_FINE_M: Final = 25.0  # spacing on what is left after pruning, near the line
_FINE_ERROR_M: Final = 0.25  # far from the line, the spacing that errs by no more than this
_ROUND_M: Final = 1.0  # what distances of points to edges may err by, for chords and curves
_MANY: Final = 10_000  # points that are worth starting threads for
_NEIGHBOURS: Final = 3  # samples refined for each point


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


@dataclass(frozen=True)
class _Candidates:
    """Edges that may hold the nearest point of a geometry, points as edges of no length.

    Attributes
    ----------
    start, end
        Degrees.
    owner
        The geometry of each.
    within
        None of each edge's points is farther than this from the lines, in metres.
    ends
        Whether no other of these edges begins where an edge ends.
    """

    start: Floats
    end: Floats
    owner: Ints
    within: Floats
    ends: npt.NDArray[np.bool_]


class _Found(NamedTuple):
    """What of the lines is nearest to points: squared chord in square metres, place in degrees, and its sample."""

    squared: Floats
    place: Floats
    sample: Ints


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
        No line with a length, or coordinates that are no degrees.
    """

    def __init__(self, lines: Geometry | Iterable[Any]) -> None:
        from scipy.spatial import cKDTree  # noqa: PLC0415  (scipy.spatial takes 0.2 s to import)

        start, end, owner, path = edges_of(as_array(lines))
        if np.array_equal(start, end):
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
        self._xyz = ecef(self._lonlat)
        self._tree = cKDTree(self._xyz)
        # Far queries visit much of a tree, so a coarse one prunes for them and answers the farthest.
        step = np.append([0.0], np.linalg.norm(np.diff(self._xyz, axis=0), axis=1))
        begin = np.append([True], self._path[1:] != self._path[:-1])
        cell = np.floor(np.cumsum(np.where(begin, 0.0, step)) / _COARSE_M)
        finish = np.append(begin[1:], [True])
        self._coarse_at = np.flatnonzero(begin | finish | np.append([True], cell[1:] != cell[:-1]))
        self._coarse = cKDTree(self._xyz[self._coarse_at])
        self._crossing = Crossing(start, end, owner, path)

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
        present = np.flatnonzero(~absent(array))
        crossing, crossed = self._crossing.first(array[present])
        distance[present[crossing]] = 0.0
        line[present[crossing]] = crossed
        apart = np.setdiff1d(present, present[crossing])
        if len(apart):
            distance[apart], line[apart], lon[apart], lat[apart] = self._apart(array[apart])
        return Nearest(distance, line, lon, lat)

    def _apart(self, array: npt.NDArray[np.object_]) -> tuple[Floats, Ints, Floats, Floats]:
        """Return distance, line, and place for geometries that no line crosses."""
        if np.all(shapely.get_type_id(array) == POINT):
            start = end = lonlat = paths_of(array, points=True).lonlat
            edge = owner = np.arange(len(array), dtype=np.intp)
            found = self._refine(lonlat, np.full(len(array), np.inf))
        else:
            kept = self._candidates(array)
            start, end = kept.start, kept.end
            lonlat, edge, found = self._along(kept, len(array))
            owner = kept.owner[edge]
        order = np.lexsort((found.squared, owner))
        best = order[np.append([True], owner[order][1:] != owner[order][:-1])]
        # The nearest pair has a vertex on one side: the point found on the line, dropped on the geometry's own edge.
        near = found.place[best]
        foot = _drop(near, start[edge[best]], end[edge[best]])
        metres = [WGS84.inv(p[:, 0], p[:, 1], near[:, 0], near[:, 1])[2] for p in (lonlat[best], foot)]
        return np.minimum(*metres), self._owner[found.sample[best]], near[:, 0], near[:, 1]

    def _along(self, kept: _Candidates, count: int) -> tuple[Floats, Ints, _Found]:
        """Return points along edges that may be the nearest of their geometries, the edge of each, and what is there.

        First come the ends of the edges; between them only edges are looked at that may come nearer than those.
        """
        edges, last = np.arange(len(kept.start)), np.flatnonzero(kept.ends)
        lonlat, edge = np.concatenate([kept.start, kept.end[last]]), np.concatenate([edges, last])
        found = self._refine(lonlat, kept.within[edge])
        metres = np.sqrt(found.squared)
        best = np.full(count, np.inf)
        np.minimum.at(best, kept.owner[edge], metres)
        finish = edges + 1
        finish[last] = len(edges) + np.arange(len(last))
        beyond = (metres[edges] + metres[finish] - edge_lengths_m(kept.start, kept.end)) / 2 - _ROUND_M
        nearer = np.flatnonzero(beyond <= best[kept.owner])
        spacing = np.maximum(_FINE_M, np.sqrt(8 * _FINE_ERROR_M * np.maximum(beyond[nearer], 0.0)))
        low, _, bit = split_edges(kept.start[nearer], kept.end[nearer], spacing)
        inner = np.flatnonzero(bit[1:] == bit[:-1]) + 1
        edge = np.concatenate([edge, nearer[bit[inner]]])
        more = self._refine(low[inner], kept.within[nearer[bit[inner]]])
        both = [np.concatenate(pair) for pair in zip(found, more, strict=True)]
        return np.concatenate([lonlat, low[inner]]), edge, _Found(*both)

    def _candidates(self, array: npt.NDArray[np.object_]) -> _Candidates:
        """Return the edges (and points, as edges of no length) that may hold each geometry's nearest point.

        A stretch between two vertices is nowhere nearer than half of (their distances less the way between them).
        Distances to the coarse samples are too large by up to the spacing, never too small.
        """
        paths = paths_of(array, points=True, segmentize=_COARSE_DEG)
        owner, count = paths.vertex_owner, len(paths.lonlat)
        xyz = ecef(paths.lonlat)
        same = paths.path[1:] == paths.path[:-1]
        along = np.cumsum(np.append([0.0], np.where(same, np.linalg.norm(np.diff(xyz, axis=0), axis=1), 0.0)))
        begin, finish = np.append([True], ~same), np.append(~same, [True])
        rank = np.arange(count) - np.maximum.accumulate(np.where(begin, np.arange(count), 0))
        node = np.flatnonzero((rank % _CHUNK == 0) | finish)
        far = np.full(count, np.nan)
        far[node] = _ask(self._coarse, xyz[node])[0]

        order = node[np.lexsort((far[node], owner[node]))]
        nearest = order[np.append([True], owner[order][1:] != owner[order][:-1])]
        best = np.full(len(array), np.inf)
        best[owner[nearest]] = np.sqrt(self._refine(paths.lonlat[nearest], far[nearest]).squared)

        one, two = node[:-1], node[1:]
        joined = paths.path[one] == paths.path[two]
        one, two = one[joined], two[joined]
        keep = (far[one] + far[two] - (along[two] - along[one])) / 2 - _SLACK_M <= best[owner[one]]
        inside = np.zeros(count + 1, dtype=np.intp)
        np.add.at(inside, one[keep], 1)
        np.add.at(inside, two[keep], -1)
        first = np.flatnonzero(np.cumsum(inside)[:-1] > 0)
        asked = np.zeros(count, dtype=bool)
        asked[first] = asked[first + 1] = True
        new = np.flatnonzero(asked & np.isnan(far))
        if len(new):
            far[new] = _ask(self._coarse, xyz[new])[0]
        bound = (far[first] + far[first + 1] - (along[first + 1] - along[first])) / 2 - _SLACK_M
        keep = bound <= best[owner[first]]
        first, bound = first[keep], bound[keep]
        # A vertex nearer than the nodes bounds what is left once more.
        order = first[np.lexsort((far[first], owner[first]))]
        nearest = order[np.append([True], owner[order][1:] != owner[order][:-1])[: len(order)]]
        nearer = np.sqrt(self._refine(paths.lonlat[nearest], far[nearest]).squared)
        best[owner[nearest]] = np.minimum(best[owner[nearest]], nearer)
        first = first[bound <= best[owner[first]]]
        alone = np.flatnonzero(begin & finish)
        second = np.concatenate([first + 1, alone])
        first = np.concatenate([first, alone])
        return _Candidates(
            start=paths.lonlat[first],
            end=paths.lonlat[second],
            owner=owner[first],
            within=far[first] + along[second] - along[first],
            ends=np.append(first[1:] != second[:-1], [True])[: len(first)],
        )

    def _refine(self, lonlat: Floats, within: Floats) -> _Found:
        """Return what of the lines is nearest to points that are not farther than ``within``."""
        xyz = ecef(lonlat)
        best = np.full(len(xyz), np.inf)
        place = np.empty((len(xyz), 2))
        at = np.zeros(len(xyz), dtype=np.intp)
        sample = self._samples_near(xyz, within)
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
        return _Found(best, place, at)

    def _samples_near(self, xyz: Floats, within: Floats) -> Ints:
        """Return a few of the samples nearest to each point; for far points, one."""
        near = within <= _FAR_M + _SLACK_M
        unknown = np.flatnonzero(~near)
        near[unknown] = _ask(self._coarse, xyz[unknown])[0] <= _FAR_M + _SLACK_M
        sample = np.empty((len(xyz), min(_NEIGHBOURS, len(self._xyz))), dtype=np.intp)
        sample[near] = _ask(self._tree, xyz[near], k=sample.shape[1])[1].reshape(-1, sample.shape[1])
        far = np.flatnonzero(~near)
        if len(far):
            _, coarse = _ask(self._coarse, xyz[far], k=min(_FAR_NEIGHBOURS, len(self._coarse_at)))
            coarse = coarse.reshape(len(far), -1)
            low = self._coarse_at[np.maximum(coarse - 1, 0)].ravel()
            high = self._coarse_at[np.minimum(coarse + 1, len(self._coarse_at) - 1)].ravel()
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


def _ask(tree: cKDTree, xyz: Floats, k: int = 1) -> tuple[Floats, Ints]:
    """Return distances and positions of the nearest samples; many points are shared among the processor's cores."""
    distance, position = tree.query(xyz, k=k, workers=-1 if len(xyz) > _MANY else 1)
    return distance, position


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
