"""``covers``: which agreements cover one region."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from geo_coop.api.covering import covers as region_covers
from geo_coop.api.zone_lists import lone_zones
from geo_coop.cli.options import options
from geo_coop.cli.output import note, note_day, print_json, print_table

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

COVERS_COLUMNS = (
    "agreement", "kind", "stage", "stage_status", "since", "rule", "share", "exactness", "evidence", "title",
)  # fmt: skip


@click.command()
@click.argument("region")
@options("on", "records", "source", "lang", "json")
def covers(
    region: str, on: dt.date | None, folder: Path | None, source: str | None, lang: str, *, as_json: bool
) -> None:
    """Show the agreements that cover REGION, with stage, rule, share and evidence.

    \b
    Examples:
      geo-coop covers 65.03.05.2033 --on 2024-06-01
      geo-coop covers Kukar --json
    """  # noqa: D301
    rows = region_covers(region, on=on, source=source, folder=folder, lang=lang)
    if as_json:
        print_json(rows)
        return
    shown = [{**row, "evidence": _short(row["evidence"])} for row in rows]
    print_table(shown, COVERS_COLUMNS)
    for row in rows:
        for word in ("why", "method"):
            if row[word]:
                note(f"{row['agreement']}: {row[word]}")
        for text in cast("list[str]", row["notes"]):
            note(f"{row['agreement']}: {text}")
    if not rows:
        note("no agreement covers it")
    for zone in lone_zones(region, lang=lang):
        note(f"{zone['zone']} ({zone['title']}) reaches into it and is set by law, not by an agreement; "
             f"see: geo-coop coverage --zone {zone['zone']}")  # fmt: skip
    note_day(on)


def _short(evidence: object) -> str:
    pieces = cast("list[dict[str, str]]", evidence)
    return "; ".join(f"{piece['document']} §{piece['paragraph']}".removesuffix(" §") for piece in pieces)
