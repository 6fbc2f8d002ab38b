"""SQL dumps of region polygons with Kemendagri codes.

The files hold ``INSERT`` statements of the columns ``kode, nama, lat, lng, path``. ``path`` is a JSON text of
nested lists of ``[lat, lng]``: depth 2 is one ring, depth 3 one polygon (a shell and its holes), depth 4
several polygons. The SQL is read by a small tokenizer, so that quotes, comments and semicolons inside a name
do no harm.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd

from geo_coop.boundaries.adapters.common import (
    BadShapeError,
    Drawing,
    clean_name,
    polygons_of,
    read_text,
    reject_constant,
)
from geo_coop.codes import level_of
from geo_coop.errors import InputError, Problem
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from geo_coop.boundaries.adapters.common import Polygon
    from geo_coop.schema import Level

_TOKEN: Final = re.compile(
    r"""(?P<space>\s+|--[^\n]*|\#[^\n]*|/\*.*?\*/)
      |(?P<string>'[^'\\]*(?:(?:\\.|'')[^'\\]*)*'|"[^"\\]*(?:(?:\\.|"")[^"\\]*)*")
      |(?P<name>`[^`]*`|[A-Za-z_][\w.$]*)
      |(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)
      |(?P<mark>[(),;]|[^\s\w])""",
    re.DOTALL | re.VERBOSE,
)
_ESCAPE: Final = re.compile(r"\\(.)|''|\"\"", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "Z": "\x1a"}
_COLUMNS: Final = ("kode", "nama", "lat", "lng", "path")
_REQUIRED: Final = ("kode", "nama", "path")


def read_kemendagri_sql(source: str | Path | bytes, *, level: Level | None = None, file: str = "") -> gpd.GeoDataFrame:
    """Read the polygons of one SQL dump; every row is kept.

    Parameters
    ----------
    source
        A path, or the bytes of a dump.
    level
        When given, a code of any other level is an error.
    file
        How to call the dump in messages; the path by default.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``code`` in ascending order, EPSG:4326, columns ``name``, ``lat``, ``lng`` (the source's own
        centroid in degrees, NaN where it has none), ``problem`` (what had to be mended while reading, empty
        where nothing) and ``geometry``: a Polygon or MultiPolygon as the source draws it, which may be invalid,
        or None where the source has no polygon.

    Raises
    ------
    InputError
        The text is no such dump, is cut off, or holds rows that cannot be read: one report of them all, each
        with file and line.

    Examples
    --------
    >>> dump = b"INSERT INTO t(kode,nama,path) VALUES ('65.03.05.2033','Pa'' Rupai','[[[4,115],[4,116],[5,116]]]');"
    >>> frame = read_kemendagri_sql(dump)
    >>> frame.loc["65.03.05.2033", ["name", "problem"]].tolist()
    ["Pa' Rupai", '1 unclosed ring closed']
    """
    text, file = read_text(source, file)
    problems: list[Problem] = []
    rows = list(_insert_rows(text, file, problems))
    if not rows and not problems:
        problems.append(
            Problem("no INSERT statement with rows", "give an SQL dump of the columns kode, nama, path", file),
        )
    drawing = Drawing(lat_first=True)
    seen: dict[str, int] = {}
    kept: list[_Row] = []
    for row in rows:
        problem = _problem_of_code(row, level, seen)
        if problem is None:
            try:
                drawing.add(_polygons_of(row.path))
            except BadShapeError as error:
                problem = f"path {error}"
        if problem is None:
            kept.append(row)
        else:
            problems.append(Problem(f"row {row.code!r}: {problem}", file=file, line=row.line))
    if problems:
        raise InputError(problems)
    frame = gpd.GeoDataFrame(
        {
            "name": [row.name for row in kept],
            "lat": [row.lat for row in kept],
            "lng": [row.lng for row in kept],
            "problem": drawing.notes,
        },
        geometry=drawing.shapes(),
        index=[row.code for row in kept],
        crs=GEOGRAPHIC_CRS,
    )
    frame.index.name = "code"
    return frame.sort_index()


@dataclass(frozen=True, slots=True)
class _Row:
    code: str
    name: str
    lat: float
    lng: float
    path: str
    line: int


def _problem_of_code(row: _Row, level: Level | None, seen: dict[str, int]) -> str | None:
    try:
        found = level_of(row.code)
    except InputError:
        return "no Kemendagri code; expected one like 65, 65.03, 65.03.05 or 65.03.05.2033"
    if not row.code[0].isdigit():
        return "no Kemendagri code; expected one like 65, 65.03, 65.03.05 or 65.03.05.2033"
    if level is not None and found != level:
        return f"code of a {found}, where the file should hold the level {level}"
    if row.code in seen:
        return f"code stands more than once, first in line {seen[row.code]}"
    seen[row.code] = row.line
    return None if row.name else "no name"


def _polygons_of(path: str) -> list[Polygon]:
    if not path.strip():
        return []
    try:
        value = json.loads(path, parse_constant=reject_constant)
    except (ValueError, RecursionError) as error:
        message = f"is no list of points ({error}); the file may be cut off or altered"
        raise BadShapeError(message) from error
    return polygons_of(value)


@dataclass(slots=True)
class _Tokens:
    """The tokens of an SQL text, without blanks and comments."""

    text: str
    file: str
    position: int = 0
    start: int = 0
    kind: str = ""
    value: str = ""

    def advance(self) -> bool:
        """Move to the next token; return False at the end of the text."""
        while self.position < len(self.text):
            match = _TOKEN.match(self.text, self.position)
            kind = match.lastgroup if match else None
            if match is None or kind is None or match[0] in {"'", '"', "`"} or self._opens_comment(match[0]):
                message = "quoted text or comment is not closed"
                raise self.cut_off(message, self.position)
            self.start, self.position = match.start(), match.end()
            if kind != "space":
                self.kind, self.value = kind, match[0]
                return True
        self.start, self.kind, self.value = len(self.text), "", ""
        return False

    def _opens_comment(self, mark: str) -> bool:
        return mark == "/" and self.text.startswith("/*", self.position)

    def line_at(self, position: int) -> int:
        """Return the line of a position, counted from 1."""
        return self.text.count("\n", 0, position) + 1

    def cut_off(self, what: str, position: int) -> InputError:
        """Return the error for a text that ends or breaks in the middle of something."""
        remedy = "the file is cut off or altered; fetch it again"
        return InputError(Problem(what, remedy, self.file, self.line_at(position)))

    def is_mark(self, mark: str) -> bool:
        """Return whether the token is this mark of punctuation."""
        return self.kind == "mark" and self.value == mark

    def is_word(self, word: str) -> bool:
        """Return whether the token is this keyword, in any case."""
        return self.kind == "name" and self.value.upper() == word

    def skip_statement(self) -> None:
        """Move past the next semicolon."""
        while not self.is_mark(";"):
            if not self.advance():
                return


def _insert_rows(text: str, file: str, problems: list[Problem]) -> Iterator[_Row]:
    """Yield the rows of all INSERT statements; other statements are passed over."""
    tokens = _Tokens(text, file)
    line, counted = 1, 0
    while tokens.advance():
        if not tokens.is_word("INSERT"):
            tokens.skip_statement()
            continue
        columns = _insert_head(tokens)
        missing = [column for column in _REQUIRED if column not in columns]
        if missing:
            where = tokens.line_at(tokens.start)
            remedy = f"expected the columns {', '.join(_COLUMNS)}"
            problems.append(Problem(f"INSERT has no column {', '.join(missing)}", remedy, file, where))
            tokens.skip_statement()
            continue
        for start, values in _tuples(tokens):
            line += text.count("\n", counted, start)
            counted = start
            if len(values) != len(columns):
                what = f"row of {len(values)} values for {len(columns)} columns"
                problems.append(Problem(what, "check its quotes and commas", file, line))
                continue
            yield _row(dict(zip(columns, values, strict=True)), line)


def _insert_head(tokens: _Tokens) -> tuple[str, ...]:
    """Read ``INSERT INTO table (columns) VALUES``; return the columns in lower case."""
    columns: list[str] = []
    inside = False
    while tokens.advance():
        if tokens.is_word("VALUES") and not inside:
            return tuple(columns) or _COLUMNS
        if tokens.kind == "mark":
            if tokens.value == ";":
                break
            inside = tokens.value != ")" and (inside or tokens.value == "(")
        elif inside:
            columns.append(tokens.value.strip("`\"'").lower())
    message = "INSERT without VALUES"
    raise tokens.cut_off(message, tokens.start)


def _tuples(tokens: _Tokens) -> Iterator[tuple[int, list[str | None]]]:
    """Yield the position and the values of each ``(...)`` up to the semicolon; None stands for NULL."""
    while tokens.advance():
        if tokens.is_mark(";"):
            return
        if tokens.is_mark(","):
            continue
        if not tokens.is_mark("("):
            # ON DUPLICATE KEY UPDATE and the like end the rows.
            tokens.skip_statement()
            return
        yield tokens.start, _values(tokens)
    message = "statement has no end"
    raise tokens.cut_off(message, tokens.start)


def _values(tokens: _Tokens) -> list[str | None]:
    """Read the values up to the closing bracket."""
    start, values, after_value = tokens.start, list[str | None](), False
    while tokens.advance():
        if tokens.is_mark(")") and (after_value or not values):
            return values
        if tokens.kind == "mark" and not (tokens.is_mark(",") and after_value):
            break
        if tokens.kind != "mark":
            if after_value:
                break
            values.append(_value(tokens))
        after_value = tokens.kind != "mark"
    message = "row is not closed"
    raise tokens.cut_off(message, start)


def _value(tokens: _Tokens) -> str | None:
    if tokens.kind == "string":
        inner = tokens.value[1:-1]
        if "\\" in inner or tokens.value[0] * 2 in inner:
            quote = tokens.value[0]
            return _ESCAPE.sub(lambda match: _unescape(match, quote), inner)
        return inner
    return None if tokens.is_word("NULL") else tokens.value


def _unescape(match: re.Match[str], quote: str) -> str:
    if match[1] is not None:
        return _ESCAPED.get(match[1], match[1])
    return quote if match[0] == quote * 2 else match[0]


def _row(values: Mapping[str, str | None], line: int) -> _Row:
    return _Row(
        code=(values["kode"] or "").strip(),
        name=clean_name(values["nama"] or ""),
        lat=_number(values.get("lat")),
        lng=_number(values.get("lng")),
        path=values["path"] or "",
        line=line,
    )


def _number(text: str | None) -> float:
    try:
        return float(text) if text is not None else float("nan")
    except ValueError:
        return float("nan")
