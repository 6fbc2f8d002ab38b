"""The schemas that planners' files come in: which columns hold code, name and parents, and on which level.

Each adapter looks at the columns of a table and returns a `Reading` with its reason, or None. `choose_reading`
takes the first that fits, in the order of how unmistakable the schema is.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from geo_coop.codes import SCHEMES
from geo_coop.errors import InputError, Problem
from geo_coop.schema import LEVELS, Level, normalise_level, unknown_word

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo_coop.boundaries.formats.base import Table

_OF_NUMBER: Final[tuple[Level, ...]] = LEVELS
_OSM_LEVELS: Final[Mapping[int, Level]] = {2: "country", 4: "province", 5: "regency", 6: "district", 7: "village"}
_SHOWN: Final = 25
_CODE_COLUMNS: Final = ("code", "kode", "kode_wilayah")
_NAME_COLUMNS: Final = ("name", "nama", "nama_wilayah")
_NUMBER: Final = re.compile(r"[\d.,]*\d[\d.,]*")
_LOOKED_AT: Final = re.compile(
    r"wadm(pr|kk|kc|kd)|kd[a-z]{4}|namobj|adm\d_(pcode|name|en|id|ms|ref_name)|name_\d|ref[:_].*|kemendagri|code|kode.*"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read a table.

    Attributes
    ----------
    schema
        Id of the adapter.
    reason
        Why it was chosen, for people.
    level
        Level of the rows; None where the codes must tell.
    code, scheme
        Column of codes, and the scheme they are in; None where there is none.
    name
        Column of names, or None.
    kind
        Column of words such as *Kota* or *Desa*, or None.
    parents
        Columns of the names of the regions above, by level.
    row_level
        Column that tells each row's level, with the level of each value.
    remarks
        What to know about codes or names of this schema.
    """

    schema: str
    reason: str
    level: Level | None = None
    code: str | None = None
    scheme: str | None = None
    name: str | None = None
    kind: str | None = None
    parents: Mapping[Level, str] = field(default_factory=dict)
    row_level: tuple[str, Mapping[str, Level]] | None = None
    remarks: tuple[str, ...] = ()

    def columns(self) -> tuple[str, ...]:
        """Return the columns that are needed, each once."""
        wanted = [self.code, self.name, self.kind, *self.parents.values(), self.row_level and self.row_level[0]]
        return tuple(dict.fromkeys(column for column in wanted if column))


@dataclass(frozen=True, slots=True)
class Options:
    """What the user says about a file; None leaves it to inspection.

    Attributes
    ----------
    schema, level, scheme
        As in `Reading`.
    code_column, name_column, parent_columns
        Columns of the file; parents by level.
    """

    schema: str | None = None
    level: str | None = None
    scheme: str | None = None
    code_column: str | None = None
    name_column: str | None = None
    parent_columns: Mapping[str, str] = field(default_factory=dict)


