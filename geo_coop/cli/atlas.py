"""``atlas``: the main job."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from geo_coop.atlas import make_atlas
from geo_coop.cli.messages import translate
from geo_coop.cli.output import (
    json_option,
    lang_option,
    note,
    on_option,
    print_json,
    settings,
    shows_progress,
    source_option,
)

if TYPE_CHECKING:
    import datetime as dt

    from geo_coop.schema import Lang


@click.command()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), default=Path("atlas"), show_default=True,
    help="Folder to write.",
)  # fmt: skip
@lang_option
@on_option
@source_option
@json_option
def atlas(output: Path, lang: str, on: dt.date | None, source: str | None, *, as_json: bool) -> None:
    """Make the atlas: maps and tables of all agreements, with sources, in one folder that opens with no network.

    \b
    Examples:
      geo-coop atlas -o atlas
      geo-coop atlas -o atlas-en --lang en
    """  # noqa: D301
    begun = time.perf_counter()
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=Console(stderr=True), transient=True, disable=not shows_progress(),
    ) as bar:  # fmt: skip
        task = bar.add_task("atlas", total=None)

        def show(name: str, number: int, total: int) -> None:
            bar.update(task, description=name, completed=number - 1, total=total)

        made = make_atlas(output, lang=cast("Lang", lang), on=on, source=source, progress=show)
    total = time.perf_counter() - begun
    index = (made.folder / made.files[0]).resolve()
    if as_json:
        print_json(
            {"index": str(index), "files": list(made.files), "tier": made.tier, "seconds": total, "steps": made.seconds}
        )
        return
    for name, seconds in made.seconds.items():
        note(f"{seconds:6.1f} s  {name}")
    note(f"{total:6.1f} s  in all, boundaries: {made.tier}")
    click.echo(translate(f"Open {index}", settings().message_lang))
