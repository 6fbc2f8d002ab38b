"""Which geometries touch or cross a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.intp]

_EDGES: Final = 16  # short pieces make small boxes: the tree then rejects most geometries without looking at the line


class Crossing:
    """Lines cut into pieces of a few edges, in a tree.

    Parameters
    ----------
    start, end, owner, path
        From `geo_coop.geodesy.paths.edges_of`; at least one edge.
    """

    def __init__(self, start: Floats, end: Floats, owner: Ints, path: Ints) -> None:
        new = (np.arange(len(path)) - np.searchsorted(path, path)) % _EDGES == 0
        piece = np.cumsum(new) - 1
        last = np.append(np.flatnonzero(new)[1:] - 1, len(new) - 1)
        lonlat, of_vertex = np.concatenate([start, end[last]]), np.concatenate([piece, piece[last]])
        order = np.argsort(of_vertex, kind="stable")
        self._owner: Ints = owner[new]
        self._tree = shapely.STRtree(shapely.linestrings(lonlat[order], indices=of_vertex[order]))

    def first(self, array: npt.NDArray[np.object_]) -> tuple[Ints, Ints]:
        """Return which geometries touch or cross a line, and the first line of each."""
        geometry, piece = self._tree.query(array, predicate="intersects")
        hit = self._owner[piece]
        order = np.lexsort((hit, geometry))
        geometry, hit = geometry[order], hit[order]
        first = np.append([True], geometry[1:] != geometry[:-1])[: len(geometry)]
        return geometry[first].astype(np.intp), hit[first].astype(np.intp)
