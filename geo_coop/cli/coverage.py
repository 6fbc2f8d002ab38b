"""``coverage``: which agreements cover which villages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import click

from geo_coop.api.cover import VINTAGE
from geo_coop.api.cover import coverage as load_coverage
from geo_coop.api.zones import zone_coverage
from geo_coop.cli.options import options
from geo_coop.cli.output import note, note_day, print_table, refuse_both
from geo_coop.errors import InputError
from geo_coop.export import FORMATS, to_text, write_table
from geo_coop.provenance import sources_of

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path
    from typing import Literal

    import geopandas as gpd

_TEXT_FORMATS = ("csv", "json", "geojson")


@click.command()
@click.option("--within", metavar="REGION", help="Limit to a region (code or name).")
@click.option("--agreement", metavar="ID", help="Only this record.")
@click.option("--zone", metavar="ID", help="What a zone or area covers instead, for example ikn.")
@click.option("--level", default="village", show_default=True, help="village, district, regency or province.")
@click.option(
    "--format", "file_format", type=click.Choice(["table", *FORMATS]), help="Default: the ending of -o, or table."
)
@options("output", "on", "records", "source", "lang", "json")
def coverage(
    within: str | None,
    agreement: str | None,
    zone: str | None,
    level: str,
    file_format: str | None,
    output: Path | None,
    on: dt.date | None,
    lang: str,
    *,
    as_json: bool,
    **given: Any,  # noqa: ANN401
) -> None:
    """Show which villages (or upper regions) are covered by which agreement.

    \b
    Examples:
      geo-coop coverage --within Nunukan
      geo-coop coverage --level regency --format csv
      geo-coop coverage --agreement sosek-malindo -o sosek.gpkg
      geo-coop coverage --zone ikn --level district
    """  # noqa: D301
    refuse_both(output, as_json=as_json)
    if as_json and file_format not in {None, "json"}:
        message = "--json prints JSON on the screen; leave out --format, or --json"
        raise click.UsageError(message)
    if zone is not None:
        if within or agreement or on or given["folder"]:
            message = "--zone goes with --level, --source and --lang alone: a zone has no agreement and no day"
            raise click.UsageError(message)
        table = zone_coverage(zone, level=level, source=given["source"], lang=lang)
    else:
        table = load_coverage(within, agreement=agreement, on=on, level=level, lang=lang, **given)
    if output is not None:
        write_table(table, output, None if file_format == "table" else file_format)
        note(f"{len(table)} rows written to {output}")
        return
    chosen = "json" if as_json else file_format or "table"
    if chosen in _TEXT_FORMATS:
        click.echo(to_text(table, cast("Literal['csv', 'json', 'geojson']", chosen)), nl=False)
        return
    if chosen != "table":
        message = f"format {chosen} is not for the screen; name a file with -o FILE.{chosen}"
        raise InputError(message)
    _print(table, on)


def _print(table: gpd.GeoDataFrame, on: dt.date | None) -> None:
    columns = [
        c
        for c in (
            "code",
            "code_then",
            "name",
            "agreement",
            "zone",
            "stage",
            "stage_status",
            "since",
            "rule",
            "villages_inside",
            "share",
            "exactness",
            "evidence",
        )
        if c in table
    ]
    print_table(table.drop(columns="geometry").to_dict("records"), columns)
    tiers = ", ".join(sorted({entry.tier for entry in sources_of(table)}))
    titles = ", ".join(dict.fromkeys(entry.title for entry in sources_of(table)))
    if VINTAGE in table.attrs:
        year = table.attrs[VINTAGE]
        note(
            f"codes of the {year} list stand in code_then" if year else "no list at hand is that old; codes are today's"
        )
    note_day(on)
    for word in ("method", "why"):
        if word in table:
            for text in dict.fromkeys(str(cell) for cell in table[word] if cell):
                note(text)
    note(f"{len(table)} rows; tier {tiers}; sources {titles}")
