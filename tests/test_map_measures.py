"""What a choropleth colours by, on the records that ship: facts that people quote."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from geo_coop.api.map_measures import count_classes, counted_rows, frequent_sectors
from geo_coop.api.maps import ClassChoice, agreement_view
from geo_coop.classify import classify
from geo_coop.errors import InputError, NotFoundError


def test_share_of_villages_and_of_area() -> None:
    by_village = agreement_view("regency", by="share", within=("65",))
    by_area = agreement_view("regency", by="share_area", within=("65",))
    assert by_village.numbers is not None
    assert by_area.numbers is not None
    # The legal border area is 17 districts of Nunukan and 5 of Malinau.
    assert by_village.numbers["65.03"] == pytest.approx(100 * by_village.summary.loc["65.03", "villages_covered"] / 240)
    assert by_village.numbers["65.01"] == 0
    assert by_area.numbers["65.01"] == 0
    # Few villages of Malinau lie at the border, and they are large.
    assert by_village.numbers["65.02"] < 40 < by_area.numbers["65.02"]
    kinds = {each.kind: each.count for each in by_village.classes.classes}
    assert kinds["zero"] == 3
    assert sum(each.count for each in by_village.classes.classes) == 5


def test_sectors_count_agreements_and_the_fields_of_an_affair() -> None:
    education = agreement_view("regency", by="sector:education", within=("62",), lang="en")
    assert education.numbers is not None
    assert education.numbers[["62.02", "62.07"]].tolist() == [2, 2]  # the frame and its agreement on education
    assert education.numbers.sum() == 4
    assert education.title == "Agreements in education per regency or city"
    # Raw water and roads are fields of public works.
    works = agreement_view("regency", by="sector:public-works", within=("64",), lang="en")
    water = agreement_view("regency", by="sector:water", within=("64",), lang="en")
    assert works.numbers is not None
    assert water.numbers is not None
    assert (works.numbers >= water.numbers).all()
    assert works.numbers["64.07"] > water.numbers["64.07"]
    assert any("affair" in remark for remark in works.notes.remarks)


def test_the_most_frequent_sector_counts_parts_of_an_agreement() -> None:
    table = pd.DataFrame(
        {
            "code": ["64.02.01.2001", "64.02.01.2001", "64.02.01.2002", "64.03.01.2001"],
            "agreement": ["kukar-bontang-2014", "kukar-kutim-2022", "kukar-samarinda-2014", "kaltim-anhui"],
            "record": ["draft", "agreement", "draft", "agreement"],
            "stage": ["plan", "framework", "plan", "intent"],
        }
    )
    # Kukar: water 1, waste 1, education and four others a fifth each; Berau: six sectors equally.
    assert frequent_sectors(table, "regency").to_dict() == {"64.02": "several", "64.03": "several"}
    assert frequent_sectors(table.iloc[[0, 1, 3]], "regency")["64.02"] == "water"
    view = agreement_view("regency", by="sector", within=("64",), lang="en")
    assert "Raw water" in [each.label for each in view.classes.classes]
    assert view.classes.labels["64.02"] == "Raw water"


def test_a_stage_that_no_region_has_stands_in_the_legend_but_rare_ones_do_not() -> None:
    view = agreement_view("regency", by="stage", within=("65",), lang="en")
    labels = [each.label for each in view.classes.classes]
    assert "Binding agreement (PKS)" in labels
    assert "Offer" not in labels
    offered = agreement_view("regency", by="stage", within=("64.03",), on=dt.date(2023, 12, 2), lang="en")
    assert offered.classes.classes[0].label == "No agreement on record"


def test_unknown_measures_sectors_and_impossible_classes_are_refused() -> None:
    with pytest.raises(InputError, match="unknown by 'colour'"):
        agreement_view(by="colour")
    with pytest.raises(NotFoundError, match="no sector 'sport'; those of the records are"):
        agreement_view(by="sector:sport")
    with pytest.raises(InputError, match="'stage' has categories"):
        agreement_view(by="stage", choice=ClassChoice("equal"))
    with pytest.raises(
        InputError, match="'sector' has categories, not numbers; leave out the scheme, the breaks and k"
    ):
        agreement_view(by="sector", within=("65.71",), choice=ClassChoice(k=3))
    with pytest.raises(InputError, match="stages have colours of their own"):
        agreement_view(by="stage", within=("65.71",), choice=ClassChoice(palette="viridis"))
    for choice in (ClassChoice(k=3), ClassChoice(k=3, breaks=(1, 2))):
        with pytest.raises(InputError, match="bounds make the classes, so k would say nothing; leave out k"):
            agreement_view(by="share", within=("65.71",), choice=choice)
    with pytest.raises(InputError, match="unknown palette"):
        agreement_view(within=("65.71",), choice=ClassChoice(palette="jet"))


def test_what_has_ended_does_not_count() -> None:
    table = pd.DataFrame({"record": ["agreement", "draft", "meeting"], "stage": ["ended", "plan", "contact"]})
    assert counted_rows(table)["record"].tolist() == ["draft"]


def test_no_more_classes_of_counts_than_asked_for() -> None:
    counts = pd.Series([0, 1, 2, 3, 5, 9, 17])
    named = {k: [each.label for each in count_classes(counts, "en", ClassChoice(k=k)).classes] for k in (None, 3)}
    assert named == {None: ["0", "1", "2", "3-4", "5-8", "≥9", "No data"], 3: ["0", "1", "≥2", "No data"]}


def test_own_bounds_are_written_as_given() -> None:
    values = pd.Series([0, 12.3, 92.7, 100.0], index=list("abcd"))
    found = classify(values, scheme="user", bins=(25, 50, 75, 100), lang="en")
    assert [(each.label, each.count) for each in found.classes] == [
        ("0", 1), ("≤ 25", 1), ("> 25 - 50", 0), ("> 50 - 75", 0), ("> 75 - 100", 2), ("No data", 0),
    ]  # fmt: skip
    whole = classify(pd.Series([100, 100]), scheme="user", bins=(25, 50, 75, 100), lang="en")
    assert [each.label for each in whole.classes] == ["≤25", "26-50", "51-75", "76-100", "No data"]


def test_a_level_above_the_region_shows_the_region_that_holds_it() -> None:
    view = agreement_view("province", by="count", within=("65.03",))
    assert list(view.regions.index) == ["65"]
    assert view.summary.loc["65", "villages"] == 482
