"""Bringing published sources into the cache as layers, and finding them there.

The layers of a source at one release stand together in one folder, whose name holds a key made from the hashes
of the files, the release and the version of this package. The folder appears in one step when all of it is
there; a changed catalogue or version means another key, and so a new conversion.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from geo_coop import __version__
from geo_coop.boundaries.cached import (
    MANIFEST,
    cached_layer,
    layers_folder,
    layers_key,
    status,
    whole_layers_manifest,
)
from geo_coop.boundaries.catalog import Catalog, CatalogFile, ListSource, PinnedFile, Source, load_catalog
from geo_coop.boundaries.convert import RAW_SUFFIX, Conversion, convert_source
from geo_coop.boundaries.lists import fetch_lists, lists_folder
from geo_coop.boundaries.store import (
    HOST,
    TIMEOUT_S,
    Progress,
    ProgressHook,
    cached_file,
    fetch_file,
    is_intact,
)
from geo_coop.boundaries.workspace import cache_writes, commit_folder, workspace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

REPORT: Final = "report.csv"
_ROW_GROUP: Final = 1024


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
    sources: Sequence[str] | str | None = None,
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
        Ids of the catalogue, of boundaries or lists, or one; all by default.
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
    sources = [sources] if isinstance(sources, str) else sources
    chosen = known.select(sources)
    done: list[FetchedSource] = []
    for source in chosen:
        begun = time.monotonic()
        found = whole_layers_manifest(source)
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
                folder=layers_folder(source),
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
        target = layers_folder(source)
        if target.exists() and whole_layers_manifest(source) is None:
            with cache_writes():
                target.rename(work / "damaged")
        commit_folder(folder, target)
    announce("done")
    return manifest


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
            "key": layers_key(source),
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


__all__ = ["FetchResult", "FetchedSource", "cached_layer", "fetch", "status"]
