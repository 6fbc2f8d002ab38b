"""Coordinate reference systems of planners' files: what a file states, whether its numbers agree, and to degrees."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pyproj
import shapely
from pyproj.transformer import TransformerGroup

from geo_coop.errors import InputError, Problem
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Shapes = npt.NDArray[np.object_]

# Indonesia and Malaysia, with some sea: west, south, east, north in degrees.
BOX: Final = (93.5, -11.6, 141.7, 8.0)
_MAX_LONGITUDE: Final = 180.0
_MAX_LATITUDE: Final = 90.0
_DIGITS: Final = 9
_AT_ONCE: Final = 100_000  # points
COMMON: Final = (
    "EPSG:4326 (WGS 84), EPSG:4755 (DGN95), EPSG:9470 (SRGI2013), EPSG:32649-32650 and 32749-32750 (WGS 84 / UTM), "
    "EPSG:23869-23870 and 23879-23880 (DGN95 / UTM), EPSG:23830-23845 (DGN95 / TM-3), "
    "EPSG:3376 (GDM2000 BRSO), EPSG:29873 (Timbalai RSO)"
)


@dataclass(frozen=True)
class Reference:
    """The CRS of a file, and how its coordinates become degrees of EPSG:4326.

    Attributes
    ----------
    crs
        As stated by the file or the user.
    stated
        Who states it, for messages.
    swapped
        Whether the file writes latitude (or northing) first.
    """

    crs: pyproj.CRS
    stated: str
    swapped: bool = False

    @cached_property
    def _transformer(self) -> pyproj.Transformer:
        return pyproj.Transformer.from_crs(self.crs, GEOGRAPHIC_CRS, always_xy=True)

    @property
    def name(self) -> str:
        """Return name and code, for example ``WGS 84 (EPSG:4326)``."""
        code = self.crs.to_authority(min_confidence=70)
        return f"{self.crs.name} ({':'.join(code)})" if code else self.crs.name

    @property
    def is_degrees(self) -> bool:
        """Return whether the coordinates are already degrees of EPSG:4326."""
        same: bool = self.crs.equals(GEOGRAPHIC_CRS, ignore_axis_order=True) or self.crs.to_authority() == (
            "OGC",
            "CRS84",
        )
        return same

    def method(self) -> str:
        """Return how coordinates are transformed, with the accuracy that PROJ states, in metres."""
        if self.is_degrees:
            return "coordinates as in the file"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that a better one needs a grid: told below
            group = TransformerGroup(self.crs, GEOGRAPHIC_CRS, always_xy=True)
        accuracy = group.transformers[0].accuracy if group.transformers else -1
        tail = f", accurate to {accuracy:g} m" if accuracy >= 0 else ", accuracy not stated"
        if not group.best_available:
            tail += "; a better transformation needs a grid that PROJ does not have here"
        return f"from {self.name} to EPSG:4326{tail}"

    def points(self, xy: Floats) -> Floats:
        """Return longitude and latitude of points of the file; infinite where there is no such place."""
        ordered = xy[:, ::-1] if self.swapped else xy
        if self.is_degrees:
            return ordered
        with np.errstate(all="ignore"):
            lon, lat = self._transformer.transform(ordered[:, 0], ordered[:, 1])
        return np.column_stack([lon, lat])

    def to_degrees(self, shapes: Shapes) -> Shapes:
        """Return two-dimensional shapes in EPSG:4326, x the longitude."""
        if self.is_degrees and not self.swapped:
            return shapes
        moved: Shapes = shapely.transform(shapes, lambda xy: np.round(self.points(xy), _DIGITS))
        return moved


def reference_of(
    stated: pyproj.CRS | None,
    given: str | None,
    *,
    file: str,
    bounds: Floats,
    missing: str,
    suggest: Callable[[], str],
) -> Reference:
    """Return the CRS to read a file with.

    Parameters
    ----------
    stated
        The CRS in the file, or None.
    given
        What the user gives (``--crs``); it wins.
    file
        How to call the file in messages.
    bounds
        ``minx, miny, maxx, maxy`` of the rows that have a shape, in the file's numbers.
    missing
        What to say where neither states one.
    suggest
        Returns the options for CRS that put the rows in their provinces, for the remedy, or an empty text.

    Raises
    ------
    InputError
        No CRS, one that is not known or has no degrees, or one that the numbers contradict.
    """
    if given is not None:
        try:
            crs, by = pyproj.CRS.from_user_input(given), "--crs"
        except pyproj.exceptions.CRSError as error:
            raise InputError(Problem(f"unknown CRS {given!r}", f"common ones are {COMMON}", file)) from error
    elif stated is not None:
        crs, by = stated, "the file"
    else:
        fits = suggest()
        example = f"its rows come to lie in their provinces with {fits}" if fits else f"common ones are {COMMON}"
        remedy = f"{_looks_like(bounds)}; give the CRS of its source; {example}"
        raise InputError(Problem(missing, remedy, file))
    if crs.is_engineering or not (crs.is_geographic or crs.is_projected or crs.is_compound or crs.is_bound):
        raise InputError(Problem(f"CRS {crs.name!r} is no place on Earth", f"give --crs, one of {COMMON}", file))
    if crs.is_compound:
        crs = crs.sub_crs_list[0]
    elif crs.is_geographic and len(crs.axis_info) > 2:  # noqa: PLR2004 - with height
        crs = crs.to_2d()
    reference = Reference(crs, by)
    try:
        reference.points(np.zeros((1, 2)))
    except pyproj.exceptions.ProjError as error:
        what = f"CRS {crs.name!r} cannot be transformed to EPSG:4326"
        raise InputError(Problem(what, f"give --crs, one of {COMMON}", file)) from error
    contradiction = _contradiction(reference, bounds)
    if contradiction is not None:
        fits = suggest()
        remedy = (
            f"give the right one; rows lie in their provinces with {fits}" if fits else f"give --crs, such as {COMMON}"
        )
        raise InputError(Problem(contradiction, remedy, file))
    return reference


def in_box(lonlat: Floats) -> npt.NDArray[np.bool_]:
    """Return which points lie in the box of Indonesia and Malaysia."""
    west, south, east, north = BOX
    with np.errstate(invalid="ignore"):
        inside: npt.NDArray[np.bool_] = (
            (lonlat[:, 0] >= west) & (lonlat[:, 0] <= east) & (lonlat[:, 1] >= south) & (lonlat[:, 1] <= north)
        )
    return inside


def swapped_rows(reference: Reference, centres: Floats) -> npt.NDArray[np.bool_]:
    """Return which centres lie outside the box as they are written, and inside with their axes swapped."""
    turned = Reference(reference.crs, reference.stated, not reference.swapped)
    found = np.zeros(len(centres), dtype=bool)
    for start in range(0, len(centres), _AT_ONCE):
        some = centres[start : start + _AT_ONCE]
        found[start : start + _AT_ONCE] = ~in_box(reference.points(some)) & in_box(turned.points(some))
    return found


def _looks_like(bounds: Floats) -> str:
    largest = float(np.abs(bounds).max()) if len(bounds) else 0.0
    if largest <= _MAX_LONGITUDE:
        return "its numbers look like degrees"
    return "its numbers look like metres, as of a projected CRS"


def _contradiction(reference: Reference, bounds: Floats) -> str | None:
    """Return what in the numbers cannot be of this CRS."""
    if not len(bounds):
        return None
    # The median row speaks for the file: one broken row is its own problem.
    middle = np.array([np.median(np.abs(column)) for column in bounds.T])  # one by one, as there may be millions
    if reference.crs.is_geographic and middle.max() > _MAX_LONGITUDE:
        return f"CRS is {reference.name} in degrees (by {reference.stated}), but coordinates reach {middle.max():,.0f}"
    if not reference.crs.is_geographic and middle.max() <= _MAX_LONGITUDE:
        return f"CRS is {reference.name} in metres, stated by {reference.stated}, but coordinates are like degrees"
    return None
