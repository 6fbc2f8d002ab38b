"""A sheet of paper: millimetres from its lower left corner, what can be drawn on it, and its file.

All of matplotlib is used here. Figures are made without pyplot, under matplotlib's own defaults whatever the user has
set, and the same drawing gives the same bytes.
"""

from __future__ import annotations

import io
import math
import threading
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo_coop.errors import InputError, Problem
from geo_coop.maps.print.fonts import cubic, properties, runs
from geo_coop.maps.print.paths import path_of, present, seen
from geo_coop.maps.print.text import lacking_told, printable, width_mm

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from geo_coop.maps.print.hatches import Hatch
    from geo_coop.maps.print.paper import Box, PrintFormat

    Shapes = npt.NDArray[np.object_]

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
_FROM_LEFT: Final = {"left": 0.0, "center": 0.5, "right": 1.0}
_MARKERS: Final = {"circle": "o", "square": "s", "star": "*", "diamond": "D", "triangle": "^"}
# matplotlib's settings are one for the whole process; sheets take turns in changing and putting them back.
_TURN: Final = threading.RLock()


class Sheet:
    """What can be drawn on a sheet; coordinates are millimetres, sizes of letters and widths of lines are points."""

    def __init__(self, size: tuple[float, float]) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415  (slow to import)
        from matplotlib.figure import Figure as NewFigure  # noqa: PLC0415

        self.width, self.height = size
        self._figure: Figure = NewFigure(figsize=(size[0] / _INCH_MM, size[1] / _INCH_MM), facecolor="white")
        FigureCanvasAgg(self._figure)
        self._axes = self._blank()

    def clear(self) -> None:
        """Take away all that is drawn."""
        self._figure.clear()
        self._axes = self._blank()

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
        """Write one line of text, literally; what no font has becomes question marks."""
        from matplotlib.patheffects import Normal, Stroke  # noqa: PLC0415  (slow to import)

        shown = printable(text)
        parts = runs(shown, style)
        # Parts in different fonts follow each other from the left.
        turn, used = math.radians(rotation), 0.0
        placed: list[tuple[float, float, str, str]] = []
        if len(parts) > 1:
            used, across = -_FROM_LEFT[across] * width_mm(shown, size, style), "left"
        for part, file in parts:
            placed.append((x + used * math.cos(turn), y + used * math.sin(turn), part, file))
            used += width_mm(part, size, style)
        # The halo is drawn apart, as outlines: the letters above it stay text, where a PDF can hold their font.
        for stroke in ([Stroke(linewidth=size * 0.28, foreground=halo)], None) if halo else (None,):
            for left, bottom, part, file in placed:
                effects = [Normal()] if stroke is None and cubic(file) else stroke
                self._axes.text(
                    left, bottom, part, fontproperties=properties(file), fontsize=size, color=colour, ha=across,
                    va=along, rotation=rotation, rotation_mode="anchor", parse_math=False, path_effects=effects,
                    zorder=zorder,
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

    def _blank(self) -> Axes:
        axes: Axes = self._figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set_axis_off()
        axes.set_xlim(0, self.width)
        axes.set_ylim(0, self.height)
        axes.set_autoscale_on(False)
        return axes

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
        A text has letters that no font has.

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
