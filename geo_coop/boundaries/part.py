"""Reading the part of a layer file that lies in a region: the row groups that may hold its codes, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

from geo_coop.codes import level_of

if TYPE_CHECKING:
    from pathlib import Path


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
    frame = gpd.read_parquet(path, filters=filters if filters and len(filters) == len(within) else None)
    return frame.drop(columns="bbox", errors="ignore")


def code_filters(within: str | None) -> list[tuple[str, str, str]] | None:
    """Return the bounds of a region's codes as filters of a Parquet file; None for all."""
    if within is None:
        return None
    if within == "ID":
        return [("code", ">=", "0"), ("code", "<", ":")]
    # "-" and "." stand before "/", digits and letters after it.
    separator = "-" if level_of(within) == "country" else "."
    return [("code", ">=", within), ("code", "<", within + chr(ord(separator) + 1))]
