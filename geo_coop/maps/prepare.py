"""Shapes made small for a map page: clean coverage, shared borders, coded arcs.

For display only. Analysis always uses the original geometry. No polygon, no part of one and no row is ever
dropped: rows without a geometry are listed, and parts smaller than the grid become one grid cell.
"""

from __future__ import annotations

import itertools
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geo_coop.errors import InputError, Problem
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import numpy.typing as npt

    Integers = npt.NDArray[np.int64]
    Shapes = npt.NDArray[np.object_]

#: Key in ``frame.attrs``: true for a layer that is a clean coverage already, so that cleaning is skipped.
CLEAN_COVERAGE: Final = "clean_coverage"
#: Characters of coded numbers; five bits each, and one that says "more follows".
ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

#: Grid of lines in degrees, about 1 m.
LINE_STEP: Final = 1e-5

_METRES_PER_DEGREE: Final = 111_195.0
_GAP_WIDTH_M: Final = 20.0
_SNAPPING_M: Final = 10.0
_AREA_CHANGE: Final = 0.05
_TRIANGLE: Final = 3
_POLYGONAL: Final = (3, 6)
_LINEAR: Final = (1, 5)


class MapPrecisionWarning(UserWarning):
    """A map whose simplified areas differ visibly from the true ones."""


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
        Coded arcs, each a stretch of border between two junctions; a border of two regions stands once.
    shapes
        For each of `codes` its rings; a ring is a sequence of arc numbers, ``~n`` for arc ``n`` reversed.
        Outer rings run counter-clockwise, holes clockwise.
    origin
        Grid position (x, y) that coded coordinates count from, in steps.
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
    arcs: tuple[str, ...]
    shapes: tuple[tuple[tuple[int, ...], ...], ...]
    origin: tuple[int, int]
    step: float
    bounds: tuple[float, float, float, float]
    tolerance_m: float
    moved: pd.Series
    cleaned: bool

    def rings(self, code: str) -> list[npt.NDArray[np.float64]]:
        """Return the closed rings of a region as they will be drawn: longitude and latitude in degrees."""
        arcs: dict[int, Integers] = {}
        result: list[npt.NDArray[np.float64]] = []
        for ring in self.shapes[self.codes.index(code)]:
            parts: list[Integers] = []
            for reference in ring:
                number = reference if reference >= 0 else ~reference
                if number not in arcs:
                    arcs[number] = decode_path(self.arcs[number])
                path = arcs[number] if reference >= 0 else arcs[number][::-1]
                parts.append(path if not parts else path[1:])
            result.append(np.asarray((np.concatenate(parts) + self.origin) * self.step, dtype=np.float64))
        return result

    def outline_arcs(self, groups: Sequence[str]) -> tuple[list[int], list[int]]:
        """Return the arcs that part one group of regions from another, and those that part it from the outside.

        Parameters
        ----------
        groups
            The group of each of `codes`, for example its regency.
        """
        if len(groups) != len(self.codes):
            message = f"{len(groups)} groups for {len(self.codes)} regions"
            raise InputError(message)
        found: dict[int, list[str]] = {}
        for shape, group in zip(self.shapes, groups, strict=True):
            for ring in shape:
                for reference in ring:
                    found.setdefault(reference if reference >= 0 else ~reference, []).append(group)
        inner = sorted(number for number, users in found.items() if len(set(users)) > 1)
        return inner, sorted(number for number, users in found.items() if len(users) == 1)


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
        return Prepared((), missing, (), (), (0, 0), step, nothing, tolerance_m, pd.Series(dtype=float), cleaned=False)
    original = original[present]
    scale = _metres(original)
    metric = shapely.transform(_valid(original), lambda xy: xy * scale)
    simplified, cleaned = _simplify(metric, tolerance_m, clean=frame.attrs.get(CLEAN_COVERAGE) is not True)
    grid = scale * step
    rings = _grid_rings(simplified, grid)
    before = np.maximum(shapely.area(metric), np.finfo(float).tiny)
    change = _areas(rings, len(simplified)) * grid.prod() / before - 1
    moved = pd.Series(change, index=pd.Index(codes[present], name="code"), name="moved")
    if warn:
        _warn_moved(moved, tolerance_m)
    arcs, shapes, origin = _topology(rings, len(simplified))
    west, south, east, north = shapely.total_bounds(original)
    bounds = (float(west), float(south), float(east), float(north))
    return Prepared(
        tuple(codes[present]), missing, arcs, shapes, origin, step, bounds, tolerance_m, moved, cleaned=cleaned
    )


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


