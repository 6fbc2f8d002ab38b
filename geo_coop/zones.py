"""Zones and areas that overlap: their members, the points in them, and the rectangles of published extents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import shapely

from geo_coop.errors import InputError, Problem
from geo_coop.provenance import carry
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_coop.agreements.model import Evidence, Zone

_LAYER: Final = "give a layer of the members' level that holds them all, as load_regions() returns"


def zone_members(zones: Iterable[Zone], regions: gpd.GeoDataFrame, *, lang: str = "id") -> gpd.GeoDataFrame:
    """Return the members of zones with their shapes; zones overlap, so a region may stand in several rows.

    Parameters
    ----------
    zones
        Zones and areas, for example from `geo_coop.agreements.read.read_zones`.
    regions
        Region layer that holds every member.
    lang
        Language of the titles, ``"id"`` or ``"en"``.

    Returns
    -------
    GeoDataFrame
        Columns zone, group (zone or area), number, title, code, name, role (initiator or member), implied (True
        where the document does not name the region), evidence, tier, geometry; ordered by group, number and code;
        no rows where no zones are given; CRS and provenance of ``regions``.

    Raises
    ------
    InputError
        Members that the layer lacks; all at once.
    """
    rows: list[dict[str, object]] = []
    problems: list[Problem] = []
    for zone in _in_order(zones):
        for member in sorted(zone.members, key=lambda entry: entry.region):
            if member.region not in regions.index:
                problems.append(Problem(f"zone {zone.id}: member {member.region} is not in the layer", _LAYER))
                continue
            rows.append(
                {
                    "zone": zone.id,
                    "group": zone.group,
                    "number": zone.number,
                    "title": zone.title.in_language(lang),
                    "code": member.region,
                    "name": regions.at[member.region, "name"],
                    "role": member.role,
                    "implied": member.implied,
                    "evidence": _cited(zone.evidence),
                    "tier": regions.at[member.region, "tier"],
                    "geometry": regions.geometry.loc[member.region],
                }
            )
    if problems:
        raise InputError(problems)
    columns = [
        "zone", "group", "number", "title", "code", "name", "role", "implied", "evidence", "tier", "geometry",
    ]  # fmt: skip
    frame = gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs=regions.crs)
    return carry(frame, regions)


def zone_sites(zones: Iterable[Zone], *, lang: str = "id") -> gpd.GeoDataFrame:
    """Return the points that zones and areas name: where a port, an industrial area or an island is.

    Parameters
    ----------
    zones
        Zones and areas.
    lang
        Language of the titles, ``"id"`` or ``"en"``.

    Returns
    -------
    GeoDataFrame
        One row for each point, new index, in the order of `zone_members`; empty where no zone has any. Columns zone,
        group (zone or area), number, title, name (of the place), code (region that the point is said to lie in),
        exactness (approximate for the point of a village that stands for an area), evidence, geometry (Point);
        EPSG:4326.
    """
    rows = [
        {
            **_head(zone, lang),
            "name": site.name,
            "code": site.region,
            "exactness": site.exactness,
            "evidence": _cited(entry for entry in zone.evidence if entry.id in site.evidence),
            "geometry": shapely.Point(site.longitude, site.latitude),
        }
        for zone in _in_order(zones)
        for site in zone.sites
    ]
    return _drawn(rows, ("name", "code", "exactness", "evidence"))


def zone_extents(zones: Iterable[Zone], *, lang: str = "id") -> gpd.GeoDataFrame:
    """Return the rectangles that documents give for areas whose line they do not publish.

    Parameters
    ----------
    zones
        Zones and areas; those without an extent have no row.
    lang
        Language of the titles, ``"id"`` or ``"en"``.

    Returns
    -------
    GeoDataFrame
        One row for each extent, new index, in the order of `zone_members`. Columns zone, group, number, title, printed
        (the figures as published), area_ha (as published, hectares; NaN where none is), exactness (always approximate:
        the area is smaller than its rectangle), evidence, geometry (Polygon: the four corners, sides along meridians
        and parallels); EPSG:4326.
    """
    rows = [
        {
            **_head(zone, lang),
            "printed": zone.extent.printed,
            "area_ha": float("nan") if zone.area_ha is None else zone.area_ha,
            "exactness": "approximate",
            "evidence": _cited(entry for entry in zone.evidence if entry.id in zone.extent.evidence),
            "geometry": shapely.box(zone.extent.west, zone.extent.south, zone.extent.east, zone.extent.north),
        }
        for zone in _in_order(zones)
        if zone.extent is not None
    ]
    return _drawn(rows, ("printed", "area_ha", "exactness", "evidence"))


def _in_order(zones: Iterable[Zone]) -> list[Zone]:
    return sorted(zones, key=lambda entry: (entry.group == "area", entry.number))


def _head(zone: Zone, lang: str) -> dict[str, object]:
    return {"zone": zone.id, "group": zone.group, "number": zone.number, "title": zone.title.in_language(lang)}


def _cited(evidence: Iterable[Evidence]) -> str:
    return "; ".join(dict.fromkeys(f"{entry.document} §{entry.paragraph}".rstrip(" §") for entry in evidence))


def _drawn(rows: list[dict[str, object]], columns: tuple[str, ...]) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(rows, columns=["zone", "group", "number", "title", *columns, "geometry"])
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=GEOGRAPHIC_CRS)
