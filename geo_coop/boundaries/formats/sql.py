"""SQL dumps of region polygons, as a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np

from geo_coop.boundaries.adapters.kemendagri_sql import read_kemendagri_sql
from geo_coop.boundaries.formats.base import BATCH_ROWS, ShapeBatch, Table, reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt


@dataclass
class SqlTable(Table):
    """The rows of an SQL dump, in order of code."""

    frame: Any = field(default_factory=gpd.GeoDataFrame)

    def _records(self, columns: Sequence[str]) -> Iterator[dict[str, npt.NDArray[np.object_]]]:
        frame = self.frame.reset_index(names="kode").rename(columns={"name": "nama"})
        for start in range(0, len(frame), BATCH_ROWS):
            yield {name: frame[name].to_numpy(dtype=object)[start : start + BATCH_ROWS] for name in columns}

    def _batches(self) -> Iterator[ShapeBatch]:
        shapes = self.frame.geometry.to_numpy()
        notes = self.frame["problem"].tolist()
        for start in range(0, len(shapes), BATCH_ROWS):
            mended = {place: text for place, text in enumerate(notes[start : start + BATCH_ROWS]) if text}
            yield ShapeBatch(np.array(shapes[start : start + BATCH_ROWS], dtype=object), mended=mended)


def open_sql(path: Path, *, file: str) -> SqlTable:
    """Open an SQL dump of the columns kode, nama, path.

    Raises
    ------
    InputError
        No such dump, or rows that cannot be read.
    """
    notes: list[str] = []
    with reading(file, notes):
        frame = read_kemendagri_sql(path, file=file)
    return SqlTable(file, "SQL", ("kode", "nama"), frame.crs, len(frame), None, notes, frame)
