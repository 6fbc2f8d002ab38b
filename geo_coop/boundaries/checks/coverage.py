"""Checks of shapes against each other: overlaps, gaps, holes, and edges that do not meet.

Only shapes that an edge of another meets wrongly are compared pair by pair, so a clean coverage costs one pass;
gaps and holes are the inner rings of the union of all.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_coop.boundaries.checks.enclosed import enclosed
from geo_coop.boundaries.checks.report import M2_IN_KM2, grouped
from geo_coop.boundaries.repair import DEFAULT_GAP_WIDTH_DEG
from geo_coop.geodesy import area_m2, length_m, polygonal

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from geo_coop.boundaries.checks.report import Findings, Severity, Shapes

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.intp]
    Mask = npt.NDArray[np.bool_]

SMALLEST_M2: Final = 100.0  # smaller ones are counted together
LARGE_M2: Final = 10_000.0  # from here a warning
LARGE_SHARE: Final = 0.01  # of the smaller region: from here an overlap is an error
_PAIRS_AT_ONCE: Final = 8192
NARROW_M: Final = 50.0  # a gap wider on average may well be water, or land of no region


def check_coverage(
    shapes: Shapes, codes: list[str], found: Findings, *, step: Callable[[str], None] | None = None
) -> None:
    """Report overlaps, gaps, holes and edges that do not meet; shapes must be valid or None.

    ``step`` is called with what is being done, as some of it takes long for a whole country.
    """
    announce = step or (lambda _: None)
    held = np.flatnonzero(~shapely.is_missing(shapes) & ~shapely.is_empty(shapes))
    solid = shapes[held]
    names = [codes[place] for place in held]
    announce("edges")
    loose = shapely.coverage_invalid_edges(solid)
    bad = np.flatnonzero(~shapely.is_empty(loose))
    _edges(solid, names, loose, bad, found)
    announce("overlaps")
    _overlaps(solid, names, loose, bad, found)
    announce("gaps")
    _gaps(solid, names, found, clean=not len(bad), step=announce)


def _edges(shapes: Shapes, codes: list[str], loose: Shapes, bad: Ints, found: Findings) -> None:
    """Report, as one finding, the edges that do not meet a neighbour's, and narrow gaps open to the outside."""
    km = length_m(loose[bad]) / 1_000
    every = float(np.nansum(length_m(shapes))) / 1_000
    narrow = 0
    if not len(bad) and len(shapes):
        narrow = int((~shapely.is_empty(shapely.coverage_invalid_edges(shapes, gap_width=DEFAULT_GAP_WIDTH_DEG))).sum())
    found.count("edge", regions=len(bad), km=km.sum(), km_of_all_edges=every, regions_at_a_narrow_gap=narrow)
    if len(bad):
        worst = bad[np.argsort(-km, kind="stable")[:5]]
        text = (
            f"{len(bad)} of {len(shapes)} regions have edges that do not meet a neighbour's, {km.sum():,.1f} km of "
            f"{every:,.1f} km; most in {', '.join(found.label(codes[place]) for place in worst)}"
        )
        lines = shapely.multilinestrings(shapely.get_parts(loose[bad]))
        found.add("edge", "note", None, text, value=float(km.sum()), unit="km", expected=0, geometry=lines)


