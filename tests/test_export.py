"""Files hold what the frame holds, spreadsheets run nothing, and a failed write leaves the old file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely

from geo_coop.api.export_words import readme_texts
from geo_coop.errors import InputError
from geo_coop.export import FORMATS, to_text, write_table
from geo_coop.provenance import Provenance, attach


@pytest.fixture
def frame() -> gpd.GeoDataFrame:
    table = gpd.GeoDataFrame(
        {"name": ["Pa' Rupai", "=HYPERLINK(1)"], "share": [1.0, float("nan")]},
        geometry=[shapely.box(0, 0, 1, 1), None],
        index=pd.Index(["61.10", "65.03"], name="code"),
        crs="EPSG:4326",
    )
    return attach(table, Provenance("s", "Squares", "2025.1", "authoritative", "CC0-1.0", "nobody"))


def test_csv_keeps_codes_as_text_and_runs_no_formula(frame: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = write_table(frame, tmp_path / "t.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0] == {"code": "61.10", "name": "Pa' Rupai", "share": "1.0"}
    assert rows[1] == {"code": "65.03", "name": "'=HYPERLINK(1)", "share": ""}


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\n", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH COMMERCIAL AT}"]
)
def test_every_start_of_a_formula_is_neutralised(start: str) -> None:
    assert to_text(pd.DataFrame({"a": [f"{start}1"]}), "csv").splitlines()[1].strip('"').startswith("'")


def test_a_carriage_return_ends_no_row() -> None:
    rows = list(csv.reader(io.StringIO(to_text(pd.DataFrame({"a": ["one\rtwo", "x"], "b": [1, 2]}), "csv"))))
    assert rows == [["a", "b"], ["one\ntwo", "1"], ["x", "2"]]


def test_xlsx(frame: gpd.GeoDataFrame, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_table(frame, tmp_path / "t.xlsx"))
    rows = list(book["data"].iter_rows(values_only=True))
    assert rows == [("code", "name", "share"), ("61.10", "Pa' Rupai", 1), ("65.03", "'=HYPERLINK(1)", None)]
    assert [cell.data_type for cell in book["data"]["B"]] == ["s", "s", "s"]
    assert next(book["sources"].iter_rows(min_row=2, values_only=True))[:2] == ("Squares", "2025.1")


def test_json_writes_null_for_nan(frame: gpd.GeoDataFrame) -> None:
    assert json.loads(to_text(frame, "json"))[1] == {"code": "65.03", "name": "=HYPERLINK(1)", "share": None}


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "parquet"])
def test_spatial_formats_keep_every_row(frame: gpd.GeoDataFrame, tmp_path: Path, ending: str) -> None:
    path = write_table(frame, tmp_path / f"t.{ending}")
    back = gpd.read_parquet(path) if ending == "parquet" else gpd.read_file(path)
    assert len(back) == 2
    assert back.geometry.iloc[0].equals(shapely.box(0, 0, 1, 1))
    assert back["name"].tolist() == frame["name"].tolist()


def test_refusals(frame: gpd.GeoDataFrame, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"unknown format 'xls'.*Did you mean 'xlsx'"):
        write_table(frame, tmp_path / "t.xls")
    with pytest.raises(InputError, match="needs shapes"):
        write_table(pd.DataFrame(frame.drop(columns="geometry")), tmp_path / "t.gpkg")
    with pytest.raises(InputError, match="cannot write"):
        write_table(frame, tmp_path / "nowhere" / "t.csv")


@pytest.mark.parametrize("ending", FORMATS)
def test_a_failed_write_leaves_the_old_file(
    frame: gpd.GeoDataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    target = tmp_path / f"t.{ending}"
    target.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InputError, match="No space left on device; nothing was changed"):
        write_table(frame, target)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_an_export_says_the_day_that_it_speaks_of() -> None:
    assert readme_texts("en", dt.date(2024, 6, 1))[0].startswith("This file holds the state on 1 June 2024")
    assert readme_texts("en", dt.date(2024, 6, 1))[1:] == readme_texts("en")
