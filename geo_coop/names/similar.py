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
SPELT: Final = frozenset({"spelt alike", "sounds alike", "same words in another order"})  # reasons that may be accepted
_ROUGH: Final = 68.0  # below this, no rule lifts a name above the least score
_CLOSE: Final = 30  # different names that are scored closely
_TURNED: Final = 1  # letters that names with the same words in another order may differ by
_SAME: Final = 100.0
_SOUND: Final = 0.99
_ORDER: Final = 97.0
_OTHER_ORDER: Final = 0.95
_NUMBER: Final = 12.0
_PART_LEAST, _PART_SPAN = 74.0, 24.0
_PART_WHEN_BELOW: Final = 91.0
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
    written = _Written(core, key, sound(key), undoubled(key), _NUMBERS.findall(core))
    found: dict[int, Alike] = {}
    scored: dict[str, tuple[float, str, bool]] = {}
    for entry, ratio in _rough(index, key, entries):
        text = index.texts[entry]
        if text not in scored:
            if len(scored) >= _CLOSE and ratio >= _ROUGH:
                continue
            scored[text] = _closely(written, text, index.keys[entry], ratio)
        score, reason, same_rule = scored[text]
        if score >= MIN_SCORE:
            found[entry] = Alike(entry, score, reason, same_rule)
    if max((alike.score for alike in found.values()), default=0.0) < _PART_WHEN_BELOW and len(key) >= _MIN_PART:
        for alike in _containing(index, core, entries):
            if alike.entry not in found or found[alike.entry].score < alike.score:
                found[alike.entry] = alike
    return sorted(found.values(), key=lambda alike: (-alike.score, alike.entry))[:limit]


@dataclass(frozen=True, slots=True)
class _Written:
    core: str
    key: str
    sound: str
    undoubled: str
    numbers: list[str]


def _rough(index: Index, key: str, entries: npt.NDArray[np.intp] | slice) -> list[tuple[int, float]]:
    """Return the entries whose letters are roughly the same, with the share of equal letters in order, best first."""
    lengths = index.lengths[entries]
    apart = np.bitwise_count(index.signatures[entries] ^ signatures([key])[0])
    near = np.flatnonzero(apart <= (1 - _ROUGH / 100) * (lengths + len(key)))
    if not len(near):
        return []
    at = near + (entries.start or 0) if isinstance(entries, slice) else entries[near]
    ratios = process.cdist([key], index.key_array[at].tolist(), scorer=fuzz.ratio, dtype=np.float32,
                           score_cutoff=_ROUGH)[0]  # fmt: skip
    chosen = np.flatnonzero((ratios > 0) | ((apart[near] <= _TURNED) & (np.abs(lengths[near] - len(key)) <= _TURNED)))
    chosen = chosen[np.argsort(-ratios[chosen], kind="stable")]
    return list(zip(at[chosen].tolist(), ratios[chosen].tolist(), strict=True))


def _closely(written: _Written, name: str, key: str, ratio: float) -> tuple[float, str, bool]:
    """Score one name: letters, sound, order of words, numbers; and whether double letters are all that differs."""
    score, reason = ratio, "spelt alike"
    heard = _SOUND * fuzz.ratio(written.sound, sound(key))
    if heard > score:
        score, reason = heard, "sounds alike"
    text = spaced(name)
    if " " in written.core and " " in text:
        in_order = fuzz.token_sort_ratio(written.core, text)
        if in_order == _SAME and written.core != text:
            score, reason = max(score, _ORDER), "same words in another order"
        elif _OTHER_ORDER * in_order > score:
            score, reason = _OTHER_ORDER * in_order, "like words in another order"
    if written.numbers != _NUMBERS.findall(text):
        return min(round(score - _NUMBER, 1), 99.9), f"{reason}, another number", False
    return min(round(score, 1), 99.9), reason, written.undoubled == undoubled(key)


def _containing(index: Index, core: str, entries: npt.NDArray[np.intp] | slice) -> list[Alike]:
    """Return entries whose name holds the written one as whole words."""
    wanted, text = f" {core} ", index.text
    hits: list[int] = []
    for start, end in _spans(index, entries):
        at = text.find(wanted, start, end)
        while at >= 0:
            hits.append(at)
            at = text.find(wanted, at + 1, end)
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


def _spans(index: Index, entries: npt.NDArray[np.intp] | slice) -> list[tuple[int, int]]:
    """Return the pieces of the index's text that hold all entries: one of regions, one of short names and aliases."""
    if isinstance(entries, slice):
        return [(0, len(index.text))]
    cut = int(np.searchsorted(entries, index.size))
    ends = index.line_ends
    return [
        (int(ends[part[0] - 1]) if part[0] else 0, int(ends[part[-1]]))
        for part in (entries[:cut], entries[cut:]) if len(part)
    ]  # fmt: skip
