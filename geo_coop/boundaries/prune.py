"""Clearing the cache of layers that a newer catalogue or version has replaced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_coop.boundaries.cached import status
from geo_coop.boundaries.workspace import cache_writes, workspace

if TYPE_CHECKING:
    from pathlib import Path

    from geo_coop.boundaries.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Pruned:
    """A folder of layers that was removed: its source, where it stood, and its size."""

    source: str
    folder: Path
    bytes: int


def prune(*, catalog: Catalog | None = None) -> tuple[Pruned, ...]:
    """Remove the folders of layers that this version does not read any more.

    Only folders of sources whose present layers are whole are removed, each in one step; files as they were fetched,
    layers of one's own, and what other processes are writing stay. A process of an older version that shares
    the cache makes its layers again.

    Parameters
    ----------
    catalog
        The shipped one by default.

    Returns
    -------
    tuple of Pruned
        What was removed.

    Raises
    ------
    FetchError
        The cache cannot be written; what was not removed yet stays whole.
    """
    done: list[Pruned] = []
    for source in status(catalog=catalog):
        if source.state != "ready" or not source.layers:
            continue
        current = source.layers[0].path.parent
        for old in sorted(current.parent.iterdir()):
            if old == current or not old.is_dir() or old.is_symlink():
                continue
            size = sum(path.stat().st_size for path in old.rglob("*") if path.is_file())
            with workspace() as work, cache_writes():
                old.rename(work / "old")
            done.append(Pruned(source.id, old, size))
    return tuple(done)
