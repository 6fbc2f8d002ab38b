"""The schemas that planners' files come in: which columns hold code, name and parents, and on which level.

Each adapter looks at the columns of a table and returns a `Reading` with its reason, or None; they stand in the
order of how unmistakable the schema is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo_coop.boundaries.adapters.reading import Reading
from geo_coop.schema import LEVELS, Level

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo_coop.boundaries.adapters.reading import Columns

_OF_NUMBER: Final[tuple[Level, ...]] = LEVELS
_OSM_LEVELS: Final[Mapping[int, Level]] = {2: "country", 4: "province", 5: "regency", 6: "district", 7: "village"}
_OSM_LEVELS_MALAYSIA: Final[Mapping[int, Level]] = {2: "country", 4: "province", 6: "regency"}  # 5: divisions
_CODE_COLUMNS: Final = ("code", "kode", "kode_wilayah")
_NAME_COLUMNS: Final = ("name", "nama", "nama_wilayah")
_LEVEL_WORDS: Final = ("desa", "kec", "kab", "prov")  # of columns such as kode_kab, the lowest level first
_DOTTED: Final = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?|[A-Z]{2}-[A-Z0-9]{1,3}(\.\d{2})?")
_NUMBER: Final = re.compile(r"[\d.,\s]*\d[\d.,\s]*")


def _big(columns: Columns) -> Reading | None:
    names: dict[Level, str | None] = {
        "province": columns.get("WADMPR"), "regency": columns.get("WADMKK"), "district": columns.get("WADMKC"),
        "village": columns.get("WADMKD"),
    }  # fmt: skip
    codes: dict[Level, tuple[str, str]] = {
        "province": ("KDPPUM", "KDPBPS"), "regency": ("KDPKAB", "KDBBPS"), "district": ("KDCPUM", "KDCBPS"),
        "village": ("KDEPUM", "KDEBPS"),
    }  # fmt: skip
    there = [column for column in names.values() if column]
    if not there and columns.get("KDPPUM", "KDPKAB", "KDCPUM", "KDEPUM") is None:
        return None
    level: Level | None = None
    for candidate in reversed(LEVELS[1:]):
        if columns.filled(names[candidate] or "") or columns.filled(codes[candidate][0]):
            level = candidate
            break
    if level is None:
        return None
    own, bps = codes[level]
    code, scheme = columns.filled(own), "kemendagri"
    if code is None:
        code, scheme = columns.filled(bps), "bps"
    found = ", ".join([*there, *([code] if code else [])])
    remark = f"{code} holds {'Kemendagri' if scheme == 'kemendagri' else 'BPS'} codes by BIG's documentation"
    return Reading(
        schema="big",
        reason=f"columns {found} are those of BIG's RBI; the lowest that is filled gives the level {level}",
        level=level,
        code=code,
        scheme=scheme if code else None,
        name=columns.filled(names[level] or "", "NAMOBJ"),
        parents=_above(level, names),
        remarks=(remark,) if code else ("no codes: rows are matched by name within their parents",),
    )


def _above(level: Level, names: Mapping[Level, str | None]) -> dict[Level, str]:
    above = LEVELS[1 : LEVELS.index(level)]
    return {upper: column for upper in above if (column := names.get(upper))}


def _numbered(
    columns: Columns, name_forms: Sequence[str], code_forms: Sequence[str]
) -> tuple[int, dict[Level, str], str | None] | None:
    """Return the deepest level number, the name column of each level, and the code column of the deepest."""
    names: dict[Level, str] = {}
    deepest, code = -1, None
    for number, level in enumerate(_OF_NUMBER):
        name = columns.get(*(form.format(number) for form in name_forms))
        own = columns.get(*(form.format(number) for form in code_forms))
        if name:
            names[level] = name
        if (name or own) and number and (columns.filled(name or "") or columns.filled(own or "")):
            deepest, code = number, own
    return (deepest, names, code) if deepest > 0 else None


def _bps(columns: Columns) -> Reading | None:
    """Return how to read BPS's layers: idprov, idkab ... with nmprov, nmkab ..., or PROVNO ... with PROVINSI ...."""
    new = columns.get("nmprov", "nmkab", "nmkec", "nmdesa") is not None
    if not new and columns.get("PROVNO", "KABKOTNO", "KECNO", "DESANO") is None:
        return None
    short: dict[Level, tuple[str, str]] = {
        "province": ("prov", "PROVINSI"), "regency": ("kab", "KABKOT"), "district": ("kec", "KECAMATAN"),
        "village": ("desa", "DESA"),
    }  # fmt: skip
    names: dict[Level, str | None] = {
        level: columns.filled(f"nm{word}" if new else old) for level, (word, old) in short.items()
    }
    level = next((level for level in reversed(LEVELS[1:]) if names.get(level)), None)
    if level is None:
        return None
    word = short[level][0]
    yearly = [name for name in columns.names if re.fullmatch(r"(?i)(id|kode)20\d\d", name)]
    code = columns.filled(f"id{word}", f"id_{word}", *(["id_kabkot"] if level == "regency" else []), *yearly)
    remark = f"{code} holds BPS codes" if code else "no whole codes: rows are matched by name within their parents"
    return Reading(
        schema="bps",
        reason=f"columns {', '.join(name for name in names.values() if name)} are those of BPS; the lowest that is "
        f"filled gives the level {level}",
        level=level,
        code=code,
        scheme="bps" if code else None,
        name=names[level],
        parents=_above(level, names),
        remarks=(remark,),
    )


