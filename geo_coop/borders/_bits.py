"""A line cut into short bits, and which region lies nearest to each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import geopandas as gpd
import numpy as np
import shapely

from geo_coop.errors import InputError
from geo_coop.geodesy import LineIndex, as_array, edge_lengths_m, edges_of, split_edges
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt
    from shapely import Geometry

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.intp]
    Lines: TypeAlias = gpd.GeoDataFrame | gpd.GeoSeries | Geometry | Iterable[Any]


def check_crs(frame: object, what: str) -> None:
    """Raise where a frame or series is in another system than EPSG:4326.

    Raises
    ------
    InputError
        The CRS is missing or another one.
    """
    if not isinstance(frame, gpd.GeoDataFrame | gpd.GeoSeries):
        return
    if frame.crs is None:
        message = f"{what}: no CRS; set one, for example frame.set_crs('EPSG:4326')"
        raise InputError(message)
    if not frame.crs.equals(GEOGRAPHIC_CRS, ignore_axis_order=True):
        message = f"{what}: CRS is {frame.crs.name}; convert with frame.to_crs('EPSG:4326')"
        raise InputError(message)


@dataclass(frozen=True)
class Bits:
    """Bits of lines, in order along each path.

    Attributes
    ----------
    low, high
        Ends, shape (n, 2), degrees.
    edge
        Edge of the line that each is of.
    path
        Connected path of the line that each is of.
    line
        Row of the lines that each is of.
    length_m
        Geodesic length.
    """

    low: Floats
    high: Floats
    edge: Ints
    path: Ints
    line: Ints
    length_m: Floats

    @property
    def middle(self) -> Floats:
        """Middle of each bit, degrees."""
        result: Floats = (self.low + self.high) / 2
        return result

    def stretch(self, chosen: Ints) -> Geometry:
        """Return the chosen bits (ascending) as a line of its connected stretches, with the line's own vertices."""
        fresh = np.append([True], (np.diff(chosen) != 1) | (np.diff(self.path[chosen]) != 0))
        corner = fresh | np.append([True], np.diff(self.edge[chosen]) != 0)
        last = np.append(np.flatnonzero(fresh)[1:], len(chosen)) - 1
        run = np.cumsum(fresh) - 1
        lonlat = np.concatenate([self.low[chosen[corner]], self.high[chosen[last]]])
        place = np.concatenate([np.flatnonzero(corner) * 2, last * 2 + 1])
        order = np.argsort(place, kind="stable")
        of_run = np.concatenate([run[corner], run[last]])[order]
        lines = shapely.linestrings(lonlat[order], indices=of_run)
        return lines[0] if len(lines) == 1 else shapely.multilinestrings(lines)


def bits_of(lines: Lines, max_m: float, what: str = "line") -> Bits:
    """Cut lines into bits of at most ``max_m`` metres.

    Raises
    ------
    InputError
        The line has no length, or its CRS is not EPSG:4326.
    """
    check_crs(lines, what)
    start, end, line, path = edges_of(as_array(lines))
    real = np.any(start != end, axis=1)
    start, end, line, path = start[real], end[real], line[real], path[real]
    if not len(start):
        message = f"{what}: no geometry with a length"
        raise InputError(message)
    low, high, edge = split_edges(start, end, max_m)
    return Bits(low, high, edge, path[edge], line[edge], edge_lengths_m(low, high))


@dataclass(frozen=True)
class Beside:
    """The region nearest to each of some points: its position, how far, and its nearest point (0: inside)."""

    region: Ints
    distance_m: Floats
    foot: Floats


def nearest_region(points: Floats, shapes: npt.NDArray[np.object_], reach_m: float) -> Beside:
    """Return the nearest of some areas to each point; an area that holds the point is at 0, the first such wins.

    Parameters
    ----------
    points
        Shape (n, 2), degrees.
    shapes
        Polygons or multipolygons; missing and empty ones are never nearest.
    reach_m
        Parts of areas that cannot lie within this of any point are left out; region -1 and distance NaN where
        that leaves none.
    """
    parts, of_part = shapely.get_parts(shapes, return_index=True)
    # A degree of latitude has more than 110 km, and one of longitude less than that by the cosine.
    margin = reach_m / 110_000 / np.cos(np.radians(min(np.abs(points[:, 1]).max() + 1, 89.0)))
    low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
    bounds = shapely.bounds(parts)
    close = np.all((bounds[:, :2] <= high) & (bounds[:, 2:] >= low), axis=1)
    parts, of_part = parts[close], of_part[close]
    if not len(parts):
        count = len(points)
        return Beside(np.full(count, -1, dtype=np.intp), np.full(count, np.nan), np.full((count, 2), np.nan))
    geometries = shapely.points(points)
    found = LineIndex(parts).query(geometries)
    region, distance = of_part[found.line], found.distance_m.copy()
    foot = np.column_stack([found.lon, found.lat])
    inside, held = shapely.STRtree(geometries).query(parts, predicate="contains")
    inside = of_part[inside]
    order = np.lexsort((inside, held))
    inside, held = inside[order], held[order]
    first = np.append([True], held[1:] != held[:-1])[: len(held)]
    region[held[first]], distance[held[first]] = inside[first], 0.0
    onto = distance == 0
    foot[onto] = points[onto]
    return Beside(region.astype(np.intp), distance, foot)
