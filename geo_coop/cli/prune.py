"""``boundaries prune``: remove layers in the cache that nothing reads any more."""

from __future__ import annotations

import click

from geo_coop.boundaries.prune import prune as prune_layers
from geo_coop.cli.output import json_option, note, print_json, print_table


@click.command()
@json_option
def prune(*, as_json: bool) -> None:
    """Remove layers that a newer catalogue or version has replaced.

    Fetched files and layers of your own stay; so do the layers of a source that has no newer ones.

    \b
    Example:
      geo-coop boundaries prune
    """  # noqa: D301
    rows = [
        {"source": one.source, "folder": str(one.folder), "megabytes": round(one.bytes / 1e6, 1)}
        for one in prune_layers()
    ]
    if as_json:
        print_json(rows)
        return
    if rows:
        print_table(rows, ("source", "megabytes", "folder"), wrap=("folder",))
    note(f"{len(rows)} folders removed")
