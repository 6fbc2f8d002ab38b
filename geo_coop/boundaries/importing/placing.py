"""Where on Earth the shapes of a file are: CRS, axes, and rows that lie outside their province."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyproj

from geo_coop.boundaries import embedded
from geo_coop.boundaries.crs import Reference, reference_of, swapped_rows
from geo_coop.boundaries.importing.codes import province_of
from geo_coop.errors import InputError, Problem

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_coop.boundaries.formats.base import Table
    from geo_coop.boundaries.importing.wishes import Wishes
    from geo_coop.boundaries.matching.rows import Rows
    from geo_coop.boundaries.scratch import Seen
    from geo_coop.register import Register
    from geo_coop.schema import Level

_MARGIN_DEG: Final = 1.0
_REGENCY_LENGTH: Final = len("65.03")
_TRIED_CRS: Final = (
    4326, 32646, 32647, 32648, 32649, 32650, 32651, 32652, 32653, 32654, 32746, 32747, 32748, 32749, 32750, 32751,
    32752, 32753, 32754, *range(23830, 23846), 3376, 29873, 3857,
)  # fmt: skip

_NO_CRS: Final = {"Shapefile": " (a Shapefile needs its .prj)", "CSV": " (CSV cannot state one)"}


class Placing:
    """Finds the CRS and the order of axes of a file, and compares where rows are with where their provinces are.

    Attributes
    ----------
    reference
        How coordinates become degrees.
    strays
        Rows, counted from 0, that lie or reach outside their province; notes about them are in ``seen``.
    notes
        What to know.
    """

    def __init__(self, table: Table, rows: Rows, seen: Seen, wishes: Wishes, register: Register, file: str) -> None:
        self.table, self.rows, self.seen, self.wishes = table, rows, seen, wishes
        self.register, self.file = register, file
        self.notes: list[str] = []
        self.strays: set[int] = set()
        drawn = np.isfinite(seen.bounds).all(axis=1)
        bounds = seen.bounds if drawn.all() else seen.bounds[drawn]
        if not len(bounds):
            raise InputError(Problem("no row has a shape", "export the boundaries with their shapes", self.file))
        centres = (seen.bounds[:, :2] + seen.bounds[:, 2:]) / 2
        reference = reference_of(
            self.table.crs, self.wishes.crs, file=self.file, bounds=bounds,
            missing=f"states no CRS{_NO_CRS.get(self.table.kind, '')}",
            suggest=lambda: self._crs_that_fits(*self._expected(centres)[1:]),
        )  # fmt: skip
        if self.wishes.swap_axes:
            reference = Reference(reference.crs, reference.stated, swapped=True)
            self.notes.append("axes swapped, as told: latitude first in the file")
        self.reference = reference
        if self.wishes.swap_axes is None:
            self._refuse_swapped(centres)
        self._find_strays(centres)
        if self.seen.flattened:
            self.notes.append(f"{self.seen.flattened} shapes have heights or measures, which are dropped")
        lacking = int(len(seen.bounds) - len(bounds))
        if lacking:
            self.notes.append(f"{lacking} rows have no shape that can be read: kept without one; see the report")
        if not reference.is_degrees:
            self.notes.append(reference.method())

    def _refuse_swapped(self, centres: npt.NDArray[np.float64]) -> None:
        known = np.flatnonzero(np.isfinite(centres).all(axis=1))
        swapped = known[swapped_rows(self.reference, centres[known])]
        if not len(swapped):
            self._refuse_turned(centres)
            return
        row = int(swapped[0])
        x, y = centres[row]
        where = (
            f"row {row + 1} lies about x {x:.6g}, y {y:.6g}: outside Indonesia and Malaysia, and inside when swapped"
        )
        if 2 * len(swapped) >= len(known):
            what = f"axes are swapped, latitude written first ({len(swapped)} of {len(known)} rows): {where}"
            raise InputError(Problem(what, "read them so with --swap-axes", self.file))
        problems = [
            Problem(
                f"row {row + 1}: axes are swapped, where other rows have them in order", "correct the row", self.file
            )
            for row in swapped.tolist()
        ]
        raise InputError(problems)

    def _refuse_turned(self, centres: npt.NDArray[np.float64]) -> None:
        """Refuse axes that give places in the box either way, as metres do, and in their provinces only swapped."""
        listed, known, boxes = self._expected(centres, by_regency=True)
        turned = Reference(self.reference.crs, self.reference.stated, not self.reference.swapped)
        as_written = _inside(self.reference.points(known), boxes, margin=0.0)
        when_turned = _inside(turned.points(known), boxes, margin=0.0)
        if len(listed) and 2 * int(as_written.sum()) < len(listed) and 2 * int(when_turned.sum()) > len(listed):
            what = (
                f"axes are swapped, northing written first: {int(as_written.sum())} of {len(listed)} rows lie in their "
                f"regencies or provinces as written, {int(when_turned.sum())} when swapped"
            )
            raise InputError(Problem(what, "read them so with --swap-axes", self.file))

    def _find_strays(self, centres: npt.NDArray[np.float64]) -> None:
        """Compare where rows are with where their provinces are: a wrong CRS is refused, single rows are noted."""
        listed, known, boxes = self._expected(centres)
        corners = [self.reference.points(self.seen.bounds[listed][:, pair]) for pair in ([0, 1], [2, 3])]
        strays = ~_inside(corners[0], boxes) | ~_inside(corners[1], boxes)
        centre_off = ~_inside(self.reference.points(known), boxes)
        if len(listed) and 2 * int(centre_off.sum()) > len(listed):
            row = int(listed[np.flatnonzero(centre_off)[0]])
            lon, lat = self.reference.points(centres[[row]])[0]
            code = str(self.rows.code_of(row))
            province = province_of(code)
            fits = self._crs_that_fits(known, boxes)
            what = (
                f"{int(centre_off.sum())} of {len(listed)} rows lie outside their provinces, such as row {row + 1}: "
                f"{code} at longitude {lon:.4g}, latitude {lat:.4g}, not in {self.register.name(province)}"
            )
            cause = f"CRS is {self.reference.name}, stated by {self.reference.stated}, and seems wrong"
            remedy = (
                f"give the right one, for example {fits}"
                if fits
                else "check codes, coordinates and names (--within REGION says where names lie)"
            )
            raise InputError(Problem(f"{what}; {cause}", remedy, self.file))
        for row in listed[strays].tolist():
            note = "lies or reaches outside its province: kept as drawn, not matched with its neighbours"
            self.seen.notes[row] = "; ".join(text for text in (self.seen.notes.get(row, ""), note) if text)
        self.strays = set(listed[strays].tolist())
        if self.strays:
            self.notes.append(f"{len(self.strays)} rows lie or reach outside their province; see the report")

    def _expected(
        self, centres: npt.NDArray[np.float64], *, by_regency: bool = False
    ) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return the rows with a code and a shape, their centres, and the boxes of their provinces or regencies."""
        expected: dict[str, tuple[float, ...]] = {}
        levels: tuple[Level, ...] = ("province", "regency") if by_regency else ("province",)
        for level in levels:
            extents = embedded.read(level).bounds
            expected.update(zip(extents.index, extents.itertuples(index=False, name=None), strict=True))
        listed = np.flatnonzero(self.rows.found & np.isfinite(centres).all(axis=1))
        places, owner = np.unique(self.rows.code[listed], return_inverse=True)
        codes = [self.register.table.codes[place] for place in places.tolist()]
        anywhere = (-181.0, -91.0, 181.0, 91.0)
        around = [expected.get(code[:_REGENCY_LENGTH], expected.get(province_of(code), anywhere)) for code in codes]
        boxes = np.array(around, dtype=float).reshape(-1, 4)
        return listed, centres[listed], boxes[owner]

    def _crs_that_fits(self, centres: npt.NDArray[np.float64], boxes: npt.NDArray[np.float64]) -> str:
        """Return the option for the common CRS that puts nearly all rows in their provinces, or an empty text."""
        fitting: dict[str, float] = {}
        if not len(centres):
            return ""
        for number in _TRIED_CRS:
            tried = Reference(pyproj.CRS.from_epsg(number), "trial")
            points = tried.points(centres)
            if _inside(points, boxes).mean() > 0.95:  # noqa: PLR2004 - nearly all
                fitting[f"--crs EPSG:{number} ({tried.crs.name})"] = _inside(points, boxes, margin=0.0).mean()
        best = max(fitting.values(), default=0.0)  # a neighbouring zone is nearly as good within the margin
        return " or ".join([option for option, share in fitting.items() if share == best][:3])


def _inside(
    points: npt.NDArray[np.float64], boxes: npt.NDArray[np.float64], *, margin: float = _MARGIN_DEG
) -> npt.NDArray[np.bool_]:
    """Return which points lie in their boxes, with a margin in degrees."""
    with np.errstate(invalid="ignore"):
        low = (points >= boxes[:, :2] - margin).all(axis=1)
        high = (points <= boxes[:, 2:] + margin).all(axis=1)
    inside: npt.NDArray[np.bool_] = np.logical_and(low, high)
    return inside
