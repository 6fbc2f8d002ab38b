"""Names of what is no region: border posts, seats, islands, cities abroad."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_coop.names.fold import variants
from geo_coop.names.hits import Hit, candidate_of

if TYPE_CHECKING:
    from geo_coop.names.candidate import Candidate
    from geo_coop.names.hits import Scope
    from geo_coop.names.index import Index, Place
    from geo_coop.names.reading import Part

PLACE_SCORE: Final = 95.0


def places_of(index: Index, part: Part, scope: Scope) -> list[Place]:
    """Return the places of a name in a scope, or around it."""
    found: list[Place] = []
    for form in part.forms:
        for variant in variants(form.text):
            for place in index.places.get(variant.replace(" ", ""), ()):
                inside = scope.holds(index.row_of(place.within)) or _inside(index, place.within, scope)
                if inside and place not in found:
                    found.append(place)
    return found


def _inside(index: Index, code: str, scope: Scope) -> bool:
    """Return whether a scope lies in a region."""
    low, high = index.interval(code)
    return scope.ranges is not None and all(low <= a < high for a, _ in scope.ranges)


def describe(place: Place | None, part: Part) -> str:
    """Return what stands at a place, as the list or the written name says."""
    return place.note if place is not None else part.place


def place_candidate(index: Index, place: Place, part: Part) -> Candidate:
    """Return the region that a place lies in, as a candidate that says so."""
    what = describe(place, part)
    return candidate_of(
        index,
        Hit(
            index.row_of(place.within),
            "similar",
            PLACE_SCORE,
            f"{place.name} is no region but {what}; it lies in this one",
        ),
    )
