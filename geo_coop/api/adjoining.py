"""Which regions adjoin which: over land, over the border of the country, and over the sea."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geo_coop import borders
from geo_coop.borders.inner import read_inner
from geo_coop.boundaries import embedded
from geo_coop.boundaries.load import land_line, load_regions
from geo_coop.codes import contains, country_of, level_of
from geo_coop.errors import InputError, NotFoundError, Problem
from geo_coop.geodesy import LineIndex, as_array
from geo_coop.names import resolve
from geo_coop.provenance import carry
from geo_coop.register import load_register
from geo_coop.resources import data_root
from geo_coop.schema import LEVELS, normalise_level

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt
    from shapely import Geometry

    from geo_coop.schema import Level

    Mask = npt.NDArray[np.bool_]

ABSENT: Final = "absent"
_COLUMNS: Final = ("a", "a_name", "b", "b_name", "way", "length_km", "distance_km", "tier")
_NEAR_DEG: Final = 0.01
_KM_OF_DEGREE: Final = 100.0  # less than a degree has anywhere in the country
_PROVINCE: Final = 2
_FIGURED: Final = frozenset({"64", "65"})  # provinces of which the committed figures hold every inner pair
_REGENCY: Final = len("65.03")
_DRAWN_M: Final = 1_000.0  # how far apart the two sides of the land line may be drawn
_MOST_DRY: Final = 0.05  # of a way over water: what coasts drawn apart make of it


def neighbours(
    region: str | None = None, *, level: str | None = None, sea_km: float = 0.0, source: str | None = None
) -> pd.DataFrame:
    """Return which regions of a level adjoin each other, at home and abroad.

    Parameters
    ----------
    region
        Code or name of a region in Indonesia: its neighbours, or those of the regions of ``level`` in it. Default:
        every pair in the country.
    level
        province, regency, district or village; default: that of ``region``, or regency.
    sea_km
        With a region: also regions of the level, and states abroad, that come this near over water and share no line
        with it; a pair with land of others between, or parted by the land line alone, is none. 0: land alone.
    source
        Boundary source of the Indonesian side; default: the best at hand, and for provinces the embedded one, which
        draws them all together.

    Returns
    -------
    DataFrame
        One row for each pair, sorted by a and b: a, a_name, b, b_name (of a pair of which one lies in ``region``, that
        one is a), way (``land`` where they share a line, else ``sea``), length_km (of the line; NaN for ``sea``),
        distance_km (0 for ``land``; NaN where approximate shapes touch across water), tier (approximate where the
        shapes of either are, or where the two are drawn apart: one from its villages, the other as published, so that
        they share only a part of their edges).
        Abroad, b is a state.
        RangeIndex; sources in attrs, and in ``attrs["absent"]`` the codes of provinces next to those asked about that
        have no shapes of this level at hand, so that pairs with them are missing.

    Raises
    ------
    NotFoundError
        No shapes of the level there, or nothing adjoins the region.
    InputError
        A region abroad, a level above the region's, or ``sea_km`` below 0 or without a region.
    """
    register = load_register()
    inside = resolve(region, register) if region is not None else None
    wanted = _level(inside, level)
    if not sea_km >= 0 or (sea_km and inside is None):
        raise InputError(Problem(f"sea_km is {sea_km!r}", "give a distance of 0 or more, and a region with it"))
    layer = load_regions(wanted, within="ID", source=source or (embedded.NAME if wanted == "province" else None))
    layer = layer[layer.geometry.notna()]
    own = np.array([inside is None or contains(inside, code) for code in layer.index], dtype=bool)
    if not own.any():
        message = f"no {wanted} of {inside} has a shape in the layers at hand"
        raise NotFoundError(message)
    near = beside(layer, own, sea_km / _KM_OF_DEGREE)
    own = np.array([inside is None or contains(inside, code) for code in near.index], dtype=bool)
    rows = _at_home(near, inside, source)
    for states in _states_near(near[own]):
        rows += _abroad(layer, states, inside)
        rows += _over_sea(near[own], states, rows, sea_km, near)
    rows += _over_sea(near[own], near, rows, sea_km, near)
    table = pd.DataFrame(rows, columns=["a", "b", "way", "length_km", "distance_km", "tier"])
    names = register.regions["name"]
    table["a_name"], table["b_name"] = names.reindex(table["a"]).to_numpy(), names.reindex(table["b"]).to_numpy()
    table = carry(table.sort_values(["a", "b"], ignore_index=True)[list(_COLUMNS)], layer)
    table.attrs[ABSENT] = absent_provinces(layer, inside)
    return table


def _level(inside: str | None, level: str | None) -> Level:
    if inside is not None and country_of(inside) != "ID":
        raise InputError(Problem(f"{inside} lies abroad", "name a region in Indonesia"))
    own = level_of(inside) if inside is not None else "country"
    wanted = normalise_level(level) if level is not None else ("regency" if own == "country" else own)
    if LEVELS.index(wanted) < max(LEVELS.index(own), 1):
        raise InputError(Problem(f"{inside} is a {own}, and no {wanted} lies in it", "ask for a lower level"))
    return wanted


def _at_home(near: gpd.GeoDataFrame, inside: str | None, source: str | None) -> list[dict[str, object]]:
    pairs = by_figures(borders.adjacency(near), near)
    apart = drawn_apart(pairs, near, source)
    rows = []
    for a, b, length in zip(pairs["a"], pairs["b"], pairs["length_km"], strict=True):
        first, second = inside is None or contains(inside, a), inside is None or contains(inside, b)
        if first or second:
            one, two = (a, b) if first else (b, a)
            tier = "approximate" if (a, b) in apart else _tier_of(near.at[a, "tier"], near.at[b, "tier"])
            rows.append(_row(one, two, tier, length_km=float(length)))
    return rows


def _states_near(own: gpd.GeoDataFrame) -> list[gpd.GeoDataFrame]:
    """Return the states of each country that the land line is shared with, where the regions come near it."""
    line = land_line()
    if not _meeting(own, line.total_bounds, 1.0).any():
        return []
    found = [load_regions("province", within=country) for country in sorted({str(code) for code in line["b"]})]
    return [states[states.geometry.notna()] for states in found]


def _abroad(layer: gpd.GeoDataFrame, states: gpd.GeoDataFrame, inside: str | None) -> list[dict[str, object]]:
    """Return pairs across the published land line."""
    cut = borders.split_line(land_line(), layer, states)
    return [
        _row(a, b, _tier_of(layer.at[a, "tier"], states.at[b, "tier"]), length_km=float(length))
        for a, b, length in zip(cut["a"], cut["b"], cut["length_km"], strict=True)
        if inside is None or contains(inside, a)
    ]


def _over_sea(
    own: gpd.GeoDataFrame,
    others: gpd.GeoDataFrame,
    known: list[dict[str, object]],
    sea_km: float,
    land: gpd.GeoDataFrame,
) -> list[dict[str, object]]:
    """Return the pairs that come near each other, share no line and have no land of others between."""
    if not sea_km:
        return []
    paired = {(row["a"], row["b"]) for row in known}
    rows = []
    for code in own.index:
        reach = others[_meeting(others, own.loc[[code]].total_bounds, sea_km / _KM_OF_DEGREE)]
        reach = reach[[other not in own.index and (code, other) not in paired for other in reach.index]]
        if reach.empty:
            continue
        shape = own.geometry.loc[code]
        distances = LineIndex(as_array(own.loc[[code]])).query(as_array(reach)).distance_m
        for other, metres in zip(reach.index, distances, strict=True):
            tier = _tier_of(own.at[code, "tier"], reach.at[other, "tier"])
            touching = metres == 0 and _is_figured(code, other, tier)  # as they are drawn; water parts them
            parted = touching or 0 < metres <= sea_km * 1_000
            if not parted or (0 < metres <= _DRAWN_M and _at_land_line(reach.geometry.loc[other], shape)):
                continue
            if _over_water(shape, reach.geometry.loc[other], land.drop(index=[code, other], errors="ignore")):
                rows.append(_row(code, other, tier, distance_km=float("nan") if touching else float(metres) / 1_000))
    return rows


def _at_land_line(one: Geometry, two: Geometry) -> bool:
    """Return whether two shapes meet at the land line: what parts them there is how they are drawn, and no water."""
    way = shapely.shortest_line(one, two)
    (metres,) = LineIndex(as_array(land_line())).query(np.array([way])).distance_m
    return bool(metres <= _DRAWN_M)


def _over_water(one: Geometry, two: Geometry, land: gpd.GeoDataFrame) -> bool:
    """Return whether the shortest way between two shapes stays off the land of others."""
    way = shapely.shortest_line(one, two)
    dry = shapely.length(shapely.intersection(as_array(land), way)).sum()
    return bool(dry <= _MOST_DRY * way.length)


def _row(a: str, b: str, tier: str, *, length_km: float | None = None, distance_km: float = 0.0) -> dict[str, object]:
    return {
        "a": a, "b": b, "way": "sea" if length_km is None else "land",
        "length_km": float("nan") if length_km is None else length_km, "distance_km": distance_km, "tier": tier,
    }  # fmt: skip


def _tier_of(one: object, two: object) -> str:
    return "approximate" if "approximate" in {one, two} else "authoritative"


def by_figures(pairs: pd.DataFrame, layer: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return pairs with what the committed figures of inner borders know of them, where shapes are approximate.

    The figures hold every pair of regencies and cities within Kaltim and Kaltara that adjoin. A pair there that they
    lack adjoins only as the shapes are drawn (Tarakan is an island), and is left out; the others get their length.

    Parameters
    ----------
    pairs
        Columns a, b and length_km.
    layer
        The regions, with tier.
    """
    figures = read_inner(data_root() / "borders")
    kept, lengths = [], []
    for a, b, length in zip(pairs["a"], pairs["b"], pairs["length_km"], strict=True):
        if not _is_figured(a, b, _tier_of(layer.at[a, "tier"], layer.at[b, "tier"])):
            kept.append(True)
            lengths.append(float(length))
            continue
        found = figures.of(a, b)
        kept.append(found is not None)
        lengths.append(float(length) if found is None else float(found.lines["length_km"].sum()))
    return carry(pairs.assign(length_km=lengths)[np.array(kept, dtype=bool)].reset_index(drop=True), pairs)


