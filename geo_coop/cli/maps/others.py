"""``map corridor``, ``zones``, ``partners`` and ``timeline``."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from geo_coop.api.map_partners import partners_view
from geo_coop.api.map_zones import zones_view
from geo_coop.api.maps import TIMELINE_BY, corridor_view, timeline_view
from geo_coop.cli.maps.saving import Target, save_view, target_options
from geo_coop.cli.output import lang_option, on_option, source_option
from geo_coop.codes import country_of
from geo_coop.names import resolve
from geo_coop.register import load_register

if TYPE_CHECKING:
    import datetime as dt

    from geo_coop.api.map_timeline import By as TimelineBy
    from geo_coop.api.partner_links import By as PartnersBy
    from geo_coop.schema import Lang


@click.command()
@click.argument("a", default="65")
@click.argument("b", default="MY")
@on_option
@source_option
@lang_option
@target_options
def corridor(target: Target, a: str, b: str, on: dt.date | None, source: str | None, lang: str) -> None:
    """Show the border of A with B: line, bands, villages at it by coverage, crossings.

    B is a country or a state abroad, or another region of Indonesia; then the villages of both sides are shown.

    \b
    Examples:
      geo-coop map corridor 65 MY -o kaltara.html
      geo-coop map corridor 65 MY -o kaltara.pdf --paper A3
      geo-coop map corridor Kaltara Sabah -o sabah.html
      geo-coop map corridor 64.02 64.07 -o kukar-kubar.html
    """  # noqa: D301
    register = load_register()
    home, neighbour = resolve(a, register), resolve(b, register)
    if country_of(home) != "ID":
        home, neighbour = neighbour, home
    save_view(lambda: corridor_view(home, neighbour, on=on, source=source, lang=cast("Lang", lang)), target)


@click.command()
@click.option("--within", default="64", show_default=True, metavar="REGION", help="The region whose zones to show.")
@on_option
@source_option
@lang_option
@target_options
def zones(target: Target, within: str, on: dt.date | None, source: str | None, lang: str) -> None:
    """Show zones that overlap, with their initiators, and areas with how exact they are.

    \b
    Example:
      geo-coop map zones --within Kaltim -o zona.html
    """  # noqa: D301
    code = resolve(within, load_register())
    save_view(lambda: zones_view(within=code, on=on, source=source, lang=cast("Lang", lang)), target)


@click.command()
@click.option(
    "--by", type=click.Choice(["stage", "sector"]), default="stage", show_default=True, help="What to colour by."
)
@click.option("--within", default=None, metavar="REGION", help="Only partners of this region; default: all.")
@on_option
@source_option
@lang_option
@target_options
def partners(target: Target, by: str, within: str | None, on: dt.date | None, source: str | None, lang: str) -> None:
    """Show who cooperates with whom: a line for each pair of regions, partners abroad as an inset.

    \b
    Example:
      geo-coop map partners --by sector -o mitra.html
    """  # noqa: D301
    code = resolve(within, load_register()) if within else None
    words = cast("Lang", lang)
    save_view(lambda: partners_view(by=cast("PartnersBy", by), within=code, on=on, source=source, lang=words), target)


@click.command()
@click.option("--level", default="regency", show_default=True, help="village, district, regency or province.")
@click.option("--by", type=click.Choice(TIMELINE_BY), default="stage", show_default=True, help="What to colour by.")
@click.option("--within", multiple=True, default=("62", "64", "65"), show_default=True, metavar="REGION",
              help="Regions to show; may be repeated.")  # fmt: skip
@source_option
@lang_option
@target_options
def timeline(target: Target, level: str, by: str, within: tuple[str, ...], source: str | None, lang: str) -> None:
    """Show cooperation on each day on which something changed, with a slider; a picture shows small maps.

    \b
    Example:
      geo-coop map timeline --level desa --within 65 -o linimasa.html
    """  # noqa: D301
    register = load_register()
    codes = sorted({resolve(region, register) for region in within})
    chosen, words = cast("TimelineBy", by), cast("Lang", lang)
    save_view(lambda: timeline_view(level=level, by=chosen, within=codes, source=source, lang=words), target)
