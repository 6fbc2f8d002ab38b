"""The legend of a printed map: rows with swatches, in as many columns as there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import shapely

from geo_coop.maps.page import text_of
from geo_coop.maps.print.badges import Badge, draw_badge
from geo_coop.maps.print.hatches import HATCHES, Hatch, stripes
from geo_coop.maps.print.labels import NUMBER_COLOUR, SMALLEST
from geo_coop.maps.print.paper import Box
from geo_coop.maps.print.text import POINT_MM, height_mm, width_mm, wrap
from geo_coop.maps.print.words import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_coop.classify import Classification
    from geo_coop.maps.print.sheet import Sheet
    from geo_coop.schema import Lang

_SWATCH: Final = (1.07, 0.46)  # millimetres for each point of the letters
STRIPE_SPACING_MM: Final = 2.2
STRIPE_WIDTH: Final = 1.1
_GAP: Final = 0.07  # between rows, in millimetres for each point of the letters
_SHRINK: Final = 0.94
_HEADING_LINES: Final = 4
_LABEL_LINES: Final = 4


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the legend.

    Attributes
    ----------
    label
        Text; a heading where ``kind`` says so.
    kind
        heading, area, line, point, badge or number.
    count
        Text at the right.
    colour, edge
        Of the swatch: fill or line, and outline.
    hatch
        Pattern over the fill.
    width, dash
        Of a line, in points.
    marker
        Shape of a point.
    angle
        Of stripes over an area, in degrees; None for none. They have ``edge`` for colour.
    badge
        What a badge looks like.
    number
        What stands for a name on the map.
    """

    label: str
    kind: Literal["heading", "area", "line", "point", "badge", "number"] = "area"
    count: str = ""
    colour: str = "#ffffff"
    edge: str = "#5a5a5a"
    hatch: Hatch | None = None
    width: float = 0.5
    dash: tuple[float, ...] = ()
    marker: str = "circle"
    angle: float | None = None
    badge: Badge | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class _Set:
    """A row set in type: its lines, its height, and the size it is set in."""

    row: Row
    lines: list[str]
    height: float


def heading(text: str) -> Row:
    """Return a heading."""
    return Row(text, kind="heading")


def class_rows(classification: Classification, title: str) -> list[Row]:
    """Return the rows of a classification, from the same object that colours the map."""
    rows = [heading(classification.title or title)]
    rows += [
        Row(each.label, count=text_of(each.count, classification.lang), colour=each.colour, hatch=HATCHES[each.hatch])
        for each in classification.classes
    ]
    return rows


def key_rows(names: Sequence[str], lang: Lang) -> list[Row]:
    """Return the rows for names that stand as numbers on the map, counted from 1."""
    if not names:
        return []
    rows = [Row(name, kind="number", number=str(place)) for place, name in enumerate(names, 1)]
    return [heading(word("key", lang)), *rows]


def legend_height(rows: Sequence[Row], width: float, columns: int, size: float) -> float:
    """Return the least height that the rows need in columns of a width, at a size of letters in points."""
    typeset = [_set(row, width, size) for row in rows]
    low = max((each.height for each in typeset), default=0.0)
    high = sum(each.height for each in typeset)
    for _ in range(24):
        middle = (low + high) / 2
        if len(_flow(typeset, middle)) <= columns:
            high = middle
        else:
            low = middle
    return high


def draw_legend(
    sheet: Sheet, rows: Sequence[Row], box: Box, *, columns: int, gap: float, size: float, lang: Lang
) -> float:
    """Draw the legend in a box, with smaller letters where it needs them; rows that still do not fit are counted.

    Returns
    -------
    float
        The height used, in millimetres.
    """
    width = (box.width - gap * (columns - 1)) / columns
    while size > SMALLEST and legend_height(rows, width, columns, size) > box.height:
        size = max(size * _SHRINK, SMALLEST)
    shown = list(rows)
    flowed = _flow([_set(row, width, size) for row in shown], box.height)
    while len(flowed) > columns and len(shown) > 1:
        shown = shown[:-1]
        more = Row(word("rows_left_out", lang).format(count=len(rows) - len(shown)), kind="heading")
        flowed = _flow([_set(row, width, size) for row in [*shown, more]], box.height)
    if len(shown) == len(rows):
        # Columns of about the same height.
        flowed = _flow([_set(row, width, size) for row in rows], legend_height(rows, width, columns, size) + 1e-3)
    used = 0.0
    for number, column in enumerate(flowed[:columns]):
        x, y = box.left + number * (width + gap), box.top
        for each in column:
            _draw(sheet, each, x, y, width, size)
            y -= each.height
        used = max(used, box.top - y)
    return used


