"""Verdicts worked out by hand, and the reading of claim files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from geo_coop.agreements.dates import PartialDate
from geo_coop.agreements.model import Agreement, Sector, Text, Zone
from geo_coop.claims import Claim, Measured, judge, measure_from_records, read_claims
from geo_coop.claims.judge import number, with_unit
from geo_coop.errors import InputError
from geo_coop.provenance import Provenance, attach

if TYPE_CHECKING:
    from pathlib import Path

METHOD = Text(id="cara", en="method")
LINE = {"name": "line_length", "regions": ["65"], "neighbour": "MY"}


def reading(name: str, value: float, measure: dict[str, Any] | None = None, **changes: object) -> dict[str, Any]:
    base = {"id": name, "value": value, "unit": "km", "how": {"id": f"b {name}", "en": f"r {name}"},
            "measure": measure or LINE}  # fmt: skip
    return base | changes


def claim(*readings: dict[str, Any], **changes: object) -> Claim:
    base: dict[str, Any] = {
        "id": "c", "document": "S1", "paragraph": "3", "printed": "10.259 KM",
        "about": {"id": "panjang", "en": "length"}, "readings": list(readings),
    }  # fmt: skip
    return Claim.model_validate(base | changes)


BAND = {"below_percent": 10, "above_percent": 20, "reason": {"id": "sebab", "en": "reason"}}


@pytest.mark.parametrize(
    ("value", "verdict"),
    [(90.0, "confirmed"), (120.0, "confirmed"), (89.99, "refuted"), (120.01, "refuted"), (100.0, "confirmed")],
)
def test_a_figure_holds_up_to_the_ends_of_its_band(value: float, verdict: str) -> None:
    found = judge(claim(reading("one", value), band=BAND), {"one": Measured(100.0, METHOD)})
    assert found.verdict == verdict
    assert found.readings[0].band == pytest.approx((90.0, 120.0))


def test_without_a_band_a_figure_is_met_exactly() -> None:
    for value, verdict in ((204.0, "confirmed"), (203.0, "refuted")):
        assert judge(claim(reading("one", value)), {"one": Measured(204.0, METHOD)}).verdict == verdict


def test_one_of_two_readings_fits() -> None:
    found = judge(
        claim(reading("thousands", 1026), reading("decimal", 1.026), band=BAND),
        {name: Measured(1000.0, METHOD) for name in ("thousands", "decimal")},
    )
    assert found.verdict == "reading fits"
    assert found.fits is not None
    assert found.fits.reading.id == "thousands"
    assert [one.verdict for one in found.readings] == ["confirmed", "refuted"]
    assert found.reason.en == (
        "holds as r thousands: 1,026 km; measured 1,000 km; figures that hold: 900-1,200 km; "
        "does not hold as r decimal: 1.026 km; measured 1,000 km; figures that hold: 900-1,200 km; "
        "974.7 times too small"
    )
    assert "1.026 km; terukur 1.000 km" in found.reason.id


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ((100.0, 100.0), "confirmed"), ((5.0, 7.0), "refuted"), ((100.0, None), "reading fits"),
        ((5.0, None), "not testable"), ((None, None), "not testable"),
    ],
)  # fmt: skip
def test_the_verdict_of_a_claim_follows_from_its_readings(values: tuple[float | None, ...], verdict: str) -> None:
    measured = {
        name: Measured(None if value is None else 100.0, METHOD)
        for name, value in zip(("one", "two"), values, strict=True)
    }
    readings = [
        reading(name, 1.0 if value is None else value) for name, value in zip(("one", "two"), values, strict=True)
    ]
    found = judge(claim(*readings), measured)
    assert found.verdict == verdict
    assert (found.fits is None) == (verdict in {"refuted", "not testable"})


@pytest.mark.parametrize(
    ("bound", "claimed", "verdict"),
    [("lower", 34, "not testable"), ("lower", 1, "refuted"), ("upper", 34, "refuted"), ("upper", 1, "not testable")],
)
def test_a_bound_can_refute_and_never_confirm(bound: Any, claimed: float, verdict: str) -> None:
    found = judge(claim(reading("one", claimed)), {"one": Measured(2.0, METHOD, bound=bound)})
    assert found.verdict == verdict
    assert ("rules it out" in found.reason.en) == (verdict == "refuted")


@pytest.mark.parametrize(
    ("claimed", "known", "verdict"),
    [
        ("2025-11-01/2025-11-05", "2025-11-03", "confirmed"), ("2023-12", "2023-12-04", "confirmed"),
        ("2020-12-01", "2014-02-06", "refuted"), ("2023-12-04", "2023-12", "not testable"),
        ("1985", "1985", "confirmed"),
    ],
)  # fmt: skip
def test_dates(claimed: str, known: str, verdict: str) -> None:
    dated = {
        "id": "one", "date": claimed, "unit": "date", "how": {"id": "b", "en": "r"},
        "measure": {"name": "stated", "by": "S1", "day": known},
    }  # fmt: skip
    assert judge(claim(dated), {"one": Measured(PartialDate.parse(known), METHOD)}).verdict == verdict


def test_a_value_of_another_sort_is_refused() -> None:
    with pytest.raises(InputError, match="'Monday' is no value of the sort"):
        judge(claim(reading("one", 1)), {"one": Measured("Monday", METHOD)})
    with pytest.raises(InputError, match="nothing measured for the readings one"):
        judge(claim(reading("one", 1)), {})


def test_numbers_are_written_as_people_of_each_language_write_them() -> None:
    assert [number(10259.5, lang) for lang in ("id", "en")] == ["10.259,5", "10,259.5"]
    assert [with_unit(10.259, "km", lang) for lang in ("id", "en")] == ["10,259 km", "10.259 km"]
    assert with_unit(0.0, "kelurahan", "en") == "0 kelurahan"


def _agreement(**changes: object) -> Agreement:
    base: dict[str, Any] = {
        "id": "one", "title": {"id": "Satu", "en": "One"}, "kind": "KSDD", "record": "draft",
        "parties": [{"region": "65.01", "role": "initiator", "presence": "present"},
                    {"region": "65.01", "role": "host", "presence": "present"},
                    {"region": "65.02", "role": "partner", "presence": "deputy"},
                    {"region": "65.03", "role": "partner", "presence": "absent"}],
        "stages": [
            {"stage": "offer", "date": "2019", "evidence": ["own"]},
            {"stage": "plan", "date": "2020-05-04", "evidence": ["own", "other"]},
            {"stage": "framework", "date": "2021", "status": "planned", "evidence": ["own"]},
        ],
        "sectors": ["new-one", "water"], "former_sectors": ["old-one", "old-two"],
        "coverage": [{"rule": "territory", "evidence": ["own"]}],
        "evidence": [
            {"id": "own", "document": "S1", "paragraph": "3", "statement": {"id": "a", "en": "b"}},
            {"id": "other", "document": "S2", "paragraph": "1", "statement": {"id": "a", "en": "b"}},
        ],
    }  # fmt: skip
    return Agreement.model_validate(base | changes)


def _zone() -> Zone:
    return Zone.model_validate(
        {
            "id": "z-1", "group": "zone", "number": 1, "title": {"id": "Z", "en": "Z"},
            "members": [{"region": "65.01"}],
            "evidence": [{"id": "e", "document": "S1", "statement": {"id": "a", "en": "b"}}],
        }
    )  # fmt: skip


def _sectors() -> list[Sector]:
    groups = {"new-one": "sosek-new", "new-two": "sosek-new", "old-one": "sosek-old", "old-two": "sosek-old"}
    return [Sector.model_validate({"id": name, "title": {"id": "a", "en": "b"}, "group": group})
            for name, group in groups.items()]  # fmt: skip


def _measured(measure: dict[str, Any], **value: object) -> Measured:
    fields = {"value": 1, "unit": "count", "how": {"id": "b", "en": "r"}, "id": "one", "measure": measure}
    if value:
        fields = {key: item for key, item in fields.items() if key != "value"} | value
    asked = claim(fields)
    regions = pd.DataFrame(
        {"kind": ["kabupaten", "kota", "desa", "desa", "kabupaten"]},
        index=pd.Index(["65.01", "65.71", "65.01.01.2001", "65.71.01.2001", "64.01"], name="code"),
    )
    regions = attach(regions, Provenance("list", "List", "2025", "authoritative", "MIT", "nobody"))
    return measure_from_records(
        asked,
        asked.readings[0].measure,
        regions=regions,
        agreements={"one": _agreement()},
        zones=(_zone(),),
        sectors=_sectors(),
    )


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ({"name": "register_count", "kinds": ["kabupaten", "kota"]}, 3),
        ({"name": "register_count", "kinds": ["desa"], "region": "65.71"}, 1),
        ({"name": "years_between", "since": "1985", "until": "2024-04-18"}, 39),
        ({"name": "list_count", "items": [{"id": "a", "en": "a"}, {"id": "b", "en": "b"}]}, 2),
        ({"name": "record_count", "record": "draft"}, 1),
        ({"name": "record_count", "record": "draft", "region": "65.04"}, 0),
        ({"name": "record_count", "record": "draft", "parent": "two"}, 0),
        ({"name": "party_count", "agreement": "one"}, 3),
        ({"name": "party_count", "agreement": "one", "presence": ["present", "deputy"]}, 2),
        ({"name": "ratio", "terms": [4, 8]}, 0.5),
        ({"name": "sum", "terms": [966, 48, 990]}, 2004),
        ({"name": "stated", "by": "S1", "number": 5}, 5),
        ({"name": "zone_count", "group": "zone"}, 1),
        ({"name": "zone_count", "group": "area"}, 0),
        ({"name": "field_count", "agreement": "one", "fields": "sosek-new"}, 1),
        ({"name": "field_count", "agreement": "one", "fields": "sosek-old"}, 2),
    ],
)
def test_measures_that_need_no_boundaries(measure: dict[str, Any], value: float) -> None:
    assert _measured(measure).value == value


def test_a_date_counts_only_where_another_document_has_it() -> None:
    stage = {"name": "stage_date", "agreement": "one", "stage": "plan"}
    assert _measured(stage, date="2020-05").value == PartialDate.parse("2020-05-04")
    own = _measured(stage | {"stage": "offer"}, date="2019")
    planned = _measured(stage | {"stage": "framework"}, date="2021")
    absent = _measured(stage | {"stage": "ended"}, date="2021")
    assert [one.value for one in (own, planned, absent)] == [None] * 3
    assert [one.remark.en for one in (own, planned, absent) if one.remark] == [
        "only the document itself has this date", "planned (2021); no source says that it happened",
        "that stage is not on record",
    ]  # fmt: skip


def test_weekday_and_what_nothing_measures() -> None:
    assert _measured({"name": "weekday", "day": "2024-04-18"}, weekday="Thursday").value == "Thursday"
    nothing = _measured({"name": "not_testable", "why": {"id": "a", "en": "b"}})
    assert (nothing.value, nothing.remark) == (None, Text(id="a", en="b"))


@pytest.mark.parametrize(
    ("measure", "text"),
    [
        ({"name": "weekday", "day": "2024-04"}, "arguments that it cannot work with"),
        ({"name": "ratio", "terms": [1, 0]}, "arguments that it cannot work with"),
        ({"name": "party_count", "agreement": "two"}, "no agreement 'two'"),
        (LINE, "needs boundaries"),
    ],
)
def test_measures_that_cannot_be_taken(measure: dict[str, Any], text: str) -> None:
    value = {"weekday": "Monday"} if measure["name"] == "weekday" else {}
    with pytest.raises(InputError, match=text):
        _measured(measure, **value)


WRONG = """- id: One
  document: S9
  printed: 1 KM
  about: {id: a, en: b}
  readings:
    - {id: x, value: ten, unit: km, how: {id: a, en: b}, measure: {name: line_length, regions: [65], neighbour: MY}}
