"""Lists of codes and areas in the cache: fetched, read, and stored as small tables that the register finds.

All lists of a source stand in one folder with a manifest, put there in one step like the layers of a boundary source.
The register reads them (`geo_coop.register.lists`); it knows the cache, not the catalogue.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from geo_coop import __version__
from geo_coop.boundaries.adapters.kemendagri_lists import read_code_list
from geo_coop.boundaries.store import cached_file, fetch_file, is_intact
from geo_coop.boundaries.workspace import cache_writes, commit_folder, workspace
from geo_coop.errors import InputError, Problem
from geo_coop.provenance import Provenance
from geo_coop.register.lists import CACHED_LISTS, MANIFEST
from geo_coop.resources import cache_dir

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from geo_coop.boundaries.catalog import ListFile, ListSource
    from geo_coop.boundaries.store import ProgressHook

_CONVERTER: Final = 2
_KEY_LENGTH: Final = 12


def fetch_lists(
    source: ListSource,
    hooks: Sequence[ProgressHook | None],
    *,
    mirror: str | Path | None,
    host: str,
    timeout_s: float,
) -> tuple[dict[str, Any], int, bool]:
    """Bring the lists of a source into the cache, verified and read.

    Parameters
    ----------
    source
        Catalogue entry.
    hooks
        One for each file, as for `store.fetch_file`.
    mirror, host, timeout_s
        As for `store.fetch_file`.

    Returns
    -------
    tuple
        The manifest, how many files were brought now, and whether the tables were made now.

    Raises
    ------
    NotFoundError, IntegrityError, FetchError
        As for `store.fetch_file`.
    InputError
        A file cannot be read as a list.
    """
    found = whole_manifest(source)
    if found is not None:
        return found, 0, False
    fetched = 0
    files: dict[ListFile, Path] = {}
    for entry, hook in zip(source.files, hooks, strict=True):
        fetched += not is_intact(cached_file(entry), entry.bytes, entry.sha256)
        files[entry] = fetch_file(entry, mirror=mirror, progress=hook, host=host, timeout_s=timeout_s)
    with workspace() as work:
        folder = work / "lists"
        manifest = _write(source, files, folder)
        target = lists_folder(source)
        if target.exists() and whole_manifest(source) is None:
            with cache_writes():
                target.rename(work / "damaged")
        commit_folder(folder, target)
    return manifest, fetched, True


def lists_folder(source: ListSource) -> Path:
    """Return where the tables of a source stand in the cache, whether or not they are there."""
    return cache_dir() / CACHED_LISTS / source.id / f"{source.release}-{_key(source)[:_KEY_LENGTH]}"


def whole_manifest(source: ListSource) -> dict[str, Any] | None:
    """Return the manifest where all tables are there with size and hash, else None."""
    folder = lists_folder(source)
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(manifest, dict) or manifest.get("key") != _key(source):
        return None
    whole = all(
        is_intact(folder / table["file"], table["bytes"], table["sha256"]) for table in manifest["tables"].values()
    )
    return manifest if whole else None


def _key(source: ListSource) -> str:
    """Return what the tables depend on, as a hash."""
    inputs: list[object] = [_CONVERTER, __version__, source.id, source.release]
    inputs += [[str(file.local_path), file.sha256, file.holds, file.release] for file in source.files]
    return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()


def _write(source: ListSource, files: dict[ListFile, Path], folder: Path) -> dict[str, Any]:
    """Read each list and write it, with the manifest, into a new folder."""
    tables: dict[str, dict[str, object]] = {}
    with cache_writes():
        folder.mkdir()
    for entry, raw in files.items():
        frame = read_code_list(raw, areas=entry.holds == "areas", file=entry.path)
        name = f"{entry.holds}_{entry.release}"
        path = folder / f"{name}{'.tsv.gz' if entry.holds == 'codes' else '.parquet'}"
        with cache_writes():
            if entry.holds == "codes":
                path.write_bytes(_as_text(frame, entry.path))
            else:
                frame.to_parquet(path, compression="zstd")
        tables[name] = {
            "file": path.name,
            "holds": entry.holds,
            "release": entry.release,
            "rows": len(frame),
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "provenance": asdict(_provenance(source, entry)),
        }
    manifest: dict[str, Any] = {
        "format": 1,
        "key": _key(source),
        "geo_coop": __version__,
        "source": source.id,
        "release": source.release,
        "tables": tables,
    }
    with cache_writes():
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    return manifest


def _as_text(frame: pd.DataFrame, file: str) -> bytes:
    """Return codes and names as the lists that ship are written, which is read without packages slow to import."""
    rows = list(zip(frame.index.tolist(), frame["name"].tolist(), strict=True))
    torn = [code for code, name in rows if not set("\t\n\r").isdisjoint(name)]
    if torn:
        what = f"names with tabs or line ends: {', '.join(torn[:5])}"
        raise InputError(Problem(what, "take the file from its source again", file))
    text = "".join(f"{code}\t{name}\n" for code, name in [("code", "name"), *rows])
    return gzip.compress(text.encode("utf-8"), mtime=0)


def _provenance(source: ListSource, entry: ListFile) -> Provenance:
    return Provenance(
        source=source.id,
        title=f"{source.title}: {entry.path}",
        release=entry.release,
        tier="authoritative",
        licence=source.licence,
        attribution=source.attribution,
        method="codes and names as listed" if entry.holds == "codes" else "areas as listed",
    )
