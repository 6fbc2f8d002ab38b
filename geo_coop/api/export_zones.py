"""The zones of an export: one shape for each zone, its members, points and rectangles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_coop.agreements.read import read_zones
from geo_coop.api.export_words import export_word
from geo_coop.boundaries.load import load_regions
from geo_coop.codes import contains, level_of
from geo_coop.export import Layer, Style
from geo_coop.export.qgis import extents_style, plain_style, sites_style, zones_style
from geo_coop.geodesy import polygonal
from geo_coop.maps.zone_layers import AREA_COLOUR, STYLES, ZONE
from geo_coop.provenance import carry
from geo_coop.schema import GEOGRAPHIC_CRS
from geo_coop.zones import zone_extents, zone_members, zone_sites

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from geo_coop.agreements.model import Zone
    from geo_coop.schema import Lang

_ZONES: Final = (
    "zone", "group", "number", "title", "initiators", "members", "implied", "area_ha", "evidence", "tier", "geometry",
)  # fmt: skip
_MEMBERS: Final = (
    "zone", "group", "number", "title", "code", "name", "role", "implied", "evidence", "tier", "geometry",
)  # fmt: skip


def zone_layers(provinces: Collection[str], within: str | None, source: str | None, lang: Lang) -> list[Layer]:
    """Return the zones with a member in some provinces, and, where asked, in a region or holding it.

    Parameters
    ----------
    provinces
        Canonical codes.
    within
        Canonical code of the region to limit to; a zone stays whole where it reaches further.
    source
        Boundary source of the members.
    lang
        Language of the titles.
    """
    zones = [zone for zone in read_zones() if _reaches(zone, provinces, within)]
    members = _members(zones, source, lang)
    shapes = _shapes(zones, members)
    plain = plain_style(export_word("zone_members", lang), "#f7f5ee", "#5a5a5a")
    points = sites_style(export_word("site_exact", lang), export_word("site_approximate", lang))
    frames = [
        ("zones", shapes, "MultiPolygon", zones_style(_looks(shapes))),
        ("zone_members", members, "MultiPolygon", plain),
        (
            "zone_extents",
            zone_extents(zones, lang=lang),
            "MultiPolygon",
            extents_style(export_word("zone_extents", lang)),
        ),
        ("sites", zone_sites(zones, lang=lang), "Point", points),
    ]
    style = export_word("by_kind", lang)
    return [
        Layer(name, frame, export_word(name, lang), kind, (Style(style, qml),)) for name, frame, kind, qml in frames
    ]


def _reaches(zone: Zone, provinces: Collection[str], within: str | None) -> bool:
    codes = [member.region for member in zone.members]
    if within is not None:
        return any(contains(within, code) or contains(code, within) for code in codes)
    return any(contains(province, code) for province in provinces for code in codes)


def _members(zones: Sequence[Zone], source: str | None, lang: Lang) -> gpd.GeoDataFrame:
    """Return one row for each zone and member, whatever the level of the member."""
    if not zones:
        return gpd.GeoDataFrame({column: [] for column in _MEMBERS}, geometry="geometry", crs=GEOGRAPHIC_CRS)
    codes = {member.region for zone in zones for member in zone.members}
    # Each province, or regency, is loaded once for all of its members.
    units = sorted({(level_of(code), code.rpartition(".")[0] or code) for code in codes})
    parts = [load_regions(level, within=unit, source=source) for level, unit in units]
    rows = [part[part.index.isin(codes)] for part in parts]
    regions = carry(gpd.GeoDataFrame(pd.concat(rows), crs=GEOGRAPHIC_CRS), *parts)
    return zone_members(zones, regions, lang=lang)


def _shapes(zones: Sequence[Zone], members: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return one row for each zone: its members together, cut by its extent where it has one."""
    by_id = {zone.id: zone for zone in zones}
    rows = []
    for zone, group in members.groupby("zone", sort=False):
        entry = by_id[str(zone)]
        parts = shapely.make_valid(np.asarray(group.geometry.dropna().array, dtype=object))
        shape = shapely.union_all(parts)
        if entry.extent is not None:
            box = entry.extent
            shape = shapely.intersection(shape, shapely.box(box.west, box.south, box.east, box.north))
        first = group.iloc[0]
        rows.append(
            {
                **{column: first[column] for column in ("zone", "group", "number", "title", "evidence")},
                "initiators": "; ".join(group.loc[group["role"] == "initiator", "code"]),
                "members": "; ".join(group["code"]),
                "implied": "; ".join(group.loc[group["implied"].astype(bool), "code"]),
                "area_ha": float("nan") if entry.area_ha is None else entry.area_ha,
                "tier": "approximate" if (group["tier"] == "approximate").any() else "authoritative",
                "geometry": polygonal(shape) if len(parts) else None,
            }
        )
    frame = gpd.GeoDataFrame(pd.DataFrame(rows, columns=list(_ZONES)), geometry="geometry", crs=GEOGRAPHIC_CRS)
    return carry(frame, members)


def _looks(shapes: gpd.GeoDataFrame) -> list[tuple[str, str, str, float | None]]:
    """Return id, title, colour and angle of the hatch of each zone, as on the map; areas are outlines."""
    looks: list[tuple[str, str, str, float | None]] = []
    number = 0
    for zone, group, title in zip(shapes["zone"], shapes["group"], shapes["title"], strict=True):
        if group == ZONE:
            colour, angle = STYLES[number % len(STYLES)]
            looks.append((zone, title, colour, angle))
            number += 1
        else:
            looks.append((zone, title, AREA_COLOUR, None))
    return looks
