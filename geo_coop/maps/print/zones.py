"""Zones that overlap on paper: a hatch of its own angle for each, and badges beside the regions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Unpack

import numpy as np
import shapely

from geo_coop.maps.page import MapNotes, text_of
from geo_coop.maps.places import short_name
from geo_coop.maps.print.badges import Badge, badge_width, draw_badge
from geo_coop.maps.print.choropleth import check_drawable, draw_classes
from geo_coop.maps.print.hatches import stripes
from geo_coop.maps.print.layout import Content, sheet_of
from geo_coop.maps.print.legend import STRIPE_SPACING_MM, STRIPE_WIDTH, Row, class_rows, heading
from geo_coop.maps.print.paper import PageSetup
from geo_coop.maps.print.spots import Search, ground_of
from geo_coop.maps.print.surroundings import draw_context, draw_edges, name_context, placed, without_shape
from geo_coop.maps.print.text import POINT_MM, printable, width_mm
from geo_coop.maps.zone_layers import AREA, ZONE
from geo_coop.maps.zones_words import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_coop.maps.print.labels import Labels
    from geo_coop.maps.print.layout import Canvas
    from geo_coop.maps.print.paper import PageOptions
    from geo_coop.maps.print.sheet import Shapes
    from geo_coop.maps.zone_layers import ZoneLayers, ZoneStyle
    from geo_coop.schema import Lang

_BADGE_MM: Final = 3.4
_GAP_MM: Final = 0.5
_BOX_DASH: Final = (2.0, 3.0)
_CUT_DASH: Final = (7.0, 3.0)
_EXTENT_COLOUR: Final = "#000000"
_EXTENT_WIDTH: Final = 1.3
_SITES: Final = {"exact": "#111111", "approximate": "#ffffff"}


def zones_sheet(
    layers: ZoneLayers,
    *,
    title: str,
    notes: MapNotes | None = None,
    lang: Lang = "id",
    **page: Unpack[PageOptions],
) -> bytes:
    """Return zones that overlap as a sheet of paper.

    Each zone has a hatch of its own angle and colour, so that a region in three zones shows all three. Badges beside
    each region name its zones (circles; filled with a star for the initiator) and areas (squares; dashed where a
    document only implies the member). Areas with a place are points, those with published coordinates outlines.

    Parameters
    ----------
    layers
        What to draw. Nothing in it is changed.
    title, notes, lang, **page
        As for `geo_coop.maps.print.choropleth.choropleth_sheet`.

    Raises
    ------
    InputError
        Missing columns, members that are not among the regions, no region with a shape, or an unknown paper,
        orientation, format or language.
    """
    layers.check()
    classes = layers.classes(lang)
    check_drawable(layers.regions, classes)
    content = Content(
        title=title,
        bounds=layers.bounds(),
        draw=lambda canvas: draw_zones(canvas, layers),
        legend=[*_zone_rows(layers, lang), *_place_rows(layers, lang), *class_rows(classes, title)],
        notes=MapNotes() if notes is None else notes,
        lang=lang,
        remarks=without_shape(layers.regions, lang),
    )
    return sheet_of(content, PageSetup(**page))


def draw_zones(canvas: Canvas, layers: ZoneLayers) -> None:
    """Draw surroundings, regions by number of zones, the hatch of each zone, areas, and badges with names."""
    sheet, frame, lang = canvas.sheet, canvas.view.frame, canvas.lang
    around = draw_context(canvas, layers.context)
    shapes = placed(layers.regions, canvas)
    draw_classes(canvas, layers.regions, shapes, layers.classes(lang))
    zones, areas = layers.styles(ZONE, lang), layers.styles(AREA, lang)
    spacing = STRIPE_SPACING_MM * canvas.letters
    codes = np.asarray(layers.regions.index, dtype=object)
    for style in zones:
        lines = stripes(shapes[np.isin(codes, list(style.codes))], style.angle, spacing)
        sheet.lines(lines, colour=style.colour, width=STRIPE_WIDTH * canvas.letters, clip=frame, zorder=4.2)
    draw_edges(canvas, shapes, "#1b1b1b", 0.8, zorder=5)
    _draw_extents(canvas, layers)
    labels = canvas.labels
    points = placed(layers.sites, canvas)
    for point, exactness in zip(points, layers.sites["exactness"], strict=True):
        face = _SITES["exact" if exactness == "exact" else "approximate"]
        sheet.marker(point.x, point.y, "diamond", 5.5 * canvas.letters, face=face)
        labels.keep_free(point.x, point.y, 1.1 * canvas.letters)
    sizes = np.where(shapely.is_missing(shapes), 0.0, shapely.area(shapes))
    left = [place for place in np.argsort(-sizes, kind="stable") if sizes[place] > 0]
    # Those with room in their regions first; then the smallest, as they have fewest places to choose from.
    for ground in (None, ground_of(shapes)):
        rest = []
        for place in left:
            name = short_name(text_of(layers.regions["name"].iloc[place], lang))
            rows = _badges(str(codes[place]), zones, areas)
            if not _draw_marks(canvas, labels, shapes[place], ground, name, rows):
                rest.append(place)
        left = rest[::-1]
    labels.unnamed += [short_name(text_of(layers.regions["name"].iloc[place], lang)) for place in left]
    for point, name in zip(points, layers.sites["name"], strict=True):
        labels.beside(point.x, point.y, text_of(name, lang), 6.0 * canvas.letters, 1.8 * canvas.letters)
    name_context(canvas, labels, layers.context, around, shapes)


def _badges(code: str, zones: Sequence[ZoneStyle], areas: Sequence[ZoneStyle]) -> list[list[Badge]]:
    """Return the badges of a region: a row of zones, and one of areas."""
    rows = [
        [
            Badge(style.mark, style.colour, square, star=code in style.initiators, dashed=code in style.implied)
            for style in group
            if code in style.codes
        ]
        for group, square in ((zones, False), (areas, True))
    ]
    return [row for row in rows if row]


def _draw_marks(
    canvas: Canvas,
    labels: Labels,
    shape: shapely.Geometry,
    ground: shapely.Geometry | None,
    name: str,
    rows: Sequence[Sequence[Badge]],
) -> bool:
    """Write a region's name and the badges below it, in the region or beside it with a line to it, where they fit."""
    size, height = 6.5 * canvas.letters, _BADGE_MM * canvas.letters
    text = printable(name)
    line = size * POINT_MM * 1.15
    widths = [sum(badge_width(badge, height) + _GAP_MM for badge in row) - _GAP_MM for row in rows]
    wide = max(width_mm(text, size, "bold"), *widths, 0.0)
    high = line + len(rows) * (height + _GAP_MM)
    found = labels.find(shape, [(wide, high)], Search(ground, reach=canvas.letters))
    if found is None:
        return False
    labels.lead(found[1])
    x, y = found[1].x, found[1].y
    top = y + high / 2
    canvas.sheet.text(x, top - line * 0.85, text, size, style="bold", across="center", halo="#ffffff", zorder=9)
    for number, (row, width) in enumerate(zip(rows, widths, strict=True)):
        left = x - width / 2
        middle = top - line - _GAP_MM - height / 2 - number * (height + _GAP_MM)
        for badge in row:
            each = badge_width(badge, height)
            draw_badge(canvas.sheet, badge, left + each / 2, middle, height)
            left += each + _GAP_MM
    return True


