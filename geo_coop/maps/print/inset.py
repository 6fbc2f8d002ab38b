"""The inset that shows where a map lies: on Borneo, or in Indonesia."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_coop.boundaries import embedded
from geo_coop.maps.print.paper import Box
from geo_coop.maps.print.text import height_mm, width_mm, wrap
from geo_coop.maps.print.view import fit
from geo_coop.maps.print.words import word

if TYPE_CHECKING:
    from geo_coop.maps.print.sheet import Shapes, Sheet
    from geo_coop.maps.print.view import Bounds, View
    from geo_coop.provenance import Provenance
    from geo_coop.schema import Lang

_BORNEO: Final[Bounds] = (108.6, -4.3, 119.4, 7.4)
_INDONESIA: Final[Bounds] = (94.7, -11.2, 141.3, 8.5)
_OVER_DEG: Final = 0.5
_DETAIL_DEG: Final = 0.02
_LEAST_MM: Final = 2.0
_SHARES: Final = {"borneo": 0.72, "indonesia": 0.5}  # height of an inset against its width
_RED: Final = "#c1121f"


def inset_kind(bounds: Bounds) -> str | None:
    """Return ``"borneo"`` or ``"indonesia"``, whichever shows where bounds lie; None where neither does."""
    west, south, east, north = bounds
    middle = ((west + east) / 2, (south + north) / 2)
    tall = south < _BORNEO[1] - _OVER_DEG or north > _BORNEO[3] + _OVER_DEG
    if _holds(_BORNEO, middle) and east - west <= _BORNEO[2] - _BORNEO[0] and not tall:
        return "borneo"
    wide = east - west <= (_INDONESIA[2] - _INDONESIA[0]) * 0.7
    return "indonesia" if wide and _holds(_INDONESIA, middle) else None


def inset_height(kind: str, width: float, size: float) -> float:
    """Return the height of an inset with its caption, in millimetres."""
    return width * _SHARES[kind] + height_mm(1, size) + 0.5


def draw_inset(sheet: Sheet, view: View, box: Box, lang: Lang, size: float) -> Provenance | None:
    """Draw the inset in a box, from its top down, and return the source of its shapes; None where there is no inset."""
    bounds = view.bounds()
    kind = inset_kind(bounds)
    if kind is None:
        return None
    below = height_mm(1, size) + 0.5
    # No wider than what it shows: a flat box would be sea for the most part.
    wide = min(box.width, (box.height - below) / _SHARES[kind])
    text = word(f"inset_{kind}", lang)
    caption = wrap(
        text if width_mm(text, size) <= box.width else word(f"inset_{kind}_short", lang), box.width, size, most=1
    )
    frame = Box(box.left, box.bottom + below, wide, box.height - below)
    place = fit(_BORNEO if kind == "borneo" else _INDONESIA, frame, margin=0.02)
    home, abroad = _land()
    sheet.box(frame, face="#dbe9f2", zorder=12)
    sheet.areas(place.place(abroad), face="#e2ddd0", edge="#a8a8a8", width=0.25, clip=frame, zorder=12.1)
    sheet.areas(place.place(home), face="#ffffff", edge="#a8a8a8", width=0.25, clip=frame, zorder=12.2)
    shown = place.place([_outline(view)])
    west, south, east, north = shapely.total_bounds(shown)
    if max(east - west, north - south) < _LEAST_MM:
        x, y = (west + east) / 2, (south + north) / 2
        sheet.marker(x, y, "square", _LEAST_MM * 2.83, face="none", edge=_RED, width=1.4, zorder=12.6)
    sheet.areas(shown, edge=_RED, width=1.2, clip=frame, zorder=12.5)
    sheet.box(frame, edge="#111111", width=0.6, zorder=12.7)
    for line in caption:
        x = box.left + max((wide - width_mm(line, size)) / 2, 0.0)
        sheet.text(x, box.bottom + height_mm(1, size) * 0.3, line, size)
    return embedded.provenance("province")


def _outline(view: View) -> shapely.Geometry:
    """Return the frame of a view as a polygon in degrees."""
    along = np.linspace(0, 1, 17)
    frame = view.frame
    left, right = np.full(17, frame.left), np.full(17, frame.right)
    across, up = frame.left + along * frame.width, frame.bottom + along * frame.height
    x = np.concatenate([across, right, across[::-1], left])
    y = np.concatenate([np.full(17, frame.bottom), up, np.full(17, frame.top), up[::-1]])
    return shapely.Polygon(np.column_stack(view.lonlat(x, y)))


def _holds(bounds: Bounds, point: tuple[float, float]) -> bool:
    return bounds[0] <= point[0] <= bounds[2] and bounds[1] <= point[1] <= bounds[3]


@lru_cache(maxsize=1)
def _land() -> tuple[Shapes, Shapes]:
    """Return the provinces of Indonesia, and the states around, in little detail."""
    provinces = embedded.read("province")
    home = np.array([str(code)[:1].isdigit() for code in provinces.index])
    abroad = np.asarray(embedded.read("country").geometry.array)
    return _coarse(np.asarray(provinces.geometry.array)[home]), _coarse(abroad)


def _coarse(shapes: Shapes) -> Shapes:
    kept: Shapes = shapely.simplify(shapes[~shapely.is_missing(shapes)], _DETAIL_DEG)
    return kept
