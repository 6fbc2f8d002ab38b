"""Fixtures for every test: the real boundary files, where they are present, and a cache of one's own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from filelock import FileLock
from map_browser import chromium
from ran import Ran

from geo_coop.boundaries.fetch import fetch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """Return the folder of real boundary files; skip the test, and say so, where it is absent."""
    if not (SHARED / "boundaries" / "mirror").is_dir():
        pytest.skip("no ../shared/boundaries beside the checkout: test on real boundaries not run")
    return SHARED


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from the user's cache and mirror."""
    monkeypatch.setenv("GEO_COOP_CACHE", str(tmp_path / "geo-coop-cache"))
    monkeypatch.delenv("GEO_COOP_MIRROR", raising=False)


@pytest.fixture(scope="session")
def fetched_cache(shared_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a cache that holds the published sources, fetched once for all tests and all test processes."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    cache, done = base / "fetched-sources", base / "fetched-sources.done"
    with FileLock(base / "fetched-sources.lock"):
        if not done.exists():
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("GEO_COOP_CACHE", str(cache))
                fetch(mirror=shared_dir / "boundaries" / "mirror")
            done.touch()
    return cache


@pytest.fixture
def fetched(fetched_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the published sources the layers at hand for one test."""
    monkeypatch.setenv("GEO_COOP_CACHE", str(fetched_cache))
    return fetched_cache


@pytest.fixture
def run() -> Any:
    """Return a function that runs ``geo-coop`` in a process of its own."""

    def call(*arguments: str, cwd: Path | None = None) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "geo_coop", *arguments],
            capture_output=True, text=True, encoding="utf-8", cwd=cwd, check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        )  # fmt: skip
        return Ran(done.returncode, done.stdout, done.stderr)

    return call


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return Chromium without a network."""
    with chromium() as started:
        yield started
