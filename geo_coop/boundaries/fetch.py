"""Bringing published sources into the cache as layers, and finding them there.

The layers of a source at one release stand together in one folder, whose name holds a key made from the hashes
of the files, the release and the version of this package. The folder appears in one step when all of it is
there; a changed catalogue or version means another key, and so a new conversion.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from geo_coop import __version__
from geo_coop.boundaries.catalog import Catalog, CatalogFile, ListSource, PinnedFile, Source, load_catalog
from geo_coop.boundaries.convert import RAW_SUFFIX, Conversion, convert_source
from geo_coop.boundaries.lists import fetch_lists, lists_folder, whole_manifest
from geo_coop.boundaries.store import (
    HOST,
    TIMEOUT_S,
    Progress,
    ProgressHook,
    cache_writes,
    cached_file,
    commit_folder,
    fetch_file,
    is_intact,
    workspace,
)
from geo_coop.resources import cache_dir
from geo_coop.schema import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geo_coop.schema import Level

State = Literal["absent", "partial", "damaged", "ready"]

MANIFEST: Final = "manifest.json"
REPORT: Final = "report.csv"
_CONVERTER: Final = 1
_KEY_LENGTH: Final = 12
_ROW_GROUP: Final = 1024


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


@dataclass(frozen=True, slots=True)
class FetchedSource:
    """What a fetch did for one source.

    Attributes
    ----------
    id, release
        The source.
    folder
        Where its layers, ``manifest.json`` and ``report.csv`` stand; or its lists.
    fetched, reused
        Files brought now, and files that were there.
    converted
        Whether the layers were made now.
    layers
        Rows of each layer or list.
    repair
        Figures of what the repair changed, by layer and step.
    seconds
        Time it took.
    """

    id: str
    release: str
    folder: Path
    fetched: int
    reused: int
    converted: bool
    layers: Mapping[str, int]
    repair: Mapping[str, Mapping[str, float]]
    seconds: float


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What a fetch did.

    Attributes
    ----------
    sources
        One entry for each source, in the order asked for.
    """

    sources: tuple[FetchedSource, ...]


def fetch(
    sources: Sequence[str] | None = None,
    *,
    progress: ProgressHook | None = None,
    mirror: str | Path | None = None,
    host: str = HOST,
    timeout_s: float = TIMEOUT_S,
    catalog: Catalog | None = None,
) -> FetchResult:
    """Bring sources into the cache: fetch what is missing, verify it, make the layers and lists.

    Parameters
    ----------
    sources
        Ids of the catalogue, of boundaries or lists; all by default.
    progress
        Called with a `store.Progress`, in bytes while fetching and in steps while converting.
    mirror
        Folder that stands in for the network; ``GEO_COOP_MIRROR`` by default.
    host, timeout_s
        As for `store.fetch_file`.
    catalog
        The shipped one by default.

    Raises
    ------
    NotFoundError
        No such source; or a file is neither in the mirror nor at the host.
    IntegrityError, FetchError
        As for `store.fetch_file`. Files that were brought whole stay and are not fetched again; layers made before
        stay in use.
    InputError
        A file cannot be read as the catalogue says.
    """
    known = catalog or load_catalog()
    chosen = known.select(sources)
    done: list[FetchedSource] = []
    for source in chosen:
        begun = time.monotonic()
        found = _whole_manifest(source)
        whole = found is not None
        fetched = 0
        if found is None:
            files: dict[CatalogFile, Path] = {}
            for entry, hook in zip(source.files, _file_hooks(source, progress), strict=True):
                there = is_intact(cached_file(entry), entry.bytes, entry.sha256)
                fetched += not there
                files[entry] = fetch_file(entry, mirror=mirror, progress=hook, host=host, timeout_s=timeout_s)
            found = _build(source, files, progress)
        done.append(
            FetchedSource(
                id=source.id,
                release=source.release,
                folder=_folder(source),
                fetched=fetched,
                reused=len(source.files) - fetched,
                converted=not whole,
                layers={name: int(layer["rows"]) for name, layer in found["layers"].items()},
                repair=found["repair"],
                seconds=round(time.monotonic() - begun, 3),
            ),
        )
    for listed in known.select_lists(sources):
        begun = time.monotonic()
        hooks = _file_hooks(listed, progress)
        found, fetched, made = fetch_lists(listed, hooks, mirror=mirror, host=host, timeout_s=timeout_s)
        done.append(
            FetchedSource(
                id=listed.id,
                release=listed.release,
                folder=lists_folder(listed),
                fetched=fetched,
                reused=len(listed.files) - fetched,
                converted=made,
                layers={name: int(table["rows"]) for name, table in found["tables"].items()},
                repair={},
                seconds=round(time.monotonic() - begun, 3),
            ),
        )
    return FetchResult(tuple(done))


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
    files = sum(_size(cached_file(entry)) == entry.bytes for entry in source.files)
    manifest = whole_manifest(source)
    state: State = "partial" if files else "absent"
    if lists_folder(source).exists():
        state = "damaged" if manifest is None else "ready"
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
        layers=(),
        lists={name: int(table["rows"]) for name, table in manifest["tables"].items()} if manifest else {},
    )


