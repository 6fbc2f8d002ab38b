"""One region through time: its states in the lists at hand and the events of its land, without frames.

The crosswalk of two whole lists, as a frame, is in `geo_coop.register.vintages`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from geo_coop.codes import contains, level_of
from geo_coop.register.lists import DEFAULT_RELEASE, find_list, read_columns, releases_at_hand
from geo_coop.register.matching import SAME, Matches, match_lists, plain
from geo_coop.register.model import load_register
from geo_coop.register.table import read_rows
from geo_coop.resources import data_root

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Change(NamedTuple):
    """What became of a code between two lists; the codes are empty where there is none."""

    old_code: str
    new_code: str
    relation: str
    method: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Vintage:
    """A region as an earlier or later list, or an event, has it.

    Attributes
    ----------
    release
        Year of the list; for an event its date.
    code, name
        The region there; the code is empty where it did not exist.
    relation
        What happened between this state and the next one towards the list asked for; one of `RELATIONS`.
    confidence
        0-1, of the whole way to the list asked for.
    method
        How the codes were found to be the same region; for an event the law.
    region
        The region that changed: the code itself or one that contains it.
    """

    release: str
    code: str
    name: str
    relation: str
    confidence: float
    method: str
    region: str

    def as_dict(self) -> dict[str, object]:
        """Return the state as a plain mapping."""
        return asdict(self)


def history(code: str, *, release: str = DEFAULT_RELEASE) -> list[Vintage]:
    """Return the earlier and later codes of a region, as far as lists and events at hand tell.

    Parameters
    ----------
    code
        Canonical code in the list of ``release``.
    release
        Year of that list.

    Returns
    -------
    list of Vintage
        First the events of ``data/register/events.csv`` (laws, some older than any list), then the states in other
        lists, oldest first, without the state asked for. Lists that have not been fetched are passed over; a region
        that was made of several stands there several times. Foreign regions have none.

    Raises
    ------
    InputError, NotFoundError
        No such list, or it has no such region.
    """
    register = load_register(release)
    register.name(code)
    if not code[0].isdigit():
        return []
    hand = releases_at_hand()
    here = hand.index(release)
    states: list[Vintage] = []
    reached = {code: 1.0}
    for older, newer in reversed(list(pairwise(hand[: here + 1]))):
        reached = _step(older, newer, reached, states, back=True)
    states.reverse()
    first = {state.code for state in states if state.release == hand[0]} if states else {code}
    events = [event for known in sorted(first | {code}) for event in _events(known)]
    reached = {code: 1.0}
    for older, newer in pairwise(hand[here:]):
        reached = _step(older, newer, reached, states, back=False)
    return [*dict.fromkeys(events), *states]


def changes_between(old: Mapping[str, str], new: Mapping[str, str]) -> list[Change]:
    """Return what became of every region between two lists, in order of old and new code, the created ones last.

    Parameters
    ----------
    old, new
        Names by Kemendagri code, all levels.
    """
    found = match_lists(old, new)
    rows = [*_matched(found, old, new), *_unmatched(found, old, new)]
    # ":" sorts after every digit: what was created stands at the end, in order of its new code.
    return sorted(rows, key=lambda row: (row.old_code or ":", row.new_code))


def names_of(path: Path, within: str = "") -> dict[str, str]:
    """Return the names of a list by code, of all codes that begin in a way."""
    listed = read_columns(path, within)
    return dict(zip(listed.codes, listed.names, strict=True))


@lru_cache(maxsize=16)
def _changes(old_path: Path, new_path: Path, islands: str) -> tuple[Change, ...]:
    old, new = (names_of(path, islands) for path in (old_path, new_path))
    return tuple(changes_between(old, new))


def islands_of(code: str | None) -> str:
    """Return the digit of the group of islands that a region lies in, which codes keep; empty for the country."""
    if code is None or code == "ID":
        return ""
    level_of(code)
    return code[:1]


def _matched(found: Matches, old: Mapping[str, str], new: Mapping[str, str]) -> list[Change]:
    """Return the rows of regions that are in both lists."""
    rows: list[Change] = []
    changed = [code for code, pair in found.pairs.items() if pair[1] != SAME]
    same_name = dict(zip(changed, _same_names(changed, found, old, new), strict=True))
    for code, (now, method, confidence) in found.pairs.items():
        if now == code:
            relation = "same" if method == SAME or same_name[code] else "renamed"
        else:
            parent, before = now.rpartition(".")[0], code.rpartition(".")[0]
            kept = parent == found.pairs.get(before, ("",))[0] or parent in found.parts.get(before, {})
            relation = "recoded" if kept or not parent else "moved"
        rows.append(Change(code, now, relation, method, confidence))
    return rows


def _same_names(codes: list[str], found: Matches, old: Mapping[str, str], new: Mapping[str, str]) -> list[bool]:
    before = plain([old[code] for code in codes])
    after = plain([new[found.pairs[code][0]] for code in codes])
    return [one == other for one, other in zip(before, after, strict=True)]


def _unmatched(found: Matches, old: Mapping[str, str], new: Mapping[str, str]) -> list[Change]:
    """Return the rows of regions that were divided, created or abolished."""
    rows: list[Change] = []
    made: set[str] = set()
    for code, targets in found.parts.items():
        for target, share in targets.items():
            rows.append(Change(code, target, "split", "its parts came from there", round(share, 3)))
            made.add(target)
    made.update(pair[0] for pair in found.pairs.values())
    for code in old:
        if code not in found.pairs and code not in found.parts:
            went = found.dissolved.get(code, {})
            target = max(went, key=lambda one: went[one]) if went else ""
            method = "most of its parts went there" if target else "not in the newer list"
            rows.append(Change(code, target, "abolished", method, round(went[target], 3) if target else 1.0))
    rows += [Change("", code, "created", "not in the older list", 1.0) for code in new if code not in made]
    return rows


def _step(
    older: str, newer: str, reached: Mapping[str, float], states: list[Vintage], *, back: bool
) -> dict[str, float]:
    """Go from codes of one list to those of its neighbour in time, and note what is met."""
    islands = islands_of(next(iter(reached), None))
    release = older if back else newer
    names = names_of(find_list(release)[0], islands)
    result: dict[str, float] = {}
    for change in _changes(find_list(older)[0], find_list(newer)[0], islands):
        here, met = (change.new_code, change.old_code) if back else (change.old_code, change.new_code)
        if here not in reached:
            continue
        confidence = round(change.confidence * reached[here], 3)
        states.append(Vintage(release, met, names.get(met, ""), change.relation, confidence, change.method, here))
        if met and change.relation != "abolished":
            result[met] = max(confidence, result.get(met, 0.0))
    return result


def _events(code: str) -> list[Vintage]:
    """Return what a law did to a region, or to one that contains it."""
    found: list[Vintage] = []
    for row in read_rows(data_root() / "register" / "events.csv"):
        if row["new_code"] and contains(row["new_code"], code):
            confidence = float(row["confidence"])
            found.append(
                Vintage(
                    row["date"],
                    row["old_code"],
                    row["old_name"],
                    row["relation"],
                    confidence,
                    row["law"],
                    row["new_code"],
                )
            )
    return sorted(found, key=lambda event: event.release)
