"""How a sheet is laid out: title above, map, panel with inset, legend and scale, sources below."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geo_coop.maps.page import text_of
from geo_coop.maps.print.graticule import draw_graticule
from geo_coop.maps.print.inset import inset_kind
from geo_coop.maps.print.labels import Labels
from geo_coop.maps.print.legend import key_rows
from geo_coop.maps.print.notes import draw_notes, note_lines, notes_height
from geo_coop.maps.print.panel import SMALL, draw_panel, halves
from geo_coop.maps.print.paper import Box, PageSetup
from geo_coop.maps.print.sheet import render
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
_TURNS: Final = 5
_SAME_MM: Final = 0.05
_LISTED: Final = 12


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
    numbered
        Whether names without room may be numbers, with a key beside the map.
    first
        Names that become numbers before others are written.
    labels
        The names of the map.
    """

    sheet: Sheet
    view: View
    lang: Lang
    letters: float
    least: float = 0.0
    cell: int = 0
    numbered: bool = False
    first: frozenset[str] = frozenset()
    labels: Labels = field(init=False)

    def __post_init__(self) -> None:
        """Begin with no name."""
        self.labels = Labels(self.sheet, self.view.frame, self.least, self.letters, self.numbered, self.first)


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


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where things stand on a sheet, for the names that are known to find no room on the map."""

    rows: Sequence[Row]
    frame: Box
    panel: Box
    below: float

    def holds(self, other: _Plan) -> bool:
        """Return whether what another plan keeps beside the map finds room in this one."""
        return (
            other.frame.width >= self.frame.width - _SAME_MM
            and other.frame.height >= self.frame.height - _SAME_MM
            and other.below <= self.below + _SAME_MM
        )


def _plan(
    content: Content, setup: PageSetup, page: Box, top: float, names: tuple[Sequence[str], Sequence[str]]
) -> _Plan:
    """Return where things stand, with room for a key to names that are numbers, and for names that are nowhere."""
    key, unnamed = names
    gap, kind = _GAP_MM * setup.letters, inset_kind(content.bounds)
    notes = _notes(content, unnamed, with_inset=kind is not None)
    below = notes_height(notes, page.width, setup.letters, setup.size[1])
    body = Box(page.left, page.bottom + below + gap, page.width, top - page.bottom - below - 2 * gap)
    rows = [*content.legend, *key_rows(key, content.lang)]
    return _Plan(rows, *halves(rows, kind, body, setup), below)


def _compose(sheet: Sheet, content: Content, setup: PageSetup) -> None:
    letters = setup.letters
    margin = _MARGIN_MM * letters**0.5
    page = Box(margin, margin, sheet.width - 2 * margin, sheet.height - 2 * margin)
    # Which names find no room is known when the map is drawn; if they need more beside it, it is drawn again.
    # So it is where names found room neither in words nor as a number: next time they come first.
    names: tuple[Sequence[str], Sequence[str]] = ((), ("",) * (_LISTED + 1))  # room for a line on them
    first: frozenset[str] = frozenset()
    for _ in range(_TURNS):
        sheet.clear()
        top = _title(sheet, content, page, letters)
        plan = _plan(content, setup, page, top, names)
        view, labels = _draw_map(sheet, content, plan.frame, letters, first)
        names = (labels.key, labels.unnamed)
        needed = _plan(content, setup, page, top, names)
        if plan.holds(needed) and first.issuperset(labels.crowded):
            break
        first |= frozenset(labels.crowded)
    with_inset = draw_panel(sheet, needed.rows, view, plan.panel, setup, content.lang)
    notes = _notes(content, labels.unnamed, with_inset=with_inset)
    draw_notes(sheet, notes, Box(margin, margin, page.width, plan.below), letters, content.lang)


def _draw_map(sheet: Sheet, content: Content, frame: Box, letters: float, first: frozenset[str]) -> tuple[View, Labels]:
    """Draw one map, or several, and return the view of the first and its names."""
    if content.cells:
        return draw_cells(sheet, content, frame, letters), Labels(sheet, frame)
    canvas = Canvas(sheet, fit(content.bounds, frame), content.lang, letters, numbered=True, first=first)
    draw_graticule(sheet, canvas.view, content.lang, SMALL * letters)
    draw_frame(canvas, content)
    return canvas.view, canvas.labels


def _notes(content: Content, unnamed: Sequence[str], *, with_inset: bool) -> list[str]:
    """Return the note, with a remark on names that are nowhere on the map: which, if few, else where they are."""
    remarks = list(content.remarks)
    if unnamed:
        key = "names_missing" if len(unnamed) <= _LISTED else "names_left_out"
        number = text_of(len(unnamed), content.lang)
        remarks.append(word(key, content.lang).format(count=number, names=", ".join(unnamed)))
    return note_lines(content.notes, remarks, with_inset=with_inset, lang=content.lang)


def draw_frame(canvas: Canvas, content: Content) -> None:
    """Draw sea, map and frame."""
    canvas.sheet.box(canvas.view.frame, face=SEA, zorder=0)
    content.draw(canvas)
    canvas.labels.finish()
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
