"""What a name means by rule: the same words, another form of a word, another order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_coop.names import words as w
from geo_coop.names.fold import direction_last, is_short, old_spelling, spaced, variants
from geo_coop.names.hits import VARIANT_SCORE, Hit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_coop.names.hits import Scope
    from geo_coop.names.index import Index
    from geo_coop.names.reading import Form, Part


def certain(index: Index, part: Part, scope: Scope) -> dict[int, Hit]:
    """Return what a name means by rule: the same words first, then other ways to write them."""
    forms = part.forms[:1] if part.place else part.forms  # "PLBN Labang" is not Labang, but Jembatan Dua is a name
    for tier in (_same_words, _other_forms, _other_order):
        found: dict[int, Hit] = {}
        for form in forms:
            for hit in tier(index, form):
                if hit.row not in found and _fits(index, hit.row, form, scope):
                    found[hit.row] = hit
            if found and form.text.partition(" ")[0] in w.NAME_STARTS:
                break
        if found:
            return found
    return {}


def _fits(index: Index, row: int, form: Form, scope: Scope) -> bool:
    return (
        scope.holds(row)
        and (not form.kinds or index.kind(row) in form.kinds)
        and (scope.level is None or index.level(row) == scope.level)
    )


def _same_words(index: Index, form: Form) -> Iterator[Hit]:
    for entry in index.entries(form.text.replace(" ", "")):
        if spaced(index.texts[entry]) == form.text:
            yield _hit(index, entry)
    for kind in form.kinds:  # an alias may bear its kind: Kabupaten Pontianak
        for entry in index.entries(f"{kind}{form.text}".replace(" ", "")):
            if entry in index.alias_types:
                yield _hit(index, entry)
    if is_short(form.text):
        yield from _written_out(index, form.text, joined=False)


def _other_forms(index: Index, form: Form) -> Iterator[Hit]:
    yield from _written_out(index, form.text, joined=False)
    yield from _written_out(index, form.text, joined=True)


def _other_order(index: Index, form: Form) -> Iterator[Hit]:
    for text, why in ((direction_last(form.text), "direction moved to the end"),
                      (old_spelling(form.text), "old spelling")):  # fmt: skip
        if text is not None:
            for hit in _written_out(index, text, joined=True):
                yield Hit(hit.row, "variant", VARIANT_SCORE, why, hit.weak)


def _written_out(index: Index, text: str, *, joined: bool) -> Iterator[Hit]:
    """Yield the entries of the ways to write a text; with ``joined``, spaces do not count."""
    for variant in variants(text):
        for entry in index.entries(variant.replace(" ", "")):
            words = spaced(index.texts[entry])
            if words == variant or joined:
                why = "abbreviation or other form of a word" if variant != text else "written apart or joined"
                hit = _hit(index, entry)
                yield hit if words == text else Hit(hit.row, "variant", VARIANT_SCORE, why, hit.weak)


def _hit(index: Index, entry: int) -> Hit:
    what = index.alias_types.get(entry)
    row = index.rows[entry]
    if what is None:
        return Hit(row, "exact", 100.0, "same name")
    return Hit(row, "alias", 100.0, what, weak=what.startswith("abbreviation"))
