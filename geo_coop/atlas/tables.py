"""The tables of the atlas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_coop import cover
from geo_coop.api.agreement_areas import agreement_rows
from geo_coop.api.borders import border_area
from geo_coop.api.records import evidence_rows, records
from geo_coop.api.zones import load_crossings, load_zones
from geo_coop.boundaries.load import MISSING, load_regions
from geo_coop.provenance import carry

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd

    from geo_coop.schema import Lang


def build_tables(
    villages: gpd.GeoDataFrame, table: gpd.GeoDataFrame, *, on: dt.date | None, source: str | None, lang: Lang
) -> dict[str, pd.DataFrame]:
    """Return the atlas's tables by name, without shapes, in the order of the index page.

    Parameters
    ----------
    villages
        The villages of the atlas, with what is missing in attrs.
    table
        Their coverage.
    on, source, lang
        As for `geo_coop.api.cover.coverage`.

    Returns
    -------
    dict of DataFrame
        agreements, evidence, coverage_villages, coverage_regencies, not_covered, border_villages, border_line,
        crossings, zones, without_shape. Coverage and border tables carry ``tier``, and provenance in attrs.
    """
    covered = _plain(table)
    covered.insert(2, "tier", villages["tier"].reindex(covered["code"]).to_numpy())
    regencies = cover.by_level(table, villages, "regency")
    upper = load_regions("regency", within="ID", source=source)
    regencies.insert(1, "name", upper["name"].reindex(regencies["code"]).to_numpy())
    border, line = border_area("65", "MY", source=source)
    return {
        "agreements": agreement_rows(table, on=on, lang=lang).reset_index(),
        "evidence": _evidence(lang),
        "coverage_villages": covered,
        "coverage_regencies": regencies,
        "not_covered": _not_covered(villages, covered),
        "border_villages": _border_villages(border, covered),
        "border_line": _plain(line).round({"length_km": 3}),
        "crossings": _crossings(on, lang),
        "zones": _plain(load_zones(source=source, lang=lang)),
        "without_shape": villages.loc[villages.attrs[MISSING], ["name", "level", "kind", "tier"]].reset_index(),
    }


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    return carry(pd.DataFrame(frame.drop(columns="geometry", errors="ignore")), frame)


def _evidence(lang: Lang) -> pd.DataFrame:
    rows = [
        {"agreement": record.id, **row}
        for record in records()
        for row in evidence_rows(record, [entry.id for entry in record.evidence], lang)
    ]
    return pd.DataFrame(rows)


def _not_covered(villages: gpd.GeoDataFrame, covered: pd.DataFrame) -> pd.DataFrame:
    there = set(cover.living(covered)["code"])
    free = villages[[code not in there for code in villages.index]]
    return carry(pd.DataFrame(free[["name", "kind", "parent", "tier"]]).reset_index(), villages)


def _border_villages(border: gpd.GeoDataFrame, covered: pd.DataFrame) -> pd.DataFrame:
    """Return the border villages by all notions, each with the agreements that cover it."""
    agreements = cover.living(covered).groupby("code")["agreement"].agg("; ".join)
    columns = ["name", "kind", "district", "legal", "touch", "near", "frontage_km", "distance_km", "facing", "basis"]
    frame = pd.DataFrame(border[columns]).round({"frontage_km": 3, "distance_km": 3})
    frame["agreements"] = agreements.reindex(frame.index)
    return carry(frame.reset_index(), border)


def _crossings(on: dt.date | None, lang: Lang) -> pd.DataFrame:
    points = load_crossings(on=on, lang=lang)
    frame = pd.DataFrame(points.drop(columns="geometry"))
    return frame.assign(latitude=points.geometry.y, longitude=points.geometry.x).reset_index()
