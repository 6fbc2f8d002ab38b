"""The commands with their options in outline, so that completion need not import them (0.1 s instead of 1 s).

The outline stands in ``outline.json``; ``python tools/outline.py`` writes it from the commands themselves. Out of it
come commands that do nothing, which click completes as it would complete the real ones.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Final, cast

import click

from geo_coop.cli.values import complete_values

FILE: Final = Path(__file__).with_name("outline.json")
COMPLETE_VARIABLE: Final = "_GEO_COOP_COMPLETE"

# What the values of a parameter are, by its name and the word that stands for it in the help; `complete_values` knows
# the kinds. A parameter that stands nowhere here has values that only the user knows (a file's columns, a title ...).
VALUES: Final[dict[tuple[str, str | None], str]] = {
    **dict.fromkeys(
        [("a", None), ("b", None), ("code", "REGION"), ("edge", "REGION"), ("member", "REGION"), ("name", None),
         ("party", "NAME"), ("region", None), ("within", "REGION")],
        "region",
    ),
    **dict.fromkeys([("agreement", None), ("agreement", "ID"), ("id_", "ID"), ("ids", "[ID]...")], "record"),
    **dict.fromkeys([("level", None), ("level", "LEVEL")], "level"),
    ("by", "MEASURE"): "measure",
    ("document", "ID"): "document",
    ("name", "user:NAME"): "layer",
    ("sector", "ID"): "sector",
    ("source", "SOURCE"): "source",
    ("sources", "[SOURCE]..."): "published",
    ("zone", None): "zone",
    ("zone", "ID"): "zone",
}  # fmt: skip


def completing() -> bool:
    """Return whether a shell asks for completions."""
    return COMPLETE_VARIABLE in os.environ


def describe(command: click.Command) -> dict[str, Any]:
    """Return a command in outline: its help in a line, its parameters, and the commands of a group."""
    found: dict[str, Any] = {
        "help": command.get_short_help_str(),
        "params": [_parameter(parameter) for parameter in command.params],
    }
    if isinstance(command, click.Group):
        context = click.Context(command)
        inner = {name: command.get_command(context, name) for name in command.list_commands(context)}
        found["commands"] = {name: describe(each) for name, each in inner.items() if each is not None}
    return found


def _parameter(parameter: click.Parameter) -> dict[str, Any]:
    words = ["/".join(pair) for pair in zip(parameter.opts, parameter.secondary_opts, strict=False)] or parameter.opts
    option = parameter if isinstance(parameter, click.Option) else None
    given: dict[str, Any] = {
        "name": parameter.name, "words": words if option is not None else None, "nargs": parameter.nargs,
        "help": option.help if option is not None else None, "flag": option is not None and option.is_flag,
        "multiple": parameter.multiple, "values": VALUES.get((str(parameter.name), parameter.metavar)),
    }  # fmt: skip
    if isinstance(parameter.type, click.Choice):
        given["choice"] = list(parameter.type.choices)
    elif isinstance(parameter.type, click.Path):
        given["path"] = "dir" if parameter.type.dir_okay and not parameter.type.file_okay else "file"
    return {key: value for key, value in given.items() if value is not None and value is not False}


def stub(name: str) -> click.Command | None:
    """Return a command of the outline that does nothing but be completed."""
    outline = json.loads(FILE.read_text(encoding="utf-8"))
    return _command(name, outline["commands"][name]) if name in outline["commands"] else None


def _command(name: str, found: dict[str, Any]) -> click.Command:
    params = [_stub_parameter(each) for each in found["params"]]
    if "commands" not in found:
        return click.Command(name, params=params, short_help=found["help"])
    inner = {word: _command(word, each) for word, each in found["commands"].items()}
    return click.Group(name, params=params, short_help=found["help"], commands=inner)


def _stub_parameter(found: dict[str, Any]) -> click.Parameter:
    type_: click.ParamType[Any] = click.STRING
    if "choice" in found:
        type_ = click.Choice(cast("list[str]", found["choice"]))
    elif "path" in found:
        type_ = click.Path(file_okay=found["path"] == "file")
    complete = complete_values(found["values"]) if "values" in found else None
    nargs = found.get("nargs", 1)
    if "words" not in found:
        return click.Argument([found["name"]], type=type_, nargs=nargs, required=False, shell_complete=complete)
    if found.get("flag"):
        return click.Option([found["name"], *found["words"]], is_flag=True, help=found.get("help"))
    return click.Option(
        [found["name"], *found["words"]], type=type_, nargs=nargs, multiple=found.get("multiple", False),
        help=found.get("help"), shell_complete=complete,
    )  # fmt: skip