def code_numbers(values: Integers) -> str:
    """Code whole numbers as text, small ones in one character.

    Examples
    --------
    >>> code_numbers(np.array([0, -1, 15, 16]))
    'ABegB'
    """
    text, _ = _code(np.asarray(values, dtype=np.int64))
    return text


def code_paths(paths: Sequence[Integers]) -> list[str]:
    """Code paths of grid positions: the first point, then the steps from point to point."""
    if not paths:
        return []
    steps = [np.diff(path, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)) for path in paths]
    text, lengths = _code(np.concatenate(steps).reshape(-1))
    ends = np.cumsum(lengths)[np.cumsum([2 * len(path) for path in paths]) - 1]
    starts = np.concatenate([[0], ends[:-1]])
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def decode_numbers(text: str) -> list[int]:
    """Read what `code_numbers` wrote.

    Examples
    --------
    >>> decode_numbers("ABegB")
    [0, -1, 15, 16]
    """
    result: list[int] = []
    value = shift = 0
    for character in text:
        digit = ALPHABET.index(character)
        value |= (digit & 31) << shift
        shift += 5
        if digit < 32:  # noqa: PLR2004  (the bit that says "more follows")
            result.append(value >> 1 if not value & 1 else ~(value >> 1))
            value = shift = 0
    return result


def decode_path(text: str) -> Integers:
    """Read one path of `code_paths`."""
    steps = np.array(decode_numbers(text), dtype=np.int64).reshape(-1, 2)
    return np.cumsum(steps, axis=0, dtype=np.int64)


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
    """Return the simplified coverage, and whether it was cleaned. Shapes that would vanish stay as they are."""
    cleaned = clean and len(metric) > 1 and not shapely.coverage_is_valid(metric)
    result = metric
    if cleaned:
        result = shapely.coverage_clean(metric, gap_width=_GAP_WIDTH_M, snapping_distance=_SNAPPING_M)
        result = np.where(shapely.is_empty(result), metric, result)
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
        "choose a smaller tolerance_m"
    )
    warnings.warn(message, MapPrecisionWarning, stacklevel=3)


def _areas(grid_rings: tuple[Integers, Integers, list[int]], size: int) -> npt.NDArray[np.float64]:
    """Return the area of each shape in grid cells; outer rings count, holes count off."""
    points, ring_of, shape_of = grid_rings
    starts = np.flatnonzero(np.diff(ring_of, prepend=-1))
    after = np.roll(points, -1, axis=0)
    after[np.append(starts[1:], len(points)) - 1] = points[starts]
    base = points[starts][np.cumsum(np.diff(ring_of, prepend=-1) > 0) - 1]
    here, there = points - base, after - base
    twice = np.add.reduceat(here[:, 0] * there[:, 1] - there[:, 0] * here[:, 1], starts)
    result: npt.NDArray[np.float64] = np.asarray(np.bincount(shape_of, weights=twice / 2, minlength=size), dtype=float)
    return result


def _topology(
    grid_rings: tuple[Integers, Integers, list[int]], size: int
) -> tuple[tuple[str, ...], tuple[tuple[tuple[int, ...], ...], ...], tuple[int, int]]:
    """Return coded arcs, the rings of each shape as arc numbers, and the origin of the grid."""
    points, ring_of, shape_of = grid_rings
    origin = points.min(axis=0)
    points = points - origin
    keys, vertex = np.unique(points[:, 0] << 32 | points[:, 1], return_inverse=True)
    starts = np.flatnonzero(np.diff(ring_of, prepend=-1))
    ends = np.append(starts[1:], len(points))
    junction = _junctions(vertex, starts, ends, len(keys))[vertex]
    arcs: dict[bytes, int] = {}
    paths: list[Integers] = []
    rings: list[list[tuple[int, ...]]] = [[] for _ in range(size)]
    for start, end, shape in zip(starts, ends, shape_of, strict=True):
        ring = vertex[start:end]
        at = np.flatnonzero(junction[start:end])
        first = int(at[0]) if len(at) else int(np.argmin(ring))
        ring = np.append(np.roll(ring, -first), ring[first])
        cuts = np.append(at - first, len(ring) - 1) if len(at) else np.array([0, len(ring) - 1])
        references = []
        for low, high in itertools.pairwise(cuts):
            path = ring[low : high + 1]
            turned = (path[-1], path[-2]) < (path[0], path[1])
            canonical = np.ascontiguousarray(path[::-1] if turned else path)
            number = arcs.setdefault(canonical.tobytes(), len(paths))
            if number == len(paths):
                paths.append(canonical)
            references.append(~number if turned else number)
        rings[shape].append(tuple(references))
    positions = np.column_stack([keys >> 32, keys & 0xFFFFFFFF])
    coded = code_paths([positions[path] for path in paths])
    return tuple(coded), tuple(tuple(each) for each in rings), (int(origin[0]), int(origin[1]))


