"""Where a block of text may stand in an area, or beside it with a line that leads to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt

    from geo_coop.maps.print.sheet import Shapes

    Points = npt.NDArray[np.float64]
    Free = Callable[[Shapes], npt.NDArray[np.bool_]]

INSIDE: Final = 0.94  # of a block that lies within its area
MAINLY: Final = 0.68  # of one that belongs to no other area
_PARTLY: Final = 0.42  # where there is no room beside it either
_GRID: Final = (7, 15)  # places across an area that are tried; more where the search is fine
_DIRECTIONS: Final = (16, 48)
_DISTANCES_MM: Final = ((1.5, 4.0, 7.0, 11.0, 16.0, 22.0), (1.5, 2.5, 4.0, 5.5, 7.0, 9.0, 11.0, 13.5, 16.0, 19.0, 22.0))
_ON_GROUND: Final = 0.05  # of a block beside its area that may lie on others
_LONGEST_MM: Final = 34.0
_FOREIGN: Final = 2.0  # what a millimetre of a line over ground of others costs more
_DETAIL_MM: Final = 0.3


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the middle of a block stands.

    Attributes
    ----------
    x, y
        In millimetres on the sheet.
    leader
        The line from the block to its area; None where it stands in it.
    """

    x: float
    y: float
    leader: shapely.LineString | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """Where a block of text may stand.

    Attributes
    ----------
    ground
        Areas that a block beside its own had better not lie on; None where it must lie within its own.
    off
        Lines that the block had better not cross.
    share
        Part of the block that lies within its area.
    reach
        How far lines may lead, against A4.
    fine
        Whether to try more places.
    beside
        Whether it must stand beside its area.
    least
        Part of the block that lies within its area where nothing else is left.
    """

    ground: shapely.Geometry | None
    off: Shapes | None = None
    share: float = INSIDE
    reach: float = 1.0
    fine: bool = False
    beside: bool = False
    least: float = _PARTLY

    def spots(
        self, seen: shapely.Geometry, sizes: Sequence[tuple[float, float]], free: Free
    ) -> Iterator[tuple[int, Spot]]:
        """Yield which block may stand where: within, mainly within, beside with a line, and last partly within.

        Parameters
        ----------
        seen
            The area, in millimetres.
        sizes
            Width and height of each block, the best first.
        free
            Returns which of some blocks meet nothing else.
        """
        many = self.ground is not None or self.off is not None
        tries: list[tuple[float, Shapes | None, bool]] = [(self.share, None, many)]
        if self.off is not None and len(self.off):
            tries.insert(0, (self.share, self.off, True))
        if self.ground is not None:
            tries.append((min(MAINLY, self.share), None, True))
        for part, lines, grid in () if self.beside else tries:
            yield from self._in(seen, sizes, free, part, lines, many=grid)
        if self.ground is None:
            return
        for which, (wide, high) in enumerate(sizes):
            yield from ((which, spot) for spot in self._around(seen, (wide, high), free, self.ground))
        if not self.beside:
            yield from self._in(seen, sizes, free, self.least, None, many=self.fine)

    def _in(
        self,
        seen: shapely.Geometry,
        sizes: Sequence[tuple[float, float]],
        free: Free,
        share: float,
        off: Shapes | None,
        *,
        many: bool,
    ) -> Iterator[tuple[int, Spot]]:
        for which, (wide, high) in enumerate(sizes):
            places = within(seen, wide, high, grid=_GRID[self.fine] if many else 0)
            west, south, east, north = shapely.bounds(seen)
            if east - west < wide * share or north - south < high * share:
                continue
            boxes = _boxes(places, wide, high)
            open_ = np.flatnonzero(free(boxes))
            covered = shapely.area(shapely.intersection(boxes[open_], seen))
            for place in open_[covered >= share * wide * high]:
                if off is None or not shapely.intersects(off, boxes[place]).any():
                    yield which, Spot(float(places[place, 0]), float(places[place, 1]))

    def _around(
        self, shape: shapely.Geometry, size: tuple[float, float], free: Free, ground: shapely.Geometry
    ) -> Iterator[Spot]:
        """Yield places beside an area on no ground of others, those with a short line over little of it first."""
        wide, high = size
        west, south, east, north = shapely.bounds(shape)
        turns = np.arange(_DIRECTIONS[self.fine]) * 2 * np.pi / _DIRECTIONS[self.fine]
        distances = np.array(_DISTANCES_MM[self.fine]) * self.reach
        away, turn = (each.ravel() for each in np.meshgrid(distances, turns, indexing="ij"))
        places = np.column_stack([
            (west + east) / 2 + np.cos(turn) * ((east - west) / 2 + wide / 2 + away),
            (south + north) / 2 + np.sin(turn) * ((north - south) / 2 + high / 2 + away),
        ])  # fmt: skip
        boxes = _boxes(places, wide, high)
        good = free(boxes) & ~shapely.contains_properly(ground, boxes)
        edge = np.flatnonzero(good & shapely.intersects(ground, boxes))
        good[edge] = shapely.area(shapely.intersection(boxes[edge], ground)) <= _ON_GROUND * wide * high
        places, boxes = places[good], boxes[good]
        leaders = shapely.shortest_line(boxes, shape if self.beside else shapely.point_on_surface(shape))
        length = shapely.length(leaders)
        near = length <= _LONGEST_MM * self.reach
        places, boxes, leaders, length = places[near], boxes[near], leaders[near], length[near]
        over, own = (shapely.length(shapely.intersection(leaders, each)) for each in (ground, shape))
        cost = length + _FOREIGN * np.maximum(over - own, 0)
        for place in np.argsort(cost, kind="stable"):
            start = shapely.buffer(boxes[place], 0.5, join_style="mitre")
            leader = shapely.difference(leaders[place], start)
            if not shapely.is_empty(leader):
                yield Spot(float(places[place, 0]), float(places[place, 1]), leader)


def ground_of(shapes: Shapes) -> shapely.Geometry:
    """Return the ground that areas cover, in little detail."""
    present = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    ground = shapely.union_all(shapely.buffer(shapely.simplify(shapely.make_valid(present), _DETAIL_MM), 0))
    shapely.prepare(ground)
    return ground


def within(shape: shapely.Geometry, wide: float, high: float, *, grid: int) -> Points:
    """Return places for the middle of a block in an area, the roomiest first; then those of a grid, so many across."""
    west, south, east, north = shapely.bounds(shape)
    middle = shapely.get_point(shapely.maximum_inscribed_circle(shape, tolerance=max((east - west) / 50, 0.3)), 0)
    x, y = float(shapely.get_x(middle)), float(shapely.get_y(middle))
    inner = shapely.point_on_surface(shape)
    places = [(x, y), (float(inner.x), float(inner.y))]
    places += [(x, y + high * 0.8), (x, y - high * 0.8), (x + wide / 3, y), (x - wide / 3, y)]
    if grid:
        across, up = np.linspace(west, east, grid + 2)[1:-1], np.linspace(south, north, grid + 2)[1:-1]
        further = np.array([(each, other) for each in across for other in up])
        order = np.argsort(np.hypot(further[:, 0] - x, further[:, 1] - y), kind="stable")
        places += [(float(each), float(other)) for each, other in further[order]]
    return np.array(places)


def _boxes(places: Points, wide: float, high: float) -> Shapes:
    x, y = places[:, 0], places[:, 1]
    boxes: Shapes = shapely.box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
    return boxes
