"""The user's own layers in the cache: where they stand, what they hold, and reading them.

Each stands in one folder with a ``manifest.json``; the folder appears in one step when all of it is there.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo_coop.boundaries.part import read_part
from geo_coop.boundaries.workspace import cache_writes, workspace
from geo_coop.errors import InputError, IntegrityError, NotFoundError, Problem
from geo_coop.provenance import Provenance, attach
from geo_coop.resources import cache_dir
from geo_coop.schema import LEVELS, Level

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

PREFIX: Final = "user:"
MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
UNMATCHED_TABLE: Final = "unmatched.csv"
UNMATCHED_SHAPES: Final = "unmatched.parquet"
REPORT: Final = "report.csv"
ATTRIBUTES: Final = "attributes.parquet"
ROW: Final = "row"
CODE: Final = "code"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_ROW_GROUP: Final = 1024


@dataclass(frozen=True, slots=True)
class UserLayer:
    """A layer that the user imported.

    Attributes
    ----------
    name
        As given; ``user:<name>`` is the id of the source.
    folder
        Where it stands.
    manifest
        What is recorded about it.
    """

    name: str
    folder: Path
    manifest: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Return the id of the source."""
        return PREFIX + self.name

    @property
    def levels(self) -> tuple[Level, ...]:
        """Return the levels that it has shapes of, uppermost first."""
        return tuple(level for level in LEVELS if level in self.manifest["layers"])

    def provenance(self) -> Provenance:
        """Return the provenance as recorded."""
        return Provenance(**self.manifest["provenance"])

    def path(self, level: Level) -> Path | None:
        """Return the GeoParquet file of a level, or None where it has none.

        Raises
        ------
        IntegrityError
            The file is not there with its size.
        """
        entry = self.manifest["layers"].get(level)
        if entry is None:
            return None
        path = self.folder / str(entry["file"])
        try:
            size = path.stat().st_size
        except OSError:
            size = -1
        if size != entry["bytes"]:
            message = f"{self.id}: {path} is damaged; import it again, or run: geo-coop boundaries remove {self.id}"
            raise IntegrityError(message)
        return path

    def read(self, level: Level, *, within: str | None = None) -> gpd.GeoDataFrame | None:
        """Return a level as a region layer, or None where it has none.

        Parameters
        ----------
        level
            Level of the regions.
        within
            Canonical code of a region to limit to; only its part of the file is read.
        """
        path = self.path(level)
        if path is None:
            return None
        return attach(read_part(path, within), self.provenance())

    def attributes(self) -> pd.DataFrame:
        """Return the columns of the file that was imported, for joining to the layer.

        Returns
        -------
        pandas.DataFrame
            Indexed by ``code``, ascending: the file's number of each row (``row``, counted from 1) and its columns as
            they are called and written there; ``row`` and ``code`` of the file stand as ``file_row`` and ``file_code``.
            Several rows of one code stay several; rows without a code are left out, and stand in the table of unmatched
            rows. Without columns where the file has none, or the layer was imported before they were kept.
        """
        path = self.folder / ATTRIBUTES
        if not path.exists():
            return pd.DataFrame({ROW: pd.Series(dtype="int64")}, index=pd.Index([], name=CODE, dtype=str))
        with pq.ParquetFile(path) as file:
            frame: pd.DataFrame = file.read().to_pandas()
        return frame[frame[CODE].notna()].set_index(CODE).sort_index(kind="stable")


def check_name(name: str) -> str:
    """Return a name for a layer, without its prefix.

    Raises
    ------
    InputError
        Other signs than small letters, digits, dot, dash and underscore.
    """
    word = name.removeprefix(PREFIX)
    if not _NAME.fullmatch(word) or ".." in word:
        message = (
            f"{name!r} is no name for a layer; use small letters, digits, dot, dash and underscore, like kaltara-2024"
        )
        raise InputError(message)
    return word


def name_for(stem: str) -> str:
    """Return a name made from that of a file.

    Examples
    --------
    >>> name_for("Batas Desa KALTARA (2024)")
    'batas-desa-kaltara-2024'
    """
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:64].strip("-") or "layer"


