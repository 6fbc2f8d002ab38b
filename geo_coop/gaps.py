"""What agreements leave out, and where they meet: gaps, overlaps, missing ones, partners abroad, ways.

Everything takes frames and records, and loads nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_coop.agreements.stages import stage_on
from geo_coop.codes import country_of, level_of
from geo_coop.errors import InputError, NotFoundError
from geo_coop.provenance import carry
from geo_coop.schema import LEVELS, STAGES, Level, unknown_word

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping

    from geo_coop.agreements.dates import PartialDate
    from geo_coop.agreements.model import Agreement, Zone

BELOW: Final[tuple[Level, ...]] = LEVELS[:3]
ENDED: Final = STAGES[-1]
COUNTED_RECORDS: Final = ("agreement", "draft")

_ABROAD_KINDS: Final = frozenset({"KSDPL", "KSDLL"})
_SIGNED: Final = frozenset({"framework", "binding", "running"})
# Who leads, hosts or watches a record is no partner in it.
_NO_PARTNER: Final = frozenset({"mediator", "organiser", "observer", "chair", "host"})


def stands_below(record: Agreement, level: Level) -> bool:
    """Return whether any region among the parties stands below a level: a province stands below the country.

    Raises
    ------
    InputError
        The level is none of country, province, regency.
    """
    if level not in BELOW:
        raise InputError(unknown_word("level that parties stand below", level, BELOW))
    limit = LEVELS.index(level)
    return any(party.region is not None and LEVELS.index(level_of(party.region)) > limit for party in record.parties)


def find_gaps(
    villages: pd.DataFrame,
    table: pd.DataFrame,
    agreements: Iterable[Agreement],
    *,
    below: Level | None = None,
    beyond: str | None = None,
) -> pd.DataFrame:
    """Return the villages that no agreement covers, or none of the kind asked for.

    An agreement that has ended covers nothing; one that covers a part of a village closes the gap. With ``below`` and
    ``beyond``, one and the same agreement must meet both.

    Parameters
    ----------
    villages
        The villages asked about, indexed by ``code``, with ``name``, ``kind`` and ``parent``.
    table
        Coverage of villages on the day asked about, from `geo_coop.cover.coverage`; it may hold other villages too.
    agreements
        The records that the table was made from.
    below
        Only agreements with a party below this level count: country, province or regency.
    beyond
        Only agreements at a later stage than this count.

    Returns
    -------
    DataFrame
        The rows of ``villages`` that are left, in their order, with all their columns, and: ``district`` (code of the
        parent), ``agreements`` (ids of those that cover the village all the same and do not count, joined by ``"; "``;
        empty for none), ``highest_stage`` (of those; None for none). Sources in attrs.

    Raises
    ------
    InputError
        Unknown level or stage, or a table with agreements that are not among the records.
    """
    counting = _counting(table, agreements, below, beyond)
    live = table[(table["stage"] != ENDED).to_numpy(dtype=bool)]
    least = -1 if beyond is None else STAGES.index(beyond)
    later = [STAGES.index(stage) > least for stage in live["stage"]]
    covered = live[live["agreement"].isin(counting).to_numpy(dtype=bool) & np.array(later, dtype=bool)]
    left = villages[~villages.index.isin(covered["code"])].copy()
    others = live[live["code"].isin(left.index).to_numpy(dtype=bool)]
    ids: dict[str, list[str]] = {}
    rank: dict[str, int] = {}
    for code, agreement, stage in zip(others["code"], others["agreement"], others["stage"], strict=True):
        ids.setdefault(code, []).append(agreement)
        rank[code] = max(rank.get(code, 0), STAGES.index(stage))
    stages = [STAGES[rank[code]] if code in rank else None for code in left.index]
    left["district"] = left["parent"]
    left["agreements"] = pd.Series(
        ["; ".join(ids.get(code, ())) for code in left.index], index=left.index, dtype=object
    )
    left["highest_stage"] = pd.Series(stages, index=left.index, dtype=object)
    return carry(left, villages, table)


def _counting(
    table: pd.DataFrame, agreements: Iterable[Agreement], below: Level | None, beyond: str | None
) -> frozenset[str]:
    """Return the ids of the agreements that close a gap, whatever their stage."""
    if beyond is not None and beyond not in STAGES:
        raise InputError(unknown_word("stage", beyond, STAGES))
    known = list(agreements)
    missing = sorted(set(table["agreement"]) - {record.id for record in known})
    if missing:
        message = f"the coverage table names agreements that are not given: {', '.join(missing)}"
        raise InputError(message)
    return frozenset(record.id for record in known if below is None or stands_below(record, below))


def overlaps(
    table: pd.DataFrame, agreements: Iterable[Agreement], *, by: str = "kind", records: Collection[str] | None = None
) -> pd.DataFrame:
    """Return the villages that more than one agreement of the same kind or sector covers.

    Parameters
    ----------
    table
        Coverage of villages, from `geo_coop.cover.coverage`; agreements that have ended do not count.
    agreements
        The records that the table was made from.
    by
        ``"kind"`` (KSDD, FORUM ...) or ``"sector"`` (an agreement counts in each of its sectors).
    records
        Types of record to count; default: all that cover land.

    Returns
    -------
    DataFrame
        Columns code, name, the column named by ``by``, agreements (ids joined by ``"; "``), count (2 or more), linked
        (whether all of them belong together as parent, part or successor); sorted by code and value, RangeIndex.

    Raises
    ------
    InputError
        ``by`` is neither kind nor sector.
    """
    if by not in {"kind", "sector"}:
        raise InputError(unknown_word("way to compare", by, ("kind", "sector")))
    known = {record.id: record for record in agreements}
    live = table[(table["stage"] != ENDED).to_numpy(dtype=bool)]
    if records is not None:
        live = live[live["record"].isin(list(records)).to_numpy(dtype=bool)]
    frame = pd.DataFrame(live[["code", "name", "agreement", "kind"]])
    if by == "sector":
        frame = frame.assign(sector=frame["agreement"].map(lambda name: list(known[name].sectors)))
        frame = frame.explode("sector").dropna(subset=["sector"])
    groups = frame.sort_values(["code", by, "agreement"]).groupby(["code", by], sort=True)
    found = groups.agg(name=("name", "first"), agreements=("agreement", "; ".join), count=("agreement", "size"))
    found = found[found["count"] > 1].reset_index()
    family = _families(known)
    linked = {text: len({family[name] for name in text.split("; ")}) == 1 for text in found["agreements"].unique()}
    found["linked"] = found["agreements"].map(linked).astype(bool)
    return carry(found[["code", "name", by, "agreements", "count", "linked"]], table)


def _families(known: Mapping[str, Agreement]) -> dict[str, str]:
    """Return for each record the first id among those that it belongs together with; a meeting joins nothing."""
    family = {name: name for name in known}

    def head(name: str) -> str:
        while family[name] != name:
            name = family[name]
        return name

    for record in known.values():
        for other in (record.parent, *record.successor):
            if other is not None and other in known and known[other].record != "meeting":
                one, two = sorted((head(record.id), head(other)))
                family[two] = one
    return {name: head(name) for name in known}


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
    return carry(_with_none(pd.DataFrame(rows, columns=columns), "highest_stage"), pairs)


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
    cooperation with a government or an institution abroad (KSDPL, KSDLL) and the partner is an organisation.

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
        partners (codes or organisations joined by ``"; "``), stage (None where nothing is done, as for plans), signed
        (a framework, a binding agreement, or running). RangeIndex.
    """
    rows = []
    for record in agreements:
        foreign = [p.region for p in record.parties if p.region is not None and country_of(p.region) != "ID"]
        if record.kind in _ABROAD_KINDS:
            foreign += [p.organisation.in_language(lang) for p in record.parties if p.organisation is not None]
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
    return _with_none(table, "stage")