def _status(source: Source) -> SourceStatus:
    layers = _layers(source)
    files = sum(_size(cached_file(entry)) == entry.bytes for entry in source.files)
    manifest = _read_manifest(source)
    state: State = "partial" if files else "absent"
    if manifest is not None:
        state = "ready" if len(layers) == len(manifest["layers"]) else "damaged"
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
    )


def _key(source: Source) -> str:
    """Return what the layers depend on, as a hash."""
    inputs = [_CONVERTER, __version__, source.id, source.release, source.adapter, source.gap_width_deg]
    inputs += [[str(file.local_path), file.sha256, file.level, list(file.scope)] for file in source.files]
    return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()


def _folder(source: Source) -> Path:
    return cache_dir() / "layers" / source.id / f"{source.release}-{_key(source)[:_KEY_LENGTH]}"


def _read_manifest(source: Source) -> dict[str, Any] | None:
    """Return the manifest of a source's layers, or None where there is none that holds."""
    try:
        manifest = json.loads((_folder(source) / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    held = isinstance(manifest, dict) and manifest.get("key") == _key(source)
    return manifest if held else None


def _layers(source: Source) -> tuple[LayerStatus, ...]:
    """Return the layers of a source that are there with the size of the manifest, uppermost first."""
    manifest = _read_manifest(source)
    if manifest is None:
        return ()
    found: list[LayerStatus] = []
    for layer in manifest["layers"].values():
        path = _folder(source) / layer["file"]
        if _size(path) == layer["bytes"]:
            found.append(LayerStatus(layer["level"], layer["raw"], layer["rows"], layer["bytes"], path))
    return tuple(sorted(found, key=lambda layer: (LEVELS.index(layer.level), layer.raw)))


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _file_hooks(source: Source | ListSource, progress: ProgressHook | None) -> list[ProgressHook | None]:
    """Return for each file a hook that reports bytes of the whole source."""
    if progress is None:
        return [None] * len(source.files)
    hooks: list[ProgressHook | None] = []
    before = 0
    files: tuple[PinnedFile, ...] = source.files
    for entry in files:

        def hook(step: Progress, before: int = before) -> None:
            progress(Progress("fetch", step.name, before + step.done, source.total_bytes))

        hooks.append(hook)
        before += entry.bytes
    return hooks


def _build(source: Source, files: Mapping[CatalogFile, Path], progress: ProgressHook | None) -> dict[str, Any]:
    """Make the layers in a workspace, move them to their place, and return their manifest."""
    steps = len(source.levels()) + 3  # reading each level, coverage, dissolve, write
    counter = iter(range(steps + 1))

    def announce(name: str) -> None:
        if progress is not None:
            progress(Progress("convert", f"{source.id}: {name}", next(counter), steps))

    with workspace() as work:
        conversion = convert_source(source, files, step=announce)
        announce("write layers")
        folder = work / "layers"
        manifest = _write(source, conversion, folder)
        target = _folder(source)
        if target.exists() and _whole_manifest(source) is None:
            with cache_writes():
                target.rename(work / "damaged")
        commit_folder(folder, target)
    announce("done")
    return manifest


def _whole_manifest(source: Source) -> dict[str, Any] | None:
    """Return the manifest where all its layers are there with size and hash, else None."""
    manifest = _read_manifest(source)
    if manifest is None:
        return None
    folder = _folder(source)
    whole = all(
        is_intact(folder / layer["file"], layer["bytes"], layer["sha256"]) for layer in manifest["layers"].values()
    )
    return manifest if whole else None


def _write(source: Source, conversion: Conversion, folder: Path) -> dict[str, Any]:
    """Write layers, report and manifest into a new folder."""
    layers: dict[str, dict[str, object]] = {}
    with cache_writes():
        folder.mkdir()
        for name, frame in conversion.layers.items():
            path = folder / f"{name}.parquet"
            frame.to_parquet(
                path,
                compression="zstd",
                row_group_size=_ROW_GROUP,
                write_covering_bbox=True,
                schema_version="1.1.0",
            )
            layers[name] = {
                "file": path.name,
                "level": name.removesuffix(RAW_SUFFIX),
                "raw": name.endswith(RAW_SUFFIX),
                "rows": len(frame),
                "without_shape": int(frame.geometry.isna().sum()),
                "bytes": path.stat().st_size,
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            }
        conversion.report.to_csv(folder / REPORT, index=False, float_format="%.6f")
        manifest: dict[str, Any] = {
            "format": 1,
            "key": _key(source),
            "geo_coop": __version__,
            "source": source.id,
            "release": source.release,
            "provenance": asdict(source.provenance("")),
            "inputs": [
                {"path": str(file.local_path), "bytes": file.bytes, "sha256": file.sha256} for file in source.files
            ],
            "layers": layers,
            "repair": conversion.summary,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    return manifest
