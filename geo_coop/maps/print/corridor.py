"""Border corridors on paper: the line, its bands, and the villages at it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Unpack

import numpy as np
import shapely

from geo_coop.maps.corridor import BAND_COLOUR, CROSSING_SHAPES, DASHES, outer_edge
from geo_coop.maps.page import MapNotes, text_of
from geo_coop.maps.print.choropleth import check_drawable, draw_classes, name_regions
from geo_coop.maps.print.hatches import HATCHES
from geo_coop.maps.print.layout import Content, sheet_of
from geo_coop.maps.print.legend import Row, class_rows, heading
from geo_coop.maps.print.paper import PageSetup
from geo_coop.maps.print.spots import ground_of
from geo_coop.maps.print.surroundings import (
    counted,
    draw_context,
    draw_outlines,
    name_context,
    names_of,
    outline_rows,
    placed,
    without_shape,
)
from geo_coop.maps.print.text import POINT_MM
from geo_coop.maps.print.words import word

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_coop.classify import Classification
    from geo_coop.maps.corridor import CorridorLayers
    from geo_coop.maps.print.labels import Labels
    from geo_coop.maps.print.layout import Canvas
    from geo_coop.maps.print.paper import PageOptions
    from geo_coop.maps.print.sheet import Shapes
    from geo_coop.schema import Lang

_LINE_WIDTH: Final = 2.4
_NEAR_DEG: Final = 0.05
_BAND_WIDTH: Final = 0.9
_MARKERS: Final = {"open": ("square", "#111111"), "post": ("circle", "#111111"), "planned": ("circle", "#ffffff")}
_NEIGHBOURS: Final = "#e2ddd0"
_OPPOSITE: Final = "#d2c8b0"


def corridor_sheet(
    layers: CorridorLayers,
    status: Classification,
    *,
    title: str,
    notes: MapNotes | None = None,
    lang: Lang = "id",
    **page: Unpack[PageOptions],
) -> bytes:
    """Return a border corridor as a sheet of paper.

    Villages are coloured by ``status`` and hatched where only law puts them at the border; each stretch of the line has
    the colour of the neighbour it faces; bands are dashed outlines; crossings are marked and named.

    Parameters
    ----------
    layers
        What to draw. Nothing in it is changed.
    status
        Classes of the villages, on their index.
    title, notes, lang, **page
        As for `geo_coop.maps.print.choropleth.choropleth_sheet`.

    Raises
    ------
    InputError
        Missing columns, classes of other villages, no village with a shape, or an unknown paper, orientation, format or
        language.
    """
    layers.check()
    check_drawable(layers.villages, status)
    layers = replace(layers, crossings=_crossings_near(layers))
    content = Content(
        title=title,
        bounds=layers.bounds(),
        draw=lambda canvas: draw_corridor(canvas, layers, status),
        legend=corridor_rows(layers, status, title, lang),
        notes=MapNotes() if notes is None else notes,
        lang=lang,
        remarks=[*without_shape(layers.villages, lang), *_approximate(layers, lang)],
    )
    return sheet_of(content, PageSetup(**page))


def draw_corridor(canvas: Canvas, layers: CorridorLayers, status: Classification) -> None:
    """Draw surroundings, neighbours, villages, bands, line, crossings, and the names that have room."""
    sheet, frame = canvas.sheet, canvas.view.frame
    around = draw_context(canvas, layers.context)
    abroad = draw_context(canvas, layers.neighbours, face=_NEIGHBOURS)
    across = draw_context(canvas, layers.opposite, face=_OPPOSITE)
    villages = placed(layers.villages, canvas)
    draw_classes(canvas, layers.villages, villages, status)
    if "legal_only" in layers.villages.columns:
        marked = villages[layers.villages["legal_only"].to_numpy(dtype=bool)]
        sheet.areas(marked, hatch=HATCHES["legal"], clip=frame, zorder=3.2)
    upper = draw_outlines(canvas, layers.outlines)
    for number, (_, band) in enumerate(layers.bands.sort_values("km", kind="stable").iterrows()):
        edge = canvas.view.place([shapely.boundary(outer_edge(band["geometry"]))])
        dash = DASHES[min(number, len(DASHES) - 1)]
        sheet.lines(edge, colour=BAND_COLOUR, width=_BAND_WIDTH, dash=dash, clip=frame, zorder=6)
    labels = canvas.labels
    labels.keep_off(_draw_line(canvas, layers), _LINE_WIDTH * POINT_MM)
    _draw_crossings(canvas, layers, labels)
    if layers.outlines is not None and not layers.outlines.empty:
        labels.inside(upper, names_of(layers.outlines), 7.5 * canvas.letters, strict=False, style="bold")
    name_context(canvas, labels, layers.neighbours, abroad, villages, off=across)
    name_regions(canvas, labels, layers.villages, villages)
    if layers.opposite is not None:
        foreign = shapely.difference(across, ground_of(villages))
        labels.inside(foreign, names_of(layers.opposite), 6.2 * canvas.letters, strict=True, colour="#4a4433")
    name_context(canvas, labels, layers.context, around, np.concatenate([villages, abroad]), off=upper)


def corridor_rows(layers: CorridorLayers, status: Classification, title: str, lang: Lang) -> list[Row]:
    """Return the legend of a corridor, from what is drawn."""
    rows = class_rows(status, title)
    if "legal_only" in layers.villages.columns and layers.villages["legal_only"].any():
        count = text_of(int(layers.villages["legal_only"].sum()), lang)
        rows.append(Row(word("legal_only", lang), count=count, hatch=HATCHES["legal"]))
    rows += outline_rows(layers.outlines, lang)
    if layers.opposite is not None and not layers.opposite.empty:
        count = text_of(len(layers.opposite), lang)
        rows.append(Row(word("opposite", lang), count=count, colour=_OPPOSITE, edge="#9a9a9a"))
    rows.append(heading(word("line", lang)))
    for facing, colour in layers.facing_colours().items():
        length = ""
        if "length_km" in layers.line.columns:
            chosen = (layers.line["facing"] == facing).to_numpy()
            length = f"{text_of(round(float(layers.line.loc[chosen, 'length_km'].sum())), lang)} km"
        name = layers.facing_name(facing)
        rows.append(Row(name, kind="line", count=length, colour=colour, width=_LINE_WIDTH))
    if not layers.bands.empty:
        rows.append(heading(word("bands", lang)))
        for number, km in enumerate(layers.bands["km"].sort_values(kind="stable")):
            dash = DASHES[min(number, len(DASHES) - 1)]
            label = f"{text_of(km, lang)} km"
            rows.append(Row(label, kind="line", colour=BAND_COLOUR, width=_BAND_WIDTH, dash=dash))
    if layers.crossings is not None and not layers.crossings.empty:
        rows.append(heading(word("crossings", lang)))
        shapes = [CROSSING_SHAPES.get(str(kind), "post") for kind in layers.crossings["type"]]
        for shape in dict.fromkeys(CROSSING_SHAPES.values()):
            if shape in shapes:
                marker, face = _MARKERS[shape]
                count = text_of(shapes.count(shape), lang)
                label = word(f"crossing_{shape}", lang)
                rows.append(Row(label, kind="point", count=count, colour=face, edge="#111111", marker=marker))
    return rows


def _crossings_near(layers: CorridorLayers) -> gpd.GeoDataFrame | None:
    """Return the crossings at the stretch that is shown; the legend counts no other."""
    if layers.crossings is None:
        return None
    west, south, east, north = layers.bounds()
    shown = shapely.box(west - _NEAR_DEG, south - _NEAR_DEG, east + _NEAR_DEG, north + _NEAR_DEG)
    return layers.crossings[shapely.intersects(np.asarray(layers.crossings.geometry.array), shown)]


def _approximate(layers: CorridorLayers, lang: Lang) -> list[str]:
    """Return a remark on crossings whose place is approximate."""
    if layers.crossings is None:
        return []
    rough = layers.crossings[layers.crossings["exactness"] != "exact"]
    names = [text_of(name, lang) for name in rough["name"]]
    return [counted("approximate_places", names, lang)] if names else []


def _draw_line(canvas: Canvas, layers: CorridorLayers) -> Shapes:
    shapes: Shapes = placed(layers.line, canvas)
    canvas.sheet.lines(shapes, colour="#ffffff", width=_LINE_WIDTH + 1.0, clip=canvas.view.frame, zorder=6.5)
    for facing, colour in layers.facing_colours().items():
        chosen = shapes[(layers.line["facing"] == facing).to_numpy()]
        canvas.sheet.lines(chosen, colour=colour, width=_LINE_WIDTH, clip=canvas.view.frame, zorder=7)
    return shapes


def _draw_crossings(canvas: Canvas, layers: CorridorLayers, labels: Labels) -> None:
    crossings = layers.crossings
    if crossings is None or crossings.empty:
        return
    points = placed(crossings, canvas)
    frame = canvas.view.frame.shape()
    seen = [bool(shapely.intersects(frame, point)) for point in points]
    size = 6.0 * canvas.letters
    for point, inside, kind in zip(points, seen, crossings["type"], strict=True):
        if inside:
            marker, face = _MARKERS[CROSSING_SHAPES.get(str(kind), "post")]
            canvas.sheet.marker(point.x, point.y, marker, 6.0 * canvas.letters, face=face)
            labels.keep_free(point.x, point.y, 1.2 * canvas.letters)
    names = [text_of(name, canvas.lang) for name in crossings["name"]]
    for point, inside, name in zip(points, seen, names, strict=True):
        if inside:
            labels.beside(point.x, point.y, name, size, 2.0 * canvas.letters)
