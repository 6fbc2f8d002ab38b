"""Who is covered by what: rules of agreements become rows of villages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_coop.cover.blocks import Uncut, blocks_of, unmeasured
from geo_coop.cover.needs import pairs_needed, shapes_needed
from geo_coop.cover.parties import between_countries_only, has_party_in
from geo_coop.cover.rules import Base, Clip, Succession, agreed_on, bases_of
from geo_coop.lazy import on_first_use

if TYPE_CHECKING:
    from geo_coop.cover.cuts import Cutter
    from geo_coop.cover.ranges import Named, named_coverage
    from geo_coop.cover.summary import by_level, living, summarise
    from geo_coop.cover.table import coverage, zone_villages

# What makes or takes frames: pandas takes longer to import than one question takes to answer.
_OF_FRAMES: Final = {
    "Cutter": ".cuts", "Named": ".ranges", "by_level": ".summary", "coverage": ".table", "living": ".summary",
    "named_coverage": ".ranges", "summarise": ".summary", "zone_villages": ".table",
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
    "living",
    "named_coverage",
    "pairs_needed",
    "shapes_needed",
    "summarise",
    "unmeasured",
    "zone_villages",
]

__getattr__ = on_first_use(__name__, _OF_FRAMES)
