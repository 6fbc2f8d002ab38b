"""Reading records, above all broken ones: everything wrong in one report, with file and line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from geo_coop.agreements.json_schema import agreement_json_schema
from geo_coop.agreements.read import (
    check_files,
    read_agreements,
    read_border_sets,
    read_crossings,
    read_sectors,
    read_sources,
    read_zones,
)
from geo_coop.agreements.yamltext import MAX_BYTES, read_tree
from geo_coop.api.records import records
from geo_coop.errors import InputError
from geo_coop.resources import data_root

KNOWN = {"65", "65.03", "65.03.05", "64.02", "MY-12"}

GOOD = """\
id: {name}
title: {{id: Satu, en: One}}
kind: KSDD
parties:
  - {{region: 65, role: partner, evidence: [e1]}}
  - {{region: 65.03, role: initiator}}
stages:
  - {{stage: offer, date: 2020, evidence: [e1]}}
  - {{stage: framework, date: 2021-03, evidence: [e1]}}
sectors: [water]
coverage:
  - {{rule: territory, evidence: [e1]}}
evidence:
  - id: e1
    document: S1
    statement: {{id: Kata sendiri, en: Own words}}
"""


def write(folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    text = GOOD.format(name=name)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def found(path: Path, beside: Path | None = None) -> list[str]:
    return [
        f"{problem.line}: {problem.what}"
        for problem in check_files([path], known_regions=KNOWN, beside=beside or path.parent)
    ]


def test_a_good_folder(tmp_path: Path) -> None:
    write(tmp_path, "b-two")
    write(tmp_path, "a-one")
    records = read_agreements(tmp_path, known_regions=KNOWN)
    assert [record.id for record in records] == ["a-one", "b-two"]
    assert records[0].parties[0].region == "65"
    assert str(records[0].stages[1].date) == "2021-03"


def test_one_report_names_unknown_region_impossible_date_and_duplicate_id(tmp_path: Path) -> None:
    first = write(tmp_path, "a-one")
    second = write(
        tmp_path, "b-two", ("id: b-two", "id: a-one"), ("region: 65.03,", "region: 65.99,"), ("2021-03", "2024-02-30")
    )
    with pytest.raises(InputError) as caught:
        read_agreements(tmp_path, known_regions=KNOWN)
    report = str(caught.value)
    assert f"{second}:1: agreement id 'a-one' stands already in {first}:1" in report
    assert f"{second}:6: unknown region '65.99'; look its code up with: geo-coop find NAME" in report
    assert f"{second}:9: date '2024-02-30' does not exist" in report
    assert [problem.line for problem in caught.value.problems] == [1, 1, 6, 9]


def test_a_file_of_ones_own_against_the_shipped_records(tmp_path: Path) -> None:
    path = write(tmp_path, "sosek-malindo")
    (problem,) = check_files([str(path)])
    assert problem.what.startswith("agreement id 'sosek-malindo' stands already in")
    assert str(data_root() / "agreements" / "sosek-malindo.yaml") in problem.what
    assert check_files([data_root() / "agreements" / "sosek-malindo.yaml"]) == []


def test_a_record_may_take_the_place_of_a_shipped_one_if_it_says_so(tmp_path: Path) -> None:
    name = "sosek-malindo-session-2024"
    shipped = data_root() / "agreements" / f"{name}.yaml"
    path = tmp_path / f"{name}.yaml"
    shutil.copyfile(shipped, path)
    assert check_files([path]) == []  # a copy
    text = path.read_text(encoding="utf-8").replace("Balikpapan", "Tarakan")
    path.write_text(text, encoding="utf-8")
    (problem,) = check_files([path])
    assert problem.what.endswith(f"{name}.yaml:2, and differs")
    assert "replaces_shipped: true" in problem.remedy
    path.write_text(text.replace("record: meeting", "record: meeting\nreplaces_shipped: true"), encoding="utf-8")
    assert check_files([path]) == []
    (record,) = read_agreements(tmp_path)  # its parent is a shipped one
    assert record.replaces_shipped
    assert record.parent == "sosek-malindo-kaltara-sabah"
    other = tmp_path / "another.yaml"
    other.write_text(path.read_text(encoding="utf-8").replace(f"id: {name}", "id: another"), encoding="utf-8")
    (problem,) = check_files([other])
    assert problem.what == "no agreement 'another' ships that this one could take the place of"


def test_without_known_regions_only_the_form_counts(tmp_path: Path) -> None:
    path = write(tmp_path, "a-one", ("region: 65.03,", "region: 65.99,"))
    assert check_files([path], beside=tmp_path) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("kind: KSDD", "kind: KSDX"), "3: unknown kind 'KSDX'; expected one of KSDD, KSDPK, SINERGI, KSDPL,"),
        (("kind: KSDD", "kinds: KSDD"), "3: unknown field 'kinds'; expected one of id, title,"),
        (("role: partner,", "rol: partner,"), "5: unknown field 'rol'; expected one of region, organisation, lies_in,"),
        (("role: partner,", "role: partnr,"), "5: unknown role 'partnr'"),
        (("kind: KSDD\n", ""), "1: field 'kind' is missing"),
        (("region: 65,", "region: 6503,"), "5: number '6503' has no scheme, and the schemes clash"),
        (("region: 65,", "region: 65.3,"), "5: code '65.3' has lost a zero"),
        (("region: 65,", "region: bps:6504,"), "5: 'bps:6504' is a code of the scheme bps"),
        (("region: 65,", "region: Kaltara,"), "5: 'Kaltara' is no region code"),
        (("{region: 65, ", "{"), "5: a party is either a region (code) or an organisation"),
        (("region: 65.03, role: initiator", "region: 65, role: partner"),
         "6: party '65' stands twice with the role 'partner'"),
        (("date: 2020", "date: soon"), "8: date 'soon' has none of the forms"),
        (("date: 2020", "date: {a: b}"), "8: a date is one word of text"),
        (("date: 2020", "date: 2022"),
         "9: stage 'framework' (2021-03) is dated before 'offer' (2022, line 8)"),
        (("[water]", "[watr]"), "10: unknown sector 'watr'"),
        (("[water]", "water"), "10: field 'sectors' is no list"),
        (("rule: territory", "rule: list"), "12: rule 'list' needs 'regions'"),
        (("rule: territory", "rule: zone"), "12: 'zone' and rule 'zone' go together"),
        (("rule: territory", "rule: zone, zone: kaltim-zone-5"), "12: unknown zone 'kaltim-zone-5'"),
        (("rule: territory", "rule: legal_border, border_set: kaltara"), "12: unknown border_set 'kaltara'"),
        (("rule: territory", "rule: legal_border"), "12: 'border_set' and rule 'legal_border' go together"),
        (("rule: territory", "rule: territory, facing: [MY-12]"), "12: 'facing' belongs to rule 'legal_border'"),
        (("rule: territory", "rule: zone, zone: kaltim-zone-1, regions: [65]"), "12: rule 'zone' takes no 'regions'"),
        (("territory, evidence: [e1]", "territory, evidence: [e2]"), "12: unknown evidence 'e2'"),
        (("territory, evidence: [e1]", "territory, evidence: []"), "12: field 'evidence' has too few entries"),
        (("coverage:\n  - {rule: territory, evidence: [e1]}\n", ""), "1: a record without coverage rules says why"),
        (("document: S1", "document: S9"), "15: unknown document 'S9'"),
        (("statement: {id: Kata sendiri, en: Own words}", "statement: own words"),
         "16: field 'statement' is no mapping"),
        (("id: e1\n", "id: e1\n    id: e2\n"), "15: key 'id' stands twice"),
        (("en: Own words}", "en: Own words}\n  - {id: e1, document: S1, statement: {id: x, en: x}}"),
         "17: evidence id 'e1' stands twice"),
        (("sectors:", "parent: nobody\nsectors:"), "10: unknown agreement 'nobody'"),
        (("sectors:", "parent: a-one\nsectors:"), "10: agreement 'a-one' stands under itself"),
        (("sectors:", "successor: [nobody]\nsectors:"), "10: unknown agreement 'nobody'"),
        (("id: a-one", "id: a-other"), "1: id 'a-other' is not the file's name 'a-one'"),
        (("id: a-one", "id: A One"), "1: id 'A One' is no slug"),
        (("sectors:", "compulsory: maybe\nsectors:"), "10: field 'compulsory': Input should be a valid boolean"),
        (("title: {id: Satu, en: One}", "title: {id: '', en: One}"), "2: field 'id' has too few entries or is empty"),
        (("title: {id: Satu, en: One}", "title: {id: [Satu], en: One}"), "2: field 'id' is no text"),
        (("  - {region: 65, role: partner, evidence: [e1]}", "  - Kaltara"), "5: an entry of 'parties' is no mapping"),
        (("id: a-one", "id: !!python/object/apply:os.getcwd []"), "1: tag 'tag:yaml.org,2002:python/object"),
    ],
)  # fmt: skip
def test_each_problem_has_its_line(tmp_path: Path, change: tuple[str, str], expected: str) -> None:
    path = write(tmp_path, "a-one", change)
    assert any(text.startswith(expected) for text in found(path)), found(path)


WIDER = """\
documents:
  - {form: mou, date: 2021-03, place: Kota, evidence: [e1], signatories: [{region: 65}, {office: {id: X, en: X}}]}
