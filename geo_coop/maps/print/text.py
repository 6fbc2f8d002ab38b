"""Text on paper: which characters the fonts have, how wide a line is, and where it breaks."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

from geo_coop.maps.print.fonts import advance, font_file

if TYPE_CHECKING:
    from collections.abc import Iterator

POINT_MM: Final = 25.4 / 72
#: Height of a line, in multiples of the size of its letters.
LINE_HEIGHT: Final = 1.25
_CUT: Final = "…"
_MOST_NAMED: Final = 10
_LONGEST_NAMED: Final = 60
#: Texts with letters that no font has, in the order met, while a sheet is drawn.
_LACKING: ContextVar[dict[str, None] | None] = ContextVar("_LACKING", default=None)


class MissingLettersWarning(UserWarning):
    """A text on paper has letters that no font has; a question mark stands for each."""


@contextmanager
def lacking_told() -> Iterator[None]:
    """Warn once, at the end, of all texts that `printable` met in between and that have letters of no font.

    Warns
    -----
    MissingLettersWarning
        Names the first ten of the texts, long ones by their beginning, and counts the others.
    """
    found: dict[str, None] = {}
    token = _LACKING.set(found)
    try:
        yield
    finally:
        _LACKING.reset(token)
    if found:
        short = (text if len(text) <= _LONGEST_NAMED else text[:_LONGEST_NAMED] + _CUT for text in found)
        named = ", ".join(repr(text) for text in list(short)[:_MOST_NAMED])
        more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
        message = (
            f"no font for printed maps has all letters of {named}{more}: question marks stand for them; for Chinese "
            "letters install Noto Sans CJK or WenQuanYi Zen Hei (Debian: fonts-noto-cjk, fonts-wqy-zenhei)"
        )
        warnings.warn(message, MissingLettersWarning, stacklevel=4)


def printable(text: str) -> str:
    """Return the text with what no font has, and what is no visible character, as question marks.

    Line breaks and tabs become spaces. Inside `lacking_told`, a text with visible letters of no font is told.
    """
    found = _LACKING.get()
    if found is not None and any(character.isprintable() and font_file(character) is None for character in text):
        found[text] = None
    shown = "".join(" " if character in "\n\r\t" else character for character in text)
    return "".join(character if character.isprintable() and font_file(character) else "?" for character in shown)


def width_mm(text: str, size: float, style: str = "normal") -> float:
    """Return the width of one line of text, in millimetres: the sum of its letters, without kerning.

    Parameters
    ----------
    text
        Text, as `printable` returns it.
    size
        Size of the letters in points.
    style
        normal, bold or italic.
    """
    return sum(advance(character, style) for character in text) * size * POINT_MM


def wrap(text: str, width: float, size: float, style: str = "normal", most: int | None = None) -> list[str]:
    """Return the text in lines that are no wider than ``width`` millimetres.

    Words that are wider are broken. Text beyond ``most`` lines is cut, which an ellipsis shows. Empty text has no
    line.
    """
    lines: list[str] = []
    space = width_mm(" ", size, style)
    used = 0.0
    for word in printable(text).split():
        for part, wide in _pieces(word, width, size, style):
            if lines and used + space + wide <= width:
                lines[-1] += f" {part}"
                used += space + wide
            else:
                lines.append(part)
                used = wide
    if most is not None and len(lines) > most:
        lines = lines[:most]
        while lines[-1] and width_mm(lines[-1] + _CUT, size, style) > width:
            lines[-1] = lines[-1][:-1]
        lines[-1] = lines[-1].rstrip() + _CUT
    return lines


def height_mm(lines: int, size: float) -> float:
    """Return the height of lines of text, in millimetres."""
    return lines * size * LINE_HEIGHT * POINT_MM


def _pieces(word: str, width: float, size: float, style: str) -> list[tuple[str, float]]:
    """Return a word with its width, in parts that fit where it is too wide."""
    pieces: list[tuple[str, float]] = []
    part, used = "", 0.0
    for character in word:
        wide = advance(character, style) * size * POINT_MM
        if part and used + wide > width:
            pieces.append((part, used))
            part, used = "", 0.0
        part += character
        used += wide
    return [*pieces, (part, used)]
