"""Load and compute in one step: what notebooks, the command line and the atlas call.

The layers below take frames and load nothing; these functions load the best layers at hand and the records that ship
with the package. Each is imported when first used: most bring pandas, which some do without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_coop.lazy import on_first_use

if TYPE_CHECKING:
    from geo_coop.api.adjoining import neighbours
    from geo_coop.api.agreement_areas import load_agreements
    from geo_coop.api.borders import Border, border, border_villages
    from geo_coop.api.claims import check_claims
    from geo_coop.api.cover import coverage, covers
    from geo_coop.api.districts_abroad import districts_abroad
    from geo_coop.api.follow_up import list_conflicts, list_programmes
    from geo_coop.api.gaps import find_gaps
    from geo_coop.api.listing import list_records
    from geo_coop.api.past import regions_on
    from geo_coop.api.questions import find_overlaps, missing_cooperation, partners_abroad, way_of
    from geo_coop.api.records import stage_of
    from geo_coop.api.zone_lists import list_zones
    from geo_coop.api.zones import load_crossings, load_zone_extents, load_zone_sites, load_zones
    from geo_coop.boundaries.load import load_regions
    from geo_coop.register import load_register

_PLACES: Final = {
    "Border": "geo_coop.api.borders",
    "border": "geo_coop.api.borders",
    "border_villages": "geo_coop.api.borders",
    "check_claims": "geo_coop.api.claims",
    "coverage": "geo_coop.api.cover",
    "covers": "geo_coop.api.cover",
    "districts_abroad": "geo_coop.api.districts_abroad",
    "find_gaps": "geo_coop.api.gaps",
    "find_overlaps": "geo_coop.api.questions",
    "list_conflicts": "geo_coop.api.follow_up",
    "list_programmes": "geo_coop.api.follow_up",
    "list_records": "geo_coop.api.listing",
    "list_zones": "geo_coop.api.zone_lists",
    "load_agreements": "geo_coop.api.agreement_areas",
    "load_crossings": "geo_coop.api.zones",
    "load_regions": "geo_coop.boundaries.load",
    "load_register": "geo_coop.register",
    "load_zone_extents": "geo_coop.api.zones",
    "load_zone_sites": "geo_coop.api.zones",
    "load_zones": "geo_coop.api.zones",
    "missing_cooperation": "geo_coop.api.questions",
    "neighbours": "geo_coop.api.adjoining",
    "partners_abroad": "geo_coop.api.questions",
    "regions_on": "geo_coop.api.past",
    "stage_of": "geo_coop.api.records",
    "way_of": "geo_coop.api.questions",
}

__all__ = [
    "Border",
    "border",
    "border_villages",
    "check_claims",
    "coverage",
    "covers",
    "districts_abroad",
    "find_gaps",
    "find_overlaps",
    "list_conflicts",
    "list_programmes",
    "list_records",
    "list_zones",
    "load_agreements",
    "load_crossings",
    "load_regions",
    "load_register",
    "load_zone_extents",
    "load_zone_sites",
    "load_zones",
    "missing_cooperation",
    "neighbours",
    "partners_abroad",
    "regions_on",
    "stage_of",
    "way_of",
]

__getattr__ = on_first_use(__name__, _PLACES)
