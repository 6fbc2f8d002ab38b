"""Coverage of the layers at hand by the records that ship."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd

from geo_coop import borders, cover
from geo_coop.agreements.read import read_border_sets, read_zones
from geo_coop.api.covering import covers
from geo_coop.api.home import home_region
from geo_coop.api.records import evidence_rows, records
from geo_coop.api.rule_shapes import rule_lines, with_rule_shapes
from geo_coop.api.splits import successions
from geo_coop.boundaries.load import load_regions
from geo_coop.codes import level_of
from geo_coop.cover.summary import village_level
from geo_coop.provenance import carry, narrowed
from geo_coop.register import DEFAULT_RELEASE, load_register, releases_at_hand
from geo_coop.register.vintages import crosswalk
from geo_coop.resources import data_root
from geo_coop.schema import GEOGRAPHIC_CRS

# Year of the list that ``code_then`` follows.
VINTAGE: Final = "vintage"

__all__ = ["VINTAGE", "border_figures", "coverage", "covers", "evidence_rows", "records", "village_coverage"]

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path


def coverage(
    within: str | None = None,
    *,
    agreement: str | None = None,
    on: dt.date | None = None,
    level: str = "village",
    source: str | None = None,
    folder: Path | None = None,
    lang: str = "id",
) -> gpd.GeoDataFrame:
    """Return which region is covered by which agreement, with rule, share and evidence.

    Parameters
    ----------
    within
        Code or name of a region to limit to; default: everywhere that the layer reaches.
    agreement
        Id of one record; default: all.
    on
        The day; default: the records as a whole, every stage done counting.
    level
        village (default), district, regency or province; above the village, ``share`` is the share of villages.
    source
        Boundary source; default: the best at hand.
    folder
        Folder of further records, beside those that ship.
    lang
        Language of titles, methods and reasons, ``"id"`` or ``"en"``.

    Returns
    -------
    GeoDataFrame
        For villages the columns of `geo_coop.cover.coverage`, above it those of `geo_coop.cover.by_level`, each
        with tier and geometry; EPSG:4326. Villages are those of today. Asked for a day, they also have
        ``code_then``, the code in the newest list at hand that is not younger than that year (None where the village
        was in no list then), and ``attrs["vintage"]`` says which list, None where none is that old. Provenance in
        attrs.

    Raises
    ------
    NotFoundError
        No such agreement, region or layer.
    InputError
        An unknown level, a region abroad, or records in ``folder`` that are wrong: all problems at once.
    """
    wanted = village_level(level)
    register = load_register()
    inside = home_region(within, register) if within else None
    villages = load_regions("village", within=inside, source=source)
    table = village_coverage(villages, agreement=agreement, on=on, source=source, folder=folder, lang=lang)
    if wanted == "village":
        table["tier"] = villages["tier"].reindex(table["code"]).to_numpy()
        table = narrowed(table, table["tier"].unique())
        return table if on is None else _with_codes_then(table, on)
    above = inside if inside is not None and level_of(inside) != "village" else None
    shapes = load_regions(wanted, within=above, source=source)
    upper = cover.by_level(table, villages, wanted)
    upper.insert(1, "name", register.regions["name"].reindex(upper["code"]).to_numpy())
    upper["tier"] = shapes["tier"].reindex(upper["code"]).to_numpy()
    geometry = shapes.geometry.reindex(upper["code"]).to_numpy()
    frame = carry(gpd.GeoDataFrame(upper, geometry=geometry, crs=GEOGRAPHIC_CRS), villages, shapes)
    used = {*villages["tier"].reindex(table["code"].unique()), *upper["tier"]}
    return narrowed(frame, used)


def _with_codes_then(table: gpd.GeoDataFrame, on: dt.date) -> gpd.GeoDataFrame:
    """Add the codes that villages had on a day, as far as a list at hand is old enough."""
    old = [release for release in releases_at_hand() if int(release) <= on.year]
    release = old[-1] if old else None
    code = table["code"].astype(object)
    if release is None:
        code = pd.Series([None] * len(table), index=table.index, dtype=object)
    elif release != DEFAULT_RELEASE and len(table):
        walks = [crosswalk(release, DEFAULT_RELEASE, within=unit) for unit in sorted({str(c)[:2] for c in code})]
        rows = pd.concat(walks)
        rows = rows[(rows["level"] == "village") & (rows["old_code"] != "") & (rows["relation"] != "abolished")]
        then = rows.sort_values("confidence", ascending=False).drop_duplicates("new_code").set_index("new_code")
        code = code.map(then["old_code"]).astype(object)
        code = code.where(code.notna(), None)
    result = table.assign(code_then=code)
    result.attrs = {**table.attrs, VINTAGE: release}
    return result


def village_coverage(
    villages: pd.DataFrame,
    *,
    agreement: str | None = None,
    on: dt.date | None = None,
    source: str | None = None,
    folder: Path | None = None,
    lang: str = "id",
) -> gpd.GeoDataFrame:
    """Return the coverage of given villages by the records that ship; as `geo_coop.cover.coverage`.

    Parameters
    ----------
    villages
        Villages sorted by code, with shapes or, as the register has them, without: shapes are then loaded for those
        villages alone that a corridor, a point or an extent may cut.
    agreement, on, folder, lang
        As for `coverage`.
    source
        Boundary source of the lines that corridors follow, and of shapes that are loaded; default: the best at hand.
    """
    found = records(agreement, folder)
    shaped = with_rule_shapes(villages, found, source=source)
    table = cover.coverage(
        shaped,
        found,
        on=on,
        zones=read_zones(),
        border_sets=read_border_sets(),
        facing=border_figures()["facing"],
        lines=rule_lines(found, villages.index, source=source),
        successions=successions(load_register()),
        lang=lang,
    )
    if not isinstance(shaped, gpd.GeoDataFrame):
        return carry(gpd.GeoDataFrame(table, geometry=[None] * len(table), crs=GEOGRAPHIC_CRS), table)
    return gpd.GeoDataFrame(table, geometry="geometry", crs=shaped.crs) if len(table) == 0 else table


def border_figures() -> pd.DataFrame:
    """Return the committed figures of border villages, computed from the published polygons.

    Returns
    -------
    DataFrame
        Indexed by ``code``: name, district, frontage_km, distance_km, facing, tolerance_m, source, release, method,
        flag.
    """
    return borders.read_figures(data_root() / "boundaries" / "border_register.csv")
