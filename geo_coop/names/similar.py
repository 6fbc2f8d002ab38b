"""Names that are spelt alike: which, and how much."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from rapidfuzz import fuzz, process

from geo_coop.names.fold import sound, spaced, undoubled
from geo_coop.names.index import signatures

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_coop.names.index import Index

MIN_SCORE: Final = 74.0
_ROUGH: Final = 62.0  # below this, no rule lifts a name above the least score
_CLOSE: Final = 60  # names that are scored closely
_SOUND: Final = 0.99
_ORDER: Final = 97.0
_OTHER_ORDER: Final = 0.95
_NUMBER: Final = 12.0
_PART_LEAST, _PART_SPAN = 74.0, 24.0
_PART_WHEN_BELOW: Final = 96.0
_MIN_PART: Final = 4
_NUMBERS: Final = re.compile(r"\d+|\b[ivx]+$")


@dataclass(frozen=True, slots=True)
class Alike:
    """An entry of the index that is spelt like a written name."""

    entry: int
    score: float
    reason: str
    same_rule: bool  # equal once double letters and q are written as one k


def similar(index: Index, core: str, entries: npt.NDArray[np.intp] | slice, limit: int) -> list[Alike]:
    """Return the entries spelt like a name, best first, at most ``limit``.

    Parameters
    ----------
    core
        The name in comparable form, with spaces.
    entries
        The entries to look among.
    """
    key = core.replace(" ", "")
    if not key:
        return []
    found: dict[int, Alike] = {}
    for entry, ratio in _rough(index, key, entries):
        alike = _closely(index, core, key, entry, ratio)
        if alike.score >= MIN_SCORE:
            found[entry] = alike
    if max((alike.score for alike in found.values()), default=0.0) < _PART_WHEN_BELOW and len(key) >= _MIN_PART:
        for alike in _containing(index, core, entries):
            if alike.entry not in found or found[alike.entry].score < alike.score:
                found[alike.entry] = alike
    return sorted(found.values(), key=lambda alike: (-alike.score, alike.entry))[:limit]


def _rough(index: Index, key: str, entries: npt.NDArray[np.intp] | slice) -> list[tuple[int, float]]:
    """Return the entries whose letters are roughly the same, with the share of equal letters in order."""
    mask = index.signatures[entries]
    lengths = index.lengths[entries]
    apart = np.bitwise_count(mask ^ signatures([key])[0])
    places = np.flatnonzero(apart <= (1 - _ROUGH / 100) * (lengths + len(key)))
    if not len(places):
        return []
    at = places if isinstance(entries, slice) else entries[places]
    if isinstance(entries, slice):
        at = places + (entries.start or 0)
    keys = [index.keys[entry] for entry in at.tolist()]
    ratios = process.cdist([key], keys, scorer=fuzz.ratio, dtype=np.float32)[0]
    if len(ratios) > _CLOSE:
        bound = max(_ROUGH, float(np.partition(ratios, -_CLOSE)[-_CLOSE]))
        chosen = np.flatnonzero(ratios >= bound)
    else:
        chosen = np.flatnonzero(ratios >= _ROUGH)
    return [(int(at[place]), float(ratios[place])) for place in chosen.tolist()]


def _closely(index: Index, core: str, key: str, entry: int, ratio: float) -> Alike:
    """Score one entry: letters, sound, order of words, numbers."""
    other = index.keys[entry]
    score, reason = ratio, "spelt alike"
    heard = _SOUND * fuzz.ratio(sound(key), sound(other))
    if heard > score:
        score, reason = heard, "sounds alike"
    text = spaced(index.texts[entry])
    if " " in core and " " in text:
        sorted_ratio = fuzz.token_sort_ratio(core, text)
        if sorted_ratio == 100 and core != text:  # noqa: PLR2004
            score, reason = max(score, _ORDER), "same words in another order"
        elif _OTHER_ORDER * sorted_ratio > score:
            score, reason = _OTHER_ORDER * sorted_ratio, "like words in another order"
    if _NUMBERS.findall(core) != _NUMBERS.findall(text):
        score, reason = score - _NUMBER, f"{reason}, another number"
        return Alike(entry, min(round(score, 1), 99.9), reason, same_rule=False)
    return Alike(entry, min(round(score, 1), 99.9), reason, undoubled(key) == undoubled(other))


def _containing(index: Index, core: str, entries: npt.NDArray[np.intp] | slice) -> list[Alike]:
    """Return entries whose name holds the written one as whole words."""
    wanted, text = f" {core} ", index.text
    hits: list[int] = []
    at = text.find(wanted)
    while at >= 0:
        hits.append(at)
        at = text.find(wanted, at + 1)
    if not hits:
        return []
    found = np.unique(np.searchsorted(index.line_ends, np.array(hits), side="right"))
    if isinstance(entries, slice):
        low, high, _ = entries.indices(len(index.keys))
        found = found[(found >= low) & (found < high)]
    else:
        found = found[np.isin(found, entries)]
    length = len(core)
    return [
        Alike(entry, round(_PART_LEAST + _PART_SPAN * length / len(spaced(index.texts[entry])), 1),
              "part of the name", same_rule=False)
        for entry in found.tolist()
    ]  # fmt: skip
