"""Whether points lie in the regions that they are said to lie in, by a layer that is passed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_coop.codes import contains, level_of
from geo_coop.geodesy import as_array, distance_to_line_m

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_coop.agreements.yamltext import Location, Tree
    from geo_coop.errors import Problem

_MOST_LONGITUDE: Final = 180
_MOST_LATITUDE: Final = 90

# How far outside a shape a point may stand before that is an error and no roughness of the shape.
TOLERANCE_KM: Final[dict[str, float]] = {"authoritative": 1.0, "approximate": 10.0}


def off_region_km(region: str, longitude: float, latitude: float, layer: gpd.GeoDataFrame) -> float | None:
    """Return how far a point lies outside a region, in kilometres.

    Parameters
    ----------
    region
        Canonical code.
    longitude, latitude
        The point, in degrees.
    layer
        Region layer of any level: the shapes inside the region are taken, or else the one that the region lies in.

    Returns
    -------
    float or None
        0 inside; None where the layer has no shape for the region, so that nothing can be said.

    Examples
    --------
    >>> import geopandas as gpd
    >>> layer = gpd.GeoDataFrame(index=["65.01"], geometry=[shapely.box(0, 0, 1, 1)], crs="EPSG:4326")
    >>> [round(off_region_km("65.01.02", x, 0.5, layer)) for x in (0.5, 2.0)], off_region_km("64", 0.5, 0.5, layer)
    ([0, 111], None)
    """
    codes = [str(code) for code in layer.index]
    chosen = [contains(region, code) for code in codes]
    if not any(chosen):
        chosen = [contains(code, region) for code in codes]
    shapes = as_array(layer[chosen])
    shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    if not len(shapes):
        return None
    point = shapely.Point(longitude, latitude)
    if bool(np.any(shapely.intersects(shapes, point))):
        return 0.0
    return float(distance_to_line_m(point, shapes)[0]) / 1_000


def tolerance_km(layer: gpd.GeoDataFrame) -> float:
    """Return how far outside its region a point may stand on a layer: more where a shape of it is approximate."""
    tiers = set(layer["tier"]) if "tier" in layer.columns else {"approximate"}
    return TOLERANCE_KM["approximate" if "approximate" in tiers else "authoritative"]


def point_problems(tree: Tree, layer: gpd.GeoDataFrame) -> list[Problem]:
    """Return the points of a file that lie outside their region; a point is a mapping with the three fields."""
    problems = []
    limit = tolerance_km(layer)
    for place, region, longitude, latitude in _points(tree.data):
        off = off_region_km(region, longitude, latitude, layer)
        if off is not None and off > limit:
            what = f"point {latitude:g}, {longitude:g} lies {off:,.0f} km outside {region}, where it is said to lie"
            problems.append(tree.problem((*place, "latitude"), what, "latitude comes first; check sign and region"))
    return problems


def _points(data: object, place: Location = ()) -> list[tuple[Location, str, float, float]]:
    """Return what in the text data of a file has region, longitude and latitude, where these are well formed."""
    found: list[tuple[Location, str, float, float]] = []
    if isinstance(data, dict):
        values = [data.get(key) for key in ("region", "longitude", "latitude")]
        if all(isinstance(value, str) for value in values):
            region, longitude, latitude = (str(value).strip() for value in values)
            try:
                here = (float(longitude), float(latitude))
                level_of(region)
            except ValueError:  # found by the model; an InputError is one
                here = (np.nan, np.nan)
            if abs(here[0]) <= _MOST_LONGITUDE and abs(here[1]) <= _MOST_LATITUDE:
                found.append((place, region, *here))
        for key, value in data.items():
            found += _points(value, (*place, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            found += _points(value, (*place, index))
    return found
