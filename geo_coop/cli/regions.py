"""``find`` and ``region``: from names and codes to regions."""

from __future__ import annotations

import sys
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import click

from geo_coop.cli.main import EXIT_AMBIGUOUS, EXIT_NOT_FOUND
from geo_coop.cli.output import error_line, json_option, print_json, print_table
from geo_coop.errors import AmbiguousError
from geo_coop.names import resolve
from geo_coop.register import Register, load_register

if TYPE_CHECKING:
    from geo_coop.names import Candidate

COLUMNS = ("code", "name", "level", "kind", "parent", "score", "match", "reason")


@click.command()
@click.argument("name")
@click.option("--in", "within", metavar="REGION", help="Search in this region only (code or name).")
@click.option(
    "--level", metavar="LEVEL", help="province, regency, district or village (also kabupaten, desa, adm4 ...)."
)
@json_option
def find(name: str, within: str | None, level: str | None, *, as_json: bool) -> None:
    """Show which regions NAME may mean, best first.

    Exit code 0 where it means one region, 3 where several or only similar ones are found, 4 where none is.

    \b
    Examples:
      geo-coop find Kukar
      geo-coop find "Long Nawang" --in Malinau
    """  # noqa: D301
    from geo_coop.names import find as find_names  # noqa: PLC0415  (the command region needs none of it)

    register = load_register()
    inside = resolve(within, register) if within else None
    try:
        candidates = find_names(name, register, within=inside, level=level)
    except AmbiguousError as error:
        if as_json:
            print_json([_meaning(meaning) for meaning in error.candidates])
        raise
    rows = [candidate.as_dict() for candidate in candidates]
    if as_json:
        print_json(rows)
    elif rows:
        print_table(rows, COLUMNS)
    sys.exit(_exit_code(name, candidates, register, inside, level))


def _meaning(meaning: Any) -> dict[str, object]:  # noqa: ANN401
    """Return one scheme's reading of a bare number in the form of a candidate."""
    keys = ("code", "name", "level", "kind", "parent")
    return {**{key: meaning.get(key) for key in keys}, "score": None, "match": "code",
            "scheme": meaning["scheme"], "write": meaning["write"]}  # fmt: skip


def _exit_code(
    name: str, candidates: list[Candidate], register: Register, within: str | None, level: str | None
) -> int:
    if not candidates:
        error_line(f"geo-coop: not found: no region called {name!r}")
        return EXIT_NOT_FOUND
    try:
        resolve(name, register, within=within, level=level)
    except AmbiguousError as error:
        error_line(f"geo-coop: ambiguous: {error}")
        return EXIT_AMBIGUOUS
    return 0


@click.command()
@click.argument("code", metavar="REGION")
@json_option
def region(code: str, *, as_json: bool) -> None:
    """Show one region: names, codes in other schemes, parents, what it contains, official area, earlier codes.

    Lists of more years are taken into account once they are fetched: geo-coop boundaries fetch wilayah.

    \b
    Examples:
      geo-coop region 65.03
      geo-coop region bps:6504 --json
      geo-coop region 65.03.21.2009
    """  # noqa: D301
    register = load_register()
    found = describe(resolve(code, register), register)
    if as_json:
        print_json(found)
        return
    rows = [{"field": key, "value": line} for key, value in found.items() for line in _lines(key, value)]
    for previous, row in reversed(list(pairwise(rows))):
        row["field"] = "" if row["field"] == previous["field"] else row["field"]
    print_table(rows, ("field", "value"), wrap=("value",))


def describe(code: str, register: Register) -> dict[str, object]:
    """Return all that the register knows of a region, as a plain mapping."""
    found = register.described(code)
    parents: list[dict[str, str | None]] = []
    parent = found["parent"]
    while parent is not None:
        above = register.described(parent)
        parents.append({key: above[key] for key in ("code", "name", "level")})
        parent = above["parent"]
    table = register.table
    counts = Counter(table.kind(row) for row in register.rows_within(code) if table.codes[row] != code)
    area = next((row for row in table.areas if row["code"] == code), None)
    return {
        "code": code,
        **{key: found[key] for key in ("name", "level", "kind")},
        "aliases": [row["alias"] for row in table.aliases if row["code"] == code],
        "schemes": register.scheme_values(code),
        "schemes_missing": register.scheme_missing(code),
        "parents": parents,
        "contains": dict(sorted(counts.items())),
        "official_area": area and {key: _number(key, value) for key, value in area.items() if key != "code"},
        "vintages": _vintages(code, register),
        "source": register.source.title if code[0].isdigit() else "ISO 3166, DOSM",
    }


def _number(key: str, value: str) -> str | float:
    return float(value) if key == "area_km2" else value


def _lines(key: str, value: object) -> list[str]:
    """Return what stands beside a field: one line, but one for each state in time, and none where nothing lacks."""
    if key == "schemes_missing" and not value:
        return []
    if key == "vintages" and isinstance(value, list) and value:
        return [_vintage_text(state) for state in value]
    return [_text(value)]


def _vintages(code: str, register: Register) -> list[dict[str, object]]:
    """Return the events and the states of a region in all lists at hand, oldest first; none for a foreign one."""
    if not code[0].isdigit():
        return []
    from geo_coop.register.trace import history  # noqa: PLC0415  (brings rapidfuzz, which find mostly does without)

    here: dict[str, object] = {
        "release": register.release, "code": code, "name": register.name(code), "relation": "", "confidence": 1.0,
        "method": "", "region": code,
    }  # fmt: skip
    states = [state.as_dict() for state in history(code, release=register.release)]
    return sorted([*states, here], key=lambda state: str(state["release"]))


def _vintage_text(state: dict[str, object]) -> str:
    """Write one state in a line: where, which code, what happened to it afterwards, how sure that is."""
    code = f"{state['code']} {state['name']}" if state["code"] else "-"
    if not state["relation"]:
        return f"{state['release']}: {code}"
    target = f" -> {state['region']}" if state["relation"] in {"recoded", "moved", "split", "abolished"} else ""
    return f"{state['release']}: {code} ({state['relation']}{target}; {state['method']}; {state['confidence']:g})"


def _text(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key} {item}" for key, item in value.items()) or "-"
    if isinstance(value, list):
        return "; ".join(f"{i['code']} {i['name']}" if isinstance(i, dict) else str(i) for i in value) or "-"
    return "-" if value is None else str(value)
