"""Where the earth lies on the sheet: the projection for an extent, and millimetres for coordinates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from pyproj import CRS, Transformer

from geo_coop.geodesy import WGS84
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_coop.maps.print.paper import Box
    from geo_coop.maps.print.sheet import Shapes

    Bounds = tuple[float, float, float, float]

_MARGIN: Final = 0.035
_UTM_REACH: Final = 4.0  # degrees from the central meridian of a zone up to which the zone is used
_ZONE: Final = 6
_EDGE_POINTS: Final = 33
_DETAIL_MM: Final = 0.04  # detail that no print shows
_PROBE_M: Final = 1_000.0
_DIGITS: Final = 2


@dataclass(frozen=True, slots=True)
class View:
    """A frame on the sheet and the part of the earth that it shows.

    Attributes
    ----------
    frame
        The frame, in millimetres.
    crs
        The projection, in metres.
    centre
        Projected coordinates of the centre of the frame.
    denominator
        The scale there is 1 to this.
    mm
        Millimetres on the sheet for each projected metre.
    """

    frame: Box
    crs: CRS
    centre: tuple[float, float]
    denominator: float
    mm: float

    def place(self, shapes: npt.ArrayLike) -> Shapes:
        """Return geometries (longitude, latitude) in millimetres on the sheet, without detail that no print shows.

        A shape that would vanish keeps its detail.
        """
        array = np.asarray(shapes, dtype=object)
        forward = _transformer(self.crs)

        def to_sheet(lonlat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
            x, y = forward.transform(lonlat[:, 0], lonlat[:, 1])
            return np.column_stack(self.on_sheet(np.asarray(x), np.asarray(y)))

        placed = shapely.transform(array, to_sheet)
        simple = shapely.simplify(placed, _DETAIL_MM, preserve_topology=True)
        kept: Shapes = np.where(shapely.is_empty(simple), placed, simple)
        return kept

    def on_sheet(
        self, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return projected coordinates in millimetres on the sheet."""
        left = self.frame.left + self.frame.width / 2
        bottom = self.frame.bottom + self.frame.height / 2
        return left + (x - self.centre[0]) * self.mm, bottom + (y - self.centre[1]) * self.mm

    def lonlat(self, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return longitude and latitude of places on the sheet."""
        east = self.centre[0] + (np.asarray(x, dtype=float) - self.frame.left - self.frame.width / 2) / self.mm
        north = self.centre[1] + (np.asarray(y, dtype=float) - self.frame.bottom - self.frame.height / 2) / self.mm
        lon, lat = _transformer(self.crs).transform(east, north, direction="INVERSE")
        return np.asarray(lon), np.asarray(lat)

    def bounds(self) -> Bounds:
        """Return west, south, east, north of all that the frame shows."""
        x, y = _along(self.frame.left, self.frame.bottom, self.frame.right, self.frame.top)
        lon, lat = self.lonlat(x, y)
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())

    def ground_km(self, x: float, y: float, length_mm: float) -> float:
        """Return how far it is on the ground along a line to the right, from its middle at a place on the sheet."""
        lon, lat = self.lonlat([x - length_mm / 2, x + length_mm / 2], [y, y])
        return float(WGS84.inv(lon[0], lat[0], lon[1], lat[1])[2]) / 1000

    def distortion(self) -> float:
        """Return the greatest part by which the scale in a corner of the frame differs from that in its centre."""
        middle = self.ground_km(self.frame.left + self.frame.width / 2, self.frame.bottom + self.frame.height / 2, 1.0)
        corners = [
            self.ground_km(x, y, 1.0)
            for x in (self.frame.left, self.frame.right)
            for y in (self.frame.bottom, self.frame.top)
        ]
        return max(abs(corner / middle - 1) for corner in corners)

    def north(self) -> float:
        """Return by how many degrees north turns to the left of upward, in the centre of the frame."""
        x, y = self.frame.left + self.frame.width / 2, self.frame.bottom + self.frame.height / 2
        lon, lat = self.lonlat([x, x], [y, y + 0.1])
        return float(WGS84.inv(lon[0], lat[0], lon[1], lat[1])[0])


def fit(bounds: Bounds, frame: Box, margin: float = _MARGIN) -> View:
    """Return the view that shows bounds in a frame, at a scale of two digits, such as 1 : 2,300,000.

    Parameters
    ----------
    bounds
        West, south, east, north in degrees.
    frame
        The frame, in millimetres.
    margin
        Part of the frame to leave free at each side.
    """
    crs = crs_for(bounds)
    forward = _transformer(crs)
    x, y = forward.transform(*_along(*_some_size(bounds)))
    wide, high = float(np.ptp(x)), float(np.ptp(y))
    centre = (float(np.min(x)) + wide / 2, float(np.min(y)) + high / 2)
    lon, lat = forward.transform([centre[0] - _PROBE_M, centre[0] + _PROBE_M], [centre[1]] * 2, direction="INVERSE")
    ground = float(WGS84.inv(lon[0], lat[0], lon[1], lat[1])[2]) / (2 * _PROBE_M)
    inner = 1 - 2 * margin
    least = max(wide / (frame.width * inner), high / (frame.height * inner)) * 1000 * ground
    step = 10 ** (math.floor(math.log10(least)) - _DIGITS + 1)
    denominator = float(math.ceil(least / step) * step)
    return View(frame, crs, centre, denominator, 1000 * ground / denominator)


def crs_for(bounds: Bounds) -> CRS:
    """Return a projection in metres for bounds in degrees.

    The UTM zone of their centre, where they lie within four degrees of its central meridian; else an equal-area
    projection about their own centre.
    """
    west, south, east, north = bounds
    lon, lat = (west + east) / 2, (south + north) / 2
    zone = int((lon + 180) // _ZONE) % 60 + 1
    meridian = zone * _ZONE - 183
    if max(east - meridian, meridian - west) <= _UTM_REACH:
        return CRS.from_epsg((32700 if north <= 0 else 32600) + zone)
    name = f"Lambert azimuthal equal-area, {lon:.1f} {lat:.1f}"
    return CRS.from_user_input(
        CRS.from_proj4(f"+proj=laea +lon_0={lon:.4f} +lat_0={lat:.4f} +datum=WGS84 +units=m").to_json_dict()
        | {"name": name}
    )


@lru_cache(maxsize=16)
def _transformer(crs: CRS) -> Transformer:
    return Transformer.from_crs(GEOGRAPHIC_CRS, crs, always_xy=True)


def _some_size(bounds: Bounds) -> Bounds:
    """Return bounds that are no point."""
    west, south, east, north = bounds
    least = 0.002
    wide, high = max(least - (east - west), 0) / 2, max(least - (north - south), 0) / 2
    return west - wide, south - high, east + wide, north + high


def _along(
    left: float, bottom: float, right: float, top: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return points along the edges of a rectangle."""
    across, up = np.linspace(left, right, _EDGE_POINTS), np.linspace(bottom, top, _EDGE_POINTS)
    x = np.concatenate([across, across, np.full(_EDGE_POINTS, left), np.full(_EDGE_POINTS, right)])
    y = np.concatenate([np.full(_EDGE_POINTS, bottom), np.full(_EDGE_POINTS, top), up, up])
    return x, y
