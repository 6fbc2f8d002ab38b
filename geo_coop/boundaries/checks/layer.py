"""All checks of one layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from geo_coop.boundaries.checks.areas import check_areas, check_children, check_parents
from geo_coop.boundaries.checks.coverage import check_coverage
from geo_coop.boundaries.checks.listing import check_codes, check_listing, names_of
from geo_coop.boundaries.checks.places import check_border, check_points
from geo_coop.boundaries.checks.recorded import check_known_defects
from geo_coop.boundaries.checks.report import CheckReport, Findings
from geo_coop.boundaries.checks.shapes import check_duplicates, check_shapes, check_slivers
from geo_coop.boundaries.repair import repair_shapes
from geo_coop.codes import country_of, parent_of
from geo_coop.errors import InputError
from geo_coop.provenance import sources_of
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    import pandas as pd

    from geo_coop.boundaries.checks.report import Shapes
    from geo_coop.register import Register

_NOT_GIVEN: Final = {
    "children": "no layer of the regions below was given",
    "parent": "no layer of the regions above was given",
    "point": "no points were given",
    "known_defect": "no record of defects was given",
    "border": "no land line was given, or no list of the districts at the border",
}


def check_layer(  # noqa: PLR0913 - each is one thing to compare with
    frame: gpd.GeoDataFrame,
    *,
    register: Register,
    official_areas: pd.DataFrame | None = None,
    children: gpd.GeoDataFrame | None = None,
    parents: gpd.GeoDataFrame | None = None,
    points: pd.DataFrame | None = None,
    defects: pd.DataFrame | None = None,
    line: gpd.GeoDataFrame | None = None,
    legal: Collection[str] | None = None,
    within: str | None = None,
    step: Callable[[str], None] | None = None,
) -> CheckReport:
    """Report what is wrong with a layer, without changing it.

    Codes, list, shapes, duplicates, slivers, overlaps, gaps, holes and areas are always checked; the rest where what it
    takes is given. Shapes that are not valid are reported, then repaired on a copy for the checks that follow.

    Parameters
    ----------
    frame
        Any GeoDataFrame indexed by canonical ``code`` in EPSG:4326, one level; codes may stand twice and shapes be
        missing or invalid. Columns ``name`` and ``tier`` are used where there are any.
    register
        The list to compare with.
    official_areas
        Indexed by code with a column ``area_km2``; default: those of the register.
    children, parents
        Layers of the level below and above (`load_regions`), to compare with.
    points
        Named points: columns name, region (code), latitude, longitude, and ``within_km`` (how far off a rough point
        may be) where there is one (`read_points`).
    defects
        Shapes on record as wrong (`read_known_defects`).
    line, legal
        The land line, and the codes of the districts that law puts at it.
    within
        Region that the layer is limited to; the register is compared within it. Default: each regency (each parent, on
        upper levels) of which the layer has any part is expected whole.
    step
        Called with what is being done: for a whole country it takes minutes.

    Returns
    -------
    CheckReport
        Findings, figures of each check, and which checks were not made and why.

    Raises
    ------
    InputError
        The frame is not indexed by ``code``, or its CRS is missing or another one; the points lack columns.
    """
    _check_form(frame)
    announce = step or (lambda _: None)
    announce("codes and shapes")
    codes = [str(code) for code in frame.index]
    found = Findings(names_of(frame, register))
    approximate = "tier" in frame.columns and "approximate" in set(frame["tier"])
    level, right = check_codes(codes, found)
    if level is not None:
        check_listing(right, level, register, within, found)
    countries = [_or_none(country_of, code) or "" for code in codes]
    solid = check_shapes(_shapes(frame), codes, countries, found, approximate=approximate)
    shapes = _valid(solid, frame)
    check_duplicates(shapes, codes, found)
    check_slivers(shapes, codes, found)
    check_coverage(shapes, codes, found, step=announce)
    announce("areas and levels")
    found.not_checked.update(_NOT_GIVEN)
    if level is None:
        found.not_checked["area"] = "no row has a code"
        return _report(found, frame)
    official = register.official_areas if official_areas is None else official_areas
    check_areas(shapes, codes, level, official, register, found, approximate=approximate)
    if children is not None:
        check_children(shapes, codes, children, found, approximate=approximate)
    if parents is not None:
        above = [_or_none(parent_of, code) for code in codes]
        check_parents(shapes, codes, above, parents, found, approximate=approximate)
    if points is not None:
        check_points(shapes, codes, level, points, found, approximate=approximate)
    if line is not None and legal is not None:
        del found.not_checked["border"]
        check_border(shapes, codes, level, line, legal, found, approximate=approximate)
    if defects is not None:
        check_known_defects(codes, defects, sources_of(frame), found)
    return _report(found, frame)


def _report(found: Findings, frame: gpd.GeoDataFrame) -> CheckReport:
    skipped = {check: why for check, why in found.not_checked.items() if check not in found.summary}
    return CheckReport(found.frame(), found.summary, skipped, sources_of(frame))


def _check_form(frame: gpd.GeoDataFrame) -> None:
    if frame.index.name != "code":
        message = f"index is named {frame.index.name!r}; set the index to the column 'code' (frame.set_index('code'))"
        raise InputError(message)
    if frame.crs is None:
        message = "the layer has no CRS; set one, for example frame.set_crs('EPSG:4326')"
        raise InputError(message)
    if not frame.crs.equals(GEOGRAPHIC_CRS, ignore_axis_order=True):
        message = f"the layer's CRS is {frame.crs.name}; convert with frame.to_crs('EPSG:4326')"
        raise InputError(message)


def _shapes(frame: gpd.GeoDataFrame) -> Shapes:
    shapes: Shapes = np.array(frame.geometry.to_numpy(), dtype=object)
    return shapes


def _valid(shapes: Shapes, frame: gpd.GeoDataFrame) -> Shapes:
    """Return the shapes, those that are not valid repaired."""
    if shapely.is_valid(shapes[~shapely.is_missing(shapes)]).all():
        return shapes
    mended = repair_shapes(gpd.GeoDataFrame(geometry=gpd.GeoSeries(shapes, index=frame.index, crs=GEOGRAPHIC_CRS)))
    return _shapes(mended.frame)


def _or_none(function: Callable[[str], str | None], code: str) -> str | None:
    """Return what a function says of a code, or None where it is no code."""
    try:
        return function(code)
    except InputError:
        return None
