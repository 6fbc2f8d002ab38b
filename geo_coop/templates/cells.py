"""Cells and tables as they come in, texts as they go out, and what is wrong with a cell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from openpyxl.utils import get_column_letter

from geo_coop.errors import Problem

if TYPE_CHECKING:
    import datetime as dt

Trouble = Literal["", "formula", "error", "wide"]

MAX_TEXT: Final = 32_767  # characters that a cell of a spreadsheet holds
# What a spreadsheet would run as a formula, also behind the apostrophe that keeps it from doing so.
_GUARDED: Final = re.compile(r"'*[=+\-@\t\r]")
# What a spreadsheet does not keep as it is: control characters, lone surrogates, and text like its own escapes.
_STRANGE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]|x005[Ff]_|_x(?=[0-9A-Fa-f]{4}_)"
)
_ITEM: Final = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^;,\n]*))\s*(?:[;,\n]|$)')
_NEEDS_QUOTES: Final = re.compile(r'[;,\n"]|^\s|\s$|^$')


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as read from a file.

    Attributes
    ----------
    value
        Text, number, date or truth value; None where the cell is empty.
    number_format
        How the spreadsheet shows it.
    trouble
        ``formula``, ``error``, or ``wide`` for a cell merged over several columns.
    own
        False for the lower rows of merged cells, which repeat the value of the first.
    """

    value: str | float | bool | dt.date | None = None
    number_format: str = ""
    trouble: Trouble = ""
    own: bool = True

    @property
    def empty(self) -> bool:
        """Return whether there is nothing in it."""
        return not self.trouble and (self.value is None or (isinstance(self.value, str) and not self.value.strip()))

    def text(self) -> str:
        """Return the value as text, as a person would read it: 5 for 5.0; no date has an own text."""
        if self.value is None:
            return ""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        return restore(self.value) if isinstance(self.value, str) else str(self.value)


EMPTY: Final = Cell()


@dataclass(frozen=True)
class Table:
    """One table of a file: rows of cells with their place.

    Attributes
    ----------
    name
        Name of the sheet of the form that it is.
    label
        How to call it in reports, before the cell.
    rows
        Row number, counted from 1 as a spreadsheet counts, and cells.
    hidden
        Numbers of the rows that a spreadsheet hides; they are read all the same.
    """

    name: str
    label: str
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    hidden: tuple[int, ...] = ()

    def place(self, row: int, column: int) -> str:
        """Return the name of a cell, like ``coverage!C7``."""
        return f"{self.label}!{get_column_letter(column + 1)}{row}"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something wrong with a cell.

    Attributes
    ----------
    order
        Place of the sheet in the form, for sorting.
    row, column
        Counted from 1; 0 where it is the sheet, or the row, as a whole.
    sheet, cell
        Name of the sheet, and of the cell as ``coverage!C7``.
    what, remedy
        What is wrong, and what to do about it.
    """

    order: int
    row: int
    column: int
    sheet: str
    cell: str
    what: str
    remedy: str = ""

    def problem(self, file: str) -> Problem:
        """Return it as a problem of a file."""
        return Problem(f"{self.cell}: {self.what}" if self.cell else self.what, self.remedy, file)

    def as_dict(self) -> dict[str, object]:
        """Return it as a plain mapping."""
        letter = get_column_letter(self.column) if self.column else None
        return {
            "sheet": self.sheet or None, "row": self.row or None, "column": letter, "cell": self.cell or None,
            "what": self.what, "remedy": self.remedy,
        }  # fmt: skip


def guard(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    Text that looks like guarded text gets one as well, so that `restore` always gives the text back.

    Examples
    --------
    >>> guard("=1+1"), guard("'=1+1"), guard("'quoted'"), guard("Kukar")
    ("'=1+1", "''=1+1", "'quoted'", 'Kukar')
    """
    return f"'{text}" if _GUARDED.match(text) else text


def restore(text: str) -> str:
    """Take off the apostrophe of `guard`.

    Examples
    --------
    >>> restore("'=1+1"), restore("''=1+1"), restore("'quoted'"), restore("- a list")
    ('=1+1', "'=1+1", "'quoted'", '- a list')
    """
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text


def fits(text: str) -> bool:
    """Return whether a cell of any spreadsheet keeps a text as it is."""
    return len(text) < MAX_TEXT and not _STRANGE.search(text)


def strange_escaped(quoted: str) -> str:
    r"""Escape, in the double-quoted text of YAML, what looks like an escape of a spreadsheet.

    Examples
    --------
    >>> strange_escaped('"_x000D_ x005F_"')
    '"\\x5fx000D_ \\x78005F_"'
    """
    return re.sub(r"x(?=005[Ff]_)", r"\\x78", re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", r"\\x5f", quoted))


def join(items: list[str]) -> str:
    """Return a list as the text of one cell; entries that hold a separator stand in double quotes.

    Examples
    --------
    >>> join(["64.02", "a; b"])
    '64.02; "a; b"'
    """
    return "; ".join('"{}"'.format(item.replace('"', '""')) if _NEEDS_QUOTES.search(item) else item for item in items)


def split(text: str) -> list[str]:
    """Return the entries of a cell that holds a list: separated by semicolons, commas or lines.

    Examples
    --------
    >>> split("Kukar; Kubar , Paser"), split('64.02; "a; b"')
    (['Kukar', 'Kubar', 'Paser'], ['64.02', 'a; b'])
    """
    found: list[str] = []
    at = 0
    while at < len(text):
        match = _ITEM.match(text, at)
        if match is None:  # text goes on behind a closing quote: no list of ours, so cut at the separators
            return [part.strip() for part in re.split(r"[;,\n]", text) if part.strip()]
        item = match[1].replace('""', '"') if match[1] is not None else match[2].strip()
        if item or match[1] is not None:
            found.append(item)
        if match.end() == at:
            break
        at = match.end()
    return found
