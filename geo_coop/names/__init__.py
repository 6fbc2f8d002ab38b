"""From written names to regions: certain matches by rule, else similar ones with a score, never a silent guess."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

from geo_coop.names.resolving import resolve

if TYPE_CHECKING:
    from geo_coop.names.batch import match_names
    from geo_coop.names.candidate import Answer, Candidate, Match
    from geo_coop.names.search import LIMIT, answer, find

# Imported on first use: a code needs no rules of names, and only tables of names need pandas.
_MODULES: Final = {
    "Answer": "candidate", "Candidate": "candidate", "LIMIT": "search", "Match": "candidate", "answer": "search",
    "find": "search", "match_names": "batch",
}  # fmt: skip

__all__ = ["LIMIT", "Answer", "Candidate", "Match", "answer", "find", "match_names", "resolve"]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Import a public name on first use."""
    if name in _MODULES:
        return getattr(importlib.import_module(f"geo_coop.names.{_MODULES[name]}"), name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