- id: two
  document: S9
  printed: 1 KM
  about: {id: a, en: b}
  readings:
    - {id: x, value: 10, unit: km, how: {id: a, en: b}, measure: {name: line_length, regions: [65.99], neighbour: MY}}
    - {id: x, value: 10, unit: km, how: {id: a, en: b}, measure: {name: party_count, agreement: nothing}}
    - {id: v, value: 10, unit: km, how: {id: a, en: b}, measure: {name: zone_area, zone: nowhere}}
- id: two
  document: S1
  printed: 1 KM
  about: {id: a, en: b}
  colour: red
  readings:
    - {id: x, value: 10, unit: km, how: {id: a, en: b}, measure: {name: line_length, neighbour: MY}}
    - {id: y, date: 1985, unit: km, how: {id: a, en: b}, measure: {name: sum, terms: [1, 2]}}
    - {id: z, value: 1, unit: mile, how: {id: a, en: b}, measure: {name: guess}}
"""


def test_every_problem_of_a_claim_file_is_reported_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "s9.yaml").write_text(WRONG, encoding="utf-8")
    (tmp_path / "list.yaml").write_text("id: one\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_claims(tmp_path, known_regions={"65", "MY"}, known_agreements={"one"})
    found = [(problem.file.rpartition("/")[2], problem.line, problem.what) for problem in caught.value.problems]
    lines = {line for file, line, _ in found if file == "s9.yaml"}
    assert {1, 6, 8, 12, 13, 14, 19, 21, 22, 23} <= lines
    text = str(caught.value)
    for part in (
        "file is no list", "id 'One' is no slug", "field 'value'", "unknown document 'S9'", "unknown region '65.99'",
        "reading 'x' stands twice", "unknown agreement 'nothing'", "unknown field 'colour'",
        "measure 'line_length' needs regions", "measure 'sum' goes with 'value', not 'date'", "unknown unit 'mile'",
        "unknown name 'guess'", "unknown zone 'nowhere'",
    ):  # fmt: skip
        assert part in text
    with pytest.raises(InputError, match="no folder"):
        read_claims(tmp_path / "nothing")


def test_a_claim_id_stands_once_in_a_folder(tmp_path: Path) -> None:
    good = WRONG.split("- id: two", maxsplit=1)[0].replace("One", "one").replace("ten", "10").replace("S9", "S1")
    (tmp_path / "a.yaml").write_text(good, encoding="utf-8")
    assert [claim.id for claim in read_claims(tmp_path, known_agreements=set())] == ["one"]
    (tmp_path / "b.yaml").write_text(good.replace("S1", "paper").replace("one", "two", 1), encoding="utf-8")
    with pytest.raises(InputError, match="unknown document 'paper'"):
        read_claims(tmp_path, known_agreements=set())
    document = "- {id: paper, title: Paper, publisher: nobody, date: 2020, type: public}\n"
    (tmp_path / "sources.yaml").write_text(document, encoding="utf-8")
    assert [claim.id for claim in read_claims(tmp_path, known_agreements=set())] == ["one", "two"]
    (tmp_path / "b.yaml").write_text(good, encoding="utf-8")
    with pytest.raises(InputError, match="id 'one' stands twice"):
        read_claims(tmp_path, known_agreements=set())


@pytest.mark.parametrize(
    ("measure", "text"),
    [
        ({"name": "weekday", "day": "2024-04-18", "region": "65"}, "does not take region; it takes day"),
        ({"name": "partner_count", "region": "65"}, "it takes no arguments"),
        ({"name": "ratio", "terms": [1, 2, 3]}, "divides the first of two terms"),
        ({"name": "stated", "by": "S1"}, "either a number or a day"),
        ({"name": "stated", "by": "S1", "number": 1, "day": "2024"}, "either a number or a day"),
    ],
)
def test_measures_take_their_own_arguments(measure: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        claim(reading("one", 1, measure))


def test_a_reading_has_one_value() -> None:
    with pytest.raises(ValueError, match="one of 'value', 'date', 'weekday'"):
        claim(reading("one", 1, date="2024"))
    with pytest.raises(ValueError, match="goes with 'date'"):
        claim(reading("one", 1, {"name": "stage_date", "agreement": "one", "stage": "plan"}))
    with pytest.raises(ValueError, match="goes with 'date'"):
        claim(reading("one", 1, {"name": "stated", "by": "S1", "day": "2024"}))
