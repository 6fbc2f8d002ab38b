"""GeoJSON collections and sequences, parsed feature by feature."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

import numpy as np
import pyproj
import shapely

from geo_coop.boundaries.adapters.common import BadShapeError, polygons_of, reject_constant
from geo_coop.boundaries.formats.base import BATCH_ROWS, DAMAGED, NO_AREA, ShapeBatch, Table, in_batches, reading
from geo_coop.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

_CHUNK: Final = 1 << 20
_NEAR_END: Final = 64
_MAX_FEATURE: Final = 1 << 29
_COLLECTION: Final = re.compile(r'"features"\s*:')
_BLANK: Final = " \t\r\n\x1e\ufeff"


@dataclass
class GeoJsonTable(Table):
    """A GeoJSON file: a collection, a sequence of features, or one feature."""

    path: Path = field(default_factory=Path)

    def _records(self, columns: Sequence[str]) -> Iterator[dict[str, npt.NDArray[np.object_]]]:
        properties = (feature["properties"] for _, feature in _features(self.path, self.file, {}))
        return in_batches(([_plain(row.get(name)) for name in columns] for row in properties), columns)

    def _batches(self) -> Iterator[ShapeBatch]:
        pending: list[object] = []
        for _, feature in _features(self.path, self.file, {}):
            pending.append(feature["geometry"])
            if len(pending) == BATCH_ROWS:
                yield _shapes(pending)
                pending = []
        if pending:
            yield _shapes(pending)


def open_geojson(path: Path, *, file: str) -> GeoJsonTable:
    """Open a GeoJSON file, and parse it once to count its features and collect their properties.

    Raises
    ------
    InputError
        No GeoJSON, or members that are no features, with their numbers.
    """
    notes: list[str] = []
    columns: dict[str, None] = {}
    outer: dict[str, object] = {}
    rows = 0
    with reading(file, notes):
        for number, feature in _features(path, file, outer):
            rows = number
            columns.update(dict.fromkeys(feature["properties"]))
    if outer.get("type", "FeatureCollection") not in {"FeatureCollection", "Feature"}:
        what = f"JSON of the type {outer.get('type')!r}"
        raise InputError(Problem(what, "expected a GeoJSON FeatureCollection (TopoJSON: convert it first)", file))
    with reading(file, notes):
        crs = _crs(outer.get("crs"), file)
    return GeoJsonTable(file, "GeoJSON", tuple(columns), crs, rows, None, notes, path)


def _crs(member: object, file: str) -> pyproj.CRS | None:
    if member is None:
        return pyproj.CRS.from_user_input("OGC:CRS84")
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str):
        raise InputError(Problem(f"the member 'crs' names no CRS: {str(member)[:80]}", "give --crs", file))
    return pyproj.CRS.from_user_input(name)


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | int | float):
        return value
    return json.dumps(value, ensure_ascii=False)


@dataclass(slots=True)
class _Buffer:
    """A text file read in pieces, decoded value by value."""

    source: TextIO
    file: str
    text: str = ""
    place: int = 0
    ended: bool = False
    decoder: json.JSONDecoder = field(default_factory=lambda: json.JSONDecoder(parse_constant=reject_constant))

    def more(self) -> bool:
        """Read on; return False at the end of the file."""
        if self.ended:
            return False
        held = self.text[self.place :]
        if len(held) > _MAX_FEATURE:
            message = "one feature is larger than 512 MB"
            raise self.broken(message)
        piece = self.source.read(max(_CHUNK, len(held)))
        self.ended = not piece
        self.text, self.place = held + piece, 0
        return not self.ended

    def peek(self) -> str:
        """Return the next character that is no blank, or an empty text at the end."""
        while True:
            while self.place < len(self.text) and self.text[self.place] in _BLANK:
                self.place += 1
            if self.place < len(self.text):
                return self.text[self.place]
            if not self.more():
                return ""

    def take(self, mark: str) -> None:
        """Pass over a mark, which must stand here."""
        found = self.peek()
        if found != mark:
            raise self.broken(f"expected {mark!r}, found {found!r}" if found else "the file ends in the middle")
        self.place += 1

    def value(self) -> Any:  # noqa: ANN401 - any JSON value
        """Decode the next value."""
        if not self.peek():
            message = "the file ends in the middle"
            raise self.broken(message)
        while True:
            try:
                value, end = self.decoder.raw_decode(self.text, self.place)
            except json.JSONDecodeError as error:
                unfinished = error.pos > len(self.text) - _NEAR_END or error.msg.startswith("Unterminated")
                if unfinished and self.more():
                    continue
                raise self.broken("the file ends in the middle" if unfinished else error.msg) from error
            if end == len(self.text) and self.more():
                continue
            self.place = end
            return value

    def broken(self, what: str) -> InputError:
        """Return the error for text that is no JSON."""
        return InputError(Problem(f"no GeoJSON: {what}", DAMAGED, self.file))


def _features(path: Path, file: str, outer: dict[str, object]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield number and feature; the other members of the collection go to ``outer``."""
    with path.open(encoding="utf-8-sig", errors="strict", newline="") as source:
        buffer = _Buffer(source, file)
        buffer.more()
        walk = _collection if _COLLECTION.search(buffer.text) else _sequence
        number = 0
        for number, value in enumerate(walk(buffer, outer), start=1):
            yield number, _checked(value, number, file)
        if not number and outer.get("type") != "Topology":
            raise InputError(Problem("no GeoJSON features", "expected a FeatureCollection with features", file))


