"""``gaps``: what agreements leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from geo_coop.api import questions as ask
from geo_coop.cli.options import options
from geo_coop.cli.output import note, print_json, print_table
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
@options("on", "records", "source", "lang", "json")
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
