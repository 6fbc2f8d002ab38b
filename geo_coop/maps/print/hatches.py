"""Hatches of printed areas: each kept to one meaning, and told apart by direction, not by colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_coop.maps.print.sheet import Shapes


@dataclass(frozen=True, slots=True)
class Hatch:
    """A pattern over an area.

    Attributes
    ----------
    pattern
        In matplotlib's letters; repeated letters stand closer.
    colour
        ``#rrggbb`` of the pattern's lines.
    """

    pattern: str
    colour: str


#: The hatches of classes (`geo_coop.classify.Hatch`), and of villages that only law puts at the border.
HATCHES: Final[Mapping[str, Hatch | None]] = {
    "none": None,
    "diagonal": Hatch("//////", "#7a7a7a"),
    "dots": Hatch("....", "#8a7f6d"),
    "legal": Hatch("\\\\\\\\\\", "#141414"),
}


def stripes(shapes: Shapes, angle: float, spacing: float, offset: float = 0.0) -> Shapes:
    """Return the lines of a hatch over areas, cut to them: true to the millimetre at every scale and in every format.

    The lines of one angle, spacing and offset are the same over all areas, so that they run on from one to the next.

    Parameters
    ----------
    shapes
        Polygons in millimetres on the sheet.
    angle
        Of the lines, in degrees from the horizontal, counter-clockwise.
    spacing
        Between lines, in millimetres.
    offset
        Shift across the lines, in millimetres, to keep sets of one angle apart.
    """
    present = shapely.make_valid(shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))])
    if not len(present):
        return np.array([], dtype=object)
    west, south, east, north = shapely.total_bounds(present)
    along = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    across = np.array([-along[1], along[0]])
    corners = np.array([(west, south), (west, north), (east, south), (east, north)])
    reach, steps = corners @ along, (corners @ across - offset) / spacing
    at = np.arange(np.floor(steps.min()), np.ceil(steps.max()) + 1) * spacing + offset
    start, end = (at[:, None] * across + limit * along for limit in (reach.min(), reach.max()))
    lines = shapely.linestrings(np.stack([start, end], axis=1))
    cut = shapely.intersection(lines, shapely.union_all(present))
    parts = shapely.get_parts(cut)
    kept: Shapes = parts[(shapely.get_dimensions(parts) == 1) & ~shapely.is_empty(parts)]
    return kept
