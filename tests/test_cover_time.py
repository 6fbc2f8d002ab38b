"""What was agreed when a region was larger, and stages that a plan alone never reaches."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from geo_coop.agreements.dates import PartialDate
from geo_coop.agreements.model import Agreement, Text
from geo_coop.api.cover import coverage as load_coverage
from geo_coop.api.cover import covers
from geo_coop.api.splits import successions as read_successions
from geo_coop.cover import Succession, agreed_on, coverage
from geo_coop.errors import InputError
from geo_coop.register import load_register

if TYPE_CHECKING:
    from pathlib import Path

CODES = [
    "64.01.01.2001", "64.07.01.2001", "64.11.01.2001", "65.01.01.2001", "65.04.01.2001",
]  # fmt: skip
LAW = Text(id="dulu satu", en="once one")
SPLITS = (
    Succession("64", "65", PartialDate.parse("2012"), LAW, "uu-20-2012"),
    Succession("64.07", "64.11", PartialDate.parse("2013"), LAW, "uu-2-2013"),
    Succession("65.01", "65.04", PartialDate.parse("2007"), LAW, "law-c"),
)
RECORD_1985 = """\
# yaml-language-server: $schema=agreement.schema.json
id: kaltim-try-1985
title: {id: Percobaan Kaltim 1985, en: Try of Kaltim 1985}
kind: KSDPL
parties:
  - {region: 64, role: partner, evidence: [e1]}
  - {region: MY-12, role: partner, evidence: [e1]}
stages:
  - {stage: framework, date: 1985, evidence: [e1]}
coverage:
  - {rule: territory, evidence: [e1]}
evidence:
  - id: e1
    document: public-compilation
    statement: {id: Contoh rekaan untuk pengujian, en: A made-up example for a test}
    certainty: uncertain