def user_layers() -> list[UserLayer]:
    """Return the user's layers, the one imported last first; folders without a manifest that holds are left out."""
    found: list[UserLayer] = []
    root = _root()
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        manifest = _manifest(folder)
        if manifest is not None:
            found.append(UserLayer(folder.name, folder, manifest))
    return sorted(found, key=lambda layer: (str(layer.manifest["imported"]), layer.name), reverse=True)


def user_layer(name: str) -> UserLayer:
    """Return a layer by its name, with or without ``user:``.

    Raises
    ------
    NotFoundError
        There is none of that name.
    """
    word = name.removeprefix(PREFIX)
    layers = user_layers()
    for layer in layers:
        if layer.name == word:
            return layer
    there = ", ".join(layer.id for layer in layers) or "none"
    message = (
        f"no layer {PREFIX}{word} in the cache; there is {there}; import one with: geo-coop boundaries import FILE"
    )
    raise NotFoundError(message)


def remove_user_layer(name: str) -> UserLayer:
    """Remove a layer from the cache, and return what it was.

    Raises
    ------
    NotFoundError
        There is none of that name.
    FetchError
        The cache cannot be written.
    """
    layer = user_layer(name)
    with workspace() as work, cache_writes():
        layer.folder.rename(work / "removed")
        shutil.rmtree(work / "removed")
    return layer


def folder_of(name: str) -> Path:
    """Return where a layer stands, or would."""
    return _root() / name


def refuse_taken(name: str) -> None:
    """Raise where there is a layer of a name already.

    Raises
    ------
    InputError
        There is.
    """
    if folder_of(name).exists():
        raise InputError(Problem(f"there is a layer {PREFIX}{name} already", "give --replace, or another --name"))


def commit(folder: Path, name: str, work: Path, *, replace: bool) -> Path:
    """Move a finished folder to its place.

    Parameters
    ----------
    folder
        Finished, in the workspace.
    name
        Of the layer.
    work
        The workspace, which takes what is replaced.
    replace
        Whether a layer that stands there may be replaced; else that one stays.

    Raises
    ------
    InputError
        There is a layer of that name, and it may not be replaced; another process may have made it meanwhile.
    FetchError
        The cache cannot be written; what stood there stands there again.
    """
    target, old = folder_of(name), work / "replaced"
    with cache_writes():
        target.parent.mkdir(parents=True, exist_ok=True)
        if replace and target.exists():
            target.rename(old)
        try:
            folder.rename(target)
        except OSError:
            refuse_taken(name)
            if old.exists():
                old.rename(target)
            raise
    return target


class LayerWriter:
    """Writes a region layer part by part as one GeoParquet file, so that only a part is in memory.

    Parts come in order of code. The file is closed by `close`, which returns its entry for the manifest.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        self.without_shape = 0
        self._writer: pq.ParquetWriter | None = None

    def append(self, frame: gpd.GeoDataFrame) -> None:
        """Write a part."""
        if not len(frame):
            return
        buffer = pa.BufferOutputStream()
        frame.to_parquet(buffer, compression=None, write_covering_bbox=True, schema_version="1.1.0")
        table = pq.read_table(pa.BufferReader(buffer.getvalue()))
        if self._writer is None:
            metadata = dict(table.schema.metadata)
            geo = json.loads(metadata[b"geo"])
            about = geo["columns"][geo["primary_column"]]
            about.pop("bbox", None)  # of the first part only
            about["geometry_types"] = ["Polygon", "MultiPolygon"]
            metadata[b"geo"] = json.dumps(geo).encode()
            self._writer = pq.ParquetWriter(self.path, table.schema.with_metadata(metadata), compression="zstd")
        table = table.cast(self._writer.schema.remove_metadata()).replace_schema_metadata(self._writer.schema.metadata)
        self._writer.write_table(table, row_group_size=_ROW_GROUP)
        self.rows += len(frame)
        self.without_shape += int(frame.geometry.isna().sum())

    def close(self) -> dict[str, object]:
        """Finish the file."""
        if self._writer is not None:
            self._writer.close()
        with self.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return {
            "file": self.path.name,
            "rows": self.rows,
            "without_shape": self.without_shape,
            "bytes": self.path.stat().st_size,
            "sha256": digest,
        }


def _root() -> Path:
    return cache_dir() / "user"


def _manifest(folder: Path) -> dict[str, Any] | None:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    held = isinstance(manifest, dict) and manifest.get("format") == FORMAT and manifest.get("name") == folder.name
    return manifest if held else None
