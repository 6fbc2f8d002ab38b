"""GeoPackage, Shapefile, FlatGeobuf and file geodatabases, through GDAL's Arrow stream."""

from __future__ import annotations

import codecs
import os
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyogrio
import pyproj

from geo_coop.boundaries.formats.base import BATCH_ROWS, DAMAGED, ShapeBatch, Table, as_objects, from_wkb, reading
from geo_coop.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

    import numpy.typing as npt

_CHUNK: Final = 1 << 20
_SHP_HEADER: Final = 100
_UNDEFINED: Final = ("undefined", "unknown", "engineering")


@dataclass
class OgrTable(Table):
    """A layer that GDAL reads."""

    path: Path = field(default_factory=Path)
    encoding: str | None = None

    def _records(self, columns: Sequence[str]) -> Iterator[dict[str, npt.NDArray[np.object_]]]:
        with self._stream(columns=list(columns), geometry=False) as (_, reader):
            for batch in reader:
                yield {name: as_objects(batch.column(name)) for name in columns}

    def _batches(self) -> Iterator[ShapeBatch]:
        seen = 0
        with self._stream(columns=[], geometry=True) as (meta, reader):
            name = meta["geometry_name"] or "wkb_geometry"
            for batch in reader:
                seen += len(batch)
                place = batch.schema.get_field_index(name)
                column = batch.column(max(place, 0))
                yield from_wkb(np.array([*column.to_pylist(), None], dtype=object)[:-1])
            if seen != self.rows:
                raise self.cut_off(seen)

    def _stream(self, *, columns: list[str], geometry: bool) -> AbstractContextManager[tuple[dict[str, Any], Any]]:
        stream: AbstractContextManager[tuple[dict[str, Any], Any]] = pyogrio.raw.open_arrow(
            self.path, layer=self.layer, columns=columns, read_geometry=geometry, encoding=self.encoding,
            batch_size=BATCH_ROWS, use_pyarrow=True,
        )  # fmt: skip
        return stream


def open_ogr(path: Path, kind: str, *, layer: str | None, encoding: str | None, file: str) -> OgrTable:
    """Open a GeoPackage, Shapefile, FlatGeobuf or file geodatabase.

    Raises
    ------
    InputError
        A damaged file, several layers and none chosen, or no layer with shapes.
    """
    notes: list[str] = []
    if kind == "Shapefile":
        encoding = _check_shapefile(path, encoding, notes, file)
    with reading(file, notes):
        listed = [(str(name), shape) for name, shape in pyogrio.list_layers(path)]
        chosen = _choose_layer(listed, layer, file)
        info = pyogrio.read_info(
            path, layer=chosen, encoding=encoding, force_feature_count=True, force_total_bounds=False
        )
        if info["geometry_type"] is None:
            raise InputError(Problem(f"layer {chosen!r} has no shapes", "choose another with --layer", file))
        columns = tuple(str(name) for name in info["fields"])
        crs = _crs(info["crs"])
    return OgrTable(file, kind, columns, crs, int(info["features"]), chosen, notes, path, encoding)


def _crs(text: str | None) -> pyproj.CRS | None:
    if not text:
        return None
    crs = pyproj.CRS.from_user_input(text)
    return None if crs.is_engineering or crs.name.lower().startswith(_UNDEFINED) else crs


def _choose_layer(listed: Sequence[tuple[str, str | None]], layer: str | None, file: str) -> str:
    names = [name for name, _ in listed]
    drawn = [name for name, shape in listed if shape is not None]
    if layer is not None:
        if layer in names:
            return layer
        what = f"layer {layer!r} is none of {', '.join(names[:20])}"
        raise InputError(Problem(what, f"choose one, for example --layer {names[0]}" if names else "", file))
    if not drawn:
        raise InputError(Problem("holds no layer with shapes", "export the boundaries as polygons", file))
    if len(drawn) > 1:
        what = f"holds {len(drawn)} layers: {', '.join(drawn[:20])}"
        raise InputError(Problem(what, f"choose one, for example --layer {drawn[0]}", file))
    return drawn[0]


def _check_shapefile(path: Path, encoding: str | None, notes: list[str], file: str) -> str:
    """Check that the parts of a Shapefile are there and agree, and return the encoding of its texts."""
    beside = {part.suffix.lower(): part for part in path.parent.iterdir() if part.stem == path.stem}
    missing = [suffix for suffix in (".dbf", ".shx") if suffix not in beside]
    if missing:
        what = f"lacks {' and '.join(missing)}: a Shapefile is several files of one name"
        raise InputError(Problem(what, "keep .shp, .shx, .dbf, .prj and .cpg together, or pack them as .zip", file))
    try:
        with beside[".shx"].open("rb") as shx, beside[".dbf"].open("rb") as dbf:
            shapes = (os.fstat(shx.fileno()).st_size - _SHP_HEADER) // 8
            dbf.seek(4)
            records, header, length = struct.unpack("<IHH", dbf.read(8))
            if shapes != records:
                what = f"the .shx lists {shapes} shapes, the .dbf {records} rows"
                raise InputError(Problem(what, "the files do not belong together; export it again", file))
            if header + length * records > os.fstat(dbf.fileno()).st_size + 1:
                raise InputError(Problem(f"the .dbf ends before its {records} rows do", DAMAGED, file))
            declared = beside[".cpg"].read_text("ascii", "replace").strip() if ".cpg" in beside else None
            return encoding or _encoding(dbf, declared, notes)
    except (OSError, struct.error) as error:
        raise InputError(Problem(f"the .dbf or .shx cannot be read: {error}", DAMAGED, file)) from error


def _encoding(dbf: Any, declared: str | None, notes: list[str]) -> str:  # noqa: ANN401 - a binary file
    """Return the encoding of a .dbf by its bytes: what they are counts, not what a .cpg says."""
    dbf.seek(0)
    plain, decoder = True, codecs.getincrementaldecoder("utf-8")()
    try:
        head = struct.unpack("<8xH", dbf.read(10))[0]
        dbf.seek(head)
        while piece := dbf.read(_CHUNK):
            plain = plain and piece.isascii()
            decoder.decode(piece)
    except UnicodeDecodeError:
        named = _codec(declared)
        if named in {None, "utf-8"}:
            what = f"says {declared}, but they are not UTF-8" if declared else "is missing"
            notes.append(f".cpg {what}: texts read as Windows-1252; give --encoding if names look wrong")
            return "cp1252"
        return str(named)
    if not plain and _codec(declared) != "utf-8":
        what = f"says {declared}, but the texts are" if declared else "is missing; the texts are"
        notes.append(f".cpg {what} UTF-8: read as such")
    return "utf-8"


def _codec(name: str | None) -> str | None:
    if not name:
        return None
    word = name.lower().replace("ansi ", "cp")
    for candidate in (word, f"cp{word}", word.replace("88591", "iso8859-1")):
        try:
            return codecs.lookup(candidate).name
        except LookupError:
            continue
    return None
