"""From one written name to regions: certain matches by rule, else similar names with a score."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geo_coop.names import words as w
from geo_coop.names.candidate import Answer, Candidate, Match
from geo_coop.names.fold import direction_last, is_short, old_spelling, spaced, variants
from geo_coop.names.index import Index, index_of
from geo_coop.names.reading import Form, Part, Reading, read_part, readings
from geo_coop.names.resolving import read_code
from geo_coop.schema import LEVELS, Level, normalise_level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    import numpy.typing as npt

    from geo_coop.names.index import Place
    from geo_coop.register import Register

LIMIT: Final = 10
_POOL: Final = 100
ELSEWHERE_SCORE: Final = 90.0
PLACE_SCORE: Final = 95.0
AT_PLACE_SCORE: Final = 98.0
CUT_SCORE: Final = 97.0
VARIANT_SCORE: Final = 99.0

_BORNEO: Final = ("61", "62", "63", "64", "65", "MY")
_LARGE, _NEAR = 4.0, 3.0
_DEPTH: Final[dict[str, int]] = {level: depth for depth, level in enumerate(LEVELS)}
_REGENCY: Final = _DEPTH["regency"]
_DISTRICT: Final = _DEPTH["district"]
_MOST_CUT: Final = 4  # words


@dataclass(frozen=True, slots=True)
class _Hit:
    row: int
    match: Match
    score: float
    reason: str
    weak: bool = False  # an abbreviation gives way to a region that bears the name


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where to search: row ranges, single rows, and what the regions in it may be."""

    ranges: tuple[tuple[int, int], ...] | None = None
    singles: frozenset[int] = frozenset()
    level: Level | None = None
    narrow: bool = False  # a district or less

    def holds(self, row: int) -> bool:
        return self.ranges is None or row in self.singles or any(low <= row < high for low, high in self.ranges)

    def outermost(self) -> set[int]:
        """Return the first rows of the ranges that lie in no other: the regions that bound the search."""
        ranges = self.ranges or ()
        inner = {
            low for low, high in ranges if any(a <= low and high <= b and (a, b) != (low, high) for a, b in ranges)
        }
        return {low for low, _ in ranges} - inner


def find(name: str, register: Register, *, within: str | None = None, level: str | None = None) -> list[Candidate]:
    """Return the regions that a written name may mean, best first.

    A code is taken as a code. A name that means regions by rule (the same words, an alias, an abbreviation, words
    written apart or joined, I for 1, *Utara Sebatik*, the old spelling) returns only such; else the similar ones
    follow with their score. *Kabupaten* or *Kec.* narrow the kind; regions named after it, in parentheses or
    with *Kecamatan ... Kabupaten ...* narrow the place.

    Parameters
    ----------
    name
        As written, for example ``"Kukar"``, ``"Kec. Sei Menggaris"``, ``"Long Nawang, Malinau"``, ``"65.03"`` or
        ``"bps:6504"``.
    register
        From `geo_coop.register.load_register`.
    within
        Canonical code of a region to search in.
    level
        Level or synonym to search on.

    Returns
    -------
    list of Candidate
        Certain candidates, all of them, or at most ten similar ones; empty where nothing is similar.

    Raises
    ------
    AmbiguousError
        An undotted number that means different regions in different schemes.
    InputError
        A malformed code or an unknown level.
    NotFoundError
        ``within`` or a code is not in the register.
    """
    return answer(name, register, within=within, level=level).candidates


def answer(
    name: str, register: Register, *, within: str | None = None, level: str | None = None, limit: int = LIMIT
) -> Answer:
    """Return what a written name means, with all candidates; parameters and errors as for `find`.

    Parameters
    ----------
    name, register, within, level
        As for `find`.
    limit
        How many similar candidates to return at most. With 0 none are looked for, which is ten times faster, but in a
        district or less, where one that differs by double letters counts as certain.
    """
    wanted = normalise_level(level) if level is not None else None
    if within is not None:
        register.name(within)
    index = index_of(register)
    scope = _scope_of(index, within, wanted)
    code = read_code(name, register)
    if code is not None:
        row = index.row_of(code)
        fits = scope.holds(row) and (wanted is None or index.level(row) == wanted)
        found = [_candidate(index, _Hit(row, "code", 100.0, "code"))] if fits else []
        return Answer(found, code if fits else None, "a code" if fits else "a code of a region elsewhere")
    ways = readings(name)
    if not ways:
        return Answer([], None, "no name")
    return _by_rule(index, name, ways, scope, limit) or _by_cutting(index, ways[0], scope, limit)


