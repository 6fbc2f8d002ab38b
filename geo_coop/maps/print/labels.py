"""Names on a map that do not collide: each is written where there is room, or not at all and counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_coop.maps.print.text import LINE_HEIGHT, POINT_MM, height_mm, printable, width_mm, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo_coop.maps.print.sheet import Box, Shapes, Sheet

_PAD_MM: Final = 0.4
_FEW_LETTERS: Final = 1.5
_INSIDE: Final = 0.94
_BESIDE: Final = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
_MOST_LINES: Final = 3
_WIDTHS_MM: Final = (60.0, 32.0, 20.0)


@dataclass(slots=True)
class Labels:
    """The names of one map frame.

    Attributes
    ----------
    sheet, frame
        Where to write; no name leaves the frame.
    least
        Names in smaller letters, in points, are not written, and not counted.
    left_out
        How many names found no room.
    """

    sheet: Sheet
    frame: Box
    least: float = 0.0
    left_out: int = 0
    taken: list[shapely.Geometry] = field(default_factory=list)

    def keep_free(self, x: float, y: float, across: float, up: float | None = None) -> None:
        """Keep names away from a place, by so much to each side, and up and down."""
        high = across if up is None else up
        self.taken.append(shapely.box(x - across, y - high, x + across, y + high))

    def inside(
        self,
        shapes: Shapes,
        names: Sequence[str],
        size: float,
        *,
        strict: bool,
        style: str = "normal",
        colour: str = "#111111",
        count: bool = True,
    ) -> None:
        """Write the names of areas, greatest first, at the roomiest place of each.

        Parameters
        ----------
        shapes
            Polygons in millimetres on the sheet.
        names
            A name for each.
        size
            Size of the letters in points.
        strict
            Whether a name must lie within its area; if not, it may stand beside or across it.
        style, colour
            Of the letters.
        count
            Whether names without room count as left out.
        """
        if size < self.least:
            return
        window = self.frame.shape()
        areas = np.where(shapely.is_missing(shapes), 0.0, shapely.area(shapes))
        for place in np.argsort(-areas, kind="stable"):
            text = printable(names[place]).strip()
            if areas[place] == 0 or not text:
                continue
            if not shapely.intersects(shapes[place], window):
                continue
            if strict and _too_small(shapes[place], size):
                self.left_out += int(count)
                continue
            placed = self._area(shapes[place], text, size, strict=strict, style=style, colour=colour)
            self.left_out += int(count and not placed)

    def beside(self, x: float, y: float, name: str, size: float, gap: float, *, style: str = "normal") -> None:
        """Write the name of a point beside it."""
        text = printable(name).strip()
        if not text or size < self.least:
            return
        for width in _WIDTHS_MM:
            lines = wrap(text, width, size, style, _MOST_LINES)
            wide, high = _size(lines, size, style)
            for across, up in _BESIDE:
                centre = (x + across * (wide / 2 + gap), y + up * (high / 2 + (gap if across == 0 else gap / 2)))
                if self._free(*centre, wide, high):
                    self.keep_free(*centre, wide / 2, high / 2)
                    self._write(lines, *centre, size, style=style, colour="#111111")
                    return
        self.left_out += 1

    def find(self, shape: shapely.Geometry, wide: float, high: float, *, strict: bool) -> tuple[float, float] | None:
        """Return where the middle of a block may stand in or beside an area, None where there is no room; keep it."""
        seen = shapely.intersection(shapely.make_valid(shape), self.frame.shape())
        for x, y in _places(seen, wide, high, strict=strict):
            box = shapely.box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            if strict and shapely.area(shapely.intersection(box, seen)) < _INSIDE * shapely.area(box):
                continue
            if self._free(x, y, wide, high):
                self.taken.append(box)
                return x, y
        return None

    def _area(self, shape: shapely.Geometry, text: str, size: float, *, strict: bool, style: str, colour: str) -> bool:
        for width in _WIDTHS_MM:
            lines = wrap(text, width, size, style, _MOST_LINES)
            place = self.find(shape, *_size(lines, size, style), strict=strict)
            if place is not None:
                self._write(lines, *place, size, style=style, colour=colour)
                return True
        return False

    def _free(self, x: float, y: float, wide: float, high: float) -> bool:
        box = shapely.box(
            x - wide / 2 - _PAD_MM, y - high / 2 - _PAD_MM, x + wide / 2 + _PAD_MM, y + high / 2 + _PAD_MM
        )
        if not shapely.contains(self.frame.shape(), box):
            return False
        return not self.taken or not bool(shapely.intersects(np.array(self.taken, dtype=object), box).any())

    def _write(self, lines: Sequence[str], x: float, y: float, size: float, *, style: str, colour: str) -> None:
        high = height_mm(len(lines), size)
        step = height_mm(1, size)
        baseline = y + high / 2 - size * POINT_MM * 0.95
        for number, line in enumerate(lines):
            self.sheet.text(
                x, baseline - number * step, line, size, style=style, colour=colour, across="center", halo="#ffffff",
                zorder=9,
            )  # fmt: skip


def _too_small(shape: shapely.Geometry, size: float) -> bool:
    """Return whether an area cannot hold a line of a few letters."""
    west, south, east, north = shapely.bounds(shape)
    return bool(east - west < _FEW_LETTERS * size * POINT_MM or north - south < height_mm(1, size))


def _size(lines: Sequence[str], size: float, style: str) -> tuple[float, float]:
    """Return width and height of lines, in millimetres."""
    return max(width_mm(line, size, style) for line in lines), len(lines) * size * LINE_HEIGHT * POINT_MM


def _places(shape: shapely.Geometry, wide: float, high: float, *, strict: bool) -> Iterator[tuple[float, float]]:
    """Yield where the middle of a name may stand."""
    west, south, east, north = shapely.bounds(shape)
    if strict and (east - west < wide * _INSIDE or north - south < high * _INSIDE):
        return
    middle = shapely.get_point(shapely.maximum_inscribed_circle(shape, tolerance=max((east - west) / 50, 0.3)), 0)
    x, y = float(shapely.get_x(middle)), float(shapely.get_y(middle))
    yield x, y
    inner = shapely.point_on_surface(shape)
    yield float(inner.x), float(inner.y)
    for across, up in ((0, 1), (0, -1), (1, 0), (-1, 0)):
        reach = (wide / 3 if across else 0, high * 0.8)
        yield x + across * reach[0], y + up * reach[1]
    if not strict:
        half_wide, half_high = (east - west) / 2, (north - south) / 2
        for across, up in _BESIDE:
            yield (
                (west + east) / 2 + across * (half_wide + wide / 2 + 1),
                (south + north) / 2 + up * (half_high + high / 2 + 0.5),
            )
