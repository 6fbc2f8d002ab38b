"""Finding rows by their names, within the regions that their other columns name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geo_coop.boundaries.matching.outcome import MOST_REMEMBERED, Matched, Outcome, simple_key
from geo_coop.boundaries.matching.schemes import Unlisted, place_of_unlisted
from geo_coop.codes import contains, level_of
from geo_coop.errors import GeoCoopError
from geo_coop.names import Answer, Candidate, answer
from geo_coop.names.batch import spelt_alike
from geo_coop.schema import LEVELS, Level

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_coop.boundaries.adapters.reading import Reading
    from geo_coop.boundaries.matching.outcome import Values
    from geo_coop.boundaries.matching.rows import Batch
    from geo_coop.register import Register

_KIND_VALUES: Final = {"kota": "Kota", "kotamadya": "Kota", "city": "Kota", "kabupaten": "Kabupaten",
                       "regency": "Kabupaten", "desa": "Desa", "kelurahan": "Kelurahan"}  # fmt: skip
_SHOWN_CANDIDATES: Final = 5
NAMES_WITH_CANDIDATES: Final = 20_000  # similar names for a million take an hour, and nobody reads them


@dataclass(slots=True)
class _Names:
    """Finds names within parents; the children of each parent are indexed once."""

    register: Register
    accept_fuzzy: float | None
    base: str | None = None
    children: dict[tuple[str, Level], dict[str, list[str]]] = field(default_factory=dict)
    compared: int = 0

    def inside(self, within: str | None, level: Level) -> str | None:
        """Return where to search for a level: the smaller of a region found and the one that all names lie in."""
        base = self.base
        if base is None or (within is not None and contains(base, within)):
            return within
        return base if LEVELS.index(level) >= LEVELS.index(level_of(base)) else within

    def find(self, name: str, kind: str, within: str | None, level: Level) -> Outcome:
        """Return what a name means on a level, within a region."""
        if not name:
            return Outcome(reason="no name")
        plain = self._children(within, level).get(simple_key(name), [])
        if len(plain) == 1:
            return Outcome(plain[0], "exact", 100.0)
        said = self._ask(name, within, level)
        word = _KIND_VALUES.get(kind.strip().lower(), "")
        if said.code is None and word:
            narrowed = self._ask(f"{word} {name}", within, level)
            said = narrowed if narrowed.code is not None else said
        shown = _shown(said.candidates)
        taken = next((candidate for candidate in said.candidates if candidate.code == said.code), None)
        if taken is not None and taken.match != "similar":
            return Outcome(taken.code, taken.match, taken.score, candidates=shown)
        best = said.candidates[0] if said.candidates else None
        # As `match_names` takes them; provinces have no region around them but the country.
        asked = self.accept_fuzzy is not None and (within is not None or level == "province")
        similar = spelt_alike(said.candidates, self.accept_fuzzy or 0.0) if asked else None
        if similar is not None:
            reason = f"similar name taken: {name!r} for {similar.name!r}"
            return Outcome(similar.code, "similar", similar.score, reason, shown)
        place = f" in {within} {self.register.name(within)}" if within else ""
        if best is None:
            few = f"similar names are shown for the first {NAMES_WITH_CANDIDATES:,} only"
            return Outcome(reason=f"{name!r} is like no {level}{place}" if self._compares() else f"no {level}; {few}")
        what = "is spelt like no" if best.match == "similar" else "means no one"
        return Outcome(reason=f"{name!r} {what} {level}{place}", candidates=shown)

    def _ask(self, name: str, within: str | None, level: Level) -> Answer:
        self.compared += 1
        try:
            if self._compares():
                return answer(name, self.register, within=within, level=level)
            return answer(name, self.register, within=within, level=level, limit=0)
        except GeoCoopError as error:
            # A name that looks like a code, and is none.
            return Answer([], None, str(error))

    def _compares(self) -> bool:
        """Return whether similar names are looked for: always where they may be taken, else up to a number of names."""
        return self.accept_fuzzy is not None or self.compared <= NAMES_WITH_CANDIDATES

    def _children(self, within: str | None, level: Level) -> dict[str, list[str]]:
        key = (within or "", level)
        if key not in self.children:
            table = self.register.regions if within is None else self.register.within(within)
            table = table[(table["level"] == level).to_numpy()]
            found: dict[str, list[str]] = {}
            for code, name in zip(table.index.tolist(), table["name"].tolist(), strict=True):
                found.setdefault(simple_key(name), []).append(code)
            self.children[key] = found
        return self.children[key]


def _shown(candidates: Sequence[Candidate]) -> str:
    return "; ".join(f"{c.code} {c.name} ({c.match} {c.score:.0f})" for c in candidates[:_SHOWN_CANDIDATES])


class ByName:
    """Finds rows without a code by name, level by level from the province down; all in ``base`` where given."""

    def __init__(
        self, reading: Reading, register: Register, matched: Matched, accept_fuzzy: float | None,
        base: str | None = None,
    ) -> None:  # fmt: skip
        self.reading, self.register, self.matched = reading, register, matched
        self._finder = _Names(register, accept_fuzzy, base)
        self._uppers = [level for level in LEVELS[1:] if level in reading.parents and reading.scheme != "dosm"]
        self._by_codes = reading.scheme == "kemendagri" and not self._uppers
        self._known: dict[tuple[object, ...], Outcome] = {}
        self._named = 0

    def find(self, values: Mapping[str, Values], parents: Mapping[Level, list[str]], batch: Batch) -> None:
        """Find the codes of some rows."""
        kinds = values[self.reading.kind].tolist() if self.reading.kind else None
        for place, (code, name, written) in enumerate(zip(batch.code, batch.name, batch.written, strict=True)):
            if code is not None:
                continue
            unlisted = place_of_unlisted(written, self.register) if self._by_codes else None
            level = batch.levels[place] or (unlisted.level if unlisted else None)
            if level is None:
                batch.reason[place] = batch.reason[place] or "no level that is known"
                continue
            above = [upper for upper in self._uppers if LEVELS.index(upper) < LEVELS.index(level)]
            path = tuple((upper, parents[upper][place]) for upper in above)
            kind = str(kinds[place] or "") if kinds else ""
            key = (path, level, name, kind)
            outcome = _beside_its_code(self._finder, unlisted, name, kind) if unlisted else None
            outcome = (
                outcome
                or self._known.get(key)
                or _within_parents(self._finder, path, level, name, kind, self._known)
            )  # fmt: skip
            if not unlisted and len(self._known) < MOST_REMEMBERED:
                self._known[key] = outcome
            batch.put(place, outcome, "; ".join(text for text in (batch.reason[place], outcome.reason) if text))
            self._named += outcome.code is not None and written != ""

    def finish(self) -> None:
        """Note what was done to all rows."""
        if self._named:
            self.matched.notes.append(
                f"{self._named} rows whose code the list of {self.register.release} lacks were found by their names"
            )


def _beside_its_code(finder: _Names, place: Unlisted, name: str, kind: str) -> Outcome:
    """Find the name of a row whose code no list has: taken in the region right above by its code, else only shown."""
    found = finder.find(name, kind, place.within, place.level)
    if found.code is None or place.right_above:
        return found
    shown = f"{found.code} {finder.register.name(found.code)} ({found.match} {found.score:.0f})"
    what = f"the list lacks the region above it, too{f' (known is {place.within})' if place.within else ''}"
    return Outcome(reason=what, candidates=found.candidates or shown)


def _within_parents(
    finder: _Names,
    path: tuple[tuple[Level, str], ...],
    level: Level,
    name: str,
    kind: str,
    known: dict[tuple[object, ...], Outcome],
) -> Outcome:
    """Find a name below its parents; a parent that is not found leaves the row unmatched, with candidates."""
    base = finder.base
    within: str | None = None
    weakest, lowest, reasons = "", 100.0, []
    for end, (upper, written) in enumerate(path, start=1):
        if not written:
            continue
        key = (path[:end], "parent")
        if key not in known:
            known[key] = finder.find(written, "", finder.inside(within, upper), upper)
        parent = known[key]
        if parent.code is None:
            below = finder.find(name, kind, finder.inside(within, level), level)
            candidates = below.candidates
            if below.code is not None and not candidates:
                candidates = f"{below.code} {finder.register.name(below.code)} ({below.match} {below.score:.0f})"
            also = f" (its candidates: {parent.candidates})" if parent.candidates else ""
            return Outcome(reason=f"its {upper} {parent.reason}{also}", candidates=candidates)
        if base is not None and not (contains(base, parent.code) or contains(parent.code, base)):
            where = f"{parent.code} {finder.register.name(parent.code)}"
            return Outcome(reason=f"its {upper} is {where}, which is not around {base} {finder.register.name(base)}")
        within = parent.code
        if parent.match == "similar":
            weakest, lowest = "similar", min(lowest, parent.score)
            reasons.append(f"its {upper}: {parent.reason}")
    found = finder.find(name, kind, finder.inside(within, level), level)
    if found.code is None or not weakest:
        return found
    reason = "; ".join(text for text in (*reasons, found.reason) if text)
    return Outcome(found.code, weakest, min(found.score, lowest), reason, found.candidates)
