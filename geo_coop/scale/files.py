"""Layers in files: GeoParquet sorted by code, in row groups, with the box of every row."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from geo_coop.errors import InputError, Problem
from geo_coop.replacing import replacing
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

ROWS_IN_GROUP: Final = 1_024
BOX: Final = ("xmin", "ymin", "xmax", "ymax")
_LON_LAT: Final = frozenset({"OGC:CRS84", "EPSG:4326"})
_REMEDY: Final = "write the layer with geo_coop.scale.write_layer_file"


@dataclass(frozen=True, slots=True)
class LayerFile:
    """A file that holds a layer, checked by `layer_files`.

    Attributes
    ----------
    path
        Where it is.
    rows, groups
        How many rows and row groups it has.
    """

    path: Path
    rows: int
    groups: int


def write_layer_file(frame: gpd.GeoDataFrame, path: Path) -> LayerFile:
    """Write a region layer so that parts of it can be read alone: sorted by code, small row groups, boxes of rows.

    Parameters
    ----------
    frame
        Regions indexed by unique code, EPSG:4326.
    path
        The file; it is written whole or not at all.

    Raises
    ------
    InputError
        Codes that repeat, another CRS, or a file that cannot be written.
    """
    problems = []
    if not frame.index.is_unique:
        problems.append(Problem("codes that stand more than once", "keep one row for each"))
    if frame.crs is None or not frame.crs.equals(GEOGRAPHIC_CRS, ignore_axis_order=True):
        problems.append(Problem(f"coordinates in {frame.crs}", f"use frame.to_crs({GEOGRAPHIC_CRS!r})"))
    if problems:
        raise InputError(problems)
    ordered = frame.sort_index().rename_axis("code").reset_index()
    with replacing(path) as draft:
        ordered.to_parquet(
            draft, index=False, compression="zstd", row_group_size=ROWS_IN_GROUP, write_covering_bbox=True,
            schema_version="1.1.0",
        )  # fmt: skip
    return layer_files([path])[0]


def layer_files(paths: Iterable[Path | str]) -> tuple[LayerFile, ...]:
    """Check files of layers, and return them in the order given.

    Raises
    ------
    InputError
        Files that are missing, are no GeoParquet in longitude and latitude, or lack the columns code, geometry or bbox;
        all of them at once.
    """
    found: list[LayerFile] = []
    problems: list[Problem] = []
    for path in map(Path, paths):
        try:
            with pq.ParquetFile(path) as opened:
                faults = _faults(opened.schema_arrow)
                meta = opened.metadata
        except FileNotFoundError:
            problems.append(Problem("no such file", file=str(path)))
            continue
        except (OSError, pa.ArrowInvalid) as error:
            problems.append(Problem(f"cannot be read as Parquet: {error}", _REMEDY, file=str(path)))
            continue
        problems += [Problem(fault, _REMEDY, file=str(path)) for fault in faults]
        found.append(LayerFile(path, meta.num_rows, meta.num_row_groups))
    if not found and not problems:
        problems.append(Problem("no file given"))
    if problems:
        raise InputError(problems)
    return tuple(found)


def _faults(schema: pa.Schema) -> list[str]:
    faults = [f"no column {name!r}" for name in ("code", "geometry", "bbox") if name not in schema.names]
    raw = (schema.metadata or {}).get(b"geo")
    if raw is None:
        return [*faults, "no GeoParquet: it has no metadata on geometry"]
    try:
        column = json.loads(raw)["columns"].get("geometry", {})
        crs = column.get("crs", {})  # without an entry GeoParquet means longitude and latitude
        name = f"{crs['id']['authority']}:{crs['id']['code']}" if crs and "id" in crs else ""
    except (ValueError, LookupError, TypeError, AttributeError):
        return [*faults, "its metadata on geometry cannot be read"]
    if crs is None:
        return [*faults, "coordinates in an unknown system"]
    if crs and name not in _LON_LAT:
        faults.append(f"coordinates in {name or 'a system without code'}, not in {GEOGRAPHIC_CRS}")
    if column.get("encoding") != "WKB":
        faults.append(f"geometry coded as {column.get('encoding')}, not as WKB")
    return faults


def boxes_of(table: pa.Table) -> np.ndarray:
    """Return the boxes of a table's rows: float64, shape (n, 4), NaN for rows without a shape."""
    structs = table["bbox"].combine_chunks()
    if isinstance(structs, pa.ChunkedArray):
        structs = structs.chunk(0) if structs.num_chunks else pa.array([], structs.type)
    # flatten() puts null where the whole box is null; field() would not
    columns = dict(zip([field.name for field in structs.type], structs.flatten(), strict=True))
    return np.column_stack([columns[name].to_numpy(zero_copy_only=False).astype(float) for name in BOX])
