"""Where a block of text may stand in an area, or beside it with a line that leads to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from geo_coop.maps.print.sheet import Shapes

    Points = npt.NDArray[np.float64]

_GRID: Final = 7  # places across an area that are tried
_DIRECTIONS: Final = 16
_DISTANCES_MM: Final = (1.5, 4.0, 7.0, 11.0, 16.0, 22.0)
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


def ground_of(shapes: Shapes) -> shapely.Geometry:
    """Return the ground that areas cover, in little detail."""
    present = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    ground = shapely.union_all(shapely.buffer(shapely.simplify(shapely.make_valid(present), _DETAIL_MM), 0))
    shapely.prepare(ground)
    return ground


def within(shape: shapely.Geometry, wide: float, high: float, *, many: bool) -> Points:
    """Return places for the middle of a block in an area, the roomiest first; with ``many`` a grid of further ones."""
    west, south, east, north = shapely.bounds(shape)
    middle = shapely.get_point(shapely.maximum_inscribed_circle(shape, tolerance=max((east - west) / 50, 0.3)), 0)
    x, y = float(shapely.get_x(middle)), float(shapely.get_y(middle))
    inner = shapely.point_on_surface(shape)
    places = [(x, y), (float(inner.x), float(inner.y))]
    places += [(x, y + high * 0.8), (x, y - high * 0.8), (x + wide / 3, y), (x - wide / 3, y)]
    if many:
        across, up = np.linspace(west, east, _GRID + 2)[1:-1], np.linspace(south, north, _GRID + 2)[1:-1]
        grid = np.array([(each, other) for each in across for other in up])
        order = np.argsort(np.hypot(grid[:, 0] - x, grid[:, 1] - y), kind="stable")
        places += [(float(each), float(other)) for each, other in grid[order]]
    return np.array(places)


def mostly(
    shape: shapely.Geometry, places: Points, wide: float, high: float, share: float, off: Shapes | None = None
) -> Iterator[Spot]:
    """Yield those of the places where a share of the block lies in the area, and that keep off lines."""
    west, south, east, north = shapely.bounds(shape)
    if east - west < wide * share or north - south < high * share:
        return
    boxes = _boxes(places, wide, high)
    good = shapely.area(shapely.intersection(boxes, shape)) >= share * wide * high
    for place in np.flatnonzero(good):
        if off is None or not shapely.intersects(off, boxes[place]).any():
            yield Spot(float(places[place, 0]), float(places[place, 1]))


def around(shape: shapely.Geometry, wide: float, high: float, ground: shapely.Geometry) -> Iterator[Spot]:
    """Yield places beside an area that lie on no ground of others, those with a short line over little of it first."""
    west, south, east, north = shapely.bounds(shape)
    inner = shapely.point_on_surface(shape)
    turns = np.arange(_DIRECTIONS) * 2 * np.pi / _DIRECTIONS
    away, turn = (each.ravel() for each in np.meshgrid(_DISTANCES_MM, turns, indexing="ij"))
    places = np.column_stack([
        (west + east) / 2 + np.cos(turn) * ((east - west) / 2 + wide / 2 + away),
        (south + north) / 2 + np.sin(turn) * ((north - south) / 2 + high / 2 + away),
    ])  # fmt: skip
    boxes = _boxes(places, wide, high)
    leaders = shapely.shortest_line(boxes, inner)
    length = shapely.length(leaders)
    covered = shapely.area(shapely.intersection(boxes, ground)) / (wide * high)
    over = shapely.length(shapely.intersection(leaders, ground)) - shapely.length(shapely.intersection(leaders, shape))
    cost = length + _FOREIGN * np.maximum(over, 0)
    for place in np.argsort(cost, kind="stable"):
        if covered[place] <= _ON_GROUND and length[place] <= _LONGEST_MM:
            start = shapely.buffer(boxes[place], 0.5, join_style="mitre")
            x, y = (float(each) for each in places[place])
            yield Spot(x, y, shapely.difference(leaders[place], start))


def _boxes(places: Points, wide: float, high: float) -> Shapes:
    x, y = places[:, 0], places[:, 1]
    boxes: Shapes = shapely.box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
    return boxes
