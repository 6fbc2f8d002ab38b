"""``border``: the line between two regions, and the villages at it."""

from __future__ import annotations

from typing import cast

import click

from geo_coop.api.borders import DEFAULT_TOLERANCE_M, DEFAULT_WITHIN_KM, Border
from geo_coop.api.borders import border as find_border
from geo_coop.cli.output import json_option, note, print_json, print_table, source_option
from geo_coop.schema import NOTIONS, Notion

COLUMNS = ("code", "name", "district", "frontage_km", "distance_km", "facing")


@click.command()
@click.argument("a")
@click.argument("b")
@click.option("--notion", type=click.Choice(NOTIONS), default="touch", show_default=True, help="What counts as at it.")
@click.option("--tolerance-m", type=click.FloatRange(min=0), default=DEFAULT_TOLERANCE_M, show_default=True,
              help="How far from the line still touches.")  # fmt: skip
@click.option("--within-km", type=click.FloatRange(min=0), default=DEFAULT_WITHIN_KM, show_default=True,
              help="How far from the line is near.")  # fmt: skip
@source_option
@json_option
def border(
    a: str, b: str, notion: str, tolerance_m: float, within_km: float, source: str | None, *, as_json: bool
) -> None:
    """Show the border of A with B, and the villages of A at it.

    A and B are codes or names: two regions of Indonesia, or one of them and a neighbour abroad.

    \b
    Examples:
      geo-coop border 65 MY --notion legal
      geo-coop border Kaltara Sabah --notion near --within-km 10
      geo-coop border Kotim Seruyan
    """  # noqa: D301
    found = find_border(
        a, b, notion=cast("Notion", notion), tolerance_m=tolerance_m, within_km=within_km, source=source
    )
    if as_json:
        print_json(as_document(found))
        return
    print_table(found.villages.reset_index().to_dict("records"), COLUMNS)
    lengths = ", ".join(f"{code} {km:,.1f} km" for code, km in found.lengths().items())
    note(f"line {found.length_km:,.1f} km ({lengths}); " + ", ".join(f"{k} {v}" for k, v in found.counts().items()))
    note(f"tier {found.tier}" + "".join(f"; {remark}" for remark in found.remarks))


def as_document(found: Border) -> dict[str, object]:
    """Return a border as the document that ``--json`` prints."""
    villages = found.villages
    return {
        "a": found.a,
        "b": found.b,
        "notion": found.notion,
        "length_km": round(found.length_km, 3),
        "lengths_km": {code: round(km, 3) for code, km in found.lengths().items()},
        "tolerance_m": found.tolerance_m,
        "within_km": found.within_km,
        "tier": found.tier,
        "remarks": list(found.remarks),
        "counts": found.counts(),
        "villages": [
            {
                "code": code,
                "name": row["name"],
                "kind": row["kind"],
                "district": row["district"],
                "frontage_km": row["frontage_km"],
                "distance_km": row["distance_km"],
                "facing": row["facing"],
                "basis": row["basis"],
            }
            for code, row in villages.drop(columns="geometry").to_dict("index").items()
        ],
    }
