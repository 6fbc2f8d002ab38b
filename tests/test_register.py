"""The register is complete, and every way to write a code or name leads to the right region or to a refusal."""

from __future__ import annotations

import csv
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from geo_coop.errors import AmbiguousError, InputError, NotFoundError
from geo_coop.names import find, resolve
from geo_coop.register import Register, load_register

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register()


def test_counts_of_the_2025_list(register: Register) -> None:
    counts = register.within("ID").groupby("kind").size().to_dict()
    assert counts == {
        "negara": 1, "provinsi": 38, "kabupaten": 416, "kota": 98, "kecamatan": 7285, "kelurahan": 8496,
        "desa": 75252, "desa adat": 14,
    }  # fmt: skip
    assert len(register.villages("ID")) == 83762


@pytest.mark.parametrize(
    ("province", "regencies", "kota", "districts", "kelurahan", "desa"),
    [("64", 7, 3, 105, 197, 841), ("65", 4, 1, 55, 35, 447), ("62", 13, 1, 136, 139, 1432)],
)
def test_counts_of_the_provinces(
    register: Register, province: str, regencies: int, kota: int, districts: int, kelurahan: int, desa: int
) -> None:
    kinds = register.within(province)["kind"].value_counts()
    assert [kinds[k] for k in ("kabupaten", "kota", "kecamatan", "kelurahan", "desa")] == [
        regencies, kota, districts, kelurahan, desa,
    ]  # fmt: skip


def test_every_parent_is_a_region_one_level_up(register: Register) -> None:
    regions = register.regions
    children = regions[regions["level"] != "country"]
    assert set(children["parent"]) <= set(regions.index)
    up = {"village": "district", "district": "regency", "regency": "province", "province": "country"}
    assert (regions.loc[children["parent"], "level"].to_numpy() == children["level"].map(up).to_numpy()).all()
    assert regions.index.is_monotonic_increasing
    assert regions.index.is_unique


def test_neighbours(register: Register) -> None:
    assert register.name("MY-12") == "Sabah"
    assert len(register.within("MY-12")) == 28
    assert len(register.within("MY-13")) == 41
    assert register.name("CN-AH") == "Anhui"
    assert {"MY", "BN", "CN", "ID"} <= set(register.regions.index)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Kaltara", "65"), ("Kaltim", "64"), ("Kalteng", "62"), ("Paser", "64.01"), ("Pasir", "64.01"),
        ("Kukar", "64.02"), ("Berau", "64.03"), ("Kubar", "64.07"), ("Kutim", "64.08"), ("PPU", "64.09"),
        ("Mahulu", "64.11"), ("Mahakam Hulu", "64.11"), ("Balikpapan", "64.71"), ("Kota Samarinda", "64.72"),
        ("Bontang", "64.74"), ("Bulungan", "65.01"), ("Malinau", "65.02"), ("Nunukan", "65.03"),
        ("Tana Tidung", "65.04"), ("Tarakan", "65.71"), ("Kotim", "62.02"), ("Seruyan", "62.07"),
        ("Sabah", "MY-12"), ("Negeri Sarawak", "MY-13"), ("Anhui", "CN-AH"), ("Tiongkok", "CN"),
        ("Seimanggaris", "65.03.13"), ("Simanggaris", "65.03.13"), ("Sungai Menggaris", "65.03.13"),
        ("pa` rupai", "65.03.05.2033"), ("bps:6504", "65.03"), ("pcode:ID6504", "65.03"), ("ID6503", "65.04"),
        ("iso:ID-KU", "65"), ("kemendagri:6504", "65.04"), ("65.03.05.2033", "65.03.05.2033"),
    ],
)  # fmt: skip
def test_written_names_and_codes(register: Register, written: str, code: str) -> None:
    if written == "pa` rupai":
        code = next(iter(c for c in register.regions.index[register.regions["name"] == "Pa' Rupai"]))
    assert resolve(written, register) == code


