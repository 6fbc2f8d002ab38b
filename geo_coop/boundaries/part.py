"""Reading the part of a layer file that lies in a region: the row groups that may hold its codes, and no others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq

from geo_coop.codes import level_of
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    from pathlib import Path

_BOXES: Final = "bbox"
_WKB: Final = "WKB"
_GEOGRAPHIC_ID: Final = {"authority": "EPSG", "code": 4326}  # of GEOGRAPHIC_CRS


def read_part(path: Path, *within: str | None) -> gpd.GeoDataFrame:
    """Return the rows of a layer file that are one of the regions or lie in it, read in one go.

    Parameters
    ----------
    path
        GeoParquet file with the index ``code``, sorted by it and written in row groups.
    within
        Canonical codes of regions; none, or None, reads all.

    Returns
    -------
    GeoDataFrame
        As it was written, without the boxes of rows; a column ``bbox`` that stands in the file is left out.
    """
    filters = [bounds for region in within if (bounds := code_filters(region)) is not None]
    return read_layer(path, filters if filters and len(filters) == len(within) else None)


def read_layer(path: Path, filters: list[list[tuple[str, str, str]]] | None = None) -> gpd.GeoDataFrame:
    """Read a layer file as ``geopandas.read_parquet`` does, without the boxes of rows.

    The coordinate system of a file is written out in full, and building it takes as long as reading a thousand shapes:
    one that is named EPSG:4326 is taken by its name.

    Parameters
    ----------
    path
        GeoParquet file.
    filters
        Bounds of columns, one of which a row must keep, as ``pyarrow`` takes them; None for all rows.

    Returns
    -------
    GeoDataFrame
        As it was written, with attrs; a column ``bbox`` that stands in the file is left out.
    """
    schema = pq.read_schema(path)
    told = json.loads((schema.metadata or {}).get(b"geo", b"{}"))
    columns = [name for name in schema.names if name != _BOXES]
    shapes = told.get("columns", {})
    plain = all(
        one.get("encoding") == _WKB and (one.get("crs") or {}).get("id") == _GEOGRAPHIC_ID for one in shapes.values()
    )
    if not shapes or not plain:
        return gpd.read_parquet(path, filters=filters, columns=columns)
    table = pd.read_parquet(path, engine="pyarrow", filters=filters, columns=columns)
    for name in shapes:
        table[name] = gpd.GeoSeries.from_wkb(table[name], crs=GEOGRAPHIC_CRS)
    return gpd.GeoDataFrame(table, geometry=told["primary_column"])


def code_filters(within: str | None) -> list[tuple[str, str, str]] | None:
    """Return the bounds of a region's codes as filters of a Parquet file; None for all."""
    if within is None:
        return None
    if within == "ID":
        return [("code", ">=", "0"), ("code", "<", ":")]
    # "-" and "." stand before "/", digits and letters after it.
    separator = "-" if level_of(within) == "country" else "."
    return [("code", ">=", within), ("code", "<", within + chr(ord(separator) + 1))]
