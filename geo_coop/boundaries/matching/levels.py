"""The level of each row, and the one level that the rows of a layer must have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_coop.boundaries.matching.rows import NONE
from geo_coop.errors import Problem
from geo_coop.schema import LEVELS, Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_coop.boundaries.adapters.reading import Reading
    from geo_coop.boundaries.matching.outcome import Matched, Values


def row_levels(reading: Reading, values: Mapping[str, Values], rows: int) -> list[Level | None]:
    """Return the level of each row as its columns say, None where they do not."""
    if reading.row_level is None:
        return [reading.level] * rows
    column, levels = reading.row_level
    return [levels.get(word) for word in level_words(values[column])]


def level_words(values: Values) -> list[str]:
    """Return the values of a column of levels as words: 4, 4.0 and "4" are the same."""
    return [
        str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
        for value in values.tolist()
    ]


def check_levels(reading: Reading, matched: Matched, *, wanted: Level | None, file: str) -> Level | None:
    """Return the one level of the rows; rows of another level lose their code where ``wanted`` says which to take.

    Problems are added to ``matched.problems``: a file that mixes levels, with counts.
    """
    rows = matched.rows
    levels = rows.given.copy() if reading.row_level is not None else np.full(len(rows), NONE, dtype=np.int8)
    levels[rows.found] = rows.register.table.levels[rows.code[rows.found]]
    numbers, amounts = np.unique(levels[levels != NONE], return_counts=True)
    counts = {LEVELS[number]: amount for number, amount in zip(numbers.tolist(), amounts.tolist(), strict=True)}
    expected = wanted or (reading.level if reading.row_level is None else None)
    if expected is None and len(counts) == 1:
        expected = next(iter(counts))
    if not counts or (expected is not None and set(counts) == {expected}):
        return expected or reading.level
    if wanted is not None:
        strange = np.flatnonzero((levels != NONE) & (levels != LEVELS.index(wanted)))
        rows.drop(strange, levels[strange], wanted)
        matched.notes.append(f"{len(strange)} rows of another level than {wanted} are in the unmatched table")
        return wanted
    shown = ", ".join(f"{counts[level]} {level}" for level in LEVELS if level in counts)
    said = f", where its columns say {expected}" if expected is not None and expected not in counts else ""
    problem = Problem(f"mixes levels: {shown}{said}", "take one with --level; the other rows go to the unmatched table",
                      file)  # fmt: skip
    matched.problems.append(problem)
    return None
