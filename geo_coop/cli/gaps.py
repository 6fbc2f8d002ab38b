"""``gaps``: what agreements leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from geo_coop.api.gaps import Gaps, find_gaps
from geo_coop.cli.options import options
from geo_coop.cli.output import as_rows, note, note_day, print_json, print_table, refuse_both
from geo_coop.export import write_table
from geo_coop.gaps import BELOW
from geo_coop.provenance import sources_of
from geo_coop.schema import NOTIONS, STAGES

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    import pandas as pd

BY_LEVEL: Final = ("district", "regency", "province")
_COLUMNS = ("code", "name", "district", "facing", "agreements", "highest_stage")


@click.command()
@click.option("--within", metavar="REGION", help="Limit to a region (code or name).")
@click.option("--border", "edge", metavar="REGION", help="Limit to the villages at the border with (or of) REGION.")
@click.option("--notion", type=click.Choice(NOTIONS), help="What counts as at the border; default: legal abroad, "
              "touch inside the country.")  # fmt: skip
@click.option("--below", type=click.Choice(BELOW), help="Only agreements with a party below this level close a gap.")
@click.option("--beyond", type=click.Choice(STAGES), help="Only agreements at a later stage than this close a gap.")
@click.option("--level", type=click.Choice(["village", *BY_LEVEL]), default="village", show_default=True,
              help="List the villages, or count them by upper regions.")  # fmt: skip
@options("output", "on", "records", "source", "lang", "json")
def gaps(
    edge: str | None,
    level: str,
    output: Path | None,
    on: dt.date | None,
    folder: Path | None,
    source: str | None,
    lang: str,
    *,
    as_json: bool,
    **limits: Any,  # noqa: ANN401
) -> None:
    """Show the villages that no agreement covers, or none of the kind asked for.

    \b
    Examples:
      geo-coop gaps --within Kaltara
      geo-coop gaps --within Kaltara --border MY --below country    only the two countries agree
      geo-coop gaps --within Kukar --beyond plan                    nothing signed
      geo-coop gaps --within Kaltim --beyond plan --level regency
      geo-coop gaps --within Kaltara -o gaps.csv
    """  # noqa: D301
    refuse_both(output, as_json=as_json)
    found = find_gaps(at_border=edge, on=on, source=source, folder=folder, **limits)
    if as_json:
        print_json(as_document(found, on, lang, level))
        return
    if output is not None:
        table = found.villages.reset_index() if level == "village" else found.by_level(level)
        write_table(table, output)
        note(f"{len(table)} rows written to {output}")
    elif level == "village":
        columns = [column for column in _COLUMNS if column in (*found.villages.columns, "code")]
        print_table(as_rows(found.villages.drop(columns="geometry").reset_index()), columns, wrap=("agreements",))
    else:
        columns = ["code", "name", "villages", "gaps", "whole", "agreements"]
        print_table(as_rows(found.by_level(level)), columns, wrap=("agreements",))
    note(found.reason(lang))
    note(f"tier {found.tier}" + "".join(f"; {remark}" for remark in found.remarks))
    note_day(on)


def as_document(found: Gaps, on: dt.date | None, lang: str, level: str = "village") -> dict[str, object]:
    """Return gaps as the document that ``--json`` prints; above the village with ``regions`` instead of villages."""
    asked = {
        "within": found.within, "border": found.border, "notion": found.notion, "below": found.below,
        "beyond": found.beyond, "on": on,
    }  # fmt: skip
    return {
        "asked": asked,
        "counts": found.counts(),
        "tier": found.tier,
        "sources": _sources(found.villages),
        "reason": found.reason(lang),
        "remarks": list(found.remarks),
        **(_villages(found) if level == "village" else _regions(found, level)),
    }


def _villages(found: Gaps) -> dict[str, object]:
    kept = ("name", "kind", "district", "facing", "frontage_km", "distance_km", "highest_stage")
    columns = [column for column in kept if column in found.villages]
    return {
        "villages": [
            {"code": code, **{column: row[column] for column in columns}, "agreements": _listed(row["agreements"])}
            for code, row in found.villages.drop(columns="geometry").to_dict("index").items()
        ]
    }


def _regions(found: Gaps, level: str) -> dict[str, object]:
    rows = as_rows(found.by_level(level))
    return {"level": level, "regions": [{**row, "agreements": _listed(row["agreements"])} for row in rows]}


def _listed(joined: object) -> list[str]:
    return str(joined).split("; ") if joined else []


def _sources(frame: pd.DataFrame) -> list[dict[str, str]]:
    found = {(entry.source, entry.release): entry for entry in sources_of(frame)}
    return [{"source": e.source, "title": e.title, "release": e.release, "tier": e.tier} for e in found.values()]