def _is_figured(a: str, b: str, tier: str) -> bool:
    """Return whether the committed figures tell, better than approximate shapes, if two regions adjoin."""
    regencies = level_of(a) == level_of(b) == "regency"
    return tier == "approximate" and regencies and {a[:_PROVINCE], b[:_PROVINCE]} <= _FIGURED


def drawn_apart(pairs: pd.DataFrame, layer: gpd.GeoDataFrame, source: str | None) -> set[tuple[str, str]]:
    """Return the pairs of regencies of which one is dissolved from its villages and the other is not.

    Parameters
    ----------
    pairs
        Columns a and b.
    layer
        The regions, with tier.
    source
        As given to `load_regions`.
    """
    sure = [
        (a, b)
        for a, b in zip(pairs["a"], pairs["b"], strict=True)
        if "approximate" not in {layer.at[a, "tier"], layer.at[b, "tier"]}
    ]
    if not sure or level_of(sure[0][0]) != "regency":
        return set()
    villages = load_regions("village", source=source)
    fine = {str(code)[:_REGENCY] for code in villages.index[villages["tier"] != "approximate"]}
    return {(a, b) for a, b in sure if (a in fine) != (b in fine)}


def beside(layer: gpd.GeoDataFrame, chosen: Mask, margin: float = 0.0) -> gpd.GeoDataFrame:
    """Return the chosen regions of a layer, and those whose boxes come near theirs.

    Parameters
    ----------
    layer
        Regions with shapes.
    chosen
        Which rows are chosen; where none is, the whole layer is returned.
    margin
        How near, in degrees, beyond 0.01.
    """
    if not chosen.any():
        return layer
    return layer[_meeting(layer, layer[chosen].total_bounds, margin)]


def _meeting(layer: gpd.GeoDataFrame, bounds: npt.NDArray[np.float64], margin: float) -> Mask:
    west, south, east, north = bounds
    box, wide = layer.bounds, margin + _NEAR_DEG
    near = (box["minx"] <= east + wide) & (box["maxx"] >= west - wide)
    near &= (box["miny"] <= north + wide) & (box["maxy"] >= south - wide)
    found: Mask = near.to_numpy(dtype=bool)
    return found


def absent_provinces(layer: gpd.GeoDataFrame, inside: str | None) -> list[str]:
    """Return the provinces next to those of a region (or all) that a layer has no shapes of; empty where it has all."""
    have = {str(code)[:_PROVINCE] for code in layer.index}
    provinces = load_regions("province", within="ID")
    provinces = provinces[provinces.geometry.notna()]
    if inside is None or inside == "ID":
        return [str(code) for code in provinces.index if code not in have]
    own = inside[:_PROVINCE]
    pairs = borders.adjacency(beside(provinces, np.asarray(provinces.index == own, dtype=bool)))
    next_to = {b if a == own else a for a, b in zip(pairs["a"], pairs["b"], strict=True) if own in {a, b}}
    return sorted(code for code in next_to if code not in have)
