"""Completion in shells: what is offered, how each shell gets it, and that nothing slow is imported for it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from geo_coop.agreements.read import read_agreements, read_sectors, read_sources, read_zones
from geo_coop.api.map_measures import BY
from geo_coop.boundaries.catalog import load_catalog
from geo_coop.cli.main import cli
from geo_coop.cli.outline import FILE, VALUES, describe
from geo_coop.cli.shells import Bash, Fish, Zsh
from geo_coop.cli.values import FINDERS
from geo_coop.errors import AmbiguousError
from geo_coop.names import resolve
from geo_coop.register import load_register

ROOT = Path(__file__).resolve().parents[1]
SHELLS = {"bash": Bash, "zsh": Zsh, "fish": Fish}


@pytest.fixture
def complete(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Return what a shell is answered for a line that ends at the cursor, as lines."""
    monkeypatch.setenv("_GEO_COOP_COMPLETE", "bash_complete")
    monkeypatch.setenv("GEO_COOP_CACHE", str(tmp_path))

    def ask(line: str, current: str | None = None, program: str = "bash") -> list[str]:
        words = line.split(" ")
        monkeypatch.setenv("COMP_CURRENT", words[-1] if current is None else current)
        if program == "bash":
            monkeypatch.setenv("COMP_LINE", line)
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", words[-1] if program == "fish" else str(len(words) - 1))
        return SHELLS[program](cli, {}, "geo-coop", "_GEO_COOP_COMPLETE").complete().splitlines()

    return ask


def values(kind: str, typed: str = "", **params: object) -> list[str]:
    context = click.Context(click.Command("any"))
    context.params = dict(params)
    return [value for value, _ in FINDERS[kind](context, typed)]


def test_the_outline_is_that_of_the_commands() -> None:
    assert json.loads(FILE.read_text(encoding="utf-8")) == json.loads(json.dumps(describe(cli))), (
        "the commands have changed; write the outline anew: python tools/outline.py"
    )


def test_every_parameter_that_names_a_region_or_an_id_is_completed() -> None:
    def parameters(found: dict[str, Any]) -> Any:
        yield from found["params"]
        for each in found.get("commands", {}).values():
            yield from parameters(each)

    assert {each["values"] for each in parameters(describe(cli)) if "values" in each} == set(VALUES.values())
    names = {each["name"] for each in parameters(describe(cli)) if "values" not in each}
    assert not names & {
        "within",
        "region",
        "source",
        "sources",
        "agreement",
        "ids",
        "id_",
        "zone",
        "sector",
        "document",
    }


def test_ids_are_those_that_the_readers_find() -> None:
    assert values("record") == [record.id for record in read_agreements()]
    assert values("published") == [source.id for source in load_catalog().sources]
    assert values("document") == [document.id for document in read_sources()]
    assert values("sector") == [sector.id for sector in read_sectors()]
    assert sorted(values("zone")) == sorted(zone.id for zone in read_zones())


def test_measures_are_those_of_a_choropleth() -> None:
    assert set(values("measure")) == {*BY, "column", *(f"sector:{sector.id}" for sector in read_sectors())}


def test_records_and_layers_of_the_user_are_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEO_COOP_CACHE", str(tmp_path))
    (tmp_path / "user" / "desa").mkdir(parents=True)
    (tmp_path / "user" / "desa" / "manifest.json").write_text("{}", encoding="utf-8")
    (tmp_path / "my-own.yaml").write_text("", encoding="utf-8")
    (tmp_path / "sources.yaml").write_text("", encoding="utf-8")
    assert values("layer") == ["user:desa"]
    assert {"embedded", "user:desa", *values("published")} == set(values("source"))
    assert set(values("record", folder=str(tmp_path))) - set(values("record")) == {"my-own"}
    assert values("record", folder=str(tmp_path / "none")) == values("record")


def test_regions_by_code_are_offered_level_by_level(complete: Any) -> None:
    assert complete("geo-coop region 65") == [f"plain,65{end}" for end in ("", ".01", ".02", ".03", ".04", ".71")]
    assert complete("geo-coop region 65.71.01.10") == [f"plain,65.71.01.100{n}" for n in range(1, 6)]
    assert complete("geo-coop region 99") == []


