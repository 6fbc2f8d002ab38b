"""Opening any boundary file by what its first bytes are, not by what its name says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_coop.boundaries.archive import is_geodatabase, read_head
from geo_coop.boundaries.formats.csv import open_csv
from geo_coop.boundaries.formats.geojson import open_geojson
from geo_coop.boundaries.formats.kml import open_kml
from geo_coop.boundaries.formats.ogr import open_ogr
from geo_coop.boundaries.formats.parquet import open_parquet
from geo_coop.boundaries.formats.sql import open_sql
from geo_coop.errors import InputError, Problem

if TYPE_CHECKING:
    from pathlib import Path

    from geo_coop.boundaries.formats.base import Table

_HEAD: Final = 4096
_PARTS: Final = frozenset({".dbf", ".shx", ".prj", ".cpg", ".qmd", ".sbn", ".sbx"})
_BINARY: Final = {
    b"SQLite format 3\x00": "GeoPackage",
    b"fgb\x03": "FlatGeobuf",
    b"\x00\x00\x27\x0a": "Shapefile",
}


def open_table(path: Path, *, layer: str | None = None, encoding: str | None = None, file: str = "") -> Table:
    """Open a boundary file that is no archive.

    Parameters
    ----------
    path
        The file; of a Shapefile, the ``.shp``; of a file geodatabase, its folder.
    layer
        Layer of a GeoPackage or geodatabase that holds several.
    encoding
        Of the texts of a Shapefile or CSV; by inspection when not given.
    file
        How to call it in messages; the path by default.

    Raises
    ------
    InputError
        No format that is read, or a damaged file.
    """
    file = file or str(path)
    if is_geodatabase(path):
        return open_ogr(path, "file geodatabase", layer=layer, encoding=None, file=file)
    head = read_head(path, _HEAD)
    if not head:
        raise InputError(Problem("is empty", "export or fetch it again", file))
    if path.suffix.lower() in _PARTS:
        raise InputError(Problem("is one part of a Shapefile", f"give {path.stem}.shp, or a .zip of all parts", file))
    for magic, kind in _BINARY.items():
        if head.startswith(magic):
            return open_ogr(path, kind, layer=layer, encoding=encoding, file=file)
    if layer is not None:
        raise InputError(Problem(f"holds one layer; --layer {layer} names none of it", "leave --layer out", file))
    if head.startswith(b"PAR1"):
        return open_parquet(path, file=file)
    return _open_text(path, head, encoding, file)


def _open_text(path: Path, head: bytes, encoding: str | None, file: str) -> Table:
    """Open a file of text by its first words."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith((b"{", b"\x1e")):
        return open_geojson(path, file=file)
    if text[:64].lower().startswith((b"<!doctype html", b"<html")):
        raise InputError(Problem("is a web page", "as from a login page or proxy; fetch the file again", file))
    if text.startswith(b"<"):
        return open_kml(path, file=file)
    if path.suffix.lower() == ".sql" or b"INSERT INTO" in head.upper():
        return open_sql(path, file=file)
    if b"\x00" in head:
        remedy = "expected GeoPackage, Shapefile, GeoJSON, FlatGeobuf, KML, GeoParquet or CSV with WKT"
        raise InputError(Problem("is of no format that is read", remedy, file))
    return open_csv(path, encoding=encoding, file=file)
