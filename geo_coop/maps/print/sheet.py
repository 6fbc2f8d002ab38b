"""A sheet of paper: millimetres from its lower left corner, what can be drawn on it, and its file.

All of matplotlib is used here. Figures are made without pyplot, under matplotlib's own defaults whatever the user has
set, and the same drawing gives the same bytes.
"""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import shapely

from geo_coop.errors import InputError, Problem
from geo_coop.maps.print.paths import path_of, present, seen
from geo_coop.maps.print.text import font, lacking_told, printable
from geo_coop.schema import unknown_word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from geo_coop.maps.print.hatches import Hatch

    Shapes = npt.NDArray[np.object_]

Paper = Literal["A4", "A3"]
Orientation = Literal["landscape", "portrait"]
PrintFormat = Literal["png", "svg", "pdf"]
PAPERS: Final[tuple[Paper, ...]] = ("A4", "A3")
ORIENTATIONS: Final[tuple[Orientation, ...]] = ("landscape", "portrait")
PRINT_FORMATS: Final[tuple[PrintFormat, ...]] = ("png", "svg", "pdf")
DPI: Final = 200

_SIZES: Final = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
_LETTERS: Final = {"A4": 1.0, "A3": 1.3}  # size of letters and furniture against A4
_DPI_RANGE: Final = (50, 600)
_INCH_MM: Final = 25.4
_SETTINGS: Final[dict[Any, Any]] = {
    "svg.fonttype": "path",
    "svg.hashsalt": "geo_coop",
    "pdf.fonttype": 42,
    "pdf.compression": 6,
    "hatch.linewidth": 0.55,
    "path.simplify": False,
    "text.usetex": False,
    "text.hinting": "none",  # letters keep their widths at few dots an inch
    "text.parse_math": False,
    "axes.unicode_minus": False,
}
_MARKERS: Final = {"circle": "o", "square": "s", "star": "*", "diamond": "D", "triangle": "^"}
# matplotlib's settings are one for the whole process; sheets take turns in changing and putting them back.
_TURN: Final = threading.RLock()


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the sheet, in millimetres from the lower left corner."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return the right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """Return the upper edge."""
        return self.bottom + self.height

    def shape(self) -> shapely.Geometry:
        """Return the rectangle as a polygon."""
        return shapely.box(self.left, self.bottom, self.right, self.top)


@dataclass(frozen=True, slots=True)
class PageSetup:
    """Paper, orientation, format and resolution of a sheet."""

    paper: Paper = "A4"
    orientation: Orientation = "landscape"
    fmt: PrintFormat = "png"
    dpi: int = DPI

    def check(self) -> None:
        """Raise `InputError` with everything that is wrong."""
        problems = [
            Problem(unknown_word(what, given, allowed))
            for what, given, allowed in (
                ("paper", self.paper, PAPERS),
                ("orientation", self.orientation, ORIENTATIONS),
                ("print format", self.fmt, PRINT_FORMATS),
            )
            if given not in allowed
        ]
        if not _DPI_RANGE[0] <= self.dpi <= _DPI_RANGE[1]:
            problems.append(Problem(f"{self.dpi} dots per inch", f"choose {_DPI_RANGE[0]} to {_DPI_RANGE[1]}"))
        if problems:
            raise InputError(problems)

    @property
    def size(self) -> tuple[float, float]:
        """Return width and height in millimetres."""
        short, long = _SIZES[self.paper]
        return (long, short) if self.orientation == "landscape" else (short, long)

    @property
    def letters(self) -> float:
        """Return how large letters and furniture are against those of A4."""
        return _LETTERS[self.paper]


class Sheet:
    """What can be drawn on a sheet; coordinates are millimetres, sizes of letters and widths of lines are points."""

    def __init__(self, size: tuple[float, float]) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415  (slow to import)
        from matplotlib.figure import Figure as NewFigure  # noqa: PLC0415

        self.width, self.height = size
        self._figure: Figure = NewFigure(figsize=(size[0] / _INCH_MM, size[1] / _INCH_MM), facecolor="white")
        FigureCanvasAgg(self._figure)
        self._axes: Axes = self._figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, size[0])
        self._axes.set_ylim(0, size[1])
        self._axes.set_autoscale_on(False)

    def text(  # noqa: PLR0913  (all that a line of text has)
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        style: str = "normal",
        colour: str = "#111111",
        across: str = "left",
        along: str = "baseline",
        rotation: float = 0.0,
        halo: str | None = None,
        zorder: float = 20.0,
    ) -> None:
        """Write one line of text, literally; what the font lacks becomes question marks."""
        from matplotlib.patheffects import Stroke  # noqa: PLC0415  (slow to import)

        shown = printable(text)
        # The halo is drawn apart, as outlines: the letters above it stay text.
        halos = [[Stroke(linewidth=size * 0.28, foreground=halo)]] if halo else []
        for effects in (*halos, None):
            self._axes.text(
                x, y, shown, fontproperties=font(style), fontsize=size, color=colour, ha=across, va=along,
                rotation=rotation, rotation_mode="anchor", parse_math=False, path_effects=effects, zorder=zorder,
            )  # fmt: skip

    def areas(
        self,
        shapes: Shapes,
        *,
        face: str = "none",
        edge: str = "none",
        width: float = 0.0,
        hatch: Hatch | None = None,
        clip: Box | None = None,
        zorder: float = 3.0,
    ) -> None:
        """Draw polygons in millimetres, all alike: filled, hatched, outlined."""
        from matplotlib.collections import PathCollection  # noqa: PLC0415  (slow to import)

        paths = [path_of(shape) for shape in seen(shapes, clip.shape() if clip is not None else None)]
        if not paths:
            return
        if face != "none" or (edge != "none" and width > 0):
            filled = PathCollection(paths, facecolors=face, edgecolors=edge, linewidths=width, zorder=zorder)
            filled.set_joinstyle("round")
            self._add(filled, clip)
        if hatch is not None:
            # With no width the edge is not drawn, but its colour is that of the hatch.
            hatched = PathCollection(
                paths, facecolors="none", edgecolors=hatch.colour, linewidths=0.0, hatch=hatch.pattern,
                zorder=zorder + 0.1,
            )  # fmt: skip
            self._add(hatched, clip)

    def lines(
        self,
        shapes: Shapes,
        *,
        colour: str,
        width: float,
        dash: Sequence[float] = (),
        shift: float = 0.0,
        clip: Box | None = None,
        zorder: float = 6.0,
    ) -> None:
        """Draw lines in millimetres, all alike; dashes, and by how much the first comes later, are in points."""
        from matplotlib.collections import LineCollection  # noqa: PLC0415  (slow to import)

        parts = [shapely.get_coordinates(part) for part in shapely.get_parts(present(shapes))]
        parts = [part for part in parts if len(part) > 1]
        if not parts:
            return
        # matplotlib counts dashes in widths of the line.
        period = sum(dash) / width
        style = (period - shift / width, tuple(each / width for each in dash)) if dash else "solid"
        collection = LineCollection(
            parts, colors=colour, linewidths=width, linestyles=[style], zorder=zorder,
            capstyle="butt" if dash else "round", joinstyle="round",
        )  # fmt: skip
        self._add(collection, clip)

    def marker(
        self,
        x: float,
        y: float,
        shape: str,
        size: float,
        *,
        face: str,
        edge: str = "#111111",
        width: float = 0.8,
        zorder: float = 8.0,
    ) -> None:
        """Draw a point: a circle, square, star, diamond or triangle of a size in points."""
        self._axes.plot(
            [x], [y], _MARKERS[shape], color=face, markeredgecolor=edge, markeredgewidth=width, markersize=size,
            zorder=zorder, clip_on=False,
        )  # fmt: skip

    def box(
        self,
        box: Box,
        *,
        face: str = "none",
        edge: str = "none",
        width: float = 0.0,
        hatch: Hatch | None = None,
        zorder: float = 3.0,
    ) -> None:
        """Draw a rectangle."""
        self.areas(np.array([box.shape()]), face=face, edge=edge, width=width, hatch=hatch, zorder=zorder)

    def bytes(self, fmt: PrintFormat, dpi: int, title: str) -> bytes:
        """Return the sheet as a file, without dates."""
        name = printable(title)
        metadata: dict[str, dict[str, str | None]] = {
            "png": {"Software": None, "Title": name.encode("latin-1", "replace").decode("latin-1")},
            "svg": {"Date": None, "Creator": "geo_coop", "Title": name},
            "pdf": {"CreationDate": None, "Creator": "geo_coop", "Producer": "matplotlib", "Title": name},
        }
        buffer = io.BytesIO()
        self._figure.savefig(buffer, format=fmt, dpi=dpi, metadata=metadata[fmt])
        return buffer.getvalue()

    def _add(self, artist: Artist, clip: Box | None) -> None:
        from matplotlib.patches import Rectangle  # noqa: PLC0415  (slow to import)

        self._axes.add_artist(artist)
        if clip is not None:
            frame = Rectangle((clip.left, clip.bottom), clip.width, clip.height, transform=self._axes.transData)
            artist.set_clip_path(frame)


def render(draw: Callable[[Sheet], None], size: tuple[float, float], fmt: PrintFormat, dpi: int, title: str) -> bytes:
    """Return what a function draws on a sheet, as a file; the user's matplotlib settings are neither used nor kept.

    Parameters
    ----------
    draw
        Draws on the sheet that it is given.
    size
        Width and height in millimetres.
    fmt
        png, svg or pdf.
    dpi
        Resolution of PNG, and of nothing else.
    title
        Title in the file's metadata.

    Warns
    -----
    MissingLettersWarning
        A text has letters that the font lacks.

    Raises
    ------
    InputError
        matplotlib, which comes with the extra ``print``, is not installed.
    """
    try:
        import matplotlib as mpl  # noqa: PLC0415  (slow to import, and an extra)
    except ImportError as error:
        raise InputError(
            Problem("maps on paper and pictures need matplotlib", "install geo-coop[print], or write .html")
        ) from error

    with lacking_told(), _TURN, mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        sheet = Sheet(size)
        draw(sheet)
        return sheet.bytes(fmt, dpi, title)
