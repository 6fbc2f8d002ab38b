"""``geo-coop boundaries check``: what it prints, writes, and with which code it ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from import_files import frame, write

from geo_coop.boundaries.checks import CHECKS, FINDING_COLUMNS, SEVERITIES

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = [column for column in FINDING_COLUMNS if column != "geometry"]


def test_table_and_shapes_of_the_embedded_layer(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "f.gpkg"
    done = run(
        "boundaries", "check", "--source", "embedded", "--level", "regency", "--within", "Kaltara", "-o", str(file)
    )  # fmt: skip
    assert done.code == 0, done.err
    assert "Kabupaten Bulungan" in done.out
    assert "below the official area" in done.out
    for name in ("listing", "overlap", "point"):
        assert name in done.out
    assert "5 regions of the level regency: geo_coop embedded boundaries, 2025.1 (approximate)" in done.err
    assert "not checked: border" in done.err
    shapes = gpd.read_file(file)
    assert f"{len(shapes)} findings written to {file}" in done.err
    assert shapes[shapes["check"] == "hole"].geometry.notna().all()


def test_json_is_one_document_and_strict_tells_errors(run: Any, tmp_path: Path) -> None:
    arguments = ("boundaries", "check", "--source", "embedded", "--level", "kabupaten", "--within", "65.03", "--json")
    done = run(*arguments, "-o", str(tmp_path / "f.csv"))
    document = done.json()
    assert done.code == 0
    assert list(document) == [
        "level", "within", "rows", "sources", "counts", "checks", "not_checked", "findings",
    ]  # fmt: skip
    assert (document["level"], document["within"], document["rows"]) == ("regency", "65.03", 1)
    assert document["sources"] == [{"source": "embedded", "release": "2025.1", "tier": "approximate"}]
    assert set(document["counts"]) == set(SEVERITIES)
    assert {*document["checks"], *document["not_checked"]} == set(CHECKS)
    assert all(set(row) == set(COLUMNS) for row in document["findings"])
    table = pd.read_csv(tmp_path / "f.csv")
    assert list(table.columns) == COLUMNS
    assert len(table) == len(document["findings"])
    strict = run(*arguments, "--strict", "-o", str(tmp_path / "f.xlsx"))
    assert strict.code == (1 if document["counts"]["error"] else 0)
    assert strict.json() == document
    book = openpyxl.load_workbook(tmp_path / "f.xlsx")
    assert book.sheetnames == ["data", "sources"]
    assert book["data"].max_row == len(table) + 1


def test_points_of_ones_own(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    rows = ["Maloy;64.08.05.2015;0,838;118,0035", "KEK Maloy;Kutai Timur;-1.25;116.83"]
    path.write_text("\n".join(["nama;wilayah;lintang;bujur", *rows]), encoding="utf-8")
    result = run("boundaries", "check", "--source", "embedded", "--level", "regency", "--points", str(path), "--json")
    document = json.loads(result.out)
    assert document["checks"]["point"]["figures"] == {"given": 2, "tested": 2, "inside": 1}
    (finding,) = [one for one in document["findings"] if one["check"] == "point"]
    assert (finding["code"], finding["others"]) == ("64.08", ["64.71"])
    assert finding["value"] > 100
    path.write_text("name,region,latitude,longitude\na,Atlantis,91,x\nb,6503,,1e999\n", encoding="utf-8")
    result = run("boundaries", "check", "--points", str(path))
    assert result.code == 1
    for said in ("row 2: ", "Atlantis", "row 2: latitude is '91'", "row 2: longitude is 'x'", "row 3: 6503 has several",
                 "row 3: latitude is ''", "row 3: longitude is '1e999'"):  # fmt: skip
        assert said in result.err
    path.write_text("name,region\na,65\n", encoding="utf-8")
    assert "no column of latitude, longitude" in run("boundaries", "check", "--points", str(path)).err


def test_what_cannot_be_checked(run: Any) -> None:
    assert run("boundaries", "check", "--source", "wilayah-boundaries").code == 4
    assert run("boundaries", "check", "--source", "dosm-malaysia", "--raw").code == 4
    refused = run("boundaries", "check", "-o", "findings.shp")
    assert (refused.code, refused.out) == (1, "")
    assert "findings are written as .csv, .xlsx, .gpkg, .json" in refused.err


@pytest.mark.shared
def test_lowest_level_of_a_source_is_the_default(run: Any, fetched: Path) -> None:
    assert fetched.is_dir()
    malaysia = run("boundaries", "check", "--source", "dosm-malaysia", "--json").json()
    assert (malaysia["level"], malaysia["rows"]) == ("regency", 160)
    assert malaysia["checks"]["overlap"]["figures"]["pairs"] == 0
    raw = run("boundaries", "check", "--source", "dosm-malaysia", "--raw", "--json").json()
    assert raw["checks"]["overlap"]["figures"]["pairs"] == 311
    kaltara = run("boundaries", "check", "--within", "65", "--strict", "--json")
    document = kaltara.json()
    assert (kaltara.code, document["level"], document["rows"]) == (0, "village", 482)
    assert document["checks"]["known_defect"]["warning"] == 6


def test_layers_of_several_sources_are_checked_apart(run: Any, tmp_path: Path) -> None:
    """Two regencies of one's own beside the embedded ones: those drawn elsewhere overlap the others' land."""
    path = write(frame({"kode": ["65.03", "65.71"], "nama": ["Nunukan", "Tarakan"]}), tmp_path / "own.gpkg")
    assert run("boundaries", "import", str(path), "--name", "own").code == 0
    done = run("boundaries", "check", "--level", "regency", "--within", "65", "--json", "-o", str(tmp_path / "f.csv"))
    document = done.json()
    own, rest = document["layers"]
    assert (own["rows"], rest["rows"], document["rows"]) == (2, 3, 5)
    assert [one["source"] for one in document["sources"]] == ["user:own", "embedded"]
    assert document["checks"]["overlap"]["error"] == 0
    assert own["checks"]["area"]["error"] == 2  # squares of 123 km2 for 13,550 and 248
    assert {finding["source"] for finding in document["findings"]} == {"user:own", "embedded"}
    assert document["counts"]["error"] == own["counts"]["error"] + rest["counts"]["error"]
    assert set(pd.read_csv(tmp_path / "f.csv")["source"]) == {"user:own", "embedded"}
    printed = run("boundaries", "check", "--level", "regency", "--within", "65")
    assert "2 regions of the level regency" in printed.err
    assert "3 regions of the level regency" in printed.err
