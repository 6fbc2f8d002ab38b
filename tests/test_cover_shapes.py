"""Rules that cut villages: squares whose shares can be computed by hand, then the shipped records."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo_coop.agreements.model import Agreement, Zone
from geo_coop.agreements.read import read_zones
from geo_coop.api.cover import covers, records, village_coverage
from geo_coop.api.zones import load_zone_extents, load_zone_sites, zone_coverage
from geo_coop.boundaries.load import load_regions
from geo_coop.cover import by_level, coverage, pairs_needed, shapes_needed, zone_villages
from geo_coop.cover.cuts import circle
from geo_coop.errors import InputError, NotFoundError
from geo_coop.geodesy import area_m2
from geo_coop.provenance import Provenance, attach, tier_of
from geo_coop.register import load_register
from geo_coop.zones import zone_members

# Four squares of a tenth of a degree in a row along the equator; the boundary of 65.01 and 65.02 stands at 0.2 degrees.
CODES = ["65.01.01.2001", "65.01.01.2002", "65.02.01.2001", "65.02.01.2002"]
SIDE = 0.1
HALF_KM = 6378.137 * np.pi / 180 * SIDE / 2  # half a square, along the equator
EXACT = Provenance("squares", "Squares", "2025.1", "authoritative", "CC0-1.0", "nobody")
ROUGH = Provenance("sketch", "Sketch", "2025.1", "approximate", "CC0-1.0", "nobody")


@pytest.fixture
def villages() -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        {"name": [f"Desa {n}" for n in range(4)], "tier": "authoritative"},
        geometry=[shapely.box(n * SIDE, -SIDE / 2, (n + 1) * SIDE, SIDE / 2) for n in range(4)],
        index=pd.Index(CODES, name="code"),
        crs="EPSG:4326",
    )
    return attach(frame, EXACT)


@pytest.fixture
def line() -> gpd.GeoDataFrame:
    # Longer than the squares, so that the round ends of the corridor lie beyond them.
    shape = shapely.LineString([(2 * SIDE, -1), (2 * SIDE, 1)])
    frame = gpd.GeoDataFrame({"a": ["65.01"], "b": ["65.02"]}, geometry=[shape], crs="EPSG:4326")
    return attach(frame, EXACT)


def record(*rules: dict[str, Any], **changes: Any) -> Agreement:
    base: dict[str, Any] = {
        "id": "one",
        "title": {"id": "Satu", "en": "One"},
        "kind": "KSDD",
        "parties": [{"region": "65.01", "role": "initiator"}, {"region": "65.02", "role": "partner"}],
        "stages": [{"stage": "framework", "date": "2020-05", "evidence": ["e1"]}],
        "coverage": [{"evidence": ["e1"], **rule} for rule in rules],
        "evidence": [{"id": "e1", "document": "S1", "paragraph": "3", "statement": {"id": "a", "en": "b"}}],
    }
    return Agreement.model_validate(base | changes)


def corridor(km: float, **more: Any) -> dict[str, Any]:
    return {"rule": "corridor", "of": ["65.01", "65.02"], "km": km, **more}


def point(longitude: float, latitude: float, region: str, **more: Any) -> dict[str, Any]:
    return {"rule": "point", "longitude": longitude, "latitude": latitude, "region": region, **more}


def shares(table: pd.DataFrame) -> dict[str, float]:
    return dict(zip(table["code"], table["share"], strict=True))


def test_a_corridor_that_cuts_squares_in_half(villages: gpd.GeoDataFrame, line: gpd.GeoDataFrame) -> None:
    table = coverage(villages, [record(corridor(HALF_KM))], lines={("65.01", "65.02"): line}, lang="en")
    assert shares(table) == pytest.approx({CODES[1]: 0.5, CODES[2]: 0.5}, abs=1e-4)
    assert set(table["exactness"]) == {"exact"}
    assert set(table["base"]) == {"corridor:65.01|65.02"}
    assert set(table["method"]) == {"area within 5.56597 km of the boundary 65.01 - 65.02"}
    assert tier_of(table) == "authoritative"
    # A corridor of one square and a half covers the near squares whole, and half of the far ones.
    wide = coverage(villages, [record(corridor(3 * HALF_KM))], lines={("65.02", "65.01"): line})
    assert shares(wide) == pytest.approx({CODES[0]: 0.5, CODES[1]: 1, CODES[2]: 1, CODES[3]: 0.5}, abs=1e-4)
    upper = by_level(wide, villages, "regency").set_index("code")
    assert upper.loc["65.01", "share"] == pytest.approx(0.75, abs=1e-4)


def test_one_side_of_a_corridor(villages: gpd.GeoDataFrame, line: gpd.GeoDataFrame) -> None:
    lines = {("65.01", "65.02"): line}
    assert list(shares(coverage(villages, [record(corridor(1, side="65.02"))], lines=lines))) == [CODES[2]]
    assert list(shares(coverage(villages, [record(corridor(1, side="both"))], lines=lines))) == CODES[1:3]


def test_overlapping_pieces_count_once(villages: gpd.GeoDataFrame, line: gpd.GeoDataFrame) -> None:
    lines = {("65.01", "65.02"): line}
    both = record(corridor(HALF_KM), corridor(HALF_KM / 2))
    table = coverage(villages, [both], lines=lines)
    assert shares(table) == pytest.approx({CODES[1]: 0.5, CODES[2]: 0.5}, abs=1e-4)
    # Pieces from two ends of a square: half by the corridor, and the circle's part beyond it.
    disc = circle((0.3, 0.0), 3.0)
    apart = record(corridor(HALF_KM), point(0.3, 0.0, CODES[2], radius_km=3))
    expected = (
        0.5
        + area_m2(shapely.intersection(disc, villages.geometry[CODES[2]]))[0] / area_m2(villages.geometry[CODES[2]])[0]
    )
    assert shares(coverage(villages, [apart], lines=lines))[CODES[2]] == pytest.approx(expected, abs=1e-4)
    # A whole village stays whole, whatever cuts it besides.
    whole = record({"rule": "list", "regions": [CODES[1]]}, corridor(HALF_KM))
    found = coverage(villages, [whole], lines=lines).set_index("code")
    assert found.loc[CODES[1], ["share", "rule", "rules"]].tolist() == [1.0, "list", "list; corridor"]


def test_a_share_of_several_pieces_is_as_rough_as_the_roughest(
    villages: gpd.GeoDataFrame, line: gpd.GeoDataFrame
) -> None:
    # The corridor covers half of the second and third square; the circle, whose centre is only known roughly, a part
    # of the third beside it.
    rough = point(2.8 * SIDE, 0.0, "65.02.01.2001", radius_km=HALF_KM / 5, exactness="approximate")
    table = coverage(villages, [record(corridor(HALF_KM), rough)], lines={("65.01", "65.02"): line})
    found = table.set_index("code")
    assert found["exactness"].to_dict() == {CODES[1]: "exact", CODES[2]: "approximate"}
    assert found.loc[CODES[2], "share"] > found.loc[CODES[1], "share"]


def test_a_corridor_in_the_reach_of_nobody_is_no_row(villages: gpd.GeoDataFrame, line: gpd.GeoDataFrame) -> None:
    table = coverage(villages, [record(corridor(1))], lines={("65.01", "65.02"): line})
    assert list(table["code"]) == CODES[1:3]
    assert (table["share"] > 0).all()


def test_points_and_their_surroundings(villages: gpd.GeoDataFrame) -> None:
    inside = record(point(0.15, 0.0, CODES[1]))
    assert shares(coverage(villages, [inside])) == {CODES[1]: 1.0}
    holder = record(point(0.25, 0.01, "65.02"))
    table = coverage(villages, [holder], lang="en")
    assert shares(table) == {CODES[2]: 1.0}
    assert table.loc[0, "method"] == "the village that holds the point 0.01, 0.25"
    around = shares(coverage(villages, [record(point(0.2, 0.0, "65.02", radius_km=2))]))
    half_disc = np.pi * 2**2 / 2
    square = area_m2(villages.geometry.iloc[0])[0] / 1e6
    assert around == pytest.approx({CODES[1]: half_disc / square, CODES[2]: half_disc / square}, rel=1e-3)
    limited = record(point(0.2, 0.0, "65.02", radius_km=2, regions=["65.02"]))
    assert list(shares(coverage(villages, [limited]))) == [CODES[2]]


def test_a_circle_has_the_area_of_a_circle() -> None:
    for km in (1, 20, 200):
        assert area_m2(circle((116.0, 3.0), km))[0] / 1e6 == pytest.approx(np.pi * km**2, rel=2e-4)


def zone(**extent: float) -> Zone:
    words = {"id": "Kawasan", "en": "Area"}
    return Zone.model_validate(
        {
            "id": "area", "group": "area", "number": 0, "title": words,
            "members": [{"region": "65.01"}, {"region": "65.02.01.2001", "implied": True}],
            "extent": {**extent, "evidence": ["e"]} if extent else None,
            "evidence": [{"id": "e", "document": "S3", "statement": words}],
        }
    )  # fmt: skip


def test_an_extent_cuts_the_members_of_a_zone(villages: gpd.GeoDataFrame) -> None:
    box = zone(south=-SIDE, north=SIDE, west=0.05, east=0.275)
    table = zone_villages(villages, box, lang="en").set_index("code")
    assert table["share"].to_dict() == pytest.approx({CODES[0]: 0.5, CODES[1]: 1.0, CODES[2]: 0.75}, abs=1e-6)
    assert set(table["exactness"]) == {"approximate"}
    assert table["implied"].tolist() == [False, False, True]
    assert set(table["method"]) == {"area inside the rectangle of the published coordinates"}
    by_rule = coverage(villages, [record({"rule": "zone", "zone": "area"})], zones=[box])
    assert shares(by_rule) == pytest.approx(table["share"].to_dict())
    assert set(by_rule["exactness"]) == {"approximate"}
    open_zone = zone_villages(pd.DataFrame(villages.drop(columns="geometry")), zone())
    assert shares(open_zone) == dict.fromkeys(CODES[:3], 1.0)


def test_approximate_shapes_or_lines_make_shares_approximate(
    villages: gpd.GeoDataFrame, line: gpd.GeoDataFrame
) -> None:
    rough = villages.copy()
    rough.loc[CODES[2], "tier"] = "approximate"
    lines = {("65.01", "65.02"): line}
    exactness = coverage(rough, [record(corridor(1))], lines=lines).set_index("code")["exactness"]
    assert exactness.to_dict() == {CODES[1]: "exact", CODES[2]: "approximate"}
    drawn = coverage(villages, [record(corridor(1))], lines={("65.01", "65.02"): attach(line, ROUGH)})
    assert set(drawn["exactness"]) == {"approximate"}
    assert tier_of(drawn) == "approximate"
    # Whole villages by code are as exact as their rule says, whatever their shape.
    listed = coverage(rough, [record({"rule": "list", "regions": ["65.02"]})], lines=lines)
    assert set(listed["exactness"]) == {"exact"}
    assert tier_of(listed) == "authoritative"


def test_what_is_missing_is_said(villages: gpd.GeoDataFrame, line: gpd.GeoDataFrame) -> None:
    bare = pd.DataFrame(villages.drop(columns="geometry"))
    lines = {("65.01", "65.02"): line}
    with pytest.raises(InputError, match=r"agreement one, corridor:65\.01\|65\.02: this rule needs the shapes"):
        coverage(bare, [record(corridor(1))], lines=lines)
    with pytest.raises(InputError, match=r"the boundary between 65\.01 and 65\.02 is not given"):
        coverage(villages, [record(corridor(1))])
    elsewhere = record({"rule": "corridor", "of": ["64.01", "64.02"], "km": 5}, point(1, 1, "64.01", radius_km=5))
    assert len(coverage(bare, [elsewhere])) == 0
    # A village without a shape cannot be cut: it is named, and not counted as covered or as not covered in silence.
    blank = villages.copy()
    blank.loc[CODES[2], "geometry"] = None
    table = coverage(blank, [record(corridor(1))], lines=lines)
    assert list(table["code"]) == [CODES[1]]
    assert table.attrs["unmeasured"] == [CODES[2]]


def test_what_a_question_needs_is_known_before_it_is_asked() -> None:
    one = [record(corridor(1), point(0, 0, CODES[3]), point(0, 0, "65.01.01", radius_km=1, regions=["65.01.01"]))]
    assert shapes_needed(one, CODES) == CODES
    assert shapes_needed([record(corridor(1, side="65.02"))], CODES) == CODES[2:]
    assert shapes_needed([record(point(0, 0, CODES[3]))], CODES) == []
    assert shapes_needed([record({"rule": "zone", "zone": "area"})], CODES, zones=[zone()]) == []
    extent = zone(south=-1, north=1, west=0, east=1)
    assert shapes_needed([record({"rule": "zone", "zone": "area"})], CODES, zones=[extent]) == CODES[:3]
    assert pairs_needed(one, CODES) == (("65.01", "65.02"),)
    assert pairs_needed([record(corridor(1, side="65.02"))], CODES[:2]) == ()
    assert pairs_needed(one, ["62.01.01.2001"]) == ()


def test_frames_are_left_as_they_are(villages: gpd.GeoDataFrame, line: gpd.GeoDataFrame) -> None:
    before, drawn = villages.copy(), line.copy()
    coverage(villages, [record(corridor(HALF_KM))], lines={("65.01", "65.02"): line})
    pd.testing.assert_frame_equal(pd.DataFrame(villages), pd.DataFrame(before))
    pd.testing.assert_frame_equal(pd.DataFrame(line), pd.DataFrame(drawn))


def test_the_register_alone_and_shapes_give_the_same_shares() -> None:
    from_register = {row["agreement"]: row["share"] for row in covers("64.09")}
    table = village_coverage(load_regions("village", within="64.09"))
    from_shapes = (table.groupby("agreement")["share"].sum() / 54).to_dict()
    assert from_register == pytest.approx(from_shapes)
    draft = table[table["agreement"] == "kukar-ppu-2014"]
    assert 0 < draft["share"].min() < draft["share"].max() <= 1
    assert set(draft["exactness"]) == {"approximate"}
    assert len(draft) < 54


def test_shapes_are_loaded_only_where_a_line_cuts() -> None:
    register = load_register()
    assert shapes_needed(records(), register.villages("65").index, zones=read_zones()) == []
    # No layer has shapes of these villages, and none is asked for.
    assert covers("61.01") == []
    needed = shapes_needed(records(), register.villages("64").index, zones=read_zones())
    assert {code[:5] for code in needed} == {"64.02", "64.09"}


def test_the_bridge_stands_beside_the_territory() -> None:
    rows = {row["agreement"]: row for row in covers("64.07.06.1006", lang="en")}
    assert rows["kukar-kubar-2014"]["rules"] == ["territory", "point"]
    assert rows["kukar-kubar-2014"]["share"] == 1.0


def test_the_capital_by_its_extent() -> None:
    table = zone_coverage("ikn", lang="en")
    assert {code[:8] for code in table["code"]} == {
        "64.02.02", "64.02.03", "64.02.13", "64.02.14", "64.02.15", "64.02.20", "64.09.04",
    }  # fmt: skip
    assert set(table["exactness"]) == {"approximate"}
    assert set(table["tier"]) == {"approximate"}
    assert 0 < table["share"].min() < 0.5 < table["share"].max() == 1.0
    inside_km2 = (area_m2(table.geometry) * table["share"]).sum() / 1e6
    # The rectangle of coordinates holds more than the 2,561 km2 that the law gives to the land.
    assert 2_561 < inside_km2 < 4_500
    assert len(zone_coverage("Kaltim-Zone-2")) == sum(
        len(load_register().villages(region)) for region in ("64.02", "64.07", "64.11")
    )
    with pytest.raises(NotFoundError, match="no zone 'iknn'; there are kaltim-zone-1"):
        zone_coverage("iknn")


def test_a_zone_by_regencies() -> None:
    villages = zone_coverage("ikn")
    regencies = zone_coverage("ikn", level="regency", lang="en").set_index("code")
    assert dict(regencies["villages_inside"]) == {
        code: int(villages["code"].str.startswith(code).sum()) for code in ("64.02", "64.09")
    }
    inside = area_m2(villages.geometry) * villages["share"]
    for code in ("64.02", "64.09"):
        part = inside[villages["code"].str.startswith(code).to_numpy()].sum()
        whole = area_m2(load_regions("village", within=code).geometry).sum()
        assert regencies.at[code, "share"] == pytest.approx(part / whole)
    assert list(regencies["name"]) == ["Kabupaten Kutai Kartanegara", "Kabupaten Penajam Paser Utara"]
    assert set(regencies["exactness"]) == {"approximate"}
    assert set(zone_coverage("kaltim-zone-2", level="regency")["share"].round(9)) == {1.0}


def test_no_zones_have_no_members() -> None:
    regions = load_regions("regency", within="64")
    empty, full = zone_members([], regions), zone_members(read_zones()[:1], regions)
    assert len(empty) == 0
    assert (list(empty.columns), empty.crs) == (list(full.columns), regions.crs)
    assert empty.attrs == full.attrs


def test_points_and_rectangles_of_zones() -> None:
    sites = load_zone_sites(lang="en")
    assert dict(zip(sites["zone"], sites["name"], strict=True)) == {
        "kaltim-area-1": "Kariangau", "kaltim-area-4": "Maloy",
        "kaltim-area-5": "Pulau Derawan", "kaltim-area-7": "Ujoh Bilang",
    }  # fmt: skip
    assert set(sites["exactness"]) == {"approximate"}
    kariangau = sites.set_index("name").loc["Kariangau"]
    assert (kariangau["code"], kariangau.geometry.x, kariangau.geometry.y) == ("64.71.02.1004", 116.8094, -1.1226)
    extents = load_zone_extents(lang="en").set_index("zone")
    assert list(extents.index) == ["ikn"]
    assert extents.at["ikn", "exactness"] == "approximate"
    assert extents.at["ikn", "area_ha"] == 256_142
    # 0 38'44.912" S - 1 15'25.260" S, 116 31'37.728" E - 117 18'28.084" E, in degrees.
    assert extents.geometry["ikn"].bounds == pytest.approx((116.527147, -1.257017, 117.307801, -0.645809), abs=1e-6)
