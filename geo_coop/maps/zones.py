"""Maps of zones that overlap: a hatch for each zone, so that a region in three zones shows all three."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_coop.classify import classify
from geo_coop.errors import InputError, Problem
from geo_coop.maps.page import MapNotes, areas_layer, class_rows, differences, joined_bounds, start, text_of
from geo_coop.maps.places import inner_circles
from geo_coop.maps.numbers_text import code_numbers
from geo_coop.maps.prepare import prepare
from geo_coop.maps.zones_words import word

if TYPE_CHECKING:
    import folium

    from geo_coop.classify import Classification
    from geo_coop.maps.page import Bounds, Details, Json, Page
    from geo_coop.maps.prepare import Prepared
    from geo_coop.schema import Lang

ZONE, AREA = "zone", "area"
AREAS: Final = "(areas)"  # no id of a zone can be this
INITIATOR: Final = "initiator"
#: Colour, and angle of the hatch in degrees, of the first zone, the second and so on; no two share an angle, and the
#: colours (after Okabe and Ito, the last darker) can be told apart with the common kinds of colour blindness.
STYLES: Final = (
    ("#c04a00", 45.0), ("#0067b1", 135.0), ("#007a5a", 0.0), ("#8f2d7f", 90.0), ("#6b5300", 22.5), ("#333333", 157.5),
)  # fmt: skip
AREA_COLOUR: Final = "#3a3a3a"
EXTENT_COLOUR: Final = "#000000"
HATCH_SPACING: Final = 13.0
HATCH_WIDTH: Final = 2.4
_TINTS: Final = ("#ffffff", "#f7f5ee", "#efeadb", "#e6dec6", "#ddd3b2", "#d4c89f", "#cbbd8d")
_CUT_DASH, _BOX_DASH = (9, 4), (2, 4)
_EXTENT_TOLERANCE_M: Final = 50.0


@dataclass(frozen=True, slots=True)
class ZoneStyle:
    """How one zone is drawn, on every kind of map.

    Attributes
    ----------
    zone
        Its id.
    label
        Title.
    mark
        What stands for it beside a region, for example ``"2"``.
    colour
        ``#rrggbb``, of hatch and mark.
    angle
        Of the hatch lines, in degrees from the horizontal, counter-clockwise.
    codes
        Members, in the order of the records.
    initiators, implied
        Those of them that are.
    """

    zone: str
    label: str
    mark: str
    colour: str
    angle: float
    codes: tuple[str, ...]
    initiators: frozenset[str]
    implied: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class ZoneLayers:
    """What a map of zones draws; all in EPSG:4326.

    Attributes
    ----------
    regions
        Region layer: everything that may be a member.
    members
        One row for each zone and member, columns zone, group (``zone`` or ``area``), number, title, code, role,
        implied, evidence (`geo_coop.zones.zone_members`).
    scope
        Whether the documents speak of a region at all, by code; the others are "no data", not "in no zone".
    sites
        Points of areas (`geo_coop.zones.zone_sites`).
    extents
        Rectangles of areas (`geo_coop.zones.zone_extents`).
    cuts
        What of each extent its members fill, on the index of ``extents``; None where that is not known.
    context
        Surroundings: polygons with ``name``.
    """

    regions: gpd.GeoDataFrame
    members: pd.DataFrame
    scope: pd.Series
    sites: gpd.GeoDataFrame
    extents: gpd.GeoDataFrame
    cuts: gpd.GeoSeries | None = None
    context: gpd.GeoDataFrame | None = None

    def check(self) -> None:
        """Raise `InputError` naming what a layer lacks."""
        wanted = {
            "regions": (self.regions, ("name", "level")),
            "members": (self.members, ("zone", "group", "number", "title", "code", "role", "implied", "evidence")),
            "sites": (self.sites, ("zone", "title", "name", "exactness", "evidence")),
            "extents": (self.extents, ("zone", "title", "printed", "area_ha", "exactness", "evidence")),
        }
        problems = [
            Problem(f"{layer} has no column {column!r}")
            for layer, (frame, columns) in wanted.items()
            for column in columns
            if column not in frame.columns
        ]
        if not self.scope.index.equals(self.regions.index):
            problems.append(Problem("'scope' has another index than the regions"))
        if not problems:
            outside = sorted({*self.members["code"]} - {*self.regions.index})
            problems += [Problem(f"member {code} is not among the regions") for code in outside]
        if problems:
            raise InputError(problems)

    def styles(self, group: str = ZONE, lang: Lang = "id") -> tuple[ZoneStyle, ...]:
        """Return how each zone (or area) is drawn, in the order of their numbers."""
        chosen = self.members[self.members["group"] == group]
        order = chosen.drop_duplicates("zone").sort_values(["number", "zone"], kind="stable")["zone"]
        found = []
        for position, zone in enumerate(order):
            rows = chosen[chosen["zone"] == zone]
            first = rows.iloc[0]
            colour, angle = STYLES[position % len(STYLES)] if group == ZONE else (AREA_COLOUR, 0.0)
            prefix = "" if group == ZONE else word("area_prefix", lang)
            found.append(
                ZoneStyle(
                    zone=str(zone),
                    label=text_of(first["title"], lang),
                    mark=f"{prefix}{text_of(first['number'], lang)}",
                    colour=colour,
                    angle=angle,
                    codes=tuple(rows["code"]),
                    initiators=frozenset(rows.loc[rows["role"] == INITIATOR, "code"]),
                    implied=frozenset(rows.loc[rows["implied"].astype(bool), "code"]),
                )
            )
        return tuple(found)

    def classes(self, lang: Lang = "id") -> Classification:
        """Return the regions by the number of zones they are in; "in no zone" and "no data" are two classes."""
        zones = self.members[self.members["group"] == ZONE].drop_duplicates(["zone", "code"])
        count = zones["code"].value_counts().reindex(self.regions.index).fillna(0).astype(int).astype(object)
        most = max(count, default=0)
        labels = [word("in_none", lang), word("in_one", lang)]
        labels += [word("in_some", lang).format(count=number) for number in range(2, most + 1)]
        tints = [_TINTS[min(number, len(_TINTS) - 1)] for number in range(most + 1)]
        return classify(
            count.where(self.scope.astype(bool), None),
            scheme="categories",
            categories=list(enumerate(labels[: most + 1])),
            palette=tints,
            no_data_label=word("no_data", lang),
            title=word("number", lang),
            lang=lang,
        )

    def bounds(self) -> Bounds:
        """Return west, south, east, north of regions, points and rectangles."""
        return joined_bounds(self.regions, self.sites, self.extents)


def zones_map(
    layers: ZoneLayers,
    *,
    title: str,
    details: Details | None = None,
    lang: Lang = "id",
    notes: MapNotes | None = None,
    prepared: Prepared | None = None,
) -> folium.Map:
    """Draw zones that overlap, on a page that opens without a network.

    Each zone has a hatch of its own angle and colour, and a switch of its own. Beside each region stand the numbers of
    the zones and areas it is in; a star marks the initiator of a zone, a dashed edge a member that a document only
    implies. Areas with a place are points, those with published coordinates outlines, each with its exactness. The
    legend comes from the same objects. Every text is shown as text.

    Parameters
    ----------
    layers
        What to draw. Nothing in it is changed.
    title, lang, notes
        As for `geo_coop.maps.choropleth.choropleth_map`.
    details
        Popup rows by code.
    prepared
        What `geo_coop.maps.prepare.prepare` returned for the regions.

    Raises
    ------
    InputError
        Missing columns, members that are not among the regions, or details of other regions.
    """
    notes = MapNotes() if notes is None else notes
    layers.check()
    classes = layers.classes(lang)
    page, prepared = start(layers.regions, classes, lang, prepared)
    bounds = layers.bounds()
    page.add_context(layers.context, word("context", lang), bounds, fill="#ecebe6", rank=8_000)
    number = page.add_topology(prepared)
    zones, areas = layers.styles(ZONE, lang), layers.styles(AREA, lang)
    base = areas_layer(
        prepared, layers.regions, classes, topology=number, name=word("regions", lang),
        fields=_fields(layers.regions, zones, areas, lang), details=details,
    )  # fmt: skip
    page.layers.append({**base, "unnamed": True})
    page.ui.update({"agreements": word("belongs", lang), "no_details": word("belongs_none", lang)})
    for style in zones:
        page.layers.append(_hatches(style, prepared, number))
    page.add_legend(word("zones", lang), [_zone_row(style, layers.regions, lang) for style in zones])
    _add_borders(page, prepared, number, lang)
    _add_extents(page, layers, lang)
    _add_sites(page, layers, areas, lang)
    _add_marks(page, layers, prepared, (zones, areas), lang)
    page.add_legend(classes.title, class_rows(classes))
    return page.build(title=title, notes=notes, bounds=bounds, tolerance_m=prepared.tolerance_m)


def _hatches(style: ZoneStyle, prepared: Prepared, topology: int) -> Json:
    drawn = np.flatnonzero(np.isin(np.array(prepared.codes, dtype=object), list(style.codes)))
    return {
        "type": "hatches", "name": style.label, "zone": style.zone, "topology": topology,
        "shapes": code_numbers(differences(drawn)), "colour": style.colour, "angle": style.angle,
        "spacing": HATCH_SPACING, "width": HATCH_WIDTH,
    }  # fmt: skip


def _add_borders(page: Page, prepared: Prepared, topology: int, lang: Lang) -> None:
    inner, edge = (
        code_numbers(differences(np.array(arcs, dtype=np.int64))) for arcs in prepared.outline_arcs(prepared.codes)
    )
    page.layers.append(
        {
            "type": "outline", "name": word("borders", lang), "topology": topology, "arcs": inner, "edge": edge,
            "colour": "#1b1b1b", "width": 1.4,
        }
    )  # fmt: skip


def _fields(
    regions: gpd.GeoDataFrame, zones: tuple[ZoneStyle, ...], areas: tuple[ZoneStyle, ...], lang: Lang
) -> list[tuple[str, pd.Series]]:
    """Return the columns of the tooltip: the zones and areas of each region, with its part in them."""
    return [
        (word(key, lang), pd.Series({code: _listed(str(code), styles, lang) for code in regions.index}, dtype=object))
        for key, styles in (("zone", zones), ("area", areas))
    ]


def _listed(code: str, styles: tuple[ZoneStyle, ...], lang: Lang) -> str:
    parts = []
    for style in styles:
        if code not in style.codes:
            continue
        part = word("initiator_of", lang) if code in style.initiators else ""
        part = word("implied", lang) if code in style.implied else part
        parts.append(f"{style.label} ({part})" if part else style.label)
    return "; ".join(parts)


def _zone_row(style: ZoneStyle, regions: gpd.GeoDataFrame, lang: Lang) -> Json:
    """Return the legend row of a zone: its hatch, its title and its members."""
    return {
        "kind": "zone", "hatch": "none", "colour": style.colour, "angle": style.angle, "mark": style.mark,
        "label": f"{style.label}: {_members(style, regions, lang)}", "count": text_of(len(style.codes), lang),
    }  # fmt: skip


def _members(style: ZoneStyle, regions: gpd.GeoDataFrame, lang: Lang) -> str:
    names = []
    for code in sorted(style.codes, key=lambda code: (code not in style.initiators, code)):
        star = " ★" if code in style.initiators else ""
        implied = f" ({word('implied', lang)})" if code in style.implied else ""
        names.append(short_name(text_of(regions.at[code, "name"], lang)) + star + implied)
    return ", ".join(names)


def short_name(name: str) -> str:
    """Return the name of a regency or city without the word for what it is."""
    return name.removeprefix("Kabupaten ").removeprefix("Kota ")


def _add_marks(
    page: Page,
    layers: ZoneLayers,
    prepared: Prepared,
    styles: tuple[tuple[ZoneStyle, ...], tuple[ZoneStyle, ...]],
    lang: Lang,
) -> None:
    """Add name and marks of each region: a row of its zones, and one of its areas."""
    points, radii = inner_circles(layers.regions)
    items: list[Json] = []
    for code in prepared.codes:
        rows = [[_mark(style, code) for style in group if code in style.codes] for group in styles]
        place = points[code]
        items.append(
            {
                "code": code,
                "name": short_name(text_of(layers.regions.at[code, "name"], lang)),
                "lon": round(float(place.x), 4),
                "lat": round(float(place.y), 4),
                "radius": round(float(radii[code]), 4),
                "rows": [row for row in rows if row],
            }
        )
    page.layers.append({"type": "badges", "name": word("marks", lang), "items": items})
    zones, areas = styles
    rows = [{"mark": zones[0].mark, "colour": zones[0].colour, "label": word("zone_mark", lang)}] if zones else []
    if any(style.initiators for style in zones):
        first = next(style for style in zones if style.initiators)
        rows.append({"mark": first.mark, "colour": first.colour, "star": True, "label": word("initiator_mark", lang)})
    if areas:
        rows.append({"mark": areas[0].mark, "colour": AREA_COLOUR, "square": True, "label": word("area_mark", lang)})
    if any(style.implied for style in (*zones, *areas)):
        first = next(style for style in (*zones, *areas) if style.implied)
        square = first in areas
        rows.append(
            {"mark": first.mark, "colour": first.colour, "square": square, "dashed": True,
             "label": word("implied_mark", lang)}
        )  # fmt: skip
    page.add_legend(word("marks", lang), [{"kind": "badge", "hatch": "none", **row} for row in rows])
    rows = [
        {"kind": "badge", "hatch": "none", "mark": style.mark, "colour": AREA_COLOUR, "square": True,
         "dashed": bool(style.implied), "label": f"{style.label}: {_members(style, layers.regions, lang)}"}
        for style in areas
    ]  # fmt: skip
    if rows:
        page.add_legend(word("areas", lang), rows)


def _mark(style: ZoneStyle, code: str) -> Json:
    return {
        "text": style.mark,
        "colour": style.colour,
        "of": AREAS if style.colour == AREA_COLOUR else style.zone,
        "star": code in style.initiators,
        "dashed": code in style.implied,
        "square": style.colour == AREA_COLOUR,
    }


def _add_sites(page: Page, layers: ZoneLayers, areas: tuple[ZoneStyle, ...], lang: Lang) -> None:
    sites = layers.sites
    if sites.empty:
        return
    marks = {style.zone: style.mark for style in areas}
    items, labels = [], []
    for site in sites.itertuples():
        place = {"lon": round(float(site.geometry.x), 5), "lat": round(float(site.geometry.y), 5)}
        name = text_of(site.name, lang)
        mark = marks.get(str(site.zone), "")
        facts = [
            [word("area", lang), f"{mark} {text_of(site.title, lang)}".strip()],
            [word("exactness", lang), word(f"site_{_exactness(site.exactness)}", lang)],
            [word("evidence", lang), text_of(site.evidence, lang)],
        ]
        items.append({"label": name, "shape": f"site-{_exactness(site.exactness)}", "rows": facts, **place})
        labels.append({"text": name, "size": 11, "colour": "#111111", "rank": 20_000, "beside": True, **place})
    page.layers.append({"type": "points", "name": word("areas", lang), "zone": AREAS, "items": items, "labels": labels})
    counts = sites["exactness"].map(_exactness).value_counts()
    rows: list[Json] = [
        {"kind": "point", "hatch": "none", "shape": f"site-{kind}", "label": word(f"site_{kind}", lang),
         "count": text_of(int(counts[kind]), lang)}
        for kind in ("exact", "approximate")
        if kind in counts
    ]  # fmt: skip
    page.add_legend(word("sites", lang), rows)


def _exactness(value: object) -> str:
    return "exact" if value == "exact" else "approximate"


def _add_extents(page: Page, layers: ZoneLayers, lang: Lang) -> None:
    """Add each rectangle, and what its members fill of it, as outlines with a point that tells about them."""
    rows: list[Json] = []
    for position, extent in enumerate(layers.extents.itertuples()):
        name = text_of(extent.title, lang)
        cut = None if layers.cuts is None else layers.cuts.iloc[position]
        drawn = [("extent_box", extent.geometry, _BOX_DASH), ("extent_cut", cut, _CUT_DASH)]
        items, shapes = [], []
        for key, shape, dash in drawn:
            if shape is None or shape.is_empty:
                continue
            shapes.append(shape)
            items.append({"label": word(key, lang).format(name=name), "colour": EXTENT_COLOUR, "dash": list(dash)})
        frame = gpd.GeoDataFrame(
            geometry=shapes, index=[str(row) for row in range(len(shapes))], crs=layers.extents.crs
        )
        parts = [prepare(frame.iloc[[row]], tolerance_m=_EXTENT_TOLERANCE_M, warn=False) for row in range(len(frame))]
        for part, item in zip(parts, items, strict=True):
            page.layers.append(
                {"type": "bands", "name": item["label"], "topology": page.add_topology(part), "items": [item]}
            )
        rows += [{"kind": "band", "hatch": "none", **item} for item in items]
        middle = shapely.point_on_surface(shapes[-1])
        place = {"lon": round(float(middle.x), 5), "lat": round(float(middle.y), 5)}
        facts = [
            [word("exactness", lang), word(f"exactness_{_exactness(extent.exactness)}", lang)],
            [word("printed", lang), text_of(extent.printed, lang)],
            [word("area_ha", lang), text_of(extent.area_ha, lang)],
            [word("evidence", lang), text_of(extent.evidence, lang)],
        ]
        item = {"label": name, "shape": "extent", "rows": [fact for fact in facts if fact[1]], **place}
        label = {"text": name, "size": 11, "colour": "#111111", "rank": 19_000, "beside": True, **place}
        page.layers.append({"type": "points", "name": name, "items": [item], "labels": [label]})
    if rows:
        page.add_legend(word("extents", lang), rows)
