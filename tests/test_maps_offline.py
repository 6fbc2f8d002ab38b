"""Pages of maps without a browser: hostile text, addresses, assets, determinism, files."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import importlib.util
import json
import os
import re
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import pandas as pd
import pytest
import shapely
from branca.element import Element, MacroElement
from folium.template import Template
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_coop.classify import classify
from geo_coop.errors import InputError
from geo_coop.maps import CorridorLayers, MapNotes, OfflineMap, choropleth_map, corridor_map, save_html, to_html
from geo_coop.maps.offline import html_text, json_text, load_assets
from geo_coop.maps.print.pictures import choropleth_png, corridor_png
from geo_coop.maps.words import word
from geo_coop.provenance import Provenance

ROOT = Path(__file__).resolve().parents[1]
HOSTILE = (
    "A{{ 7*7 }}B",
    "{{ cycler.__init__.__globals__.os.getcwd() }}",
    "50% {% diskon",
    "{# catatan #}",
    '<img src=x onerror="window.__x=1">',
    "</script><script>window.__x=1</script>",
    "${window.__x=1}",
    "`${window.__x=1}`",
    "\\`+(window.__x=1)+`",
    "\"'><svg onload=window.__x=1>",
    "<!--<script>",
    "</title><b>x</b>",
    "\u2028 line \u2029",
    "$x^2$ \u5b89\u5fbd",
    "%}A{{ 7*7 }}B{%",
    "{%- raw -%}A{{ 7*7 }}B{%- endraw -%}",
    "\r\n</script\t><script>window.__x=1</script >",
    "<iframe srcdoc='<script>parent.__x=1</script>'>",
    "<a href='javascript:window.__x=1' autofocus onfocus=window.__x=1>x</a>",
    "<meta http-equiv=refresh content='0;url=http://evil.example'>",
    "url(http://evil.example/a.png)",
    "&lt;img src=x onerror=window.__x=1&gt;",
    "__proto__",
    "\u202eRTL\u202c",
    "w" * 800,
)
#: What folium writes as markup into layers of the user: without addresses, which are refused there.
IN_MARKUP = HOSTILE[:14]


def squares(names: list[str], level: str = "village") -> gpd.GeoDataFrame:
    """Return a row of unit squares from 116 degrees east, one for each name."""
    codes = [f"65.01.01.{2001 + number}" for number in range(len(names))]
    frame = gpd.GeoDataFrame(
        {"name": names, "level": level, "kind": "desa", "parent": "65.01.01", "tier": "authoritative"},
        geometry=[shapely.box(116 + number, 0, 117 + number, 1) for number in range(len(names))],
        index=pd.Index(codes, name="code"),
        crs=4326,
    )
    return frame[["name", "level", "kind", "parent", "tier", "geometry"]]


def notes_with(text: str) -> MapNotes:
    source = Provenance("x", text, text, "authoritative", text, text)
    return MapNotes((source,), "authoritative", dt.date(2024, 6, 1), (text,), text)


def choropleth_with(texts: tuple[str, ...]) -> folium.Map:
    """Return a choropleth with hostile text in everything that takes text."""
    text = " ".join(texts)
    regions = squares(list(texts))
    values = pd.Series(list(texts), index=regions.index)
    classes = classify(
        values, scheme="categories", categories=[(each, each) for each in texts], no_data_label=text, title=text
    )
    upper = regions.dissolve().set_index(pd.Index(["65.01"], name="code")).assign(name=text)
    around = upper.assign(geometry=[shapely.box(115, -1, 130, 2)])
    details = {regions.index[0]: [{"title": each, each: each, "evidence": each} for each in texts]}
    return choropleth_map(
        regions, classes, title=text, fields=[(text, values)], details=details, outlines=upper, context=around,
        notes=notes_with(text),
    )  # fmt: skip


def corridor_layers(texts: tuple[str, ...]) -> CorridorLayers:
    """Return the layers of a corridor with hostile text in everything that takes text."""
    text = " ".join(texts)
    villages = squares(list(texts)).assign(
        facing=texts[0], notion=list(texts), frontage_km=1.5, distance_km=2.0, legal_only=True
    )
    count = len(texts)
    line = gpd.GeoDataFrame(
        {"facing": [texts[0], "MY-12"], "length_km": [5.0, 7.0]},
        geometry=[shapely.LineString([(116, 1), (118, 1)]), shapely.LineString([(118, 1), (116 + count, 1)])],
        crs=4326,
    )
    bands = gpd.GeoDataFrame({"km": [20, 10]}, geometry=[line.union_all().buffer(r) for r in (0.2, 0.1)], crs=4326)
    neighbours = gpd.GeoDataFrame(
        {"name": [text]}, geometry=[shapely.box(116, 1, 116 + count, 3)], index=["MY-12"], crs=4326
    )
    crossings = gpd.GeoDataFrame(
        {"name": list(texts), "type": text, "status": text, "since": text, "exactness": text},
        geometry=[shapely.Point(116.5 + number, 0.9) for number in range(count)],
        crs=4326,
    )
    return CorridorLayers(villages, line, bands, neighbours, crossings, neighbours, None)


def corridor_with(texts: tuple[str, ...]) -> folium.Map:
    layers = corridor_layers(texts)
    status = classify(pd.Series(1, index=layers.villages.index), scheme="count", title=texts[0])
    return corridor_map(layers, status, title=" ".join(texts), notes=notes_with(texts[0]))


def payloads(page: str) -> list[Any]:
    found = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL)
    return [json.loads(text) for text in found]


def strings(value: object) -> set[str]:
    """Return every string in a payload."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        return set().union(*(strings(each) | {str(key)} for key, each in value.items()))
    if isinstance(value, list):
        return set().union(*(strings(each) for each in value)) if value else set()
    return set()


