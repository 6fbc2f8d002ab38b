"""Every file format, zipped or not, gives the same layer; archives that do harm are refused."""

from __future__ import annotations

import gzip
import stat
import struct
import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely
from import_files import FORMATS, REGENCIES, big, frame, squares, write, zipped

from geo_coop.boundaries.adapters.reading import Options
from geo_coop.boundaries.archive import unpack
from geo_coop.boundaries.formats.sniff import open_table
from geo_coop.boundaries.importer import Imported, Wishes, import_layer
from geo_coop.boundaries.load import load_regions
from geo_coop.boundaries.userlayers import user_layer
from geo_coop.errors import InputError
from geo_coop.geodesy import area_m2

if TYPE_CHECKING:
    from pathlib import Path


def bring(path: Path, **wishes: object) -> Imported:
    if path.suffix == ".csv" or "csv" in path.name:
        wishes.setdefault("crs", "EPSG:4326")
    return import_layer(path, Wishes(**wishes))  # type: ignore[arg-type]


@pytest.mark.parametrize("pack", [False, True])
@pytest.mark.parametrize("suffix", FORMATS)
def test_each_format_gives_the_same_layer(tmp_path: Path, suffix: str, pack: bool) -> None:  # noqa: FBT001
    path = write(big(codes="dotted"), tmp_path / f"batas.{suffix}")
    done = bring(zipped(path) if pack else path, name="own")
    assert (done.rows, done.matched, done.unmatched, done.regions) == (5, 5, 0, 5)
    assert done.schema == "big"
    layer = load_regions("regency", source="user:own")
    assert layer.index.tolist() == list(REGENCIES)
    for shape, square in zip(layer.geometry, squares(5), strict=True):
        assert shape.equals(square)
    assert user_layer("own").manifest["input"]["format"] == done.format


def test_gzip_and_kmz(tmp_path: Path) -> None:
    plain = write(big(), tmp_path / "a.geojson")
    packed = tmp_path / "a.geojson.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert bring(packed, name="gz").matched == 5
    kml = write(big(), tmp_path / "doc.kml")
    assert bring(zipped(kml, tmp_path / "a.kmz"), name="kmz").matched == 5


def test_format_follows_from_content_not_name(tmp_path: Path) -> None:
    path = write(big(), tmp_path / "a.gpkg")
    odd = path.rename(tmp_path / "a.dat")
    assert open_table(odd).kind == "GeoPackage"


def test_kemendagri_sql(tmp_path: Path) -> None:
    path = tmp_path / "a.sql"
    path.write_text(
        "INSERT INTO w (kode,nama,path) VALUES ('65.03','Nunukan','[[[3,116],[3.1,116],[3.1,116.1],[3,116]]]');"
    )
    assert bring(path).schema == "dotted"


@pytest.mark.parametrize(("cpg", "note"), [(None, "is missing"), ("ISO-8859-1", "says ISO-8859-1"), ("UTF-8", None)])
def test_shapefile_texts_are_read_by_their_bytes(tmp_path: Path, cpg: str | None, note: str | None) -> None:
    data = frame({"code": ["65.03.05.2033"], "name": ["Pa\u2019 Rupai"]})
    path = tmp_path / "a.shp"
    data.to_file(path, engine="pyogrio", encoding="UTF-8")
    (tmp_path / "a.cpg").unlink()
    if cpg is not None:
        (tmp_path / "a.cpg").write_text(cpg)
    done = bring(path)
    assert user_layer("a").read("village")["source_name"].tolist() == ["Pa\u2019 Rupai"]
    assert any(note in text for text in done.notes) if note else not any(".cpg" in text for text in done.notes)


def test_shapefile_of_windows_texts_without_cpg(tmp_path: Path) -> None:
    data = frame({"code": ["65.03.05.2033"], "name": ["Pa\u00b4 Rupai"]})
    path = tmp_path / "a.shp"
    data.to_file(path, engine="pyogrio", encoding="cp1252")
    (tmp_path / "a.cpg").write_text("UTF-8")
    done = bring(path)
    assert user_layer("a").read("village")["source_name"].tolist() == ["Pa\u00b4 Rupai"]
    assert any("not UTF-8: texts read as Windows-1252" in text for text in done.notes)


