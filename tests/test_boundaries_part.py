from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely

from geo_coop import load_regions
from geo_coop.boundaries.part import code_filters, read_layer, read_part

if TYPE_CHECKING:
    from pathlib import Path

CODES = ["64.03", "65.03", "65.03.05", "65.03.05.2033", "65.04", "MY-12", "MY-12.06", "MY-13"]


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        (None, CODES),
        ("ID", CODES[:5]),
        ("65", CODES[1:5]),
        ("65.03", CODES[1:4]),
        ("65.03.05.2033", CODES[3:4]),
        ("MY", CODES[5:]),
        ("MY-12", CODES[5:7]),
        ("61", []),
    ],
)
def test_a_part_is_a_region_and_what_lies_in_it(tmp_path: Path, within: str | None, expected: list[str]) -> None:
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)] * len(CODES), index=CODES, crs=4326).rename_axis("code")
    path = tmp_path / "layer.parquet"
    frame.to_parquet(path, write_covering_bbox=True)
    part = read_part(path, within)
    assert part.index.tolist() == expected
    assert list(part.columns) == ["geometry"]
    assert part.crs == frame.crs
    assert read_part(path, within, "MY-12").index.tolist() == [
        code for code in CODES if code in expected or code in {"MY-12", "MY-12.06"}
    ]


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32650", "OGC:CRS84", None])
def test_a_layer_reads_as_geopandas_reads_it(tmp_path: Path, crs: str | None) -> None:
    spots = gpd.GeoSeries.from_xy([1, 2, 3], [4, 5, 6], crs=crs)
    frame = gpd.GeoDataFrame(
        {"name": ["Krayan", None, "Sebatik"], "share": [0.5, None, 1.0], "spot": spots.array},
        geometry=[shapely.box(0, 0, 1, 1), None, shapely.Polygon()],
        index=pd.Index(["65.03.09", "65.03.10", "65.03.11"], name="code"),
        crs=crs,
    )  # fmt: skip
    frame.attrs["provenance"] = [{"source": "a drawing"}]
    path = tmp_path / "layer.parquet"
    frame.to_parquet(path)
    expected, found = gpd.read_parquet(path), read_layer(path)
    pd.testing.assert_frame_equal(found, expected)
    assert found.crs == expected.crs == found["spot"].crs
    assert found.attrs == expected.attrs


@pytest.mark.shared
def test_a_fetched_layer_is_read_in_parts(fetched: Path) -> None:
    path = next(fetched.rglob("wilayah-boundaries/*/village.parquet"))
    with pq.ParquetFile(path) as opened:
        groups = [opened.metadata.row_group(number) for number in range(opened.num_row_groups)]
    bounds = code_filters("65")
    assert bounds is not None
    column = next(n for n in range(groups[0].num_columns) if groups[0].column(n).path_in_schema == "code")
    concerned = [group for group in groups if group.column(column).statistics.max >= bounds[0][2]]
    assert 0 < len(concerned) < len(groups)
    whole = load_regions("village")
    part = load_regions("village", within="65")
    assert len(part) == 482
    assert part.geometry.geom_equals(whole.loc[part.index].geometry).all()
