"""Which agreement covers which village of Indonesian Borneo, with evidence, gaps and offline maps.

Public names are imported when first used, so that ``import geo_coop`` stays quick.
"""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING, Any, Final

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
    from geo_coop.maps import choropleth_map, corridor_map, save_html

__version__ = "0.1.0"

logging.getLogger(__name__).addHandler(logging.NullHandler())

_PUBLIC: Final = {
    "border": "geo_coop.api",
    "border_villages": "geo_coop.api",
    "check_claims": "geo_coop.api",
    "choropleth_map": "geo_coop.maps",
    "corridor_map": "geo_coop.maps",
    "coverage": "geo_coop.api",
    "covers": "geo_coop.api",
    "districts_abroad": "geo_coop.api",
    "export_geopackage": "geo_coop.api.export",
    "find_gaps": "geo_coop.api",
    "find_overlaps": "geo_coop.api",
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
    "regions_on": "geo_coop.api",
    "save_html": "geo_coop.maps",
    "stage_of": "geo_coop.api",
    "way_of": "geo_coop.api",
}

__all__ = [
    "__version__",
    "border",
    "border_villages",
    "check_claims",
    "choropleth_map",
    "corridor_map",
    "coverage",
    "covers",
    "districts_abroad",
    "export_geopackage",
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
    "save_html",
    "stage_of",
    "way_of",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Import a public name on first use."""
    if name in _PUBLIC:
        return getattr(importlib.import_module(_PUBLIC[name]), name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
