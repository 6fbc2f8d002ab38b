"""The form as CSV: one file that holds all sheets, or a folder with one file for each."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from geo_coop.errors import InputError, Problem
from geo_coop.templates.cells import Cell, Table
from geo_coop.templates.guide import instructions
from geo_coop.templates.layout import sheets
from geo_coop.templates.words import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geo_coop.templates.lists import Lists
    from geo_coop.templates.rows import Row

SHEET: Final = "sheet"  # the column of the one-file form that says to which sheet a row belongs
MAX_BYTES: Final = 20_000_000
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 300
_BOM: Final = "\ufeff"  # lets spreadsheets see that a file is UTF-8


def one_file(rows: Mapping[str, Sequence[Row]]) -> str:
    """Return all sheets as one table: a row for each row of a sheet, with the sheet's name in the first column."""
    names = list(dict.fromkeys(column.name for sheet in sheets() for column in sheet.columns))
    lines = [
        [sheet.name, *(row.get(name, "") for name in names)] for sheet in sheets() for row in rows.get(sheet.name, ())
    ]
    return _text([[SHEET, *names], *lines])


def folder_files(rows: Mapping[str, Sequence[Row]], lists: Lists, *, lang: str, example: bool) -> dict[str, str]:
    """Return the files of the folder form: one for each sheet, the lists, the regions and the instructions."""
    files: dict[str, str] = {}
    for sheet in sheets():
        names = [column.name for column in sheet.columns]
        lines = [[row.get(name, "") for name in names] for row in rows.get(sheet.name, ())]
        files[f"{sheet.name}.csv"] = _text([names, *lines])
    words = [
        [vocabulary, choice.value, choice.indonesian, choice.english]
        for vocabulary, choices in lists.vocabularies.items()
        for choice in choices
    ]
    files["lists.csv"] = _text([["list", "value", "indonesian", "english"], *words])
    regions = [[region.code, region.name, region.level, region.parent] for region in lists.regions]
    files["regions.csv"] = _text([["code", "name", "level", "within"], *regions])
    files["instructions.txt"] = "\n".join(instructions(lang, example=example)) + "\n"
    return files


def _text(lines: Sequence[Sequence[str]]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerows(lines)
    return _BOM + stream.getvalue()


def read_csv_form(path: Path) -> list[Table]:
    """Read the form from a CSV file, or from a folder of them.

    Parameters
    ----------
    path
        A file with the column ``sheet``, or a folder with files named after the sheets. The separator may be a comma,
        a semicolon or a tab.

    Raises
    ------
    InputError
        A file that cannot be read as CSV in UTF-8, or is too large.
    """
    if path.is_dir():
        found = {fold(file.stem): file for file in sorted(path.iterdir()) if file.suffix.lower() == ".csv"}
        tables = [
            Table(sheet.name, sheet.name, tuple(_cells(found[sheet.name]))) for sheet in sheets() if sheet.name in found
        ]
        if not tables:
            message = "no file of the form in this folder"
            raise InputError(Problem(message, f"expected {sheets()[0].name}.csv and others beside it", str(path)))
        return tables
    rows = _cells(path)
    head = next(((row, cells) for row, cells in rows if any(not cell.empty for cell in cells)), None)
    if head is None:
        raise InputError(Problem("file is empty", "begin with: geo-coop agreements template -o F.csv", str(path)))
    place = next((at for at, cell in enumerate(head[1]) if fold(cell.text()) == SHEET), None)
    if place is None:
        name = next((sheet.name for sheet in sheets() if sheet.name == fold(path.stem)), None)
        if name is not None:
            message = "one sheet of a folder of CSV files"
            raise InputError(Problem(message, f"import the folder: {path.parent}", str(path)))
        message = f"no column {SHEET!r} in the first row"
        raise InputError(Problem(message, "begin with: geo-coop agreements template -o F.csv", str(path)))
    return _by_sheet(path, rows, head[0], head[1], place)


def _by_sheet(
    path: Path, rows: Sequence[tuple[int, tuple[Cell, ...]]], at: int, head: tuple[Cell, ...], place: int
) -> list[Table]:
    """Split the one-file form into its sheets; every sheet sees only its own headers and what else is filled."""
    known = {fold(sheet.name): sheet for sheet in sheets()}
    by_name: dict[str, list[tuple[int, tuple[Cell, ...]]]] = {}
    for row, cells in rows:
        if row <= at or all(cell.empty for cell in cells):
            continue
        name = fold(cells[place].text()) if place < len(cells) else ""
        blank = tuple(Cell() if where == place else cell for where, cell in enumerate(cells))
        by_name.setdefault(known[name].name if name in known else name, []).append((row, blank))
    tables: list[Table] = []
    for name, lines in by_name.items():
        if name not in known:
            row = lines[0][0]
            message = f"row {row}: {name!r} is no sheet of the form" if name else f"row {row}: the sheet is empty"
            raise InputError(Problem(message, f"expected one of {', '.join(known)}", str(path)))
        own = {fold(column.name) for column in known[name].columns}
        used = {where for _, cells in lines for where, cell in enumerate(cells) if not cell.empty}
        heads = tuple(
            cell if where != place and (fold(cell.text()) in own or where in used) else Cell()
            for where, cell in enumerate(head)
        )
        tables.append(Table(name, path.name, ((at, heads), *lines)))
    return tables


def _cells(path: Path) -> list[tuple[int, tuple[Cell, ...]]]:
    text = _read(path)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=first.count)
    rows: list[tuple[int, tuple[Cell, ...]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    limit = csv.field_size_limit(MAX_BYTES)
    try:
        for row, values in enumerate(reader, start=1):
            if row > MAX_ROWS or len(values) > MAX_COLUMNS:
                message = f"more than {MAX_ROWS:,} rows or {MAX_COLUMNS} columns"
                raise InputError(Problem(message, "split it", str(path), reader.line_num))
            rows.append((row, tuple(Cell(value) if value else Cell() for value in values)))
    except csv.Error as error:
        message = f"no valid CSV: {error}"
        raise InputError(Problem(message, "check the quotes", str(path), reader.line_num)) from error
    finally:
        csv.field_size_limit(limit)
    return rows


def _read(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"cannot be read ({error.strerror or error})"
        raise InputError(Problem(message, file=str(path))) from error
    if len(raw) > MAX_BYTES:
        message = f"larger than {MAX_BYTES:,} bytes"
        raise InputError(Problem(message, "split it", str(path)))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 (byte {error.start})"
        raise InputError(Problem(message, "save it as CSV UTF-8", str(path))) from error
