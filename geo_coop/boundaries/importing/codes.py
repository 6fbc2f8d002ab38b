"""Parts of codes that an import sorts its rows by."""

from __future__ import annotations

from geo_coop.boundaries.adapters.dosm import kind_of_malaysia
from geo_coop.codes import kind_of


def province_of(code: str) -> str:
    """Return the part that a code belongs to: its province, or the country where it is one."""
    return code.partition(".")[0]


def above(code: str) -> list[str]:
    """Return the regions above a code, up to its province."""
    parts = code.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts))]


def kind_word(code: str) -> str:
    """Return the kind that a code implies, where the register knows none."""
    return kind_of(code) if code[0].isdigit() else kind_of_malaysia(code)
