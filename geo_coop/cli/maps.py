"""``map``: one map as one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from geo_coop.api.maps import BY, AgreementView, By, CorridorView, agreement_view, corridor_view
from geo_coop.cli.output import lang_option, note, on_option, source_option
from geo_coop.codes import country_of
from geo_coop.errors import InputError
from geo_coop.export import replacing
from geo_coop.maps import save_html
from geo_coop.names import resolve
from geo_coop.register import load_register
from geo_coop.schema import unknown_word

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from typing import Any

    from geo_coop.schema import Lang

_ENDINGS = (".html", ".png")


def _output_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE.html|.png",
        help="The file: an interactive map (.html) or a picture (.png).",
    )(command)  # fmt: skip


@click.group("map")
def map_() -> None:
    """Make one map as one file that opens with no network."""


@map_.command()
@click.option("--level", default="regency", show_default=True, help="village, district, regency or province.")
@click.option("--by", type=click.Choice(BY), default="count", show_default=True, help="What to colour by.")
@click.option(
    "--within", multiple=True, default=("64", "65"), show_default=True, help="Regions to show; may be repeated."
)
@on_option
@source_option
@lang_option
@_output_option
def choropleth(
    level: str, by: str, within: tuple[str, ...], on: dt.date | None, source: str | None, lang: str, output: Path
) -> None:
    """Agreements per region: how many, or the highest stage.

    \b
    Example:
      geo-coop map choropleth --level desa --by stage --within Nunukan -o nunukan.html
    """  # noqa: D301
    register = load_register()
    codes = sorted({resolve(region, register) for region in within})
    _save(agreement_view(level, by=cast("By", by), within=codes, on=on, source=source, lang=cast("Lang", lang)), output)


@map_.command()
@click.argument("a", default="65")
@click.argument("b", default="MY")
@on_option
@source_option
@lang_option
@_output_option
def corridor(a: str, b: str, on: dt.date | None, source: str | None, lang: str, output: Path) -> None:
    """Show the border of A with the country of B: line, bands, border villages by coverage, crossings.

    \b
    Example:
      geo-coop map corridor 65 MY -o kaltara.html
    """  # noqa: D301
    register = load_register()
    neighbour = country_of(resolve(b, register))
    _save(corridor_view(resolve(a, register), neighbour, on=on, source=source, lang=cast("Lang", lang)), output)


def _save(view: AgreementView | CorridorView, output: Path) -> None:
    ending = output.suffix.lower()
    if ending not in _ENDINGS:
        raise InputError(unknown_word("kind of map file", ending, _ENDINGS))
    if ending == ".html":
        save_html(view.to_map(), output)
    else:
        with replacing(output) as draft:
            draft.write_bytes(view.to_png((1600, 1200)))
    note(f"{output} written, tier {view.notes.tier}")
