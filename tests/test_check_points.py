"""Points against real shapes: those on record lie where they should, the published ones of KEK Maloy do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geo_coop.boundaries.checks import check_layer, read_points
from geo_coop.boundaries.load import load_regions
from geo_coop.register import load_register

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

# Coordinates of the special economic zone at Maloy as found in public code, all said to lie in Kutai Timur.
KEK_MALOY = ((-1.25, 116.83), (3.80, 117.02), (-8.2, 117.4), (1.32, 109.32))


def published(region: str) -> pd.DataFrame:
    rows = [(f"KEK Maloy {place}", region, *spot) for place, spot in enumerate(KEK_MALOY)]
    return pd.DataFrame(rows, columns=["name", "region", "latitude", "longitude"])


def found(layer: gpd.GeoDataFrame, points: pd.DataFrame) -> pd.DataFrame:
    report = check_layer(layer, register=load_register(), points=points)
    assert report.summary["point"]["tested"] == len(points)
    rows = report.findings[report.findings["check"] == "point"]
    return rows.assign(name=rows["detail"].str.extract(r"^(KEK Maloy \d)")[0]).set_index("name").sort_index()


@pytest.mark.parametrize("level", ["regency", "district", "village"])
def test_published_coordinates_of_kek_maloy_are_wrong_by_hundreds_of_kilometres(level: str) -> None:
    layer = load_regions(level, within="64", source="embedded")
    rows = found(layer, published("64.08.05.2015"))
    assert rows["severity"].tolist() == ["error"] * 4
    assert rows["value"].between(100, 1_100).all()
    assert rows["code"].tolist() == ["64.08.05.2015"] * 4
    assert rows["others"].str.split(" ").str[0].str[:5].tolist() == ["64.71", "", "", ""]
    # The point on record does lie there.
    own = check_layer(layer, register=load_register(), points=read_points().query("id == 'maloy'"))
    assert own.summary["point"]["inside"] == 1


@pytest.mark.shared
def test_real_distances_of_the_wrong_points(fetched: Path) -> None:
    assert fetched.is_dir()
    village = found(load_regions("village", within="64"), published("64.08.05.2015"))
    assert village["value"].round().tolist() == [257, 333, 994, 960]
    regency = found(load_regions("regency", within="64"), published("64.08"))
    assert regency["value"].round().tolist() == [151, 228, 909, 742]
    assert regency["severity"].tolist() == ["error"] * 4
    assert village["others"].iloc[0].startswith("64.71.")  # the first lies in Balikpapan


@pytest.mark.shared
def test_points_on_record_lie_in_their_region(fetched: Path) -> None:
    assert fetched.is_dir()
    for level, source in (("village", None), ("district", "wilayah-boundaries"), ("village", "embedded")):
        layer = pd.concat([load_regions(level, within=province, source=source) for province in ("64", "65")])
        report = check_layer(layer, register=load_register(), points=read_points())
        assert report.summary["point"] == {"given": 10, "tested": 10, "inside": 10}, (level, source)
