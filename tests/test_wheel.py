"""What is built holds the data, the scripts and the assets, and works where it is unpacked, far from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build wheel and source distribution with the hatchling that is installed, asking for nothing."""
    folder = tmp_path_factory.mktemp("built")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    return folder


def tracked(folder: str) -> set[str]:
    done = subprocess.run(["git", "ls-files", folder], cwd=ROOT, check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip("no git checkout: what belongs into the wheel is not known")
    return set(done.stdout.splitlines())


def test_the_wheel_holds_all_code_assets_and_data(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {name for name in tracked("geo_coop") if name not in names and (ROOT / name).exists()} == set()
    data = {f"geo_coop/_data/{name.removeprefix('data/')}" for name in tracked("data") if (ROOT / name).exists()}
    assert data - names == set()
    assert "geo_coop/py.typed" in names
    assert {name for name in names if name.startswith(("tests/", "docs/", "data/"))} == set()


def test_the_source_distribution_holds_what_builds_and_tests_it(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as file:
        names = {name.partition("/")[2] for name in file.getnames()}
    wanted = {
        name for folder in ("geo_coop", "data", "tests", "tools", "docs", "notebooks") for name in tracked(folder)
    }
    assert {name for name in wanted if name not in names and (ROOT / name).exists()} == set()
    assert {"pyproject.toml", "README.md", "LICENSE", "CONTRIBUTING.md", "CITATION.cff", "mkdocs.yml"} <= names


def test_the_wheel_works_in_another_directory(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    away = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(away)  # noqa: S202  (an archive that this test has built)
    code = "import geo_coop, sys; print(geo_coop.__file__); print(len(geo_coop.covers('65.03.05.2033')))"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(away)},
    )  # fmt: skip
    where, number = done.stdout.split()
    assert Path(where).is_relative_to(away)
    assert int(number) >= 1