def _by_rule(index: Index, name: str, ways: list[Reading], scope: _Scope, limit: int) -> Answer | None:
    """Return the answer of the first reading that means a region by rule."""
    for way in _with_whole(name, ways):
        narrowed, trouble = _around(index, way, scope)
        hits = {} if trouble else _certain(index, way.part, narrowed)
        if hits:
            return _decided(index, way.part, narrowed, _strict(hits, narrowed), limit)
    return None


def _by_cutting(index: Index, way: Reading, scope: _Scope, limit: int) -> Answer:
    """Return the answer for a name followed by the region around it without a comma, else similar names."""
    tails = [] if way.parents else list(_cut(index, way, scope))
    for shorter, narrowed, hits, sure in tails:
        if sure:
            return _decided(index, shorter.part, narrowed, hits, limit)
    if tails:
        return _uncertain(index, tails[0][0], scope, limit, because="may be a name and the region it lies in")
    for shorter, _ in () if way.parents else _tails(index, way.part, scope, _DISTRICT):
        if _places(index, shorter.part, _around(index, shorter, scope)[0]):
            return _uncertain(index, shorter, scope, limit)
    return _uncertain(index, way, scope, limit)


def _with_whole(name: str, ways: list[Reading]) -> Iterator[Reading]:
    """Yield the readings, and last the whole text as one name (*Kurau (Timur)*)."""
    yield from ways
    if ways[0].parents:
        yield Reading(Part((Form(spaced(name), ()),)), ())


def _cut(index: Index, way: Reading, base: _Scope) -> Iterator[tuple[Reading, _Scope, dict[int, _Hit], bool]]:
    """Cut words off the end that name the region around; sure of a province, else only where a kind word leads."""
    for shorter, depth in _tails(index, way.part, base, _DISTRICT):
        narrowed, _ = _around(index, shorter, base)
        hits = _strict(_certain(index, shorter.part, narrowed), narrowed)
        if hits:
            said = bool(way.part.kinds) and len(hits) == 1 and shorter.part.core != shorter.parents[0].core
            yield shorter, narrowed, hits, said or depth < _REGENCY


def _tails(index: Index, part: Part, base: _Scope, deepest: int) -> Iterator[tuple[Reading, int]]:
    """Yield a name without words at its end that name a region around it, and the depth of the level of that region."""
    form = part.forms[-1]
    tokens = form.text.split(" ")
    wide = _Scope(base.ranges, base.singles)
    for cut in range(1, min(len(tokens), _MOST_CUT)):
        around = read_part(" ".join(tokens[-cut:]))
        depths = [_DEPTH[index.level(row)] for row in _certain(index, around, wide)]
        fitting = [depth for depth in depths if depth <= deepest]
        if fitting:
            bare = read_part(" ".join(tokens[:-cut]))
            forms = tuple(Form(each.text, each.kinds or form.kinds) for each in bare.forms)
            yield Reading(Part(forms, part.place or bare.place), (around,)), max(fitting)


# -- where to search


def _scope_of(index: Index, within: str | None, level: Level | None) -> _Scope:
    if within is None:
        return _Scope(level=level)
    row = index.row_of(within)
    return _Scope((index.interval(within),), frozenset({row}), level, narrow=_DEPTH[index.level(row)] > _REGENCY)


def _around(index: Index, way: Reading, base: _Scope) -> tuple[_Scope, str]:
    """Narrow the scope to the regions named around the name, from the largest down; or say which is unknown."""
    scope = _Scope(base.ranges, base.singles, None, base.narrow)
    for parent in reversed(way.parents):
        rows = sorted(_certain(index, parent, scope)) or _before_its_own(index, parent, scope)
        above = [row for row in rows if index.level(row) != "village"]
        if not above:
            return _Scope(scope.ranges, scope.singles, base.level, scope.narrow), parent.core
        scope = _Scope(
            tuple(index.interval(index.code(row)) for row in above),
            frozenset(above),
            narrow=all(_DEPTH[index.level(row)] > _REGENCY for row in above),
        )
    return _Scope(scope.ranges, scope.singles, base.level, scope.narrow), ""


def _before_its_own(index: Index, parent: Part, scope: _Scope) -> list[int]:
    """Return what a surrounding region means that is followed by its own, without a comma (*Malinau Kaltara*)."""
    for shorter, _ in _tails(index, parent, scope, _REGENCY):
        narrowed, trouble = _around(index, shorter, scope)
        rows = sorted(_strict(_certain(index, shorter.part, narrowed), narrowed)) if not trouble else []
        if rows:
            return rows
    return []


def _strict(hits: dict[int, _Hit], scope: _Scope) -> dict[int, _Hit]:
    """Leave out the surrounding regions themselves, where something in them bears the name too."""
    inside = {row: hit for row, hit in hits.items() if row not in scope.outermost()}
    return inside or hits


# -- certain matches


