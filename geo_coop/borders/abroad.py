"""The other side of the land line: which districts abroad a region faces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_coop.borders.line import split_line
from geo_coop.codes import contains
from geo_coop.errors import InputError, NotFoundError
from geo_coop.geodesy import LineIndex, as_array
from geo_coop.provenance import carry

if TYPE_CHECKING:
    import geopandas as gpd

DEFAULT_WITHIN_KM: Final = 10.0


def border_districts_abroad(
    a: gpd.GeoDataFrame,
    b: gpd.GeoDataFrame,
    line: gpd.GeoDataFrame,
    *,
    region: str | None = None,
    within_km: float = DEFAULT_WITHIN_KM,
    tolerance_km: float = 20.0,
    smooth_km: float = 2.0,
) -> gpd.GeoDataFrame:
    """Return the districts on the other side of a line that face a region, with how much of the line each fronts.

    The line is cut by the nearest region on each side (`split_line`); a district's frontage is the part of the line
    that has ``region`` on one side and it on the other, so frontages add up to the region's line and none counts twice.

    Parameters
    ----------
    a
        Regions of the near side, one level, indexed by code, EPSG:4326: all that come near the line, for example the
        provinces of Indonesia.
    b
        Districts of the far side, likewise, for example those of Sabah and Sarawak.
    line
        The land line between the two countries, EPSG:4326.
    region
        Code of the region that is faced; its own level or one above that of ``a``. Default: all of ``a``.
    within_km
        Districts without frontage are returned too where they come this near to the region's part of the line, over
        water or behind another district; 0 leaves them out.
    tolerance_km, smooth_km
        As for `split_line`.

    Returns
    -------
    GeoDataFrame
        The rows of ``b`` asked for, sorted by code, with all their columns, and: ``frontage_km`` (float, geodesic; 0
        without frontage), ``distance_km`` (float; from the district's nearest part to the region's part of the line,
        0 where it reaches it), ``facing`` (code in ``a`` of the longest frontage, else of the nearest stretch).
        Sources are in attrs.

    Raises
    ------
    NotFoundError
        No stretch of the line has the region on its near side.
    InputError
        ``within_km`` below 0, and all that `split_line` refuses.
    """
    if not (np.isfinite(within_km) and within_km >= 0):
        message = f"within_km is {within_km!r}; expected a number not below 0"
        raise InputError(message)
    near = a[~a.geometry.isna()]
    far = b[~b.geometry.isna()].sort_index()
    cut = split_line(line, near, far, tolerance_km=tolerance_km, smooth_km=smooth_km)
    own = cut if region is None else cut[[contains(region, code) for code in cut["a"]]]
    if own.empty:
        whose = "these regions" if region is None else region
        message = f"no stretch of the line has {whose} on one side and a district of the other side within its reach"
        raise NotFoundError(message)
    longest = own.sort_values(["length_km", "a"], ascending=[False, True]).drop_duplicates("b").set_index("b")["a"]
    nearest = LineIndex(own).query(as_array(far))
    distance = nearest.distance_m / 1_000
    frontage = own.groupby("b")["length_km"].sum().reindex(far.index).fillna(0.0).to_numpy(dtype=np.float64)
    chosen = (frontage > 0) | (distance <= within_km if within_km > 0 else False)
    beside = pd.Series(own["a"].to_numpy(dtype=object)[nearest.line], index=far.index, dtype=object)
    result = far[chosen].copy()
    result["frontage_km"] = frontage[chosen]
    result["distance_km"] = distance[chosen]
    result["facing"] = longest.reindex(result.index).fillna(beside[chosen]).astype(object)
    return carry(result, a, b, line, method=f"districts across the line, and those within {within_km:g} km of it")
