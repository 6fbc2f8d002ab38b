"""Each schema is recognised by its columns, and its codes or names lead to canonical codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from import_files import REGENCIES, big, frame, squares, write

from geo_coop.boundaries.adapters.reading import Options
from geo_coop.boundaries.importer import Imported, Wishes, import_layer
from geo_coop.boundaries.userlayers import user_layer
from geo_coop.errors import InputError
from geo_coop.names import match_names
from geo_coop.register import load_register

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

BPS = ["6502", "6501", "6504", "6503", "6571"]
NAMES = list(REGENCIES.values())
PROVINCE = ["Kalimantan Utara"] * 5


def bring(data: gpd.GeoDataFrame, folder: Path, suffix: str = "geojson", **wishes: object) -> Imported:
    path = write(data, folder / f"own.{suffix}")
    return import_layer(path, Wishes(replace=True, **wishes))  # type: ignore[arg-type]


def codes(done: Imported) -> list[str]:
    layer = user_layer(done.source).read(done.level)
    assert layer is not None
    return layer.index.tolist()


@pytest.mark.parametrize("form", [None, "dotted", "bare"])
def test_big_regencies(tmp_path: Path, form: str | None) -> None:
    done = bring(big(codes=form), tmp_path)
    assert (done.schema, done.level, done.matched) == ("big", "regency", 5)
    assert codes(done) == list(REGENCIES)
    said = "Kemendagri codes by BIG's documentation" if form else "no codes: rows are matched by name"
    assert any(said in note for note in done.notes)
    assert "are those of BIG's RBI" in done.reason


def test_big_villages_by_name_within_their_parents(tmp_path: Path) -> None:
    # Long Nawang stands twice in the province: the district decides.
    data = frame(
        {
            "WADMKD": ["Long Nawang", "Long Nawang", "Labang"],
            "WADMKC": ["Kayan Hulu", "Krayan", "Lumbis Pansiangan"],
            "WADMKK": ["MALINAU", "Kab. Nunukan", "Nunukan"],
            "WADMPR": ["KALIMANTAN UTARA"] * 3,
        }
    )
    done = bring(data, tmp_path, "gpkg")
    assert codes(done) == ["65.02.05.2001", "65.03.05.2039", "65.03.20.2003"]
    assert done.level == "village"


@pytest.mark.parametrize("upper", [True, False])
def test_hdx_regencies(tmp_path: Path, upper: bool) -> None:  # noqa: FBT001
    columns = {"ADM1_EN": PROVINCE, "ADM1_PCODE": ["ID65"] * 5, "ADM2_EN": NAMES, "ADM2_PCODE": [f"ID{b}" for b in BPS]}
    if not upper:
        columns = {key.lower().replace("_en", "_name"): values for key, values in columns.items()}
    done = bring(frame(columns), tmp_path)
    assert (done.schema, done.level) == ("hdx", "regency")
    layer = user_layer("own").read("regency")
    assert layer["source_name"].to_dict() == REGENCIES
    assert set(layer["match"]) == {"code"}
    assert ("lower-case form" in done.reason) is not upper


def test_hdx_villages_whose_codes_the_register_lacks_go_by_name(tmp_path: Path) -> None:
    data = frame(
        {
            "ADM4_PCODE": ["ID6504010099"], "ADM4_EN": ["Long Nawang"], "ADM3_PCODE": ["ID6504010"],
            "ADM3_EN": ["Krayan"], "ADM2_EN": ["Nunukan"],
            "ADM1_EN": ["Kalimantan Utara"], "ADM0_EN": ["Indonesia"],
        }
    )  # fmt: skip
    done = bring(data, tmp_path)
    assert codes(done) == ["65.03.05.2039"]
    assert user_layer("own").read("village")["match"].tolist() == ["exact"]


def test_gadm_writes_names_together_and_has_no_official_codes(tmp_path: Path) -> None:
    data = frame(
        {
            "GID_1": ["IDN.14_1"] * 3, "GID_2": ["IDN.14.1_1", "IDN.14.2_1", "IDN.14.3_1"],
            "NAME_1": ["KalimantanUtara"] * 3, "NAME_2": ["TanaTidung", "Nunukan", "Tarakan"],
            "TYPE_2": ["Kabupaten", "Kabupaten", "Kota"],
        }
    )  # fmt: skip
    done = bring(data, tmp_path)
    assert done.schema == "gadm"
    assert codes(done) == ["65.03", "65.04", "65.71"]


def test_a_kind_column_decides_between_namesakes(tmp_path: Path) -> None:
    data = frame({"GID_2": ["a", "b"], "NAME_1": ["JawaBarat"] * 2, "NAME_2": ["Bandung"] * 2,
                  "TYPE_2": ["Kota", "Kabupaten"]}, squares(2, west=107.5, south=-7.0))  # fmt: skip
    assert codes(bring(data, tmp_path)) == ["32.04", "32.73"]


def test_geoboundaries_names_only(tmp_path: Path) -> None:
    data = frame({"shapeName": [*NAMES, "Bandung"], "shapeID": list("abcdef"), "shapeGroup": ["IDN"] * 6,
                  "shapeType": ["ADM2"] * 6})  # fmt: skip
    done = import_layer(write(data, tmp_path / "own.geojson"), report=tmp_path / "report")
    assert (done.schema, done.level, done.matched, done.unmatched) == ("geoboundaries", "regency", 5, 1)
    table = (tmp_path / "report" / "unmatched.csv").read_text()
    assert "32.04 Kabupaten Bandung" in table
    assert "32.73 Kota Bandung" in table


def test_dosm_states_and_districts(tmp_path: Path) -> None:
    data = frame({"state": ["Sabah", "Sabah", "Johor"], "code_state": [12, 12, 1],
                  "district": ["Tawau", "Beluran", "Muar"], "code_district": [1, 6, 5]},
                 squares(3, south=5.5))  # fmt: skip
    done = bring(data, tmp_path)
    assert (done.schema, done.unmatched) == ("dosm", 1)
    assert codes(done) == ["MY-12.01", "MY-12.06"]
    assert user_layer("own").read("regency")["kind"].tolist() == ["daerah", "daerah"]
    states = frame({"state": ["Sabah"], "code_state": [12]}, squares(1, south=5.5))
    assert codes(bring(states, tmp_path)) == ["MY-12"]


def test_natural_earth_keeps_the_rest_of_the_world_apart(tmp_path: Path) -> None:
    shapes = [*squares(1), *squares(1, south=5.5), *squares(1, west=2, south=48)]
    data = frame({"iso_3166_2": ["ID-KU", "MY-12", "FR-75"], "name": ["Kalimantan Utara", "Sabah", "Paris"],
                  "adm0_a3": ["IDN", "MYS", "FRA"]}, shapes)  # fmt: skip
    done = bring(data, tmp_path)
    assert (done.schema, done.level, done.unmatched) == ("natural-earth", "province", 1)
    assert codes(done) == ["65", "MY-12"]


def test_osm_levels_and_references(tmp_path: Path) -> None:
    data = frame({"admin_level": ["5"] * 5, "name": [f"Kabupaten {n}" if "Kota" not in n else n for n in NAMES]})
    assert codes(bring(data, tmp_path)) == list(REGENCIES)
    with_reference = data.assign(**{"ref:kemendagri": list(REGENCIES)})
    done = bring(with_reference, tmp_path)
    assert set(user_layer("own").read("regency")["match"]) == {"code"}
    assert done.schema == "osm"


def test_where_names_lie_is_told(tmp_path: Path) -> None:
    """Papar is a district of Sabah and one of Jawa Timur; Malaysia's districts are OpenStreetMap's level 6."""
    data = frame({"admin_level": ["6"] * 2, "name": ["Papar", "Tawau"]}, squares(2, south=5.5))
    with pytest.raises(InputError, match=r"not in Jawa Timur.*--within REGION says where names lie"):
        bring(data, tmp_path)
    done = bring(data, tmp_path, within="Sabah")
    assert codes(done) == ["MY-12.01", "MY-12.12"]
    assert "levels as used in Malaysia" in done.reason


def test_parents_elsewhere_than_told_leave_a_row_without_a_code(tmp_path: Path) -> None:
    data = frame({"WADMKC": ["Krayan", "Kayan Hulu", "Samboja"], "WADMKK": ["Nunukan", "Malinau", "Nunukan"],
                  "WADMPR": [*PROVINCE[:2], "Kalimantan Timur"]})  # fmt: skip
    done = bring(data, tmp_path, within="65.03")
    assert codes(done) == ["65.03.05"]
    assert done.folder is not None
    reasons = pd.read_csv(done.folder / "unmatched.csv")["reason"].tolist()
    assert reasons == [
        "its regency 'Malinau' is like no regency in 65.03 Kabupaten Nunukan",
        "its province is 64 Kalimantan Timur, which is not around 65.03 Kabupaten Nunukan",
    ]


def test_osm_mixed_levels_are_refused_with_counts(tmp_path: Path) -> None:
    data = frame({"admin_level": [4, 5, 5], "name": ["Kalimantan Utara", "Nunukan", "Malinau"]})
    with pytest.raises(InputError, match=r"mixes levels: 1 province, 2 regency; take one with --level"):
        bring(data, tmp_path)
    done = bring(data, tmp_path, options=Options(level="kabupaten"))
    assert (done.matched, done.unmatched) == (2, 1)
    assert codes(done) == ["65.02", "65.03"]


def test_codes_of_mixed_levels_are_refused_with_counts(tmp_path: Path) -> None:
    data = frame({"KDEPUM": ["65.03.05.2033", "65.03", "65.03.05"], "WADMKD": ["Pa' Rupai", "", ""]})
    with pytest.raises(InputError, match="mixes levels: 1 regency, 1 district, 1 village"):
        bring(data, tmp_path)


def test_generic_columns_by_options(tmp_path: Path) -> None:
    data = frame({"NAMA": NAMES, "PROV": PROVINCE, "X": [1, 2, 3, 4, 5]})
    with pytest.raises(
        InputError, match=r"is of no schema that is known; its columns: NAMA, PROV, X; say which columns"
    ):
        bring(data, tmp_path)
    with pytest.raises(InputError, match="names alone do not tell the level; give --level"):
        bring(data, tmp_path, options=Options(name_column="nama"))
    options = Options(name_column="nama", level="kabupaten", parent_columns={"provinsi": "PROV"})
    assert codes(bring(data, tmp_path, options=options)) == list(REGENCIES)


@pytest.mark.parametrize("bare", [[code.replace(".", "") for code in REGENCIES], [6501, 6502, 6503, 6504, 6571]])
def test_a_column_of_bare_numbers_asks_for_its_scheme(tmp_path: Path, bare: list[object]) -> None:
    data = frame({"kode": bare, "nama": NAMES})
    meanings = r"6501 has several meanings: kemendagri: 65.01 .*; bps: 65.02 .*5 of 5 names agree with kemendagri"
    with pytest.raises(InputError, match=meanings):
        bring(data, tmp_path)
    done = bring(data, tmp_path, options=Options(scheme="kemendagri"))
    assert (done.schema, done.matched, done.unmatched) == ("generic", 5, 0)
    assert codes(done) == list(REGENCIES)


def test_codes_of_an_older_list_are_told(tmp_path: Path) -> None:
    older = ["65.03.15.2046", "65.03.15.2022"]  # now 65.03.21.2009 and a village of Lumbis Hulu or Pansiangan
    told = "2 codes that it lacks are in the list of 2020: give --list 2020"
    with pytest.raises(InputError, match=told):
        bring(frame({"kode": older, "nama": ["", ""]}), tmp_path)
    done = bring(frame({"kode": [*older, "65.03.21.2001"], "nama": ["", "", ""]}), tmp_path)
    assert (done.matched, done.unmatched) == (1, 2)
    assert any(told in text for text in done.notes)
    assert bring(frame({"kode": older, "nama": ["", ""]}), tmp_path, list_release="2020").matched == 2


@pytest.mark.parametrize("lost", [[65.1, 65.2, 65.3, 65.4, 65.71], ["65.1", "65.2", "65.3", "65.4", "65.71"]])
def test_a_column_of_codes_that_lost_their_zeros(tmp_path: Path, lost: list[object]) -> None:
    with pytest.raises(InputError, match=r"row 1: kode.*65\.1.*los.*zero"):
        bring(frame({"kode": lost, "nama": NAMES}), tmp_path)


def test_a_schema_that_does_not_fit(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not have the columns of the schema gadm: WADMKK, WADMPR"):
        bring(big(), tmp_path, options=Options(schema="gadm"))


def test_a_layer_of_this_program_is_read_back(tmp_path: Path) -> None:
    data = frame({"code": list(REGENCIES), "name": NAMES, "level": ["regency"] * 5})
    assert bring(data, tmp_path, "parquet").schema == "dotted"


# Codes


def kalimantan() -> gpd.GeoDataFrame:
    """Return the 43 regencies and cities of 61, 62, 64 and 65 with BPS codes, named as a planner would."""
    register = load_register()
    found = [c for p in ("61", "62", "64", "65") for c in register.within(p).index if len(c) == 5]
    assert len(found) == 43
    names = [register.name(code).replace("Kabupaten ", "") for code in found]
    places = {"61": (110.0, 0.0), "62": (113.0, -2.0), "64": (116.0, 0.0), "65": (116.0, 3.0)}
    shapes = [
        squares(1, west=places[c[:2]][0] + 0.02 * n, south=places[c[:2]][1], size=0.02)[0] for n, c in enumerate(found)
    ]
    return frame({"NAMA": names, "KODE": [register.scheme_values(c)["bps"] for c in found], "RIGHT": found}, shapes)


def test_bare_numbers_are_refused_with_both_meanings(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"KODE holds numbers without a scheme, and the schemes clash") as caught:
        bring(kalimantan(), tmp_path, "gpkg", options=Options(code_column="KODE", name_column="NAMA"))
    assert len(caught.value.problems) == 1
    assert "20 of 43 names agree with kemendagri, 43 of 43 names agree with bps" in str(caught.value)
    assert "say which: --scheme kemendagri or --scheme bps" in str(caught.value)


def test_the_23_clashing_regencies(tmp_path: Path) -> None:
    data = kalimantan()
    done = bring(data, tmp_path, "gpkg", options=Options(code_column="KODE", name_column="NAMA", scheme="bps"))
    assert codes(done) == data["RIGHT"].tolist()
    assert (data["RIGHT"].str.replace(".", "") != data["KODE"]).sum() == 23


def test_bps_codes_in_columns_of_big_are_noticed_by_their_names(tmp_path: Path) -> None:
    data = big().assign(KDPKAB=BPS)
    with pytest.raises(InputError, match="row 1: code 6502 is Kabupaten Malinau in the scheme kemendagri") as caught:
        bring(data, tmp_path)
    assert "the file says Bulungan; 4 such rows fit the scheme bps" in str(caught.value)
    assert "give --scheme bps, or --scheme kemendagri to insist" in str(caught.value)
    assert codes(bring(data, tmp_path, options=Options(scheme="bps"))) == list(REGENCIES)
    insisted = bring(data, tmp_path, options=Options(scheme="kemendagri"))
    assert any("names differ from the register's" in note for note in insisted.notes)


@pytest.mark.parametrize(
    ("code", "match"),
    [
        (65.1, r"KDPKAB is the number 65\.1: codes read as numbers lose zeros.*export the column as text"),
        ("65.1", r"KDPKAB '65\.1' has lost a zero"),
        ("650", r"KDPKAB '650' has 3 digits; Kemendagri codes have 2, 4, 6 or 10: ?"),
        ("65 03", r"KDPKAB is '65 03', with a blank inside"),
        ("65.O3", r"KDPKAB '65\.O3' is no Kemendagri code"),
        ("Nunukan", "KDPKAB 'Nunukan' is no Kemendagri code"),
    ],
)
def test_damaged_codes(tmp_path: Path, code: object, match: str) -> None:
    values: list[object] = [code, *([65.02, 65.03, 65.04, 65.71] if isinstance(code, float) else list(REGENCIES)[1:])]
    match = match.removesuffix(": ?")
    with pytest.raises(InputError, match=f"row 1: {match}"):
        bring(big().assign(KDPKAB=values), tmp_path)


def test_whole_numbers_blanks_around_and_old_codes(tmp_path: Path) -> None:
    done = bring(big().assign(KDPKAB=[6501.0, 6502.0, 6503.0, None, 6571.0]), tmp_path, "gpkg")
    assert done.matched == 5  # the row without a code is matched by its name
    assert any("holds numbers; read as codes" in note for note in done.notes)
    assert bring(big().assign(KDPKAB=[f" {c} " for c in REGENCIES]), tmp_path).matched == 5
    done = bring(big().assign(KDPKAB=[*list(REGENCIES)[:4], "65.99"], WADMKK=[*NAMES[:4], "Entah"]), tmp_path)
    assert (done.matched, done.unmatched) == (4, 1)


def test_every_problem_is_collected_and_the_list_is_capped(tmp_path: Path) -> None:
    data = frame({"KDEPUM": [f"65.03.05.{n}" for n in range(50)]}, squares(50, size=0.01))
    path = write(data, tmp_path / "own.geojson")
    with pytest.raises(InputError) as caught:
        import_layer(path, report=tmp_path / "report")
    assert len(caught.value.problems) == 21
    assert "and 30 more problems; all are in" in str(caught.value)
    assert len((tmp_path / "report" / "problems.csv").read_text().splitlines()) == 51


def test_duplicated_codes_are_listed_or_united(tmp_path: Path) -> None:
    data = big(codes="dotted").assign(KDPKAB=["65.01", "65.01", "65.03", "65.04", "65.71"], WADMKK="")
    with pytest.raises(InputError, match=r"rows 1, 2: code 65\.01 stands 2 times .*--on-duplicate union"):
        bring(data, tmp_path)
    done = bring(data, tmp_path, on_duplicate="union")
    assert (done.rows, done.matched, done.regions) == (5, 5, 4)
    layer = user_layer("own").read("regency")
    assert layer.geometry.loc["65.01"].equals(squares(1, size=0.1)[0].union(squares(2)[1]))


# Names


def test_similar_names_are_never_taken_silently(tmp_path: Path) -> None:
    data = big()
    data.loc[2, "WADMKK"] = "Nunukkan"
    done = import_layer(write(data, tmp_path / "own.gpkg"), report=tmp_path / "report")
    assert (done.matched, done.unmatched, done.rows) == (4, 1, 5)
    table = (tmp_path / "report" / "unmatched.csv").read_text()
    assert "65.03 Kabupaten Nunukan (similar" in table
    done = bring(data, tmp_path, "gpkg", accept_fuzzy=80.0)
    layer = user_layer("own").read("regency")
    assert done.similar == 1
    assert layer.loc["65.03", "match"] == "similar"
    assert 80 <= layer.loc["65.03", "score"] < 100
    assert layer.loc["65.03", "source_name"] == "Nunukkan"
    assert layer.loc["65.01", "match"] == "exact"


def test_similar_names_are_taken_by_the_rule_of_match_names(tmp_path: Path) -> None:
    names = ["Ubol Sulung", "Tukulonn", "Sinampila III", "Nansapam"]
    asked = match_names(names, load_register(), within="65.03.15", level="village", accept_fuzzy=70.0)
    near = asked["candidates"].iloc[0]
    assert near[0].score - near[1].score < 8
    assert near[0].score > 70
    data = frame({"WADMKD": names, "WADMKC": ["Lumbis Ogong"] * 4, "WADMKK": ["Nunukan"] * 4,
                  "WADMPR": ["Kalimantan Utara"] * 4})  # fmt: skip
    done = bring(data, tmp_path, "gpkg", accept_fuzzy=70.0)
    layer = user_layer("own").read("village")
    assert dict(zip(layer["source_name"], layer.index, strict=True)) == {
        name: code for name, code in zip(names, asked["code"], strict=True) if code
    }
    taken = asked[asked["code"].notna()]
    assert (done.rows, done.similar) == (4, (taken["match"] == "similar").sum())
    assert 0 < done.similar < 4


def test_a_parent_that_is_not_found_leaves_its_children_unmatched_with_candidates(tmp_path: Path) -> None:
    data = frame({"WADMKD": ["Labang", "Long Nawang"], "WADMKC": ["Lumbis Pansiangan", "Entah"],
                  "WADMKK": ["Nunukan"] * 2, "WADMPR": ["Kalimantan Utara"] * 2})  # fmt: skip
    done = import_layer(write(data, tmp_path / "own.gpkg"), report=tmp_path / "report")
    assert (done.matched, done.unmatched) == (1, 1)
    table = (tmp_path / "report" / "unmatched.csv").read_text()
    assert "its district 'Entah' is like no district in 65.03 Kabupaten Nunukan" in table
    assert "65.03.05.2039 Long Nawang" in table


def test_unmatched_rows_keep_their_shapes(tmp_path: Path) -> None:
    import geopandas as gpd  # noqa: PLC0415

    data = big()
    data.loc[4, "WADMKK"] = "Entah Berantah"
    done = bring(data, tmp_path, "gpkg")
    assert done.folder is not None
    lost = gpd.read_parquet(done.folder / "unmatched.parquet")
    assert lost["row"].tolist() == [5]
    assert lost.geometry.iloc[0].equals(squares(5)[4])
    assert lost.crs == "EPSG:4326"


def test_nothing_matched_is_an_error_with_reasons(tmp_path: Path) -> None:
    data = big().assign(WADMKK=["a", "b", "c", "d", "e"])
    with pytest.raises(InputError, match="none of 5 rows has a code or name that is known"):
        bring(data, tmp_path)


def test_a_doubled_code_is_named_as_such_where_its_name_fits_another_scheme(tmp_path: Path) -> None:
    data = big(codes="dotted")
    data.loc[3, "KDPKAB"] = "65.03"  # Tana Tidung, whose BPS code that is
    with pytest.raises(InputError, match=r"rows 3, 4: code 65.03 stands 2 times \(.*Nunukan, .*Tana Tidung\)"):
        bring(data, tmp_path)


@pytest.mark.parametrize("form", ["new", "old", "no id"])
def test_bps_regencies(tmp_path: Path, form: str) -> None:
    if form == "new":
        columns = {"nmprov": [PROVINCE[0].upper()] * 5, "nmkab": [name.upper() for name in NAMES], "idkab": list(BPS)}
    else:
        columns = {"PROVINSI": PROVINCE, "KABKOT": [name.upper() for name in NAMES], "KABKOTNO": [b[2:] for b in BPS]}
        columns |= {"ID2013": list(BPS)} if form == "old" else {}
    done = bring(frame(columns), tmp_path)
    assert (done.schema, done.level) == ("bps", "regency")
    layer = user_layer("own").read("regency")
    assert layer["source_name"].str.lower().to_dict() == {code: name.lower() for code, name in REGENCIES.items()}
    assert set(layer["match"]) == ({"exact"} if form == "no id" else {"code"})
    assert "are those of BPS" in done.reason


def test_codes_of_a_later_list_go_by_name_in_the_region_that_the_code_names(tmp_path: Path) -> None:
    columns: dict[str, list[object]] = {
        "kode": ["65.01", "65.72", "65.98", "99.71", "65.03"],
        "nama": ["Bulungan", "Kota Tarakan", "Nowhere", "Kota Balikpapan", "Nunukan"],
    }
    done = bring(frame(columns), tmp_path, "gpkg")
    assert codes(done) == ["65.01", "65.03", "65.71"]
    assert any(note.startswith("1 rows whose code the list of 2025") for note in done.notes)
    lost = pd.read_csv(user_layer("own").folder / "unmatched.csv", dtype=str, keep_default_na=False).set_index("row")
    assert lost.at["4", "candidates"] == "64.71 Kota Balikpapan (exact 100)"  # shown, as the list lacks province 99
    assert "the list lacks the region above it" in lost.at["4", "reason"]
    assert "no regency in 65 Kalimantan Utara" in lost.at["3", "reason"]


def test_codes_with_blanks_are_named_by_row(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"row 1: kode is '65 01', with a blank inside") as error:
        bring(frame({"kode": ["65 01", "65 02"]}), tmp_path, "gpkg")
    assert len(error.value.problems) == 2


def test_the_column_of_the_lowest_level_holds_the_codes(tmp_path: Path) -> None:
    columns: dict[str, list[object]] = {"kode_prov": ["65"] * 5, "kode_kab": list(REGENCIES), "nama_kab": NAMES}
    assert codes(bring(frame(columns), tmp_path, "gpkg")) == list(REGENCIES)
    with pytest.raises(InputError, match="is of no schema"):  # names of villages without codes: not those of districts
        bring(frame({"kode_kec": ["65.01.01", "65.01.02"], "nama_desa": ["A", "B"]}), tmp_path, "gpkg")


def test_dosm_numbers_that_a_table_made_floats(tmp_path: Path) -> None:
    columns: dict[str, list[object]] = {
        "state": ["Sabah", "Sabah"], "code_state": [12, 12], "district": ["Tawau", "Lahad Datu"],
        "code_district": [1.0, 2.0],
    }  # fmt: skip
    shapes = squares(2, west=117.9, south=4.3)
    assert codes(bring(frame(columns, shapes), tmp_path, "gpkg")) == ["MY-12.01", "MY-12.02"]