@pytest.mark.parametrize("build", [choropleth_with, corridor_with])
def test_hostile_text_arrives_as_it_is_and_is_not_compiled(build: Any) -> None:
    page = to_html(build(HOSTILE))
    assert "A49B" not in page
    assert os.getcwd() not in page  # noqa: PTH109  (what the payload would have printed)
    data = payloads(page)
    assert len(data) == 1
    found = strings(data[0])
    assert all(text in found for text in HOSTILE)
    # Outside the payload nothing of it stands unescaped, and the payload neither ends nor opens anything.
    outside = re.sub(r"<script type=.application/json.*?</script>|<title>.*?</title>", "", page, flags=re.DOTALL)
    assert "window.__x" not in outside
    assert page.count("</script>") == 4
    assert not re.search(r"\{[{%#]", json_text(data[0]))


def test_what_folium_does_without_us() -> None:
    """The control: the same text through folium's own rendering is compiled as Python."""
    fmap = folium.Map()
    fmap.add_child(folium.FeatureGroup(name="A{{ 7*7 }}B"))
    fmap.add_child(folium.LayerControl())
    assert "A49B" in fmap.get_root().render()
    ours = to_html(fmap_without_tiles := folium.Map(tiles=None))
    assert "A49B" not in ours
    fmap_without_tiles.add_child(folium.FeatureGroup(name="A{{ 7*7 }}B"))
    ours = to_html(fmap_without_tiles)
    assert "A49B" not in ours
    assert '[["A\\u007b{ 7*7 }}B",feature_group_' in ours


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1), st.sampled_from(HOSTILE))
def test_any_text_survives(text: str, hostile: str) -> None:
    both = text + hostile
    assert json.loads(json_text({"a": both}))["a"] == both.encode("utf-8", "replace").decode()
    assert not re.search(r"[<>&\u2028\u2029]|\{[{%#]", json_text(both))
    assert not re.search(r"[<>{`\"']", html_text(both))


