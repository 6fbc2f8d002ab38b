"""Development zones and industrial areas that overlap: one row for each zone and member."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geo_coop.errors import InputError, Problem
from geo_coop.provenance import carry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_coop.agreements.model import Zone


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
        CRS and provenance of ``regions``.

    Raises
    ------
    InputError
        Members that the layer lacks; all at once.
    """
    rows: list[dict[str, object]] = []
    problems: list[Problem] = []
    for zone in sorted(zones, key=lambda entry: (entry.group == "area", entry.number)):
        for member in sorted(zone.members, key=lambda entry: entry.region):
            if member.region not in regions.index:
                problems.append(Problem(f"zone {zone.id}: member {member.region} is not in the layer"))
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
                    "evidence": "; ".join(f"{e.document} §{e.paragraph}".rstrip(" §") for e in zone.evidence),
                    "tier": regions.at[member.region, "tier"],
                    "geometry": regions.geometry.loc[member.region],
                }
            )
    if problems:
        raise InputError(problems)
    frame = gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs=regions.crs)
    return carry(frame, regions)
