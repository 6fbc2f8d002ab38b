"""``claims``: the figures in the documents, and which of them hold."""

from __future__ import annotations

import click

from geo_coop.api.claims import check_claims, claim_rows
from geo_coop.cli.output import json_option, lang_option, note, print_json, print_table, source_option

COLUMNS = ("id", "document", "printed", "verdict", "measured", "unit", "tier", "reason")


@click.command()
@click.option("--document", metavar="ID", help="Only the figures of this document, for example S1.")
@source_option
@lang_option
@json_option
def claims(document: str | None, source: str | None, lang: str, *, as_json: bool) -> None:
    """Check every figure that the documents print, and say why it holds or not.

    A printed figure may have several readings (10.259 as ten thousand, or as ten point two). Verdicts are confirmed,
    reading fits (one of the readings holds), refuted, not testable; they are worked out anew from the layer in use.

    \b
    Examples:
      geo-coop claims --document S1
      geo-coop claims --json --lang en
    """  # noqa: D301
    rows = claim_rows(check_claims(document, source=source), lang=lang)
    if as_json:
        print_json(rows)
        return
    print_table(rows, COLUMNS, wrap=("reason",))
    verdicts = [str(row["verdict"]) for row in rows]
    note(", ".join(f"{name} {verdicts.count(name)}" for name in dict.fromkeys(sorted(verdicts))))
