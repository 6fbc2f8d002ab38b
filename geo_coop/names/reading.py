"""What a written name says: the name itself, words that tell its kind, and the regions it is said to lie in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from geo_coop.names import words as w
from geo_coop.names.fold import spaced

_PARENTHESES: Final = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_SEPARATORS: Final = re.compile(r"[,;|、>]| - (?=(?i:kab|kec|prov|kota ))")
_TIGHT: Final = re.compile(r"\.(?=[^\W\d])")
_TOKEN: Final = re.compile(r"\S+")
_RANK: Final = {
    "negara": 0, "provinsi": 1, "negeri": 1, "wilayah persekutuan": 1, "kabupaten": 2, "kota": 2, "daerah": 2,
    "kecamatan": 3, "kelurahan": 4, "desa": 4, "desa adat": 4,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """A text in comparable form, and the kinds that the words taken off it allow (empty: all)."""

    text: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A name, whole and then with ever more of the words taken off that say what it is.

    Attributes
    ----------
    forms
        From the whole text to the bare name.
    place
        What stands at the place, where the text says that it means that and no region (``PLBN ...``).
    """

    forms: tuple[Form, ...]
    place: str = ""

    @property
    def core(self) -> str:
        """Return the bare name."""
        return self.forms[-1].text

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds that the words around the bare name allow."""
        return self.forms[-1].kinds

    @property
    def rank(self) -> int | None:
        """Return the depth of the level that the kind words tell, None where there are none."""
        return _RANK[self.kinds[0]] if self.kinds else None


@dataclass(frozen=True, slots=True)
class Reading:
    """A written name: its own part, and the regions around it, nearest first."""

    part: Part
    parents: tuple[Part, ...]


def readings(text: str) -> list[Reading]:
    """Return the ways to read a written name, the likeliest first.

    Examples
    --------
    >>> first = readings("Desa Long Nawang Kec. Kayan Hulu (Malinau)")[0]
    >>> first.part.core, first.part.kinds, [(p.core, p.kinds) for p in first.parents]
    ('long nawang', ('desa', 'desa adat'), [('kayan hulu', ('kecamatan',)), ('malinau', ())])
    """
    pieces = _pieces(text)
    if not pieces:
        return []
    parts = [read_part(piece) for piece in pieces]
    if len(parts) == 1:
        return [Reading(parts[0], ())]
    ranks = [part.rank for part in parts]
    own = 0
    if ranks[0] is not None:
        deeper = [(rank, place) for place, rank in enumerate(ranks) if rank is not None and rank > ranks[0]]
        own = max(deeper)[1] if deeper else 0
    around = [part for place, part in enumerate(parts) if place != own]
    if own == len(parts) - 1:
        around.reverse()
    found = [Reading(parts[own], tuple(around))]
    if own == 0 and all(rank is None for rank in ranks):
        found.append(Reading(parts[-1], tuple(reversed(parts[:-1]))))
    return found


def read_part(text: str) -> Part:
    """Take the words that say what a region is, or whose office, off a name."""
    whole = spaced(text)
    for word, what in w.PLACES.items():
        if whole.startswith(f"{word} "):
            return Part((Form(whole, ()), Form(whole.removeprefix(f"{word} "), ())), what)
    tokens = whole.split(" ")
    kinds: tuple[str, ...] = ()
    forms = [Form(whole, ())]
    start, end = 0, len(tokens)
    while start < end - 1:
        before = tokens[start - 1] if start else ""
        after = tokens[start + 1]
        said = _said(tokens[start], before, after)
        if said is None:
            break
        kinds = said or kinds
        start += 1
        if said:
            forms.append(Form(" ".join(tokens[start:end]), kinds))
    while end - 1 > start and tokens[end - 1] in w.KIND_WORDS_AFTER:
        kinds = kinds or w.KIND_WORDS_AFTER[tokens[end - 1]]
        end -= 1
    if (start, end) != (0, len(tokens)):
        forms.append(Form(" ".join(tokens[start:end]), kinds))
    return Part(tuple(dict.fromkeys(forms)))


def _said(token: str, before: str, after: str) -> tuple[str, ...] | None:
    """Return the kinds that a word before a name tells, () for an office, None where the word is of the name."""
    if token in w.TIERS and before in w.TIER_WORDS:
        return w.TIERS[token]
    if token in w.KIND_WORDS:
        return w.KIND_WORDS[token]
    if token in w.KIND_WORDS_AFTER and after == "of":
        return w.KIND_WORDS_AFTER[token]
    leads = (token == "wali" and after == "kota") or (token == "kepala" and after == "desa")  # noqa: S105
    return () if leads or token in w.OFFICES else None


def _pieces(text: str) -> list[str]:
    """Cut a text at commas, parentheses and kind words in its middle."""
    text = _TIGHT.sub(". ", text if text.isascii() else unicodedata.normalize("NFKC", text))
    inside = _PARENTHESES.findall(text)
    outside = _PARENTHESES.sub(" ", text) if inside else text
    if not spaced(outside):
        outside, inside = text, []
    pieces: list[str] = []
    for piece in (*_SEPARATORS.split(outside), *[part for each in inside for part in _SEPARATORS.split(each)]):
        pieces += _cut_at_kinds(piece)
    return [piece for piece in pieces if spaced(piece)]


def _cut_at_kinds(text: str) -> list[str]:
    """Cut before each kind word that stands between two names, and at *di*."""
    tokens = _TOKEN.findall(text)
    pieces: list[list[str]] = [[]]
    named = False
    for place, token in enumerate(tokens):
        word = token.rstrip(".:").lower()
        last = place == len(tokens) - 1
        if named and not last and word in w.LINKS:
            pieces.append([])
            named = False
            continue
        if named and not last and word in w.INNER:
            pieces.append([])
            named = False
        pieces[-1].append(token)
        named = named or not (word in w.KIND_WORDS or word in w.OFFICES or word in {"wali", "kepala"})
    return [" ".join(piece) for piece in pieces]
