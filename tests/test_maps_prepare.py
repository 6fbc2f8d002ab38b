"""Shapes for map pages: shared arcs, nothing lost, exact coding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_maps_offline import payloads

from geo_coop.classify import classify
from geo_coop.errors import InputError
from geo_coop.maps import choropleth_map, to_html
from geo_coop.maps.numbers_text import code_numbers, code_paths, decode_numbers, decode_path
from geo_coop.maps.packing import Unpacker, pack
from geo_coop.maps.prepare import CLEAN_COVERAGE, MapPrecisionWarning, prepare, prepare_lines
from geo_coop.maps.topology import unpack_topology

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from geo_coop.maps.prepare import Prepared


def layer(shapes: list[Any], codes: list[str] | None = None) -> gpd.GeoDataFrame:
    codes = [f"65.0{number}" for number in range(1, len(shapes) + 1)] if codes is None else codes
    return gpd.GeoDataFrame({"name": codes}, geometry=shapes, index=pd.Index(codes, name="code"), crs=4326)


def signed_area(ring: npt.NDArray[np.float64]) -> float:
    return float(np.sum(ring[:-1, 0] * ring[1:, 1] - ring[1:, 0] * ring[:-1, 1]) / 2)


def polygon_of(prepared: Prepared, code: str) -> shapely.Geometry:
    rings = prepared.rings(code)
    shells = [shapely.polygons(ring) for ring in rings if signed_area(ring) > 0]
    holes = [shapely.polygons(ring) for ring in rings if signed_area(ring) < 0]
    return shapely.difference(shapely.union_all(shells), shapely.union_all(holes))


def rings_of(prepared: Prepared, shape: tuple[tuple[int, ...], ...]) -> list[npt.NDArray[np.float64]]:
    """Return the rings of a shape of an upper level in degrees."""
    turned = [[prepared.arcs[at] if at >= 0 else prepared.arcs[~at][::-1] for at in ring] for ring in shape]
    return [(np.concatenate(paths) + prepared.origin) * prepared.step for paths in turned]


FOUR = [shapely.box(x, y, x + 1, y + 1) for y in (0, 1) for x in (116, 117)]


def test_four_squares_share_their_borders() -> None:
    prepared = prepare(layer(FOUR), tolerance_m=0)
    # Four borders inside the cross and four corner pieces outside.
    assert len(prepared.arcs) == 8
    assert prepared.bounds == (116.0, 0.0, 118.0, 2.0)
    assert not prepared.cleaned
    for code, square in zip(prepared.codes, FOUR, strict=True):
        assert polygon_of(prepared, code).normalize().equals_exact(square.normalize(), 1e-9)
    inner, edge = prepared.outline_arcs(["west", "east", "west", "east"])
    assert (len(inner), len(edge)) == (2, 4)
    with pytest.raises(InputError, match="1 groups for 4 regions"):
        prepared.outline_arcs(["west"])
    with pytest.raises(InputError, match="1 groups for 4 regions"):
        prepared.upper(["west"])


def test_enclave_stands_once_and_holes_stay() -> None:
    hole = shapely.box(116.4, 0.4, 116.6, 0.6)
    prepared = prepare(layer([FOUR[0].difference(hole), hole]), tolerance_m=0)
    assert len(prepared.arcs) == 2
    assert polygon_of(prepared, "65.01").area == pytest.approx(1 - 0.04)
    assert polygon_of(prepared, "65.02").normalize().equals_exact(hole.normalize(), 1e-9)


def test_rows_without_a_shape_are_listed_and_specks_are_kept() -> None:
    speck = shapely.box(118, 1, 118.0000001, 1.0000001)
    frame = layer([FOUR[0], None, shapely.MultiPolygon([FOUR[1], speck]), shapely.Polygon()])
    prepared = prepare(frame, tolerance_m=50, warn=False)
    assert prepared.missing == ("65.02", "65.04")
    assert prepared.codes == ("65.01", "65.03")
    assert len(prepared.rings("65.03")) == 2


def test_simplified_neighbours_still_meet() -> None:
    rng = np.random.default_rng(3)
    wiggle = np.column_stack([117 + rng.normal(0, 0.002, 400), np.linspace(0, 1, 400)])
    wiggle[[0, -1], 0] = 117
    left = shapely.Polygon([(116, 0), *wiggle, (116, 1)])
    right = shapely.Polygon([(118, 0), *wiggle, (118, 1)])
    prepared = prepare(layer([left, right]), tolerance_m=500)
    shared = set(np.abs([n if n >= 0 else ~n for n in prepared.shapes[0][0]])) & {
        n if n >= 0 else ~n for n in prepared.shapes[1][0]
    }
    assert len(shared) == 1
    assert len(prepared.arcs[shared.pop()]) < 300
    a, b = polygon_of(prepared, "65.01"), polygon_of(prepared, "65.02")
    assert a.intersection(b).area == 0
    assert shapely.union_all([a, b]).area == pytest.approx(2, rel=1e-3)


def test_an_area_that_another_claims_stays() -> None:
    frame = layer([FOUR[0], shapely.box(116.0, 0.0, 117.0, 0.99999), FOUR[1]])
    prepared = prepare(frame, tolerance_m=0, warn=False)
    assert prepared.cleaned
    assert prepared.moved.abs().max() < 0.01


def test_gaps_and_overlaps_are_cleaned_unless_the_layer_is_said_to_be_clean() -> None:
    frame = layer([shapely.box(116, 0, 117.00005, 1), shapely.box(117, 0, 118, 1)])
    assert prepare(frame, tolerance_m=0).cleaned
    frame.attrs[CLEAN_COVERAGE] = True
    assert not prepare(frame, tolerance_m=0).cleaned


def test_invalid_and_covered_shapes_are_not_lost() -> None:
    bow = shapely.Polygon([(116, 0), (117, 1), (117, 0), (116, 1)])
    prepared = prepare(layer([bow, FOUR[1], shapely.box(117.2, 0.2, 117.4, 0.4)]), tolerance_m=0, warn=False)
    assert len(prepared.codes) == 3
    assert all(len(prepared.rings(code)) for code in prepared.codes)


def test_a_visible_change_of_area_warns_with_the_code() -> None:
    island = shapely.Point(116, 0).buffer(0.01)
    with pytest.warns(MapPrecisionWarning, match=r"1 areas change .* 65\.02 \(-"):
        prepared = prepare(layer([FOUR[3], island]), tolerance_m=2000)
    assert abs(prepared.moved["65.02"]) > 0.05
    assert abs(prepared.moved["65.01"]) < 0.001


def test_nothing_to_draw() -> None:
    prepared = prepare(layer([None, None]))
    assert prepared.codes == ()
    assert prepared.missing == ("65.01", "65.02")


def test_the_frame_is_not_changed() -> None:
    frame = layer(FOUR)
    before = frame.copy()
    prepare(frame)
    assert_geodataframe_equal(frame, before)


def test_the_lines_of_two_upper_levels_take_up_the_arcs_of_the_regions() -> None:
    codes = ["65.01.01.2001", "65.01.02.2001", "65.02.01.2001", "65.02.02.2001"]
    regions = layer(FOUR, codes).assign(level="village")
    levels = [
        regions.dissolve(regions.index.str[:length]).assign(level=level).rename_axis("code")
        for length, level in ((5, "regency"), (8, "district"))
    ]
    classes = classify(pd.Series(1, index=regions.index), scheme="count", lang="en")
    page = payloads(to_html(choropleth_map(regions, classes, title="x", lang="en", outlines=levels)))[0]
    assert len(page["topologies"]) == 1
    names = [(each["name"], len(decode_numbers(each["arcs"]))) for each in page["layers"][1:]]
    assert names == [("Boundaries: district", 4), ("Boundaries: regency or city", 2)]


@pytest.mark.parametrize(
    ("frame", "options", "message"),
    [
        (layer(FOUR).to_crs(32650), {}, "has CRS WGS 84 / UTM zone 50N"),
        (layer(FOUR).set_crs(None, allow_override=True), {}, "has CRS none"),
        (layer(FOUR[:2], ["65.01", "65.01"]), {}, "1 repeated codes, as '65.01'"),
        (layer([shapely.Point(0, 0)]), {}, "no polygons, as that of '65.01'"),
        (layer(FOUR), {"tolerance_m": -1}, "negative"),
        (layer(FOUR), {"step": 0}, "not positive"),
    ],
)
def test_wrong_layers_are_refused(frame: gpd.GeoDataFrame, options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        prepare(frame, **options)


def test_lines_are_coded_from_the_corner_of_the_grid() -> None:
    line = shapely.LineString([(116, 0), (116.5, 0.000001), (117, 0)])
    coded = prepare_lines(layer([line, None, shapely.MultiLineString([line, line])]), tolerance_m=5, step=1e-5)
    assert [len(paths) for paths in coded] == [1, 0, 2]
    assert decode_path(coded[0][0]).tolist() == [[11_600_000, 0], [11_700_000, 0]]


@given(st.lists(st.integers(-(2**40), 2**40)))
def test_numbers_survive_coding(values: list[Any]) -> None:
    assert decode_numbers(code_numbers(np.array(values, dtype=np.int64))) == values


POSITIONS = st.integers(-(2**26), 2**26)


@given(st.lists(st.lists(st.tuples(POSITIONS, POSITIONS), min_size=1), max_size=5))
def test_paths_survive_coding(paths: list[Any]) -> None:
    arrays = [np.array(path, dtype=np.int64) for path in paths]
    assert [decode_path(text).tolist() for text in code_paths(arrays)] == [array.tolist() for array in arrays]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-(2**31) + 1, 2**31 - 1))))
def test_numbers_survive_packing(pairs: list[Any]) -> None:
    kinds, values = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    numbers = Unpacker(pack(kinds, values, 4), 4)
    assert [numbers.read(kind) for kind in kinds.tolist()] == values.tolist()


def islands(cells: list[int]) -> list[Any]:
    """Return shapes made of the squares of a board that bear the same number."""
    squares: dict[int, list[Any]] = {}
    for place, owner in enumerate(cells):
        x, y = 116 + place % 4 / 10, place // 4 / 10
        squares.setdefault(owner, []).append(shapely.box(x, y, x + 0.1, y + 0.1))
    return [shapely.union_all(squares[owner], grid_size=1e-9) for owner in sorted(squares)]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=16, max_size=16))
@example([1, 1, 1, 1, 2, 2, 1, 1, 1, 1, 0, 1, 1, 2, 1, 1])  # cleaning gives a part of 1 to 2
def test_topologies_survive_packing_and_upper_levels_are_unions(cells: list[int]) -> None:
    """Boards of squares have holes, enclaves, parts that touch in a point, and islands."""
    shapes = islands(cells)
    prepared = prepare(layer(shapes), tolerance_m=0, warn=False)
    arcs, rings = unpack_topology(prepared.packed)
    assert rings == prepared.shapes
    assert [arc.tolist() for arc in arcs] == [arc.tolist() for arc in prepared.arcs]
    for code, shape in zip(prepared.codes, shapes, strict=True):
        assert polygon_of(prepared, code).area == pytest.approx(shape.area)
    groups = ["odd" if number % 2 else "even" for number in range(len(shapes))]
    upper = prepared.upper(groups)
    for group, outline in zip(upper.codes, upper.shapes, strict=True):
        whole = shapely.union_all([shape for shape, each in zip(shapes, groups, strict=True) if each == group])
        assert sum(signed_area(ring) for ring in rings_of(prepared, outline)) == pytest.approx(whole.area)


@pytest.mark.shared
def test_the_villages_of_two_provinces(shared_dir: Path) -> None:
    frame = gpd.read_parquet(
        shared_dir / "boundaries" / "scale" / "idn_desa.parquet",
        columns=["kode", "geometry"],
        filters=[("kode", ">=", "64"), ("kode", "<", "66")],
    ).set_index("kode")
    prepared = prepare(frame)
    assert len(prepared.codes) == 1520
    assert prepared.cleaned
    assert prepared.moved.abs().max() < 0.05
    assert len(prepared.packed) < 320_000
    districts = prepared.upper([code[:8] for code in prepared.codes])
    assert len(districts.codes) == 160
    assert len(districts.packed) < 6_000
