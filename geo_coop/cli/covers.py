"""``covers``: which agreements cover one region."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from geo_coop.api.covering import covers as region_covers
from geo_coop.cli.options import options
from geo_coop.cli.output import note, print_json, print_table

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

COVERS_COLUMNS = ("agreement", "kind", "stage", "stage_status", "since", "rule", "share", "evidence", "title")


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
    if not rows:
        note("no agreement covers it")


def _short(evidence: object) -> str:
    pieces = cast("list[dict[str, str]]", evidence)
    return "; ".join(f"{piece['document']} §{piece['paragraph']}".removesuffix(" §") for piece in pieces)