def _draw_extents(canvas: Canvas, layers: ZoneLayers) -> None:
    for shapes, dash in ((layers.extents.geometry, _BOX_DASH), (layers.cuts, _CUT_DASH)):
        if shapes is None or not len(shapes):
            continue
        edges: Shapes = canvas.view.place(shapely.boundary(np.asarray(shapes.array, dtype=object)))
        frame = canvas.view.frame
        canvas.sheet.lines(edges, colour=_EXTENT_COLOUR, width=_EXTENT_WIDTH, dash=dash, clip=frame, zorder=6)


def _zone_rows(layers: ZoneLayers, lang: Lang) -> list[Row]:
    """Return a row for each zone, with its members; the initiator has a star."""
    rows = [heading(word("zones", lang))]
    for style in layers.styles(ZONE, lang):
        label = f"{style.label}: {_members(style, layers, lang)}"
        rows.append(Row(label, count=text_of(len(style.codes), lang), edge=style.colour, angle=style.angle))
    return rows


def _place_rows(layers: ZoneLayers, lang: Lang) -> list[Row]:
    """Return the rows of areas, of the marks, and of points and outlines."""
    zones, areas = layers.styles(ZONE, lang), layers.styles(AREA, lang)
    rows = [heading(word("areas", lang))] if areas else []
    for style in areas:
        badge = Badge(style.mark, style.colour, square=True, dashed=bool(style.implied))
        rows.append(Row(f"{style.label}: {_members(style, layers, lang)}", kind="badge", badge=badge))
    rows.append(heading(word("marks", lang)))
    first = next((style for style in zones if style.initiators), None)
    if first is not None:
        badge = Badge(first.mark, first.colour, star=True)
        rows.append(Row(word("initiator_mark", lang), kind="badge", badge=badge))
    implied = next((style for style in (*zones, *areas) if style.implied), None)
    if implied is not None:
        badge = Badge(implied.mark, implied.colour, square=implied in areas, dashed=True)
        rows.append(Row(word("implied_mark", lang), kind="badge", badge=badge))
    kinds = ["exact" if value == "exact" else "approximate" for value in layers.sites["exactness"]]
    for kind, face in _SITES.items():
        if kind in kinds:
            count, label = text_of(kinds.count(kind), lang), word(f"site_{kind}", lang)
            rows.append(Row(label, kind="point", count=count, colour=face, edge="#111111", marker="diamond"))
    for position, title in enumerate(layers.extents["title"]):
        drawn = [("extent_box", _BOX_DASH)]
        if layers.cuts is not None and layers.cuts.iloc[position] is not None:
            drawn.append(("extent_cut", _CUT_DASH))
        for key, dash in drawn:
            label = word(key, lang).format(name=text_of(title, lang))
            rows.append(Row(label, kind="line", colour=_EXTENT_COLOUR, width=_EXTENT_WIDTH, dash=dash))
    return rows


def _members(style: ZoneStyle, layers: ZoneLayers, lang: Lang) -> str:
    names = []
    for code in sorted(style.codes, key=lambda code: (code not in style.initiators, code)):
        star = " ★" if code in style.initiators else ""
        implied = f" ({word('implied', lang)})" if code in style.implied else ""
        names.append(short_name(text_of(layers.regions.at[code, "name"], lang)) + star + implied)
    return ", ".join(names)
