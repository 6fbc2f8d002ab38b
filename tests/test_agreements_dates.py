"""Dates as documents give them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from geo_coop.agreements.dates import PartialDate


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("2022-10-11", "2022-10-11", "2022-10-11", "day"),
        ("2024-02", "2024-02-01", "2024-02-29", "month"),
        ("1985", "1985-01-01", "1985-12-31", "year"),
        ("2025-11-01/2025-11-05", "2025-11-01", "2025-11-05", "range"),
        ("2012/2024-04-18", "2012-01-01", "2024-04-18", "range"),
        ("unknown", "0001-01-01", "9999-12-31", "unknown"),
    ],
)
def test_forms(text: str, earliest: str, latest: str, precision: str) -> None:
    date = PartialDate.parse(text)
    assert (date.earliest.isoformat(), date.latest.isoformat(), date.precision) == (earliest, latest, precision)
    assert str(date) == text


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("2024-02-30", "does not exist"),
        ("2024-13", "does not exist"),
        ("0000", "does not exist"),
        ("2024-2-3", "none of the forms"),
        ("11/10/2022", "none of the forms"),
        ("٢٠٢٤", "none of the forms"),
        ("", "none of the forms"),
        ("2025-11-05/2025-11-01", "ends before it begins"),
    ],
)
def test_refused(text: str, part: str) -> None:
    with pytest.raises(ValueError, match=part):
        PartialDate.parse(text)


def test_reached() -> None:
    on = dt.date(1985, 5, 1)
    assert PartialDate.parse("1985").reached_on(on) == "perhaps"
    assert PartialDate.parse("1984").reached_on(on) == "yes"
    assert PartialDate.parse("1985-06").reached_on(on) == "no"
    assert PartialDate.parse("unknown").reached_on(on) == "perhaps"


def test_written_form_does_not_matter_for_equality() -> None:
    assert PartialDate.parse("2012/2013") == PartialDate.parse("2012-01-01/2013-12-31")


@pytest.mark.parametrize("text", ["2022-10-11", "2024-06", "1985", "2025-11-01/2025-11-05", "unknown"])
def test_built_without_text_it_writes_itself(text: str) -> None:
    date = PartialDate.parse(text)
    assert str(PartialDate(date.earliest, date.latest, date.precision)) == text


@given(st.dates())
def test_days_round_trip(day: dt.date) -> None:
    date = PartialDate.parse(day.isoformat())
    assert (date.earliest, date.latest, str(date)) == (day, day, day.isoformat())


def test_pydantic_reads_and_writes_it() -> None:
    adapter = TypeAdapter(PartialDate)
    date = adapter.validate_python("2024-06")
    assert adapter.dump_python(date) == "2024-06"
    assert adapter.validate_python(date) is date
    assert adapter.json_schema()["type"] == "string"
    with pytest.raises(ValidationError, match="one word of text"):
        adapter.validate_python({"year": "2024"})
