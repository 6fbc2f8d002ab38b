"""What lies around the regions of a map, and the borders of upper levels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_coop.labels import label
from geo_coop.maps.page import text_of
from geo_coop.maps.print.legend import Row
from geo_coop.maps.print.words import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from geo_coop.maps.print.labels import Labels
    from geo_coop.maps.print.layout import Canvas
    from geo_coop.maps.print.sheet import Shapes
    from geo_coop.schema import Lang

CONTEXT_FACE: Final = "#ecebe6"
OUTLINE_WIDTH: Final = 0.75
_EDGE: Final = "#9a9a9a"
_ISLET_MM: Final = 2.2  # areas less wide
_ISLET_WIDTH: Final = 0.15
_SHOWN: Final = 8
_NOTABLE: Final = 0.012  # part of the frame from which a name is worth writing


def placed(frame: gpd.GeoDataFrame, canvas: Canvas) -> Shapes:
    """Return the shapes of a layer in millimetres on the sheet; missing ones stay missing."""
    return canvas.view.place(np.asarray(frame.geometry.array, dtype=object))


def names_of(frame: gpd.GeoDataFrame) -> list[str]:
    """Return the names of regions for a map, without the word for a regency."""
    return [text_of(name, "id").removeprefix("Kabupaten ") for name in frame["name"]]


def draw_context(canvas: Canvas, frame: gpd.GeoDataFrame | None, *, face: str = CONTEXT_FACE) -> Shapes:
    """Draw surroundings in one colour, and return their shapes on the sheet."""
    if frame is None or frame.empty:
        return np.array([], dtype=object)
    shapes = placed(frame, canvas)
    canvas.sheet.areas(shapes, face=face, edge=_EDGE, width=0.4, clip=canvas.view.frame, zorder=1)
    return shapes


def name_context(
    canvas: Canvas,
    labels: Labels,
    frame: gpd.GeoDataFrame | None,
    shapes: Shapes,
    own: Shapes,
    off: Shapes | None = None,
) -> None:
    """Write the names of surroundings on the part of them that is seen and that the map's regions do not cover.

    They keep off the borders of the areas ``off`` where they can.
    """
    if frame is None or frame.empty:
        return
    window = canvas.view.frame.shape()
    present = own[~shapely.is_missing(own)]
    coarse = shapely.buffer(shapely.union_all(shapely.simplify(shapely.make_valid(present), 0.5)), 0)
    seen = []
    for shape in shapes:
        if shape is None or not shapely.intersects(shape, window):
            seen.append(shapely.Polygon())
            continue
        cut = shapely.intersection(shapely.make_valid(shapely.simplify(shape, 0.2)), window)
        rest = shapely.difference(cut, coarse)
        seen.append(rest if shapely.area(rest) > shapely.area(window) * _NOTABLE else shapely.Polygon())
    texts = [name.upper() for name in names_of(frame)]
    size = 7.0 * canvas.letters
    labels.inside(np.array(seen), texts, size, strict=True, colour="#5b5b5b", count=False, off=_edges(off))


def draw_outlines(canvas: Canvas, frame: gpd.GeoDataFrame | None, width: float = OUTLINE_WIDTH) -> Shapes:
    """Draw the borders of an upper level as lines, and return its shapes on the sheet."""
    if frame is None or frame.empty:
        return np.array([], dtype=object)
    shapes = placed(frame, canvas)
    draw_edges(canvas, shapes, "#1b1b1b", width, zorder=5)
    return shapes


def draw_edges(canvas: Canvas, shapes: Shapes, colour: str, width: float, *, zorder: float) -> None:
    """Draw the borders of areas; those of islets thin, so that a delta is no blot."""
    parts = shapely.get_parts(shapes[~shapely.is_missing(shapes)])
    small = _roominess(parts) < _ISLET_MM * canvas.letters
    clip = canvas.view.frame
    canvas.sheet.areas(parts[~small], edge=colour, width=width, clip=clip, zorder=zorder)
    canvas.sheet.areas(parts[small], edge=colour, width=min(width, _ISLET_WIDTH), clip=clip, zorder=zorder)


def _roominess(parts: Shapes) -> npt.NDArray[np.float64]:
    """Return about how wide areas are, in millimetres: twice their area for each millimetre of half their border."""
    length = shapely.length(parts)
    wide: npt.NDArray[np.float64] = np.divide(
        4 * shapely.area(parts), length, out=np.zeros(len(parts)), where=length > 0
    )
    return wide


def _edges(shapes: Shapes | None) -> Shapes | None:
    """Return the borders of areas, in little detail."""
    if shapes is None or not len(shapes):
        return None
    edges: Shapes = shapely.boundary(shapely.simplify(shapes[~shapely.is_missing(shapes)], 0.3))
    return edges


def outline_rows(frame: gpd.GeoDataFrame | None, lang: Lang) -> list[Row]:
    """Return the row of the legend for the borders of an upper level."""
    if frame is None or frame.empty:
        return []
    levels = frame["level"].unique() if "level" in frame.columns else []
    text = (
        word("outlines", lang) if len(levels) != 1 else f"{word('border_of', lang)} {label('level', levels[0], lang)}"
    )
    return [Row(text, kind="line", colour="#1b1b1b", width=OUTLINE_WIDTH)]


def without_shape(frame: gpd.GeoDataFrame, lang: Lang) -> list[str]:
    """Return a remark on regions that cannot be drawn, where there are such."""
    lacking = frame[frame.geometry.isna() | frame.geometry.is_empty]
    names = [f"{name} ({code})" for code, name in zip(lacking.index, names_of(lacking), strict=True)]
    return [counted("without_shape", names, lang)] if names else []


def counted(key: str, names: Sequence[str], lang: Lang) -> str:
    """Return a remark on named things, with their number and the first of their names."""
    more = ", …" if len(names) > _SHOWN else ""
    return word(key, lang).format(count=len(names), names=", ".join(names[:_SHOWN]) + more)
