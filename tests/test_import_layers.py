"""Coordinates in their place, layers in the cache, and what the rest of the program makes of them."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from import_files import REGENCIES, big, frame, squares, write

from geo_coop.boundaries.importer import Wishes, import_layer
from geo_coop.boundaries.load import load_regions
from geo_coop.boundaries.userlayers import commit, name_for, remove_user_layer, user_layer, user_layers
from geo_coop.boundaries.workspace import workspace
from geo_coop.cli.maps.agreements import provinces_shown
from geo_coop.errors import FetchError, InputError, IntegrityError, NotFoundError
from geo_coop.geodesy import area_m2
from geo_coop.provenance import sources_of
from geo_coop.register import load_register
from geo_coop.schema import check_regions

if TYPE_CHECKING:
    from pathlib import Path


def swapped(data: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    turned = shapely.transform(data.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    return data.set_geometry(gpd.GeoSeries(turned, index=data.index, crs=data.crs))


def agrees(layer: gpd.GeoDataFrame, data: gpd.GeoDataFrame, tolerance: float = 1e-6) -> bool:
    a, b = layer.bounds.to_numpy(), data.bounds.to_numpy()
    return bool(np.abs(a - b).max() < tolerance)


# Coordinates


@pytest.mark.parametrize(
    ("epsg", "tolerance"),
    [
        (4326, 1e-9), (4755, 1e-6), (9470, 1e-6), (32650, 1e-6), (32649, 1e-6), (23870, 1e-6), (9487, 1e-6),
        (4742, 1e-6), (3376, 1e-6), (29873, 1e-4), (4298, 1e-4), (3857, 1e-6),
    ],
)  # fmt: skip
def test_each_crs_leads_to_the_same_degrees(tmp_path: Path, epsg: int, tolerance: float) -> None:
    path = write(big().to_crs(epsg), tmp_path / "own.gpkg")
    done = import_layer(path, Wishes(clean=False))
    assert f"EPSG:{epsg}" in done.crs
    assert agrees(load_regions("regency", source="user:own"), big(), tolerance)


def test_missing_crs_is_an_error_unless_given(tmp_path: Path) -> None:
    path = write(big(), tmp_path / "own.shp")
    (tmp_path / "own.prj").unlink()
    with pytest.raises(
        InputError, match=r"states no CRS \(a Shapefile needs its \.prj\).*degrees.*with --crs EPSG:4326"
    ):
        import_layer(path)
    assert import_layer(path, Wishes(crs="EPSG:4326")).matched == 5
    with pytest.raises(InputError, match="unknown CRS 'EPSG:0'; common ones are"):
        import_layer(path, Wishes(crs="EPSG:0", name="x"))


def test_missing_crs_of_metres_names_the_zone_that_fits(tmp_path: Path) -> None:
    path = write(big().to_crs(32650), tmp_path / "own.shp")
    (tmp_path / "own.prj").unlink()
    with pytest.raises(InputError, match=r"look like metres.*--crs EPSG:32650 \(WGS 84 / UTM zone 50N\)"):
        import_layer(path)


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "csv"])
def test_swapped_axes_are_named_and_refused_unless_told(tmp_path: Path, suffix: str) -> None:
    path = write(swapped(big()), tmp_path / f"own.{suffix}")
    with pytest.raises(InputError, match=r"axes are swapped, latitude written first \(5 of 5 rows\).*--swap-axes"):
        import_layer(path, Wishes(crs="EPSG:4326"))
    import_layer(path, Wishes(crs="EPSG:4326", swap_axes=True))
    assert agrees(load_regions("regency", source="user:own"), big())


def test_swapped_axes_of_metres(tmp_path: Path) -> None:
    # Northing and easting near the equator look alike: only where the regencies are tells.
    points = load_regions("regency", within="65", source="embedded").representative_point()
    data = big().set_geometry(gpd.GeoSeries(shapely.buffer(points.to_numpy(), 0.02), crs=4326))
    path = write(swapped(data.to_crs(32650)), tmp_path / "own.gpkg")
    with pytest.raises(
        InputError, match=r"axes are swapped, northing written first: \d of 5 rows lie .* 5 when swapped"
    ):
        import_layer(path)
    import_layer(path, Wishes(swap_axes=True))
    assert agrees(load_regions("regency", source="user:own"), data)
    assert import_layer(write(data.to_crs(32650), tmp_path / "right.gpkg")).matched == 5


def test_one_swapped_row_is_named(tmp_path: Path) -> None:
    data = big()
    data.loc[[3], "geometry"] = swapped(data).geometry.loc[[3]]
    with pytest.raises(InputError, match="row 4: axes are swapped, where other rows have them in order"):
        import_layer(write(data, tmp_path / "own.gpkg"))


@pytest.mark.parametrize(
    ("true", "stated", "match"),
    [
        (32650, 32649, r"5 of 5 rows lie outside their provinces.*seems wrong; give the right one.*EPSG:32650"),
        (32650, 4326, r"CRS is WGS 84 \(EPSG:4326\) in degrees .* but coordinates reach.*EPSG:32650"),
        (4326, 32650, r"in metres, stated by the file, but coordinates are like degrees.*EPSG:4326"),
    ],
)
def test_wrong_crs_is_named(tmp_path: Path, true: int, stated: int, match: str) -> None:
    data = big().to_crs(true).set_crs(stated, allow_override=True)
    with pytest.raises(InputError, match=match):
        import_layer(write(data, tmp_path / "own.gpkg"))


def test_a_row_far_from_its_province_is_kept_and_reported(tmp_path: Path) -> None:
    data = big()
    data.loc[0, "geometry"] = squares(1, west=105.0, south=-6.5)[0]
    done = import_layer(write(data, tmp_path / "own.gpkg"))
    assert (done.matched, done.regions) == (5, 5)
    assert any("1 rows lie or reach outside their province" in note for note in done.notes)
    layer = user_layer("own").read("regency")
    assert layer.loc["65.01", "method"] == "drawn by the source"
    assert "lies or reaches outside its province" in (done.folder / "report.csv").read_text()


def test_a_crs_of_another_planet_is_refused(tmp_path: Path) -> None:
    path = write(big(), tmp_path / "own.gpkg")
    with pytest.raises(InputError, match="cannot be transformed to EPSG:4326; give --crs"):
        import_layer(path, Wishes(crs="IAU_2015:49900"))


# The coverage


def test_overlaps_and_gaps_are_cleaned_and_reported(tmp_path: Path) -> None:
    boxes = squares(5)
    # Into its western neighbour, and a gap of at most 3 m to the eastern one.
    boxes[1] = shapely.Polygon([(116.098, 3.0), (116.2, 3.0), (116.19997, 3.05), (116.2, 3.1), (116.098, 3.1)])
    data = big().set_geometry(gpd.GeoSeries(boxes, crs=4326))
    path = write(data, tmp_path / "own.gpkg")
    done = import_layer(path)
    layer = load_regions("regency", source="user:own")
    assert shapely.coverage_is_valid(layer.geometry.to_numpy())
    assert shapely.union_all(layer.geometry.to_numpy()).area == pytest.approx(0.05, rel=1e-9)
    assert "overlaps or gaps" in (done.folder / "report.csv").read_text()
    import_layer(path, Wishes(name="raw", clean=False))
    assert not shapely.coverage_is_valid(load_regions("regency", source="user:raw").geometry.to_numpy())


def test_upper_levels_are_dissolved_where_they_are_complete(tmp_path: Path) -> None:
    done = import_layer(write(big(), tmp_path / "own.gpkg"))
    assert done.layers == {"province": 1, "regency": 5}
    assert provinces_shown("user:own", "regency") == ["65"]
    assert provinces_shown(None, "regency") == ["64", "65"]
    province = load_regions("province", source="user:own")
    assert province.geometry.loc["65"].equals(shapely.box(116, 3, 116.5, 3.1))
    part = import_layer(write(big().iloc[:3], tmp_path / "part.gpkg"))
    assert part.layers == {"regency": 3}
    with pytest.raises(NotFoundError, match="source user:part has no province layer; it has regency"):
        load_regions("province", source="user:part")


# The store


def test_the_users_layer_comes_first(tmp_path: Path) -> None:
    before = load_regions("regency", within="65")
    import_layer(write(big(), tmp_path / "own.gpkg"), Wishes(release="2024", licence="CC-BY-4.0", title="Peta kita"))
    after = load_regions("regency", within="65")
    check_regions(after)
    assert set(before["tier"]) == {"approximate"}
    assert set(after["tier"]) == {"authoritative"}
    source = sources_of(after)[0]
    assert (source.source, source.release, source.licence, source.title) == (
        "user:own",
        "2024",
        "CC-BY-4.0",
        "Peta kita",
    )
    assert set(load_regions("regency", within="64")["tier"]) == {"approximate"}
    assert set(load_regions("regency", within="65", source="embedded")["tier"]) == {"approximate"}
    with pytest.raises(InputError, match="unknown release of Peta kita '2016'"):
        load_regions("regency", source="user:own", release="2016")
    remove_user_layer("user:own")
    assert set(load_regions("regency", within="65")["tier"]) == {"approximate"}


def test_provenance_says_unknown_where_the_user_says_nothing(tmp_path: Path) -> None:
    done = import_layer(write(big(), tmp_path / "own.gpkg"))
    source = user_layer(done.source).provenance()
    assert source.licence == "as stated by the user: unknown"
    assert source.tier == "authoritative"
    assert len(source.release) == len("2024-01-01")
    manifest = json.loads((done.folder / "manifest.json").read_text())
    assert len(manifest["input"]["sha256"]) == 64


def test_the_layer_imported_last_wins(tmp_path: Path) -> None:
    for name in ("zz", "aa"):
        import_layer(write(big(), tmp_path / f"{name}.gpkg"))
    assert [layer.name for layer in user_layers()] == ["aa", "zz"]
    assert sources_of(load_regions("regency", within="65"))[0].source == "user:aa"


def test_a_few_villages_do_not_stand_for_a_regency(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    data = frame({"KDEPUM": ["65.03.05.2033", "65.03.05.2034"]})
    import_layer(write(data, tmp_path / "own.gpkg"))
    with caplog.at_level(logging.WARNING):
        layer = load_regions("village", within="65.03")
    assert set(layer["tier"]) == {"approximate"}
    assert "user:own holds 2 of 240 village regions of 65.03: another source is used there" in caplog.text
    alone = load_regions("village", within="65.03.05", source="user:own")
    assert alone.loc["65.03.05.2033", "tier"] == "authoritative"


def test_names_are_not_overwritten_unasked(tmp_path: Path) -> None:
    path = write(big(), tmp_path / "own.gpkg")
    import_layer(path)
    with pytest.raises(InputError, match="there is a layer user:own already; give --replace, or another --name"):
        import_layer(path)
    assert import_layer(path, Wishes(replace=True)).matched == 5
    with pytest.raises(InputError, match=r"'\.\./x' is no name for a layer"):
        import_layer(path, Wishes(name="../x"))
    assert name_for("Batas Desa KALTARA (2024)") == "batas-desa-kaltara-2024"


def test_a_layer_that_another_process_made_meanwhile_stays() -> None:
    with workspace() as work:
        for name in ("first", "second"):
            (work / name).mkdir()
            (work / name / "file").write_text(name, encoding="utf-8")
        target = commit(work / "first", "own", work, replace=False)
        with pytest.raises(InputError, match="there is a layer user:own already; give --replace, or another --name"):
            commit(work / "second", "own", work, replace=False)
        assert (target / "file").read_text(encoding="utf-8") == "first"
        with pytest.raises(FetchError, match="cannot write the cache"):
            commit(work / "gone", "own", work, replace=True)
        assert (target / "file").read_text(encoding="utf-8") == "first"
        commit(work / "second", "own", work, replace=True)
    assert (target / "file").read_text(encoding="utf-8") == "second"


def test_a_failed_import_leaves_the_earlier_layer(tmp_path: Path) -> None:
    path = write(big(), tmp_path / "own.gpkg")
    import_layer(path)
    write(big().assign(WADMKK="x"), tmp_path / "own.gpkg")
    with pytest.raises(InputError):
        import_layer(path, Wishes(replace=True))
    assert len(load_regions("regency", source="user:own")) == 5
    unfinished = user_layer("own").folder.parents[1] / "unfinished"
    assert [entry for entry in unfinished.iterdir() if entry.is_dir()] == []


def test_dry_run_stores_nothing(tmp_path: Path) -> None:
    done = import_layer(write(big(), tmp_path / "own.gpkg"), dry_run=True, report=tmp_path / "report")
    assert done.folder is None
    assert user_layers() == []
    assert sorted(file.name for file in (tmp_path / "report").iterdir()) == ["report.csv", "unmatched.csv"]


def test_a_damaged_layer_is_named(tmp_path: Path) -> None:
    done = import_layer(write(big(), tmp_path / "own.gpkg"))
    (done.folder / "regency.parquet").write_bytes(b"PAR1")
    with pytest.raises(IntegrityError, match="damaged; import it again, or run: geo-coop boundaries remove user:own"):
        load_regions("regency", source="user:own")
    (done.folder / "manifest.json").write_text("{")
    with pytest.raises(NotFoundError, match="no layer user:own in the cache; there is none"):
        load_regions("regency", source="user:own")


def test_many_provinces_are_written_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo_coop.boundaries.importing.building.ONE_PART_ROWS", 1)
    data = frame({"code": ["65.71", "64.08", "65.01", "62.07"]}, [
        *squares(1), *squares(1, west=117, south=1), *squares(1, west=116.1), *squares(1, west=112, south=-2),
    ])  # fmt: skip
    done = import_layer(write(data, tmp_path / "own.gpkg"))
    layer = load_regions("regency", source="user:own")
    assert layer.index.tolist() == ["62.07", "64.08", "65.01", "65.71"]
    assert any("province by province" in note for note in done.notes)
    assert user_layer("own").read("regency", within="65").index.tolist() == ["65.01", "65.71"]


def test_neighbours_of_two_provinces_share_their_edge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cleaned province by province, a gap and an overlap across the border between two are closed all the same."""
    monkeypatch.setattr("geo_coop.boundaries.importing.building.ONE_PART_ROWS", 1)
    north = [shapely.box(116.0 + n, 2.0, 117.0 + n, 3.0) for n in range(2)]
    notch = shapely.box(117.2, 1.99995, 117.8, 2.0)
    south = [shapely.box(116.0, 1.0, 117.0, 2.00005), shapely.box(117.0, 1.0, 118.0, 2.0).difference(notch)]
    far = shapely.box(116.0, -1.0, 116.5, -0.5)
    data = frame({"code": ["65.01", "65.04", "64.03", "64.08", "64.09"]}, [*north, *south, far])
    done = import_layer(write(data, tmp_path / "own.gpkg"))
    layer = load_regions("regency", source="user:own")
    assert shapely.coverage_is_valid(layer.geometry.to_numpy())
    assert shapely.area(layer.geometry.to_numpy()).sum() == pytest.approx(4.25, abs=1e-12)
    assert layer.geometry["64.09"].equals(far)
    assert any("after 4 regions at the borders between provinces" in note for note in done.notes)
    report = pd.read_csv(done.folder / "report.csv")
    assert set(report.loc[report["step"] == "border", "code"].astype(str)) >= {"65.04"}


