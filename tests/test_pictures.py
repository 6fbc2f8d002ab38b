"""Small pictures of maps say what their boundaries are worth."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from test_print import notes_with, squares, texts_of

from geo_coop.classify import classify
from geo_coop.maps.print import pictures
from geo_coop.maps.print.sheet import render

if TYPE_CHECKING:
    from geo_coop.maps import MapNotes


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the texts of a picture of two squares."""
    monkeypatch.setattr(pictures, "render", lambda draw, size, _, dpi, title: render(draw, size, "svg", dpi, title))
    regions = squares(["a", "b"])
    classes = classify(pd.Series([1, None], index=regions.index), scheme="count", title="Jumlah", lang="en")

    def of(notes: MapNotes | None, size: tuple[int, int] = (800, 600)) -> list[str]:
        return texts_of(pictures.choropleth_png(regions, classes, title="Two", notes=notes, size=size, lang="en"))

    return of


def test_badge_day_and_sources_stand_below_the_legend(texts: Any) -> None:
    shown = " ".join(texts(notes_with("Sumber uji")))
    assert "APPROXIMATE" in shown
    assert "State on 2024-06-01" in shown
    assert "Source: Sumber uji, release 2025.1" in shown
    published = " ".join(texts(notes_with("Sumber uji", "authoritative")))
    assert "APPROXIMATE" not in published
    assert "Source: Sumber uji" in published
    assert "Source" not in " ".join(texts(None))


def test_a_source_of_several_layers_is_named_once(texts: Any) -> None:
    notes = notes_with("Sumber uji")
    twice = replace(notes, sources=notes.sources * 2)
    assert texts(twice) == texts(notes)


def test_long_sources_leave_room_for_the_legend(texts: Any) -> None:
    shown = texts(notes_with("Batas " * 200), (300, 200))
    assert {"Jumlah", "APPROXIMATE", "…"} <= set(shown)
