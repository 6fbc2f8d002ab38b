"""The coverage table: one row for each village and agreement."""

from __future__ import annotations

import itertools
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_coop.agreements.stages import StageState, stage_on
from geo_coop.codes import code_range
from geo_coop.cover.cuts import Cut, Cutter
from geo_coop.cover.rules import Base, Succession, bases_of, zone_bases
from geo_coop.cover.words import cited, cited_of, method_of
from geo_coop.errors import InputError, Problem
from geo_coop.provenance import carry

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from geo_coop.agreements.model import Agreement, BorderSet, Zone

    Ints = npt.NDArray[np.intp]

logger = logging.getLogger(__name__)

# Codes of villages without a shape that a rule with a corridor, a point or an extent might have covered.
UNMEASURED: Final = "unmeasured"

COLUMNS = (
    "code", "name", "agreement", "title", "kind", "record", "stage", "stage_status", "since", "rule", "rules",
    "base", "share", "reach", "exactness", "implied", "method", "why", "evidence",
)  # fmt: skip


def coverage(
    villages: pd.DataFrame,
    agreements: Iterable[Agreement],
    *,
    on: dt.date | None = None,
    zones: Iterable[Zone] = (),
    border_sets: Iterable[BorderSet] = (),
    facing: pd.Series | None = None,
    lines: Mapping[tuple[str, str], gpd.GeoDataFrame] | None = None,
    successions: Iterable[Succession] = (),
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
    lines
        The boundary of each pair of regions that a corridor follows, in either order, EPSG:4326, for example from
        `geo_coop.borders.shared_border` or `geo_coop.borders.split_line`; `pairs_needed` names the pairs.
    successions
        Regions split off from others: what the older one agreed before covers both.
    lang
        Language of titles, methods and reasons, ``"id"`` or ``"en"``.

    Returns
    -------
    DataFrame or GeoDataFrame
        One row for each village and agreement, ordered by code and agreement, with a new index and the columns
        code, name, agreement, title, kind, record, stage, stage_status (certain or perhaps), since (date of the
        stage as documented), rule (the first of the record's rules that covers the village), rules (all of
        them), base (what names the region, for example ``set:kaltara-malaysia``), share (above 0 and up to 1, of the
        village's area on the ellipsoid), reach, exactness (approximate too where a share follows approximate shapes
        or lines), implied, method (how a share was measured; empty where a rule takes whole villages), why (the reason
        where the village was in a party's territory then and is not today; else empty), evidence (documents and
        paragraphs); geometry where ``villages`` has it. Provenance is carried over. Villages without a shape that
        a corridor, point or extent might cover are left out, and listed in ``attrs["unmeasured"]``.

    Raises
    ------
    InputError
        Villages not sorted by unique code, a rule without its base, a village whose facing is needed and not given,
        a rule that needs shapes where there are none, or a corridor without its line. All problems at once.
    """
    codes = _sorted_codes(villages)
    sets = {entry.id: entry for entry in border_sets}
    zone_by_id = {zone.id: zone for zone in zones}
    splits = tuple(successions)
    cutter = Cutter(villages, lines or {})
    blocks: list[dict[str, list[Any]]] = []
    problems: list[Problem] = []
    for agreement in sorted(agreements, key=lambda record: record.id):
        state = stage_on(agreement, on)
        if state is None or not agreement.coverage:
            continue
        try:
            bases = [
                (number, base)
                for number, rule in enumerate(agreement.coverage)
                for base in bases_of(agreement, rule, zones=zone_by_id, border_sets=sets, successions=splits)
            ]
            hits = _hits(agreement, codes, bases, facing, cutter)
        except InputError as error:
            problems += error.problems
            continue
        if any(len(hit.rows) for hit in hits):
            blocks.append(_block(agreement, state, hits, cutter, lang))
    if problems:
        raise InputError(problems)
    return _assemble(villages, blocks, cutter)


def pairs_needed(agreements: Iterable[Agreement], codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the pairs of regions whose boundary `coverage` needs for some villages, sorted."""
    known = _codes(codes)
    pairs = set()
    for agreement in agreements:
        for rule in agreement.coverage:
            if rule.rule == "corridor":
                sides = (str(rule.side),) if rule.side in rule.of else rule.of
                if any(_count(known, side) for side in sides):
                    pairs.add((rule.of[0], rule.of[1]))
    return tuple(sorted(pairs))


def shapes_needed(agreements: Iterable[Agreement], codes: Iterable[str], *, zones: Iterable[Zone] = ()) -> list[str]:
    """Return which villages `coverage` can only place by their shapes; empty where codes are enough.

    Parameters
    ----------
    agreements
        Records.
    codes
        Village codes, sorted.
    zones
        What the rules refer to.
    """
    known = _codes(codes)
    by_id = {zone.id: zone for zone in zones}
    needed = np.zeros(len(known), dtype=bool)
    for agreement in agreements:
        for rule in agreement.coverage:
            if rule.rule not in {"corridor", "point"} and (rule.zone not in by_id or by_id[rule.zone].extent is None):
                continue
            for base in bases_of(agreement, rule, zones=by_id, border_sets={}):
                if base.clip is not None:
                    low, high = code_range(known, base.region)
                    needed[low:high] = True
    return [str(code) for code in known[needed]]


def _codes(codes: Iterable[str]) -> npt.NDArray[np.str_]:
    return np.asarray(list(codes), dtype=str)


def _count(codes: npt.NDArray[np.str_], region: str) -> int:
    low, high = code_range(codes, region)
    return high - low


def zone_villages(villages: pd.DataFrame, zone: Zone, *, lang: str = "id") -> pd.DataFrame:
    """Return the villages of a zone, each with the share of it that lies in the zone.

    Parameters
    ----------
    villages
        As for `coverage`; with shapes where the zone has an extent.
    zone
        The zone.
    lang
        Language of title and method, ``"id"`` or ``"en"``.

    Returns
    -------
    DataFrame or GeoDataFrame
        One row for each village, ordered by code, new index: code, name, zone, title, share (above 0 and up to 1),
        exactness, implied, method, evidence; geometry where ``villages`` has it. Provenance is carried over.

    Raises
    ------
    InputError
        An extent and no shapes to cut, or villages that are not sorted by unique code.
    """
    codes = _sorted_codes(villages)
    cutter = Cutter(villages, {})
    hits = _hits_of(f"zone {zone.id}", codes, list(enumerate(zone_bases(zone))), None, cutter)
    evidence = "; ".join(dict.fromkeys(cited(entry.document, entry.paragraph) for entry in zone.evidence))
    parts = [
        pd.DataFrame(
            {
                "row": hit.rows, "zone": zone.id, "title": zone.title.in_language(lang), "share": hit.share,
                "exactness": np.where(hit.approximate, "approximate", "exact"), "implied": hit.base.implied,
                "method": method_of(hit.base.clip, lang), "evidence": evidence,
            }
        )
        for hit in hits
    ]  # fmt: skip
    table = pd.concat(parts, ignore_index=True).drop_duplicates("row").sort_values("row", ignore_index=True)
    columns = ("code", "name", "zone", "title", "share", "exactness", "implied", "method", "evidence")
    return _placed(villages, table, columns, cutter)


@dataclass(frozen=True, slots=True)
class _Hit:
    """Rows of the village frame that one base of one rule covers, and how much of each."""

    rule: int
    base: Base
    cut: Cut
    approximate: npt.NDArray[np.bool_]

    @property
    def rows(self) -> Ints:
        return self.cut.rows

    @property
    def share(self) -> npt.NDArray[np.float64]:
        return self.cut.share


def _sorted_codes(villages: pd.DataFrame) -> npt.NDArray[np.str_]:
    if not (villages.index.is_monotonic_increasing and villages.index.is_unique):
        raise InputError(Problem("villages are not sorted by unique code", "use frame.sort_index() and drop copies"))
    return villages.index.to_numpy(dtype=str)


def _hits(
    agreement: Agreement,
    codes: npt.NDArray[np.str_],
    bases: Sequence[tuple[int, Base]],
    facing: pd.Series | None,
    cutter: Cutter,
) -> list[_Hit]:
    return _hits_of(f"agreement {agreement.id}", codes, bases, facing, cutter)


def _hits_of(
    what: str,
    codes: npt.NDArray[np.str_],
    bases: Sequence[tuple[int, Base]],
    facing: pd.Series | None,
    cutter: Cutter,
) -> list[_Hit]:
    hits = []
    for number, base in bases:
        low, high = code_range(codes, base.region)
        rows = np.arange(low, high)
        if base.facing:
            rows = _facing_rows(what, codes, rows, base, facing)
        if base.clip is None or not len(rows):
            cut = Cut(rows, np.ones(len(rows)), np.full(len(rows), None, dtype=object))
            hits.append(_Hit(number, base, cut, np.zeros(len(rows), dtype=bool)))
            continue
        cut = cutter.cut(base.clip, rows, f"{what}, {base.label}")
        hits.append(_Hit(number, base, cut, cutter.approximate(base.clip, cut.rows)))
    return hits


def _facing_rows(
    what: str,
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
                f"{what}: which neighbour {len(unknown)} villages of {base.region} face is not known"
                f" ({', '.join(unknown[:5])})",
                "pass facing= from the border register or from border_villages()",
            )
        )
    return rows[wanted.isin(base.facing).to_numpy(dtype=bool)]


