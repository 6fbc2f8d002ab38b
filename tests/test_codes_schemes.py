"""Codes of all schemes: each region once, each way back, and the official names of both sides agree."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from geo_coop.errors import NotFoundError
from geo_coop.register import Register, load_register

# Chosen by hand from the relation of codes that BPS published in 2020: (BPS, Kemendagri).
PUBLISHED = {
    "1101": "11.09", "1206": "12.12", "1473": "14.72", "1608": "16.09", "1609": "16.08", "2101": "21.02",
    "3171": "31.74", "3175": "31.72", "5301": "53.12", "5313": "53.10", "6104": "61.02", "6203": "62.03",
    "6211": "62.10", "6409": "64.09", "6411": "64.11", "7108": "71.09", "7110": "71.11", "7311": "73.08",
    "7401": "74.04", "7605": "76.01", "8101": "81.03", "8203": "82.05",
}  # fmt: skip
PAPUA = {
    "9101": "92.03", "9105": "92.02", "9201": "96.03", "9271": "96.71", "9403": "91.03", "9471": "91.71",
    "9501": "93.01", "9601": "94.04", "9608": "94.02", "9701": "95.08", "9708": "95.02",
}  # fmt: skip
BEFORE = {"9401": "93.01", "9412": "94.04", "9417": "95.02", "9108": "96.03", "9171": "96.71"}


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register()


def test_every_regency_has_every_code(register: Register) -> None:
    table = register.scheme_table("regency")
    assert len(table) == table["bps"].nunique() == table["pcode"].nunique() == 514
    national = table
    assert national["bps"].str.fullmatch(r"\d{4}").all()
    assert (national["pcode"] == "ID" + national["bps"]).all()
    assert register.scheme_table("daerah", within="MY-12")["dosm"].tolist() == [f"12_{n}" for n in range(1, 28)]
    kota = national["kemendagri"].str[3] >= "7"
    assert ((national["bps"].str[2] >= "7") == kota).all()


def test_every_province_has_an_iso_code(register: Register) -> None:
    table = register.scheme_table("province", within="ID")
    assert len(table) == table["iso"].nunique() == table["bps"].nunique() == 38
    assert dict(zip(table["code"], table["iso"], strict=True)).items() >= {
        ("65", "ID-KU"), ("64", "ID-KI"), ("62", "ID-KT"), ("61", "ID-KB"), ("63", "ID-KS"), ("96", "ID-PD"),
        ("93", "ID-PS"), ("94", "ID-PT"), ("95", "ID-PE"), ("91", "ID-PA"), ("92", "ID-PB"),
    }  # fmt: skip
    differ = table[table["bps"] != table["code"]]
    assert dict(zip(differ["code"], differ["bps"], strict=True)) == {
        "91": "94", "92": "91", "93": "95", "94": "96", "95": "97", "96": "92",
    }  # fmt: skip


def test_districts_of_kalimantan(register: Register) -> None:
    tables = [register.scheme_table("district", within=province) for province in ("61", "62", "63", "64", "65")]
    table = pd.concat(tables)
    known = table[table["bps"] != ""]
    assert (len(table), len(known), known["bps"].nunique()) == (626, 618, 618)
    regency = dict(zip(register.schemes["value"], register.schemes["code"], strict=True))
    assert (known["bps"].str[:4].map(regency) == known["code"].str[:5]).all()
    assert table.loc[table["bps"] == "", "code"].tolist() == [
        "63.02.22", "63.03.20", "63.10.11", "63.10.12", "64.02.19", "64.02.20", "65.03.20", "65.03.21",
    ]  # fmt: skip
    why = table.set_index("code")["bps_missing"]
    assert (why != "").sum() == 8
    assert why["65.03.20"] == register.scheme_missing("65.03.20")["bps"]
    assert "list of 2022 and not yet in that of 2020; made by Perda Kabupaten Nunukan 2/2019" in why["65.03.20"]
    older, newer = load_register("2020"), register
    for code in table.loc[table["bps"] == "", "code"]:
        row = next(row for row in register.table.missing if row["code"] == code)
        assert (code in older) == (row["first_with"] == "2020")
        assert code in newer
    assert register.scheme_table("district", within="11")["bps_missing"].str.startswith("not available").all()
    assert register.resolve_code("bps:6504021") == "65.03.18"
    assert register.resolve_code("pcode:ID6403010") == "64.02.13"


@pytest.mark.parametrize(("bps", "code"), [*PUBLISHED.items(), *PAPUA.items(), *BEFORE.items()])
def test_published_pairs(register: Register, bps: str, code: str) -> None:
    assert register.resolve_code(f"bps:{bps}") == code
    assert register.resolve_code(f"ID{bps}") == code


def test_replaced_codes_are_read_but_not_given(register: Register) -> None:
    assert register.scheme_values("93.01") == {"bps": "9501", "pcode": "ID9501"}
    replaced = register.scheme_table("regency").query("bps_before != ''")
    assert len(replaced) == 26
    assert not replaced["bps_before"].isin(register.scheme_table("regency")["bps"]).any()


def test_no_code_stands_twice(register: Register) -> None:
    rows = register.schemes
    assert not rows.duplicated(["scheme", "value"]).any()
    assert not rows[rows["until"] == ""].duplicated(["scheme", "code"]).any()
    assert rows["code"].isin(register.regions.index).all()
    assert set(rows["until"]) == {"", "2022"}


def test_every_bps_regency_lies_in_the_bps_province_of_its_province(register: Register) -> None:
    provinces = register.scheme_table("province", within="ID").set_index("code")["bps"]
    regencies = register.scheme_table("regency", within="ID")
    assert (regencies["code"].str[:2].map(provinces) == regencies["bps"].str[:2]).all()


def test_unknown_codes_say_what_is_known(register: Register) -> None:
    with pytest.raises(NotFoundError, match=re.escape("districts in Kalimantan")):
        register.resolve_code("bps:1101010")
    with pytest.raises(NotFoundError, match="no region iso:ID-JW"):
        register.resolve_code("iso:ID-JW")
