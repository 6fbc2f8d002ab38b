"""A thousand random agreements with all six rules, against counted sample points of a made-up land of squares.

The reference knows squares, distances in a plane and sets; it uses nothing of the package but the records' form.
"""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
import shapely
from test_cover_reference import EVIDENCE, FACING, VILLAGES, WORDS, Dice, lies_in

from geo_coop.agreements.model import Agreement, BorderSet, Zone
from geo_coop.cover import coverage

# Province 64 lies west of 116 E and 65 east of it; each regency is a row of six squares, from south to north.
SIDE: Final = 0.02
MIDDLE: Final = 116.0
ROWS: Final = {"01": 0, "02": 1, "71": 2}
SOUTH: Final = -0.03
KM_EAST, KM_NORTH = 111.31949, 110.57428  # of a degree at the equator, on the ellipsoid
POINTS: Final = 40
CLOSE: Final = 0.03

Mask = npt.NDArray[np.bool_]


def corner(code: str) -> tuple[float, float]:
    """Return the south-west corner of a village."""
    place = (int(code[7]) - 1) * 3 + ("1001", "2001", "2010").index(code[9:])
    west = MIDDLE - 6 * SIDE if code[:2] == "64" else MIDDLE
    return west + place * SIDE, SOUTH + ROWS[code[3:5]] * SIDE