@pytest.mark.parametrize("typed", ["", "ku", "nunuk", "MY"])
def test_every_region_that_is_offered_is_understood(typed: str) -> None:
    register = load_register()
    offered = values("region", typed)
    assert offered
    for name in offered:
        with contextlib.suppress(AmbiguousError):
            assert resolve(name, register)


@pytest.mark.parametrize(
    ("line", "current", "answer"),
    [
        ("geo-coop bo", None, ["plain,border", "plain,boundaries"]),
        ("geo-coop boundaries f", None, ["plain,fetch"]),
        ("geo-coop --q", None, ["plain,--quiet"]),
        ("geo-coop coverage --qu", None, ["plain,--quiet"]),
        ("geo-coop agreements show kaltim-a", None, ["plain,kaltim-anhui", "plain,kaltim-areas-2014"]),
        ("geo-coop map zones --paper ", "", ["plain,A4", "plain,A3"]),
        ("geo-coop agreements validate ", "", ["file,"]),
        ("geo-coop region Kutai\\ Ka", None, ["plain,Kutai\\ Kartanegara"]),
        ('geo-coop region "kutai ka', "kutai ka", ["plain,Kutai Kartanegara"]),
        ("geo-coop coverage --within=nunukan\\ s", "nunukan\\ s", ["plain,Nunukan\\ Selatan"]),
        ("geo-coop covers --source nothing-like-it", None, []),
        ("geo-coop nonsense x", None, []),
    ],
)  # fmt: skip
def test_bash_gets_words_as_they_are_typed(complete: Any, line: str, current: str | None, answer: list[str]) -> None:
    assert complete(line, current) == answer


@pytest.mark.parametrize(
    ("typed", "current", "answer"),
    [("us", "us", "user:desa"), ("user:", "", "desa"), ("user:d", "d", "desa"), ("'user:d", "user:d", "user:desa")],
)
def test_bash_replaces_only_what_follows_a_colon(
    complete: Any, tmp_path: Path, typed: str, current: str, answer: str
) -> None:
    (tmp_path / "user" / "desa").mkdir(parents=True)
    (tmp_path / "user" / "desa" / "manifest.json").write_text("{}", encoding="utf-8")
    assert complete(f"geo-coop boundaries remove {typed}", current) == [f"plain,{answer}"]


def test_zsh_and_fish_replace_the_whole_word(complete: Any) -> None:
    assert complete("geo-coop coverage --within=65.03", program="zsh")[:3] == [
        "plain", "--within=65.03", "Kabupaten Nunukan",
    ]  # fmt: skip
    assert complete("geo-coop coverage --within=65.03", program="fish")[0] == "plain,--within=65.03\tKabupaten Nunukan"


@pytest.mark.parametrize(
    ("shell", "own"),
    [("bash", 'COMP_LINE="${COMP_LINE:0:$COMP_POINT}"'), ("zsh", "compinit -i"), ("fish", "split --max 1")],
)
def test_scripts(shell: str, own: str) -> None:
    done = CliRunner().invoke(cli, ["completion", shell])
    assert done.exit_code == 0, done.output
    assert f"_GEO_COOP_COMPLETE={shell}_complete" in done.stdout
    assert own in done.stdout


def test_completing_imports_nothing_slow_and_says_nothing() -> None:
    code = (
        "import atexit, sys; sys.argv[0] = 'geo-coop'; from geo_coop.cli.main import main\n"
        "slow = {'pandas', 'numpy', 'geopandas', 'pydantic', 'yaml', 'folium', 'matplotlib'}\n"
        "atexit.register(lambda: print(sorted(slow & set(sys.modules)))); main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "_GEO_COOP_COMPLETE": "bash_complete",
             "COMP_LINE": "geo-coop coverage --within Nunukan\\ S", "COMP_CURRENT": "Nunukan\\ S"},
    )  # fmt: skip
    assert done.stdout.splitlines() == ["plain,Nunukan\\ Selatan", "[]"]
    assert not done.stderr
