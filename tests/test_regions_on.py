"""Regions as they were on a day: laws and lists undone, village by village."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from geo_coop.api.past import REMARKS, regions_on
from geo_coop.boundaries.load import load_regions
from geo_coop.errors import AmbiguousError, InputError, NotFoundError
from geo_coop.geodesy import area_m2
from geo_coop.provenance import tier_of

if TYPE_CHECKING:
    from pathlib import Path


def test_kaltim_before_kaltara() -> None:
    then = regions_on(dt.date(2011, 12, 31), "province")
    now = load_regions("village", within="ID")
    kaltim = then.loc["64"]
    assert (kaltim["name"], kaltim["today"], kaltim["tier"]) == ("Kalimantan Timur", "64; 65", "approximate")
    assert dict(then["today"]) == {"62": "62", "64": "64; 65"}
    assert kaltim["villages"] == sum(code[:2] in {"64", "65"} for code in now.index[now.geometry.notna()])
    parts = now[now.index.str[:2].isin(["64", "65"])].dropna(subset=["geometry"])
    assert kaltim["area_km2"] == pytest.approx(area_m2(parts.geometry).sum() / 1e6, rel=1e-6)
    assert any("undone: UU 20/2012 (2012), 64 -> 65" in text for text in then.attrs[REMARKS])
    assert tier_of(then) == "approximate"


def test_a_year_does_not_tell_the_day() -> None:
    within = regions_on(dt.date(2012, 6, 1), "province", within="65")
    assert list(within.index) == ["65"]  # not undone, and said
    assert any(text.startswith("perhaps not in force on that day") for text in within.attrs[REMARKS])
    # What did not touch the regions asked about is not said.
    assert not any("64.11" in text for text in within.attrs[REMARKS])
    # Kaltim, which may have been larger on that day, is as doubtful; two years later it is not.
    by_year = {year: regions_on(dt.date(year, 6, 1), "province", within="64") for year in (2012, 2014)}
    kaltim = {year: found.at["64", "confidence"] for year, found in by_year.items()}
    assert kaltim[2012] == pytest.approx(kaltim[2014] / 2)
    assert any("perhaps" in text and "64 -> 65" in text for text in by_year[2012].attrs[REMARKS])


def test_before_the_first_law_on_record() -> None:
    # Kutai was divided in 1999 (Kutai Barat, Kutai Timur, Bontang), which no law on record here tells.
    then = {year: regions_on(dt.date(year, 1, 2), "regency", within="64") for year in (1998, 2003)}
    assert (then[1998]["confidence"] <= 0.5).all()
    assert then[2003].at["64.03", "confidence"] == 1.0
    told = "before 2002 no law is on record"
    assert [any(text.startswith(told) for text in found.attrs[REMARKS]) for found in then.values()] == [True, False]


def test_codes_of_that_day() -> None:
    then = regions_on(dt.date(2010, 1, 1), "regency", within="64")
    assert dict(then["today"].loc[["64.04", "64.05", "64.06", "64.07", "64.10", "64.73"]]) == {
        "64.04": "65.01", "64.05": "65.03", "64.06": "65.02", "64.07": "64.07; 64.11", "64.10": "65.04",
        "64.73": "65.71",
    }  # fmt: skip
    assert then.at["64.05", "name"] == "Kabupaten Nunukan"
    assert then["confidence"].between(0, 1).all()
    assert then.at["64.03", "confidence"] == 1.0 > then.at["64.05", "confidence"]
    # The number of a district whose regency was split off later is not known.
    districts = regions_on(dt.date(2010, 1, 1), "district", within="64.07")
    assert not districts.loc["64.11.04", "code_known"]


def test_a_list_is_better_than_laws() -> None:
    then = regions_on(dt.date(2021, 1, 1), "district", within="65.03")
    assert len(then) == 19  # Lumbis Pansiangan and Lumbis Hulu stand in the lists since 2022
    assert then.at["65.03.15", "today"] == "65.03.15; 65.03.20; 65.03.21"
    shapes, *others = then.attrs[REMARKS]
    assert shapes.endswith("as no older polygons are published")
    assert others == ["codes by the list of 2020"]
    today = regions_on(dt.date(2026, 1, 1), "district", within="65.03")
    assert len(today) == 21
    assert (today["today"] == today.index).all()


def test_refusals() -> None:
    with pytest.raises(InputError, match="unknown level of a day 'country'"):
        regions_on(dt.date(2010, 1, 1), "country")
    with pytest.raises(InputError, match=r"no province lies in 64\.02"):
        regions_on(dt.date(2010, 1, 1), "province", within="64.02")
    with pytest.raises(InputError, match="MY-12 Sabah lies abroad; name a region in Indonesia"):
        regions_on(dt.date(2010, 1, 1), "regency", within="MY-12")
    with pytest.raises(AmbiguousError, match=r"write 65\.04 or bps:6504"):
        regions_on(dt.date(2010, 1, 1), "regency", within="6504")
    with pytest.raises(NotFoundError, match="no village at hand lay in a province 99 on 2010-01-01"):
        regions_on(dt.date(2010, 1, 1), "regency", within="99")


def test_the_country_is_everything() -> None:
    whole, named = (regions_on(dt.date(2010, 1, 1), "province", within=within) for within in (None, "Indonesia"))
    assert list(named.index) == list(whole.index) == ["62", "64"]


@pytest.mark.shared
def test_on_published_shapes(fetched: Path) -> None:
    then = regions_on(dt.date(2013, 1, 1), "regency", within="65")
    assert fetched.exists()
    assert set(then["tier"]) == {"authoritative"}
    assert list(then.index) == ["65.01", "65.02", "65.03", "65.04", "65.71"]
