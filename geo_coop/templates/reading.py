"""From the tables of a filled form to the data of records, with every problem of every cell."""

from __future__ import annotations

import difflib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo_coop.agreements.yamltext import Location, read_tree
from geo_coop.templates.cells import EMPTY, Finding
from geo_coop.templates.drafts import Draft, Drafts, Row, Spot, check_printable, dig, merge, put
from geo_coop.templates.formtables import FormTables
from geo_coop.templates.layout import FIELD, KEY, MORE, NUMBER, RECORDS, Sheet, sheets
from geo_coop.templates.values import TROUBLES, CellError, placeholder, plain_text, read_value
from geo_coop.templates.words import fold, header

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_coop.templates.cells import Table
    from geo_coop.templates.layout import Column
    from geo_coop.templates.lists import Lists

_SPECIAL: Final = frozenset({KEY, NUMBER, MORE})
MOST_FINDINGS: Final = 2_000


def read_tables(tables: Sequence[Table], lists: Lists) -> Drafts:
    """Read the tables of a form.

    Parameters
    ----------
    tables
        Any of the form's sheets, in any order; others are named in the notes.
    lists
        What cells may name.

    Returns
    -------
    Drafts
        With a finding for each cell that cannot be used.
    """
    return _Reader(lists).read(tables)


