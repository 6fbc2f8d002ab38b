"""Files of the catalogue in the cache: brought from the network or a mirror, verified, whole or not there.

This is the only module that touches the network.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Literal

from geo_coop import __version__
from geo_coop.boundaries.workspace import cache_writes, workspace
from geo_coop.errors import FetchError, IntegrityError, NotFoundError
from geo_coop.resources import cache_dir

if TYPE_CHECKING:
    import requests

    from geo_coop.boundaries.catalog import PinnedFile

HOST: Final = "https://raw.githubusercontent.com"
TIMEOUT_S: Final = 30.0
MIRROR_VARIABLE: Final = "GEO_COOP_MIRROR"

_CHUNK: Final = 1 << 14
_SLACK: Final = 1 << 20
_HEAD: Final = 512
_OK: Final = 200
_NOT_FOUND: Final = frozenset({404, 410})
_FETCH_AGAIN: Final = f"refused; fetch it again, or set {MIRROR_VARIABLE} to a folder with the right files"
_WEB_PAGE: Final = "a web page came instead of the file, as from a login page or proxy"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a piece of work is.

    Attributes
    ----------
    stage
        ``"fetch"`` (done and total in bytes) or ``"convert"`` (in steps).
    name
        The file or step at hand.
    done, total
        Of this file or source, in the unit of the stage.
    """

    stage: Literal["fetch", "convert"]
    name: str
    done: int
    total: int


ProgressHook = Callable[[Progress], None]


def mirror_dir() -> Path | None:
    """Return the folder that stands in for the network, ``GEO_COOP_MIRROR``, or None."""
    given = os.environ.get(MIRROR_VARIABLE, "").strip()
    return Path(given).expanduser().absolute() if given else None


def cached_file(entry: PinnedFile) -> Path:
    """Return where a catalogued file stands in the cache, whether or not it is there.

    The cache has the shape of a mirror below ``raw/``: carried to another machine, it serves as one.
    """
    return cache_dir() / "raw" / entry.local_path


def is_intact(path: Path, size: int, sha256: str) -> bool:
    """Return whether a file is there with this size and hash."""
    try:
        if path.stat().st_size != size:
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def fetch_file(
    entry: PinnedFile,
    *,
    mirror: str | Path | None = None,
    progress: ProgressHook | None = None,
    host: str = HOST,
    timeout_s: float = TIMEOUT_S,
) -> Path:
    """Bring one catalogued file into the cache, unless it is there and intact.

    Parameters
    ----------
    entry
        What to bring.
    mirror
        Folder that stands in for the network; ``GEO_COOP_MIRROR`` by default.
    progress
        Called with a `Progress` in bytes as the file comes.
    host
        Address that ``owner/repo/commit/path`` is appended to.
    timeout_s
        How long to wait for a connection and for each piece, in seconds.

    Returns
    -------
    Path
        The file in the cache, with the size and SHA-256 of the catalogue.

    Raises
    ------
    IntegrityError
        What came is not what the catalogue says: altered, cut off, too long, a web page.
    NotFoundError
        The mirror or the host does not have the file.
    FetchError
        The host cannot be reached, redirects, fails or falls silent; or the cache cannot be written.
        Whatever the error, the cache is as it was.
    """
    target = cached_file(entry)
    if is_intact(target, entry.bytes, entry.sha256):
        return target
    place = mirror_dir() if mirror is None else Path(mirror)
    with workspace() as folder:
        part = folder / "part"
        with _new_file(part) as file:
            sink = _Sink(file, entry, progress)
            if place is None:
                _download(f"{host}/{entry.url_path}", sink, timeout_s)
            else:
                _copy(place, sink)
            sink.check()
            with cache_writes():
                file.flush()
                os.fsync(file.fileno())
        with cache_writes():
            target.parent.mkdir(parents=True, exist_ok=True)
            part.replace(target)
    return target


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """Open a new file for writing. Closing writes what is left, and so can fail too."""
    with cache_writes():
        file = path.open("xb")
    try:
        yield file
    except BaseException:
        with suppress(OSError):
            file.close()  # what could not be written is not wanted any more
        raise
    with cache_writes():
        file.close()


