"""CSV with shapes as WKT."""

from __future__ import annotations

import codecs
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyproj

from geo_coop.boundaries.archive import read_head
from geo_coop.boundaries.formats.base import BATCH_ROWS, DAMAGED, ShapeBatch, Table, from_wkt, reading
from geo_coop.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

_HEAD: Final = 1 << 16
_SHAPE_NAMES: Final = ("wkt", "geometry", "geom", "the_geom", "wkt_geom", "shape", "polygon", "geometri", "ewkt")
_SHAPE_WORDS: Final = ("POLYGON", "MULTIPOLYGON", "SRID=", "GEOMETRYCOLLECTION", "POINT", "LINESTRING", "MULTI")


@dataclass
class CsvTable(Table):
    """A CSV file with a column of WKT."""

    path: Path = field(default_factory=Path)
    separator: str = ","
    encoding: str = "utf-8-sig"
    shape_column: str = "wkt"

    def _records(self, columns: Sequence[str]) -> Iterator[dict[str, npt.NDArray[np.object_]]]:
        for chunk in self._chunks(list(columns)):
            rows = ([text if isinstance(text, str) else None for text in chunk[name].tolist()] for name in columns)
            yield {name: np.array([*texts, None], dtype=object)[:-1] for name, texts in zip(columns, rows, strict=True)}

    def _batches(self) -> Iterator[ShapeBatch]:
        for chunk in self._chunks([self.shape_column]):
            yield from_wkt(chunk[self.shape_column].to_numpy(dtype=object))

    def _chunks(self, columns: list[str]) -> Iterator[pd.DataFrame]:
        with pd.read_csv(
            self.path, sep=self.separator, encoding=self.encoding, dtype=str, keep_default_na=False, na_filter=False,
            usecols=columns, chunksize=BATCH_ROWS, on_bad_lines="error", skip_blank_lines=True, index_col=False,
            compression=None,
        ) as chunks:  # fmt: skip
            yield from chunks


def open_csv(path: Path, *, encoding: str | None, file: str) -> CsvTable:
    """Open a CSV file, and read it once to count its rows.

    Raises
    ------
    InputError
        No table, no column of WKT, rows of more fields than the header (with the line), or texts in another encoding.
    """
    notes: list[str] = []
    chosen = encoding or "utf-8-sig"
    with reading(file, notes):
        try:
            codecs.lookup(chosen)
            text = codecs.getincrementaldecoder(chosen)().decode(read_head(path, _HEAD))
        except UnicodeDecodeError as error:
            remedy = "give its encoding, for example --encoding cp1252"
            raise InputError(Problem(f"text is not {encoding or 'UTF-8'}", remedy, file)) from error
        except LookupError as error:
            raise InputError(Problem(f"unknown encoding {chosen!r}", "for example --encoding cp1252", file)) from error
        first = text.partition("\n")[0]
        separator = max(",;\t|", key=first.count)
        if separator not in first:
            raise InputError(Problem("no format that is known, and no CSV with columns", DAMAGED, file))
        sample = _sample(path, separator, chosen, file)
        columns = [str(name) for name in sample.columns]
        column = _shape_column(sample, file)
        table = CsvTable(
            file, "CSV", tuple(name for name in columns if name != column), None, 0, None, notes, path,
            separator, chosen, column,
        )  # fmt: skip
        crs: set[str] = set()
        for chunk in table._chunks([column]):  # noqa: SLF001 - its own class
            table.rows += len(chunk)
            marked = chunk[column].str.extract(r"(?i)^\s*SRID=(\d+);", expand=False).dropna()
            crs.update(marked.unique().tolist())
        if len(crs) > 1:
            raise InputError(Problem(f"mixes the SRIDs {', '.join(sorted(crs))}", "convert it to one CRS", file))
        if crs:
            table.crs = pyproj.CRS.from_epsg(int(crs.pop()))
    return table


def _sample(path: Path, separator: str, encoding: str, file: str) -> pd.DataFrame:
    """Return the first rows; pandas cuts all rows where the first one is longer than the header, which is refused."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Length of header", category=pd.errors.ParserWarning)
        try:
            return pd.read_csv(
                path, sep=separator, encoding=encoding, dtype=str, nrows=20, na_filter=False, index_col=False,
                compression=None,
            )  # fmt: skip
        except pd.errors.ParserWarning as warning:
            remedy = f"put texts that hold a {separator!r} in quotes, and close every quote"
            raise InputError(Problem("the first row has more fields than the header", remedy, file, 2)) from warning


def _shape_column(sample: pd.DataFrame, file: str) -> str:
    for name in sample.columns:
        texts = [text.strip().upper() for text in sample[name].tolist() if isinstance(text, str) and text.strip()]
        if texts and all(text.startswith(_SHAPE_WORDS) for text in texts):
            return str(name)
    for name in sample.columns:
        if str(name).strip().lower() in _SHAPE_NAMES:
            return str(name)
    what = f"no column of shapes among {', '.join(map(str, sample.columns[:20]))}"
    raise InputError(Problem(what, "a CSV needs a column of WKT polygons, for example 'wkt'", file))