period:
  begins: 2021-03
  ends: 2026
  renewals: [{date: 2026-01, until: 2031, evidence: [e1]}]
  evidence: [e1]
programmes:
  - id: pipe
    title: {id: Pipa, en: Pipe}
    sectors: [water]
    regions: [65.03]
    steps:
      - {date: 2021, status: planned, what: {id: Rencana, en: Plan}, evidence: [e1]}
      - {date: 2023-05, status: done, what: {id: Selesai, en: Done}, evidence: [e1]}
"""
THEN = "role: initiator, territory_then: {regions: [65.97], reason: {id: a, en: b}, evidence: [x]}}"
CORRIDOR = "rule: corridor, of: [65.03, 64.02], km: 5, side: both"
POINT = "rule: point, region: 65.03.05, latitude: 3.9, longitude: 115.6"


def test_papers_periods_programmes_corridors_and_points_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, "a-one", ("sectors:", WIDER + "sectors:"), ("rule: territory", CORRIDOR))
    assert found(path) == []
    (record,) = read_agreements(tmp_path, known_regions=KNOWN)
    assert record.period is not None
    assert str(record.period.renewals[0].until) == "2031"
    assert [step.status for step in record.programmes[0].steps] == ["planned", "done"]
    assert (record.coverage[0].of, record.coverage[0].km) == (("65.03", "64.02"), 5.0)
    assert record.documents[0].signatories[1].office is not None
    path = write(tmp_path, "a-one", ("rule: territory", f"{POINT}, radius_km: 2.5, regions: [65.03]"))
    assert found(path) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ((("form: mou, date: 2021-03", "form: mou, date: 2021-05"),),
         "9: stage 'framework' (2021-03) is dated before its document 'mou' (2021-05, line 11)"),
        ((("form: mou, date: 2021-03", "form: mou, date: 2021-05, status: planned"),),
         "9: stage 'framework' is done, and its document 'mou' is planned (line 11)"),
        ((("form: mou", "form: letter"),), "11: unknown form 'letter'"),
        ((("signatories: [{region: 65},", "signatories: [{},"),), "11: a signatory has at least one of region"),
        ((("place: Kota, evidence: [e1]", "place: Kota, evidence: [e7]"),), "11: unknown evidence 'e7'"),
        ((("ends: 2026", "ends: 2020"),), "14: period ends (2020) before it begins (2021-03)"),
        ((("until: 2031", "until: 2025"),), "15: renewal holds until 2025, before it is made (2026-01)"),
        ((("date: 2026-01, until", "date: 2019, until"),),
         "15: renewal (2019) is dated before the period begins (2021-03)"),
        ((("sectors: [water]\n    regions", "sectors: [watr]\n    regions"),), "20: unknown sector 'watr'"),
        ((("regions: [65.03]\n", "regions: [65.98]\n"),), "21: unknown region '65.98'"),
        ((("status: done", "status: finished"),), "24: unknown status 'finished'; expected one of raised, planned,"),
        ((("date: 2023-05", "date: 2020-05"),), "24: step (2020-05) stands after a later one (2021)"),
        ((("    title: {id: Pipa, en: Pipe}\n", "    title: {id: Pipa, en: Pipe}\n    crossing: plbn-x\n"),),
         "20: unknown crossing 'plbn-x'"),
        ((("what: {id: Selesai, en: Done}, evidence: [e1]", "what: {id: Selesai, en: Done}, evidence: [e9]"),),
         "24: unknown evidence 'e9'"),
        ((("kind: KSDD", "kind: KSDPL\ncompulsory: true"),), "4: 'compulsory' belongs to kind 'KSDD'"),
        ((("kind: KSDD", "kind: KSDD\nrecord: programme"),), "4: a programme without a parent record"),
        ((("role: initiator}", THEN),), "6: unknown region '65.97'"),
        ((("role: initiator}", THEN),), "6: unknown evidence 'x'"),
    ],
)  # fmt: skip
def test_problems_of_papers_periods_and_programmes(
    tmp_path: Path, changes: tuple[tuple[str, str], ...], expected: str
) -> None:
    path = write(tmp_path, "a-one", ("sectors:", WIDER + "sectors:"), *changes)
    assert any(text.startswith(expected) for text in found(path)), found(path)


def test_a_programme_that_stands_twice(tmp_path: Path) -> None:
    again = WIDER + WIDER[WIDER.index("  - id: pipe") :]
    path = write(tmp_path, "a-one", ("sectors:", again + "sectors:"))
    assert found(path) == ["25: programme id 'pipe' stands twice"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("rule: corridor, of: [65.03], km: 5", "12: rule 'corridor' needs 'of' with two regions, and 'km'"),
        ("rule: corridor, of: [65.03, 65.03], km: 5", "12: rule 'corridor' needs 'of' with two regions, and 'km'"),
        ("rule: corridor, of: [65.03, 64.02]", "12: rule 'corridor' needs 'of' with two regions, and 'km'"),
        ("rule: corridor, km: 5", "12: rule 'corridor' needs 'of' with two regions, and 'km'"),
        ("rule: corridor, of: [65.03, 64.99], km: 5", "12: unknown region '64.99'"),
        ("rule: corridor, of: [65.03, 65], km: 5", "12: 65.03 lies in 65: they have no boundary between them"),
        ("rule: corridor, of: [65, ID], km: 5", "12: 65 lies in ID: they have no boundary between them"),
        ("rule: corridor, of: [MY, MY-12], km: 5", "12: MY-12 lies in MY: they have no boundary between them"),
        ("rule: corridor, of: [MY-12, MY-13], km: 5", "12: MY-12 and MY-13 both lie abroad"),
        ("rule: corridor, of: [65.03, 64.02], km: 0", "12: field 'km': Input should be greater than 0"),
        ("rule: corridor, of: [65.03, 64.02], km: 500", "12: field 'km': Input should be less than or equal to 200"),
        ("rule: corridor, of: [65.03, 64.02], km: wide", "12: field 'km': Input should be a valid number"),
        ("rule: corridor, of: [65.03, 64.02], km: 5, side: 65", "12: side '65' is none of both, 65.03, 64.02"),
        ("rule: corridor, of: [65.03, 64.02], km: 5, side: left", "12: 'left' is no region code"),
        ("rule: territory, km: 5", "12: 'of', 'km' and 'side' belong to rule 'corridor'"),
        ("rule: point, region: 65.03.05, latitude: 3.9", "12: rule 'point' needs 'region', 'latitude' and"),
        ("rule: point, region: 65.03.05, latitude: 93, longitude: 115", "12: field 'latitude': Input should be less"),
        ("rule: territory, radius_km: 5", "12: 'region', 'latitude', 'longitude' and 'radius_km' belong to"),
        (f"{POINT}, regions: [65.03]", "12: rule 'point' takes no 'regions'"),
    ],
)
def test_problems_of_corridors_and_points(tmp_path: Path, rule: str, expected: str) -> None:
    path = write(tmp_path, "a-one", ("rule: territory", rule))
    assert any(text.startswith(expected) for text in found(path)), found(path)


def test_a_point_outside_its_region_is_found_with_shapes_at_hand(tmp_path: Path) -> None:
    # Krayan as a square of a degree; the layer knows the district, the point names it or a village in it.
    shapes = gpd.GeoDataFrame(
        {"tier": ["authoritative"]}, index=["65.03.05"], geometry=[box(115, 3.5, 116, 4.5)], crs="EPSG:4326"
    )
    path = write(tmp_path, "a-one", ("rule: territory", POINT))
    assert check_files([path], beside=tmp_path, shapes=shapes) == []
    for change, km in (("latitude: 115.6, longitude: 3.9", None), ("latitude: 3.9, longitude: 117", 111)):
        path = write(tmp_path, "a-one", ("rule: territory", POINT.replace("latitude: 3.9, longitude: 115.6", change)))
        problems = check_files([path], beside=tmp_path, shapes=shapes)
        assert [problem.line for problem in problems] == [12]
        # What is no latitude at all is found by itself, and not measured.
        assert (f"lies {km} km outside 65.03.05" if km else "should be less than") in problems[0].what
        assert len(check_files([path], beside=tmp_path)) == (0 if km else 1)
    # Ten kilometres are forgiven on an approximate layer, one on a published one.
    near = POINT.replace("longitude: 115.6", "longitude: 116.05")
    path = write(tmp_path, "a-one", ("rule: territory", near.replace("region: 65.03.05", "region: 65.03.05.2001")))
    assert "lies 6 km outside 65.03.05.2001" in check_files([path], beside=tmp_path, shapes=shapes)[0].what
    assert check_files([path], beside=tmp_path, shapes=shapes.assign(tier="approximate")) == []
    # A layer without the region says nothing.
    other = write(tmp_path, "a-one", ("rule: territory", near.replace("region: 65.03.05", "region: 64.02")))
    assert check_files([other], beside=tmp_path, shapes=shapes) == []


def test_a_wrong_entry_does_not_make_its_list_look_empty(tmp_path: Path) -> None:
    path = write(tmp_path, "a-one", ("  - {stage: offer, date: 2020, evidence: [e1]}\n", ""), ("2021-03", "2021-13"))
    assert found(path) == ["8: date '2021-13' does not exist (month must be in 1..12)"]


def test_territory_without_any_region(tmp_path: Path) -> None:
    organisation = "organisation: {id: Badan, en: Agency}"
    path = write(tmp_path, "a-one", ("region: 65,", f"{organisation},"), ("region: 65.03,", f"{organisation},"))
    assert found(path) == ["12: rule 'territory' has no base: no 'regions', and no party is a region"]


def test_two_records_under_each_other(tmp_path: Path) -> None:
    write(tmp_path, "a-one", ("sectors:", "parent: b-two\nsectors:"))
    path = write(tmp_path, "b-two", ("sectors:", "parent: a-one\nsectors:"))
    assert found(path) == ["10: agreement 'b-two' stands under itself"]


def test_planned_stages_have_no_order(tmp_path: Path) -> None:
    path = write(tmp_path, "a-one", ("date: 2020", "date: 2030, status: planned"))
    assert found(path) == []


def test_several_files_in_order(tmp_path: Path) -> None:
    last = write(tmp_path, "b-two", ("kind: KSDD", "kind: X"), ("[water]", "[x]"))
    first = write(tmp_path, "a-one", ("[water]", "[y]"))
    problems = check_files([last, first], beside=tmp_path)
    assert [(Path(problem.file).name, problem.line) for problem in problems] == [
        ("a-one.yaml", 10), ("b-two.yaml", 3), ("b-two.yaml", 10),
    ]  # fmt: skip


def test_documents_of_ones_own(tmp_path: Path) -> None:
    path = write(tmp_path, "a-one", ("document: S1", "document: letter-7"))
    assert found(path) != []
    own = tmp_path / "sources.yaml"
    own.write_text("- {id: letter-7, title: Surat, publisher: Bupati, date: 2024, type: public}\n", encoding="utf-8")
    assert found(path) == []
    assert len(read_agreements(tmp_path)) == 1
    own.write_text("- {id: letter-7, title: Surat, publisher: Bupati, date: 2024, type: letter}\n", encoding="utf-8")
    assert any("unknown type 'letter'" in problem.what for problem in check_files([path], beside=tmp_path))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "file is empty"),
        (b"# only a remark\n", "file is empty"),
        (b"id: a\xff\n", "is not UTF-8"),
        (b"id: a\x07\n", "control character"),
        (b"a: b\n---\nc: d\n", "more than one YAML document"),
        (b"a: [b\n", "no valid YAML"),
        (b"a: b: c\n", "no valid YAML"),
        (b"\tid: a\n", "no valid YAML"),
        (b"a: &x [1]\nb: *x\n", "alias *x"),
        (b"a: &x [*x]\n", "alias *x"),
        (b"? [a, b]\n: c\n", "a key that is no plain text"),
        (b"a: " + b"[" * 200_000, "is nested more than 30 deep"),
        (b"a: " + b"[" * 40 + b"]" * 40, "is nested more than 30 deep"),
        (b"a: [" + b"x, " * 60_000 + b"]", "holds more than 50,000 values"),
        (b"a: " + b"x" * MAX_BYTES, "larger than"),
        (b"just words", "the record is no mapping"),
        (b"- a\n- b\n", "the record is no mapping"),
        (b"1: 2\n", "unknown field '1'"),
    ],
)
def test_no_file_gives_a_traceback(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "a-one.yaml"
    path.write_bytes(content)
    problems = check_files([path], beside=tmp_path)
    assert any(expected in problem.what for problem in problems), problems
    assert all(problem.file == str(path) for problem in problems)
    with pytest.raises(InputError):
        read_agreements(tmp_path)


def test_missing_files_and_folders(tmp_path: Path) -> None:
    (problem,) = check_files([tmp_path / "none.yaml"], beside=tmp_path)
    assert "cannot be read" in problem.what
    with pytest.raises(InputError, match="no folder"):
        read_agreements(tmp_path / "none")
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(InputError, match="cannot be read"):
        read_agreements(tmp_path)


def test_a_byte_order_mark_and_windows_lines_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "a-one.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.format(name="a-one").replace("\n", "\r\n").encode())
    assert found(path) == []


def test_scalars_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a: 61.10\nb: no\nc: 2024-01-01\nd: 010\ne: ~\nf: 1e3\ng:\n", encoding="utf-8")
    tree, problems = read_tree(path)
    assert problems == []
    assert tree is not None
    assert tree.data == {"a": "61.10", "b": "no", "c": "2024-01-01", "d": "010", "e": "~", "f": "1e3", "g": ""}
    assert [tree.line_of((key,)) for key in "abcdefg"] == [1, 2, 3, 4, 5, 6, 7]
    assert tree.line_of(("c", "deeper", 3)) == 3
    assert tree.line_of(("unheard of",)) == 1


ZONE = """\
- id: z
  group: zone
  number: one
  title: {id: A, en: A}
  members: [{region: 64.99}]
  evidence: [{id: e, document: S8, statement: {id: A, en: A}}]
