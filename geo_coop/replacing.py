"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from geo_coop.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a new file beside ``target`` to write to, and put it in place when the block ends well.

    Raises
    ------
    InputError
        The folder does not exist or may not be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.stem}-", suffix=target.suffix)
    except OSError as error:
        message = f"cannot write {target}: {error.strerror}; choose another place with -o"
        raise InputError(message) from error
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o666 & ~_umask())
        draft.replace(target)
    except OSError as error:
        message = f"cannot write {target}: {error.strerror or error}; nothing was changed"
        raise InputError(message) from error
    finally:
        draft.unlink(missing_ok=True)


def _umask() -> int:
    current = os.umask(0o077)
    os.umask(current)
    return current
