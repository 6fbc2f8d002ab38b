"""What a search finds, where it searches, and the candidates made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo_coop.names.candidate import Candidate, Match
from geo_coop.schema import LEVELS, Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_coop.names.index import Index

DEPTH: Final[dict[str, int]] = {level: depth for depth, level in enumerate(LEVELS)}
REGENCY: Final = DEPTH["regency"]
DISTRICT: Final = DEPTH["district"]
CUT_SCORE: Final = 97.0
VARIANT_SCORE: Final = 99.0
_BORNEO: Final = ("61", "62", "63", "64", "65", "MY")
_LARGE, _NEAR = 4.0, 3.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A region found: its row in the index, how it was found, score and reason."""

    row: int
    match: Match
    score: float
    reason: str
    weak: bool = False  # an abbreviation gives way to a region that bears the name


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to search: row ranges, single rows, and what the regions in it may be."""

    ranges: tuple[tuple[int, int], ...] | None = None
    singles: frozenset[int] = frozenset()
    level: Level | None = None
    narrow: bool = False  # a district or less

    def holds(self, row: int) -> bool:
        """Return whether a row lies in it."""
        return self.ranges is None or row in self.singles or any(low <= row < high for low, high in self.ranges)

    def outermost(self) -> set[int]:
        """Return the first rows of the ranges that lie in no other: the regions that bound the search."""
        ranges = self.ranges or ()
        inner = {
            low for low, high in ranges if any(a <= low and high <= b and (a, b) != (low, high) for a, b in ranges)
        }
        return {low for low, _ in ranges} - inner


def scope_of(index: Index, within: str | None, level: Level | None) -> Scope:
    """Return the scope of a region, or of all."""
    if within is None:
        return Scope(level=level)
    row = index.row_of(within)
    return Scope((index.interval(within),), frozenset({row}), level, narrow=DEPTH[index.level(row)] > REGENCY)


def strict(hits: dict[int, Hit], scope: Scope) -> dict[int, Hit]:
    """Leave out the surrounding regions themselves, where something in them bears the name too."""
    inside = {row: hit for row, hit in hits.items() if row not in scope.outermost()}
    return inside or hits


def candidate_of(index: Index, hit: Hit) -> Candidate:
    """Return a hit as it is shown."""
    return Candidate(
        code=index.code(hit.row),
        name=index.name(hit.row),
        level=index.level(hit.row),
        kind=index.kind(hit.row),
        parent=index.parent(hit.row),
        score=hit.score,
        match=hit.match,
        reason=hit.reason,
    )


def in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Sort by score, where regencies and provinces and Borneo's regions are some points ahead; then by code."""
    return sorted(candidates, key=lambda c: (-c.score - _ahead(c), DEPTH[c.level], c.code))


def _ahead(candidate: Candidate) -> float:
    if candidate.match != "similar":
        return 0.0 if not candidate.code.startswith(_BORNEO) else 0.1
    large = _LARGE if DEPTH[candidate.level] <= REGENCY else 0.0
    return large + (_NEAR if candidate.code.startswith(_BORNEO) else 0.0)
