"""Bands along a border line, by geodesic distance, on the land asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geo_coop.borders._bits import check_crs
from geo_coop.errors import InputError
from geo_coop.geodesy import area_m2, as_array, corridor, polygonal
from geo_coop.provenance import carry
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely import Geometry


def corridor_bands(
    line: gpd.GeoDataFrame | gpd.GeoSeries | Geometry,
    km: Sequence[float] = (10, 20, 50),
    *,
    land: gpd.GeoDataFrame | gpd.GeoSeries | Geometry | None = None,
    rings: bool = False,
) -> gpd.GeoDataFrame:
    """Return the bands within given distances of a line.

    Parameters
    ----------
    line
        Lines in EPSG:4326, for example rows of `split_line`.
    km
        Distances in kilometres, each above 0; repeated ones count once.
    land
        What to keep of the bands: the land of one side or of both; None keeps all, sea included.
    rings
        False: bands are cumulative, each from the line to its distance. True: each begins where the one before
        ends, so they do not overlap.

    Returns
    -------
    GeoDataFrame
        One row for each distance, ascending, RangeIndex: ``km`` (float, outer edge), ``from_km`` (float, inner edge;
        0 for cumulative bands), ``area_km2`` (float, geodesic), ``geometry`` (EPSG:4326; empty where
        ``land`` lies elsewhere). Sources of the frames in attrs.

    Raises
    ------
    InputError
        No distance, one that is not above 0, a line without length, or another CRS.
    """
    widths = sorted({float(one) for one in km})
    if not widths or not np.all(np.isfinite(widths)) or widths[0] <= 0:
        message = f"band distances {tuple(km)!r}; expected one or more numbers above 0, in kilometres"
        raise InputError(message)
    check_crs(line, "line")
    check_crs(land, "land")
    lines = as_array(line)
    whole = [corridor(lines, width) for width in widths]
    if land is not None:
        # Cut to the widest band first: the rest of a country need not be joined.
        near = shapely.intersection(shapely.make_valid(as_array(land)), whole[-1])
        ground = polygonal(shapely.union_all(near))
        whole = [polygonal(shapely.intersection(band, ground)) for band in whole]
    inner = [0.0, *widths[:-1]] if rings else [0.0] * len(widths)
    bands = (
        [polygonal(shapely.difference(a, b)) for a, b in zip(whole[1:], whole, strict=False)] if rings else whole[1:]
    )
    bands = [whole[0], *bands]
    area = np.nan_to_num(area_m2(bands)) / 1e6
    result = gpd.GeoDataFrame(
        {"km": widths, "from_km": inner, "area_km2": area},
        geometry=gpd.GeoSeries(bands, crs=GEOGRAPHIC_CRS),
    )
    frames = [frame for frame in (line, land) if isinstance(frame, gpd.GeoDataFrame)]
    return carry(result, *frames, method="geodesic bands")