"""


@pytest.fixture
def villages() -> pd.DataFrame:
    return pd.DataFrame({"name": CODES}, index=pd.Index(CODES, name="code"))


def record(date: str = "1985", **changes: Any) -> Agreement:
    base: dict[str, Any] = {
        "id": "one",
        "title": {"id": "Satu", "en": "One"},
        "kind": "KSDPL",
        "parties": [{"region": "64", "role": "partner"}],
        "stages": [{"stage": "framework", "date": date, "evidence": ["e1"]}],
        "coverage": [{"rule": "territory", "evidence": ["e1"]}],
        "evidence": [
            {"id": "e1", "document": "S1", "paragraph": "3", "statement": {"id": "a", "en": "b"}},
            {"id": "map", "document": "S2", "statement": {"id": "a", "en": "b"}},
        ],
    }
    return Agreement.model_validate(base | changes)


def reasons(table: pd.DataFrame) -> dict[str, str]:
    return dict(zip(table["code"], table["why"], strict=True))


def test_a_province_that_was_larger_when_it_signed(villages: pd.DataFrame) -> None:
    table = coverage(villages, [record()], successions=SPLITS, lang="en")
    assert reasons(table) == {CODES[0]: "", CODES[1]: "", CODES[2]: "", CODES[3]: "once one", CODES[4]: "once one"}
    assert table.set_index("code")["evidence"].to_dict()[CODES[3]] == "S1 §3; uu-20-2012"
    assert table.set_index("code")["evidence"].to_dict()[CODES[0]] == "S1 §3"
    # On any later day, too: what was agreed is not undone by the split.
    late = coverage(villages, [record()], successions=SPLITS, on=dt.date(2024, 1, 1))
    assert late["code"].tolist() == CODES
    assert len(coverage(villages, [record()], successions=SPLITS, on=dt.date(1984, 12, 31))) == 0


@pytest.mark.parametrize(
    ("date", "covered"),
    [
        ("2011", CODES),
        ("2012", CODES[:3]),  # the year of the split: not certainly before it
        ("2012-05", CODES[:3]),
        ("2013-01", CODES[:3]),
        ("unknown", CODES[:3]),
        ("2010/2014", CODES[:3]),
    ],
)
def test_only_what_is_certainly_older_covers_the_land_split_off(
    villages: pd.DataFrame, date: str, covered: list[str]
) -> None:
    assert coverage(villages, [record(date)], successions=SPLITS)["code"].tolist() == covered


def test_splits_follow_one_another_and_stay_inside_what_is_held(villages: pd.DataFrame) -> None:
    regency = record(parties=[{"region": "64.07", "role": "partner"}])
    assert coverage(villages, [regency], successions=SPLITS)["code"].tolist() == CODES[1:3]
    inner = record(parties=[{"region": "65.01", "role": "partner"}])
    assert reasons(coverage(villages, [inner], successions=SPLITS)) == {CODES[3]: "", CODES[4]: "dulu satu"}
    # Regions named for a rule of territory are taken as they were; a list names regions of today.
    named = record(coverage=[{"rule": "territory", "regions": ["64.07"], "evidence": ["e1"]}])
    assert coverage(villages, [named], successions=SPLITS)["code"].tolist() == CODES[1:3]
    listed = record(coverage=[{"rule": "list", "regions": ["64.07"], "evidence": ["e1"]}])
    assert coverage(villages, [listed], successions=SPLITS)["code"].tolist() == CODES[1:2]


def test_a_record_may_say_itself_what_a_territory_was(villages: pd.DataFrame) -> None:
    told = {"regions": ["64.07", "65.04"], "reason": {"id": "peta lama", "en": "an old map"}, "evidence": ["map"]}
    own = record(parties=[{"region": "64.07", "role": "partner", "territory_then": told}])
    table = coverage(villages, [own], successions=SPLITS, lang="en")
    assert reasons(table) == {CODES[1]: "", CODES[4]: "an old map"}
    assert table["evidence"].tolist() == ["S1 §3", "S1 §3; S2"]


def test_when_a_record_was_agreed() -> None:
    stages = [
        {"stage": "offer", "date": "2010", "evidence": ["e1"]},
        {"stage": "framework", "date": "2014", "evidence": ["e1"]},
        {"stage": "running", "date": "2016", "evidence": ["e1"]},
    ]
    assert str(agreed_on(record(stages=stages))) == "2014"
    assert str(agreed_on(record(stages=stages[:1]))) == "2010"
    planned = [{"stage": "framework", "date": "2014", "status": "planned", "evidence": ["e1"]}]
    assert agreed_on(record(stages=planned)) is None


def test_a_village_also_covered_today_needs_no_reason(villages: pd.DataFrame) -> None:
    both = record(parties=[{"region": "64", "role": "partner"}, {"region": "65", "role": "partner"}])
    assert set(reasons(coverage(villages, [both], successions=SPLITS)).values()) == {""}
    rules = [{"rule": "territory", "evidence": ["e1"]}, {"rule": "list", "regions": ["65.01"], "evidence": ["e1"]}]
    mixed = reasons(coverage(villages, [record(coverage=rules)], successions=SPLITS))
    assert (mixed[CODES[3]], mixed[CODES[4]]) == ("", "dulu satu")


def test_the_splits_that_the_register_knows() -> None:
    known = {(split.region, split.became): split for split in read_successions(load_register())}
    assert {("64", "65"), ("64.07", "64.11"), ("62.02", "62.07")} <= set(known)
    assert known["64", "65"].document == "uu-20-2012"
    assert "UU 20/2012" in known["64", "65"].why.en


def test_a_made_up_agreement_of_1985_with_the_real_register(tmp_path: Path) -> None:
    (tmp_path / "kaltim-try-1985.yaml").write_text(RECORD_1985, encoding="utf-8")
    rows = {row["agreement"]: row for row in covers("Nunukan", folder=tmp_path, lang="en")}
    row = rows["kaltim-try-1985"]
    assert row["share"] == 1.0
    assert "Kalimantan Utara was still part of Kalimantan Timur" in str(row["why"])
    evidence = row["evidence"]
    assert isinstance(evidence, list)
    assert [entry["document"] for entry in evidence] == ["public-compilation", "uu-20-2012"]
    today = load_coverage("64.71", agreement="kaltim-try-1985", folder=tmp_path)
    assert set(today["why"]) == {""}
    assert "kaltim-try-1985" not in {row["agreement"] for row in covers("62.02", folder=tmp_path)}
    clash = tmp_path / "kotim-seruyan-2025.yaml"
    clash.write_text(RECORD_1985.replace("kaltim-try-1985", "kotim-seruyan-2025"), encoding="utf-8")
    with pytest.raises(InputError, match="stands already in"):
        covers("Nunukan", folder=tmp_path)


def test_at_the_command_line(run: Any, tmp_path: Path) -> None:
    (tmp_path / "kaltim-try-1985.yaml").write_text(RECORD_1985, encoding="utf-8")
    done = run("covers", "65.03.05.2033", "--records", str(tmp_path), "--on", "2024-06-01", "--json", "--lang", "en")
    rows = {row["agreement"]: row for row in done.json()}
    assert "UU 20/2012" in rows["kaltim-try-1985"]["why"]
    assert rows["sosek-malindo"]["why"] == ""
    shown = run("covers", "65.03.05.2033", "--records", str(tmp_path))
    assert "masih bagian dari" in shown.err


def test_a_planned_signing_stays_planned_at_the_command_line(run: Any) -> None:
    rows = run("coverage", "--within", "64.74.01", "--agreement", "kaltim-anhui", "--on", "2024-12-31", "--json").json()
    assert {row["stage"] for row in rows} == {"intent"}
    assert {row["since"] for row in rows} == {"2023-12-04"}
    earlier = run("covers", "64.74.01", "--on", "2023-11-30", "--json").json()
    assert "kaltim-anhui" not in {row["agreement"] for row in earlier}


def test_the_capital_at_the_command_line(run: Any) -> None:
    rows = run("coverage", "--zone", "ikn", "--json").json()
    assert {row["zone"] for row in rows} == {"ikn"}
    assert {row["exactness"] for row in rows} == {"approximate"}
    assert run("coverage", "--zone", "ikn", "--within", "Kukar").code == 2
    assert run("coverage", "--zone", "nowhere").code == 4


def test_codes_of_the_day_stand_beside_todays() -> None:
    day = dt.date(2021, 6, 1)
    table = load_coverage("65.03.21", agreement="sosek-malindo", on=day).set_index("code")
    assert table.loc["65.03.21.2009", "code_then"] == "65.03.15.2046"
    assert table.attrs["vintage"] == "2020"
    today = load_coverage("65.03.21", agreement="sosek-malindo", on=dt.date(2026, 1, 1))
    assert (today["code"] == today["code_then"]).all()
    old = load_coverage("65.03.21", agreement="sosek-malindo", on=dt.date(1990, 1, 1))
    assert old["code_then"].isna().all()
    assert old.attrs["vintage"] is None
    assert "code_then" not in load_coverage("65.03.21", agreement="sosek-malindo")
