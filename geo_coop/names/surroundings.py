"""Where a name is said to lie: the regions named around it, with or without a comma."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_coop.names.certain import certain
from geo_coop.names.hits import DEPTH, REGENCY, Scope, strict
from geo_coop.names.reading import Form, Part, Reading, read_part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_coop.names.index import Index

_MOST_CUT: Final = 4  # words


def around(index: Index, way: Reading, base: Scope) -> tuple[Scope, str]:
    """Narrow the scope to the regions named around the name, from the largest down; or say which is unknown."""
    scope = Scope(base.ranges, base.singles, None, base.narrow)
    for parent in reversed(way.parents):
        rows = sorted(certain(index, parent, scope)) or _before_its_own(index, parent, scope)
        above = [row for row in rows if index.level(row) != "village"]
        if not above:
            return Scope(scope.ranges, scope.singles, base.level, scope.narrow), parent.core
        scope = Scope(
            tuple(index.interval(index.code(row)) for row in above),
            frozenset(above),
            narrow=all(DEPTH[index.level(row)] > REGENCY for row in above),
        )
    return Scope(scope.ranges, scope.singles, base.level, scope.narrow), ""


def _before_its_own(index: Index, parent: Part, scope: Scope) -> list[int]:
    """Return what a surrounding region means that is followed by its own, without a comma (*Malinau Kaltara*)."""
    for shorter, _ in tails(index, parent, scope, REGENCY):
        narrowed, trouble = around(index, shorter, scope)
        rows = sorted(strict(certain(index, shorter.part, narrowed), narrowed)) if not trouble else []
        if rows:
            return rows
    return []


def tails(index: Index, part: Part, base: Scope, deepest: int) -> Iterator[tuple[Reading, int]]:
    """Yield a name without words at its end that name a region around it, and the depth of the level of that region."""
    form = part.forms[-1]
    tokens = form.text.split(" ")
    wide = Scope(base.ranges, base.singles)
    for cut in range(1, min(len(tokens), _MOST_CUT)):
        around = read_part(" ".join(tokens[-cut:]))
        depths = [DEPTH[index.level(row)] for row in certain(index, around, wide)]
        fitting = [depth for depth in depths if depth <= deepest]
        if fitting:
            bare = read_part(" ".join(tokens[:-cut]))
            forms = tuple(Form(each.text, each.kinds or form.kinds) for each in bare.forms)
            yield Reading(Part(forms, part.place or bare.place), (around,)), max(fitting)


def all_tails(index: Index, part: Part, base: Scope, deepest: int, parents: tuple[Part, ...] = ()) -> Iterator[Reading]:
    """Yield what `tails` does, and then the same again of what is left (*Ma'anshan Anhui China*)."""
    for shorter, _ in tails(index, part, base, deepest):
        way = Reading(shorter.part, (*shorter.parents, *parents))
        yield way
        yield from all_tails(index, way.part, around(index, way, base)[0], deepest, way.parents)


def heads(index: Index, part: Part, base: Scope, deepest: int, parents: tuple[Part, ...] = ()) -> Iterator[Reading]:
    """Yield a name without words at its beginning that name regions around it (*Kutai Timur Sangatta*)."""
    form = part.forms[-1]
    tokens = form.text.split(" ")
    wide = Scope(base.ranges, base.singles)
    for cut in range(min(len(tokens) - 1, _MOST_CUT), 0, -1):
        head = read_part(" ".join([*form.kinds[:1], *tokens[:cut]]))
        if any(DEPTH[index.level(row)] <= deepest for row in certain(index, head, wide)):
            way = Reading(read_part(" ".join(tokens[cut:])), (head, *parents))
            yield way
            yield from heads(index, way.part, around(index, way, base)[0], deepest, way.parents)
