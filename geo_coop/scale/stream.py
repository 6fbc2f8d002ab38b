"""A stream of row groups: only those that can matter are read, one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geo_coop.scale.files import BOX, boxes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt
    from shapely import Geometry

    from geo_coop.scale.files import LayerFile

#: Size in degrees of the cells that a band is cut into, so that few of them concern a row.
CELL_DEG: Final = 0.5


def pieces_of(shape: Geometry) -> npt.NDArray[np.object_]:
    """Cut an area into cells of half a degree; a geometry meets the area where it meets one of the pieces."""
    if shape.is_empty:
        return np.array([], dtype=object)
    west, south, east, north = np.array(shapely.bounds(shape)) / CELL_DEG
    columns, rows = np.arange(np.floor(west), np.ceil(east)), np.arange(np.floor(south), np.ceil(north))
    x, y = (axis.ravel() * CELL_DEG for axis in np.meshgrid(columns, rows))
    cells = shapely.box(x, y, x + CELL_DEG, y + CELL_DEG)
    shapely.prepare(shape)
    met = cells[shapely.intersects(shape, cells)]
    inside = shapely.contains_properly(shape, met)
    pieces = np.where(inside, met, shapely.intersection(shape, met))
    kept: npt.NDArray[np.object_] = pieces[~shapely.is_empty(pieces)]
    return kept


def codes_of_groups(file: LayerFile) -> Iterator[npt.NDArray[np.object_]]:
    """Yield the codes of each row group."""
    with pq.ParquetFile(file.path) as opened:
        for group in range(opened.num_row_groups):
            yield _codes(opened.read_row_group(group, columns=["code"]))


def meeting_codes(file: LayerFile, pieces: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return the codes of a file's rows that meet one of some pieces, in the order of the file."""
    tree = shapely.STRtree(pieces)
    bounds = shapely.total_bounds(pieces)
    found = [np.array([], dtype=object)]
    with pq.ParquetFile(file.path) as opened:
        for group in range(opened.num_row_groups):
            if _apart(opened.metadata.row_group(group), bounds):
                continue
            found.append(meeting_in_group(opened, group, tree))
    return np.concatenate(found)


def meeting_in_group(opened: pq.ParquetFile, group: int, tree: shapely.STRtree) -> npt.NDArray[np.object_]:
    """Return the codes of one row group that meet the pieces of a tree; shapes are decoded where boxes meet only."""
    boxes = boxes_of(opened.read_row_group(group, columns=["bbox"]))
    there = np.flatnonzero(np.isfinite(boxes).all(axis=1))
    near = there[np.unique(tree.query(shapely.box(*boxes[there].T))[0])]
    if not len(near):
        return np.array([], dtype=object)
    table = opened.read_row_group(group, columns=["code", "geometry"]).take(pa.array(near))
    shapes = shapely.from_wkb(table["geometry"].to_numpy(zero_copy_only=False))
    hit = np.unique(tree.query(shapes, predicate="intersects")[0])
    found: npt.NDArray[np.object_] = _codes(table)[hit]
    return found


def _codes(table: pa.Table) -> npt.NDArray[np.object_]:
    codes: npt.NDArray[np.object_] = np.array(table["code"].to_pylist(), dtype=object)
    return codes


def _apart(group: pq.RowGroupMetaData, bounds: npt.NDArray[np.float64]) -> bool:
    """Return whether the boxes of a row group certainly lie outside some bounds."""
    limits = {}
    for column in range(group.num_columns):
        entry = group.column(column)
        if entry.path_in_schema.startswith("bbox.") and entry.is_stats_set and entry.statistics.has_min_max:
            limits[entry.path_in_schema.removeprefix("bbox.")] = (entry.statistics.min, entry.statistics.max)
    if set(limits) != set(BOX):
        return False
    west, south, east, north = bounds
    return bool(
        limits["xmin"][0] > east or limits["xmax"][1] < west or limits["ymin"][0] > north or limits["ymax"][1] < south
    )
