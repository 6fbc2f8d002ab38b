"""SQL dumps of code lists: codes and names of all regions of one year, or official areas.

The files hold ``INSERT`` statements of ``kode, nama`` or ``kode, nama, luas``. Text is quoted with ' or " (the list
of 2016 has the latter); an apostrophe inside is doubled or escaped. The whole text of a statement is accounted for: a
row that cannot be read is an error, never passed over. The list of areas has itself lost zeros (11.1 for 11.10, 31.0
for 31): such a code is mended where its place is free, and said so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

import pandas as pd

from geo_coop.boundaries.adapters.common import clean_name, read_text
from geo_coop.codes import level_of
from geo_coop.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HEAD: Final = re.compile(r"INSERT\s+INTO\s+[`\"\w.]+\s*\(([^()]*)\)\s*VALUES", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"(?:\s+|,|--[^\n]*(?:\n|\Z)|/\*.*?\*/)*", re.DOTALL)
_TEXT: Final = r"""(?:'((?:[^'\\]|\\.|'')*)'|"((?:[^"\\]|\\.|"")*)")"""
_ROW: Final = re.compile(rf"\(\s*{_TEXT}\s*,\s*{_TEXT}\s*(?:,\s*([0-9.]+)\s*)?\)", re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)|''|\"\"", re.DOTALL)
_MAX_PROBLEMS: Final = 20
_LOST_ZERO: Final = re.compile(r"([0-9]{2})\.([0-9])")

_Row: TypeAlias = tuple[str, str, float, str]


def read_code_list(source: str | Path | bytes, *, areas: bool = False, file: str = "") -> pd.DataFrame:
    """Read one list; every row is kept.

    Parameters
    ----------
    source
        A path, or the bytes of a dump.
    areas
        Whether the list must give an area for each region.
    file
        How to call the dump in messages; the path by default.

    Returns
    -------
    pandas.DataFrame
        Index ``code`` in ascending order, column ``name`` with the source's spelling and single blanks; with
        ``areas`` also ``area_km2``, in square kilometres, and ``problem``, the code as written where it was mended.

    Raises
    ------
    InputError
        The text is no such dump, is cut off, or holds rows that cannot be read: one report with file and line.

    Examples
    --------
    >>> dump = b'INSERT INTO wilayah(kode,nama) VALUES ("65.03.05","Krayan"), ("65.03", "NUNUKAN");'
    >>> read_code_list(dump)["name"].to_dict()
    {'65.03': 'NUNUKAN', '65.03.05': 'Krayan'}
    """
    text, file = read_text(source, file)
    problems: list[Problem] = []
    rows = _mended(list(_rows(text, file, areas=areas, problems=problems)))
    codes = pd.Index([row[0] for row in rows], name="code")
    problems += [Problem(f"{code!r} is no Kemendagri code", file=file) for code in codes if _LOST_ZERO.fullmatch(code)]
    repeated = codes[codes.duplicated()].unique()
    if len(repeated):
        problems.append(Problem(f"codes that stand more than once: {', '.join(repeated[:5])}", file=file))
    if not rows and not problems:
        problems.append(Problem("no INSERT statement with rows", "give an SQL dump of the columns kode, nama", file))
    if problems:
        raise InputError(problems[:_MAX_PROBLEMS])
    frame = pd.DataFrame({"name": [row[1] for row in rows]}, index=codes)
    if areas:
        frame["area_km2"] = [row[2] for row in rows]
        frame["problem"] = [row[3] for row in rows]
    return frame.sort_index()


def _rows(text: str, file: str, *, areas: bool, problems: list[Problem]) -> Iterator[_Row]:
    """Yield code, name and area of each row, and collect what is wrong."""
    position = 0
    while head := _HEAD.search(text, position):
        wanted = ["kode", "nama", "luas"] if areas else ["kode", "nama"]
        columns = [column.strip(" `\"'\r\n\t").lower() for column in head[1].split(",")]
        if columns != wanted:
            what = f"INSERT of the columns {', '.join(columns)}, expected {', '.join(wanted)}"
            problems.append(Problem(what, file=file, line=_line(text, head.start())))
            return
        position = head.end()
        while True:
            between = _BETWEEN.match(text, position)
            position = between.end() if between else position
            row = _ROW.match(text, position)
            if row is None:
                break
            yield from _checked(row, text, file, areas=areas, problems=problems)
            position = row.end()
        if text[position : position + 1] != ";":
            what = "the statement does not end here and no row can be read"
            remedy = "the file is cut off or altered; fetch it again"
            problems.append(Problem(what, remedy, file, _line(text, position)))
            return


def _checked(row: re.Match[str], text: str, file: str, *, areas: bool, problems: list[Problem]) -> Iterator[_Row]:
    """Yield the row where it holds, and report it where it does not."""
    code, name = _plain(row[1], row[2]), clean_name(_plain(row[3], row[4]))
    area = _number(row[5])
    what = ""
    if not _is_code(code) and not (areas and _LOST_ZERO.fullmatch(code)):
        what = f"{code!r} is no Kemendagri code"
    elif not name:
        what = f"{code} has no name"
    elif areas and area is None:
        what = f"{code} has no area"
    if what:
        problems.append(Problem(what, file=file, line=_line(text, row.start())))
    else:
        yield code, name, area or 0.0, ""


def _mended(rows: list[_Row]) -> list[_Row]:
    """Give codes their lost zeros back, where no other row has that code."""
    taken = {row[0] for row in rows}
    result: list[_Row] = []
    for code, name, area, _ in rows:
        found = _LOST_ZERO.fullmatch(code)
        meant = "" if found is None else found[1] if found[2] == "0" else f"{code}0"
        mended = bool(meant) and meant not in taken
        result.append((meant, name, area, code) if mended else (code, name, area, ""))
    return result


def _plain(single: str | None, double: str | None) -> str:
    quoted, quote = (single, "'") if single is not None else (double or "", '"')
    if "\\" not in quoted and quote * 2 not in quoted:
        return quoted
    doubled = quote * 2
    return _ESCAPED.sub(lambda found: found[1] or (quote if found[0] == doubled else found[0]), quoted)


def _is_code(code: str) -> bool:
    try:
        level_of(code)
    except InputError:
        return False
    return code[:1].isdigit()


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
