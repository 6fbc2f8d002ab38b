"""Small pictures of maps: title, map, legend and sources, drawn as on paper but without its furniture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_coop.errors import InputError
from geo_coop.maps.page import MapNotes, joined_bounds
from geo_coop.maps.print.choropleth import check_drawable, draw_choropleth
from geo_coop.maps.print.corridor import corridor_rows, draw_corridor
from geo_coop.maps.print.layout import Canvas, Content, draw_frame
from geo_coop.maps.print.legend import class_rows, draw_legend
from geo_coop.maps.print.paper import Box
from geo_coop.maps.print.sheet import render
from geo_coop.maps.print.text import POINT_MM, height_mm, wrap
from geo_coop.maps.print.view import fit
from geo_coop.maps.print.words import word
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
_FOOT_SIZE: Final = 6.3
_FOOT_SHARE: Final = 0.4  # of the height beside the map


def choropleth_png(
    regions: gpd.GeoDataFrame,
    classification: Classification,
    *,
    title: str = "",
    outlines: gpd.GeoDataFrame | None = None,
    context: gpd.GeoDataFrame | None = None,
    notes: MapNotes | None = None,
    size: tuple[int, int] = (800, 600),
    lang: Lang = "id",
) -> bytes:
    """Return a PNG picture of a choropleth map.

    Parameters
    ----------
    regions, classification, title, outlines, context, lang
        As for `geo_coop.maps.print.choropleth.choropleth_sheet`.
    notes
        Sources, tier and day, written below the legend; None leaves that to what the picture stands in.
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
        notes=MapNotes() if notes is None else notes,
        lang=lang,
    )
    return _picture(content, size, foot=notes is not None)


def corridor_png(
    layers: CorridorLayers,
    status: Classification,
    *,
    title: str = "",
    notes: MapNotes | None = None,
    size: tuple[int, int] = (800, 600),
    lang: Lang = "id",
) -> bytes:
    """Return a PNG picture of a corridor map.

    Parameters
    ----------
    layers, status, title, lang
        As for `geo_coop.maps.print.corridor.corridor_sheet`.
    notes
        Sources, tier and day, written below the legend; None leaves that to what the picture stands in.
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
        notes=MapNotes() if notes is None else notes,
        lang=lang,
    )
    return _picture(content, size, foot=notes is not None)


def _picture(content: Content, size: tuple[int, int], *, foot: bool) -> bytes:
    check_lang(content.lang)
    if min(size) < _MIN_SIZE:
        message = f"picture of {size[0]} x {size[1]} pixels is too small; at least {_MIN_SIZE} each way"
        raise InputError(message)
    millimetres = (size[0] / _DPI * _INCH_MM, size[1] / _DPI * _INCH_MM)
    return render(lambda sheet: _compose(sheet, content, foot=foot), millimetres, "png", _DPI, content.title)


def _compose(sheet: Sheet, content: Content, *, foot: bool) -> None:
    fitting = min(sheet.width / _USUAL_MM[0], sheet.height / _USUAL_MM[1])
    letters = min(max(fitting, _LETTERS[0]), _LETTERS[1])
    edge, large = 3.0 * letters, _TITLE_SIZE * letters
    y = sheet.height - edge
    for line in wrap(content.title, sheet.width - 2 * edge, large, "bold", 2):
        sheet.text(edge, y - large * POINT_MM, line, large, style="bold")
        y -= height_mm(1, large)
    wide = sheet.width * (1 - _LEGEND_SHARE)
    frame = Box(edge, edge, wide - edge, y - 2 * edge)
    draw_frame(Canvas(sheet, fit(content.bounds, frame), content.lang, letters, least=_LEAST), content)
    room = Box(wide + edge, edge, sheet.width - wide - 2 * edge, frame.height)
    below = _foot(sheet, content, room, letters) if foot else 0.0
    legend = Box(room.left, room.bottom + below, room.width, room.height - below)
    draw_legend(sheet, content.legend, legend, columns=1, gap=edge, size=_LEGEND_SIZE * letters, lang=content.lang)


def _foot(sheet: Sheet, content: Content, room: Box, letters: float) -> float:
    """Write at the foot of a column what the boundaries are worth, the day and the sources; return the height taken."""
    notes, lang, size = content.notes, content.lang, _FOOT_SIZE * letters
    lines = [] if notes.tier == "authoritative" else [(word("approximate", lang), "bold", "#5c3c00")]
    texts = [f"{word('on', lang)} {notes.on.isoformat()}"] if notes.on else []
    texts += [f"{word('source', lang)}: {each.title}, {word('release', lang)} {each.release}" for each in notes.sources]
    lines += [(line, "normal", "#444444") for text in dict.fromkeys(texts) for line in wrap(text, room.width, size)]
    most = max(1, int(room.height * _FOOT_SHARE / height_mm(1, size)))
    if len(lines) > most:
        lines = [*lines[: most - 1], ("…", "normal", "#444444")] if most > 1 else lines[:1]
    for place, (line, style, colour) in enumerate(reversed(lines)):
        y = room.bottom + height_mm(place, size)
        sheet.text(room.left, y, line, size, style=style, colour=colour)
    return height_mm(len(lines) + 1, size) if lines else 0.0
