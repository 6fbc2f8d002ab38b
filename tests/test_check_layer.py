"""The checks of a layer, each on squares with one fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from border_squares import layer
from shapely import LineString, MultiPolygon, Point, Polygon, box

from geo_coop.boundaries.checks import (
    CHECKS,
    FINDING_COLUMNS,
    SEVERITIES,
    CheckReport,
    check_layer,
    read_known_defects,
    read_points,
)
from geo_coop.boundaries.checks.enclosed import enclosed
from geo_coop.errors import InputError
from geo_coop.geodesy import area_m2
from geo_coop.provenance import Provenance, attach
from geo_coop.register import load_register

if TYPE_CHECKING:
    from collections.abc import Callable

# The five regions of Kaltara as squares in a row, edges shared.
ROW = {
    code: box(116 + place, 2, 117 + place, 3)
    for place, code in enumerate(["65.01", "65.02", "65.03", "65.04", "65.71"])
}
NONE = pd.DataFrame({"area_km2": pd.Series(dtype=float)}, index=pd.Index([], name="code", dtype=str))


def check(frame: gpd.GeoDataFrame, **given: object) -> CheckReport:
    arguments = {"register": load_register(), "official_areas": NONE, "within": "65", **given}
    return check_layer(frame, **arguments)  # type: ignore[arg-type]


def of(report: CheckReport, name: str) -> list[tuple[str, str | None]]:
    rows = report.findings[report.findings["check"] == name]
    return list(zip(rows["severity"], rows["code"], strict=True))


def test_clean_layer_has_no_findings() -> None:
    report = check(layer(ROW))
    assert report.ok
    assert len(report.findings) == 0
    assert tuple(report.findings.columns) == FINDING_COLUMNS
    assert report.counts() == {"error": 0, "warning": 0, "note": 0}
    assert report.summary["listing"] == {"listed": 5, "missing": 0, "extra": 0, "not_comparable": 0}
    assert {*report.summary, *report.not_checked} == set(CHECKS)
    assert set(report.not_checked) == {"area", "children", "parent", "point", "border", "known_defect"}
    assert [one.source for one in report.provenance] == ["squares"]


def test_missing_unknown_and_doubled_codes() -> None:
    shapes = {**ROW, "65.09": box(122, 2, 123, 3)}
    del shapes["65.04"]
    frame = pd.concat([layer(shapes), layer({"65.01": box(116, 4, 117, 5)})])
    report = check(frame)
    assert of(report, "listing") == [("error", "65.04"), ("warning", "65.09")]
    assert of(report, "code") == [("error", "65.01")]
    assert report.findings.iloc[0][["check", "value", "expected"]].tolist() == ["code", 2.0, 1.0]
    mixed = check(pd.concat([layer(ROW), layer({"65.01.02": box(116, 4, 117, 5)})]))
    assert of(mixed, "code") == [("error", "65.01.02")]
    assert "is a district in a layer of the level regency" in mixed.findings["detail"].iloc[0]
    wrong = layer(ROW).rename(index={"65.02": "6502"})
    assert of(check(wrong), "code") == [("error", "6502")]
    foreign = layer({"MY-12.01": box(117, 4, 118, 5), "MY-01.01": box(103, 1, 104, 2)})
    report = check(foreign, within=None)
    assert report.summary["listing"]["not_comparable"] == 1
    assert ("error", "MY-12.02") in of(report, "listing")


def test_shapes_that_are_missing_invalid_or_elsewhere() -> None:
    bow = Polygon([(117, 2), (118, 3), (118, 2), (117, 3)])
    swapped = box(2, 118, 3, 119)  # no degrees this way round
    shapes = {**ROW, "65.02": bow, "65.03": swapped, "65.04": None, "65.71": Polygon()}
    report = check(layer(shapes))
    assert of(report, "shape") == [("error", code) for code in ("65.02", "65.03", "65.04", "65.71")]
    details = report.findings.set_index("code")["detail"]
    assert details["65.02"].startswith("invalid: Self-intersection[117.5 2.5]")
    assert "longitude and latitude look swapped" in details["65.03"]
    assert details["65.04"].startswith("no shape")
    assert details["65.71"].startswith("empty shape")
    assert report.summary["shape"] == {"rows": 5, "without_shape": 2, "invalid": 1, "far_away": 1}
    afar = check(layer({**ROW, "65.03": box(2, 48, 3, 49), "65.04": box(5, 85, 6, 86)}))
    assert "lies at 2.000, 48.000 (longitude, latitude), outside ID" in afar.findings["detail"].iloc[0]
    assert afar.summary["shape"]["far_away"] == 2
    endless = shapely.transform(ROW["65.02"], lambda lonlat: np.where(lonlat == 118, np.inf, lonlat))
    unknown = check(layer({**ROW, "65.02": endless}))
    assert "no degrees; convert the layer" in unknown.findings["detail"].iloc[0]
    rough = check(layer({**ROW, "65.04": None}, tier="approximate"))
    assert of(rough, "shape") == [("warning", "65.04")]
    lines = layer(ROW)
    lines.loc["65.01", "geometry"] = LineString([(116, 2), (117, 3)])
    assert of(check(lines), "shape") == [("error", "65.01")]


def test_overlaps_are_measured_and_named() -> None:
    # Each side by each area: a hundredth of a degree into the neighbour, and a region that lies inside another.
    shapes = {**ROW, "65.01": box(116, 2, 117.02, 3), "65.71": box(118.2, 2.2, 118.4, 2.4)}
    report = check(layer(shapes))
    rows = report.findings[report.findings["check"] == "overlap"].set_index("code")
    assert rows["others"].to_dict() == {"65.01": "65.02", "65.03": "65.71"}
    assert rows["severity"].tolist() == ["error", "error"]
    expected = area_m2([box(117, 2, 117.02, 3), box(118.2, 2.2, 118.4, 2.4)]) / 1e6
    assert rows.loc[["65.01", "65.03"], "value"].to_numpy() == pytest.approx(expected, rel=1e-6)
    assert "by 2.00% of the smaller" in rows.at["65.01", "detail"]
    assert "by 100.00% of the smaller" in rows.at["65.03", "detail"]
    assert rows.geometry["65.01"].equals(box(117, 2, 117.02, 3))
    assert report.summary["overlap"]["pairs"] == 2
    assert of(report, "edge") == [("note", None)]
    slight = check(layer({**ROW, "65.01": box(116, 2, 117.001, 3)}))
    assert of(slight, "overlap") == [("warning", "65.01")]
    tiny = check(
        layer({**ROW, "65.01": Polygon([(116, 2), (117, 2), (117.0001, 2.5), (117, 2.5001), (117, 3), (116, 3)])})
    )
    assert [row for row in of(tiny, "overlap") if row[0] != "note"] == [("warning", "65.01")]


def test_gaps_between_regions_and_holes_in_one() -> None:
    gap = box(116.5, 2.5, 116.6, 2.5001)  # 11 km by 11 m, between the first two
    lake = box(119.2, 2.2, 119.4, 2.4)
    shapes = {
        **ROW,
        "65.01": box(116, 2, 117, 2.50005).difference(gap),
        "65.02": box(116, 2.50005, 117, 3).difference(gap),
        "65.04": ROW["65.04"].difference(lake),
    }
    report = check(layer(shapes))
    assert of(report, "gap") == [("warning", "65.01")]
    row = report.findings[report.findings["check"] == "gap"].iloc[0]
    assert row["others"] == "65.02"
    assert row["detail"].startswith("narrow gap between 65.01 Region 65.01, 65.02 Region 65.02; 11 m wide")
    assert row["value"] == pytest.approx(float(area_m2(gap)[0]) / 1e6, rel=1e-3)
    assert of(report, "hole") == [("note", "65.04")]
    assert report.summary["hole"]["km2"] == pytest.approx(float(area_m2(lake)[0]) / 1e6, rel=1e-6)
    filled = check(layer({**ROW, "65.04": ROW["65.04"].difference(lake), "65.71": lake}))
    assert of(filled, "hole") == of(filled, "gap") == []
    wide = {**ROW, "65.01": box(116, 2, 117, 2.4).union(box(116, 2.4, 116.5, 3)),
            "65.02": box(116.6, 2.4, 117, 3).union(box(116.5, 2.6, 117, 3))}  # fmt: skip
    report = check(layer(wide))
    assert of(report, "gap") == [("note", "65.01")]
    assert "open area (water, or land of no region here)" in report.findings.iloc[0]["detail"]


def test_duplicates_whatever_vertex_they_begin_at() -> None:
    ring = shapely.get_coordinates(ROW["65.01"])[:-1]
    turned = Polygon(np.roll(ring, 2, axis=0)[::-1])
    report = check(layer({**ROW, "65.04": turned, "65.71": ROW["65.01"]}))
    assert of(report, "duplicate") == [("error", "65.01")]
    row = report.findings[report.findings["check"] == "duplicate"].iloc[0]
    assert (row["others"], row["value"]) == ("65.04 65.71", 3)


def test_slivers() -> None:
    sliver, pin = box(116.2, 3.5, 116.7, 3.50005), box(117.2, 2.2, 117.7, 2.20005)
    shapes = {**ROW, "65.01": MultiPolygon([ROW["65.01"], sliver]), "65.02": ROW["65.02"].difference(pin)}
    report = check(layer(shapes))
    assert of(report, "sliver") == [("warning", "65.02"), ("warning", "65.01")]
    details = report.findings[report.findings["check"] == "sliver"].set_index("code")["detail"]
    assert details["65.01"] == "1 part less than 11 m wide on average"
    assert details["65.02"] == "1 hole less than 11 m wide on average"


def test_areas_against_official_ones() -> None:
    true = pd.Series(area_m2(list(ROW.values())) / 1e6, index=list(ROW))
    factor = {"65.01": 1.0, "65.02": 1.014, "65.03": 1.03, "65.04": 0.8}
    official = pd.DataFrame({"area_km2": [true[code] / by for code, by in factor.items()]}, index=list(factor))
    report = check(layer(ROW), official_areas=official)
    assert of(report, "area") == [("error", "65.04"), ("warning", "65.03")]
    rows = report.findings.set_index("code")
    assert rows.at["65.03", "detail"].startswith("3.0% above the official area; up to 1.5% agrees, as coasts")
    assert rows.at["65.04", "value"] / rows.at["65.04", "expected"] == pytest.approx(0.8)
    figures = report.summary["area"]
    assert (figures["compared"], figures["beyond_tolerance"]) == (4, 2)
    assert figures["largest"] == pytest.approx(-0.2)
    # Regions below are added up where all of them are there.
    whole = pd.DataFrame({"area_km2": [true.sum() * 1.2]}, index=["65"])
    report = check(layer(ROW), official_areas=whole)
    assert "below the official area (5 regency areas together)" in report.findings["detail"].iloc[0]
    report = check(layer({**ROW, "65.71": None}), official_areas=whole)
    assert "area" in report.not_checked
    assert of(check(layer(ROW, tier="approximate"), official_areas=official), "area")[0] == ("warning", "65.04")


def test_children_and_parents() -> None:
    districts = {
        "65.01.01": box(116, 2, 117, 2.5), "65.01.02": box(116, 2.5, 117, 3),
        "65.02.01": box(117, 2, 118, 3), "65.02.02": box(118, 2, 118.02, 3),
        "65.03.01": box(118, 2, 119, 2.5), "65.04.01": box(119, 2, 120, 3), "65.04.02": None,
    }  # fmt: skip
    report = check(layer(ROW), children=layer(districts))
    assert of(report, "children") == [("error", "65.03"), ("warning", "65.02")]
    rows = report.findings.set_index("code")
    assert rows.at["65.03", "value"] == pytest.approx(0.5, rel=1e-3)
    assert rows.at["65.02", "value"] == pytest.approx(0.02, rel=1e-3)
    assert report.summary["children"] == {
        "compared": 3,
        "without_all_parts": 1,
        "largest_share": pytest.approx(0.5, rel=1e-3),
    }
    report = check(layer(districts), parents=layer(ROW), within="65.01")
    assert of(report, "parent") == [("error", "65.02.02")]
    assert report.findings[report.findings["check"] == "parent"].iloc[0]["value"] == pytest.approx(1)
    assert report.summary["parent"]["compared"] == 6


@pytest.fixture
def points() -> Callable[..., pd.DataFrame]:
    def make(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
        return pd.DataFrame(rows, columns=["name", "region", "latitude", "longitude"])

    return make


def test_points_must_lie_in_their_region(points: Callable[..., pd.DataFrame]) -> None:
    given = points(
        ("inside", "65.01", 2.5, 116.5),
        ("on the edge", "65.01", 2.5, 117.0),
        ("in the village of a region here", "65.02.01.2001", 2.5, 117.5),
        ("in the province", "65", 2.5, 120.5),
        ("next door", "65.01", 2.5, 117.01),
        ("far away", "65.01", -1.25, 116.83),
        ("swapped", "65.01", 116.5 - 90, 2.5),
        ("of another place", "64.08", 0.8, 118.0),
    )
    report = check(layer(ROW), points=given)
    assert report.summary["point"] == {"given": 8, "tested": 7, "inside": 4}
    rows = report.findings[report.findings["check"] == "point"]
    assert rows["severity"].tolist() == ["error", "error", "warning"]
    assert rows["value"].iloc[2] == pytest.approx(1.112, abs=2e-3)
    assert rows["others"].tolist() == ["", "", "65.02"]
    assert "lies in 65.02 Region 65.02" in rows["detail"].iloc[2]
    assert rows.geometry.iloc[2].equals(Point(117.01, 2.5))
    reversed_axes = points(("swapped", "65.01", 80.0, 2.5)).assign(latitude=2.2, longitude=2.5)
    reversed_axes.loc[0, ["latitude", "longitude"]] = [2.5, 116.5]
    assert check(layer(ROW), points=reversed_axes).summary["point"]["inside"] == 1
    rough = given.iloc[[4]].assign(within_km=2.0)
    assert check(layer(ROW), points=rough).summary["point"]["inside"] == 1
    with pytest.raises(InputError, match="points: missing columns region, latitude"):
        check(layer(ROW), points=given[["name", "longitude"]])


def test_border_districts_off_the_line_and_others_at_it() -> None:
    line = gpd.GeoDataFrame(geometry=[LineString([(116, 3), (121, 3)])], crs="EPSG:4326")
    districts = {
        "65.01.01": box(116, 2, 117, 3), "65.01.02": box(117, 2, 118, 2.95), "65.01.03": box(118, 2, 119, 2.8),
        "65.01.04": box(119, 2, 120, 3),
    }  # fmt: skip
    legal = ["65.01.01", "65.01.02", "65.01.03"]
    report = check(layer(districts), line=line, legal=legal, within="65.01")
    assert of(report, "border") == [("warning", "65.01.03"), ("warning", "65.01.04"), ("note", "65.01.02")]
    values = report.findings[report.findings["check"] == "border"]["value"]
    assert values.tolist() == pytest.approx([22.12, 0, 5.53], abs=0.01)
    assert "border" in check(layer(ROW), line=line, legal=legal).not_checked
    elsewhere = check(layer({"62.01.01": box(113, 1, 114, 2)}), line=line, legal=legal, within="62.01.01")
    assert "border" in elsewhere.not_checked


def test_known_defects_are_named_for_their_source_and_release() -> None:
    record = pd.DataFrame(
        {
            "code": ["65.01", "65.02", "65.03", "65.99"], "source": ["squares", "squares", "circles", "squares"],
            "release": ["2025.1", "2024.1", "2025.1", "2025.1"], "defect": "drawn wrong", "value": [9.5, np.nan, 1, 1],
            "unit": "km", "expected": 0.0, "evidence": "seen",
        }
    )  # fmt: skip
    report = check(layer(ROW), defects=record)
    assert of(report, "known_defect") == [("warning", "65.01"), ("note", "65.02")]
    assert report.findings["detail"].tolist() == [
        "drawn wrong (seen)",
        "drawn wrong (seen); recorded for release 2024.1, the layer is of 2025.1",
    ]
    assert report.summary["known_defect"] == {"on_record": 4, "in_this_layer": 2}


def test_frames_of_another_form_are_refused() -> None:
    frame = layer(ROW)
    with pytest.raises(InputError, match="set the index to the column 'code'"):
        check(frame.reset_index())
    with pytest.raises(InputError, match="no CRS"):
        check(frame.set_crs(None, allow_override=True))
    with pytest.raises(InputError, match=r"convert with frame\.to_crs"):
        check(frame.to_crs("EPSG:3857"))
    bare = gpd.GeoDataFrame(geometry=list(ROW.values()), index=pd.Index(list(ROW), name="code"), crs="EPSG:4326")
    assert check(bare).ok
    empty = check(layer(ROW).iloc[:0], within=None)
    assert len(empty.findings) == 0


def test_check_changes_nothing() -> None:
    frame = attach(layer({**ROW, "65.02": Polygon([(117, 2), (118, 3), (118, 2), (117, 3)])}), Provenance(
        "x", "X", "1", "authoritative", "MIT", "y"))  # fmt: skip
    before = frame.copy(deep=True)
    check(frame)
    assert frame.geometry.to_wkb().equals(before.geometry.to_wkb())
    assert frame.drop(columns="geometry").equals(before.drop(columns="geometry"))


def test_worst_findings_stand_first() -> None:
    report = check(layer({**ROW, "65.01": box(116, 2, 117.05, 3), "65.71": None}))
    rank = report.findings["severity"].map({name: place for place, name in enumerate(SEVERITIES)})
    assert rank.is_monotonic_increasing
    assert report.by_check()["overlap"]["error"] == 1
    assert not report.ok


def test_records_that_ship_name_regions_of_the_register_and_their_evidence() -> None:
    register = load_register()
    points = read_points()
    assert points["id"].is_unique
    assert all(region in register for region in points["region"])
    assert (points["within_km"] >= 0).all()
    defects = read_known_defects()
    assert all(code in register for code in defects["code"])
    assert (defects[["source", "release", "defect", "evidence"]] != "").all(axis=None)
    assert {"65.02.10", "65.03.04.2021"} <= set(defects["code"])


@pytest.mark.parametrize("block", [4, 7, 1000])
def test_gaps_are_the_same_however_many_regions_are_united_at_once(block: int) -> None:
    # Twenty-four squares, every other one reaching into the next, an enclave within one, a lake within another,
    # and a sea with an island closed in by all.
    shapes = [box(x, y, x + 1 + 0.1 * ((x + y) % 2), y + 1) for x in range(5) for y in range(5) if (x, y) != (2, 2)]
    shapes[0] = box(0, 0, 1, 1) - box(0.3, 0.3, 0.6, 0.6)
    shapes[5] = box(1, 0, 2, 1) - box(1.3, 0.3, 1.6, 0.6)
    shapes += [box(0.3, 0.3, 0.6, 0.5), box(2.4, 2.4, 2.6, 2.6)]
    areas, around = enclosed(np.array(shapes, dtype=object), clean=False, block=block)
    found = sorted((round(area.area, 9), beside.tolist()) for area, beside in zip(areas, around, strict=True))
    # The rest of the hole of the first beside its enclave, the lake of the sixth, and the sea: the square left
    # out, but for the tenth of a degree that its western neighbour reaches into it; the island lies in its ring.
    assert found == [(0.03, [0, 24]), (0.09, [5]), (0.9, [7, 11, 12, 15, 16, 17, 25])]
