"""Which villages each record covers, as plain columns: one question is answered without packages slow to import.

`geo_coop.cover.coverage` makes a frame of them.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from geo_coop.agreements.stages import StageState, stage_on
from geo_coop.codes import code_range
from geo_coop.cover.rules import Base, Succession, bases_of
from geo_coop.cover.words import cited_of, method_of
from geo_coop.errors import InputError, Problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    import numpy as np
    import numpy.typing as npt

    from geo_coop.agreements.model import Agreement, BorderSet, Zone
    from geo_coop.cover.rules import Clip

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.intp]
    Shapes = npt.NDArray[np.object_]

logger = logging.getLogger(__name__)

# Columns of one record, all of one length; ``row`` is the position of each village, ascending.
Block: TypeAlias = "dict[str, list[Any]]"


@dataclass(frozen=True, slots=True)
class Cut:
    """What is covered of some villages.

    Attributes
    ----------
    rows
        Positions of the villages, ascending.
    share
        Of each village's area, above 0 and up to 1.
    piece
        The covered part of each.
    """

    rows: Ints
    share: Floats
    piece: Shapes


class Cuts(Protocol):
    """What cuts villages by clips: `geo_coop.cover.cuts.Cutter`, or `Uncut` where there are no shapes."""

    @property
    def unmeasured(self) -> AbstractSet[int]:
        """Return the positions of villages without a shape that a clip was asked for."""
        ...

    def cut(self, clip: Clip, rows: Sequence[int], where: str) -> Cut:
        """Return what a clip leaves of villages."""
        ...

    def approximate(self, clip: Clip, rows: Ints) -> npt.NDArray[np.bool_]:
        """Return for which villages a clip is approximate."""
        ...

    def together(self, row: int, pieces: list[Any]) -> float:
        """Return the share of one village that several pieces of it make up together."""
        ...


class Uncut:
    """Villages known by their codes alone: whole ones can be covered, and none can be cut."""

    unmeasured: AbstractSet[int] = frozenset()

    def cut(self, clip: Clip, rows: Sequence[int], where: str) -> Cut:
        """Refuse.

        Raises
        ------
        InputError
            Always: there are no shapes.
        """
        del clip, rows
        raise no_shapes(where)

    def approximate(self, clip: Clip, rows: Ints) -> npt.NDArray[np.bool_]:
        """Refuse, as `cut`."""
        del rows
        raise no_shapes(clip.kind)

    def together(self, row: int, pieces: list[Any]) -> float:
        """Refuse, as `cut`."""
        del pieces
        where = f"village {row}"
        raise no_shapes(where)


def no_shapes(where: str) -> InputError:
    """Return the error for a rule that needs shapes where there are none."""
    message = f"{where}: this rule needs the shapes of villages, and the frame has none"
    return InputError(Problem(message, "pass a GeoDataFrame, for example from load_regions('village')"))


def blocks_of(
    codes: Sequence[str],
    agreements: Iterable[Agreement],
    *,
    on: dt.date | None,
    zones: Iterable[Zone],
    border_sets: Iterable[BorderSet],
    facing: Mapping[str, str] | None,
    successions: Iterable[Succession],
    cutter: Cuts,
    lang: str,
) -> list[Block]:
    """Return the columns of each record that covers a village; parameters and errors as for `coverage`.

    Returns
    -------
    list of dict
        In order of record, the columns of `geo_coop.cover.table.COLUMNS` but for code and name, and ``row``.
    """
    sets = {entry.id: entry for entry in border_sets}
    zone_by_id = {zone.id: zone for zone in zones}
    splits = tuple(successions)
    blocks: list[Block] = []
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
            hits = hits_of(f"agreement {agreement.id}", codes, bases, facing, cutter)
        except InputError as error:
            problems += error.problems
            continue
        if any(len(hit.rows) for hit in hits):
            blocks.append(_block(agreement, state, hits, cutter, lang))
    if problems:
        raise InputError(problems)
    return blocks


def unmeasured(codes: Sequence[str], cutter: Cuts) -> list[str]:
    """Return the villages that a rule could not cut for want of a shape, and warn of them."""
    blank = [str(codes[row]) for row in sorted(cutter.unmeasured)]
    if blank:
        logger.warning("%d villages have no shape, so no line can cut them: %s", len(blank), ", ".join(blank[:10]))
    return blank


@dataclass(frozen=True, slots=True)
class Hit:
    """Villages that one base of one rule covers, and how much of each.

    Attributes
    ----------
    rule, base
        Number of the rule, and the base.
    rows
        Positions of the villages, ascending.
    share
        How much of each is covered, above 0 and up to 1.
    approximate
        Whether that is approximate.
    piece
        The covered part of each; None where whole villages are covered by their codes.
    """

    rule: int
    base: Base
    rows: Sequence[int]
    share: Sequence[float]
    approximate: Sequence[bool]
    piece: Shapes | None = None


def hits_of(
    what: str,
    codes: Sequence[str],
    bases: Sequence[tuple[int, Base]],
    facing: Mapping[str, str] | None,
    cutter: Cuts,
) -> list[Hit]:
    """Return what each base covers of the villages.

    Parameters
    ----------
    what
        How to call the record or zone in messages.
    codes
        Village codes, sorted.
    bases
        What is to be covered, each with the number of its rule.
    facing
        The foreign region that each border village faces, by code.
    cutter
        What cuts villages by clips.

    Raises
    ------
    InputError
        A village whose facing is needed and not given, or a rule that needs shapes where there are none.
    """
    hits = []
    for number, base in bases:
        rows: Sequence[int] = range(*code_range(codes, base.region))
        if base.facing:
            rows = _facing_rows(what, codes, rows, base, facing)
        if base.clip is None or not len(rows):
            hits.append(Hit(number, base, rows, [1.0] * len(rows), [False] * len(rows)))
            continue
        cut = cutter.cut(base.clip, rows, f"{what}, {base.label}")
        rough = cutter.approximate(base.clip, cut.rows).tolist()
        hits.append(Hit(number, base, cut.rows.tolist(), cut.share.tolist(), rough, cut.piece))
    return hits


def _facing_rows(
    what: str,
    codes: Sequence[str],
    rows: Sequence[int],
    base: Base,
    facing: Mapping[str, str] | None,
) -> list[int]:
    faced = facing or {}
    unknown = [codes[row] for row in rows if codes[row] not in faced]
    if unknown:
        raise InputError(
            Problem(
                f"{what}: which neighbour {len(unknown)} villages of {base.region} face is not known"
                f" ({', '.join(unknown[:5])})",
                "pass facing= from the border register or from border_villages()",
            )
        )
    return [row for row in rows if faced[codes[row]] in base.facing]


def _block(agreement: Agreement, state: StageState, hits: Sequence[Hit], cutter: Cuts, lang: str) -> Block:
    """Return one row for each covered village: the first rule leads, all rules and bases are named."""
    which: dict[int, list[int]] = {}
    for number, hit in enumerate(hits):
        for row in hit.rows:
            which.setdefault(row, []).append(number)
    rows = sorted(which)
    # Villages hit by the same bases share their texts, and there are few such combinations.
    combination = [tuple(which[row]) for row in rows]
    texts = {hit_ids: _texts(agreement, [hits[n] for n in hit_ids], lang) for hit_ids in set(combination)}
    block: Block = {column: [texts[hit_ids][column] for hit_ids in combination] for column in texts[combination[0]]}
    block["row"] = rows
    block["share"] = [1.0] * len(rows)
    if any(hit.piece is not None for hit in hits):
        places = [{row: place for place, row in enumerate(hit.rows)} for hit in hits]
        for at, (row, hit_ids) in enumerate(zip(rows, combination, strict=True)):
            found = [(hits[n], places[n][row]) for n in hit_ids]
            rough = [hit.approximate[place] for hit, place in found]
            share = max(hit.share[place] for hit, place in found)
            if rough[0] or (share < 1.0 and any(rough)):  # a share of several pieces is as rough as the roughest
                block["exactness"][at] = "approximate"
            if share < 1.0 and len(found) > 1:  # pieces of several hits may overlap: together they count once
                share = cutter.together(row, [hit.piece[place] for hit, place in found if hit.piece is not None])
            block["share"][at] = share
    record = {
        "agreement": agreement.id, "title": agreement.title.in_language(lang), "kind": agreement.kind,
        "record": agreement.record, "stage": state.stage, "stage_status": state.status, "since": str(state.date),
    }  # fmt: skip
    return block | {column: [value] * len(rows) for column, value in record.items()}


def _texts(agreement: Agreement, hits: Sequence[Hit], lang: str) -> dict[str, Any]:
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
