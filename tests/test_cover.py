"""Coverage rules on a made-up country of eight villages, where every answer can be counted by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo_coop.agreements.model import Agreement, BorderSet, Zone
from geo_coop.cover import bases_of, by_level, coverage, summarise
from geo_coop.errors import InputError
from geo_coop.provenance import Provenance, attach, sources_of, tier_of

CODES = [
    "65.01.01.2001", "65.01.01.2002", "65.01.02.2001", "65.02.01.1001", "65.02.01.2001", "65.02.02.2001",
    "65.03.01.2001", "65.03.01.2002",
]  # fmt: skip
SOURCE = Provenance("squares", "Squares", "2025.1", "authoritative", "CC0-1.0", "nobody")


@pytest.fixture
def villages() -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        {
            "name": [f"Desa {number}" for number in range(8)],
            "level": "village",
            "kind": "desa",
            "parent": [code[:8] for code in CODES],
            "tier": "authoritative",
        },
        geometry=[shapely.box(x, 0, x + 1, 1) for x in range(8)],
        index=pd.Index(CODES, name="code"),
        crs="EPSG:4326",
    )
    return attach(frame, SOURCE)


def record(**changes: object) -> Agreement:
    base: dict[str, Any] = {
        "id": "one",
        "title": {"id": "Satu", "en": "One"},
        "kind": "KSDD",
        "parties": [{"region": "65.01", "role": "initiator"}, {"region": "65.02", "role": "partner"}],
        "stages": [{"stage": "framework", "date": "2020-05", "evidence": ["e1"]}],
        "coverage": [{"rule": "territory", "evidence": ["e1"]}],
        "evidence": [{"id": "e1", "document": "S1", "paragraph": "3", "statement": {"id": "a", "en": "b"}}],
    }
    return Agreement.model_validate(base | changes)


def border_set() -> BorderSet:
    return BorderSet.model_validate(
        {
            "id": "edge", "title": {"id": "Tepi", "en": "Edge"}, "region": "65", "neighbour": "MY",
            "districts": [{"code": "65.02.01", "name": "A"}, {"code": "65.03.01", "name": "B"}],
            "evidence": [{"id": "e", "document": "law", "statement": {"id": "a", "en": "b"}}],
        }
    )  # fmt: skip


def zone(implied: bool = False) -> Zone:  # noqa: FBT001, FBT002
    return Zone.model_validate(
        {
            "id": "z-1", "group": "zone", "number": 1, "title": {"id": "Zona 1", "en": "Zone 1"},
            "members": [{"region": "65.01", "role": "initiator"}, {"region": "65.03", "implied": implied}],
            "evidence": [{"id": "e", "document": "S3", "statement": {"id": "a", "en": "b"}}],
        }
    )  # fmt: skip


def test_territory_covers_all_villages_of_the_parties(villages: gpd.GeoDataFrame) -> None:
    before = villages.copy()
    table = coverage(villages, [record()])
    assert table["code"].tolist() == CODES[:6]
    assert set(table["rule"]) == {"territory"}
    assert set(table["share"]) == {1.0}
    assert set(table["evidence"]) == {"S1 §3"}
    assert set(table["title"]) == {"Satu"}
    assert table.geometry.iloc[5].equals(shapely.box(5, 0, 6, 1))
    assert sources_of(table) == (SOURCE,)
    assert tier_of(table) == "authoritative"
    pd.testing.assert_frame_equal(pd.DataFrame(villages), pd.DataFrame(before))


def test_mediators_and_organisers_bring_no_land(villages: gpd.GeoDataFrame) -> None:
    parties = [
        {"region": "65.03", "role": "mediator"},
        {"region": "65.02", "role": "organiser"},
        {"region": "65.01", "role": "partner"},
        {"organisation": {"id": "Kementerian", "en": "Ministry"}, "role": "observer"},
    ]
    assert coverage(villages, [record(parties=parties)])["code"].tolist() == CODES[:3]


def test_list_takes_regions_of_any_level(villages: gpd.GeoDataFrame) -> None:
    rule = {"rule": "list", "regions": ["65.01.02", "65.03", "65.02.01.2001"], "evidence": ["e1"]}
    table = coverage(villages, [record(coverage=[rule])])
    assert table["code"].tolist() == [CODES[2], CODES[4], CODES[6], CODES[7]]


def test_legal_border_and_facing(villages: gpd.GeoDataFrame) -> None:
    rule = {"rule": "legal_border", "border_set": "edge", "evidence": ["e1"]}
    table = coverage(villages, [record(coverage=[rule])], border_sets=[border_set()])
    assert table["code"].tolist() == [CODES[3], CODES[4], CODES[6], CODES[7]]
    assert set(table["base"]) == {"set:edge"}
    facing = pd.Series({CODES[3]: "MY-13", CODES[4]: "MY-12", CODES[6]: "MY-12", CODES[7]: "MY-13"})
    faced = coverage(
        villages, [record(coverage=[rule | {"facing": ["MY-12"]}])], border_sets=[border_set()], facing=facing
    )
    assert faced["code"].tolist() == [CODES[4], CODES[6]]


def test_facing_that_is_not_known_is_an_error_not_a_lost_row(villages: gpd.GeoDataFrame) -> None:
    rule = {"rule": "legal_border", "border_set": "edge", "facing": ["MY-12"], "evidence": ["e1"]}
    with pytest.raises(InputError, match=r"which neighbour 1 villages of 65\.02\.01 face is not known"):
        coverage(villages, [record(coverage=[rule])], border_sets=[border_set()], facing=pd.Series({CODES[3]: "MY-12"}))


def test_zone_marks_implied_members(villages: gpd.GeoDataFrame) -> None:
    rule = {"rule": "zone", "zone": "z-1", "evidence": ["e1"]}
    table = coverage(villages, [record(coverage=[rule])], zones=[zone(implied=True)])
    assert table.set_index("code")["implied"].to_dict() == {
        CODES[0]: False, CODES[1]: False, CODES[2]: False, CODES[6]: True, CODES[7]: True,
    }  # fmt: skip
    assert set(table["base"]) == {"zone:z-1"}


def test_one_row_for_each_village_and_agreement_with_all_rules_named(villages: gpd.GeoDataFrame) -> None:
    rules = [
        {"rule": "territory", "regions": ["65.01.01"], "evidence": ["e1"]},
        {"rule": "list", "regions": ["65.01", "65.01.01.2001"], "evidence": ["e1"]},
    ]
    table = coverage(villages, [record(coverage=rules)]).set_index("code")
    assert table.index.tolist() == CODES[:3]
    assert table["rule"].tolist() == ["territory", "territory", "list"]
    assert table["rules"].tolist() == ["territory; list", "territory; list", "list"]


@pytest.mark.parametrize(
    ("on", "rows", "status"),
    [
        (dt.date(2020, 4, 30), 0, None),
        (dt.date(2020, 5, 15), 6, "perhaps"),
        (dt.date(2020, 5, 31), 6, "certain"),
        (None, 6, "certain"),
    ],
)
def test_on_a_day(villages: gpd.GeoDataFrame, on: dt.date | None, rows: int, status: str | None) -> None:
    table = coverage(villages, [record()], on=on)
    assert len(table) == rows
    assert status is None or set(table["stage_status"]) == {status}
    assert "geometry" in table.columns


def test_a_planned_stage_is_not_reached(villages: gpd.GeoDataFrame) -> None:
    stages = [
        {"stage": "intent", "date": "2023-12", "evidence": ["e1"]},
        {"stage": "framework", "date": "2024-06", "status": "planned", "evidence": ["e1"]},
    ]
    table = coverage(villages, [record(stages=stages)], on=dt.date(2026, 1, 1))
    assert set(table["stage"]) == {"intent"}


def test_all_problems_are_reported_at_once(villages: gpd.GeoDataFrame) -> None:
    bad = [
        record(id="a", coverage=[{"rule": "zone", "zone": "z-9", "evidence": ["e1"]}]),
        record(id="b", coverage=[{"rule": "legal_border", "border_set": "nowhere", "evidence": ["e1"]}]),
        record(id="c", parties=[{"region": "65.01", "role": "mediator"}]),
    ]
    with pytest.raises(InputError) as caught:
        coverage(villages, bad, zones=[zone()])
    text = str(caught.value)
    assert len(caught.value.problems) == 3
    assert "no zone 'z-9'; known: z-1" in text
    assert "no border set 'nowhere'; known: none" in text
    assert "agreement c, rule territory: no region to cover" in text


def test_unsorted_villages_are_refused(villages: gpd.GeoDataFrame) -> None:
    with pytest.raises(InputError, match="not sorted by unique code"):
        coverage(villages.iloc[::-1], [record()])


def test_bases_of_foreign_parties(villages: gpd.GeoDataFrame) -> None:
    agreement = record(parties=[{"region": "65", "role": "partner"}, {"region": "MY-12", "role": "partner"}])
    assert [base.region for base in bases_of(agreement, agreement.coverage[0], zones={}, border_sets={})] == [
        "65", "MY-12",
    ]  # fmt: skip
    assert len(coverage(villages, [agreement])) == 8


def test_an_agreement_that_covers_nothing_here_gives_no_row_and_an_empty_table_keeps_its_form(
    villages: gpd.GeoDataFrame,
) -> None:
    elsewhere = record(parties=[{"region": "64.01", "role": "partner"}])
    table = coverage(villages, [elsewhere])
    assert len(table) == 0
    assert list(table.columns) == list(coverage(villages, [record()]).columns)
    assert coverage(villages, [elsewhere, record(id="two")])["agreement"].unique().tolist() == ["two"]
    assert summarise(table, villages, "province").loc["65", "agreements"] == 0
    assert by_level(table, villages, "regency").empty


def test_levels_above_the_village(villages: gpd.GeoDataFrame) -> None:
    rule = {"rule": "list", "regions": ["65.01.01", "65.02.02"], "evidence": ["e1"]}
    table = coverage(villages, [record(coverage=[rule]), record(id="two")])
    regencies = by_level(table, villages, "kabupaten").set_index(["code", "agreement"])
    assert regencies.loc[("65.01", "one"), ["villages", "villages_covered", "share"]].tolist() == [3, 2, 2 / 3]
    assert regencies.loc[("65.02", "one"), "share"] == pytest.approx(1 / 3)
    assert ("65.03", "one") not in regencies.index
    summary = summarise(table, villages, "regency")
    assert summary["agreements"].to_dict() == {"65.01": 2, "65.02": 2, "65.03": 0}
    assert summary.loc["65.03", "highest_stage"] is None
    assert summary["villages_covered"].to_dict() == {"65.01": 3, "65.02": 3, "65.03": 0}


def test_meetings_and_ended_agreements_in_the_summary(villages: gpd.GeoDataFrame) -> None:
    ended = [
        {"stage": "binding", "date": "2010", "evidence": ["e1"]},
        {"stage": "ended", "date": "2015", "evidence": ["e1"]},
    ]
    meeting = record(id="meeting", record="meeting", stages=[{"stage": "contact", "date": "2014", "evidence": ["e1"]}])
    table = coverage(villages, [meeting, record(id="old", stages=ended)])
    summary = summarise(table, villages, "province")
    # As for gaps: what has ended covers nothing any more, and is still named as the highest stage there was.
    assert summary.loc["65", ["agreements", "villages_covered", "highest_stage"]].tolist() == [0, 0, "ended"]
    with_offer = coverage(
        villages,
        [
            record(id="old", stages=ended),
            record(id="new", stages=[{"stage": "intent", "date": "2019", "evidence": ["e1"]}]),
        ],
    )
    assert summarise(with_offer, villages, "province").loc["65", "highest_stage"] == "intent"
