"""The tables of a filled form as the sheets that they are: which columns stand where, and the filled rows."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from geo_coop.templates.drafts import Row, Spot
from geo_coop.templates.headers import find_header, headers, repeats_header
from geo_coop.templates.layout import RECORDS, Sheet, sheets
from geo_coop.templates.values import plain_text
from geo_coop.templates.words import fold, header

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_coop.templates.cells import Cell, Finding, Table
    from geo_coop.templates.layout import Column


class FormTables:
    """Finds the sheets of the form among tables, and the filled rows of each.

    Parameters
    ----------
    findings, notes
        Lists to which problems and remarks are added.
    """

    def __init__(self, findings: list[Finding], notes: list[str]) -> None:
        self.findings = findings
        self.notes = notes
        self.names = {fold(sheet.name): sheet for sheet in sheets()}
        self.order = {sheet.name: at for at, sheet in enumerate(sheets())}

    def by_sheet(self, tables: Sequence[Table]) -> dict[str, Table]:
        """Return the tables that are sheets of the form."""
        found: dict[str, Table] = {}
        for table in tables:
            sheet = self.names.get(fold(table.name))
            if sheet is None:
                self.notes.append(f"{table.label}: no sheet of the form, and not read")
            else:
                found[sheet.name] = table
        if RECORDS not in found:
            spot = Spot(0, 0, 0, RECORDS, "")
            remedy = "begin with the form: geo-coop agreements template"
            self.findings.append(spot.finding(f"there is no sheet {RECORDS!r}", remedy))
        return found

    def rows(self, sheet: Sheet, table: Table) -> list[Row]:
        """Return the filled rows below the headers of a sheet."""
        found = find_header(sheet, table)
        order = self.order[sheet.name]
        if found is None:
            if any(not cell.empty for _, cells in table.rows for cell in cells):
                self.findings.append(
                    Spot(order, 1, 1, sheet.name, table.place(1, 0)).finding(
                        "no headers found", f"keep the headers of the form: {', '.join(c.name for c in sheet.columns)}"
                    )
                )
            return []
        at, columns = found
        below = [(row, cells) for row, cells in table.rows if row > at and not repeats_header(sheet, cells)]
        self._check_headers(sheet, table, at, columns, below)
        places = {column: place for place, column in columns.items()}
        rows: list[Row] = []
        for row, cells in below:
            if not any(cell.own and not cell.empty for cell in cells):
                continue
            spots = {
                column: Spot(order, row, places[column] + 1, sheet.name, table.place(row, places[column]))
                if column in places
                else Spot(order, at, 0, sheet.name, f"{table.label}!{at}")
                for column in sheet.columns
            }
            values = {column: cells[place] for place, column in columns.items() if place < len(cells)}
            if any(not cell.empty for cell in values.values()):
                rows.append(Row(sheet, row, values, spots))
        return rows

    def _check_headers(
        self,
        sheet: Sheet,
        table: Table,
        at: int,
        columns: Mapping[int, Column],
        below: Sequence[tuple[int, tuple[Cell, ...]]],
    ) -> None:
        """Report columns that are unknown, double or missing."""
        order = self.order[sheet.name]
        heads = next(cells for row, cells in table.rows if row == at)
        width = max((len(cells) for _, cells in table.rows), default=0)
        known = headers(sheet)
        for place in range(width):
            first = next((row for row, cells in below if place < len(cells) and not cells[place].empty), None)
            if place in columns or first is None:
                continue
            text = plain_text(heads[place]) if place < len(heads) else ""
            spot = Spot(order, at if text else first, place + 1, sheet.name, table.place(at if text else first, place))
            if fold(text) in known:
                self.findings.append(spot.finding(f"column {text!r} stands twice", "keep one"))
            elif text:
                close = difflib.get_close_matches(fold(text), known, n=1)
                hint = f"; did you mean {header(known[close[0]])[0]!r}?" if close else ""
                self.findings.append(
                    spot.finding(f"column {text!r} is none of the form{hint}", "correct its header, or remove it")
                )
            else:
                self.findings.append(spot.finding("a value in a column without header", "remove it"))
        missing = [column for column in sheet.columns if column.needed and not column.anchor and not column.each]
        for column in missing:
            if column not in columns.values() and below:
                spot = Spot(order, at, 0, sheet.name, f"{table.label}!{at}")
                labels = " / ".join(header(column))
                self.findings.append(
                    spot.finding(f"column {column.name!r} ({labels}) is missing", "add it, with that header")
                )