def _certain(index: Index, part: Part, scope: _Scope) -> dict[int, _Hit]:
    """Return what a name means by rule: the same words first, then other ways to write them."""
    forms = part.forms[:1] if part.place else part.forms  # "PLBN Labang" is not Labang, but Jembatan Dua is a name
    for tier in (_same_words, _other_forms, _other_order):
        found: dict[int, _Hit] = {}
        for form in forms:
            for hit in tier(index, form):
                if hit.row not in found and _fits(index, hit.row, form, scope):
                    found[hit.row] = hit
            if found and form.text.partition(" ")[0] in w.NAME_STARTS:
                break
        if found:
            return found
    return {}


def _fits(index: Index, row: int, form: Form, scope: _Scope) -> bool:
    return (
        scope.holds(row)
        and (not form.kinds or index.kind(row) in form.kinds)
        and (scope.level is None or index.level(row) == scope.level)
    )


def _same_words(index: Index, form: Form) -> Iterator[_Hit]:
    for entry in index.entries(form.text.replace(" ", "")):
        if spaced(index.texts[entry]) == form.text:
            yield _hit(index, entry)
    for kind in form.kinds:  # an alias may bear its kind: Kabupaten Pontianak
        for entry in index.entries(f"{kind}{form.text}".replace(" ", "")):
            if entry in index.alias_types:
                yield _hit(index, entry)
    if is_short(form.text):
        yield from _written_out(index, form.text, joined=False)


def _other_forms(index: Index, form: Form) -> Iterator[_Hit]:
    yield from _written_out(index, form.text, joined=False)
    yield from _written_out(index, form.text, joined=True)


def _other_order(index: Index, form: Form) -> Iterator[_Hit]:
    for text, why in ((direction_last(form.text), "direction moved to the end"),
                      (old_spelling(form.text), "old spelling")):  # fmt: skip
        if text is not None:
            for hit in _written_out(index, text, joined=True):
                yield _Hit(hit.row, "variant", VARIANT_SCORE, why, hit.weak)


def _written_out(index: Index, text: str, *, joined: bool) -> Iterator[_Hit]:
    """Yield the entries of the ways to write a text; with ``joined``, spaces do not count."""
    for variant in variants(text):
        for entry in index.entries(variant.replace(" ", "")):
            words = spaced(index.texts[entry])
            if words == variant or joined:
                why = "abbreviation or other form of a word" if variant != text else "written apart or joined"
                hit = _hit(index, entry)
                yield hit if words == text else _Hit(hit.row, "variant", VARIANT_SCORE, why, hit.weak)


def _hit(index: Index, entry: int) -> _Hit:
    what = index.alias_types.get(entry)
    row = index.rows[entry]
    if what is None:
        return _Hit(row, "exact", 100.0, "same name")
    return _Hit(row, "alias", 100.0, what, weak=what.startswith("abbreviation"))


def _decided(index: Index, part: Part, scope: _Scope, hits: dict[int, _Hit], limit: int) -> Answer:
    """Return certain matches, with the one that is meant where there is no doubt."""
    places = [] if part.kinds else _places(index, part, scope)
    candidates = _sorted(_candidate(index, hit) for hit in hits.values())
    if places:
        note = _describe(places[0], part)
        shown = _sorted([*(_place_candidate(index, place, part) for place in places), *candidates])
        return Answer(shown[: max(limit, len(candidates))], None, f"may mean {note}, which is no region")
    row = _meant(index, list(hits.values()))
    if row is None:
        return Answer(candidates, None, "means several regions")
    return Answer(candidates, index.code(row), hits[row].reason)


def _meant(index: Index, hits: list[_Hit]) -> int | None:
    """Return the row of the one region meant: the only one, or the only one on the highest level."""
    if len(hits) == 1:
        return hits[0].row
    depth = min(_DEPTH[index.level(hit.row)] for hit in hits)
    top = [hit for hit in hits if _DEPTH[index.level(hit.row)] == depth]
    if len(top) > 1 or depth > _REGENCY:
        return None
    row = top[0].row
    low, high = index.interval(index.code(row))
    if all(low <= hit.row < high for hit in hits):
        return row
    known = depth < _REGENCY or index.kind(row) in {"kabupaten", "kota"}
    return row if known and not top[0].weak else None


# -- similar names