class _Reader:
    """Reads the tables of one form."""

    def __init__(self, lists: Lists) -> None:
        self.lists = lists
        self.findings: list[Finding] = []
        self.notes: list[str] = []
        self.records: dict[str, Draft] = {}
        self.sources: list[Draft] = []
        self.placeholders = 0

    def read(self, tables: Sequence[Table]) -> Drafts:
        """Read all tables: the records first, then what belongs to them."""
        form = FormTables(self.findings, self.notes)
        by_sheet = form.by_sheet(tables)
        for sheet in sheets():
            rows = form.rows(sheet, by_sheet[sheet.name]) if sheet.name in by_sheet else []
            match sheet.kind:
                case "records":
                    self.read_records(rows)
                case "sources":
                    self.sources = [self.read_source(row) for row in rows]
                case "texts":
                    self.read_texts(rows)
                case "rows":
                    self.read_rows(sheet, rows)
        for sheet in sheets():
            if sheet.needed:
                self.check_needed(sheet)
        if RECORDS in by_sheet and not self.records and not self.findings:
            spot = Spot(0, 0, 0, RECORDS, by_sheet[RECORDS].label)
            self.findings.append(spot.finding("there is no record", "fill in one row for each agreement"))
        return Drafts(list(self.records.values()), self.sources, sorted(set(self.findings))[:MOST_FINDINGS], self.notes)

    def read_records(self, rows: Sequence[Row]) -> None:
        """Read the sheet of records."""
        for row in rows:
            draft = Draft(row.spot("id"), written=plain_text(row.cell("id")))
            self.take(draft, row, [c for c in row.sheet.columns if c.name != MORE], draft.data, ())
            key = fold(plain_text(row.cell("id")))
            if not key:
                key = f"\0{row.row}"  # reported as empty; no row can refer to it
            if key in self.records:
                first = self.records[key]
                self.findings.append(
                    draft.home.finding(
                        f"id {plain_text(row.cell('id'))!r} stands twice; the first is in {first.home.cell}",
                        "rename one, and the rows that belong to it",
                    )
                )
                continue
            self.records[key] = draft

    def read_source(self, row: Row) -> Draft:
        """Read a row of the sheet of documents."""
        draft = Draft(row.spot("id"))
        self.take(draft, row, [c for c in row.sheet.columns if c.name != MORE], draft.data, ())
        return draft

    def read_texts(self, rows: Sequence[Row]) -> None:
        """Read the sheet of texts, each into the list that it belongs to."""
        for row in rows:
            draft = self.record_of(row)
            scratch = Draft(row.spot(KEY))
            target: dict[str, Any] = {}
            self.take(scratch, row, [c for c in row.sheet.columns if c.name not in _SPECIAL], target, ())
            if draft is None or (FIELD,) in scratch.wrong:
                continue
            entries = draft.data.setdefault(target[FIELD], [])
            base: Location = (target[FIELD], len(entries))
            entries.append(target.get("text", {}))
            draft.spots[base] = row.spot(FIELD)
            draft.spots |= {(*base, *place[1:]): spot for place, spot in scratch.spots.items() if place[0] == "text"}
            draft.wrong |= {(*base, *place[1:]) for place in scratch.wrong}

    def read_rows(self, sheet: Sheet, rows: Sequence[Row]) -> None:
        """Read a sheet of things; rows with the same number make up one thing."""
        heads = [column for column in sheet.columns if not column.each and column.name not in _SPECIAL]
        parts = [column for column in sheet.columns if column.each]
        firsts: dict[tuple[int, str], tuple[Row, dict[str, Any], Location]] = {}
        previous: tuple[int, str] | None = None
        for row in rows:
            draft = self.record_of(row)
            if draft is None:
                previous = None
                continue
            number = plain_text(row.cell(NUMBER)) if sheet.group else ""
            has_head, has_part = row.filled(heads), row.filled(parts)
            if not has_head and not has_part and row.cell(MORE).empty:
                self.findings.append(row.spot(KEY).finding("a row with nothing in it", "fill it in, or remove it"))
                continue
            key = (id(draft), number)
            if not number:  # a row that only goes on belongs to the one above
                goes_on = has_part and not has_head and previous is not None and previous[0] == id(draft)
                key = previous if goes_on and previous is not None else (id(draft), f"\0{row.row}")
            previous = key
            if key in firsts:
                first, target, base = firsts[key]
                self.check_same(row, first, heads)
            else:
                entries = draft.data.setdefault(sheet.name, [])
                base, target = (sheet.name, len(entries)), {}
                entries.append(target)
                draft.spots[base] = next(
                    (row.spots[c] for c in heads + parts if not row.cells.get(c, EMPTY).empty), row.spot(KEY)
                )
                self.take(draft, row, heads, target, base)
                firsts[key] = (row, target, base)
            if has_part:
                self.take_part(draft, row, parts, target, base)

    def check_same(self, row: Row, first: Row, heads: Sequence[Column]) -> None:
        """Report cells that differ from those of the first row of the same thing."""
        for column in heads:
            cell = row.cells.get(column, EMPTY)
            if not cell.empty and cell.value != first.cells.get(column, EMPTY).value:
                self.findings.append(
                    row.spots[column].finding(
                        f"differs from {first.spots[column].cell}, which has the same number",
                        "leave it empty, or give the row a number of its own",
                    )
                )

    def take_part(
        self, draft: Draft, row: Row, parts: Sequence[Column], target: dict[str, Any], base: Location
    ) -> None:
        """Read the entry of an inner list that stands in a row."""
        group = row.sheet.group
        entries = target.setdefault(group, [])
        if not isinstance(entries, list):
            return
        scratch = Draft(draft.home)
        inner: dict[str, Any] = {group: {}}
        self.take(scratch, row, parts, inner, (), base_filled=(group,))
        place: Location = (*base, group, len(entries))
        entries.append(inner[group])
        draft.spots.setdefault((*base, group), row.spots[parts[0]])
        draft.spots[place] = row.spots[parts[0]]
        draft.spots |= {(*place, *at[1:]): spot for at, spot in scratch.spots.items()}
        draft.wrong |= {(*place, *at[1:]) for at in scratch.wrong}
        if scratch.loose:
            draft.loose.add(place)

    def record_of(self, row: Row) -> Draft | None:
        """Return the record that a row belongs to."""
        spot, name = row.spot(KEY), plain_text(row.cell(KEY))
        if row.cell(KEY).trouble:
            what, remedy = TROUBLES[row.cell(KEY).trouble]
            self.findings.append(spot.finding(what, remedy))
            return None
        if not name:
            self.findings.append(
                spot.finding("the agreement's id is empty", "write the id from the sheet 'agreements' in every row")
            )
            return None
        draft = self.records.get(fold(name))
        if draft is None:
            close = difflib.get_close_matches(fold(name), self.records, n=1)
            hint = f"; did you mean {close[0]!r}?" if close and not close[0].startswith("\0") else ""
            self.findings.append(
                spot.finding(f"no agreement {name!r} in the sheet 'agreements'{hint}", "write the same id as there")
            )
        return draft

    def take(
        self,
        draft: Draft,
        row: Row,
        columns: Sequence[Column],
        target: dict[str, Any],
        base: Location,
        *,
        base_filled: tuple[str, ...] = (),
    ) -> None:
        """Read the cells of a row into the data of a thing."""
        doubtful = False
        for column in columns:
            place = (*base, *column.path)
            draft.spots[place] = row.spots[column]
            cell = row.cells.get(column, EMPTY)
            if cell.empty:
                continue
            try:
                value = read_value(column, cell, self.lists)
                check_printable(value)
            except CellError as error:
                self.findings.append(row.spots[column].finding(error.what, error.remedy))
                self.stand_in(draft, column, target, place)
                doubtful |= column.form == "word"
            else:
                put(target, column.path, value)
        if any(column.name == MORE for column in row.sheet.columns) and not base_filled:
            self.take_more(draft, row, target, base)
        self.check_filled(draft, row, columns, target, base, base_filled)
        if doubtful:
            draft.loose.add(base)
            for column in columns:
                if column.form in {"date", "code"} and dig(target, column.path) is not None:
                    self.put_placeholder(column, target)  # else the row might clash with others for its unknown kind

    def check_filled(
        self,
        draft: Draft,
        row: Row,
        columns: Sequence[Column],
        target: dict[str, Any],
        base: Location,
        base_filled: tuple[str, ...],
    ) -> None:
        """Report needed cells that are empty."""
        for column in columns:
            anchored = not column.anchor or column.anchor == base_filled or dig(target, column.anchor) is not None
            if column.needed and anchored and dig(target, column.path) is None:
                self.findings.append(
                    row.spots[column].finding(f"{header(column)[0]} / {header(column)[1]} is empty", "fill it in")
                )
                self.stand_in(draft, column, target, (*base, *column.path))

    def stand_in(self, draft: Draft, column: Column, target: dict[str, Any], place: Location) -> None:
        """Put a value in place of one that is wrong or missing."""
        self.put_placeholder(column, target)
        draft.wrong.add(place)

    def put_placeholder(self, column: Column, target: dict[str, Any]) -> None:
        """Put a value that the model takes."""
        self.placeholders += 1
        value = placeholder(column, self.lists, self.placeholders)
        put(target, column.path, [value] if column.many else value)

    def take_more(self, draft: Draft, row: Row, target: dict[str, Any], base: Location) -> None:
        """Read what stands as YAML in the last column."""
        cell, spot = row.cell(MORE), row.spot(MORE)
        if cell.empty:
            return
        if cell.trouble or not isinstance(cell.value, str):
            self.findings.append(spot.finding("holds no YAML text", "remove it, or restore it from the exported form"))
            return
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "more.yaml"
            path.write_bytes(plain_text(cell).encode("utf-8", "replace"))
            tree, problems = read_tree(path)
        remedy = "write 'field: value' lines, or restore it from the exported form"
        if tree is not None and not isinstance(tree.data, dict):
            self.findings.append(spot.finding("is no mapping of YAML", remedy))
        for problem in problems:
            self.findings.append(spot.finding(f"line {problem.line or 1}: {problem.what}", problem.remedy or remedy))
        if tree is None or not isinstance(tree.data, dict) or problems:
            return
        for place in tree.lines:
            if place:
                draft.spots[*base, *place] = spot
        for twice in merge(target, tree.data):
            self.findings.append(
                spot.finding(f"field {'.'.join(twice)!r} stands here and in its own column", "keep one")
            )

    def check_needed(self, sheet: Sheet) -> None:
        """Report records without any row in a sheet that every record needs."""
        for draft in self.records.values():
            if not draft.data.get(sheet.name):
                name = draft.written
                self.findings.append(
                    draft.home.finding(
                        f"agreement {name!r} has no row in the sheet {sheet.name!r}", f"add one to {sheet.name!r}"
                    )
                )
                entry: dict[str, Any] = {}
                for column in sheet.columns:
                    if column.needed and not column.anchor and not column.each and column.name not in _SPECIAL:
                        self.put_placeholder(column, entry)
                draft.data[sheet.name] = [entry]
                draft.wrong.add((sheet.name,))