def test_shapefile_parts_that_lack_or_disagree(tmp_path: Path) -> None:
    path = write(big(), tmp_path / "a.shp")
    (tmp_path / "a.dbf").rename(tmp_path / "b.dbf")
    with pytest.raises(InputError, match=r"lacks \.dbf: a Shapefile is several files"):
        bring(path)
    write(frame({"X": ["a"]}), tmp_path / "c.shp")
    (tmp_path / "c.dbf").rename(tmp_path / "a.dbf")
    with pytest.raises(InputError, match=r"the \.shx lists 5 shapes, the \.dbf 1 rows"):
        bring(path)
    with pytest.raises(InputError, match=r"is one part of a Shapefile; give a\.shp"):
        bring(tmp_path / "a.dbf")


def test_several_layers_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    big().to_file(path, layer="kabupaten")
    big().to_file(path, layer="lain")
    with pytest.raises(InputError, match=r"holds 2 layers: kabupaten, lain; choose one, for example --layer kabupaten"):
        bring(path)
    assert bring(path, layer="kabupaten").matched == 5
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("satu", "dua"):
            archive.write(write(big(), tmp_path / f"{name}.geojson"), f"x/{name}.geojson")
    with pytest.raises(InputError, match=r"holds 2 layers: x/dua\.geojson, x/satu\.geojson; choose one"):
        bring(packed, name="z")
    assert bring(packed, layer="satu", name="zipped").matched == 5
    with pytest.raises(InputError, match="layer 'tiga' is none of"):
        bring(packed, layer="tiga", name="z")


TAR = b"\x00" * 257 + b"ustar" + b"\x00" * 250