def _block(
    agreement: Agreement, state: StageState, hits: Sequence[_Hit], cutter: Cutter, lang: str
) -> dict[str, list[Any]]:
    """Return one row for each covered village: the first rule leads, all rules and bases are named."""
    rows = np.concatenate([hit.rows for hit in hits])
    which = np.repeat(np.arange(len(hits)), [len(hit.rows) for hit in hits])
    order = np.lexsort((which, rows))
    rows, which = rows[order], which[order]
    start = np.flatnonzero(np.append([True], rows[1:] != rows[:-1]))
    end = np.append(start[1:], len(rows))
    # Villages hit by the same bases share their texts, and there are few such combinations.
    combination = [tuple(which[low:high].tolist()) for low, high in zip(start.tolist(), end.tolist(), strict=True)]
    texts = {hit_ids: _texts(agreement, [hits[n] for n in hit_ids], lang) for hit_ids in set(combination)}
    block: dict[str, list[Any]] = {
        column: [texts[hit_ids][column] for hit_ids in combination] for column in texts[combination[0]]
    }
    rough = np.concatenate([hit.approximate for hit in hits])[order][start]
    block["exactness"] = ["approximate" if r else told for r, told in zip(rough, block["exactness"], strict=True)]
    block["row"] = rows[start].tolist()
    share = np.maximum.reduceat(np.concatenate([hit.share for hit in hits])[order], start)
    # Pieces of several hits may overlap: together they count once.
    for at in np.flatnonzero((share < 1.0) & (end - start > 1)):
        row, hit_ids = int(rows[start[at]]), combination[at]
        pieces = [hits[n].cut.piece[int(np.searchsorted(hits[n].rows, row))] for n in hit_ids]
        share[at] = cutter.together(row, pieces)
    block["share"] = share.tolist()
    record = {
        "agreement": agreement.id, "title": agreement.title.in_language(lang), "kind": agreement.kind,
        "record": agreement.record, "stage": state.stage, "stage_status": state.status, "since": str(state.date),
    }  # fmt: skip
    return block | {column: [value] * len(start) for column, value in record.items()}


