"""Names on a map that do not collide: each is written where there is room, or not at all and counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_coop.maps.print.spots import Spot, around, ground_of, mostly, within
from geo_coop.maps.print.text import LINE_HEIGHT, POINT_MM, height_mm, printable, width_mm, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo_coop.maps.print.sheet import Box, Shapes, Sheet

_PAD_MM: Final = 0.4
_FEW_LETTERS: Final = 1.5
INSIDE: Final = 0.94  # of a name that lies within its area
MAINLY: Final = 0.68  # of one that belongs to no other area
_PARTLY: Final = 0.42  # where there is no room beside it either
_BESIDE: Final = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
_MOST_LINES: Final = 3
_WIDTHS_MM: Final = (60.0, 32.0, 20.0)
_LEADER: Final = ("#111111", 0.6)
_DOT: Final = 2.2


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

    def keep_off(self, lines: Shapes, reach: float) -> None:
        """Keep names away from lines, by so much to each side."""
        self.taken += list(shapely.buffer(shapely.simplify(lines, reach / 3), reach))

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
        off: Shapes | None = None,
        share: float = INSIDE,
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
            Whether a name must lie within its area; if not, it may stand beside the areas with a line to its own, or,
            where there is no room, reach out of it.
        style, colour
            Of the letters.
        count
            Whether names without room count as left out.
        off
            Lines that names had better not cross.
        share
            Part of a name that lies within its area, where it does not stand beside it.
        """
        if size < self.least:
            return
        window = self.frame.shape()
        areas = np.where(shapely.is_missing(shapes), 0.0, shapely.area(shapes))
        left = [
            place
            for place in np.argsort(-areas, kind="stable")
            if areas[place] > 0 and printable(names[place]).strip() and shapely.intersects(shapes[place], window)
        ]
        # Names with room in their areas first; then the smallest, as they have fewest places to choose from.
        for ground in (None,) if strict else (None, ground_of(shapes)):
            rest = []
            for place in left:
                settings = _settings(printable(names[place]).strip(), size, style)
                sizes = [_size(lines, size, style) for lines in settings]
                room = ground is not None or not _too_small(shapes[place], size)
                found = self.find(shapes[place], sizes, ground=ground, off=off, share=share) if room else None
                if found is None:
                    rest.append(place)
                    continue
                which, spot = found
                self.lead(spot)
                self._write(settings[which], spot.x, spot.y, size, style=style, colour=colour)
            left = rest[::-1]
        self.left_out += len(left) if count else 0

    def beside(self, x: float, y: float, name: str, size: float, gap: float, *, style: str = "normal") -> None:
        """Write the name of a point beside it."""
        text = printable(name).strip()
        if not text or size < self.least:
            return
        for lines in _settings(text, size, style):
            wide, high = _size(lines, size, style)
            for across, up in _BESIDE:
                centre = (x + across * (wide / 2 + gap), y + up * (high / 2 + (gap if across == 0 else gap / 2)))
                if self._free(*centre, wide, high):
                    self.keep_free(*centre, wide / 2, high / 2)
                    self._write(lines, *centre, size, style=style, colour="#111111")
                    return
        self.left_out += 1

    def find(
        self,
        shape: shapely.Geometry,
        sizes: Sequence[tuple[float, float]],
        *,
        ground: shapely.Geometry | None,
        off: Shapes | None = None,
        share: float = INSIDE,
    ) -> tuple[int, Spot] | None:
        """Return which of some blocks finds room, and where; None where none does. The room is kept.

        Parameters
        ----------
        shape
            The area that the block belongs to, in millimetres.
        sizes
            Width and height of each block, the best first.
        ground
            Areas that a block beside its own had better not lie on; None where it must lie within its own.
        off
            Lines that the block had better not cross.
        share
            Part of the block that lies within its area.
        """
        seen = shapely.intersection(shapely.simplify(shapely.make_valid(shape), 0.1), self.frame.shape())
        if shapely.is_empty(seen):
            return None
        for which, spot in self._spots(seen, sizes, ground, off, share):
            wide, high = sizes[which]
            if self._free(spot.x, spot.y, wide, high) and not self._crossed(spot):
                self.keep_free(spot.x, spot.y, wide / 2, high / 2)
                if spot.leader is not None:
                    self.taken.append(spot.leader)
                return which, spot
        return None

    def lead(self, spot: Spot) -> None:
        """Draw the line from a name to its area, where it stands beside it."""
        if spot.leader is None:
            return
        colour, width = _LEADER
        line = np.array([spot.leader])
        self.sheet.lines(line, colour="#ffffff", width=width + 0.9, zorder=8.4)
        self.sheet.lines(line, colour=colour, width=width, zorder=8.5)
        x, y = spot.leader.coords[-1]
        self.sheet.marker(x, y, "circle", _DOT, face=colour, edge="#ffffff", width=0.3, zorder=8.6)

    def _spots(
        self,
        seen: shapely.Geometry,
        sizes: Sequence[tuple[float, float]],
        ground: shapely.Geometry | None,
        off: Shapes | None,
        share: float,
    ) -> Iterator[tuple[int, Spot]]:
        """Yield where blocks may stand: within, mainly within, beside with a line, and last partly within."""
        many = ground is not None or off is not None
        tries: list[tuple[float, Shapes | None, bool]] = [(share, None, many)]
        if off is not None and len(off):
            tries.insert(0, (share, off, True))
        if ground is not None:
            tries.append((min(MAINLY, share), None, True))
        for part, lines, grid in tries:
            yield from self._in(seen, sizes, part, lines, many=grid)
        if ground is None:
            return
        for which, (wide, high) in enumerate(sizes):
            yield from ((which, spot) for spot in around(seen, wide, high, ground))
        yield from self._in(seen, sizes, _PARTLY, None, many=False)

    @staticmethod
    def _in(
        seen: shapely.Geometry, sizes: Sequence[tuple[float, float]], share: float, off: Shapes | None, *, many: bool
    ) -> Iterator[tuple[int, Spot]]:
        for which, (wide, high) in enumerate(sizes):
            places = within(seen, wide, high, many=many)
            yield from ((which, spot) for spot in mostly(seen, places, wide, high, share, off))

    def _crossed(self, spot: Spot) -> bool:
        """Return whether the line to a name meets another name."""
        if spot.leader is None or not self.taken:
            return False
        return bool(shapely.intersects(np.array(self.taken, dtype=object), spot.leader).any())

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


def _settings(text: str, size: float, style: str) -> list[list[str]]:
    """Return a name in lines, in each different way that it may be broken."""
    found: list[list[str]] = []
    for width in _WIDTHS_MM:
        lines = wrap(text, width, size, style, _MOST_LINES)
        if lines not in found:
            found.append(lines)
    return found


def _size(lines: Sequence[str], size: float, style: str) -> tuple[float, float]:
    """Return width and height of lines, in millimetres."""
    return max(width_mm(line, size, style) for line in lines), len(lines) * size * LINE_HEIGHT * POINT_MM
