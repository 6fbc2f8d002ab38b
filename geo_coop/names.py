"""From a written name to regions: exact and alias first, then similar ones with a score, never a silent guess."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from geo_coop.codes import looks_like_code, range_mask
from geo_coop.errors import AmbiguousError, NotFoundError
from geo_coop.schema import LEVELS, Level, normalise_level

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_coop.register import Register

Match = Literal["code", "exact", "alias", "similar"]
MIN_SCORE: Final = 78.0
LIMIT: Final = 10

# Words that say what a region is; written or left out at will, except that they choose between namesakes.
_KIND_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "kabupaten": ("kabupaten",), "kab": ("kabupaten",), "kota": ("kota",), "provinsi": ("provinsi",),
    "prov": ("provinsi",), "propinsi": ("provinsi",), "kecamatan": ("kecamatan",), "kec": ("kecamatan",),
    "desa": ("desa", "desa adat"), "ds": ("desa", "desa adat"), "kelurahan": ("kelurahan",), "kel": ("kelurahan",),
    "negeri": ("negeri",), "daerah": ("daerah",), "pemkab": ("kabupaten",), "pemkot": ("kota",),
    "pemprov": ("provinsi",),
}  # fmt: skip
_ABBREVIATIONS: Final = {
    "sei": "sungai", "sey": "sungai", "s": "sungai", "tj": "tanjung", "tg": "tanjung", "gn": "gunung",
    "gng": "gunung", "ma": "muara", "kp": "kampung", "p": "pulau", "lb": "lubuk", "bt": "batu",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A region that a written name may mean.

    Attributes
    ----------
    code, name, level, kind, parent
        The region.
    score
        100 for an exact name, alias or code; below that the similarity of the spelling, 0-100.
    match
        ``code``, ``exact``, ``alias`` or ``similar``.
    """

    code: str
    name: str
    level: str
    kind: str
    parent: str | None
    score: float
    match: Match

    def as_dict(self) -> dict[str, object]:
        """Return the candidate as a plain mapping."""
        return asdict(self)


@dataclass(frozen=True)
class _Index:
    """Comparable names of the register, made once: one entry for each name and alias."""

    keys: list[str]
    rows: npt.NDArray[np.intp]
    is_alias: npt.NDArray[np.bool_]
    by_key: dict[str, list[int]]


def find(name: str, register: Register, *, within: str | None = None, level: str | None = None) -> list[Candidate]:
    """Return the regions that a written name may mean, best first.

    A code is taken as a code. A name that matches exactly, or as an alias, returns only such matches; else the
    similar ones follow with their score. Words such as *Kabupaten* or *Kec.* narrow the kind.

    Parameters
    ----------
    name
        As written, for example ``"Kukar"``, ``"Kec. Sei Menggaris"``, ``"65.03"`` or ``"bps:6504"``.
    register
        From `geo_coop.register.load_register`.
    within
        Canonical code of a region to search in.
    level
        Level or synonym to search on.

    Raises
    ------
    AmbiguousError
        An undotted number that means different regions in different schemes.
    InputError
        A malformed code or an unknown level.
    NotFoundError
        ``within`` or a code is not in the register.
    """
    if within is not None:
        register.name(within)
    wanted = normalise_level(level) if level is not None else None
    if looks_like_code(name):
        code = register.resolve_code(name)
        return _kept([_candidate(register, int(np.searchsorted(register.codes, code)), 100.0, "code")], within, wanted)
    words, kinds = _split_kind(name)
    key = _key(words)
    if not key:
        return []
    index = _index(register)
    allowed = _allowed(register, within, wanted, kinds)
    found: dict[int, Candidate] = {}
    for entry in index.by_key.get(key, ()):
        row = int(index.rows[entry])
        if allowed[row] and row not in found:
            found[row] = _candidate(register, row, 100.0, "alias" if index.is_alias[entry] else "exact")
    if not found:
        found = _similar(register, index, key, allowed)
    order: dict[str, int] = {name: place for place, name in enumerate(LEVELS)}
    return sorted(found.values(), key=lambda c: (-c.score, order[c.level], c.code))[: LIMIT if _fuzzy(found) else None]


