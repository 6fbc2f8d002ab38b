"""Small boundary files of every schema and format: squares in Kalimantan Utara that tests can reckon by hand."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

if TYPE_CHECKING:
    from pathlib import Path

REGENCIES = {
    "65.01": "Bulungan", "65.02": "Malinau", "65.03": "Nunukan", "65.04": "Tana Tidung", "65.71": "Kota Tarakan",
}  # fmt: skip
SIZE = 0.1
WEST, SOUTH = 116.0, 3.0

DRIVERS = {
    "gpkg": "GPKG", "shp": "ESRI Shapefile", "geojson": "GeoJSON", "ndjson": "GeoJSONSeq",
    "fgb": "FlatGeobuf", "kml": "KML",
}  # fmt: skip
FORMATS = (*DRIVERS, "parquet", "csv")


def squares(count: int, *, west: float = WEST, south: float = SOUTH, size: float = SIZE) -> list[shapely.Polygon]:
    """Return squares in a row from west to east, neighbours sharing an edge."""
    return [shapely.box(west + size * n, south, west + size * (n + 1), south + size) for n in range(count)]


def frame(columns: dict[str, list[object]], shapes: list[shapely.Geometry | None] | None = None) -> gpd.GeoDataFrame:
    """Return a frame of columns and squares, in EPSG:4326."""
    count = len(next(iter(columns.values())))
    return gpd.GeoDataFrame(columns, geometry=shapes or squares(count), crs="EPSG:4326")


def big(*, codes: str | None = None) -> gpd.GeoDataFrame:
    """Return the five regencies as BIG writes them; codes None, ``"dotted"`` or ``"bare"``."""
    columns: dict[str, list[object]] = {"WADMKK": list(REGENCIES.values()), "WADMPR": ["Kalimantan Utara"] * 5}
    if codes is not None:
        columns["KDPKAB"] = [code if codes == "dotted" else code.replace(".", "") for code in REGENCIES]
    return frame(columns)


def write(data: gpd.GeoDataFrame, path: Path) -> Path:
    """Write a frame in the format of the path's suffix."""
    suffix = path.suffix[1:]
    if suffix == "parquet":
        data.to_parquet(path)
    elif suffix == "csv":
        table = data.drop(columns="geometry").assign(wkt=data.geometry.to_wkt())
        table.to_csv(path, index=False)
    else:
        data.to_file(path, driver=DRIVERS[suffix], engine="pyogrio")
    return path


def zipped(path: Path, target: Path | None = None) -> Path:
    """Pack a file, with all files of its stem, as .zip."""
    target = target or path.parent / f"{path.stem}-{path.suffix[1:]}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(path.parent.glob(f"{path.stem}.*")):
            if part.suffix != ".zip" and (path.suffix == ".shp" or part == path):
                archive.write(part, f"data/{part.name}")
    return target
