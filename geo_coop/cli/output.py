"""How commands print: one JSON document, or a table, on standard output; all else on standard error.

What the user asked for on all commands (``--quiet``, ``--lang``) stands in `Settings`, in click's context.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

import click

from geo_coop.cli.messages import translate
from geo_coop.cli.terminal import fits, terminal_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pandas as pd

MAX_CELL = 60
LANGUAGES: Final = ("id", "en")
LANG_VARIABLE: Final = "GEO_COOP_LANG"
DEFAULT_LANG: Final = "id"
_LOCALE_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(slots=True)
class Settings:
    """What the user asked for on every command.

    Attributes
    ----------
    lang
        Language asked for with ``--lang`` or GEO_COOP_LANG; None where neither says.
    quiet
        No remarks and no progress; warnings and errors stay.
    """

    lang: str | None = None
    quiet: bool = False

    @property
    def message_lang(self) -> str:
        """Return the language of messages: the one asked for, else that of the user's locale, else English."""
        if self.lang is not None:
            return self.lang
        named = next((os.environ[name] for name in _LOCALE_VARIABLES if os.environ.get(name)), "")
        return "id" if named.lower().startswith("id") else "en"


def settings() -> Settings:
    """Return the settings of the command that runs; the defaults outside of one."""
    context = click.get_current_context(silent=True)
    found = context.find_object(Settings) if context is not None else None
    return found if found is not None else Settings(lang=lang_of_environment())


def lang_of_environment() -> str | None:
    """Return the language that GEO_COOP_LANG names, or None."""
    named = os.environ.get(LANG_VARIABLE, "")
    return named if named in LANGUAGES else None


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--json`` to a command."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")(command)


def on_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--on DATE`` to a command."""
    return click.option(
        "--on", "on", type=click.DateTime(["%Y-%m-%d"]), callback=_as_date, metavar="DATE",
        help="The state on this day (YYYY-MM-DD); default: all that is recorded.",
    )(command)  # fmt: skip


def lang_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--lang`` to a command; it rules the command's messages too."""
    return click.option(
        "--lang", type=click.Choice(LANGUAGES), default=_asked_lang, show_default="id, or GEO_COOP_LANG",
        callback=_keep_lang, help="Language of titles and texts.",
    )(command)  # fmt: skip


def _asked_lang() -> str:
    return settings().lang or DEFAULT_LANG


def _keep_lang(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """Let the language given to a command rule its messages."""
    given = ctx.get_parameter_source(str(param.name)) is click.core.ParameterSource.COMMANDLINE
    kept = ctx.find_object(Settings)
    if given and kept is not None:
        kept.lang = value
    return value


def output_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``-o FILE`` to a command that shows a table."""
    return click.option(
        "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
        help="Write the table to this file (.csv, .xlsx, .json; with shapes .geojson, .gpkg, .parquet).",
    )(command)  # fmt: skip


def refuse_both(output: Path | None, *, as_json: bool) -> None:
    """Refuse ``--json``, which is for the screen, together with a file.

    Raises
    ------
    click.UsageError
        Both were given.
    """
    if as_json and output is not None:
        message = "--json prints JSON on the screen; with -o name the kind by the file's ending"
        raise click.UsageError(message)


def source_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--source`` to a command."""
    return click.option(
        "--source",
        metavar="SOURCE",
        help="Boundary source; default: the best one at hand. See: geo-coop boundaries list",
    )(command)


def records_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--records DIR`` to a command."""
    return click.option(
        "--records",
        "folder",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        help="Folder of further records (YAML), beside those that ship.",
    )(command)


def _as_date(ctx: click.Context, param: click.Parameter, value: dt.datetime | None) -> dt.date | None:
    del ctx, param
    return value.date() if value is not None else None


def print_json(document: object) -> None:
    """Print one JSON document; NaN becomes null, dates become text."""
    click.echo(json.dumps(_plain(document), ensure_ascii=False, indent=2, allow_nan=False))


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return None if math.isnan(value) or math.isinf(value) else value
    if isinstance(value, dt.date):
        return value.isoformat()
    if hasattr(value, "item") and not isinstance(value, str):
        return _plain(value.item())
    return value


def as_rows(table: pd.DataFrame) -> list[dict[str, object]]:
    """Return the rows of a frame as plain mappings."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def print_table(rows: Iterable[Mapping[str, object]], columns: Sequence[str], *, wrap: Sequence[str] = ()) -> None:
    """Print rows as aligned columns.

    On a terminal that is too narrow, cells are wrapped, or each row becomes a block of lines; nothing is cut. In a
    pipe or a file each row is one line, and cells longer than 60 characters are cut but for the columns of ``wrap``.
    """
    whole = [[_cell(row.get(column)) for column in columns] for row in rows]
    width = shutil.get_terminal_size().columns
    if is_terminal(sys.stdout) and not fits(whole, columns, width):
        click.echo(terminal_table(whole, columns, width, colour=not os.environ.get("NO_COLOR")))
        return
    listed = [[_cut(cell, column, wrap) for cell, column in zip(row, columns, strict=True)] for row in whole]
    widths = [max([len(column), *(len(row[place]) for row in listed)]) for place, column in enumerate(columns)]
    click.echo("  ".join(click.style(c.ljust(w), bold=True) for c, w in zip(columns, widths, strict=True)).rstrip())
    for row in listed:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _cell(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "-"
    text = f"{value:.3f}" if isinstance(value, float) else str(value)
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _cut(text: str, column: str, wrap: Sequence[str]) -> str:
    return text[: MAX_CELL - 3] + "..." if column not in wrap and len(text) > MAX_CELL else text


def note(text: str) -> None:
    """Print a remark on standard error, in the language of messages; nothing with ``--quiet``."""
    if not settings().quiet:
        click.echo(translate(text, settings().message_lang), err=True)


def note_day(on: dt.date | None) -> None:
    """Say, where a day was asked for, that villages and their shapes are not those of that day."""
    if on is not None:
        note(
            "villages and shapes are today's, as no older polygons are published; "
            f"the regions of that day: geo-coop questions regions-on {on}"
        )


def error_line(text: str, asked: Settings | None = None) -> None:
    """Print an error on standard error, red on a terminal, in the language asked for; ``--quiet`` leaves it in."""
    styled = click.style(translate(text, (asked or settings()).message_lang), fg="red")
    click.echo(styled, err=True, color=False if os.environ.get("NO_COLOR") else None)


def shows_progress() -> bool:
    """Return whether progress may be shown: on a terminal, and not with ``--quiet``."""
    return is_terminal(sys.stderr) and not settings().quiet


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a stream is a terminal; one that the caller has closed (None) is not."""
    return stream is not None and stream.isatty()
