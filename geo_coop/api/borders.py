"""The border between two regions: its line, and the villages at it by one of three notions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_coop import borders
from geo_coop.agreements.read import read_border_sets
from geo_coop.api.cover import border_figures
from geo_coop.api.inner_borders import inner_border
from geo_coop.boundaries.load import land_line, load_regions
from geo_coop.codes import contains, country_of, level_of
from geo_coop.errors import CannotAnswerError, InputError, NotFoundError, Problem
from geo_coop.names import resolve
from geo_coop.provenance import Provenance, attach, carry, tier_of
from geo_coop.register import load_register
from geo_coop.resources import data_root
from geo_coop.schema import GEOGRAPHIC_CRS, NOTIONS, Notion, unknown_word

DEFAULT_TOLERANCE_M: Final = 1000.0
ABROAD_REACH_KM: Final = 20.0  # of the committed figures of districts abroad
DEFAULT_WITHIN_KM: Final = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Border:
    """A border between two regions.

    Attributes
    ----------
    a, b
        Canonical codes; ``a`` lies in Indonesia, and ``villages`` are its villages.
    notion
        legal, touch or near.
    tolerance_m, within_km
        What counts as touching, and as near.
    line
        Stretches of the line: columns a, b (the regions on each side), length_km, geometry; EPSG:4326.
    villages
        Region layer of the villages of ``a``, with district, frontage_km, distance_km, facing, notion, basis; without
        rows where ``villages_known`` is False.
    tier
        ``"approximate"`` where any layer in use is approximate, else ``"authoritative"``.
    remarks
        What a reader must know of this answer.
    villages_known
        False where the layers at hand tell the line, and not which villages are at it.
    """

    a: str
    b: str
    notion: Notion
    tolerance_m: float
    within_km: float
    line: gpd.GeoDataFrame
    villages: gpd.GeoDataFrame
    tier: str
    remarks: tuple[str, ...]
    villages_known: bool = True

    @property
    def length_km(self) -> float:
        """Return the length of the line, in kilometres on the ellipsoid."""
        return float(self.line["length_km"].sum())

    def lengths(self) -> dict[str, float]:
        """Return the length of the line by the region on the other side, in kilometres."""
        return {str(code): float(km) for code, km in self.line.groupby("b")["length_km"].sum().items()}

    def counts(self) -> dict[str, int]:
        """Return how many districts and villages there are, by kind; nothing where the villages are not known."""
        if not self.villages_known:
            return {}
        kinds = self.villages["kind"].value_counts()
        return {
            "districts": int(self.villages["district"].nunique()),
            "villages": len(self.villages),
            **{str(kind): int(number) for kind, number in sorted(kinds.items())},
        }


def border(
    a: str,
    b: str,
    *,
    notion: Notion = "touch",
    tolerance_m: float = DEFAULT_TOLERANCE_M,
    within_km: float = DEFAULT_WITHIN_KM,
    source: str | None = None,
) -> Border:
    """Return the border between two regions, with the villages of the first at it.

    Against a neighbour abroad the published land line is the reference; between two regions of Indonesia it is the
    line that their villages share. On the approximate tier, figures of lines and villages come from the committed
    registers; where these do not reach, the line is approximate and its villages are not known (``villages_known``).

    Parameters
    ----------
    a, b
        Codes or names. At least one lies in Indonesia; if only the second does, the two are taken the other way round.
    notion
        ``"legal"`` (the border area by law), ``"touch"`` (within ``tolerance_m`` of the line) or ``"near"`` (within
        ``within_km``, over water too).
    tolerance_m, within_km
        Limits; also what counts as frontage.
    source
        Boundary source of the Indonesian side; default: the best at hand.

    Raises
    ------
    InputError
        Unknown notion, the same region twice, or two regions abroad.
    NotFoundError
        The two do not adjoin, or no law names a border area between them.
    CannotAnswerError
        The layer is too coarse for a border abroad, and the register of figures does not reach.
    """
    if notion not in NOTIONS:
        raise InputError(unknown_word("notion", notion, NOTIONS))
    register = load_register()
    first, second = resolve(a, register), resolve(b, register)
    if contains(first, second) or contains(second, first):
        message = f"{first} {register.name(first)} and {second} {register.name(second)} are no two neighbours"
        raise InputError(Problem(message, "name two regions of which neither holds the other"))
    remarks: list[str] = []
    if country_of(first) != "ID":
        if country_of(second) != "ID":
            message = f"{first} and {second} both lie abroad; a border here has a side in Indonesia"
            raise InputError(message)
        first, second = second, first
        remarks.append(f"taken as {first} {second}: villages are those of the Indonesian side")
    known = True
    if country_of(second) == "ID":
        if notion == "legal":
            legal_codes(first, second)  # raises: law names no border area inside the country
        line, villages, notes, known = inner_border(first, second, notion, tolerance_m, within_km, source)
    else:
        line, villages, notes = _outer(first, second, notion, tolerance_m, within_km, source)
    tier = tier_of(line, villages)
    return Border(
        first, second, notion, tolerance_m, within_km, line, villages, tier, (*remarks, *notes), villages_known=known
    )


def border_villages(
    a: str,
    b: str,
    *,
    notion: Notion = "touch",
    tolerance_m: float = DEFAULT_TOLERANCE_M,
    within_km: float = DEFAULT_WITHIN_KM,
    source: str | None = None,
) -> gpd.GeoDataFrame:
    """Return the villages of ``a`` at its border with ``b``; parameters and errors as for `border`.

    Returns
    -------
    GeoDataFrame
        A region layer with district, frontage_km, distance_km, facing, notion, basis; indexed by ``code``.

    Raises
    ------
    CannotAnswerError
        Also where the line is known, and not which villages are at it.
    """
    found = border(a, b, notion=notion, tolerance_m=tolerance_m, within_km=within_km, source=source)
    if not found.villages_known:
        raise CannotAnswerError("; ".join(found.remarks))
    return found.villages


def border_area(
    a: str,
    b: str,
    *,
    tolerance_m: float = DEFAULT_TOLERANCE_M,
    within_km: float = DEFAULT_WITHIN_KM,
    source: str | None = None,
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the villages of ``a`` at its border abroad under any of the three notions, side by side, and the line.

    Parameters
    ----------
    a, b
        Canonical codes: a region in Indonesia, and the country it borders on.
    tolerance_m, within_km, source
        As for `border`.

    Returns
    -------
    tuple of GeoDataFrame
        The villages, with district, frontage_km, distance_km, facing, basis and the booleans legal, touch, near; and
        the line in stretches.
    """
    line = border_line(a, b, source=source)
    villages = load_regions("village", within=a, source=source)
    approximate = bool((villages["tier"] == "approximate").any())
    figures = border_figures() if approximate else None

    def ask(notion: Notion) -> gpd.GeoDataFrame:
        return borders.border_villages(
            villages, line, notion=notion, tolerance_m=tolerance_m, within_km=within_km,
            legal_codes=legal_codes(a, b), figures=figures,
        )  # fmt: skip

    by_law, touch, near = ask("legal"), ask("touch"), ask("near")
    found = pd.concat([by_law, near[~near.index.isin(by_law.index)]]).sort_index().drop(columns="notion")
    for notion, frame in (("legal", by_law), ("touch", touch), ("near", near)):
        found[notion] = found.index.isin(frame.index)
    return carry(found, by_law, near), line


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
    side_a = load_regions(_side_level(a), within="ID", source=source)
    side_b = load_regions("regency" if level_of(b) == "regency" else "province", within=country_of(b))
    cut = borders.split_line(land_line(), side_a.dropna(subset=["geometry"]), side_b.dropna(subset=["geometry"]))
    own = cut[[contains(a, code) for code in cut["a"]]].reset_index(drop=True)
    if own.empty:
        message = f"{a} has no land border with {country_of(b)}"
        raise NotFoundError(message)
    return own


