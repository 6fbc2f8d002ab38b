"""Load and compute in one step: what notebooks, the command line and the atlas call.

The layers below take frames and load nothing; these functions load the best layers at hand and the records that ship
with the package.
"""

from geo_coop.api.adjoining import neighbours
from geo_coop.api.agreement_areas import load_agreements
from geo_coop.api.borders import Border, border, border_villages, districts_abroad
from geo_coop.api.claims import check_claims
from geo_coop.api.cover import coverage, covers
from geo_coop.api.past import regions_on
from geo_coop.api.questions import find_gaps, find_overlaps, missing_cooperation, partners_abroad, way_of
from geo_coop.api.records import list_records, stage_of
from geo_coop.api.zones import list_zones, load_crossings, load_zone_extents, load_zone_sites, load_zones
from geo_coop.boundaries.load import load_regions
from geo_coop.register import load_register

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
