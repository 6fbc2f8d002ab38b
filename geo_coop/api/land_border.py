"""The border with a neighbour abroad: the published land line in stretches, and the villages at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_coop import borders
from geo_coop.agreements.read import read_border_sets
from geo_coop.api.cover import border_figures
from geo_coop.boundaries.load import land_line, load_regions
from geo_coop.codes import contains, country_of, level_of
from geo_coop.errors import NotFoundError
from geo_coop.provenance import tier_of

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo_coop.schema import Notion


def border_line(a: str, b: str, *, source: str | None = None) -> gpd.GeoDataFrame:
    """Return the whole land line of ``a``'s country that ``a`` has with ``b``'s country, in stretches.

    Parameters
    ----------
    a
        Canonical code of a region in Indonesia.
    b
        Canonical code of a region abroad; stretches that face its country's other regions are returned too.

    Returns
    -------
    GeoDataFrame
        As `geo_coop.borders.split_line`, for all of ``a``.
    """
    whole = land_line()
    if country_of(b) not in set(whole["b"]):
        message = f"{a} has no land border with {country_of(b)}"
        raise NotFoundError(message)
    side_a = load_regions(borders.side_level(a), within="ID", source=source)
    side_b = load_regions("regency" if level_of(b) == "regency" else "province", within=country_of(b))
    cut = borders.split_line(whole, side_a.dropna(subset=["geometry"]), side_b.dropna(subset=["geometry"]))
    own = cut[[contains(a, code) for code in cut["a"]]].reset_index(drop=True)
    if own.empty:
        message = f"{a} has no land border with {country_of(b)}"
        raise NotFoundError(message)
    return own


def legal_codes(a: str, b: str) -> list[str]:
    """Return the districts of ``a`` that law puts into the border area with ``b``'s country.

    Raises
    ------
    NotFoundError
        No border area by law is on record for the two.
    """
    codes = [
        district.code
        for entry in read_border_sets()
        if entry.neighbour == country_of(b)
        for district in entry.districts
        if contains(a, district.code)
    ]
    if not codes:
        known = ", ".join(f"{entry.region} - {entry.neighbour}" for entry in read_border_sets())
        message = f"no border area by law is on record between {a} and {b}; there is one for {known}"
        raise NotFoundError(message)
    return codes


def outer_border(
    a: str, b: str, notion: Notion, tolerance_m: float, within_km: float, source: str | None
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, list[str], bool]:
    """Return line, villages and remarks against a neighbour abroad, and whether the villages are known.

    A region without a stretch of the line, such as an island district, still has villages near it and, by law, in the
    border area: these are measured to the line of the region that it lies in. The committed figures tell which state a
    village faces, not which district of it: on approximate shapes the villages that face a district are not known.
    """
    whole, above = _line_around(a, b, source)
    line = whole[[contains(b, code) for code in whole["b"]]].reset_index(drop=True)
    if line.empty:
        message = f"{a} and {b} do not adjoin; the line of {above or a} faces {', '.join(sorted(set(whole['b'])))}"
        raise NotFoundError(message)
    villages = load_regions("village", within=a, source=source)
    approximate = bool((villages["tier"] == "approximate").any())
    if approximate and level_of(b) == "regency":
        remark = (
            f"the villages of {a} are approximate here, and the register of figures tells which state each of them "
            f"faces, not which district: which villages are at {b} is not known; published ones come with: "
            "geo-coop boundaries fetch"
        )
        return (line if above is None else line.iloc[:0]), borders.no_villages(villages), [remark], False
    if above is None and approximate and level_of(a) == "district" and _has_no_frontage(villages.index):
        above = a.rpartition(".")[0]  # what the approximate shapes take for a stretch of the line
    found = borders.border_villages(
        villages,
        whole if approximate or notion == "legal" else line,
        notion=notion,
        tolerance_m=tolerance_m,
        within_km=within_km,
        legal_codes=legal_codes(a, b) if notion == "legal" else None,
        figures=border_figures() if approximate else None,
    )
    found = found[[isinstance(code, str) and contains(b, code) for code in found["facing"]]]
    remarks = []
    if above is not None:
        if found.empty:
            reach = f", and no village within {within_km:g} km of it" if notion == "near" else ""
            hint = "; villages across the water: --notion near" if notion == "touch" else ""
            message = f"{a} has no land border with {b}{reach}{hint}"
            raise NotFoundError(message)
        line = line.iloc[:0]
        remarks.append(
            f"{a} has no stretch of the line itself: distances are to the line of {above}, over water or land of others"
        )
    if approximate:
        remarks.append("shapes are approximate: figures of villages come from the committed border register")
    if tier_of(whole) == "approximate":
        remarks.append("which state a stretch of the line faces follows approximate shapes")
    return line, found, remarks, True


def _line_around(a: str, b: str, source: str | None) -> tuple[gpd.GeoDataFrame, str | None]:
    """Return the line of a region, or of the nearest one above it that has some, and which that is (None: its own)."""
    code = a
    while True:
        try:
            return border_line(code, b, source=source), None if code == a else code
        except NotFoundError:
            code = code.rpartition(".")[0]
            if not code:
                raise


def _has_no_frontage(villages: pd.Index) -> bool:
    """Return whether the committed figures know every one of the villages, and none of them reaches the line."""
    figures = border_figures()
    return bool(villages.isin(figures.index).all()) and float(figures["frontage_km"].reindex(villages).sum()) == 0