def _set(row: Row, width: float, size: float) -> _Set:
    if row.kind == "heading":
        lines = wrap(row.label, width, size, "bold", _HEADING_LINES)
        return _Set(row, lines, height_mm(len(lines), size) + _GAP * size * 1.6)
    room = width - _swatch(size)[0] - 2.0
    if row.count:
        room -= width_mm(row.count, size) + 2.0
    lines = wrap(row.label, room, size, "normal", _LABEL_LINES)
    return _Set(row, lines, max(height_mm(max(len(lines), 1), size), _swatch(size)[1]) + _GAP * size)


def _flow(typeset: Sequence[_Set], height: float) -> list[list[_Set]]:
    """Return rows in columns; no heading ends a column."""
    columns: list[list[_Set]] = [[]]
    used = 0.0
    for place, each in enumerate(typeset):
        needed = each.height
        if each.row.kind == "heading" and place + 1 < len(typeset):
            needed += typeset[place + 1].height
        if columns[-1] and used + needed > height + 1e-6:
            columns.append([])
            used = 0.0
        columns[-1].append(each)
        used += each.height
    return columns


def _swatch(size: float) -> tuple[float, float]:
    return _SWATCH[0] * size, _SWATCH[1] * size


def _draw_area(sheet: Sheet, row: Row, swatch: Box) -> None:
    sheet.box(swatch, face=row.colour, zorder=12)
    sheet.box(swatch, hatch=row.hatch, zorder=12)
    edge = row.edge
    if row.angle is not None:
        lines = stripes(np.array([swatch.shape()]), row.angle, STRIPE_SPACING_MM)
        sheet.lines(lines, colour=row.edge, width=STRIPE_WIDTH, clip=swatch, zorder=12.2)
        edge = "#5a5a5a"
    sheet.box(swatch, edge=edge, width=row.width, zorder=12.5)


def _draw(sheet: Sheet, each: _Set, x: float, y: float, width: float, size: float) -> None:
    row = each.row
    line = height_mm(1, size)
    ascent = size * POINT_MM * 0.95
    if row.kind == "heading":
        for number, text in enumerate(each.lines):
            sheet.text(x, y - _GAP * size * 0.8 - ascent - number * line, text, size, style="bold")
        return
    wide, high = _swatch(size)
    body = each.height - _GAP * size
    middle = y - body / 2 if len(each.lines) <= 1 else y - max(high, line) / 2
    if row.kind == "area":
        _draw_area(sheet, row, Box(x, middle - high / 2, wide, high))
    elif row.badge is not None:
        draw_badge(sheet, row.badge, x + wide / 2, middle, high, zorder=12)
    elif row.kind == "number":
        at = x + wide, middle - size * POINT_MM * 0.35
        sheet.text(*at, row.number, size, style="bold", colour=NUMBER_COLOUR, across="right")
    elif row.kind == "line":
        stroke = shapely.LineString([(x, middle), (x + wide, middle)])
        sheet.lines(np.array([stroke]), colour=row.colour, width=row.width, dash=row.dash, zorder=12)
    else:
        sheet.marker(x + wide / 2, middle, row.marker, 6.5, face=row.colour, edge=row.edge, zorder=12)
    # The first line of letters stands level with the middle of the swatch.
    first = middle - size * POINT_MM * 0.35
    for number, text in enumerate(each.lines):
        sheet.text(x + wide + 2.0, first - number * line, text, size)
    if row.count:
        sheet.text(x + width, first, row.count, size, across="right", colour="#4a4a4a")
