"""One GeoPackage: every layer, row, style and relation; whole or not at all; text as it is."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from geo_coop.api.export import RELATIONS, export_geopackage, export_layers
from geo_coop.api.export_border import border_layers
from geo_coop.api.export_zones import zone_layers
from geo_coop.classify import classify
from geo_coop.errors import InputError, NotFoundError
from geo_coop.export import Layer, Relation, Style, write_geopackage
from geo_coop.export.qgis import classes_style
from geo_coop.export.qgis.rules import equals
from geo_coop.provenance import Provenance, attach

NAMES = (
    "villages", "districts", "regencies", "provinces", "neighbours", "coverage", "agreements", "parties", "stages",
    "border_line", "border_villages", "corridor_bands", "crossings", "zones", "zone_members", "zone_extents", "sites",
    "claims", "readme",
)  # fmt: skip
HOSTILE = ("'; DROP TABLE villages; --", "=HYPERLINK(1)", '<a href="x">&', "{{ 7*7 }}", "a\nb", "\u5b89\u5fbd")
QGIS = "/usr/bin/python3"


def regions(names: tuple[str, ...] = HOSTILE) -> gpd.GeoDataFrame:
    """Return a row of unit squares, the last without a shape."""
    shapes = [shapely.box(number, 0, number + 1, 1) for number in range(len(names) - 1)]
    frame = gpd.GeoDataFrame(
        {"name": list(names), "share": 0.5, "sure": True},
        geometry=[*shapes, None],
        index=pd.Index([f"65.01.01.{2001 + number}" for number in range(len(names))], name="code"),
        crs=4326,
    )
    return attach(frame, Provenance("s", "Squares", "2025.1", "authoritative", "CC0-1.0", "nobody"))


def layers_of(frame: gpd.GeoDataFrame) -> list[Layer]:
    classes = classify(pd.Series(range(len(frame)), index=frame.index), scheme="count", title="x")
    frame["class"] = classes.labels
    style = Style("Kelas", classes_style(classes, "class"))
    coverage = pd.DataFrame({"code": frame.index.repeat(2), "agreement": ["a", "b"] * len(frame)})
    agreements = pd.DataFrame({"title": ["A", None]}, index=pd.Index(["a", "b"], name="agreement"))
    return [
        Layer("villages", frame, "Villages", "MultiPolygon", (style,)),
        Layer("coverage", coverage, "Coverage"),
        Layer("agreements", agreements, "Agreements"),
    ]


def rows_of(path: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_rows_text_and_numbers_come_back_as_they_were(tmp_path: Path) -> None:
    frame = regions()
    path = write_geopackage(layers_of(frame), tmp_path / "x.gpkg", relations=RELATIONS)
    back = pyogrio.read_dataframe(path, layer="villages")
    assert back["name"].tolist() == list(HOSTILE)
    assert back["code"].tolist() == frame.index.tolist()
    assert back.geometry.isna().tolist() == [False] * 5 + [True]
    assert back.geometry.iloc[0].equals(shapely.box(0, 0, 1, 1))
    assert back["sure"].tolist() == [True] * 6
    assert rows_of(path, "SELECT agreement, title FROM agreements") == [("a", "A"), ("b", None)]
    assert rows_of(path, "PRAGMA integrity_check") == [("ok",)]


def test_text_that_a_file_cannot_hold_is_marked_not_cut(tmp_path: Path) -> None:
    frame = pd.DataFrame({"name": ["a\x00b", "c\ud800d"]}, dtype=object)
    path = write_geopackage([Layer("names", frame, "Names")], tmp_path / "x.gpkg")
    assert rows_of(path, "SELECT name FROM names") == [("a\ufffdb",), ("c?d",)]


def test_contents_sources_and_styles_stand_where_qgis_looks(tmp_path: Path) -> None:
    path = write_geopackage(layers_of(regions()), tmp_path / "x.gpkg", relations=RELATIONS)
    kinds = dict(rows_of(path, "SELECT table_name, data_type FROM gpkg_contents"))
    assert kinds == {
        "villages": "features", "coverage": "attributes", "agreements": "attributes", "sources": "attributes",
        "layer_styles": "attributes",
    }  # fmt: skip
    assert rows_of(path, "SELECT f_table_name, f_geometry_column, styleName, useAsDefault FROM layer_styles") == [
        ("villages", "geom", "Kelas", 1)
    ]
    assert rows_of(path, "SELECT layer, release, tier, licence FROM sources") == [
        ("villages", "2025.1", "authoritative", "CC0-1.0")
    ]
    assert rows_of(path, "PRAGMA user_version") == [(10200,)]


def test_relation_names_the_rows_it_relates(tmp_path: Path) -> None:
    path = write_geopackage(layers_of(regions()), tmp_path / "x.gpkg", relations=RELATIONS)
    joined = rows_of(
        path,
        "SELECT c.code, v.code, c.agreement, a.agreement FROM coverage c JOIN villages v ON v.fid = c.base_id"
        " JOIN agreements a ON a.fid = c.related_id",
    )
    assert len(joined) == 12
    assert all(row[0] == row[1] and row[2] == row[3] for row in joined)
    assert rows_of(path, "SELECT base_table_name, related_table_name, mapping_table_name FROM gpkgext_relations") == [
        ("villages", "agreements", "coverage")
    ]


def test_style_has_a_rule_for_each_class_and_escapes_text() -> None:
    values = pd.Series(["it's", "<b>\x01", None])
    classes = classify(values, scheme="categories", categories=[(each, each) for each in values[:2]])
    root = ET.fromstring(classes_style(classes, "class"))  # noqa: S314  (our own)
    rules = list(root.iter("rule"))
    assert [rule.get("label") for rule in rules] == ["it's", "<b>?", "Tidak ada data"]
    assert rules[0].get("filter") == "\"class\" = 'it''s'"
    symbols = root.findall("./renderer-v2/symbols/symbol")
    assert [[layer.get("class") for layer in symbol.findall("layer")] for symbol in symbols] == [
        ["SimpleFill"], ["SimpleFill"], ["SimpleFill", "LinePatternFill"]
    ]  # fmt: skip
    assert equals("a", "back\\slash") == "\"a\" = 'back\\\\slash'"


def test_refusals_name_everything(tmp_path: Path) -> None:
    frame = regions()
    table = pd.DataFrame({"fid": [1]})
    layers = [
        Layer("Big Name", frame, "", "MultiPolygon"), Layer("layer_styles", pd.DataFrame({"a": [1]}), ""),
        Layer("keys", table, ""), Layer("shapes", frame, ""), Layer("far", frame.to_crs(3857), "", "MultiPolygon"),
    ]  # fmt: skip
    with pytest.raises(InputError) as caught:
        write_geopackage(layers, tmp_path / "x.shp", relations=[Relation("none", "far", "code", "far", "code")])
    assert len(caught.value.problems) == 7
    orphans = layers_of(frame)
    orphans[1] = Layer("coverage", orphans[1].frame.assign(code="99"), "")
    with pytest.raises(InputError, match="12 rows name no row of villages"):
        write_geopackage(orphans, tmp_path / "x.gpkg", relations=RELATIONS)
    assert not list(tmp_path.iterdir())


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "x.gpkg"
    target.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InputError, match="nothing was changed"):
        write_geopackage(layers_of(regions()), target)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["x.gpkg"]


@pytest.fixture(scope="module")
def nunukan(tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[Layer, ...], Path]:
    """Return the layers of an export of one regency on the embedded boundaries, and its file."""
    folder = tmp_path_factory.mktemp("export")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEO_COOP_CACHE", str(folder / "cache"))
        layers = export_layers(within="Nunukan")
        return layers, write_geopackage(layers, folder / "nunukan.gpkg", relations=RELATIONS)


def test_every_layer_is_there_with_every_row(nunukan: tuple[tuple[Layer, ...], Path]) -> None:
    layers, path = nunukan
    assert tuple(layer.name for layer in layers) == NAMES
    counts = {layer.name: len(layer.frame) for layer in layers}
    for name, rows in counts.items():
        assert rows_of(path, f"SELECT count(*) FROM {name}") == [(rows,)]  # noqa: S608  (our own names)
        assert len(pyogrio.read_dataframe(path, layer=name)) == rows
    assert counts["regencies"] == counts["provinces"] == 1
    assert counts["coverage"] > counts["villages"] > counts["border_villages"] > 0
    by_name = {layer.name: layer.frame for layer in layers}
    assert {code[:5] for code in by_name["villages"].index} == {"65.03"}
    assert {code[:5] for code in by_name["border_villages"]["code"]} == {"65.03"}
    whole = by_name["provinces"].loc["65"]
    assert whole["villages"] > counts["villages"]  # a figure of Kaltara counts all of its villages
    per_village = by_name["coverage"]
    counted = per_village[per_village["record"].isin(["agreement", "draft", "plan"])].groupby("code").size()
    assert (
        by_name["villages"]["agreements"].astype(int).equals(counted.reindex(by_name["villages"].index, fill_value=0))
    )


def test_a_region_without_border_or_zones_has_the_layers_all_the_same(tmp_path: Path) -> None:
    layers = [*border_layers(["62"], "62.07", None, None, "en"), *zone_layers(["62"], "62.07", None, "en")]
    path = write_geopackage(layers, tmp_path / "x.gpkg")
    assert [layer.name for layer in layers] == list(NAMES[9:17])
    assert all(not len(layer.frame) for layer in layers)
    border = pyogrio.read_info(path, layer="border_villages")
    assert {"code", "frontage_km", "distance_km", "facing", "legal", "touch", "near"} <= set(border["fields"])
    assert border["geometry_type"] == "MultiPolygon"
    assert pyogrio.read_info(path, layer="border_line")["geometry_type"] == "MultiLineString"


def test_refusals_of_the_export(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="lies abroad"):
        export_geopackage(tmp_path / "x.gpkg", within="MY-12")
    with pytest.raises(NotFoundError):
        export_geopackage(tmp_path / "x.gpkg", within="Nowhere at all")
    with pytest.raises(InputError, match="there is no folder"):
        export_geopackage(tmp_path / "nowhere" / "x.gpkg")


def test_the_command_refuses_before_it_computes(run: Any, tmp_path: Path) -> None:
    done = run("export", "-o", "kerja-sama.shp", cwd=tmp_path)
    assert (done.code, done.out) == (1, "")
    assert "does not end in .gpkg" in done.err
    assert not list(tmp_path.iterdir())


_OPEN = """
import json, os, sys
from qgis.core import QgsApplication, QgsExpression, QgsFeatureRequest, QgsVectorLayer
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], False)
app.initQgis()
found = {}
for name in sys.argv[2:]:
    layer = QgsVectorLayer(f"{sys.argv[1]}|layername={name}", name, "ogr")
    rules = []
    if layer.isSpatial():
        for rule in layer.renderer().rootRule().children():
            wanted = QgsFeatureRequest(QgsExpression(rule.filterExpression() or "true"))
            kinds = [each.layerType() for each in rule.symbol().symbolLayers()]
            rules.append([rule.label(), kinds, sum(1 for _ in layer.getFeatures(wanted))])
    found[name] = [layer.isValid(), layer.featureCount(), layer.crs().authid(), rules]
