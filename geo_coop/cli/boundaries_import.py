"""``boundaries import`` and ``boundaries remove``: the user's own layers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from geo_coop.boundaries.adapters.reading import Options
from geo_coop.boundaries.adapters.schemas import ADAPTERS
from geo_coop.boundaries.importer import Imported, Wishes, import_layer
from geo_coop.boundaries.repair import DEFAULT_GAP_WIDTH_DEG
from geo_coop.boundaries.userlayers import remove_user_layer, user_layer
from geo_coop.cli.output import json_option, note, print_json, print_table, shows_progress
from geo_coop.export import write_table

if TYPE_CHECKING:
    from geo_coop.boundaries.importer import OnDuplicate

_NOTES_SHOWN = 12
_ROWS_SHOWN = 20


def _parents(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> dict[str, str]:
    del ctx, param
    parents: dict[str, str] = {}
    for entry in value:
        level, equals, column = entry.partition("=")
        if not equals or not level or not column:
            message = f"{entry!r}; write LEVEL=COLUMN, for example regency=KABUPATEN"
            raise click.BadParameter(message)
        parents[level] = column
    return parents


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", metavar="NAME", help="Name of the layer, used as user:NAME; default: made from the file's.")
@click.option("--schema", type=click.Choice(list(ADAPTERS)), help="Default: by inspection of the columns.")
@click.option("--level", metavar="LEVEL", help="province, regency, district or village; default: by inspection.")
@click.option("--scheme", metavar="SCHEME", help="Scheme of the codes: kemendagri, bps, pcode, iso or dosm.")
@click.option("--code-column", metavar="COLUMN", help="Column of codes.")
@click.option("--name-column", metavar="COLUMN", help="Column of names.")
@click.option(
    "--parent-column", "parents", multiple=True, callback=_parents, metavar="LEVEL=COLUMN",
    help="Column of the names of the regions above, such as regency=KABUPATEN; may be repeated.",
)  # fmt: skip
@click.option(
    "--within", metavar="REGION",
    help="Region that all names lie in, by code or name, where no column says so; codes are not touched.",
)  # fmt: skip
@click.option("--crs", metavar="CRS", help="CRS of the coordinates, such as EPSG:32650; wins over the file's.")
@click.option(
    "--swap-axes/--no-swap-axes", default=None,
    help="Read latitude first, or take the axes as they are; default: refuse axes that seem swapped.",
)  # fmt: skip
@click.option("--layer", metavar="LAYER", help="Which layer of a GeoPackage, or which file of an archive.")
@click.option("--encoding", metavar="NAME", help="Encoding of texts, such as cp1252; default: by inspection.")
@click.option(
    "--on-duplicate", type=click.Choice(["error", "union"]), default="error", show_default=True,
    help="Several rows of one code: refuse, or unite their shapes.",
)  # fmt: skip
@click.option(
    "--accept-fuzzy", type=click.FloatRange(50, 100), metavar="MIN_SCORE",
    help="Take similar names from this score on; the columns match and score say which.",
)  # fmt: skip
@click.option("--clean/--no-clean", default=True, show_default=True, help="Make neighbours meet exactly.")
@click.option(
    "--gap-width", type=click.FloatRange(0, 0.1), default=DEFAULT_GAP_WIDTH_DEG, show_default=True, metavar="DEGREES",
    help="Gaps narrower than this are closed.",
)  # fmt: skip
@click.option("--list", "list_release", metavar="YEAR", help="List of codes that the file follows; default: 2025.")
@click.option("--title", metavar="TEXT", help="Title for maps and tables; default: the file's name.")
@click.option("--release", metavar="DATE", help="Dated state of the file; default: the date it was changed.")
@click.option("--licence", metavar="TEXT", help="Licence, as stated on maps; default: unknown.")
@click.option("--attribution", metavar="TEXT", help="Text that the licence asks for.")
@click.option("--replace", is_flag=True, help="Replace a layer of that name.")
@click.option("--dry-run", is_flag=True, help="Do everything but storing.")
@click.option(
    "--report", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="Folder for problems.csv, report.csv and the unmatched rows.",
)  # fmt: skip
@json_option
def import_(
    file: Path,
    parents: dict[str, str],
    *,
    on_duplicate: OnDuplicate,
    gap_width: float,
    dry_run: bool,
    report: Path | None,
    as_json: bool,
    **wishes: object,
) -> None:
    """Import a boundary file of your own: it becomes a layer keyed by code, or an error that says what to do.

    FILE is a GeoPackage, Shapefile, GeoJSON, FlatGeobuf, KML, GeoParquet, CSV with WKT or an SQL dump, zipped or not.
    The layer is then preferred by every command; --source user:NAME uses it alone.

    \b
    Examples:
      geo-coop boundaries import desa.zip --name kaltara-2024
      geo-coop boundaries import batas.shp --crs EPSG:4326 --swap-axes --dry-run
      geo-coop boundaries import peta.gpkg --name-column NAMA --level desa --parent-column kecamatan=KEC
      geo-coop boundaries import sabah.geojson --name-column DAERAH --level regency --within Sabah
    """  # noqa: D301
    said = {key: wishes.pop(key) for key in ("schema", "level", "scheme", "code_column", "name_column")}
    options = Options(parent_columns=parents, **said)  # type: ignore[arg-type]
    asked = Wishes(options=options, on_duplicate=on_duplicate, gap_width_deg=gap_width, **wishes)  # type: ignore[arg-type]
    with Console(stderr=True, quiet=not shows_progress()).status("import") as status:
        done = import_layer(file, asked, dry_run=dry_run, report=report, step=status.update)
    if as_json:
        print_json(_as_dict(done))
        return
    _print(done, report)


def _as_dict(done: Imported) -> dict[str, object]:
    return {
        "source": done.source, "level": done.level, "format": done.format, "schema": done.schema,
        "reason": done.reason, "crs": done.crs, "rows": done.rows, "matched": done.matched, "similar": done.similar,
        "unmatched": done.unmatched, "regions": done.regions, "layers": done.layers,
        "own_columns": list(done.own_columns), "report_rows": done.report_rows,
        "notes": list(done.notes), "folder": str(done.folder) if done.folder else None, "seconds": done.seconds,
    }  # fmt: skip


def _print(done: Imported, report: Path | None) -> None:
    note(f"read as {done.format}, schema {done.schema}: {done.reason}")
    note(f"coordinates: {done.crs}")
    for text in done.notes[:_NOTES_SHOWN]:
        note(f"note: {text}")
    columns = ("source", "level", "rows", "matched", "similar", "unmatched", "regions", "layers", "seconds")
    layers = ", ".join(f"{level} {rows}" for level, rows in done.layers.items())
    print_table([{**_as_dict(done), "layers": layers}], columns, wrap=("layers",))
    where = report or done.folder
    if where is None:
        note("dry run: nothing was stored; --report DIR writes the tables")
        return
    if done.own_columns:
        note(f"the file's {len(done.own_columns)} columns, keyed by code: geo-coop boundaries attributes {done.source}")
    if done.unmatched:
        note(f"{done.unmatched} rows are not in the layer, with reasons and candidates: {where / 'unmatched.csv'}")
        note("correct their names or codes there and import again, or take similar names with --accept-fuzzy 85")
    note(f"what was mended or moved ({done.report_rows} rows): {where / 'report.csv'}")


@click.command()
@click.argument("name", metavar="user:NAME")
@click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write them to FILE.csv, .xlsx or .json; default: print the first rows.")  # fmt: skip
@json_option
def attributes(name: str, output: Path | None, *, as_json: bool) -> None:
    """Give the columns of a file that you imported, one row for each of the file's that has a code.

    They are as in the file, keyed by code, and so can be joined to the layer or mapped.

    \b
    Example:
      geo-coop boundaries attributes user:my-layer -o columns.csv
    """  # noqa: D301
    layer = user_layer(name)
    table = layer.attributes().reset_index()
    if output is not None:
        write_table(table, output)
        note(f"{len(table)} rows of {layer.id} written to {output}")
    elif as_json:
        print_json(table.astype(object).where(table.notna(), None).to_dict("records"))
    else:
        shown = table.head(_ROWS_SHOWN).astype(str)
        rows = [{str(key): value for key, value in row.items()} for row in shown.to_dict("records")]
        print_table(rows, tuple(map(str, shown.columns)))
        note(f"{len(table)} rows; all of them with -o FILE.csv or --json")


@click.command()
@click.argument("name", metavar="user:NAME")
@json_option
def remove(name: str, *, as_json: bool) -> None:
    """Remove a layer that you imported; published sources and the embedded default stay.

    \b
    Example:
      geo-coop boundaries remove user:my-layer
    """  # noqa: D301
    gone = remove_user_layer(name)
    if as_json:
        print_json({"removed": gone.id, "levels": list(gone.levels)})
    else:
        note(f"removed {gone.id}")