@dataclass(slots=True)
class _Sink:
    """Takes the pieces of a file as they come: counts, hashes, and never writes more than the catalogue allows."""

    file: BinaryIO
    entry: PinnedFile
    progress: ProgressHook | None
    size: int = 0
    head: bytes = b""
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def write(self, data: bytes) -> None:
        """Take a piece. Beyond the catalogued size it is still hashed, for the message, but not kept."""
        self.size += len(data)
        if self.size > 2 * self.entry.bytes + _SLACK:
            found = f"found more than {self.size} bytes"
            message = f"{self.entry.path}: expected {self._expected()}, {found}; {_FETCH_AGAIN}"
            raise IntegrityError(message)
        self.digest.update(data)
        if len(self.head) < _HEAD:
            self.head += data[:_HEAD]
        if self.size <= self.entry.bytes:
            with cache_writes():
                self.file.write(data)
            if self.progress is not None:
                self.progress(Progress("fetch", self.entry.path, self.size, self.entry.bytes))

    def restart(self) -> None:
        """Forget what came, to begin again."""
        with cache_writes():
            self.file.seek(0)
            self.file.truncate()
        self.size, self.head, self.digest = 0, b"", hashlib.sha256()

    def flush(self) -> None:
        """Do nothing: the file is flushed once, when it is whole."""

    def check(self, why: str = "", cause: BaseException | None = None) -> None:
        """Raise, with the cause chained, unless size and hash are the catalogue's."""
        if self.size == self.entry.bytes and self.digest.hexdigest() == self.entry.sha256:
            return
        if not why and self.head.lstrip().lower().startswith((b"<!doctype html", b"<html")):
            why = _WEB_PAGE
        found = f"found {self.size} bytes with SHA-256 {self.digest.hexdigest()}"
        message = f"{self.entry.path}: expected {self._expected()}, {found}{'; ' if why else ''}{why}; {_FETCH_AGAIN}"
        raise IntegrityError(message) from cause

    def _expected(self) -> str:
        return f"{self.entry.bytes} bytes with SHA-256 {self.entry.sha256}"


def _copy(mirror: Path, sink: _Sink) -> None:
    """Read a file of a mirror into the sink."""
    path = mirror / sink.entry.local_path
    if not mirror.is_dir():
        message = f"mirror {mirror} is no folder; set {MIRROR_VARIABLE} to one, or unset it to use the network"
        raise NotFoundError(message)
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        message = f"mirror has no file {path}; complete it, or unset {MIRROR_VARIABLE} to use the network"
        raise NotFoundError(message) from error
    except OSError as error:
        message = f"cannot read {path}: {error.strerror or error}"
        raise FetchError(message) from error
    with file:
        while piece := _read(file, path):
            sink.write(piece)


def _read(file: BinaryIO, path: Path) -> bytes:
    try:
        return file.read(_CHUNK)
    except OSError as error:
        message = f"cannot read {path}: {error.strerror or error}"
        raise FetchError(message) from error


def _download(url: str, sink: _Sink, timeout_s: float) -> None:
    """Read an address into the sink, once more where the connection breaks; every failure is one error of ours."""
    import pooch  # noqa: PLC0415 - 0.1 s that only a download needs
    import requests  # noqa: PLC0415

    answers: list[requests.Response] = []

    def inspect(response: requests.Response, **_: object) -> None:
        answers.append(response)
        _refuse_answer(url, response)

    downloader = pooch.HTTPDownloader(
        chunk_size=_CHUNK,
        timeout=timeout_s,
        allow_redirects=False,
        headers={"User-Agent": f"geo-coop/{__version__}"},
        hooks={"response": inspect},
    )

    def read() -> None:
        try:
            downloader(url, sink, None)
        finally:
            for response in answers:
                response.close()

    try:
        try:
            read()
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError) as error:
            if _is_timeout(error):
                raise
            sink.restart()
            answers.clear()
            read()
    except requests.RequestException as error:
        if _is_timeout(error):
            so_far = f"{sink.size} of {sink.entry.bytes} bytes"
            message = f"{url}: no answer for {timeout_s:g} s after {so_far}; try again later"
            raise FetchError(message) from error
        if answers:
            sink.check("the connection broke off", error)
            return
        remedy = f"check the network, or set {MIRROR_VARIABLE} to a folder with the files"
        message = f"{url}: cannot be reached ({_reason(error)}); {remedy}"
        raise FetchError(message) from error


def _is_timeout(error: requests.RequestException) -> bool:
    """Return whether a failure is that of waiting; some of them come as broken connections."""
    import requests  # noqa: PLC0415 - as in _download

    return isinstance(error, requests.Timeout) or "timed out" in str(error).lower()


def _refuse_answer(url: str, response: requests.Response) -> None:
    """Raise where the head of an answer shows that it is not the file."""
    status = response.status_code
    if status in _NOT_FOUND:
        message = f"{url}: the host has no such file (HTTP {status}); the source may have moved"
        raise NotFoundError(message)
    if status != _OK:
        where = response.headers.get("Location")
        what = f"redirects to {where}; a pinned file is not sought elsewhere" if where else "fails; try again later"
        message = f"{url}: the host {what} (HTTP {status})"
        raise FetchError(message)
    if response.headers.get("Content-Type", "").lower().startswith("text/html"):
        message = f"{url}: {_WEB_PAGE}; {_FETCH_AGAIN}"
        raise IntegrityError(message)


def _reason(error: BaseException) -> str:
    """Return the innermost system message of a chain of errors."""
    reason, seen = type(error).__name__, set[int]()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        if isinstance(link, OSError) and link.strerror:
            reason = link.strerror
        inner = next((arg for arg in link.args if isinstance(arg, BaseException)), None)
        link = getattr(link, "reason", None) or link.__cause__ or inner or link.__context__
        if not isinstance(link, BaseException):
            break
    return reason
