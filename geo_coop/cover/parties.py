"""Who stands behind a record: countries alone, or regions below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_coop.codes import country_of, level_of

if TYPE_CHECKING:
    from geo_coop.agreements.model import Agreement


def between_countries_only(record: Agreement) -> bool:
    """Return whether every region among the parties is a country."""
    regions = [party.region for party in record.parties if party.region is not None]
    return bool(regions) and all(level_of(region) == "country" for region in regions)


def has_party_in(record: Agreement, country: str) -> bool:
    """Return whether a party is a country, or a region of it."""
    return any(party.region is not None and country_of(party.region) == country for party in record.parties)
