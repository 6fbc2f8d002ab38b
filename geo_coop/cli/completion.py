"""``completion``: the script that lets a shell complete commands, options and values."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from geo_coop.cli import shells
from geo_coop.cli.outline import COMPLETE_VARIABLE
from geo_coop.errors import InputError

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that completes commands, options and values in SHELL.

    \b
    Examples:
      geo-coop completion bash >> ~/.bashrc
      geo-coop completion zsh >> ~/.zshrc
      geo-coop completion fish > ~/.config/fish/completions/geo-coop.fish
    """  # noqa: D301
    shells.use()
    found = get_completion_class(shell)
    if found is None:
        message = f"this version of click completes nothing in {shell}"
        raise InputError(message)
    click.echo(found(ctx.find_root().command, {}, "geo-coop", COMPLETE_VARIABLE).source())
