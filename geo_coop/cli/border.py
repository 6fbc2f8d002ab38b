"""``border``: the line between two regions, and the villages at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from geo_coop.api.borders import DEFAULT_TOLERANCE_M, DEFAULT_WITHIN_KM, Border
from geo_coop.api.borders import border as find_border
from geo_coop.api.districts_abroad import districts_abroad
from geo_coop.cli.options import options
from geo_coop.cli.output import note, print_json, print_table, refuse_both
from geo_coop.codes import country_of
from geo_coop.errors import InputError
from geo_coop.export import write_table
from geo_coop.names import resolve
from geo_coop.provenance import tier_of
from geo_coop.register import load_register
from geo_coop.schema import NOTIONS, Notion

if TYPE_CHECKING:
    from pathlib import Path

_SAID = click.core.ParameterSource.COMMANDLINE
COLUMNS = ("code", "name", "district", "frontage_km", "distance_km", "facing")


@click.command()
@click.argument("a")
@click.argument("b")
@click.option("--notion", type=click.Choice(NOTIONS), default="touch", show_default=True, help="What counts as at it.")
@click.option("--tolerance-m", type=click.FloatRange(min=0, min_open=True), default=DEFAULT_TOLERANCE_M,
              show_default=True, help="How far from the line still touches.")  # fmt: skip
@click.option("--within-km", type=click.FloatRange(min=0), default=DEFAULT_WITHIN_KM, show_default=True,
              help="How far from the line is near.")  # fmt: skip
@click.option("--other-side", is_flag=True, help="Show the other side instead: abroad its districts, in Indonesia its "
              "villages.")  # fmt: skip
@options("output", "source", "json")
def border(
    a: str,
    b: str,
    notion: str,
    tolerance_m: float,
    within_km: float,
    output: Path | None,
    source: str | None,
    *,
    other_side: bool,
    as_json: bool,
) -> None:
    """Show the border of A with B, and the villages of A at it.

    A and B are codes or names: two regions of Indonesia, or one of them and a neighbour abroad.

    \b
    Examples:
      geo-coop border 65 MY --notion legal
      geo-coop border Kaltara Sabah --notion near --within-km 10
      geo-coop border Kotim Seruyan
      geo-coop border Kotim Seruyan --other-side
      geo-coop border 65 MY --other-side
      geo-coop border 65 MY --notion legal -o border.xlsx
    """  # noqa: D301
    refuse_both(output, as_json=as_json)
    if other_side and _lies_abroad(a, b):
        context = click.get_current_context()
        said = [name for name in ("notion", "tolerance_m") if context.get_parameter_source(name) is _SAID]
        if said:
            names = " and ".join(f"--{name.replace('_', '-')}" for name in said)
            message = f"{names}: districts abroad have no notion of their own; --other-side goes with --within-km there"
            raise click.UsageError(message)
        _show_other_side(a, b, within_km, source, output, as_json=as_json)
        return
    if other_side:
        a, b = b, a
    found = find_border(
        a, b, notion=cast("Notion", notion), tolerance_m=tolerance_m, within_km=within_km, source=source
    )
    if as_json:
        print_json(as_document(found))
        return
    if output is not None:
        _write(found, output)
    elif found.villages_known:
        print_table(found.villages.reset_index().to_dict("records"), COLUMNS)
    lengths = ", ".join(f"{code} {km:,.1f} km" for code, km in found.lengths().items())
    counts = ", ".join(f"{k} {v}" for k, v in found.counts().items())
    faced = f" ({lengths})" if lengths else ""
    note(f"line {found.length_km:,.1f} km{faced}" + (f"; {counts}" if counts else ""))
    note(f"tier {found.tier}" + "".join(f"; {remark}" for remark in found.remarks))


def _write(found: Border, output: Path) -> None:
    """Write the villages to a file."""
    if not found.villages_known:
        message = f"which villages lie there is not known, so nothing was written; {'; '.join(found.remarks)}"
        raise InputError(message)
    write_table(found.villages.reset_index(), output)
    note(f"{len(found.villages)} rows written to {output}")


def _lies_abroad(*names: str) -> bool:
    """Return whether one of two regions lies abroad."""
    register = load_register()
    return any(country_of(resolve(name, register)) != "ID" for name in names)


def _show_other_side(
    a: str, b: str, within_km: float, source: str | None, output: Path | None, *, as_json: bool
) -> None:
    found = districts_abroad(a, b, within_km=within_km, source=source)
    columns = ["name", "kind", "parent", "frontage_km", "distance_km", "facing"]
    rows = found[columns].round({"frontage_km": 3, "distance_km": 3}).reset_index().to_dict("records")
    if as_json:
        print_json({"within_km": within_km, "tier": tier_of(found), "districts": rows})
        return
    if output is not None:
        write_table(found.reset_index(), output)
        note(f"{len(rows)} rows written to {output}")
    else:
        print_table(rows, ("code", *columns))
    note(f"{len(rows)} districts; frontage {found['frontage_km'].sum():,.1f} km; tier {tier_of(found)}")


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
        "villages": None
        if not found.villages_known
        else [
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
