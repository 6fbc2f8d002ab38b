"""Marks on a map of zones: names with the zones and areas of each region, points of areas, outlines of extents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import shapely

from geo_coop.maps.page import text_of
from geo_coop.maps.places import inner_places, short_name
from geo_coop.maps.prepare import prepare
from geo_coop.maps.zone_layers import AREA
from geo_coop.maps.zones_words import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_coop.maps.page import Json, Page
    from geo_coop.maps.prepare import Prepared
    from geo_coop.maps.zone_layers import ZoneLayers, ZoneStyle
    from geo_coop.schema import Lang

EXTENT_COLOUR: Final = "#000000"
CUT_DASH, BOX_DASH = (9, 4), (2, 4)
AREAS: Final = "(areas)"  # names the layer of areas; no id of a zone can be this
_EXTENT_TOLERANCE_M: Final = 250.0
_SHORT: Final = re.compile(r"\(([^()]+)\)$")


def members_text(style: ZoneStyle, regions: gpd.GeoDataFrame, lang: Lang) -> str:
    """Return the members of a zone as one text, its initiators first and with a star."""
    names = []
    for code in sorted(style.codes, key=lambda code: (code not in style.initiators, code)):
        star = " ★" if code in style.initiators else ""
        implied = f" ({word('implied', lang)})" if code in style.implied else ""
        names.append(short_name(text_of(regions.at[code, "name"], lang)) + star + implied)
    return ", ".join(names)


def add_marks(
    page: Page,
    regions: gpd.GeoDataFrame,
    prepared: Prepared,
    styles: tuple[Sequence[ZoneStyle], Sequence[ZoneStyle]],
    named: Sequence[Json],
    lang: Lang,
) -> None:
    """Add the name and the marks of each region: a row of its zones, and one of its areas; and further names.

    Parameters
    ----------
    page
        The page to add to.
    regions, prepared
        All regions, and what is drawn of them.
    styles
        Zones, and areas.
    named
        Names of places, from `add_extents` and `add_sites`.
    lang
        Language.
    """
    points, radii = inner_places(regions)
    items: list[Json] = []
    for code in prepared.codes:
        marks = [[_mark(style, code) for style in group if code in style.codes] for group in styles]
        place = points[code]
        items.append(
            {
                "code": code,
                "name": short_name(text_of(regions.at[code, "name"], lang)),
                "lon": round(float(place.x), 4),
                "lat": round(float(place.y), 4),
                "radius": round(float(radii[code]), 4),
                "rows": [row for row in marks if row],
            }
        )
    page.layers.append({"type": "badges", "name": word("marks", lang), "items": [*items, *named]})
    zones, areas = styles
    if areas:
        listed = [_row(style, f"{style.label}: {members_text(style, regions, lang)}") for style in areas]
        page.add_legend(word("areas", lang), listed)
    rows: list[Json] = []
    for style in (*zones, *areas):
        if style.initiators and not any(row.get("star") for row in rows):
            rows.append({**_row(style, word("initiator_mark", lang)), "star": True, "dashed": False})
        if style.implied and not any(row["dashed"] for row in rows):
            rows.append(_row(style, word("implied_mark", lang)))
    if rows:
        page.add_legend(word("marks", lang), rows)


def _row(style: ZoneStyle, text: str) -> Json:
    """Return a row of the legend with the mark of a zone or area."""
    return {
        "kind": "badge",
        "hatch": "none",
        "mark": style.mark,
        "colour": style.colour,
        "square": style.group == AREA,
        "dashed": bool(style.implied),
        "label": text,
    }


def _mark(style: ZoneStyle, code: str) -> Json:
    return {
        "text": style.mark,
        "colour": style.colour,
        "of": AREAS if style.group == AREA else style.zone,
        "star": code in style.initiators,
        "dashed": code in style.implied,
        "square": style.group == AREA,
    }


def add_sites(page: Page, layers: ZoneLayers, areas: Sequence[ZoneStyle], lang: Lang) -> list[Json]:
    """Add the points of areas with their exactness, and return their names as `add_marks` takes them."""
    sites = layers.sites
    if sites.empty:
        return []
    marks = {style.zone: style.mark for style in areas}
    items: list[Json] = []
    for site in sites.itertuples():
        kind = _exactness(site.exactness)
        facts = [
            [word("area", lang), f"{marks.get(str(site.zone), '')} {text_of(site.title, lang)}".strip()],
            [word("exactness", lang), word(f"site_{kind}", lang)],
            [word("evidence", lang), text_of(site.evidence, lang)],
        ]
        items.append(
            {"label": text_of(site.name, lang), "shape": f"site-{kind}", "rows": facts, **_place(site.geometry)}
        )
    page.layers.append({"type": "points", "name": word("areas", lang), "zone": AREAS, "items": items})
    counts = sites["exactness"].map(_exactness).value_counts()
    rows: list[Json] = [
        {"kind": "point", "hatch": "none", "shape": f"site-{kind}", "label": word(f"site_{kind}", lang),
         "count": text_of(int(counts[kind]), lang)}
        for kind in ("exact", "approximate")
        if kind in counts
    ]  # fmt: skip
    page.add_legend(word("sites", lang), rows)
    return [_name(item["label"], shape, AREAS) for item, shape in zip(items, sites.geometry, strict=True)]


def add_extents(page: Page, layers: ZoneLayers, lang: Lang) -> list[Json]:
    """Add rectangles, what their members fill of them, and points that tell about them; return names as `add_sites`."""
    rows: list[Json] = []
    named: list[Json] = []
    for position, extent in enumerate(layers.extents.itertuples()):
        name = text_of(extent.title, lang)
        cut = None if layers.cuts is None else layers.cuts.iloc[position]
        shapes = [extent.geometry] if cut is None or cut.is_empty else [extent.geometry, cut]
        keys = (("extent_box", BOX_DASH), ("extent_cut", CUT_DASH))[: len(shapes)]
        for (key, dash), shape in zip(keys, shapes, strict=True):
            item: Json = {"label": word(key, lang).format(name=name), "colour": EXTENT_COLOUR, "dash": list(dash)}
            frame = gpd.GeoDataFrame(geometry=[shape], index=[str(position)], crs=layers.extents.crs)
            number = page.add_topology(prepare(frame, tolerance_m=_EXTENT_TOLERANCE_M, warn=False))
            page.layers.append({"type": "bands", "name": item["label"], "topology": number, "items": [item]})
            rows.append({"kind": "band", "hatch": "none", **item})
        middle = shapely.point_on_surface(shapes[-1])
        facts = [
            [word("exactness", lang), word(f"exactness_{_exactness(extent.exactness)}", lang)],
            [word("printed", lang), text_of(extent.printed, lang)],
            [word("area_ha", lang), text_of(extent.area_ha, lang)],
            [word("evidence", lang), text_of(extent.evidence, lang)],
        ]
        facts = [fact for fact in facts if fact[1]]
        point = {"label": name, "shape": "extent", "rows": facts, **_place(middle)}
        page.layers.append({"type": "points", "name": name, "zone": f"({extent.zone})", "items": [point]})
        short = _SHORT.search(name)
        named.append(_name(short[1] if short else name, middle, f"({extent.zone})"))
    if rows:
        page.add_legend(word("extents", lang), rows)
    return named


def _exactness(value: object) -> str:
    return "exact" if value == "exact" else "approximate"


def _place(point: shapely.Point) -> dict[str, float]:
    return {"lon": round(float(point.x), 5), "lat": round(float(point.y), 5)}


def _name(text: object, point: shapely.Point, of: str) -> Json:
    return {"name": text, "code": "", "rows": [], "small": True, "radius": 0, "of": of, **_place(point)}
