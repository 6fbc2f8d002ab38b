"""Which geometries touch or cross a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_coop.geodesy.paths import MULTIPOLYGON, POLYGON

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.intp]


def drawn(array: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return the geometries with polygons replaced by their boundaries."""
    lines = array.copy()
    areal = np.isin(shapely.get_type_id(lines), [POLYGON, MULTIPOLYGON])
    lines[areal] = shapely.boundary(lines[areal])
    return lines


def first_hit(lines: npt.NDArray[np.object_], array: npt.NDArray[np.object_]) -> tuple[Ints, Ints]:
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
