"""What the package gives on `import geo_coop`: frames, with the facts that people quote."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest

import geo_coop
from geo_coop.api.maps import agreement_view, corridor_view
from geo_coop.errors import CannotAnswerError, InputError, NotFoundError
from geo_coop.provenance import sources_of, tier_of


def test_public_names_are_there() -> None:
    for name in geo_coop.__all__:
        assert getattr(geo_coop, name) is not None
    assert dir(geo_coop) == sorted(geo_coop.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = geo_coop.nothing


def test_zones_overlap_and_mark_initiators_and_implied_members() -> None:
    zones = geo_coop.load_zones(lang="en")
    assert isinstance(zones, gpd.GeoDataFrame)
    four = zones[zones["group"] == "zone"]
    initiators = four[four["role"] == "initiator"].set_index("number")["code"].to_dict()
    assert initiators == {1: "64.72", 2: "64.02", 3: "64.08", 4: "64.71"}
    assert four["code"].value_counts()["64.02"] == 3
    assert four["code"].value_counts()["64.74"] == 2
    assert set(four["code"]) == set(geo_coop.load_regions("regency", within="64").index)
    areas = zones[zones["group"] == "area"]
    implied = areas[areas["implied"]].set_index("number")["code"].to_dict()
    assert implied == {1: "64.71", 4: "64.08", 5: "64.03"}
    assert len(areas["number"].unique()) == 8


def test_agreements_carry_the_area_that_they_cover() -> None:
    agreements = geo_coop.load_agreements()
    assert agreements.loc["kotim-seruyan-2025", "parties"] == "62.02; 62.07"
    villages = geo_coop.load_regions("village", within="62.02")
    assert agreements.geometry["kotim-seruyan-2025"].buffer(1e-6).covers(villages.geometry.iloc[0])
    assert agreements.loc["kemlu-forum-2022", "geometry"] is None
    assert agreements.loc["kaltim-anhui", "stage"] == "intent"
    assert tier_of(agreements) == "approximate"


def test_a_signing_that_nobody_confirmed_stays_planned() -> None:
    late = geo_coop.load_agreements(on=dt.date(2026, 1, 1))
    assert late.loc["kaltim-anhui", "stage"] == "intent"
    early = geo_coop.load_agreements(on=dt.date(2023, 11, 30))
    assert pd.isna(early.loc["kaltim-anhui", "stage"])
    assert early.loc["kaltim-anhui", "villages"] == 0


def test_border_villages_by_three_notions() -> None:
    legal = geo_coop.border_villages("65", "MY-12", notion="legal")
    assert len(legal) == 97
    assert set(legal["facing"]) == {"MY-12"}
    near = geo_coop.border_villages("Kaltara", "Sabah", notion="near", within_km=10)
    touch = geo_coop.border_villages("65", "MY-12", notion="touch")
    assert set(touch.index) <= set(near.index)
    assert {"65.03.02", "65.03.09"} & set(near["district"])  # over water
    assert sources_of(legal)


def test_the_two_names_may_stand_either_way_round_but_that_is_said() -> None:
    found = geo_coop.border("Sarawak", "Kaltara", notion="legal")
    assert (found.a, found.b) == ("65", "MY-13")
    assert len(found.villages) == 115
    assert any("Indonesian side" in remark for remark in found.remarks)


@pytest.mark.shared
@pytest.mark.usefixtures("fetched")
def test_after_a_fetch_all_that_records_cover_is_on_the_authoritative_tier() -> None:
    for frame in (
        geo_coop.load_agreements(),
        geo_coop.coverage(),
        geo_coop.coverage(level="regency"),
        geo_coop.load_zones(),
        geo_coop.border_villages("65", "MY", notion="near"),
    ):
        assert tier_of(frame) == "authoritative", [source.title for source in sources_of(frame)]
    assert tier_of(geo_coop.load_regions("village", within="62")) == "approximate"  # only two regencies are published


def test_refusals() -> None:
    with pytest.raises(InputError, match=r"unknown notion 'lawful'.*legal"):
        geo_coop.border("65", "MY", notion="lawful")  # type: ignore[arg-type]
    with pytest.raises(CannotAnswerError, match="boundaries fetch"):
        geo_coop.border_villages("62.02", "62.06")
    with pytest.raises(NotFoundError, match="no border area by law"):
        geo_coop.border("62.02", "62.07", notion="legal")
    with pytest.raises(NotFoundError, match="do not adjoin"):
        geo_coop.border("64", "MY-12")
    with pytest.raises(InputError, match="unknown by 'colour'"):
        agreement_view(by="colour")  # type: ignore[arg-type]


def test_views_count_every_region_and_say_where_they_come_from() -> None:
    view = agreement_view("kecamatan", by="stage", within=("62.02", "65"), lang="en")
    assert sum(each.count for each in view.classes.classes) == len(view.regions)
    assert "62" in view.context.index  # the rest of the province surrounds the regency
    assert "65" not in view.context.index
    assert view.notes.tier == "approximate"
    rows = view.details["62.02.01"]
    assert len([row for row in rows if "Kotim - Seruyan" in row["title"]]) == 5
    assert all(row["evidence"] for row in rows)


def test_corridor_view_shows_what_the_law_alone_puts_at_the_border() -> None:
    view = corridor_view("65", "MY", lang="en")
    villages = view.layers.villages
    assert villages["legal"].sum() == 212
    assert (villages["legal_only"] == (villages["legal"] & ~villages["touch"])).all()
    by_label = {each.label: each.count for each in view.classes.classes}
    assert by_label["Agreement below the two countries"] == 97
    assert by_label["Only the frame of the two countries"] == 115
    assert set(view.layers.neighbours.index) == {"MY-12", "MY-13"}
    assert view.layers.bands["km"].tolist() == [10, 20, 50]
