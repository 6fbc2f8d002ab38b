"""The columns of a planner's file, all of them and as they are, beside the layer: what the shapes alone do not say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.parquet as pq

from geo_coop.boundaries import userlayers
from geo_coop.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from geo_coop.boundaries.formats.base import Table

_VALUES_AT_ONCE: Final = 4_000_000
_ROWS_AT_ONCE: Final = 65_536


def write_attributes(
    out: Path, table: Table, codes: Sequence[str | None], work: Path
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write every column of a file, with the row and its code, as Parquet; some columns at a time.

    Parameters
    ----------
    out
        Folder of the layer.
    table
        The file.
    codes
        Canonical code of each row, None for those without.
    work
        Folder for what is unfinished.

    Returns
    -------
    tuple
        The columns in their order, as they are called in the table; one that is called as ours are, ``row`` or
        ``code``, stands there as ``file_row`` or ``file_code``. Then notes on columns that cannot be read.
    """
    lost: list[str] = []
    kept: list[str] = []
    step = max(1, _VALUES_AT_ONCE // max(1, table.rows))
    pieces: list[pa.Table] = []
    for number, start in enumerate(range(0, len(table.columns), step)):
        names = table.columns[start : start + step]
        values = _read(table, names, lost)
        if not values:
            continue
        kept += values
        path = work / f"columns-{number}.arrow"
        piece = pa.table([_column(column) for column in values.values()], names=list(values))
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, piece.schema) as writer:
            writer.write_table(piece, max_chunksize=_ROWS_AT_ONCE)
        del piece, values
        pieces.append(pa.ipc.open_file(pa.memory_map(str(path))).read_all())
    if not kept:
        return (), tuple(lost)
    called = _called(kept)
    columns = [pa.array(range(1, len(codes) + 1), pa.int64()), pa.array(codes, pa.string())]
    columns += [column for piece in pieces for column in piece.columns]
    whole = pa.table(columns, names=[userlayers.ROW, userlayers.CODE, *called])
    pq.write_table(whole, out / userlayers.ATTRIBUTES, compression="zstd", row_group_size=_ROWS_AT_ONCE)
    return called, tuple(lost)


def _read(table: Table, names: Sequence[str], lost: list[str]) -> dict[str, npt.NDArray[np.object_]]:
    """Read columns at once; where that fails one by one, and tell those that cannot be read."""
    try:
        return table.attributes(names)
    except InputError:
        values: dict[str, npt.NDArray[np.object_]] = {}
        for name in names:
            try:
                values |= table.attributes([name])
            except InputError as error:
                lost.append(f"column {name!r} is not kept: it {error.problems[0].what}")
        return values


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


def _column(values: npt.NDArray[np.object_]) -> pa.Array:
    """Return values as one kind: numbers where all are such, else texts as they would be written."""
    kinds = {type(value) for value in values.tolist() if value is not None}
    if kinds <= {bool} or kinds <= {str}:
        return pa.array(values, pa.bool_() if kinds == {bool} else pa.string())
    if kinds == {int} and all(-(2**63) <= value < 2**63 for value in values.tolist() if value is not None):
        return pa.array(values, pa.int64())
    if kinds <= {int, float} and float in kinds:
        return pa.array([None if value is None else float(value) for value in values.tolist()], pa.float64())
    return pa.array([None if value is None else str(value) for value in values.tolist()], pa.string())
