"""Maps of partners: regions joined by lines, and partners far away in insets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_coop.maps.numbers_text import code_paths
from geo_coop.maps.page import MapNotes, areas_layer, class_rows, start_on, text_of
from geo_coop.maps.partner_layers import line_width
from geo_coop.maps.partners_words import word
from geo_coop.maps.places import inner_places, short_name
from geo_coop.maps.prepare import prepare

if TYPE_CHECKING:
    import folium

    from geo_coop.maps.basemap import Basemap
    from geo_coop.maps.page import Details, Json, Page
    from geo_coop.maps.partner_layers import Inset, PartnerLayers
    from geo_coop.maps.prepare import Prepared
    from geo_coop.schema import Lang

#: Grid of lines in degrees, about 10 m.
STEP: Final = 1e-4
_INSET_TOLERANCE_M: Final = 1_000.0
_UPPER: Final = frozenset({"province", "country"})


def partners_map(
    layers: PartnerLayers,
    *,
    by: str,
    title: str,
    details: Details | None = None,
    lang: Lang = "id",
    notes: MapNotes | None = None,
    prepared: Prepared | None = None,
    basemap: Basemap | None = None,
) -> folium.Map:
    """Draw regions and the lines between partners, on a page that opens without a network.

    Lines join points inside the regions. Colour and dashes tell the stage or the sectors, the width how many agreements
    a line stands for; several lines between the same regions stand side by side. A partner far away is an arrow in its
    true direction, and an inset of its own with the distance. The legend comes from the same objects. Every text is
    shown as text.

    Parameters
    ----------
    layers
        What to draw. Nothing in it is changed.
    by
        ``"stage"`` or ``"sector"``: what the classes of the lines are.
    title, lang, notes
        As for `geo_coop.maps.choropleth.choropleth_map`.
    details
        Popup rows by code of the regions.
    prepared
        What `geo_coop.maps.prepare.prepare` returned for the regions.
    basemap
        Online tiles below the map, for readers with a network; none unless given.

    Raises
    ------
    InputError
        Missing columns, lines of classes that the legend lacks, or details of other regions.
    """
    notes = MapNotes() if notes is None else notes
    layers.check()
    classes = layers.partners(lang)
    bounds = layers.bounds()
    page, prepared, number = start_on(layers.regions, classes, lang, prepared, context=layers.context, bounds=bounds)
    shown = {code: rows for code, rows in (details or {}).items() if code in layers.regions.index}
    base = areas_layer(
        prepared, layers.regions, classes, topology=number, name=word("regions", lang), fields=(),
        details=None if details is None else shown,
    )  # fmt: skip
    page.layers.append({**base, "unnamed": True})
    page.ui.update({"agreements": word("links", lang), "no_details": word("no_details", lang)})
    _add_links(page, layers, by, lang)
    _add_nodes(page, layers, lang)
    for inset in layers.insets:
        _add_inset(page, inset, lang)
    page.add_legend(classes.title, class_rows(classes))
    return page.build(title=title, notes=notes, bounds=bounds, tolerance_m=prepared.tolerance_m, basemap=basemap)


def _add_links(page: Page, layers: PartnerLayers, by: str, lang: Lang) -> None:
    items: list[Json] = []
    told = ("title", "stage", "sectors", "followed", "evidence")
    for number, link in layers.links.iterrows():
        styles = layers.styles(link["key"])
        rows = layers.agreements[layers.agreements["link"] == number]
        points = np.round(shapely.get_coordinates(link["geometry"]) / STEP).astype(np.int64)
        items.append(
            {
                "name": text_of(link["name"], lang),
                "label": "; ".join(style.label for style in styles),
                "colours": [style.colour for style in styles],
                "dash": list(link["dash"]),
                "width": line_width(int(link["number"])),
                "number": text_of(int(link["number"]), lang),
                "arrow": bool(link["far"]),
                "path": code_paths([points])[0],
                "rows": [[text_of(row[key], lang) for key in told] for _, row in rows.iterrows()],
            }
        )
    heads = [word(key, lang) for key in ("agreement", "stage", "sectors", "followed", "evidence")]
    words = {key: word(key, lang) for key in ("number", "pair", "class")}
    name = word("links", lang)
    page.layers.append({"type": "links", "name": name, "step": STEP, "items": items, "heads": heads, "words": words})
    rows = [
        {"kind": "link", "hatch": "none", "label": each.label, "colour": each.colour, "dash": list(each.dash),
         "count": text_of(each.count, lang)}
        for each in layers.classes
    ]  # fmt: skip
    page.add_legend(word(f"links_{by}", lang), rows)
    signs: list[Json] = []
    if by == "sector":
        if any(len(dash) for dash in layers.links["dash"]):
            signs.append({"dash": [8, 5], "colour": "#444444", "label": word("unsigned", lang)})
        if any("+" in key for key in layers.links["key"]):
            signs.append({"dash": [], "colour": "#444444", "stripe": "#bbbbbb", "label": word("several", lang)})
    if layers.links["far"].any():
        signs.append({"dash": [], "colour": "#444444", "arrow": True, "label": word("arrow", lang)})
    most = int(layers.links["number"].max()) if len(layers.links) else 0
    signs += [
        {
            "dash": [],
            "colour": "#444444",
            "width": line_width(count),
            "label": word("of_width", lang).format(count=count),
        }
        for count in sorted({1, most} if most > 1 else set())
    ]
    if signs:
        page.add_legend(word("signs", lang), [{"kind": "link", "hatch": "none", **sign} for sign in signs])


def _add_nodes(page: Page, layers: PartnerLayers, lang: Lang) -> None:
    items: list[Json] = []
    found: set[str] = set()
    for code, node in layers.nodes.iterrows():
        upper = node["level"] in _UPPER
        found |= {"node_upper" if upper else "node_regency", *(["node_unnamed"] if node["unnamed"] else [])}
        items.append(
            {
                "name": short_name(text_of(node["name"], lang)),
                "code": str(code),
                "lon": round(float(node["geometry"].x), 4),
                "lat": round(float(node["geometry"].y), 4),
                "radius": 0,
                "rows": [],
                "node": {
                    "size": min(4 + 0.7 * int(node["partners"]), 8),
                    "square": upper,
                    "ring": bool(node["unnamed"]),
                },
            }
        )
    items += [_tip(layers, inset, lang) for inset in layers.insets]
    others = layers.regions[~layers.regions.index.isin(layers.nodes.index) & layers.regions.geometry.notna()]
    points, room = inner_places(others)
    labels = [
        {"text": short_name(text_of(others.at[code, "name"], lang)), "size": 11, "weight": "500", "colour": "#555555",
         "lon": round(float(points[code].x), 4), "lat": round(float(points[code].y), 4),
         "rank": round(float(room[code]), 3)}
        for code in others.index
    ]  # fmt: skip
    page.layers.append({"type": "badges", "name": word("marks", lang), "items": items, "labels": labels})
    rows: list[Json] = [
        {"kind": "node", "hatch": "none", "label": word(key, lang),
         "node": {"size": 5, "square": key == "node_upper", "ring": key == "node_unnamed"}}
        for key in ("node_regency", "node_upper", "node_unnamed")
        if key in found
    ]  # fmt: skip
    if rows:
        page.add_legend(word("marks", lang), rows)


def _tip(layers: PartnerLayers, inset: Inset, lang: Lang) -> Json:
    """Return the name and distance of a partner far away, for the tip of its arrow."""
    arrow = layers.links[(layers.links["b"] == inset.code) & layers.links["far"].astype(bool)].geometry.iloc[0]
    lon, lat = arrow.coords[-1]
    distance = text_of(round(inset.distances[0][2]), lang)
    return {
        "name": f"{text_of(inset.name, lang)}: {distance} km", "code": "", "small": True, "radius": 0, "rows": [],
        "lon": round(lon, 4), "lat": round(lat, 4),
    }  # fmt: skip


def _add_inset(page: Page, inset: Inset, lang: Lang) -> None:
    """Add a small map of a region far away, with what it is and how far."""
    number = page.add_topology(prepare(inset.region, tolerance_m=_INSET_TOLERANCE_M, warn=False))
    texts = [
        word("distance", lang).format(km=text_of(round(km), lang), place=place) for place, _, km in inset.distances
    ]
    texts.append(word("bearing", lang).format(degrees=text_of(round(inset.bearing), lang), place=inset.distances[0][0]))
    page.layers.append(
        {
            "type": "inset",
            "name": f"{word('inset', lang)}: {text_of(inset.name, lang)}",
            "title": text_of(inset.name, lang),
            "topology": number,
            "lon": round(float(inset.point.x), 4),
            "lat": round(float(inset.point.y), 4),
            "texts": texts,
            "help": word("inset_help", lang),
            "heads": [word("partner", lang), word("from_head", lang), word("distance_head", lang)],
            "distances": [[place, text_of(round(km), lang)] for place, _, km in inset.distances],
        }
    )
