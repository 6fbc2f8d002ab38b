"""What a coverage of some villages needs beyond their codes: boundaries that corridors follow, and shapes to cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_coop.codes import code_range
from geo_coop.cover.rules import bases_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo_coop.agreements.model import Agreement, Zone


def pairs_needed(agreements: Iterable[Agreement], codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the pairs of regions whose boundary `coverage` needs for some villages, sorted."""
    known = list(codes)
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
    known = list(codes)
    by_id = {zone.id: zone for zone in zones}
    needed: set[int] = set()
    for agreement in agreements:
        for rule in agreement.coverage:
            if rule.rule not in {"corridor", "point"} and (rule.zone not in by_id or by_id[rule.zone].extent is None):
                continue
            for base in bases_of(agreement, rule, zones=by_id, border_sets={}):
                if base.clip is not None:
                    needed.update(range(*code_range(known, base.region)))
    return [known[row] for row in sorted(needed)]


def _count(codes: Sequence[str], region: str) -> int:
    low, high = code_range(codes, region)
    return high - low
