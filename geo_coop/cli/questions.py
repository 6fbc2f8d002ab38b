"""``questions``: overlaps, missing cooperation, zones, crossings, neighbours, regions then; the rest in follow_up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from geo_coop.api import questions as ask
from geo_coop.api.adjoining import ABSENT
from geo_coop.api.adjoining import neighbours as find_neighbours
from geo_coop.api.past import REMARKS, regions_on
from geo_coop.api.zone_lists import list_zones, zones_by_member
from geo_coop.api.zones import load_crossings
from geo_coop.cli import follow_up
from geo_coop.cli.options import options
from geo_coop.cli.output import as_rows, note, print_json, print_table
from geo_coop.export import write_table

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd


def _split(value: object) -> list[str]:
    return str(value).split("; ") if value else []


@click.group()
def questions() -> None:
    """Ask further questions: overlaps, missing cooperation, partners abroad, programmes, zones, crossings, neighbours.

    \b
    Examples:
      geo-coop questions overlaps --within Kukar --by sector
      geo-coop questions missing --within Kaltim
      geo-coop questions abroad
      geo-coop questions way kukar-balikpapan-2014
      geo-coop questions programmes --within Kukar
      geo-coop questions conflicts
      geo-coop questions zones --member Kukar
      geo-coop questions zones --by member
      geo-coop questions crossings --on 2020-01-01
      geo-coop questions neighbours Nunukan --sea-km 10
      geo-coop questions regions-on 2012-01-01 --level province
    """  # noqa: D301


for _command in (follow_up.abroad, follow_up.way, follow_up.programmes, follow_up.conflicts):
    questions.add_command(_command)


@questions.command()
@click.option("--within", metavar="REGION", help="Limit to a region (code or name).")
@click.option("--by", type=click.Choice(["kind", "sector"]), default="kind", show_default=True,
              help="What the agreements have in common.")  # fmt: skip
@options("on", "records", "source", "json")
def overlaps(
    within: str | None, by: str, on: dt.date | None, folder: Path | None, source: str | None, *, as_json: bool
) -> None:
    """Show the villages under more than one agreement of the same kind or sector.

    \b
    Example:
      geo-coop questions overlaps --within Kukar --by sector
    """  # noqa: D301
    table = ask.find_overlaps(within, by=by, on=on, source=source, folder=folder)
    if as_json:
        print_json([{**row, "agreements": _split(row["agreements"])} for row in as_rows(table)])
        return
    sums = table.groupby([by, "agreements", "linked"], sort=True).size().rename("villages").reset_index()
    print_table(as_rows(sums), (by, "villages", "linked", "agreements"), wrap=("agreements",))
    note(f"{table['code'].nunique()} villages; one row for each set of agreements; --json lists the villages")


@questions.command()
@click.option("--within", metavar="REGION", help="One of the two lies in this province, regency or city.")
@click.option("--min-km", type=click.FloatRange(min=0), default=0.0, show_default=True,
              help="Shortest common boundary.")  # fmt: skip
@click.option("--all", "every_pair", is_flag=True, help="Also the neighbours that have a cooperation.")
@options("on", "records", "source", "json")
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

    \b
    Example:
      geo-coop questions missing --within Kaltim --min-km 1
    """  # noqa: D301
    table = ask.missing_cooperation(
        within, on=on, source=source, folder=folder, min_length_km=min_km, every_pair=every_pair
    )
    rows = as_rows(table)
    if as_json:
        lists = ("agreements", "others")
        print_json([{**row, **{key: _split(row[key]) for key in lists}} for row in rows])
        return
    print_table(rows, ("a", "a_name", "b", "b_name", "length_km", "highest_stage", "agreements", "others"))
    note(f"{int(table['missing'].sum())} pairs without; tier {', '.join(sorted(set(table['tier']))) or '-'}")
    _note_absent(table)


@questions.command()
@click.argument("zone", required=False)
@click.option("--member", metavar="REGION", help="Only those that this region, or one it lies in, is a member of.")
@click.option("--by", type=click.Choice(["zone", "member"]), default="zone", show_default=True,
              help="One row for each zone, or for each member with the zones and areas it is in.")  # fmt: skip
@options("lang", "json")
def zones(zone: str | None, member: str | None, by: str, lang: str, *, as_json: bool) -> None:
    """Show the zones and areas with initiators (marked *) and members; ZONE is an id or words of a title.

    \b
    Examples:
      geo-coop questions zones
      geo-coop questions zones --by member      who is in how many
    """  # noqa: D301
    rows = list_zones(zone, member=member, lang=lang)
    if by == "member":
        rows = zones_by_member(rows)
    if as_json:
        print_json(rows)
        return
    if by == "member":
        shown = [
            {**row, **{key: _joined(row[key]) for key in ("zones", "areas", "initiates", "implied")}} for row in rows
        ]
        columns = ("code", "name", "zones_in", "zones", "areas_in", "areas", "initiates", "implied")
        print_table(shown, columns, wrap=("zones", "areas"))
        note(f"{len(rows)} members; implied: areas whose document names a place there and no region")
        return
    shown = [{**row, "members": _members(row), "evidence": _joined(row["evidence"])} for row in rows]
    print_table(shown, ("zone", "title", "members", "evidence"), wrap=("members",))
    note("* initiator; (implied) the document names a place and no region")


