"""Choropleth maps on paper: regions coloured by class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Unpack

import numpy as np

from geo_coop.errors import InputError
from geo_coop.maps.page import MapNotes, joined_bounds
from geo_coop.maps.print.hatches import HATCHES
from geo_coop.maps.print.layout import Content, sheet_of
from geo_coop.maps.print.legend import class_rows
from geo_coop.maps.print.paper import PageSetup
from geo_coop.maps.print.surroundings import (
    draw_context,
    draw_edges,
    draw_outlines,
    name_context,
    names_of,
    outline_rows,
    placed,
    without_shape,
)

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_coop.classify import Classification
    from geo_coop.maps.print.labels import Labels
    from geo_coop.maps.print.layout import Canvas
    from geo_coop.maps.print.paper import PageOptions
    from geo_coop.maps.print.sheet import Shapes
    from geo_coop.schema import Lang

_FEW: Final = 60  # regions up to which names may stand beside their areas
_MANY: Final = 400


def choropleth_sheet(
    regions: gpd.GeoDataFrame,
    classification: Classification,
    *,
    title: str,
    outlines: gpd.GeoDataFrame | None = None,
    context: gpd.GeoDataFrame | None = None,
    notes: MapNotes | None = None,
    lang: Lang = "id",
    **page: Unpack[PageOptions],
) -> bytes:
    """Return a choropleth map as a sheet of paper: with legend, scale bar, graticule, inset, north and sources.

    The legend comes from ``classification``, as on the interactive map. The projection is a UTM zone where the regions
    fit into one, else an equal-area one about their centre, so that the scale bar holds. Every text is shown as text.
    The same input gives the same bytes. Nothing given is changed.

    Parameters
    ----------
    regions
        Region layer (`geo_coop.schema.check_regions`). Rows without a geometry are counted in the legend and named in
        the notes.
    classification
        From `geo_coop.classify.classify`, on the index of ``regions``.
    title
        Title of the sheet; long ones are wrapped.
    outlines
        Regions of an upper level, drawn as named lines.
    context
        Surrounding regions with ``name``, drawn grey.
    notes
        Sources, tier, date and remarks.
    lang
        Language.
    **page
        ``paper``: A4 (unless given) or A3; ``orientation``: landscape or portrait; ``fmt``: png, svg or pdf; ``dpi``:
        dots per inch of a PNG, 50 to 600, 200 unless given.

    Raises
    ------
    InputError
        Classes of other regions, no region with a shape, or an unknown paper, orientation, format or language.
    """
    check_drawable(regions, classification)
    content = Content(
        title=title,
        bounds=joined_bounds(regions),
        draw=lambda canvas: draw_choropleth(canvas, regions, classification, outlines, context),
        legend=[*class_rows(classification, title), *outline_rows(outlines, lang)],
        notes=MapNotes() if notes is None else notes,
        lang=lang,
        remarks=without_shape(regions, lang),
    )
    return sheet_of(content, PageSetup(**page))


def check_drawable(regions: gpd.GeoDataFrame, classification: Classification) -> None:
    """Raise `InputError` for classes of other regions, or regions without any shape."""
    if not classification.index.index.sort_values().equals(regions.index.sort_values()):
        message = "the classification has other regions than the map"
        raise InputError(message)
    if not (regions.geometry.notna() & ~regions.geometry.is_empty).any():
        message = f"none of the {len(regions)} regions has a shape to draw"
        raise InputError(message)


def draw_choropleth(
    canvas: Canvas,
    regions: gpd.GeoDataFrame,
    classification: Classification,
    outlines: gpd.GeoDataFrame | None,
    context: gpd.GeoDataFrame | None,
) -> None:
    """Draw surroundings, regions by class, borders of the upper level, and the names that have room."""
    around = draw_context(canvas, context)
    shapes = placed(regions, canvas)
    draw_classes(canvas, regions, shapes, classification)
    upper = draw_outlines(canvas, outlines)
    labels = canvas.labels
    if outlines is not None and not outlines.empty:
        labels.inside(upper, names_of(outlines), 7.5 * canvas.letters, strict=False, style="bold")
    name_regions(canvas, labels, regions, shapes)
    name_context(canvas, labels, context, around, shapes)


def draw_classes(
    canvas: Canvas,
    regions: gpd.GeoDataFrame,
    shapes: Shapes,
    classification: Classification,
    *,
    edge: float | None = None,
) -> None:
    """Draw regions in the colours and hatches of their classes; the more regions, the thinner their edges."""
    position = classification.index.loc[regions.index].to_numpy()
    frame = canvas.view.frame
    usual = 0.5 if len(regions) <= _FEW else 0.3 if len(regions) <= _MANY else 0.18
    for number, each in enumerate(classification.classes):
        chosen = shapes[position == number]
        canvas.sheet.areas(chosen, face=each.colour, hatch=HATCHES[each.hatch], clip=frame, zorder=3)
    draw_edges(canvas, shapes, "#5a5a5a", usual if edge is None else edge, zorder=4)


def name_regions(canvas: Canvas, labels: Labels, regions: gpd.GeoDataFrame, shapes: Shapes) -> None:
    """Write the names of regions: of few, wherever there is room; of many, where they fit into their areas."""
    few = len(regions) <= _FEW
    size = (7.0 if few else 6.0) * canvas.letters
    labels.inside(np.asarray(shapes), names_of(regions), size, strict=not few)
