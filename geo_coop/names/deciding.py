"""Which of several certain matches is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_coop.names.candidate import Answer
from geo_coop.names.hits import DEPTH, REGENCY, candidate_of, in_order
from geo_coop.names.places import describe, place_candidate, places_of

if TYPE_CHECKING:
    from geo_coop.names.hits import Hit, Scope
    from geo_coop.names.index import Index
    from geo_coop.names.reading import Part


def decided(index: Index, part: Part, scope: Scope, hits: dict[int, Hit], limit: int) -> Answer:
    """Return certain matches, with the one that is meant where there is no doubt."""
    places = [] if part.kinds else places_of(index, part, scope)
    candidates = in_order(candidate_of(index, hit) for hit in hits.values())
    if places:
        note = describe(places[0], part)
        shown = in_order([*(place_candidate(index, place, part) for place in places), *candidates])
        return Answer(shown[: max(limit, len(candidates))], None, f"may mean {note}, which is no region")
    row = _meant(index, list(hits.values()))
    if row is None:
        return Answer(candidates, None, "means several regions")
    return Answer(candidates, index.code(row), hits[row].reason)


def _meant(index: Index, hits: list[Hit]) -> int | None:
    """Return the row of the one region meant: the only one, or the only one on the highest level."""
    if len(hits) == 1:
        return hits[0].row
    depth = min(DEPTH[index.level(hit.row)] for hit in hits)
    top = [hit for hit in hits if DEPTH[index.level(hit.row)] == depth]
    if len(top) > 1 or depth > REGENCY:
        return None
    row = top[0].row
    low, high = index.interval(index.code(row))
    if all(low <= hit.row < high for hit in hits):
        return row
    known = depth < REGENCY or index.kind(row) in {"kabupaten", "kota"}
    return row if known and not top[0].weak else None
