"""``map choropleth``: measures of agreements, or a column of the user's own table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from geo_coop.api.maps import SCHEMES, ChoroplethView, ClassChoice, agreement_view, read_column, table_view
from geo_coop.boundaries.load import load_regions
from geo_coop.classify import PALETTES
from geo_coop.cli.maps.saving import Target, save_view, target_options
from geo_coop.cli.output import lang_option, note, on_option, source_option
from geo_coop.names import resolve
from geo_coop.register import load_register

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from typing import Any

    from geo_coop.api.user_table import Decimal, UserColumn
    from geo_coop.schema import Lang

_SHOWN = 20
_DEFAULT_WITHIN = ("64", "65")


def _class_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option(
            "--palette", type=click.Choice(PALETTES), help="Colours; all can be told apart by the colour-blind."
        ),
        click.option("--breaks", metavar="N,N,...", callback=_as_breaks, help="Own upper bounds, ascending."),
        click.option(
            "--k", type=click.IntRange(2, 12), help="Greatest number of classes; default: 5, or 6 for counts."
        ),
        click.option("--scheme", type=click.Choice(tuple(SCHEMES)), help="How numbers become classes."),
    ):
        command = option(command)
    return command


def _table_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--decimal", type=click.Choice([".", ","]), help="Decimal mark of the table's numbers."),
        click.option("--code-scheme", type=click.Choice(["kemendagri", "bps"]), help="Scheme of codes without dots."),
        click.option("--column", metavar="NAME", help="The column to colour by."),
        click.option("--code", metavar="COLUMN", help="The column with the codes of the regions."),
        click.option(
            "--table", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
            help="Your own table (.csv, .xlsx or .parquet) to colour by, joined by code.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def _as_breaks(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[float, ...] | None:
    del ctx, param
    if value is None:
        return None
    try:
        return tuple(float(part) for part in value.split(","))
    except ValueError:
        message = f"{value!r} are no numbers with commas between, like 10,50,100"
        raise click.BadParameter(message) from None


@click.command()
@click.option("--level", help="village, district, regency or province; default: regency, or that of the table's codes.")
@click.option(
    "--by", default=None, metavar="MEASURE",
    help="count (default), stage, share (of villages), share_area, sector, sector:ID, or column (with --table).",
)  # fmt: skip
@click.option(
    "--within", multiple=True, metavar="REGION",
    help="Regions to show; may be repeated. Default: 64 and 65, or the provinces of the table or imported layer.",
)  # fmt: skip
@_class_options
@_table_options
@on_option
@source_option
@lang_option
@target_options
def choropleth(
    target: Target,
    level: str | None,
    by: str | None,
    within: tuple[str, ...],
    on: dt.date | None,
    source: str | None,
    lang: str,
    **options: Any,  # noqa: ANN401
) -> None:
    """Regions coloured by agreements, or by your own table: how many, highest stage, share, sector.

    \b
    Examples:
      geo-coop map choropleth --level desa --by stage --within Nunukan -o nunukan.html
      geo-coop map choropleth --by sector:education -o pendidikan.pdf --paper A3
      geo-coop map choropleth --table data.csv --code kode --column penduduk --scheme natural -o penduduk.html
    """  # noqa: D301
    own = _own_column(by, options)
    choice = ClassChoice(options["scheme"], options["k"], options["breaks"], options["palette"])
    words = cast("Lang", lang)
    for_page = target.output.suffix.lower() == ".html"

    def make() -> ChoroplethView:
        register = load_register()
        codes = sorted({resolve(region, register) for region in within})
        if own is not None:
            return table_view(
                own, level, within=codes, on=on, source=source, lang=words, choice=choice, for_page=for_page
            )
        chosen = level or "regency"
        inside = codes or provinces_shown(source, chosen)
        return agreement_view(
            chosen, by=by or "count", within=inside, on=on, source=source, lang=words, choice=choice, for_page=for_page
        )

    view = cast("ChoroplethView", save_view(make, target))
    if view.unmatched:
        rest = f" and {len(view.unmatched) - _SHOWN} more" if len(view.unmatched) > _SHOWN else ""
        listed = ", ".join(view.unmatched[:_SHOWN])
        note(f"{len(view.unmatched)} rows of the table are not on this map: {listed}{rest}")


def provinces_shown(source: str | None, level: str) -> list[str]:
    """Return the provinces to show where none is asked for: those of an imported layer, or Kaltim and Kaltara."""
    if source is None or not source.startswith("user:"):
        return list(_DEFAULT_WITHIN)
    codes = load_regions(level, source=source).index
    return sorted({code.split(".")[0] for code in codes if code[0].isdigit()}) or list(_DEFAULT_WITHIN)


def _own_column(by: str | None, options: dict[str, Any]) -> UserColumn | None:
    """Read the user's table, where one is given with all that belongs to it."""
    names = ("table", "code", "column")
    given = [name for name in names if options[name] is not None]
    if not given and by != "column":
        lone = [f"--{name.replace('_', '-')}" for name in ("code_scheme", "decimal") if options[name] is not None]
        if lone:
            message = f"{' and '.join(lone)} belong{'s' if len(lone) == 1 else ''} to a table of your own; add --table"
            raise click.UsageError(message)
        return None
    lacking = [f"--{name}" for name in names if options[name] is None]
    if lacking:
        message = f"a map of your own table needs --table, --code and --column; missing: {', '.join(lacking)}"
        raise click.UsageError(message)
    if by not in {None, "column"}:
        message = f"--by {by} colours by agreements, --table by your own column; leave one out"
        raise click.UsageError(message)
    return read_column(
        options["table"], code=options["code"], column=options["column"], register=load_register(),
        scheme=options["code_scheme"], decimal=cast("Decimal | None", options["decimal"]),
    )  # fmt: skip
