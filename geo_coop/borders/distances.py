"""How far every village is from each of many lines, worked out once for all corridors along them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geo_coop.borders._bits import check_crs
from geo_coop.errors import InputError, Problem
from geo_coop.geodesy import LineIndex, as_array, edges_of, split_edges
from geo_coop.provenance import carry

if TYPE_CHECKING:
    from collections.abc import Hashable

    import geopandas as gpd
    import numpy.typing as npt
    from shapely import Geometry

_PIECE_M: Final = 20_000.0
#: Least length of a degree on the ellipsoid: of latitude anywhere, and of longitude at the equator, less a little.
_DEGREE_KM: Final = 110.5


@dataclass(frozen=True, slots=True, eq=False)
class DistanceTable:
    """Villages near lines, nearest first.

    Attributes
    ----------
    table
        DataFrame with the columns line (label of the line), code (of the village) and distance_km (float, geodesic; 0
        where the village touches or crosses the line), sorted by line in the order of ``lines`` and by distance, with
        a RangeIndex and the sources in attrs. It holds every village up to ``reach_km``.
    lines
        Labels of the lines.
    starts
        Where each line's rows begin, and after them the number of rows: int64, length ``len(lines) + 1``.
    reach_km
        The farthest distance that the table holds.
    unmeasured
        Codes of villages without a shape.
    """

    table: pd.DataFrame
    lines: pd.Index
    starts: npt.NDArray[np.int64]
    reach_km: float
    unmeasured: tuple[str, ...]

    def within(self, line: Hashable, km: float) -> pd.DataFrame:
        """Return the villages of which some part lies within ``km`` of a line, nearest first.

        Raises
        ------
        InputError
            A line that the table does not know, or a distance beyond its reach.
        """
        low, high = self._rows(line, km)
        return self.table.iloc[low:high]

    def count_within(self, line: Hashable, km: float) -> int:
        """Return how many villages have some part within ``km`` of a line; errors as for `within`."""
        low, high = self._rows(line, km)
        return high - low

    def _rows(self, line: Hashable, km: float) -> tuple[int, int]:
        if line not in self.lines:
            raise InputError(Problem(f"no line {line!r} in the table", f"known: {', '.join(map(str, self.lines[:5]))}"))
        if not 0 <= km <= self.reach_km:
            what = f"{km:g} km is beyond the reach of the table, {self.reach_km:g} km"
            raise InputError(Problem(what, "make one that reaches farther"))
        position = int(np.asarray(self.lines.get_loc(line)))
        low, high = int(self.starts[position]), int(self.starts[position + 1])
        inside = self.table["distance_km"].to_numpy()[low:high]
        return low, low + int(np.searchsorted(inside, km, side="right"))


def distance_table(villages: gpd.GeoDataFrame, lines: gpd.GeoSeries, *, reach_km: float = 50) -> DistanceTable:
    """Measure how far villages are from each of many lines.

    Parameters
    ----------
    villages
        Regions indexed by unique code, EPSG:4326; those without a shape are listed in ``unmeasured``.
    lines
        LineStrings or MultiLineStrings in EPSG:4326, indexed by unique labels, for example borders by pair.
    reach_km
        The farthest distance of interest.

    Returns
    -------
    DistanceTable
        Distances good to a metre up to 60 km (`geo_coop.geodesy.LineIndex`).

    Raises
    ------
    InputError
        Another CRS, labels or codes that repeat, a reach of zero or less, or a line without length.
    """
    for frame, what in ((villages, "villages"), (lines, "lines")):
        check_crs(frame, what)
        if not frame.index.is_unique:
            raise InputError(Problem(f"{what}: labels that stand more than once", "keep one row for each"))
    if not reach_km > 0:
        raise InputError(Problem(f"a reach of {reach_km!r} km", "give a distance above 0"))
    shapes = as_array(villages)
    absent = np.asarray(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    present = np.flatnonzero(~absent)
    tree = shapely.STRtree(shapes[present])
    rows: list[npt.NDArray[np.intp]] = []
    metres: list[npt.NDArray[np.float64]] = []
    for line in as_array(lines):
        found = LineIndex(line)
        close = np.zeros(len(present), dtype=bool)
        close[tree.query(_boxes(line, reach_km))[1]] = True
        near = present[close]
        distance = found.query(shapes[near]).distance_m
        order = np.argsort(distance, kind="stable")
        order = order[distance[order] <= reach_km * 1_000]
        rows.append(near[order])
        metres.append(distance[order])
    starts = np.concatenate([[0], np.cumsum([len(each) for each in rows])]).astype(np.int64)
    which = np.repeat(np.arange(len(lines)), np.diff(starts))
    row = np.concatenate(rows) if rows else np.array([], dtype=np.intp)
    table = pd.DataFrame(
        {
            "line": lines.index.take(which),
            "code": villages.index.take(row),
            "distance_km": np.concatenate(metres) / 1_000 if metres else np.array([], dtype=float),
        }
    )
    method = f"geodesic distance of each village's nearest part, up to {reach_km:g} km"
    carried = carry(table, villages, method=method)
    unmeasured = tuple(str(code) for code in villages.index[absent])
    return DistanceTable(carried, lines.index, starts, float(reach_km), unmeasured)


def _boxes(line: Geometry, km: float) -> npt.NDArray[np.object_]:
    """Return boxes that together hold all that lies within a distance of a line."""
    start, end, _, _ = edges_of(line)
    low, high, _ = split_edges(start, end, _PIECE_M)
    tall = km / _DEGREE_KM
    south, north = np.minimum(low[:, 1], high[:, 1]) - tall, np.maximum(low[:, 1], high[:, 1]) + tall
    wide = km / (_DEGREE_KM * np.cos(np.radians(np.minimum(np.maximum(-south, north), 89.0))))
    west, east = np.minimum(low[:, 0], high[:, 0]) - wide, np.maximum(low[:, 0], high[:, 0]) + wide
    boxes: npt.NDArray[np.object_] = shapely.box(west, south, east, north)
    return boxes
