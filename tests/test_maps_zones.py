"""Maps of zones that overlap: hand-made squares first, then the zones of Kaltim."""

from __future__ import annotations

import datetime as dt
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from test_maps_offline import HOSTILE, notes_with, payloads, squares, strings

from geo_coop.api.map_zones import ZonesView, zones_view
from geo_coop.errors import InputError, NotFoundError
from geo_coop.maps import ZoneLayers, to_html, zones_map
from geo_coop.maps.numbers_text import decode_numbers
from geo_coop.maps.zone_layers import AREA, STYLES, ZONE

KUKAR, BONTANG, BALIKPAPAN = "64.02", "64.74", "64.71"


def members(rows: list[tuple[str, str, int, str, str, bool]], title: str = "Zona") -> pd.DataFrame:
    columns = ["zone", "group", "number", "code", "role", "implied"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(title=[f"{title} {number}" for number in frame["number"]], evidence=title)


def nothing() -> gpd.GeoDataFrame:
    columns = ["zone", "title", "name", "printed", "area_ha", "exactness", "evidence"]
    return gpd.GeoDataFrame({column: [] for column in columns}, geometry=[], crs=4326)


def square_layers(text: str = "Zona") -> ZoneLayers:
    """Return four squares: one in three zones, one in one, one in none, and one of which nothing is known."""
    regions = squares([f"{text} {letter}" for letter in "abcd"], level="regency")
    a, b, _, d = regions.index
    rows = [
        ("one", ZONE, 1, a, "initiator", False),
        ("one", ZONE, 1, b, "member", False),
        ("two", ZONE, 2, a, "member", False),
        ("three", ZONE, 3, a, "member", True),
        ("area", AREA, 1, b, "member", True),
    ]
    sites = gpd.GeoDataFrame(
        {"zone": ["area"], "title": [text], "name": [text], "exactness": ["approximate"], "evidence": [text]},
        geometry=[shapely.Point(117.5, 0.5)], crs=4326,
    )  # fmt: skip
    extents = gpd.GeoDataFrame(
        {"zone": ["box"], "title": [text], "printed": [text], "area_ha": [5.0], "exactness": ["approximate"],
         "evidence": [text]},
        geometry=[shapely.box(116.2, 0.2, 116.8, 0.8)], crs=4326,
    )  # fmt: skip
    scope = pd.Series([code != d for code in regions.index], index=regions.index)
    return ZoneLayers(regions, members(rows, text), scope, sites, extents)


def payload(fmap: Any) -> dict[str, Any]:
    (data,) = payloads(to_html(fmap))
    return dict(data)


def hatches(data: dict[str, Any]) -> dict[str, set[str]]:
    """Return the codes that each hatch covers, by zone."""
    codes = next(layer for layer in data["layers"] if layer["type"] == "areas")["codes"]
    return {
        layer["zone"]: {codes[number] for number in np.cumsum(decode_numbers(layer["shapes"]))}
        for layer in data["layers"]
        if layer["type"] == "hatches"
    }


def test_a_region_in_three_zones_has_three_hatches_of_their_own() -> None:
    layers = square_layers()
    a, b, _, _ = layers.regions.index
    data = payload(zones_map(layers, title="Peta"))
    assert hatches(data) == {"one": {a, b}, "two": {a}, "three": {a}}
    drawn = [layer for layer in data["layers"] if layer["type"] == "hatches"]
    assert len({layer["angle"] for layer in drawn}) == len({layer["colour"] for layer in drawn}) == 3
    assert len({layer["name"] for layer in data["layers"]}) == len(data["layers"])  # a switch for each


def test_in_no_zone_and_no_data_are_two_classes() -> None:
    classes = square_layers().classes("en")
    found = {each.label: each.count for each in classes.classes}
    assert found == {
        "In no zone": 1, "In one zone": 1, "In 2 zones": 0, "In 3 zones": 1, "No document on zones": 1,
    }  # fmt: skip
    looks = [(each.colour, each.hatch) for each in classes.classes]
    assert len(set(looks)) == len(looks)


def test_initiators_and_implied_members_are_marked_on_the_map_and_in_the_legend() -> None:
    layers = square_layers()
    data = payload(zones_map(layers, title="Peta", lang="en"))
    badges = next(layer for layer in data["layers"] if layer["type"] == "badges")
    rows = {item["code"]: item["rows"] for item in badges["items"] if item["code"]}
    a, b, c, _ = layers.regions.index
    assert [(mark["text"], mark["star"], mark["dashed"]) for mark in rows[a][0]] == [
        ("1", True, False), ("2", False, False), ("3", False, True),
    ]  # fmt: skip
    assert [[mark["text"] for mark in row] for row in rows[b]] == [["1"], ["K1"]]
    assert rows[b][1][0]["dashed"]
    assert rows[c] == []
    legends = {part["title"]: part["rows"] for part in data["legends"]}
    assert [row["label"] for row in legends["Development zones"]] == ["Zona 1: Zona a ★, Zona b", "Zona 2: Zona a",
        "Zona 3: Zona a (implied)"]  # fmt: skip
    marks = legends["Marks of zones and areas"]
    assert [bool(row.get("star")) for row in marks] == [True, False]
    assert [row["dashed"] for row in marks] == [False, True]
    assert "approximate" in legends["Points of areas"][0]["label"]


def test_hostile_text_stays_text() -> None:
    text = " ".join(HOSTILE)
    layers = square_layers(text)
    details = {layers.regions.index[0]: [{each: each for each in HOSTILE}]}
    page = to_html(zones_map(layers, title=text, details=details, notes=notes_with(text)))
    assert "A49B" not in page
    (data,) = payloads(page)
    assert any(text in found for found in strings(data))
    assert set(HOSTILE) <= strings(data)


def test_what_is_wrong_is_named_at_once() -> None:
    layers = square_layers()
    wrong = ZoneLayers(
        layers.regions, layers.members.drop(columns="role"), layers.scope.iloc[1:], layers.sites.drop(columns="name"),
        layers.extents,
    )  # fmt: skip
    with pytest.raises(InputError) as caught:
        zones_map(wrong, title="Peta")
    assert {"members has no column 'role'", "sites has no column 'name'"} <= {p.what for p in caught.value.problems}
    strange = layers.members.assign(code="65.99")
    with pytest.raises(InputError, match=r"65\.99 is not among the regions"):
        zones_map(ZoneLayers(layers.regions, strange, layers.scope, nothing(), nothing()), title="Peta")


def test_nothing_given_is_changed() -> None:
    layers = square_layers()
    before = [frame.copy(deep=True) for frame in (layers.regions, layers.members, layers.sites, layers.extents)]
    to_html(zones_map(layers, title="Peta"))
    for old, new in zip(before, (layers.regions, layers.members, layers.sites, layers.extents), strict=True):
        pd.testing.assert_frame_equal(pd.DataFrame(old), pd.DataFrame(new))


# What eyes without one kind of cone see of linear RGB (Machado, Oliveira and Fernandes 2009, severity 1).
SEEN = {
    "normal": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def lab(colour: str, eye: str) -> np.ndarray:
    rgb = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(SEEN[eye]) @ linear, 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear
    t = xyz / [0.9505, 1.0, 1.089]
    f = np.where(t > 0.008856, np.cbrt(t), 7.787 * t + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(colour: str) -> float:
    rgb = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(1.05 / (linear @ [0.2126, 0.7152, 0.0722] + 0.05))


@pytest.mark.parametrize("eye", list(SEEN))
def test_hatches_can_be_told_apart(eye: str) -> None:
    colours = [colour for colour, _ in STYLES[:4]]
    apart = [np.linalg.norm(lab(a, eye) - lab(b, eye)) for n, a in enumerate(colours) for b in colours[:n]]
    assert min(apart) > 25
    assert len({angle for _, angle in STYLES}) == len(STYLES)  # and nothing rests on colour alone
    assert all(contrast(colour) > 4.5 for colour, _ in STYLES)  # white numbers on the marks


@pytest.fixture(scope="module")
def kaltim() -> ZonesView:
    return zones_view()


def test_zones_of_kaltim(kaltim: ZonesView) -> None:
    found = hatches(payload(kaltim.to_map()))
    assert found == {
        "kaltim-zone-1": {"64.72", BONTANG, KUKAR},
        "kaltim-zone-2": {KUKAR, "64.07", "64.11"},
        "kaltim-zone-3": {BONTANG, "64.08", "64.03"},
        "kaltim-zone-4": {KUKAR, BALIKPAPAN, "64.09", "64.01"},
    }
    assert sum(KUKAR in codes for codes in found.values()) == 3
    assert sum(BONTANG in codes for codes in found.values()) == 2
    assert set().union(*found.values()) == set(kaltim.layers.regions.index)


def test_initiators_and_implied_members_of_kaltim(kaltim: ZonesView) -> None:
    zones, areas = kaltim.layers.styles(ZONE), kaltim.layers.styles(AREA)
    assert [zone.initiators for zone in zones] == [{"64.72"}, {KUKAR}, {"64.08"}, {BALIKPAPAN}]
    assert {area.mark: area.implied for area in areas if area.implied} == {
        "K1": {BALIKPAPAN}, "K4": {"64.08"}, "K5": {"64.03"},
    }  # fmt: skip
    assert len(areas) == 8
    shown = kaltim.details[KUKAR]
    assert [row["Zona dan kawasan"] for row in shown][:3] == [f"Zona {n} Kalimantan Timur" for n in (1, 2, 4)]
    assert [row["Peran"] for row in shown][:3] == ["anggota", "pemrakarsa", "anggota"]
    assert all(row["Bukti"].startswith("S3 §") and "2014-02-06" in row["Tahap"] for row in shown)


def test_points_and_the_capital_say_how_exact_they_are(kaltim: ZonesView) -> None:
    layers = kaltim.layers
    assert list(layers.sites["exactness"].unique()) == ["approximate"]
    assert set(layers.sites["name"]) == {"Kariangau", "Maloy", "Pulau Derawan", "Ujoh Bilang"}
    (box,) = layers.extents.geometry
    assert layers.cuts is not None
    (cut,) = layers.cuts
    assert cut.within(box.buffer(1e-9))
    assert 0.5 < cut.area / box.area < 0.95  # sea, and districts that are no members, lie in the rectangle
    english = payload(zones_view(lang="en").to_map())
    labels = [row["label"] for part in english["legends"] for row in part["rows"]]
    assert "Capital Nusantara (IKN): members inside the rectangle (approximate)" in labels
    assert any("256,142" in text for text in strings(english))


@pytest.mark.parametrize(
    ("day", "zones", "extents"),
    [(dt.date(2014, 2, 5), 0, 0), (dt.date(2014, 2, 6), 4, 0), (dt.date(2022, 5, 1), 4, 1)],
)
def test_zones_of_a_day(day: dt.date, zones: int, extents: int) -> None:
    view = zones_view(on=day)
    assert len(view.layers.styles(ZONE)) == zones
    assert len(view.layers.extents) == extents
    assert any("Belum ada" in text for text in view.notes.remarks) == (zones == 0 or extents == 0)
    if not zones:
        assert view.layers.classes("id").classes[0].count == 10  # in no zone, which is not "no data"
        assert hatches(payload(view.to_map())) == {}


def test_a_region_without_zones_is_not_drawn_as_if_it_had_none() -> None:
    with pytest.raises(NotFoundError, match=r"no zone on record has a member in 65 .*64 Kalimantan Timur"):
        zones_view(within="65")


@pytest.mark.shared
def test_zones_on_published_shapes(fetched: Any) -> None:
    del fetched
    view = zones_view()
    assert view.notes.tier == "authoritative"
    assert sum(KUKAR in codes for codes in hatches(payload(view.to_map())).values()) == 3
