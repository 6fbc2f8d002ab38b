from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely

from geo_coop import load_regions
from geo_coop.boundaries.load import land_line
from geo_coop.cover import named_coverage
from geo_coop.errors import InputError
from geo_coop.geodesy import corridor
from geo_coop.scale import (
    ENGINES,
    LayerFile,
    corridor_villages,
    coverage_counts,
    layer_files,
    partitioned,
    touching_villages,
    write_layer_file,
)

if TYPE_CHECKING:
    from pathlib import Path

LINE = shapely.from_wkt("LINESTRING (117 0, 118 0)")


@pytest.fixture(scope="module")
def squares(tmp_path_factory: pytest.TempPathFactory) -> LayerFile:
    """Squares of a tenth of a degree, at 0.1, 0.4 and 3 degrees north of the line, across it, and none at all."""
    corners = [(117.5, 0.1), (117.5, 0.4), (117.5, 3.0), (117.2, -0.05), None]
    shapes = [None if c is None else shapely.box(*c, c[0] + 0.1, c[1] + 0.1) for c in corners]
    frame = gpd.GeoDataFrame(geometry=shapes, index=[f"64.01.01.200{n}" for n in range(5)], crs=4326)
    return write_layer_file(frame, tmp_path_factory.mktemp("squares") / "squares.parquet")


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> tuple[LayerFile, ...]:
    """Three times the embedded villages of Kaltara and Kaltim."""
    folder = tmp_path_factory.mktemp("copies")
    frame = pd.concat([load_regions("village", within=code, source="embedded") for code in ("64", "65")])
    first = write_layer_file(gpd.GeoDataFrame(frame[["geometry"]], crs=4326), folder / "a.parquet")
    return first, *(_linked(first, folder / name) for name in ("b.parquet", "c.parquet"))


def _linked(file: LayerFile, path: Path) -> LayerFile:
    path.hardlink_to(file.path)
    return layer_files([path])[0]


@pytest.mark.parametrize("engine", ENGINES)
def test_corridor_of_squares(squares: LayerFile, engine: str) -> None:
    # 0.1 degree of latitude is 11.06 km at the equator
    for km, expected in ((10, [3]), (12, [0, 3]), (50, [0, 1, 3])):
        found = corridor_villages([squares], LINE, km, engine=engine)  # type: ignore[arg-type]
        assert found["code"].tolist() == [f"64.01.01.200{n}" for n in expected]
        assert found["file"].tolist() == [0] * len(expected)
        assert found.attrs["engine"] == engine
    assert corridor_villages([squares], LINE, 5, side=shapely.box(0, 50, 1, 51), engine=engine).empty  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", ENGINES)
def test_coverage_of_squares(squares: LayerFile, engine: str) -> None:
    named = pd.DataFrame(
        [
            ("x", "64.01.01.2003"),
            ("x", "64.01"),
            ("y", "65"),
            ("z", "64.01.01.2000"),
            ("z", "64.01.01.2001"),
            ("i", "ID"),
        ],
        columns=["agreement", "region"],
    )
    found = coverage_counts([squares, squares], named, engine=engine)  # type: ignore[arg-type]
    assert dict(zip(found["agreement"], found["villages"], strict=True)) == {"x": 10, "y": 0, "z": 4, "i": 10}


def test_engines_agree_with_frames_on_real_villages(copies: tuple[LayerFile, ...]) -> None:
    line = land_line().geometry.iloc[0]
    villages = gpd.read_parquet(copies[0].path).set_index("code")
    band = corridor(line, 20)
    expected = sorted(villages.index[villages.geometry.notna() & villages.intersects(band)])
    for engine in ENGINES:
        found = corridor_villages(copies, line, 20, engine=engine)
        assert [group["code"].tolist() for _, group in found.groupby("file")] == [expected] * 3
        touching = touching_villages(copies[:1], line, 1_000, engine=engine)
        assert 0 < len(touching) < len(expected)
    named = pd.DataFrame({"agreement": ["a", "a", "b", "c"], "region": ["65.03", "65", "64.03", "62"]})
    plain = named_coverage(villages, named).villages_of_agreements()
    for engine in ENGINES:
        counted = coverage_counts(copies, named, engine=engine).set_index("agreement")["villages"]
        assert counted.to_dict() == (3 * plain).to_dict()


