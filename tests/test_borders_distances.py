from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo_coop import load_regions
from geo_coop.borders import distance_table
from geo_coop.boundaries.load import land_line
from geo_coop.errors import InputError
from geo_coop.geodesy import distance_to_line_m

LINES = gpd.GeoSeries.from_wkt(["LINESTRING (117 0, 118 0)", "LINESTRING (117 5, 117 6)"], index=["a", "b"], crs=4326)


def squares(*corners: tuple[float, float] | None) -> gpd.GeoDataFrame:
    """Make squares of a tenth of a degree by their south-western corners."""
    shapes = [None if corner is None else shapely.box(*corner, corner[0] + 0.1, corner[1] + 0.1) for corner in corners]
    return gpd.GeoDataFrame(geometry=shapes, index=[f"v{n}" for n in range(len(shapes))], crs=4326)


def test_villages_stand_by_line_and_distance() -> None:
    # a degree of latitude is 110.574 km at the equator
    found = distance_table(squares((117.5, 0.1), (117.5, -0.05), (117.5, 0.4), (118.2, 5.5), None), LINES, reach_km=50)
    assert found.table["code"].tolist() == ["v1", "v0", "v2"]
    assert found.table["line"].tolist() == ["a", "a", "a"]
    assert found.table["distance_km"].to_numpy() == pytest.approx([0, 11.057, 44.230], abs=0.001)
    assert found.unmeasured == ("v4",)
    assert [found.count_within("a", km) for km in (0, 11, 12, 50)] == [1, 1, 2, 3]
    assert found.within("b", 50).empty
    assert found.within("a", 12)["code"].tolist() == ["v1", "v0"]


def test_what_cannot_be_answered_is_refused() -> None:
    found = distance_table(squares((117.5, 0.1)), LINES, reach_km=20)
    with pytest.raises(InputError, match="beyond the reach"):
        found.within("a", 20.5)
    with pytest.raises(InputError, match="no line 'c'"):
        found.count_within("c", 5)
    with pytest.raises(InputError, match="give a distance above 0"):
        distance_table(squares((117.5, 0.1)), LINES, reach_km=0)
    with pytest.raises(InputError, match="stand more than once"):
        distance_table(squares((117.5, 0.1)), pd.concat([LINES, LINES]))


def test_no_line_and_no_village_near() -> None:
    assert distance_table(squares((117.5, 0.1)), LINES[:0]).table.empty
    assert distance_table(squares((100.0, 10.0)), LINES).table.empty


def test_every_village_is_found_that_plain_distances_find() -> None:
    villages = load_regions("village", within="65")
    villages = villages[villages.geometry.notna()]
    line = land_line().geometry.iloc[[0]]
    plain = distance_to_line_m(villages, line) / 1_000
    found = distance_table(villages, line, reach_km=60)
    expected = pd.Series(plain, index=villages.index)[plain <= 60].sort_index()
    got = found.table.set_index("code")["distance_km"].sort_index()
    assert got.index.tolist() == expected.index.tolist()
    assert np.abs(got.to_numpy() - expected.to_numpy()).max() < 0.001
