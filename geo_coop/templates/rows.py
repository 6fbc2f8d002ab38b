"""From records to the rows of the form."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import yaml

from geo_coop.errors import InputError, Problem
from geo_coop.templates.cells import fits, guard, strange_escaped
from geo_coop.templates.layout import FIELD, KEY, MORE, NUMBER, SOURCES, Sheet, sheets
from geo_coop.templates.values import write_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo_coop.agreements.model import Agreement, SourceDocument
    from geo_coop.templates.layout import Column
    from geo_coop.templates.lists import Lists
    from geo_coop.templates.values import Style

Row = dict[str, str]  # column name -> text of the cell


def form_rows(
    records: Iterable[Agreement], sources: Iterable[SourceDocument], lists: Lists, style: Style
) -> dict[str, list[Row]]:
    """Return the rows of every sheet for records and documents.

    Parameters
    ----------
    records
        The records, in the order of their rows.
    sources
        Documents for the sheet of documents.
    lists
        For the names of regions.
    style
        ``plain``, or ``id`` or ``en`` for names and labels.

    Raises
    ------
    InputError
        A text that no cell can hold in any way: more than 32,767 characters, or half of a character.
    """
    found: dict[str, list[Row]] = {sheet.name: [] for sheet in sheets()}
    for record in records:
        data = _texts(record.model_dump(mode="json", exclude_defaults=True))
        for sheet in sheets():
            writer = _Writer(sheet, lists, style, record.id)
            if sheet.kind == "records":
                inner = {name for other in sheets() for name in (other.name, *other.fields)}
                found[sheet.name] += writer.rows({name: value for name, value in data.items() if name not in inner})
            elif sheet.kind == "rows":
                for number, item in enumerate(data.get(sheet.name, []), start=1):
                    found[sheet.name] += writer.rows(item, number)
            elif sheet.kind == "texts":
                for name in sheet.fields:
                    for item in data.get(name, []):
                        found[sheet.name] += writer.rows({FIELD: name, "text": item})
    documents = next(sheet for sheet in sheets() if sheet.kind == "sources")
    for source in sources:
        data = _texts(source.model_dump(mode="json", exclude_defaults=True))
        found[SOURCES] += _Writer(documents, lists, style, source.id).rows(data)
    return found


def _texts(data: Any) -> Any:  # noqa: ANN401  (nested JSON data)
    """Return JSON data with every scalar as the text that YAML has for it."""
    if isinstance(data, dict):
        return {key: _texts(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_texts(value) for value in data]
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, float) and data.is_integer():
        return str(int(data))
    return str(data)


class _Writer:
    """Writes the things of one record onto the rows of one sheet."""

    def __init__(self, sheet: Sheet, lists: Lists, style: Style, record: str) -> None:
        self.sheet, self.lists, self.style, self.record = sheet, lists, style, record

    def rows(self, item: dict[str, Any], number: int = 0) -> list[Row]:
        """Return the row of a thing, and the rows of the entries of its inner list."""
        rest = copy.deepcopy(item)
        first: Row = {}
        self.fill(first, rest, [column for column in self.sheet.columns if not column.each])
        rows = [first, *self.inner_rows(rest)] if self.sheet.group else [first]
        if len(rows) > 1:  # the first entry stands beside the thing itself
            first.update(rows.pop(1))
        if rest:
            first[MORE] = self.more(rest)
        names = {column.name for column in self.sheet.columns}
        for row in rows:
            if KEY in names:
                row[KEY] = guard(self.record)
            if NUMBER in names:
                row[NUMBER] = str(number)
        return rows

    def fill(self, row: Row, rest: dict[str, Any], columns: Sequence[Column]) -> None:
        """Write what fits into cells, and take it out of the rest."""
        for column in columns:
            value = _dig(rest, column.path)
            if value is not None and column.path[0] not in {KEY, NUMBER, MORE}:
                written = write_value(column, value, self.lists, self.style)
                if written is not None:
                    row[column.name] = written
                    _take(rest, column.path)

    def inner_rows(self, rest: dict[str, Any]) -> list[Row]:
        """Return a row for each entry of the inner list, or none where one of them does not fit into cells."""
        entries = rest.get(self.sheet.group, [])
        rows: list[Row] = []
        for entry in entries:
            row: Row = {}
            left = {self.sheet.group: copy.deepcopy(entry)}
            self.fill(row, left, [column for column in self.sheet.columns if column.each])
            if left or not row:
                return []
            rows.append(row)
        rest.pop(self.sheet.group, None)
        return rows

    def more(self, rest: dict[str, Any]) -> str:
        """Return the YAML text of what has no cell, escaped where a spreadsheet would change it."""
        text = yaml.dump(rest, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=10**6).strip()
        if not fits(text) or guard(text) != text:
            quoted = yaml.safe_dump(rest, allow_unicode=False, sort_keys=False, width=10**6, default_style='"')
            text = strange_escaped(quoted.strip())
        if not fits(guard(text)):
            what = f"agreement {self.record!r}: a text is too long for a cell, or no valid text"
            raise InputError(Problem(what, "shorten it"))
        return guard(text)


class _Plain(yaml.SafeDumper):
    """Writes every text without quotes where YAML allows it: what reads it takes all scalars for text."""


_Plain.yaml_implicit_resolvers = {}


def _dig(data: Any, path: Sequence[str]) -> Any:  # noqa: ANN401  (nested JSON data)
    for part in path:
        if not isinstance(data, dict) or part not in data:
            return None
        data = data[part]
    return data


def _take(data: dict[str, Any], path: Sequence[str]) -> None:
    """Remove a value, and what holds nothing any more."""
    if len(path) > 1:
        _take(data[path[0]], path[1:])
        if data[path[0]]:
            return
    del data[path[0]]
