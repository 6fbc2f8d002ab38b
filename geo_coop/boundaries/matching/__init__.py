"""From the rows of a planner's file to canonical codes: by code in its scheme, else by name within its parents.

Nothing is guessed: a number without a scheme is refused with its meanings, codes whose names say that they are of
another scheme are refused, and a name that is only similar is left to the user, with candidates and scores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_coop.boundaries.adapters.common import clean_name
from geo_coop.boundaries.matching.codes import by_code, compare_names
from geo_coop.boundaries.matching.levels import check_levels, level_words
from geo_coop.boundaries.matching.names import by_name
from geo_coop.boundaries.matching.outcome import MATCH_COLUMNS, Matched, Outcome, simple_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_coop.boundaries.adapters.reading import Reading
    from geo_coop.boundaries.matching.outcome import Values
    from geo_coop.register import Register
    from geo_coop.schema import Level


def match_rows(
    reading: Reading,
    values: Mapping[str, Values],
    rows: int,
    register: Register,
    *,
    file: str,
    accept_fuzzy: float | None = None,
    insist: bool = False,
    within: str | None = None,
) -> Matched:
    """Find the canonical code of each row.

    Parameters
    ----------
    reading
        Which columns hold what.
    values
        Those columns.
    rows
        How many rows there are.
    register
        From `geo_coop.register.load_register`.
    file
        How to call the file in messages.
    accept_fuzzy
        Lowest score with which a similar name is taken; None takes none.
    insist
        The scheme was given by the user: names that contradict it are noted, not refused.
    within
        Canonical code of a region that all names lie in; a row whose parents are elsewhere stays without a code.

    Returns
    -------
    Matched
        Every row of the file, with or without a code.
    """
    names = _names(reading, values, rows)
    parents = _parent_names(reading, values)
    table = pd.DataFrame({column: np.full(rows, "", dtype=object) for column in MATCH_COLUMNS})
    table["code"] = None
    table["score"] = np.full(rows, np.nan)
    table["name"] = pd.Series(names, dtype=object)  # as texts of pandas they would be copied at every turn
    shown = [column for level, column in parents.items() if level != "country"]
    table["parents"] = [
        ", ".join(dict.fromkeys(text for text in above if text)) for above in zip(*reversed(shown), strict=True)
    ] if shown else ""  # fmt: skip
    matched = Matched(table)
    if reading.code is not None:
        by_code(reading, values, register, file, matched)
        if not matched.problems and reading.name is not None:
            compare_names(reading, values, register, file, matched, insist=insist)
    if not matched.problems and reading.name is not None:
        by_name(reading, values, parents, register, matched, accept_fuzzy, within)
    return matched


def _names(reading: Reading, values: Mapping[str, Values], rows: int) -> list[str]:
    if reading.name is None:
        return [""] * rows
    same: dict[object, str] = {}
    for value in values[reading.name].tolist():
        if value not in same:
            same[value] = clean_name(str(value)) if value is not None else ""
    return [same[value] for value in values[reading.name].tolist()]


def _parent_names(reading: Reading, values: Mapping[str, Values]) -> dict[Level, list[str]]:
    found: dict[Level, list[str]] = {}
    for level, column in reading.parents.items():
        texts = [clean_name(str(value)) if value is not None else "" for value in values[column].tolist()]
        found[level] = texts
    return found


__all__ = ["Matched", "Outcome", "check_levels", "level_words", "match_rows", "simple_key"]
