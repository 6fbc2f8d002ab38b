"""Gaps and further questions in a made-up country, where every answer is counted by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from border_squares import layer

from geo_coop.agreements.model import Agreement, Zone
from geo_coop.borders import adjacency
from geo_coop.cover import coverage
from geo_coop.errors import InputError, NotFoundError
from geo_coop.gaps import find_gaps, missing_cooperation, overlaps, partners_abroad, stands_below, way_of
from geo_coop.provenance import sources_of

CODES = [
    "65.01.01.2001", "65.01.01.2002", "65.02.01.1001", "65.02.01.2001", "65.03.01.2001", "65.04.01.2001",
]  # fmt: skip


@pytest.fixture
def villages() -> gpd.GeoDataFrame:
    return layer({code: shapely.box(x, 0, x + 1, 1) for x, code in enumerate(CODES)})


def record(name: str, regions: list[str], *, stage: str = "framework", **changes: object) -> Agreement:
    base: dict[str, Any] = {
        "id": name,
        "title": {"id": f"Judul {name}", "en": f"Title {name}"},
        "kind": "KSDD",
        "parties": [{"region": region, "role": "partner"} for region in regions],
        "stages": [{"stage": stage, "date": "2020-05", "evidence": ["e1"]}],
        "coverage": [{"rule": "territory", "evidence": ["e1"]}],
        "evidence": [{"id": "e1", "document": "S1", "paragraph": "3", "statement": {"id": "a", "en": "b"}}],
    }
    return Agreement.model_validate(base | changes)


def countries(region: str) -> Agreement:
    rule = {"rule": "list", "regions": [region], "evidence": ["e1"]}
    return record("frame", ["ID", "MY"], stage="running", kind="FORUM", coverage=[rule])


@pytest.mark.parametrize(
    ("parties", "below"),
    [
        (["ID", "MY"], {"country": False, "province": False, "regency": False}),
        (["65", "MY-12"], {"country": True, "province": False, "regency": False}),
        (["ID", "65.01"], {"country": True, "province": True, "regency": False}),
        (["65", "65.01.01"], {"country": True, "province": True, "regency": True}),
    ],
)
def test_who_stands_below_a_level(parties: list[str], below: dict[str, bool]) -> None:
    assert {level: stands_below(record("one", parties), level) for level in ("country", "province", "regency")} == below


def test_no_party_stands_below_the_district() -> None:
    with pytest.raises(InputError, match="level that parties stand below 'district'; expected one of country"):
        stands_below(record("one", ["65"]), "district")


def test_covered_by_nothing(villages: gpd.GeoDataFrame) -> None:
    records = [record("one", ["65.01", "65.02"])]
    left = find_gaps(villages, coverage(villages, records), records)
    assert left.index.tolist() == CODES[4:]
    assert left["agreements"].tolist() == ["", ""]
    assert left["highest_stage"].tolist() == [None, None]
    assert left["district"].tolist() == ["65.03.01", "65.04.01"]
    assert sources_of(left) == sources_of(villages)
    assert isinstance(left, gpd.GeoDataFrame)


def test_only_the_countries_agree(villages: gpd.GeoDataFrame) -> None:
    records = [countries("65"), record("below", ["65.01", "65.03"], stage="plan")]
    left = find_gaps(villages, coverage(villages, records), records, below="country")
    assert left.index.tolist() == [CODES[2], CODES[3], CODES[5]]
    assert set(left["agreements"]) == {"frame"}
    assert set(left["highest_stage"]) == {"running"}
    assert len(find_gaps(villages, coverage(villages, records), records)) == 0
    assert len(find_gaps(villages, coverage(villages, records), records, below="regency")) == 6


def test_one_agreement_must_meet_both_limits(villages: gpd.GeoDataFrame) -> None:
    records = [countries("65"), record("below", ["65.01", "65.03"], stage="plan")]
    table = coverage(villages, records)
    assert len(find_gaps(villages, table, records, beyond="plan")) == 0
    assert len(find_gaps(villages, table, records, beyond="plan", below="country")) == 6
    left = find_gaps(villages, table, records, beyond="offer", below="country")
    assert left.index.tolist() == [CODES[2], CODES[3], CODES[5]]
    assert len(find_gaps(villages, table, records, beyond="running")) == 6


def test_an_agreement_that_has_ended_covers_nothing(villages: gpd.GeoDataFrame) -> None:
    stages = [
        {"stage": "binding", "date": "2010", "evidence": ["e1"]},
        {"stage": "ended", "date": "2015", "evidence": ["e1"]},
    ]
    records = [record("old", ["65"], stages=stages)]
    counts = [len(find_gaps(villages, coverage(villages, records, on=dt.date(year, 6, 1)), records))
              for year in (2009, 2012, 2016)]  # fmt: skip
    assert counts == [6, 0, 6]
    left = find_gaps(villages, coverage(villages, records), records)
    assert set(left["agreements"]) == {""}
    assert left["highest_stage"].tolist() == [None] * 6


def test_inputs_that_cannot_be_used(villages: gpd.GeoDataFrame) -> None:
    records = [record("one", ["65.01"])]
    table = coverage(villages, records)
    with pytest.raises(InputError, match="unknown stage 'signed'"):
        find_gaps(villages, table, records, beyond="signed")
    with pytest.raises(InputError, match="not given: one"):
        find_gaps(villages, table, [])
    with pytest.raises(InputError, match="expected one of kind, sector"):
        overlaps(table, records, by="colour")


def test_inputs_stay_as_they_are(villages: gpd.GeoDataFrame) -> None:
    records = [countries("65"), record("below", ["65.01"])]
    table = coverage(villages, records)
    before, rows = villages.copy(), table.copy()
    find_gaps(villages, table, records, below="country")
    overlaps(table, records, by="sector")
    pd.testing.assert_frame_equal(pd.DataFrame(villages), pd.DataFrame(before))
    pd.testing.assert_frame_equal(pd.DataFrame(table), pd.DataFrame(rows))


def test_overlaps_by_kind_and_by_sector(villages: gpd.GeoDataFrame) -> None:
    records = [
        record("one", ["65.01", "65.02"], sectors=["water", "health"]),
        record("two", ["65.02"], sectors=["water"]),
        record("part", ["65.01"], parent="one", sectors=["roads"]),
        countries("65"),
    ]
    table = coverage(villages, records)
    by_kind = overlaps(table, records)
    assert [tuple(row) for row in by_kind[["code", "kind", "agreements", "count", "linked"]].to_numpy()] == [
        (CODES[0], "KSDD", "one; part", 2, True),
        (CODES[1], "KSDD", "one; part", 2, True),
        (CODES[2], "KSDD", "one; two", 2, False),
        (CODES[3], "KSDD", "one; two", 2, False),
    ]
    by_sector = overlaps(table, records, by="sector")
    assert by_sector[["code", "sector", "agreements"]].to_numpy().tolist() == [
        [CODES[2], "water", "one; two"], [CODES[3], "water", "one; two"],
    ]  # fmt: skip
    assert overlaps(table, records, records=["draft"]).empty


def test_records_of_one_meeting_are_not_linked_by_it(villages: gpd.GeoDataFrame) -> None:
    meeting = record("meeting", ["65"], record="meeting", coverage=[], no_coverage={"id": "a", "en": "b"})
    records = [meeting, record("one", ["65.01"], parent="meeting"), record("two", ["65.01"], parent="meeting")]
    assert overlaps(coverage(villages, records), records)["linked"].tolist() == [False, False]


def regencies() -> gpd.GeoDataFrame:
    # 65.01 | 65.02 | 65.03 in a row; 65.04 meets 65.03 in a corner only, and 65.71 lies above 65.01 and 65.02.
    return layer(
        {
            "65.01": shapely.Polygon([(0, 0), (1, 0), (1, 1), (0.5, 1), (0, 1)]),
            "65.02": shapely.Polygon([(1, 0), (2, 0), (2, 1), (1.5, 1), (1, 1)]),
            "65.03": shapely.box(2, 0, 3, 1),
            "65.04": shapely.box(3, 1, 4, 2),
            "65.71": shapely.Polygon([(0.5, 1), (1, 1), (1.5, 1), (1.5, 2), (0.5, 2)]),
        }
    )


def test_neighbours_without_cooperation() -> None:
    pairs = adjacency(regencies())
    assert list(zip(pairs["a"], pairs["b"], strict=True)) == [
        ("65.01", "65.02"), ("65.01", "65.71"), ("65.02", "65.03"), ("65.02", "65.71"),
    ]  # fmt: skip
    zones = [
        Zone.model_validate(
            {
                "id": name, "group": "zone", "number": number, "title": {"id": "Z", "en": "Z"},
                "members": [{"region": region} for region in members],
                "evidence": [{"id": "e", "document": "S3", "statement": {"id": "a", "en": "b"}}],
            }
        )
        for number, (name, members) in enumerate({"z-1": ["65.01", "65.71"], "z-2": ["65.02", "65.03"]}.items())
    ]  # fmt: skip
    rules = [{"rule": "zone", "zone": name, "evidence": ["e1"]} for name in ("z-1", "z-2")]
    records = [
        record("signed", ["65.01", "65.02"]),
        record("draft", ["65.02", "65.71"], record="draft", stage="plan"),
        record("forum", ["65.02", "65.03"], kind="FORUM"),
        record("meeting", ["65.02", "65.03"], record="meeting"),
        record("zoned", ["65.01", "65.02", "65.03", "65.71"], record="plan", stage="plan", coverage=rules),
        record("led", [], parties=[{"region": "65.02", "role": "mediator"}, {"region": "65.03", "role": "partner"}]),
    ]
    table = missing_cooperation(pairs, records, zones=zones)
    assert table[["a", "b", "agreements", "highest_stage", "others", "missing"]].to_numpy().tolist() == [
        ["65.01", "65.02", "signed", "framework", "", False],
        ["65.01", "65.71", "", None, "zoned", True],
        ["65.02", "65.03", "", None, "zoned", True],
        ["65.02", "65.71", "draft", "plan", "", False],
    ]
    assert table["length_km"].tolist() == pytest.approx(pairs["length_km"].tolist())
    signed = missing_cooperation(pairs, records, zones=zones, records=["agreement"])
    assert signed["missing"].tolist() == [False, True, True, True]
    assert missing_cooperation(pairs, records, zones=zones, on=dt.date(2019, 1, 1))["missing"].all()
    assert len(missing_cooperation(pairs, records, min_length_km=60)) == 2


def test_partners_abroad() -> None:
    city = {"organisation": {"id": "Kota", "en": "City"}, "role": "partner"}
    records = [
        record("letter", ["65", "CN-AH"], kind="KSDPL", stage="intent"),
        record("forum", ["65.01", "MY-12", "ID"], kind="FORUM", stage="running"),
        record("sister", [], kind="KSDPL", parties=[{"region": "65.71", "role": "partner"}, city],
               stages=[{"stage": "plan", "date": "2024", "status": "planned", "evidence": ["e1"]}]),
        record("home", ["65.01", "65.02"]),
        record("talk", ["65.02", "MY-12"], record="meeting"),
    ]  # fmt: skip
    table = partners_abroad(records, lang="en")
    assert table[["region", "level", "agreement", "partners", "stage", "signed"]].to_numpy().tolist() == [
        ["65", "province", "letter", "CN-AH", "intent", False],
        ["65.01", "regency", "forum", "MY-12", "running", True],
        ["65.71", "regency", "sister", "City", None, False],
    ]
    assert partners_abroad([record("home", ["65.01"])]).empty


def test_the_way_from_offer_to_result() -> None:
    records = [
        record("meeting", ["65"], record="meeting", stage="contact"),
        record("offer", ["65.01"], record="offer", stage="offer", successor=["draft"]),
        record("draft", ["65.01", "65.02"], record="draft", parent="meeting", successor=["signed"], stages=[
            {"stage": "framework", "date": "2021", "status": "planned", "evidence": ["e1"]},
            {"stage": "plan", "date": "2020-06", "evidence": ["e1"]},
        ]),
        record("signed", ["65.01", "65.02"], stages=[{"stage": "framework", "date": "2023-01-05", "evidence": ["e1"]}],
               programmes=[{
                   "id": "road", "title": {"id": "Jalan", "en": "Road"}, "regions": ["65.01"],
                   "steps": [{"date": "2022", "status": "raised", "what": {"id": "a", "en": "asked for"},
                              "evidence": ["e1"]}],
               }]),
        record("work", ["65.01", "65.02"], parent="signed",
               stages=[{"stage": "binding", "date": "unknown", "evidence": ["e1"]}]),
        record("beside", ["65.01"], parent="meeting"),
    ]  # fmt: skip
    way = way_of(records, "draft", lang="en")
    assert way[["agreement", "relation", "stage", "date", "status"]].to_numpy().tolist() == [
        ["meeting", "parent", "contact", "2020-05", "done"],
        ["offer", "predecessor", "offer", "2020-05", "done"],
        ["draft", "self", "plan", "2020-06", "done"],
        ["draft", "self", "framework", "2021", "planned"],
        ["signed", "successor", None, "2022", "raised"],
        ["signed", "successor", "framework", "2023-01-05", "done"],
        ["work", "part", "binding", "unknown", "done"],
    ]
    assert set(way["evidence"]) == {"S1 §3"}
    assert way.loc[way["programme"] == "road", ["what", "place"]].to_numpy().tolist() == [["Road: asked for", "65.01"]]
    assert way["title"].iloc[0] == "Title meeting"
    with pytest.raises(NotFoundError, match="no agreement 'nothing'"):
        way_of(records, "nothing")