def _texts(agreement: Agreement, hits: Sequence[_Hit], lang: str) -> dict[str, Any]:
    rules = [agreement.coverage[hit.rule] for hit in hits]
    # Where the territory of today is covered anyway, what it was then needs no reason.
    then = [hit.base for hit in hits if hit.base.why is not None] if all(hit.base.why for hit in hits) else []
    sources = [text for rule in rules for text in cited_of(agreement, rule.evidence)]
    sources += [text for base in then for text in (*cited_of(agreement, base.evidence), *base.documents)]
    methods = [method_of(hit.base.clip, lang) for hit in hits]
    return {
        "rule": rules[0].rule,
        "rules": "; ".join(dict.fromkeys(rule.rule for rule in rules)),
        "base": "; ".join(dict.fromkeys(hit.base.label for hit in hits)),
        "reach": rules[0].reach,
        "exactness": rules[0].exactness if hits[0].base.clip is None or hits[0].base.clip.exact else "approximate",
        "implied": all(hit.base.implied for hit in hits),
        "method": "; ".join(dict.fromkeys(method for method in methods if method)),
        "why": "; ".join(dict.fromkeys(base.why.in_language(lang) for base in then if base.why is not None)),
        "evidence": "; ".join(dict.fromkeys(sources)),
    }


def _assemble(villages: pd.DataFrame, blocks: Sequence[Mapping[str, list[Any]]], cutter: Cutter) -> pd.DataFrame:
    if blocks:
        columns = {column: list(itertools.chain.from_iterable(b[column] for b in blocks)) for column in blocks[0]}
        # Blocks come in the order of agreements, which a stable sort keeps within each village.
        table = pd.DataFrame(columns).sort_values("row", kind="stable", ignore_index=True)
    else:
        table = pd.DataFrame({column: pd.Series(dtype=object) for column in COLUMNS}).assign(
            row=np.array([], dtype=np.intp)
        )
    return _placed(villages, table, COLUMNS, cutter)


def _placed(villages: pd.DataFrame, table: pd.DataFrame, columns: Sequence[str], cutter: Cutter) -> pd.DataFrame:
    """Give rows the code, name and shape of their village, the columns their order, and the frame its sources."""
    rows = table.pop("row").to_numpy(dtype=np.intp)
    table["code"] = villages.index.to_numpy()[rows]
    table["name"] = villages["name"].to_numpy()[rows]
    table = table[list(columns)]
    if isinstance(villages, gpd.GeoDataFrame):
        table = gpd.GeoDataFrame(table, geometry=villages.geometry.to_numpy()[rows], crs=villages.crs)
    table = carry(table, villages, *cutter.lines_used())
    blank = [str(villages.index[row]) for row in sorted(cutter.unmeasured)]
    if blank:
        logger.warning("%d villages have no shape, so no line can cut them: %s", len(blank), ", ".join(blank[:10]))
        table.attrs[UNMEASURED] = blank
    return table
