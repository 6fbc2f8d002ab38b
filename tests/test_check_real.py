"""The checks on published boundaries, and what cleaning and simplifying do to them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from border_squares import layer
from shapely import MultiPolygon, box

from geo_coop.agreements.read import read_border_sets
from geo_coop.boundaries.checks import CheckReport, check_layer, read_known_defects
from geo_coop.boundaries.fetch import cached_layer
from geo_coop.boundaries.load import land_line, load_regions
from geo_coop.boundaries.repair import clean_coverage
from geo_coop.geodesy import area_m2
from geo_coop.register import load_register

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = "wilayah-boundaries"


def simplified(frame: gpd.GeoDataFrame, tolerance_deg: float) -> np.ndarray:
    """Simplify as maps do: all shapes of a coverage together; one that would vanish stays."""
    shapes = frame.geometry.to_numpy()
    thinner = shapely.coverage_simplify(shapes, tolerance_deg)
    return np.where(shapely.is_empty(thinner), shapes, thinner)


def rings_of(shapes: np.ndarray) -> tuple[int, int]:
    """Return how many parts and how many holes there are."""
    parts = shapely.get_parts(shapes)
    return len(parts), int(shapely.get_num_interior_rings(parts).sum())


def test_squares_keep_shared_edges_holes_and_islands() -> None:
    # A jagged edge between two regions, an enclave filled by a third, a lake, and an island of two hectares.
    jagged = [(117 + 0.0002 * (step % 2), 2 + step / 100) for step in range(101)]
    left = shapely.Polygon([(116, 2), *jagged, (116, 3)])
    right = shapely.Polygon([(118, 2), *jagged, (118, 3)])
    enclave, lake, island = box(116.2, 2.2, 116.3, 2.3), box(117.5, 2.5, 117.6, 2.6), box(118.5, 2.5, 118.501, 2.501)
    frame = layer(
        {"65.01": left.difference(enclave), "65.02": MultiPolygon([right.difference(lake), island]), "65.03": enclave}
    )
    result = clean_coverage(frame)
    assert result.report.empty
    shapes = simplified(result.frame, 0.003)
    assert shapely.coverage_is_valid(shapes)
    assert shapely.is_valid(shapes).all()
    assert shapely.get_num_coordinates(shapes).sum() < shapely.get_num_coordinates(frame.geometry.to_numpy()).sum() / 5
    assert rings_of(shapes) == rings_of(frame.geometry.to_numpy()) == (4, 2)
    shared = shapely.intersection(shapes[0], shapes[1])
    assert shared.length == pytest.approx(1, abs=1e-3)


def test_report_of_the_cleaning_says_what_moved_and_by_how_much() -> None:
    frame = layer({"65.01": box(116, 2, 117.001, 3), "65.02": box(117, 2, 118, 3), "65.03": box(119, 2, 120, 3)})
    result = clean_coverage(frame)
    before, after = (area_m2(one.geometry) / 1e6 for one in (frame, result.frame))
    assert shapely.coverage_is_valid(result.frame.geometry.to_numpy())
    assert shapely.union_all(result.frame.geometry.to_numpy()[:2]).equals(box(116, 2, 118, 3))
    overlap = float(area_m2(box(117, 2, 117.001, 3))[0]) / 1e6
    assert (after - before).sum() == pytest.approx(-overlap, rel=0.01)
    moved = result.report.set_index("code")
    assert list(moved.index) == [
        code for code, change in zip(frame.index, after - before, strict=True) if abs(change) > 1e-6
    ]
    assert "65.03" not in moved.index
    assert (moved["area_after_km2"] - moved["area_before_km2"]).sum() == pytest.approx((after - before).sum())
    summary = result.summary()
    assert (summary["rows"], summary["touched"]) == (3, len(moved))
    assert summary["largest_relative_change"] == pytest.approx(max(abs(after / before - 1)), rel=1e-6)


@pytest.mark.shared
@pytest.mark.usefixtures("fetched")
def test_neighbours_share_their_edges_after_simplifying_and_nothing_is_lost() -> None:
    path = cached_layer(SOURCE, "village", raw=True)
    assert path is not None
    raw = gpd.read_parquet(path)
    frame = gpd.read_parquet(path.with_name("village.parquet"))
    assert list(frame.index) == list(raw.index)
    assert frame.geometry.notna().all()
    assert rings_of(raw.geometry.to_numpy()) == rings_of(frame.geometry.to_numpy()) == (2193, 13)
    # Every part of the raw layer, islets too, is still land of the same village.
    pieces, owner = shapely.get_parts(raw.geometry.to_numpy(), return_index=True)
    kept = shapely.intersection(pieces, frame.geometry.to_numpy()[owner])
    assert (np.nan_to_num(area_m2(kept)) > 0.9 * area_m2(pieces)).all()
    for tolerance in (0.0005, 0.002):
        shapes = simplified(frame, tolerance)
        assert shapely.coverage_is_valid(shapes)
        assert shapely.is_valid(shapes).all()
        assert not shapely.is_empty(shapes).any()
        assert rings_of(shapes) == (2193, 13)


@pytest.fixture(scope="module")
def legal() -> list[str]:
    return [district.code for entry in read_border_sets() if entry.neighbour == "MY" for district in entry.districts]


@pytest.mark.shared
def test_published_villages(fetched: Path, legal: list[str]) -> None:
    assert fetched.is_dir()
    frame = load_regions("village", source=SOURCE)
    report = check_layer(
        frame, register=load_register(), parents=load_regions("district", source=SOURCE), defects=read_known_defects(),
        line=land_line(), legal=legal,
    )  # fmt: skip
    assert report.ok
    assert report.summary["overlap"]["pairs"] == report.summary["edge"]["regions"] == 0
    assert report.summary["parent"] == {"compared": 1805, "largest_share": 0}
    figures = report.summary["area"]
    assert (figures["compared"], figures["beyond_tolerance"]) == (17, 0)
    assert figures["largest"] == pytest.approx(0.0116, abs=1e-4)
    border = report.findings[report.findings["check"] == "border"]
    grave = border[border["severity"] == "warning"]
    assert grave.set_index("code")["value"].round(2).to_dict() == {
        "65.03.17": 16.96, "65.02.10": 9.54, "65.03.04.2021": 0.0,
    }  # fmt: skip
    flagged = report.findings[report.findings["check"] == "known_defect"]
    assert set(flagged["code"]) == {"65.03.04.2021", *(f"65.02.10.200{number}" for number in range(1, 6))}
    # What is on record is what is measured.
    measured = border.set_index("code")["value"]["65.02.10"]
    on_record = read_known_defects().set_index("code")["value"]
    assert on_record["65.02.10"] == pytest.approx(measured, abs=1e-3)


@pytest.mark.shared
def test_raw_villages_show_what_cleaning_mends(fetched: Path) -> None:
    assert fetched.is_dir()
    path = cached_layer(SOURCE, "village", raw=True)
    assert path is not None
    report = check_layer(gpd.read_parquet(path), register=load_register())
    figures = report.summary
    assert (figures["overlap"]["pairs"], figures["overlap"]["of_a_hectare"]) == (2379, 48)
    assert figures["overlap"]["km2"] == pytest.approx(4.003, abs=0.001)
    assert figures["gap"]["narrow_km2"] == pytest.approx(4.046, abs=0.001)  # a union of all at once gives the same
    assert figures["edge"]["regions"] == 1606
    rows = report.findings[report.findings["check"] == "overlap"]
    listed = rows["value"].sum()
    assert listed == pytest.approx(figures["overlap"]["km2"], rel=1e-9)  # the small ones are counted together


@pytest.mark.shared
def test_published_regencies(fetched: Path) -> None:
    assert fetched.is_dir()
    frame = load_regions("regency", source=SOURCE, within="ID")
    papua = frame[frame.index.str[:2].isin(["96", "64", "65"])]
    report: CheckReport = check_layer(
        papua, register=load_register(), parents=load_regions("province", source=SOURCE), defects=read_known_defects()
    )
    worst = report.findings.iloc[0]
    assert (worst["check"], worst["code"], worst["others"]) == ("overlap", "96.01", "96.04")
    assert worst["value"] == pytest.approx(5009.0, abs=0.1)
    known = read_known_defects()
    areas = known[(known["source"] == SOURCE) & (known["unit"] == "km2")].set_index("code")
    drawn = pd.Series(area_m2(frame.geometry) / 1e6, index=frame.index)
    assert drawn[areas.index].to_numpy() == pytest.approx(areas["value"].to_numpy(), abs=0.01)
    assert dataclasses.is_dataclass(report)
