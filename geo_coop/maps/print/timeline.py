"""Cooperation through time on paper: a small map for each state, all at one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Unpack

from geo_coop.errors import InputError, Problem
from geo_coop.maps.page import MapNotes, joined_bounds
from geo_coop.maps.print.choropleth import check_drawable, draw_classes
from geo_coop.maps.print.hatches import HATCHES
from geo_coop.maps.print.layout import Content, sheet_of
from geo_coop.maps.print.legend import Row, heading
from geo_coop.maps.print.paper import PageSetup
from geo_coop.maps.print.surroundings import draw_context, draw_outlines, outline_rows, placed, without_shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from geo_coop.maps.print.layout import Canvas
    from geo_coop.maps.print.paper import PageOptions
    from geo_coop.maps.timeline import TimelineStep
    from geo_coop.schema import Lang

#: More maps than this are too small to read.
MAX_STEPS: Final = 48
_EDGE: Final = 0.2
_OUTLINE: Final = 0.4


def timeline_sheet(
    regions: gpd.GeoDataFrame,
    steps: Sequence[TimelineStep],
    *,
    title: str,
    outlines: gpd.GeoDataFrame | None = None,
    context: gpd.GeoDataFrame | None = None,
    notes: MapNotes | None = None,
    lang: Lang = "id",
    **page: Unpack[PageOptions],
) -> bytes:
    """Return small maps side by side on a sheet of paper, one for each step of a timeline, with one legend and scale.

    Parameters
    ----------
    regions
        Region layer.
    steps
        In order of their days, as for `geo_coop.maps.timeline.timeline_map`; at most `MAX_STEPS`.
    title, outlines, context, notes, lang, **page
        As for `geo_coop.maps.print.choropleth.choropleth_sheet`.

    Raises
    ------
    InputError
        No step or too many, classes of other regions, steps with different classes, no region with a shape, or an
        unknown paper, orientation, format or language.
    """
    if not steps:
        message = "a timeline without a step"
        raise InputError(message)
    if len(steps) > MAX_STEPS:
        raise InputError(Problem(f"{len(steps)} steps on one sheet (at most {MAX_STEPS})", "give fewer steps"))
    for step in steps:
        check_drawable(regions, step.classes)
    looks = {tuple((each.label, each.colour, each.hatch) for each in step.classes.classes) for step in steps}
    if len(looks) > 1:
        message = "steps have different classes; classify the values of all steps together"
        raise InputError(message)

    def draw(canvas: Canvas) -> None:
        draw_context(canvas, context)
        draw_classes(canvas, regions, placed(regions, canvas), steps[canvas.cell].classes, edge=_EDGE)
        draw_outlines(canvas, outlines, _OUTLINE)

    last = steps[-1].classes
    rows = [Row(each.label, colour=each.colour, hatch=HATCHES[each.hatch]) for each in last.classes]
    content = Content(
        title=title,
        bounds=joined_bounds(regions),
        draw=draw,
        legend=[heading(last.title or title), *rows, *outline_rows(outlines, lang)],
        notes=MapNotes() if notes is None else notes,
        lang=lang,
        remarks=without_shape(regions, lang),
        cells=[step.text for step in steps],
    )
    return sheet_of(content, PageSetup(**page))
