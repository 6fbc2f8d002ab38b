"""Small pictures of maps, for an index: title, map and legend, drawn as on paper but without its furniture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_coop.errors import InputError
from geo_coop.maps.page import MapNotes, joined_bounds
from geo_coop.maps.print.choropleth import check_drawable, draw_choropleth
from geo_coop.maps.print.corridor import corridor_rows, draw_corridor
from geo_coop.maps.print.layout import Canvas, Content, draw_frame
from geo_coop.maps.print.legend import class_rows, draw_legend
from geo_coop.maps.print.sheet import Box, render
from geo_coop.maps.print.text import POINT_MM, height_mm, wrap
from geo_coop.maps.print.view import fit
from geo_coop.maps.words import check_lang

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_coop.classify import Classification
    from geo_coop.maps.corridor import CorridorLayers
    from geo_coop.maps.print.sheet import Sheet
    from geo_coop.schema import Lang

_DPI: Final = 100
_MIN_SIZE: Final = 100
_INCH_MM: Final = 25.4
_USUAL_MM: Final = (203.2, 152.4)  # 800 x 600 pixels
_LETTERS: Final = (0.4, 2.5)
_LEGEND_SHARE: Final = 0.31
_TITLE_SIZE: Final = 12.0
_LEGEND_SIZE: Final = 8.0
_LEAST: Final = 5.0  # 7 pixels


def choropleth_png(
    regions: gpd.GeoDataFrame,
    classification: Classification,
    *,
    title: str = "",
    outlines: gpd.GeoDataFrame | None = None,
    context: gpd.GeoDataFrame | None = None,
    size: tuple[int, int] = (800, 600),
    lang: Lang = "id",
) -> bytes:
    """Return a PNG picture of a choropleth map.

    Parameters
    ----------
    regions, classification, title, outlines, context, lang
        As for `geo_coop.maps.print.choropleth.choropleth_sheet`.
    size
        Width and height in pixels.

    Raises
    ------
    InputError
        Classes of other regions, no region with a shape, or a size below 100 pixels.
    """
    check_drawable(regions, classification)
    content = Content(
        title=title,
        bounds=joined_bounds(regions),
        draw=lambda canvas: draw_choropleth(canvas, regions, classification, outlines, context),
        legend=class_rows(classification, title),
        notes=MapNotes(),
        lang=lang,
    )
    return _picture(content, size)


def corridor_png(
    layers: CorridorLayers,
    status: Classification,
    *,
    title: str = "",
    size: tuple[int, int] = (800, 600),
    lang: Lang = "id",
) -> bytes:
    """Return a PNG picture of a corridor map.

    Parameters
    ----------
    layers, status, title, lang
        As for `geo_coop.maps.print.corridor.corridor_sheet`.
    size
        Width and height in pixels.

    Raises
    ------
    InputError
        As for `geo_coop.maps.print.corridor.corridor_sheet`, or a size below 100 pixels.
    """
    layers.check()
    check_drawable(layers.villages, status)
    content = Content(
        title=title,
        bounds=layers.bounds(),
        draw=lambda canvas: draw_corridor(canvas, layers, status),
        legend=corridor_rows(layers, status, title, lang),
        notes=MapNotes(),
        lang=lang,
    )
    return _picture(content, size)


def _picture(content: Content, size: tuple[int, int]) -> bytes:
    check_lang(content.lang)
    if min(size) < _MIN_SIZE:
        message = f"picture of {size[0]} x {size[1]} pixels is too small; at least {_MIN_SIZE} each way"
        raise InputError(message)
    millimetres = (size[0] / _DPI * _INCH_MM, size[1] / _DPI * _INCH_MM)
    return render(lambda sheet: _compose(sheet, content), millimetres, "png", _DPI, content.title)


def _compose(sheet: Sheet, content: Content) -> None:
    fitting = min(sheet.width / _USUAL_MM[0], sheet.height / _USUAL_MM[1])
    letters = min(max(fitting, _LETTERS[0]), _LETTERS[1])
    edge, large = 3.0 * letters, _TITLE_SIZE * letters
    y = sheet.height - edge
    for line in wrap(content.title, sheet.width - 2 * edge, large, "bold", 2):
        sheet.text(edge, y - large * POINT_MM, line, large, style="bold")
        y -= height_mm(1, large)
    wide = sheet.width * (1 - _LEGEND_SHARE)
    frame = Box(edge, edge, wide - edge, y - 2 * edge)
    draw_frame(Canvas(sheet, fit(content.bounds, frame), content.lang, letters, _LEAST), content)
    room = Box(wide + edge, edge, sheet.width - wide - 2 * edge, frame.height)
    draw_legend(sheet, content.legend, room, columns=1, gap=edge, size=_LEGEND_SIZE * letters, lang=content.lang)
