"""Similar names, the same name elsewhere or of another kind: shown with a score, never taken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo_coop.names import words as w
from geo_coop.names.candidate import Answer
from geo_coop.names.certain import certain
from geo_coop.names.deciding import decided
from geo_coop.names.hits import CUT_SCORE, VARIANT_SCORE, Hit, Scope, candidate_of, in_order, strict
from geo_coop.names.places import describe, place_candidate, places_of
from geo_coop.names.reading import Form, Part
from geo_coop.names.surroundings import around

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from geo_coop.names.index import Index
    from geo_coop.names.reading import Reading

_POOL: Final = 100
ELSEWHERE_SCORE: Final = 90.0
AT_PLACE_SCORE: Final = 98.0


def uncertain(index: Index, way: Reading, base: Scope, limit: int, because: str = "") -> Answer:
    """Return similar names, names elsewhere and places that are no region."""
    scope, trouble = around(index, way, base)
    part = way.part
    places = places_of(index, part, base)
    if because:
        scope = replace(scope, narrow=False)
    alike = _alike(index, part, scope) if limit or scope.narrow else {}
    found = {row: hit for row, hit in alike.items() if not trouble or hit.match == "similar"}
    by_letters = {row: hit for row, hit in found.items() if hit.match == "variant"}
    if by_letters and not places and not part.place:
        return decided(index, part, scope, strict(by_letters, scope), limit)
    elsewhere = f"in no region called {trouble!r}" if trouble else "same name, but elsewhere"
    if way.parents or part.place:
        bare = Part(part.forms[-1:])
        for row in strict(certain(index, bare, scope), scope) if because else ():
            found[row] = Hit(row, "similar", CUT_SCORE, because)
        for row in certain(index, bare, base) if not because else ():
            why = f"here is {part.place}, not a region" if part.place else elsewhere
            found[row] = Hit(row, "similar", AT_PLACE_SCORE if part.place else ELSEWHERE_SCORE, why)
    other = {} if trouble else _of_the_other_kind(index, part, scope)
    found |= other
    candidates = in_order(candidate_of(index, hit) for hit in found.values())
    shown = [place_candidate(index, place, part) for place in places]
    known = {candidate.code for candidate in shown}
    shown += [candidate for candidate in candidates if candidate.code not in known]
    like_none = "is no region of that kind" if other else "is spelt like no region"
    if places or part.place:
        why = f"is no region but {describe(places[0] if places else None, part)}"
    elif trouble:
        why = f"lies in {trouble!r}, which is not known there"
    else:
        why = because or like_none
    return Answer(shown[:limit], None, f"{why}; similar" if shown[:limit] else why)


def _of_the_other_kind(index: Index, part: Part, scope: Scope) -> dict[int, Hit]:
    """Return what bears the name and is of the other kind of its level: a kelurahan that is called a desa."""
    found: dict[int, Hit] = {}
    for kinds in w.SAME_LEVEL:
        if part.kinds and set(part.kinds) < set(kinds):
            for row in certain(index, Part((Form(part.core, kinds),)), scope):
                found[row] = Hit(row, "similar", CUT_SCORE, f"a {index.kind(row)}, written as {part.kinds[0]}")
    return found


def _alike(index: Index, part: Part, scope: Scope) -> dict[int, Hit]:
    """Return similar names; in a district or less, one that differs by double letters alone counts as certain."""
    from geo_coop.names.similar import similar  # noqa: PLC0415  (rapidfuzz is needed here alone)

    found: dict[int, Hit] = {}
    entries = _entries(index, scope, part.kinds)
    same: dict[int, Hit] = {}
    for alike in similar(index, part.core, entries, _POOL):
        row = index.rows[alike.entry]
        if row not in found:
            found[row] = Hit(row, "similar", alike.score, alike.reason)
        if alike.same_rule:
            same[row] = Hit(row, "variant", VARIANT_SCORE, "double letters, or q for k")
    if scope.narrow and len(same) == 1:
        return same
    return found


def _entries(index: Index, scope: Scope, kinds: tuple[str, ...]) -> npt.NDArray[np.intp] | slice:
    """Return the entries to search among."""
    import numpy as np  # noqa: PLC0415  (names that are found by rule need none)

    mask = index.mask(kinds, scope.level) if kinds or scope.level is not None else None
    if scope.ranges is None:
        return np.flatnonzero(mask) if mask is not None else slice(0, len(index.keys))
    extra = index.row_array[index.size :]
    parts = [np.arange(low, high) for low, high in scope.ranges]
    parts += [index.size + np.flatnonzero((extra >= low) & (extra < high)) for low, high in scope.ranges]
    chosen = np.unique(np.concatenate(parts))
    return chosen if mask is None else chosen[mask[chosen]]
