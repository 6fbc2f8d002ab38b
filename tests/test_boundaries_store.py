"""The store against a real server on the loopback address, real folders and killed processes."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geo_coop.boundaries.catalog import CatalogFile
from geo_coop.boundaries.store import Progress, cached_file, fetch_file, mirror_dir
from geo_coop.boundaries.workspace import commit_folder, workspace
from geo_coop.errors import FetchError, IntegrityError, NotFoundError
from geo_coop.resources import cache_dir

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
NOBODY = 65534
CONTENT = b"".join(b"line %06d of a file that is worth fetching\n" % number for number in range(8000))
ALTERED = CONTENT.replace(b"000100", b"000101")
SIZE = len(CONTENT)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
ENTRY = CatalogFile(
    owner="owner",
    repo="repo",
    commit="a" * 40,
    path="db/a.sql",
    bytes=len(CONTENT),
    sha256=SHA256,
    level="village",
    scope=("65.01",),
)
BOMB = gzip.compress(bytes(1 << 28))  # a quarter of a megabyte that unpacks to 256 MB
OTHER = ENTRY.model_copy(update={"path": "db/b.sql"})


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Handler(BaseHTTPRequestHandler):
    """Behaves, or misbehaves, as the first part of the address says."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        way = self.path.split("/")[1]
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        getattr(self, f"go_{way}")()

    def answer(self, body: bytes, status: int = 200, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        headers = {"Content-Type": "text/plain; charset=utf-8", **headers}
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def go_good(self) -> None:
        self.answer(CONTENT)

    def go_zipped(self) -> None:
        self.answer(gzip.compress(CONTENT), Content_Encoding="gzip")

    def go_altered(self) -> None:
        self.answer(ALTERED)

    def go_short(self) -> None:
        self.answer(CONTENT[:1000])

    def go_long(self) -> None:
        self.answer(CONTENT + b"more")

    def go_empty(self) -> None:
        self.answer(b"")

    def go_half(self) -> None:
        self.answer(CONTENT[: len(CONTENT) // 2], length=len(CONTENT))

    def go_early(self) -> None:
        self.answer(CONTENT[:100], length=len(CONTENT))

    def go_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(CONTENT)
        except OSError:
            return

    def go_page(self) -> None:
        self.answer(b"<html>log in</html>", Content_Type="text/html; charset=utf-8")

    def go_disguised(self) -> None:
        self.answer(b"\n<!DOCTYPE html><html>log in</html>")

    def go_missing(self) -> None:
        self.answer(b"<html>404</html>", 404, Content_Type="text/html")

    def go_broken(self) -> None:
        self.answer(b"oops", 503)

    def go_moved(self) -> None:
        self.answer(b"", 302, Location="/good/owner/repo/db/a.sql")

    def go_silent(self) -> None:
        self.server.release.wait(10)  # type: ignore[attr-defined]

    def go_stalled(self) -> None:
        self.answer(CONTENT[: len(CONTENT) // 2], length=len(CONTENT))
        self.wfile.flush()
        self.server.release.wait(10)  # type: ignore[attr-defined]

    def go_dropped(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)

    def once(self, first: str) -> None:
        """Misbehave at the first question, and answer the second."""
        getattr(self, f"go_{first}" if len(self.server.asked) == 1 else "go_good")()  # type: ignore[attr-defined]

    def go_oncedropped(self) -> None:
        self.once("dropped")

    def go_oncehalf(self) -> None:
        self.once("half")

    def go_oncealtered(self) -> None:
        self.once("altered")

    def go_bomb(self) -> None:
        self.answer(BOMB, Content_Encoding="gzip")


class Server(ThreadingHTTPServer):
    """Server of one test."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.release = threading.Event()

    def handle_error(self, *_: object) -> None:
        """Clients that go away are what these tests are about."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield running
        running.release.set()
        running.shutdown()
        thread.join()


def tree(folder: Path) -> dict[str, bytes]:
    """Return all files of a cache; the empty guard of the workspaces does not count."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "guard"
    }


def filled_mirror(folder: Path, content: bytes = CONTENT, entry: CatalogFile = ENTRY) -> Path:
    path = folder / entry.local_path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return folder


@contextmanager
def cache_left_as_it_was(tmp_path: Path) -> Iterator[None]:
    """Put another file into the cache first, and see that nothing but it is there afterwards."""
    fetch_file(OTHER, mirror=filled_mirror(tmp_path / "first", entry=OTHER))
    before = tree(cache_dir())
    assert list(before) == ["raw/owner/repo/aaaaaaaa/db/b.sql"]
    yield
    assert tree(cache_dir()) == before
    assert not cached_file(ENTRY).exists()


@pytest.mark.parametrize("way", ["good", "zipped"])
def test_file_comes_and_is_not_fetched_again(server: Server, way: str) -> None:
    steps: list[Progress] = []
    host = f"{server.address}/{way}"
    path = fetch_file(ENTRY, host=host, progress=steps.append)
    assert path == cached_file(ENTRY) == cache_dir() / "raw/owner/repo/aaaaaaaa/db/a.sql"
    assert path.read_bytes() == CONTENT
    assert steps[-1] == Progress("fetch", "db/a.sql", len(CONTENT), len(CONTENT))
    assert [step.done for step in steps] == sorted({step.done for step in steps})
    assert fetch_file(ENTRY, host=host) == path
    assert server.asked == [f"/{way}/owner/repo/{'a' * 40}/db/a.sql"]
    assert list(tree(cache_dir())) == ["raw/owner/repo/aaaaaaaa/db/a.sql"]


def test_damaged_file_in_the_cache_is_fetched_again(server: Server) -> None:
    path = fetch_file(ENTRY, host=f"{server.address}/good")
    for damage in (CONTENT[:-1], CONTENT[:-1] + b"x", b""):
        path.write_bytes(damage)
        assert fetch_file(ENTRY, host=f"{server.address}/good").read_bytes() == CONTENT
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    ("way", "kind", "message"),
    [
        ("altered", IntegrityError, rf"db/a\.sql: expected {SIZE} bytes with SHA-256 {SHA256}, found {SIZE} bytes"),
        ("altered", IntegrityError, rf"found \d+ bytes with SHA-256 {sha256_of(ALTERED)}; refused"),
        ("short", IntegrityError, rf"expected .* found 1000 bytes with SHA-256 {sha256_of(CONTENT[:1000])}; refused"),
        ("long", IntegrityError, rf"found {SIZE + 4} bytes with SHA-256 {sha256_of(CONTENT + b'more')}; refused"),
        ("empty", IntegrityError, "found 0 bytes"),
        ("half", IntegrityError, r"found 1[678]\d{4} bytes with SHA-256 [0-9a-f]{64}; the connection broke off"),
        ("endless", IntegrityError, r"found more than \d+ bytes; refused"),
        ("early", IntegrityError, "found 0 bytes with SHA-256 [0-9a-f]{64}; the connection broke off"),
        ("bomb", IntegrityError, r"found more than \d+ bytes; refused"),
        ("page", IntegrityError, "a web page came instead of the file"),
        ("disguised", IntegrityError, "expected .* a web page came instead of the file"),
        ("missing", NotFoundError, r"the host has no such file \(HTTP 404\)"),
        ("broken", FetchError, r"the host fails; try again later \(HTTP 503\)"),
        ("moved", FetchError, r"redirects to /good/owner/.*; a pinned file is not sought elsewhere \(HTTP 302\)"),
        ("dropped", FetchError, "cannot be reached .* check the network, or set GEO_COOP_MIRROR"),
        ("silent", FetchError, rf"no answer for 0\.3 s after 0 of {len(CONTENT)} bytes"),
        ("stalled", FetchError, rf"no answer for 0\.3 s after 1[678]\d{{4}} of {len(CONTENT)} bytes"),
    ],
)  # fmt: skip
def test_every_failure_is_one_clear_error(
    server: Server,
    tmp_path: Path,
    way: str,
    kind: type[Exception],
    message: str,
) -> None:
    with cache_left_as_it_was(tmp_path), pytest.raises(kind, match=message):
        fetch_file(ENTRY, host=f"{server.address}/{way}", timeout_s=0.3)


@pytest.mark.parametrize("way", ["oncedropped", "oncehalf"])
def test_broken_connection_is_tried_once_more(server: Server, way: str) -> None:
    assert fetch_file(ENTRY, host=f"{server.address}/{way}").read_bytes() == CONTENT
    assert len(server.asked) == 2
    assert list(tree(cache_dir())) == ["raw/owner/repo/aaaaaaaa/db/a.sql"]


@pytest.mark.parametrize(("way", "questions"), [("half", 2), ("dropped", 2), ("oncealtered", 1), ("missing", 1)])
def test_nothing_is_tried_more_than_twice_and_wrong_answers_not_again(server: Server, way: str, questions: int) -> None:
    with pytest.raises((OSError, LookupError)):
        fetch_file(ENTRY, host=f"{server.address}/{way}")
    assert len(server.asked) == questions


def test_failures_of_the_network_are_chained(server: Server) -> None:
    for way in ("half", "dropped", "silent"):
        with pytest.raises(OSError, match=r"db/a\.sql") as caught:
            fetch_file(ENTRY, host=f"{server.address}/{way}", timeout_s=0.3)
        assert caught.value.__cause__ is not None


def test_closed_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with cache_left_as_it_was(tmp_path), pytest.raises(FetchError, match=r"cannot be reached \(Connection refused\)"):
        fetch_file(ENTRY, host=f"http://127.0.0.1:{port}")


def test_failed_fetch_keeps_what_stood_under_the_name(server: Server) -> None:
    path = cached_file(ENTRY)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"of an older catalogue")
    with pytest.raises(IntegrityError):
        fetch_file(ENTRY, host=f"{server.address}/altered")
    assert path.read_bytes() == b"of an older catalogue"


def test_mirror_goes_through_the_same_checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mirror = tmp_path / "mirror"
    with cache_left_as_it_was(tmp_path):
        with pytest.raises(NotFoundError, match=r"mirror .*mirror is no folder; set GEO_COOP_MIRROR"):
            fetch_file(ENTRY, mirror=mirror)
        mirror.mkdir()
        with pytest.raises(NotFoundError, match=r"mirror has no file .*owner/repo/aaaaaaaa/db/a\.sql"):
            fetch_file(ENTRY, mirror=mirror)
        for content in (CONTENT[:5000], CONTENT[:-1] + b"x", CONTENT + b"more", b"<html>"):
            filled_mirror(mirror, content)
            with pytest.raises(IntegrityError, match=rf"expected {len(CONTENT)} bytes .* found {len(content)} bytes"):
                fetch_file(ENTRY, mirror=mirror)
        filled_mirror(mirror, b"").joinpath(ENTRY.local_path).unlink()
        (mirror / ENTRY.local_path).mkdir()
        with pytest.raises(FetchError, match="cannot read"):
            fetch_file(ENTRY, mirror=mirror)
    (mirror / ENTRY.local_path).rmdir()
    monkeypatch.setenv("GEO_COOP_MIRROR", str(filled_mirror(mirror)))
    assert mirror_dir() == mirror
    assert fetch_file(ENTRY).read_bytes() == CONTENT


def test_cache_serves_as_a_mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch_file(ENTRY, mirror=filled_mirror(tmp_path / "mirror"))
    mirror = cache_dir() / "raw"
    monkeypatch.setenv("GEO_COOP_CACHE", str(tmp_path / "elsewhere"))
    assert fetch_file(ENTRY, mirror=mirror).is_relative_to(tmp_path / "elsewhere")


def test_cache_of_the_user_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GEO_COOP_CACHE")
    assert cache_dir().name == "geo-coop"
    monkeypatch.setenv("GEO_COOP_CACHE", "~/somewhere")
    assert cache_dir() == Path.home() / "somewhere"
    assert mirror_dir() is None


def test_cache_that_cannot_be_written_is_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    monkeypatch.setenv("GEO_COOP_CACHE", str(blocked / "cache"))
    with pytest.raises(
        FetchError, match=r"cannot write the cache .* set GEO_COOP_CACHE to a folder that can be written"
    ):
        fetch_file(ENTRY, mirror=filled_mirror(tmp_path / "mirror"))
    assert blocked.read_bytes() == b""


@pytest.fixture
def held_cache(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache with one file fetched, and what the mirror needs for another; a user without rights owns both."""
    base = Path(tempfile.mkdtemp())
    monkeypatch.setenv("GEO_COOP_CACHE", str(base / "cache"))
    fetch_file(ENTRY, mirror=filled_mirror(filled_mirror(base / "mirror"), entry=OTHER))
    if os.geteuid() == 0:
        for path in (base, *base.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
    yield base
    for folder in (base / "cache", *folders_of(base / "cache")):
        folder.chmod(0o700)
    shutil.rmtree(base)


def folders_of(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_dir()]


@contextmanager
def without_rights() -> Iterator[None]:
    """Do as a user who is no superuser does: nobody, where the tests run as root."""
    own = os.geteuid()
    if own == 0:
        os.seteuid(NOBODY)
    try:
        with pytest.raises(PermissionError):
            (cache_dir() / "probe").write_bytes(b"")  # else the test proves nothing
        yield
    finally:
        os.seteuid(own)


def test_read_only_cache_gives_what_it_has(held_cache: Path) -> None:
    for folder in (*folders_of(cache_dir()), cache_dir()):
        folder.chmod(0o500)
    with without_rights():
        assert fetch_file(ENTRY, mirror=held_cache / "mirror").read_bytes() == CONTENT
        with pytest.raises(FetchError, match=r"cannot write the cache .*: Permission denied"):
            fetch_file(OTHER, mirror=held_cache / "mirror")


def test_cache_that_nobody_may_enter_is_one_clear_error(held_cache: Path) -> None:
    cache_dir().chmod(0o000)
    with without_rights():
        for entry in (ENTRY, OTHER):
            with pytest.raises(FetchError, match=r"the cache .*: Permission denied"):
                fetch_file(entry, mirror=held_cache / "mirror")
    cache_dir().chmod(0o700)
    assert fetch_file(ENTRY, mirror=held_cache / "mirror").read_bytes() == CONTENT


PROGRAM = """
import resource, signal, sys
from geo_coop.boundaries.catalog import CatalogFile
from geo_coop.boundaries.store import fetch_file
from geo_coop.errors import GeoCoopError
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests run in the background
host, mirror, limit, entry = sys.argv[1:]
if int(limit):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
try:
    fetch_file(CatalogFile.model_validate_json(entry), host=host, mirror=mirror or None, timeout_s=20)
except GeoCoopError as error:
    sys.exit(f"{type(error).__name__}: {error}")
"""


def start(host: str = "", mirror: str = "", limit: int = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, host, mirror, str(limit), ENTRY.model_dump_json()],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, errors = process.communicate(timeout=30)
    return process.returncode, errors


def wait_for_a_half_file() -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if any(path.stat().st_size for path in cache_dir().glob("unfinished/*/part")):
            return
        time.sleep(0.02)
    pytest.fail("no half file appeared")


def test_full_disk_is_one_clear_error(tmp_path: Path) -> None:
    with cache_left_as_it_was(tmp_path):
        code, errors = finish(start(mirror=str(filled_mirror(tmp_path / "mirror")), limit=100_000))
        assert code == 1
        assert errors.startswith(
            f"FetchError: cannot write the cache {cache_dir()}: File too large; free space, or set"
        )
        assert len(errors.splitlines()) == 1


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """Mount a file system of its own, which only the superuser may; skip where that cannot be done."""
    mount = shutil.which("mount")
    if os.geteuid() != 0 or mount is None:
        pytest.skip("only the superuser can mount a small disk")
    folder.mkdir()
    done = subprocess.run([mount, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=False)
    if done.returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_disk_that_is_really_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mirror = filled_mirror(tmp_path / "mirror")
    small = OTHER.model_copy(update={"bytes": 5, "sha256": sha256_of(b"small")})
    filled_mirror(mirror, b"small", entry=small)
    with small_disk(tmp_path / "disk", "128k"):
        monkeypatch.setenv("GEO_COOP_CACHE", str(tmp_path / "disk"))
        fetch_file(small, mirror=mirror)
        before = tree(cache_dir())
        with pytest.raises(FetchError, match=r"cannot write the cache .*: No space left on device; free space, or set"):
            fetch_file(ENTRY, mirror=mirror)
        assert tree(cache_dir()) == before
        # What is there is still used, and room that is made is used too.
        assert fetch_file(small, mirror=mirror).read_bytes() == b"small"
        subprocess.run(["mount", "-o", "remount,size=4m", str(tmp_path / "disk")], check=True)
        assert fetch_file(ENTRY, mirror=mirror).read_bytes() == CONTENT


def test_disk_that_is_read_only_gives_what_it_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mirror = filled_mirror(filled_mirror(tmp_path / "mirror"), entry=OTHER)
    with small_disk(tmp_path / "disk", "4m"):
        monkeypatch.setenv("GEO_COOP_CACHE", str(tmp_path / "disk"))
        fetch_file(ENTRY, mirror=mirror)
        subprocess.run(["mount", "-o", "remount,ro", str(tmp_path / "disk")], check=True)
        assert fetch_file(ENTRY, mirror=mirror).read_bytes() == CONTENT
        with pytest.raises(FetchError, match=r"cannot write the cache .*: Read-only file system"):
            fetch_file(OTHER, mirror=mirror)


def test_killed_process_leaves_no_half_file_and_the_next_one_clears_up(server: Server, tmp_path: Path) -> None:
    process = start(f"{server.address}/stalled")
    wait_for_a_half_file()
    process.send_signal(signal.SIGKILL)
    assert finish(process)[0] == -signal.SIGKILL
    assert not (cache_dir() / "raw").exists()
    left = tree(cache_dir())
    assert len([name for name in left if name.endswith("/part")]) == 1
    path = fetch_file(ENTRY, mirror=filled_mirror(tmp_path / "mirror"))
    assert tree(cache_dir()) == {str(path.relative_to(cache_dir())): CONTENT}


def test_interrupted_process_clears_up_after_itself(server: Server, tmp_path: Path) -> None:
    with cache_left_as_it_was(tmp_path):
        process = start(f"{server.address}/stalled")
        wait_for_a_half_file()
        process.send_signal(signal.SIGINT)
        code, errors = finish(process)
        assert code != 0
        assert "KeyboardInterrupt" in errors


def test_work_of_a_living_process_is_not_cleared(server: Server, tmp_path: Path) -> None:
    process = start(f"{server.address}/stalled")
    wait_for_a_half_file()
    fetch_file(OTHER, mirror=filled_mirror(tmp_path / "mirror", entry=OTHER))
    assert len(list(cache_dir().glob("unfinished/*/part"))) == 1
    process.kill()
    finish(process)


def test_a_lock_is_closed_before_its_file_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    # Windows removes no file that is open; a lock that can be taken is no longer held.
    remove, removed = Path.unlink, []

    def unlink(path: Path, *, missing_ok: bool = False) -> None:
        with path.open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        removed.append(path.suffix)
        remove(path, missing_ok=missing_ok)

    with workspace():
        monkeypatch.setattr(Path, "unlink", unlink)
    assert removed == [".lock"]
    assert not list(cache_dir().glob("unfinished/*.lock"))


def test_processes_at_once_all_succeed(tmp_path: Path) -> None:
    mirror = str(filled_mirror(tmp_path / "mirror"))
    assert [finish(process) for process in [start(mirror=mirror) for _ in range(4)]] == [(0, "")] * 4
    assert tree(cache_dir()) == {"raw/owner/repo/aaaaaaaa/db/a.sql": CONTENT}


def test_finished_folder_of_another_process_stays(tmp_path: Path) -> None:
    target = cache_dir() / "layers" / "x"
    for text in ("first", "second"):
        with workspace() as work:
            folder = work / "layers"
            folder.mkdir()
            (folder / "file").write_text(text, encoding="utf-8")
            commit_folder(folder, target)
    assert (target / "file").read_text(encoding="utf-8") == "first"
    assert list(tree(cache_dir())) == ["layers/x/file"]
    (tmp_path / "blocked").write_bytes(b"")
    with workspace() as work, pytest.raises(FetchError, match=r"cannot write the cache"):
        commit_folder(work, tmp_path / "blocked" / "x")