@pytest.mark.parametrize(
    ("name", "content", "match"),
    [
        ("a.geojson", b"", "is empty"),
        ("a.geojson", b"{", "the file ends in the middle"),
        ("a.geojson", b'{"type": "Topology", "objects": {}}', "JSON of the type 'Topology'"),
        ("a.geojson", b'{"type":"FeatureCollection","features":[]}', "no GeoJSON features"),
        ("a.geojson", b'{"type":"Feature","properties":{}}', "feature 1 has no member 'geometry'"),
        ("a.geojson", b'{"type":"FeatureCollection","features":[7]}', "feature 1 is no GeoJSON Feature"),
        ("a.geojson", b"<!DOCTYPE html><html></html>", "is a web page"),
        ("a.kml", b"<kml><Document/></kml>", "holds no Placemark"),
        ("a.kml", b'<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a "b">]><kml/>', "declares entities; refused"),
        ("a.kml", b'<!DOCTYPE k SYSTEM "x.dtd"><kml><Placemark><name>&a;</name></Placemark></kml>', "entities; ref"),
        ("a.kml", b"<gpx></gpx>", "XML of the type 'gpx'"),
        ("a.csv", b"name,level\nx,y\n", "no column of shapes among name, level"),
        ("a.csv", b"name,wkt\nx,y\nx,y,z\n", "cannot be read: .*Expected 2 fields in line 3, saw 3"),
        ("a.csv", b"name,wkt\nx,y,z\nx,y\n", "csv:2: the first row has more fields than the header"),
        ("a.csv", b'name,wkt\n"x,"POLYGON ((1 1, 2 1, 2 2, 1 1))"\n', "csv:2: the first row has more fields"),
        ("a.csv", b"hello", "no format that is known"),
        ("a.parquet", b"PAR1aaaaaaaaaaaaPAR1", "cannot be read"),
        ("a.bin", b"\x00\x01\x02", "is of no format that is read"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c0000", "an archive of a kind that is not read"),
        ("a.zip", b"PK\x03\x04 no more", "cannot be unpacked"),
        ("a.tar.gz", gzip.compress(TAR, mtime=0), r"tar\.gz: is an archive in an archive"),
        ("a.zip", b"name,level\nx,y\n", "no column of shapes"),
        ("a.gpkg", b"SQLite format 3\x00" + b"\x00" * 200, "cannot be read"),
        ("a.fgb", b"fgb\x03fgb\x00" + b"\x00" * 20, "holds no layer with shapes"),
    ],
)  # fmt: skip
def test_what_is_no_boundary_file(tmp_path: Path, name: str, content: bytes, match: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=match):
        bring(path)


def test_kml_polygons_without_a_shell_keep_apart_from_the_holes_before(tmp_path: Path) -> None:
    ring, small = "117,1 118,1 118,2 117,1", "117.6,1.2 117.8,1.2 117.8,1.4 117.6,1.2"

    def rings(name: str, text: str) -> str:
        return f"<{name}><LinearRing><coordinates>{text}</coordinates></LinearRing></{name}>"

    first = rings("outerBoundaryIs", ring) + rings("innerBoundaryIs", small)
    polygons = [first, f"<LinearRing><coordinates>{ring.replace('11', '10')}</coordinates></LinearRing>",
                rings("outerBoundaryIs", "1,1 2,2")]  # fmt: skip
    drawn = "".join(f"<Polygon>{polygon}</Polygon>" for polygon in polygons)
    path = tmp_path / "a.kml"
    path.write_text(f"<kml><Placemark><MultiGeometry>{drawn}</MultiGeometry></Placemark></kml>", encoding="utf-8")
    (batch,) = open_table(path).shapes()
    assert shapely.get_num_geometries(batch.shapes).tolist() == [2]
    assert shapely.area(batch.shapes)[0] == pytest.approx(0.5 - 0.02 + 0.5)
    assert batch.mended == {0: "1 of 3 polygons have fewer than 3 points: left out"}


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        bring(tmp_path / "gone.gpkg")
    with pytest.raises(InputError, match="a folder; name one file"):
        bring(tmp_path)


def member(name: str, **attributes: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    for key, value in attributes.items():
        setattr(info, key, value)
    return info


@pytest.mark.parametrize(
    ("info", "match"),
    [
        (member("../../evil.geojson"), "climbs out of the archive"),
        (member("a\\..\\..\\evil.geojson"), "climbs out of the archive"),
        (member("/etc/evil.geojson"), "has an absolute path"),
        (member("C:/evil.geojson"), "has an absolute path"),
        (member("a/C:/evil.geojson"), "has an absolute path"),
        (member("a/.. /.. /evil.geojson"), "climbs out of the archive"),
        (member("a.geojson", external_attr=(stat.S_IFLNK | 0o777) << 16), "is a link"),
        (member("inner.zip"), "is an archive itself"),
        (member("readme.txt"), r"holds no boundary file, but readme\.txt"),
    ],
)
def test_archives_that_do_harm(tmp_path: Path, info: zipfile.ZipInfo, match: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, "{}")
    with pytest.raises(InputError, match=match):
        bring(path)
    assert not (tmp_path.parent / "evil.geojson").exists()


def test_all_harm_in_one_report(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../a.geojson", "{}")
        archive.writestr("b.zip", "{}")
    with pytest.raises(InputError) as caught:
        bring(path)
    assert len(caught.value.problems) == 2


def test_encrypted_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.geojson", "{}")
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(InputError, match="is encrypted; unpack it with its password"):
        bring(path)


def test_zip_bombs(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.geojson", b" " * (80 << 20))
    with pytest.raises(InputError, match="refused as a zip bomb"):
        bring(path)
    # The table of contents may lie about the size: what comes out is counted.
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(mark)
        data[place + at : place + at + 4] = struct.pack("<I", 1000)
    path.write_bytes(data)
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(InputError):
        unpack(path, folder)
    assert sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) <= 1 << 20
    packed = tmp_path / "b.geojson.gz"
    packed.write_bytes(gzip.compress(b" " * (80 << 20)))
    with pytest.raises(InputError, match="refused as a zip bomb"):
        bring(packed)


def test_heights_collections_and_missing_shapes(tmp_path: Path) -> None:
    box = squares(5)
    shapes = [
        shapely.force_3d(box[0], 7.0),
        shapely.GeometryCollection([box[1], shapely.Point(116.1, 3.0)]),
        None,
        shapely.Polygon(),
        shapely.MultiPolygon([box[4]]),
    ]
    data = gpd.GeoDataFrame({"KDPKAB": list(REGENCIES)}, geometry=shapes, crs=4326)
    data.to_parquet(tmp_path / "a.parquet")
    done = bring(tmp_path / "a.parquet")
    assert done.matched == done.regions == 5
    layer = user_layer("a").read("regency")
    assert layer.geometry.isna().tolist() == [False, False, True, True, False]
    assert not shapely.has_z(layer.geometry.to_numpy()).any()
    assert layer.geometry.iloc[1].equals(box[1])
    assert "1 shapes have heights or measures, which are dropped" in done.notes
    report = (done.folder / "report.csv").read_text()
    assert "polygons taken out of a GeometryCollection" in report
    assert report.count("no shape in the file") == 2


def test_points_and_lines_are_refused_row_by_row(tmp_path: Path) -> None:
    shapes = [*squares(3), shapely.Point(116, 3), shapely.LineString([(116, 3), (117, 3)])]
    data = gpd.GeoDataFrame({"KDPKAB": list(REGENCIES)}, geometry=shapes, crs=4326)
    for suffix in ("parquet", "geojson", "kml", "csv"):
        path = write(data, tmp_path / f"a.{suffix}")
        with pytest.raises(InputError, match="row 4: the shape is a Point, no area") as caught:
            bring(path, name=suffix)
        assert len(caught.value.problems) == 2


def test_self_crossing_ring_is_mended_and_reported(tmp_path: Path) -> None:
    bow = shapely.Polygon([(116, 3), (116.1, 3.1), (116.1, 3), (116, 3.1), (116, 3)])
    data = gpd.GeoDataFrame({"KDPKAB": list(REGENCIES)}, geometry=[bow, *squares(5)[1:]], crs=4326)
    data.to_file(tmp_path / "a.gpkg")
    done = bring(tmp_path / "a.gpkg")
    layer = load_regions("regency", source="user:a")
    assert layer.geometry.is_valid.all()
    whole = area_m2([squares(1)[0]])[0]
    assert area_m2([layer.geometry.iloc[0]])[0] == pytest.approx(whole / 2, rel=1e-3)
    assert "self-intersection" in (done.folder / "report.csv").read_text()


def test_unclosed_rings_are_closed(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"KDPKAB":"65.03"},"geometry":'
        '{"type":"Polygon","coordinates":[[[116,3],[116.1,3],[116.1,3.1],[116,3.1]]]}}]}'
    )
    done = bring(path)
    assert load_regions("regency", source="user:a").geometry.iloc[0].equals(squares(1)[0])
    assert "unclosed ring closed" in (done.folder / "report.csv").read_text()


def test_options_are_checked_together(tmp_path: Path) -> None:
    path = write(big(), tmp_path / "a.gpkg")
    options = Options(level="provinec", name_column="WADMK", scheme="bsp", parent_columns={"x": "WADMPR"})
    with pytest.raises(InputError) as caught:
        bring(path, options=options)
    assert len(caught.value.problems) == 4
    assert "Did you mean 'WADMKK'?" in str(caught.value)


@pytest.mark.parametrize("packed", [False, True])
def test_file_geodatabase(tmp_path: Path, packed: bool) -> None:  # noqa: FBT001 - as a parameter of the test
    folder = tmp_path / "peta.gdb"
    data = big(codes="dotted").assign(
        geometry=lambda frame: frame.geometry.map(lambda area: shapely.MultiPolygon([area]))
    )
    data.to_file(folder, driver="OpenFileGDB", layer="kabupaten", engine="pyogrio")
    path = folder
    if packed:
        path = tmp_path / "peta.gdb.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for member in sorted(folder.iterdir()):
                archive.write(member, f"kiriman/peta.gdb/{member.name}")
    done = bring(path)
    assert (done.format, done.matched, done.regions) == ("file geodatabase", 5, 5)
    for table in folder.glob("*.gdbtable"):
        table.write_bytes(table.read_bytes()[:50])
    with pytest.raises(InputError, match=r"cannot be read|holds no layer"):
        bring(folder, replace=True)