def districts_abroad(
    a: str, b: str, *, within_km: float = DEFAULT_WITHIN_KM, source: str | None = None
) -> gpd.GeoDataFrame:
    """Return the districts on the other side of the land line that face a region.

    Parameters
    ----------
    a, b
        Codes or names: a region in Indonesia, and the neighbour abroad (a country or a state).
    within_km, source
        As for `border`.

    Returns
    -------
    GeoDataFrame
        As `geo_coop.borders.border_districts_abroad`: frontage_km, distance_km, facing; indexed by ``code``. Where no
        district shapes of the neighbour are at hand the committed figures answer, without shapes (geometry None).

    Raises
    ------
    NotFoundError
        No border, or neither shapes (they come with: geo-coop boundaries fetch) nor figures of it.
    CannotAnswerError
        The committed figures do not reach as far as ``within_km``.
    """
    register = load_register()
    first, second = resolve(a, register), resolve(b, register)
    try:
        far = load_regions("regency", within=country_of(second))
    except NotFoundError:
        return _districts_by_figures(first, second, within_km)
    near = load_regions(_side_level(first), within="ID", source=source)
    found = borders.border_districts_abroad(near, far, land_line(), region=first, within_km=within_km)
    return found[[contains(second, code) for code in found.index]]


def _districts_by_figures(region: str, other: str, within_km: float) -> gpd.GeoDataFrame:
    """Return the districts abroad as the committed figures have them, without shapes."""
    path = data_root() / "borders" / "districts_abroad.csv"
    table = pd.read_csv(path, dtype={"region": str, "code": str, "parent": str, "facing": str}).set_index("code")
    mine = (table["region"] == region).to_numpy(dtype=bool)
    rows = table[mine & np.array([contains(other, code) for code in table.index], dtype=bool)]
    if rows.empty:
        message = (
            f"no district shapes of {country_of(other)} at hand, and no figures of those that face {region}; "
            "they come with: geo-coop boundaries fetch"
        )
        raise NotFoundError(message)
    reach = float(rows["reach_km"].min())
    if within_km > reach:
        message = f"the committed figures reach {reach:g} km, not {within_km:g} km; fetch: geo-coop boundaries fetch"
        raise CannotAnswerError(message)
    chosen = rows[(rows["frontage_km"] > 0) | (rows["distance_km"] <= within_km if within_km > 0 else False)]
    columns = ["name", "kind", "parent", "frontage_km", "distance_km", "facing"]
    frame = gpd.GeoDataFrame(chosen[columns], geometry=[None] * len(chosen), crs=GEOGRAPHIC_CRS)
    told = Provenance(
        source="districts-abroad", title=f"figures of districts abroad, from {rows['source'].iloc[0]}", release="2026",
        tier="authoritative", licence="figures only", attribution="", method="frontage and distance, no shapes",
    )  # fmt: skip
    return attach(frame, told)


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


def _side_level(code: str) -> str:
    level = level_of(code)
    return "province" if level in {"country", "province"} else level


def _outer(
    a: str, b: str, notion: Notion, tolerance_m: float, within_km: float, source: str | None
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, list[str]]:
    """Return line, villages and remarks against a neighbour abroad."""
    whole = border_line(a, b, source=source)
    line = whole[[contains(b, code) for code in whole["b"]]].reset_index(drop=True)
    if line.empty:
        message = f"{a} and {b} do not adjoin; the line of {a} faces {', '.join(sorted(set(whole['b'])))}"
        raise NotFoundError(message)
    villages = load_regions("village", within=a, source=source)
    approximate = bool((villages["tier"] == "approximate").any())
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
    if approximate:
        remarks.append("shapes are approximate: figures of villages come from the committed border register")
    if tier_of(whole) == "approximate":
        remarks.append("which state a stretch of the line faces follows approximate shapes")
    return line, found, remarks
