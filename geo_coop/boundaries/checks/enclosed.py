"""Land that shapes close in and that is none's, also of so many shapes that one union of all would not end.

The union of a whole country of overlapping villages carries each sliver between two of them through every step. Here
blocks of neighbours are united first; what only members of a block touch is done with, and the blocks are united
without it.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from geo_coop.boundaries.checks.report import Shapes

    Ints = npt.NDArray[np.intp]

BLOCK: Final = 256
TOUCHING_DEG: Final = 1e-9  # a tenth of a millimetre: what rounding in a union may move a corner by, generously


def enclosed(
    shapes: Shapes, *, clean: bool, block: int = BLOCK, step: Callable[[str], None] | None = None
) -> tuple[Shapes, list[Ints]]:
    """Return the areas that shapes close in, and for each the positions of the shapes around it.

    Parameters
    ----------
    shapes
        Valid polygons and multipolygons, which may overlap.
    clean
        Whether they are a coverage; its union is quick, whatever their number.
    block
        How many neighbours are united at a time where there are more.
    step
        Called with what is being done.

    Returns
    -------
    tuple
        The inner rings of the union as polygons, in no certain order, and the shapes that touch each, ascending. What
        shapes overlap in is no part of any; an area that shapes close in around an enclave is one ring with it.
    """
    tree = shapely.STRtree(shapes)
    if clean and len(shapes):
        united = _coverage_union(shapes)
        if united is not None:
            found = _inner(united)
            return found, _around(found, tree)
    if len(shapes) <= block:
        found = _inner(shapely.union_all(shapes))
        return found, _around(found, tree)
    return _in_blocks(shapes, tree, block, step or (lambda _: None))


def _coverage_union(shapes: Shapes) -> shapely.Geometry | None:
    """Return the union of a coverage; None where its edges do not match after all, and the plain union must do it."""
    try:
        return shapely.coverage_union_all(shapes)
    except shapely.GEOSException:
        return None


def _in_blocks(
    shapes: Shapes, tree: shapely.STRtree, size: int, step: Callable[[str], None]
) -> tuple[Shapes, list[Ints]]:
    """Unite blocks of neighbours, then the blocks without what only their own members close in."""
    order = np.argsort(gpd.GeoSeries(shapes).hilbert_distance().to_numpy(), kind="stable")
    blocks = np.array_split(order, -(-len(order) // size))
    of = np.empty(len(shapes), dtype=np.intp)
    for number, members in enumerate(blocks):
        of[members] = number
    united: Shapes = np.full(len(blocks), None, dtype=object)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for number, shape in enumerate(pool.map(lambda members: shapely.union_all(shapes[members]), blocks)):
            united[number] = shape
            if number % 16 == 0:
                step(f"gaps: {number} of {len(blocks)} blocks")
    parts, part_of = shapely.get_parts(united, return_index=True)
    rings, owner = shapely.get_rings(parts, return_index=True)
    inner = np.append([False], owner[1:] == owner[:-1])
    holes, hole_of = shapely.polygons(rings[inner]), owner[inner]
    around = _around(holes, tree)
    quiet = np.array(
        [bool((of[beside] == part_of[part]).all()) for beside, part in zip(around, hole_of, strict=True)], dtype=bool
    )
    step("gaps: between blocks")
    shells: Shapes = shapely.polygons(rings[~inner])
    for part in np.unique(hole_of[~quiet]).tolist():
        kept = rings[inner][~quiet & (hole_of == part)]
        shells[part] = shapely.polygons(shapely.get_exterior_ring(parts[part]), kept)
    between = _inner(shapely.disjoint_subset_union_all(shells))
    done = np.flatnonzero(quiet)
    return np.concatenate([holes[done], between]), [around[place] for place in done] + _around(between, tree)


def _inner(shape: shapely.Geometry) -> Shapes:
    """Return the inner rings of a union as polygons."""
    rings, owner = shapely.get_rings(shapely.get_parts(shape), return_index=True)
    inner = np.append([False], owner[1:] == owner[:-1]) if len(rings) else np.zeros(0, dtype=bool)
    found: Shapes = shapely.polygons(rings[inner])
    return found


def _around(areas: Shapes, tree: shapely.STRtree) -> list[Ints]:
    """Return for each area the positions of the shapes that touch it, ascending."""
    at, beside = tree.query(areas, predicate="dwithin", distance=TOUCHING_DEG)
    order = np.lexsort((beside, at))
    return np.split(beside[order], np.searchsorted(at[order], np.arange(1, len(areas))))[: len(areas)]
