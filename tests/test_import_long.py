"""Files of more rows than are read at once: what stands in one batch meets what stands in another."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely

from geo_coop.boundaries.formats.base import BATCH_ROWS
from geo_coop.boundaries.importer import Options, Wishes, import_layer
from geo_coop.boundaries.userlayers import user_layer
from geo_coop.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

REGENCIES = ("65.01", "65.02", "65.03", "65.04", "65.71")
LONG = BATCH_ROWS + 7
PLACES = (0, 1, BATCH_ROWS - 1, BATCH_ROWS, LONG - 1)  # of the regencies, in both batches


def name(row: int) -> str:
    """Return the name of a row; most have none."""
    return f"Baris {row}" if row in PLACES or row % 97 == 0 else ""


def properties(row: int) -> dict[str, object]:
    """Return a row: five regencies, and villages that no list has."""
    code = REGENCIES[PLACES.index(row)] if row in PLACES else f"65.01.99.{row:04d}"
    first = row < BATCH_ROWS
    return {
        "kode": code, "nama": name(row), "utuh": row, "pecahan": row if first else row + 0.5,
        "campur": row if first else f"no {row}", "ya": None if first else row % 2 == 0, "panjang": 2**63 + row,
        "pecahan_dulu": 0.25 if row == 0 else row, "row": f"r{row}",
    }  # fmt: skip


def corner(row: int) -> float:
    """Return the western edge of a row's square."""
    return 116.0 + 0.0005 * row


def write(path: Path, rows: int, *, codes: tuple[str, ...] | None = None) -> Path:
    """Write rows as GeoJSON, one square each."""
    features: list[dict[str, Any]] = []
    for row in range(rows):
        west = corner(row)
        ring = [[west, 3.0], [west + 0.0004, 3.0], [west + 0.0004, 3.0004], [west, 3.0004], [west, 3.0]]
        own = properties(row) | ({"kode": codes[row % len(codes)]} if codes else {})
        features.append({"type": "Feature", "properties": own, "geometry": {"type": "Polygon", "coordinates": [ring]}})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.fixture
def long(tmp_path: Path) -> Path:
    return write(tmp_path / "own.geojson", LONG)


def test_rows_of_all_batches_are_in_the_layer_or_the_table(long: Path, tmp_path: Path) -> None:
    wishes = Wishes(options=Options(level="regency"))
    done = import_layer(long, wishes, report=tmp_path / "report")
    assert (done.rows, done.matched, done.regions) == (LONG, 5, 5)
    layer = user_layer("own").read("regency")
    assert layer is not None
    assert layer["source_name"].tolist() == [name(row) for row in PLACES]
    assert layer.geometry.bounds["minx"].to_numpy() == pytest.approx([corner(row) for row in PLACES])
    table = pd.read_csv(tmp_path / "report" / "unmatched.csv", dtype=str, keep_default_na=False)
    expected = [row for row in range(LONG) if row not in PLACES]
    assert table["row"].tolist() == [str(row + 1) for row in expected]
    assert table["name"].tolist() == [name(row) for row in expected]
    assert table["reason"].str.startswith("its code is not in the 2025 list").all()
    shapes = gpd.read_parquet(tmp_path / "report" / "unmatched.parquet")
    assert shapes["row"].tolist() == [row + 1 for row in expected]
    assert np.allclose(shapely.bounds(shapes.geometry.to_numpy())[:, 0], [corner(row) for row in expected])


def test_columns_have_the_kind_that_all_batches_share(long: Path) -> None:
    done = import_layer(long, Wishes(options=Options(level="regency")))
    assert done.folder is not None
    table = pq.read_table(done.folder / "attributes.parquet")
    kinds = {field.name: str(field.type) for field in table.schema}
    assert kinds == {
        "row": "int64", "code": "string", "kode": "string", "nama": "string", "utuh": "int64", "pecahan": "double",
        "campur": "string", "ya": "bool", "panjang": "string", "pecahan_dulu": "double", "file_row": "string",
    }  # fmt: skip
    rows = table.to_pylist()
    assert [row["row"] for row in rows] == list(range(1, LONG + 1))
    for number in (*PLACES, 2):
        own, row = properties(number), rows[number]
        assert row["code"] == (own["kode"] if number in PLACES else None)
        assert (row["utuh"], row["pecahan"], row["ya"]) == (own["utuh"], own["pecahan"], own["ya"])
        assert (row["campur"], row["panjang"], row["file_row"]) == (
            str(own["campur"]), str(own["panjang"]), own["row"],
        )  # fmt: skip


def test_codes_doubled_across_batches_are_told_with_their_rows(tmp_path: Path) -> None:
    path = write(tmp_path / "own.geojson", LONG, codes=("65.01", "65.02"))
    with pytest.raises(InputError) as caught:
        import_layer(path)
    assert len(caught.value.problems) == 2
    assert "rows 2, 4, 6, 8, 10, 12, ...: code 65.02 stands 2051 times" in caught.value.problems[1].what
