"""The fixed command line: documents, exit codes, and the facts that people will ask for first."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[1]


def test_find(run: Any) -> None:
    done = run("find", "Kukar", "--json")
    assert done.code == 0
    (found,) = done.json()
    reason = found.pop("reason")
    assert found == {
        "code": "64.02", "name": "Kabupaten Kutai Kartanegara", "level": "regency", "kind": "kabupaten",
        "parent": "64", "score": 100.0, "match": "alias",
    }  # fmt: skip
    assert reason


def test_find_exits_3_on_a_bare_number_and_shows_both_meanings(run: Any) -> None:
    done = run("find", "6503", "--json")
    assert done.code == 3
    assert [(row["code"], row["name"], row["scheme"]) for row in done.json()] == [
        ("65.03", "Kabupaten Nunukan", "kemendagri"), ("65.04", "Kabupaten Tana Tidung", "bps"),
    ]  # fmt: skip
    assert "Nunukan" in done.err
    assert "Tana Tidung" in done.err


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (("find", "Long Nawang"), 3, "65.02.05.2001"),
        (("find", "Long Nawang", "--in", "Malinau"), 0, "65.02.05.2001"),
        (("find", "Xyzzyqq"), 4, "no region called"),
        (("find", "61.1"), 1, "lost a zero"),
        (("find", "Kukar", "--level", "provinec"), 1, "Did you mean 'province'"),
        (("region", "99.99"), 4, "no region '99.99'"),
        (("covers", "Sabah"), 1, "lies abroad"),
        (("covers", "6503"), 3, "several meanings"),
        (("coverage", "--agreement", "nothing"), 4, "geo-coop agreements list"),
        (("coverage", "--format", "gpkg"), 1, "-o FILE.gpkg"),
        (("border", "65", "65.03"), 1, "no two neighbours"),
        (("border", "MY", "CN"), 1, "both lie abroad"),
        (("border", "64.02", "MY"), 4, "no land border"),
        (("border", "65", "MY-12", "--notion", "close"), 2, "Invalid value"),
        (("boundaries", "fetch", "nothing"), 4, "nothing"),
        (("agreements", "show", "nothing"), 4, "no agreement"),
        (("map", "corridor", "-o", "map.txt"), 1, "expected one of .html, .png"),
        (("nonsense",), 2, "No such command"),
    ],
)  # fmt: skip
def test_exit_codes_and_one_clear_message(
    run: Any, tmp_path: Path, arguments: tuple[str, ...], code: int, text: str
) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.code == code
    assert text in done.err + done.out
    assert "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []


def test_region(run: Any) -> None:
    found = run("region", "Nunukan", "--json").json()
    assert found["code"] == "65.03"
    assert found["schemes"] == {"bps": "6504", "pcode": "ID6504"}
    assert found["contains"] == {"desa": 232, "kecamatan": 21, "kelurahan": 8}
    assert found["official_area"]["area_km2"] == 13549.868
    assert [parent["code"] for parent in found["parents"]] == ["65", "ID"]
    assert found["schemes_missing"] == {}
    newer = run("region", "64.02.19", "--json").json()
    assert newer["schemes"] == {}
    assert "list of 2022 and not yet in that of 2020" in newer["schemes_missing"]["bps"]


def test_covers_names_rule_and_evidence(run: Any) -> None:
    done = run("covers", "65.03.05.2033", "--on", "2024-06-01", "--json")
    assert done.code == 0
    assert done.err == ""
    rows = {row["agreement"]: row for row in done.json()}
    sosek = rows["sosek-malindo"]
    assert (sosek["kind"], sosek["stage"], sosek["rule"], sosek["share"]) == ("FORUM", "running", "legal_border", 1.0)
    assert {entry["document"] for entry in sosek["evidence"]} >= {"S1"}
    assert all(entry["statement"] for entry in sosek["evidence"])
    assert run("covers", "65.03.05.2033", "--on", "1980-01-01", "--json").json() == []


def test_villages_that_face_sabah_have_the_agreement_below_the_countries_and_those_that_face_sarawak_do_not(
    run: Any,
) -> None:
    facing_sabah = {row["agreement"] for row in run("covers", "65.03.21.2009", "--json").json()}
    long_nawang = {row["agreement"] for row in run("covers", "65.02.05.2001", "--json").json()}
    assert {"sosek-malindo", "sosek-malindo-kaltara-sabah"} <= facing_sabah
    assert long_nawang == {"sosek-malindo"}


def test_coverage_formats(run: Any, tmp_path: Path) -> None:
    table = run("coverage", "--within", "65.03.13", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(table.out)))
    assert {row["agreement"] for row in rows} == {"sosek-malindo", "sosek-malindo-kaltara-sabah"}
    assert rows[0]["code"].startswith("65.03.13.")
    assert json.loads(run("coverage", "--within", "65.03.13", "--json").out)[0]["tier"] == "approximate"
    for ending in ("xlsx", "gpkg", "parquet", "geojson"):
        assert run("coverage", "--within", "65.03.13", "-o", str(tmp_path / f"c.{ending}")).code == 0
    assert len(gpd.read_parquet(tmp_path / "c.parquet")) == len(rows)


def test_coverage_above_the_village(run: Any) -> None:
    rows = run("coverage", "--within", "Kotim", "--level", "kabupaten", "--json").json()
    shares = {row["agreement"]: row["share"] for row in rows}
    assert shares["kotim-seruyan-2025"] == 1.0
    assert {row["name"] for row in rows} == {"Kabupaten Kotawaringin Timur"}


def test_border_by_law_on_the_embedded_default(run: Any) -> None:
    found = run("border", "65", "MY", "--notion", "legal", "--json").json()
    assert found["counts"] == {"districts": 22, "villages": 212, "desa": 204, "kelurahan": 8}
    assert found["tier"] == "approximate"
    assert {village["basis"] for village in found["villages"]} == {"register"}
    assert found["length_km"] == pytest.approx(914, rel=0.03)


def test_border_by_touch_on_the_embedded_default_is_answered_from_the_register(run: Any) -> None:
    found = run("border", "65", "MY", "--notion", "touch", "--json").json()
    assert 52 <= found["counts"]["villages"] <= 56
    assert any("border register" in remark for remark in found["remarks"])
    # Kotim and Seruyan, inside the country: from the register of inner borders.
    inner = run("border", "62.02", "62.07", "--json").json()
    assert inner["length_km"] == pytest.approx(304.95, abs=0.01)
    assert any("register of inner borders" in remark for remark in inner["remarks"])


def test_validate_names_all_problems_with_file_and_line(run: Any, tmp_path: Path) -> None:
    (tmp_path / "kotim-seruyan-2025.yaml").write_text(
        """id: kotim-seruyan-2025
