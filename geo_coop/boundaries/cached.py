"""What of the published sources is in the cache: their layers and lists, whole, partial or damaged."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from geo_coop import __version__
from geo_coop.boundaries.catalog import Catalog, ListSource, PinnedFile, Source, load_catalog
from geo_coop.boundaries.lists import lists_folder, whole_manifest
from geo_coop.boundaries.store import cached_file, is_intact
from geo_coop.resources import cache_dir
from geo_coop.schema import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo_coop.schema import Level

State = Literal["absent", "partial", "damaged", "ready"]

MANIFEST: Final = "manifest.json"
_CONVERTER: Final = 1
_KEY_LENGTH: Final = 12


@dataclass(frozen=True, slots=True)
class LayerStatus:
    """A layer in the cache.

    Attributes
    ----------
    level
        Level of its regions.
    raw
        Whether it is the lowest level as the source draws it, not made a coverage.
    rows, bytes, path
        What there is, and where.
    """

    level: Level
    raw: bool
    rows: int
    bytes: int
    path: Path


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A published source of boundaries or lists, and what of it is in the cache.

    Attributes
    ----------
    id, title, release, licence, attribution
        As in the catalogue.
    state
        ``absent``, ``partial`` (files without layers), ``damaged`` (a layer is missing or cut off) or ``ready``.
    files, files_total, bytes_total
        Files in the cache with the right size, and what there is to fetch.
    layers
        The layers that can be used.
    lists
        Rows of each list that can be used, by name (``codes_2016``).
    """

    id: str
    title: str
    release: str
    licence: str
    attribution: str
    state: State
    files: int
    files_total: int
    bytes_total: int
    layers: tuple[LayerStatus, ...]
    lists: Mapping[str, int] = field(default_factory=dict)


def cached_layer(source: str, level: Level, *, raw: bool = False, catalog: Catalog | None = None) -> Path | None:
    """Return the GeoParquet file of a fetched layer, or None where it is not in the cache.

    Parameters
    ----------
    source
        Id of the catalogue.
    level
        Level of the regions.
    raw
        The lowest level as the source draws it, valid but not made a coverage.
    catalog
        The shipped one by default.

    Returns
    -------
    Path or None
        Read with ``geopandas.read_parquet``, it gives a region layer: index ``code`` in ascending order, columns
        ``name, level, kind, parent, tier, method, geometry``, EPSG:4326, provenance in attrs.

    Raises
    ------
    NotFoundError
        No such source.
    """
    chosen = (catalog or load_catalog()).source(source)
    for layer in _layers(chosen):
        if layer.level == level and layer.raw == raw:
            return layer.path
    return None


def status(*, catalog: Catalog | None = None) -> list[SourceStatus]:
    """Return what the catalogue offers and what of it is in the cache; nothing is fetched."""
    known = catalog or load_catalog()
    return [_status(source) for source in known.sources] + [_list_status(source) for source in known.lists]


def _list_status(source: ListSource) -> SourceStatus:
    manifest = whole_manifest(source)
    files = _files(source)
    state: State = "partial" if files else "absent"
    if lists_folder(source).exists():
        state = "damaged" if manifest is None else "ready"
    lists = {name: int(table["rows"]) for name, table in manifest["tables"].items()} if manifest else {}
    return _as_status(source, state, files, lists=lists)


def _status(source: Source) -> SourceStatus:
    layers, files = _layers(source), _files(source)
    manifest = read_manifest(source)
    state: State = "partial" if files else "absent"
    if manifest is not None:
        state = "ready" if len(layers) == len(manifest["layers"]) else "damaged"
    return _as_status(source, state, files, layers=layers)


def _files(source: Source | ListSource) -> int:
    """Return how many files of a source are in the cache with the right size."""
    entries: tuple[PinnedFile, ...] = source.files
    return sum(_size(cached_file(entry)) == entry.bytes for entry in entries)


def _as_status(
    source: Source | ListSource,
    state: State,
    files: int,
    *,
    layers: tuple[LayerStatus, ...] = (),
    lists: Mapping[str, int] | None = None,
) -> SourceStatus:
    return SourceStatus(
        id=source.id,
        title=source.title,
        release=source.release,
        licence=source.licence,
        attribution=source.attribution,
        state=state,
        files=files,
        files_total=len(source.files),
        bytes_total=source.total_bytes,
        layers=layers,
        lists=lists or {},
    )


def layers_key(source: Source) -> str:
    """Return what the layers of a source depend on, as a hash."""
    inputs = [_CONVERTER, __version__, source.id, source.release, source.adapter, source.gap_width_deg]
    inputs += [[str(file.local_path), file.sha256, file.level, list(file.scope)] for file in source.files]
    return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()


def layers_folder(source: Source) -> Path:
    """Return where the layers of a source stand in the cache, whether or not they are there."""
    return cache_dir() / "layers" / source.id / f"{source.release}-{layers_key(source)[:_KEY_LENGTH]}"


def read_manifest(source: Source) -> dict[str, Any] | None:
    """Return the manifest of a source's layers, or None where there is none that holds."""
    try:
        manifest = json.loads((layers_folder(source) / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    held = isinstance(manifest, dict) and manifest.get("key") == layers_key(source)
    return manifest if held else None


def _layers(source: Source) -> tuple[LayerStatus, ...]:
    """Return the layers of a source that are there with the size of the manifest, uppermost first."""
    manifest = read_manifest(source)
    if manifest is None:
        return ()
    found: list[LayerStatus] = []
    for layer in manifest["layers"].values():
        path = layers_folder(source) / layer["file"]
        if _size(path) == layer["bytes"]:
            found.append(LayerStatus(layer["level"], layer["raw"], layer["rows"], layer["bytes"], path))
    return tuple(sorted(found, key=lambda layer: (LEVELS.index(layer.level), layer.raw)))


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def whole_layers_manifest(source: Source) -> dict[str, Any] | None:
    """Return the manifest where all its layers are there with size and hash, else None."""
    manifest = read_manifest(source)
    if manifest is None:
        return None
    folder = layers_folder(source)
    whole = all(
        is_intact(folder / layer["file"], layer["bytes"], layer["sha256"]) for layer in manifest["layers"].values()
    )
    return manifest if whole else None