def samples() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return longitudes and latitudes of sample points, one row for each village."""
    step = (np.arange(POINTS) + 0.5) / POINTS * SIDE
    x, y = (grid.ravel() for grid in np.meshgrid(step, step))
    corners = np.array([corner(code) for code in VILLAGES])
    return corners[:, :1] + x, corners[:, 1:] + y


LON, LAT = samples()


def line_of(a: str, b: str) -> tuple[float, float, float, float]:
    """Return the common boundary of two regions as a straight line: west, south, east, north."""
    if a[:2] != b[:2]:
        rows = sorted(ROWS.values()) if len(a) == 2 else [ROWS[a[3:5]]]
        return MIDDLE, SOUTH + rows[0] * SIDE, MIDDLE, SOUTH + (rows[-1] + 1) * SIDE
    west = MIDDLE - 6 * SIDE if a[:2] == "64" else MIDDLE
    north = SOUTH + max(ROWS[a[3:5]], ROWS[b[3:5]]) * SIDE
    return west, north, west + 6 * SIDE, north


PAIRS: Final = [("64", "65"), ("64.01", "65.01"), ("65.71", "64.71"), ("64.01", "64.02"), ("65.02", "65.71")]


def within(region: str) -> Mask:
    """Return the samples of the villages of a region."""
    rows = np.array([lies_in(code, region) for code in VILLAGES])
    return np.broadcast_to(rows[:, None], LON.shape)


def inside(rule: dict[str, Any], zones: dict[str, Any], sets: dict[str, Any]) -> Mask:
    """Return which samples a rule covers."""
    kind = rule["rule"]
    if kind in {"territory", "list"}:
        return np.any([within(region) for region in rule["regions"]], axis=0)
    if kind == "legal_border":
        faced = np.array([not rule["facing"] or FACING[code] in rule["facing"] for code in VILLAGES])
        districts = [within(entry["code"]) for entry in sets[rule["border_set"]]["districts"]]
        return np.any(districts, axis=0) & faced[:, None]
    if kind == "zone":
        zone = zones[rule["zone"]]
        box = zone["extent"]
        land = np.any([within(member["region"]) for member in zone["members"]], axis=0)
        return land & (box["west"] < LON) & (box["east"] > LON) & (box["south"] < LAT) & (box["north"] > LAT)
    if kind == "corridor":
        west, south, east, north = line_of(*rule["of"])
        x, y = np.clip(LON, west, east), np.clip(LAT, south, north)
        sides = rule["of"] if rule["side"] == "both" else [rule["side"]]
        land = np.any([within(side) for side in sides], axis=0)
    else:
        x, y = rule["longitude"], rule["latitude"]
        if "radius_km" not in rule:
            if len(rule["region"]) == len(VILLAGES[0]):
                return within(rule["region"])
            holder = [
                corner(code)[0] < x < corner(code)[0] + SIDE and corner(code)[1] < y < corner(code)[1] + SIDE
                for code in VILLAGES
            ]
            return within(rule["region"]) & np.array(holder)[:, None]
        land = np.any([within(region) for region in rule["regions"] or [rule["region"][:2]]], axis=0)
    far = np.hypot((LON - x) * KM_EAST, (LAT - y) * KM_NORTH)
    return land & (far < (rule["km"] if kind == "corridor" else rule["radius_km"]))


def rule_data(dice: Dice) -> dict[str, Any]:
    """Return a random rule, of each kind as often."""
    kind = dice.one(["territory", "list", "legal_border", "zone", "corridor", "point"])
    rule: dict[str, Any] = {"rule": kind, "evidence": ["e"]}
    if kind in {"territory", "list"}:
        code = dice.one(VILLAGES)
        return rule | {"regions": [dice.one([code, code[:8], code[:5]])]}
    if kind == "legal_border":
        return rule | {"border_set": f"s-{dice.number(0, 4)}", "facing": dice.one([[], ["MY-12"], ["MY-13"]])}
    if kind == "zone":
        return rule | {"zone": f"z-{dice.number(0, 19)}"}
    if kind == "corridor":
        pair = list(dice.one(PAIRS))
        return rule | {"of": pair, "km": dice.number(3, 90) / 10, "side": dice.one(["both", *pair])}
    code = dice.one(VILLAGES)
    x, y = corner(code)
    rule |= {"longitude": x + dice.number(1, 19) * SIDE / 20, "latitude": y + dice.number(1, 19) * SIDE / 20}
    rule |= {"region": dice.one([code, code[:8], code[:5]])}
    if dice.one([True, False]):
        rule |= {"radius_km": dice.number(3, 60) / 10, "regions": dice.one([[], ["64", "65"], [code[:5]]])}
    return rule


def zone_data(dice: Dice, number: int) -> dict[str, Any]:
    """Return a zone of some regions, cut by a box."""
    code = dice.one(VILLAGES)
    x, y = corner(code)
    box = {"west": x - 0.005 * dice.number(0, 5), "east": x + 0.004 * dice.number(1, 9),
           "south": y - 0.005 * dice.number(0, 5), "north": y + 0.004 * dice.number(1, 9),
           "evidence": ["e"]}  # fmt: skip
    members = [{"region": region} for region in dice.some([code[:5], "64", "65.02", code], 1, 2)]
    return {"id": f"z-{number}", "group": "zone", "number": number, "title": WORDS, "members": members,
            "extent": box, "evidence": EVIDENCE}  # fmt: skip


def record_data(dice: Dice, number: int) -> dict[str, Any]:
    """Return a random record with one to three rules."""
    return {
        "id": f"a-{number:04d}", "title": WORDS, "kind": "KSDD", "evidence": EVIDENCE,
        "parties": [{"region": "64", "role": "partner"}],
        "stages": [{"stage": "running", "date": "2020", "evidence": ["e"]}],
        "coverage": [rule_data(dice) for _ in range(dice.number(1, 3))],
    }  # fmt: skip


@pytest.fixture(scope="module")
def land() -> gpd.GeoDataFrame:
    boxes = [shapely.box(x, y, x + SIDE, y + SIDE) for x, y in map(corner, VILLAGES)]
    frame = gpd.GeoDataFrame({"name": VILLAGES, "tier": "authoritative"}, index=VILLAGES, geometry=boxes, crs=4326)
    return frame.sort_index()


def test_a_thousand_random_agreements_of_all_six_rules(land: gpd.GeoDataFrame) -> None:
    dice = Dice(20260814)
    zones = {f"z-{n}": zone_data(dice, n) for n in range(20)}
    districts = sorted({code[:8] for code in VILLAGES})
    sets = {
        f"s-{n}": {"id": f"s-{n}", "title": WORDS, "region": "65", "neighbour": "MY", "evidence": EVIDENCE,
                   "districts": [{"code": code, "name": code} for code in dice.some(districts, 1, 4)]}
        for n in range(5)
    }  # fmt: skip
    records = [record_data(dice, number) for number in range(1_000)]
    assert {rule["rule"] for each in records for rule in each["coverage"]} == {
        "territory", "list", "legal_border", "zone", "corridor", "point",
    }  # fmt: skip
    lines = {
        pair: gpd.GeoDataFrame(geometry=[shapely.LineString([line_of(*pair)[:2], line_of(*pair)[2:]])], crs=4326)
        for pair in PAIRS
    }
    table = coverage(
        land,
        [Agreement.model_validate(each) for each in records],
        zones=[Zone.model_validate(zone) for zone in zones.values()],
        border_sets=[BorderSet.model_validate(each) for each in sets.values()],
        facing=pd.Series(FACING),
        lines=lines,
    )
    found = dict(zip(zip(table["agreement"], table["code"], strict=True), table["share"], strict=True))
    cut = 0
    for each in records:
        covered = np.any([inside(rule, zones, sets) for rule in each["coverage"]], axis=0).mean(axis=1)
        for code, share in zip(VILLAGES, covered, strict=True):
            measured = found.pop((each["id"], code), 0.0)
            assert abs(measured - share) < CLOSE, (each["coverage"], code, measured, share)
            cut += bool(CLOSE < share < 1 - CLOSE)
    assert not found
    assert cut > 500  # most records cut some village
