"""Who adjoins whom: over land, over the border, over the sea; and borders inside the country by committed figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo_coop.api.adjoining import ABSENT, neighbours
from geo_coop.api.borders import border
from geo_coop.api.districts_abroad import districts_abroad
from geo_coop.borders import read_inner
from geo_coop.errors import CannotAnswerError, InputError, NotFoundError
from geo_coop.provenance import sources_of
from geo_coop.resources import data_root

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


@pytest.fixture(scope="module")
def provinces() -> pd.DataFrame:
    return neighbours(level="province")


def _of(provinces: pd.DataFrame, code: str) -> dict[str, float]:
    rows = provinces[(provinces["a"] == code) | (provinces["b"] == code)]
    other = rows["b"].where(rows["a"] == code, rows["a"])
    return dict(sorted(zip(other, rows["length_km"], strict=True)))


def test_neighbours_of_a_province_at_home_and_abroad(provinces: pd.DataFrame) -> None:
    kaltim = _of(provinces, "64")
    assert list(kaltim) == ["61", "62", "63", "65", "MY-13"]
    assert kaltim["MY-13"] == pytest.approx(51, abs=1)
    assert list(_of(provinces, "65")) == ["64", "MY-12", "MY-13"]


def test_the_whole_country(provinces: pd.DataFrame) -> None:
    table = provinces
    assert set(table["way"]) == {"land"}
    assert set(table["tier"]) == {"approximate"}
    pairs = set(zip(table["a"], table["b"], strict=True))
    assert {("11", "12"), ("64", "65"), ("65", "MY-12"), ("61", "MY-13")} <= pairs
    assert not any(a.startswith("MY") for a, _ in pairs)
    assert (table["a"] < table["b"]).all()


def test_neighbours_over_water() -> None:
    land = neighbours("65.03.02")
    sea = neighbours("65.03.02", sea_km=10)
    more = sea[sea["way"] == "sea"].set_index("b")
    assert set(land["way"]) == {"land"}
    assert len(sea) == len(land) + len(more)
    assert 0 < more.at["65.03.08", "distance_km"] < 10  # Sebatik Barat, on the island opposite
    assert more["length_km"].isna().all()
    with pytest.raises(InputError, match="sea_km is 5"):
        neighbours(sea_km=5)


def test_provinces_without_shapes_are_named() -> None:
    kukar = neighbours("Kukar")
    assert set(kukar["a"]) == {"64.02"}  # the region asked about comes first
    assert kukar.attrs[ABSENT] == ["61", "63"]
    assert neighbours("65.04").attrs[ABSENT] == []
    with pytest.raises(InputError, match="no province lies in it"):
        neighbours("64.02", level="province")
    with pytest.raises(InputError, match="lies abroad"):
        neighbours("MY-12")


def test_an_island_adjoins_nobody_over_land() -> None:
    assert neighbours("Tarakan").empty
    over_sea = neighbours("Tarakan", sea_km=10)
    assert list(zip(over_sea["b"], over_sea["way"], strict=True)) == [("65.01", "sea"), ("65.04", "sea")]
    # Lengths of pairs within Kaltim and Kaltara are those of the committed figures.
    bontang = neighbours("Bontang").set_index("b")["length_km"]
    assert bontang.round(3).to_dict() == {"64.02": 14.233, "64.08": 28.01}


def test_committed_figures_of_inner_borders() -> None:
    figures = read_inner(data_root() / "borders")
    assert figures.of("62.02", "64.01") is None
    kotim = figures.of("62.07", "62.02")
    assert kotim is not None
    assert kotim.lines["length_km"].tolist() == [304.95]
    assert all(code.startswith("62.07.") for code in kotim.villages.index)
    # Provinces are made of their pairs of regencies.
    both = figures.of("64", "65")
    assert both is not None
    assert both.lines["length_km"].sum() == pytest.approx(709.3, abs=0.1)
    assert both.villages["frontage_km"].sum() == pytest.approx(709.3, rel=0.02)


def test_borders_that_the_figures_do_not_reach() -> None:
    far = border("Kotim", "Seruyan", notion="near", within_km=30)
    assert (far.villages_known, len(far.villages), far.counts()) == (False, 0, {})
    assert round(far.length_km, 2) == 304.95
    assert "within 10 km of the line, not 30 km" in far.remarks[-1]
    other = border("62.02", "62.06")
    assert not other.villages_known
    assert other.tier == "approximate"
    with pytest.raises(NotFoundError, match=r"do not adjoin; bps:6208 would be 62\.07 Kabupaten Seruyan"):
        border("62.02", "62.08")


def test_districts_abroad_without_their_shapes() -> None:
    table = districts_abroad("Kaltara", "Sabah")
    assert list(table.index) == ["MY-12.01", "MY-12.18", "MY-12.19", "MY-12.20", "MY-12.27"]
    assert table["frontage_km"].sum() == pytest.approx(368.2, abs=0.1)
    assert table.geometry.isna().all()
    assert list(districts_abroad("Sabah", "Kaltara").index) == list(table.index)
    with pytest.raises(InputError, match="of 65 and 64 one has to lie in Indonesia, and the other abroad"):
        districts_abroad("Kaltara", "Kaltim")
    assert sources_of(table)[0].release == "2026-08-20; 2020; 0.6.0"  # of each source of the figures
    with pytest.raises(CannotAnswerError, match="reach 20 km, not 50 km"):
        districts_abroad("Kaltara", "Sabah", within_km=50)
    with pytest.raises(NotFoundError, match=r"no figures of those that face 64\.02"):
        districts_abroad("Kukar", "Sabah")


@pytest.mark.shared
@pytest.mark.parametrize(("a", "b"), [("62.02", "62.07"), ("64.02", "64.07"), ("65.03", "65.02")])
def test_figures_are_those_of_the_published_shapes(fetched: Path, a: str, b: str) -> None:
    assert fetched.exists()
    found = border(a, b)
    figures = read_inner(data_root() / "borders").of(a, b)
    assert figures is not None
    assert (found.tier, found.villages_known) == ("authoritative", True)
    assert found.length_km == pytest.approx(figures.lines["length_km"].sum(), abs=0.01)
    near = figures.villages[figures.villages["distance_km"] <= 1.0]
    assert list(found.villages.index) == list(near.index)
    assert found.villages["frontage_km"].tolist() == pytest.approx(near["frontage_km"].tolist(), abs=0.01)


@pytest.mark.shared
def test_regencies_drawn_apart_are_no_authority(fetched: Path) -> None:
    assert fetched.exists()
    table = neighbours("62.02").set_index("b")
    assert table.at["62.07", "tier"] == "authoritative"
    assert table.at["62.06", "tier"] == "approximate"
