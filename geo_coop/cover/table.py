"""The coverage table: one row for each village and agreement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_coop.agreements.stages import StageState, stage_on
from geo_coop.codes import code_range
from geo_coop.cover.rules import Base, bases_of
from geo_coop.errors import InputError, Problem
from geo_coop.provenance import carry

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from geo_coop.agreements.model import Agreement, BorderSet, CoverageRule, Zone

COLUMNS = (
    "code", "name", "agreement", "title", "kind", "record", "stage", "stage_status", "since", "rule", "rules",
    "base", "share", "reach", "exactness", "implied", "evidence",
)  # fmt: skip


def coverage(
    villages: pd.DataFrame,
    agreements: Iterable[Agreement],
    *,
    on: dt.date | None = None,
    zones: Iterable[Zone] = (),
    border_sets: Iterable[BorderSet] = (),
    facing: pd.Series | None = None,
    lang: str = "id",
) -> pd.DataFrame:
    """Return which village is covered by which agreement.

    Parameters
    ----------
    villages
        Frame indexed by ``code`` (canonical village codes, sorted) with a column ``name``. A GeoDataFrame gives
        a GeoDataFrame.
    agreements
        Records with coverage rules; those without any stage reached on the day are left out.
    on
        The day; None for the records as a whole, every stage done counting.
    zones, border_sets
        What the rules refer to.
    facing
        The foreign region that each border village faces, by village code; needed by rules with ``facing``.
    lang
        Language of the titles, ``"id"`` or ``"en"``.

    Returns
    -------
    DataFrame or GeoDataFrame
        One row for each village and agreement, ordered by code and agreement, with a new index and the columns
        code, name, agreement, title, kind, record, stage, stage_status (certain or perhaps), since (date of the
        stage as documented), rule (the first of the record's rules that covers the village), rules (all of
        them), base (what names the region, for example ``set:kaltara-malaysia``), share (0-1, of the village's
        area), reach, exactness, implied, evidence (documents and paragraphs); geometry where ``villages`` has it.
        Provenance is carried over.

    Raises
    ------
    InputError
        Villages not sorted by unique code, a rule without its base, or a village whose facing is needed and
        not given. All problems at once.
    """
    codes = villages.index.to_numpy(dtype=str)
    if not (villages.index.is_monotonic_increasing and villages.index.is_unique):
        raise InputError(Problem("villages are not sorted by unique code", "use frame.sort_index() and drop copies"))
    sets = {entry.id: entry for entry in border_sets}
    zone_by_id = {zone.id: zone for zone in zones}
    blocks: list[pd.DataFrame] = []
    problems: list[Problem] = []
    for agreement in sorted(agreements, key=lambda record: record.id):
        state = stage_on(agreement, on)
        if state is None or not agreement.coverage:
            continue
        try:
            hits = _hits(agreement, codes, zone_by_id, sets, facing)
        except InputError as error:
            problems += error.problems
            continue
        if any(len(hit.rows) for hit in hits):
            blocks.append(_block(agreement, state, hits, lang))
    if problems:
        raise InputError(problems)
    return _assemble(villages, blocks)


@dataclass(frozen=True, slots=True)
class _Hit:
    """Rows of the village frame that one base of one rule covers."""

    rule: int
    base: Base
    rows: npt.NDArray[np.intp]


def _hits(
    agreement: Agreement,
    codes: npt.NDArray[np.str_],
    zones: Mapping[str, Zone],
    border_sets: Mapping[str, BorderSet],
    facing: pd.Series | None,
) -> list[_Hit]:
    hits = []
    for number, rule in enumerate(agreement.coverage):
        for base in bases_of(agreement, rule, zones=zones, border_sets=border_sets):
            low, high = code_range(codes, base.region)
            rows = np.arange(low, high)
            if base.facing:
                rows = _facing_rows(agreement, codes, rows, base, facing)
            hits.append(_Hit(number, base, rows))
    return hits


def _facing_rows(
    agreement: Agreement,
    codes: npt.NDArray[np.str_],
    rows: npt.NDArray[np.intp],
    base: Base,
    facing: pd.Series | None,
) -> npt.NDArray[np.intp]:
    faced = pd.Series(dtype=str) if facing is None else facing
    wanted = faced.reindex(pd.Index(codes[rows]))
    if wanted.isna().any():
        unknown = list(wanted.index[wanted.isna()])
        raise InputError(
            Problem(
                f"agreement {agreement.id}: which neighbour {len(unknown)} villages of {base.region} face is not known"
                f" ({', '.join(unknown[:5])})",
                "pass facing= from the border register or from border_villages()",
            )
        )
    return rows[wanted.isin(base.facing).to_numpy(dtype=bool)]


def _block(agreement: Agreement, state: StageState, hits: Sequence[_Hit], lang: str) -> pd.DataFrame:
    """Return one row for each covered village: the first rule leads, all rules and bases are named."""
    rows = np.concatenate([hit.rows for hit in hits])
    which = np.repeat(np.arange(len(hits)), [len(hit.rows) for hit in hits])
    pairs = pd.DataFrame({"row": rows, "hit": which}).sort_values(["row", "hit"], kind="stable")
    # Villages hit by the same bases share their texts, and there are few such combinations.
    combination = pairs.groupby("row")["hit"].agg(tuple)
    texts = {hit_ids: _texts(agreement, [hits[number] for number in hit_ids]) for hit_ids in combination.unique()}
    described = pd.DataFrame([texts[hit_ids] for hit_ids in combination], index=combination.index)
    return described.assign(
        row=combination.index,
        agreement=agreement.id,
        title=agreement.title.in_language(lang),
        kind=agreement.kind,
        record=agreement.record,
        stage=state.stage,
        stage_status=state.status,
        since=str(state.date),
        share=1.0,
    )


def _texts(agreement: Agreement, hits: Sequence[_Hit]) -> dict[str, Any]:
    rules = [agreement.coverage[hit.rule] for hit in hits]
    return {
        "rule": rules[0].rule,
        "rules": "; ".join(dict.fromkeys(rule.rule for rule in rules)),
        "base": "; ".join(dict.fromkeys(hit.base.label for hit in hits)),
        "reach": rules[0].reach,
        "exactness": rules[0].exactness,
        "implied": all(hit.base.implied for hit in hits),
        "evidence": "; ".join(dict.fromkeys(text for rule in rules for text in evidence_of(agreement, rule))),
    }


def evidence_of(agreement: Agreement, rule: CoverageRule) -> list[str]:
    """Return where a rule's evidence stands, as ``document §paragraph``, in the rule's order."""
    by_id = {entry.id: entry for entry in agreement.evidence}
    found = [by_id[key] for key in rule.evidence if key in by_id]
    return [f"{entry.document} §{entry.paragraph}" if entry.paragraph else entry.document for entry in found]


def _assemble(villages: pd.DataFrame, blocks: Sequence[pd.DataFrame]) -> pd.DataFrame:
    if blocks:
        table = pd.concat(blocks, ignore_index=True).sort_values(["row", "agreement"], ignore_index=True)
    else:
        table = pd.DataFrame({column: pd.Series(dtype=object) for column in COLUMNS}).assign(
            row=np.array([], dtype=np.intp)
        )
    rows = table.pop("row").to_numpy(dtype=np.intp)
    table["code"] = villages.index.to_numpy()[rows]
    table["name"] = villages["name"].to_numpy()[rows]
    table = table[list(COLUMNS)]
    if isinstance(villages, gpd.GeoDataFrame):
        table = gpd.GeoDataFrame(table, geometry=villages.geometry.to_numpy()[rows], crs=villages.crs)
    return carry(table, villages)
