"""The panel of a sheet, at the right of the map or below it: legend, inset, scale and north."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_coop.maps.print.graticule import room_mm
from geo_coop.maps.print.inset import draw_inset, inset_height, inset_kind
from geo_coop.maps.print.labels import SMALLEST
from geo_coop.maps.print.legend import draw_legend, legend_height
from geo_coop.maps.print.paper import Box
from geo_coop.maps.print.scalebar import draw_north, draw_scale, scale_height

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_coop.maps.print.legend import Row
    from geo_coop.maps.print.paper import PageSetup
    from geo_coop.maps.print.sheet import Sheet
    from geo_coop.maps.print.view import View
    from geo_coop.schema import Lang

SMALL: Final = 6.5
_LEGEND_SIZE: Final = 7.5
_READABLE: Final = 7.05
_WIDTHS_MM: Final = (64.0, 74.0, 86.0, 104.0)  # of a panel at the right; the first in which the legend can be read
_BESIDE_MM: Final = 80.0  # width of such a panel from which inset and scale stand side by side
_INSET_SHARE: Final = 0.34  # of the width of such a panel
_INSET_SHARES: Final = (0.15, 0.45)  # of the height of a narrower one
_INSET_MM: Final = 40.0  # width of the inset below a map
_SCALE_MM: Final = (54.0, 22.0)  # room for scale and north
_MOST: Final = 0.36  # of the sheet for a panel below the map
_NORTH_MM: Final = 9.0
_GAP_MM: Final = 4.0


def halves(rows: Sequence[Row], kind: str | None, body: Box, setup: PageSetup) -> tuple[Box, Box]:
    """Return the frame of the map, and the panel: at its right, or below it.

    Parameters
    ----------
    rows
        The legend.
    kind
        Of the inset; None for none.
    body
        What there is for both, in millimetres.
    setup
        Paper and orientation.
    """
    letters = setup.letters
    labels, gap = room_mm(SMALL * letters), _GAP_MM * letters
    if setup.orientation == "landscape":
        wide = next(
            (
                each * letters
                for each in _WIDTHS_MM
                if legend_height(rows, each * letters, 1, _READABLE * letters)
                < body.height - _foot(kind, each, body, setup)
            ),
            _WIDTHS_MM[-1] * letters,
        )
        frame = Box(body.left + labels, body.bottom + labels, body.width - wide - gap - labels, body.height - labels)
        return frame, Box(frame.right + gap, body.bottom, wide, body.height)
    high = min(*_heights(rows, kind, body.width, letters), body.height * _MOST)
    bottom = body.bottom + high + gap / 2 + labels
    return Box(body.left + labels, bottom, body.width - labels, body.top - bottom), Box(
        body.left, body.bottom, body.width, high
    )


def draw_panel(sheet: Sheet, rows: Sequence[Row], view: View, panel: Box, setup: PageSetup, lang: Lang) -> bool:
    """Draw legend, inset, scale and north arrow, and return whether there is an inset."""
    letters = setup.letters
    gap, small = _GAP_MM * letters, SMALL * letters
    kind = inset_kind(view.bounds())
    columns = 1
    if setup.orientation == "portrait":
        columns = 2
        row, stack = _heights(rows, kind, panel.width, letters)
        legend, inset, scale = (_row if row <= stack else _stack)(kind, panel, letters)
    elif panel.width >= _BESIDE_MM * letters:
        share = panel.width * _INSET_SHARE if kind else 0.0
        high = inset_height(kind, share, small) if kind else 0.0
        left = panel.left + (share + gap if kind else 0.0)
        scale = Box(left, panel.bottom, panel.right - left, _SCALE_MM[1] * letters)
        inset = Box(panel.left, panel.bottom, share, high)
        legend = _from_top(panel, panel.height - max(high, scale.height) - gap)
    else:
        tall = _scale_height(view, panel.width, setup, lang)
        scale = Box(panel.left, panel.bottom, panel.width, tall)
        high = 0.0
        if kind is not None:
            # The inset gives way to a long legend.
            needed = legend_height(rows, panel.width, 1, _LEGEND_SIZE * letters)
            least, most = (share * panel.height for share in _INSET_SHARES)
            high = min(inset_height(kind, panel.width, small), most, max(least, panel.height - tall - 3 * gap - needed))
        inset = _from_top(panel, high)
        legend = Box(panel.left, scale.top + gap, panel.width, panel.height - tall - high - 1.6 * gap)
    if columns == 1 and legend_height(rows, legend.width, 1, SMALLEST) > legend.height:
        columns = 2
    if kind is not None:
        draw_inset(sheet, view, inset, lang, small)
    _draw_scale(sheet, view, scale, setup, lang)
    draw_legend(sheet, rows, legend, columns=columns, gap=gap, size=_LEGEND_SIZE * letters, lang=lang)
    return kind is not None


def _foot(kind: str | None, width: float, body: Box, setup: PageSetup) -> float:
    """Return the height that inset and scale need in a panel of a width at the right, given for A4."""
    letters = setup.letters
    scale, gap = _SCALE_MM[1] * letters, _GAP_MM * letters
    if kind is None:
        return scale + gap
    if width >= _BESIDE_MM:
        return max(scale, inset_height(kind, width * letters * _INSET_SHARE, SMALL * letters)) + gap
    return scale + body.height * _INSET_SHARES[0] + 2 * gap


def _heights(rows: Sequence[Row], kind: str | None, width: float, letters: float) -> tuple[float, float]:
    """Return the height of a panel below the map with inset and scale side by side, and one above the other."""
    panel, gap = Box(0.0, 0.0, width, 1000.0), _GAP_MM * letters
    found = []
    for legend, inset, scale in (_row(kind, panel, letters), _stack(kind, panel, letters)):
        least = max(panel.top - inset.bottom if kind else 0.0, panel.top - scale.bottom)
        needed = legend_height(rows, (legend.width - gap) / 2, 2, _LEGEND_SIZE * letters)
        found.append(max(needed, least) + 1.0)
    return found[0], found[1]


def _row(kind: str | None, panel: Box, letters: float) -> tuple[Box, Box, Box]:
    """Return the places of legend, inset and scale in a panel below the map: side by side."""
    gap, wide, across = _GAP_MM * letters, _SCALE_MM[0] * letters, _INSET_MM * letters if kind else 0.0
    tall = _SCALE_MM[1] * letters
    scale = Box(panel.right - wide, panel.top - tall, wide, tall)
    high = inset_height(kind, across, SMALL * letters) if kind else 0.0
    inset = Box(scale.left - gap - across, panel.top - high, across, high)
    right = inset.left - gap if kind else scale.left - gap
    return Box(panel.left, panel.bottom, right - panel.left, panel.height), inset, scale


def _stack(kind: str | None, panel: Box, letters: float) -> tuple[Box, Box, Box]:
    """Return the places of legend, inset and scale in a panel below the map: the scale below the inset."""
    gap = _GAP_MM * letters
    column = (panel.width - 2 * gap) / 3
    high = inset_height(kind, column, SMALL * letters) if kind else 0.0
    inset = Box(panel.right - column, panel.top - high, column, high)
    tall = _SCALE_MM[1] * letters
    scale = Box(inset.left, inset.bottom - (gap if kind else 0.0) - tall, column, tall)
    return Box(panel.left, panel.bottom, 2 * column + gap, panel.height), inset, scale


def _from_top(box: Box, height: float) -> Box:
    return Box(box.left, box.top - height, box.width, height)


def _scale_height(view: View, width: float, setup: PageSetup, lang: Lang) -> float:
    north = _NORTH_MM * setup.letters
    wide = width - north - 2.0
    return max(scale_height(view, wide, lang, setup.paper, SMALL * setup.letters), north + 4.0)


def _draw_scale(sheet: Sheet, view: View, box: Box, setup: PageSetup, lang: Lang) -> None:
    small, north = SMALL * setup.letters, _NORTH_MM * setup.letters
    draw_scale(sheet, view, Box(box.left, box.bottom, box.width - north - 2.0, box.height), lang, setup.paper, small)
    draw_north(sheet, view, box.right - north / 2, box.top - north / 2 - 3.0, north, lang, small * 1.2)
