"""``questions programmes``, ``conflicts``, ``way`` and ``abroad``: what is followed up over all records."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args

import click

from geo_coop.agreements.model import ProgrammeStatus, ProgrammeType
from geo_coop.api import questions as ask
from geo_coop.api.follow_up import list_conflicts, list_programmes
from geo_coop.claims import read_claims
from geo_coop.cli.options import options
from geo_coop.cli.output import as_rows, note, print_json, print_table

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path


@click.command()
@click.option("--within", metavar="REGION", help="Only those that are in this region or reach into it.")
@click.option("--type", "type_", type=click.Choice(get_args(ProgrammeType)), help="Only these.")
@click.option("--status", type=click.Choice(get_args(ProgrammeStatus)), help="Only those that stand there.")
@click.option("--agreement", metavar="ID", help="Only those of this record.")
@options("on", "records", "lang", "json")
def programmes(on: dt.date | None, folder: Path | None, lang: str, *, as_json: bool, **chosen: str | None) -> None:
    """Show the programmes and issues under all records, and where each stands (on a day).

    \b
    Examples:
      geo-coop questions programmes --within Krayan
      geo-coop questions programmes --type issue --agreement sosek-malindo-rakor-2024
    """  # noqa: D301
    rows = list_programmes(on=on, folder=folder, lang=lang, **chosen)
    if as_json:
        print_json(rows)
        return
    shown = [{**row, **{key: _joined(row[key]) for key in ("regions", "evidence")}} for row in rows]
    columns = ("programme", "type", "status", "since", "title", "what", "regions", "agreement", "evidence")
    print_table(shown, columns, wrap=("title", "what"))
    note(f"{len(rows)} programmes and issues; where one stands is its last step on record")


@click.command()
@options("records", "lang", "json")
def conflicts(folder: Path | None, lang: str, *, as_json: bool) -> None:
    """Show the facts on which sources disagree, with every reading.

    Figures that sources print differently: geo-coop claims.

    \b
    Example:
      geo-coop questions conflicts --lang en
    """  # noqa: D301
    rows = list_conflicts(folder=folder, lang=lang)
    if as_json:
        print_json(rows)
        return
    shown = [{**row, "readings": " | ".join(cast("list[str]", row["readings"])), "evidence": _joined(row["evidence"])}
             for row in rows]  # fmt: skip
    print_table(shown, ("record", "about", "readings", "evidence"), wrap=("about", "readings", "evidence"))
    note(f"{len(rows)} facts in conflict")


@click.command()
@options("on", "records", "lang", "json")
def abroad(on: dt.date | None, folder: Path | None, lang: str, *, as_json: bool) -> None:
    """Show the regions of Indonesia that a record joins to a partner abroad.

    \b
    Example:
      geo-coop questions abroad --lang en
    """  # noqa: D301
    table = ask.partners_abroad(on=on, folder=folder, lang=lang)
    rows = as_rows(table)
    if as_json:
        print_json([{**row, "partners": str(row["partners"]).split("; ")} for row in rows])
        return
    print_table(rows, ("region", "name", "agreement", "kind", "record", "stage", "signed", "partners"))
    regencies = table[(table["level"] == "regency").to_numpy(dtype=bool)]
    signed = regencies[regencies["signed"].to_numpy(dtype=bool)]["region"].nunique()
    note(f"{regencies['region'].nunique()} regencies and cities on record, {signed} signed")
    for claim in read_claims():
        if any(reading.measure.name == "partner_count" for reading in claim.readings):
            note(f"{claim.document} says {claim.printed}")


@click.command()
@click.argument("agreement")
@options("records", "lang", "json")
def way(agreement: str, folder: Path | None, lang: str, *, as_json: bool) -> None:
    """Show a programme's way from offer to result: the stages of a record and of what it came from and led to.

    \b
    Example:
      geo-coop questions way kukar-balikpapan-2014
    """  # noqa: D301
    rows = as_rows(ask.way_of(agreement, folder=folder, lang=lang))
    if as_json:
        print_json(rows)
        return
    print_table(rows, ("date", "stage", "status", "agreement", "relation", "programme", "what", "evidence"))


def _joined(value: object) -> str:
    return "; ".join(cast("list[str]", value))
