"""The note below a printed map: sources with release, tier and licence, and remarks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_coop.boundaries import embedded
from geo_coop.maps.print.text import POINT_MM, height_mm, wrap
from geo_coop.maps.print.words import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_coop.maps.page import MapNotes
    from geo_coop.maps.print.paper import Box
    from geo_coop.maps.print.sheet import Sheet
    from geo_coop.provenance import Provenance
    from geo_coop.schema import Lang

_SIZES: Final = (6.3, 6.0)
_COLUMN_MM: Final = 125.0  # about 110 letters, as wide as one reads
_GAP_MM: Final = 5.0
_MORE_LINES: Final = 2
_MOST: Final = 0.3  # of the height of the sheet


def note_lines(notes: MapNotes, remarks: Sequence[str], *, with_inset: bool, lang: Lang) -> list[str]:
    """Return the paragraphs of the note: what the boundaries are worth, remarks, each source once."""
    paragraphs = [word("approximate_help", lang)] if notes.tier != "authoritative" else []
    paragraphs += [*notes.remarks, *remarks]
    tiers = {each.tier for each in notes.sources}
    paragraphs += [_source(each, lang, with_tier=len(tiers) > 1) for each in notes.sources]
    tier = word(f"tier_{notes.tier}", lang) if notes.tier in {"approximate", "authoritative"} else notes.tier
    paragraphs.append(f"{word('tier', lang).capitalize()}: {tier}.")
    known = {(each.source, each.release) for each in notes.sources}
    locator = embedded.provenance("province")
    if with_inset and (locator.source, locator.release) not in known:
        paragraphs.append(f"{word('locator', lang)}: {locator.title} {locator.release}, {locator.licence}.")
    return list(dict.fromkeys(paragraphs))


def notes_height(paragraphs: Sequence[str], width: float, letters: float, sheet_height: float) -> float:
    """Return the height that the note needs, in millimetres; at most about a quarter of the sheet."""
    size, columns, _ = _typeset(paragraphs, width, letters, sheet_height)
    return height_mm(max(len(column) for column in columns), size) + 1.0


def draw_notes(sheet: Sheet, paragraphs: Sequence[str], box: Box, letters: float, lang: Lang) -> None:
    """Write the note in columns; paragraphs that find no room are counted."""
    shown = list(paragraphs)
    size, columns, wide = _typeset(shown, box.width, letters, sheet.height)
    while len(shown) > 1 and height_mm(max(len(column) for column in columns), size) > box.height + 0.1:
        shown.pop()
        more = word("notes_left_out", lang).format(count=len(paragraphs) - len(shown))
        size, columns, wide = _typeset([*shown, more], box.width, letters, sheet.height)
    for number, column in enumerate(columns):
        x = box.left + number * (wide + _GAP_MM)
        for place, line in enumerate(column):
            y = box.top - size * POINT_MM - height_mm(place, size)
            sheet.text(x, y, line, size, colour="#333333")


def _source(source: Provenance, lang: Lang, *, with_tier: bool) -> str:
    tier = f", {word('tier', lang)} {word('tier_' + source.tier, lang)}" if with_tier else ""
    text = f"{word('source', lang)}: {source.title}, {word('release', lang)} {source.release}{tier}, "
    text += f"{word('licence', lang)} {source.licence}."
    return f"{text} {source.attribution}." if source.attribution else text


def _typeset(
    paragraphs: Sequence[str], width: float, letters: float, sheet_height: float
) -> tuple[float, list[list[str]], float]:
    """Return size of letters, columns of lines, and width of a column; letters shrink where there is much to say."""
    count = max(1, round(width / (_COLUMN_MM * letters)))
    wide = (width - _GAP_MM * (count - 1)) / count
    size, columns = 0.0, [[""]]
    for each in _SIZES:
        size = each * letters
        blocks = [wrap(paragraph, wide, size) for paragraph in paragraphs]
        columns = _columns([block for block in blocks if block], count)
        rows = max(len(column) for column in columns)
        if height_mm(rows, size) <= sheet_height * _MOST:
            break
    return size, columns, wide


def _columns(blocks: Sequence[Sequence[str]], count: int) -> list[list[str]]:
    """Return paragraphs in columns of about the same height; whole ones where that costs a line or two."""
    lines = [line for block in blocks for line in block]
    if not lines:
        return [[""]]
    rows = -(-len(lines) // count)
    for most in range(rows, rows + _MORE_LINES + 1):
        columns: list[list[str]] = [[]]
        for block in blocks:
            if columns[-1] and len(columns[-1]) + len(block) > most:
                columns.append([])
            columns[-1] += block
        if len(columns) <= count and max(len(column) for column in columns) <= most:
            return columns
    return [lines[start : start + rows] for start in range(0, len(lines), rows)]
