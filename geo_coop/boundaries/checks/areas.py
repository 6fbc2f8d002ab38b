"""Areas against the official ones, and regions against what they contain and what contains them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geo_coop.boundaries.checks.report import M2_IN_KM2
from geo_coop.codes import level_of, range_mask
from geo_coop.geodesy import area_m2, polygonal
from geo_coop.schema import LEVELS

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    from geo_coop.boundaries.checks.report import Findings, Severity, Shapes
    from geo_coop.register import Register
    from geo_coop.schema import Level

AREA_TOLERANCE: Final = 0.015
AREA_ERROR: Final = 0.10
# Published boundaries differ by up to 1.2 % where tidal flats are drawn as land, and by less than 0.7 % elsewhere.
AREA_REASON: Final = "coasts and tidal flats are drawn in different ways"
NEST_TOLERANCE: Final = 0.001
NEST_ERROR: Final = 0.05


def check_areas(
    shapes: Shapes,
    codes: list[str],
    level: Level,
    official: pd.DataFrame,
    register: Register,
    found: Findings,
    *,
    tolerance: float = AREA_TOLERANCE,
    approximate: bool,
) -> None:
    """Report official areas that the shapes do not have: of the regions themselves, or of what they add up to."""
    km2 = pd.Series(np.nan_to_num(area_m2(shapes)) / M2_IN_KM2, index=codes).groupby(level=0).sum()
    drawn = {str(code) for code, size in km2.items() if size > 0}
    regions = register.regions
    listed = regions.index[(regions["level"] == level).to_numpy()].to_numpy(dtype=str)
    compared, off, ratios = 0, 0, []
    both = [0.0, 0.0]
    for code, expected, how, parts in _targets(official, level, listed, drawn):
        value = float(km2[parts].sum())
        change = value / expected - 1
        compared += 1
        ratios.append(change)
        both = [both[0] + value, both[1] + expected]
        if abs(change) <= tolerance:
            continue
        off += 1
        severity: Severity = "error" if abs(change) > AREA_ERROR and not approximate else "warning"
        way = "above" if change > 0 else "below"
        text = f"{abs(change):.1%} {way} the official area{how}; up to {tolerance:.1%} agrees, as {AREA_REASON}"
        found.add("area", severity, code, text, value=value, unit="km2", expected=expected)
    if not compared:
        found.not_checked["area"] = "no region of the layer, complete with all its parts, has an official area"
        return
    found.count(
        "area", compared=compared, beyond_tolerance=off, tolerance=tolerance, largest=max(ratios, key=abs),
        together=both[0] / both[1] - 1,
    )  # fmt: skip


def _targets(
    official: pd.DataFrame, level: Level, listed: npt.NDArray[np.str_], drawn: set[str]
) -> list[tuple[str, float, str, list[str]]]:
    """Return what can be compared: code, official km2, how, and the rows of the layer that make it up."""
    depth = LEVELS.index(level)
    result: list[tuple[str, float, str, list[str]]] = []
    for code, expected in zip(official.index.astype(str), official["area_km2"].astype(float), strict=True):
        at = LEVELS.index(level_of(code))
        if at == depth and code in drawn:
            result.append((code, expected, "", [code]))
        elif at < depth:
            parts = listed[range_mask(listed, code)].tolist()
            if parts and drawn.issuperset(parts):
                result.append((code, expected, f" ({len(parts)} {level} areas together)", parts))
    return result


def check_children(
    shapes: Shapes, codes: list[str], children: gpd.GeoDataFrame, found: Findings, *, approximate: bool
) -> None:
    """Report regions that are not what the regions in them make up together."""
    parts = np.array(children.geometry.to_numpy(), dtype=object)
    above = children["parent"].astype(str).to_numpy()
    gone = set(above[shapely.is_missing(parts) | shapely.is_empty(parts)])
    rows: dict[str, list[int]] = {}
    for place, parent in enumerate(above):
        rows.setdefault(parent, []).append(place)
    own = area_m2(shapes)
    compared, worst, incomplete = 0, 0.0, 0
    for place, code in enumerate(codes):
        if code not in rows or shapes[place] is None:
            continue
        if code in gone:
            incomplete += 1
            continue
        compared += 1
        rest = shapely.symmetric_difference(_dissolved(parts[rows[code]]), shapes[place])
        share = float(np.nan_to_num(area_m2(rest))[0] / own[place])
        worst = max(worst, share)
        if share <= NEST_TOLERANCE:
            continue
        severity: Severity = "error" if share > NEST_ERROR and not approximate else "warning"
        text = f"{share:.2%} of its area differs from the {len(rows[code])} regions in it, put together"
        found.add("children", severity, code, text, value=share, unit="share", expected=0, geometry=polygonal(rest))
    found.count("children", compared=compared, without_all_parts=incomplete, largest_share=worst)


def _dissolved(shapes: Shapes) -> shapely.Geometry:
    valid = shapely.make_valid(shapes)
    return shapely.union_all(valid)


def check_parents(
    shapes: Shapes, codes: list[str], parent_of: list[str | None], parents: gpd.GeoDataFrame, found: Findings, *,
    approximate: bool,
) -> None:  # fmt: skip
    """Report regions of which a part lies outside the region above them."""
    known = {str(code): shape for code, shape in zip(parents.index, parents.geometry, strict=True) if shape is not None}
    own = area_m2(shapes)
    rows: dict[str, list[int]] = {}
    for place, above in enumerate(parent_of):
        if above in known and shapes[place] is not None:
            rows.setdefault(str(above), []).append(place)
    compared, worst = 0, 0.0
    for above, places in rows.items():
        holder = known[above] if known[above].is_valid else polygonal(shapely.make_valid(known[above]))
        shapely.prepare(holder)
        compared += len(places)
        crossing = np.array(places)[~shapely.covers(holder, shapes[places])]
        outside = shapely.difference(shapes[crossing], holder)
        share = np.nan_to_num(area_m2(outside)) / own[crossing]
        worst = max(worst, float(share.max(initial=0.0)))
        for place, rest, part in zip(crossing, outside, share, strict=True):
            if part <= NEST_TOLERANCE:
                continue
            severity: Severity = "error" if part > NEST_ERROR and not approximate else "warning"
            text = f"{part:.2%} of its area lies outside {found.label(above)}"
            found.add(
                "parent", severity, codes[place], text, value=float(part), unit="share", expected=0, others=(above,),
                geometry=polygonal(rest),
            )  # fmt: skip
    found.count("parent", compared=compared, largest_share=worst)
