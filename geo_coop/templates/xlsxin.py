"""Opening an XLSX workbook that may be anything: broken, locked, huge or hostile."""

from __future__ import annotations

import datetime as dt
import re
import warnings
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, Final

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from geo_coop.errors import InputError, Problem
from geo_coop.templates.cells import Cell, Table
from geo_coop.templates.layout import sheets
from geo_coop.templates.words import fold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MAX_BYTES: Final = 20_000_000
MAX_UNPACKED: Final = 150_000_000
MAX_PARTS: Final = 1_000
MAX_CELLS: Final = 500_000
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 300
MAX_MERGED: Final = 100_000  # cells
_OLE: Final = b"\xd0\xcf\x11\xe0"
_CELL: Final = re.compile(rb"<(?:\w+:)?c[\s/>]")
_MERGED: Final = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*["']([^"']+)["']""")
_DECLARATION: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FOREIGN_TEXT: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")
# What openpyxl raises on workbooks that are no workbooks.
_BROKEN: Final = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError, IndexError,
    AttributeError, SyntaxError, NotImplementedError, RuntimeError, OSError,
)  # fmt: skip
_NO_BOOK: Final = "open it in a spreadsheet program and save it as .xlsx without a password"


def read_workbook(path: Path) -> tuple[list[Table], list[str]]:
    """Read the form's sheets from a workbook, without evaluating anything.

    Formulas stay formulas (and are refused later, cell by cell); links to other files are not followed; macros are not
    read.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    tuple
        The tables, and the names of sheets that are none of the form's.

    Raises
    ------
    InputError
        No XLSX, locked by a password, damaged, or too large, packed or unpacked.
    """
    name = str(path)
    _inspect(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of every extension that it does not keep
            book = load_workbook(path, data_only=False, keep_links=False, keep_vba=False)
    except _BROKEN as error:
        raise InputError(Problem(f"no readable XLSX ({error})", _NO_BOOK, name)) from error
    known = {fold(sheet.name): sheet.name for sheet in sheets()}
    tables: list[Table] = []
    others: list[str] = []
    for page in book.worksheets:
        if fold(page.title) in known:
            tables.append(_table(page, known[fold(page.title)], name))
        else:
            others.append(page.title)
    return tables, others


def _inspect(path: Path) -> None:
    """Refuse, before anything is built from it, what is no XLSX or would not fit into memory."""
    name = str(path)
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(len(_OLE))
    except OSError as error:
        raise InputError(Problem(f"cannot be read ({error.strerror or error})", file=name)) from error
    if head == _OLE:
        raise InputError(Problem("locked by a password, or an old .xls", _NO_BOOK, name))
    if size > MAX_BYTES:
        raise InputError(Problem(f"larger than {MAX_BYTES:,} bytes", "split it", name))
    try:
        with zipfile.ZipFile(path) as archive:
            _inspect_parts(archive, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(Problem(f"no XLSX ({error})", _NO_BOOK, name)) from error


def _inspect_parts(archive: zipfile.ZipFile, name: str) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(part.startswith("xl/") for part in names):
        raise InputError(Problem("no XLSX: it lacks the parts of a workbook", _NO_BOOK, name))
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        what = f"unpacks to more than {MAX_UNPACKED:,} bytes or {MAX_PARTS:,} parts"
        raise InputError(Problem(what, "no form is that large; begin with a new one", name))
    cells = merged = 0
    for part in parts:
        if not part.filename.endswith((".xml", ".rels", ".vml")):
            continue
        content = archive.read(part)
        if _DECLARATION.search(content) or content.startswith(_FOREIGN_TEXT):
            raise InputError(Problem(f"part {part.filename} declares entities or is not UTF-8", _NO_BOOK, name))
        cells += len(_CELL.findall(content))
        merged += sum(_size(reference.decode("ascii", "replace")) for reference in _MERGED.findall(content))
    if cells > MAX_CELLS or merged > MAX_MERGED:
        what = f"holds more than {MAX_CELLS:,} cells, or merges more than {MAX_MERGED:,}"
        raise InputError(Problem(what, "remove empty formatted rows, or split it", name))


def _size(reference: str) -> int:
    """Return how many cells a range has; a range that is none counts as too many."""
    try:
        left, top, right, bottom = range_boundaries(reference)
    except ValueError:
        return MAX_MERGED + 1
    if None in (left, top, right, bottom):
        return MAX_MERGED + 1
    return int((right - left + 1) * (bottom - top + 1))


def _table(page: Any, name: str, file: str) -> Table:  # noqa: ANN401  (openpyxl has no types)
    if page.max_row > MAX_ROWS or page.max_column > MAX_COLUMNS:
        what = f"sheet {page.title!r} reaches row {page.max_row:,} and column {page.max_column:,}"
        remedy = (
            f"at most {MAX_ROWS:,} rows and {MAX_COLUMNS} columns; delete the empty rows and columns behind the form"
        )
        raise InputError(Problem(what, remedy, file))
    grid = [[_cell(cell) for cell in row] for row in page.iter_rows()]
    for merged in page.merged_cells.ranges:
        _spread(grid, merged.min_row - 1, merged.min_col - 1, merged.max_row, merged.max_col)
    rows = tuple((number, tuple(row)) for number, row in enumerate(grid, start=1))
    hidden = tuple(
        number for number, row in rows if page.row_dimensions[number].hidden and not all(cell.empty for cell in row)
    )
    return Table(name, page.title, rows, hidden)


def _spread(grid: Sequence[list[Cell]], top: int, left: int, bottom: int, right: int) -> None:
    """Give the lower rows of merged cells the value of the first; mark cells merged over several columns."""
    if top >= len(grid) or left >= len(grid[top]):
        return
    cell = grid[top][left]
    if right - left > 1 and not cell.empty:
        grid[top][left] = Cell(cell.value, cell.number_format, "wide")
        return
    for row in range(top + 1, min(bottom, len(grid))):
        if left < len(grid[row]):
            grid[row][left] = Cell(cell.value, cell.number_format, cell.trouble, own=False)


def _cell(cell: Any) -> Cell:  # noqa: ANN401  (openpyxl has no types)
    """Return a cell without what the form has no use for."""
    value = cell.value
    if value is None:
        return Cell()
    if cell.data_type == "f":
        return Cell(str(value) if isinstance(value, str) else "=", trouble="formula")
    if cell.data_type == "e":
        return Cell(str(value), trouble="error")
    if isinstance(value, str | int | float | bool | dt.datetime | dt.date):
        return Cell(value, str(cell.number_format or ""))
    return Cell(str(value), str(cell.number_format or ""))