# The command line


def test_command_line(tmp_path: Path, run: Any) -> None:
    path = write(big(codes="bare"), tmp_path / "Peta Kaltara.geojson")
    done = run("boundaries", "import", str(path), "--json", "--licence", "CC0")
    assert done.code == 0
    report = done.json()
    assert report["source"] == "user:peta-kaltara"
    assert (report["schema"], report["matched"], report["unmatched"]) == ("big", 5, 0)
    listed = {row["source"]: row for row in run("boundaries", "list", "--json").json()}
    assert listed["user:peta-kaltara"]["levels"] == ["province", "regency"]
    state = {row["source"]: row for row in run("boundaries", "status", "--json").json()["sources"]}
    assert state["user:peta-kaltara"]["layers"] == {"province": 1, "regency": 5}
    gone = run("boundaries", "remove", "user:peta-kaltara", "--json")
    assert gone.json()["removed"] == "user:peta-kaltara"
    assert run("boundaries", "remove", "peta-kaltara").code == 4


def test_command_line_tells_why_and_what(tmp_path: Path, run: Any) -> None:
    path = write(big(), tmp_path / "own.geojson")
    done = run("boundaries", "import", str(path), "--dry-run")
    assert done.code == 0
    assert "schema big: columns WADMPR, WADMKK are those of BIG's RBI" in done.err
    assert "dry run: nothing was stored" in done.err
    refused = run("boundaries", "import", str(write(swapped(big()), tmp_path / "s.geojson")))
    assert refused.code == 1
    assert refused.err.count("\n") == 1
    assert "--swap-axes" in refused.err
    assert run("boundaries", "import", str(path), "--parent-column", "x").code == 2


