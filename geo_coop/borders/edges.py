"""Edges that two areas of one coverage share: what adjacency, shared borders and their lengths are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo_coop.geodesy.paths import paths_of

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.intp]
    Words = npt.NDArray[np.uint64]


class Shared(NamedTuple):
    """Edges that two areas share: ends in degrees, and the positions of the areas, the smaller first."""

    start: Floats
    end: Floats
    one: Ints
    two: Ints


def shared_edges(shapes: npt.NDArray[np.object_]) -> Shared:
    """Find the edges that stand in two areas, whichever way each runs; mostly in the order of the areas' vertices."""
    paths = paths_of(shapes)
    mark = _marks(paths.lonlat)
    edge = paths.edges
    # The sum of the marks of both ends is the same whichever way an edge runs.
    first, second = _alike((mark[:-1] + mark[1:])[edge]) if len(edge) else (edge, edge)
    one, two = edge[first], edge[second]
    # A point as one complex number is compared, and taken, at once.
    points = np.ascontiguousarray(paths.lonlat).view(np.complex128).ravel()
    start, end, other_start, other_end = points[one], points[one + 1], points[two], points[two + 1]
    same = ((start == other_end) & (end == other_start)) | ((start == other_start) & (end == other_end))
    owner, other = paths.owner[paths.path[one]], paths.owner[paths.path[two]]
    kept = np.flatnonzero(same & (owner != other))
    owner, other = owner[kept], other[kept]
    return Shared(
        start=start[kept].view(np.float64).reshape(-1, 2),
        end=end[kept].view(np.float64).reshape(-1, 2),
        one=np.minimum(owner, other),
        two=np.maximum(owner, other),
    )


def _alike(mark: Words) -> tuple[Ints, Ints]:
    """Return every two positions of one mark, the earlier one first.

    One word holds the upper bits of a mark and its position: sorting such words in place is many times quicker than
    sorting positions by marks. Marks that differ in their lower bits alone may be among the result.
    """
    bits = np.uint64(len(mark).bit_length())
    low = (np.uint64(1) << bits) - np.uint64(1)
    words = (mark & ~low) | np.arange(len(mark), dtype=np.uint64)
    words.sort()
    at = np.flatnonzero((words[1:] ^ words[:-1]) <= low)
    # Where three stand together, whole marks tell which belong together.
    longer = np.zeros(len(at), dtype=bool)
    follows = at[1:] == at[:-1] + 1
    longer[1:] |= follows
    longer[:-1] |= follows
    pairs = at[~longer]
    # Each is in one pair, so they come in order of position without sorting, and what is looked up lies close together.
    other = np.full(len(mark), -1, dtype=np.intp)
    other[words[pairs] & low] = words[pairs + 1] & low
    first = np.flatnonzero(other >= 0)
    second = other[first]
    if longer.any():
        several = np.unique(np.concatenate([at[longer], at[longer] + 1]))
        position = (words[several] & low).astype(np.intp)
        position = position[np.argsort(mark[position], kind="stable")]
        apart = 1
        while len(twice := np.flatnonzero(mark[position[apart:]] == mark[position[:-apart]])):
            first = np.concatenate([first, position[twice]])
            second = np.concatenate([second, position[twice + apart]])
            apart += 1
    return first, second


def _marks(points: Floats) -> Words:
    """Return a whole number for each point, which points of other coordinates share by chance only."""
    # Adding 0.0 makes -0.0 the same bits as 0.0.
    x, y = (np.ascontiguousarray(points[:, axis] + 0.0).view(np.uint64) for axis in (0, 1))
    mixed = x * np.uint64(0x9E3779B97F4A7C15) + y
    mixed ^= mixed >> np.uint64(32)
    mixed *= np.uint64(0xD6E8FEB86659FD93)
    mixed ^= mixed >> np.uint64(29)
    return mixed