def test_a_region_in_several_rows_counts_once(tmp_path: Path) -> None:
    shapes = [shapely.box(117.1 + n / 10, 0, 117.15 + n / 10, 0.1) for n in range(3)]
    frame = gpd.GeoDataFrame({"code": ["64.01.01.2001", "64.01.01.2001", "64.01.01.2002"]}, geometry=shapes, crs=4326)
    frame.to_parquet(tmp_path / "parts.parquet", write_covering_bbox=True, row_group_size=1)
    files = layer_files([tmp_path / "parts.parquet"])
    for found in (
        *(corridor_villages(files, LINE, 5, engine=engine) for engine in ENGINES),
        partitioned.corridor_villages(files, LINE, 5),
    ):
        assert found["code"].tolist() == ["64.01.01.2001", "64.01.01.2002"]


def test_files_are_sorted_in_groups_with_boxes(copies: tuple[LayerFile, ...]) -> None:
    assert copies[0].rows == 1_520
    assert copies[0].groups == 2
    codes = pd.read_parquet(copies[0].path, columns=["code"])["code"]
    assert codes.is_monotonic_increasing


def test_wrong_files_are_told_all_at_once(tmp_path: Path, squares: LayerFile) -> None:
    plain, text = tmp_path / "plain.parquet", tmp_path / "text.parquet"
    pd.DataFrame({"code": ["64"]}).to_parquet(plain)
    text.write_text("no parquet", encoding="utf-8")
    with pytest.raises(InputError) as told:
        layer_files([squares.path, plain, text, tmp_path / "none.parquet"])
    message = str(told.value)
    assert all(
        part in message for part in ("plain.parquet", "no GeoParquet", "text.parquet", "none.parquet", "no such")
    )
    metres = gpd.read_parquet(squares.path).to_crs(32650)
    metres.to_parquet(plain, write_covering_bbox=True)
    with pytest.raises(InputError, match="EPSG:32650"):
        layer_files([plain])
    table = pq.read_table(squares.path)
    for geo in (b"{", b"[]", b'{"columns": {"geometry": {"crs": {"id": {}}}}}'):
        pq.write_table(table.replace_schema_metadata({"geo": geo}), plain)
        with pytest.raises(InputError, match=r"plain\.parquet: its metadata on geometry cannot be read"):
            layer_files([plain])
    with pytest.raises(InputError, match="no file given"):
        layer_files([])


def test_writing_refuses_what_would_be_wrong(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)] * 2, index=["64", "64"], crs=32650)
    with pytest.raises(InputError) as told:
        write_layer_file(frame, tmp_path / "x.parquet")
    assert "more than once" in str(told.value)
    assert "to_crs" in str(told.value)
    assert list(tmp_path.iterdir()) == []
    lonlat = gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)], index=["64"], crs="OGC:CRS84")
    assert write_layer_file(lonlat, tmp_path / "x.parquet").rows == 1


def test_unknown_engine_and_patterns_in_paths(tmp_path: Path, squares: LayerFile) -> None:
    with pytest.raises(InputError, match="engine"):
        corridor_villages([squares], LINE, 5, engine="spark")  # type: ignore[arg-type]
    odd = tmp_path / "a[1].parquet"
    odd.write_bytes(squares.path.read_bytes())
    files = layer_files([odd])
    assert len(corridor_villages(files, LINE, 12, engine="stream")) == 2
    with pytest.raises(InputError, match="pattern"):
        corridor_villages(files, LINE, 12, engine="duckdb")


def test_a_row_group_of_rows_without_shapes(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(geometry=[None, None], index=["64.01.01.2001", "64.01.01.2002"], crs=4326)
    files = [write_layer_file(frame, tmp_path / "none.parquet")]
    for engine in ENGINES:
        assert corridor_villages(files, LINE, 50, engine=engine).empty
    named = pd.DataFrame({"agreement": ["a"], "region": ["64"]})
    assert coverage_counts(files, named, engine="stream")["villages"].tolist() == [2]
    assert np.array_equal(coverage_counts(files, named, engine="duckdb")["villages"], [2])