def _hdx(columns: Columns) -> Reading | None:
    if columns.get(*(f"ADM{number}_PCODE" for number in range(5))) is None:
        return None
    forms = ("ADM{}_NAME", "ADM{}_EN", "ADM{}_ID", "ADM{}_MS", "ADM{}_REF_NAME")
    found = _numbered(columns, forms, ("ADM{}_PCODE",))
    if found is None:
        return None
    number, names, code = found
    level = _OF_NUMBER[number]
    form = "the lower-case form" if code and code.islower() else "the upper-case form"
    return Reading(
        schema="hdx",
        reason=f"column {code} is that of HDX COD-AB ({form}); ADM{number} is the level {level}",
        level=level,
        code=columns.filled(code or ""),
        scheme="pcode",
        name=names.get(level),
        parents=_above(level, names),
        remarks=("p-codes are ID and the BPS code",),
    )


def _gadm(columns: Columns) -> Reading | None:
    if columns.get(*(f"GID_{number}" for number in range(5))) is None or columns.get("NAME_1", "NAME_0") is None:
        return None
    found = _numbered(columns, ("NAME_{}",), ("GID_{}",))
    if found is None:
        return None
    number, names, _ = found
    level = _OF_NUMBER[number]
    return Reading(
        schema="gadm",
        reason=f"columns GID_{number}, NAME_{number} are those of GADM; number {number} is the level {level}",
        level=level,
        name=names.get(level),
        kind=columns.get(f"TYPE_{number}"),
        parents=_above(level, names),
        remarks=("codes of GADM are its own, no official codes: rows are matched by name within their parents",),
    )


def _geoboundaries(columns: Columns) -> Reading | None:
    if columns.get("shapeName") is None or columns.get("shapeID", "shapeType", "shapeGroup") is None:
        return None
    kind = columns.get("shapeType")
    levels: dict[str, Level] = {f"ADM{number}": level for number, level in enumerate(_OF_NUMBER)}
    return Reading(
        schema="geoboundaries",
        reason="columns shapeName, shapeID are those of geoBoundaries",
        name=columns.get("shapeName"),
        row_level=(kind, levels) if kind else None,
        remarks=("names only, no parents: a name that several regions carry stays unmatched",),
    )


def _dosm(columns: Columns) -> Reading | None:
    if columns.get("code_state") is None or columns.get("state") is None:
        return None
    level: Level = "regency" if columns.get("code_district") else "province"
    return Reading(
        schema="dosm",
        reason="columns state, code_state are those of DOSM (Malaysia)",
        level=level,
        code=columns.get("code_district" if level == "regency" else "code_state"),
        scheme="dosm",
        name=columns.get("district" if level == "regency" else "state"),
        parents={"province": str(columns.get("code_state"))} if level == "regency" else {},
        remarks=("state numbers of DOSM are those of ISO 3166-2:MY",),
    )


