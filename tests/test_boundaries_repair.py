"""Repair, clean coverage and dissolve, first on squares that can be reckoned by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import MultiPolygon, Polygon, box

from geo_coop.boundaries.repair import (
    COVERAGE_UNION,
    REPORT_COLUMNS,
    clean_coverage,
    dissolve_levels,
    repair_shapes,
)
from geo_coop.codes import level_of, parent_of
from geo_coop.errors import InputError
from geo_coop.provenance import Provenance, attach, sources_of
from geo_coop.schema import check_regions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely import Geometry

BOW_TIE = Polygon([(110, 0), (112, 2), (112, 0), (110, 2)])
NESTED = MultiPolygon([box(110, 0, 114, 4), box(111, 1, 112, 2)])


def layer(shapes: Mapping[str, Geometry | None]) -> gpd.GeoDataFrame:
    codes = list(shapes)
    frame = gpd.GeoDataFrame(
        {
            "name": codes,
            "level": [level_of(code) for code in codes],
            "kind": "desa",
            "parent": [parent_of(code) for code in codes],
            "tier": "authoritative",
        },
        geometry=np.array(list(shapes.values()), dtype=object),
        index=pd.Index(codes, name="code"),
        crs="EPSG:4326",
    )
    return attach(frame, Provenance("tiny", "Tiny", "2025.1", "authoritative", "MIT", "Someone", "drawn"))


def test_valid_shapes_stay_as_they_are() -> None:
    ring = Polygon(box(110, 0, 114, 4).exterior, [box(111, 1, 112, 2).exterior])
    frame = layer({"65.01.01.2001": ring, "65.01.01.2002": box(114, 0, 115, 1)})
    result = repair_shapes(frame)
    assert result.frame.geometry.iloc[0] is not frame.geometry
    assert result.frame.geometry.geom_equals_exact(frame.geometry, 0).all()
    assert len(result.report) == 0
    assert tuple(result.report.columns) == REPORT_COLUMNS
    assert result.summary() == {
        "rows": 2,
        "touched": 0,
        "largest_relative_change": 0.0,
        "total_relative_change": 0.0,
    }


def test_bow_tie_keeps_both_halves() -> None:
    result = repair_shapes(layer({"65.01.01.2001": BOW_TIE}))
    shape = result.frame.geometry.iloc[0]
    assert (shape.is_valid, shape.area, len(shapely.get_parts(shape))) == (True, 2, 2)
    assert result.report[["code", "problem", "action"]].to_numpy().tolist() == [
        ["65.01.01.2001", "self-intersection", "made valid, areas kept"],
    ]


def test_islet_drawn_inside_the_coast_stays_land() -> None:
    assert shapely.make_valid(NESTED).area == 15  # the plain repair would cut a hole
    result = repair_shapes(layer({"65.01.01.2001": NESTED}))
    assert result.frame.geometry.iloc[0].equals(box(110, 0, 114, 4))
    assert result.report["problem"].tolist() == ["nested shells"]
    assert result.summary()["largest_relative_change"] == pytest.approx(1 - 16 / 17, rel=1e-2)


def test_rings_outside_their_shell_are_land_not_holes() -> None:
    # Several polygons written as the rings of one, as the source does with a regency of many islands.
    shape = Polygon(box(110, 0, 111, 1).exterior, [box(112, 0, 114, 2).exterior, box(115, 0, 116, 1).exterior])
    result = repair_shapes(layer({"65.01.01.2001": shape}))
    assert result.frame.geometry.iloc[0].area == 6
    assert result.report["problem"].tolist() == ["hole lies outside shell"]
    assert result.report["area_before_km2"].isna().all()


def test_missing_empty_and_collapsed_shapes_are_kept_as_rows() -> None:
    line = Polygon([(110, 0), (111, 0), (110, 0), (110, 0)])
    frame = layer({"65.01.01.2001": None, "65.01.01.2002": Polygon(), "65.01.01.2003": line})
    result = repair_shapes(frame)
    assert result.frame.geometry.isna().all()
    assert result.report["action"].tolist() == ["kept without a shape"] * 3
    assert result.report["problem"].tolist()[:2] == ["no shape", "no shape"]
    assert result.report["area_after_km2"].isna().all()
    assert frame.geometry.iloc[1].is_empty  # the input is not changed


def test_collections_keep_their_areas_and_lines_alone_are_refused() -> None:
    mixed = shapely.GeometryCollection([box(110, 0, 111, 1), shapely.LineString([(0, 0), (1, 1)])])
    result = repair_shapes(layer({"65.01.01.2001": mixed}))
    assert result.frame.geometry.iloc[0].equals(box(110, 0, 111, 1))
    assert result.report["problem"].tolist() == ["mixed geometry"]
    with pytest.raises(InputError, match=r"shapes that are no areas: 65\.01\.01\.2001"):
        repair_shapes(layer({"65.01.01.2001": shapely.Point(1, 1)}))


def test_coverage_closes_narrow_gaps_and_shares_overlaps() -> None:
    # A strip of 0.00005 degree between two squares, closed in by a frame that overlaps the right one.
    surround = Polygon(box(109, -1, 113, 2).exterior, [box(110, 0, 111.9, 1).exterior])
    frame = layer(
        {
            "65.01.01.2001": box(110, 0, 111, 1),
            "65.01.01.2002": box(111.00005, 0, 112, 1),
            "65.01.01.2003": surround,
            "65.01.01.2004": None,
        },
    )
    shapes = frame.geometry.to_numpy()
    assert not shapely.coverage_is_valid(shapes[:3])
    result = clean_coverage(frame)
    cleaned = result.frame.geometry.to_numpy()
    assert shapely.coverage_is_valid(cleaned[:3])
    assert cleaned[3] is None
    assert shapely.union_all(cleaned[:3]).equals(box(109, -1, 113, 2))
    assert sum(shape.area for shape in cleaned[:3]) == pytest.approx(12)
    assert set(result.report["problem"]) == {"overlaps or gaps"}
    assert result.report["code"].tolist() == list(frame.index[:3])
    assert sources_of(result.frame) == sources_of(frame)
    assert frame.geometry.iloc[1].equals(box(111.00005, 0, 112, 1))  # the input is not changed
    open_gap = clean_coverage(frame, gap_width_deg=0)
    assert shapely.union_all(open_gap.frame.geometry.to_numpy()[:3]).area == pytest.approx(12 - 0.00005)


def test_lakes_stay_open() -> None:
    lake = Polygon(box(110, 0, 114, 4).exterior, [box(111, 1, 112, 2).exterior])
    result = clean_coverage(layer({"65.01.01.2001": lake, "65.01.01.2002": box(114, 0, 115, 4)}))
    assert result.frame.geometry.iloc[0].equals(lake)
    assert len(result.report) == 0


def test_shape_that_others_cover_keeps_its_raw_form() -> None:
    frame = layer({"65.01.01.2001": box(110, 0, 114, 4), "65.01.01.2002": box(111, 1, 112, 2)})
    result = clean_coverage(frame)
    row = result.report.set_index("code").loc["65.01.01.2002"]
    assert result.frame.geometry.iloc[1].equals(box(111, 1, 112, 2))
    assert (row["problem"], row["action"]) == ("covered by others", "raw shape kept")
    assert row["area_before_km2"] == row["area_after_km2"]


def test_dissolve_gives_every_level_above() -> None:
    villages = layer(
        {
            "65.01.01.2001": box(110, 0, 111, 1),
            "65.01.01.2002": box(111, 0, 112, 1),
            "65.01.02.2001": box(110, 1, 112, 2),
            "65.71.01.1001": box(112, 0, 113, 2),
            "65.71.01.1002": None,
            "65.71.02.1001": None,
        },
    )
    upper = pd.DataFrame({"name": ["Kota Tarakan"], "kind": ["kota"]}, index=["65.71"])
    levels = dissolve_levels(villages.sample(frac=1, random_state=1), upper=upper)
    assert list(levels) == ["district", "regency", "province"]
    for level, frame in levels.items():
        check_regions(frame, what=level)
        assert (set(frame["level"]), set(frame["tier"])) == ({level}, {"authoritative"})
        assert sources_of(frame)[0].method == f"drawn; dissolved to the level {level}"
    district = levels["district"]
    assert list(district.index) == ["65.01.01", "65.01.02", "65.71.01", "65.71.02"]
    assert district.loc["65.01.01"].geometry.equals(box(110, 0, 112, 1))
    assert district.loc["65.71.01", "method"] == f"{COVERAGE_UNION}; 1 of 2 parts have no shape"
    assert district.loc["65.71.02"].geometry is None
    assert district.loc["65.71.02", "method"].startswith("no part has a shape")
    regency = levels["regency"]
    assert regency["name"].to_dict() == {"65.01": "65.01", "65.71": "Kota Tarakan"}
    assert regency["kind"].tolist() == ["kabupaten", "kota"]
    assert regency["parent"].tolist() == ["65", "65"]
    assert levels["province"].loc["65"].geometry.equals(box(110, 0, 113, 2))


def test_dissolve_of_overlapping_shapes_says_so() -> None:
    frame = layer({"65.01.01.2001": box(110, 0, 112, 2), "65.01.01.2002": box(111, 1, 113, 3)})
    district = dissolve_levels(frame)["district"]
    assert district["method"].tolist() == [f"{COVERAGE_UNION} by a plain union, as they overlap"]
    assert district.geometry.iloc[0].area == 7


def test_dissolve_refuses_mixed_levels_and_accepts_none() -> None:
    mixed = layer({"65.01": box(110, 0, 111, 1), "65.01.01.2001": box(110, 0, 111, 1)})
    with pytest.raises(InputError, match="layer mixes the levels regency, village"):
        dissolve_levels(mixed)
    assert dissolve_levels(layer({})) == {}
    assert dissolve_levels(layer({"65": box(0, 0, 1, 1)})) == {}
