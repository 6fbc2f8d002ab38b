"""Too many areas for one page: the refusal names commands that work."""

from __future__ import annotations

import re
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo_coop.api.maps import agreement_view
from geo_coop.classify import classify
from geo_coop.errors import InputError
from geo_coop.maps import choropleth_map
from geo_coop.maps.limit import MAX_AREAS, too_many


def codes(provinces: int, each: int) -> list[str]:
    numbers = range(each)
    return [
        f"{11 + province}.{number // 900:02d}.{number // 30 % 30:02d}.{2001 + number % 30}"
        for province in range(provinces)
        for number in numbers
    ]


def test_the_limit_itself_is_allowed() -> None:
    assert too_many(codes(1, MAX_AREAS), "village") == []


def test_a_country_is_split_by_province_or_shown_by_district() -> None:
    (problem,) = too_many(codes(38, 2000), "village")
    assert "76,000 areas are too many for one page (at most 25,000)" in str(problem)
    assert "geo-coop map choropleth --level village --within 11 -o 11.html" in str(problem)
    assert "38 maps in all" in str(problem)
    assert "geo-coop map choropleth --level district --within ID -o district.html" in str(problem)


def test_one_province_is_split_by_regency() -> None:
    (problem,) = too_many(codes(1, MAX_AREAS + 1), "village")
    assert "--within 11.00 -o 11.00.html" in str(problem)
    assert "--level district --within 11 -o district.html" in str(problem)


def test_the_map_refuses_before_it_prepares_shapes() -> None:
    index = pd.Index(codes(2, 13_000), name="code")
    shapes = np.full(len(index), shapely.box(116, 0, 117, 1), dtype=object)
    regions = gpd.GeoDataFrame({"name": index, "level": "village"}, index=index, geometry=shapes, crs=4326)
    classes = classify(pd.Series(1, index=index), scheme="count")
    with pytest.raises(InputError, match="26,000 areas are too many"):
        choropleth_map(regions, classes, title="x")


def test_the_commands_named_exist(run: Any) -> None:
    (problem,) = too_many(codes(38, 2000), "village")
    shown = run("map", "choropleth", "--help").out
    for option in sorted(set(re.findall(r"(?<!\S)--?[a-z]+", str(problem)))):
        assert option in shown


def test_the_view_refuses_before_coverage_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo_coop.maps.limit.MAX_AREAS", 10)
    monkeypatch.setattr("geo_coop.api.map_choropleth.village_coverage", None)
    with pytest.raises(InputError, match="areas are too many for one page"):
        agreement_view("district", within=["65"], for_page=True)