@settings(max_examples=8, deadline=None)
@given(st.lists(st.sampled_from(HOSTILE) | st.text(min_size=1, max_size=20), min_size=2, max_size=3, unique=True))
def test_any_text_survives_a_whole_page(texts: list[str]) -> None:
    found = strings(payloads(to_html(choropleth_with(tuple(texts)))))
    assert {text.encode("utf-8", "replace").decode() for text in texts} <= found


def test_layers_of_the_user_are_made_safe() -> None:
    fmap = choropleth_with(HOSTILE[:2])
    text = "".join(IN_MARKUP)
    group = folium.FeatureGroup(name=text).add_to(fmap)
    folium.Marker([0.5, 116.5], popup=text, tooltip=text).add_to(group)
    folium.GeoJson(
        squares([text])[["name", "geometry"]], tooltip=folium.GeoJsonTooltip(["name"]), name="https://example.org"
    ).add_to(fmap)
    page = to_html(fmap)
    assert "A49B" not in page
    assert os.getcwd() not in page  # noqa: PTH109
    assert "\ufdd0" not in page
    # Within script text nothing ends the script, and no template literal is evaluated.
    assert page.count("</script>") == 4
    assert page.count("&#36;{window.__x=1}") == 4
    assert page == to_html(fmap)


@pytest.mark.parametrize(
    ("child", "message"),
    [
        (folium.TileLayer("OpenStreetMap"), "TileLayer names 'https://tile"),
        (folium.TopoJson({"type": "Topology", "arcs": [], "objects": {}}, "x"), "TopoJson needs https"),
        (folium.Marker([0, 0], icon=folium.Icon()), "Icon needs icon fonts"),
        (folium.Marker([0, 0], popup="<img src='http://example.org/a.png'>"), "names"),
        (Element('<script src="https://example.org/a.js"></script>'), "Element names 'https://example.org/a.js'"),
        (Element('<link rel="stylesheet" href="a.css">'), "element <link> loads 'a.css'"),
    ],
)
def test_what_needs_an_address_is_refused_by_name(child: Any, message: str) -> None:
    fmap = OfflineMap()
    if type(child) is Element:
        fmap.get_root().html.add_child(child)
    else:
        fmap.add_child(child)
    with pytest.raises(InputError, match=re.escape(message)):
        to_html(fmap)


def test_every_refusal_is_in_one_report() -> None:
    fmap = OfflineMap()
    folium.Marker([0, 0], icon=folium.Icon()).add_to(fmap)
    folium.TopoJson({"type": "Topology", "arcs": [], "objects": {}}, "x").add_to(fmap)
    with pytest.raises(InputError) as caught:
        to_html(fmap)
    assert len(caught.value.problems) == 2


def test_column_names_that_would_be_script_are_refused() -> None:
    data = squares(["a", "b"])[["geometry"]].assign(**{"x;alert(1)//": ["p", "q"]}).__geo_interface__
    for feature in data["features"]:
        del feature["id"]
    fmap = OfflineMap()
    folium.GeoJson(data, style_function=lambda _: {"color": "red"}).add_to(fmap)
    with pytest.raises(InputError, match="no plain word"):
        to_html(fmap)


def test_tiles_are_refused_at_once() -> None:
    with pytest.raises(InputError, match="no tiles"):
        OfflineMap(tiles="OpenStreetMap")
    with pytest.raises(InputError, match="unknown language 'ms'"):
        OfflineMap(lang="ms")  # type: ignore[arg-type]


def test_guards_leave_no_trace_on_the_elements() -> None:
    macro = MacroElement()
    macro._template = Template("{% macro html(this, kwargs) %}<p>{{ '{{' }} hello</p>{% endmacro %}")
    fmap = OfflineMap()
    tooltip = folium.Tooltip("`a`")
    folium.Marker([0, 0], tooltip=tooltip).add_to(fmap)
    fmap.get_root().add_child(macro)
    own = macro._template
    assert "<p>{{ hello</p>" in to_html(fmap)
    assert macro._template is own
    assert tooltip.text == "`a`"
    assert "_template" not in tooltip.__dict__


