"""Questions over all records - who, in what role, at which stage, what is open - with answers from the documents."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from geo_coop.api.follow_up import list_conflicts, list_programmes
from geo_coop.api.listing import list_records
from geo_coop.cli.main import cli
from geo_coop.errors import InputError, NotFoundError
from geo_coop.labels import label

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def ask(*question: str) -> Any:
    done = CliRunner().invoke(cli, [*question, "--json"], standalone_mode=False, catch_exceptions=False)
    return json.loads(done.stdout)


def shown(*question: str) -> str:
    return CliRunner().invoke(cli, list(question), standalone_mode=False, catch_exceptions=False).output


DRAFTS = [f"kukar-{name}-2014" for name in ("balikpapan", "bontang", "kubar", "kutim", "ppu", "samarinda")]
SISTERS = ["balikpapan-anhui-sister-city", "samarinda-anhui-sister-city"]
KOTIM = [f"kotim-seruyan-{name}2025" for name in ("", "disaster-", "education-", "fire-service-", "fisheries-")]

LISTS: list[tuple[list[str], list[str]]] = [
    # Whom does Anhui deal with? The cities there have no name yet; they lie in Anhui all the same.
    (["--party", "Anhui"], ["balikpapan-anhui-sister-city", "kaltim-anhui", "samarinda-anhui-sister-city"]),
    (["--party", "Tiongkok"], SISTERS),
    (["--party", "Ministry of Foreign Affairs"], ["kemlu-forum-2022"]),
    (["--party", "Kemlu"], ["kemlu-forum-2022"]),
    (["--party", "luar negeri"], ["kemlu-forum-2022"]),
    # What did Kukar begin? In the draft on water it is the supplier.
    (["--party", "Kukar", "--role", "initiator"],
     ["bappeda-kaltim-2014", "kaltim-zones-2014", *(name for name in DRAFTS if "balikpapan" not in name)]),
    (["--party", "Kaltim", "--role", "mediator"], ["balikpapan-offer-mediation-2014", "bappeda-kaltim-2014"]),
    (["--party", "PPU", "--presence", "absent"], ["bappeda-kaltim-2014"]),
    (["--party", "Kaltim", "--presence", "absent"], []),
    (["--party", "Berau", "--presence", "deputy"], ["bappeda-kaltim-2014"]),
    (["--role", "host"], ["bappeda-kaltim-2014", "sosek-malindo-rakor-2024", "sosek-malindo-session-2024"]),
    # What is there between Kukar and PPU?
    (["--party", "Kukar", "--party", "PPU"],
     ["bappeda-kaltim-2014", "kaltim-areas-2014", "kaltim-zones-2014", "kukar-balikpapan-ppu-2024", "kukar-ppu-2014"]),
    (["--sector", "air baku"],
     ["balikpapan-offer-water-2014", "kukar-balikpapan-2014", "kukar-balikpapan-ppu-2024", "kukar-bontang-2014"]),
    (["--sector", "Smuggling"], ["sosek-malindo"]),  # a field of earlier days
    (["--sector", "sosek-old-health", "--kind", "KSDD"], []),
    # What was signed by the day of the MoU of Kukar and Kutim, and what was not a day before?
    (["--stage", "framework", "--stage", "binding", "--on", "2022-06-10"], ["kukar-kutim-2022"]),
    (["--beyond", "plan", "--kind", "KSDD", "--on", "2022-06-09"], []),
    (["--beyond", "intent", "--stage", "intent"], []),
    (["--stage", "intent"], ["kaltim-anhui"]),
    (["--beyond", "plan", "--kind", "KSDD"], [*KOTIM, "kukar-balikpapan-ppu-2024", "kukar-kutim-2022"]),
    # What is only announced?
    (["--announced"], sorted([*DRAFTS, *SISTERS, "balikpapan-offer-year-2014", "kaltim-anhui"])),
    (["--document", "S5"], ["balikpapan-anhui-sister-city", "kaltim-anhui", "samarinda-anhui-sister-city"]),
    (["--document", "s2"], ["kemlu-forum-2022"]),
    (["--kind", "KSDLL"], []),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "answer"), LISTS)
def test_records_that_meet_what_is_asked(asked: list[str], answer: list[str]) -> None:
    assert [row["id"] for row in ask("agreements", "list", *asked)] == answer


@pytest.mark.parametrize(
    ("asked", "error", "text"),
    [
        ({"role": "ketua"}, InputError, "unknown role 'ketua'; expected one of initiator"),
        ({"presence": "late"}, InputError, "unknown presence 'late'"),
        ({"stage": "signed"}, InputError, "unknown stage 'signed'; expected one of contact"),
        ({"beyond": "signed"}, InputError, "unknown stage 'signed'"),
        ({"document": "S9"}, InputError, "unknown document 'S9'"),
        ({"sector": "gold"}, InputError, "unknown sector 'gold'"),
        ({"party": "Xqzvwyj Bkfdhg"}, NotFoundError, "no region called 'Xqzvwyj Bkfdhg'"),
    ],
)
def test_words_that_nobody_knows(asked: dict[str, Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        list_records(**asked)


def test_a_party_shows_with_the_role_that_was_asked_for() -> None:
    text = shown("agreements", "list", "--presence", "deputy", "--lang", "en")
    assert "Kabupaten Berau (partner, deputy)" in text
    assert "1 record\n" in text


def test_the_stage_of_a_record_comes_with_its_parties_and_what_is_disputed() -> None:
    text = shown("agreements", "stage", "bappeda-kaltim-2014", "--lang", "en")
    for line in ("64.07   Kabupaten Kutai Barat          -        host       present",
                 "64.11   Kabupaten Mahakam Ulu          -        partner    absent"):  # fmt: skip
        assert line in text
    assert "in conflict: Number of participants: Eight heads of agencies | Nine entries in the list" in text
    unnamed = next(p for p in ask("agreements", "stage", SISTERS[0])["parties"] if p["region"] is None)
    assert (unnamed["name"], unnamed["lies_in"]) == ("Kota di Anhui yang belum disebut", "CN-AH")


Rows = list[dict[str, Any]]
NEXT_SESSION = ["border-problems", "livelihood-and-transport", "safety-and-security", "social-and-culture"]

PROGRAMMES: list[tuple[dict[str, Any], Callable[[Rows], object], object]] = [
    # Which problems were to be taken to the next session?
    ({"type_": "issue", "agreement": "sosek-malindo-rakor-2024"}, lambda rows: sorted(r["programme"] for r in rows),
     NEXT_SESSION),
    ({"status": "halted"}, lambda rows: [(r["programme"], r["since"]) for r in rows], [("atj-road", "2025")]),
    # Where did the road to Kubar stand before its bridge was halted, and was it there before the meeting?
    ({"within": "Kubar", "on": "2014-12-31"},
     lambda rows: [(r["status"], r["since"]) for r in rows if r["programme"] == "atj-road"],
     [("planned", "2014-02-06")]),
    ({"within": "Kubar", "on": "2014-02-05"}, len, 0),
    ({"within": "Kubar", "on": "2015-06-01"},
     lambda rows: [(r["status"], r["certain"]) for r in rows if r["programme"] == "atj-road"], [("halted", False)]),
    # What concerns a village of Krayan? The post there, and what the meeting of Kaltara raised for all of it.
    ({"within": "65.03.05.2033"}, lambda rows: sorted(r["programme"] for r in rows),
     sorted([*NEXT_SESSION, "plbn-long-midang"])),
    ({"within": "62.07", "type_": "issue"}, lambda rows: [r["evidence"] for r in rows], [["S4 §8"], ["S4 §10"]]),
    ({"within": "62.06"}, len, 0),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "take", "answer"), PROGRAMMES)
def test_where_programmes_and_issues_stand(
    asked: dict[str, Any], take: Callable[[Rows], object], answer: object
) -> None:
    given = {"type_": "type"}
    line = [part for key, value in asked.items() for part in (f"--{given.get(key, key)}", value)]
    assert take(ask("questions", "programmes", *line)) == answer


def test_unknown_words_and_records_of_programmes() -> None:
    with pytest.raises(InputError, match="unknown status 'finished'; expected one of raised"):
        list_programmes(status="finished")
    with pytest.raises(NotFoundError, match="no agreement 'nowhere'"):
        list_programmes(agreement="nowhere")


def test_every_fact_in_conflict_keeps_its_readings() -> None:
    found = {(row["record"], row["about"]): row for row in list_conflicts(lang="en")}
    assert sorted(record for record, _ in found) == [
        "bappeda-kaltim-2014", "bappeda-kaltim-2014", "ikn", "kotim-seruyan-2025", "kukar-balikpapan-ppu-2024",
        "sosek-malindo", "sosek-malindo-kaltara-sabah", "sosek-malindo-rakor-2024",
    ]  # fmt: skip
    began = found["sosek-malindo", "Year of beginning"]
    assert began["readings"] == ["1985 (S1)", "1983 (a paper)", "1967, 1972 and 1984 as roots in security"]
    assert began["evidence"] == ["S1 §9", "public-compilation"]
    assert "1985 (S1) | 1983 (a paper)" in shown("questions", "conflicts", "--lang", "en")


def test_who_is_in_how_many_zones() -> None:
    rows = ask("questions", "zones", "--by", "member")
    regencies = {row["code"]: row["zones_in"] for row in rows if row["zones_in"]}
    # Kukar in three, Bontang in two, and all ten regencies and cities in one at least
    assert {code: number for code, number in regencies.items() if number > 1} == {"64.02": 3, "64.74": 2}
    assert len(regencies) == 10
    assert {row["code"]: row["implied"] for row in rows if row["implied"]} == {
        "64.03": ["kaltim-area-5"], "64.08": ["kaltim-area-4"], "64.71": ["kaltim-area-1"],
    }  # fmt: skip
    assert {row["code"]: row["initiates"] for row in rows if row["initiates"]} == {
        "64.02": ["kaltim-zone-2"], "64.08": ["kaltim-zone-3"], "64.71": ["kaltim-zone-4"], "64.72": ["kaltim-zone-1"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("within", "answer"),
    [
        ("Malinau", ["plbn-long-nawang"]),
        ("Sarawak", ["plbn-long-midang", "plbn-long-nawang"]),
        ("Sebatik Timur", ["plbn-sei-nyamuk"]),
        ("Tarakan", []),
    ],
)
def test_crossings_of_a_region(within: str, answer: list[str]) -> None:
    assert sorted(row["id"] for row in ask("questions", "crossings", "--within", within)) == answer


def test_gaps_counted_by_regency() -> None:
    found = ask("gaps", "--within", "Kaltim", "--beyond", "plan", "--level", "regency")
    # Signed papers: Kukar with Kutim, and with Balikpapan and PPU; the countries' forum in two districts of Mahulu
    whole = [row["code"] for row in found["regions"] if row["whole"]]
    assert whole == ["64.01", "64.03", "64.07", "64.72", "64.74"]
    mahulu = next(row for row in found["regions"] if row["code"] == "64.11")
    assert (mahulu["villages"] - mahulu["gaps"], mahulu["whole"]) == (23, False)
    assert sum(row["gaps"] for row in found["regions"]) == found["counts"]["gaps"]
    assert sum(row["villages"] for row in found["regions"]) == found["counts"]["villages"] == 1038
    text = shown("gaps", "--within", "Tarakan", "--level", "district", "--on", "2020-01-01")
    assert "as no older polygons are published" in text


def test_gaps_by_district_are_whole_where_all_face_sarawak() -> None:
    found = ask("gaps", "--border", "Kaltara", "--below", "country", "--level", "district")["regions"]
    malinau = [row for row in found if row["code"].startswith("65.02")]
    assert [row["whole"] for row in malinau] == [True] * 5
    assert {row["code"]: row["gaps"] for row in found if 0 < row["gaps"] < row["villages"]} == {"65.03.18": 13}
    assert {row["gaps"] for row in found if "65.03.08" <= row["code"] <= "65.03.15"} == {0}


def test_what_covers_a_village_comes_with_what_the_record_says_of_it() -> None:
    rows = ask("covers", "65.03.21.2009", "--lang", "en")
    line = next(row for row in rows if row["agreement"] == "boundary-mou-2025")
    assert line["exactness"] == "approximate"
    assert line["notes"][0].startswith("Only parts of Lipaga, Tetagas and Kabungolor")
    sepaku = shown("covers", "Kec. Sepaku", "--lang", "en", "--on", "2025-01-01")
    assert "ikn (Capital Nusantara (IKN)) reaches into it and is set by law, not by an agreement" in sepaku
    assert "as no older polygons are published" in sepaku
    assert "Nusantara" not in shown("covers", "Bontang", "--lang", "en")


@pytest.mark.parametrize(
    ("district", "near", "by_law"),
    [("65.03.01", 3, 4), ("65.03.02", 5, 5), ("65.03.09", 3, 4), ("65.03.10", 4, 4), ("65.02.10", 1, 5)],
)
def test_districts_without_a_stretch_of_the_line(district: str, near: int, by_law: int) -> None:
    # Nunukan, Nunukan Selatan, Sebatik and Sebatik Timur face Malaysia over water; Kayan Selatan is drawn off the line
    found = ask("border", district, "MY", "--notion", "near")
    assert (found["length_km"], found["counts"]["villages"]) == (0, near)
    assert min(village["distance_km"] for village in found["villages"]) > 2
    assert f"{district} has no stretch of the line itself" in found["remarks"][0]
    assert ask("border", district, "MY", "--notion", "legal")["counts"]["villages"] == by_law


def test_borders_that_are_none() -> None:
    with pytest.raises(
        NotFoundError, match=r"65\.03\.01 has no land border with MY; villages across the water: --notion"
    ):
        ask("border", "65.03.01", "MY")
    with pytest.raises(NotFoundError, match="no village within 10 km of it"):
        ask("border", "Tarakan", "MY", "--notion", "near")


def test_the_other_side_of_a_border_inside_the_country() -> None:
    found = ask("border", "Kotim", "Seruyan", "--other-side")
    assert (found["a"], found["counts"]["villages"]) == ("62.07", 22)
    assert ask("border", "Kaltara", "Sabah", "--other-side")["districts"][0]["code"] == "MY-12.01"


def test_a_signing_of_1985_says_for_each_regency_why_it_is_covered(tmp_path: Path) -> None:
    (tmp_path / "kaltim-1985.yaml").write_text(
        "id: kaltim-1985\ntitle: {id: Uji, en: Test}\nkind: KSDD\nparties: [{region: 64, role: partner}]\n"
        "stages: [{stage: framework, date: 1985-06-01, evidence: [e]}]\n"
        "coverage: [{rule: territory, evidence: [e]}]\n"
        "evidence: [{id: e, document: S1, statement: {id: a, en: b}}]\n"
    )
    rows = ask("coverage", "--records", str(tmp_path), "--agreement", "kaltim-1985", "--level", "regency")
    assert len(rows) == 15
    assert {row["why"] for row in rows if row["code"] < "65"} == {""}
    (why,) = {row["why"] for row in rows if row["code"] > "65"}
    assert "UU 20/2012" in why
    assert {(row["since"], row["stage_status"], row["exactness"]) for row in rows} == {
        ("1985-06-01", "certain", "exact")
    }


def test_another_language_is_refused_and_does_not_fall_back() -> None:
    with pytest.raises(InputError, match="unknown language 'ms'; expected one of id, en"):
        list_records(lang="ms")
    with pytest.raises(InputError, match="unknown language 'ms'"):
        label("stage", "plan", "ms")