def _natural_earth(columns: Columns) -> Reading | None:
    if columns.get("iso_3166_2") is None or columns.get("adm0_a3") is None:
        return None
    return Reading(
        schema="natural-earth",
        reason="columns iso_3166_2, adm0_a3 are those of Natural Earth admin-1",
        level="province",
        code=columns.get("iso_3166_2"),
        scheme="iso",
        name=columns.get("name", "name_en"),
        remarks=("codes are ISO 3166-2; Natural Earth is drawn for small scales",),
    )


def _osm(columns: Columns) -> Reading | None:
    level = columns.get("admin_level", "admin_leve")
    if level is None or columns.get("name") is None:
        return None
    code = columns.filled("ref:kemendagri", "ref_kemendagri", "ref:ID:kemendagri", "kemendagri")
    scheme: str | None = "kemendagri" if code else None
    if code is None:
        code = columns.filled("ref:bps", "ref_bps", "ref:BPS")
        scheme = "bps" if code else None
    levels = {str(number): found for number, found in _OSM_LEVELS.items()}
    remark = f"column {code} holds {scheme} codes" if code else "no codes that are known: rows are matched by name"
    return Reading(
        schema="osm",
        reason="columns admin_level, name are those of OpenStreetMap; levels as used in Indonesia (4 province, "
        "5 regency, 6 district, 7 village)",
        code=code,
        scheme=scheme,
        name=columns.get("name"),
        row_level=(level, levels),
        remarks=(remark,),
    )


def as_in_malaysia(reading: Reading) -> Reading:
    """Return a reading of OpenStreetMap's levels as they are used in Malaysia; any other as it is."""
    if reading.schema != "osm" or reading.row_level is None:
        return reading
    return replace(
        reading,
        reason="columns admin_level, name are those of OpenStreetMap; levels as used in Malaysia (4 state, 6 district)",
        row_level=(reading.row_level[0], {str(number): found for number, found in _OSM_LEVELS_MALAYSIA.items()}),
    )


def _code_and_name(columns: Columns) -> tuple[str | None, str | None]:
    """Return the column of codes and that of names: code, kode ..., or kode_desa ... of the lowest level named."""
    code = columns.filled(*_CODE_COLUMNS)
    if code is not None:
        return code, columns.get(*_NAME_COLUMNS)
    for word in _LEVEL_WORDS:
        code, name = columns.filled(f"kode_{word}"), columns.filled(f"nama_{word}")
        if code is not None or name is not None:
            return code, name or columns.get(*_NAME_COLUMNS)
    return None, None


def _canonical(columns: Columns) -> Reading | None:
    code, name = _code_and_name(columns)
    if code is None:
        return None
    different, dotted, with_dot = columns.shares(code, _DOTTED.fullmatch, lambda value: "." in value)
    if dotted * 2 < different or not with_dot:
        return None
    return Reading(
        schema="dotted",
        reason=f"column {code} holds dotted codes, which are Kemendagri's",
        code=code,
        scheme="kemendagri",
        name=name,
    )


def numbered_codes(columns: Columns) -> Reading | None:
    """Return how to read a column of codes that are written as numbers: only a scheme says what they mean."""
    code, name = _code_and_name(columns)
    different, numbers = columns.shares(code, _NUMBER.fullmatch) if code is not None else (0, 0)
    if code is None or numbers * 2 < different:
        return None
    return Reading(schema="generic", reason=f"column {code} holds numbers", code=code, name=name)


def _generic(columns: Columns) -> Reading | None:
    del columns
    return Reading(schema="generic", reason="--schema generic: columns as given by options")


ADAPTERS: Final[Mapping[str, Callable[[Columns], Reading | None]]] = {
    "big": _big,
    "bps": _bps,
    "hdx": _hdx,
    "gadm": _gadm,
    "geoboundaries": _geoboundaries,
    "dosm": _dosm,
    "natural-earth": _natural_earth,
    "osm": _osm,
    "dotted": _canonical,
    "generic": _generic,
}
