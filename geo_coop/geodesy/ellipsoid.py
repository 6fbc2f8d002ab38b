"""The WGS84 ellipsoid, and coordinates on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from pyproj import Geod

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

WGS84: Final = Geod(ellps="WGS84")
SEMI_MAJOR_M: Final = float(WGS84.a)
ECCENTRICITY2: Final = float(WGS84.es)


def ecef(lonlat: Floats) -> Floats:
    """Return earth-centred coordinates in metres, shape (n, 3), of points on the ellipsoid."""
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    sine, cosine = np.sin(lat), np.cos(lat)
    normal = SEMI_MAJOR_M / np.sqrt(1 - ECCENTRICITY2 * sine**2)
    return np.column_stack(
        [normal * cosine * np.cos(lon), normal * cosine * np.sin(lon), normal * (1 - ECCENTRICITY2) * sine]
    )