class Columns:
    """The columns of a table, found whatever the case of their letters, with a look at their values."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.names = table.columns
        self._lower = {name.lower(): name for name in reversed(table.columns)}
        self._read: dict[str, list[object]] = {}

    def get(self, *names: str) -> str | None:
        """Return the first of these columns that is there."""
        return next((self._lower[name.lower()] for name in names if name.lower() in self._lower), None)

    def filled(self, *names: str) -> str | None:
        """Return the first of these columns that is there and holds anything."""
        for name in names:
            column = self.get(name)
            if column is not None and self.count(column):
                return column
        return None

    def count(self, column: str) -> int:
        """Return how many rows have a value in a column."""
        return sum(value is not None and str(value).strip() != "" for value in self._column(column))

    def values(self, column: str) -> Counter[str]:
        """Return how often each value stands in a column."""
        return Counter(str(value).strip() for value in self._column(column) if value is not None)

    def _column(self, column: str) -> list[object]:
        """Return the values of a column; all columns that adapters look at are read at once, as a file is parsed."""
        if column not in self._read:
            wanted = [name for name in self.names if _LOOKED_AT.fullmatch(name.lower()) or name == column]
            read = self.table.attributes(wanted)
            self._read.update({name: read[name].tolist() for name in wanted})
        return self._read[column]


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


def _canonical(columns: Columns) -> Reading | None:
    code = columns.filled(*_CODE_COLUMNS)
    if code is None:
        return None
    values = [value for value in columns.values(code) if value]
    dotted = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?|[A-Z]{2}-[A-Z0-9]{1,3}(\.\d{2})?")
    if sum(bool(dotted.fullmatch(value)) for value in values) * 2 < len(values) or not any("." in v for v in values):
        return None
    return Reading(
        schema="dotted",
        reason=f"column {code} holds dotted codes, which are Kemendagri's",
        code=code,
        scheme="kemendagri",
        name=columns.get(*_NAME_COLUMNS),
    )


def _numbered_codes(columns: Columns) -> Reading | None:
    """Return how to read a column of codes that are written as numbers: only a scheme says what they mean."""
    code = columns.filled(*_CODE_COLUMNS)
    values = [value for value in columns.values(code) if value] if code is not None else []
    if code is None or sum(bool(_NUMBER.fullmatch(value)) for value in values) * 2 < len(values):
        return None
    return Reading(schema="generic", reason=f"column {code} holds numbers", code=code, name=columns.get(*_NAME_COLUMNS))


def _generic(columns: Columns) -> Reading | None:
    del columns
    return Reading(schema="generic", reason="--schema generic: columns as given by options")


ADAPTERS: Final[Mapping[str, Callable[[Columns], Reading | None]]] = {
    "big": _big,
    "hdx": _hdx,
    "gadm": _gadm,
    "geoboundaries": _geoboundaries,
    "dosm": _dosm,
    "natural-earth": _natural_earth,
    "osm": _osm,
    "dotted": _canonical,
    "generic": _generic,
}


def choose_reading(table: Table, options: Options) -> Reading:
    """Return how to read a table: the schema by inspection or as given, then what the options say.

    Raises
    ------
    InputError
        No schema fits and no column is given, a column or word that does not exist: all in one report.
    """
    columns = Columns(table)
    problems = _problems_of(options, columns)
    if problems:
        raise InputError([replace(problem, file=table.file) for problem in problems])
    reading: Reading | None
    if options.schema is not None:
        reading = ADAPTERS[options.schema](columns)
        if reading is None:
            what = f"does not have the columns of the schema {options.schema}: {_shown(columns)}"
            raise InputError(Problem(what, "leave --schema out, or use --schema generic", table.file))
    else:
        fitting = [found for name in ADAPTERS if name != "generic" and (found := ADAPTERS[name](columns))]
        reading = fitting[0] if fitting else None
        if reading is None and (options.code_column or options.name_column):
            reading = replace(_require(_generic(columns)), reason="columns as given by options")
        if reading is None:
            reading = _numbered_codes(columns)
        if len(fitting) > 1:
            also = ", ".join(found.schema for found in fitting[1:])
            reading = replace(fitting[0], reason=f"{fitting[0].reason} (it also fits {also}; choose with --schema)")
    if reading is None:
        remedy = (
            "say which columns hold what: --name-column NAME --level LEVEL --parent-column regency=COLUMN, or "
            "--code-column CODE --scheme kemendagri|bps|pcode|iso"
        )
        raise InputError(Problem(f"is of no schema that is known; its columns: {_shown(columns)}", remedy, table.file))
    return _with_options(reading, options, columns, table.file)


def _require(reading: Reading | None) -> Reading:
    if reading is None:
        message = "no reading"
        raise InputError(message)
    return reading


def _problems_of(options: Options, columns: Columns) -> list[Problem]:
    problems: list[Problem] = []
    if options.schema is not None and options.schema not in ADAPTERS:
        problems.append(Problem(unknown_word("schema", options.schema, list(ADAPTERS))))
    schemes = list(dict.fromkeys([*SCHEMES, "dosm"]))
    if options.scheme is not None and options.scheme not in schemes:
        problems.append(Problem(unknown_word("scheme", options.scheme, schemes)))
    words = [*options.parent_columns, *([options.level] if options.level else [])]
    for word in words:
        try:
            normalise_level(word)
        except InputError as error:
            problems.extend(error.problems)
    given = (options.code_column, options.name_column, *options.parent_columns.values())
    problems.extend(
        Problem(unknown_word("column", name, columns.names)) for name in given if name and columns.get(name) is None
    )
    return problems


def _with_options(reading: Reading, options: Options, columns: Columns, file: str) -> Reading:
    if options.code_column:
        reading = replace(reading, code=columns.get(options.code_column), scheme=None, remarks=())
    if options.scheme:
        reading = replace(reading, scheme=options.scheme)
    if options.name_column:
        reading = replace(reading, name=columns.get(options.name_column))
    if options.parent_columns:
        parents = {normalise_level(level): str(columns.get(name)) for level, name in options.parent_columns.items()}
        reading = replace(reading, parents={level: parents[level] for level in LEVELS if level in parents})
    if options.level:
        reading = replace(reading, level=normalise_level(options.level))
    if reading.code is None and reading.name is None:
        remedy = f"give --code-column or --name-column; its columns: {_shown(columns)}"
        raise InputError(Problem(f"has neither codes nor names for the schema {reading.schema}", remedy, file))
    if reading.code is None and reading.level is None and reading.row_level is None:
        remedy = "give --level province, regency, district or village"
        raise InputError(Problem("names alone do not tell the level", remedy, file))
    return reading


def _shown(columns: Columns) -> str:
    names = ", ".join(columns.names[:_SHOWN]) or "none"
    return names + (", ..." if len(columns.names) > _SHOWN else "")
