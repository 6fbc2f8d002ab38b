"""Polygons on a grid: rings as whole numbers, and their areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    import numpy.typing as npt

    Integers = npt.NDArray[np.int64]
    Shapes = npt.NDArray[np.object_]

_TRIANGLE: Final = 3


def grid_rings(shapes: Shapes, grid: npt.NDArray[np.float64]) -> tuple[Integers, Integers, list[int]]:
    """Return the grid points of all rings (not closed), the ring of each point, the shape of each ring."""
    parts, shape_of_part = shapely.get_parts(shapely.orient_polygons(shapes), return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    shell = np.diff(part_of_ring, prepend=-1) > 0
    coordinates, ring_of = shapely.get_coordinates(rings, return_index=True)
    points = np.round(coordinates / grid).astype(np.int64)
    # Each point that repeats its predecessor goes; so does the closing point of each ring.
    first = np.diff(ring_of, prepend=-1) > 0
    kept = first | (np.diff(points, axis=0, prepend=points[:1] - 1) != 0).any(axis=1)
    points, ring_of = points[kept], ring_of[kept]
    last = np.diff(ring_of, append=-1) != 0
    starts = np.flatnonzero(np.diff(ring_of, prepend=-1))
    closing = last.copy()
    closing[last] = (points[last] == points[starts]).all(axis=1) & (np.flatnonzero(last) > starts)
    points, ring_of = points[~closing], ring_of[~closing]
    counts = np.bincount(ring_of, minlength=len(rings))
    small = counts < _TRIANGLE
    if small.any():
        # A hole below the grid closes; an outer ring becomes one grid cell, so that no part is lost.
        firsts = points[np.flatnonzero(np.diff(ring_of, prepend=-1))]
        fits = ~small[ring_of]
        rescued = np.flatnonzero(small & shell)
        cells = (firsts[rescued][:, None, :] + np.array([[0, 0], [1, 0], [0, 1]])).reshape(-1, 2)
        points = np.concatenate([points[fits], cells])
        ring_of = np.concatenate([ring_of[fits], np.repeat(rescued, _TRIANGLE)])
        order = np.argsort(ring_of, kind="stable")
        points, ring_of = points[order], ring_of[order]
    used = ring_of[np.flatnonzero(np.diff(ring_of, prepend=-1))]
    return points, ring_of, shape_of_part[part_of_ring[used]].tolist()


def ring_areas(grid_rings: tuple[Integers, Integers, list[int]], size: int) -> npt.NDArray[np.float64]:
    """Return the area of each shape in grid cells; outer rings count, holes count off."""
    points, ring_of, shape_of = grid_rings
    starts = np.flatnonzero(np.diff(ring_of, prepend=-1))
    after = np.roll(points, -1, axis=0)
    after[np.append(starts[1:], len(points)) - 1] = points[starts]
    base = points[starts][np.cumsum(np.diff(ring_of, prepend=-1) > 0) - 1]
    here, there = points - base, after - base
    twice = np.add.reduceat(here[:, 0] * there[:, 1] - there[:, 0] * here[:, 1], starts)
    result: npt.NDArray[np.float64] = np.asarray(np.bincount(shape_of, weights=twice / 2, minlength=size), dtype=float)
    return result
