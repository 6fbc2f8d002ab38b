"""The embedded default: complete against the register, valid, and honest about what it lacks."""

from __future__ import annotations

import hashlib
import logging

import geopandas as gpd
import pytest
import shapely

from geo_coop.boundaries.load import MISSING, land_line, load_regions
from geo_coop.errors import InputError, NotFoundError
from geo_coop.geodesy import area_m2, length_m
from geo_coop.provenance import sources_of, tier_of
from geo_coop.register import load_register
from geo_coop.resources import data_root
from geo_coop.schema import check_regions


@pytest.mark.parametrize(("province", "villages"), [("62", 1571), ("64", 1038), ("65", 482)])
def test_every_listed_village_stands_in_the_layer(province: str, villages: int) -> None:
    frame = load_regions("desa", within=province)
    assert frame.index.tolist() == load_register().villages(province).index.tolist()
    assert len(frame) == villages
    assert set(frame["tier"]) == {"approximate"}
    assert tier_of(frame) == "approximate"
    check_regions(frame)


def test_villages_without_a_shape_are_named_not_lost(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        frame = load_regions("village", within="64")
    assert frame.attrs[MISSING] == ["64.03.12.2006", "64.72.02.1010"]
    assert frame.loc["64.03.12.2006", "name"] == "Balikukup"
    assert frame.loc["64.03.12.2006", "geometry"] is None
    assert "2 regions have no shape" in caplog.text


def test_embedded_villages_are_one_clean_coverage() -> None:
    shapes = load_regions("village").geometry.dropna().to_numpy()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.is_valid(shapes).all()


def test_levels_nest() -> None:
    villages, districts = load_regions("village", within="65"), load_regions("district", within="65")
    sums = villages.geometry.groupby(villages["parent"]).agg(lambda group: float(area_m2(group.to_numpy()).sum()))
    direct = dict(zip(districts.index, area_m2(districts.geometry.to_numpy()), strict=True))
    assert {code: round(area / 1e6, 3) for code, area in sums.items()} == {
        code: round(float(area) / 1e6, 3) for code, area in direct.items()
    }


def test_provinces_and_neighbours() -> None:
    frame = load_regions("province")
    assert (frame["kind"] == "provinsi").sum() == 39
    assert {"MY-12", "MY-13", "MY-15", "CN-AH"} <= set(frame.index)
    assert load_regions("negeri", within="MY").index.tolist() == ["MY-12", "MY-13", "MY-15"]
    area = dict(zip(frame.index, area_m2(frame.geometry.to_numpy()) / 1e6, strict=True))
    assert area["65"] == pytest.approx(69_901, rel=0.04)  # sum of the official areas of its five regencies
    assert area["64"] == pytest.approx(126_953, rel=0.04)


def test_land_line() -> None:
    line = land_line()
    assert length_m(line.geometry.to_numpy())[0] / 1000 == pytest.approx(1867.95, abs=0.05)
    assert sources_of(line)[0].licence == "ODbL-1.0"


def test_refusals() -> None:
    with pytest.raises(NotFoundError, match="no village shapes within 61 Kalimantan Barat"):
        load_regions("village", within="61")
    with pytest.raises(NotFoundError, match=r"no region '99'"):
        load_regions("village", within="99")
    with pytest.raises(InputError, match=r"unknown source 'embeded'.*Did you mean 'embedded'"):
        load_regions("village", source="embeded")
    with pytest.raises(InputError, match=r"unknown release of geo_coop embedded boundaries '2016'"):
        load_regions("village", source="embedded", release="2016")
    with pytest.raises(NotFoundError, match="run: geo-coop boundaries fetch"):
        load_regions("village", source="wilayah-boundaries")


def test_embedded_files_are_small_and_none_equals_a_file_of_the_published_source() -> None:
    files = [path for path in data_root().rglob("*") if path.is_file()]
    built = [path for path in files if path.suffix == ".parquet"]
    assert sum(path.stat().st_size for path in built) < 8_000_000
    assert len({hashlib.sha256(path.read_bytes()).hexdigest() for path in built}) == len(built)


def test_what_is_returned_may_be_changed() -> None:
    frame = load_regions("province")
    frame.loc["65", "name"] = "changed"
    assert load_regions("province").loc["65", "name"] == "Kalimantan Utara"
    assert isinstance(frame, gpd.GeoDataFrame)
