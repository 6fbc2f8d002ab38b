"""Help with examples that parse, languages, quiet, colours."""

from __future__ import annotations

import ast
import logging
import os
import pty
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
from ran import Ran

from geo_coop.cli.code_messages import CODE_PHRASES
from geo_coop.cli.form_messages import FORM_PHRASES
from geo_coop.cli.main import _COMMANDS, cli, main
from geo_coop.cli.messages import PHRASES, translate
from geo_coop.cli.summaries import SUMMARIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[1]


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from leaves(inner, (*path, name))
    else:
        yield path, command


LEAVES = dict(leaves(cli))


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Ran]]:
    """Return a function that runs the command line in this process, which is quicker."""
    logger = logging.getLogger("geo_coop")
    before = list(logger.handlers)

    def call(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["geo-coop", *arguments])
        code = 0
        try:
            main()
        except SystemExit as done:
            code = int(done.code or 0)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    yield call
    logger.handlers[:] = before


def examples(command: click.Command) -> list[list[str]]:
    """Return the example lines of a command's help, as arguments; remarks after two spaces are no arguments."""
    lines = [line.strip() for line in (command.help or "").split("\n")]
    shown = [line.partition("    ")[0].partition(" >")[0] for line in lines if line.startswith("geo-coop ")]
    return [shlex.split(line)[1:] for line in shown]


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_command_has_an_example_that_parses(
    path: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    command = LEAVES[path]
    assert "\\b" not in (command.help or ""), "a raw docstring hides the mark that keeps lines apart"
    found = [arguments for arguments in examples(command) if tuple(arguments[: len(path)]) == path]
    assert found, f"geo-coop {' '.join(path)} has no example of itself"
    for arguments in found:
        given = arguments[len(path) :]
        for name in given:  # files that an example names are those of a user
            if Path(name).suffix in {".yaml", ".xlsx", ".csv", ".shp", ".gpkg", ".zip", ".geojson", ".kml", ".parquet"}:
                (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / name).touch()
        for parameter in command.params:
            if (
                isinstance(parameter.type, click.Path)
                and parameter.type.file_okay is False
                and parameter.opts[0] in given
            ):
                (tmp_path / given[given.index(parameter.opts[0]) + 1]).mkdir(exist_ok=True)
        command.make_context(path[-1], list(given), parent=click.Context(cli))


def test_every_command_has_a_summary_in_both_languages() -> None:
    assert set(SUMMARIES) >= set(_COMMANDS)
    assert all(indonesian != english for indonesian, english in SUMMARIES.values())


@pytest.mark.parametrize(
    "statement",
    ["import geo_coop", "from geo_coop.cli.main import cli; cli.main(['--help'], standalone_mode=False)"],
    ids=["import", "help"],
)
def test_nothing_heavy_is_imported_before_it_is_needed(statement: str) -> None:
    code = (
        f"import sys; {statement}; print(sorted({{'pandas', 'geopandas', 'folium', 'matplotlib'}} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout.strip().endswith("[]")


def test_messages_follow_the_language_asked_for(say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "GEO_COOP_LANG"):
        monkeypatch.delenv(name, raising=False)
    assert "lies abroad; coverage is counted in Indonesian villages" in say("covers", "Sabah").err
    assert "ada di luar negeri; cakupan dihitung per desa" in say("--lang", "id", "covers", "Sabah").err
    assert "ada di luar negeri" in say("covers", "Sabah", "--lang", "id").err
    monkeypatch.setenv("LANG", "id_ID.UTF-8")
    assert "tidak ditemukan: tidak ada kesepakatan" in say("agreements", "show", "nothing").err
    monkeypatch.setenv("GEO_COOP_LANG", "en")
    assert "not found: no agreement" in say("agreements", "show", "nothing").err
    monkeypatch.setenv("GEO_COOP_LANG", "fr")
    assert say("agreements", "show", "nothing").code == 2


def test_the_language_asked_for_is_that_of_titles_too(say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GEO_COOP_LANG", raising=False)
    asked = ("covers", "65.03.05.2033", "--json")
    titles = {lang: say("--lang", lang, *asked).json()[0]["title"] for lang in ("id", "en")}
    assert titles["id"] != titles["en"]
    assert say(*asked).json()[0]["title"] == titles["id"]
    assert say("--lang", "en", *asked, "--lang", "id").json()[0]["title"] == titles["id"]


@pytest.mark.parametrize("arguments", [("-q", "covers", "65.01"), ("covers", "65.01", "--quiet")])
def test_quiet_leaves_remarks_out_and_errors_in(say: Any, arguments: tuple[str, ...]) -> None:
    assert "no agreement covers it" in say("--lang", "en", "covers", "65.01").err
    assert say(*arguments).err == ""
    assert "lies abroad" in say("--lang", "en", "-q", "covers", "Sabah").err
    assert say("--lang", "en", "-q", "find", "Xyzzyqq").err == "geo-coop: not found: no region called 'Xyzzyqq'\n"
    assert say("--lang", "id", "find", "Long Nawang", "-q").err.startswith("geo-coop: bermakna ganda: ")


def test_colours_are_for_terminals_and_no_color_turns_them_off() -> None:
    def printed(**more: str) -> str:
        own, theirs = pty.openpty()
        environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
        done = subprocess.run(
            [sys.executable, "-m", "geo_coop", "agreements", "show", "nothing"], stderr=theirs, stdout=theirs,
            check=False, env={**environment, "PYTHONPATH": str(ROOT), **more},
        )  # fmt: skip
        os.close(theirs)
        text = os.read(own, 10_000).decode()
        os.close(own)
        assert done.returncode == 4
        return text

    assert "\x1b[31m" in printed()
    assert "\x1b" not in printed(NO_COLOR="1")


def test_phrases_keep_what_varies() -> None:
    phrases = (*PHRASES, *CODE_PHRASES, *FORM_PHRASES)
    assert len({english for english, _ in phrases}) == len(phrases)
    for english, indonesian in phrases:
        assert english.count("{") == indonesian.count("{"), english
        filled = english.replace("{n}", "7").replace("{}", "x")
        if not filled.startswith("geo-coop: "):
            assert translate(filled, "id") == indonesian.replace("{}", "\0", 1).replace("\0", "{}").format(
                *("7" if hole == "{n}" else "x" for hole in _holes(english))
            )
        assert translate(filled, "en") == filled


def _holes(text: str) -> list[str]:
    return ["{n}" if part.startswith("n}") else "{}" for part in text.split("{")[1:]]


def remarks() -> list[tuple[str, str]]:
    """Return what commands give to note() and error_line(), {} for what varies; texts without words left out."""
    found = []
    for path in sorted((ROOT / "geo_coop" / "cli").rglob("*.py")):
        calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        for call in calls:
            if isinstance(call.func, ast.Name) and call.func.id in {"note", "error_line"} and call.args:
                given = call.args[0]
                options = [given.body, given.orelse] if isinstance(given, ast.IfExp) else [given]
                found += [(path.name, _template(option)) for option in options]
    return [(name, text) for name, text in found if re.search(r"[a-z]{3}", text)]


def _template(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return "{}"


@pytest.mark.parametrize(("where", "text"), remarks())
def test_every_remark_has_its_indonesian_form(where: str, text: str) -> None:
    """A hole may stand for words, a number, or an ending such as that of a plural."""
    filled = [text.replace("{}", value) for value in ("7", "x", "s", "")]
    plural = re.sub(r"(?<=[a-z])\{\}", "s", text)
    filled += [plural.replace("{}", "7"), plural.replace("{}", "7 records"), plural.replace("{}", "x")]
    filled += [re.sub(r"\{\}", "7", text, count=1).replace("{}", "x")]
    assert any(translate(each, "id") != each for each in filled), f"geo_coop/cli/messages.py lacks {text!r} of {where}"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("6503", "beberapa makna: kemendagri: 65.03 Kabupaten Nunukan (tulis 65.03); bps: 65.04 Kabupaten Tana Tidung"),
        ("650304", "tanpa skema kode: kemendagri: 65.03.04 Lumbis (tulis 65.03.04)"),
        ("65 .03", "bukan kode wilayah seperti tertulis: ada spasi; tulis '65.03' bila itu yang dimaksud"),
        ("61.1", "kehilangan nol, seperti bila tabel membaca kode sebagai angka; tulis lengkap, seperti 61.10"),
        ("65032", "bukan kode wilayah: tidak ada skema berkode 5 angka; Kemendagri 2, 4, 6, atau 10"),
    ],
)  # fmt: skip
def test_errors_of_codes_in_indonesian(run: Any, code: str, said: str) -> None:
    shown = run("--lang", "id", "region", code)
    assert said in shown.err
    assert shown.code


def documented() -> list[str]:
    """Return the lines of the documentation that run geo-coop."""
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    blocks = [block for page in pages for block in re.findall(r"```bash\n(.*?)```", page.read_text("utf-8"), re.DOTALL)]
    lines = [line.partition("  #")[0].partition(" >")[0].strip() for block in blocks for line in block.splitlines()]
    lines = [re.sub(r"^(?:[A-Z_]+=\S+ )?(?:\.venv/bin/)?geo-coop ", "", line) for line in lines if "geo-coop " in line]
    return list(dict.fromkeys(lines))


@pytest.mark.parametrize("line", documented())
def test_every_documented_command_parses(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = shlex.split(line)
    while given[0].startswith("-"):
        given = given[2:] if given[0] == "--lang" else given[1:]
    path = next(path for path in LEAVES if tuple(given[: len(path)]) == path)
    monkeypatch.chdir(tmp_path)
    for name in given[len(path) :]:
        if re.search(r"\.[a-z]+$", name):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).touch()
        elif name.startswith("my-"):
            (tmp_path / name).mkdir(exist_ok=True)
    LEAVES[path].make_context(path[-1], given[len(path) :], parent=click.Context(cli))


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("coverage", "--json", "-o", "x.csv"), "--json prints JSON on the screen"),
        (("coverage", "--json", "--format", "csv"), "--json prints JSON on the screen"),
        (("questions", "regions-on", "2012-01-01", "--json", "-o", "x.csv"), "--json prints JSON on the screen"),
        (("border", "65", "MY-12", "--other-side", "--notion", "legal"), "--notion: districts abroad have no notion"),
        (("border", "65", "MY", "--tolerance-m", "0"), "not in the range x>0"),
        (("map", "choropleth", "--decimal", ",", "-o", "x.html"), "--decimal belongs to a table of your own"),
        (
            ("map", "zones", "--paper", "A3", "--dpi", "99", "-o", "x.html"),
            "--paper, --dpi do nothing for a .html file",
        ),
        (("map", "partners", "--dpi", "99", "-o", "x.pdf"), "--dpi does nothing for a .pdf file"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(say: Any, arguments: tuple[str, ...], text: str) -> None:
    done = say(*arguments)
    assert (done.code, done.out) == (2, "")
    assert text in done.err


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (("coverage", "--within", "Sabah"), 1, "lies abroad"),
        (("questions", "overlaps", "--within", "安徽"), 1, "CN-AH Anhui lies abroad"),
        (("questions", "missing", "--within", "MY-12.06"), 1, "name a region in Indonesia"),
        (("covers", "65.03", "--source", "nothing"), 1, "unknown source 'nothing'"),
        (("border", "65", "BN"), 4, "65 has no land border with BN"),
        (("map", "choropleth", "--within", "Sabah", "-o", "m.html"), 1, "lies abroad"),
        (("map", "choropleth", "--level", "country", "-o", "m.html"), 1, "unknown level of a map 'country'"),
        (("map", "timeline", "--within", "MY", "-o", "m.html"), 1, "lies abroad"),
    ],
)
def test_regions_and_sources_that_cannot_answer_are_refused(
    say: Any, arguments: tuple[str, ...], code: int, text: str
) -> None:
    done = say(*arguments)
    assert (done.code, done.out) == (code, "")
    assert text in done.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only some systems have a device that is always full")
@pytest.mark.parametrize("arguments", [("agreements", "list"), ("coverage", "--within", "65.71", "--format", "csv")])
def test_output_that_cannot_be_written_is_one_line_and_no_traceback(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "geo_coop", *arguments]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "geo-coop: error: cannot write the answer: No space left on device\n")


def test_no_output_at_all_is_no_error() -> None:
    command = ["sh", "-c", '"$0" -m geo_coop agreements list --kind KSDPL >&-', sys.executable]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "3 records\n")
