"""What a cell holds: from what planners write to the text of a record, and back."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from typing import TYPE_CHECKING, Final, Literal

from geo_coop.errors import AmbiguousError, InputError, NotFoundError
from geo_coop.templates.cells import MAX_TEXT, Cell, fits, guard, join, restore, split
from geo_coop.templates.dates import date_forms, read_date
from geo_coop.templates.words import fold, readings, word_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_coop.templates.layout import Column
    from geo_coop.templates.lists import Lists

Value = str | list[str]
Style = Literal["plain", "id", "en"]

TROUBLES: Final = {
    "formula": ("a formula; formulas are not evaluated", "write the value itself (copy, paste as values)"),
    "error": ("holds an error of the spreadsheet", "write the value itself"),
    "wide": ("merged over several columns", "unmerge the cells and fill each"),
}
_BOTH: Final = frozenset({"both", "both sides", "kedua sisi", "keduanya", "dua sisi"})
_SEVERAL: Final = re.compile(r"[;\n]")
_PLACEHOLDERS: Final = {
    "side": "both", "slug": "x", "date": "unknown", "flag": "false", "number": "1", "text": "x",
}  # fmt: skip


class CellError(Exception):
    """A cell that cannot be used: what is wrong, and what to do about it."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


def read_value(column: Column, cell: Cell, lists: Lists) -> Value:
    """Return what a cell means in a record: a text, or a list of texts.

    Raises
    ------
    CellError
        The cell cannot be used.
    """
    if cell.trouble:
        raise CellError(*TROUBLES[cell.trouble])
    if column.form == "date":
        return _date(cell)
    if isinstance(cell.value, dt.date):
        what = f"a spreadsheet has made the date {_day(cell.value)} of what was typed"
        raise CellError(what, "format the cell as text and type it again")
    text = cell.text()
    if not column.many:
        return _single(column, cell, text.strip(), lists)
    found: list[str] = []
    wrong: list[CellError] = []
    for item in [text] if isinstance(cell.value, float) else split(text):
        try:
            found.append(_single(column, cell, item.strip(), lists))
        except CellError as error:
            wrong.append(error)
    if wrong:
        remedies = "; ".join(dict.fromkeys(error.remedy for error in wrong if error.remedy))
        raise CellError("; ".join(error.what for error in wrong), remedies)
    return found


def _single(column: Column, cell: Cell, text: str, lists: Lists) -> str:
    match column.form:
        case "code":
            return _region(cell, text, lists, many=column.many)
        case "side":
            return "both" if fold(text) in _BOTH else _region(cell, text, lists, many=False)
        case "word" | "flag":
            return _word(column.vocabulary, column.words or ("true", "false"), text)
        case "number":
            return _number(cell, text)
    if not column.vocabulary:
        return _slug(text) if column.form == "slug" else text
    known = lists.reference(column.vocabulary, text)
    return _slug(known, lists.similar(column.vocabulary, text)) if column.form == "slug" else known


def _region(cell: Cell, text: str, lists: Lists, *, many: bool) -> str:
    if not many and _SEVERAL.search(text):
        what = f"{text!r} names several regions, and this cell takes one"
        raise CellError(what, "write one row for each region")
    try:
        return lists.region(text)
    except (AmbiguousError, InputError, NotFoundError) as error:
        number = "" if isinstance(cell.value, str) else "; the cell holds a number: format it as text"
        raise CellError(
            str(error), f"write a code as text, like 64.02, or say which: Kec. Sepaku, Long Nawang (Malinau){number}"
        ) from error


def _word(vocabulary: str, words: tuple[str, ...], text: str) -> str:
    known = readings(vocabulary, words)
    if (found := known.get(fold(text))) is not None:
        return found
    begun = {known[label] for label in known if label.startswith(f"{fold(text)} ")}  # "titik" of "titik dan ..."
    close = [next(iter(begun))] if len(begun) == 1 else [known[label] for label in _close(text, known)]
    hint = f"; did you mean {word_label(vocabulary, close[0])[0]!r}?" if close else ""
    shown = ", ".join(f"{word_label(vocabulary, word)[0]} = {word}" for word in words)
    what = f"{text!r} is none of the words of this column{hint}"
    raise CellError(what, f"choose one of: {shown}")


