"""Gaps and further questions on the shipped records: on the embedded layer, and on the published one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from geo_coop.api.gaps import find_gaps
from geo_coop.api.questions import find_overlaps, missing_cooperation, partners_abroad, way_of
from geo_coop.errors import AmbiguousError, CannotAnswerError, InputError, NotFoundError

if TYPE_CHECKING:
    from pathlib import Path

    from geo_coop.api.questions import Gaps


def _villages_facing_sarawak_have_nothing_below_the_countries(found: Gaps) -> None:
    assert found.counts() == {
        "villages": 212, "covered": 97, "gaps": 115, "districts": 10, "kinds": {"desa": 115},
        "facing": {"MY-12": {"villages": 97, "gaps": 0}, "MY-13": {"villages": 115, "gaps": 115}},
    }  # fmt: skip
    assert set(found.villages["facing"]) == {"MY-13"}
    assert set(found.villages["agreements"]) == {"sosek-malindo"}
    assert set(found.villages["highest_stage"]) == {"running"}


@pytest.mark.parametrize("asked", [("65", "MY"), (None, "65"), ("65", "65"), ("Kaltara", "Malaysia")])
def test_villages_for_which_only_the_countries_agree(asked: tuple[str | None, str]) -> None:
    within, edge = asked
    found = find_gaps(within, at_border=edge, below="country")
    _villages_facing_sarawak_have_nothing_below_the_countries(found)
    assert (found.tier, found.notion) == ("approximate", "legal")
    text = found.reason("en")
    assert "of 212 villages" in text
    assert "115 have no agreement with a party below the countries: 115 face Sarawak" in text
    assert "sosek-malindo (115)" in text
    assert "tingkat negara" in found.reason("id")


@pytest.mark.shared
def test_the_same_on_the_published_layer(fetched: Path) -> None:
    assert fetched.is_dir()
    found = find_gaps("65", at_border="MY", below="country")
    _villages_facing_sarawak_have_nothing_below_the_countries(found)
    assert found.tier == "authoritative"
    # A village of Lumbis is drawn at the line, and its district is not in the border area: nothing covers it.
    touch = find_gaps("65", at_border="MY", notion="touch")
    assert (touch.asked, len(touch.villages)) == (54, 1)
    assert touch.villages["highest_stage"].tolist() == [None]
    inner = find_gaps("Kotim", at_border="Seruyan")
    assert inner.notion == "touch"
    assert inner.asked > 10
    assert len(inner.villages) == 0


def test_borders_with_one_state_or_of_one_regency() -> None:
    assert find_gaps("65", at_border="MY-12", below="country").counts()["gaps"] == 0
    assert find_gaps("65", at_border="Sarawak", below="country").counts()["villages"] == 115
    nunukan = find_gaps("65.03", at_border="65", below="country")
    assert nunukan.counts()["villages"] + find_gaps("65.02", at_border="65").asked == 212
    assert find_gaps("65", at_border="65.03", below="country").counts() == nunukan.counts()


def test_within_a_region_and_on_a_day() -> None:
    found = find_gaps("65")
    # Of 482 villages the legal border area has 212, and no other agreement covers land in Kaltara.
    assert (found.asked, len(found.villages)) == (482, 270)
    assert find_gaps("65", on=dt.date(1980, 1, 1)).counts()["gaps"] == 482
    assert find_gaps("65", at_border="MY", below="province").counts()["gaps"] == 212
    assert find_gaps("65", at_border="MY", beyond="running").counts()["gaps"] == 212


def test_what_cannot_be_asked() -> None:
    with pytest.raises(InputError, match="lies abroad"):
        find_gaps("MY-12")
    with pytest.raises(InputError, match="without a border"):
        find_gaps("65", notion="legal")
    with pytest.raises(InputError, match="lies below the regencies"):
        missing_cooperation("65.03.01")


def test_overlaps_of_sosek_malindo() -> None:
    table = find_overlaps("65")
    assert len(table) == 97
    assert table["linked"].all()
    assert set(table["agreements"]) == {"sosek-malindo; sosek-malindo-kaltara-sabah"}
    sectors = find_overlaps("64.74", by="sector")
    assert "kukar-bontang-2014" not in set(sectors["agreements"])


def test_missing_cooperation_of_neighbours() -> None:
    table = missing_cooperation("Kaltim", every_pair=True).set_index(["a", "b"])
    assert not table.at[("64.02", "64.07"), "missing"]
    assert table.at[("64.02", "64.08"), "highest_stage"] == "framework"
    assert table.at[("64.01", "64.09"), "missing"]
    assert "kaltim-zones-2014" in table.at[("64.01", "64.09"), "others"]
    assert set(table["tier"]) == {"approximate"}
    assert ("64.02", "64.07") not in set(missing_cooperation("Kaltim").set_index(["a", "b"]).index)


@pytest.mark.shared
def test_missing_cooperation_on_the_published_layer(fetched: Path) -> None:
    assert fetched.is_dir()
    pairs = missing_cooperation("65", every_pair=True)
    inside = pairs[pairs["a"].str.startswith("65") & pairs["b"].str.startswith("65")]
    assert list(zip(inside["a"], inside["b"], strict=True)) == [
        ("65.01", "65.02"), ("65.01", "65.04"), ("65.02", "65.03"), ("65.02", "65.04"), ("65.03", "65.04"),
    ]  # fmt: skip
    assert pairs["missing"].all()
    kotim = missing_cooperation("62.02", every_pair=True).set_index(["a", "b"])
    assert kotim.at[("62.02", "62.07"), "highest_stage"] == "binding"


def test_partners_abroad_on_a_day() -> None:
    by_day = {
        day: set(partners_abroad(on=dt.date.fromisoformat(day))["agreement"])
        for day in ("1984-01-01", "2013-01-01", "2023-12-31")
    }
    assert by_day["1984-01-01"] == set()
    assert by_day["2013-01-01"] == {"sosek-malindo-kaltara-sabah"}  # perhaps
    assert by_day["2023-12-31"] >= {"sosek-malindo-kaltara-sabah", "kaltim-anhui"}


def test_partners_abroad_on_record() -> None:
    table = partners_abroad()
    assert set(table["region"]) == {"64", "64.71", "64.72", "65"}
    assert set(table.loc[table["level"] == "regency", "signed"]) == {False}
    assert table.set_index("region").at["64", "stage"] == "intent"
    assert table.set_index("region").at["65", "signed"]


def test_the_way_of_the_raw_water() -> None:
    way = way_of("kukar-balikpapan-2014", lang="en")
    steps = list(zip(way["agreement"], way["stage"], way["date"], way["status"], strict=True))
    assert ("balikpapan-offer-water-2014", "offer", "2014-02-06", "done") in steps
    assert ("kukar-balikpapan-2014", "framework", "2014-04", "planned") in steps
    road = way_of("kukar-kubar-2014", lang="en")
    assert road.loc[road["programme"] == "atj-road", "status"].tolist() == ["planned", "halted", "halted"]
    assert steps[-1] == ("kukar-balikpapan-ppu-2024", "framework", "2024-02-08", "done")


def test_gaps_on_the_command_line(run: Any) -> None:
    done = run("gaps", "--border", "Kaltara", "--below", "country", "--json", "--lang", "en")
    assert done.code == 0
    document = done.json()
    assert document["counts"]["gaps"] == 115
    assert document["tier"] == "approximate"
    assert document["asked"]["below"] == "country"
    village = next(row for row in document["villages"] if row["code"] == "65.02.05.2001")
    assert (village["name"], village["district"], village["facing"]) == ("Long Nawang", "65.02.05", "MY-13")
    assert (village["agreements"], village["highest_stage"]) == (["sosek-malindo"], "running")
    assert document["reason"].startswith("of 212 villages")
    table = run("gaps", "--within", "65.03.21", "--lang", "en")
    assert (table.code, "0 have no agreement" in table.err) == (0, True)


@pytest.mark.parametrize(
    ("asked", "error", "text"),
    [
        ({"at_border": "62.07"}, NotFoundError, "no land border"),
        ({"within": "Kotim", "at_border": "62.06"}, CannotAnswerError, "boundaries fetch"),
        ({"within": "65", "at_border": "CN"}, NotFoundError, "no land border"),
        ({"within": "6503"}, AmbiguousError, "several meanings"),
    ],
)
def test_borders_that_are_not_there(asked: dict[str, str], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        find_gaps(**asked)


def test_exit_codes(run: Any) -> None:
    assert run("gaps", "--below", "district").code == 2
    done = run("questions", "way", "nothing")
    assert (done.code, "Traceback" in done.err) == (4, False)
    assert "no agreement 'nothing'" in done.err


def test_questions_on_the_command_line(run: Any) -> None:
    assert "sosek-malindo; sosek-malindo-kaltara-sabah" in run("questions", "overlaps", "--within", "65.03.13").out
    missing = run("questions", "missing", "--within", "64.01", "--json").json()
    assert {"64.09"} <= {row["b"] for row in missing}
    assert all(row["agreements"] == [] for row in missing)
    abroad = run("questions", "abroad", "--lang", "en")
    assert "2 regencies and cities on record, 0 signed\nS2 says 34 daerah\n" in abroad.err
    way = run("questions", "way", "kukar-kutim-2014", "--json").json()
    assert way[-1]["agreement"] == "kukar-kutim-2022"
