"""Maps over an imported layer that holds one level alone: records are counted by villages, which it has not."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pandas as pd
import pytest
import shapely
from import_files import REGENCIES, big, write

from geo_coop.api.maps import agreement_view, column_of, table_view, timeline_view
from geo_coop.boundaries.importer import Wishes, import_layer
from geo_coop.errors import NotFoundError
from geo_coop.register import load_register

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = "user:own"


@pytest.fixture(autouse=True)
def _three_regencies(tmp_path: Path) -> None:
    done = import_layer(write(big().iloc[:3], tmp_path / "own.gpkg"), Wishes(name="own"))
    assert done.layers == {"regency": 3}


def test_regencies_of_ones_own_are_coloured_by_villages_at_hand(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        view = agreement_view("regency", by="count", within=["65"], source=SOURCE, lang="en")
    assert "user:own has no villages: those by which records are counted come from" in caplog.text
    said = [text for text in view.notes.remarks if text.startswith("The layer user:own has no villages")]
    assert len(said) == 1
    # The shapes are those of the layer, the figures those of the villages at hand.
    drawn = view.regions.geometry.dropna()
    assert drawn.index.tolist() == list(REGENCIES)[:3]
    assert shapely.area(drawn.to_numpy()).tolist() == pytest.approx([0.01] * 3)
    usual = agreement_view("regency", by="count", within=["65"], lang="en")
    pd.testing.assert_frame_equal(view.summary, usual.summary.reindex(view.summary.index))
    assert view.numbers is not None
    assert usual.numbers is not None
    assert view.numbers.dropna().tolist() == usual.numbers.reindex(view.numbers.dropna().index).tolist()
    # What has all that it needs borrows nothing.
    assert not [text for text in usual.notes.remarks if "has no villages" in text]


def test_a_table_and_the_timeline_take_such_a_layer_too() -> None:
    table = pd.DataFrame({"kode": ["65.01", "65.03"], "nilai": ["1", "2"]})
    own = column_of(table, code="kode", column="nilai", register=load_register())
    view = table_view(own, source=SOURCE)
    assert [text for text in view.notes.remarks if text.startswith("Lapisan user:own tidak memuat desa")]
    assert view.regions.geometry.notna().sum() == 3
    steps = timeline_view(level="regency", within=["65"], source=SOURCE)
    assert [text for text in steps.notes.remarks if text.startswith("Lapisan user:own tidak memuat desa")]
    assert steps.steps[0].day == timeline_view(level="regency", within=["65"]).steps[0].day


def test_the_level_that_is_drawn_must_be_there() -> None:
    with pytest.raises(NotFoundError, match="source user:own has no village layer; it has regency"):
        agreement_view("village", within=["65"], source=SOURCE)
