"""The border between two regions of Indonesia, on whatever layers are at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_coop import borders
from geo_coop.boundaries import embedded
from geo_coop.boundaries.load import load_regions
from geo_coop.codes import level_of
from geo_coop.errors import GeoCoopError, NotFoundError
from geo_coop.provenance import Provenance, attach, carry, sources_of
from geo_coop.register import load_register
from geo_coop.resources import data_root
from geo_coop.schema import LEVELS

if TYPE_CHECKING:
    from geo_coop.schema import Level, Notion

    Found = tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, list[str], bool]

_FETCH: Final = "published ones come with: geo-coop boundaries fetch"


def inner_border(
    a: str, b: str, notion: Notion, tolerance_m: float, within_km: float, source: str | None
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, list[str], bool]:
    """Return the line between two regions, the villages of the first at it, remarks, and whether villages are known.

    Parameters
    ----------
    a, b
        Canonical codes.
    notion, tolerance_m, within_km, source
        As for `geo_coop.api.borders.border`.

    Raises
    ------
    NotFoundError
        The two do not adjoin, or no layer at hand has both.
    """
    own, other = _villages(a, source), _villages(b, source)
    if own is None or other is None:
        return _line_alone(a, b, own, source)
    if "approximate" not in {*own["tier"], *other["tier"]}:
        line = borders.shared_border(own, other, a=a, b=b)
        if line.empty:
            raise NotFoundError(_apart(a, b))
        found = borders.border_villages(own, line, notion=notion, tolerance_m=tolerance_m, within_km=within_km)
        return line, found, [], True
    line = borders.shared_border(own, other, a=a, b=b)
    figures = borders.read_inner(data_root() / "borders").of(a, b)
    if figures is not None:
        limit = tolerance_m / 1_000 if notion == "touch" else within_km
        return _by_figures(a, b, own, line, figures, notion, limit, tolerance_m)
    if line.empty:
        raise NotFoundError(_apart(a, b))
    remark = (
        f"the villages of {a} and {b} are approximate here, and no register of figures reaches their border: "
        f"the line is approximate, and which villages are at it is not known; {_FETCH}"
    )
    return line, borders.no_villages(own), [remark], False


def _villages(code: str, source: str | None) -> gpd.GeoDataFrame | None:
    try:
        found = load_regions("village", within=code, source=source)
    except NotFoundError:
        return None
    return found if found.geometry.notna().any() else None


def _by_figures(
    a: str,
    b: str,
    own: gpd.GeoDataFrame,
    line: gpd.GeoDataFrame,
    figures: borders.InnerFigures,
    notion: Notion,
    limit_km: float,
    tolerance_m: float,
) -> Found:
    """Return line and villages with the committed figures; the shapes stay approximate."""
    first = figures.lines.iloc[0]
    reach = float(figures.lines["reach_km"].min())
    length = float(figures.lines["length_km"].sum())
    named = Provenance(
        source=str(first["source"]), title=f"register of inner borders, from {first['source']}",
        release=str(first["release"]), tier="authoritative", licence="figures only", attribution="",
        method=str(first["method"]),
    )  # fmt: skip
    drawn = line.copy() if len(line) else _undrawn(a, b)
    drawn["length_km"] = length
    drawn = attach(drawn, *sources_of(line), named)
    where = f"{first['source']} {first['release']}"
    told = "shapes are approximate: lengths and figures of villages come from the committed register of inner borders"
    remarks = [f"{told} ({where})"]
    if limit_km > reach:
        remarks.append(
            f"the register holds the villages within {reach:g} km of the line, not {limit_km:g} km, so which are at it "
            f"is not known; {_FETCH}"
        )
        return drawn, borders.no_villages(own), remarks, False
    near = figures.villages[figures.villages["distance_km"] <= limit_km]
    near = near[near.index.isin(own.index)]
    found = own.loc[near.index].copy()
    found["district"] = found["parent"]
    same = bool((figures.lines["tolerance_m"] == tolerance_m).all())
    found["frontage_km"] = near["frontage_km"] if same else np.nan
    found["distance_km"] = near["distance_km"]
    found["facing"] = pd.Series([b] * len(found), index=found.index, dtype=object)
    found["notion"] = notion
    found["basis"] = "register"
    return drawn, attach(carry(found, own), *sources_of(own), named), remarks, True


def _undrawn(a: str, b: str) -> gpd.GeoDataFrame:
    """Return one stretch of line without a shape: the figures know it, the approximate drawing does not."""
    frame = pd.DataFrame({"a": [a], "b": [b], "length_km": [0.0]})
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries([None], crs="EPSG:4326"))


def _line_alone(a: str, b: str, own: gpd.GeoDataFrame | None, source: str | None) -> Found:
    """Return the line from a coarser layer that has both regions.

    The embedded one unless a source is named: upper levels of several sources, drawn apart, share few edges.
    """
    level = _common_level(a, b)
    for wanted in LEVELS[LEVELS.index(level) : 0 : -1]:
        one, two = (_at(code, wanted, source or embedded.NAME) for code in (a, b))
        if one is None or two is None:
            continue
        line = borders.shared_border(one, two, a=a, b=b)
        if line.empty:
            raise NotFoundError(_apart(a, b))
        lacking = b if own is not None else a
        remark = (
            f"no village shapes within {lacking} {load_register().name(lacking)} at hand: the line is that of the "
            f"{wanted} layer, and which villages are at it is not known"
        )
        return line, borders.no_villages(one if own is None else own), [remark], False
    message = f"no layer at hand has shapes of both {a} and {b}; see: geo-coop boundaries status"
    raise NotFoundError(message)


def _common_level(a: str, b: str) -> Level:
    """Return the lowest level at which both regions can be drawn: the higher of the two is not above it."""
    return max((level_of(a), level_of(b)), key=LEVELS.index)


def _at(code: str, level: Level, source: str | None) -> gpd.GeoDataFrame | None:
    if LEVELS.index(level_of(code)) > LEVELS.index(level):
        return None
    try:
        found = load_regions(level, within=code, source=source)
    except NotFoundError:
        return None
    found = found[found.geometry.notna()]
    return found if len(found) else None


def _apart(a: str, b: str) -> str:
    """Return that two regions do not adjoin; with the region that the other code system means by the same number."""
    register = load_register()
    text = f"{a} {register.name(a)} and {b} {register.name(b)} do not adjoin"
    for code in (a, b):
        number = f"bps:{code.replace('.', '')}"
        try:
            meant = register.resolve_code(number)
        except GeoCoopError:
            continue
        if meant != code:
            text += f"; {number} would be {meant} {register.name(meant)}"
    return text
