"""Few groups of the many fields of cooperation, so that a map can colour them.

Which group a field belongs to is our reading, made for colours alone: tables and popups name the fields themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_coop.agreements.model import Sector

OTHER: Final = "other"
#: Groups in the order of the legend.
GROUPS: Final = ("water", "works", "people", "food", "economy", "safety", "government", OTHER)

_AFFAIRS: Final = {
    "water": ("environment", "forestry"),
    "works": ("public-works", "housing", "transport", "communication", "energy-minerals"),
    "people": (
        "education", "health", "social", "labour", "women-children", "family-planning", "youth-sport", "culture",
        "libraries", "religion",
    ),
    "food": ("food-security", "agriculture", "fisheries"),
    "economy": ("investment", "cooperatives", "tourism", "trade", "industry", "transmigration", "monetary"),
    "safety": ("public-order",),
    "government": (
        "land", "civil-registration", "villages", "statistics", "cryptography", "archives", "foreign-cooperation",
        "defence", "security", "justice",
    ),
}  # fmt: skip
# Fields whose affairs by law would put them elsewhere, or that belong to none.
_FIELDS: Final = {
    "water": "water", "waste": "water", "development-planning": "government", "public-service": "government",
}  # fmt: skip
_GROUP: Final = {affair: group for group, affairs in _AFFAIRS.items() for affair in affairs} | _FIELDS


def group_of(sector: Sector) -> str:
    """Return the group of a field: its own, or that of the first affair by law that it belongs to; else `OTHER`."""
    return next((_GROUP[key] for key in (sector.id, *sector.affairs) if key in _GROUP), OTHER)


def groups_of(ids: Iterable[str], sectors: Iterable[Sector]) -> tuple[str, ...]:
    """Return the groups of fields given by id, in the order of `GROUPS`, each once; unknown ids are `OTHER`.

    Examples
    --------
    >>> from geo_coop.agreements.read import read_sectors
    >>> groups_of(["fisheries", "water", "roads", "food-security"], read_sectors())
    ('water', 'works', 'food')
    """
    table = {sector.id: group_of(sector) for sector in sectors}
    found = {table.get(key, OTHER) for key in ids}
    return tuple(group for group in GROUPS if group in found)
