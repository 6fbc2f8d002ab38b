"""The net of meridians and parallels in a frame, with its labels at the edges."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_coop.maps.print.text import POINT_MM, width_mm
from geo_coop.maps.print.words import word

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_coop.maps.print.sheet import Sheet
    from geo_coop.maps.print.view import View
    from geo_coop.schema import Lang

_STEPS_MIN: Final = (1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 300, 600, 900, 1200, 1800)  # minutes of arc
_LINES: Final = 4
_COLOUR: Final = "#6f8794"
_WIDTH: Final = 0.35
_TICK_MM: Final = 1.2
_GAP_MM: Final = 0.8
_POINTS: Final = 65
_MINUTES: Final = 60
_NARROW_MM: Final = 90.0  # frames with half as many lines
_CORNER_MM: Final = 1.5
_HALF_TURN: Final = 180
_BEYOND: Final = 0.03
_PRIME: Final = "\N{PRIME}"


def step_minutes(span: float) -> int:
    """Return the step of the net, in minutes of arc, that gives about four lines over a span of degrees."""
    wanted = span * _MINUTES / _LINES
    return min(_STEPS_MIN, key=lambda step: abs(math.log(step / wanted)))


def degrees_text(minutes: int, lang: Lang, *, latitude: bool) -> str:
    """Return a meridian or parallel in words.

    Examples
    --------
    >>> degrees_text(6960, "id", latitude=False), degrees_text(-120, "en", latitude=True)
    ('116° BT', '2° S')
    """
    whole, rest = divmod(abs(minutes), _MINUTES)
    text = f"{whole}°" + (f"{rest:02d}{_PRIME}" if rest else "")
    if minutes == 0:
        return text
    side = ("north_of" if minutes > 0 else "south_of") if latitude else ("east_of" if minutes > 0 else "west_of")
    return f"{text} {word(side, lang)}"


def draw_graticule(
    sheet: Sheet, view: View, lang: Lang, size: float, *, below: bool = True, left: bool = True, zorder: float = 2.0
) -> None:
    """Draw meridians and parallels in the frame, ticks at its edges, longitudes below it and latitudes at its left.

    Parameters
    ----------
    sheet, view
        Where to draw.
    lang
        Language of the labels.
    size
        Size of the letters in points; they stand within twice that of the frame.
    below, left
        Whether longitudes and latitudes are labelled.
    zorder
        What the lines lie over.
    """
    west, south, east, north = view.bounds()
    over, beyond = (east - west) * _BEYOND, (north - south) * _BEYOND
    frame = view.frame
    step = step_minutes(max(east - west, 1e-6) * 150 / max(frame.width, 150))
    if frame.width < _NARROW_MM:
        step = step_minutes(max(east - west, 1e-6) * 2)
    base = shapely.LineString([(frame.left, frame.bottom), (frame.right, frame.bottom)])
    side = shapely.LineString([(frame.left, frame.bottom), (frame.left, frame.top)])
    for minutes in _multiples(west, east, step):
        line = _line(view, np.full(_POINTS, minutes / _MINUTES), np.linspace(south - beyond, north + beyond, _POINTS))
        sheet.lines(np.array([line]), colour=_COLOUR, width=_WIDTH, clip=frame, zorder=zorder)
        text = degrees_text(_turned(minutes), lang, latitude=False)
        room = width_mm(text, size) / 2 + _CORNER_MM
        for point in _crossings(line, base) if below else ():
            _tick(sheet, point.x, frame.bottom, point.x, frame.bottom - _TICK_MM)
            if frame.left + room <= point.x <= frame.right - room:
                sheet.text(point.x, frame.bottom - _TICK_MM - _GAP_MM, text, size, across="center", along="top")
    for minutes in _multiples(south, north, step):
        line = _line(view, np.linspace(west - over, east + over, _POINTS), np.full(_POINTS, minutes / _MINUTES))
        sheet.lines(np.array([line]), colour=_COLOUR, width=_WIDTH, clip=frame, zorder=zorder)
        text = degrees_text(minutes, lang, latitude=True)
        room = width_mm(text, size) / 2 + _CORNER_MM
        for point in _crossings(line, side) if left else ():
            _tick(sheet, frame.left, point.y, frame.left - _TICK_MM, point.y)
            if frame.bottom + room <= point.y <= frame.top - room:
                # Turned by 90 degrees: the baseline is the right side of the letters.
                x = frame.left - _TICK_MM - _GAP_MM
                sheet.text(x, point.y, text, size, across="center", along="baseline", rotation=90)


def room_mm(size: float) -> float:
    """Return how much room labels of a size in points need beside the frame."""
    return _TICK_MM + _GAP_MM + size * POINT_MM * 1.1


def _multiples(low: float, high: float, step: int) -> list[int]:
    first = math.ceil(round(low * _MINUTES / step, 6))
    last = math.floor(round(high * _MINUTES / step, 6))
    return [number * step for number in range(first, last + 1)]


def _turned(minutes: int) -> int:
    """Return a meridian counted from -180 to 180 degrees."""
    whole = _HALF_TURN * _MINUTES
    return (minutes + whole) % (2 * whole) - whole if abs(minutes) > whole else minutes


def _line(view: View, lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> shapely.Geometry:
    line = shapely.LineString(np.column_stack([lon, lat]))
    return view.place(np.array([line]))[0]


def _crossings(line: shapely.Geometry, edge: shapely.Geometry) -> list[shapely.Geometry]:
    found = shapely.get_parts(shapely.intersection(line, edge))
    return [point for point in found if point.geom_type == "Point"]


def _tick(sheet: Sheet, x0: float, y0: float, x1: float, y1: float) -> None:
    tick = np.array([shapely.LineString([(x0, y0), (x1, y1)])])
    sheet.lines(tick, colour="#111111", width=0.5, zorder=11)
