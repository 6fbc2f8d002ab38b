"""The command ``geo-coop``: command groups, loaded when used, and errors as exit codes.

Exit codes: 0 done, 1 our error (one line), 2 usage, 3 ambiguous, 4 not found. ``--json`` prints one JSON document
on standard output; messages go to standard error. ``--quiet`` and ``--lang`` hold for every command; colours are for
terminals, and NO_COLOR turns them off.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import logging
import os
import sys
import warnings
from typing import Any, Final, NoReturn

import click
from click.shell_completion import CompletionItem

from geo_coop import __version__
from geo_coop.cli import shells
from geo_coop.cli.messages import translate
from geo_coop.cli.outline import completing, stub
from geo_coop.cli.output import LANG_VARIABLE, LANGUAGES, Settings, error_line, lang_of_environment, settings
from geo_coop.cli.summaries import SUMMARIES
from geo_coop.errors import AmbiguousError, GeoCoopError, NotFoundError

EXIT_ERROR: Final = 1
EXIT_AMBIGUOUS: Final = 3
EXIT_NOT_FOUND: Final = 4
EXIT_INTERRUPTED: Final = 130

# Numpy starts threads for linear algebra, and pydantic looks through every installed package for plugins of its own:
# no command needs either, and together they take a tenth of a second. What the user has set stays.
_QUICK: Final = {"OPENBLAS_NUM_THREADS": "1", "PYDANTIC_DISABLE_PLUGINS": "__all__"}

_COMMANDS: Final[dict[str, str]] = {
    "agreements": "geo_coop.cli.agreements:agreements",
    "atlas": "geo_coop.cli.atlas:atlas",
    "border": "geo_coop.cli.border:border",
    "boundaries": "geo_coop.cli.boundaries:boundaries",
    "claims": "geo_coop.cli.claims:claims",
    "completion": "geo_coop.cli.completion:completion",
    "coverage": "geo_coop.cli.coverage:coverage",
    "covers": "geo_coop.cli.covers:covers",
    "export": "geo_coop.cli.export:export",
    "find": "geo_coop.cli.regions:find",
    "gaps": "geo_coop.cli.gaps:gaps",
    "map": "geo_coop.cli.maps:map_",
    "questions": "geo_coop.cli.questions:questions",
    "region": "geo_coop.cli.regions:region",
}


class _LazyGroup(click.Group):
    """A group that imports a command's module when the command is used, so that start-up stays short."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands' names."""
        del ctx
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; while a shell asks for completions, its outline does."""
        if completing() and ctx.resilient_parsing:
            return stub(cmd_name)
        if cmd_name not in _COMMANDS:
            return None
        module, _, attribute = _COMMANDS[cmd_name].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        if not isinstance(command, click.Command):
            message = f"{_COMMANDS[cmd_name]} is no command"
            raise TypeError(message)
        _add_quiet(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a line on each command, without importing it."""
        rows = [(name, _summary(name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete a command's name without importing the commands, and options as click does."""
        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        names = [name for name in self.list_commands(ctx) if name.startswith(incomplete)]
        return [CompletionItem(name, help=_summary(name)) for name in names]


def _summary(name: str) -> str:
    indonesian, english = SUMMARIES[name]
    return indonesian if settings().message_lang == "id" else english


def _add_quiet(command: click.Command) -> None:
    """Let ``--quiet`` stand after a command's name too; commands of groups as well."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _add_quiet(inner)
    elif not any(parameter.name == "quiet" for parameter in command.params):
        command.params.append(_QUIET_AFTER)


def _keep(ctx: click.Context, param: click.Parameter, value: object) -> object:
    """Keep what was asked for on every command."""
    kept = ctx.ensure_object(Settings)
    if param.name == "quiet" and value:
        kept.quiet = True
    elif param.name == "lang" and isinstance(value, str):
        kept.lang = value
    return value


_QUIET_AFTER: Final = click.Option(
    ["-q", "--quiet"], is_flag=True, expose_value=False, callback=_keep, help="No remarks and no progress."
)


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="geo-coop")
@click.option("-q", "--quiet", is_flag=True, expose_value=False, callback=_keep,
              help="No remarks and no progress; warnings and errors stay.")  # fmt: skip
@click.option("--lang", type=click.Choice(LANGUAGES), envvar=LANG_VARIABLE, is_eager=True, expose_value=False,
              callback=_keep, help="Language of titles, texts and messages; also GEO_COOP_LANG. Without it, titles and "
              "texts are Indonesian, and messages follow the locale.")  # fmt: skip
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Which cooperation agreement covers which village of Indonesian Borneo.

    \b
    Examples:
      geo-coop atlas -o atlas                 maps and tables, ready to open
      geo-coop find Kukar                     which region a name means
      geo-coop covers 65.03.05.2033           which agreements cover a village
      geo-coop border 65 MY --notion legal    the villages at a border
    """  # noqa: D301  (click's mark for text that keeps its lines)
    if os.environ.get("NO_COLOR"):
        ctx.color = False


class _Once(logging.Filter):
    """Let each warning through once."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether this text is new."""
        text = record.getMessage()
        new = text not in self.seen
        self.seen.add(text)
        return new


class _Translated(logging.Formatter):
    """Write a warning in the language of messages."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return translate(f"geo-coop: warning: {record.getMessage()}", settings().message_lang)


def _show_warnings() -> None:
    """Print the library's warnings on standard error, each once."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Translated())
    handler.addFilter(_Once())
    logger = logging.getLogger("geo_coop")
    logger.addHandler(handler)
    usual = warnings.showwarning

    def show(message: Warning | str, category: type[Warning], *where: Any, **also: Any) -> None:  # noqa: ANN401
        if category.__module__.partition(".")[0] == "geo_coop":
            logger.warning("%s", message)
        else:
            usual(message, category, *where, **also)

    warnings.showwarning = show


def main() -> None:
    """Run the command line, and turn errors of ours into one line and an exit code."""
    for name, value in _QUICK.items():
        os.environ.setdefault(name, value)
    atexit.register(gc.disable)  # a process that ends need not look for what it could free: 20 to 40 ms
    _show_warnings()
    asked = Settings(lang=lang_of_environment())
    if completing():
        shells.use()
    try:
        cli.main(standalone_mode=False, obj=asked)
    except click.exceptions.Abort:
        _fail("interrupted", EXIT_INTERRUPTED, asked)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except AmbiguousError as error:
        _fail(f"geo-coop: ambiguous: {error}", EXIT_AMBIGUOUS, asked)
    except NotFoundError as error:
        _fail(f"geo-coop: not found: {error}", EXIT_NOT_FOUND, asked)
    except GeoCoopError as error:
        _fail(f"geo-coop: error: {error}", EXIT_ERROR, asked)
    except OSError as error:  # of standard output: files are written by what names them in its own errors
        _let_go_of_output()
        _fail(f"geo-coop: error: cannot write {error.filename or 'the answer'}: {error.strerror}", EXIT_ERROR, asked)


def _let_go_of_output() -> None:
    """Lead standard output nowhere, so that Python does not try once more to write what it holds when it ends."""
    with contextlib.suppress(AttributeError, OSError, ValueError):  # there may be none
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(text: str, code: int, asked: Settings) -> NoReturn:
    """Print an error in the language asked for, and leave."""
    error_line(text, asked)
    sys.exit(code)


if __name__ == "__main__":
    main()