print(json.dumps(found), flush=True)
os._exit(0)  # what QGIS does when it is taken apart is no matter here
"""


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which(QGIS) is None
    or subprocess.run([QGIS, "-c", "import qgis.core"], capture_output=True, check=False).returncode != 0,
    reason="QGIS's Python library is not installed (Debian: python3-qgis): styles not opened in QGIS",
)
def test_qgis_opens_every_layer_styled(nunukan: tuple[tuple[Layer, ...], Path], tmp_path: Path) -> None:
    layers, path = nunukan
    script = tmp_path / "open.py"
    script.write_text(_OPEN, encoding="utf-8")
    done = subprocess.run(
        [QGIS, str(script), str(path), *(layer.name for layer in layers)], capture_output=True, text=True, check=True,
        env={**{key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    for layer in layers:
        valid, count, crs, rules = found[layer.name]
        assert valid, layer.name
        assert count == len(layer.frame), layer.name
        if layer.geometry_type is None:
            continue
        assert crs == "EPSG:4326"
        assert rules or not count, layer.name
        if layer.name in {"villages", "districts", "regencies", "provinces", "crossings", "corridor_bands", "zones"}:
            assert sum(rule[2] for rule in rules) == count, layer.name
    no_data = found["villages"][3][-1]
    assert no_data[:2] == ["Tidak ada data", ["SimpleFill", "LinePatternFill"]]
    assert len(found["villages"][3]) >= 6
