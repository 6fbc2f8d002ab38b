"""What the readers of several source schemas share: names, and shapes from nested lists of points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import shapely

from geo_coop.errors import InputError, Problem

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

Ring: TypeAlias = Sequence[object]
Polygon: TypeAlias = Sequence[Ring]

_MAX_LATITUDE: Final = 90.0
_MAX_LONGITUDE: Final = 180.0
_MIN_RING: Final = 4
_RING_DEPTH, _POLYGON_DEPTH, _MULTI_DEPTH = 2, 3, 4


class BadShapeError(ValueError):
    """Nested lists that are no rings of points; readers turn it into an InputError with a place."""


def clean_name(text: str) -> str:
    """Return a name with its blanks made single; the spelling stays the source's.

    Examples
    --------
    >>> clean_name("  Pa'   Rupai ")
    "Pa' Rupai"
    """
    return " ".join(text.split())


def reject_constant(word: str) -> float:
    """Refuse the words NaN and Infinity, which JSON does not have."""
    message = f"{word} is no number"
    raise ValueError(message)


def read_text(source: str | Path | bytes, file: str = "") -> tuple[str, str]:
    """Return a file's text, and how to call the file in messages.

    Raises
    ------
    InputError
        The file cannot be read, or is not UTF-8 (with the line).
    """
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
        raise InputError(Problem("text is not UTF-8", "convert the file to UTF-8", file, line)) from error


def polygons_of(value: object) -> list[Polygon]:
    """Return nested lists of points as polygons of rings, whatever their depth.

    Parameters
    ----------
    value
        Depth 2 is one ring, depth 3 a polygon (its shell, then its holes), depth 4 several polygons.

    Raises
    ------
    BadShapeError
        Another depth, or lists nested unevenly.

    Examples
    --------
    >>> polygons_of([[0, 0], [0, 1], [1, 1]])
    [[[[0, 0], [0, 1], [1, 1]]]]
    """
    depth, inner = 0, value
    while isinstance(inner, list) and inner:
        depth, inner = depth + 1, inner[0]
    if depth == _RING_DEPTH:
        polygons: object = [[value]]
    elif depth == _POLYGON_DEPTH:
        polygons = [value]
    elif depth == _MULTI_DEPTH:
        polygons = value
    else:
        message = f"is nested {depth} deep; expected 2 (ring), 3 (polygon) or 4 (several polygons)"
        raise BadShapeError(message)
    checked: list[Polygon] = []
    for polygon in polygons if isinstance(polygons, list) else ():
        if not isinstance(polygon, list) or not polygon or not all(isinstance(ring, list) for ring in polygon):
            message = "is nested unevenly; expected lists of rings of points"
            raise BadShapeError(message)
        checked.append(polygon)
    return checked


@dataclass(slots=True)
class Drawing:
    """All rings of a file in flat arrays, from which the shapes are made in one go.

    Attributes
    ----------
    lat_first
        Whether points are written [lat, lng] rather than [lng, lat].
    notes
        What had to be mended, one text for each row added.
    """

    lat_first: bool
    notes: list[str] = field(default_factory=list)
    _rings: list[Floats] = field(default_factory=list)
    _ring_polygon: list[int] = field(default_factory=list)
    _polygon_row: list[int] = field(default_factory=list)

    def add(self, polygons: Sequence[Polygon]) -> None:
        """Add the polygons of the next row; unclosed rings are closed, rings without area left out.

        Raises
        ------
        BadShapeError
            Points that are no pairs of degrees; nothing is added then.
        """
        mended: list[list[Floats]] = []
        short = unclosed = 0
        for polygon in polygons:
            rings: list[Floats] = []
            for number, ring in enumerate(polygon):
                points = self._points(ring)
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
        row = len(self.notes)
        for rings in mended:
            self._ring_polygon.extend([len(self._polygon_row)] * len(rings))
            self._polygon_row.append(row)
            self._rings.extend(rings)
        self.notes.append("; ".join(_notes(len(polygons), len(mended), unclosed, short)))

    def shapes(self) -> npt.NDArray[np.object_]:
        """Return one Polygon or MultiPolygon for each row, None where it has no ring; x is the longitude."""
        shapes = np.full(len(self.notes), None, dtype=object)
        if not self._rings:
            return shapes
        counts = [len(ring) for ring in self._rings]
        points = np.concatenate(self._rings)
        rings = shapely.linearrings(
            points[:, ::-1] if self.lat_first else points,
            indices=np.repeat(np.arange(len(counts)), counts),
        )
        polygons = shapely.polygons(rings, indices=np.asarray(self._ring_polygon))
        rows = np.asarray(self._polygon_row)
        several = np.bincount(rows, minlength=len(shapes))[rows] > 1
        shapes[rows[~several]] = polygons[~several]
        if several.any():
            where, position = np.unique(rows[several], return_inverse=True)
            shapes[where] = shapely.multipolygons(polygons[several], indices=position)
        return shapes

    def _points(self, ring: Ring) -> Floats:
        """Return a ring as an array of pairs, in the order written, checked."""
        pair = "[lat, lng]" if self.lat_first else "[lng, lat]"
        try:
            points = np.asarray(ring, dtype=np.float64)
        except (TypeError, ValueError) as error:
            message = f"holds a point that is no pair of numbers {pair}"
            raise BadShapeError(message) from error
        if points.size == 0:
            return np.empty((0, 2))
        if points.ndim != 2 or points.shape[1] != 2:  # noqa: PLR2004 - two coordinates
            message = f"holds a point that is no pair {pair}"
            raise BadShapeError(message)
        if not np.isfinite(points).all():
            message = f"holds a point that is no pair of numbers {pair}"
            raise BadShapeError(message)
        largest = np.abs(points).max(axis=0)
        lat, lng = largest if self.lat_first else largest[::-1]
        if lat > _MAX_LATITUDE:
            swapped = lng <= _MAX_LATITUDE and lat <= _MAX_LONGITUDE
            why = f"the axes are swapped, write {pair}" if swapped else "no latitude is beyond 90 degrees"
            message = f"has the latitude {lat:g}; {why}"
            raise BadShapeError(message)
        if lng > _MAX_LONGITUDE:
            message = f"has the longitude {lng:g}; none is beyond 180 degrees"
            raise BadShapeError(message)
        return points


def _notes(drawn: int, kept: int, unclosed: int, short: int) -> list[str]:
    notes: list[str] = []
    if not drawn:
        notes.append("no polygon in the source")
    if unclosed:
        notes.append("1 unclosed ring closed" if unclosed == 1 else f"{unclosed} unclosed rings closed")
    if short:
        what = "ring" if short == 1 else "rings"
        notes.append(f"{short} {what} of fewer than {_MIN_RING} points left out")
    if drawn and not kept:
        notes.append("no polygon left")
    return notes
