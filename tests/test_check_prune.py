"""Old layers go when asked for, and nothing else does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shapely import box
from test_boundaries_fetch import VILLAGES, layer, tiny

from geo_coop.boundaries.fetch import fetch, status
from geo_coop.boundaries.prune import prune
from geo_coop.resources import cache_dir

if TYPE_CHECKING:
    from geo_coop.boundaries.catalog import Catalog

ROOT = Path(__file__).resolve().parents[1]
MOVED = {**VILLAGES, "65.01.02.2001": box(110, 1, 112, 3)}


def two_releases(folder: Path) -> tuple[Catalog, Catalog, Path]:
    old, mirror = tiny(folder)
    fetch(mirror=mirror, catalog=old)
    new, mirror = tiny(folder, release="2026.1", village=MOVED)
    return old, new, mirror


def test_old_layers_stay_until_new_ones_are_whole(tmp_path: Path) -> None:
    old, new, mirror = two_releases(tmp_path)
    assert prune(catalog=new) == ()
    assert [source.state for source in status(catalog=old)] == ["ready"]
    fetch(mirror=mirror, catalog=new)
    mine = cache_dir() / "user" / "mine"
    mine.mkdir(parents=True)
    raw = sorted((cache_dir() / "raw").rglob("*.sql"))
    (removed,) = prune(catalog=new)
    assert (removed.source, removed.folder.name[:6]) == ("tiny", "2025.1")
    assert removed.bytes > 0
    assert not removed.folder.exists()
    assert len(layer(new, "village")) == 3
    assert mine.is_dir()
    assert sorted((cache_dir() / "raw").rglob("*.sql")) == raw
    assert [path.name for path in (cache_dir() / "unfinished").iterdir()] == ["guard"]
    assert prune(catalog=new) == ()


PROGRAM = """
import sys, time
from pathlib import Path
from geo_coop.boundaries.catalog import read_catalog
from geo_coop.boundaries.fetch import fetch
from geo_coop.boundaries.prune import prune
from geo_coop.resources import cache_dir
way, catalog, mirror = sys.argv[1:]
for _ in range(6):
    if way == "fetch":
        fetch(catalog=read_catalog(Path(catalog)), mirror=mirror)
    else:
        prune(catalog=read_catalog(Path(catalog)))
    time.sleep(0.02)
"""


def test_fetching_and_pruning_at_once_end_well(tmp_path: Path) -> None:
    _, new, mirror = two_releases(tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    arguments = (str(tmp_path / "catalog.toml"), str(mirror))
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, way, *arguments], env=environment, stderr=subprocess.PIPE, text=True
        )
        for way in ("fetch", "prune", "fetch", "prune")
    ]
    assert [(one.communicate(timeout=60)[1], one.returncode) for one in running] == [("", 0)] * 4
    prune(catalog=new)
    assert [source.state for source in status(catalog=new)] == ["ready"]
    assert len(list((cache_dir() / "layers" / "tiny").iterdir())) == 1


def test_command_without_anything_to_remove(run: Any) -> None:
    done = run("boundaries", "prune")
    assert (done.code, done.out) == (0, "")
    assert "0 folders removed" in done.err
    assert run("boundaries", "prune", "--json").json() == []
