"""Tables of the user's own as frames: CSV, XLSX and Parquet, with every cell as it stands."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final
from zipfile import BadZipFile

import pandas as pd

from geo_coop.errors import InputError, Problem
from geo_coop.schema import unknown_word

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ROWS: Final = "rows"
ENDINGS: Final = (".csv", ".xlsx", ".parquet")
_MOST_BYTES: Final = 200_000_000
_FIRST_SHEET: Final = 0
_BELOW_HEAD: Final = 2


def read_table(path: Path) -> pd.DataFrame:
    """Return a table as a frame; text stays text, so that codes keep their zeros.

    Parameters
    ----------
    path
        ``.csv`` (UTF-8; comma, semicolon or tab), ``.xlsx`` (first sheet) or ``.parquet``. Names of columns stand in
        the first row.

    Returns
    -------
    DataFrame
        CSV: every cell is text, empty ones are ``""``. XLSX: text, numbers, dates or None. Parquet: as stored. Rows
        without anything in them are left out; ``attrs["rows"]`` has the number that each row has in the file.

    Raises
    ------
    InputError
        Another ending, a file that cannot be read, or names of columns that are empty or stand more than once.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise InputError(unknown_word("kind of table", ending, ENDINGS))
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(Problem(f"larger than {_MOST_BYTES:,} bytes", "split it", str(path)))
        frame, rows = {".csv": _csv, ".xlsx": _xlsx, ".parquet": _parquet}[ending](path)
    except OSError as error:
        message = f"cannot be read ({error.strerror or error})"
        raise InputError(Problem(message, file=str(path))) from error
    names = [str(name).strip() for name in frame.columns]
    repeated = sorted({name for name in names if name and names.count(name) > 1})
    if repeated:
        raise InputError(Problem(f"columns stand more than once: {', '.join(repeated)}", "rename them", str(path)))
    frame.columns = pd.Index(names)
    frame = frame.reset_index(drop=True)
    frame.attrs[ROWS] = rows
    return frame


def row_numbers(table: pd.DataFrame) -> Sequence[int]:
    """Return the number that each row of a table has in its file; of a frame without one, as if below a header."""
    known: Sequence[int] = table.attrs.get(ROWS, ())
    return known if len(known) == len(table) else range(_BELOW_HEAD, _BELOW_HEAD + len(table))


def _csv(path: Path) -> tuple[pd.DataFrame, list[int]]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"byte {error.start} is no UTF-8"
        raise InputError(Problem(message, "save it as CSV UTF-8", str(path))) from error
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=first.count)
    try:
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise InputError(Problem(f"no valid CSV: {error}", "check the quotes", str(path))) from error
    rows = [(number, row) for number, row in enumerate(read, start=1) if any(cell.strip() for cell in row)]
    if not rows:
        raise InputError(Problem("file is empty", file=str(path)))
    head, body = rows[0][1], rows[1:]
    wide = [(number, row) for number, row in body if len(row) > len(head)]
    if wide:
        message = f"row {wide[0][0]} has {len(wide[0][1])} cells, the first row {len(head)}"
        raise InputError(Problem(message, "check the separator and the quotes", str(path)))
    cells = [row + [""] * (len(head) - len(row)) for _, row in body]
    return pd.DataFrame(cells, columns=head, dtype=object), [number for number, _ in body]


def _parquet(path: Path) -> tuple[pd.DataFrame, list[int]]:
    try:
        frame = pd.read_parquet(path)
    except ValueError as error:  # pyarrow's errors of format derive from it
        raise InputError(Problem(f"no readable Parquet: {error}", file=str(path))) from error
    return frame, list(range(1, len(frame) + 1))


def _xlsx(path: Path) -> tuple[pd.DataFrame, list[int]]:
    from openpyxl import load_workbook  # noqa: PLC0415  (slow to import)
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError) as error:
        raise InputError(Problem(f"no readable workbook: {error}", file=str(path))) from error
    try:
        read = [list(row) for row in book.worksheets[_FIRST_SHEET].iter_rows(values_only=True)]
    finally:
        book.close()
    rows = [(number, row) for number, row in enumerate(read, start=1) if any(cell is not None for cell in row)]
    if not rows:
        raise InputError(Problem("first sheet is empty", file=str(path)))
    head = rows[0][1]
    used = [place for place, name in enumerate(head) if name is not None]
    body = [[row[place] if place < len(row) else None for place in used] for _, row in rows[1:]]
    frame = pd.DataFrame(body, columns=[str(head[place]) for place in used], dtype=object)
    return frame, [number for number, _ in rows[1:]]
