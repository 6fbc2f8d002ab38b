"""Which region of an older list is which region of a newer one.

Level by level from above, the surest signs first: same code and name; same name and number within what became of the
parent; same name within it; same code with a like name; same name within the wider region; same code alone; and at
last a similar name. A sign counts only where it points to one region on both sides.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

LIKE_SCORE: Final = 80.0
SIMILAR_IN_PARENT_SCORE: Final = 80.0
SIMILAR_IN_WIDER_SCORE: Final = 86.0
LENGTHS: Final = (2, 5, 8, 13)
_REGENCY_LENGTH: Final = 5
_SHORT_KIND: Final = re.compile(r"^kab\.?[^\S\n]+(?=\S)", re.MULTILINE)
_NOT_COMPARED: Final = bytes(b for b in range(128) if not (chr(b).isdigit() or chr(b).islower() or b == ord("\n")))
_PARENT_LENGTH: Final = {2: 0, 5: 2, 8: 5, 13: 8}

SAME: Final = "code and name"
NUMBER_AND_NAME: Final = "name and number within the parent"
NAME_IN_PARENT: Final = "name within the parent"
LIKE_NAME: Final = "code, similar name"
NAME_IN_WIDER: Final = {2: "name", 5: "name", 8: "name within the regency", 13: "name within the regency"}
CODE_ONLY: Final = "code only, the name is another"
SIMILAR_IN_PARENT: Final = "similar name within the parent"
SIMILAR_IN_WIDER: Final = {
    2: "similar name", 5: "similar name", 8: "similar name within the regency", 13: "similar name within the regency",
}  # fmt: skip


@dataclass(slots=True)
class Matches:
    """What has been found: for each old code its new code, how, and how surely (0-1).

    Attributes
    ----------
    pairs
        Old code to (new code, method, confidence).
    parts
        Old code to new codes, with the share of each new region that comes from it: regions that were newly made of
        parts of older ones.
    dissolved
        Old code to new codes: where the parts of a region went that has no successor.
    """

    pairs: dict[str, tuple[str, str, float]] = field(default_factory=dict)
    parts: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    dissolved: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))


def plain(names: Sequence[str]) -> list[str]:
    """Return names as they are compared: small letters and digits alone, kinds of regencies written out.

    Examples
    --------
    >>> plain(["KAB. Nunukan", "Pa' Rupai"])
    ['kabupatennunukan', 'parupai']
    """
    text = "\n".join(names)
    if text.count("\n") != len(names) - 1:
        return [plain([" ".join(name.splitlines())])[0] for name in names]
    text = _SHORT_KIND.sub("kabupaten ", text.lower())
    return text.encode("ascii", "ignore").translate(None, _NOT_COMPARED).decode("ascii").split("\n")


def match_lists(old: Mapping[str, str], new: Mapping[str, str]) -> Matches:
    """Match two lists.

    Parameters
    ----------
    old, new
        Names by code, for all levels of Indonesia.
    """
    found = Matches()
    sides = [_by_length(side) for side in (old, new)]
    for length in LENGTHS:
        _Level(length, sides[0][length], sides[1][length], found).match()
    for length in LENGTHS[-2::-1]:
        _parts(length, old, new, found)
    return found


def _by_length(names: Mapping[str, str]) -> dict[int, dict[str, str]]:
    """Return the comparable names of each level by code."""
    levels: dict[int, dict[str, str]] = defaultdict(dict)
    for code, name in zip(names, plain(list(names.values())), strict=True):
        levels[len(code)][code] = name
    return levels


class _Level:
    """The regions of one level that are still to be matched."""

    def __init__(self, length: int, old_names: Mapping[str, str], new_names: Mapping[str, str], found: Matches) -> None:
        self.length = length
        self.found = found
        same = {code for code, name in old_names.items() if new_names.get(code) == name}
        found.pairs.update({code: (code, SAME, 1.0) for code in old_names if code in same})
        self.old = {code: name for code, name in old_names.items() if code not in same}
        self.new = {code: name for code, name in new_names.items() if code not in same}

    def match(self) -> None:
        """Apply the signs in order."""
        self._by_key(self._number_key, lambda code, name: (code, name), NUMBER_AND_NAME, 0.99)
        self._by_key(self._parent_key, lambda code, name: (self._parent(code), name), NAME_IN_PARENT, 0.97)
        self._by_code(LIKE_SCORE, LIKE_NAME, 0.95)
        self._by_key(self._wider_key, lambda code, name: (self._wider(code), name), NAME_IN_WIDER[self.length], 0.9)
        self._by_code(0.0, CODE_ONLY, 0.6)
        self._similar(self._parent_key, self._parent, (SIMILAR_IN_PARENT, SIMILAR_IN_PARENT_SCORE, 0.8))
        self._similar(self._wider_key, self._wider, (SIMILAR_IN_WIDER[self.length], SIMILAR_IN_WIDER_SCORE, 0.6))

    def _parent(self, code: str) -> str:
        return code[: _PARENT_LENGTH[self.length]]

    def _wider(self, code: str) -> str:
        """Return where a name is sought when its parent does not have it: the regency, or the group of islands.

        The first digit of a code names the group of islands; no region has ever changed it.
        """
        return code[:5] if self.length > _REGENCY_LENGTH else code[:1]

    def _became(self, code: str) -> str:
        """Return what became of an old region above, or nothing."""
        return self.found.pairs.get(code, ("", "", 0.0))[0] if code else ""

    def _number_key(self, code: str, name: str) -> tuple[str, str] | None:
        parent = self._became(self._parent(code))
        return (parent + code[len(parent) :], name) if parent else None

    def _parent_key(self, code: str, name: str) -> tuple[str, str] | None:
        parent = self._became(self._parent(code))
        return (parent, name) if parent else None

    def _wider_key(self, code: str, name: str) -> tuple[str, str] | None:
        wider = self._wider(code)
        region = self._became(wider) if self.length > _REGENCY_LENGTH else wider
        return (region, name) if region else None

    def _take(self, pairs: Iterable[tuple[str, str]], method: str, confidence: Callable[[str, str], float]) -> None:
        for one, other in pairs:
            self.found.pairs[one] = (other, method, round(confidence(one, other), 3))
            del self.old[one], self.new[other]

    def _by_key(
        self,
        old_key: Callable[[str, str], tuple[str, str] | None],
        new_key: Callable[[str, str], tuple[str, str]],
        method: str,
        confidence: float,
    ) -> None:
        """Match where a key stands once on each side."""
        sides: list[dict[tuple[str, str], list[str]]] = [defaultdict(list), defaultdict(list)]
        for code, name in self.old.items():
            key = old_key(code, name)
            if key is not None:
                sides[0][key].append(code)
        for code, name in self.new.items():
            sides[1][new_key(code, name)].append(code)
        pairs = [
            (codes[0], sides[1][key][0])
            for key, codes in sides[0].items()
            if len(codes) == 1 and len(sides[1].get(key, ())) == 1
        ]
        self._take(pairs, method, lambda _one, _other: confidence)

    def _by_code(self, least: float, method: str, confidence: float) -> None:
        """Match what kept its code within the same parent, where the names are alike enough."""
        from rapidfuzz import fuzz  # noqa: PLC0415  (lists that have not changed need no scores)

        pairs = [
            (code, code)
            for code, name in self.old.items()
            if code in self.new
            and (not self._parent(code) or self._became(self._parent(code)) == self._parent(code))
            and fuzz.ratio(name, self.new[code]) >= least
        ]
        self._take(pairs, method, lambda _one, _other: confidence)

    def _similar(
        self,
        old_key: Callable[[str, str], tuple[str, str] | None],
        new_group: Callable[[str], str],
        sign: tuple[str, float, float],
    ) -> None:
        """Match names that are each other's most similar within a group, and similar enough.

        The sign is the method, the least score (0-100), and what the score counts for as confidence.
        """
        from rapidfuzz import fuzz  # noqa: PLC0415  (as above)

        method, least, factor = sign
        groups: list[dict[str, list[str]]] = [defaultdict(list), defaultdict(list)]
        for code, name in self.old.items():
            key = old_key(code, name)
            if key is not None:
                groups[0][key[0]].append(code)
        for code in self.new:
            groups[1][new_group(code)].append(code)
        pairs: list[tuple[str, str]] = []
        scores: dict[tuple[str, str], float] = {}
        for group, olds in groups[0].items():
            news = groups[1].get(group, [])
            if not news:
                continue
            grid = [[fuzz.ratio(self.old[one], self.new[other]) for other in news] for one in olds]
            highest = [max(column) for column in zip(*grid, strict=True)]
            for old, row in zip(olds, grid, strict=True):
                score = max(row)
                place = row.index(score)
                alone = row.count(score) == 1 and sum(line[place] == score for line in grid) == 1
                if score >= least and alone and highest[place] == score:
                    pairs.append((old, news[place]))
                    scores[old, news[place]] = score / 100 * factor
        self._take(pairs, method, lambda one, other: scores[one, other])


def _parts(length: int, old: Collection[str], new: Collection[str], found: Matches) -> None:
    """Follow the parts of the regions of a level that have no partner: what they were made of, where they went."""
    taken = {pair[0] for pair in found.pairs.values()}
    made = {code for code in new if len(code) == length and code not in taken}
    gone = {code for code in old if len(code) == length and code not in found.pairs}
    if not made and not gone:
        return
    below = LENGTHS[LENGTHS.index(length) + 1]
    came: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    went: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one, (other, _, _) in found.pairs.items():
        if len(one) == below:
            source, target = one[:length], other[:length]
            if target in made:
                came[target][source] += 1
            if source in gone:
                went[source][target] += 1
    total_new = Counter(code[:length] for code in new if len(code) == below)
    total_old = Counter(code[:length] for code in old if len(code) == below)
    for target, sources in came.items():
        for source, number in sources.items():
            found.parts[source][target] = number / total_new[target]
    for source, targets in went.items():
        for target, number in targets.items():
            found.dissolved[source][target] = number / total_old[source]
