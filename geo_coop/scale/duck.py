"""DuckDB with its spatial extension, loaded from the installed package, never from a network."""

from __future__ import annotations

from contextlib import contextmanager
from importlib import metadata
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geo_coop.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import duckdb
    import numpy.typing as npt

    from geo_coop.scale.files import LayerFile

PACKAGE: Final = "duckdb-extension-spatial"
MEMORY: Final = "300MB"


def available() -> bool:
    """Return whether DuckDB and the matching spatial extension are installed."""
    try:
        return metadata.version("duckdb") == metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        return False


@contextmanager
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an in-memory database with the spatial extension and a limit on memory.

    Raises
    ------
    InputError
        DuckDB or the extension is not installed, or they do not match.
    """
    if not available():
        raise InputError(
            Problem(
                "the engine 'duckdb' needs duckdb and duckdb-extension-spatial of the same version",
                "install geo-coop[scale], or use engine='stream'",
            )
        )
    import duckdb  # noqa: PLC0415 (an extra, needed by this engine alone)

    files = metadata.files(PACKAGE) or []
    extension = next(str(file.locate()) for file in files if file.name.endswith(".duckdb_extension"))
    opened = duckdb.connect(config={"memory_limit": MEMORY, "autoinstall_known_extensions": "false"})
    try:
        opened.execute(f"LOAD '{extension.replace(chr(39), chr(39) * 2)}'")
        opened.execute("SET preserve_insertion_order = false")
        yield opened
    finally:
        opened.close()


def meeting(files: Sequence[LayerFile], pieces: npt.NDArray[np.object_]) -> pd.DataFrame:
    """Return the rows that meet one of some pieces: columns file (position in ``files``) and code, in no order."""
    west, south, east, north = shapely.total_bounds(pieces).tolist()
    with connection() as db:
        db.register("coded", pd.DataFrame({"wkb": shapely.to_wkb(pieces)}))
        db.register("numbered", _numbered(files))
        db.execute("CREATE TEMP TABLE pieces AS SELECT ST_GeomFromWKB(wkb::BLOB) AS shape FROM coded")
        found: pd.DataFrame = db.execute(
            """
            SELECT DISTINCT numbered.file, layer.code
            FROM (
                SELECT filename, code, geometry AS shape FROM read_parquet(?, filename = true)
                WHERE bbox.xmin <= ? AND bbox.xmax >= ? AND bbox.ymin <= ? AND bbox.ymax >= ?
            ) AS layer
            JOIN pieces ON ST_Intersects(layer.shape, pieces.shape)
            JOIN numbered ON numbered.path = layer.filename
            """,
            [_paths(files), east, west, north, south],
        ).df()
        return found


def count_ranges(files: Sequence[LayerFile], ranges: pd.DataFrame) -> pd.DataFrame:
    """Return how many rows each agreement's ranges hold: columns owner and villages, owners without rows left out.

    Parameters
    ----------
    files
        Layers of villages.
    ranges
        Columns owner (int), low and high (village numbers, half-open), not overlapping for one owner.
    """
    with connection() as db:
        db.register("ranges", ranges)
        found: pd.DataFrame = db.execute(
            """
            WITH numbers AS (
                SELECT CAST(replace(code, '.', '') AS BIGINT) AS number, count(*) AS times
                FROM read_parquet(?) WHERE code SIMILAR TO '[0-9]{2}\\.[0-9]{2}\\.[0-9]{2}\\.[0-9]{4}' GROUP BY number
            )
            SELECT owner, CAST(sum(times) AS BIGINT) AS villages
            FROM ranges JOIN numbers ON numbers.number >= ranges.low AND numbers.number < ranges.high
            GROUP BY owner
            """,
            [_paths(files)],
        ).df()
        return found


def _paths(files: Sequence[LayerFile]) -> list[str]:
    paths = [str(file.path) for file in files]
    problems = [
        Problem("DuckDB would read *, ? and [ in a path as a pattern", "rename it, or use engine='stream'", file=path)
        for path in paths
        if any(sign in path for sign in "*?[")
    ]
    if problems:
        raise InputError(problems)
    return paths


def _numbered(files: Sequence[LayerFile]) -> pd.DataFrame:
    return pd.DataFrame({"path": _paths(files), "file": np.arange(len(files))})
