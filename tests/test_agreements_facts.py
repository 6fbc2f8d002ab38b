"""The shipped records against what the documents say, written out by hand."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING

import pytest
from shapely.geometry import Point, Polygon

from geo_coop.agreements.places import off_region_km, tolerance_km
from geo_coop.agreements.read import (
    agreement_files,
    check_files,
    read_agreements,
    read_border_sets,
    read_crossings,
    read_sectors,
    read_sources,
    read_zones,
)
from geo_coop.boundaries.embedded import read as read_layer
from geo_coop.resources import data_root

if TYPE_CHECKING:
    from pathlib import Path

    from geo_coop.agreements.model import Agreement

REGENCIES_OF_KALTIM = {"64.01", "64.02", "64.03", "64.07", "64.08", "64.09", "64.11", "64.71", "64.72", "64.74"}
TITLES = {
    "S1": "Sosek Malindo Bertujuan",
    "S2": "Hadiri Forum",
    "S3": "Kerjasama Pembangunan Antar Daerah",
    "S4": "Kotim dan Seruyan Resmi",
    "S5": None,
}


@cache
def records() -> dict[str, Agreement]:
    return {record.id: record for record in read_agreements()}


def stages(name: str) -> list[tuple[str, str, str]]:
    return [(entry.stage, str(entry.date), entry.status) for entry in records()[name].stages]


def roles(name: str) -> set[tuple[str, str]]:
    return {(party.region or "organisation", party.role) for party in records()[name].parties}


def test_every_record_is_there() -> None:
    assert set(records()) == {
        "sosek-malindo", "sosek-malindo-kaltara-sabah", "sosek-malindo-rakor-2024", "sosek-malindo-session-2024",
        "kemlu-forum-2022", "bappeda-kaltim-2014",
        "kukar-kubar-2014", "kukar-balikpapan-2014", "kukar-samarinda-2014", "kukar-bontang-2014",
        "kukar-kutim-2014", "kukar-ppu-2014", "kukar-kutim-2022", "kukar-balikpapan-ppu-2024",
        "balikpapan-offer-water-2014", "balikpapan-offer-waste-2014", "balikpapan-offer-mediation-2014",
        "balikpapan-offer-year-2014", "kubar-offers-2014",
        "kotim-seruyan-2025", "kotim-seruyan-education-2025", "kotim-seruyan-disaster-2025",
        "kotim-seruyan-fire-service-2025", "kotim-seruyan-fisheries-2025",
        "kaltim-anhui", "samarinda-anhui-sister-city", "balikpapan-anhui-sister-city",
        "kaltim-zones-2014", "kaltim-areas-2014", "boundary-mou-2025",
    }  # fmt: skip


def test_sosek_malindo_is_two_records() -> None:
    frame, below = records()["sosek-malindo"], records()["sosek-malindo-kaltara-sabah"]
    assert frame.kind == below.kind == "FORUM"
    assert roles("sosek-malindo") == {("ID", "partner"), ("MY", "partner")}
    assert roles("sosek-malindo-kaltara-sabah") == {("65", "partner"), ("MY-12", "partner")}
    assert below.parent == frame.id
    assert stages(frame.id) == [("running", "1985", "done")]
    assert [(rule.rule, rule.border_set, rule.facing) for rule in frame.coverage] == [
        ("legal_border", "kaltara-malaysia", ()),
        ("legal_border", "kaltim-malaysia", ()),
    ]
    assert [(rule.rule, rule.border_set, rule.facing) for rule in below.coverage] == [
        ("legal_border", "kaltara-malaysia", ("MY-12",))
    ]
    readings = {reading.en for conflict in frame.conflicts for reading in conflict.readings}
    assert {"1985 (S1)", "1983 (a paper)"} <= readings
    assert any("Malinau" in conflict.about.en for conflict in below.conflicts)


def test_meetings_are_contacts_on_their_day_and_cover_no_land() -> None:
    meetings = {record.id for record in records().values() if record.record == "meeting"}
    assert meetings == {
        "sosek-malindo-rakor-2024", "sosek-malindo-session-2024", "kemlu-forum-2022", "bappeda-kaltim-2014",
    }  # fmt: skip
    assert stages("sosek-malindo-rakor-2024") == [("contact", "2024-04-18", "done")]
    assert stages("sosek-malindo-session-2024") == [("contact", "2024-07-16/2024-07-19", "done")]
    assert stages("kemlu-forum-2022") == [("contact", "2022-10-11", "done")]
    assert stages("bappeda-kaltim-2014") == [("contact", "2014-02-06", "done")]
    assert all(not records()[name].coverage and records()[name].no_coverage for name in meetings)


def test_who_came_to_the_meeting_of_2014() -> None:
    meeting = records()["bappeda-kaltim-2014"]
    assert {("64", "chair"), ("64", "mediator"), ("64.02", "initiator"), ("64.07", "host")} <= roles(meeting.id)
    presence = {party.region: party.presence for party in meeting.parties}
    assert {region for region, how in presence.items() if how == "absent"} == {"64.09", "64.11"}
    assert {region for region, how in presence.items() if how == "deputy"} == {"64.03"}
    assert set(presence) == REGENCIES_OF_KALTIM | {"64"}


@pytest.mark.parametrize(
    ("name", "partner", "sectors", "successor"),
    [
        ("kukar-kubar-2014", "64.07", ("roads",), ()),
        ("kukar-balikpapan-2014", "64.71", ("water",), ("kukar-balikpapan-ppu-2024",)),
        ("kukar-samarinda-2014", "64.72", ("waste",), ()),
        ("kukar-bontang-2014", "64.74", ("water",), ()),
        ("kukar-kutim-2014", "64.08", ("education", "health"), ("kukar-kutim-2022",)),
        ("kukar-ppu-2014", "64.09", ("boundary",), ()),
    ],
)
def test_six_drafts(name: str, partner: str, sectors: tuple[str, ...], successor: tuple[str, ...]) -> None:
    draft = records()[name]
    assert (draft.kind, draft.record, draft.sectors, draft.successor) == ("KSDD", "draft", sectors, successor)
    assert {party.region for party in draft.parties} == {"64.02", partner}
    assert stages(name)[-2:] == [("plan", "2014-02-06", "done"), ("framework", "2014-04", "planned")]
    assert draft.coverage


def test_signed_successors() -> None:
    assert stages("kukar-kutim-2022") == [("framework", "2022-06-10", "done")]
    assert stages("kukar-balikpapan-ppu-2024") == [("framework", "2024-02-08", "done")]
    assert roles("kukar-balikpapan-2014") == {("64.02", "supplier"), ("64.71", "beneficiary")}
    assert any("Samarinda" in reading.en for conflict in records()["kukar-balikpapan-ppu-2024"].conflicts
               for reading in conflict.readings)  # fmt: skip


def test_offers() -> None:
    offers = {record.id for record in records().values() if record.record == "offer"}
    assert len(offers) == 5
    assert all(("offer", "2014-02-06", "done") in stages(name) for name in offers)
    assert all(len([entry for entry in records()[name].stages if entry.status == "done"]) == 1 for name in offers)
    assert set(records()["kubar-offers-2014"].sectors) == {
        "infrastructure", "boundary", "environment", "social", "culture",
    }  # fmt: skip


def test_kotim_seruyan() -> None:
    assert stages("kotim-seruyan-2025") == [("framework", "2025-11-03", "done")]
    assert roles("kotim-seruyan-2025") == {("62.02", "partner"), ("62.07", "partner")}
    (conflict,) = records()["kotim-seruyan-2025"].conflicts
    assert [("1" in reading.en, "3 November" in reading.en) for reading in conflict.readings] == [
        (True, False), (False, True),
    ]  # fmt: skip
    working = [record for record in records().values() if record.parent == "kotim-seruyan-2025"]
    assert len(working) == 4
    assert all(stages(record.id) == [("binding", "2025-11-03", "done")] for record in working)


def test_anhui_signing_is_never_assumed() -> None:
    assert stages("kaltim-anhui") == [
        ("contact", "2023-12", "done"),
        ("offer", "2023-12", "done"),
        ("intent", "2023-12-04", "done"),
        ("framework", "2024-06", "unconfirmed"),
    ]
    assert roles("kaltim-anhui") == {("CN-AH", "initiator"), ("64", "partner")}
    assert records()["kaltim-anhui"].kind == "KSDPL"
    for name in ("samarinda-anhui-sister-city", "balikpapan-anhui-sister-city"):
        assert records()[name].record == "plan"
        assert all(entry.status == "planned" for entry in records()[name].stages)


def test_zones_and_areas() -> None:
    zones = {zone.id: zone for zone in read_zones()}
    members = {name: {member.region for member in zone.members} for name, zone in zones.items()}
    assert {name: members[f"kaltim-zone-{name}"] for name in range(1, 5)} == {
        1: {"64.72", "64.74", "64.02"},
        2: {"64.02", "64.07", "64.11"},
        3: {"64.74", "64.08", "64.03"},
        4: {"64.02", "64.71", "64.09", "64.01"},
    }
    initiators = [member.region for zone in zones.values() for member in zone.members if member.role == "initiator"]
    assert initiators == ["64.72", "64.02", "64.08", "64.71"]
    assert set().union(*(members[f"kaltim-zone-{name}"] for name in range(1, 5))) == REGENCIES_OF_KALTIM
    assert {name: members[f"kaltim-area-{name}"] for name in range(1, 9)} == {
        1: {"64.71"}, 2: {"64.72", "64.02"}, 3: {"64.74", "64.02"}, 4: {"64.08"}, 5: {"64.03"},
        6: {"64.01", "64.09"}, 7: {"64.11"}, 8: {"64.02", "64.07"},
    }  # fmt: skip
    implied = {zone.id for zone in zones.values() for member in zone.members if member.implied}
    assert implied == {"kaltim-area-1", "kaltim-area-4", "kaltim-area-5"}
    for record, count in (("kaltim-zones-2014", 4), ("kaltim-areas-2014", 8)):
        assert [rule.rule for rule in records()[record].coverage] == ["zone"] * count
        assert len({rule.zone for rule in records()[record].coverage}) == count
        assert stages(record) == [("plan", "2014-02-06", "done")]


def test_papers_of_records() -> None:
    papers = {
        (record.id, paper.form, str(paper.date), paper.status, paper.place)
        for record in records().values()
        for paper in record.documents
    }
    drafts = {name for name in records() if name.startswith("kukar-") and name.endswith("-2014")}
    assert papers == {
        ("sosek-malindo", "tor", "unknown", "done", ""),
        ("boundary-mou-2025", "mou", "2025-02-18", "done", ""),
        ("sosek-malindo-session-2024", "minutes", "2024-07-16/2024-07-19", "done", "Balikpapan"),
        ("bappeda-kaltim-2014", "minutes", "2014-02-06", "done", "Sendawar, Kutai Barat"),
        ("kukar-kutim-2022", "mou", "2022-06-10", "done", "Sangatta, Kutai Timur"),
        ("kukar-balikpapan-ppu-2024", "mou", "2024-02-08", "done", "Balikpapan"),
        ("kotim-seruyan-2025", "mou", "2025-11-03", "done", "Sampit"),
        *((f"kotim-seruyan-{what}-2025", "pks", "2025-11-03", "done", "Sampit")
          for what in ("education", "disaster", "fire-service", "fisheries")),
        ("kaltim-anhui", "letter_of_intent", "2023-12-04", "done", "Jakarta"),
        ("kaltim-anhui", "mou", "2024-06", "unconfirmed", ""),
        *((name, "mou", "2014-04", "planned", "") for name in drafts),
    }  # fmt: skip
    assert len(drafts) == 6
    # No number and no person is made up: the documents give none.
    assert not any(paper.number for record in records().values() for paper in record.documents)
    assert not any(who.name for record in records().values() for paper in record.documents for who in paper.signatories)
    period = records()["kaltim-anhui"].period
    assert period is not None
    assert (period.begins, period.ends) == (None, None)


def test_programmes_and_issues_to_follow_up() -> None:
    found = {
        name: {(one.id, one.type, one.steps[-1].status) for one in records()[name].programmes}
        for name in records()
        if records()[name].programmes
    }
    assert found == {
        "sosek-malindo-rakor-2024": {
            ("plbn-long-midang", "programme", "raised"), ("plbn-sei-menggaris", "programme", "raised"),
            ("border-problems", "issue", "raised"), ("social-and-culture", "issue", "raised"),
            ("safety-and-security", "issue", "raised"), ("livelihood-and-transport", "issue", "raised"),
        },
        "kemlu-forum-2022": {
            ("regular-forum", "programme", "raised"), ("paser-potential", "programme", "raised"),
            ("budget-of-buffer-regions", "issue", "raised"),
        },
        "bappeda-kaltim-2014": {
            ("cooperation-database", "programme", "raised"), ("regents-meeting", "programme", "planned"),
            ("follow-up-meetings", "programme", "raised"),
        },
        "kukar-kubar-2014": {("atj-road", "programme", "halted")},
        "kotim-seruyan-2025": {
            ("school-access", "programme", "planned"), ("population-data", "issue", "planned"),
            ("tilapia-farming", "programme", "planned"), ("land-fires", "issue", "planned"),
            ("coast-tourism", "programme", "raised"),
        },
        "kaltim-anhui": {
            (name, "programme", "planned")
            for name in ("scholarships", "teacher-training", "downstream-industry", "village-mapping")
        }
        | {("buffer-investors", "programme", "raised")},
    }  # fmt: skip
    road = records()["kukar-kubar-2014"].programmes[0]
    assert [str(step.date) for step in road.steps] == ["2014-02-06", "2015", "2025"]


def test_the_line_that_moved_in_2025() -> None:
    treaty = records()["boundary-mou-2025"]
    assert (treaty.kind, roles(treaty.id)) == ("TREATY", {("ID", "partner"), ("MY", "partner")})
    assert stages(treaty.id) == [("framework", "2025-02-18", "done")]
    (rule,) = treaty.coverage
    # Lipaga, Tetagas and Kabungolor, of which only parts are meant.
    assert (rule.rule, rule.regions, rule.exactness) == (
        "list", ("65.03.21.2002", "65.03.21.2009", "65.03.21.2010"), "approximate",
    )  # fmt: skip
    figures = " ".join(topic.en for topic in treaty.topics)
    assert all(figure in figures for figure in ("127.3", "4.9", "5,207.7", "778.5"))


def test_rules_with_a_line_or_a_point() -> None:
    (corridor,) = records()["kukar-ppu-2014"].coverage
    assert (corridor.rule, corridor.of, corridor.km, corridor.exactness) == (
        "corridor", ("64.02", "64.09"), 5.0, "approximate",
    )  # fmt: skip
    width = {item.id: item.certainty for item in records()["kukar-ppu-2014"].evidence}["width"]
    assert width == "uncertain"
    territory, bridge = records()["kukar-kubar-2014"].coverage
    assert (territory.rule, bridge.rule, bridge.region) == ("territory", "point", "64.07.06.1006")
    used = {rule.rule for record in records().values() for rule in record.coverage}
    assert used == {"territory", "list", "legal_border", "corridor", "point", "zone"}


def test_the_capital_is_an_area_and_no_agreement() -> None:
    (ikn,) = [zone for zone in read_zones() if zone.id == "ikn"]
    assert {member.region for member in ikn.members} == {
        "64.02.02", "64.02.03", "64.02.13", "64.02.14", "64.02.15", "64.02.20", "64.09.04",
    }  # fmt: skip
    assert ikn.extent is not None
    assert ikn.extent.north == pytest.approx(-(38 + 44.912 / 60) / 60, abs=1e-6)
    assert ikn.extent.south == pytest.approx(-1 - (15 + 25.260 / 60) / 60, abs=1e-6)
    assert ikn.extent.west == pytest.approx(116 + (31 + 37.728 / 60) / 60, abs=1e-6)
    assert ikn.extent.east == pytest.approx(117 + (18 + 28.084 / 60) / 60, abs=1e-6)
    assert ikn.area_ha == 256_142
    assert [reading.en.split()[0] for reading in ikn.conflicts[0].readings] == ["256,142", "252,660", "152,660"]
    assert "ikn" not in records()


def test_points_lie_in_the_regions_they_name() -> None:
    layer = read_layer("district")
    limit = tolerance_km(layer)
    points = [(site.region, site.longitude, site.latitude) for zone in read_zones() for site in zone.sites]
    points += [(one.region, one.longitude, one.latitude) for one in read_crossings()]
    points += [
        (str(rule.region), float(rule.longitude or 0), float(rule.latitude or 0))
        for record in records().values()
        for rule in record.coverage
        if rule.rule == "point"
    ]
    assert len(points) == 10
    off = {region: off_region_km(region, lon, lat, layer) for region, lon, lat in points}
    assert {region for region, km in off.items() if km is None or km > limit} == set()
    # Coordinates of Maloy that stand in public code, 100 to 1,000 km away.
    for lat, lon in ((-1.25, 116.83), (3.80, 117.02), (-8.2, 117.4), (1.32, 109.32)):
        far = off_region_km("64.08.05.2015", lon, lat, layer)
        assert far is not None
        assert far > 90


def test_border_sets() -> None:
    kaltara, kaltim = read_border_sets()
    codes = [district.code for district in kaltara.districts]
    assert (kaltara.id, len(codes), len(set(codes))) == ("kaltara-malaysia", 22, 22)
    assert sum(code.startswith("65.03.") for code in codes) == 17
    assert {code for code in codes if code.startswith("65.02.")} == {
        "65.02.03", "65.02.04", "65.02.05", "65.02.10", "65.02.11",
    }  # fmt: skip
    assert [(district.code, district.name) for district in kaltim.districts] == [
        ("64.11.04", "Long Apari"), ("64.11.05", "Long Pahangai"),
    ]  # fmt: skip
    assert any(item.certainty == "uncertain" for item in kaltara.evidence)


def test_crossings() -> None:
    crossings = {crossing.id: crossing for crossing in read_crossings()}
    opened = {name for name, crossing in crossings.items() if crossing.type == "PLBN"}
    assert opened == {"plbn-sei-nyamuk", "plbn-labang", "plbn-long-nawang"}
    assert {str(crossings[name].since) for name in opened} == {"2024-10-02"}
    assert {name for name, crossing in crossings.items() if crossing.type == "planned"} == {
        "plbn-long-midang", "plbn-sei-menggaris",
    }  # fmt: skip
    assert {name for name, crossing in crossings.items() if crossing.facing == "MY-13"} == {
        "plbn-long-nawang", "plbn-long-midang",
    }  # fmt: skip


def test_every_fact_in_a_record_has_evidence() -> None:
    for record in records().values():
        used = [name for party in record.parties for name in party.evidence]
        used += [name for entry in (*record.stages, *record.coverage, *record.conflicts) for name in entry.evidence]
        assert all(party.evidence for party in record.parties), record.id
        assert set(used) <= {item.id for item in record.evidence}
        numbered = {"S1", "S2", "S3", "S4", "S5"}
        assert all((item.document in numbered) == bool(item.paragraph) for item in record.evidence), record.id
        assert all(item.certainty != "stated" for item in record.evidence if item.document not in numbered), record.id


def test_sectors_are_the_official_affairs_and_fields_in_use() -> None:
    by_group: dict[str, list[str]] = {}
    for sector in read_sectors():
        by_group.setdefault(sector.group, []).append(sector.id)
    assert {group: len(ids) for group, ids in by_group.items()} == {
        "basic": 6, "mandatory": 18, "optional": 8, "absolute": 6, "field": 12, "sosek-old": 7, "sosek-new": 3,
    }  # fmt: skip
    regional = [sector for sector in read_sectors() if sector.group in {"basic", "mandatory", "optional"}]
    assert [sector.number for sector in regional] == list(range(1, 33))
    assert [sector.title.id for sector in regional][:3] == [
        "Pendidikan", "Kesehatan", "Pekerjaan umum dan penataan ruang",
    ]  # fmt: skip
    used = {sector for record in records().values() for sector in (*record.sectors, *record.former_sectors)}
    assert set(by_group["field"]) | set(by_group["sosek-old"]) | set(by_group["sosek-new"]) <= used
    assert list(records()["sosek-malindo"].former_sectors) == by_group["sosek-old"]
    assert set(by_group["sosek-new"]) <= set(records()["sosek-malindo"].sectors)
    assert [document.id for document in read_sources()][:5] == ["S1", "S2", "S3", "S4", "S5"]


def _codes(shared_dir: Path) -> set[str]:
    path = shared_dir / "boundaries/mirror/cahyadsn/wilayah/b7ad440a/db/wilayah.sql"
    return set(re.findall(r"\('([0-9.]+)','", path.read_text(encoding="utf-8"))) | {
        "ID", "MY", "MY-12", "MY-13", "CN", "CN-AH",
    }  # fmt: skip


@pytest.mark.shared
def test_every_region_exists(shared_dir: Path) -> None:
    known = _codes(shared_dir)
    assert check_files(agreement_files(data_root() / "agreements"), known_regions=known) == []
    assert len(read_agreements(known_regions=known)) == 30
    assert len(read_zones(known_regions=known)) == 13
    assert len(read_border_sets(known_regions=known)) == 2
    assert len(read_crossings(known_regions=known)) == 5


@pytest.mark.shared
def test_names_of_border_districts_and_the_counts_of_s1(shared_dir: Path) -> None:
    path = shared_dir / "boundaries/mirror/cahyadsn/wilayah/b7ad440a/db/wilayah.sql"
    names = dict(re.findall(r"\('([0-9.]+)','((?:[^'\\]|\\.|'')*)'\)", path.read_text(encoding="utf-8")))
    for border in read_border_sets():
        assert {district.code: district.name for district in border.districts} == {
            district.code: names[district.code] for district in border.districts
        }
    districts = {district.code for district in read_border_sets()[0].districts}
    villages = [code for code in names if code.count(".") == 3 and code[:8] in districts]
    assert sum(code[9] == "2" for code in villages) == 204
    assert sum(code[9] == "1" for code in villages) == 8


def _paragraphs(path: Path, title: str | None) -> list[str]:
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    if title is not None:
        lines.remove(next(line for line in lines if line.startswith(title)))
    return lines


def _documents(shared_dir: Path) -> dict[str, list[str]]:
    files = sorted((shared_dir / "sources").glob("0*.txt"))
    return {name: _paragraphs(path, title) for (name, title), path in zip(TITLES.items(), files, strict=True)}


@pytest.mark.shared
def test_paragraphs_are_counted_as_documented(shared_dir: Path) -> None:
    documents = _documents(shared_dir)
    evidence = [item for record in records().values() for item in record.evidence]
    evidence += [item for zone in read_zones() for item in zone.evidence]
    assert all(1 <= int(item.paragraph) <= len(documents[item.document]) for item in evidence if item.paragraph)
    for document, paragraph, word in (
        ("S1", 3, "204 desa"), ("S1", 9, "1985"), ("S2", 1, "11/10/2022"), ("S3", 8, "Mahulu"), ("S3", 31, "Zona 1"),
        ("S3", 44, "Kubar"), ("S3", 51, "PPU"), ("S4", 3, "awal November"), ("S5", 12, "bulan Juni"),
        ("S5", 17, "Desember 2023"),
    ):  # fmt: skip
        assert word in documents[document][paragraph - 1]


def _runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


@pytest.mark.shared
def test_no_sentence_of_the_documents_is_copied(shared_dir: Path) -> None:
    copied = set().union(*(_runs(" ".join(lines)) for lines in _documents(shared_dir).values()))
    for path in data_root().rglob("*.yaml"):
        assert not copied & _runs(path.read_text(encoding="utf-8")), path.name


def _outer_rings(text: str) -> list[Polygon]:
    """Return the outer rings of a published shape: [lat, lng] pairs in lists of depth 2, 3 or 4."""
    shape = json.loads(text)
    parts = [[shape]] if isinstance(shape[0][0], float) else [shape] if isinstance(shape[0][0][0], float) else shape
    return [Polygon([(longitude, latitude) for latitude, longitude in rings[0]]) for rings in parts]


@pytest.mark.shared
def test_crossings_lie_where_they_are_said_to_lie(shared_dir: Path) -> None:
    folder = shared_dir / "boundaries/mirror/cahyadsn/wilayah_boundaries/3c5a7960/db/kel/65"
    for crossing in read_crossings():
        point = Point(crossing.longitude, crossing.latitude)
        text = (folder / f"wilayah_boundaries_kel_{crossing.region[:5]}.sql").read_text(encoding="utf-8")
        shapes = re.findall(rf"\('{re.escape(crossing.region)}[.\d]*','.*?'(\[\[.*?\]\])'", text)
        assert shapes, crossing.id
        assert any(ring.buffer(0).contains(point) for shape in shapes for ring in _outer_rings(shape)), crossing.id
