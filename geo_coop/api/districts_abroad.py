"""The districts on the other side of the land line, from their shapes or from the committed figures."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_coop import borders
from geo_coop.api.borders import DEFAULT_WITHIN_KM
from geo_coop.boundaries.load import land_line, load_regions
from geo_coop.codes import contains, country_of
from geo_coop.errors import CannotAnswerError, InputError, NotFoundError, Problem
from geo_coop.names import resolve
from geo_coop.provenance import Provenance, attach
from geo_coop.register import load_register
from geo_coop.resources import data_root
from geo_coop.schema import GEOGRAPHIC_CRS


def districts_abroad(
    a: str, b: str, *, within_km: float = DEFAULT_WITHIN_KM, source: str | None = None
) -> gpd.GeoDataFrame:
    """Return the districts on the other side of the land line that face a region.

    Parameters
    ----------
    a, b
        Codes or names: a region in Indonesia, and the neighbour abroad (a country or a state), in either order.
    within_km, source
        As for `border`.

    Returns
    -------
    GeoDataFrame
        As `geo_coop.borders.border_districts_abroad`: frontage_km, distance_km, facing; indexed by ``code``. Where no
        district shapes of the neighbour are at hand the committed figures answer, without shapes (geometry None).

    Raises
    ------
    InputError
        Both lie in Indonesia, or both abroad.
    NotFoundError
        No border, or neither shapes (they come with: geo-coop boundaries fetch) nor figures of it.
    CannotAnswerError
        The committed figures do not reach as far as ``within_km``.
    """
    register = load_register()
    first, second = resolve(a, register), resolve(b, register)
    if country_of(first) != "ID":
        first, second = second, first
    if country_of(first) != "ID" or country_of(second) == "ID":
        message = f"of {first} and {second} one has to lie in Indonesia, and the other abroad"
        raise InputError(Problem(message, "name a region in Indonesia, and its neighbour abroad"))
    try:
        far = load_regions("regency", within=country_of(second))
    except NotFoundError:
        return _districts_by_figures(first, second, within_km)
    near = load_regions(borders.side_level(first), within="ID", source=source)
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
    used = str(rows["source"].iloc[0])  # each source with its release: "a 2026-08-20; b 2020"
    releases = "; ".join(part.rpartition(" ")[2] for part in used.split("; "))
    told = Provenance(
        source="districts-abroad", title=f"figures of districts abroad, from {used}", release=releases,
        tier="authoritative", licence="figures only", attribution="", method="frontage and distance, no shapes",
    )  # fmt: skip
    return attach(frame, told)
