"""From one written name to regions: certain matches by rule, else similar names with a score."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_coop.names.candidate import Answer, Candidate
from geo_coop.names.certain import certain
from geo_coop.names.deciding import decided
from geo_coop.names.fold import spaced
from geo_coop.names.hits import DISTRICT, REGENCY, Hit, Scope, candidate_of, scope_of, strict
from geo_coop.names.index import Index, index_of
from geo_coop.names.places import places_of
from geo_coop.names.reading import Form, Part, Reading, readings
from geo_coop.names.resolving import read_code
from geo_coop.names.surroundings import all_tails, around, heads, tails
from geo_coop.names.uncertain import uncertain
from geo_coop.schema import normalise_level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_coop.register import Register

LIMIT: Final = 10


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
    scope = scope_of(index, within, wanted)
    code = read_code(name, register)
    if code is not None:
        row = index.row_of(code)
        fits = scope.holds(row) and (wanted is None or index.level(row) == wanted)
        found = [candidate_of(index, Hit(row, "code", 100.0, "code"))] if fits else []
        return Answer(found, code if fits else None, "a code" if fits else "a code of a region elsewhere")
    ways = readings(name)
    if not ways:
        return Answer([], None, "no name")
    return _by_rule(index, name, ways, scope, limit) or _by_cutting(index, ways[0], scope, limit)


def _by_rule(index: Index, name: str, ways: list[Reading], scope: Scope, limit: int) -> Answer | None:
    """Return the answer of the first reading that means a region by rule."""
    for way in _with_whole(name, ways):
        narrowed, trouble = around(index, way, scope)
        hits = {} if trouble else certain(index, way.part, narrowed)
        if hits:
            return decided(index, way.part, narrowed, strict(hits, narrowed), limit)
    return None


def _by_cutting(index: Index, way: Reading, scope: Scope, limit: int) -> Answer:
    """Return the answer for a name followed by the region around it without a comma, else similar names."""
    cuts = [] if way.parents else list(_cut(index, way, scope))
    for shorter, narrowed, hits, sure in cuts:
        if sure:
            return decided(index, shorter.part, narrowed, hits, limit)
    if cuts:
        return uncertain(index, cuts[0][0], scope, limit, because="may be a name and the region it lies in")
    for shorter in () if way.parents else all_tails(index, way.part, scope, DISTRICT):
        if places_of(index, shorter.part, around(index, shorter, scope)[0]):
            return uncertain(index, shorter, scope, limit)
    for behind in () if way.parents else heads(index, way.part, scope, DISTRICT):
        inside = around(index, behind, scope)[0]
        if places_of(index, behind.part, inside) or strict(certain(index, behind.part, inside), inside):
            return uncertain(index, behind, scope, limit, because="may be a region and a name in it")
    return uncertain(index, way, scope, limit)


def _with_whole(name: str, ways: list[Reading]) -> Iterator[Reading]:
    """Yield the readings, and last the whole text as one name (*Kurau (Timur)*)."""
    yield from ways
    if ways[0].parents:
        yield Reading(Part((Form(spaced(name), ()),)), ())


def _cut(index: Index, way: Reading, base: Scope) -> Iterator[tuple[Reading, Scope, dict[int, Hit], bool]]:
    """Cut words off the end that name the region around; sure of a province, else only where a kind word leads."""
    for shorter, depth in tails(index, way.part, base, DISTRICT):
        narrowed, _ = around(index, shorter, base)
        hits = strict(certain(index, shorter.part, narrowed), narrowed)
        if hits:
            said = bool(way.part.kinds) and len(hits) == 1 and shorter.part.core != shorter.parents[0].core
            yield shorter, narrowed, hits, said or depth < REGENCY
