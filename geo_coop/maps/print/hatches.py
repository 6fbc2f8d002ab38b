"""Hatches of printed areas: each kept to one meaning, and told apart by direction, not by colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Hatch:
    """A pattern over an area.

    Attributes
    ----------
    pattern
        In matplotlib's letters; repeated letters stand closer.
    colour
        ``#rrggbb`` of the pattern's lines.
    """

    pattern: str
    colour: str


#: The hatches of classes (`geo_coop.classify.Hatch`), and of villages that only law puts at the border.
HATCHES: Final[Mapping[str, Hatch | None]] = {
    "none": None,
    "diagonal": Hatch("//////", "#7a7a7a"),
    "dots": Hatch("....", "#8a7f6d"),
    "legal": Hatch("\\\\\\\\\\", "#141414"),
}
_DIRECTIONS: Final = ("////", "\\\\\\\\", "||||", "----", "xxx", "+++", "ooo", "...")
_COLOURS: Final = ("#0072b2", "#d55e00", "#00664b", "#9d1f7f", "#000000", "#8a5a00", "#4b4b9a", "#7a1f1f")


def overlapping(number: int) -> Hatch:
    """Return the hatch of the n-th of several sets that may overlap, counted from 0.

    The first four differ in direction, so that all of them can be seen in one area.
    """
    return Hatch(_DIRECTIONS[number % len(_DIRECTIONS)], _COLOURS[number % len(_COLOURS)])
