"""Fonts of printed maps: DejaVu Sans, and for letters that it lacks, such as Chinese ones, a font of the system.

DejaVu is the one that matplotlib ships, whatever the user's settings name. Fonts of the system are looked for once in a
process, and not before a text needs one.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.font_manager import FontProperties
    from matplotlib.ft2font import FT2Font

_FILES: Final = {"normal": "DejaVuSans.ttf", "bold": "DejaVuSans-Bold.ttf", "italic": "DejaVuSans-Oblique.ttf"}
#: Beginnings of the names of font files with Chinese letters, in the order in which they are taken.
_OTHERS: Final = (
    "wqyzenhei",
    "wqymicrohei",
    "msyh",
    "pingfang",
    "stheiti",
    "hiraginosansgb",
    "simhei",
    "simsun",
    "arialunicode",
    "notosanssc",
    "notosanscjk",
    "sourcehansans",
    "droidsansfallback",
)
_ENDINGS: Final = (".ttf", ".ttc", ".otf", ".otc")
_COLLECTION: Final = b"ttcf"
_CUBIC: Final = b"OTTO"
_MEASURED_AT: Final = 100  # points that widths are worked out at
_FIXED_POINT: Final = 65_536


def font_file(character: str, style: str = "normal") -> str | None:
    """Return the font file for a letter; None where no font has it.

    Parameters
    ----------
    character
        One letter.
    style
        normal, bold or italic; fonts of the system have one style for all.
    """
    return _own_file(style) if ord(character) in _own_letters() else _other_file(character)


def runs(text: str, style: str = "normal") -> list[tuple[str, str]]:
    """Return a text in parts, each with the font file that has all its letters."""
    parts: list[tuple[str, str]] = []
    for character in text:
        file = font_file(character, style) or _own_file(style)
        if parts and parts[-1][1] == file:
            parts[-1] = parts[-1][0] + character, file
        else:
            parts.append((character, file))
    return parts


@lru_cache(maxsize=32)
def cubic(file: str) -> bool:
    """Return whether a font file has PostScript outlines, which matplotlib embeds in a PDF as what they are not."""
    with Path(file).open("rb") as opened:
        tag = opened.read(16)
        if tag[:4] == _COLLECTION:
            opened.seek(int.from_bytes(tag[12:16], "big"))
            tag = opened.read(4)
    return tag[:4] == _CUBIC


def properties(file: str) -> FontProperties:
    """Return what matplotlib draws letters of a font file with."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415  (slow to import)

    return FontProperties(fname=file)


@lru_cache(maxsize=20_000)
def advance(character: str, style: str) -> float:
    """Return the width of a letter, in multiples of its size."""
    from matplotlib.ft2font import LoadFlags  # noqa: PLC0415  (slow to import)

    flags = LoadFlags.NO_HINTING | LoadFlags.NO_BITMAP
    opened = _open(font_file(character, style) or _own_file(style))
    opened.set_size(_MEASURED_AT, 72)
    glyph = opened.load_char(ord(character), flags=flags)
    return float(glyph.linearHoriAdvance) / _FIXED_POINT / _MEASURED_AT


def preferred(files: Iterable[str]) -> list[str]:
    """Return those of some font files that have Chinese letters by their names, the one to take first."""
    found = []
    for file in files:
        stem = Path(file).stem.casefold().replace(" ", "").replace("-", "").replace("_", "")
        rank = next((place for place, name in enumerate(_OTHERS) if stem.startswith(name)), None)
        if rank is not None and file.casefold().endswith(_ENDINGS):
            plain = stem.removeprefix(_OTHERS[rank]) in {"", "regular", "full"}
            found.append((rank, not plain, file))
    return [file for *_, file in sorted(found)]


@lru_cache(maxsize=8)
def _own_file(style: str) -> str:
    import matplotlib as mpl  # noqa: PLC0415  (slow to import)

    return str(Path(mpl.get_data_path()) / "fonts" / "ttf" / _FILES[style])


@lru_cache(maxsize=1)
def _own_letters() -> frozenset[int]:
    """Return the letters that every style of DejaVu has."""
    return frozenset.intersection(*(_letters(_own_file(style)) for style in _FILES))


@lru_cache(maxsize=20_000)
def _other_file(character: str) -> str | None:
    if not character.isprintable():
        return None
    return next((file for file in _other_files() if ord(character) in _letters(file)), None)


@lru_cache(maxsize=1)
def _other_files() -> tuple[str, ...]:
    from matplotlib.font_manager import findSystemFonts  # noqa: PLC0415  (slow to import)

    return tuple(preferred(findSystemFonts()))


@lru_cache(maxsize=32)
def _letters(file: str) -> frozenset[int]:
    """Return the letters of a font file; none where it cannot be read."""
    try:
        return frozenset(_open(file).get_charmap())
    except (OSError, RuntimeError):
        return frozenset()


@lru_cache(maxsize=32)
def _open(file: str) -> FT2Font:
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415  (slow to import)

    return FT2Font(file)
