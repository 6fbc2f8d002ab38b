"""Which agreement covers which village of Indonesian Borneo, with evidence, gaps and offline maps.

Public names are imported when first used, so that ``import geo_coop`` stays quick.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from geo_coop.lazy import on_first_use

if TYPE_CHECKING:
    from geo_coop.api import (
        border,
        border_villages,
        check_claims,
        coverage,
        covers,
        districts_abroad,
        find_gaps,
        find_overlaps,
        list_conflicts,
        list_programmes,
        list_records,
        list_zones,
        load_agreements,
        load_crossings,
        load_regions,
        load_register,
        load_zone_extents,
        load_zone_sites,
        load_zones,
        missing_cooperation,
        neighbours,
        partners_abroad,
        regions_on,
        stage_of,
        way_of,
    )
    from geo_coop.api.export import export_geopackage
    from geo_coop.api.map_partners import partners_view
    from geo_coop.api.map_zones import zones_view
    from geo_coop.api.maps import agreement_view, corridor_view, table_view, timeline_view
    from geo_coop.maps import CoverageLayer, choropleth_map, corridor_map, save_html

__version__ = "0.1.0"

logging.getLogger(__name__).addHandler(logging.NullHandler())

_PUBLIC: Final = {
    "CoverageLayer": "geo_coop.maps",
    "agreement_view": "geo_coop.api.maps",
    "border": "geo_coop.api",
    "border_villages": "geo_coop.api",
    "check_claims": "geo_coop.api",
    "choropleth_map": "geo_coop.maps",
    "corridor_map": "geo_coop.maps",
    "corridor_view": "geo_coop.api.maps",
    "coverage": "geo_coop.api",
    "covers": "geo_coop.api",
    "districts_abroad": "geo_coop.api",
    "export_geopackage": "geo_coop.api.export",
    "find_gaps": "geo_coop.api",
    "find_overlaps": "geo_coop.api",
    "list_conflicts": "geo_coop.api",
    "list_programmes": "geo_coop.api",
    "list_records": "geo_coop.api",
    "list_zones": "geo_coop.api",
    "load_agreements": "geo_coop.api",
    "load_crossings": "geo_coop.api",
    "load_regions": "geo_coop.api",
    "load_register": "geo_coop.api",
    "load_zone_extents": "geo_coop.api",
    "load_zone_sites": "geo_coop.api",
    "load_zones": "geo_coop.api",
    "missing_cooperation": "geo_coop.api",
    "neighbours": "geo_coop.api",
    "partners_abroad": "geo_coop.api",
    "partners_view": "geo_coop.api.map_partners",
    "regions_on": "geo_coop.api",
    "save_html": "geo_coop.maps",
    "stage_of": "geo_coop.api",
    "table_view": "geo_coop.api.maps",
    "timeline_view": "geo_coop.api.maps",
    "way_of": "geo_coop.api",
    "zones_view": "geo_coop.api.map_zones",
}

__all__ = [
    "CoverageLayer",
    "__version__",
    "agreement_view",
    "border",
    "border_villages",
    "check_claims",
    "choropleth_map",
    "corridor_map",
    "corridor_view",
    "coverage",
    "covers",
    "districts_abroad",
    "export_geopackage",
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
    "partners_view",
    "regions_on",
    "save_html",
    "stage_of",
    "table_view",
    "timeline_view",
    "way_of",
    "zones_view",
]

__getattr__ = on_first_use(__name__, _PUBLIC)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
