"""The columns of a planner's file, all of them and as they are, beside the layer: what the shapes alone do not say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from geo_coop.boundaries import userlayers
from geo_coop.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from geo_coop.boundaries.formats.base import Table
    from geo_coop.boundaries.matching.rows import Rows

    Values = npt.NDArray[np.object_]

_ROWS_AT_ONCE: Final = 65_536
_LONG: Final = 2**63
_NUMBERS: Final = frozenset({"int", "long", "float"})


def write_attributes(out: Path, table: Table, rows: Rows, work: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write every column of a file, with the row and its code, as Parquet; some rows at a time.

    Parameters
    ----------
    out
        Folder of the layer.
    table
        The file.
    rows
        Its rows with their codes.
    work
        Folder for what is unfinished.

    Returns
    -------
    tuple
        The columns in their order, as they are called in the table; one that is called as ours are, ``row`` or
        ``code``, stands there as ``file_row`` or ``file_code``. Then notes on columns that cannot be read.
    """
    kept, lost = table.columns, tuple[str, ...]()
    try:
        _texts(list(kept))
        spool = _Spool(table, kept, work / "columns")
    except InputError:
        kept, lost = _readable(table)
        spool = _Spool(table, kept, work / "readable")
    if not kept:
        return (), lost
    called = _called(kept)
    fields = [(userlayers.ROW, pa.int64()), (userlayers.CODE, pa.string()), *zip(called, spool.types(), strict=True)]
    schema = pa.schema(fields)
    start = 0
    with pq.ParquetWriter(out / userlayers.ATTRIBUTES, schema, compression="zstd") as writer:
        for columns in spool.columns():
            here = slice(start, start + len(columns[0]))
            numbers = pa.array(np.arange(here.start + 1, here.stop + 1), pa.int64())
            codes = pa.array(rows.codes_of(here), pa.string())
            writer.write_table(pa.table([numbers, codes, *columns], schema=schema), row_group_size=_ROWS_AT_ONCE)
            start = here.stop
    return called, lost


class _Spool:
    """Columns set aside in files, each batch of the kind that its own values have, until that of all is known."""

    def __init__(self, table: Table, names: Sequence[str], stem: Path) -> None:
        self._kinds: list[set[str]] = [set() for _ in names]
        self._files: list[Path] = []
        self._open: tuple[pa.OSFile, pa.RecordBatchFileWriter] | None = None
        schema: pa.Schema | None = None
        try:
            for values in table.records(names):
                own = [_kinds_of(values[name]) for name in names]
                self._kinds = [known | seen for known, seen in zip(self._kinds, own, strict=True)]
                # Numbers with and without a point stand as texts, until it is known what all are.
                types = [_type_of(seen) if len(seen) < 2 else pa.string() for seen in own]  # noqa: PLR2004
                columns = [_array(values[name].tolist(), to) for name, to in zip(names, types, strict=True)]
                batch = pa.record_batch(columns, names=[str(number) for number in range(len(columns))])
                if schema is None or batch.schema != schema:
                    self._begin(stem.with_name(f"{stem.name}-{len(self._files)}.arrow"), batch.schema)
                    schema = batch.schema
                if self._open is not None:
                    self._open[1].write_batch(batch)
        finally:
            self._end()

    def _begin(self, path: Path, schema: pa.Schema) -> None:
        self._end()
        sink = pa.OSFile(str(path), "wb")
        self._open = (sink, pa.ipc.new_file(sink, schema))
        self._files.append(path)

    def _end(self) -> None:
        if self._open is not None:
            self._open[1].close()
            self._open[0].close()
            self._open = None

    def types(self) -> list[pa.DataType]:
        """Return the type of each column: numbers where all are such, else texts as they would be written."""
        return [_type_of(kinds) for kinds in self._kinds]

    def columns(self) -> Iterator[list[pa.ChunkedArray]]:
        """Yield the columns in their types, as many rows at a time as are written together."""
        types = self.types()
        held: list[list[pa.Array]] = []
        count = 0
        for batch in self._batches():
            held.append([_cast(column, to) for column, to in zip(batch.columns, types, strict=True)])
            count += len(batch)
            while count >= _ROWS_AT_ONCE:
                whole = [pa.chunked_array(parts) for parts in zip(*held, strict=True)]
                yield [column.slice(0, _ROWS_AT_ONCE) for column in whole]
                count -= _ROWS_AT_ONCE
                held = [[column.slice(_ROWS_AT_ONCE).combine_chunks() for column in whole]] if count else []
        if count:
            yield [pa.chunked_array(parts) for parts in zip(*held, strict=True)]

    def _batches(self) -> Iterator[pa.RecordBatch]:
        for path in self._files:
            with pa.OSFile(str(path), "rb") as source, pa.ipc.open_file(source) as reader:
                for number in range(reader.num_record_batches):
                    yield reader.get_batch(number)


def _readable(table: Table) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the columns that can be read, and what to say of the others."""
    kept: list[str] = []
    lost: list[str] = []
    for name in table.columns:
        try:
            _texts([name])
            for values in table.records([name]):
                _texts([value for value in values[name].tolist() if isinstance(value, str)])
            kept.append(name)
        except InputError as error:
            lost.append(f"column {name!r} is not kept: it {error.problems[0].what}")
    return tuple(kept), tuple(lost)


def _kinds_of(values: Values) -> set[str]:
    """Return the kinds of values that there are; numbers of more than 64 bits are ``long``."""
    listed = values.tolist()
    kinds = {type(value).__name__ for value in listed if value is not None}
    if "int" in kinds and not all(-_LONG <= value < _LONG for value in listed if type(value) is int):
        kinds.add("long")
    return kinds


def _type_of(kinds: set[str]) -> pa.DataType:
    if kinds == {"bool"}:
        return pa.bool_()
    if kinds == {"int"}:
        return pa.int64()
    if "float" in kinds and kinds <= _NUMBERS:
        return pa.float64()
    return pa.string()


def _called(columns: Sequence[str]) -> tuple[str, ...]:
    """Return the names of columns, none of them one of ours, and none twice."""
    taken = {userlayers.ROW, userlayers.CODE, *columns}
    called: list[str] = []
    for name in columns:
        free = name
        while free in {userlayers.ROW, userlayers.CODE} or (free != name and free in taken) or free in called:
            free = f"file_{free}"
        called.append(free)
    return tuple(called)


def _array(values: list[object], to: pa.DataType) -> pa.Array:
    """Return values as one type; what becomes a text is written as Python writes it."""
    if pa.types.is_string(to):
        return _texts([None if value is None else str(value) for value in values])
    if pa.types.is_floating(to):
        numbers = (value if value is None or isinstance(value, float) else float(str(value)) for value in values)
        return pa.array(list(numbers), to)
    return pa.array(values, to)


def _texts(values: list[str | None]) -> pa.Array:
    """Return texts as an array; half a letter, which JSON can hold and UTF-8 cannot, is an `InputError`."""
    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError as error:
        raise InputError(Problem(f"has a text that is no Unicode: {error.reason}")) from None


def _cast(column: pa.Array, to: pa.DataType) -> pa.Array:
    return column if column.type == to else _array(column.to_pylist(), to)