title: {id: Coba, en: Try}
kind: KSDD
parties:
  - {region: 65.99, role: partner}
stages:
  - {stage: framework, date: 2024-02-30, evidence: [e]}
coverage:
  - {rule: list, regions: [65.03], evidence: [e]}
evidence:
  - {id: e, document: S1, statement: {id: a, en: b}}
""",
        encoding="utf-8",
    )
    done = run("agreements", "validate", "kotim-seruyan-2025.yaml", cwd=tmp_path)
    assert done.code == 1
    for text in ("yaml:1: ", "yaml:5: ", "yaml:7: ", "65.99", "2024-02-30", "kotim-seruyan-2025"):
        assert text in done.err
    assert "Traceback" not in done.err
    folder = run("agreements", "validate", ".", cwd=tmp_path)
    assert (folder.code, folder.err) == (1, done.err)
    (tmp_path / "empty").mkdir()
    assert "no records in empty" in run("agreements", "validate", "empty", cwd=tmp_path).err


def test_shipped_agreements_validate(run: Any) -> None:
    rows = run("agreements", "list", "--json").json()
    assert {"sosek-malindo", "kotim-seruyan-2025", "kaltim-anhui"} <= {row["id"] for row in rows}
    shown = run("agreements", "show", "kaltim-anhui", "--json").json()
    planned = [stage for stage in shown["stages"] if stage["date"] == "2024-06"]
    assert [stage["status"] for stage in planned] == ["unconfirmed"]


def test_help_names_every_command(run: Any) -> None:
    text = run("--help").out
    for command in ("agreements", "atlas", "border", "boundaries", "coverage", "covers", "find", "map", "region"):
        assert f"  {command}" in text
        assert run(command, "--help").code == 0
    assert run("--version").out.startswith("geo-coop, version 0.1.0")


@pytest.mark.shared
@pytest.mark.usefixtures("fetched")
def test_border_on_the_published_source(run: Any) -> None:
    found = run("border", "65", "MY", "--notion", "touch", "--tolerance-m", "1000", "--json").json()
    assert found["tier"] == "authoritative"
    assert 52 <= found["counts"]["villages"] <= 56
    assert found["length_km"] == pytest.approx(914, rel=0.03)
    assert found["lengths_km"]["MY-12"] == pytest.approx(368, abs=5)
    assert found["lengths_km"]["MY-13"] == pytest.approx(546, abs=5)
    legal = run("border", "65", "MY", "--notion", "legal", "--json").json()
    assert legal["counts"] == {"districts": 22, "villages": 212, "desa": 204, "kelurahan": 8}
    inner = run("border", "Kotim", "Seruyan", "--json").json()
    assert inner["length_km"] == pytest.approx(305, abs=3)
    assert inner["tier"] == "authoritative"


@pytest.mark.shared
def test_an_altered_file_is_refused_and_the_cache_stays(
    run: Any, shared_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror = tmp_path / "mirror"
    real = shared_dir / "boundaries" / "mirror" / "dosm-malaysia"
    for path in real.rglob("*"):
        if path.is_file():
            copy = mirror / path.relative_to(real.parent)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    altered = next(mirror.rglob("administrative_2_district.geojson"))
    whole = altered.read_bytes()
    monkeypatch.setenv("GEO_COOP_MIRROR", str(mirror))
    cache = tmp_path / "cache"
    monkeypatch.setenv("GEO_COOP_CACHE", str(cache))
    for damage in (whole[:-100], whole[:-1] + b" "):
        altered.write_bytes(damage)
        done = run("boundaries", "fetch", "dosm-malaysia")
        assert done.code == 1
        assert "expected" in done.err.lower()
        assert "sha-256" in done.err.lower()
        assert run("boundaries", "status", "--json").json()["sources"][1]["state"] != "ready"
    altered.write_bytes(whole)
    assert run("boundaries", "fetch", "dosm-malaysia").code == 0
    assert run("boundaries", "status", "--json").json()["sources"][1]["state"] == "ready"


def test_gaps_and_borders_are_written_to_files(tmp_path: Path, run: Any) -> None:
    made = run("gaps", "--within", "Kaltara", "--border", "MY", "--below", "country", "-o", str(tmp_path / "gaps.csv"))
    assert made.code == 0
    assert made.out == ""
    assert "115 rows written to" in made.err
    table = pd.read_csv(tmp_path / "gaps.csv", dtype=str)
    assert (len(table), set(table["facing"]), set(table["tier"])) == (115, {"MY-13"}, {"approximate"})
    made = run("border", "65", "MY", "--notion", "legal", "-o", str(tmp_path / "border.gpkg"))
    assert "212 rows written to" in made.err
    assert gpd.read_file(tmp_path / "border.gpkg")["kind"].value_counts().to_dict() == {"desa": 204, "kelurahan": 8}
    assert run("border", "65", "MY", "--other-side", "-o", str(tmp_path / "abroad.csv")).code == 0
    assert pd.read_csv(tmp_path / "abroad.csv")["code"].str.startswith("MY-").all()
    for command in (("gaps", "--within", "Kaltara"), ("border", "65", "MY")):
        refused = run(*command, "--json", "-o", str(tmp_path / "both.csv"))
        assert refused.code == 2
    assert not (tmp_path / "both.csv").exists()
    nothing = run("border", "61", "62", "-o", str(tmp_path / "none.csv"))
    assert nothing.code == 1
    assert "nothing was written" in nothing.err
    assert not (tmp_path / "none.csv").exists()


def test_our_warnings_are_one_line_without_a_place_in_the_code() -> None:
    program = """
import warnings
from geo_coop.cli.main import _show_warnings
from geo_coop.maps.prepare import MapPrecisionWarning
_show_warnings()
warnings.warn("2 areas change by more than 5% at a tolerance of 50 m: a, b", MapPrecisionWarning)
warnings.warn("of another library")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "default"},
    )  # fmt: skip
    ours, other, *_ = done.stderr.splitlines()
    assert ours == "geo-coop: warning: 2 areas change by more than 5% at a tolerance of 50 m: a, b"
    assert other.endswith("UserWarning: of another library")
