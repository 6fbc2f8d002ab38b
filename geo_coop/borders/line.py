"""The land line cut into stretches by the region on each side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from geo_coop.borders._bits import Bits, bits_of, check_crs, nearest_region
from geo_coop.codes import level_of
from geo_coop.errors import InputError
from geo_coop.geodesy import as_array, edge_lengths_m, length_m
from geo_coop.provenance import carry
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    from shapely import Geometry

    from geo_coop.borders._bits import Beside, Ints

    Mask = npt.NDArray[np.bool_]

_BIT_M: Final = 200.0
_STILL_M: Final = 250.0  # a nearest point that has moved less than this has not moved
_TAIL_M: Final = 1_000.0
_TAIL_MEDIANS: Final = 3.0


def split_line(
    line: gpd.GeoDataFrame | gpd.GeoSeries | Geometry,
    side_a: gpd.GeoDataFrame,
    side_b: gpd.GeoDataFrame,
    *,
    tolerance_km: float = 20.0,
    smooth_km: float = 2.0,
) -> gpd.GeoDataFrame:
    """Cut a line into stretches by the nearest region on each side.

    The line is cut into bits of at most 200 m; the middle of each goes to the region of ``side_a`` and the region of
    ``side_b`` that hold it or lie nearest. So the regions need not reach the line, nor end at it. Three rules follow:

    - A bit farther than ``tolerance_km`` from every region of a side belongs to no stretch.
    - Where a stretch ends so, its tail is cut off, for the line has turned away from the region there: first the
      bits farther than 1 km and three times the median distance of that region's bits, then those for which the
      region's nearest point stays the same corner (moves less than 250 m).
    - A run shorter than ``smooth_km`` between others of the same connected line goes to the longer of its two
      neighbours, the shortest run first, each side for itself. Separate pieces of line keep their own.

    Give every region of a side that comes near the line, and choose rows of the result afterwards: a region that
    is left out loses its bits to its neighbours, up to the tolerance.

    Parameters
    ----------
    line
        Lines in EPSG:4326.
    side_a, side_b
        Regions indexed by code, EPSG:4326, for example provinces and the states of Malaysia.
    tolerance_km
        How far a region may stand off the line.
    smooth_km
        Shortest run to keep between others; 0 keeps all.

    Returns
    -------
    GeoDataFrame
        One row for each pair that meets, sorted: columns ``a``, ``b`` (codes), ``length_km`` (float, geodesic),
        ``geometry`` (LineString or MultiLineString, EPSG:4326); RangeIndex; sources of all inputs in attrs.
        No rows where nothing is within the tolerance.

    Raises
    ------
    InputError
        A line without length, a side without any shape, another CRS, or a limit that is out of range.
    """
    if not (tolerance_km > 0 and smooth_km >= 0):
        message = f"tolerance_km {tolerance_km!r} must be above 0 and smooth_km {smooth_km!r} not below 0"
        raise InputError(message)
    bits = bits_of(line, _BIT_M)
    sides = []
    for regions, what in ((side_a, "side_a"), (side_b, "side_b")):
        check_crs(regions, what)
        shapes = as_array(regions)
        if np.all(shapely.is_missing(shapes) | shapely.is_empty(shapes)):
            message = f"{what}: no region with a shape"
            raise InputError(message)
        sides.append(nearest_region(bits.middle, shapes, tolerance_km * 1_000))
    kept = [side.distance_m <= tolerance_km * 1_000 for side in sides]
    both = kept[0] & kept[1]
    for side, near in zip(sides, kept, strict=True):
        both &= ~_tails(bits, side, near)
    labels = [_smoothed(bits, np.where(both, side.region, -1), smooth_km * 1_000) for side in sides]
    return _stretches(bits, labels, (line, side_a, side_b))


def _stretches(
    bits: Bits, labels: list[Ints], sources: tuple[gpd.GeoDataFrame | gpd.GeoSeries | Geometry, ...]
) -> gpd.GeoDataFrame:
    """Merge labelled bits to one row for each pair of labels."""
    code_a, code_b = (np.asarray(side.index, dtype=object) for side in sources[1:])
    chosen = np.flatnonzero(labels[0] >= 0)
    pairs = sorted({(str(code_a[i]), str(code_b[j]), i, j) for i, j in zip(*(x[chosen] for x in labels), strict=True)})
    shapes = [bits.stretch(np.flatnonzero((labels[0] == i) & (labels[1] == j))) for _, _, i, j in pairs]
    result = gpd.GeoDataFrame(
        {
            "a": np.array([pair[0] for pair in pairs], dtype=object),
            "b": np.array([pair[1] for pair in pairs], dtype=object),
            "length_km": length_m(shapes) / 1_000,
        },
        geometry=gpd.GeoSeries(shapes, crs=GEOGRAPHIC_CRS),
    )
    frames: list[pd.DataFrame] = [frame for frame in sources if isinstance(frame, gpd.GeoDataFrame)]
    return carry(result, *frames, method="line cut by the nearest region on each side")


def _tails(bits: Bits, side: Beside, near: Mask) -> Mask:
    """Return which bits only trail off from the end of a region, beside bits out of tolerance."""
    usual = np.zeros(int(side.region.max()) + 2)
    for region in np.unique(side.region[near]):
        # Half of a region's bits lie nearer than this, tails and all.
        usual[region] = np.median(side.distance_m[near & (side.region == region)])
    off = side.distance_m > _TAIL_M + _TAIL_MEDIANS * usual[side.region]
    tail = np.zeros(len(near), dtype=bool)
    joined = bits.path[1:] == bits.path[:-1]
    for step, ends in ((-1, np.flatnonzero(joined & near[:-1] & ~near[1:])),
                       (1, np.flatnonzero(joined & ~near[:-1] & near[1:]) + 1)):  # fmt: skip
        for last in ends:
            end = stop = last
            while 0 <= stop < len(near) and near[stop] and bits.path[stop] == bits.path[end]:
                stop += step
            run = np.arange(end, stop, step)
            away = int(np.argmin(off[run])) if not off[run].all() else len(run)
            tail[run[:away]] = True
            if away == len(run):
                continue
            end, run = run[away], run[away:]
            corner = np.broadcast_to(side.foot[end], (len(run), 2))
            moved = edge_lengths_m(corner, side.foot[run]) > _STILL_M
            still = run[: int(np.argmax(moved))] if moved.any() else run
            # The last bits beside the region moved too little to tell: they are given back.
            way = np.cumsum(bits.length_m[still])
            tail[still[way <= way[-1] - _STILL_M]] = True
    return tail


def _smoothed(bits: Bits, label: Ints, shortest_m: float) -> Ints:
    """Give runs shorter than ``shortest_m`` to the longer neighbouring run, the shortest first."""
    label = label.copy()
    while True:
        new = np.append([True], (label[1:] != label[:-1]) | (bits.path[1:] != bits.path[:-1]))
        run = np.cumsum(new) - 1
        start = np.flatnonzero(new)
        length = np.bincount(run, bits.length_m)
        of_run, path = label[start], bits.path[start]
        joins = (path[1:] == path[:-1]) & (of_run[1:] >= 0) & (of_run[:-1] >= 0)
        before, after = np.append([False], joins), np.append(joins, [False])
        short = np.flatnonzero((length < shortest_m) & (of_run >= 0) & (before | after))
        if not len(short):
            return label
        least = short[np.argmin(length[short])]
        left = length[least - 1] if before[least] else -1.0
        right = length[least + 1] if after[least] else -1.0
        label[run == least] = of_run[least - 1] if left >= right else of_run[least + 1]


def side_level(code: str) -> str:
    """Return the level of the regions that the line is cut by: that of a region, and provinces for a country."""
    level = level_of(code)
    return "province" if level in {"country", "province"} else level
