"""SQL dumps of region polygons with Kemendagri codes.

The files hold ``INSERT`` statements of the columns ``kode, nama, lat, lng, path``. ``path`` is a JSON text of
nested lists of ``[lat, lng]``: depth 2 is one ring, depth 3 one polygon (a shell and its holes), depth 4
several polygons. The SQL is read by a small tokenizer, so that quotes, comments and semicolons inside a name
do no harm.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from geo_coop.boundaries.adapters.common import clean_name, reject_constant
from geo_coop.codes import level_of
from geo_coop.errors import InputError, Problem
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

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
_MAX_LATITUDE: Final = 90.0
_MAX_LONGITUDE: Final = 180.0
_MIN_RING: Final = 4
_RING_DEPTH, _POLYGON_DEPTH, _MULTI_DEPTH = 2, 3, 4


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
    ["Pa' Rupai", 'unclosed ring closed']
    """
    text, file = _text_of(source, file)
    problems: list[Problem] = []
    rows = list(_insert_rows(text, file, problems))
    if not rows and not problems:
        problems.append(
            Problem("no INSERT statement with rows", "give an SQL dump of the columns kode, nama, path", file),
        )
    drawing = _Drawing()
    seen: dict[str, int] = {}
    kept: list[_Row] = []
    for row in rows:
        problem = _problem_of_code(row, level, seen)
        if problem is None:
            try:
                drawing.add(row.path)
            except _BadPathError as error:
                problem = str(error)
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


class _BadPathError(ValueError):
    """A path that is no list of points."""


def _text_of(source: str | Path | bytes, file: str) -> tuple[str, str]:
    if isinstance(source, bytes):
        raw, file = source, file or "<bytes>"
    else:
        path = Path(source)
        file = file or str(path)
        try:
            raw = path.read_bytes()
        except OSError as error:
            message = f"cannot read {file}: {error.strerror or error}"
            raise InputError(message) from error
    try:
        return raw.decode("utf-8-sig"), file
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problem = Problem("text is not UTF-8", "convert the file to UTF-8", file, line)
        raise InputError(problem) from error


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


@dataclass(slots=True)
class _Drawing:
    """All rings of a file in flat arrays, from which the shapes are made in one go."""

    notes: list[str] = field(default_factory=list)
    _rings: list[npt.NDArray[np.float64]] = field(default_factory=list)
    _ring_polygon: list[int] = field(default_factory=list)
    _polygon_row: list[int] = field(default_factory=list)

    def add(self, path: str) -> None:
        """Add the rings of the next row, or raise and add nothing."""
        polygons = _polygons_of(path)
        notes: list[str] = [] if path.strip() else ["no polygon in the source"]
        mended: list[list[npt.NDArray[np.float64]]] = []
        short = unclosed = 0
        for polygon in polygons:
            rings: list[npt.NDArray[np.float64]] = []
            for number, ring in enumerate(polygon):
                points = _points_of(ring)
                if len(points) and not np.array_equal(points[0], points[-1]):
                    points = np.vstack([points, points[:1]])
                    unclosed += 1
                if len(points) < _MIN_RING:
                    short += 1
                    if number == 0:
                        # Without its shell a polygon is gone; its holes would become land.
                        break
                    continue
                rings.append(points)
            if rings:
                mended.append(rings)
        if unclosed:
            notes.append("unclosed ring closed" if unclosed == 1 else f"{unclosed} unclosed rings closed")
        if short:
            what = "ring" if short == 1 else "rings"
            notes.append(f"{short} {what} of fewer than {_MIN_RING} points left out")
        if path.strip() and not mended:
            notes.append("no polygon left")
        row = len(self.notes)
        for rings in mended:
            self._ring_polygon.extend([len(self._polygon_row)] * len(rings))
            self._polygon_row.append(row)
            self._rings.extend(rings)
        self.notes.append("; ".join(notes))

    def shapes(self) -> npt.NDArray[np.object_]:
        """Return one shape for each row, None where it has no ring."""
        shapes = np.full(len(self.notes), None, dtype=object)
        if not self._rings:
            return shapes
        counts = [len(ring) for ring in self._rings]
        points = np.concatenate(self._rings)[:, ::-1]
        rings = shapely.linearrings(points, indices=np.repeat(np.arange(len(counts)), counts))
        polygons = shapely.polygons(rings, indices=np.asarray(self._ring_polygon))
        rows = np.asarray(self._polygon_row)
        several = np.bincount(rows, minlength=len(shapes))[rows] > 1
        shapes[rows[~several]] = polygons[~several]
        if several.any():
            where, position = np.unique(rows[several], return_inverse=True)
            shapes[where] = shapely.multipolygons(polygons[several], indices=position)
        return shapes