def _overlaps(shapes: Shapes, codes: list[str], loose: Shapes, bad: Ints, found: Findings) -> None:
    """Report land of two regions. Of two that overlap, an edge of one at least lies in the other and is not shared."""
    tree = shapely.STRtree(shapes)
    one, two = tree.query(loose[bad], predicate="intersects")
    one = bad[one]
    low, high = np.minimum(one, two), np.maximum(one, two)
    pairs = np.unique(np.column_stack([low, high])[low < high], axis=0).reshape(-1, 2)
    blocks = np.array_split(pairs, max(1, -(-len(pairs) // _PAIRS_AT_ONCE)))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = pool.map(lambda block: shapely.intersection(shapes[block[:, 0]], shapes[block[:, 1]]), blocks)
        common: Shapes = np.concatenate(list(done))
    size = np.nan_to_num(area_m2(common))
    own = np.nan_to_num(area_m2(shapes))
    large = np.flatnonzero(size >= SMALLEST_M2)
    for place in large:
        a, b = (int(one) for one in pairs[place])
        share = size[place] / max(min(own[a], own[b]), 1.0)
        severity: Severity = "error" if share >= LARGE_SHARE else "warning" if size[place] >= LARGE_M2 else "note"
        text = f"overlaps {found.label(codes[b])}, by {share:.2%} of the smaller of the two"
        found.add(
            "overlap", severity, codes[a], text, value=size[place] / M2_IN_KM2, unit="km2", expected=0,
            others=(codes[b],), geometry=polygonal(common[place]),
        )  # fmt: skip
    _small("overlap", "overlaps", size[(size > 0) & (size < SMALLEST_M2)], found)
    found.count("overlap", pairs=(size > 0).sum(), km2=size.sum() / M2_IN_KM2, of_a_hectare=(size >= LARGE_M2).sum())


def _gaps(
    shapes: Shapes, codes: list[str], found: Findings, *, clean: bool, step: Callable[[str], None]
) -> None:  # fmt: skip
    """Report land that the regions close in and that is no region's: between two, a gap; within one, a hole."""
    holes, neighbours = enclosed(shapes, clean=clean, step=step)
    size = np.nan_to_num(area_m2(holes))
    with np.errstate(invalid="ignore", divide="ignore"):
        width = 2 * size / length_m(holes)
    number = np.array([len(one) for one in neighbours], dtype=int)
    gap = number > 1
    for place in np.flatnonzero(gap & (size >= SMALLEST_M2)):
        around = tuple(codes[one] for one in neighbours[place])
        narrow = width[place] < NARROW_M
        severity: Severity = "warning" if narrow and size[place] >= LARGE_M2 else "note"
        kind = "narrow gap" if narrow else "open area (water, or land of no region here)"
        shown = ", ".join(found.label(code) for code in around[:4]) + (", ..." if len(around) > 4 else "")  # noqa: PLR2004
        text = f"{kind} between {shown}; {width[place]:,.0f} m wide on average"
        found.add(
            "gap", severity, around[0], text, value=size[place] / M2_IN_KM2, unit="km2", expected=0, others=around[1:],
            geometry=holes[place],
        )  # fmt: skip
    _small("gap", "gaps", size[gap & (size < SMALLEST_M2)], found)
    found.count(
        "gap", gaps=gap.sum(), km2=size[gap].sum() / M2_IN_KM2, narrow=(gap & (width < NARROW_M)).sum(),
        narrow_km2=size[gap & (width < NARROW_M)].sum() / M2_IN_KM2,
    )  # fmt: skip
    _holes(holes, size, np.array([one[0] if len(one) else -1 for one in neighbours]), ~gap, codes, found)


def _holes(holes: Shapes, size: Floats, owner: Ints, chosen: Mask, codes: list[str],
           found: Findings) -> None:  # fmt: skip
    """Report the holes that lie in one region, one finding for each region."""
    inside = np.flatnonzero(chosen & (owner >= 0))
    for region, places in grouped(owner[inside]):
        mine = inside[places]
        count = "1 hole" if len(mine) == 1 else f"{len(mine)} holes"
        text = f"{count} that no region fills; the largest has {size[mine].max():,.0f} m2"
        found.add(
            "hole", "note", codes[region], text, value=size[mine].sum() / M2_IN_KM2, unit="km2",
            geometry=shapely.multipolygons(holes[mine]),
        )  # fmt: skip
    found.count("hole", holes=chosen.sum(), km2=size[chosen].sum() / M2_IN_KM2)


def _small(check: str, what: str, size: Floats, found: Findings) -> None:
    """Report together what is too small to be listed."""
    if len(size):
        text = f"{len(size)} {what} below {SMALLEST_M2:g} m2 each, {size.sum():,.0f} m2 together"
        found.add(check, "note", None, text, value=size.sum() / M2_IN_KM2, unit="km2", expected=0)
