"""``export``: everything in one GeoPackage, for QGIS."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from geo_coop.api.export import RELATIONS, export_layers
from geo_coop.cli.output import json_option, lang_option, note, on_option, print_json, source_option
from geo_coop.export import check_place, write_geopackage
from geo_coop.provenance import tier_of

if TYPE_CHECKING:
    import datetime as dt

    from geo_coop.schema import Lang


@click.command()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=Path("kerja-sama.gpkg"),
    show_default=True, metavar="FILE.gpkg", help="The file to write.",
)  # fmt: skip
@click.option("--within", metavar="REGION", help="Code or name of a region to limit to; default: all at hand.")
@on_option
@source_option
@lang_option
@json_option
def export(
    output: Path, within: str | None, on: dt.date | None, source: str | None, lang: str, *, as_json: bool
) -> None:
    """Write everything to one GeoPackage for QGIS: regions, coverage, agreements, border, zones, with styles.

    \b
    Examples:
      geo-coop export -o kerja-sama.gpkg
      geo-coop export --within Nunukan --on 2024-06-01 -o nunukan.gpkg
    """  # noqa: D301
    check_place(output)
    layers = export_layers(within=within, on=on, source=source, lang=cast("Lang", lang))
    write_geopackage(layers, output, relations=RELATIONS)
    tier = tier_of(layers[0].frame)
    counts = {layer.name: len(layer.frame) for layer in layers}
    if as_json:
        print_json({"file": str(output), "tier": tier, "layers": counts})
        return
    note(f"{output} written: " + ", ".join(f"{name} {count}" for name, count in counts.items()))
    note(f"tier {tier}")
