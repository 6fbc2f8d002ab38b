"""``gaps`` and ``questions``: what agreements leave out, and further questions on records and layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from geo_coop.api import questions as ask
from geo_coop.cli.output import (
    json_option,
    lang_option,
    note,
    on_option,
    print_json,
    print_table,
    records_option,
    source_option,
)
from geo_coop.gaps import BELOW
from geo_coop.provenance import sources_of
from geo_coop.schema import NOTIONS, STAGES

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    import pandas as pd

    from geo_coop.schema import Level, Notion


_COLUMNS = ("code", "name", "district", "facing", "agreements", "highest_stage")


@click.command()
@click.option("--within", metavar="REGION", help="Limit to a region (code or name).")
@click.option("--border", "edge", metavar="REGION", help="Limit to the villages at the border with (or of) REGION.")
@click.option("--notion", type=click.Choice(NOTIONS), help="What counts as at the border; default: legal abroad, "
              "touch inside the country.")  # fmt: skip
@click.option("--below", type=click.Choice(BELOW), help="Only agreements with a party below this level close a gap.")
@click.option("--beyond", type=click.Choice(STAGES), help="Only agreements at a later stage than this close a gap.")
@on_option
@records_option
@source_option
@lang_option
@json_option
def gaps(
    within: str | None,
    edge: str | None,
    notion: str | None,
    below: str | None,
    beyond: str | None,
    on: dt.date | None,
    folder: Path | None,
    source: str | None,
    lang: str,
    *,
    as_json: bool,
) -> None:
    """Show the villages that no agreement covers, or none of the kind asked for.

    \b
    Examples:
      geo-coop gaps --within Kaltara
      geo-coop gaps --within Kaltara --border MY --below country    only the two countries agree
      geo-coop gaps --within Kukar --beyond plan                    nothing signed
    """  # noqa: D301
    found = ask.find_gaps(
        within,
        at_border=edge,
        notion=cast("Notion | None", notion),
        below=cast("Level | None", below),
        beyond=beyond,
        on=on,
        source=source,
        folder=folder,
    )
    if as_json:
        print_json(as_document(found, on, lang))
        return
    columns = [column for column in _COLUMNS if column in (*found.villages.columns, "code")]
    print_table(found.villages.drop(columns="geometry").reset_index().to_dict("records"), columns, wrap=("agreements",))
    note(found.reason(lang))
    note(f"tier {found.tier}" + "".join(f"; {remark}" for remark in found.remarks))


def as_document(found: ask.Gaps, on: dt.date | None, lang: str) -> dict[str, object]:
    """Return gaps as the document that ``--json`` prints."""
    asked = {
        "within": found.within, "border": found.border, "notion": found.notion, "below": found.below,
        "beyond": found.beyond, "on": on,
    }  # fmt: skip
    kept = ("name", "kind", "district", "facing", "frontage_km", "distance_km", "highest_stage")
    columns = [column for column in kept if column in found.villages]
    return {
        "asked": asked,
        "counts": found.counts(),
        "tier": found.tier,
        "sources": _sources(found.villages),
        "reason": found.reason(lang),
        "remarks": list(found.remarks),
        "villages": [
            {
                "code": code,
                **{column: row[column] for column in columns},
                "agreements": row["agreements"].split("; ") if row["agreements"] else [],
            }
            for code, row in found.villages.drop(columns="geometry").to_dict("index").items()
        ],
    }


def _sources(frame: pd.DataFrame) -> list[dict[str, str]]:
    found = {(entry.source, entry.release): entry for entry in sources_of(frame)}
    return [{"source": e.source, "title": e.title, "release": e.release, "tier": e.tier} for e in found.values()]


def _rows(table: pd.DataFrame) -> list[dict[str, object]]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def _split(value: object) -> list[str]:
    return str(value).split("; ") if value else []


@click.group()
def questions() -> None:
    """Ask further questions: overlaps, missing cooperation, partners abroad, a programme's way.

    \b
    Examples:
      geo-coop questions overlaps --within Kukar --by sector
      geo-coop questions missing --within Kaltim
      geo-coop questions abroad
      geo-coop questions way kukar-balikpapan-2014
    """  # noqa: D301


@questions.command()
@click.option("--within", metavar="REGION", help="Limit to a region (code or name).")
@click.option("--by", type=click.Choice(["kind", "sector"]), default="kind", show_default=True,
              help="What the agreements have in common.")  # fmt: skip
@on_option
@records_option
@source_option
@json_option
def overlaps(
    within: str | None, by: str, on: dt.date | None, folder: Path | None, source: str | None, *, as_json: bool
) -> None:
    """Show the villages under more than one agreement of the same kind or sector."""
    table = ask.find_overlaps(within, by=by, on=on, source=source, folder=folder)
    if as_json:
        print_json([{**row, "agreements": _split(row["agreements"])} for row in _rows(table)])
        return
    sums = table.groupby([by, "agreements", "linked"], sort=True).size().rename("villages").reset_index()
    print_table(_rows(sums), (by, "villages", "linked", "agreements"), wrap=("agreements",))
    note(f"{table['code'].nunique()} villages; one row for each set of agreements; --json lists the villages")


@questions.command()
@click.option("--within", metavar="REGION", help="One of the two lies in this province, regency or city.")
@click.option("--min-km", type=click.FloatRange(min=0), default=0.0, show_default=True,
              help="Shortest common boundary.")  # fmt: skip
@click.option("--all", "every_pair", is_flag=True, help="Also the neighbours that have a cooperation.")
@on_option
@records_option
@source_option
@json_option
def missing(
    within: str | None,
    min_km: float,
    on: dt.date | None,
    folder: Path | None,
    source: str | None,
    *,
    every_pair: bool,
    as_json: bool,
) -> None:
    """Show adjoining regencies and cities that have no cooperation with each other (KSDD) on record.

    Law makes it compulsory where regions adjoin and effects cross the boundary; whether they do is not tested.
    """
    table = ask.missing_cooperation(
        within, on=on, source=source, folder=folder, min_length_km=min_km, every_pair=every_pair
    )
    rows = _rows(table)
    if as_json:
        lists = ("agreements", "others")
        print_json([{**row, **{key: _split(row[key]) for key in lists}} for row in rows])
        return
    print_table(rows, ("a", "a_name", "b", "b_name", "length_km", "highest_stage", "agreements", "others"))
    note(f"{int(table['missing'].sum())} pairs without; tier {', '.join(sorted(set(table['tier']))) or '-'}")


@questions.command()
@on_option
@records_option
@lang_option
@json_option
def abroad(on: dt.date | None, folder: Path | None, lang: str, *, as_json: bool) -> None:
    """Show the regions of Indonesia that a record joins to a partner abroad."""
    table = ask.partners_abroad(on=on, folder=folder, lang=lang)
    rows = _rows(table)
    if as_json:
        print_json([{**row, "partners": _split(row["partners"])} for row in rows])
        return
    print_table(rows, ("region", "name", "agreement", "kind", "record", "stage", "signed", "partners"))
    regencies = table[(table["level"] == "regency").to_numpy(dtype=bool)]
    signed = regencies[regencies["signed"].to_numpy(dtype=bool)]["region"].nunique()
    note(f"{regencies['region'].nunique()} regencies and cities on record, {signed} signed; S2 says 34 of 514")


@questions.command()
@click.argument("agreement")
@records_option
@lang_option
@json_option
def way(agreement: str, folder: Path | None, lang: str, *, as_json: bool) -> None:
    """Show a programme's way from offer to result: the stages of a record and of what it came from and led to."""
    rows = _rows(ask.way_of(agreement, folder=folder, lang=lang))
    if as_json:
        print_json(rows)
        return
    print_table(rows, ("date", "stage", "status", "agreement", "relation", "programme", "what", "evidence"))
