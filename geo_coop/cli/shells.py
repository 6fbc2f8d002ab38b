"""How each shell is asked and answered, where click's own way falls short of values with spaces, colons or ``=``."""

from __future__ import annotations

import os
import re
import shlex
from typing import Any, ClassVar, Final

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
    split_arg_string,
)

_PLAIN: Final = "plain"

# Bash splits words at colons and "=", so the line is handed over as it stands, beside the word that bash will replace.
_BASH: Final = r"""%(complete_func)s() {
    local response completion
    local IFS=$'\n'
    COMPREPLY=()
    response=$(env COMP_LINE="${COMP_LINE:0:$COMP_POINT}" COMP_CURRENT="$2" %(complete_var)s=bash_complete "$1")
    for completion in $response; do
        case $completion in
            dir,*) compopt -o dirnames ;;
            file,*) compopt -o default ;;
            plain,*) COMPREPLY+=("${completion#plain,}") ;;
        esac
    done
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""

_ZSH_READY: Final = "    compdef %(complete_func)s"
_ZSH_START: Final = "    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }\n"


class Bash(BashComplete):
    """Completion in bash: values are escaped as the user writes them."""

    source_template: ClassVar[str] = _BASH
    _replaced = ""  # what stands before the word that bash replaces, in the word that is typed
    _quoted = False

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the cursor, and the one that is being typed."""
        line = os.environ.get("COMP_LINE")
        if line is None:  # a script of an earlier version
            return super().get_completion_args()
        *args, last = split_arg_string(f"{line}x")  # the letter tells a new word from one that is finished
        incomplete = last[:-1]
        current = os.environ.get("COMP_CURRENT", "")
        self._quoted = _open_quote(line)
        value = incomplete.rpartition("=")[2] if incomplete.startswith("-") else incomplete
        if not self._quoted and ":" in value and (not current or value.endswith(current)):
            self._replaced = value[: len(value) - len(current)]
        return args[1:], incomplete

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """Return an answer as the script reads it."""
        value = str(item.value).removeprefix(self._replaced)
        if item.type == _PLAIN and not self._quoted:
            value = re.sub(r"([^\w@%+:,./=-])", r"\\\1", value)
        return f"{item.type},{value}"


def _open_quote(line: str) -> bool:
    """Return whether a line ends inside quotes."""
    try:
        shlex.split(f"{line}x")
    except ValueError:
        return True
    return False


class _WholeWord(ShellComplete):
    """A shell that replaces the whole word, so that ``--option=`` belongs to the answer."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """Return the answers."""
        found = super().get_completions(args, incomplete)
        option, given, _ = incomplete.partition("=")
        if not given or not option.startswith("-"):
            return found
        return [
            CompletionItem(f"{option}={item.value}", help=item.help) if item.type == _PLAIN else item for item in found
        ]


class Zsh(_WholeWord, ZshComplete):
    """Completion in zsh, where the user's own settings do not start it too."""

    source_template: ClassVar[str] = ZshComplete.source_template.replace(_ZSH_READY, _ZSH_START + _ZSH_READY)


class Fish(_WholeWord, FishComplete):
    """Completion in fish; what is told of a value may hold commas."""

    source_template: ClassVar[str] = FishComplete.source_template.replace('split "," ', 'split --max 1 "," ')


def use() -> None:
    """Let click complete with these."""
    for shell in (Bash, Zsh, Fish):
        add_completion_class(shell)