def _members(row: dict[str, object]) -> str:
    members, initiators = (cast("list[dict[str, object]]", row[key]) for key in ("members", "initiators"))
    first = {member["code"] for member in initiators}
    return ", ".join(
        f"{member['name']}{'*' if member['code'] in first else ''}{' (implied)' if member['implied'] else ''}"
        for member in members
    )


def _joined(value: object) -> str:
    return "; ".join(cast("list[str]", value))


@questions.command()
@click.option("--within", metavar="REGION", help="Only those in this region; abroad: those that face it.")
@options("on", "lang", "json")
def crossings(within: str | None, on: dt.date | None, lang: str, *, as_json: bool) -> None:
    """Show the border crossings, and which of them were open on a day.

    \b
    Examples:
      geo-coop questions crossings --on 2024-10-02
      geo-coop questions crossings --within Sarawak
    """  # noqa: D301
    table = load_crossings(within=within, on=on, lang=lang)
    rows = [
        {**row, "longitude": point.x, "latitude": point.y}
        for row, point in zip(as_rows(table.drop(columns="geometry").reset_index()), table.geometry, strict=True)
    ]
    if as_json:
        print_json(rows)
        return
    print_table(rows, ("id", "name", "type", "open", "since", "status", "region", "facing", "evidence"))
    opened = int((table["open"] == "yes").sum())
    note(
        f"{opened} of {len(rows)} open{f' on {on}' if on else ''}; whether a simpler post stood there is not on record"
    )


@questions.command()
@click.argument("region", required=False)
@click.option("--level", metavar="LEVEL", help="province, regency, district or village; default: that of REGION.")
@click.option("--sea-km", type=click.FloatRange(min=0), default=0.0, show_default=True,
              help="Also neighbours over water, this near.")  # fmt: skip
@options("source", "json")
def neighbours(region: str | None, level: str | None, sea_km: float, source: str | None, *, as_json: bool) -> None:
    """Show which regions adjoin REGION (or each other, in the whole country), at home, abroad and over the sea.

    \b
    Example:
      geo-coop questions neighbours Kukar
    """  # noqa: D301
    table = find_neighbours(region, level=level, sea_km=sea_km, source=source)
    if as_json:
        print_json({"neighbours": as_rows(table), "absent": table.attrs[ABSENT]})
        return
    print_table(as_rows(table), ("a", "a_name", "b", "b_name", "way", "length_km", "distance_km", "tier"))
    note(f"{len(table)} pairs; tier {', '.join(sorted(set(table['tier']))) or '-'}")
    _note_absent(table)


@questions.command("regions-on")
@click.argument("on", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE")
@click.option("--level", default="regency", show_default=True, help="province, regency, district or village.")
@click.option("--within", metavar="REGION", help="Only what lay in this region (its code on that day).")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file, with shapes."
)
@options("source", "json")
def regions_then(
    on: dt.datetime, level: str, within: str | None, output: Path | None, source: str | None, *, as_json: bool
) -> None:
    """Show the regions of a level as they were on DATE: today's villages, put together to the regions of that day.

    \b
    Example:
      geo-coop questions regions-on 2012-01-01 --within 64 -o kaltim-2011.geojson
    """  # noqa: D301
    if as_json and output is not None:
        message = "--json prints JSON on the screen; with -o name the kind by the file's ending"
        raise click.UsageError(message)
    table = regions_on(on.date(), level, within=within, source=source)
    remarks = table.attrs[REMARKS]
    if output is not None:
        write_table(table.reset_index(), output)
        note(f"{len(table)} rows written to {output}")
    elif as_json:
        rows = as_rows(table.drop(columns="geometry").reset_index())
        print_json({"on": on.date(), "level": level, "remarks": remarks, "regions": rows})
        return
    else:
        rows = as_rows(table.drop(columns="geometry").reset_index())
        print_table(rows, ("code", "name", "today", "villages", "area_km2", "confidence", "tier"), wrap=("today",))
    for remark in remarks:
        note(remark)


def _note_absent(table: pd.DataFrame) -> None:
    absent = table.attrs.get(ABSENT, [])
    if absent:
        note(f"no shapes of this level at hand for {', '.join(absent)}: pairs with them are missing; "
             "fetch with: geo-coop boundaries fetch")  # fmt: skip
