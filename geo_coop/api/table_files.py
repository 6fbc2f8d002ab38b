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
    from pathlib import Path

ENDINGS: Final = (".csv", ".xlsx", ".parquet")
_MOST_BYTES: Final = 200_000_000
_FIRST_SHEET: Final = 0


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
        CSV: every cell is text, empty ones are ``""``. XLSX: text, numbers, dates or None. Parquet: as stored.

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
        frame = {".csv": _csv, ".xlsx": _xlsx, ".parquet": _parquet}[ending](path)
    except OSError as error:
        message = f"cannot be read ({error.strerror or error})"
        raise InputError(Problem(message, file=str(path))) from error
    names = [str(name).strip() for name in frame.columns]
    repeated = sorted({name for name in names if name and names.count(name) > 1})
    if repeated:
        raise InputError(Problem(f"columns stand more than once: {', '.join(repeated)}", "rename them", str(path)))
    frame.columns = pd.Index(names)
    return frame.reset_index(drop=True)


def _csv(path: Path) -> pd.DataFrame:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"byte {error.start} is no UTF-8"
        raise InputError(Problem(message, "save it as CSV UTF-8", str(path))) from error
    separator = max(",;\t", key=text.partition("\n")[0].count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise InputError(Problem(f"no valid CSV: {error}", "check the quotes", str(path))) from error
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        raise InputError(Problem("file is empty", file=str(path)))
    head, body = rows[0], rows[1:]
    wide = [number for number, row in enumerate(body, start=2) if len(row) > len(head)]
    if wide:
        message = f"row {wide[0]} has {len(body[wide[0] - 2])} cells, the first row {len(head)}"
        raise InputError(Problem(message, "check the separator and the quotes", str(path)))
    return pd.DataFrame([row + [""] * (len(head) - len(row)) for row in body], columns=head, dtype=object)


def _parquet(path: Path) -> pd.DataFrame:
    try:
        return pd.read_parquet(path)
    except ValueError as error:  # pyarrow's errors of format derive from it
        raise InputError(Problem(f"no readable Parquet: {error}", file=str(path))) from error


def _xlsx(path: Path) -> pd.DataFrame:
    from openpyxl import load_workbook  # noqa: PLC0415  (slow to import)
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError) as error:
        raise InputError(Problem(f"no readable workbook: {error}", file=str(path))) from error
    try:
        rows = [list(row) for row in book.worksheets[_FIRST_SHEET].iter_rows(values_only=True)]
    finally:
        book.close()
    rows = [row for row in rows if any(cell is not None for cell in row)]
    if not rows:
        raise InputError(Problem("first sheet is empty", file=str(path)))
    used = [place for place, name in enumerate(rows[0]) if name is not None]
    body = [[row[place] if place < len(row) else None for place in used] for row in rows[1:]]
    return pd.DataFrame(body, columns=[str(rows[0][place]) for place in used], dtype=object)
