"""A few hundred damaged files of each format; ``python tests/import_fuzz.py 20000`` runs more."""

from __future__ import annotations

import pytest
from import_fuzz import KINDS, run


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_files_end_in_a_layer_or_an_error_of_ours(kind: str) -> None:
    outcomes = run(150, 3, kinds=(kind,))
    assert sum(outcomes.values()) == 150
    assert {outcome for _, outcome in outcomes} <= {"layer", "InputError", "AmbiguousError", "NotFoundError"}
    assert outcomes[kind, "InputError"] > 20


@pytest.mark.parametrize("kind", ["csv", "gpkg", "ndjson", "shp"])
def test_some_damaged_files_still_give_a_layer(kind: str) -> None:
    assert run(60, 4, kinds=(kind,))[kind, "layer"] > 3
