"""The command ``geo-coop``: command groups, loaded when used, and errors as exit codes.

Exit codes: 0 done, 1 our error (one line), 2 usage, 3 ambiguous, 4 not found. ``--json`` prints one JSON document
on standard output; messages go to standard error.
"""

from __future__ import annotations

import importlib
import logging
import sys
from typing import Final

import click

from geo_coop import __version__
from geo_coop.errors import AmbiguousError, GeoCoopError, NotFoundError

EXIT_ERROR: Final = 1
EXIT_AMBIGUOUS: Final = 3
EXIT_NOT_FOUND: Final = 4

_COMMANDS: Final[dict[str, str]] = {
    "agreements": "geo_coop.cli.agreements:agreements",
    "atlas": "geo_coop.cli.atlas:atlas",
    "border": "geo_coop.cli.border:border",
    "boundaries": "geo_coop.cli.boundaries:boundaries",
    "claims": "geo_coop.cli.claims:claims",
    "coverage": "geo_coop.cli.coverage:coverage",
    "covers": "geo_coop.cli.coverage:covers",
    "find": "geo_coop.cli.regions:find",
    "gaps": "geo_coop.cli.gaps:gaps",
    "map": "geo_coop.cli.maps:map_",
    "questions": "geo_coop.cli.gaps:questions",
    "region": "geo_coop.cli.regions:region",
}


class _LazyGroup(click.Group):
    """A group that imports a command's module when the command is used, so that start-up stays short."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands' names."""
        del ctx
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module, _, attribute = _COMMANDS[cmd_name].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        if not isinstance(command, click.Command):
            message = f"{_COMMANDS[cmd_name]} is no command"
            raise TypeError(message)
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="geo-coop")
def cli() -> None:
    """Which cooperation agreement covers which village of Indonesian Borneo.

    \b
    Examples:
      geo-coop atlas -o atlas                 maps and tables, ready to open
      geo-coop find Kukar                     which region a name means
      geo-coop covers 65.03.05.2033           which agreements cover a village
      geo-coop border 65 MY --notion legal    the villages at a border
    """  # noqa: D301  (click's mark for text that keeps its lines)


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


def _show_warnings() -> None:
    """Print the library's warnings on standard error, each once."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("geo-coop: warning: %(message)s"))
    handler.addFilter(_Once())
    logging.getLogger("geo_coop").addHandler(handler)


def main() -> None:
    """Run the command line, and turn errors of ours into one line and an exit code."""
    _show_warnings()
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("interrupted", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except AmbiguousError as error:
        click.echo(f"geo-coop: ambiguous: {error}", err=True)
        sys.exit(EXIT_AMBIGUOUS)
    except NotFoundError as error:
        click.echo(f"geo-coop: not found: {error}", err=True)
        sys.exit(EXIT_NOT_FOUND)
    except GeoCoopError as error:
        click.echo(f"geo-coop: error: {error}", err=True)
        sys.exit(EXIT_ERROR)


if __name__ == "__main__":
    main()
