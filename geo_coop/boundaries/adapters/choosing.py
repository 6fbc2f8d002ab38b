"""Which schema a planner's table is of, with the reason, and what the options say instead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo_coop.boundaries.adapters.reading import Columns, Options, Reading
from geo_coop.boundaries.adapters.schemas import ADAPTERS, numbered_codes
from geo_coop.codes import SCHEMES
from geo_coop.errors import InputError, Problem
from geo_coop.schema import LEVELS, normalise_level, unknown_word

if TYPE_CHECKING:
    from geo_coop.boundaries.formats.base import Table

_SHOWN: Final = 25


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
            reading = replace(_require(ADAPTERS["generic"](columns)), reason="columns as given by options")
        if reading is None:
            reading = numbered_codes(columns)
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
