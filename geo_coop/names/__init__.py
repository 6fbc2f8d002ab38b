"""From written names to regions: certain matches by rule, else similar ones with a score, never a silent guess."""

from __future__ import annotations

from geo_coop.names.batch import match_names
from geo_coop.names.candidate import Answer, Candidate, Match
from geo_coop.names.search import LIMIT, answer, find, resolve

__all__ = ["LIMIT", "Answer", "Candidate", "Match", "answer", "find", "match_names", "resolve"]
