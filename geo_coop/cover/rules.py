"""What each coverage rule of a record stands on: regions, with where they are named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from geo_coop.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_coop.agreements.model import Agreement, BorderSet, CoverageRule, Zone

T = TypeVar("T")

# Who leads, hosts or watches a record without its territory being what the record is about.
_ROLES_WITHOUT_LAND: Final = frozenset({"mediator", "organiser", "observer", "chair"})


@dataclass(frozen=True, slots=True)
class Base:
    """A region that a rule covers.

    Attributes
    ----------
    region
        Canonical code; the rule covers all its villages.
    label
        What names it: ``party``, ``list``, ``set:<id>`` or ``zone:<id>``.
    facing
        Only the villages that face one of these regions; empty for all.
    implied
        True where the document does not name the region.
    """

    region: str
    label: str
    facing: tuple[str, ...] = ()
    implied: bool = False


def bases_of(
    agreement: Agreement, rule: CoverageRule, *, zones: Mapping[str, Zone], border_sets: Mapping[str, BorderSet]
) -> tuple[Base, ...]:
    """Return the regions that one rule of an agreement covers.

    Raises
    ------
    InputError
        The rule names a zone or border set that is not among those given, or has no base at all.
    """
    where = f"agreement {agreement.id}, rule {rule.rule}"
    match rule.rule:
        case "list":
            bases = tuple(Base(region, "list") for region in rule.regions)
        case "territory":
            named = tuple(Base(region, "list") for region in rule.regions)
            bases = named or tuple(
                Base(party.region, "party")
                for party in agreement.parties
                if party.region is not None and party.role not in _ROLES_WITHOUT_LAND
            )
        case "legal_border":
            chosen = _named(border_sets, rule.border_set, where, "border set")
            bases = tuple(Base(d.code, f"set:{chosen.id}", facing=rule.facing) for d in chosen.districts)
        case "zone":
            zone = _named(zones, rule.zone, where, "zone")
            bases = tuple(Base(m.region, f"zone:{zone.id}", implied=m.implied) for m in zone.members)
    if not bases:
        raise InputError(Problem(f"{where}: no region to cover", "name 'regions', or give a party a region"))
    return bases


def _named(among: Mapping[str, T], key: str | None, where: str, what: str) -> T:
    if key is None or key not in among:
        raise InputError(Problem(f"{where}: no {what} {key!r}", f"known: {', '.join(sorted(among)) or 'none'}"))
    return among[key]
