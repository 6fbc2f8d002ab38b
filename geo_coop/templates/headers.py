"""Which row of a table holds its headers, and which column each of them means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_coop.templates.values import plain_text
from geo_coop.templates.words import fold, header

if TYPE_CHECKING:
    from geo_coop.templates.cells import Cell, Table
    from geo_coop.templates.layout import Column, Sheet

_HEADER_WITHIN: Final = 10  # rows from the top in which headers are looked for


def headers(sheet: Sheet) -> dict[str, Column]:
    """Return the headers by which the columns of a sheet are known, in comparable form."""
    found: dict[str, Column] = {}
    for column in sheet.columns:
        indonesian, english = header(column)
        for text in (column.name, indonesian, english, f"{indonesian} / {english}"):
            found.setdefault(fold(text), column)
    return found


def find_header(sheet: Sheet, table: Table) -> tuple[int, dict[int, Column]] | None:
    """Return the row of headers, and the column at each place."""
    known = headers(sheet)
    best: tuple[int, int, dict[int, Column]] | None = None
    for row, cells in table.rows[:_HEADER_WITHIN]:
        filled = [(place, fold(plain_text(cell))) for place, cell in enumerate(cells) if not cell.empty and cell.own]
        columns: dict[int, Column] = {}
        for place, text in filled:
            if text in known and known[text] not in columns.values():
                columns[place] = known[text]
        enough = len(columns) * 2 >= len(filled) and len(columns) >= min(2, len(sheet.columns))
        if enough and (best is None or len(columns) > best[0]):
            best = (len(columns), row, columns)
    return (best[1], best[2]) if best is not None else None


def repeats_header(sheet: Sheet, cells: tuple[Cell, ...]) -> bool:
    """Return whether a row holds headers only, such as those in the other language."""
    known = headers(sheet)
    texts = [fold(plain_text(cell)) for cell in cells if not cell.empty]
    return len(texts) > 1 and all(text in known for text in texts)
