"""The stage of a record on a day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from geo_coop.agreements.model import Agreement
from geo_coop.agreements.read import read_agreements
from geo_coop.agreements.stages import stage_on

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = {"id": "x", "en": "x"}


def record(stages: Sequence[tuple[str, ...]]) -> Agreement:
    return Agreement.model_validate(
        {
            "id": "a", "title": WORDS, "kind": "KSDD", "no_coverage": WORDS,
            "parties": [{"region": "65", "role": "partner"}],
            "stages": [
                {"stage": stage, "date": date, "evidence": ["e"], **({"status": rest[0]} if rest else {})}
                for stage, date, *rest in stages
            ],
            "evidence": [{"id": "e", "document": "S1", "statement": WORDS}],
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("stages", "on", "expected"),
    [
        ([("intent", "2023-12-04")], "2023-12-03", None),
        ([("intent", "2023-12-04")], "2023-12-04", ("intent", "certain")),
        ([("intent", "2023-12-04"), ("framework", "2024-06", "planned")], "2030-01-01", ("intent", "certain")),
        ([("framework", "2024-06", "unconfirmed")], "2030-01-01", None),
        ([("running", "1985")], "1984-12-31", None),
        ([("running", "1985")], "1985-05-01", ("running", "perhaps")),
        ([("running", "1985")], "1985-12-31", ("running", "certain")),
        ([("offer", "2023-12"), ("intent", "2023-12-04")], "2023-12-10", ("intent", "certain")),
        ([("offer", "2020"), ("framework", "2021")], "2021-06-01", ("offer", "certain")),
        ([("running", "2010"), ("ended", "2020")], "2021-01-01", ("ended", "certain")),
        ([("running", "2010"), ("ended", "2020")], "2020-06-01", ("running", "certain")),
        ([("running", "2020"), ("ended", "2020")], "2020-06-01", ("running", "perhaps")),
        ([("ended", "2020")], "2020-06-01", ("ended", "perhaps")),
        ([("running", "unknown")], "2020-06-01", ("running", "perhaps")),
        ([("running", "unknown")], None, ("running", "certain")),
        ([("offer", "2020"), ("running", "2099")], None, ("running", "certain")),
        ([("plan", "unknown", "planned")], None, None),
    ],
)
def test_stage_on(stages: Sequence[tuple[str, ...]], on: str | None, expected: tuple[str, str] | None) -> None:
    state = stage_on(record(stages), None if on is None else dt.date.fromisoformat(on))
    assert (state and (state.stage, state.status)) == expected


@pytest.mark.parametrize(
    ("name", "on", "expected"),
    [
        ("sosek-malindo", "2024-06-01", "running"),
        ("sosek-malindo-kaltara-sabah", "2024-06-01", "running"),
        ("kaltim-anhui", "2023-11-30", None),
        ("kaltim-anhui", "2025-01-01", "intent"),
        ("kukar-balikpapan-2014", "2026-01-01", "plan"),
        ("kukar-balikpapan-ppu-2024", "2024-02-07", None),
        ("kukar-balikpapan-ppu-2024", "2024-02-08", "framework"),
        ("kotim-seruyan-2025", "2025-11-02", None),
        ("kotim-seruyan-2025", "2025-11-03", "framework"),
        ("kotim-seruyan-disaster-2025", "2025-11-03", "binding"),
        ("samarinda-anhui-sister-city", "2026-01-01", None),
    ],
)
def test_shipped_records(name: str, on: str, expected: str | None) -> None:
    records = {record.id: record for record in read_agreements()}
    state = stage_on(records[name], dt.date.fromisoformat(on))
    assert (state and state.stage) == expected
    assert state is None or set(state.evidence) <= {item.id for item in records[name].evidence}


@pytest.mark.parametrize(
    ("period", "on", "expected"),
    [
        ({"ends": "2025-12-31"}, "2025-12-31", ("framework", "certain")),
        ({"ends": "2025-12-31"}, "2026-01-01", ("ended", "certain")),
        ({"ends": "2025"}, "2025-06-01", ("framework", "certain")),
        ({"ends": "2025"}, "2026-01-01", ("ended", "certain")),
        ({"ends": "unknown"}, "2026-01-01", ("framework", "certain")),
        ({}, "2026-01-01", ("framework", "certain")),
        ({"ends": "2015"}, "2019-01-01", None),
        ({"ends": "2025", "renewals": [{"date": "2025-06", "until": "2030"}]}, "2026-01-01", ("framework", "certain")),
        ({"ends": "2025", "renewals": [{"date": "2025-06", "until": "2030"}]}, "2031-01-01", ("ended", "certain")),
        ({"ends": "2025", "renewals": [{"date": "2025-06"}]}, "2040-01-01", ("framework", "certain")),
        ({"ends": "2025", "renewals": [{"date": "2025-06", "status": "planned"}]}, "2026-01-01", ("ended", "certain")),
        ({"ends": "2025", "renewals": [{"date": "2027"}]}, "2026-01-01", ("ended", "certain")),
        ({"ends": "2025"}, None, ("framework", "certain")),
    ],
)
def test_the_end_of_a_period(period: dict[str, Any], on: str | None, expected: tuple[str, str] | None) -> None:
    renewals = [{**each, "evidence": ["e"]} for each in period.get("renewals", [])]
    data = record([("framework", "2021")]).model_dump(mode="json", exclude_none=True)
    held = Agreement.model_validate(data | {"period": {**period, "renewals": renewals, "evidence": ["e"]}})
    state = stage_on(held, None if on is None else dt.date.fromisoformat(on))
    assert (state and (state.stage, state.status)) == expected
