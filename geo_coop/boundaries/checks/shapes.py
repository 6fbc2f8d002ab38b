"""Checks of shapes one by one: missing, invalid, far away, doubled, slivers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geo_coop.boundaries.checks.report import M2_IN_KM2, grouped
from geo_coop.geodesy import area_m2, length_m

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_coop.boundaries.checks.report import Findings, Severity, Shapes

SLIVER_WIDTH_M: Final = 11.0  # 0.0001 degree: what a clean coverage closes
# West, south, east, north of the countries whose codes the library knows the place of, generously.
EXTENT: Final[dict[str, tuple[float, float, float, float]]] = {
    "ID": (94.0, -12.0, 142.0, 7.0),
    "MY": (99.0, 0.0, 120.0, 8.0),
}


def check_shapes(shapes: Shapes, codes: list[str], country: list[str], found: Findings, *, approximate: bool) -> Shapes:
    """Report shapes that are missing, invalid or far away; return them with None for those without land."""
    absent = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    lacking: Severity = "warning" if approximate else "error"
    for place in np.flatnonzero(absent):
        kind = "no shape" if shapes[place] is None else "empty shape"
        found.add("shape", lacking, codes[place], f"{kind}: the region stands in the layer by code only")
    flat = ~absent & (shapely.get_dimensions(shapes) < 2)  # noqa: PLR2004 - lines and points
    for place in np.flatnonzero(flat):
        found.add("shape", "error", codes[place], f"the shape is a {shapes[place].geom_type}, no area")
    broken = _no_degrees(shapes)
    for place in np.flatnonzero(broken):
        x, y = shapely.get_coordinates(shapes[place])[0]
        swapped = np.isfinite(x + y) and _inside(country[place], y, x)
        hint = "longitude and latitude look swapped" if swapped else "convert the layer to EPSG:4326"
        found.add("shape", "error", codes[place], f"coordinates such as {x:g}, {y:g} are no degrees; {hint}")
    solid = shapes.copy()
    solid[absent | flat | broken] = None
    invalid = ~shapely.is_missing(solid) & ~shapely.is_valid(solid)
    for place in np.flatnonzero(invalid):
        reason = shapely.is_valid_reason(shapes[place])
        found.add(
            "shape", "error", codes[place], f"invalid: {reason}; geo-coop boundaries import repairs it",
            geometry=_representative(shapes[place]),
        )  # fmt: skip
    away = _far_away(solid, codes, country, found) + int(broken.sum())
    found.count("shape", rows=len(shapes), without_shape=absent.sum(), invalid=invalid.sum(), far_away=away)
    return solid


def _no_degrees(shapes: Shapes) -> npt.NDArray[np.bool_]:
    """Return which shapes have a coordinate that is no longitude and latitude in degrees."""
    lonlat, owner = shapely.get_coordinates(shapes, return_index=True)
    with np.errstate(invalid="ignore"):
        wrong = ~(np.abs(lonlat[:, 1]) <= 90) | ~(np.abs(lonlat[:, 0]) <= 360)  # noqa: PLR2004
    result = np.zeros(len(shapes), dtype=bool)
    result[owner[wrong]] = True
    return result


def _inside(country: str, lon: float, lat: float) -> bool:
    """Return whether a point lies in the extent of a country."""
    west, south, east, north = EXTENT.get(country, (0.0, 0.0, 0.0, 0.0))
    return bool(west <= lon <= east and south <= lat <= north)


def _far_away(shapes: Shapes, codes: list[str], country: list[str], found: Findings) -> int:
    """Report shapes that lie wholly outside their country, and say so where swapping the axes would mend it."""
    bounds = shapely.bounds(shapes)
    count = 0
    for name, (west, south, east, north) in EXTENT.items():
        mine = np.array([one == name for one in country], dtype=bool) & ~np.isnan(bounds[:, 0])
        x0, y0, x1, y1 = bounds.T
        out = mine & ((x1 < west) | (x0 > east) | (y1 < south) | (y0 > north))
        swapped = (y1 >= west) & (y0 <= east) & (x1 >= south) & (x0 <= north)
        for place in np.flatnonzero(out):
            hint = "; longitude and latitude look swapped" if swapped[place] else ""
            text = f"lies at {x0[place]:.3f}, {y0[place]:.3f} (longitude, latitude), outside {name}{hint}"
            found.add("shape", "error", codes[place], text, geometry=shapely.point_on_surface(shapes[place]))
        count += int(out.sum())
    return count


def _representative(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a point of a shape that need not be valid."""
    return shapely.points(shapely.get_coordinates(shape)[0])


def check_duplicates(shapes: Shapes, codes: list[str], found: Findings) -> None:
    """Report shapes that are the same, whatever vertex they begin at and whichever way they turn."""
    held = np.flatnonzero(~shapely.is_missing(shapes))
    boxes = pd.DataFrame(shapely.bounds(shapes[held])).assign(n=shapely.get_num_coordinates(shapes[held]))
    alike = held[boxes.duplicated(keep=False).to_numpy()]
    groups: dict[bytes, list[int]] = {}
    for place, form in zip(alike, shapely.to_wkb(shapely.normalize(shapes[alike])), strict=True):
        groups.setdefault(form, []).append(int(place))
    doubled = [places for places in groups.values() if len(places) > 1]
    for places in doubled:
        others = tuple(codes[place] for place in places[1:])
        text = f"has the same shape as {', '.join(found.label(code) for code in others)}"
        found.add(
            "duplicate", "error", codes[places[0]], text, value=len(places), unit="regions", expected=1, others=others,
            geometry=shapes[places[0]],
        )  # fmt: skip
    found.count("duplicate", groups=len(doubled))


def check_slivers(shapes: Shapes, codes: list[str], found: Findings) -> None:
    """Report parts, and holes of single shapes, that are on average narrower than `SLIVER_WIDTH_M`."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    hole = np.append([False], part[1:] == part[:-1]) if len(rings) else np.zeros(0, dtype=bool)
    areas, perimeters = area_m2(shapely.polygons(rings)), length_m(rings)
    with np.errstate(invalid="ignore", divide="ignore"):
        width = 2 * areas / perimeters
    thin = ~(width >= SLIVER_WIDTH_M)
    for inner, what in ((False, "part"), (True, "hole")):
        chosen = np.flatnonzero(thin & (hole == inner))
        for place, places in grouped(owner[part[chosen]]):
            mine = chosen[places]
            text = f"{len(mine)} {what}{'s' if len(mine) > 1 else ''} less than {SLIVER_WIDTH_M:g} m wide on average"
            found.add(
                "sliver", "warning", codes[place], text, value=float(np.nansum(areas[mine])) / M2_IN_KM2, unit="km2",
                geometry=shapely.multilinestrings(rings[mine]),
            )  # fmt: skip
        found.count("sliver", **{f"{what}s": len(chosen)})
