"""What is read from a form before it is a record: drafts, where each value was read, and values put into place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from geo_coop.templates.cells import EMPTY, Finding
from geo_coop.templates.values import CellError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo_coop.agreements.yamltext import Location
    from geo_coop.templates.cells import Cell
    from geo_coop.templates.layout import Column, Sheet


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell, or a row (column 0), or a sheet (row 0), of the form."""

    order: int
    row: int
    column: int
    sheet: str
    cell: str

    def finding(self, what: str, remedy: str = "") -> Finding:
        """Return something wrong here."""
        return Finding(self.order, self.row, self.column, self.sheet, self.cell, what, remedy)


@dataclass
class Draft:
    """A record, or a document, as read from a form.

    Attributes
    ----------
    data
        Nested texts, as YAML would give them. Where a cell is wrong a value stands in that the model takes.
    home
        The cell of its id.
    written
        Its id, as written.
    spots
        Where each value was read, by its place in the data.
    wrong
        Places of the values that only stand in for something wrong, which is reported already.
    loose
        Places of rows whose kind is not known, so that what is wrong with the row as a whole cannot be said.
    """

    home: Spot
    written: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    spots: dict[Location, Spot] = field(default_factory=dict)
    wrong: set[Location] = field(default_factory=set)
    loose: set[Location] = field(default_factory=set)

    def spot(self, place: Location) -> Spot:
        """Return the cell of a place, or of the nearest thing around it."""
        for end in range(len(place), 0, -1):
            if place[:end] in self.spots:
                return self.spots[place[:end]]
        return self.home

    def is_reported(self, place: Location) -> bool:
        """Return whether what is wrong at a place follows from what is reported already."""
        return place in self.loose or any(place[:end] in self.wrong for end in range(1, len(place) + 1))


@dataclass
class Drafts:
    """What a form holds: records, documents, what is wrong, and what was left out."""

    records: list[Draft]
    sources: list[Draft]
    findings: list[Finding]
    notes: list[str]


@dataclass(frozen=True)
class Row:
    """One row of a sheet, by column."""

    sheet: Sheet
    row: int
    cells: Mapping[Column, Cell]
    spots: Mapping[Column, Spot]

    def cell(self, name: str) -> Cell:
        """Return a cell by the name of its column; an empty one where the table lacks it."""
        return self.cells.get(self.sheet.column(name), EMPTY)

    def spot(self, name: str) -> Spot:
        """Return where a cell stands, by the name of its column."""
        return self.spots[self.sheet.column(name)]

    def filled(self, columns: Iterable[Column]) -> bool:
        """Return whether any of the columns is filled."""
        return any(not self.cells.get(column, EMPTY).empty for column in columns)


def check_printable(value: object) -> None:
    """Refuse what YAML cannot hold: control characters, and halves of characters."""
    for text in value if isinstance(value, list) else [value]:
        strange = yaml.reader.Reader.NON_PRINTABLE.search(str(text))
        if strange is not None:
            what = f"control character {strange[0]!r}"
            raise CellError(what, "remove it")


def put(data: dict[str, Any], path: Sequence[str], value: object) -> None:
    """Put a value into nested data."""
    for part in path[:-1]:
        data = data.setdefault(part, {})
    data[path[-1]] = value


def dig(data: Any, path: Sequence[str]) -> Any:  # noqa: ANN401  (nested data)
    """Return what stands at a place in nested data, or None."""
    for part in path:
        if not isinstance(data, dict) or part not in data:
            return None
        data = data[part]
    return data


def merge(target: dict[str, Any], further: Mapping[str, Any], at: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Add what a mapping holds, and return the places that were filled already."""
    twice: list[tuple[str, ...]] = []
    for key, value in further.items():
        if key not in target:
            target[key] = value
        elif isinstance(target[key], dict) and isinstance(value, dict):
            twice += merge(target[key], value, (*at, key))
        else:
            twice.append((*at, key))
    return twice
