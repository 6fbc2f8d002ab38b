"""Many written names at once, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_coop.errors import GeoCoopError, InputError
from geo_coop.names.candidate import Answer
from geo_coop.names.search import answer
from geo_coop.schema import normalise_level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_coop.names.candidate import Candidate
    from geo_coop.register import Register

COLUMNS: Final = ("written", "code", "match", "score", "reason", "candidates")
LEAD: Final = 8.0  # points of score


def match_names(
    names: Sequence[str | None] | pd.Series,
    register: Register,
    *,
    within: str | Sequence[str | None] | pd.Series | None = None,
    level: str | None = None,
    limit: int = 5,
    accept_fuzzy: float | None = None,
) -> pd.DataFrame:
    """Return what each of many written names means.

    The same rules as `find` and `resolve`, name by name; each different name is looked up once.

    Parameters
    ----------
    names
        As written. Empty ones and missing values are kept and match nothing.
    register
        From `geo_coop.register.load_register`.
    within
        Canonical code of a region to search in, one for all or one for each name (None: everywhere).
    level
        Level or synonym to search on.
    limit
        How many candidates to list for each name at most.
    accept_fuzzy
        Lowest score with which a similar name is taken; None takes none. Only names with a region to search in, and
        only where the best candidate is eight points ahead of the next; ``match`` is then ``similar`` and the reason
        says so. docs/names.md tells how often that is wrong.

    Returns
    -------
    DataFrame
        One row for each name in the given order, with the index of ``names`` if that is a Series. Columns:
        ``written``; ``code``, only where there is no doubt (or as ``accept_fuzzy`` says), else None; ``match`` and
        ``score`` of the region taken or else of the best candidate (None and NaN where there is none); ``reason``, why
        there is a code or none; ``candidates``, a list of `Candidate`.

    Raises
    ------
    InputError
        An unknown level, or ``within`` of another length than ``names``.
    NotFoundError
        A region of ``within`` is not in the register.
    """
    written = names.tolist() if isinstance(names, pd.Series) else list(names)
    if within is None or isinstance(within, str):
        around: list[str | None] = [within] * len(written)
    else:
        around = [code if isinstance(code, str) else None for code in within]
    if len(around) != len(written):
        message = f"within has {len(around)} values for {len(written)} names"
        raise InputError(message)
    for code in dict.fromkeys(around):
        if code is not None:
            register.name(code)
    if level is not None:
        normalise_level(level)
    known: dict[tuple[str, str | None], Answer] = {}
    wanted = limit if accept_fuzzy is None else max(limit, 2)
    answers = [_one(name, code, register, level, wanted, known) for name, code in zip(written, around, strict=True)]
    if accept_fuzzy is not None:
        answers = [_accepted(said, accept_fuzzy) if code else said for said, code in zip(answers, around, strict=True)]
    best = [next((c for c in a.candidates if c.code == a.code), a.candidates[0] if a.candidates else None)
            for a in answers]  # fmt: skip
    frame = pd.DataFrame(
        {
            "written": pd.Series(written, dtype=object),
            "code": pd.Series([a.code for a in answers], dtype=object),
            "match": pd.Series([c.match if c else None for c in best], dtype=object),
            "score": pd.Series([c.score if c else None for c in best], dtype=float),
            "reason": pd.Series([a.reason for a in answers], dtype=object),
            "candidates": pd.Series([a.candidates[:limit] for a in answers], dtype=object),
        },
        columns=list(COLUMNS),
    )
    if isinstance(names, pd.Series):
        frame.index = names.index
    return frame


def spelt_alike(candidates: Sequence[Candidate], least: float) -> Candidate | None:
    """Return the best candidate where it may be taken: only spelt alike, and well ahead of the next.

    Parameters
    ----------
    candidates
        Best first, at least two where there are so many.
    least
        Lowest score with which it is taken.
    """
    from geo_coop.names.similar import SPELT  # noqa: PLC0415  (rapidfuzz is needed for similar names alone)

    if not candidates:
        return None
    best, *others = candidates
    taken = best.match == "similar" and best.reason in SPELT and best.score >= least
    return best if taken and all(other.score <= best.score - LEAD for other in others) else None


def _accepted(said: Answer, least: float) -> Answer:
    """Return an answer with its best candidate taken, where that is only spelt alike, and well ahead of the next."""
    best = spelt_alike(said.candidates, least) if said.code is None else None
    if best is None:
        return said
    return Answer(said.candidates, best.code, f"similar name taken: {best.name} ({best.reason}, {best.score:.0f})")


def _one(
    name: object,
    within: str | None,
    register: Register,
    level: str | None,
    limit: int,
    known: dict[tuple[str, str | None], Answer],
) -> Answer:
    """Return the answer for one name; a code that cannot be read is the reason, not an error."""
    if not isinstance(name, str):
        return Answer([], None, "no name")
    place = (name, within)
    if place not in known:
        try:
            known[place] = answer(name, register, within=within, level=level, limit=limit)
        except (GeoCoopError, LookupError) as error:
            known[place] = Answer([], None, str(error))
    return known[place]