def _uncertain(index: Index, way: Reading, base: _Scope, limit: int, because: str = "") -> Answer:
    """Return similar names, names elsewhere and places that are no region."""
    scope, trouble = _around(index, way, base)
    part = way.part
    places = _places(index, part, base)
    if because:
        scope = replace(scope, narrow=False)
    alike = _alike(index, part, scope) if limit or scope.narrow else {}
    found = {row: hit for row, hit in alike.items() if not trouble or hit.match == "similar"}
    certain = {row: hit for row, hit in found.items() if hit.match == "variant"}
    if certain and not places and not part.place:
        return _decided(index, part, scope, _strict(certain, scope), limit)
    elsewhere = f"in no region called {trouble!r}" if trouble else "same name, but elsewhere"
    if way.parents or part.place:
        bare = Part(part.forms[-1:])
        for row in _strict(_certain(index, bare, scope), scope) if because else ():
            found[row] = _Hit(row, "similar", CUT_SCORE, because)
        for row in _certain(index, bare, base) if not because else ():
            why = f"here is {part.place}, not a region" if part.place else elsewhere
            found[row] = _Hit(row, "similar", AT_PLACE_SCORE if part.place else ELSEWHERE_SCORE, why)
    found |= {} if trouble else _of_the_other_kind(index, part, scope)
    candidates = _sorted(_candidate(index, hit) for hit in found.values())
    shown = [_place_candidate(index, place, part) for place in places]
    known = {candidate.code for candidate in shown}
    shown += [candidate for candidate in candidates if candidate.code not in known]
    if places or part.place:
        return Answer(
            shown[:limit], None, f"is no region but {_describe(places[0] if places else None, part)}; similar"
        )
    if trouble:
        return Answer(shown[:limit], None, f"lies in {trouble!r}, which is not known there; similar")
    return Answer(shown[:limit], None, f"{because or 'is spelt like no region'}; similar")


def _of_the_other_kind(index: Index, part: Part, scope: _Scope) -> dict[int, _Hit]:
    """Return what bears the name and is of the other kind of its level: a kelurahan that is called a desa."""
    found: dict[int, _Hit] = {}
    for kinds in w.SAME_LEVEL:
        if part.kinds and set(part.kinds) < set(kinds):
            for row in _certain(index, Part((Form(part.core, kinds),)), scope):
                found[row] = _Hit(row, "similar", CUT_SCORE, f"a {index.kind(row)}, written as {part.kinds[0]}")
    return found


def _alike(index: Index, part: Part, scope: _Scope) -> dict[int, _Hit]:
    """Return similar names; in a district or less, one that differs by double letters alone counts as certain."""
    from geo_coop.names.similar import similar  # noqa: PLC0415  (rapidfuzz is needed here alone)

    found: dict[int, _Hit] = {}
    entries = _entries(index, scope, part.kinds)
    same: dict[int, _Hit] = {}
    for alike in similar(index, part.core, entries, _POOL):
        row = index.rows[alike.entry]
        if row not in found:
            found[row] = _Hit(row, "similar", alike.score, alike.reason)
        if alike.same_rule:
            same[row] = _Hit(row, "variant", VARIANT_SCORE, "double letters, or q for k")
    if scope.narrow and len(same) == 1:
        return same
    return found


def _entries(index: Index, scope: _Scope, kinds: tuple[str, ...]) -> npt.NDArray[np.intp] | slice:
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


# -- places that are no region


def _places(index: Index, part: Part, scope: _Scope) -> list[Place]:
    found: list[Place] = []
    for form in part.forms:
        for variant in variants(form.text):
            for place in index.places.get(variant.replace(" ", ""), ()):
                inside = scope.holds(index.row_of(place.within)) or _inside(index, place.within, scope)
                if inside and place not in found:
                    found.append(place)
    return found


def _inside(index: Index, code: str, scope: _Scope) -> bool:
    """Return whether a scope lies in a region."""
    low, high = index.interval(code)
    return scope.ranges is not None and all(low <= a < high for a, _ in scope.ranges)


def _describe(place: Place | None, part: Part) -> str:
    return place.note if place is not None else part.place


def _place_candidate(index: Index, place: Place, part: Part) -> Candidate:
    what = _describe(place, part)
    return _candidate(
        index,
        _Hit(
            index.row_of(place.within),
            "similar",
            PLACE_SCORE,
            f"{place.name} is no region but {what}; it lies in this one",
        ),
    )


def _candidate(index: Index, hit: _Hit) -> Candidate:
    return Candidate(
        code=index.code(hit.row),
        name=index.name(hit.row),
        level=index.level(hit.row),
        kind=index.kind(hit.row),
        parent=index.parent(hit.row),
        score=hit.score,
        match=hit.match,
        reason=hit.reason,
    )


def _sorted(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Sort by score, where regencies and provinces and Borneo's regions are some points ahead; then by code."""
    return sorted(candidates, key=lambda c: (-c.score - _ahead(c), _DEPTH[c.level], c.code))


def _ahead(candidate: Candidate) -> float:
    if candidate.match != "similar":
        return 0.0 if not candidate.code.startswith(_BORNEO) else 0.1
    large = _LARGE if _DEPTH[candidate.level] <= _REGENCY else 0.0
    return large + (_NEAR if candidate.code.startswith(_BORNEO) else 0.0)
