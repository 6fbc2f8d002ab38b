"""The form as an XLSX workbook."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from geo_coop.templates.cells import guard
from geo_coop.templates.guide import instructions
from geo_coop.templates.layout import KEY, RECORDS, SOURCES, sheets
from geo_coop.templates.words import SHEETS, explain, header

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geo_coop.templates.layout import Column, Sheet
    from geo_coop.templates.lists import Choice, Lists
    from geo_coop.templates.rows import Row

GUIDE: Final = "instructions"
LISTS: Final = "lists"
_FIRST: Final = 3  # row of the first record, below the headers in both languages
_LAST: Final = 2000  # row down to which drop-down lists reach
_TEXT: Final = "@"
_WRAPPED: Final = Alignment(vertical="top", wrap_text=True)
_NEEDED: Final = PatternFill("solid", fgColor="FFE8B5")
_HEAD: Final = PatternFill("solid", fgColor="D9E8F5")
_SECOND: Final = PatternFill("solid", fgColor="EEF4FA")
_NARROW, _MIDDLE, _WIDE, _BROAD = 14, 22, 30, 46
_LINE: Final = 15  # points
_MOST_LINES: Final = 12
_GUIDE_WIDTH: Final = 100
_STRICT: Final = frozenset({"word", "flag"})


def write_workbook(path: Path, rows: Mapping[str, Sequence[Row]], lists: Lists, *, lang: str, example: bool) -> None:
    """Write the form, with rows in it or empty.

    Parameters
    ----------
    path
        The file.
    rows
        From `geo_coop.templates.rows.form_rows`.
    lists
        What there is to choose from.
    lang
        Language of the drop-down lists, and of the first header: ``"id"`` or ``"en"``.
    example
        Whether the rows are the example.
    """
    book = Workbook()
    guide = book.active
    guide.title = GUIDE
    _write_guide(guide, instructions(lang, example=example))
    own = {sheet.name: book.create_sheet(sheet.name) for sheet in sheets()}
    ranges = _write_lists(book, lists, lang)
    ranges[KEY] = _name(book, KEY, f"{RECORDS}!$A${_FIRST}:$A${_LAST}")
    for sheet in sheets():
        _write_sheet(own[sheet.name], sheet, rows.get(sheet.name, ()), ranges, lang)
    book.save(path)


def _write_guide(page: Any, lines: Sequence[str]) -> None:  # noqa: ANN401  (openpyxl has no types)
    page.column_dimensions["A"].width = _GUIDE_WIDTH + 10
    for at, line in enumerate(lines, start=1):
        cell = page.cell(at, 1, line)
        cell.alignment = _WRAPPED
        if at == 1 or (at > 1 and not lines[at - 2]):
            cell.font, cell.alignment = Font(bold=True, size=14), Alignment(vertical="top")
        else:
            page.row_dimensions[at].height = _LINE * (len(line) // _GUIDE_WIDTH + 1)


def _write_sheet(
    page: Any,  # noqa: ANN401  (openpyxl has no types)
    sheet: Sheet,
    rows: Sequence[Row],
    ranges: Mapping[str, str],
    lang: str,
) -> None:
    first, second = (0, 1) if lang == "id" else (1, 0)
    page.sheet_properties.tabColor = "7FA8C9" if sheet.needed or sheet.name == RECORDS else "C9C9C9"
    for at, column in enumerate(sheet.columns, start=1):
        needed = column.needed and not column.anchor
        labels = header(column)
        top, below = page.cell(1, at, labels[first] + (" *" if needed else "")), page.cell(2, at, labels[second])
        top.font, below.font = Font(bold=True), Font(italic=True, color="555555")
        top.fill, below.fill = (_NEEDED if needed else _HEAD), _SECOND
        top.alignment = below.alignment = _WRAPPED
        top.comment = _comment(sheet, column, lang)
        letter = get_column_letter(at)
        page.column_dimensions[letter].width = _width(column)
        page.column_dimensions[letter].number_format = _TEXT
        name = _range_name(sheet, column)
        if name in ranges:
            page.add_data_validation(_drop_down(column, ranges[name], letter))
    for number, row in enumerate(rows, start=_FIRST):
        for at, column in enumerate(sheet.columns, start=1):
            if column.name in row:
                cell = page.cell(number, at)
                cell.value, cell.number_format, cell.alignment = row[column.name], _TEXT, _WRAPPED
                cell.data_type = "s"
        page.row_dimensions[number].height = _height(row, sheet.columns)
    page.freeze_panes = page.cell(_FIRST, 2 if sheet.name in {RECORDS, SOURCES} else 3)
    page.row_dimensions[1].height = page.row_dimensions[2].height = 32
    page.print_title_rows = "1:2"
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _comment(sheet: Sheet, column: Column, lang: str) -> Comment:
    indonesian, english = explain(column)
    parts = [indonesian, english] if lang == "id" else [english, indonesian]
    if column.name == sheet.columns[0].name:
        about = SHEETS.get(sheet.name, ("", ""))
        parts = [*(about if lang == "id" else about[::-1]), *parts]
    text = "\n".join(dict.fromkeys([*(part for part in parts if part), f"[{column.name}]"]))
    return Comment(text, "geo-coop", width=320, height=60 + 18 * (len(text) // 40))


def _width(column: Column) -> int:
    if column.path[-1] in {"id", "en"} and len(column.path) > 1:
        return _BROAD if column.needed and not column.anchor else _WIDE
    if column.name == KEY or column.path == ("id",) or column.form == "code":
        return _WIDE
    return _MIDDLE if column.many or column.words or column.form in {"slug", "date"} else _NARROW


def _height(row: Row, columns: Sequence[Column]) -> int:
    """Return a row's height, so that wrapped text can be read: not every program finds it by itself."""
    lines = [
        sum(len(line) // (_width(column) - 2) + 1 for line in row[column.name].split("\n"))
        for column in columns
        if column.name in row
    ]
    return _LINE * min(max(lines, default=1), _MOST_LINES)


def _range_name(sheet: Sheet, column: Column) -> str:
    """Return the list to choose from; an id of a sheet's own rows is not chosen."""
    if column.name == KEY and sheet.kind != "records":
        return KEY
    return column.vocabulary


def _drop_down(column: Column, named: str, letter: str) -> DataValidation:
    strict = column.form in _STRICT and not column.many
    rule = DataValidation(
        type="list", formula1=named, allow_blank=True, showDropDown=False, showErrorMessage=strict, errorStyle="warning"
    )
    rule.errorTitle, rule.error = "geo-coop", "Pilih dari daftar / choose from the list"
    rule.add(f"{letter}{_FIRST}:{letter}{_LAST}")
    return rule


def _write_lists(book: Workbook, lists: Lists, lang: str) -> dict[str, str]:
    """Write the sheet of lists, and return the name of each one's range."""
    page = book.create_sheet(LISTS)
    ranges: dict[str, str] = {}
    at = 1
    for vocabulary, choices in lists.vocabularies.items():
        shown = _shown(vocabulary, choices, lang)
        heads = [vocabulary, "Indonesia", "English"]
        lines = [[value, choice.indonesian, choice.english] for value, choice in zip(shown, choices, strict=True)]
        if shown != [choice.value for choice in choices]:
            heads.append("kode / code")
            lines = [[*line, choice.value] for line, choice in zip(lines, choices, strict=True)]
        at = _write_block(page, at, heads, lines)
        letter = get_column_letter(at - len(heads) - 1)
        ranges[vocabulary] = _name(book, vocabulary, f"{LISTS}!${letter}$2:${letter}${max(2, len(choices) + 1)}")
    heads = ["region", "kode / code", "nama / name", "tingkat / level", "di dalam / within"]
    found = [[region.choice, region.code, region.name, region.level, region.parent] for region in lists.regions]
    at = _write_block(page, at, heads, found)
    letter = get_column_letter(at - len(heads) - 1)
    ranges["region"] = _name(book, "region", f"{LISTS}!${letter}$2:${letter}${len(found) + 1}")
    page.freeze_panes = "A2"
    return ranges


def _shown(vocabulary: str, choices: Sequence[Choice], lang: str) -> list[str]:
    """Return what people choose: labels of words, ids of things."""
    if "." in vocabulary or vocabulary == "flag":
        return [choice.indonesian if lang == "id" else choice.english for choice in choices]
    return [choice.value for choice in choices]


def _write_block(page: Any, at: int, heads: Sequence[str], lines: Sequence[Sequence[str]]) -> int:  # noqa: ANN401
    """Write a list from a column on, and return the column after it and an empty one."""
    for place, head in enumerate(heads):
        cell = page.cell(1, at + place, head)
        cell.font, cell.fill = Font(bold=True), _HEAD
        width = max((len(line[place]) for line in lines), default=0)
        page.column_dimensions[get_column_letter(at + place)].width = min(max(width, len(head)) + 2, _BROAD)
    for row, line in enumerate(lines, start=2):
        for place, text in enumerate(line):
            cell = page.cell(row, at + place, guard(text))
            cell.number_format = _TEXT
    return at + len(heads) + 1


def _name(book: Workbook, vocabulary: str, reference: str) -> str:
    name = "list_" + re.sub(r"\W", "_", vocabulary)
    book.defined_names[name] = DefinedName(name, attr_text=reference)
    return name
