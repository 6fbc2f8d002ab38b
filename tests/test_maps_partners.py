"""Maps of partners: two squares first, then the pairs on record."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod
from test_maps_offline import HOSTILE, notes_with, payloads, squares, strings
from test_maps_zones import SEEN, lab

from geo_coop.agreements.read import read_sectors
from geo_coop.api.map_partners import PartnersView, partners_view
from geo_coop.api.partner_links import GROUP_COLOURS, STAGE_LINES
from geo_coop.errors import InputError, NotFoundError
from geo_coop.maps import PartnerLayers, partners_map, to_html
from geo_coop.maps.numbers_text import decode_path
from geo_coop.maps.partner_layers import Inset, LinkClass
from geo_coop.maps.places import curves, inner_points
from geo_coop.maps.sector_groups import GROUPS, OTHER, group_of

KUKAR = "64.02"
DRAFTS = {(KUKAR, other) for other in ("64.07", "64.08", "64.09", "64.71", "64.72", "64.74")}


def square_layers(text: str = "A") -> PartnerLayers:
    """Return two squares joined by two lines, and a third region far off."""
    regions = squares([text, f"{text} {text}"], level="regency")
    a, b = regions.index
    points = inner_points(regions)
    nodes = gpd.GeoDataFrame(
        {"name": [text, text], "level": "regency", "partners": [1, 1], "unnamed": [True, False]},
        geometry=list(points), index=regions.index, crs=4326,
    )  # fmt: skip
    far = gpd.GeoDataFrame(geometry=[shapely.box(110, 30, 112, 32)], index=["CN-AH"], crs=4326)
    links = gpd.GeoDataFrame(
        {
            "a": [a, a, a], "b": [b, b, "CN-AH"], "name": text, "key": ["old", "old+new", "new"],
            "dash": [(8, 5), (), ()], "number": [1, 3, 1], "far": [False, False, True],
        },
        geometry=[*curves(points[a], points[b], 2), shapely.LineString([(116.5, 0.5), (116.4, 1.0)])], crs=4326,
    )  # fmt: skip
    told = dict.fromkeys(("agreement", "title", "stage", "sectors", "followed", "evidence"), text)
    agreements = pd.DataFrame([{"link": link, **told} for link in (0, 1, 1, 1, 2)])
    classes = (LinkClass("old", text, "#112233", (8, 5), 2), LinkClass("new", f"{text}!", "#445566", (), 2))
    inset = Inset("CN-AH", text, far, shapely.Point(111, 31), ((text, points[a], 3400.4),), 350.0)
    return PartnerLayers(regions, nodes, links, agreements, classes, (inset,))


def payload(fmap: Any) -> dict[str, Any]:
    (data,) = payloads(to_html(fmap))
    return dict(data)


def kind(data: dict[str, Any], name: str) -> dict[str, Any]:
    return dict(next(layer for layer in data["layers"] if layer["type"] == name))


def test_lines_end_on_the_points_and_carry_their_class_and_number() -> None:
    layers = square_layers()
    data = payload(partners_map(layers, by="stage", title="Peta"))
    links = kind(data, "links")
    first, second, arrow = links["items"]
    assert (first["colours"], second["colours"]) == (["#112233"], ["#112233", "#445566"])
    assert first["dash"] == [8, 5]
    assert first["width"] < second["width"]
    assert (first["arrow"], arrow["arrow"]) == (False, True)
    paths = [decode_path(item["path"]) * links["step"] for item in (first, second)]
    for path in paths:
        assert path[0] == pytest.approx((116.5, 0.5), abs=1e-4)
        assert path[-1] == pytest.approx((117.5, 0.5), abs=1e-4)
    assert not np.allclose(paths[0], paths[1], atol=0.01)  # side by side
    assert [len(item["rows"]) for item in links["items"]] == [1, 3, 1]
    inset = kind(data, "inset")
    assert inset["texts"][0] == "3.400 km dari A"
    assert inset["distances"] == [["A", "3.400"]]
    legend = [row for part in data["legends"] for row in part["rows"] if row["kind"] == "link"]
    assert [(row["label"], row["count"]) for row in legend[:2]] == [("A", "2"), ("A!", "2")]


def test_hostile_text_stays_text() -> None:
    text = " ".join(HOSTILE)
    layers = square_layers(text)
    details = {layers.regions.index[0]: [{each: each for each in HOSTILE}]}
    fmap = partners_map(layers, by="sector", title=text, details=details, notes=notes_with(text))
    page = to_html(fmap)
    assert "A49B" not in page
    found = strings(payloads(page)[0])
    assert set(HOSTILE) <= found
    assert text in found


def test_what_is_wrong_is_named_at_once() -> None:
    layers = square_layers()
    with pytest.raises(InputError, match="links has no column 'far'"):
        partners_map(
            PartnerLayers(layers.regions, layers.nodes, layers.links.drop(columns="far"), layers.agreements, ()),
            by="stage", title="Peta",
        )  # fmt: skip
    with pytest.raises(InputError) as caught:
        partners_map(
            PartnerLayers(layers.regions, layers.nodes, layers.links, layers.agreements.assign(link=9), ()),
            by="stage", title="Peta",
        )  # fmt: skip
    assert len(caught.value.problems) == 3  # two classes without a legend, and agreements of no line


def test_every_field_of_cooperation_has_a_group_and_every_group_a_colour() -> None:
    assert [sector.id for sector in read_sectors() if group_of(sector) == OTHER] == []
    assert set(GROUP_COLOURS) == set(GROUPS)


@pytest.mark.parametrize("eye", list(SEEN))
def test_lines_can_be_told_apart(eye: str) -> None:
    lines = [*STAGE_LINES.values()]
    for (a, dash_a), (b, dash_b) in itertools.combinations(lines, 2):
        assert dash_a != dash_b or np.linalg.norm(lab(a, eye) - lab(b, eye)) > 15
    named = [colour for group, colour in GROUP_COLOURS.items() if group != OTHER]
    assert min(np.linalg.norm(lab(a, eye) - lab(b, eye)) for a, b in itertools.combinations(named, 2)) > 10


@pytest.fixture(scope="module")
def everyone() -> PartnersView:
    return partners_view()


def pairs(view: PartnersView, key: str | None = None) -> set[tuple[str, str]]:
    links = view.layers.links if key is None else view.layers.links[view.layers.links["key"] == key]
    return set(zip(links["a"], links["b"], strict=True))


def test_pairs_on_record(everyone: PartnersView) -> None:
    assert pairs(everyone, "plan") == DRAFTS
    assert pairs(everyone, "framework") == {
        (KUKAR, "64.08"), (KUKAR, "64.71"), (KUKAR, "64.09"), ("64.09", "64.71"), ("62.02", "62.07"),
    }  # fmt: skip
    assert pairs(everyone, "binding") == {("62.02", "62.07")}
    assert pairs(everyone, "intent") == {("64", "CN-AH")}
    assert pairs(everyone, "running") == {("65", "MY-12")}
    assert len(pairs(everyone)) == 10
    assert len(everyone.layers.agreements["agreement"].unique()) == 15
    four = everyone.layers.links[everyone.layers.links["key"] == "binding"]
    assert four["number"].tolist() == [4]  # four agreements of one day are one broad line
    assert everyone.layers.nodes.loc[KUKAR, "partners"] == 6
    assert {each.key: each.count for each in everyone.layers.classes} == {
        "intent": 1, "plan": 6, "framework": 3, "binding": 4, "running": 1,
    }  # fmt: skip


def test_points_of_parties_lie_inside_them(everyone: PartnersView) -> None:
    layers = everyone.layers
    nodes = layers.nodes[layers.nodes["level"] == "regency"]
    assert layers.regions.geometry.loc[nodes.index].contains(nodes.geometry).all()
    for link in layers.links[~layers.links["far"]].itertuples():
        assert link.geometry.coords[0] == pytest.approx(layers.nodes.geometry[link.a].coords[0])
        assert link.geometry.coords[-1] == pytest.approx(layers.nodes.geometry[link.b].coords[0])


def test_anhui_stands_in_an_inset_with_its_distance(everyone: PartnersView) -> None:
    (inset,) = everyone.layers.insets
    assert inset.code == "CN-AH"
    assert inset.name == "Anhui (Tiongkok)"
    assert inset.region.geometry.iloc[0].contains(inset.point)
    geod = Geod(ellps="WGS84")
    for _, start, km in inset.distances:
        assert km == pytest.approx(geod.inv(start.x, start.y, inset.point.x, inset.point.y)[2] / 1_000)
    distances = {name: km for name, _, km in inset.distances}
    assert list(distances) == ["Kalimantan Timur (provinsi)", "Balikpapan", "Samarinda"]
    # From the north of Kaltim (2.6 N) to the south of Anhui (29.4 N), and from its south to Anhui's north.
    assert all(2_960 < km < 4_110 for km in distances.values())
    # Samarinda at 0.5 S, 117.1 E and Hefei at 31.8 N, 117.2 E: 3,576 km.
    assert distances["Samarinda"] == pytest.approx(3_576, abs=40)
    assert everyone.layers.bounds()[3] < 10  # the map is not stretched to reach it
    assert everyone.layers.nodes.loc[["64.71", "64.72"], "unnamed"].all()


def test_what_is_not_drawn_is_named(everyone: PartnersView) -> None:
    remarks = " ".join(everyone.notes.remarks)
    for title in ("Empat zona pembangunan", "Delapan kawasan", "Sosek Malindo", "Rencana kota kembar Samarinda"):
        assert title in remarks
    data = payload(everyone.to_map())
    texts = strings(data)
    assert "Rencana kota kembar Samarinda dengan kota di Anhui" in texts
    assert any("Kukar - Kubar" in text for text in texts)


def test_by_sector() -> None:
    view = partners_view(by="sector", within="64", lang="en")
    links = view.layers.links
    shown = {(link.a, link.b, link.key): bool(link.dash) for link in links.itertuples()}
    assert shown[KUKAR, "64.07", "works"]  # a draft: broken
    assert len(links[(links["b"] == "64.71") & (links["a"] == KUKAR)]) == 2  # the draft, and what was signed
    assert not shown[KUKAR, "64.08", "works+people+safety"]
    labels = {each.key: each.label for each in view.layers.classes}
    assert labels["water"] == "Water, waste, environment"
    assert set(view.layers.regions.index.str[:2]) == {"64"}


@pytest.mark.parametrize(
    ("day", "drafts", "signed"),
    [(dt.date(2014, 3, 1), 6, 0), (dt.date(2022, 6, 10), 6, 1), (dt.date(2025, 12, 1), 6, 5)],
)
def test_partners_of_a_day(day: dt.date, drafts: int, signed: int) -> None:
    view = partners_view(on=day)
    assert len(pairs(view, "plan")) == drafts
    assert len(pairs(view, "framework")) == signed
    assert view.notes.on == day


def test_only_those_of_a_region() -> None:
    view = partners_view(within="64.07")
    assert pairs(view) == {(KUKAR, "64.07")}
    assert view.title.endswith("Kabupaten Kutai Barat")
    with pytest.raises(NotFoundError, match="no agreement, draft or plan in 61"):
        partners_view(within="61")
    with pytest.raises(NotFoundError, match="on 2000-01-01"):
        partners_view(within="64", on=dt.date(2000, 1, 1))
    with pytest.raises(InputError, match="lies abroad"):
        partners_view(within="MY-12")
    with pytest.raises(InputError, match="unknown by 'stag'"):
        partners_view(by="stag")  # type: ignore[arg-type]


@pytest.mark.shared
def test_partners_on_published_shapes(fetched: Any) -> None:
    del fetched
    view = partners_view(within="64")
    assert pairs(view, "plan") == DRAFTS
    assert view.notes.tier == "approximate"  # Anhui is
    nodes = view.layers.nodes[view.layers.nodes["level"] == "regency"]
    assert view.layers.regions.geometry.loc[nodes.index].contains(nodes.geometry).all()