# Real boundaries


@pytest.fixture(scope="module")
def kaltara(shared_dir: Path) -> gpd.GeoDataFrame:
    data = gpd.read_parquet(shared_dir / "boundaries" / "scale" / "idn_kabupaten.parquet")
    data = data[data["kode"].str.startswith("65.")]
    names = data["nama"].str.replace("Kabupaten ", "").to_numpy()
    return gpd.GeoDataFrame(
        {"WADMKK": names, "WADMPR": "Kalimantan Utara"}, geometry=data.geometry.to_numpy(), crs=4326
    )


@pytest.mark.shared
def test_real_regencies_without_codes(tmp_path: Path, kaltara: gpd.GeoDataFrame) -> None:
    done = import_layer(write(kaltara, tmp_path / "own.shp"))
    assert (done.schema, done.matched, done.unmatched) == ("big", 5, 0)
    layer = load_regions("regency", source="user:own")
    assert layer.index.tolist() == list(REGENCIES)
    assert shapely.coverage_is_valid(layer.geometry.to_numpy())
    official = load_register().official_areas["area_km2"]
    areas = area_m2(layer.geometry.to_numpy()) / 1e6
    for code, area in zip(layer.index, areas, strict=True):
        assert area == pytest.approx(official[code], rel=0.03)


