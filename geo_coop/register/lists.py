"""The lists of codes and names, year by year: two ship with the package, the others stand in the cache once fetched.

What fetches them is `geo_coop.boundaries`; here the cache is only read.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal

from geo_coop.errors import InputError, NotFoundError
from geo_coop.provenance import Provenance
from geo_coop.resources import cache_dir, data_root

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pandas as pd

DEFAULT_RELEASE: Final = "2025"
RELEASES: Final = ("2016", "2020", "2022", "2023", "2025")
EMBEDDED: Final = ("2020", "2025")
CACHED_LISTS: Final = "lists"
MANIFEST: Final = "manifest.json"

SOURCE_2025: Final = Provenance(
    source="register",
    title="Kode wilayah administrasi pemerintahan (Kepmendagri 300.2.2-2138/2025), idn-area-data 4.0.1",
    release="2025",
    tier="authoritative",
    licence="ODbL-1.0",
    attribution="idn-area-data, Open Database License 1.0",
    method="codes and names as listed; level, kind and parent follow from the code",
)
SOURCE_2020: Final = Provenance(
    source="register-2020",
    title="Kode wilayah administrasi pemerintahan (Permendagri 72/2019), geografis 1.3.2",
    release="2020",
    tier="authoritative",
    licence="MIT",
    attribution="geografis, (c) drizki (MIT)",
    method="codes and names as listed; names that the source cut at an apostrophe are those of 2025 (column note)",
)
_FILES: Final = {"2020": ("regions_2020.tsv.gz", SOURCE_2020), "2025": ("regions.tsv.gz", SOURCE_2025)}
_CAPITALS: Final = {"dki": "DKI", "di": "DI"}
_UPPER_LENGTH: Final = len("65.03")


def find_list(release: str) -> tuple[Path, Provenance]:
    """Return the file of a release's list, and where it comes from.

    Raises
    ------
    InputError
        No list of that year.
    NotFoundError
        The list is neither embedded nor in the cache.
    """
    if release in _FILES:
        name, source = _FILES[release]
        return data_root() / "register" / name, source
    if release not in RELEASES:
        message = f"no list of {release!r}; there is {', '.join(RELEASES)}"
        raise InputError(message)
    found = _cached("codes", release)
    if found is None:
        message = f"the list of {release} is not in the cache; bring it with: geo-coop boundaries fetch wilayah"
        raise NotFoundError(message)
    return found


def releases_at_hand() -> tuple[str, ...]:
    """Return the years whose list can be loaded now: the embedded ones and those in the cache, oldest first."""
    fetched = {table["release"] for _, table in _tables() if table["holds"] == "codes"}
    return tuple(release for release in RELEASES if release in EMBEDDED or release in fetched)


@dataclass(frozen=True, eq=False, slots=True)
class Listed:
    """A list as it is read: codes in ascending order, and beside them names and notes (mostly empty)."""

    codes: list[str]
    names: list[str]
    notes: list[str]


@lru_cache(maxsize=16)
def read_columns(path: Path, within: str = "") -> Listed:
    """Return a list, or the codes of it that begin in a way. It is read once in a process and shared: do not change it.

    Regencies and provinces that a list writes in capitals (``KAB. NUNUKAN``) get the usual form.

    Raises
    ------
    NotFoundError
        The file is gone, or damaged.
    """
    try:
        columns = _text_columns(path, within) if path.suffix == ".gz" else _parquet_columns(path)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        message = f"cannot read the list {path}: {error}; fetch it again"
        raise NotFoundError(message) from error
    codes, names = columns["code"], columns["name"]
    notes = columns.get("note") or [""] * len(codes)
    if codes != sorted(codes):
        order = sorted(range(len(codes)), key=codes.__getitem__)
        codes, names, notes = ([column[row] for row in order] for column in (codes, names, notes))
    # "~" sorts after everything that codes are made of.
    inside = slice(bisect_left(codes, within), bisect_left(codes, within + "~"))
    codes, names, notes = codes[inside], names[inside], notes[inside]
    for row in upper_rows(codes):
        names[row] = _usual_form(names[row])
    return Listed(codes, names, notes)


def upper_rows(codes: Sequence[str]) -> list[int]:
    """Return the positions of the regions down to the regency in sorted codes, passing over what regencies hold.

    Examples
    --------
    >>> upper_rows(["65", "65.03", "65.03.05", "65.03.05.2033", "65.71", "MY"])
    [0, 1, 4, 5]
    """
    rows: list[int] = []
    row = 0
    while row < len(codes):
        code = codes[row]
        if len(code) <= _UPPER_LENGTH:
            rows.append(row)
        # "/" sorts after the dot and before every digit: what begins with it stands behind all that the region holds.
        row = bisect_left(codes, code + "/", row) if len(code) == _UPPER_LENGTH else row + 1
    return rows


def _text_columns(path: Path, within: str = "") -> dict[str, list[str]]:
    """Return the columns of a compressed table of tab-separated values, without packages that are slow to import.

    Rows before the first and behind the last whose first cell begins with ``within`` may be left out.
    """
    head, _, rest = gzip.decompress(path.read_bytes()).decode("utf-8").removesuffix("\n").partition("\n")
    if within:
        rest = f"\n{rest}\n"
        first, last = rest.find("\n" + within), rest.rfind("\n" + within)
        if first < 0:
            return {column: [] for column in head.split("\t")}
        rest = rest[first + 1 : rest.index("\n", last + 1)]
    columns = head.split("\t")
    cells = rest.replace("\n", "\t").split("\t")
    if len(cells) != len(columns) * (rest.count("\n") + 1):
        message = f"not all rows have {len(columns)} cells"
        raise ValueError(message)
    return {column: cells[place :: len(columns)] for place, column in enumerate(columns)}


def _parquet_columns(path: Path) -> dict[str, list[str]]:
    """Return the columns of a list that an earlier version fetched."""
    import pyarrow.parquet as pq  # noqa: PLC0415  (slow to import, and the lists that ship do without)

    with pq.ParquetFile(path) as file:
        table = file.read(use_threads=False)
    return {column: table[column].to_pylist() for column in table.column_names}


def fetched_areas() -> pd.DataFrame | None:
    """Return the official areas of all provinces, regencies and cities, or None where they are not in the cache.

    Returns
    -------
    pandas.DataFrame or None
        Index ``code``; columns ``name``, ``area_km2`` in square kilometres, ``problem`` (the code as the source writes
        it, where it had lost a zero), ``source`` and ``release``.
    """
    import pandas as pd  # noqa: PLC0415  (slow to import, and lists do without)

    for path, table in _tables():
        if table["holds"] == "areas":
            return pd.read_parquet(path).assign(source=table["provenance"]["title"], release=table["release"])
    return None


def _cached(holds: Literal["codes", "areas"], release: str) -> tuple[Path, Provenance] | None:
    for path, table in _tables():
        if table["holds"] == holds and table["release"] == release:
            return path, Provenance(**table["provenance"])
    return None


def _tables() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the tables of the cache that are there in full length, those of the newest fetch first."""
    manifests = sorted((cache_dir() / CACHED_LISTS).glob(f"*/*/{MANIFEST}"), key=_age)
    for path in manifests:
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
            tables = list(manifest["tables"].values())
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
        for table in tables:
            file = path.parent / table["file"]
            if file.is_file() and file.stat().st_size == table["bytes"]:
                yield file, table


def _age(path: Path) -> tuple[float, str]:
    try:
        return -path.stat().st_mtime, str(path)
    except OSError:
        return 0.0, str(path)


def _usual_form(name: str) -> str:
    """Return ``KAB. NUNUKAN`` as ``Kabupaten Nunukan``; a name in small letters stays as it is."""
    word = re.sub(r"^KAB\.?\s+(?=\S)", "KABUPATEN ", re.sub(r"\bADM\.\s*", "ADMINISTRASI ", name))
    if word != word.upper():
        return name
    return " ".join(_CAPITALS.get(part.lower(), part.capitalize()) for part in word.split())
