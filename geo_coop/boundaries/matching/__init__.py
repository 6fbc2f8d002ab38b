"""From the rows of a planner's file to canonical codes: by code in its scheme, else by name within its parents.

Nothing is guessed: a number without a scheme is refused with its meanings, codes whose names say that they are of
another scheme are refused, and a name that is only similar is left to the user, with candidates and scores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_coop.boundaries.adapters.common import clean_name
from geo_coop.boundaries.matching.codes import ByCode, Comparison
from geo_coop.boundaries.matching.levels import check_levels, level_words, row_levels
from geo_coop.boundaries.matching.names import ByName
from geo_coop.boundaries.matching.outcome import Matched, Outcome, simple_key
from geo_coop.boundaries.matching.rows import Batch, Rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo_coop.boundaries.adapters.reading import Reading
    from geo_coop.boundaries.formats.base import Table
    from geo_coop.boundaries.matching.outcome import Values
    from geo_coop.register import Register
    from geo_coop.schema import Level


def match_rows(
    reading: Reading,
    table: Table,
    register: Register,
    texts: Path,
    *,
    accept_fuzzy: float | None = None,
    insist: bool = False,
    within: str | None = None,
) -> Matched:
    """Find the canonical code of each row, batch by batch.

    Parameters
    ----------
    reading
        Which columns hold what.
    table
        The file.
    register
        From `geo_coop.register.load_register`.
    texts
        File of the workspace that takes the texts of the rows.
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
    matched = Matched(Rows(table.rows, register, texts, table.file))
    coded = ByCode(reading, register, table, matched) if reading.code is not None else None
    both = coded is not None and reading.name is not None
    compared = Comparison(reading, register, table.file, matched, insist=insist) if both else None
    named = ByName(reading, register, matched, accept_fuzzy, within) if reading.name is not None else None
    start = 0
    try:
        for values in table.records(reading.columns()):
            parents = _parent_names(reading, values)
            batch = _batch(reading, values, parents, start)
            if coded is not None:
                coded.find(values, batch)
            if compared is not None and not matched.problems:
                compared.look(values, batch)
            if named is not None and not matched.problems:
                named.find(values, parents, batch)
            matched.rows.append(batch)
            start += len(batch)
    finally:
        matched.rows.finish()
    if coded is not None:
        coded.finish()
    for step in (compared, named):
        if step is not None and not matched.problems:
            step.finish()
    return matched


def _batch(reading: Reading, values: Mapping[str, Values], parents: Mapping[Level, list[str]], start: int) -> Batch:
    """Return rows as they are before their codes are looked for."""
    rows = len(next(iter(values.values())))
    shown = [texts for level, texts in parents.items() if level != "country"]
    above = [", ".join(dict.fromkeys(text for text in texts if text)) for texts in zip(*reversed(shown), strict=True)]
    return Batch(start, _names(reading, values, rows), above or [""] * rows, row_levels(reading, values, rows))


def _names(reading: Reading, values: Mapping[str, Values], rows: int) -> list[str]:
    if reading.name is None:
        return [""] * rows
    return [clean_name(str(value)) if value is not None else "" for value in values[reading.name].tolist()]


def _parent_names(reading: Reading, values: Mapping[str, Values]) -> dict[Level, list[str]]:
    found: dict[Level, list[str]] = {}
    for level, column in reading.parents.items():
        found[level] = [clean_name(str(value)) if value is not None else "" for value in values[column].tolist()]
    return found


__all__ = ["Matched", "Outcome", "check_levels", "level_words", "match_rows", "simple_key"]
