"""Paper: its sizes, how a sheet lies, its format and resolution, and rectangles on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypedDict

import shapely

from geo_coop.errors import InputError, Problem
from geo_coop.schema import unknown_word

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


class PaperOptions(TypedDict, total=False):
    """What may be said of the paper of a map; see `PageSetup`."""

    paper: Paper
    orientation: Orientation
    dpi: int


class PageOptions(PaperOptions, total=False):
    """What may be said of a sheet; see `PageSetup`."""

    fmt: PrintFormat


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
    """Paper, orientation, format and resolution of a sheet.

    Attributes
    ----------
    paper
        A4 or A3.
    orientation
        landscape or portrait.
    fmt
        png, svg or pdf.
    dpi
        Dots per inch of a PNG, 50 to 600.
    """

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
