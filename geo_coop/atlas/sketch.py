"""Small drawings of maps for the pages of the atlas: SVG that stands in the page, a few kilobytes each."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from geo_coop.classify import Classification

    Bounds = tuple[float, float, float, float]

SEA: Final = "#dbe9f2"
AROUND: Final = "#ecebe6"
_EDGE: Final = "#8c8c8c"
_WIDTH: Final = 960  # units of a drawing across; pages show it about half as wide
_MARGIN: Final = 0.04
_DETAIL: Final = 1.6  # units
_LINES: Final = (1, 5)


@dataclass(frozen=True, slots=True, eq=False)
class Paint:
    """Shapes of one look.

    Attributes
    ----------
    shapes
        Polygons or lines in EPSG:4326; missing ones are left out.
    fill, stroke
        ``#rrggbb`` or ``"none"``.
    width
        Of the stroke, in units of 1/960 of the drawing.
    dash
        Lengths of dashes and gaps; empty for a whole line.
    """

    shapes: npt.NDArray[np.object_]
    fill: str = "none"
    stroke: str = "none"
    width: float = 1.0
    dash: tuple[int, ...] = ()


def sketch(paints: Iterable[Paint], bounds: Bounds, *, ratio: float = 0.75, label: str = "") -> str:
    """Return a drawing as an SVG element.

    Parameters
    ----------
    paints
        From the lowest to the topmost.
    bounds
        West, south, east, north in degrees: what must be seen; more is, where the form of the drawing has room.
    ratio
        Height of the drawing for its width.
    label
        What it shows, for readers who do not see it; without one the drawing is decoration.

    Returns
    -------
    str
        Markup in which no text but ``label`` stands.
    """
    height = round(_WIDTH * ratio)
    place = _Placing(bounds, height)
    paths = "".join(_path(paint, place) for paint in paints)
    spoken = f'role="img" aria-label="{html.escape(label)}"' if label else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" {spoken}>'
        f'<rect width="{_WIDTH}" height="{height}" fill="{SEA}"/>{paths}</svg>'
    )


def class_paints(regions: gpd.GeoDataFrame, classes: Classification, *, edge: float = 1.0) -> list[Paint]:
    """Return regions in the colours of their classes and with their borders, one paint for each class."""
    shapes = np.asarray(regions.geometry.array, dtype=object)
    position = classes.index.loc[regions.index].to_numpy()
    return [Paint(shapes[position == number], each.colour, _EDGE, edge) for number, each in enumerate(classes.classes)]


def frame_paint(frame: gpd.GeoDataFrame | None, fill: str, stroke: str = "none", width: float = 1.0) -> list[Paint]:
    """Return a layer in one look; nothing where there is no layer."""
    return [] if frame is None else [Paint(np.asarray(frame.geometry.array, dtype=object), fill, stroke, width)]


class _Placing:
    """Puts degrees on the drawing: equirectangular, true at the middle latitude."""

    def __init__(self, bounds: Bounds, height: int) -> None:
        west, south, east, north = bounds
        squeeze = float(np.cos(np.radians((south + north) / 2)))
        wide, high = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
        self.scale = (1 - 2 * _MARGIN) * min(_WIDTH / wide, height / high)
        self.left = _WIDTH / 2 - (west + east) / 2 * squeeze * self.scale
        self.top = height / 2 + (south + north) / 2 * self.scale
        self.factor = np.array([squeeze * self.scale, -self.scale])
        corner = np.array([[0.0, 0.0], [_WIDTH, height]])
        (west, north), (east, south) = (corner - [self.left, self.top]) / self.factor
        self.window = shapely.box(west, south, east, north)

    def __call__(self, shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
        """Return what is seen of shapes, on the drawing, without detail too small to see."""
        there = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
        seen = there[shapely.intersects(shapely.envelope(there), self.window)]
        placed = shapely.transform(seen, lambda lonlat: lonlat * self.factor + [self.left, self.top])
        result: npt.NDArray[np.object_] = shapely.simplify(placed, _DETAIL, preserve_topology=False)
        return result


def _path(paint: Paint, place: _Placing) -> str:
    rings: list[str] = []
    for part in shapely.get_parts(place(np.asarray(paint.shapes, dtype=object))):
        closed = shapely.get_type_id(part) not in _LINES
        lines = shapely.get_rings(part) if closed else [part]
        rings += [text for line in lines if (text := _ring(shapely.get_coordinates(line), closed=closed))]
    if not rings:
        return ""
    look = f'fill="{paint.fill}"' if paint.fill != "none" else 'fill="none"'
    if paint.stroke != "none":
        look += f' stroke="{paint.stroke}" stroke-width="{paint.width:g}" stroke-linejoin="round"'
    if paint.dash:
        look += f' stroke-dasharray="{" ".join(str(part) for part in paint.dash)}"'
    return f'<path {look} fill-rule="evenodd" d="{"".join(rings)}"/>'


def _ring(points: npt.NDArray[np.float64], *, closed: bool) -> str:
    """Return one ring as steps between whole units; nothing where it is smaller than that."""
    whole = np.round(points).astype(int)
    steps = np.diff(whole, axis=0)
    steps = steps[(steps != 0).any(axis=1)]
    if len(steps) < (3 if closed else 1):
        return ""
    if closed:
        steps = steps[:-1]
    return f"M{whole[0, 0]} {whole[0, 1]}l{_steps(steps)}{'z' if closed else ''}"


def _steps(steps: Sequence[Sequence[int]] | npt.NDArray[np.int_]) -> str:
    return " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-")
