"""The options that commands share, several in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from geo_coop.cli.output import json_option, lang_option, on_option, output_option, records_option, source_option

if TYPE_CHECKING:
    from collections.abc import Callable

    Command = Callable[..., Any]
    Name = Literal["output", "on", "records", "source", "lang", "json"]

_OPTIONS: Final = {
    "output": output_option, "on": on_option, "records": records_option, "source": source_option, "lang": lang_option,
    "json": json_option,
}  # fmt: skip


def options(*names: Name) -> Callable[[Command], Command]:
    """Return a decorator that adds options to a command, shown in the order of ``names``."""

    def add(command: Command) -> Command:
        for name in reversed(names):
            command = _OPTIONS[name](command)
        return command

    return add
