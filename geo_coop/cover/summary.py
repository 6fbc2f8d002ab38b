"""Coverage of upper levels: counts, highest stage and shares, from the coverage of villages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_coop.errors import InputError
from geo_coop.provenance import carry
from geo_coop.schema import STAGES, Level, normalise_level, unknown_word

if TYPE_CHECKING:
    from collections.abc import Collection

CODE_LENGTH: Final[dict[Level, int]] = {"province": 2, "regency": 5, "district": 8, "village": 13}
ENDED: Final = STAGES[-1]
AGREEMENT_RECORDS: Final = ("agreement", "draft", "plan")


def village_level(level: str) -> Level:
    """Return a level at which villages can be summed up.

    Raises
    ------
    InputError
        The level is country, or none.
    """
    wanted = normalise_level(level)
    if wanted not in CODE_LENGTH:
        raise InputError(unknown_word("level of villages", level, tuple(CODE_LENGTH)))
    return wanted


def region_of(codes: pd.Series | pd.Index, level: str) -> pd.Index:
    """Return the region of a level that each Indonesian village code lies in.

    Raises
    ------
    InputError
        The level is country, or none.
    """
    length = CODE_LENGTH[village_level(level)]
    return pd.Index([str(code)[:length] for code in codes], name="code", dtype=str)


def by_level(table: pd.DataFrame, villages: pd.DataFrame, level: str) -> pd.DataFrame:
    """Return one row for each region of a level and agreement.

    Parameters
    ----------
    table
        Coverage of villages, from `geo_coop.cover.coverage`.
    villages
        The villages it was made for; they are the denominators.
    level
        province, regency, district or village.

    Returns
    -------
    DataFrame
        Columns code, agreement, title, kind, record, stage, stage_status, since, rule, villages (of the region),
        villages_covered, share (sum of the villages' shares over the number of villages, 0-1), exactness (approximate
        where that of any village is), why and evidence (of all its villages); ordered by code and agreement.
    """
    total = pd.Series(1, index=region_of(villages.index, level)).groupby(level=0).sum()
    frame = pd.DataFrame(table.drop(columns="geometry", errors="ignore"))
    keys = [region_of(frame["code"], level).to_numpy(), frame["agreement"]]
    grouped = frame.groupby(keys, sort=True)
    result = grouped.agg(
        title=("title", "first"),
        kind=("kind", "first"),
        record=("record", "first"),
        stage=("stage", "first"),
        stage_status=("stage_status", "first"),
        since=("since", "first"),
        rule=("rule", "first"),
        villages_covered=("code", "size"),
        share=("share", "sum"),
        exactness=("exactness", "min"),  # approximate comes before exact
        why=("why", _all_cited),
        evidence=("evidence", _all_cited),
    )
    result.index = result.index.set_names(["code", "agreement"])
    result = result.reset_index()
    result["villages"] = result["code"].map(total).astype(int)
    result["share"] = result["share"] / result["villages"]
    columns = [
        "code", "agreement", "title", "kind", "record", "stage", "stage_status", "since", "rule", "villages",
        "villages_covered", "share", "exactness", "why", "evidence",
    ]  # fmt: skip
    return carry(result[columns], table)


def _all_cited(texts: pd.Series) -> str:
    """Return what any of the villages rests on, each once."""
    return "; ".join(dict.fromkeys(part for text in texts.unique() for part in str(text).split("; ") if part))


def living(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a coverage table whose record has not ended: what has ended covers nothing any more."""
    return table[(table["stage"] != ENDED).to_numpy(dtype=bool)]


def summarise(
    table: pd.DataFrame,
    villages: pd.DataFrame,
    level: str = "village",
    *,
    records: Collection[str] = AGREEMENT_RECORDS,
) -> pd.DataFrame:
    """Return one row for each region of a level: how many agreements touch it, and the highest stage of them.

    Parameters
    ----------
    table
        Coverage of villages.
    villages
        All villages asked about; a region without coverage stands in the result with zero.
    level
        province, regency, district or village.
    records
        Types of record to count; meetings and offers are no agreements, and not counted by default.

    Returns
    -------
    DataFrame
        Indexed by ``code``, in order: agreements (count, 0 where there is none), highest_stage (None where there
        is none), villages, villages_covered. What has ended covers nothing any more: it is not counted, and
        ``ended`` is the highest stage only where nothing else is there.
    """
    regions = region_of(villages.index, level)
    counted = pd.DataFrame(table.drop(columns="geometry", errors="ignore"))
    counted = counted[counted["record"].isin(list(records))]
    region = region_of(counted["code"], level).to_numpy()
    rank = counted["stage"].map({stage: number for number, stage in enumerate(STAGES)})
    # What has ended ranks below all others (-1, which reads back as the last stage).
    rank = rank.where(counted["stage"] != ENDED, -1)
    highest = rank.groupby(region).max().map(lambda number: STAGES[int(number)])
    result = pd.DataFrame(index=regions.unique().sort_values())
    alive = living(counted)
    where = region_of(alive["code"], level).to_numpy()
    result["agreements"] = alive.groupby(where)["agreement"].nunique().reindex(result.index, fill_value=0).astype(int)
    result["highest_stage"] = highest.reindex(result.index).astype(object).where(lambda stage: stage.notna(), None)
    result["villages"] = pd.Series(1, index=regions).groupby(level=0).sum().reindex(result.index)
    covered = alive.groupby(where)["code"].nunique()
    result["villages_covered"] = covered.reindex(result.index, fill_value=0).astype(int)
    return carry(result, table)
