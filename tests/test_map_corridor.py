"""Corridor maps of the API: one state abroad, and both sides of a border inside Indonesia."""

import datetime as dt

import pytest

from geo_coop.api.map_inner_corridor import joins
from geo_coop.api.maps import corridor_view
from geo_coop.api.records import records
from geo_coop.codes import contains
from geo_coop.errors import NotFoundError


def test_both_sides_of_an_inner_border_are_shown() -> None:
    view = corridor_view("64.02", "64.07", lang="en")
    villages = view.layers.villages
    assert {code[:5] for code in villages.index} == {"64.02", "64.07"}
    assert all(facing != code[:5] for code, facing in villages["facing"].items())
    assert set(villages["notion"]) == {"touch", "near"}
    assert set(view.layers.line["facing"]) == {"64.07"}
    assert view.layers.facing_name("64.07") == "Kabupaten Kutai Barat"
    assert view.title == "Border corridor of Kabupaten Kutai Kartanegara with Kabupaten Kutai Barat"
    assert view.classes.index.index.equals(villages.index)


def test_parties_on_both_sides_join_a_border() -> None:
    by_id = {record.id: record for record in records()}
    both = [name for name, record in by_id.items() if joins(record, "62.02", "62.07")]
    assert both
    for name in both:
        regions = [party.region for party in by_id[name].parties if party.region]
        assert len(regions) > 1
    assert not joins(by_id[both[0]], "64.02", "64.07")


def test_one_state_abroad_takes_its_part_of_the_line() -> None:
    view = corridor_view("65", "MY-12")
    whole = corridor_view("65", "MY")
    assert set(view.layers.line["facing"]) == {"MY-12"}
    assert view.layers.line["length_km"].sum() < whole.layers.line["length_km"].sum()
    assert all(contains("MY-12", code) for code in view.layers.villages["facing"])
    assert 0 < len(view.layers.villages) < len(whole.layers.villages)
    assert "Sarawak" not in view.title
    assert view.layers.crossings is not None
    assert whole.layers.crossings is not None
    assert set(view.layers.crossings["name"]) == {"PLBN Sei Nyamuk", "PLBN Labang", "PLBN Sei Menggaris"}
    assert len(whole.layers.crossings) == 5
    assert any("Nabawan" in remark for remark in view.notes.remarks)


def test_regions_that_do_not_adjoin_are_an_error() -> None:
    with pytest.raises(NotFoundError, match="do not adjoin"):
        corridor_view("62.02", "62.08")


def test_crossings_that_opened_later_are_named() -> None:
    told = "Crossings that are drawn, and not known to have been open on that day: PLBN Sei Nyamuk (2024-10-02)"
    remarks = {
        day: corridor_view("65", "MY-12", on=day, lang="en").notes.remarks
        for day in (dt.date(2014, 1, 1), dt.date(2025, 1, 1))
    }
    assert [any(text.startswith(told) for text in found) for found in remarks.values()] == [True, False]


def test_a_day_rules_the_regions_too_where_their_villages_are_not_known() -> None:
    labels = [
        corridor_view("62", "64", on=day, lang="en").classes.labels.to_dict() for day in (None, dt.date(2000, 1, 1))
    ]
    assert labels[0] == {"62": "Other agreements only", "64": "Other agreements only"}
    assert labels[1] == {"62": "Not covered", "64": "Not covered"}
