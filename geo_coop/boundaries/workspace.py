"""Unfinished work in the cache, and how it comes to its place.

A file or folder appears under its final name only when it is whole: everything unfinished stands in a folder of
its own below ``unfinished/``, locked by the process at work, and is moved by one atomic rename. What a killed
process left there is cleared by the next one.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

from geo_coop.errors import FetchError, GeoCoopError
from geo_coop.resources import CACHE_VARIABLE, cache_dir

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def cache_writes() -> Iterator[None]:
    """Turn any failure to write the cache into one clear error.

    Raises
    ------
    FetchError
        An OSError came out of the block.
    """
    try:
        yield
    except OSError as error:
        if isinstance(error, GeoCoopError):
            raise
        remedy = f"free space, or set {CACHE_VARIABLE} to a folder that can be written"
        message = f"cannot write the cache {cache_dir()}: {error.strerror or error}; {remedy}"
        raise FetchError(message) from error


@contextmanager
def workspace() -> Iterator[Path]:
    """Give an empty folder in the cache for unfinished work, and remove it afterwards.

    Folders that killed processes left are removed first; those of processes at work stay.

    Raises
    ------
    FetchError
        The cache cannot be written.
    """
    root = cache_dir() / "unfinished"
    name = f"{os.getpid()}-{secrets.token_hex(8)}"
    folder, lock_file = root / name, root / f"{name}.lock"
    with ExitStack() as stack:
        with cache_writes():
            root.mkdir(parents=True, exist_ok=True)
            with (root / "guard").open("ab") as guard:
                _lock(guard, wait=True)
                _clear(root)
                stack.callback(_remove, lock_file)  # after it is closed: Windows removes no open file
                lock = stack.enter_context(lock_file.open("xb"))
                _lock(lock, wait=False)
                stack.callback(shutil.rmtree, folder, ignore_errors=True)
                folder.mkdir()
        yield folder


def commit_folder(folder: Path, target: Path) -> None:
    """Move a finished folder from a workspace to its final name in one step.

    Where another process has put the same there meanwhile, that one stays.

    Raises
    ------
    FetchError
        The cache cannot be written.
    """
    with cache_writes():
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            folder.rename(target)
        except OSError:
            if not target.is_dir():
                raise


if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO, *, wait: bool) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: BinaryIO, *, wait: bool) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


def _clear(root: Path) -> None:
    """Remove the folders whose process is gone, as its lock shows; the guard must be held."""
    for lock_file in root.glob("*.lock"):
        with lock_file.open("ab") as lock:
            try:
                _lock(lock, wait=False)
            except OSError:
                continue
        shutil.rmtree(lock_file.with_suffix(""), ignore_errors=True)
        _remove(lock_file)


def _remove(lock_file: Path) -> None:
    """Remove a lock that nobody holds; one that another process is just looking at is left to it."""
    with suppress(OSError):
        lock_file.unlink()
