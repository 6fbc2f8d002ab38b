"""Making layers usable: valid shapes, a coverage without overlaps and gaps, upper levels dissolved from it.

Every function returns a new frame and a report of what it changed; no row is dropped, no hole is filled
that stands in the source, and a shape that cleaning would empty keeps its raw form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_coop.codes import kind_of, level_of, parent_of
from geo_coop.errors import InputError
from geo_coop.geodesy import area_m2, polygonal
from geo_coop.provenance import carry
from geo_coop.schema import GEOGRAPHIC_CRS, LEVELS

if TYPE_CHECKING:
    from collections.abc import Collection

    import numpy.typing as npt

    from geo_coop.schema import Level

    Shapes = npt.NDArray[np.object_]

REPORT_COLUMNS: Final = ("code", "problem", "action", "area_before_km2", "area_after_km2")
DEFAULT_GAP_WIDTH_DEG: Final = 0.0001
COVERAGE_UNION: Final = "dissolved from its parts"
_M2_IN_KM2: Final = 1e6
_SAME_AREA_KM2: Final = 1e-6  # one square metre


@dataclass(frozen=True, slots=True)
class RepairResult:
    """A repaired frame and what was done to it.

    Attributes
    ----------
    frame
        As many rows as went in, in the same order, with the same columns.
    report
        One row for each shape that was touched: code, problem, action, area_before_km2, area_after_km2
        (geodesic; NaN where there is no shape).
    """

    frame: gpd.GeoDataFrame
    report: pd.DataFrame

    def summary(self) -> dict[str, float]:
        """Return counts and sizes of the change.

        Returns
        -------
        dict
            ``rows`` and ``touched``; ``largest_relative_change`` of one shape's area and ``total_relative_change``
            of all touched shapes' area together, as fractions.
        """
        before = self.report["area_before_km2"].to_numpy(dtype=float)
        after = self.report["area_after_km2"].to_numpy(dtype=float)
        known = np.isfinite(before) & np.isfinite(after) & (before > 0)
        relative = np.abs(after[known] / before[known] - 1)
        total = before[known].sum()
        return {
            "rows": len(self.frame),
            "touched": len(self.report),
            "largest_relative_change": float(relative.max()) if relative.size else 0.0,
            "total_relative_change": float(after[known].sum() / total - 1) if total else 0.0,
        }


def areas_km2(shapes: Shapes) -> npt.NDArray[np.float64]:
    """Return geodesic areas in km2; NaN for a missing or empty shape, or one whose holes outweigh its shell."""
    areas = area_m2(shapes) / _M2_IN_KM2
    areas[areas < 0] = np.nan
    return areas


def repair_shapes(frame: gpd.GeoDataFrame) -> RepairResult:
    """Make every shape valid, keeping its polygonal parts.

    Each polygon of a multipolygon is made valid by itself and the results are united, so that an islet drawn inside
    a coarser coast stays land instead of becoming a hole. Lines and points left by rings without area go;
    holes stay.

    Parameters
    ----------
    frame
        Any GeoDataFrame in EPSG:4326; it is not changed.

    Returns
    -------
    RepairResult
        Report rows for the shapes that were invalid, empty or missing.
    """
    shapes = _shapes_of(frame)
    mended = shapes.copy()
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    mended[missing] = None
    invalid = ~missing & ~shapely.is_valid(shapes)
    problems: dict[int, str] = dict.fromkeys(np.flatnonzero(missing).tolist(), "no shape")
    for position in np.flatnonzero(invalid).tolist():
        problems[position] = shapely.is_valid_reason(shapes[position]).partition("[")[0].strip().lower()
        mended[position] = _make_valid(shapes[position])
    other = ~missing & ~invalid & (shapely.get_dimensions(shapes) < 2)  # noqa: PLR2004 - lines and points
    if other.any():
        message = f"shapes that are no areas: {', '.join(map(str, frame.index[other][:5]))}"
        raise InputError(message)
    collections = ~missing & ~invalid & (shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION)
    for position in np.flatnonzero(collections).tolist():
        problems[position] = "mixed geometry"
        mended[position] = polygonal(shapes[position])
    touched = np.array(sorted(problems), dtype=int)
    actions = ["kept without a shape" if mended[position] is None else "made valid, areas kept" for position in touched]
    report = _report(frame.index[touched], [problems[p] for p in touched], actions, shapes[touched], mended[touched])
    return RepairResult(_with_shapes(frame, mended), report)


def clean_coverage(frame: gpd.GeoDataFrame, *, gap_width_deg: float = DEFAULT_GAP_WIDTH_DEG) -> RepairResult:
    """Make neighbouring shapes meet exactly: overlaps are given to one side, narrow gaps are closed.

    Parameters
    ----------
    frame
        GeoDataFrame in EPSG:4326 with valid shapes or None (`repair_shapes`); it is not changed.
    gap_width_deg
        Gaps narrower than this, in degrees, are closed; 0.0001 is about 11 m. Wider gaps and holes stay.

    Returns
    -------
    RepairResult
        Report rows for shapes whose area moved by more than one square metre and for those that the cleaning would
        have emptied, because others cover them: they keep their raw shape, and so still overlap.
    """
    shapes = _shapes_of(frame)
    present = np.flatnonzero(~shapely.is_missing(shapes))
    cleaned = shapes.copy()
    if present.size:
        cleaned[present] = shapely.coverage_clean(shapes[present], gap_width=gap_width_deg)
    emptied = ~shapely.is_missing(cleaned) & shapely.is_empty(cleaned)
    cleaned[emptied] = shapes[emptied]
    before, after = areas_km2(shapes), areas_km2(cleaned)
    moved = np.abs(after - before) > _SAME_AREA_KM2
    touched = np.flatnonzero(moved | emptied)
    problems = ["covered by others" if emptied[position] else "overlaps or gaps" for position in touched]
    actions = ["raw shape kept" if emptied[position] else "edges matched" for position in touched]
    report = _report(frame.index[touched], problems, actions, shapes[touched], cleaned[touched])
    return RepairResult(_with_shapes(frame, cleaned), report)


def dissolve_levels(
    frame: gpd.GeoDataFrame,
    *,
    upper: pd.DataFrame | None = None,
    levels: Collection[Level] | None = None,
) -> dict[Level, gpd.GeoDataFrame]:
    """Dissolve a clean coverage into the levels above it, up to the province.

    Parameters
    ----------
    frame
        Region layer of one level, made a coverage by `clean_coverage`; it is not changed.
    upper
        Names and kinds of the upper regions: columns ``name`` and ``kind``, indexed by code (the register's table, or
        a source's own upper levels). A region that it lacks is called by its code.
    levels
        The levels to make; None makes all.

    Returns
    -------
    dict of Level to geopandas.GeoDataFrame
        Region layers, nearest level first, sorted by code, with a column ``method`` that says how each shape was
        made, also where the quick union of a coverage did not serve, and how many parts have no shape.

    Raises
    ------
    InputError
        The frame mixes levels.
    """
    held = sorted({level_of(code) for code in frame.index}, key=LEVELS.index)
    if len(held) > 1:
        message = f"layer mixes the levels {', '.join(held)}; dissolve one level at a time"
        raise InputError(message)
    result: dict[Level, gpd.GeoDataFrame] = {}
    if not held:
        return result
    ordered = frame.sort_index()
    shapes = _shapes_of(ordered)
    codes = list(ordered.index)
    tier = "authoritative" if set(ordered["tier"]) == {"authoritative"} else "approximate"
    for level in reversed(LEVELS[LEVELS.index("province") : LEVELS.index(held[0])]):
        codes = [str(parent_of(code)) for code in codes]
        if levels is not None and level not in levels:
            continue
        keys, first = np.unique(np.array(codes, dtype=str), return_index=True)
        united = [_unite(shapes[a:b]) for a, b in zip(first, [*first[1:], len(codes)], strict=True)]
        names, kinds = _named([str(key) for key in keys], upper)
        layer = gpd.GeoDataFrame(
            {
                "name": names,
                "level": level,
                "kind": kinds,
                "parent": [parent_of(str(key)) for key in keys],
                "tier": tier,
                "method": [method for _, method in united],
            },
            geometry=np.array([shape for shape, _ in united], dtype=object),
            index=pd.Index([str(key) for key in keys], name="code"),
            crs=GEOGRAPHIC_CRS,
        )
        result[level] = carry(layer, frame, method=f"dissolved to the level {level}")
    return result


def _shapes_of(frame: gpd.GeoDataFrame) -> Shapes:
    shapes: Shapes = np.array(frame.geometry.to_numpy(), dtype=object)
    return shapes


def _with_shapes(frame: gpd.GeoDataFrame, shapes: Shapes) -> gpd.GeoDataFrame:
    return carry(frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs)), frame)


def _make_valid(shape: shapely.Geometry) -> shapely.Geometry | None:
    parts = shapely.get_parts(shape)
    for position in np.flatnonzero(~shapely.is_valid(parts)):
        parts[position] = polygonal(shapely.make_valid(parts[position]))
    kept = parts[~shapely.is_empty(parts)]
    # Most parts stand apart; only those that meet are united, which is ten times faster than uniting all.
    return polygonal(shapely.disjoint_subset_union_all(kept)) if len(kept) else None


def _report(codes: pd.Index, problems: list[str], actions: list[str], before: Shapes, after: Shapes) -> pd.DataFrame:
    columns = (list(codes), problems, actions, areas_km2(before), areas_km2(after))
    return pd.DataFrame(dict(zip(REPORT_COLUMNS, columns, strict=True)))


def _unite(shapes: Shapes) -> tuple[shapely.Geometry | None, str]:
    """Return the union of a coverage's shapes, and how it was made."""
    present = shapes[~shapely.is_missing(shapes)]
    lacking = len(shapes) - len(present)
    tail = f"; {lacking} of {len(shapes)} parts have no shape" if lacking else ""
    if not present.size:
        return None, f"no part has a shape{tail}"
    try:
        shape = polygonal(shapely.coverage_union_all(present))
    except shapely.GEOSException:
        shape = None
    if shape is not None and shape.is_valid:
        return shape, COVERAGE_UNION + tail
    return polygonal(shapely.union_all(present)), f"{COVERAGE_UNION} by a plain union, as they overlap{tail}"


def _named(codes: list[str], upper: pd.DataFrame | None) -> tuple[list[str], list[str]]:
    rows = upper.loc[upper.index.isin(codes), ["name", "kind"]].itertuples() if upper is not None else ()
    known = {str(row.Index): (str(row.name), str(row.kind)) for row in rows}
    names = [known[code][0] if code in known else code for code in codes]
    return names, [known[code][1] if code in known else kind_of(code) for code in codes]
