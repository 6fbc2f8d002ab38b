"""Tables of a page: headings, rows and cells with links, as the template ``table.html`` writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text, and where it leads to; nowhere where ``href`` is empty."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its pieces, what stands between them, and what it sorts by where that is not its text."""

    parts: tuple[Part, ...]
    sort: str | None = None
    between: str = ", "


@dataclass(frozen=True, slots=True)
class Head:
    """A heading; numbers stand at the right and sort from the greatest."""

    text: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row, and its anchor in the page."""

    cells: tuple[Cell, ...]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a page; where ``stacked``, a phone shows the cells of a row below one another. All text is escaped."""

    title: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    stacked: bool = False


def cell(value: object, href: str = "") -> Cell:
    """Return a cell of one piece of text."""
    return Cell((Part("" if value is None else str(value), href),))


def number_cell(value: float, lang: str, *, digits: int = 0, unit: str = "") -> Cell:
    """Return a number with the marks of the language, which sorts by its value."""
    text = f"{value:,.{digits}f}"
    shown = text if lang == "en" else text.translate(str.maketrans(",.", ".,"))
    return Cell((Part(shown + unit),), sort=f"{value:.6g}")


def link_cell(parts: Iterable[tuple[str, str]], *, sort: str | None = None) -> Cell:
    """Return a cell of several links: text and address of each."""
    return Cell(tuple(Part(text, href) for text, href in parts), sort=sort)