def test_same_input_same_bytes_also_through_folium(tmp_path: Path) -> None:
    first, second = (choropleth_with(HOSTILE[:3]) for _ in range(2))
    page = to_html(first)
    assert page == to_html(second) == to_html(first) == first.get_root().render()
    first.save(str(tmp_path / "folium.html"))
    assert (tmp_path / "folium.html").read_text(encoding="utf-8") == page
    assert "iframe srcdoc" in first._repr_html_()


def test_policy_names_every_script_of_the_page() -> None:
    page = to_html(choropleth_with(HOSTILE))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "'unsafe-inline'" not in policy[1].split("style-src")[0]
    scripts = [
        text for head, text in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL) if "json" not in head
    ]
    assert len(scripts) == 3
    for script in scripts:
        assert base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() in policy[1]
    assert page.index("Content-Security-Policy") < page.index("<script")
    assert not re.search(r'<(?:script|link|img)[^>]*(?:src|href)="(?!data:)', page)
    assert '<html lang="id">' in page


def test_a_page_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "map.html"
    target.write_text("before", encoding="utf-8")
    fmap = OfflineMap()
    folium.TileLayer("OpenStreetMap").add_to(fmap)
    with pytest.raises(InputError):
        save_html(fmap, target)
    assert target.read_text(encoding="utf-8") == "before"
    assert save_html(choropleth_with(HOSTILE[:2]), target) == target
    assert target.read_text(encoding="utf-8").endswith("</html>\n")
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]
    plain = tmp_path / "plain"
    plain.touch()
    assert target.stat().st_mode == plain.stat().st_mode
    with pytest.raises(InputError, match=r"cannot write .*missing.map\.html: No such file"):
        save_html(OfflineMap(), tmp_path / "missing" / "map.html")


def test_assets_are_the_ones_of_the_manifest() -> None:
    assets = load_assets()
    assert set(re.findall(r"url\(([a-z]+:|#)", assets.leaflet_css)) == {"data:"}
    assert assets.leaflet_css.count("url(data:image/png") == 3
    assert "sourceMappingURL" not in assets.leaflet_js
    folder = ROOT / "geo_coop" / "maps" / "assets"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert f"Leaflet {manifest['version']} " in word("software_text", "en")
    assert "Agafonkin" in (folder / "LICENSE-leaflet.txt").read_text(encoding="utf-8")


