"""The notebooks: stored without output, run as they stand, and ending with a result and its source."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
EXPECTED = {
    "01_first_map": ["Of 15 regencies and cities", "Kutai Kartanegara"],
    "02_border_desa": ["Of 212 villages", "115 of 115 that face Sarawak", "0 of 97 that face Sabah"],
    "03_kaltim_zones": ["10 of the 10 regencies", "Kutai Kartanegara stands in 3 of the 4"],
    "04_own_data": ["19 of 22 rows were matched", "Long Midang, Kayan Hulu"],
    "05_time_and_claims": ["printed as 10.259 KM", "2 refuted"],
}
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


RESET = "%reset -f"


def results(paths: list[Path], folder: Path, cache: Path) -> dict[str, str]:
    """Run notebooks, one after the other in one kernel that forgets all names between them; return their last cells."""
    whole: Any = nbformat.v4.new_notebook()
    ends: dict[str, int] = {}
    for path in paths:
        whole.cells += [nbformat.v4.new_code_cell(RESET), *nbformat.read(path, as_version=4).cells]
        ends[path.stem] = len(whole.cells) - 1
    settings = {
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
        "IPYTHONDIR": str(folder / "ipython"),
        "GEO_COOP_CACHE": str(cache),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        client = NotebookClient(
            whole, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
        )
        client.execute()
    return {stem: str(whole.cells[end].outputs[0]["data"]["text/markdown"]) for stem, end in ends.items()}


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the results of all notebooks on the shipped boundaries."""
    folder = tmp_path_factory.mktemp("embedded")
    return results(NOTEBOOKS, folder, folder / "cache")


def test_all_notebooks_are_there() -> None:
    assert [path.stem for path in NOTEBOOKS] == list(EXPECTED)


@every_notebook
def test_notebooks_are_stored_without_output(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    nbformat.validate(notebook)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code if cell["execution_count"] is not None] == []
    assert [cell["outputs"] for cell in code if cell["outputs"]] == []
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}, "metadata of one machine"
    assert [cell["metadata"] for cell in notebook["cells"] if cell["metadata"]] == []


@every_notebook
def test_results_are_computed_and_never_typed(path: Path) -> None:
    last = "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][-1]["source"])
    typed = re.sub(r"\{[^{}]*(\{[^{}]*\}[^{}]*)*\}", "", "".join(re.findall(r'f"((?:[^"\\]|\\.)*)"', last)))
    assert re.findall(r"\d{2,}", typed.replace("S1-S5", "").replace("2014", "")) == []
    assert "sources" in last


@every_notebook
def test_notebooks_run_on_the_embedded_default(path: Path, embedded: dict[str, str]) -> None:
    result = embedded[path.stem]
    assert result.startswith("> ")
    assert "approximate" in result
    assert [text for text in EXPECTED[path.stem] if text not in result] == []


@pytest.mark.shared
def test_notebooks_run_on_published_boundaries(fetched_cache: Path, tmp_path: Path) -> None:
    found = results(NOTEBOOKS, tmp_path, fetched_cache)
    assert list(found) == list(EXPECTED)
    for stem, result in found.items():
        assert "tier: authoritative" in result
        assert [text for text in EXPECTED[stem] if text not in result] == []
