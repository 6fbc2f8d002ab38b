"""What a written name may mean: candidates, and the answer made of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

Match = Literal["code", "exact", "alias", "variant", "similar"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A region that a written name may mean.

    Attributes
    ----------
    code, name, level, kind, parent
        The region.
    score
        100 for a code, an exact name or an alias; 99 for the same name written in another way; below that the
        similarity of the spelling, 0-100.
    match
        ``code``, ``exact``, ``alias``, ``variant`` (the same name by a rule: abbreviation, spaces, numerals, order
        of a direction, old spelling) or ``similar``. Only ``similar`` is uncertain.
    reason
        Why the region is among the candidates, in words.
    """

    code: str
    name: str
    level: str
    kind: str
    parent: str | None
    score: float
    match: Match
    reason: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return the candidate as a plain mapping."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a written name means: all candidates, best first, and the one code where there is no doubt.

    Attributes
    ----------
    candidates
        Best first. Certain ones, or similar ones, never both.
    code
        The one region, or None.
    reason
        Why there is a code, or why there is none.
    """

    candidates: list[Candidate]
    code: str | None
    reason: str
