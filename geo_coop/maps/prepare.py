"""Shapes made small for a map page: clean coverage, shared borders, coded arcs.

For display only. Analysis always uses the original geometry. No polygon, no part of one and no row is ever
dropped: rows without a geometry are listed, and parts smaller than the grid become one grid cell.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geo_coop.errors import InputError, Problem
from geo_coop.maps.grid import grid_rings, ring_areas
from geo_coop.maps.numbers_text import code_paths
from geo_coop.maps.topology import arcs_of_rings, dissolve, pack_rings, pack_topology
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import numpy.typing as npt

    Integers = npt.NDArray[np.int64]
    Shapes = npt.NDArray[np.object_]

#: Key in ``frame.attrs``: true for a layer that is a clean coverage already, so that cleaning is skipped.
CLEAN_COVERAGE: Final = "clean_coverage"
#: Grid of lines in degrees, about 1 m.
LINE_STEP: Final = 1e-5

_METRES_PER_DEGREE: Final = 111_195.0
_GAP_WIDTH_M: Final = 20.0
_SNAPPING_M: Final = 10.0
_AREA_CHANGE: Final = 0.05
#: Cleaning gives a place that two areas claim to one of them. An area that loses or gains more than this part of itself
#: stays as it was, drawn over its neighbours.
_GIVEN: Final = 0.1
_POLYGONAL: Final = (3, 6)
_LINEAR: Final = (1, 5)


class MapPrecisionWarning(UserWarning):
    """A map whose simplified areas differ visibly from the true ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Upper:
    """Regions of an upper level, drawn over the arcs of `Prepared`.

    Attributes
    ----------
    codes
        Their codes, in the order in which the lower regions name them.
    shapes
        For each its rings, as in `Prepared`.
    packed
        The rings as text for a page.
    """

    codes: tuple[str, ...]
    shapes: tuple[tuple[tuple[int, ...], ...], ...]
    packed: str


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Regions as coded, shared arcs.

    Attributes
    ----------
    codes
        Index values of the rows that have a shape, in row order.
    missing
        Index values of the rows without one.
    arcs
        Grid positions from `origin`, each arc a stretch of border between two junctions; a border of two regions
        stands once.
    shapes
        For each of `codes` its rings; a ring is a sequence of arc numbers, ``~n`` for arc ``n`` reversed.
        Outer rings run counter-clockwise, holes clockwise.
    packed
        Arcs and shapes as text for a page.
    origin
        Grid position (x, y) that positions count from, in steps.
    step
        Size of the grid in degrees.
    bounds
        West, south, east, north in degrees; NaN where nothing has a shape.
    tolerance_m
        Simplification in metres.
    moved
        Relative change of each area, by code.
    cleaned
        Whether the coverage had to be cleaned.
    """

    codes: tuple[str, ...]
    missing: tuple[str, ...]
    arcs: tuple[Integers, ...]
    shapes: tuple[tuple[tuple[int, ...], ...], ...]
    packed: str
    origin: tuple[int, int]
    step: float
    bounds: tuple[float, float, float, float]
    tolerance_m: float
    moved: pd.Series
    cleaned: bool

    def rings(self, code: str) -> list[npt.NDArray[np.float64]]:
        """Return the closed rings of a region as they will be drawn: longitude and latitude in degrees."""
        result: list[npt.NDArray[np.float64]] = []
        for ring in self.shapes[self.codes.index(code)]:
            paths = [self.arcs[number] if number >= 0 else self.arcs[~number][::-1] for number in ring]
            joined = np.concatenate([paths[0], *(path[1:] for path in paths[1:])])
            result.append(np.asarray((joined + self.origin) * self.step, dtype=np.float64))
        return result

    def outline_arcs(self, groups: Sequence[str]) -> tuple[list[int], list[int]]:
        """Return the arcs that part one group of regions from another, and those that part it from the outside.

        Parameters
        ----------
        groups
            The group of each of `codes`, for example its regency.
        """
        self._check_groups(groups)
        found: dict[int, list[str]] = {}
        for shape, group in zip(self.shapes, groups, strict=True):
            for ring in shape:
                for reference in ring:
                    found.setdefault(reference if reference >= 0 else ~reference, []).append(group)
        inner = sorted(number for number, users in found.items() if len(set(users)) > 1)
        return inner, sorted(number for number, users in found.items() if len(users) == 1)

    def upper(self, groups: Sequence[str]) -> Upper:
        """Return the regions of an upper level over the same arcs, so that a page holds each border once.

        Parameters
        ----------
        groups
            The group of each of `codes`, for example its district.
        """
        self._check_groups(groups)
        number = {group: place for place, group in enumerate(dict.fromkeys(groups))}
        shapes = dissolve(self.shapes, [number[group] for group in groups], self.arcs)
        return Upper(tuple(number), shapes, pack_rings(shapes))

    def _check_groups(self, groups: Sequence[str]) -> None:
        if len(groups) != len(self.codes):
            message = f"{len(groups)} groups for {len(self.codes)} regions"
            raise InputError(message)


def prepare(
    frame: gpd.GeoDataFrame, *, tolerance_m: float = 50.0, step: float | None = None, warn: bool = True
) -> Prepared:
    """Clean, simplify and code the polygons of a layer for a map page.

    Neighbours keep sharing their borders. A layer whose ``attrs["clean_coverage"]`` is true, or whose borders
    match already, is not cleaned.

    Parameters
    ----------
    frame
        Polygons or None in EPSG:4326, with a unique index. It is not changed.
    tolerance_m
        Simplification in metres; 0 for none.
    step
        Grid that coordinates are rounded to, in degrees (1e-5 is about 1 m). The default is about a tenth of
        the tolerance.
    warn
        Whether to warn when an area changes by more than 5 %.

    Warns
    -----
    MapPrecisionWarning
        Names the areas that change by more than 5 %.

    Raises
    ------
    InputError
        Another CRS, an index that is not unique, geometries that are no polygons, or a negative tolerance.
    """
    step = _step(tolerance_m) if step is None else step
    _check(frame, _POLYGONAL, tolerance_m, step)
    codes = np.array([str(code) for code in frame.index], dtype=object)
    original = np.asarray(frame.geometry.array, dtype=object)
    present = ~(shapely.is_missing(original) | shapely.is_empty(original))
    missing = tuple(codes[~present])
    if not present.any():
        nothing = (np.nan, np.nan, np.nan, np.nan)
        return Prepared(
            codes=(), missing=missing, arcs=(), shapes=(), packed=pack_topology((), ()), origin=(0, 0), step=step,
            bounds=nothing, tolerance_m=tolerance_m, moved=pd.Series(dtype=float), cleaned=False,
        )  # fmt: skip
    original = original[present]
    scale = _metres(original)
    metric = shapely.transform(_valid(original), lambda xy: xy * scale)
    simplified, cleaned = _simplify(metric, tolerance_m, clean=frame.attrs.get(CLEAN_COVERAGE) is not True)
    grid = scale * step
    rings = grid_rings(simplified, grid)
    before = np.maximum(shapely.area(metric), np.finfo(float).tiny)
    change = ring_areas(rings, len(simplified)) * grid.prod() / before - 1
    moved = pd.Series(change, index=pd.Index(codes[present], name="code"), name="moved")
    if warn:
        _warn_moved(moved, tolerance_m)
    points, ring_of, shape_of = rings
    origin = points.min(axis=0)
    arcs, shapes = arcs_of_rings(points - origin, ring_of, shape_of, len(simplified))
    west, south, east, north = shapely.total_bounds(original)
    bounds = (float(west), float(south), float(east), float(north))
    return Prepared(
        codes=tuple(codes[present]), missing=missing, arcs=arcs, shapes=shapes, packed=pack_topology(arcs, shapes),
        origin=(int(origin[0]), int(origin[1])), step=step, bounds=bounds, tolerance_m=tolerance_m, moved=moved,
        cleaned=cleaned,
    )  # fmt: skip


def prepare_lines(frame: gpd.GeoDataFrame, *, tolerance_m: float = 50.0, step: float = LINE_STEP) -> list[list[str]]:
    """Simplify and code the lines of a layer: for each row its paths, coded from grid position (0, 0).

    Parameters
    ----------
    frame
        LineStrings or MultiLineStrings in EPSG:4326; rows without a geometry give no path.
    tolerance_m, step
        As for `prepare`.

    Raises
    ------
    InputError
        As for `prepare`.
    """
    _check(frame, _LINEAR, tolerance_m, step)
    original = np.asarray(frame.geometry.array, dtype=object)
    result: list[list[str]] = []
    scale = _metres(original[~shapely.is_missing(original)])
    for line in original:
        paths: list[str] = []
        for part in shapely.get_parts(line):
            simple = shapely.simplify(shapely.transform(part, lambda xy: xy * scale), tolerance_m)
            points = np.round(shapely.get_coordinates(simple) / (scale * step)).astype(np.int64)
            kept = np.append(True, (np.diff(points, axis=0) != 0).any(axis=1))
            paths += code_paths([points[kept]])
        result.append(paths)
    return result


def _check(frame: gpd.GeoDataFrame, types: tuple[int, ...], tolerance_m: float, step: float) -> None:
    problems: list[Problem] = []
    if frame.crs is None or not frame.crs.equals(GEOGRAPHIC_CRS, ignore_axis_order=True):
        name = "none" if frame.crs is None else frame.crs.name
        problems.append(Problem(f"layer for a map has CRS {name}", "convert it with to_crs('EPSG:4326')"))
    if not frame.index.is_unique:
        repeated = frame.index[frame.index.duplicated()].unique()
        problems.append(Problem(f"layer for a map has {len(repeated)} repeated codes, as {repeated[0]!r}"))
    shapes = np.asarray(frame.geometry.array, dtype=object)
    other = ~shapely.is_missing(shapes) & ~np.isin(shapely.get_type_id(shapes), types)
    if other.any():
        wanted = "polygons" if types == _POLYGONAL else "lines"
        code = frame.index[other][0]
        problems.append(Problem(f"{int(other.sum())} geometries are no {wanted}, as that of {code!r}"))
    if not tolerance_m >= 0:
        problems.append(Problem(f"tolerance {tolerance_m} m is negative"))
    if not step > 0:
        problems.append(Problem(f"grid step {step} is not positive"))
    if problems:
        raise InputError(problems)


def _step(tolerance_m: float) -> float:
    """Return a round number of degrees, about a tenth of the tolerance, from 1e-5 to 5e-4."""
    steps = np.array([1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4])
    nearest = int(np.argmin(np.abs(np.log(steps * _METRES_PER_DEGREE / max(tolerance_m / 10, 1.0)))))
    return float(steps[nearest])


def _metres(shapes: Shapes) -> npt.NDArray[np.float64]:
    """Return what makes degrees metres at the middle latitude: a plane good enough for a tolerance."""
    _, south, _, north = shapely.total_bounds(shapes)
    return np.array([_METRES_PER_DEGREE * np.cos(np.radians((south + north) / 2)), _METRES_PER_DEGREE])


def _valid(shapes: Shapes) -> Shapes:
    """Return the shapes with the invalid ones repaired; polygons stay polygons."""
    invalid = ~shapely.is_valid(shapes)
    if not invalid.any():
        return shapes
    result = shapes.copy()
    result[invalid] = shapely.make_valid(shapes[invalid], method="structure", keep_collapsed=False)
    lost = shapely.is_empty(result)
    result[lost] = shapes[lost]
    return result


def _simplify(metric: Shapes, tolerance_m: float, *, clean: bool) -> tuple[Shapes, bool]:
    """Return the simplified coverage, and whether it was cleaned.

    Shapes that cleaning would give much to, or take much from, stay as they are: they claim what others claim too, or
    lie in parts that touch in points, which the cleaning takes for gaps.
    """
    cleaned = clean and len(metric) > 1 and not shapely.coverage_is_valid(metric)
    result = metric
    if cleaned:
        result = shapely.coverage_clean(metric, gap_width=_GAP_WIDTH_M, snapping_distance=_SNAPPING_M)
        before = shapely.area(metric)
        result = np.where(np.abs(shapely.area(result) - before) > _GIVEN * before, metric, result)
    if tolerance_m > 0:
        simplified = shapely.coverage_simplify(result, tolerance_m)
        result = np.where(shapely.is_empty(simplified), result, simplified)
    return result, cleaned


def _warn_moved(moved: pd.Series, tolerance_m: float) -> None:
    far = moved[moved.abs() > _AREA_CHANGE]
    if far.empty:
        return
    worst = far.abs().sort_values(ascending=False).index[:5]
    named = ", ".join(f"{code} ({moved[code]:+.0%})" for code in worst)
    message = (
        f"{len(far)} areas change by more than {_AREA_CHANGE:.0%} at a tolerance of {tolerance_m:g} m: {named}; "
        "choose a smaller tolerance_m, or see whether they overlap their neighbours"
    )
    warnings.warn(message, MapPrecisionWarning, stacklevel=3)
