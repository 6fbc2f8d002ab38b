"""Names on a map that do not collide: in their area, beside it with a line, as a number with a key, or counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_coop.maps.print.spots import INSIDE, Search, Spot, ground_of
from geo_coop.maps.print.text import LINE_HEIGHT, POINT_MM, height_mm, printable, width_mm, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from geo_coop.maps.print.paper import Box
    from geo_coop.maps.print.sheet import Shapes, Sheet

#: No name has smaller letters, in points.
SMALLEST: Final = 6.0
#: Colour of numbers that stand for names.
NUMBER_COLOUR: Final = "#0b3d91"
_PAD_MM: Final = 0.4
_FEW_LETTERS: Final = 1.5
_BESIDE: Final = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
_MOST_LINES: Final = 3
_WIDTHS_MM: Final = (60.0, 32.0, 20.0)
_LEADER: Final = ("#111111", 0.6)
_DOT: Final = 2.2
_FIFTH: Final = 0.2
_WIDEST_NUMBER: Final = "88"


@dataclass(slots=True)
class Labels:
    """The names of one map frame.

    Attributes
    ----------
    sheet, frame
        Where to write; no name leaves the frame.
    least
        Names in smaller letters, in points, are not written, and not counted.
    letters
        How large letters are against those of A4.
    numbered
        Whether a name without room may be a number, with a key beside the map.
    first
        Names that become numbers before others are written, as they found no room after them.
    key
        The names that `finish` wrote as numbers, in the order of their numbers, from 1.
    unnamed
        The names that found no room.
    crowded
        Those of them that might have, had they come first.
    """

    sheet: Sheet
    frame: Box
    least: float = 0.0
    letters: float = 1.0
    numbered: bool = False
    first: frozenset[str] = frozenset()
    key: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    crowded: list[str] = field(default_factory=list)
    taken: list[shapely.Geometry] = field(default_factory=list)
    _numbers: list[tuple[Spot, str]] = field(default_factory=list)

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
            where there is no room, reach out of it, have smaller letters, or become a number.
        style, colour
            Of the letters.
        count
            Whether names without room count as unnamed.
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
        ground = None if strict else ground_of(shapes)
        number = Search(ground, None, share, reach=self.letters, fine=True, least=_FIFTH)
        if ground is not None and self.numbered:
            left = [
                place
                for place in left
                if names[place] not in self.first or not self._number(shapes[place], names[place], number)
            ]
        tries = [(size, None)] if strict else [(size, None), *((each, ground) for each in self._sizes(size))]
        for letters, over in tries:
            rest = []
            for place in left:
                settings = _settings(printable(names[place]).strip(), letters, style)
                sizes = [_size(lines, letters, style) for lines in settings]
                room = over is not None or not _too_small(shapes[place], letters)
                search = Search(over, off, share, reach=self.letters, fine=letters < size)
                found = self.find(shapes[place], sizes, search) if room else None
                if found is None:
                    rest.append(place)
                    continue
                which, spot = found
                self.lead(spot)
                self._write(settings[which], spot.x, spot.y, letters, style=style, colour=colour)
            left = rest[::-1] if over is None else rest
        if ground is not None and self.numbered:
            left = [place for place in left if not self._number(shapes[place], names[place], number)]
            self.crowded += [names[place] for place in left]
        if count:
            self.unnamed += [names[place] for place in left]

    def beside(self, x: float, y: float, name: str, size: float, gap: float, *, style: str = "normal") -> None:
        """Write the name of a point beside it, or farther away with a line to it."""
        text = printable(name).strip()
        if not text or size < self.least:
            return
        disc = shapely.Point(x, y).buffer(gap)
        tree = shapely.STRtree(self.taken)
        for letters in self._sizes(size):
            settings = _settings(text, letters, style)
            sizes = [_size(lines, letters, style) for lines in settings]
            for lines, (wide, high) in zip(settings, sizes, strict=True):
                for across, up in _BESIDE:
                    centre = (x + across * (wide / 2 + gap), y + up * (high / 2 + (gap if across == 0 else gap / 2)))
                    box = shapely.box(
                        centre[0] - wide / 2, centre[1] - high / 2, centre[0] + wide / 2, centre[1] + high / 2
                    )
                    if self._free(np.array([box]), tree)[0]:
                        self.keep_free(*centre, wide / 2, high / 2)
                        self._write(lines, *centre, letters, style=style, colour="#111111")
                        return
            search = Search(disc, None, reach=self.letters, fine=True, beside=True)
            found = self.find(disc, sizes, search)
            if found is not None:
                which, spot = found
                self.lead(spot, dot=False)
                self._write(settings[which], spot.x, spot.y, letters, style=style, colour="#111111")
                return
        search = Search(disc, None, reach=self.letters, fine=True, beside=True)
        if not (self.numbered and self._number(disc, name, search)):
            self.unnamed.append(name)

    def find(
        self, shape: shapely.Geometry, sizes: Sequence[tuple[float, float]], search: Search
    ) -> tuple[int, Spot] | None:
        """Return which of some blocks finds room, and where; None where none does. The room is kept.

        Parameters
        ----------
        shape
            The area that the block belongs to, in millimetres.
        sizes
            Width and height of each block, the best first.
        search
            Where to look.
        """
        seen = shapely.intersection(shapely.simplify(shapely.make_valid(shape), 0.1), self.frame.shape())
        if shapely.is_empty(seen):
            return None
        tree = shapely.STRtree(self.taken)
        for which, spot in search.spots(seen, sizes, lambda boxes: self._free(boxes, tree)):
            wide, high = sizes[which]
            if spot.leader is None or not len(tree.query(spot.leader, predicate="intersects")):
                self.keep_free(spot.x, spot.y, wide / 2, high / 2)
                if spot.leader is not None:
                    self.taken.append(spot.leader)
                return which, spot
        return None

    def lead(self, spot: Spot, *, dot: bool = True) -> None:
        """Draw the line from a name to its area, where it stands beside it; with a dot at its end."""
        if spot.leader is None:
            return
        colour, width = _LEADER
        line = np.array([spot.leader])
        self.sheet.lines(line, colour="#ffffff", width=width + 0.9, zorder=8.4)
        self.sheet.lines(line, colour=colour, width=width, zorder=8.5)
        if dot:
            x, y = spot.leader.coords[-1]
            self.sheet.marker(x, y, "circle", _DOT, face=colour, edge="#ffffff", width=0.3, zorder=8.6)

    def finish(self) -> None:
        """Write the numbers of names that found no room, from the top of the map down, and their key."""
        size = SMALLEST * self.letters
        for spot, name in sorted(self._numbers, key=lambda each: (-each[0].y, each[0].x)):
            self.key.append(name)
            self._write([str(len(self.key))], spot.x, spot.y, size, style="bold", colour=NUMBER_COLOUR)
        self._numbers.clear()

    def _sizes(self, size: float) -> list[float]:
        """Return sizes of letters to try, the usual one first."""
        smaller = {each for each in (SMALLEST * self.letters, SMALLEST) if self.least <= each < size}
        return [size, *sorted(smaller, reverse=True)]

    def _number(self, shape: shapely.Geometry, name: str, search: Search) -> bool:
        """Keep room for the number of a name, and return whether there is any."""
        found = self.find(shape, [_size([_WIDEST_NUMBER], SMALLEST * self.letters, "bold")], search)
        if found is None:
            return False
        self.lead(found[1])
        self._numbers.append((found[1], name))
        return True

    def _free(self, boxes: Shapes, tree: shapely.STRtree) -> npt.NDArray[np.bool_]:
        """Return which blocks lie in the frame and meet nothing that is taken."""
        padded = shapely.buffer(boxes, _PAD_MM, join_style="mitre")
        free: npt.NDArray[np.bool_] = shapely.contains(self.frame.shape(), padded)
        free[tree.query(padded, predicate="intersects")[0]] = False
        return free

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
