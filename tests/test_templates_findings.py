"""Mistakes of planners that hide behind one another: all are found at once, and what is read unseen is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import openpyxl
import pytest
import shapely

from geo_coop.cli.messages import translate
from geo_coop.register import load_register
from geo_coop.templates import Imported, read_form, write_form
from geo_coop.templates.layout import sheets

if TYPE_CHECKING:
    from pathlib import Path

KEY = {"agreement": "kukar-ppu-2026"}
GOOD: dict[str, list[dict[str, Any]]] = {
    "agreements": [{"id": "kukar-ppu-2026", "title.id": "Uji", "title.en": "Test", "kind": "KSDD"}],
    "parties": [KEY | {"region": "Kukar", "role": "pemrakarsa"}, KEY | {"region": "PPU", "role": "mitra"}],
    "stages": [KEY | {"stage": "Rencana atau rancangan", "date": "2026", "evidence": "b1"}],
    "coverage": [KEY | {"rule": "point", "region": "64.71", "latitude": "-1,1226", "longitude": 116.8094,
                        "evidence": "b1"}],
    "evidence": [KEY | {"id": "b1", "document": "S3", "statement.id": "Satu", "statement.en": "One"}],
}  # fmt: skip
# A square of Balikpapan, large enough for Kariangau
LAYER = gpd.GeoDataFrame(
    {"tier": ["authoritative"]}, index=["64.71"], geometry=[shapely.box(116.7, -1.3, 117.1, -1.0)], crs="EPSG:4326"
)


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_form(tmp_path_factory.mktemp("form") / "form.xlsx", load_register())


def _import(form: Path, to: Path, *changes: tuple[str, int, str, Any], hide: tuple[str, int] | None = None) -> Imported:
    book = openpyxl.load_workbook(form)
    places = {each.name: {c.name: at for at, c in enumerate(each.columns, start=1)} for each in sheets()}
    for sheet, lines in GOOD.items():
        for number, line in enumerate(lines, start=3):
            for name, value in line.items():
                book[sheet].cell(number, places[sheet][name]).value = value
    for sheet, row, name, value in changes:
        book[sheet].cell(row, places[sheet][name]).value = value
    if hide is not None:
        book[hide[0]].row_dimensions[hide[1]].hidden = True
    path = to / "filled.xlsx"
    book.save(path)
    return read_form(path, load_register(), folder=to / "out", shapes=LAYER)


def test_the_form_as_it_should_be(form: Path, tmp_path: Path) -> None:
    found = _import(form, tmp_path)
    assert (found.findings, found.problems, found.notes) == ([], [], [])
    assert [record.id for record in found.records] == ["kukar-ppu-2026"]


def test_a_wrong_role_beside_a_wrong_region_is_found_too(form: Path, tmp_path: Path) -> None:
    found = _import(form, tmp_path, ("parties", 3, "region", "Kukarr"), ("parties", 3, "role", "tukang"))
    assert [(f.cell, f.what.split(";")[0]) for f in found.findings] == [
        ("parties!B3", "'Kukarr' is spelt like no region"),
        ("parties!F3", "'tukang' is none of the words of this column"),
    ]
    # ketua is no such word: it is the Indonesian label of the role chair
    assert _import(form, tmp_path, ("parties", 3, "role", "Ketua")).records[0].parties[0].role == "chair"


def test_a_point_must_lie_in_the_region_it_is_said_to_lie_in(form: Path, tmp_path: Path) -> None:
    found = _import(form, tmp_path, ("coverage", 3, "latitude", 3.8), ("coverage", 3, "longitude", 117.02))
    (finding,) = found.findings
    assert finding.cell == "coverage!J3"
    assert finding.what.startswith("point 3.8, 117.02 lies 531 km outside 64.71")
    assert translate(finding.what, "id").startswith("titik 3.8, 117.02 terletak 531 km di luar 64.71")


def test_rows_that_are_hidden_are_read_and_named(form: Path, tmp_path: Path) -> None:
    found = _import(form, tmp_path, hide=("parties", 4))
    assert found.notes == ["sheet 'parties' hides rows, which were read too: 4"]
    assert [party.region for party in found.records[0].parties] == ["64.02", "64.09"]


def test_where_an_organisation_lies_is_a_region(form: Path, tmp_path: Path) -> None:
    city = [("parties", 5, "agreement", "kukar-ppu-2026"), ("parties", 5, "role", "partner"),
            ("parties", 5, "organisation.id", "Sebuah kota"), ("parties", 5, "organisation.en", "A city")]  # fmt: skip
    found = _import(form, tmp_path, *city, ("parties", 5, "lies_in", "Anhui"))
    assert found.records[0].parties[2].lies_in == "CN-AH"
    wrong = _import(form, tmp_path, *city, ("parties", 5, "lies_in", "Atlantis"))
    assert [f.cell for f in wrong.findings] == ["parties!E5"]
    misplaced = _import(form, tmp_path, ("parties", 4, "lies_in", "Anhui"))
    assert [f.what for f in misplaced.findings] == ["'lies_in' belongs to a party that is an organisation"]
