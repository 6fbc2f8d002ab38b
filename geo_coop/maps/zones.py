"""Maps of zones that overlap: a hatch for each zone, so that a region in three zones shows all three."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_coop.maps.numbers_text import code_numbers
from geo_coop.maps.page import MapNotes, areas_layer, class_rows, differences, start_on, text_of
from geo_coop.maps.zone_layers import AREA, HATCH_SPACING, HATCH_WIDTH, ZONE
from geo_coop.maps.zone_marks import add_extents, add_marks, add_sites, members_text
from geo_coop.maps.zones_words import word

if TYPE_CHECKING:
    import folium
    import geopandas as gpd

    from geo_coop.maps.basemap import Basemap
    from geo_coop.maps.page import Details, Json, Page
    from geo_coop.maps.prepare import Prepared
    from geo_coop.maps.zone_layers import ZoneLayers, ZoneStyle
    from geo_coop.schema import Lang


def zones_map(
    layers: ZoneLayers,
    *,
    title: str,
    details: Details | None = None,
    lang: Lang = "id",
    notes: MapNotes | None = None,
    prepared: Prepared | None = None,
    basemap: Basemap | None = None,
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
    basemap
        Online tiles below the map, for readers with a network; none unless given.

    Raises
    ------
    InputError
        Missing columns, members that are not among the regions, or details of other regions.
    """
    notes = MapNotes() if notes is None else notes
    layers.check()
    classes = layers.classes(lang)
    bounds = layers.bounds()
    page, prepared, number = start_on(layers.regions, classes, lang, prepared, context=layers.context, bounds=bounds)
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
    named = [*add_extents(page, layers, lang), *add_sites(page, layers, areas, lang)]
    add_marks(page, layers.regions, prepared, (zones, areas), named, lang)
    page.add_legend(classes.title, class_rows(classes))
    order = [word(key, lang) for key in ("zones", "marks", "areas", "sites", "extents", "number")]
    page.legends.sort(key=lambda part: order.index(str(part["title"])))
    return page.build(title=title, notes=notes, bounds=bounds, tolerance_m=prepared.tolerance_m, basemap=basemap)


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
        "label": f"{style.label}: {members_text(style, regions, lang)}", "count": text_of(len(style.codes), lang),
    }  # fmt: skip
