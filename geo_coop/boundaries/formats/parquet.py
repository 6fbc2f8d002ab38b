"""GeoParquet with WKB shapes, read by row groups."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj

from geo_coop.boundaries.formats.base import BATCH_ROWS, ShapeBatch, Table, as_objects, from_wkb, reading
from geo_coop.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

_PLAIN: Final = (
    pa.types.is_string, pa.types.is_large_string, pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean,
    pa.types.is_dictionary, pa.types.is_decimal,
)  # fmt: skip

_BUFFER: Final = 1 << 20  # bytes read at once, as a file may be one group of rows


@dataclass
class ParquetTable(Table):
    """A GeoParquet file."""

    path: Path = field(default_factory=Path)
    shape_column: str = "geometry"

    def _records(self, columns: Sequence[str]) -> Iterator[dict[str, npt.NDArray[np.object_]]]:
        with pq.ParquetFile(self.path, buffer_size=_BUFFER) as source:
            for batch in source.iter_batches(BATCH_ROWS, columns=list(columns), use_threads=False):
                yield {name: as_objects(batch.column(name)) for name in columns}

    def _batches(self) -> Iterator[ShapeBatch]:
        seen = 0
        with pq.ParquetFile(self.path, buffer_size=_BUFFER) as source:
            for batch in source.iter_batches(BATCH_ROWS, columns=[self.shape_column], use_threads=False):
                seen += len(batch)
                yield from_wkb(np.array([*batch.column(0).to_pylist(), None], dtype=object)[:-1])
            if seen != self.rows:
                raise self.cut_off(seen)


def open_parquet(path: Path, *, file: str) -> ParquetTable:
    """Open a GeoParquet file.

    Raises
    ------
    InputError
        Damaged, without the metadata of GeoParquet, or with shapes that are not WKB.
    """
    notes: list[str] = []
    with reading(file, notes), pq.ParquetFile(path) as source:
        schema = source.schema_arrow
        raw = (schema.metadata or {}).get(b"geo")
        if raw is None:
            raise InputError(Problem("Parquet without shapes (no GeoParquet metadata)", "write GeoParquet", file))
        column, crs = _described(json.loads(raw), file)
        place = schema.get_field_index(column)
        binary = place >= 0 and (pa.types.is_binary(schema.field(place).type)
                                 or pa.types.is_large_binary(schema.field(place).type))  # fmt: skip
        if not binary:
            raise InputError(Problem(f"shapes in {column!r} are no WKB", "write GeoParquet with encoding WKB", file))
        names = [name for name in schema.names if any(test(schema.field(name).type) for test in _PLAIN)]
        columns = tuple(name for name in names if not name.startswith("__index_level"))
        rows = source.metadata.num_rows
    return ParquetTable(file, "GeoParquet", columns, crs, rows, None, notes, path, column)


def _described(geo: object, file: str) -> tuple[str, pyproj.CRS | None]:
    """Return the column of shapes and the CRS from the metadata of GeoParquet."""
    column = geo.get("primary_column") if isinstance(geo, dict) else None
    columns = geo.get("columns") if isinstance(geo, dict) else None
    about = columns.get(column) if isinstance(columns, dict) and isinstance(column, str) else None
    if not isinstance(about, dict):
        raise InputError(Problem("the GeoParquet metadata names no column of shapes", "write it again", file))
    if "crs" not in about:
        return str(column), pyproj.CRS.from_user_input("OGC:CRS84")
    crs = about["crs"]
    return str(column), pyproj.CRS.from_json_dict(crs) if isinstance(crs, dict) else None
