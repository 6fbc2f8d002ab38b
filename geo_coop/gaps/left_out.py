"""Villages that no agreement covers, and those that several cover."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_coop.codes import level_of
from geo_coop.errors import InputError
from geo_coop.gaps.frames import ENDED
from geo_coop.provenance import carry
from geo_coop.schema import LEVELS, STAGES, Level, unknown_word

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from geo_coop.agreements.model import Agreement

BELOW: Final[tuple[Level, ...]] = LEVELS[:3]


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