def _with_none(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the table with None in a column of texts where there is no text."""
    values = [value if isinstance(value, str) else None for value in table[column]]
    return table.assign(**{column: pd.Series(values, index=table.index, dtype=object)})


def way_of(agreements: Iterable[Agreement], agreement: str, *, lang: str = "id") -> pd.DataFrame:
    """Return a programme's way from offer to result: the steps of a record and of all that it came from or led to.

    Followed are the records that it succeeds and that succeed it, what each of them stands under, and what stands under
    the record itself and its successors.

    Parameters
    ----------
    agreements
        All records.
    agreement
        Id of the record to begin with.
    lang
        Language of titles, ``"id"`` or ``"en"``.

    Returns
    -------
    DataFrame
        One row for each stage of a record and each step of a programme or issue under it, ordered by date (unknown
        dates last): agreement, title, record, relation (self, predecessor, successor, parent, part), programme (id;
        empty for a stage), stage (None for a step), date (as documented), status (of a stage done, planned,
        unconfirmed; of a step raised, planned, running, halted, done, dropped), what, place (of a programme its
        regions), evidence (documents and paragraphs, joined by ``"; "``). RangeIndex.

    Raises
    ------
    NotFoundError
        No record of that id.
    """
    known = {record.id: record for record in agreements}
    if agreement not in known:
        message = f"no agreement {agreement!r}; see: geo-coop agreements list"
        raise NotFoundError(message)
    rows: list[tuple[tuple[object, ...], dict[str, object]]] = []
    for name, relation in _relations(known, agreement).items():
        record = known[name]
        where = {
            entry.id: f"{entry.document} §{entry.paragraph}" if entry.paragraph else entry.document
            for entry in record.evidence
        }
        head = {"agreement": name, "title": record.title.in_language(lang), "record": record.record}
        head["relation"] = relation
        row: dict[str, object]
        for entry in record.stages:
            row = {
                **head,
                "programme": "",
                "stage": entry.stage,
                "date": str(entry.date),
                "status": entry.status,
                "what": entry.note.in_language(lang) if entry.note else "",
                "place": entry.place,
                "evidence": "; ".join(dict.fromkeys(where[key] for key in entry.evidence if key in where)),
            }
            rows.append((_order(entry.date, STAGES.index(entry.stage), name), row))
        for programme in record.programmes:
            for step in programme.steps:
                row = {
                    **head,
                    "programme": programme.id,
                    "stage": None,
                    "date": str(step.date),
                    "status": step.status,
                    "what": f"{programme.title.in_language(lang)}: {step.what.in_language(lang)}",
                    "place": "; ".join(programme.regions),
                    "evidence": "; ".join(dict.fromkeys(where[key] for key in step.evidence if key in where)),
                }
                rows.append((_order(step.date, len(STAGES), name), row))
    return _with_none(pd.DataFrame([row for _, row in sorted(rows, key=lambda pair: pair[0])]), "stage")


def _order(date: PartialDate, rank: int, name: str) -> tuple[object, ...]:
    return date.precision == "unknown", date.earliest, rank, name


def _relations(known: Mapping[str, Agreement], start: str) -> dict[str, str]:
    """Return every record on the way, with how it stands to the first."""
    before: dict[str, list[str]] = {}
    parts: dict[str, list[str]] = {}
    for record in known.values():
        for following in record.successor:
            before.setdefault(following, []).append(record.id)
        if record.parent is not None:
            parts.setdefault(record.parent, []).append(record.id)
    after = {name: list(record.successor) for name, record in known.items()}
    above = {name: [record.parent] if record.parent else [] for name, record in known.items()}
    earlier, later = _reached(start, before), _reached(start, after)
    found = {start: "self"}
    for names, relation in ((earlier, "predecessor"), (later, "successor")):
        found.update({name: relation for name in names if name not in found})
    for name in (start, *later):
        found.update({part: "part" for part in _reached(name, parts) if part not in found})
    for name in (start, *earlier, *later):
        found.update({parent: "parent" for parent in _reached(name, above) if parent not in found})
    return {name: relation for name, relation in found.items() if name in known}


def _reached(start: str, links: Mapping[str, list[str]]) -> list[str]:
    """Return all that can be reached over links, without the start."""
    found: dict[str, None] = {}
    waiting = list(links.get(start, ()))
    while waiting:
        name = waiting.pop(0)
        if name not in found and name != start:
            found[name] = None
            waiting += links.get(name, ())
    return list(found)
