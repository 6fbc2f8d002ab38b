"""``geo-coop map``: every kind as page or picture, the user's own table, and errors in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from geo_coop.cli.maps import map_
from geo_coop.errors import AmbiguousError, InputError, NotFoundError

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

MAGIC = {".html": b"<!DOCTYPE html>", ".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(map_, arguments)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("choropleth", "--by", "sector:education", "--within", "62.02", "--lang", "en"), "a.html"),
        (("choropleth", "--level", "desa", "--by", "share_area", "--within", "65.71"), "a.png"),
        (("zones",), "a.html"),
        (("partners", "--by", "sector", "--within", "64"), "a.html"),
        (("timeline", "--within", "65", "--by", "count", "--paper", "a3", "--orientation", "portrait"), "a.pdf"),
        (("choropleth", "--level", "provinsi", "--within", "65"), "a.svg"),
    ],
)
def test_every_kind_writes_one_file(tmp_path: Path, arguments: tuple[str, ...], name: str) -> None:
    done = _run(*arguments, "-o", str(tmp_path / name))
    assert done.exception is None, done.output
    assert done.stdout == ""
    assert f"drawing {tmp_path / name}" in done.stderr
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [name]
    assert (tmp_path / name).read_bytes().startswith(MAGIC[(tmp_path / name).suffix])


def test_a_table_of_ones_own(tmp_path: Path, run: Any) -> None:
    (tmp_path / "t.csv").write_text("kode;jumlah\n6401;1,5\n6402;0\n6403;n/a\n3171;7\n", encoding="utf-8")
    table = ("--table", str(tmp_path / "t.csv"), "--code", "kode", "--column", "jumlah")
    out = tmp_path / "a.html"
    refused = run("map", "choropleth", *table, "-o", str(out))
    assert refused.code == 1
    assert "6402 has several meanings" in refused.err
    assert not out.exists()
    # By BPS 3171 is Jakarta Selatan, 31.74 by Kemendagri.
    done = _run("choropleth", *table, "--code-scheme", "bps", "--within", "64", "--k", "3", "-o", str(out))
    assert done.exception is None, done.output
    assert "1 rows of the table are not on this map: 31.74" in done.stderr
    page = out.read_text(encoding="utf-8")
    assert "Tidak berlaku" in page
    assert "kolom jumlah dari berkas t.csv, 4 baris" in page


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("choropleth", "-o", "a.doc"), InputError, "unknown kind of map file '.doc'"),
        (("choropleth", "-o", "nowhere/a.html"), InputError, "no folder nowhere"),
        (("choropleth", "--by", "colour", "-o", "a.html"), InputError, "unknown by 'colour'"),
        (("choropleth", "--by", "sector:sport", "-o", "a.html"), NotFoundError, "no sector 'sport'"),
        (("choropleth", "--by", "column", "-o", "a.html"), None, "missing: --table, --code, --column"),
        (("choropleth", "--table", __file__, "--by", "stage", "-o", "a.html"), None, "missing: --code, --column"),
        (("choropleth", "--breaks", "1,x", "-o", "a.html"), None, "no numbers with commas between"),
        (("choropleth", "--within", "Tanjung Batu", "-o", "a.html"), AmbiguousError, "Tanjung Batu"),
        (("timeline", "--level", "street", "-o", "a.html"), InputError, "unknown level 'street'"),
    ],
)
def test_what_cannot_be_done_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    error: type[Exception] | None,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = _run(*arguments)
    assert isinstance(done.exception, error or SystemExit)
    assert done.exit_code == (1 if error else 2)
    assert message in (str(done.exception) if error else done.stderr)
    assert list(tmp_path.iterdir()) == []
