"""Edges that two areas of one coverage share: what adjacency, shared borders and their lengths are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo_coop.geodesy.paths import paths_of

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.intp]
    Words = npt.NDArray[np.uint64]


_INT32_BITS = 31


class Shared(NamedTuple):
    """Edges that two areas share: ends in degrees, and the positions of the areas, the smaller first."""

    start: Floats
    end: Floats
    one: Ints
    two: Ints


def shared_edges(shapes: npt.NDArray[np.object_], groups: Ints | None = None) -> Shared:
    """Find the edges that stand in two areas, whichever way each runs; mostly in the order of the areas' vertices.

    With ``groups``, a number for each area, edges between areas of one group are left out.
    """
    taken = None if groups is None else _facing(shapes, groups)
    paths = paths_of(shapes if taken is None else shapes[taken])
    edge = paths.edges
    mark = _marks(paths.lonlat)
    # The sum of the marks of both ends is the same whichever way an edge runs.
    first, second = _alike((mark[:-1] + mark[1:])[edge]) if len(edge) else (edge, edge)
    del mark
    one, two = edge[first], edge[second]
    owner, other = paths.owner[paths.path[one]], paths.owner[paths.path[two]]
    if taken is not None:
        owner, other = taken[owner], taken[other]
    apart = np.flatnonzero(owner != other if groups is None else groups[owner] != groups[other])
    one, two, owner, other = one[apart], two[apart], owner[apart], other[apart]
    # A point as one complex number is compared, and taken, at once.
    points = np.ascontiguousarray(paths.lonlat).view(np.complex128).ravel()
    start, end, other_start, other_end = points[one], points[one + 1], points[two], points[two + 1]
    same = np.flatnonzero(((start == other_end) & (end == other_start)) | ((start == other_start) & (end == other_end)))
    owner, other = owner[same], other[same]
    return Shared(
        start=start[same].view(np.float64).reshape(-1, 2),
        end=end[same].view(np.float64).reshape(-1, 2),
        one=np.minimum(owner, other),
        two=np.maximum(owner, other),
    )


def _facing(shapes: npt.NDArray[np.object_], groups: Ints) -> Ints:
    """Return the areas whose box meets the box of an area of another group: no other area has an edge with one."""
    boxes = shapely.box(*shapely.bounds(shapes).T)
    boxes[shapely.is_missing(shapes) | shapely.is_empty(shapes)] = None
    one, two = shapely.STRtree(boxes).query(boxes)
    return np.unique(one[groups[one] != groups[two]])


def _alike(mark: Words) -> tuple[Ints, Ints]:
    """Return every two positions of one mark, the earlier one first.

    Each mark is written to a place of a large table, where a later one replaces an earlier: whoever then finds another
    of its own mark there has found its partner. What shares a place with others, or stands three times, is sorted.
    """
    bits = len(mark).bit_length() + 1
    place = (mark * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - bits)
    position = np.arange(len(mark), dtype=np.int32 if bits < _INT32_BITS else np.int64)
    table = np.empty(1 << bits, dtype=position.dtype)  # only places that are written are read
    table[place] = position
    last = table[place]
    del table, place
    first = np.flatnonzero(last != position)
    second = last[first].astype(np.intp)
    partners = mark[first] == mark[second]
    # All of one mark share a place: they agree with what stands there, or none of them does.
    left = [first[~partners]]
    first, second = first[partners], second[partners]
    # Of three or more, all but the last point to the last.
    position[second] = first
    several = np.flatnonzero(position[second] != first)
    if len(several):
        thrice = np.isin(second, second[several])
        left += [first[thrice], np.unique(second[thrice])]
        first, second = first[~thrice], second[~thrice]
    rest = np.concatenate(left)
    rest = rest[np.lexsort((rest, mark[rest]))]
    found, apart = [(first, second)], 1
    while len(twice := np.flatnonzero(mark[rest[apart:]] == mark[rest[:-apart]])):
        found.append((rest[twice], rest[twice + apart]))
        apart += 1
    return np.concatenate([one for one, _ in found]), np.concatenate([two for _, two in found])


def _marks(points: Floats) -> Words:
    """Return a whole number for each point, which points of other coordinates share by chance only."""
    # Adding 0.0 makes -0.0 the same bits as 0.0.
    x, y = (np.ascontiguousarray(points[:, axis] + 0.0).view(np.uint64) for axis in (0, 1))
    mixed = x * np.uint64(0x9E3779B97F4A7C15) + y
    mixed ^= mixed >> np.uint64(32)
    mixed *= np.uint64(0xD6E8FEB86659FD93)
    mixed ^= mixed >> np.uint64(29)
    return mixed
