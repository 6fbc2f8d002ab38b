"""Adjoining regions without cooperation, and regions with partners abroad."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_coop.agreements.stages import stage_on
from geo_coop.codes import country_of, level_of
from geo_coop.gaps.frames import ENDED, with_none
from geo_coop.provenance import carry
from geo_coop.schema import STAGES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping

    from geo_coop.agreements.model import Agreement, Party, Zone

COUNTED_RECORDS: Final = ("agreement", "draft")

_ABROAD_KINDS: Final = frozenset({"KSDPL", "KSDLL"})
_SIGNED: Final = frozenset({"framework", "binding", "running"})
# Who leads, hosts or watches a record is no partner in it.
_NO_PARTNER: Final = frozenset({"mediator", "organiser", "observer", "chair", "host"})


def missing_cooperation(
    pairs: pd.DataFrame,
    agreements: Iterable[Agreement],
    *,
    on: dt.date | None = None,
    zones: Iterable[Zone] = (),
    records: Collection[str] = COUNTED_RECORDS,
    min_length_km: float = 0.0,
) -> pd.DataFrame:
    """Return adjoining regions with what cooperation with another region (KSDD) there is between the two.

    Law makes cooperation compulsory where regions adjoin and effects cross the boundary. Only the first half is tested
    here: a pair without any is a question to ask, not a breach.

    Parameters
    ----------
    pairs
        Neighbours, from `geo_coop.borders.adjacency`: columns a, b, length_km.
    agreements
        All records; only those of kind KSDD are looked at, and of these none that has ended.
    on
        The day; default: the records as a whole.
    zones
        What rules ``zone`` refer to: two parties of a record that only divides land into zones are partners in it where
        they share one.
    records
        Types of record that count as cooperation; plans and offers are listed beside.
    min_length_km
        Shortest common boundary to look at.

    Returns
    -------
    DataFrame
        One row for each pair, sorted: a, b, length_km, agreements (ids of records that count, joined by ``"; "``),
        highest_stage (of those; None for none), others (ids of the plans and offers that name both), missing (True
        where nothing counts). RangeIndex; sources in attrs.
    """
    members = {zone.id: {member.region for member in zone.members} for zone in zones}
    live = []
    for record in agreements:
        state = stage_on(record, on)
        if record.kind == "KSDD" and record.record != "meeting" and state is not None and state.stage != ENDED:
            live.append((record, _partners(record), state.stage))
    rows = []
    for a, b, length in zip(pairs["a"], pairs["b"], pairs["length_km"], strict=True):
        if length < min_length_km:
            continue
        both = [entry for entry in live if {a, b} <= entry[1] and _same_zone(entry[0], members, a, b)]
        counted = [(record, stage) for record, _, stage in both if record.record in records]
        stages = [stage for _, stage in counted]
        rows.append(
            {
                "a": a,
                "b": b,
                "length_km": float(length),
                "agreements": "; ".join(record.id for record, _ in counted),
                "highest_stage": max(stages, key=STAGES.index) if stages else None,
                "others": "; ".join(record.id for record, _, _ in both if record.record not in records),
                "missing": not counted,
            }
        )
    columns = ["a", "b", "length_km", "agreements", "highest_stage", "others", "missing"]
    return carry(with_none(pd.DataFrame(rows, columns=columns), "highest_stage"), pairs)


def _partners(record: Agreement) -> set[str]:
    return {party.region for party in record.parties if party.region is not None and party.role not in _NO_PARTNER}


def _same_zone(record: Agreement, members: Mapping[str, set[str]], a: str, b: str) -> bool:
    named = [rule.zone for rule in record.coverage if rule.rule == "zone" and rule.zone is not None]
    if not named or len(named) < len(record.coverage):
        return True
    return any({a, b} <= members.get(zone, set()) for zone in named)


def partners_abroad(agreements: Iterable[Agreement], *, on: dt.date | None = None, lang: str = "id") -> pd.DataFrame:
    """Return the regions of Indonesia that a record joins to a partner abroad.

    Meetings do not count. A record joins a region to a partner abroad where a party lies abroad, or where its kind is
    cooperation with a government or an institution abroad (KSDPL, KSDLL) and the partner is an organisation, or where
    the organisation lies abroad.

    Parameters
    ----------
    agreements
        All records.
    on
        The day; default: the records as a whole.
    lang
        Language of titles and organisations, ``"id"`` or ``"en"``.

    Returns
    -------
    DataFrame
        One row for each region below the country and record, sorted: region, level, agreement, title, kind, record,
        partners (codes or organisations, with the region they lie in, joined by ``"; "``), stage (None where
        nothing is done, as for plans), signed (a framework, a binding agreement, or running). RangeIndex.
    """
    rows = []
    for record in agreements:
        foreign = [p.region for p in record.parties if p.region is not None and country_of(p.region) != "ID"]
        foreign += [
            p.organisation.in_language(lang) + (f" ({p.lies_in})" if p.lies_in else "")
            for p in record.parties
            if p.organisation is not None and _is_abroad(p, record)
        ]
        if record.record == "meeting" or not foreign:
            continue
        state = stage_on(record, on)
        own = dict.fromkeys(
            party.region for party in record.parties
            if party.region is not None and country_of(party.region) == "ID" and level_of(party.region) != "country"
        )  # fmt: skip
        rows += [
            {
                "region": region,
                "level": level_of(region),
                "agreement": record.id,
                "title": record.title.in_language(lang),
                "kind": record.kind,
                "record": record.record,
                "partners": "; ".join(dict.fromkeys(foreign)),
                "stage": state.stage if state else None,
                "signed": state is not None and state.stage in _SIGNED,
            }
            for region in own
        ]
    columns = ["region", "level", "agreement", "title", "kind", "record", "partners", "stage", "signed"]
    table = pd.DataFrame(rows, columns=columns).sort_values(["region", "agreement"], ignore_index=True)
    return with_none(table, "stage")


def _is_abroad(party: Party, record: Agreement) -> bool:
    """Return whether an organisation is a partner abroad: by where it lies, else by the kind of the record."""
    if party.lies_in is not None:
        return country_of(party.lies_in) != "ID"
    return record.kind in _ABROAD_KINDS
