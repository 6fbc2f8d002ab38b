"""Who is covered by what: rules of agreements become rows of villages."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

from geo_coop.cover.blocks import Uncut, blocks_of, pairs_needed, shapes_needed, unmeasured
from geo_coop.cover.parties import between_countries_only, has_party_in
from geo_coop.cover.rules import Base, Clip, Succession, agreed_on, bases_of

if TYPE_CHECKING:
    from geo_coop.cover.cuts import Cutter
    from geo_coop.cover.ranges import Named, named_coverage
    from geo_coop.cover.summary import by_level, summarise
    from geo_coop.cover.table import coverage, zone_villages

# What makes or takes frames: pandas takes longer to import than one question takes to answer.
_OF_FRAMES: Final = {
    "Cutter": "cuts", "Named": "ranges", "by_level": "summary", "coverage": "table", "named_coverage": "ranges",
    "summarise": "summary", "zone_villages": "table",
}  # fmt: skip

__all__ = [
    "Base",
    "Clip",
    "Cutter",
    "Named",
    "Succession",
    "Uncut",
    "agreed_on",
    "bases_of",
    "between_countries_only",
    "blocks_of",
    "by_level",
    "coverage",
    "has_party_in",
    "named_coverage",
    "pairs_needed",
    "shapes_needed",
    "summarise",
    "unmeasured",
    "zone_villages",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Import what makes frames on first use."""
    if name in _OF_FRAMES:
        return getattr(importlib.import_module(f"geo_coop.cover.{_OF_FRAMES[name]}"), name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
