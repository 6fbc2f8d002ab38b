"""How a sheet is laid out: title above, map, panel with inset, legend and scale, sources below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo_coop.maps.print.graticule import draw_graticule, room_mm
from geo_coop.maps.print.inset import draw_inset, inset_height, inset_kind
from geo_coop.maps.print.legend import draw_legend, legend_height
from geo_coop.maps.print.notes import draw_notes, note_lines, notes_height
from geo_coop.maps.print.scalebar import draw_north, draw_scale, scale_height
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
_LEGEND_SIZE: Final = 7.5
_SMALL: Final = 6.5
_PANEL_MM: Final = (64.0, 74.0, 86.0, 104.0)  # widths of the panel; the first in which the legend can be read
_READABLE: Final = 7.0
_LEGEND_SHARE: Final = 0.6
_INSET_SHARES: Final = (0.15, 0.45)
_PANEL_SHARE: Final = 0.36
_NORTH_MM: Final = 9.0
_PANEL_GAP_MM: Final = 4.0
_CAPTION_LINES: Final = 2


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
    notes = note_lines(
        content.notes, [*content.remarks, reserve], with_inset=inset_kind(content.bounds) is not None, lang=lang
    )
    below = notes_height(notes, width, letters, sheet.height)
    top = _title(sheet, content, Box(margin, margin, width, sheet.height - 2 * margin), letters)
    body = Box(margin, margin + below + gap, width, top - margin - below - 2 * gap)
    landscape = setup.orientation == "landscape"
    frame, panel = _halves(content, body, letters, landscape=landscape)
    if content.cells:
        view, count = draw_cells(sheet, content, frame, letters), 0
    else:
        view = fit(content.bounds, frame)
        canvas = Canvas(sheet, view, lang, letters)
        draw_graticule(sheet, view, lang, _SMALL * letters)
        draw_frame(canvas, content)
        count = canvas.left_out
    with_inset = _panel(sheet, content, view, panel, setup)
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
    size = _SMALL * letters
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


def _halves(content: Content, body: Box, letters: float, *, landscape: bool) -> tuple[Box, Box]:
    """Return the frame of the map, and the panel: at its right, or below it."""
    labels = room_mm(_SMALL * letters)
    gap = _PANEL_GAP_MM * letters
    if landscape:
        wide = next(
            (
                each * letters
                for each in _PANEL_MM
                if legend_height(content.legend, each * letters, 1, _READABLE * letters) < body.height * _LEGEND_SHARE
            ),
            _PANEL_MM[-1] * letters,
        )
        frame = Box(body.left + labels, body.bottom + labels, body.width - wide - gap - labels, body.height - labels)
        return frame, Box(frame.right + gap, body.bottom, wide, body.height)
    column = (body.width - 2 * gap) / 3
    legend = legend_height(content.legend, column, 2, _LEGEND_SIZE * letters)
    kind = inset_kind(content.bounds)
    side = (inset_height(kind, column, _SMALL * letters) if kind else 0.0) + 26 * letters
    high = min(max(legend, side) + 1.0, body.height * _PANEL_SHARE)
    above = Box(body.left + labels, body.bottom + high + gap / 2 + labels, body.width - labels, 0.0)
    frame = Box(above.left, above.bottom, above.width, body.top - above.bottom)
    return frame, Box(body.left, body.bottom, body.width, high)


def _panel(sheet: Sheet, content: Content, view: View, panel: Box, setup: PageSetup) -> bool:
    """Draw inset, legend, scale and north arrow, and return whether there is an inset."""
    letters, lang = setup.letters, content.lang
    landscape = setup.orientation == "landscape"
    gap = _PANEL_GAP_MM * letters
    small = _SMALL * letters
    column = panel.width if landscape else (panel.width - 2 * gap) / 3
    side = panel if landscape else Box(panel.right - column, panel.bottom, column, panel.height)
    north = _NORTH_MM * letters
    scale_width = column - north - 2.0
    scale = max(scale_height(view, scale_width, lang, setup.paper, small), north + 4.0)
    kind = inset_kind(view.bounds())
    inset = 0.0
    if kind is not None:
        inset = min(inset_height(kind, column, small), side.height - scale - gap)
        if landscape:
            # The inset gives way to a long legend.
            legend = legend_height(content.legend, column, 1, _LEGEND_SIZE * letters)
            least, most = (share * side.height for share in _INSET_SHARES)
            inset = min(inset, most, max(least, side.height - scale - 3 * gap - legend))
        draw_inset(sheet, view, Box(side.left, side.top - inset, column, inset), lang, small)
    draw_scale(sheet, view, Box(side.left, side.bottom, scale_width, scale), lang, setup.paper, small)
    draw_north(sheet, view, side.right - north / 2, side.bottom + scale - north / 2 - 3.0, north, lang, small * 1.2)
    if landscape:
        room = Box(panel.left, side.bottom + scale + gap, column, side.height - scale - inset - 1.6 * gap)
        draw_legend(sheet, content.legend, room, columns=1, gap=gap, size=_LEGEND_SIZE * letters, lang=lang)
    else:
        room = Box(panel.left, panel.bottom, 2 * column + gap, panel.height)
        draw_legend(sheet, content.legend, room, columns=2, gap=gap, size=_LEGEND_SIZE * letters, lang=lang)
    return kind is not None
