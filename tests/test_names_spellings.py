"""The labelled spellings: nothing wrong is taken, and the right region is near the top."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from geo_coop.names import match_names
from geo_coop.register import Register, load_register

TOOL = Path(__file__).resolve().parents[1] / "tools" / "evaluate_names.py"


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register()


@pytest.fixture(scope="module")
def tool() -> Any:
    spec = importlib.util.spec_from_file_location("evaluate_names", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["evaluate_names"] = module
    spec.loader.exec_module(module)
    return module


def test_the_labels_are_sound(tool: Any, register: Register) -> None:
    rows = tool.labelled()
    assert len(rows) >= 300
    assert len({(row["written"], row["within"]) for row in rows}) == len(rows)
    codes = [code for row in rows for code in row["expected"].removeprefix("ambiguous:").split("|")]
    assert all(code == "none" or code in register for code in codes)
    assert {row["half"] for row in rows} == {"tune", "held"}


@pytest.mark.parametrize("half", ["tune", "held"])
def test_floors(tool: Any, register: Register, half: str) -> None:
    got = tool.measure(tool.labelled(half), register)
    assert got.precision == 1.0, got.errors
    assert got.recall > 0.75
    assert got.first / got.named > 0.96
    assert got.five / got.named > 0.97


@pytest.mark.parametrize("half", ["tune", "held"])
def test_similar_names_taken_on_request_are_right(tool: Any, register: Register, half: str) -> None:
    got = tool.measure(tool.labelled(half), register, accept_fuzzy=95.0)
    assert got.precision == 1.0, got.errors
    assert got.recall > 0.85


def test_what_is_no_misspelling_is_taken(tool: Any, register: Register) -> None:
    rows = [row for row in tool.labelled("held") if row["kind"] != "spelling"]
    assert tool.measure(rows, register).recall > 0.94


def test_names_that_rules_make_equal_in_one_parent_are_not_taken_for_each_other(tool: Any, register: Register) -> None:
    groups = tool.collisions(register)
    assert len(groups) < 10
    for parent, members in groups:
        pairs = [member.split(" ", 1) for member in members]
        found = match_names([name for _, name in pairs], register, within=parent)
        for (code, _), taken in zip(pairs, found["code"], strict=True):
            assert taken in {code, None}


@pytest.mark.shared
def test_changed_names_of_official_lists(tool: Any, register: Register, shared_dir: Path) -> None:
    """Older names looked up in their district: what is taken is right, save where a code went to another village."""
    changed = tool.changed_names(shared_dir / "boundaries/mirror/cahyadsn/wilayah/b7ad440a/db/archive", register)
    names = {pair: name for pair, name in changed.items() if len(pair[0]) > 8}
    assert len(names) > 5_000
    found = match_names([name for _, name in names], register, within=[code[:8] for code, _ in names])
    truth = [code for code, _ in names]
    taken = found["code"].notna().to_numpy()
    right = (found["code"].to_numpy() == truth)[taken]
    assert taken.sum() > 1_900
    assert right.mean() > 0.97
    first = [bool(c) and c[0].code == code for c, code in zip(found["candidates"], truth, strict=True)]
    assert sum(first) / len(first) > 0.85