@pytest.mark.shared
def test_real_regencies_swapped_and_without_prj(tmp_path: Path, kaltara: gpd.GeoDataFrame) -> None:
    with pytest.raises(InputError, match="axes are swapped"):
        import_layer(write(swapped(kaltara), tmp_path / "swapped.geojson"))
    path = write(kaltara.to_crs(32650), tmp_path / "own.shp")
    (tmp_path / "own.prj").unlink()
    with pytest.raises(InputError, match=r"--crs EPSG:32650"):
        import_layer(path)
    assert import_layer(path, Wishes(crs="EPSG:32650")).matched == 5


@pytest.mark.shared
def test_real_villages_by_name(tmp_path: Path, shared_dir: Path) -> None:
    data = gpd.read_parquet(
        shared_dir / "boundaries" / "scale" / "idn_desa.parquet",
        filters=[("kode", ">=", "65.03"), ("kode", "<", "65.04")],
    )
    register = load_register()
    data["WADMKC"] = [register.name(code[:8]).upper() for code in data["kode"]]
    data = data.rename(columns={"nama": "WADMKD"}).assign(WADMKK="Nunukan", WADMPR="Kaltara")
    done = import_layer(write(data.drop(columns="kode"), tmp_path / "own.fgb"))
    assert (done.rows, done.matched) == (240, 240)
    layer = user_layer("own").read("village")
    assert layer.index.tolist() == sorted(data["kode"])
    assert done.layers == {"regency": 1, "district": 21, "village": 240}


