"""The catalogue of published sources: the shipped one, and every way in which an entry can be wrong."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from geo_coop.boundaries.catalog import load_catalog, read_catalog
from geo_coop.errors import InputError, NotFoundError

if TYPE_CHECKING:
    from pathlib import Path

ENTRY = {
    "path": '"db/a.sql"',
    "level": '"village"',
    "scope": '["65.01"]',
    "bytes": "10",
    "sha256": '"' + "0" * 64 + '"',
}
SOURCE = {
    "id": '"tiny"',
    "title": '"Tiny"',
    "release": '"2025.1"',
    "licence": '"MIT"',
    "licence_url": '"https://example.org/licence"',
    "attribution": '"Someone"',
    "adapter": '"kemendagri-sql"',
    "owner": '"owner"',
    "repo": '"repo"',
    "commit": '"' + "a" * 40 + '"',
    "gap_width_deg": "0.0001",
}


def catalog_text(entry: dict[str, str], source: dict[str, str], *, twice: bool = False) -> str:
    def block(head: str, values: dict[str, str]) -> str:
        return f"[[{head}]]\n" + "".join(f"{key} = {value}\n" for key, value in values.items() if value)

    files = block("source.file", {**ENTRY, **entry}) * (2 if twice else 1)
    return "format = 1\n" + block("source", {**SOURCE, **source}) + files


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "catalog.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_shipped_catalogue_holds_both_sources() -> None:
    catalog = load_catalog()
    assert set(catalog.ids) >= {"wilayah-boundaries", "dosm-malaysia"}
    assert "wilayah" in catalog.list_ids
    indonesia, malaysia = catalog.source("wilayah-boundaries"), catalog.source("dosm-malaysia")
    assert [len(indonesia.files_of(level)) for level in indonesia.levels()] == [8, 38, 5, 17]
    assert indonesia.levels() == ("province", "regency", "district", "village")
    assert malaysia.levels() == ("province", "regency")
    assert indonesia.legal_basis.startswith("Kepmendagri 300.2.2-2138/2025")
    assert {code for file in indonesia.files_of("village") for code in file.scope} >= {"62.02", "62.07", "65.03"}
    provinces = [code for file in indonesia.files_of("province") for code in file.scope]
    assert len(provinces) == len(set(provinces)) == 38


def test_file_knows_its_places() -> None:
    file = load_catalog().source("dosm-malaysia").files_of("regency")[0]
    assert str(file.local_path) == (
        "dosm-malaysia/data-open/21a78e98/datasets/geodata/administrative_2_district.geojson"
    )
    assert file.url_path.startswith("dosm-malaysia/data-open/21a78e98efd4cd9b022a27a1bf67d167076b7591/datasets/")


@pytest.mark.shared
def test_shipped_catalogue_agrees_with_the_manifest_of_the_real_files(shared_dir: Path) -> None:
    with (shared_dir / "boundaries" / "manifest.csv").open(encoding="utf-8", newline="") as file:
        listed = {
            (row["owner"], row["repo"], row["commit"], row["path"]): (int(row["bytes"]), row["sha256"])
            for row in csv.DictReader(file)
        }
    files = [file for source in load_catalog().sources for file in source.files]
    files += [file for source in load_catalog().lists for file in source.files]
    # A source that is added may stand in no manifest; those that it names are the same, byte for byte.
    pinned = {(file.owner, file.repo, file.commit, file.path): (file.bytes, file.sha256) for file in files}
    both = pinned.keys() & listed.keys()
    assert len(both) == 76
    assert {key: pinned[key] for key in both} == {key: listed[key] for key in both}


def test_minimal_catalogue_is_read(tmp_path: Path) -> None:
    catalog = read_catalog(written(tmp_path, catalog_text({}, {})))
    file = catalog.source("tiny").files[0]
    assert (file.owner, file.repo, file.commit) == ("owner", "repo", "a" * 40)
    assert catalog.source("tiny").provenance("as drawn").tier == "authoritative"


@pytest.mark.parametrize(
    ("entry", "source", "message"),
    [
        ({"path": '"../../etc/passwd"'}, {}, r"source\[0\]\.file\[0\]\.path: .*no plain relative path"),
        ({"path": '"/etc/passwd"'}, {}, "no plain relative path"),
        ({"path": '"db/../../x"'}, {}, "no plain relative path"),
        ({"path": '"db/./x"'}, {}, "no plain relative path"),
        ({"path": '"db//x"'}, {}, "no plain relative path"),
        ({"path": r'"db\\..\\x"'}, {}, "no plain relative path"),
        ({"path": '"C:/x"'}, {}, "no plain relative path"),
        ({"path": '"a?b"'}, {}, "no plain relative path"),
        ({"sha256": '"abc"'}, {}, "sha256: String should match pattern"),
        ({"sha256": ""}, {}, "sha256: Field required"),
        ({"bytes": "0"}, {}, "bytes: Input should be greater than 0"),
        ({"bytes": '"10"'}, {}, "bytes: Input should be a valid integer"),
        ({"level": '"kecamatan"'}, {}, "level: Input should be"),
        ({"scope": "[]"}, {}, "scope: .*at least 1 item"),
        ({"scope": '["6501"]'}, {}, "is no canonical region code"),
        ({"colour": '"red"'}, {}, "colour: Extra inputs are not permitted"),
        ({}, {"licence": ""}, r"source\[0\]\.licence: Field required"),
        ({}, {"licence": '"NA"'}, "'NA' says nothing"),
        ({}, {"licence": '"n/a"'}, "says nothing"),
        ({}, {"attribution": '" "'}, "attribution"),
        ({}, {"licence_url": '"ftp://example.org"'}, "licence_url: String should match pattern"),
        ({}, {"release": '"latest"'}, "'latest' is no dated release"),
        ({}, {"owner": '".."'}, "owner: String should match pattern"),
        ({}, {"owner": '"a/b"'}, "owner: String should match pattern"),
        ({}, {"commit": '"3c5a7960"'}, "commit: String should match pattern"),
        ({}, {"crs": '"EPSG:3857"'}, "crs: Input should be 'EPSG:4326'"),
        ({}, {"adapter": '"shapefile"'}, "adapter: Input should be"),
        ({}, {"gap_width_deg": "1.0"}, "gap_width_deg: Input should be less than 0.1"),
    ],
)
def test_wrong_entry_is_refused(tmp_path: Path, entry: dict[str, str], source: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_catalog(written(tmp_path, catalog_text(entry, source)))


def test_all_problems_come_in_one_report(tmp_path: Path) -> None:
    path = written(tmp_path, catalog_text({"sha256": '"x"', "bytes": "-1"}, {"licence": '"NA"'}))
    with pytest.raises(InputError, match="3 problems") as caught:
        read_catalog(path)
    assert all(problem.file == str(path) for problem in caught.value.problems)


def test_repeated_files_and_sources_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"files that stand more than once: owner/repo/aaaaaaaa/db/a\.sql"):
        read_catalog(written(tmp_path, catalog_text({}, {}, twice=True)))
    one = catalog_text({}, {})
    with pytest.raises(InputError, match="sources that stand more than once: tiny"):
        read_catalog(written(tmp_path, one + one.removeprefix("format = 1\n")))


def test_broken_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no TOML"):
        read_catalog(written(tmp_path, "format = \n"))
    with pytest.raises(InputError, match="cannot read the catalogue"):
        read_catalog(tmp_path / "absent.toml")
    with pytest.raises(InputError, match="source"):
        read_catalog(written(tmp_path, "format = 1\nsource = [3]\n"))
    with pytest.raises(InputError, match="format: Input should be 1"):
        read_catalog(written(tmp_path, catalog_text({}, {}).replace("format = 1", "format = 2")))


def test_unknown_source_names_the_known_ones() -> None:
    with pytest.raises(
        NotFoundError, match=r"unknown boundary source 'wilayah-boundary'.*Did you mean 'wilayah-boundaries'"
    ):
        load_catalog().select(["wilayah-boundary"])
    assert [source.id for source in load_catalog().select(["dosm-malaysia"] * 2)] == ["dosm-malaysia"]
