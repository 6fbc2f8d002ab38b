"""``questions``: overlaps, missing cooperation, partners abroad, ways, zones, crossings, neighbours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from geo_coop.api import questions as ask
from geo_coop.api.adjoining import ABSENT
from geo_coop.api.adjoining import neighbours as find_neighbours
from geo_coop.api.past import REMARKS, regions_on
from geo_coop.api.zones import list_zones, load_crossings
from geo_coop.cli.options import options
from geo_coop.cli.output import note, print_json, print_table
from geo_coop.export import write_table

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd


def _rows(table: pd.DataFrame) -> list[dict[str, object]]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def _split(value: object) -> list[str]:
    return str(value).split("; ") if value else []


@click.group()
def questions() -> None:
    """Ask further questions: overlaps, missing cooperation, partners abroad, ways, zones, crossings, neighbours.

    \b
    Examples:
      geo-coop questions overlaps --within Kukar --by sector
      geo-coop questions missing --within Kaltim
      geo-coop questions abroad
      geo-coop questions way kukar-balikpapan-2014
      geo-coop questions zones --member Kukar
      geo-coop questions crossings --on 2020-01-01
      geo-coop questions neighbours Nunukan --sea-km 10
      geo-coop questions regions-on 2012-01-01 --level province
    """  # noqa: D301


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
    rows = _rows(table)
    if as_json:
        lists = ("agreements", "others")
        print_json([{**row, **{key: _split(row[key]) for key in lists}} for row in rows])
        return
    print_table(rows, ("a", "a_name", "b", "b_name", "length_km", "highest_stage", "agreements", "others"))
    note(f"{int(table['missing'].sum())} pairs without; tier {', '.join(sorted(set(table['tier']))) or '-'}")
    _note_absent(table)


@questions.command()
@options("on", "records", "lang", "json")
def abroad(on: dt.date | None, folder: Path | None, lang: str, *, as_json: bool) -> None:
    """Show the regions of Indonesia that a record joins to a partner abroad.

    \b
    Example:
      geo-coop questions abroad --lang en
    """  # noqa: D301
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
@options("records", "lang", "json")
def way(agreement: str, folder: Path | None, lang: str, *, as_json: bool) -> None:
    """Show a programme's way from offer to result: the stages of a record and of what it came from and led to.

    \b
    Example:
      geo-coop questions way kukar-balikpapan-2014
    """  # noqa: D301
    rows = _rows(ask.way_of(agreement, folder=folder, lang=lang))
    if as_json:
        print_json(rows)
        return
    print_table(rows, ("date", "stage", "status", "agreement", "relation", "programme", "what", "evidence"))


@questions.command()
@click.argument("zone", required=False)
@click.option("--member", metavar="REGION", help="Only those that this region, or one it lies in, is a member of.")
@options("lang", "json")
def zones(zone: str | None, member: str | None, lang: str, *, as_json: bool) -> None:
    """Show the zones and areas with initiators (marked *) and members; ZONE is an id or words of a title.

    \b
    Example:
      geo-coop questions zones
    """  # noqa: D301
    rows = list_zones(zone, member=member, lang=lang)
    if as_json:
        print_json(rows)
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
@options("on", "lang", "json")
def crossings(on: dt.date | None, lang: str, *, as_json: bool) -> None:
    """Show the border crossings, and which of them were open on a day.

    \b
    Example:
      geo-coop questions crossings
    """  # noqa: D301
    table = load_crossings(on=on, lang=lang)
    rows = [
        {**row, "longitude": point.x, "latitude": point.y}
        for row, point in zip(_rows(table.drop(columns="geometry").reset_index()), table.geometry, strict=True)
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
        print_json({"neighbours": _rows(table), "absent": table.attrs[ABSENT]})
        return
    print_table(_rows(table), ("a", "a_name", "b", "b_name", "way", "length_km", "distance_km", "tier"))
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
    table = regions_on(on.date(), level, within=within, source=source)
    remarks = table.attrs[REMARKS]
    if output is not None:
        write_table(table.reset_index(), output)
        note(f"{len(table)} rows written to {output}")
    elif as_json:
        rows = _rows(table.drop(columns="geometry").reset_index())
        print_json({"on": on.date(), "level": level, "remarks": remarks, "regions": rows})
        return
    else:
        rows = _rows(table.drop(columns="geometry").reset_index())
        print_table(rows, ("code", "name", "today", "villages", "area_km2", "confidence", "tier"), wrap=("today",))
    for remark in remarks:
        note(remark)


def _note_absent(table: pd.DataFrame) -> None:
    absent = table.attrs.get(ABSENT, [])
    if absent:
        note(f"no shapes of this level at hand for {', '.join(absent)}: pairs with them are missing; "
             "fetch with: geo-coop boundaries fetch")  # fmt: skip
