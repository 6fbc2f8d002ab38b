"""The same on Dask: a frame in partitions, on this machine or on a cluster that the caller has started.

Start a cluster with ``dask.distributed`` (``Client("tcp://scheduler:8786")`` for a real one, whose workers see the
files under the same paths and have geo-coop[scale] installed); whatever client is current is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import shapely

from geo_coop.cover.ranges import outermost_ranges
from geo_coop.errors import InputError, Problem
from geo_coop.geodesy import corridor
from geo_coop.scale.run import counts_of_codes
from geo_coop.scale.stream import meeting_in_group, pieces_of
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from shapely import Geometry

    from geo_coop.scale.files import LayerFile

GROUPS_IN_PARTITION: Final = 16


def read_partitioned(files: Sequence[LayerFile], *, groups_in_partition: int = GROUPS_IN_PARTITION) -> Any:  # noqa: ANN401
    """Return the files as one partitioned frame, to go on with in dask-geopandas.

    Parameters
    ----------
    files
        From `geo_coop.scale.layer_files`.
    groups_in_partition
        How many row groups of a file make a partition.

    Returns
    -------
    dask_geopandas.GeoDataFrame
        Columns file (position in ``files``), code and geometry (EPSG:4326).
    """
    import dask.dataframe as dd  # noqa: PLC0415 (an extra)
    import dask_geopandas  # noqa: PLC0415 (an extra)

    meta = _read_part((), 0).iloc[:0]
    parts = _parts(files, groups_in_partition)
    frame = dd.from_map(_read_part, [part[1:] for part in parts], [part[0] for part in parts], meta=meta)
    return dask_geopandas.from_dask_dataframe(frame, geometry="geometry")


def corridor_villages(
    files: Sequence[LayerFile],
    line: Geometry,
    km: float,
    *,
    side: Geometry | None = None,
    groups_in_partition: int = GROUPS_IN_PARTITION,
) -> pd.DataFrame:
    """Return the same as `geo_coop.scale.corridor_villages`, worked out in partitions on the current Dask client."""
    import dask.dataframe as dd  # noqa: PLC0415 (an extra)

    pieces = shapely.to_wkb(pieces_of(corridor(line, km, side=side))).tolist()
    parts = _parts(files, groups_in_partition)
    meta = pd.DataFrame({"file": np.array([], dtype=np.int64), "code": np.array([], dtype=object)})
    found = dd.from_map(
        _meet_part, [part[1:] for part in parts], [part[0] for part in parts], pieces=pieces, meta=meta
    ).compute()
    once = found.astype({"code": object}).drop_duplicates()
    result: pd.DataFrame = once.sort_values(["file", "code"], ignore_index=True)
    result.attrs["engine"] = "dask"
    return result


def touching_villages(
    files: Sequence[LayerFile], line: Geometry, tolerance_m: float, *, groups_in_partition: int = GROUPS_IN_PARTITION
) -> pd.DataFrame:
    """Return the same as `geo_coop.scale.touching_villages`, worked out in partitions."""
    return corridor_villages(files, line, tolerance_m / 1_000, groups_in_partition=groups_in_partition)


def coverage_counts(
    files: Sequence[LayerFile], named: pd.DataFrame, *, groups_in_partition: int = GROUPS_IN_PARTITION
) -> pd.DataFrame:
    """Return the same as `geo_coop.scale.coverage_counts`, worked out in partitions."""
    import dask  # noqa: PLC0415 (an extra)

    agreements, ranges = outermost_ranges(named)
    count = dask.delayed(_count_part)
    shared = dask.delayed(ranges)
    sums = [
        count((path, begin, end), shared, len(agreements)) for _, path, begin, end in _parts(files, groups_in_partition)
    ]
    total = dask.delayed(_add)(sums, len(agreements)).compute()
    result = pd.DataFrame({"agreement": agreements, "villages": total})
    result.attrs["engine"] = "dask"
    return result


def _parts(files: Sequence[LayerFile], groups: int) -> list[tuple[int, Path, int, int]]:
    """Return the partitions: position of the file, its path, first row group, and the one after the last."""
    if groups < 1:
        raise InputError(Problem(f"{groups} row groups in a partition", "give at least 1"))
    return [
        (position, file.path, begin, min(begin + groups, file.groups))
        for position, file in enumerate(files)
        for begin in range(0, file.groups, groups)
    ]


def _read_part(part: tuple[Path, int, int] | tuple[()], position: int) -> gpd.GeoDataFrame:
    codes: list[str] = []
    shapes: list[Any] = []
    if part:
        path, begin, end = part
        with pq.ParquetFile(path) as opened:
            table = opened.read_row_groups(list(range(begin, end)), columns=["code", "geometry"])
        codes = table["code"].to_pylist()
        shapes = list(shapely.from_wkb(table["geometry"].to_numpy(zero_copy_only=False)))
    columns = {"file": np.full(len(codes), position, dtype=np.int64), "code": np.array(codes, dtype=object)}
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(shapes, crs=GEOGRAPHIC_CRS), crs=GEOGRAPHIC_CRS)


def _meet_part(part: tuple[Path, int, int], position: int, pieces: list[bytes]) -> pd.DataFrame:
    path, begin, end = part
    tree = shapely.STRtree(shapely.from_wkb(pieces))
    with pq.ParquetFile(path) as opened:
        codes = [meeting_in_group(opened, group, tree) for group in range(begin, end)]
    found = np.concatenate(codes)
    return pd.DataFrame({"file": np.full(len(found), position, dtype=np.int64), "code": found})


def _count_part(part: tuple[Path, int, int], ranges: pd.DataFrame, agreements: int) -> np.ndarray:
    path, begin, end = part
    with pq.ParquetFile(path) as opened:
        table = opened.read_row_groups(list(range(begin, end)), columns=["code"])
    return counts_of_codes(np.array(table["code"].to_pylist(), dtype=object), ranges, agreements)


def _add(sums: list[np.ndarray], agreements: int) -> np.ndarray:
    total: np.ndarray = np.sum([np.zeros(agreements, dtype=np.int64), *sums], axis=0)
    return total
