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
        coverage,
        covers,
        load_agreements,
        load_crossings,
        load_regions,
        load_register,
        load_zones,
    )
    from geo_coop.maps import choropleth_map, corridor_map, save_html

__version__ = "0.1.0"

logging.getLogger(__name__).addHandler(logging.NullHandler())

_PUBLIC: Final = {
    "border": "geo_coop.api",
    "border_villages": "geo_coop.api",
    "choropleth_map": "geo_coop.maps",
    "corridor_map": "geo_coop.maps",
    "coverage": "geo_coop.api",
    "covers": "geo_coop.api",
    "load_agreements": "geo_coop.api",
    "load_crossings": "geo_coop.api",
    "load_regions": "geo_coop.api",
    "load_register": "geo_coop.api",
    "load_zones": "geo_coop.api",
    "save_html": "geo_coop.maps",
}

__all__ = [
    "__version__",
    "border",
    "border_villages",
    "choropleth_map",
    "corridor_map",
    "coverage",
    "covers",
    "load_agreements",
    "load_crossings",
    "load_regions",
    "load_register",
    "load_zones",
    "save_html",
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