def test_assets_are_updated_from_an_unpacked_package(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("update_assets", ROOT / "tools" / "update_assets.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    package, target = tmp_path / "package", tmp_path / "assets"
    for source in tool.FILES:
        (package / source).parent.mkdir(parents=True, exist_ok=True)
        (package / source).write_bytes(source.encode())
    (package / "package.json").write_text('{"name": "leaflet", "version": "9.9", "license": "X"}', encoding="utf-8")
    manifest = tool.update(package, target)
    assert manifest["version"] == "9.9"
    assert manifest["files"]["leaflet.js"]["sha256"] == hashlib.sha256(b"dist/leaflet.js").hexdigest()
    (package / "package.json").write_text('{"name": "other", "version": "1", "license": "X"}', encoding="utf-8")
    with pytest.raises(ValueError, match="'other', not 'leaflet'"):
        tool.update(package, target)


def test_classes_and_columns_of_other_regions_are_refused() -> None:
    regions = squares(["a", "b"])
    classes = classify(pd.Series([1, 2], index=regions.index), scheme="count")
    other = classify(pd.Series([1, 2]), scheme="count")
    with pytest.raises(InputError, match=r"classification lacks 2 regions, as '65\.01\.01\.2001'"):
        choropleth_map(regions, other, title="x")
    with pytest.raises(InputError, match="column 'n' lacks 1 regions"):
        choropleth_map(regions, classes, title="x", fields=[("n", pd.Series([1], index=regions.index[:1]))])
    with pytest.raises(InputError, match="details for 1 codes that are not on the map, as 'y'"):
        choropleth_map(regions, classes, title="x", details={"y": []})
    with pytest.raises(InputError, match="a map of no region"):
        choropleth_map(regions[:0], classify(pd.Series([], dtype=float), scheme="count"), title="x")
    with pytest.raises(InputError, match="none of the 2 regions has a shape"):
        choropleth_map(regions.assign(geometry=None).set_geometry("geometry").set_crs(4326), classes, title="x")
    with pytest.raises(InputError, match="unknown language"):
        choropleth_map(regions, classes, title="x", lang="ms")  # type: ignore[arg-type]


def test_regions_without_a_shape_are_counted_and_named() -> None:
    regions = squares(["a", "b", "c"])
    regions.loc[regions.index[1], "geometry"] = None
    classes = classify(pd.Series([0, 1, None], index=regions.index), scheme="count", lang="en")
    page = payloads(to_html(choropleth_map(regions, classes, title="x", lang="en")))[0]
    assert [(row["label"], row["count"]) for row in page["legends"][0]["rows"]] == [
        ("0", "1"), ("1", "1"), ("No data", "1")
    ]  # fmt: skip
    assert "Without a shape at the source, so not drawn (1): b (65.01.01.2002)" in page["notes"]["remarks"]
    assert page["layers"][0]["codes"] == ["65.01.01.2001", "65.01.01.2003"]
    assert page["badge"] == "APPROXIMATE"


def test_outlines_reuse_the_arcs_of_the_regions() -> None:
    regions = squares(["a", "b"])
    classes = classify(pd.Series([1, 2], index=regions.index), scheme="count")
    inside = regions.dissolve().set_index(pd.Index(["65.01"], name="code")).assign(name="Kabupaten X")
    shared = payloads(to_html(choropleth_map(regions, classes, title="x", outlines=inside)))[0]
    assert len(shared["topologies"]) == 1
    assert shared["layers"][1]["labels"][0]["text"] == "X"
    foreign = inside.set_index(pd.Index(["64"], name="code"))
    own = payloads(to_html(choropleth_map(regions, classes, title="x", outlines=foreign)))[0]
    assert len(own["topologies"]) == 2


def test_corridor_layers_name_every_missing_column() -> None:
    layers = corridor_layers(HOSTILE[:2])
    broken = CorridorLayers(
        layers.villages.drop(columns="name"), layers.line.drop(columns="facing"), layers.bands, layers.neighbours
    )
    status = classify(pd.Series(1, index=layers.villages.index), scheme="count")
    with pytest.raises(InputError) as caught:
        corridor_map(broken, status, title="x")
    assert [problem.what for problem in caught.value.problems] == [
        "villages has no column 'name'", "line has no column 'facing'"
    ]  # fmt: skip


def test_inputs_are_not_changed() -> None:
    layers = corridor_layers(HOSTILE[:2])
    before = layers.villages.copy()
    status = classify(pd.Series(1, index=layers.villages.index), scheme="count")
    corridor_map(layers, status, title="x")
    corridor_png(layers, status)
    pd.testing.assert_frame_equal(pd.DataFrame(layers.villages), pd.DataFrame(before))


def test_pictures_take_any_text_and_show_the_classes() -> None:
    texts = HOSTILE[::2]
    layers = corridor_layers(texts)
    status = classify(pd.Series(1, index=layers.villages.index), scheme="count", title=" ".join(texts))
    picture = corridor_png(layers, status, title=" ".join(texts))
    assert picture.startswith(b"\x89PNG")
    assert picture == corridor_png(layers, status, title=" ".join(texts))
    regions = squares(["a", "b"])
    classes = classify(pd.Series([1, None], index=regions.index), scheme="count")
    assert choropleth_png(regions, classes, context=layers.neighbours, outlines=regions).startswith(b"\x89PNG")
    with pytest.raises(InputError, match="too small"):
        choropleth_png(regions, classes, size=(50, 50))
    with pytest.raises(InputError, match="other regions"):
        choropleth_png(regions, status)
