"""Sheets of squares that printed maps are tested with."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo_coop.classify import classify
from geo_coop.maps import MapNotes
from geo_coop.maps.print import choropleth_sheet
from geo_coop.provenance import Provenance


def squares(names: list[str], level: str = "regency") -> gpd.GeoDataFrame:
    """Return a row of squares of half a degree from 116 degrees east, one for each name."""
    codes = [f"65.{number:02d}" for number in range(1, len(names) + 1)]
    frame = gpd.GeoDataFrame(
        {"name": names, "level": level, "kind": "kabupaten", "parent": "65", "tier": "authoritative"},
        geometry=[shapely.box(116 + number / 2, 1, 116.5 + number / 2, 1.5) for number in range(len(names))],
        index=pd.Index(codes, name="code"),
        crs=4326,
    )
    return frame[["name", "level", "kind", "parent", "tier", "geometry"]]


def notes_with(text: str, tier: str = "approximate") -> MapNotes:
    source = Provenance("x", text, "2025.1", tier, "ODbL-1.0", text)
    return MapNotes((source,), tier, dt.date(2024, 6, 1), (text,), text)


def texts_of(svg: bytes) -> list[str]:
    """Return the texts of a sheet: matplotlib writes each beside its glyphs, as a comment."""
    return re.findall(r"<!-- (.*?) -->", svg.decode("utf-8"), re.DOTALL)


def sheet_of(fmt: Any = "svg", **changes: Any) -> bytes:
    regions = squares(["Nunukan", "Malinau", "Bulungan"])
    regions.loc["65.03", "geometry"] = None
    values = pd.Series([0, 3, None], index=regions.index)
    asked = {
        "regions": regions,
        "classification": classify(values, scheme="count", title="Jumlah"),
        "title": "Peta",
        "notes": notes_with("Sumber uji"),
        "fmt": fmt,
        **changes,
    }
    return choropleth_sheet(**asked)
