"""Borders inside one coverage: which regions meet along a line, and where two groups of villages do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_coop.borders._bits import check_crs
from geo_coop.borders.edges import shared_edges
from geo_coop.codes import parent_of
from geo_coop.errors import InputError
from geo_coop.geodesy import as_array, edge_lengths_m, length_m, polygonal
from geo_coop.provenance import carry
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.intp]

CLEAN_COVERAGE: Final = "clean_coverage"
GAP_WIDTH_DEG: Final = 1e-4  # 11 m: closes the slivers of areas that were simplified each on its own

_MOST_GAPING: Final = 0.01


def _clean(frame: gpd.GeoDataFrame, gap_width_deg: float, what: str) -> tuple[npt.NDArray[np.object_], str]:
    """Return the shapes as a clean coverage, and how that was come by."""
    check_crs(frame, what)
    if not frame.index.is_unique:
        message = f"{what}: codes that stand more than once; keep one row for each"
        raise InputError(message)
    shapes = as_array(frame)
    if frame.attrs.get(CLEAN_COVERAGE) is True:
        return shapes, "shared edges of a clean coverage"
    invalid = [str(code) for code in frame.index[~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)]]
    if invalid:
        message = f"{what}: invalid geometries ({len(invalid)}: {', '.join(invalid[:5])}); repair them first"
        raise InputError(message)
    present = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    if _is_clean(shapes[present], gap_width_deg):
        return shapes, "shared edges of a clean coverage"
    cleaned = shapes.copy()
    cleaned[present] = [
        polygonal(shape) for shape in shapely.coverage_clean(shapes[present], gap_width=gap_width_deg)
    ]  # fmt: skip
    return cleaned, f"shared edges after cleaning the coverage with a gap width of {gap_width_deg:g} degree"


def _is_clean(shapes: npt.NDArray[np.object_], gap_width_deg: float) -> bool:
    """Return whether edges match, with narrow gaps along no more than a hundredth of them.

    A cleaned coverage still has places where a wide gap runs into a point.
    """
    if not shapely.coverage_is_valid(shapes):
        return False
    gaping = shapely.length(shapely.coverage_invalid_edges(shapes, gap_width=gap_width_deg)).sum()
    return bool(gaping <= _MOST_GAPING * shapely.length(shapes).sum())


def adjacency(
    frame: gpd.GeoDataFrame, *, groups: pd.Series | None = None, gap_width_deg: float = GAP_WIDTH_DEG
) -> pd.DataFrame:
    """Return which regions of one layer meet along a line, and for how long.

    Regions that meet in a point only are no pair. Shapes that are no clean coverage are cleaned first (neighbours that
    were simplified each on its own share few edges); the frame itself stays as it is. A frame whose
    ``attrs["clean_coverage"]`` is true is taken as one without looking.

    Parameters
    ----------
    frame
        Regions of one level indexed by code, EPSG:4326.
    groups
        On the index of ``frame``: what each region counts as, for example the code of its regency. The pairs are then
        of groups, and borders inside a group do not count.
    gap_width_deg
        Widest gap to close when cleaning, in degrees.

    Returns
    -------
    DataFrame
        Columns ``a``, ``b`` (codes or groups, ``a`` < ``b``), ``length_km`` (float, geodesic); sorted, RangeIndex;
        sources in attrs.

    Raises
    ------
    InputError
        Another CRS, codes that repeat, invalid geometries, or groups of other regions or with missing values.

    See Also
    --------
    group_adjacency : borders of groups from a table that is at hand.
    """
    if groups is not None and (not groups.index.equals(frame.index) or groups.isna().any()):
        message = "groups: not one for each region of the frame; give it the frame's index and fill missing values"
        raise InputError(message)
    shapes, method = _clean(frame, gap_width_deg, "frame")
    labels = np.asarray(frame.index if groups is None else groups, dtype=object)
    shared = shared_edges(shapes, None if groups is None else pd.factorize(labels)[0])
    metres = edge_lengths_m(shared.start, shared.end)
    return carry(_added(labels, shared.one, shared.two, metres / 1_000), frame, method=method)


def group_adjacency(table: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """Return which groups of regions meet along a line, and for how long, from what `adjacency` tells of the regions.

    The edges of a layer are compared once, and the borders of every level above it are sums of its rows.

    Parameters
    ----------
    table
        From `adjacency` without groups: columns ``a``, ``b``, ``length_km``.
    groups
        What each region counts as, indexed by its unique code, for example the code of its regency.

    Returns
    -------
    DataFrame
        As `adjacency` with these groups: columns ``a``, ``b`` (groups, ``a`` < ``b``), ``length_km``; sources in attrs.

    Raises
    ------
    InputError
        A region of the table without a group, or codes that repeat.
    """
    known = groups.dropna()
    if not groups.index.is_unique:
        message = "groups: codes that stand more than once; give one for each region of the table"
        raise InputError(message)
    one, two = (known.index.get_indexer(pd.Index(table[side])) for side in ("a", "b"))
    if lacking := sorted({*table["a"][one < 0], *table["b"][two < 0]}):
        message = f"groups: without a group: {', '.join(map(str, lacking[:5]))}; give one for each region of the table"
        raise InputError(message)
    added = _added(known.to_numpy(dtype=object), one, two, table["length_km"].to_numpy())
    return carry(added, table, method="sums of borders of their parts")


def _added(labels: npt.NDArray[np.object_], one: Ints, two: Ints, length_km: Floats) -> pd.DataFrame:
    """Add up lengths by the pair of labels at two positions; those of one label and itself do not count."""
    # Ranks of sorted labels: the lesser rank is the lesser label.
    rank, names = pd.factorize(labels, sort=True)
    one, two = rank[one], rank[two]
    across = np.flatnonzero(one != two)
    key = (np.minimum(one, two) * len(names) + np.maximum(one, two))[across]
    # Edges come in the order of the shapes, so most of one border stand in a row: rows are added up first.
    begin = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else across
    pair, of_pair = np.unique(key[begin], return_inverse=True)
    added = np.add.reduceat(length_km[across], begin) if len(begin) else length_km[across]
    length = np.bincount(of_pair, added, minlength=len(pair))
    return pd.DataFrame({"a": names[pair // len(names)], "b": names[pair % len(names)], "length_km": length})


def shared_border(
    a_villages: gpd.GeoDataFrame,
    b_villages: gpd.GeoDataFrame,
    *,
    a: str | None = None,
    b: str | None = None,
    gap_width_deg: float = GAP_WIDTH_DEG,
) -> gpd.GeoDataFrame:
    """Return the line along which two groups of villages of one coverage meet.

    The two groups are cleaned together where they are no clean coverage; only villages whose boxes come near the
    other group take part.

    Parameters
    ----------
    a_villages, b_villages
        Regions of one source indexed by code, EPSG:4326, without a common code.
    a, b
        Codes for the result; by default the lowest region that holds all of a group.
    gap_width_deg
        Widest gap to close when cleaning, in degrees.

    Returns
    -------
    GeoDataFrame
        As `split_line`: columns ``a``, ``b``, ``length_km``, ``geometry`` (EPSG:4326), RangeIndex, sources in attrs.
        One row, or none where the groups do not meet along a line.

    Raises
    ------
    InputError
        An empty group, a code in both, another CRS, or invalid geometries.

    See Also
    --------
    adjacency : the same for every pair of villages.
    """
    for frame, what in ((a_villages, "a_villages"), (b_villages, "b_villages")):
        check_crs(frame, what)
        if not len(frame):
            message = f"{what}: no rows"
            raise InputError(message)
    common = a_villages.index.intersection(b_villages.index)
    if len(common):
        message = f"codes in both groups: {', '.join(map(str, common[:5]))}; a village stands on one side"
        raise InputError(message)
    code_a = a if a is not None else _holder(a_villages.index)
    code_b = b if b is not None else _holder(b_villages.index)
    first = _close_to(a_villages, b_villages, gap_width_deg)
    second = _close_to(b_villages, a_villages, gap_width_deg)
    both = pd.concat([first[["geometry"]], second[["geometry"]]])
    shapes, method = _clean(gpd.GeoDataFrame(both, crs=GEOGRAPHIC_CRS), gap_width_deg, "villages")
    shared = shared_edges(shapes)
    across = (shared.one < len(first)) & (shared.two >= len(first))
    rows: list[tuple[str, str]] = []
    lines: list[shapely.Geometry] = []
    if across.any():
        pieces = shapely.linestrings(np.stack([shared.start[across], shared.end[across]], axis=1))
        lines = [shapely.line_merge(shapely.multilinestrings(pieces))]
        rows = [(code_a, code_b)]
    result = gpd.GeoDataFrame(
        {
            "a": np.array([row[0] for row in rows], dtype=object),
            "b": np.array([row[1] for row in rows], dtype=object),
            "length_km": length_m(lines) / 1_000,
        },
        geometry=gpd.GeoSeries(lines, crs=GEOGRAPHIC_CRS),
    )
    return carry(result, a_villages, b_villages, method=method)


def _close_to(frame: gpd.GeoDataFrame, other: gpd.GeoDataFrame, margin: float) -> gpd.GeoDataFrame:
    """Return the rows whose box comes near the box of a row of the other frame."""
    boxes, others = (shapely.bounds(as_array(one)) for one in (frame, other))
    wide = shapely.box(*(boxes + np.array([-margin, -margin, margin, margin])).T)
    hit, _ = shapely.STRtree(shapely.box(*others.T)).query(wide, predicate="intersects")
    return frame.iloc[np.unique(hit)]


def _holder(codes: pd.Index) -> str:
    """Return the lowest region that holds all codes (a single code holds itself)."""
    chains = []
    for code in codes:
        chain: list[str] = []
        above: str | None = str(code)
        while above is not None:
            chain.append(above)
            above = parent_of(above)
        chains.append(chain)
    common = set(chains[0]).intersection(*chains[1:])
    if not common:
        message = f"codes {codes[0]} and {codes[-1]} lie in no common region; name the groups with a= and b="
        raise InputError(message)
    return next(code for code in chains[0] if code in common)
