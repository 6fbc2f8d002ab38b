"""Districts across the line: squares first, then Sabah and Sarawak."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
from border_squares import HUNDREDTH_NORTH_KM, TENTH_KM, layer, source
from shapely import LineString, box

from geo_coop.api.borders import border
from geo_coop.borders.abroad import border_districts_abroad
from geo_coop.boundaries.load import land_line, load_regions
from geo_coop.errors import InputError, NotFoundError
from geo_coop.provenance import attach, sources_of

if TYPE_CHECKING:
    from pathlib import Path

# The line runs along the equator; two provinces south of it, three districts north, the last behind the second.
NEAR = {"64": box(117, -1, 117.4, 0), "65": box(117.4, -1, 118, 0)}
FAR = {
    "MY-12.01": box(117, 0, 117.6, 0.1),
    "MY-12.02": box(117.6, 0, 118, 0.05),
    "MY-12.03": box(117.6, 0.05, 118, 0.2),
    "MY-13.01": None,
}


@pytest.fixture
def line() -> gpd.GeoDataFrame:
    return attach(gpd.GeoDataFrame(geometry=[LineString([(117, 0), (118, 0)])], crs="EPSG:4326"), source("line"))


def test_frontages_are_the_parts_of_the_line(line: gpd.GeoDataFrame) -> None:
    found = border_districts_abroad(layer(NEAR), layer(FAR), line, region="65")
    assert list(found.index) == ["MY-12.01", "MY-12.02", "MY-12.03"]
    assert found["frontage_km"].tolist() == pytest.approx([2 * TENTH_KM, 4 * TENTH_KM, 0], abs=0.21)
    assert found["frontage_km"].sum() == pytest.approx(6 * TENTH_KM, abs=0.21)
    assert found["distance_km"].tolist() == pytest.approx([0, 0, 5 * HUNDREDTH_NORTH_KM], abs=1e-3)
    assert found["facing"].tolist() == ["65"] * 3
    assert found["name"].tolist() == ["Region MY-12.01", "Region MY-12.02", "Region MY-12.03"]
    assert {one.source for one in sources_of(found)} == {"squares", "line"}


def test_limits_and_regions(line: gpd.GeoDataFrame) -> None:
    near, far = layer(NEAR), layer(FAR)
    assert list(border_districts_abroad(near, far, line, region="65", within_km=0).index) == ["MY-12.01", "MY-12.02"]
    assert list(border_districts_abroad(near, far, line, region="64", within_km=0).index) == ["MY-12.01"]
    every = border_districts_abroad(near, far, line, within_km=5)
    assert every["facing"].to_dict() == {"MY-12.01": "64", "MY-12.02": "65"}
    assert every["frontage_km"].sum() == pytest.approx(10 * TENTH_KM, rel=1e-6)
    with pytest.raises(NotFoundError, match="no stretch of the line has 61"):
        border_districts_abroad(near, far, line, region="61")
    with pytest.raises(InputError, match="within_km is -1"):
        border_districts_abroad(near, far, line, within_km=-1)


@pytest.mark.shared
def test_districts_of_sabah_and_sarawak_that_face_kaltara(fetched: Path) -> None:
    assert fetched.is_dir()
    near = load_regions("province", within="ID")
    far = load_regions("regency", within="MY")
    assert far.groupby("parent").size()[["MY-12", "MY-13"]].tolist() == [27, 40]
    found = border_districts_abroad(near, far, land_line(), region="65")
    # Measured from the publisher's districts: four of Sabah and five of Sarawak front the line; Tawau comes near
    # it over water, Limbang behind Lawas.
    expected = {
        "MY-12.18": ("Sipitang", 53.06), "MY-12.19": ("Tenom", 3.60), "MY-12.20": ("Nabawan", 186.24),
        "MY-12.27": ("Kalabakan", 125.32), "MY-13.23": ("Belaga", 174.09), "MY-13.24": ("Miri", 177.86),
        "MY-13.27": ("Lawas", 30.07), "MY-13.37": ("Bukit Mabong", 125.19), "MY-13.40": ("Telang Usan", 38.96),
    }  # fmt: skip
    fronting = found[found["frontage_km"] > 0]
    assert list(fronting.index) == list(expected)
    assert list(zip(fronting["name"], fronting["frontage_km"].round(2).tolist(), strict=True)) == list(
        expected.values()
    )
    assert (fronting["distance_km"] == 0).all()
    assert fronting.groupby("parent")["frontage_km"].sum().round(2).to_dict() == {"MY-12": 368.22, "MY-13": 546.17}
    behind = found[found["frontage_km"] == 0]
    assert behind["distance_km"].round(1).to_dict() == {"MY-12.01": 8.5, "MY-13.26": 4.7}
    regencies = border_districts_abroad(load_regions("regency", within="ID"), far, land_line(), region="65.02")
    assert set(regencies[regencies["frontage_km"] > 0]["name"]) == {"Belaga", "Miri", "Bukit Mabong", "Telang Usan"}


@pytest.mark.shared
def test_villages_at_a_district_are_not_known_from_figures_of_states(fetched: Path) -> None:
    assert fetched.is_dir()
    for notion in ("touch", "near", "legal"):
        found = border("65", "MY-12.18", notion=notion, source="embedded")
        assert (found.villages_known, len(found.villages), found.counts()) == (False, 0, {})
        assert found.length_km == pytest.approx(53.1, abs=0.1)
        assert "tells which state each of them faces, not which district" in found.remarks[-1]
    assert border("65", "MY-12.18").counts()["villages"] == 4