"""


@pytest.mark.parametrize(
    ("reader", "text", "expected"),
    [
        (read_sources, "id: S1\n", "file is no list"),
        (read_sectors, "- {id: a, title: {id: A, en: A}}\n" * 2, "2: id 'a' stands twice"),
        (read_sectors, "- a\n", "the record is no mapping"),
        (read_sectors, "- {id: a}\n", "field 'title' is missing"),
        (read_sectors, "- {id: a, title: {id: A, en: A}, affairs: [b]}\n", "1: unknown affair 'b'"),
        (
            read_zones,
            ZONE.replace("number: one", "number: 1\n  extent: {south: 1, north: 0, west: 0, east: 1, evidence: [e]}"),
            "4: an extent has south below north",
        ),
        (read_zones, ZONE, "3: field 'number': Input should be a valid integer"),
        (read_border_sets, "- {id: z, districts: []}\n", "field 'districts' has too few entries"),
        (read_crossings, "- {id: c, latitude: nan, longitude: 200}\n", "field 'latitude': Input should be a finite"),
    ],
)
def test_other_files(tmp_path: Path, reader: type, text: str, expected: str) -> None:
    path = tmp_path / "list.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        reader(path)
    assert expected in str(caught.value)


def test_zones_know_regions_and_documents(tmp_path: Path) -> None:
    path = tmp_path / "zones.yaml"
    path.write_text(ZONE.replace("number: one", "number: 1"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_zones(path, known_regions=KNOWN)
    assert [problem.line for problem in caught.value.problems] == [5, 6]
    sited = "  sites: [{name: A, region: 65, latitude: 1, longitude: 115, evidence: [f]}]\n  evidence:"
    path.write_text(ZONE.replace("number: one", "number: 1").replace("  evidence:", sited), encoding="utf-8")
    with pytest.raises(InputError, match=r":6: unknown evidence 'f'"):
        read_zones(path)


SEED = (data_root() / "agreements" / "kaltim-anhui.yaml").read_bytes()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cuts=st.lists(
        st.tuples(st.integers(0, len(SEED)), st.integers(0, 40), st.binary(max_size=8)), min_size=1, max_size=6
    )
)
def test_altered_bytes_give_problems_only(tmp_path: Path, cuts: list[tuple[int, int, bytes]]) -> None:
    content = SEED
    for start, length, new in cuts:
        content = content[:start] + new + content[start + length :]
    folder = tmp_path / "altered"
    folder.mkdir(exist_ok=True)
    path = folder / "kaltim-anhui.yaml"
    path.write_bytes(content)
    problems = check_files([path], known_regions=KNOWN)
    if not problems:
        assert len(read_agreements(folder, known_regions=KNOWN)) == 1
        return
    with pytest.raises(InputError) as caught:
        read_agreements(folder, known_regions=KNOWN)
    assert list(caught.value.problems) == problems


def test_committed_schema_is_current() -> None:
    committed = json.loads((data_root() / "agreements" / "agreement.schema.json").read_text(encoding="utf-8"))
    assert committed == agreement_json_schema(), "run: python tools/export_schema.py"


def test_every_shipped_file_names_the_schema() -> None:
    for path in (data_root() / "agreements").glob("*.yaml"):
        assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=agreement.schema.json\n")


def test_a_copied_folder_reads_the_same(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(data_root() / "agreements", copy)
    assert read_agreements(copy) == read_agreements()


def test_a_file_with_a_capital_ending_is_read(tmp_path: Path) -> None:
    write(tmp_path, "a-one").rename(tmp_path / "a-one.YAML")
    assert [entry.id for entry in read_agreements(tmp_path)] == ["a-one"]


def test_a_folder_without_records_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert records(folder=tmp_path) == records()
    assert f"no records in {tmp_path}; a record is a file that ends in .yaml or .yml" in caplog.text
