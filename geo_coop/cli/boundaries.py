"""``boundaries``: what sources there are, what is in the cache, and fetching."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from geo_coop.boundaries import embedded
from geo_coop.boundaries.catalog import load_catalog
from geo_coop.boundaries.fetch import fetch as fetch_sources
from geo_coop.boundaries.fetch import status as cache_status
from geo_coop.boundaries.userlayers import user_layers
from geo_coop.cli.boundaries_import import attributes, import_, remove
from geo_coop.cli.check import check
from geo_coop.cli.output import json_option, note, print_json, print_table, shows_progress
from geo_coop.cli.prune import prune
from geo_coop.resources import cache_dir

if TYPE_CHECKING:
    from geo_coop.boundaries.store import Progress as Step

_MEGA = 1_000_000


@click.group()
def boundaries() -> None:
    """Boundary sources: what there is, fetching published ones, and importing your own.

    \b
    Examples:
      geo-coop boundaries list
      geo-coop boundaries fetch
      geo-coop boundaries import kabupaten.shp
    """  # noqa: D301


boundaries.add_command(import_)
boundaries.add_command(remove)
boundaries.add_command(attributes)


@boundaries.command("list")
@json_option
def list_(*, as_json: bool) -> None:
    """List the sources: the embedded default and the published ones that can be fetched.

    \b
    Examples:
      geo-coop boundaries list
      geo-coop boundaries list --json
    """  # noqa: D301
    shipped = embedded.provenance("village")
    rows: list[dict[str, object]] = [
        {"source": shipped.source, "title": shipped.title, "release": shipped.release, "tier": shipped.tier,
         "levels": list(embedded.LEVELS), "licence": shipped.licence, "megabytes": None},
    ]  # fmt: skip
    rows += [
        {"source": source.id, "title": source.title, "release": source.release, "tier": "authoritative",
         "levels": list(source.levels()), "licence": source.licence, "megabytes": round(source.total_bytes / _MEGA, 1)}
        for source in load_catalog().sources
    ]  # fmt: skip
    for layer in user_layers():
        own = layer.provenance()
        size = round(sum(int(entry["bytes"]) for entry in layer.manifest["layers"].values()) / _MEGA, 1)
        rows.append(
            {"source": layer.id, "title": own.title, "release": own.release, "tier": own.tier,
             "levels": list(layer.levels), "licence": own.licence, "megabytes": size}
        )  # fmt: skip
    if as_json:
        print_json(rows)
    else:
        shown = [{**row, "levels": ", ".join(map(str, row["levels"]))} for row in rows]  # type: ignore[call-overload]
        print_table(shown, ("source", "release", "tier", "licence", "megabytes", "levels", "title"))


@boundaries.command()
@json_option
def status(*, as_json: bool) -> None:
    """Show what is in the cache.

    \b
    Example:
      geo-coop boundaries status
    """  # noqa: D301
    rows = [
        {"source": entry.id, "release": entry.release, "state": entry.state, "files": entry.files,
         "files_total": entry.files_total, "layers": {layer.path.stem: layer.rows for layer in entry.layers}}
        for entry in cache_status()
    ]  # fmt: skip
    for own in user_layers():
        counts: dict[str, int] = {level: int(own.manifest["layers"][level]["rows"]) for level in own.levels}
        if own.manifest["unmatched"]:
            counts["unmatched"] = int(own.manifest["unmatched"])
        rows.append(
            {"source": own.id, "release": own.provenance().release, "state": "imported", "files": 1, "files_total": 1,
             "layers": counts}
        )  # fmt: skip
    if as_json:
        print_json({"cache": str(cache_dir()), "sources": rows})
        return
    shown = [
        {**row, "layers": ", ".join(f"{name} {n}" for name, n in row["layers"].items()) or "-"}  # type: ignore[attr-defined]
        for row in rows
    ]
    print_table(shown, ("source", "release", "state", "files", "files_total", "layers"), wrap=("layers",))
    note(f"cache: {cache_dir()}")


@boundaries.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@json_option
def fetch(sources: tuple[str, ...], *, as_json: bool) -> None:
    """Fetch published boundaries into the cache; without SOURCE, all of them.

    Every file is pinned by commit and verified by SHA-256; nothing half-fetched stays. GEO_COOP_MIRROR names a folder
    to read instead of the network, GEO_COOP_CACHE another cache.

    \b
    Examples:
      geo-coop boundaries fetch
      geo-coop boundaries fetch dosm-malaysia
    """  # noqa: D301
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn(),
        console=console, transient=True, disable=not shows_progress(),
    ) as bar:  # fmt: skip
        tasks = {stage: bar.add_task(stage, total=None, visible=False) for stage in ("fetch", "convert")}

        def show(step: Step) -> None:
            bar.update(
                tasks[step.stage], completed=step.done, total=step.total, description=step.name[-48:], visible=True
            )

        result = fetch_sources(sources or None, progress=show)
    rows = [
        {"source": done.id, "release": done.release, "fetched": done.fetched, "reused": done.reused,
         "layers": dict(done.layers), "seconds": done.seconds, "folder": str(done.folder)}
        for done in result.sources
    ]  # fmt: skip
    if as_json:
        print_json(rows)
        return
    shown = [{**row, "layers": ", ".join(f"{k} {v}" for k, v in row["layers"].items())} for row in rows]  # type: ignore[attr-defined]
    print_table(shown, ("source", "release", "fetched", "reused", "seconds", "layers"), wrap=("layers",))
    note("what the repair changed: report.csv in " + ", ".join(str(row["folder"]) for row in rows))


boundaries.add_command(check)
boundaries.add_command(prune)
