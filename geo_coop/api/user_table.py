"""A table of the user's own, joined to regions by code: read, checked, and its values understood.

Nothing is guessed that could be two things: a bare number is no code without its scheme, ``1.234`` is no number
until the decimal mark is known. All that is wrong is reported at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd

from geo_coop.api.table_files import read_table, row_numbers
from geo_coop.errors import AmbiguousError, GeoCoopError, InputError, Problem
from geo_coop.schema import unknown_word

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo_coop.register import Register

Decimal = Literal[".", ","]

#: Cells that say that the question does not arise, in lower case.
NOT_APPLICABLE: Final = frozenset({"tidak berlaku", "not applicable", "n/a"})
_ABSENT: Final = frozenset({"", "nan", "na", "null", "none", "<na>"})
_SHOWN: Final = 5
_MOST: Final = 20
_PLAIN: Final = re.compile(r"[+-]?[0-9]+")
_POINT: Final = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_COMMA: Final = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(\.[0-9]{3})+)(,[0-9]+)?")


@dataclass(frozen=True, slots=True, eq=False)
class UserColumn:
    """One column of a table, by region.

    Attributes
    ----------
    data
        Numbers (float64) or text (object), by canonical code; missing where the cell is empty.
    not_applicable
        Whether the cell says that the question does not arise; same index.
    numeric
        Whether all values are numbers.
    column
        Name of the column.
    file
        Name of the file, for the note on the map.
    """

    data: pd.Series
    not_applicable: pd.Series
    numeric: bool
    column: str
    file: str


def read_column(
    path: Path, *, code: str, column: str, register: Register, scheme: str | None = None, decimal: Decimal | None = None
) -> UserColumn:
    """Read one column of a CSV, XLSX or Parquet file by region.

    Parameters
    ----------
    path
        The file; the first sheet of a workbook.
    code, column
        Names of the columns with codes and values.
    register
        The list of regions that codes are checked against.
    scheme
        Scheme of codes that are bare numbers: ``kemendagri``, ``bps`` ... Without it such codes are refused.
    decimal
        Decimal mark of numbers written as text. Without it ``1.234`` and ``1,234`` are refused where nothing tells.

    Raises
    ------
    InputError
        No such column, or codes that are unknown, damaged, ambiguous or repeated, or numbers that may mean two
        things: all at once.
    """
    table = read_table(path)
    lacking = [name for name in (code, column) if name not in table.columns]
    if lacking:
        raise InputError(
            [Problem(unknown_word("column", name, list(table.columns)), file=str(path)) for name in lacking]
        )
    return column_of(table, code=code, column=column, register=register, scheme=scheme, decimal=decimal, file=path.name)


def column_of(
    table: pd.DataFrame,
    *,
    code: str,
    column: str,
    register: Register,
    scheme: str | None = None,
    decimal: Decimal | None = None,
    file: str = "",
) -> UserColumn:
    """Return one column of a frame by region; parameters and errors as for `read_column`."""
    codes, problems = _codes(table[code], row_numbers(table), register, scheme)
    cells = table[column]
    texts = cells.map(_text)
    outside = texts.str.casefold().isin(NOT_APPLICABLE)
    missing = texts.str.casefold().isin(_ABSENT) | cells.isna()
    used = ~(outside | missing)
    numbers, wrong = _numbers(cells, texts, used, decimal)
    problems += wrong
    if problems:
        raise InputError([Problem(each.what, each.remedy, file) for each in problems])
    values = texts.astype(object).where(used, None) if numbers is None else numbers.where(used, np.nan)
    values.index = pd.Index(codes, name="code")
    mask = pd.Series(outside.to_numpy(dtype=bool), index=values.index)
    return UserColumn(values, mask, numbers is not None, column, file)


def _text(cell: Any) -> str:  # noqa: ANN401  (a cell holds anything)
    if cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and np.isnan(cell)):
        return ""
    return str(cell).strip()


def _codes(
    cells: pd.Series, numbers: Sequence[int], register: Register, scheme: str | None
) -> tuple[list[str], list[Problem]]:
    """Return the canonical code of each row, and what is wrong with codes."""
    codes: list[str] = []
    rows: dict[str, list[int]] = {}
    problems: list[Problem] = []
    for number, cell in zip(numbers, cells.tolist(), strict=True):
        written = _code_text(cell, scheme)
        try:
            found = register.resolve_code(written) if isinstance(written, str) and written else _refuse(cell)
        except AmbiguousError as error:
            problems.append(Problem(f"row {number}: {error}", "give the scheme of all codes, as --code-scheme does"))
            continue
        except GeoCoopError as error:
            problems.append(Problem(f"row {number}: {error}"))
            continue
        codes.append(found)
        rows.setdefault(found, []).append(number)
    for repeated, lines in rows.items():
        if len(lines) > 1:
            problems.append(
                Problem(f"code {repeated} stands {len(lines)} times, in rows {_listed(lines)}", "keep one row")
            )
    return codes, _shortened(problems)


def _code_text(cell: object, scheme: str | None) -> object:
    """Return a code with the prefix of its scheme, where one is given and the cell is a bare number."""
    if isinstance(cell, str):
        text = cell.strip()
        return f"{scheme}:{text}" if scheme and text.isascii() and text.isdigit() else text
    if isinstance(cell, int | np.integer) and scheme:
        return f"{scheme}:{int(cell)}"
    return str(int(cell)) if isinstance(cell, int | np.integer) else cell


def _refuse(cell: object) -> str:
    if _text(cell) == "":
        message = "no code in this row"
        raise InputError(message)
    message = f"code {cell!r} was read as a number; store codes as text, or 61.10 becomes 61.1"
    raise InputError(message)


def _numbers(
    cells: pd.Series, texts: pd.Series, used: pd.Series, decimal: Decimal | None
) -> tuple[pd.Series | None, list[Problem]]:
    """Return the cells as numbers, or None where some are words; and what may mean two things."""
    result = pd.Series(np.nan, index=cells.index)
    ready = used & cells.map(lambda cell: isinstance(cell, int | float | np.number) and not isinstance(cell, bool))
    result[ready] = cells[ready].astype(float)
    written = texts[used & ~ready]
    marks: tuple[Decimal, ...] = (decimal,) if decimal else (".", ",")
    forms = {".": _POINT, ",": _COMMA}
    possible = [mark for mark in marks if all(forms[mark].fullmatch(text) for text in written)]
    if not possible:
        return None, _mixed_marks(written, decimal)
    if len(possible) > 1 and not all(_PLAIN.fullmatch(text) for text in written):
        unclear = [text for text in written if not _PLAIN.fullmatch(text)]
        shown = ", ".join(repr(text) for text in unclear[:_SHOWN])
        message = f"{len(unclear)} values may be read with a decimal point or a decimal comma: {shown}"
        return None, [Problem(message, "give the decimal mark, as --decimal does")]
    thousands = "," if possible[0] == "." else "."
    plain = written.str.replace(thousands, "", regex=False).str.replace(",", ".", regex=False)
    result[written.index] = plain.astype(float)
    return result, []


def _mixed_marks(written: pd.Series, decimal: Decimal | None) -> list[Problem]:
    """Return a problem where every value is a number, and no one decimal mark fits them all: they are no words."""
    if not all(is_number_text(text) for text in written):
        return []
    if decimal is not None:
        odd = [text for text in written if not {".": _POINT, ",": _COMMA}[decimal].fullmatch(text)]
        message = f"{len(odd)} values do not fit the decimal mark {decimal!r}: {', '.join(map(repr, odd[:_SHOWN]))}"
        return [Problem(message, "correct them, or give the other mark")]
    shown = [next(text for text in written if not form.fullmatch(text)) for form in (_COMMA, _POINT)]
    message = f"numbers with a decimal point and with a decimal comma: {', '.join(map(repr, shown))}"
    return [Problem(message, "write all of them with the same mark")]


def is_number_text(text: str) -> bool:
    """Return whether a text is a number, with a decimal point or a decimal comma."""
    return _POINT.fullmatch(text) is not None or _COMMA.fullmatch(text) is not None


def _listed(rows: list[int]) -> str:
    return ", ".join(str(row) for row in rows[:_SHOWN]) + (", ..." if len(rows) > _SHOWN else "")


def _shortened(problems: list[Problem]) -> list[Problem]:
    """Return at most twenty problems, and how many there are beyond them."""
    if len(problems) <= _MOST:
        return problems
    return [*problems[:_MOST], Problem(f"and {len(problems) - _MOST} more codes that cannot be used")]