# The file's own columns


def test_half_a_letter_in_a_kept_column_loses_no_row(tmp_path: Path) -> None:
    data = json.loads(write(big(codes="dotted"), tmp_path / "own.geojson").read_text(encoding="utf-8"))
    for number, feature in enumerate(data["features"]):
        feature["properties"] |= {"catatan": "\ud83d" if number == 3 else "ok", "n\ud83d": number, "utuh": "\u00e9"}
    (tmp_path / "own.geojson").write_text(json.dumps(data), encoding="utf-8")  # as \ud83d, which JSON allows
    done = import_layer(tmp_path / "own.geojson", Wishes(name="own"))
    assert (done.rows, done.matched) == (5, 5)
    lost = [note for note in done.notes if "is not kept: it has a text that is no Unicode" in note]
    assert [note.split("'")[1] for note in lost] == ["catatan", "n\\ud83d"]
    assert user_layer("own").attributes()["utuh"].tolist() == ["\u00e9"] * 5


def test_half_a_letter_in_a_name_is_one_error_that_names_the_rows(tmp_path: Path) -> None:
    data = json.loads(write(big(), tmp_path / "own.geojson").read_text(encoding="utf-8"))
    for number in (1, 3):
        data["features"][number]["properties"]["WADMKK"] = f"Desa{number}\ud83d"
    (tmp_path / "own.geojson").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(InputError) as error:
        import_layer(tmp_path / "own.geojson", Wishes(name="own"))
    tail = "is no Unicode: surrogates not allowed"
    assert [problem.what for problem in error.value.problems] == [
        f"row 2: 'Desa1\\ud83d' {tail}", f"row 4: 'Desa3\\ud83d' {tail}",
    ]  # fmt: skip
    str(error.value).encode()


