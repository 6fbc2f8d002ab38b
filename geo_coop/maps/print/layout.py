"""How a sheet is laid out: title above, map, panel with inset, legend and scale, sources below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo_coop.maps.print.graticule import draw_graticule
from geo_coop.maps.print.inset import inset_kind
from geo_coop.maps.print.notes import draw_notes, note_lines, notes_height
from geo_coop.maps.print.panel import SMALL, draw_panel, halves
from geo_coop.maps.print.sheet import Box, PageSetup, render
from geo_coop.maps.print.text import POINT_MM, height_mm, width_mm, wrap
from geo_coop.maps.print.view import fit
from geo_coop.maps.print.words import word
from geo_coop.maps.words import check_lang

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo_coop.maps.page import MapNotes
    from geo_coop.maps.print.legend import Row
    from geo_coop.maps.print.sheet import Sheet
    from geo_coop.maps.print.view import Bounds, View
    from geo_coop.schema import Lang

SEA: Final = "#dbe9f2"
_MARGIN_MM: Final = 9.0
_GAP_MM: Final = 3.0
_TITLE_SIZES: Final = (16.0, 14.0, 12.0, 10.0)
_TITLE_LINES: Final = 2
_MOST_TITLE_LINES: Final = 5
_SUBTITLE_SIZE: Final = 8.5
_CAPTION_LINES: Final = 2
_CELL: Final = 6.0


@dataclass(slots=True)
class Canvas:
    """What a map draws on: the sheet, the view of its frame, and what it finds out while drawing.

    Attributes
    ----------
    sheet, view
        The sheet, and its map frame.
    lang
        Language.
    letters
        How large letters are against those of A4.
    least
        Size in points below which names are not written.
    cell
        Which of several maps this is, from 0.
    left_out
        How many names found no room.
    """

    sheet: Sheet
    view: View
    lang: Lang
    letters: float
    least: float = 0.0
    cell: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Content:
    """What a sheet holds beside its furniture.

    Attributes
    ----------
    title
        Title; long ones are wrapped.
    bounds
        West, south, east, north of what must be seen.
    draw
        Draws the map.
    legend
        Rows of the legend.
    notes
        Sources, tier, day and remarks.
    lang
        Language.
    remarks
        Sentences for the notes that follow from what is drawn.
    cells
        Captions of several maps of one extent and scale, side by side; empty for one map.
    """

    title: str
    bounds: Bounds
    draw: Callable[[Canvas], None]
    legend: Sequence[Row]
    notes: MapNotes
    lang: Lang
    remarks: Sequence[str] = ()
    cells: Sequence[str] = ()


def sheet_of(content: Content, setup: PageSetup) -> bytes:
    """Return a sheet with title, map, legend, scale bar, graticule, inset, north arrow and sources.

    Raises
    ------
    InputError
        An unknown paper, orientation, format or language, or a resolution out of range.
    """
    setup.check()
    check_lang(content.lang)
    return render(lambda sheet: _compose(sheet, content, setup), setup.size, setup.fmt, setup.dpi, content.title)


def _compose(sheet: Sheet, content: Content, setup: PageSetup) -> None:
    letters, lang = setup.letters, content.lang
    margin, gap = _MARGIN_MM * letters**0.5, _GAP_MM * letters
    width = sheet.width - 2 * margin
    # How many names find no room is known when the map is drawn; room for saying so is kept.
    reserve = word("names_left_out", lang).format(count=8888)
    kind = inset_kind(content.bounds)
    notes = note_lines(content.notes, [*content.remarks, reserve], with_inset=kind is not None, lang=lang)
    below = notes_height(notes, width, letters, sheet.height)
    top = _title(sheet, content, Box(margin, margin, width, sheet.height - 2 * margin), letters)
    body = Box(margin, margin + below + gap, width, top - margin - below - 2 * gap)
    frame, panel = halves(content.legend, kind, body, setup)
    if content.cells:
        view, count = draw_cells(sheet, content, frame, letters), 0
    else:
        view = fit(content.bounds, frame)
        canvas = Canvas(sheet, view, lang, letters)
        draw_graticule(sheet, view, lang, SMALL * letters)
        draw_frame(canvas, content)
        count = canvas.left_out
    with_inset = draw_panel(sheet, content.legend, view, panel, setup, lang)
    left_out = [word("names_left_out", lang).format(count=count)] if count else []
    final = note_lines(content.notes, [*content.remarks, *left_out], with_inset=with_inset, lang=lang)
    draw_notes(sheet, final, Box(margin, margin, width, below), letters, lang)


def draw_frame(canvas: Canvas, content: Content) -> None:
    """Draw sea, map and frame."""
    canvas.sheet.box(canvas.view.frame, face=SEA, zorder=0)
    content.draw(canvas)
    canvas.sheet.box(canvas.view.frame, edge="#111111", width=0.9, zorder=10)


def draw_cells(sheet: Sheet, content: Content, frame: Box, letters: float) -> View:
    """Draw several maps of one extent and scale in a frame, each with its caption, and return the view of the first."""
    west, south, east, north = content.bounds
    aspect = max(east - west, 1e-6) / max(north - south, 1e-6)
    size = SMALL * letters
    gap, count = 2.0, len(content.cells)
    longest = max(
        len(wrap(text, frame.width / count**0.5 - gap, size, "bold", _CAPTION_LINES)) for text in content.cells
    )
    caption = height_mm(longest, size) + 0.8

    def cell_size(columns: int) -> tuple[float, float]:
        rows = -(-count // columns)
        return (frame.width - gap * (columns - 1)) / columns, (frame.height - gap * (rows - 1)) / rows - caption

    def scale(columns: int) -> float:
        wide, high = cell_size(columns)
        return min(wide / aspect, high)

    columns = max(range(1, count + 1), key=scale)
    wide, high = cell_size(columns)
    views = []
    for number, text in enumerate(content.cells):
        row, column = divmod(number, columns)
        left, top = frame.left + column * (wide + gap), frame.top - row * (high + caption + gap)
        for place, line in enumerate(wrap(text, wide, size, "bold", longest)):
            sheet.text(left, top - size * POINT_MM - height_mm(place, size), line, size, style="bold")
        view = fit(content.bounds, Box(left, top - caption - high, wide, high))
        below = number + columns >= count
        draw_graticule(sheet, view, content.lang, _CELL * letters, below=below, left=column == 0)
        draw_frame(Canvas(sheet, view, content.lang, letters, cell=number), content)
        views.append(view)
    return views[0]


def _title(sheet: Sheet, content: Content, page: Box, letters: float) -> float:
    """Write title, subtitle and badge, and return where the room below them begins."""
    badge = word("approximate", content.lang) if content.notes.tier != "authoritative" else ""
    badge_size = 9.0 * letters
    badge_width = width_mm(badge, badge_size, "bold") + 5.0 if badge else 0.0
    room = page.width - badge_width - (4.0 if badge else 0.0)
    size = next(
        (each for each in _TITLE_SIZES if len(wrap(content.title, room, each * letters, "bold")) <= _TITLE_LINES),
        _TITLE_SIZES[-1],
    ) * letters  # fmt: skip
    y = page.top
    for line in wrap(content.title, room, size, "bold", _MOST_TITLE_LINES):
        sheet.text(page.left, y - size * POINT_MM, line, size, style="bold")
        y -= height_mm(1, size)
    small = _SUBTITLE_SIZE * letters
    day = content.notes.on
    state = f"{word('on', content.lang)} {day.isoformat()}" if day else ""
    if day is None and not content.cells:
        state = word("all_time", content.lang)
    subtitle = " · ".join(part for part in (content.notes.subtitle, state) if part)
    for line in wrap(subtitle, room, small, most=3):
        sheet.text(page.left, y - small * POINT_MM, line, small, colour="#444444")
        y -= height_mm(1, small)
    if badge:
        high = height_mm(1, badge_size) + 2.0
        box = Box(page.right - badge_width, page.top - high, badge_width, high)
        sheet.box(box, face="#fff3cd", edge="#8a5a00", width=0.9, zorder=12)
        sheet.text(
            box.left + box.width / 2, box.bottom + box.height / 2 - badge_size * POINT_MM * 0.36, badge, badge_size,
            style="bold", colour="#5c3c00", across="center",
        )  # fmt: skip
        y = min(y, box.bottom)
    return y