def test_bare_numbers_are_refused_with_both_meanings(register: Register) -> None:
    with pytest.raises(AmbiguousError, match=r"65\.03 Kabupaten Nunukan .*65\.04 Kabupaten Tana Tidung") as caught:
        find("6503", register)
    assert [(c["scheme"], c["code"]) for c in caught.value.candidates] == [("kemendagri", "65.03"), ("bps", "65.04")]
    with pytest.raises(AmbiguousError, match="bps: no such region"):
        find("6407", register)


def test_the_23_clashing_regencies(register: Register) -> None:
    bps = register.schemes[(register.schemes["scheme"] == "bps") & (register.schemes["value"].str.len() == 4)]
    four = bps[bps["code"].str[:2].isin(["61", "62", "64", "65"])]
    differ = four[four["code"].str.replace(".", "") != four["value"]]
    assert (len(four), len(differ)) == (43, 23)
    assert differ["code"].str.replace(".", "").isin(four["value"]).sum() == 21
    for code, value in zip(four["code"], four["value"], strict=True):
        assert register.resolve_code(f"bps:{value}") == code


@pytest.mark.parametrize(("code", "message"), [("61.1", "lost a zero"), ("6.03", "lost a zero"), ("6.5.3", "is no")])
def test_damaged_codes(register: Register, code: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        register.resolve_code(code)


def test_unknown_code_and_scheme(register: Register) -> None:
    with pytest.raises(NotFoundError, match=r"no region '99\.99'"):
        register.resolve_code("99.99")
    with pytest.raises(InputError, match=r"unknown scheme 'bsp'.*Did you mean 'bps'"):
        register.resolve_code("bsp:6504")
    with pytest.raises(NotFoundError, match="no region bps:1199"):
        register.resolve_code("bps:1199")


def test_namesakes_are_candidates_not_decisions(register: Register) -> None:
    assert [c.code for c in find("Long Nawang", register)] == ["65.02.05.2001", "65.03.05.2039"]
    assert resolve("Long Nawang", register, within="65.02") == "65.02.05.2001"
    with pytest.raises(AmbiguousError, match="means several regions"):
        resolve("Long Nawang", register)
    assert [c.code for c in find("Tanjung Batu", register, within="64")] == ["64.02.16.2018", "64.03.07.2003"]
    assert len(find("Labang", register, level="village")) == 4


def test_similar_names_are_shown_with_score_and_never_taken(register: Register) -> None:
    first = find("Tetagass", register, within="65")[0]
    assert (first.code, first.match) == ("65.03.21.2009", "similar")
    assert 90 < first.score < 100
    with pytest.raises(AmbiguousError, match="spelt like no region"):
        resolve("Tetagass", register)
    with pytest.raises(NotFoundError, match="no region called"):
        resolve("Xyzzyqqq", register)


def test_long_midang_is_no_desa(register: Register) -> None:
    assert all(c.match == "similar" for c in find("Long Midang", register, within="65"))


def test_kind_words_choose_between_namesakes(register: Register) -> None:
    assert resolve("Kec. Nunukan", register) == "65.03.02"
    assert resolve("Kabupaten Nunukan", register) == "65.03"


@pytest.mark.shared
def test_names_agree_with_an_independent_copy_of_the_list(register: Register, shared_dir: Path) -> None:
    text = (shared_dir / "boundaries/mirror/cahyadsn/wilayah/b7ad440a/db/wilayah.sql").read_text(encoding="utf-8")
    rows = [line.strip().rstrip(",;") for line in text.splitlines() if line.startswith("('")]
    listed = {}
    for row in rows:
        code, name = next(csv.reader([row[1:-1]], quotechar="'", doublequote=True))
        listed[code] = name
    assert set(listed) == set(register.within("ID").index) - {"ID"}


def test_importing_the_package_is_light() -> None:
    code = "import sys, geo_coop; print(sorted({'pandas', 'folium', 'matplotlib', 'geopandas'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
