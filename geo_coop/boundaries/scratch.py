"""Shapes on their way: read once in batches, looked at, and set aside on disk by province until each is worked on."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import shapely

from geo_coop.boundaries.formats.base import NO_AREA
from geo_coop.errors import Problem
from geo_coop.geodesy import polygonal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from geo_coop.boundaries.formats.base import ShapeBatch, Table

    Floats = npt.NDArray[np.float64]
    Shapes = npt.NDArray[np.object_]

_SCHEMA: Final = pa.schema([("row", pa.int64()), ("wkb", pa.large_binary())])


@dataclass(slots=True)
class Seen:
    """What was seen of the shapes of a file.

    Attributes
    ----------
    bounds
        ``minx, miny, maxx, maxy`` of each row in the file's numbers; NaN where it has no shape.
    notes
        What was mended or lacks, by row (counted from 0).
    problems
        Rows whose shapes are no areas.
    flattened
        How many rows had heights or measures.
    bytes
        Size of all shapes as WKB.
    """

    bounds: Floats
    notes: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    flattened: int = 0
    bytes: int = 0


class Scratch:
    """Shapes set aside in one file for each part.

    Attributes
    ----------
    sizes
        Size of the shapes of each part as WKB, in bytes.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sizes: dict[str, int] = {}
        self._files: dict[str, tuple[pa.OSFile, pa.RecordBatchFileWriter]] = {}

    def put(self, part: str, rows: npt.NDArray[np.int64], shapes: Shapes) -> int:
        """Set shapes aside for a part, and return their size in bytes."""
        if part not in self._files:
            sink = pa.OSFile(str(self.folder / f"{part}.arrow"), "wb")
            self._files[part] = (sink, pa.ipc.new_file(sink, _SCHEMA))
        wkb = shapely.to_wkb(shapes)
        batch = pa.record_batch([pa.array(rows, pa.int64()), pa.array(wkb, pa.large_binary())], schema=_SCHEMA)
        self._files[part][1].write_batch(batch)
        size = int(batch.nbytes)
        self.sizes[part] = self.sizes.get(part, 0) + size
        return size

    def close(self) -> None:
        """Finish all files."""
        for sink, writer in self._files.values():
            writer.close()
            sink.close()

    def parts(self) -> list[str]:
        """Return the names of the parts, sorted."""
        return sorted(self._files)

    def batches(self, part: str) -> Iterator[tuple[npt.NDArray[np.int64], Shapes]]:
        """Yield rows and shapes of a part, in the order they came."""
        path = self.folder / f"{part}.arrow"
        with pa.OSFile(str(path), "rb") as source, pa.ipc.open_file(source) as reader:
            for number in range(reader.num_record_batches):
                batch = reader.get_batch(number)
                wkb = np.array([*batch.column("wkb").to_pylist(), None], dtype=object)[:-1]
                yield batch.column("row").to_numpy(), shapely.from_wkb(wkb)

    def part(self, name: str) -> tuple[npt.NDArray[np.int64], Shapes]:
        """Return rows and shapes of a whole part."""
        batches = list(self.batches(name))
        return np.concatenate([rows for rows, _ in batches]), np.concatenate([shapes for _, shapes in batches])


def look(table: Table, part_of: npt.NDArray[np.int16], parts: Sequence[str], scratch: Scratch) -> Seen:
    """Read all shapes once: flatten, note what lacks, refuse what is no area, and set them aside by part.

    Parameters
    ----------
    table
        The file.
    part_of
        Position of the part of each row.
    parts
        Their names.
    scratch
        Where to set aside.
    """
    rows = len(part_of)
    seen = Seen(np.full((rows, 4), np.nan))
    start = 0
    for batch in table.shapes():
        shapes = _polygons(batch, start, seen, table.file)
        end = start + len(shapes)
        if end > rows:
            raise table.cut_off(end)
        drawn = ~shapely.is_missing(shapes)
        seen.bounds[start:end][drawn] = shapely.bounds(shapes[drawn])
        for number in np.unique(part_of[start:end]).tolist():
            places = np.flatnonzero(part_of[start:end] == number)
            seen.bytes += scratch.put(parts[number], places + start, shapes[places])
        start = end
    scratch.close()
    if start != rows:
        raise table.cut_off(start)
    return seen


def give_back() -> None:
    """Give memory that is free again back to the system: the C library of Linux keeps what a large part took."""
    pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):  # of another C library
            ctypes.CDLL(None).malloc_trim(0)


def _polygons(batch: ShapeBatch, start: int, seen: Seen, file: str) -> Shapes:
    """Return the areas of a batch in two dimensions, None where there is none; what was done is noted."""
    shapes = batch.shapes
    for place, text in batch.mended.items():
        seen.notes[start + place] = text
    for place, text in batch.unreadable.items():
        if text.endswith(NO_AREA):
            seen.problems.append(_no_area(start + place, text.removeprefix("the shape is a ").split(",")[0], file))
        seen.notes[start + place] = text
    solid = shapely.has_z(shapes) | shapely.has_m(shapes)
    seen.flattened += int(solid.sum())
    shapes = np.where(solid, shapely.force_2d(shapes), shapes)
    # Numbers that are none would stop every later step.
    points, owners = shapely.get_coordinates(shapes, return_index=True)
    for place in np.unique(owners[~np.isfinite(points).all(axis=1)]).tolist():
        shapes[place] = None
        seen.notes[start + place] = "the shape has a coordinate that is no number"
    empty = ~shapely.is_missing(shapes) & shapely.is_empty(shapes)
    shapes[empty] = None
    kinds = shapely.get_type_id(shapes)
    for place in np.flatnonzero(kinds == shapely.GeometryType.GEOMETRYCOLLECTION).tolist():
        area = polygonal(shapes[place])
        if area is None or area.is_empty:
            seen.problems.append(_no_area(start + place, "GeometryCollection without polygons", file))
            shapes[place] = None
        else:
            shapes[place] = area
            seen.notes[start + place] = "polygons taken out of a GeometryCollection"
    lines = ~np.isin(
        kinds,
        [-1, shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON, shapely.GeometryType.GEOMETRYCOLLECTION],
    )
    for place in np.flatnonzero(lines).tolist():
        if shapes[place] is not None:
            seen.problems.append(_no_area(start + place, shapes[place].geom_type, file))
            shapes[place] = None
    for place in np.flatnonzero(shapely.is_missing(shapes)).tolist():
        seen.notes.setdefault(start + place, "no shape in the file")
    return shapes


def _no_area(row: int, kind: str, file: str) -> Problem:
    return Problem(f"row {row + 1}: the shape is a {kind}, no area", "take out points and lines, or export areas", file)
