"""Layers for benchmarks: a file of villages, made a clean coverage once and kept beside the results."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import shapely

from geo_coop.boundaries.repair import clean_coverage, repair_shapes
from geo_coop.geodesy import polygonal

COLLECTION = 7

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def raw_layer(path: Path, provinces: Sequence[str] = ()) -> gpd.GeoDataFrame:
    """Return the valid areas of a GeoParquet file with the columns kode and geometry, indexed by code.

    Rows without an area are left out, as libpysal refuses a layer that holds one; the file of the country has two.
    """
    table = pq.read_table(path, columns=["kode", "geometry"])
    codes = np.array(table["kode"].to_pylist(), dtype=object)
    shapes = shapely.from_wkb(table["geometry"].to_numpy(zero_copy_only=False))
    chosen = np.array([not provinces or code[:2] in provinces for code in codes]) & ~shapely.is_empty(shapes)
    frame = gpd.GeoDataFrame(geometry=shapes[chosen], index=pd.Index(codes[chosen], name="code"), crs=4326)
    frame = frame.sort_index()
    bad = ~shapely.is_valid(frame.geometry.to_numpy())
    if bad.any():
        fixed = repair_shapes(frame[bad]).frame
        frame.loc[bad, "geometry"] = fixed.geometry
    return frame[frame.geometry.notna()]


def clean_layer(path: Path, work: Path, provinces: Sequence[str] = ()) -> gpd.GeoDataFrame:
    """Return the layer as a clean coverage; made once, in two steps, and kept in ``work``."""
    key = hashlib.sha256(f"{path.resolve()} {path.stat().st_size} {','.join(provinces)}".encode()).hexdigest()[:12]
    kept = work / f"clean-{key}.parquet"
    if kept.exists():
        frame = gpd.read_parquet(kept)
        frame = frame[frame.geometry.notna()]
    else:
        frame = raw_layer(path, provinces)
        # One call with gaps closed does not end for the whole country: first all edges, then the gaps by province.
        frame = frame.set_geometry(gpd.GeoSeries(_cleaned(frame), index=frame.index, crs=4326))
        parts = [clean_coverage(part).frame for _, part in frame.groupby(frame.index.str[:2])]
        frame = gpd.GeoDataFrame(pd.concat(parts).sort_index(), crs=4326)
        work.mkdir(parents=True, exist_ok=True)
        frame.to_parquet(kept, row_group_size=1_024)
    shapes = frame.geometry.to_numpy().copy()
    mixed = np.flatnonzero(shapely.get_type_id(shapes) == COLLECTION)
    shapes[mixed] = [polygonal(shape) for shape in shapes[mixed]]
    frame = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=4326))
    frame.attrs["clean_coverage"] = True
    return frame


def _cleaned(frame: gpd.GeoDataFrame) -> np.ndarray:
    before = frame.geometry.to_numpy()
    after = shapely.coverage_clean(before)
    emptied = shapely.is_empty(after)
    after[emptied] = before[emptied]
    return after
