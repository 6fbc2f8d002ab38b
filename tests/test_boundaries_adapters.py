"""Readers of source schemas: SQL dumps and Malaysian GeoJSON, sound and broken."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import shapely

from geo_coop.boundaries.adapters.common import BadShapeError, polygons_of
from geo_coop.boundaries.adapters.dosm import read_dosm
from geo_coop.boundaries.adapters.kemendagri_sql import read_kemendagri_sql
from geo_coop.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

MIRROR = "boundaries/mirror"
SQUARE = "[[[0,110],[0,111],[1,111],[1,110],[0,110]]]"
HEAD = "INSERT INTO wilayah_boundaries(kode,nama,lat,lng,path) VALUES\n"


def dump(*rows: str, head: str = HEAD) -> bytes:
    return (head + ",\n".join(rows) + ";\n").encode()


def row(code: str = "65.03.05.2033", path: str = SQUARE, name: str = "Long Midang") -> str:
    return f"\t('{code}','{name}',3.9,115.6,'{path}')"


def one(path: str) -> gpd.GeoDataFrame:
    return read_kemendagri_sql(dump(row(path=path)))


def test_coordinates_are_lat_lng() -> None:
    frame = one(SQUARE)
    assert frame.crs == "EPSG:4326"
    assert frame.geometry.iloc[0].equals(shapely.box(110, 0, 111, 1))
    assert frame.loc["65.03.05.2033", ["name", "lat", "lng", "problem"]].tolist() == ["Long Midang", 3.9, 115.6, ""]


@pytest.mark.parametrize(
    ("path", "area", "parts", "holes"),
    [
        ("[[0,0],[0,4],[4,4],[4,0],[0,0]]", 16, 1, 0),
        ("[[[0,0],[0,4],[4,4],[4,0],[0,0]],[[1,1],[2,1],[2,2],[1,2],[1,1]]]", 15, 1, 1),
        ("[[[[0,0],[0,4],[4,4],[4,0],[0,0]]],[[[9,9],[9,10],[10,10],[10,9],[9,9]]]]", 17, 2, 0),
    ],
)
def test_nesting_of_depth_two_three_and_four(path: str, area: float, parts: int, holes: int) -> None:
    shape = one(path).geometry.iloc[0]
    assert shape.area == area
    polygons = shapely.get_parts(shape)
    assert (len(polygons), sum(len(polygon.interiors) for polygon in polygons)) == (parts, holes)


def test_quotes_comments_and_marks_inside_names_do_no_harm() -> None:
    text = (
        b"/* head; INSERT INTO nothing VALUES ('x */\n-- it's a comment;\n# another 'one\n"
        b"DROP TABLE IF EXISTS t; CREATE TABLE t (kode varchar(13) NOT NULL DEFAULT ';', nama text);\n"
        b"INSERT INTO `t` (`kode`, `path`, `nama`) VALUES ('65.01','','Pa'' Rupai; (\"x\"), --no'),\n"
        b'(\'65.02\',\'\',\'Pa\\\' loo \\\\ \\t b\'),("65.03","","Say ""Sebatik"" it\'\'s"),'
        b" /* c */ ('65.04', '', 'A  b ');\n"
        b"insert into t values ('65.71','Tarakan',NULL,-1.5e0,NULL) ON DUPLICATE KEY UPDATE nama = 'x;y';\n"
    )
    frame = read_kemendagri_sql(text)
    assert frame["name"].tolist() == [
        'Pa\' Rupai; ("x"), --no',
        "Pa' loo \\ b",
        "Say \"Sebatik\" it''s",
        "A b",
        "Tarakan",
    ]
    assert frame.loc["65.71", "lng"] == -1.5
    assert pd.isna(frame.loc["65.71", "lat"])
    assert frame.geometry.isna().all()
    assert set(frame["problem"]) == {"no polygon in the source"}


def test_rows_are_sorted_and_kept_without_a_shape() -> None:
    frame = read_kemendagri_sql(dump(row("65.03.05.2034", ""), row(), row("65.01.01.1001", "  ")), level="village")
    assert list(frame.index) == ["65.01.01.1001", "65.03.05.2033", "65.03.05.2034"]
    assert frame.geometry.isna().tolist() == [True, False, True]


def test_rings_are_mended_and_said_so() -> None:
    unclosed = one("[[[0,0],[0,4],[4,4],[4,0]]]")
    assert (unclosed["problem"].iloc[0], unclosed.geometry.iloc[0].area) == ("1 unclosed ring closed", 16)
    short = one("[[[[0,0],[0,4],[4,4],[4,0],[0,0]],[[1,1],[2,2],[1,1]]],[[[9,9],[9,10]],[[8,8],[8,9],[9,9],[8,8]]]]")
    assert short["problem"].iloc[0] == "1 unclosed ring closed; 2 rings of fewer than 4 points left out"
    assert short.geometry.iloc[0].equals(shapely.box(0, 0, 4, 4))
    gone = one("[[[0,0],[0,0]]]")
    assert gone.geometry.iloc[0] is None
    assert gone["problem"].iloc[0].endswith("no polygon left")
    repeated = one("[[[0,0],[0,0],[0,4],[4,4],[4,4],[4,0],[0,0]]]")
    assert (repeated["problem"].iloc[0], repeated.geometry.iloc[0].area) == ("", 16)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("[[[110,0],[111,0],[111,1],[110,0]]]", r":2: row '65.03.05.2033': path has the latitude 111; the axes are sw"),
        ("[[[200,300],[111,0],[111,1],[110,0]]]", "latitude 200; no latitude is beyond 90"),
        ("[[[0,300],[1,0],[1,1],[0,300]]]", "longitude 300"),
        ("[[[0,0,0],[0,4,0],[4,4,0],[0,0,0]]]", "no pair"),
        ("[[[0,0],[0],[4,4],[0,0]]]", "no pair of numbers"),
        ('[[[0,"a"],[0,4],[4,4],[0,0]]]', "no pair of numbers"),
        ("[[[0,null],[0,4],[4,4],[0,0]]]", "no pair of numbers"),
        ("[[[0,NaN],[0,4],[4,4],[0,0]]]", "NaN is no number"),
        ("[[[0,0],[0,4],[4,4],[0,0]]", "no list of points"),
        ("[0,1]", "nested 1 deep"),
        ("[]", "nested 0 deep"),
        ("{}", "nested 0 deep"),
        ("[[[[[0,0]]]]]", "nested 5 deep"),
        ("[[[[0,0],[0,1],[1,1],[0,0]]],3]", "nested unevenly"),
        ("[" * 100_000, "no list of points"),
    ],
)
def test_bad_path_names_row_and_line(path: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        one(path)


def test_all_bad_rows_come_in_one_report() -> None:
    rows = [row(), row("65.99"), row(), row("65.03.05.2035", name=" "), "('a')", row("MY-12"), row("6503")]
    with pytest.raises(InputError, match="6 problems") as caught:
        read_kemendagri_sql(dump(*rows), level="village", file="a.sql")
    assert [(problem.file, problem.line) for problem in sorted(caught.value.problems, key=lambda p: p.line or 0)] == [
        ("a.sql", line) for line in (3, 4, 5, 6, 7, 8)
    ]
    text = str(caught.value)
    for part in ("code of a regency", "first in line 2", "no name", "row of 1 values for 5 columns", "no Kemendagri"):
        assert part in text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "no INSERT statement with rows"),
        (b"DELETE FROM t;", "no INSERT statement"),
        (b"<!DOCTYPE html><html></html>", "no INSERT statement"),
        (b"INSERT INTO t(kode,nama) VALUES ('65','x');", r"bytes>:1: INSERT has no column path; expected the columns"),
        (b"INSERT INTO t(kode,nama,path)", ":1: INSERT without VALUES; the file is cut off"),
        (b"INSERT INTO t(kode,nama,path);", "INSERT without VALUES"),
        (b"INSERT INTO t(kode,nama,path) VALUES\n('65','x','')", ":2: statement has no end"),
        (b"INSERT INTO t(kode,nama,path) VALUES\n('65','x'", ":2: row is not closed"),
        (b"INSERT INTO t(kode,nama,path) VALUES\n('65','x',)", ":2: row is not closed"),
        (b"INSERT INTO t(kode,nama,path) VALUES\n('65' 'x','');", ":2: row is not closed"),
        (b"INSERT INTO t(kode,nama,path) VALUES\n('65','x','[[[0,1", ":2: quoted text or comment is not closed"),
        (b"\n/* never closed", ":2: quoted text or comment is not closed"),
        (b"\nINSERT \xff", ":2: text is not UTF-8; convert"),
    ],
)
def test_broken_dump_is_one_clear_error(text: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_kemendagri_sql(text)


def test_every_cut_of_a_dump_is_refused() -> None:
    whole = dump(row(), row("65.03.05.2034"))
    for length in range(len(whole) - 2):
        with pytest.raises(InputError):
            read_kemendagri_sql(whole[:length])


def test_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot read .*absent\.sql: No such file"):
        read_kemendagri_sql(tmp_path / "absent.sql")


def test_unevenly_nested_value_is_refused() -> None:
    with pytest.raises(BadShapeError, match="nested unevenly"):
        polygons_of([[[[0, 0]]], []])


@pytest.mark.shared
def test_real_dumps_hold_the_known_counts(shared_dir: Path) -> None:
    folder = shared_dir / MIRROR / "cahyadsn/wilayah_boundaries/3c5a7960/db/kel"
    counts = {
        part: sum(len(read_kemendagri_sql(path, level="village")) for path in sorted((folder / part).glob("*.sql")))
        for part in ("62", "64", "65")
    }
    assert counts == {"62": 185 + 100, "64": 1038, "65": 482}
    nunukan = read_kemendagri_sql(folder / "65" / "wilayah_boundaries_kel_65.03.sql")
    assert nunukan["name"].str.contains("'").sum() == 46
    assert not nunukan["problem"].any()


def feature(state: object = "Sabah", code: object = 12, **more: object) -> dict[str, Any]:
    ring = [[116, 5], [117, 5], [117, 6], [116, 6], [116, 5]]
    return {
        "type": "Feature",
        "properties": {"state": state, "code_state": code, **more},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def geojson(*features: object, **more: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def test_malaysian_codes_are_iso_and_padded() -> None:
    districts = read_dosm(
        geojson(
            feature(district="Beluran", code_district=6),
            feature("Sarawak", 13, district="Kabong", code_district=34),
            feature("Johor", 1, district="Kluang", code_district=3),
        ),
        level="regency",
    )
    assert districts["name"].to_dict() == {"MY-01.03": "Kluang", "MY-12.06": "Beluran", "MY-13.34": "Kabong"}
    assert districts.geometry.iloc[0].equals(shapely.box(116, 5, 117, 6))
    states = read_dosm(geojson(feature(), feature("W.P. Labuan", 15)), level="province")
    assert list(states.index) == ["MY-12", "MY-15"]


def test_malaysian_feature_without_shape_is_kept() -> None:
    empty = {**feature(), "geometry": None}
    bare = {**feature("Sarawak", 13), "geometry": {"type": "MultiPolygon", "coordinates": []}}
    frame = read_dosm(geojson(empty, bare))
    assert frame.geometry.isna().all()
    assert set(frame["problem"]) == {"no polygon in the source"}


@pytest.mark.parametrize(
    ("features", "message"),
    [
        ([feature("Sarawak", 12)], "feature 1: code_state 12 is Sabah in ISO 3166-2, not 'Sarawak'"),
        ([feature(code="12")], "code_state is '12'; expected a whole number from 1 to 16"),
        ([feature(code=17)], "code_state is 17"),
        ([feature(code=True)], "code_state is True"),
        ([feature(), feature()], "feature 2: code MY-12 stands more than once"),
        ([feature(district="Tawau", code_district=0)], "code_district is 0"),
        ([feature(district="", code_district=1)], "no name in 'district'"),
        ([3], "feature 1: no properties"),
        ([{**feature(), "geometry": {"type": "Point", "coordinates": [1, 2]}}], "geometry is a Point"),
        ([{**feature(), "geometry": {"type": "Polygon", "coordinates": [1]}}], "geometry is nested 1 deep"),
        ([{**feature(), "geometry": {"type": "Polygon", "coordinates": [[[5, 116], [6, 117]]]}}], "axes are swapped"),
    ],
)
def test_bad_malaysian_feature_is_named(features: list[object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_dosm(geojson(*features))


def test_bad_malaysian_features_come_in_one_report() -> None:
    with pytest.raises(InputError, match="2 problems"):
        read_dosm(geojson(feature(), feature("Perlis", 8), feature("Johor", 2)))
    with pytest.raises(InputError, match="a regency, where the file should hold the level province"):
        read_dosm(geojson(feature(district="Tawau", code_district=1)), level="province")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"{\n\n", ":3: no JSON"),
        (b"[]", "no GeoJSON FeatureCollection"),
        (b'{"features": []}', "no GeoJSON FeatureCollection"),
        (b'{"features": [NaN]}', "NaN is no number"),
        (b"[" * 100_000, "no GeoJSON"),
        (geojson(feature(), crs={"type": "name", "properties": {"name": "EPSG:3375"}}), "CRS is 'EPSG:3375'"),
        (geojson(feature(), crs="x"), "CRS is None"),
    ],
)
def test_broken_geojson_is_one_clear_error(text: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_dosm(text)


@pytest.mark.shared
def test_real_malaysian_districts(shared_dir: Path) -> None:
    folder = shared_dir / MIRROR / "dosm-malaysia/data-open/21a78e98/datasets/geodata"
    districts = read_dosm(folder / "administrative_2_district.geojson", level="regency")
    states = read_dosm(folder / "administrative_1_state.geojson", level="province")
    assert (len(states), len(districts)) == (16, 160)
    assert int(districts.index.str.startswith("MY-12.").sum()) == 27
    assert int(districts.index.str.startswith("MY-13.").sum()) == 40
    assert districts.loc["MY-12.01", "name"] == "Tawau"
    assert set(districts.index.str[:5]) == set(states.index)
