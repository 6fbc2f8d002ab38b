"""KML: the placemarks of a document, whatever folders they stand in."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal
from xml.parsers import expat

import numpy as np
import pyproj
import shapely

from geo_coop.boundaries.formats.base import BATCH_ROWS, DAMAGED, NO_AREA, ShapeBatch, Table, in_batches, reading
from geo_coop.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

_CHUNK: Final = 1 << 18
_NO_AREAS: Final = frozenset({"Point", "LineString", "Track", "Model"})
_TEXTS: Final = frozenset({"name", "description", "SimpleData", "value", "coordinates"})
_MIN_RING: Final = 3


@dataclass(slots=True)
class _Placemark:
    properties: dict[str, str] = field(default_factory=dict)
    polygons: list[list[str]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    """Collects placemarks as the parser meets them."""

    done: list[_Placemark] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    current: _Placemark | None = None
    ring: Literal["outer", "inner"] = "outer"
    root: str = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        tag = name.rpartition(":")[2]
        self.root = self.root or tag
        self.path.append(tag)
        self.text.clear()
        if tag == "Placemark":
            self.current = _Placemark()
        elif tag in {"SimpleData", "Data"}:
            self.keys.append(attributes.get("name", ""))
        elif self.current is not None:
            if tag == "Polygon":
                self.current.polygons.append([""])
                self.ring = "outer"
            elif tag == "outerBoundaryIs":
                self.ring = "outer"
            elif tag == "innerBoundaryIs":
                self.ring = "inner"
            elif tag in _NO_AREAS:
                self.current.others.append(tag)

    def data(self, text: str) -> None:
        """Take text."""
        if self.current is not None and self.path and self.path[-1] in _TEXTS:
            self.text.append(text)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        tag = name.rpartition(":")[2]
        self.path.pop()
        mark, text = self.current, "".join(self.text).strip()
        if mark is not None:
            if tag in {"name", "description"} and self.path and self.path[-1] == "Placemark":
                mark.properties[tag] = text
            elif tag in {"SimpleData", "value"} and self.keys:
                mark.properties[self.keys[-1]] = text
            elif tag == "coordinates" and mark.polygons and "Polygon" in self.path:
                self._coordinates(mark.polygons[-1], text)
            elif tag == "Placemark":
                self.done.append(mark)
                self.current = None
        if tag in {"SimpleData", "Data"} and self.keys:
            self.keys.pop()
        self.text.clear()

    def _coordinates(self, polygon: list[str], text: str) -> None:
        if self.ring == "outer":
            polygon[0] = text
        else:
            polygon.append(text)


@dataclass
class KmlTable(Table):
    """A KML document."""

    path: Path = field(default_factory=Path)

    def _records(self, columns: Sequence[str]) -> Iterator[dict[str, npt.NDArray[np.object_]]]:
        marks = _placemarks(self.path, self.file)
        return in_batches(([mark.properties.get(name) for name in columns] for mark in marks), columns)

    def _batches(self) -> Iterator[ShapeBatch]:
        batch = ShapeBatch(np.full(BATCH_ROWS, None, dtype=object))
        place = 0
        for mark in _placemarks(self.path, self.file):
            _draw(batch, place, mark)
            place += 1
            if place == BATCH_ROWS:
                yield batch
                batch, place = ShapeBatch(np.full(BATCH_ROWS, None, dtype=object)), 0
        if place:
            yield ShapeBatch(batch.shapes[:place], batch.unreadable, batch.mended)


def open_kml(path: Path, *, file: str) -> KmlTable:
    """Open a KML file, and parse it once to count its placemarks.

    Raises
    ------
    InputError
        No KML, cut off, or without placemarks.
    """
    notes: list[str] = []
    columns: dict[str, None] = {}
    rows = 0
    with reading(file, notes):
        for mark in _placemarks(path, file):
            rows += 1
            columns.update(dict.fromkeys(mark.properties))
    if not rows:
        raise InputError(Problem("holds no Placemark", "expected a KML with polygons", file))
    return KmlTable(file, "KML", tuple(columns), pyproj.CRS.from_user_input("OGC:CRS84"), rows, None, notes, path)


def _placemarks(path: Path, file: str) -> Iterator[_Placemark]:
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data

    def refuse(*_: object) -> None:
        raise InputError(Problem("XML that declares entities; refused", "export a plain KML", file))

    parser.EntityDeclHandler = parser.SkippedEntityHandler = refuse
    try:
        with path.open("rb") as source:
            while True:
                piece = source.read(_CHUNK)
                parser.Parse(piece, not piece)
                if reader.root != "kml" and reader.root:
                    raise InputError(Problem(f"XML of the type {reader.root!r}, no KML", "give a KML file", file))
                yield from reader.done
                reader.done.clear()
                if not piece:
                    return
    except expat.ExpatError as error:
        what = f"no KML: {expat.ErrorString(error.code)}"
        raise InputError(Problem(what, DAMAGED, file, error.lineno)) from error


def _draw(batch: ShapeBatch, place: int, mark: _Placemark) -> None:
    if mark.others:
        batch.unreadable[place] = f"the shape is a {mark.others[0]}, {NO_AREA}"
        return
    try:
        drawn = [_polygon(rings) for rings in mark.polygons]
        kept = [polygon for polygon in drawn if polygon is not None]
        if kept:
            batch.shapes[place] = kept[0] if len(kept) == 1 else shapely.multipolygons(kept)
            if len(kept) < len(drawn):
                left_out = len(drawn) - len(kept)
                batch.mended[place] = (
                    f"{left_out} of {len(drawn)} polygons have fewer than {_MIN_RING} points: left out"
                )
    except (ValueError, IndexError, shapely.GEOSException) as error:
        batch.unreadable[place] = f"the shape cannot be read: {str(error)[:80]}"


def _polygon(rings: Sequence[str]) -> shapely.Polygon | None:
    points = [_ring(text) for text in rings]
    if len(points[0]) < _MIN_RING:
        return None
    holes = [shapely.linearrings(ring) for ring in points[1:] if len(ring) >= _MIN_RING]
    return shapely.polygons(shapely.linearrings(points[0]), holes or None)


def _ring(text: str) -> npt.NDArray[np.float64]:
    pairs = [tuple(map(float, point.split(",")[:2])) for point in text.split()]
    if any(len(pair) != 2 for pair in pairs):  # noqa: PLR2004 - longitude and latitude
        message = "a point without longitude and latitude"
        raise ValueError(message)
    return np.array(pairs, dtype=float).reshape(-1, 2)
