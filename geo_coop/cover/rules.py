"""What each coverage rule of a record stands on: regions, with where they are named, and what cuts them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeVar

from geo_coop.agreements.model import BOTH_SIDES, Text
from geo_coop.codes import contains, country_of, level_of
from geo_coop.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo_coop.agreements.dates import PartialDate
    from geo_coop.agreements.model import Agreement, BorderSet, CoverageRule, Zone

T = TypeVar("T")

# Who leads, hosts or watches a record without its territory being what the record is about.
_ROLES_WITHOUT_LAND: Final = frozenset({"mediator", "organiser", "observer", "chair"})


@dataclass(frozen=True, slots=True)
class Clip:
    """What of a base is covered, where a line cuts it.

    Attributes
    ----------
    kind
        ``corridor`` (within ``km`` of the boundary ``of`` two regions), ``circle`` (within ``km`` of the point),
        ``holder`` (the village that holds the point) or ``extent`` (inside the rectangle ``box``).
    of
        The two regions of a corridor.
    km
        Width on each side, or radius, in kilometres.
    point
        Longitude and latitude, degrees.
    box
        West, south, east, north, degrees.
    exact
        False where the clip itself is approximate, whatever the shapes are.
    """

    kind: Literal["corridor", "circle", "holder", "extent"]
    of: tuple[str, str] = ("", "")
    km: float = 0.0
    point: tuple[float, float] = (0.0, 0.0)
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Base:
    """A region that a rule covers.

    Attributes
    ----------
    region
        Canonical code; the rule covers all its villages, or what ``clip`` leaves of them.
    label
        What names it: ``party``, ``list``, ``set:<id>``, ``zone:<id>``, ``corridor:<a>|<b>`` or ``point:<region>``.
    facing
        Only the villages that face one of these regions; empty for all.
    implied
        True where the document does not name the region.
    clip
        What cuts the region; None for all of it.
    why
        Why the region is in it though the rule does not name it: it belonged to a party that is named.
    evidence
        Ids of the record's evidence for ``why``.
    documents
        Documents for ``why`` that are not among the record's evidence.
    """

    region: str
    label: str
    facing: tuple[str, ...] = ()
    implied: bool = False
    clip: Clip | None = None
    why: Text | None = None
    evidence: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Succession:
    """A region that was split off from another: what the older one agreed before covers both.

    Attributes
    ----------
    region
        Canonical code of the region that existed before.
    became
        Canonical code of the region split off from it.
    date
        When; what was agreed certainly before that day covers both.
    why
        The reason in words, for people.
    document
        What tells it, for example the id of a law.
    """

    region: str
    became: str
    date: PartialDate
    why: Text
    document: str = ""


def bases_of(
    agreement: Agreement,
    rule: CoverageRule,
    *,
    zones: Mapping[str, Zone],
    border_sets: Mapping[str, BorderSet],
    successions: Iterable[Succession] = (),
) -> tuple[Base, ...]:
    """Return the regions that one rule of an agreement covers.

    Parameters
    ----------
    agreement, rule
        The record, and one of its rules.
    zones, border_sets
        What the rules refer to, by id.
    successions
        Splits of regions: rule ``territory`` covers what a region held when the record was agreed (`agreed_on`).

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
            bases = _territory(agreement, rule, tuple(successions))
        case "legal_border":
            chosen = _named(border_sets, rule.border_set, where, "border set")
            bases = tuple(Base(d.code, f"set:{chosen.id}", facing=rule.facing) for d in chosen.districts)
        case "corridor":
            bases = _corridor(rule)
        case "point":
            bases = _point(rule)
        case "zone":
            bases = zone_bases(_named(zones, rule.zone, where, "zone"))
    if not bases:
        raise InputError(Problem(f"{where}: no region to cover", "name 'regions', or give a party a region"))
    return bases


def agreed_on(agreement: Agreement) -> PartialDate | None:
    """Return when the parties agreed, so what their territory then was: the first stage done that is above a plan.

    Of a record that has not come so far, the first stage done; None where none is done on a known date.
    """
    done = [entry for entry in agreement.stages if entry.status == "done" and entry.stage != "ended"]
    done = [entry for entry in done if entry.date.precision != "unknown"]
    bound = [entry.date for entry in done if entry.stage in {"framework", "binding", "running"}]
    return min(bound or [entry.date for entry in done], default=None)


def zone_bases(zone: Zone) -> tuple[Base, ...]:
    """Return the members of a zone, cut by its extent where it has one."""
    clip = None
    if zone.extent is not None:
        box = (zone.extent.west, zone.extent.south, zone.extent.east, zone.extent.north)
        clip = Clip("extent", box=box, exact=False)
    return tuple(Base(m.region, f"zone:{zone.id}", implied=m.implied, clip=clip) for m in zone.members)


def _territory(agreement: Agreement, rule: CoverageRule, successions: tuple[Succession, ...]) -> tuple[Base, ...]:
    when = agreed_on(agreement)
    then = {party.region: party.territory_then for party in agreement.parties if party.territory_then is not None}
    named = rule.regions or tuple(
        party.region
        for party in agreement.parties
        if party.region is not None and party.role not in _ROLES_WITHOUT_LAND
    )
    label = "list" if rule.regions else "party"
    found = {region: Base(region, label) for region in named}
    for region in named:
        told = then.get(region)
        if told is not None:
            for other in told.regions:
                found.setdefault(other, Base(other, label, why=told.reason, evidence=told.evidence))
            continue
        for split in _splits_since(region, when, successions):
            documents = (split.document,) if split.document else ()
            found.setdefault(split.became, Base(split.became, label, why=split.why, documents=documents))
    return tuple(found.values())


def _splits_since(region: str, when: PartialDate | None, successions: tuple[Succession, ...]) -> list[Succession]:
    """Return what was certainly split off from a region after a date, and from that again."""
    if when is None:
        return []
    later = [split for split in successions if when.latest < split.date.earliest]
    held, taken = [region], []
    for part in held:
        for split in later:
            # What was split off from a place inside a region that still holds it has not left the region.
            left = contains(part, split.region) and not any(contains(whole, split.became) for whole in held)
            if left:
                held.append(split.became)
                taken.append(split)
    return taken


def _corridor(rule: CoverageRule) -> tuple[Base, ...]:
    a, b = rule.of
    clip = Clip("corridor", of=(a, b), km=rule.km or 0.0)
    sides = (a, b) if rule.side in {None, BOTH_SIDES} else (str(rule.side),)
    return tuple(Base(side, f"corridor:{a}|{b}", clip=clip) for side in sides)


def _point(rule: CoverageRule) -> tuple[Base, ...]:
    region = str(rule.region)
    label = f"point:{region}"
    here = (float(rule.longitude or 0.0), float(rule.latitude or 0.0))
    if rule.radius_km is not None:
        clip = Clip("circle", km=rule.radius_km, point=here, exact=rule.exactness == "exact")
        return tuple(Base(each, label, clip=clip) for each in rule.regions or (_province(region),))
    if level_of(region) == "village":
        return (Base(region, label),)
    return (Base(region, label, clip=Clip("holder", point=here)),)


def _province(region: str) -> str:
    return region if country_of(region) != "ID" or region == "ID" else region[:2]


def _named(among: Mapping[str, T], key: str | None, where: str, what: str) -> T:
    if key is None or key not in among:
        raise InputError(Problem(f"{where}: no {what} {key!r}", f"known: {', '.join(sorted(among)) or 'none'}"))
    return among[key]
