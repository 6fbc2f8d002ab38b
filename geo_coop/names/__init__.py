"""From written names to regions: certain matches by rule, else similar ones with a score, never a silent guess."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_coop.lazy import on_first_use
from geo_coop.names.resolving import resolve

if TYPE_CHECKING:
    from geo_coop.names.batch import match_names
    from geo_coop.names.candidate import Answer, Candidate, Match
    from geo_coop.names.search import LIMIT, answer, find

# Imported on first use: a code needs no rules of names, and only tables of names need pandas.
_MODULES: Final = {
    "Answer": ".candidate", "Candidate": ".candidate", "LIMIT": ".search", "Match": ".candidate", "answer": ".search",
    "find": ".search", "match_names": ".batch",
}  # fmt: skip

__all__ = ["LIMIT", "Answer", "Candidate", "Match", "answer", "find", "match_names", "resolve"]

__getattr__ = on_first_use(__name__, _MODULES)
