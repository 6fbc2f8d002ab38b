"""The documentation: built whole, warnings as errors, from nothing outside; its tables in step with code and data."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import docs_pages  # noqa: E402  (a script's module, found through the path above)

TEXTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs") / "site"
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


def test_the_site_is_built_without_a_warning_and_asks_for_nothing_outside(site: Path) -> None:
    pages = [path.read_text(encoding="utf-8") for path in site.rglob("*.html")]
    assert len(pages) > 30
    loading = re.compile(r"""<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)=["']?((?:https?:)?//[^"' >]+)""")
    assert sorted({found for page in pages for found in loading.findall(page)}) == []


def test_the_reference_holds_every_public_name_every_command_and_every_field(site: Path) -> None:
    import geo_coop  # noqa: PLC0415  (its names are what is asked for)

    python = (site / "reference" / "python.html").read_text(encoding="utf-8")
    named = {name for name in geo_coop.__all__ if callable(getattr(geo_coop, name))}
    assert {name for name in named if f'.{name}"' not in python} == set()
    commands = (site / "reference" / "commands.html").read_text(encoding="utf-8")
    assert {
        name for name in ("atlas", "agreements import", "boundaries fetch", "questions way") if name not in commands
    } == set()
    fields = (site / "reference" / "fields.html").read_text(encoding="utf-8")
    assert {word for word in ("territory_then", "radius_km", "unconfirmed", "KSDLL") if word not in fields} == set()


def test_every_field_says_what_it_means() -> None:
    rows = [line.split("|") for line in docs_pages.fields().splitlines() if re.match(r"\| `\w+` \|", line)]
    model = [row for row in rows if len(row) == 6 and row[2].strip() in {"", "yes"}]
    assert len(model) > 100
    assert [row[1] for row in model if not row[4].strip()] == []


def test_pages_kept_in_the_repository_are_in_step() -> None:
    for name in docs_pages.KEPT:
        kept = (ROOT / "docs" / name).read_text(encoding="utf-8")
        assert kept == docs_pages.PAGES[name](), "run: python tools/docs_pages.py"


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_files_lead_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text)]
    written = {ROOT / "docs" / name for name in docs_pages.PAGES}
    targets = {(path.parent / link).resolve() for link in links if link and "://" not in link}
    assert {target for target in targets if not target.exists() and target not in written} == set()


def test_the_picture_of_the_readme_is_small_and_named() -> None:
    picture = ROOT / "docs" / "images" / "corridor.png"
    assert picture.read_bytes()[:4] == b"\x89PNG"
    assert picture.stat().st_size < 300_000
    assert "docs/images/corridor.png" in (ROOT / "README.md").read_text(encoding="utf-8")
