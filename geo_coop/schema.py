"""Columns, levels and closed vocabularies, and the checks of frames against them.

The same word is used in the API, in command-line flags and in columns (docs/vocabulary.md).
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final, Literal

from geo_coop.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

Level = Literal["country", "province", "regency", "district", "village"]
Notion = Literal["legal", "touch", "near"]
Lang = Literal["id", "en"]

LANGUAGES: Final[tuple[Lang, ...]] = ("id", "en")
LEVELS: Final[tuple[Level, ...]] = ("country", "province", "regency", "district", "village")
KINDS: Final = (
    "negara", "provinsi", "kabupaten", "kota", "kecamatan", "kelurahan", "desa", "desa adat",
    "negeri", "wilayah persekutuan", "daerah", "negara bagian",
)  # fmt: skip
AGREEMENT_KINDS: Final = ("KSDD", "KSDPK", "SINERGI", "KSDPL", "KSDLL", "FORUM", "TREATY")
STAGES: Final = ("contact", "offer", "intent", "plan", "framework", "binding", "running", "ended")
RULES: Final = ("territory", "list", "legal_border", "corridor", "point", "zone")
NOTIONS: Final[tuple[Notion, ...]] = ("legal", "touch", "near")
ROLES: Final = (
    "initiator",
    "partner",
    "host",
    "mediator",
    "beneficiary",
    "supplier",
    "organiser",
    "observer",
    "chair",
)
REACHES: Final = ("activity", "beneficiary")
EXACTNESS: Final = ("exact", "approximate")
TIERS: Final = ("authoritative", "approximate")
PRECISIONS: Final = ("day", "month", "year", "range", "unknown")

REGION_COLUMNS: Final = ("name", "level", "kind", "parent", "tier", "geometry")
GEOGRAPHIC_CRS: Final = "EPSG:4326"

_LEVEL_SYNONYMS: Final[dict[str, Level]] = {
    "adm0": "country", "negara": "country", "nasional": "country",
    "adm1": "province", "provinsi": "province", "prov": "province", "negeri": "province", "state": "province",
    "adm2": "regency", "kabupaten": "regency", "kota": "regency", "kab": "regency", "city": "regency",
    "adm3": "district", "kecamatan": "district", "kec": "district",
    "adm4": "village", "desa": "village", "kelurahan": "village", "desa adat": "village",
}  # fmt: skip
# A Malaysian daerah stands where an Indonesian regency stands (docs/vocabulary.md).
_LEVEL_SYNONYMS["daerah"] = "regency"


def normalise_level(value: str) -> Level:
    """Return the canonical level for a level or one of its synonyms.

    Parameters
    ----------
    value
        For example ``"regency"``, ``"Kabupaten"`` or ``"adm2"``.

    Raises
    ------
    InputError
        The word names no level.

    Examples
    --------
    >>> normalise_level("Desa")
    'village'
    """
    word = value.strip().lower()
    for level in LEVELS:
        if word == level:
            return level
    if word in _LEVEL_SYNONYMS:
        return _LEVEL_SYNONYMS[word]
    raise InputError(unknown_word("level", value, LEVELS))


def language_place(lang: str) -> int:
    """Return the place of a language where texts stand in Indonesian and English, side by side.

    Raises
    ------
    InputError
        Another language: no text falls back on one that was not asked for.
    """
    if lang not in LANGUAGES:
        raise InputError(unknown_word("language", lang, LANGUAGES))
    return 0 if lang == "id" else 1


def unknown_word(what: str, value: object, allowed: Sequence[str]) -> str:
    """Return the text for a word outside a closed vocabulary, with the nearest allowed one.

    Examples
    --------
    >>> unknown_word("level", "provinec", LEVELS)
    "unknown level 'provinec'; expected one of country, province, regency, district, village. Did you mean 'province'?"
    """
    text = f"unknown {what} {value!r}; expected one of {', '.join(allowed)}"
    close = difflib.get_close_matches(str(value), allowed, n=1)
    return f"{text}. Did you mean {close[0]!r}?" if close else text


def check_regions(frame: gpd.GeoDataFrame, *, what: str = "regions") -> None:
    """Check that a frame is a region layer, and report every problem at once.

    A region layer is a GeoDataFrame with a unique string index named ``code``, the columns
    `REGION_COLUMNS` and EPSG:4326. Geometries may be missing (a region known by code only) but not invalid.

    Parameters
    ----------
    frame
        The layer to check; it is not changed.
    what
        How to call the layer in messages.

    Raises
    ------
    InputError
        All problems, each with up to five offending codes.
    """
    problems: list[Problem] = []

    def add(text: str, codes: Sequence[object] = (), remedy: str = "") -> None:
        shown = ", ".join(str(code) for code in list(codes)[:5])
        tail = f" ({len(codes)}: {shown}{', ...' if len(codes) > 5 else ''})" if len(codes) else ""  # noqa: PLR2004
        problems.append(Problem(f"{what}: {text}{tail}", remedy))

    if frame.index.name != "code":
        add(f"index is named {frame.index.name!r}", remedy="set the index to the column 'code'")
    not_text = [code for code in frame.index if not isinstance(code, str)]
    if not_text:
        add("codes that are no strings", not_text, "read codes as text, so that 61.10 does not become 61.1")
    duplicated = list(frame.index[frame.index.duplicated()].unique())
    if duplicated:
        add("codes that stand more than once", duplicated, "keep one row for each code")
    missing = [column for column in REGION_COLUMNS if column not in frame.columns]
    if missing:
        add("missing columns", missing)
    else:
        if frame.crs is None:
            add("no CRS", remedy="set one, for example frame.set_crs('EPSG:4326')")
        elif not frame.crs.equals(GEOGRAPHIC_CRS, ignore_axis_order=True):
            add(f"CRS is {frame.crs.name}", remedy="convert with frame.to_crs('EPSG:4326')")
        shapes = frame.geometry
        present = shapes.notna()
        invalid = list(frame.index[present & ~shapes.is_valid])
        if invalid:
            add("invalid geometries", invalid, "repair them first (geo_coop.boundaries.repair)")
    if problems:
        raise InputError(problems)
