"""Where provinces meet: regions on both sides of their borders, cleaned together before each province is by itself.

A layer of a whole country is too much for one cleaning. The regions that reach another province are few; once they meet
exactly, cleaning each province leaves the edges between provinces as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_coop.boundaries.importing.codes import parts_of
from geo_coop.boundaries.repair import clean_coverage, repair_shapes
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from geo_coop.boundaries.importing.placing import Placing
    from geo_coop.boundaries.matching.rows import Rows
    from geo_coop.boundaries.scratch import Scratch

    Shapes = npt.NDArray[np.object_]
    Pairs = npt.NDArray[np.intp]

REACH_DEG: Final = 0.001  # how near another province, at least: ten times the gaps that are closed by default
_TWO_STEPS_ROWS: Final = 1000


def clean_belt(
    scratch: Scratch,
    placing: Placing,
    listed: Rows,
    gap_width_deg: float,
    keep: Callable[[pd.DataFrame, str, gpd.GeoDataFrame], None],
) -> dict[int, shapely.Geometry]:
    """Return the cleaned shapes of the regions that reach another province, by row of the file.

    Parameters
    ----------
    scratch
        The shapes set aside by province.
    placing
        Where the rows are; those that stray are left out.
    listed
        The rows with their codes.
    gap_width_deg
        Gaps narrower than this are closed.
    keep
        Takes a report of what moved, the name of the step, and the frame with the column ``row``.
    """
    reach = max(REACH_DEG, gap_width_deg)
    frame, owners = _candidates(scratch, placing, listed, reach)
    if frame.empty:
        return {}
    frame = repair_shapes(frame).frame
    shapes = np.array(frame.geometry.to_numpy(), dtype=object)
    pairs = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=reach)
    near = np.unique(pairs[:, owners[pairs[0]] != owners[pairs[1]]])
    cleaned: dict[int, shapely.Geometry] = {}
    for group in _groups(near, pairs):
        belt = frame.iloc[group]
        for gap in (0.0, gap_width_deg) if len(group) > _TWO_STEPS_ROWS and gap_width_deg else (gap_width_deg,):
            done = clean_coverage(belt, gap_width_deg=gap)
            keep(done.report, "border", frame)
            belt = done.frame
        cleaned.update(zip(belt["row"].tolist(), belt.geometry.to_numpy(), strict=True))
    return cleaned


def _candidates(
    scratch: Scratch, placing: Placing, listed: Rows, reach: float
) -> tuple[gpd.GeoDataFrame, npt.NDArray[np.intp]]:
    """Return the rows whose extent reaches that of a row of another part, and the number of the part of each."""
    part_of, names = parts_of(listed, "")
    usable = listed.found & np.isfinite(placing.seen.bounds).all(axis=1)
    counts = np.bincount(listed.code[listed.found])
    usable[usable] = counts[listed.code[usable]] == 1
    usable[list(placing.strays)] = False
    there = np.flatnonzero(usable)
    bounds = _in_degrees(placing, there)
    finite = np.isfinite(bounds).all(axis=1)
    there = there[finite]
    west, south, east, north = bounds[finite].T
    boxes = shapely.box(west - reach, south - reach, east + reach, north + reach)
    pairs = there[shapely.STRtree(boxes).query(boxes, predicate="intersects")]
    wanted = np.zeros(len(listed), dtype=bool)
    wanted[pairs[:, part_of[pairs[0]] != part_of[pairs[1]]]] = True
    found: list[tuple[npt.NDArray[np.int64], Shapes]] = []
    for number in np.unique(part_of[wanted]).tolist():
        for rows, shapes in scratch.batches(names[number]):
            if wanted[rows].any():
                found.append((rows[wanted[rows]], placing.reference.to_degrees(shapes[wanted[rows]])))
    rows = np.concatenate([rows for rows, _ in found]) if found else np.array([], dtype=np.int64)
    shapes = np.concatenate([shapes for _, shapes in found]) if found else np.array([], dtype=object)
    index = pd.Index(listed.codes_of(rows), name="code")
    return gpd.GeoDataFrame({"row": rows}, geometry=shapes, index=index, crs=GEOGRAPHIC_CRS), part_of[rows].astype(
        np.intp
    )


def _in_degrees(placing: Placing, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    """Return the extents of rows in degrees, from their corners."""
    west, south, east, north = placing.seen.bounds[rows].T
    corners = [placing.reference.points(np.column_stack(pair)) for pair in
               ((west, south), (west, north), (east, south), (east, north))]  # fmt: skip
    stacked = np.stack(corners)
    return np.column_stack([stacked.min(axis=0), stacked.max(axis=0)])


def _groups(near: Pairs, pairs: Pairs) -> list[Pairs]:
    """Return the regions near another province in groups that touch: each is cleaned by itself."""
    from scipy.sparse import coo_array  # noqa: PLC0415  (needed here alone)
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    place = np.full(int(pairs.max(initial=-1)) + 1, -1)
    place[near] = np.arange(len(near))
    inner = place[pairs[:, (place[pairs] >= 0).all(axis=0)]]
    links = coo_array((np.ones(inner.shape[1], dtype=bool), (inner[0], inner[1])), shape=(len(near), len(near)))
    count, label = connected_components(links, directed=False)
    return [near[label == number] for number in range(count)]


__all__ = ["REACH_DEG", "clean_belt"]
