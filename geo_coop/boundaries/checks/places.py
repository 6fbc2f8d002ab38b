"""Checks against places that are known apart from the layer: named points, the land line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_coop.codes import contains, level_of, parent_of, range_mask
from geo_coop.errors import InputError
from geo_coop.geodesy import LineIndex, as_array
from geo_coop.schema import LEVELS

if TYPE_CHECKING:
    from collections.abc import Collection

    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd

    from geo_coop.boundaries.checks.report import Findings, Severity, Shapes
    from geo_coop.schema import Level

POINT_ERROR_KM: Final = 10.0  # a point farther off is in the wrong place, whatever the drawing
APPROXIMATE_KM: Final = 20.0  # how far the shapes of an approximate layer may stand from their place
AT_LINE_KM: Final = 0.1
REACHES_KM: Final = 1.0
ACROSS_WATER_KM: Final = 7.0  # the widest water between the line and the nearest village of a district at the border
_POINT_COLUMNS: Final = ("name", "region", "latitude", "longitude")
_DISTRICT_LENGTH: Final = len("65.03.05")


def check_points(
    shapes: Shapes, codes: list[str], level: Level, points: pd.DataFrame, found: Findings, *, approximate: bool
) -> None:
    """Report points that do not lie in the region they are said to lie in, and how far off they are."""
    lacking = [column for column in _POINT_COLUMNS if column not in points.columns]
    if lacking:
        message = f"points: missing columns {', '.join(lacking)}; expected {', '.join(_POINT_COLUMNS)}"
        raise InputError(message)
    held = np.flatnonzero(~shapely.is_missing(shapes))
    held_codes = np.array([codes[place] for place in held], dtype=str)
    tree = shapely.STRtree(shapes[held])
    tested = inside = 0
    for point in points.to_dict("records"):
        region, name = str(point["region"]), str(point["name"])
        lon, lat = float(point["longitude"]), float(point["latitude"])
        rows = held[_said(region, level, held_codes)]
        if not len(rows):
            continue
        tested += 1
        spot = shapely.points(lon, lat)
        allowance = _number(point.get("within_km"))
        km = 0.0 if shapely.intersects(spot, shapes[rows]).any() else _km_to(shapes[rows], spot)
        if km <= allowance:
            inside += 1
            continue
        lies_in = [codes[held[place]] for place in np.sort(tree.query(spot, predicate="intersects"))]
        limit = POINT_ERROR_KM + (APPROXIMATE_KM if approximate else 0.0)
        severity: Severity = "error" if km >= limit else "warning"
        where = f"lies in {', '.join(found.label(code) for code in lies_in)}" if lies_in else "lies in no region here"
        swapped = shapely.intersects(shapely.points(lat, lon), shapes[rows]).any()
        hint = "; latitude and longitude look swapped" if swapped else ""
        text = (
            f"{name} ({lat:g}, {lon:g}) is said to lie in {found.label(region)} and is {km:,.1f} km off: {where}{hint}"
        )
        found.add(
            "point", severity, region, text, value=km, unit="km", expected=allowance, others=tuple(lies_in),
            geometry=spot,
        )  # fmt: skip
    found.count("point", given=len(points), tested=tested, inside=inside)


def _said(region: str, level: Level, codes: npt.NDArray[np.str_]) -> npt.NDArray[np.bool_]:
    """Return which rows of the layer a region is: itself, what it contains, or what contains it."""
    if LEVELS.index(level_of(region)) <= LEVELS.index(level):
        return range_mask(codes, region)
    above: str | None = region
    while above is not None and level_of(above) != level:
        above = parent_of(above)
    inside: npt.NDArray[np.bool_] = codes == (above or "")
    return inside


def _number(value: object) -> float:
    number = float(str(value)) if value is not None and str(value).strip() else 0.0
    return number if np.isfinite(number) else 0.0


def _km_to(shapes: Shapes, spot: shapely.Geometry) -> float:
    return float(LineIndex(shapes).query([spot]).distance_m[0]) / 1_000


def check_border(
    shapes: Shapes,
    codes: list[str],
    level: Level,
    line: gpd.GeoDataFrame,
    legal: Collection[str],
    found: Findings,
    *,
    approximate: bool,
) -> None:
    """Report districts at the border by law that stand off the line, and regions drawn at it that are not."""
    if level not in {"district", "village"}:
        found.not_checked["border"] = "the border area is a list of districts; check districts or villages"
        return
    provinces = {code[:2] for code in legal}
    mine = np.array([place for place, code in enumerate(codes) if code[:2] in provinces and shapes[place] is not None])
    districts = sorted(code for code in legal if any(contains(code, codes[place]) for place in mine))
    if not districts:
        found.not_checked["border"] = "the layer holds no district of the border area"
        return
    km = LineIndex(as_array(line)).query(shapes[mine]).distance_m / 1_000
    of = np.array([codes[place][:_DISTRICT_LENGTH] for place in mine])
    off = 0
    for district in districts:
        least = float(km[of == district].min())
        if least <= REACHES_KM:
            continue
        off += 1
        far = least > ACROSS_WATER_KM
        reason = (
            f"farther than the {ACROSS_WATER_KM:g} km of water that lie before any other: the shape may be wrong"
            if far
            else "it faces the line across water, or the shape is wrong"
        )
        text = f"a border district by law that stands {least:,.1f} km off the land line; {reason}"
        found.add("border", "warning" if far else "note", district, text, value=least, unit="km", expected=0)
    drawn = 0
    severity: Severity = "note" if approximate else "warning"
    for place, distance, district in zip(mine, km, of, strict=True):
        if distance <= AT_LINE_KM and district not in legal:
            drawn += 1
            whose = "it" if codes[place] == district else f"its district {found.label(str(district))}"
            text = f"drawn at the land line, but {whose} is no border district by law"
            found.add("border", severity, codes[place], text, value=float(distance), unit="km")
    found.count("border", districts=len(districts), off_the_line=off, drawn_at_it=drawn)