def _collection(buffer: _Buffer, outer: dict[str, object]) -> Iterator[object]:
    buffer.take("{")
    while True:
        key = buffer.value()
        buffer.take(":")
        if key == "features":
            buffer.take("[")
            while buffer.peek() != "]":
                yield buffer.value()
                if buffer.peek() != "]":
                    buffer.take(",")
            buffer.take("]")
        else:
            outer[str(key)] = buffer.value()
        if buffer.peek() == "}":
            break
        buffer.take(",")
    buffer.take("}")
    if buffer.peek():
        message = "something follows the collection"
        raise buffer.broken(message)


def _sequence(buffer: _Buffer, outer: dict[str, object]) -> Iterator[object]:
    while buffer.peek():
        value = buffer.value()
        if isinstance(value, dict) and value.get("type") == "Topology":
            outer["type"] = "Topology"
            return
        if isinstance(value, dict) and isinstance(value.get("features"), list):
            outer.update({key: member for key, member in value.items() if key != "features"})
            yield from value["features"]
        else:
            yield value


def _checked(value: object, number: int, file: str) -> dict[str, Any]:
    if not isinstance(value, dict) or value.get("type") != "Feature":
        found = value.get("type") if isinstance(value, dict) else value
        what = f"feature {number} is no GeoJSON Feature but {str(found)[:60]!r}"
        raise InputError(Problem(what, "export the boundaries as GeoJSON again", file))
    properties = value.get("properties")
    if properties is not None and not isinstance(properties, dict):
        raise InputError(Problem(f"feature {number}: properties are no object", DAMAGED, file))
    if "geometry" not in value:
        raise InputError(Problem(f"feature {number} has no member 'geometry'", DAMAGED, file))
    return {"properties": properties or {}, "geometry": value["geometry"]}


def _shapes(geometries: Sequence[object]) -> ShapeBatch:
    shapes = np.full(len(geometries), None, dtype=object)
    present = [place for place, geometry in enumerate(geometries) if geometry is not None]
    texts = np.array([*(json.dumps(geometries[place]) for place in present), ""], dtype=object)[:-1]
    if present:
        shapes[present] = shapely.from_geojson(texts, on_invalid="ignore")
    batch = ShapeBatch(shapes)
    for place in present:
        if shapes[place] is None:
            _rebuild(batch, place, geometries[place])
    return batch


def _rebuild(batch: ShapeBatch, place: int, geometry: object) -> None:
    """Read a polygon whose rings are not closed, or tell why not."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in {"Polygon", "MultiPolygon"}:
        batch.unreadable[place] = f"the shape is a {str(kind)[:40]}, {NO_AREA}"
        return
    if not geometry.get("coordinates"):
        batch.mended[place] = "no coordinates"
        return
    try:
        polygons = []
        for rings in polygons_of(geometry["coordinates"]):
            closed = [shapely.linearrings(np.asarray(ring, dtype=float)[:, :2]) for ring in rings]
            polygons.append(shapely.polygons(closed[0], closed[1:] or None))
        batch.shapes[place] = polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)
        batch.mended[place] = "unclosed ring closed"
    except (BadShapeError, ValueError, TypeError, IndexError, shapely.GEOSException) as error:
        batch.shapes[place] = None
        batch.unreadable[place] = f"the shape cannot be read: {str(error)[:80]}"
