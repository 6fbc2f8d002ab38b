"""Who is covered by what: rules of agreements become rows of villages."""

from geo_coop.cover.parties import between_countries_only, has_party_in
from geo_coop.cover.ranges import Named, named_coverage
from geo_coop.cover.rules import Base, Clip, Succession, agreed_on, bases_of
from geo_coop.cover.summary import by_level, summarise
from geo_coop.cover.table import coverage, pairs_needed, shapes_needed, zone_villages

__all__ = [
    "Base",
    "Clip",
    "Named",
    "Succession",
    "agreed_on",
    "bases_of",
    "between_countries_only",
    "by_level",
    "coverage",
    "has_party_in",
    "named_coverage",
    "pairs_needed",
    "shapes_needed",
    "summarise",
    "zone_villages",
]
