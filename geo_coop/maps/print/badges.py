"""Badges: the number of a zone or area beside a region, in a circle or a square."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_coop.maps.print.text import POINT_MM, width_mm

if TYPE_CHECKING:
    from geo_coop.maps.print.sheet import Sheet

_LETTERS: Final = 1.75  # points of the letters for each millimetre of height
_DASH: Final = (1.6, 1.2)


@dataclass(frozen=True, slots=True)
class Badge:
    """One badge.

    Attributes
    ----------
    text
        A few letters.
    colour
        ``#rrggbb`` of edge and letters; of the ground where ``star``.
    square
        A square, else a circle.
    star
        Marks an initiator: white letters with a star on the colour.
    dashed
        A dashed edge, for what a document only implies.
    """

    text: str
    colour: str
    square: bool = False
    star: bool = False
    dashed: bool = False

    @property
    def letters(self) -> str:
        """Return what is written on it."""
        return f"{self.text}★" if self.star else self.text


def badge_width(badge: Badge, height: float) -> float:
    """Return the width of a badge of a height, in millimetres."""
    return max(height, width_mm(badge.letters, height * _LETTERS, "bold") + height * 0.45)


def draw_badge(sheet: Sheet, badge: Badge, x: float, y: float, height: float, *, zorder: float = 9.0) -> None:
    """Draw a badge with its middle at a place."""
    wide = badge_width(badge, height)
    radius = height * (0.12 if badge.square else 0.499)
    core = shapely.box(x - wide / 2 + radius, y - height / 2 + radius, x + wide / 2 - radius, y + height / 2 - radius)
    shape = shapely.buffer(core, radius)
    face = badge.colour if badge.star else "#ffffff"
    sheet.areas(np.array([shape]), face=face, edge="#ffffff", width=1.6, zorder=zorder)
    sheet.areas(np.array([shape]), face=face, zorder=zorder + 0.01)
    edge = np.array([shapely.get_exterior_ring(shape)])
    dash = _DASH if badge.dashed else ()
    sheet.lines(edge, colour=badge.colour, width=0.8, dash=dash, zorder=zorder + 0.02)
    size = height * _LETTERS
    sheet.text(
        x, y - size * POINT_MM * 0.36, badge.letters, size, style="bold",
        colour="#ffffff" if badge.star else badge.colour, across="center", zorder=zorder + 0.03,
    )  # fmt: skip
