"""Fixtures for every test: the real boundary files, where they are present, and a cache of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

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