def _close(text: str, known: Iterable[str]) -> list[str]:
    return difflib.get_close_matches(fold(text), list(known), n=1)


def _slug(text: str, similar: str = "") -> str:
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        return text
    if similar:
        what = f"{text!r} is none of the titles or ids of this column"
        raise CellError(what, f"choose from the sheet 'lists'; similar: {similar}")
    better = "-".join(re.findall(r"[a-z0-9]+", text.casefold()))
    what = f"{text!r} is no id: lower-case letters, digits and single hyphens"
    raise CellError(what, f"for example {better}" if better else "for example kukar-ppu-2026")


def _number(cell: Cell, text: str) -> str:
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return text
    plain = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
    try:
        float(plain)
    except ValueError:
        plain = ""
    if not re.fullmatch(r"[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?", plain):
        what = f"{text!r} is no number"
        raise CellError(what, "write digits, and a point or comma before decimals")
    return plain


def _date(cell: Cell) -> str:
    """Return a date; what a spreadsheet shows without a day, or without a month, has none."""
    if isinstance(cell.value, dt.date):
        day, shown = _day(cell.value), re.sub(r"\[[^\]]*\]|\"[^\"]*\"|\\.", "", cell.number_format.casefold())
        if "y" in shown and "d" not in shown:
            return day[: len("2024-06")] if "m" in shown else day[: len("2024")]
        return day
    text = cell.text()
    if isinstance(cell.value, bool) or (not isinstance(cell.value, str) and not re.fullmatch(r"[12][0-9]{3}", text)):
        what = f"the number {text} is no date"
        raise CellError(what, date_forms())
    try:
        return read_date(text)
    except ValueError as error:
        raise CellError(str(error), date_forms()) from error


def _day(value: dt.date) -> str:
    return (value.date() if isinstance(value, dt.datetime) else value).isoformat()


def write_value(column: Column, value: Value, lists: Lists, style: Style) -> str | None:
    """Return the text of a cell that `read_value` reads back as a value; None where no cell can hold it.

    Parameters
    ----------
    column
        The column.
    value
        A text, or a list of texts.
    lists
        For the names of regions.
    style
        ``plain``: codes and words as records hold them; ``id`` or ``en``: with names and labels.
    """
    items = value if isinstance(value, list) else [value]
    wanted = [_shown(column, item, lists, style) for item in items]
    for shown in (wanted, items):
        text = join(shown) if column.many else shown[0]
        written = guard(text)
        if items and len(written) <= MAX_TEXT and fits(written) and _reads_as(column, written, value, lists):
            return written
    return None


def _reads_as(column: Column, written: str, value: Value, lists: Lists) -> bool:
    cell = Cell(written)
    try:
        return not cell.empty and read_value(column, cell, lists) == value
    except CellError:
        return False


def _shown(column: Column, item: str, lists: Lists, style: Style) -> str:
    if style == "plain":
        return item
    if column.form in {"word", "flag"}:
        vocabulary = column.vocabulary
        known = column.words or ("true", "false")
        return word_label(vocabulary, item)[0 if style == "id" else 1] if item in known else item
    if column.form == "code" and item in lists.register:
        return f"{item} {lists.register.name(item)}"
    return item


def placeholder(column: Column, lists: Lists, number: int) -> str:
    """Return a value that the model takes, to check the rest of a row whose cell in this column is wrong.

    Regions differ by ``number``, so that two wrong cells do not look like the same region.
    """
    if column.form == "code":
        codes = lists.register.codes
        return str(codes[number % len(codes)])
    if column.words:
        return column.words[0]
    known = lists.references.get(column.vocabulary, ())
    return known[0].value if known else _PLACEHOLDERS[column.form]


def plain_text(cell: Cell) -> str:
    """Return the stripped text of a cell of free text, such as an id that other rows refer to."""
    return restore(cell.value).strip() if isinstance(cell.value, str) else cell.text().strip()