def _grid_rings(shapes: Shapes, grid: npt.NDArray[np.float64]) -> tuple[Integers, Integers, list[int]]:
    """Return the grid points of all rings (not closed), the ring of each point, the shape of each ring."""
    parts, shape_of_part = shapely.get_parts(shapely.orient_polygons(shapes), return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    shell = np.diff(part_of_ring, prepend=-1) > 0
    coordinates, ring_of = shapely.get_coordinates(rings, return_index=True)
    points = np.round(coordinates / grid).astype(np.int64)
    # Each point that repeats its predecessor goes; so does the closing point of each ring.
    first = np.diff(ring_of, prepend=-1) > 0
    kept = first | (np.diff(points, axis=0, prepend=points[:1] - 1) != 0).any(axis=1)
    points, ring_of = points[kept], ring_of[kept]
    last = np.diff(ring_of, append=-1) != 0
    starts = np.flatnonzero(np.diff(ring_of, prepend=-1))
    closing = last.copy()
    closing[last] = (points[last] == points[starts]).all(axis=1) & (np.flatnonzero(last) > starts)
    points, ring_of = points[~closing], ring_of[~closing]
    counts = np.bincount(ring_of, minlength=len(rings))
    small = counts < _TRIANGLE
    if small.any():
        # A hole below the grid closes; an outer ring becomes one grid cell, so that no part is lost.
        firsts = points[np.flatnonzero(np.diff(ring_of, prepend=-1))]
        fits = ~small[ring_of]
        rescued = np.flatnonzero(small & shell)
        cells = (firsts[rescued][:, None, :] + np.array([[0, 0], [1, 0], [0, 1]])).reshape(-1, 2)
        points = np.concatenate([points[fits], cells])
        ring_of = np.concatenate([ring_of[fits], np.repeat(rescued, _TRIANGLE)])
        order = np.argsort(ring_of, kind="stable")
        points, ring_of = points[order], ring_of[order]
    used = ring_of[np.flatnonzero(np.diff(ring_of, prepend=-1))]
    return points, ring_of, shape_of_part[part_of_ring[used]].tolist()


def _junctions(vertex: Integers, starts: Integers, ends: Integers, size: int) -> npt.NDArray[np.bool_]:
    """Return for each vertex whether rings part there: not all pass it between the same two neighbours."""
    before = np.roll(vertex, 1)
    before[starts] = vertex[ends - 1]
    after = np.roll(vertex, -1)
    after[ends - 1] = vertex[starts]
    low, high = np.minimum(before, after), np.maximum(before, after)
    order = np.argsort(vertex, kind="stable")
    group = np.flatnonzero(np.diff(vertex[order], prepend=-1))
    result = np.zeros(size, dtype=bool)
    for side in (low[order], high[order]):
        result |= np.minimum.reduceat(side, group) != np.maximum.reduceat(side, group)
    return result


def _code(values: Integers) -> tuple[str, Integers]:
    """Return the coded text of all values, and how many characters each took."""
    remaining = np.where(values >= 0, values << 1, ~values << 1 | 1).astype(np.uint64)
    columns = []
    while True:
        digit = (remaining & np.uint64(31)).astype(np.uint8)
        remaining = remaining >> np.uint64(5)
        more = remaining > 0
        columns.append((digit | more.astype(np.uint8) << 5, more))
        if not more.any():
            break
    digits = np.column_stack([digit for digit, _ in columns])
    wanted = np.column_stack([np.ones(len(values), dtype=bool), *(more for _, more in columns[:-1])])
    letters = np.frombuffer(ALPHABET.encode("ascii"), dtype=np.uint8)
    return letters[digits[wanted]].tobytes().decode("ascii"), wanted.sum(axis=1)
