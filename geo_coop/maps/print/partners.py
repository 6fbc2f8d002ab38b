"""Partners on paper: regions joined by lines, and partners far away in insets with their true distance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Unpack

import numpy as np
import shapely

from geo_coop.maps.page import MapNotes, text_of
from geo_coop.maps.partner_layers import line_width
from geo_coop.maps.partners_words import word
from geo_coop.maps.places import short_name
from geo_coop.maps.print.choropleth import check_drawable, draw_classes
from geo_coop.maps.print.layout import SEA, Content, sheet_of
from geo_coop.maps.print.legend import Row, class_rows, heading
from geo_coop.maps.print.paper import Box, PageSetup
from geo_coop.maps.print.scalebar import bar_km, bar_mm
from geo_coop.maps.print.spots import MAINLY
from geo_coop.maps.print.surroundings import draw_context, name_context, names_of, placed, without_shape
from geo_coop.maps.print.text import POINT_MM, height_mm, wrap
from geo_coop.maps.print.view import fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from geo_coop.maps.partner_layers import Inset, LinkClass, PartnerLayers
    from geo_coop.maps.print.labels import Labels
    from geo_coop.maps.print.layout import Canvas
    from geo_coop.maps.print.paper import PageOptions
    from geo_coop.maps.print.sheet import Shapes
    from geo_coop.schema import Lang

_PIXEL: Final = 0.75  # points
_UPPER: Final = frozenset({"province", "country"})
_INK: Final = "#222222"
_SIGN: Final = "#444444"
_RING: Final = "#ffffff"
_ARROW_MM: Final = 3.0
_STRIPE: Final = 5.0  # points
_INSET_MM: Final = (50.0, 36.0)
_EDGE_MM: Final = 2.0


def partners_sheet(
    layers: PartnerLayers,
    *,
    by: str,
    title: str,
    notes: MapNotes | None = None,
    lang: Lang = "id",
    **page: Unpack[PageOptions],
) -> bytes:
    """Return partners as a sheet of paper.

    Colour and dashes of a line tell the stage or the sectors, its width how many agreements it stands for. A partner
    far away is an arrow in its true direction, and a small map of its own scale with the distance.

    Parameters
    ----------
    layers
        What to draw. Nothing in it is changed.
    by
        ``"stage"`` or ``"sector"``: what the classes of the lines are.
    title, notes, lang, **page
        As for `geo_coop.maps.print.choropleth.choropleth_sheet`.

    Raises
    ------
    InputError
        Missing columns, lines of classes that the legend lacks, no region with a shape, or an unknown paper,
        orientation, format or language.
    """
    layers.check()
    classes = layers.partners(lang)
    check_drawable(layers.regions, classes)
    content = Content(
        title=title,
        bounds=layers.bounds(),
        draw=lambda canvas: draw_partners(canvas, layers),
        legend=[*_link_rows(layers, by, lang), *_node_rows(layers, lang), *class_rows(classes, title)],
        notes=MapNotes() if notes is None else notes,
        lang=lang,
        remarks=without_shape(layers.regions, lang),
    )
    return sheet_of(content, PageSetup(**page))


def draw_partners(canvas: Canvas, layers: PartnerLayers) -> None:
    """Draw surroundings, regions by number of partners, lines, points, insets, and the names that have room."""
    around = draw_context(canvas, layers.context)
    regions = placed(layers.regions, canvas)
    draw_classes(canvas, layers.regions, regions, layers.partners(canvas.lang))
    links = placed(layers.links, canvas)
    for shape, (_, link) in zip(links, layers.links.iterrows(), strict=True):
        width = line_width(int(link["number"])) * _PIXEL
        _draw_link(canvas, shape, layers.styles(link["key"]), link["dash"], width, arrow=bool(link["far"]))
    labels = canvas.labels
    busy = np.concatenate([regions, links])
    for inset in layers.insets:
        box = _free_corner(canvas, busy)
        _draw_inset(canvas, inset, box)
        labels.keep_free(box.left + box.width / 2, box.bottom + box.height / 2, box.width / 2, box.height / 2)
        busy = np.append(busy, box.shape())
    _draw_nodes(canvas, layers, labels)
    others = ~layers.regions.index.isin(layers.nodes.index)
    names = [short_name(name) for name in names_of(layers.regions[others])]
    labels.inside(regions[others], names, 6.0 * canvas.letters, strict=True, colour="#555555", share=MAINLY)
    name_context(canvas, labels, layers.context, around, regions)


def _draw_link(
    canvas: Canvas,
    shape: shapely.Geometry,
    styles: Sequence[LinkClass],
    dash: Sequence[int],
    width: float,
    *,
    arrow: bool,
) -> None:
    """Draw a line: its first colour, the others as stripes upon it, and an arrowhead where its end is far away."""
    sheet, clip, line = canvas.sheet, canvas.view.frame, np.array([shape])
    dashes = tuple(each * _PIXEL for each in dash)
    sheet.lines(line, colour="#ffffff", width=width + 1.2, clip=clip, zorder=6)
    # Several colours take turns, dash by dash.
    on, off = (dashes[0], sum(dashes[1:])) if dashes else (_STRIPE, 0.0)
    for number, style in enumerate(styles):
        turns = (on, off + (len(styles) - 1) * (on + off)) if len(styles) > 1 else dashes
        shift = number * (on + off)
        sheet.lines(line, colour=style.colour, width=width, dash=turns, shift=shift, clip=clip, zorder=6.1)
    if arrow:
        points = shapely.get_coordinates(shape)
        along = points[-1] - points[-2]
        along = along / max(float(np.hypot(*along)), 1e-9) * _ARROW_MM * canvas.letters
        across = np.array([-along[1], along[0]]) * 0.4
        head = shapely.Polygon([points[-1] + along * 0.3, points[-1] - along + across, points[-1] - along - across])
        sheet.areas(np.array([head]), face=styles[0].colour, edge="#ffffff", width=0.5, clip=clip, zorder=6.5)


def _draw_nodes(canvas: Canvas, layers: PartnerLayers, labels: Labels) -> None:
    sizes = [min(4 + 0.7 * int(count), 8) * canvas.letters for count in layers.nodes["partners"]]
    points = placed(layers.nodes, canvas)
    for point, size in zip(points, sizes, strict=True):
        labels.keep_free(point.x, point.y, size * POINT_MM / 2)
    rows = zip(points, sizes, layers.nodes["level"], layers.nodes["unnamed"], layers.nodes["name"], strict=True)
    for point, size, level, unnamed, name in rows:
        shape = "square" if level in _UPPER else "circle"
        if unnamed:
            canvas.sheet.marker(point.x, point.y, "circle", size * 1.9, face="none", edge=_INK, width=1.0)
        canvas.sheet.marker(point.x, point.y, shape, size, face=_INK, edge=_RING, width=0.9, zorder=8.1)
        text = short_name(text_of(name, canvas.lang))
        labels.beside(point.x, point.y, text, 6.4 * canvas.letters, size * POINT_MM * 0.5 + 0.9, style="bold")
    for inset in layers.insets:
        arrow = layers.links[(layers.links["b"] == inset.code) & layers.links["far"].astype(bool)]
        tip = placed(arrow, canvas)[0].coords[-1]
        text = f"{text_of(inset.name, canvas.lang)}: {text_of(round(inset.distances[0][2]), canvas.lang)} km"
        labels.beside(tip[0], tip[1], text, 6.0 * canvas.letters, 2.2)


def _free_corner(canvas: Canvas, busy: Shapes) -> Box:
    """Return the corner of the frame where a small map hides least."""
    frame = canvas.view.frame
    wide, high = (each * canvas.letters for each in _INSET_MM)
    corners = [
        Box(left, bottom, wide, high)
        for left in (frame.right - wide - _EDGE_MM, frame.left + _EDGE_MM)
        for bottom in (frame.top - high - _EDGE_MM, frame.bottom + _EDGE_MM)
    ]
    present = shapely.make_valid(busy[~shapely.is_missing(busy)])

    def hidden(box: Box) -> float:
        cut = shapely.intersection(present, box.shape())
        return float(shapely.area(cut).sum() + shapely.length(cut).sum())

    return min(corners, key=hidden)


def _draw_inset(canvas: Canvas, inset: Inset, box: Box) -> None:
    """Draw a small map of a region far away: at its own scale, with its name, distances and direction."""
    sheet, lang = canvas.sheet, canvas.lang
    size = 6.3 * canvas.letters
    line, pad = height_mm(1, size), 1.2
    texts = [
        word("distance", lang).format(km=text_of(round(km), lang), place=place) for place, _, km in inset.distances
    ]
    origin = inset.distances[0][0]
    texts.append(word("bearing", lang).format(degrees=text_of(round(inset.bearing), lang), place=origin))
    sheet.box(box, face="#ffffff", edge="#111111", width=0.8, zorder=8.6)
    room = box.width - 2 * pad
    y = box.top - pad
    for text in wrap(f"{word('inset', lang)}: {text_of(inset.name, lang)}", room, size, "bold", 2):
        y -= line
        sheet.text(box.left + pad, y + line * 0.25, text, size, style="bold", zorder=9)
    half = (room - pad) * 0.42
    frame = Box(box.left + pad, box.bottom + pad, half, y - box.bottom - 2 * pad)
    view = fit(_bounds(inset.region), frame, margin=0.08)
    sheet.box(frame, face=SEA, zorder=8.7)
    sheet.areas(view.place(inset.region.geometry.array), face="#e2ddd0", edge=_INK, width=0.6, clip=frame, zorder=8.8)
    point = view.place([inset.point])[0]
    sheet.marker(point.x, point.y, "square", 3.4 * canvas.letters, face=_INK, edge=_RING, zorder=8.9)
    kilometres = bar_km(view, half * 0.6)
    length = bar_mm(view, kilometres)
    bar = shapely.LineString([(frame.left + 1, frame.bottom + 1), (frame.left + 1 + length, frame.bottom + 1)])
    sheet.lines(np.array([bar]), colour="#111111", width=1.2, zorder=8.9)
    caption = f"{text_of(int(kilometres) if kilometres >= 1 else kilometres, lang)} km"
    sheet.text(frame.left + 1, frame.bottom + 1.7, caption, size * 0.96, halo="#ffffff", zorder=9)
    sheet.box(frame, edge="#5a5a5a", width=0.5, zorder=8.95)
    x = frame.right + pad
    for text in [each for whole in texts for each in wrap(whole, box.right - pad - x, size * 0.95)]:
        y -= line * 0.95
        if y > box.bottom + 0.3:
            sheet.text(x, y + line * 0.2, text, size * 0.95, zorder=9)


def _bounds(region: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    west, south, east, north = (float(each) for each in region.total_bounds)
    return west, south, east, north


def _link_rows(layers: PartnerLayers, by: str, lang: Lang) -> list[Row]:
    rows = [heading(word(f"links_{by}", lang))]
    rows += [
        Row(
            each.label,
            kind="line",
            count=text_of(each.count, lang),
            colour=each.colour,
            width=2.4,
            dash=tuple(part * _PIXEL for part in each.dash),
        )
        for each in layers.classes
    ]
    signs: list[Row] = []
    if by == "sector":
        if any(len(dash) for dash in layers.links["dash"]):
            signs.append(Row(word("unsigned", lang), kind="line", colour=_SIGN, width=2.4, dash=(6.0, 3.8)))
        if any("+" in key for key in layers.links["key"]):
            signs.append(Row(word("several", lang), kind="line", colour=_SIGN, width=2.4, dash=(_STRIPE, _STRIPE)))
    if layers.links["far"].any():
        signs.append(Row(word("arrow", lang), kind="point", colour=_SIGN, edge="#ffffff", marker="triangle"))
    most = int(layers.links["number"].max()) if len(layers.links) else 0
    signs += [
        Row(word("of_width", lang).format(count=count), kind="line", colour=_SIGN, width=line_width(count) * _PIXEL)
        for count in sorted({1, most} if most > 1 else set())
    ]
    return [*rows, heading(word("signs", lang)), *signs] if signs else rows


def _node_rows(layers: PartnerLayers, lang: Lang) -> list[Row]:
    upper = layers.nodes["level"].isin(list(_UPPER))
    found = [
        ("node_regency", bool((~upper).any()), "circle", _INK),
        ("node_upper", bool(upper.any()), "square", _INK),
        ("node_unnamed", bool(layers.nodes["unnamed"].astype(bool).any()), "circle", "#ffffff"),
    ]
    rows = [
        Row(word(key, lang), kind="point", colour=face, edge=_INK, marker=shape)
        for key, there, shape, face in found
        if there
    ]
    return [heading(word("marks", lang)), *rows] if rows else []
