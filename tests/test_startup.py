"""Small questions are answered without the packages that are slow to import, and with the same answers."""

from __future__ import annotations

import datetime as dt
import gzip
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from test_maps_offline import squares

import geo_coop
from geo_coop import api, cover, names
from geo_coop.agreements.read import read_sectors
from geo_coop.api.cover import village_coverage
from geo_coop.api.covering import covers
from geo_coop.classify import classify
from geo_coop.codes import kind_of, level_of, parent_of
from geo_coop.cover.blocks import Uncut
from geo_coop.cover.rules import Clip
from geo_coop.errors import InputError, NotFoundError
from geo_coop.maps.print import choropleth_sheet
from geo_coop.names.fold import joined, joined_all
from geo_coop.register import load_register
from geo_coop.register.matching import plain
from geo_coop.register.trace import names_of
from geo_coop.resources import data_root

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
SLOW = (
    "pandas", "geopandas", "matplotlib", "folium", "pyarrow", "pyarrow.dataset", "numpy", "scipy", "shapely", "pyproj",
)  # fmt: skip


def imported_by(*arguments: str) -> set[str]:
    """Return all modules that a new interpreter imports on the way."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments], cwd=ROOT, capture_output=True, text=True, check=True,
        encoding="utf-8", env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    return set(re.findall(r"\|\s*([\w.]+)$", done.stderr, re.MULTILINE))


@pytest.mark.parametrize(
    "arguments",
    [
        ("-c", "import geo_coop"),
        ("-m", "geo_coop", "find", "Kukar", "--json"),
        ("-m", "geo_coop", "region", "65.03", "--json"),
        ("-m", "geo_coop", "covers", "65.03.05.2033", "--json"),
    ],
)
def test_nothing_slow_is_imported(arguments: tuple[str, ...]) -> None:
    found = imported_by(*arguments)
    assert "geo_coop" in found
    assert [name for name in SLOW if name in found] == []


def test_a_bare_import_brings_no_numbers_either() -> None:
    found = imported_by("-c", "import geo_coop")
    assert [name for name in ("numpy", "pyarrow", "pydantic", "click") if name in found] == []


@pytest.mark.parametrize("module", [geo_coop, api, cover, names])
def test_every_public_name_is_there(module: ModuleType) -> None:
    for name in module.__all__:
        assert getattr(module, name) is not None
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = module.no_such_name


@pytest.mark.parametrize("release", ["2020", "2025"])
def test_columns_and_frames_of_the_register_agree(release: str) -> None:
    register = load_register(release)
    table, regions = register.table, register.regions
    assert table.codes == sorted(set(table.codes))
    assert regions.index.tolist() == table.codes
    assert regions["name"].tolist() == table.names
    levels = [table.level(row) for row in range(len(table.codes))]
    assert levels == [level_of(code) for code in table.codes]
    assert regions["level"].tolist() == levels
    kinds = [table.kind(row) for row in range(len(table.codes))]
    assert regions["kind"].tolist() == kinds
    assert all(kind == kind_of(code) for kind, code in zip(kinds, table.codes, strict=True) if code[0].isdigit())
    parents = regions["parent"].astype(object).where(regions["parent"].notna(), None).tolist()
    assert parents == [parent_of(code) for code in table.codes]
    assert register.codes.tolist() == table.codes
    for code in ("65.03", "MY-12", "ID"):
        assert register.within(code).index.tolist() == [table.codes[row] for row in register.rows_within(code)]
    assert "65.99" not in register
    assert 65 not in register
    with pytest.raises(NotFoundError, match=r"65\.99"):
        register.row_of("65.99")


def test_without_matplotlib_maps_are_html_and_pictures_name_the_extra(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    regions = squares(["East", "West"])
    classes = classify(pd.Series([1, 2], index=regions.index), scheme="user", bins=[1, 2])
    page = geo_coop.save_html(geo_coop.choropleth_map(regions, classes, title="Squares"), tmp_path / "map.html")
    assert page.stat().st_size > 0
    with pytest.raises(InputError, match=r"need matplotlib; install geo-coop\[print\]"):
        choropleth_sheet(regions, classes, title="Squares")


def test_a_list_that_is_damaged_is_named(tmp_path: Path) -> None:
    whole = (data_root() / "register" / "regions.tsv.gz").read_bytes()
    uneven = gzip.compress(b"code\tname\n65\tKalimantan Utara\n65.03\n")
    for number, content in enumerate((whole[:1_000], b"code\tname\n", uneven)):
        path = tmp_path / f"list-{number}.tsv.gz"
        path.write_bytes(content)
        with pytest.raises(NotFoundError, match=rf"list-{number}.*fetch it again"):
            names_of(path)


def test_part_of_a_list() -> None:
    path = data_root() / "register" / "regions.tsv.gz"
    whole, part = names_of(path), names_of(path, "65.03")
    assert part == {code: name for code, name in whole.items() if code.startswith("65.03")}
    assert names_of(path, "6") == {code: name for code, name in whole.items() if code.startswith("6")}


def test_comparable_names() -> None:
    listed = ["KAB. Nunukan", "Kab Paser", "kab.  Berau", "Kabat", "Pa' Rupai", "", "Du\u2019en 2", "KOTA TARAKAN"]
    one_by_one = [plain([name])[0] for name in listed]
    assert plain(listed) == one_by_one
    assert one_by_one == ["kabupatennunukan", "kabupatenpaser", "kabupatenberau", "kabat", "parupai", "", "duen2",
                          "kotatarakan"]  # fmt: skip
    assert plain([]) == []
    assert plain(["Kab.\nNunukan", "Sebatik"]) == ["kabupatennunukan", "sebatik"]


def test_names_that_are_not_ascii_are_folded_in_their_place() -> None:
    listed = ["Regapu\u2019u", "Kukar", "Ānhuī", "Pa' Rupai", "", "Du\u2019en", "É"]
    assert joined_all(listed) == [joined(name) for name in listed]
    assert joined_all(listed[::-1]) == [joined(name) for name in listed[::-1]]


@pytest.mark.parametrize(
    ("region", "on"),
    [
        ("65.03", None),
        ("65.03", dt.date(2024, 6, 1)),
        ("65.03", dt.date(1985, 5, 1)),
        ("64.02", None),
        ("62.07", dt.date(2025, 11, 20)),
        ("65.03.05.2033", None),
    ],
)
def test_what_covers_a_region_is_what_the_table_says(region: str, on: dt.date | None) -> None:
    villages = load_register().villages(region)
    table = village_coverage(villages, on=on)
    rows = {str(row["agreement"]): row for row in covers(region, on=on)}
    assert set(rows) == set(table["agreement"])
    for name, group in table.groupby("agreement"):
        row = rows[str(name)]
        assert row["villages_covered"] == len(group)
        assert row["share"] == pytest.approx(group["share"].sum() / len(villages), abs=1e-12)
        assert row["stage"] == group["stage"].iloc[0]
        assert row["implied"] == bool(group["implied"].all())
        assert set(row["rules"]) == {rule for cell in group["rules"] for rule in cell.split("; ")}  # type: ignore[call-overload]
        assert set(row["base"]) == {base for cell in group["base"] for base in cell.split("; ")}  # type: ignore[call-overload]


def test_without_shapes_nothing_is_cut() -> None:
    clip = Clip("circle", km=5.0, point=(117.0, 3.0))
    with pytest.raises(InputError, match="needs the shapes of villages"):
        Uncut().cut(clip, np.array([0]), "agreement x")


def test_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "sectors.yaml"
    path.write_text("- {id: water, title: {id: Air, en: Water}}\n", encoding="utf-8")
    first = read_sectors(path)
    assert [sector.id for sector in first] == ["water"]
    assert read_sectors(path) == first
    path.write_text("- {id: water, title: {id: Air, en: Water}}\n- {id: trade, title: {id: Niaga, en: Trade}}\n",
                    encoding="utf-8")  # fmt: skip
    assert [sector.id for sector in read_sectors(path)] == ["water", "trade"]
    path.write_text("- {id: water, titel: {id: Air, en: Water}}\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(InputError) as caught:
            read_sectors(path)
        assert len(caught.value.problems) == len(set(caught.value.problems)) == 2
    path.unlink()
    with pytest.raises(InputError, match="cannot be read"):
        read_sectors(path)
