"""The layers import only downwards, one module alone knows the network, and importing the package stays light."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "geo_coop"
NETWORK = {"requests", "pooch", "urllib", "urllib3", "http", "socket", "ssl", "ftplib"}


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
    return {name.partition(".")[0] for name in found - {"urllib.parse"}}  # which takes addresses apart


def test_imports_keep_the_layers() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


def test_the_network_is_known_to_the_store_alone() -> None:
    users = {str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py") if imported(path) & NETWORK}
    assert users == {"boundaries/store.py"}


def test_nothing_of_this_package_names_a_module_that_a_contract_forgot() -> None:
    contract = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    tops = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    forgotten = {name for name in tops if f"geo_coop.{name}" not in contract} - {"__init__", "__main__"}
    assert forgotten == set()
