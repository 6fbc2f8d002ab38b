"""Look-up tables of a register's names, made once for each register and only as far as they are used."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from geo_coop.codes import code_range, parent_of
from geo_coop.names.fold import joined, joined_all, spaced_text
from geo_coop.register.lists import upper_rows
from geo_coop.resources import data_root
from geo_coop.schema import KINDS, LEVELS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from geo_coop.register import Register
    from geo_coop.schema import Level

_TITLES: Final = ("Kabupaten Administrasi ", "Kota Administrasi ", "Kabupaten ", "Kota ", "Provinsi ",
                  "Wilayah Persekutuan ")  # fmt: skip
_LETTERS: Final = 26
_CUTS: Final = (1, 2)


@dataclass(frozen=True, slots=True)
class Place:
    """A name that means no region, with the region it lies in and what it is."""

    name: str
    within: str
    note: str


@dataclass(frozen=True, eq=False)
class Index:
    """The names of a register: one entry for each region, then short names of regencies, then aliases.

    Attributes
    ----------
    keys
        Comparable name of each entry, without spaces.
    rows
        Position of each entry's region in the register.
    texts
        The name or alias of each entry.
    alias_types
        For entries that are aliases, what kind of alias and until when.
    places
        Names that mean no region, by comparable name.
    """

    register: Register
    keys: list[str]
    rows: list[int]
    texts: list[str]
    alias_types: dict[int, str]
    places: dict[str, list[Place]]

    @cached_property
    def _chains(self) -> tuple[dict[str, int], list[int]]:
        """Return the last entry of each comparable name, and for each entry the one before it of the same name."""
        last: dict[str, int] = {}
        before: list[int] = []
        for entry, key in enumerate(self.keys):
            before.append(last.get(key, -1))
            last[key] = entry
        return last, before

    def entries(self, key: str) -> list[int]:
        """Return the entries of a comparable name, in order."""
        last, before = self._chains
        found: list[int] = []
        entry = last.get(key, -1)
        while entry >= 0:
            found.append(entry)
            entry = before[entry]
        return found[::-1]

    @cached_property
    def size(self) -> int:
        """Return the number of regions: the entries after these are short names and aliases."""
        return len(self.register.table.codes)

    def code(self, row: int) -> str:
        """Return the code of a region."""
        return self.register.table.codes[row]

    def name(self, row: int) -> str:
        """Return the name of a region."""
        return self.texts[row]

    def level(self, row: int) -> Level:
        """Return the level of a region."""
        return self.register.table.level(row)

    def kind(self, row: int) -> str:
        """Return the kind of a region."""
        return self.register.table.kind(row)

    def parent(self, row: int) -> str | None:
        """Return the parent of a region, None for a country."""
        return parent_of(self.code(row))

    @cached_property
    def row_array(self) -> npt.NDArray[np.intp]:
        """Return `rows` as an array, to choose many at once."""
        import numpy as np  # noqa: PLC0415  (names that are found by rule need none, and it is slow to import)

        return np.array(self.rows, dtype=np.intp)

    @cached_property
    def key_array(self) -> npt.NDArray[np.object_]:
        """Return the keys as an array, to choose many at once."""
        import numpy as np  # noqa: PLC0415  (as above)

        return np.array(self.keys, dtype=object)

    @cached_property
    def lengths(self) -> npt.NDArray[np.int32]:
        """Return the length of each key."""
        import numpy as np  # noqa: PLC0415  (as above)

        return np.fromiter(map(len, self.keys), dtype=np.int32, count=len(self.keys))

    @cached_property
    def signatures(self) -> npt.NDArray[np.uint64]:
        """Return which letters each key holds, and which of them twice: 52 bits of a number."""
        return signatures(self.keys)

    @cached_property
    def text(self) -> str:
        """Return all names as one text, a line for each, to search whole words in."""
        return spaced_text(self.texts)

    @cached_property
    def line_ends(self) -> npt.NDArray[np.intp]:
        """Return where each line of `text` ends."""
        import numpy as np  # noqa: PLC0415  (as above)

        return np.cumsum([len(line) + 1 for line in self.text.split("\n")])

    @cached_property
    def _masks(self) -> dict[tuple[tuple[str, ...], str | None], npt.NDArray[np.bool_]]:
        return {}

    def mask(self, kinds: tuple[str, ...], level: str | None) -> npt.NDArray[np.bool_]:
        """Return which entries have one of the kinds (empty: any) and the level (None: any)."""
        import numpy as np  # noqa: PLC0415  (as above)

        if (kinds, level) not in self._masks:
            table = self.register.table
            fits = np.ones(self.size, dtype=bool)
            if kinds:
                fits &= np.isin(table.kinds, [number for number, kind in enumerate(KINDS) if kind in kinds])
            if level is not None:
                fits &= np.isin(table.levels, [number for number, name in enumerate(LEVELS) if name == level])
            self._masks[kinds, level] = fits[self.row_array]
        return self._masks[kinds, level]

    def interval(self, code: str) -> tuple[int, int]:
        """Return the rows of a region and what it contains, as a half-open range."""
        return code_range(self.register.table.codes, code)

    def row_of(self, code: str) -> int:
        """Return the row of a code that the register holds."""
        return self.register.row_of(code)


def signatures(keys: list[str]) -> npt.NDArray[np.uint64]:
    """Return, for each key, 26 bits for the letters it holds and 26 for those it holds twice.

    The number of bits in which two keys differ is at most the number of letters to insert or delete between
    them, so a comparison of bits rules out most names without losing any that is similar enough.
    """
    import numpy as np  # noqa: PLC0415  (as above)

    text = "\n".join(keys).encode("ascii", "replace")
    letters = np.frombuffer(text, dtype=np.uint8)
    line = np.cumsum(letters == ord("\n"), dtype=np.int32)
    is_letter = (letters >= ord("a")) & (letters <= ord("z"))
    at = line[is_letter] * np.int32(_LETTERS) + (letters[is_letter] - ord("a"))
    counts = np.bincount(at, minlength=len(keys) * _LETTERS).reshape(len(keys), _LETTERS)
    bits = np.concatenate([np.packbits(counts >= cut, axis=1) for cut in _CUTS], axis=1)
    return np.ascontiguousarray(bits).view(np.uint64).ravel()


@lru_cache(maxsize=8)
def index_of(register: Register) -> Index:
    """Return the look-up tables of a register; registers compare by identity."""
    table = register.table
    names = table.names
    texts = list(names)
    rows = list(range(len(names)))
    for row in upper_rows(table.codes):
        short = next((names[row][len(title) :] for title in _TITLES if names[row].startswith(title)), None)
        if short:
            texts.append(short)
            rows.append(row)
    alias_types: dict[int, str] = {}
    for alias in table.aliases:
        last = alias.get("until")
        alias_types[len(texts)] = f"{alias['type']} (until {last})" if last else alias["type"]
        texts.append(alias["alias"])
        rows.append(register.row_of(alias["code"]))
    places: dict[str, list[Place]] = {}
    for place in _places():
        if place.within in register:
            places.setdefault(joined(place.name), []).append(place)
    return Index(register, joined_all(texts), rows, texts, alias_types, places)


@lru_cache(maxsize=1)
def _places() -> tuple[Place, ...]:
    """Return the names that mean no region, from ``data/register/places.csv``."""
    with (data_root() / "register" / "places.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Place(row["name"], row["within"], row["note"]) for row in csv.DictReader(file))
