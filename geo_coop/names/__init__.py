"""From written names to regions: certain matches by rule, else similar ones with a score, never a silent guess."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from geo_coop.names.candidate import Answer, Candidate, Match
from geo_coop.names.search import LIMIT, answer, find, resolve

if TYPE_CHECKING:
    from geo_coop.names.batch import match_names

__all__ = ["LIMIT", "Answer", "Candidate", "Match", "answer", "find", "match_names", "resolve"]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Import what makes frames on first use: pandas takes longer than to look up a name."""
    if name == "match_names":
        return importlib.import_module("geo_coop.names.batch").match_names
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
