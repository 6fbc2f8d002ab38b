"""The scale bar, true at the centre of the map, and the north arrow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_coop.maps.print.paper import Box
from geo_coop.maps.print.text import height_mm, wrap
from geo_coop.maps.print.words import decimal, whole, word

if TYPE_CHECKING:
    from geo_coop.maps.print.sheet import Sheet
    from geo_coop.maps.print.view import View
    from geo_coop.schema import Lang

_NICE: Final = (1.0, 2.0, 5.0)
_THICK_MM: Final = 1.8
_PARTS: Final = 4
#: Beyond this the map says that its scale holds at the centre only.
_NOTICEABLE: Final = 0.005
_ARROW_TURN: Final = 0.05  # degrees below which north is up


def bar_km(view: View, most_mm: float) -> float:
    """Return the greatest of 1, 2, 5, 10, 20, 50 ... km that is no longer than ``most_mm`` on the sheet."""
    most = most_mm * view.denominator / 1e6
    power = 10.0 ** math.floor(math.log10(most))
    return max(nice * power for nice in _NICE if nice * power <= most)


def bar_mm(view: View, kilometres: float) -> float:
    """Return the length of kilometres at the centre of the map, in millimetres on the sheet."""
    return kilometres * 1e6 / view.denominator


def draw_scale(sheet: Sheet, view: View, box: Box, lang: Lang, paper: str, size: float) -> float:
    """Draw a scale bar with its scale and projection, from the top of a box down.

    Parameters
    ----------
    sheet, view
        The sheet, and what the bar measures.
    box
        Where to draw; only its height may be exceeded.
    lang
        Language.
    paper
        Name of the paper that the scale in numbers holds for; empty for a picture, where it holds for none.
    size
        Size of the letters in points.

    Returns
    -------
    float
        The height drawn, in millimetres.
    """
    line = height_mm(1, size)
    kilometres = bar_km(view, box.width * 0.82)
    length = bar_mm(view, kilometres)
    left = box.left + 1.5
    bottom = box.top - line - _THICK_MM
    for part in range(_PARTS):
        piece = Box(left + length * part / _PARTS, bottom, length / _PARTS, _THICK_MM)
        sheet.box(piece, face="#111111" if part % 2 == 0 else "#ffffff", edge="#111111", width=0.5, zorder=12)
    for share in (0.0, 0.5, 1.0):
        text = decimal(kilometres * share, lang) if kilometres * share >= 1 or share == 0 else f"{kilometres * share:g}"
        shown = text.replace(".", ",") if lang == "id" and kilometres * share < 1 else text
        sheet.text(left + length * share, bottom + _THICK_MM + 0.7, shown, size, across="center")
    sheet.text(left + length + 3.5 + size * 0.1, bottom, "km", size)
    y = bottom - 1.2
    for text in _lines(view, box.width, lang, paper, size):
        y -= line
        sheet.text(box.left, y + line * 0.2, text, size)
    return box.top - y


def scale_height(view: View, width: float, lang: Lang, paper: str, size: float) -> float:
    """Return the height that `draw_scale` needs, in millimetres."""
    return height_mm(1, size) * (1 + len(_lines(view, width, lang, paper, size))) + _THICK_MM + 1.2


def draw_north(sheet: Sheet, view: View, x: float, y: float, height: float, lang: Lang, size: float) -> None:
    """Draw an arrow to true north at the centre of the map, its middle at a place on the sheet."""
    turn = math.radians(view.north()) if abs(view.north()) > _ARROW_TURN else 0.0
    half, wide = height / 2, height * 0.24
    points = [(0.0, half), (-wide, -half), (0.0, -half * 0.55), (wide, -half)]
    turned = [
        (x + px * math.cos(turn) + py * math.sin(turn), y - px * math.sin(turn) + py * math.cos(turn))
        for px, py in points
    ]
    dark = shapely.Polygon([turned[0], turned[1], turned[2]])
    light = shapely.Polygon([turned[0], turned[2], turned[3]])
    sheet.areas(np.array([dark]), face="#111111", edge="#111111", width=0.5, zorder=12)
    sheet.areas(np.array([light]), face="#ffffff", edge="#111111", width=0.5, zorder=12)
    reach = half + 0.6
    sheet.text(
        x + reach * math.sin(turn), y + reach * math.cos(turn), word("north", lang), size, style="bold",
        across="center", zorder=12,
    )  # fmt: skip


def _lines(view: View, width: float, lang: Lang, paper: str, size: float) -> list[str]:
    """Return the scale in numbers and the projection, wrapped."""
    texts = []
    off = view.distortion()
    if paper:
        texts.append(
            f"{word('scale', lang).format(number=whole(view.denominator, lang))} "
            f"{word('on_paper', lang).format(paper=paper)}"
        )
    if off > _NOTICEABLE:
        texts.append(word("scale_varies", lang).format(percent=decimal(math.ceil(off * 1000) / 10, lang)))
    texts.append(f"{word('projection', lang)}: {view.crs.name}")
    return [line for text in texts for line in wrap(text, width, size)]