def resolve(text: str, register: Register, *, within: str | None = None, level: str | None = None) -> str:
    """Return the one canonical code that a code or name means.

    Several exact matches are ambiguous, except that a name which one region alone carries on the highest level
    found (*Nunukan*: a regency, and districts and villages in it) means that region. A similar spelling is
    never taken: its candidates are shown instead.

    Raises
    ------
    AmbiguousError
        Several regions, or only similar spellings; with all candidates.
    NotFoundError
        Nothing similar.
    """
    candidates = find(text, register, within=within, level=level)
    if not candidates:
        place = f" in {within} {register.name(within)}" if within else ""
        message = f"no region called {text!r}{place}; search with: geo-coop find NAME"
        raise NotFoundError(message)
    certain = [candidate for candidate in candidates if candidate.match != "similar"]
    if certain:
        top = [candidate for candidate in certain if candidate.level == certain[0].level]
        if len(top) == 1 and (len(certain) == 1 or top[0].level in {"country", "province", "regency"}):
            return top[0].code
    shown = "; ".join(f"{c.code} {c.name} ({c.kind}, {c.match} {c.score:.0f})" for c in candidates[:5])
    reason = "means several regions" if certain else "is spelt like no region; similar"
    message = f"{text!r} {reason}: {shown}; give a code, or the region it lies in"
    raise AmbiguousError(message, [candidate.as_dict() for candidate in candidates])


def _similar(register: Register, index: _Index, key: str, allowed: npt.NDArray[np.bool_]) -> dict[int, Candidate]:
    entries = np.flatnonzero(allowed[index.rows])
    keys = [index.keys[entry] for entry in entries]
    hits = process.extract(key, keys, scorer=fuzz.WRatio if " " in key else fuzz.ratio, limit=3 * LIMIT,
                           score_cutoff=MIN_SCORE)  # fmt: skip
    found: dict[int, Candidate] = {}
    for _, score, place in hits:
        row = int(index.rows[entries[place]])
        if row not in found:
            found[row] = _candidate(register, row, min(round(float(score), 1), 99.9), "similar")
    return found


def _fuzzy(found: dict[int, Candidate]) -> bool:
    return any(candidate.match == "similar" for candidate in found.values())


def _kept(candidates: list[Candidate], within: str | None, level: Level | None) -> list[Candidate]:
    return [
        candidate
        for candidate in candidates
        if (level is None or candidate.level == level)
        and (within is None or bool(range_mask([candidate.code], within)[0]))
    ]


def _candidate(register: Register, row: int, score: float, match: Match) -> Candidate:
    region = register.regions.iloc[row]
    parent = region["parent"]
    return Candidate(
        code=str(region.name),
        name=str(region["name"]),
        level=str(region["level"]),
        kind=str(region["kind"]),
        parent=parent if isinstance(parent, str) else None,
        score=score,
        match=match,
    )


def _allowed(
    register: Register, within: str | None, level: Level | None, kinds: tuple[str, ...]
) -> npt.NDArray[np.bool_]:
    allowed = np.ones(len(register.regions), dtype=bool)
    if within is not None:
        allowed &= range_mask(register.codes, within)
    if level is not None:
        allowed &= (register.regions["level"] == level).to_numpy(dtype=bool)
    if kinds:
        allowed &= register.regions["kind"].isin(kinds).to_numpy(dtype=bool)
    return allowed


@lru_cache(maxsize=2)
def _index(register: Register) -> _Index:
    """Return the comparable names of a register; registers compare by identity."""
    return _build_index(register.regions, register.aliases)


def _build_index(regions: pd.DataFrame, aliases: pd.DataFrame) -> _Index:
    keys = [_key(_split_kind(name)[0]) for name in regions["name"].tolist()]
    rows = list(range(len(keys)))
    place = regions.index.get_indexer(pd.Index(aliases["code"]))
    if (place < 0).any():
        gone = ", ".join(aliases["code"][place < 0])
        message = f"aliases name regions that the register lacks: {gone}"
        raise NotFoundError(message)
    keys += [_key(_split_kind(alias)[0]) for alias in aliases["alias"].tolist()]
    rows += place.tolist()
    by_key: dict[str, list[int]] = {}
    for entry, key in enumerate(keys):
        by_key.setdefault(key, []).append(entry)
    return _Index(keys, np.array(rows, dtype=np.intp), np.arange(len(keys)) >= len(regions), by_key)


def _split_kind(name: str) -> tuple[str, tuple[str, ...]]:
    """Take leading words that say what a region is, such as *Kab.* or *Desa*, off a name."""
    kinds: tuple[str, ...] = ()
    rest = name.strip()
    while True:
        head, _, tail = rest.partition(" ")
        word = head.rstrip(".").lower()
        if not tail.strip() or word not in _KIND_WORDS:
            return rest, kinds
        kinds = kinds or _KIND_WORDS[word]
        rest = tail.strip()


def _key(name: str) -> str:
    """Return the comparable form: folded case and accents, no apostrophes, abbreviations written out."""
    text = unicodedata.normalize("NFKD", name).casefold()
    text = "".join(char for char in text if not unicodedata.combining(char))
    text = re.sub(r"['`\u2018\u2019\u02bc\u02bb]", "", text)
    words = [_ABBREVIATIONS.get(word, word) for word in re.findall(r"\w+", text)]
    return " ".join(words)
