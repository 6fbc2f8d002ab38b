"""One table or layer as one file: CSV, XLSX, JSON, GeoJSON, GeoPackage, GeoParquet; whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import geopandas as gpd
import pandas as pd

from geo_coop.errors import InputError
from geo_coop.provenance import sources_of
from geo_coop.replacing import replacing
from geo_coop.schema import unknown_word

if TYPE_CHECKING:
    from collections.abc import Callable

Format = Literal["csv", "json", "xlsx", "geojson", "gpkg", "parquet"]
FORMATS: Final[tuple[Format, ...]] = ("csv", "json", "xlsx", "geojson", "gpkg", "parquet")
SPATIAL: Final = ("geojson", "gpkg", "parquet")
# A spreadsheet takes wide signs, as Chinese and Japanese keyboards write them, for the narrow ones.
_STARTS_FORMULA: Final = (
    "=", "+", "-", "@", "\t", "\r", "\n", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}",
    "\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}",
)  # fmt: skip
_MAX_XLSX_ROWS: Final = 1_048_575


def write_table(frame: pd.DataFrame, path: str | Path, file_format: str | None = None) -> Path:
    """Write a frame to a file, whole or not at all.

    Parameters
    ----------
    frame
        Any frame. CSV, XLSX and JSON leave geometry out; GeoJSON, GeoPackage and GeoParquet need it.
    path
        The file; its folder must exist.
    file_format
        One of `FORMATS`; default: the file's ending.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    InputError
        An unknown format, a spatial format for a frame without geometry, a folder that does not exist or may not
        be written, or more rows than a sheet can hold.

    Notes
    -----
    In CSV and XLSX, text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    target = Path(path)
    chosen = (file_format or target.suffix.lstrip(".")).lower()
    if chosen not in FORMATS:
        raise InputError(unknown_word("format", chosen, FORMATS))
    if chosen in SPATIAL and not isinstance(frame, gpd.GeoDataFrame):
        message = f"format {chosen} needs shapes, and this table has none; use csv, json or xlsx"
        raise InputError(message)
    writers: dict[str, Callable[[Any, Path], object]] = {
        "csv": _csv, "json": _json, "xlsx": _xlsx, "geojson": _geojson, "gpkg": _gpkg, "parquet": _parquet,
    }  # fmt: skip
    with replacing(target) as draft:
        writers[chosen](frame, draft)
    return target


def to_text(frame: pd.DataFrame, file_format: Literal["csv", "json", "geojson"]) -> str:
    """Return a frame as CSV, JSON or GeoJSON text, as `write_table` would write it."""
    if file_format == "csv":
        return str(_neutral(_plain(frame)).to_csv(index=False, lineterminator="\n"))
    if file_format == "json":
        return _json_text(frame)
    if not isinstance(frame, gpd.GeoDataFrame):
        message = "format geojson needs shapes, and this table has none; use csv or json"
        raise InputError(message)
    return str(frame.to_json(drop_id=True, ensure_ascii=False))


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    named = frame.reset_index() if frame.index.name is not None else frame
    if isinstance(named, gpd.GeoDataFrame):
        return pd.DataFrame(named.drop(columns=named.geometry.name))
    return named


def _neutral(frame: pd.DataFrame) -> pd.DataFrame:
    def guard(value: object) -> object:
        if not isinstance(value, str):
            return value
        text = f"'{value}" if value.startswith(_STARTS_FORMULA) else value
        return text.replace("\r\n", "\n").replace("\r", "\n")  # a lone return would end the row for a CSV reader

    safe = frame.copy()
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = safe[column].map(guard)
    return safe.rename(columns=guard)


def _csv(frame: pd.DataFrame, path: Path) -> None:
    path.write_text(to_text(frame, "csv"), encoding="utf-8")


def _json_text(frame: pd.DataFrame) -> str:
    records = json.loads(_plain(frame).to_json(orient="records", force_ascii=False, double_precision=12))
    return json.dumps(records, ensure_ascii=False, indent=2) + "\n"


def _json(frame: pd.DataFrame, path: Path) -> None:
    path.write_text(_json_text(frame), encoding="utf-8")


def _xlsx(frame: pd.DataFrame, path: Path) -> None:
    if len(frame) > _MAX_XLSX_ROWS:
        message = f"{len(frame)} rows do not fit into a sheet ({_MAX_XLSX_ROWS}); use csv, or limit with --within"
        raise InputError(message)
    sources = pd.DataFrame(
        [
            {"source": s.title, "release": s.release, "tier": s.tier, "licence": s.licence, "method": s.method}
            for s in sources_of(frame)
        ]
    )
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        _neutral(_plain(frame)).to_excel(book, sheet_name="data", index=False, freeze_panes=(1, 0))
        _neutral(sources).to_excel(book, sheet_name="sources", index=False)


def _geojson(frame: gpd.GeoDataFrame, path: Path) -> None:
    path.write_text(to_text(frame, "geojson"), encoding="utf-8")


def _gpkg(frame: gpd.GeoDataFrame, path: Path) -> None:
    path.unlink()  # GDAL makes the file itself
    named = frame.reset_index() if frame.index.name is not None else frame
    named.to_file(path, driver="GPKG", layer="data", engine="pyogrio")


def _parquet(frame: gpd.GeoDataFrame, path: Path) -> None:
    frame.to_parquet(path, compression="zstd", write_covering_bbox=True, schema_version="1.1.0")
