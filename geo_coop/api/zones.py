"""Zones, the points and rectangles in them, their villages, and border crossings: what the shipped records delimit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd

from geo_coop import cover
from geo_coop.agreements.read import read_crossings, read_zones
from geo_coop.boundaries.load import load_regions
from geo_coop.codes import contains
from geo_coop.cover.summary import region_of, village_level
from geo_coop.errors import NotFoundError
from geo_coop.geodesy import area_m2
from geo_coop.names import resolve
from geo_coop.provenance import carry
from geo_coop.register import load_register
from geo_coop.schema import GEOGRAPHIC_CRS
from geo_coop.zones import zone_extents, zone_members, zone_sites

if TYPE_CHECKING:
    import datetime as dt

    from geo_coop.agreements.model import Crossing

_REGENCY_LENGTH: Final = len("65.03")


def load_zones(*, source: str | None = None, lang: str = "id") -> gpd.GeoDataFrame:
    """Return the members of the four zones and eight areas of Kaltim with their shapes; zones overlap.

    The capital's area is not among them: no set of regencies makes it up, see `load_zone_extents` and `zone_coverage`.

    Parameters
    ----------
    source
        Boundary source; default: the best at hand.
    lang
        Language of the titles, ``"id"`` or ``"en"``.

    Returns
    -------
    GeoDataFrame
        One row for each zone and member, so a regency in three zones stands in three rows. Columns zone (id), group
        (``zone``: zones 1-4; ``area``: areas 1-8), number, title, code and name (of the member), role (initiator or
        member), implied (True where the document names no region, only a place in it), evidence, tier, geometry;
        EPSG:4326; ordered by group, number and code. Provenance in attrs.
    """
    zones = [zone for zone in read_zones() if zone.extent is None]
    return zone_members(zones, load_regions("regency", within="64", source=source), lang=lang)


def load_zone_sites(*, lang: str = "id") -> gpd.GeoDataFrame:
    """Return the points in zones and areas: Kariangau, Maloy, Pulau Derawan, Ujoh Bilang.

    They are points of villages that stand for an area, no surveyed sites and no limits of it. Areas that name no place
    have no row.

    Parameters
    ----------
    lang
        Language of the titles, ``"id"`` or ``"en"``.

    Returns
    -------
    GeoDataFrame
        As `geo_coop.zones.zone_sites`: zone, group, number, title, name, code (village that holds the point),
        exactness, evidence, geometry (Point); EPSG:4326.
    """
    return zone_sites(read_zones(), lang=lang)


def load_zone_extents(*, lang: str = "id") -> gpd.GeoDataFrame:
    """Return the rectangles of areas whose line is not published: that of the capital's area (IKN, law 3/2022).

    Parameters
    ----------
    lang
        Language of the titles, ``"id"`` or ``"en"``.

    Returns
    -------
    GeoDataFrame
        As `geo_coop.zones.zone_extents`: zone, group, number, title, printed, area_ha, exactness (approximate),
        evidence, geometry (Polygon, the rectangle as published); EPSG:4326.
    """
    return zone_extents(read_zones(), lang=lang)


def zone_coverage(
    zone: str, *, level: str = "village", source: str | None = None, lang: str = "id"
) -> gpd.GeoDataFrame:
    """Return the villages (or upper regions) of a zone or area, each with the share of it that lies inside.

    Parameters
    ----------
    zone
        Its id, for example ``"ikn"`` or ``"kaltim-zone-2"``; capitals do not matter.
    level
        village (default), district, regency or province.
    source
        Boundary source; default: the best at hand.
    lang
        Language of title and method.

    Returns
    -------
    GeoDataFrame
        For villages as `geo_coop.cover.zone_villages`, with tier and geometry (whole villages); above them code, name,
        zone, title, villages (of the region, in the members of the zone), villages_inside (wholly or in part), share
        (of the area of these villages, 0-1, NaN where one of them has no shape), exactness, implied, method,
        evidence, tier and geometry (whole regions); EPSG:4326. Provenance in attrs.

    Raises
    ------
    NotFoundError
        No zone of that id.
    InputError
        The level is none of villages or above.
    """
    wanted = village_level(level)
    by_id = {entry.id: entry for entry in read_zones()}
    zone = zone.casefold()
    if zone not in by_id:
        message = f"no zone {zone!r}; there are {', '.join(by_id)}"
        raise NotFoundError(message)
    units = sorted({member.region[:_REGENCY_LENGTH] for member in by_id[zone].members})
    parts = [load_regions("village", within=unit, source=source) for unit in units]
    villages = carry(gpd.GeoDataFrame(pd.concat(parts).sort_index(), crs=GEOGRAPHIC_CRS), *parts)
    table = cover.zone_villages(villages, by_id[zone], lang=lang)
    table["tier"] = villages["tier"].reindex(table["code"]).to_numpy()
    return table if wanted == "village" else _upper(table, villages, wanted, source)


def _upper(table: gpd.GeoDataFrame, villages: gpd.GeoDataFrame, level: str, source: str | None) -> gpd.GeoDataFrame:
    """Return the regions of a level that a zone reaches, with the share of their area."""
    region = region_of(villages.index, level)
    area = pd.Series(area_m2(villages.geometry), index=villages.index).where(villages.geometry.notna())
    inside = table.set_index("code")
    part = area * inside["share"].reindex(villages.index).fillna(0.0)
    codes = region_of(inside.index, level)
    reached = codes.unique().sort_values()
    groups = inside.groupby(codes.to_numpy())
    shapes = load_regions(level, within=min({code[:2] for code in reached}), source=source)
    upper = pd.DataFrame(
        {
            "code": reached,
            "name": load_register().regions["name"].reindex(reached).to_numpy(),
            "zone": inside["zone"].iloc[0],
            "title": inside["title"].iloc[0],
            "villages": pd.Series(1, index=region).groupby(level=0).sum().reindex(reached).to_numpy(),
            "villages_inside": groups.size().reindex(reached).to_numpy(),
            "share": (
                part.groupby(region.to_numpy()).sum(min_count=1) / area.groupby(region.to_numpy()).sum(min_count=1)
            ).reindex(reached).to_numpy(),
            "exactness": groups["exactness"].min().reindex(reached).to_numpy(),  # approximate where one of them is
            "implied": groups["implied"].any().reindex(reached).to_numpy(),
            "method": groups["method"].first().reindex(reached).to_numpy(),
            "evidence": groups["evidence"].first().reindex(reached).to_numpy(),
            "tier": shapes["tier"].reindex(reached).to_numpy(),
        }
    )  # fmt: skip
    unknown = area.isna().groupby(region.to_numpy()).any().reindex(reached).to_numpy(dtype=bool)
    upper["share"] = upper["share"].mask(unknown)
    geometry = shapes.geometry.reindex(reached).to_numpy()
    return carry(gpd.GeoDataFrame(upper, geometry=geometry, crs=GEOGRAPHIC_CRS), table, shapes)


def load_crossings(*, within: str | None = None, on: dt.date | None = None, lang: str = "id") -> gpd.GeoDataFrame:
    """Return the border crossings and posts of Kaltara.

    Parameters
    ----------
    within
        Code or name of a region: those in it, or those that face it where it lies abroad. Default: all.
    on
        The day that ``open`` speaks of; default: the records as a whole.
    lang
        Language of names of states, ``"id"`` or ``"en"``.

    Returns
    -------
    GeoDataFrame
        Indexed by ``id``, columns name, type (PLBN, post or planned), status (as known last), since (when it opened),
        open (``yes``, ``no``, or ``perhaps`` where the date does not tell; whether a simpler post worked there before
        is not on record), region, facing, exactness, evidence, geometry (Point); EPSG:4326.
    """
    inside = resolve(within, load_register()) if within is not None else None
    rows = [
        {
            "id": entry.id,
            "name": entry.name,
            "type": entry.type,
            "status": entry.status.in_language(lang),
            "since": str(entry.since),
            "open": _open(entry, on),
            "region": entry.region,
            "facing": entry.facing,
            "exactness": entry.exactness,
            "evidence": "; ".join(dict.fromkeys(e.document for e in entry.evidence)),
            "x": entry.longitude,
            "y": entry.latitude,
        }
        for entry in read_crossings()
        if inside is None or contains(inside, entry.region) or contains(inside, entry.facing)
    ]
    columns = ["id", "name", "type", "status", "since", "open", "region", "facing", "exactness", "evidence", "x", "y"]
    frame = pd.DataFrame(rows, columns=columns).set_index("id")
    points = gpd.points_from_xy(frame.pop("x"), frame.pop("y"))
    return gpd.GeoDataFrame(frame, geometry=points, crs=GEOGRAPHIC_CRS)


def _open(crossing: Crossing, on: dt.date | None) -> str:
    if crossing.type == "planned":
        return "no"
    return "yes" if on is None else crossing.since.reached_on(on)
