"""Squares along the equator, whose frontages and distances can be worked out by hand."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

from geo_coop.codes import kind_of, level_of, parent_of
from geo_coop.provenance import Provenance, attach

TENTH_KM = 11.131_949_079  # a tenth of a degree along the equator
HUNDREDTH_NORTH_KM = 1.105_742_758  # a hundredth of a degree of the meridian at the equator


def source(name: str, tier: str = "authoritative") -> Provenance:
    return Provenance(name, name.title(), "2025.1", tier, "MIT", f"by {name}", "drawn")


def layer(shapes: dict[str, shapely.Geometry | None], tier: str = "authoritative") -> gpd.GeoDataFrame:
    codes = sorted(shapes)
    frame = gpd.GeoDataFrame(
        {
            "name": [f"Region {code}" for code in codes],
            "level": [level_of(code) for code in codes],
            "kind": ["negeri" if code.startswith("MY") else kind_of(code) for code in codes],
            "parent": [parent_of(code) for code in codes],
            "tier": tier,
        },
        geometry=[shapes[code] for code in codes],
        index=pd.Index(codes, name="code"),
        crs="EPSG:4326",
    )
    return attach(frame, source("squares", tier))


def stretches(rows: list[tuple[str, str, list[tuple[float, float]]]]) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        {"a": [row[0] for row in rows], "b": [row[1] for row in rows]},
        geometry=[shapely.LineString(row[2]) for row in rows],
        crs="EPSG:4326",
    )
    return attach(frame, source("line"))