def _polygons_of(path: str) -> list[list[Sequence[object]]]:
    """Return the path as polygons of rings of points, whatever its depth."""
    if not path.strip():
        return []
    try:
        value = json.loads(path, parse_constant=reject_constant)
    except (ValueError, RecursionError) as error:
        message = f"path is no list of points ({error}); the file may be cut off or altered"
        raise _BadPathError(message) from error
    depth, inner = 0, value
    while isinstance(inner, list) and inner:
        depth, inner = depth + 1, inner[0]
    if depth == _RING_DEPTH:
        value = [[value]]
    elif depth == _POLYGON_DEPTH:
        value = [value]
    elif depth != _MULTI_DEPTH:
        message = f"path is nested {depth} deep; expected 2 (ring), 3 (polygon) or 4 (several polygons)"
        raise _BadPathError(message)
    if not all(isinstance(polygon, list) and polygon for polygon in value) or not all(
        isinstance(ring, list) for polygon in value for ring in polygon
    ):
        message = "path is nested unevenly; expected lists of rings of [lat, lng]"
        raise _BadPathError(message)
    return value  # type: ignore[no-any-return]


def _points_of(ring: Sequence[object]) -> npt.NDArray[np.float64]:
    """Return a ring as an array of (lat, lng), checked."""
    try:
        points = np.asarray(ring, dtype=np.float64)
    except (TypeError, ValueError) as error:
        message = "path holds a point that is no pair of numbers"
        raise _BadPathError(message) from error
    if points.ndim != 2 or points.shape[1] != 2:  # noqa: PLR2004
        message = "path holds a point that is no pair [lat, lng]"
        raise _BadPathError(message)
    if np.abs(points[:, 0]).max() > _MAX_LATITUDE:
        swapped = np.abs(points[:, 1]).max() <= _MAX_LATITUDE and np.abs(points[:, 0]).max() <= _MAX_LONGITUDE
        why = "the axes are swapped: write [lat, lng]" if swapped else "no latitude is above 90 degrees"
        message = f"latitude {points[np.abs(points[:, 0]).argmax(), 0]:g} is out of range; {why}"
        raise _BadPathError(message)
    if np.abs(points[:, 1]).max() > _MAX_LONGITUDE:
        message = f"longitude {points[np.abs(points[:, 1]).argmax(), 1]:g} is out of range"
        raise _BadPathError(message)
    return points


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
                problem = Problem(
                    "a quoted text or comment is not closed",
                    "the file is cut off or altered; fetch it again",
                    self.file,
                    self.line_at(self.position),
                )
                raise InputError(problem)
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

    def is_word(self, word: str) -> bool:
        """Return whether the token is this keyword, in any case."""
        return self.kind == "name" and self.value.upper() == word

    def skip_statement(self) -> None:
        """Move past the next semicolon."""
        while not (self.kind == "mark" and self.value == ";"):
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
    problem = Problem(message, "the file is cut off or altered", tokens.file, tokens.line_at(tokens.start))
    raise InputError(problem)


def _tuples(tokens: _Tokens) -> Iterator[tuple[int, list[str | None]]]:
    """Yield the position and the values of each ``(...)`` up to the semicolon; None stands for NULL."""
    while tokens.advance():
        if tokens.kind == "mark" and tokens.value == ";":
            return
        if tokens.kind == "mark" and tokens.value == ",":
            continue
        if not (tokens.kind == "mark" and tokens.value == "("):
            # ON DUPLICATE KEY UPDATE and the like end the rows.
            tokens.skip_statement()
            return
        start, values, closed, wanted = tokens.start, list[str | None](), False, True
        while tokens.advance():
            if tokens.kind == "mark":
                if tokens.value == ")":
                    closed = True
                    break
                if tokens.value != "," or wanted:
                    break
                wanted = True
                continue
            if not wanted:
                break
            values.append(_value(tokens))
            wanted = False
        if not closed or (wanted and values):
            problem = Problem(
                "row is not closed",
                "the file is cut off or altered; fetch it again",
                tokens.file,
                tokens.line_at(start),
            )
            raise InputError(problem)
        yield start, values
    problem = Problem(
        "statement has no end",
        "the file is cut off; fetch it again",
        tokens.file,
        tokens.line_at(tokens.start),
    )
    raise InputError(problem)


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