def test_columns_of_the_file_are_kept_and_keyed_by_code(tmp_path: Path, run: Any) -> None:
    data = big().iloc[::-1].reset_index(drop=True)
    data.loc[0, "WADMKK"] = "Nirgendwo"  # its row gets no code
    data = data.assign(penduduk=[5, 4, 3, 2, 1], luas=[0.5, None, 2.5, 3.0, 4.0], catatan=["a", None, "c", "=1+1", "ü"])
    data = data.assign(row=["r1", "r2", "r3", "r4", "r5"], file_row=1, code="x")
    done = import_layer(write(data, tmp_path / "own.geojson"), Wishes(on_duplicate="union"))
    assert set(done.own_columns) == {*data.columns, "file_file_row", "file_code"} - {"geometry", "row", "code"}
    table = user_layer("own").attributes()
    assert table.index.tolist() == ["65.01", "65.02", "65.03", "65.04"]
    assert table["row"].tolist() == [5, 4, 3, 2]
    assert table["penduduk"].tolist() == [1, 2, 3, 4]
    assert table["luas"].tolist()[:3] == [4.0, 3.0, 2.5]
    assert pd.isna(table["luas"].iloc[3])
    assert table["catatan"].fillna("").tolist() == ["ü", "=1+1", "c", ""]
    assert table["file_file_row"].tolist() == ["r5", "r4", "r3", "r2"]
    assert list(load_regions("regency", source="user:own").columns) == list(load_regions("regency").columns)
    shown = run("boundaries", "attributes", "user:own", "--json")
    assert shown.code == 0
    assert shown.json()[3]["luas"] is None
    made = run("boundaries", "attributes", "own", "-o", str(tmp_path / "own.csv"))
    assert made.code == 0
    assert (tmp_path / "own.csv").read_text().splitlines()[0].startswith("code,row,")
