"""Colours that can be told apart with the common kinds of colour blindness."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo_coop.errors import InputError
from geo_coop.schema import unknown_word

if TYPE_CHECKING:
    from collections.abc import Sequence

_PALETTES: Final[dict[str, tuple[str, ...]]] = {
    # Sequential, light to dark; yellow-green-blue of ColorBrewer without its palest step, which reads as "zero".
    "YlGnBu": ("#edf8b1", "#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#253494", "#081d58"),
    "viridis": ("#fde725", "#aadc32", "#5ec962", "#27ad81", "#21918c", "#2c728e", "#3b528b", "#472d7b", "#440154"),
    "cividis": ("#fee838", "#e1cc55", "#c3b369", "#a59c74", "#8a8678", "#707173", "#575d6d", "#35456c", "#00224e"),
    # Qualitative, of Okabe and Ito.
    "Okabe-Ito": ("#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7"),
}
PALETTES: Final = tuple(_PALETTES)
MOST_QUALITATIVE: Final = len(_PALETTES["Okabe-Ito"])


def colours_of(palette: str | Sequence[str], count: int) -> list[str]:
    """Return ``count`` colours of a palette, sequential ones spread over their whole length."""
    if not isinstance(palette, str):
        given = list(palette)
        wrong = [colour for colour in given if not _is_colour(colour)]
        if wrong:
            message = f"palette colours {wrong} are not of the form #rrggbb"
            raise InputError(message)
        if len(given) < count:
            message = f"palette has {len(given)} colours for {count} classes"
            raise InputError(message)
        return [colour.lower() for colour in given[:count]]
    if palette not in _PALETTES:
        raise InputError(unknown_word("palette", palette, PALETTES))
    stops = _PALETTES[palette]
    if palette == "Okabe-Ito":
        if count > len(stops):
            message = f"palette 'Okabe-Ito' has {len(stops)} colours for {count} classes; use 'viridis'"
            raise InputError(message)
        return list(stops[:count])
    if count == 1:
        return [stops[len(stops) // 2]]
    table = np.array([[int(stop[start : start + 2], 16) for start in (1, 3, 5)] for stop in stops], dtype=float)
    at = np.linspace(0, len(stops) - 1, count)
    channels = [np.interp(at, np.arange(len(stops)), table[:, channel]) for channel in range(3)]
    return ["#" + "".join(f"{round(float(value)):02x}" for value in row) for row in zip(*channels, strict=True)]


def _is_colour(text: object) -> bool:
    return (
        isinstance(text, str)
        and len(text) == len("#rrggbb")
        and text[0] == "#"
        and all(character in "0123456789abcdefABCDEF" for character in text[1:])
    )
