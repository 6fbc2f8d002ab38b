"""Who is covered by what: rules of agreements become rows of villages."""

from geo_coop.cover.parties import between_countries_only, has_party_in
from geo_coop.cover.rules import Base, bases_of
from geo_coop.cover.summary import by_level, summarise
from geo_coop.cover.table import coverage

__all__ = ["Base", "bases_of", "between_countries_only", "by_level", "coverage", "has_party_in", "summarise"]
