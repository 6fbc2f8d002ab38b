"""Putting the files of an import into their folder: all of them, or none."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from geo_coop.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def put_in_place(files: Mapping[str, str], folder: Path) -> list[Path]:
    """Write files into a folder, which is made where it is missing: all of them, or none.

    Raises
    ------
    InputError
        The folder or a file cannot be written; everything is as it was.
    """
    written: list[Path] = []
    try:
        made = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".import-") as inner:
            staged = {name: Path(inner) / name for name in files}
            for name, text in files.items():
                staged[name].write_text(text, encoding="utf-8", newline="\n")
            with _undone_on_error(folder, Path(inner), files, made=made):
                for name, draft in staged.items():
                    draft.replace(folder / name)
                    written.append(folder / name)
    except OSError as error:
        message = f"cannot write into {folder}: {error.strerror or error}; nothing was changed"
        raise InputError(message) from error
    return written


@contextlib.contextmanager
def _undone_on_error(folder: Path, staging: Path, files: Mapping[str, str], *, made: bool) -> Iterator[None]:
    """Keep what is replaced, and put it back where the block fails."""
    kept: dict[str, Path] = {}
    for name in files:
        if (folder / name).exists():
            kept[name] = staging / f"{name}.before"
            shutil.copy2(folder / name, kept[name])
    done = False
    try:
        yield
        done = True
    finally:
        if not done:
            for name in files:
                if name in kept:
                    kept[name].replace(folder / name)
                elif not (staging / name).exists():  # it was moved, so what stands there is ours
                    (folder / name).unlink(missing_ok=True)
            if made:
                with contextlib.suppress(OSError):
                    folder.rmdir()
