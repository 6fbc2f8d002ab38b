"""What became of a region between two lists: by hand on small lists, then on the real ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from geo_coop.boundaries.adapters.kemendagri_lists import read_code_list
from geo_coop.boundaries.catalog import load_catalog
from geo_coop.boundaries.fetch import fetch, status
from geo_coop.errors import FetchError, InputError, NotFoundError
from geo_coop.provenance import sources_of
from geo_coop.register import RELEASES, load_register, releases_at_hand
from geo_coop.register.lists import fetched_areas
from geo_coop.register.vintages import (
    COLUMNS,
    RELATIONS,
    border_set_in,
    compare_lists,
    crosswalk,
    history,
    lost_villages,
)

ROOT = Path(__file__).resolve().parents[1]
RECODED = {
    "65.03.15.2046": "65.03.21.2009",  # Tetagas
    "65.03.15.2029": "65.03.20.2003",  # Labang
    "65.03.15.2022": "65.03.20.2001",  # Sumentobol
}


def listed(
    *villages: str, above: str = "65 Utara;65.03 Kabupaten Nunukan;65.03.05 Krayan;65.03.15 Lumbis"
) -> pd.Series:
    rows = [entry.split(" ", 1) for entry in [*above.split(";"), *villages]]
    return pd.Series([name for _, name in rows], index=[code for code, _ in rows]).sort_index()


def rows_of(old: pd.Series, new: pd.Series) -> dict[tuple[str, str], tuple[str, str, float]]:
    frame = compare_lists(old, new)
    frame = frame[frame["relation"] != "same"]
    keys = zip(frame["old_code"], frame["new_code"], strict=True)
    return dict(zip(keys, zip(frame["relation"], frame["method"], frame["confidence"], strict=True), strict=True))


def border_districts() -> list[str]:
    text = (ROOT / "data/borders/legal_sets.yaml").read_text(encoding="utf-8")
    sets = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes nothing but text
    return [district["code"] for entry in sets if entry["id"] == "kaltara-malaysia" for district in entry["districts"]]


def test_nothing_changed() -> None:
    old = listed("65.03.05.2001 Pa' Mulak", "65.03.05.2002 Lembudud")
    new = listed("65.03.05.2001 PA`MULAK", "65.03.05.2002 Lembudud")
    assert rows_of(old, new) == {}
    assert compare_lists(old, new)["confidence"].eq(1.0).all()


def test_a_divided_district_takes_its_villages_along() -> None:
    old = listed("65.03.15.2001 Payang", "65.03.15.2002 Tetagas", "65.03.15.2003 Labang")
    above = "65 Utara;65.03 Kabupaten Nunukan;65.03.05 Krayan;65.03.15 Lumbis;65.03.20 Lumbis Hulu"
    new = listed("65.03.15.2001 Payang", "65.03.20.2001 Labang", "65.03.20.2002 Tetagas", above=above)
    assert rows_of(old, new) == {
        ("65.03.15", "65.03.20"): ("split", "its parts came from there", 1.0),
        ("65.03.15.2002", "65.03.20.2002"): ("recoded", "name within the regency", 0.9),
        ("65.03.15.2003", "65.03.20.2001"): ("recoded", "name within the regency", 0.9),
    }


def test_a_district_made_of_two_says_how_much_of_each() -> None:
    old = listed("65.03.05.2001 A", "65.03.05.2002 Betung", "65.03.15.2001 Cahaya", "65.03.15.2002 Damai",
                 "65.03.15.2003 Enggang")  # fmt: skip
    above = "65 Utara;65.03 Kabupaten Nunukan;65.03.05 Krayan;65.03.15 Lumbis;65.03.22 Baru"
    new = listed("65.03.05.2001 A", "65.03.22.2001 Betung", "65.03.15.2001 Cahaya", "65.03.22.2002 Damai",
                 "65.03.22.2003 Enggang", above=above)  # fmt: skip
    found = rows_of(old, new)
    assert found["65.03.05", "65.03.22"] == ("split", "its parts came from there", 0.333)
    assert found["65.03.15", "65.03.22"] == ("split", "its parts came from there", 0.667)


def test_moved_renamed_created_abolished() -> None:
    old = listed("65.03.05.2001 Lembudud", "65.03.05.2002 Liang Bua", "65.03.15.2001 Payang", "65.03.15.2002 Sedalit",
                 "65.03.15.2003 Mumbul")  # fmt: skip
    new = listed("65.03.05.2001 Lembuduk", "65.03.15.2004 Liang Bua", "65.03.15.2001 Zamrud", "65.03.15.1002 Sedalit",
                 "65.03.05.2009 Wonorejo")  # fmt: skip
    assert rows_of(old, new) == {
        ("65.03.05.2001", "65.03.05.2001"): ("renamed", "code, similar name", 0.95),
        ("65.03.05.2002", "65.03.15.2004"): ("moved", "name within the regency", 0.9),
        ("65.03.15.2001", "65.03.15.2001"): ("renamed", "code only, the name is another", 0.6),
        ("65.03.15.2002", "65.03.15.1002"): ("recoded", "name within the parent", 0.97),
        ("65.03.15.2003", ""): ("abolished", "not in the newer list", 1.0),
        ("", "65.03.05.2009"): ("created", "not in the older list", 1.0),
    }


def test_two_of_a_name_are_never_guessed() -> None:
    old = listed("65.03.05.2001 Sukamaju", "65.03.05.2002 Sukamaju")
    new = listed("65.03.05.2003 Sukamaju", "65.03.05.2004 Sukamaju")
    assert {relation for relation, _, _ in rows_of(old, new).values()} == {"created", "abolished"}


def test_a_name_that_changed_places_is_followed_by_name() -> None:
    old = listed("65.03.05.2001 Lembudud", "65.03.05.2002 Liang Bua")
    new = listed("65.03.05.2001 Liang Bua", "65.03.05.2002 Lembudud")
    assert set(rows_of(old, new)) == {("65.03.05.2001", "65.03.05.2002"), ("65.03.05.2002", "65.03.05.2001")}


def test_a_dissolved_district_says_where_it_went() -> None:
    old = listed("65.03.05.2001 Lembudud", "65.03.15.2001 Payang", "65.03.15.2002 Sedalit")
    new = listed("65.03.05.2001 Lembudud", "65.03.05.2002 Payang", "65.03.05.2003 Sedalit",
                 above="65 Utara;65.03 Kabupaten Nunukan;65.03.05 Krayan")  # fmt: skip
    assert rows_of(old, new)["65.03.15", "65.03.05"] == ("abolished", "most of its parts went there", 1.0)


def test_a_divided_province_recodes_all_within() -> None:
    old = listed("91.01.01.2001 Buti", above="91 Papua;91.01 KAB. MERAUKE;91.01.01 Merauke;91.03 KAB. JAYAPURA")
    above = "91 Papua;91.03 Kabupaten Jayapura;93 Papua Selatan;93.01 Kabupaten Merauke;93.01.01 Merauke"
    new = listed("93.01.01.2001 Buti", above=above)
    found = rows_of(old, new)
    assert found["91", "93"][0] == "split"
    assert found["91.01", "93.01"] == ("recoded", "name", 0.9)
    assert found["91.01.01.2001", "93.01.01.2001"] == ("recoded", "name and number within the parent", 0.99)


def test_facts_between_the_embedded_lists() -> None:
    rows = crosswalk("2020", "2025")
    assert list(rows.columns) == list(COLUMNS)
    assert set(rows["relation"]) <= set(RELATIONS)
    assert rows["confidence"].between(0, 1).all()
    assert [source.release for source in sources_of(rows)] == ["2020", "2025"]
    by_old = rows.set_index("old_code")
    for old, new in RECODED.items():
        assert by_old.loc[old, ["new_code", "relation", "confidence"]].tolist() == [new, "recoded", 0.9]
    counts = rows.groupby(["level", "relation"]).size()
    assert counts["province"].to_dict() == {"renamed": 1, "same": 33, "split": 4}
    assert counts["regency"].to_dict() == {"recoded": 26, "renamed": 3, "same": 485}
    assert counts["district"].to_dict() == {"recoded": 587, "renamed": 107, "same": 6533, "split": 69}
    assert counts["village", "abolished"] < 100
    split = rows[rows["relation"] == "split"]
    pairs = set(zip(split["old_code"], split["new_code"], strict=True))
    assert pairs >= {
        ("65.03.15", "65.03.20"), ("65.03.15", "65.03.21"), ("64.02.08", "64.02.19"), ("64.02.13", "64.02.20"),
        ("91", "93"), ("91", "94"), ("91", "95"), ("92", "96"),
    }  # fmt: skip


def test_every_code_of_both_lists_is_accounted_for() -> None:
    rows = crosswalk("2020", "2025")
    for column, release in (("old_code", "2020"), ("new_code", "2025")):
        codes = set(rows[column]) - {""}
        assert codes == set(load_register(release).within("ID").index) - {"ID"}
    one = rows[~rows["relation"].isin(["split", "abolished", "created"])]
    assert one["old_code"].is_unique
    assert one["new_code"].is_unique


def test_a_part_of_the_country_is_the_same_as_in_the_whole() -> None:
    whole = crosswalk("2020", "2025")
    part = crosswalk("2020", "2025", within="65.03")
    inside = whole["old_code"].str.startswith("65.03") | whole["new_code"].str.startswith("65.03")
    pd.testing.assert_frame_equal(part, whole[inside].reset_index(drop=True))


@pytest.mark.parametrize("releases", [("2025", "2020"), ("2020", "2020"), ("2019", "2025"), ("2020", "latest")])
def test_wrong_releases_are_refused(releases: tuple[str, str]) -> None:
    with pytest.raises(InputError, match=r"older list first|no list of"):
        crosswalk(*releases)


def test_lists_that_are_not_there_say_how_to_get_them() -> None:
    assert releases_at_hand() == ("2020", "2025")
    for release in ("2016", "2022", "2023"):
        with pytest.raises(NotFoundError, match="geo-coop boundaries fetch wilayah"):
            load_register(release)
    with pytest.raises(InputError, match="no list of '2017'; there is 2016, 2020, 2022, 2023, 2025"):
        load_register("2017")
    assert fetched_areas() is None


def test_list_of_2020() -> None:
    register = load_register("2020")
    kinds = register.within("ID")["kind"].value_counts()
    assert (kinds["provinsi"], kinds["kabupaten"], kinds["kota"], kinds["kecamatan"]) == (34, 416, 98, 7230)
    assert kinds["desa"] + kinds["kelurahan"] == 83449
    assert register.name("65.03.15.2046") == "Tetagas"
    assert register.name("65.03.05.2036") == "Pa' Api"  # cut to "Pa" in the source
    notes = register.regions["note"].value_counts()
    assert notes["apostrophe lost in the source; name of 2025"] == 396
    assert "65.03.21" not in register


def test_history_of_a_recoded_village() -> None:
    states = [(state.release, state.code, state.relation) for state in history("65.03.21.2009")]
    assert states == [
        ("2012", "64", "split"),
        ("2012", "64.05", "recoded"),
        ("2019", "65.03.15", "split"),
        ("2020", "65.03.15.2046", "recoded"),
    ]
    later = history("65.03.15.2046", release="2020")
    assert [(state.release, state.code) for state in later if state.release == "2025"] == [("2025", "65.03.21.2009")]


@pytest.mark.parametrize(
    ("code", "old", "law"),
    [("65", "64", "UU 20/2012"), ("65.71", "64.73", "UU 20/2012"), ("64.11", "64.07", "UU 2/2013"),
     ("62.07", "62.02", "UU 5/2002")],
)  # fmt: skip
def test_events_before_the_first_list(code: str, old: str, law: str) -> None:
    assert (old, law) in [(state.code, state.method) for state in history(code)]


def test_the_numbers_given_up_in_kaltim_are_free_ever_since() -> None:
    free = {"64.04", "64.05", "64.06", "64.10", "64.73"}
    for release in releases_at_hand():
        assert not free & set(load_register(release).regions.index)


def test_foreign_and_unknown_regions_have_no_history() -> None:
    assert history("MY-12") == []
    with pytest.raises(NotFoundError, match=r"no region '65\.99'"):
        history("65.99")


def test_border_set_in_the_embedded_lists() -> None:
    wanted = border_districts()
    assert len(wanted) == 22
    counts = {release: border_set_in(release, wanted) for release in ("2020", "2025")}
    assert counts == {
        "2020": {"districts": 20, "desa": 204, "kelurahan": 8, "desa adat": 0, "untraced": 0},
        "2025": {"districts": 22, "desa": 204, "kelurahan": 8, "desa adat": 0, "untraced": 0},
    }
    with pytest.raises(InputError, match=r"'65\.03' is no district"):
        border_set_in("2020", ["65.03"])
    with pytest.raises(NotFoundError, match=r"no region '65\.03\.99'"):
        border_set_in("2020", ["65.03.99"])


def test_a_list_that_lost_villages_is_noticed() -> None:
    whole = listed(*[f"65.03.05.20{n:02d} Desa {chr(64 + n) * 3}" for n in range(1, 13)])
    short = whole.drop([f"65.03.05.20{n:02d}" for n in range(3, 8)])
    found = lost_villages({"2016": whole, "2020": short, "2022": whole})
    assert found[["release", "district", "before", "here", "after", "verdict"]].to_numpy().tolist() == [
        ["2020", "65.03.05", 12, 7, 12, "lost"]
    ]
    assert found.loc[0, "missing"] == " ".join(f"65.03.05.20{n:02d}" for n in range(3, 8))
    ends = lost_villages({"2016": short, "2020": whole, "2022": short})
    assert ends[["release", "here", "verdict"]].to_numpy().tolist() == [
        ["2016", 7, "doubtful"],
        ["2022", 7, "doubtful"],
    ]
    grown = pd.concat([whole, pd.Series({f"65.03.05.20{n}": f"Baru {chr(64 + n) * 3}" for n in range(13, 20)})])
    assert lost_villages({"2016": whole, "2020": grown}).empty
    with pytest.raises(InputError, match="at least two"):
        lost_villages({"2016": whole})


def test_one_village_lost_between_two_lists_is_enough() -> None:
    whole = listed(*[f"65.03.05.20{n:02d} Desa {chr(64 + n) * 3}" for n in range(1, 13)])
    found = lost_villages({"2016": whole, "2020": whole.drop("65.03.05.2004"), "2022": whole})
    assert found[["release", "missing", "verdict"]].to_numpy().tolist() == [["2020", "65.03.05.2004", "lost"]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no INSERT statement"),
        ("INSERT INTO t(kode,nama) VALUES ('65','Utara')", "the statement does not end"),
        ("INSERT INTO t(kode,nama) VALUES ('65','Uta", "the statement does not end"),
        ("INSERT INTO t(kode,nama) VALUES ('65','Utara'), ('6503','Nunukan');", "'6503' is no Kemendagri code"),
        ("INSERT INTO t(kode,nama) VALUES ('65',' ');", "65 has no name"),
        ("INSERT INTO t(kode,nama) VALUES ('65','a'),('65','b');", "more than once: 65"),
        ("INSERT INTO t(id,nama) VALUES ('65','a');", "INSERT of the columns id, nama"),
    ],
)
def test_broken_lists_are_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_code_list(text.encode())


def test_both_quotes_and_escapes_are_read() -> None:
    text = (
        """INSERT INTO t (`kode`, `nama`)\nVALUES -- Provinsi\n("65.01","Pa\\'Rupai"), ('65.02','Pa''Api (I), "x"');"""
    )
    assert read_code_list(text.encode())["name"].tolist() == ["Pa'Rupai", 'Pa\'Api (I), "x"']


def test_areas_with_lost_zeros_are_mended_and_marked() -> None:
    text = "INSERT INTO t(kode,nama,luas) VALUES ('31.0','DKI',661.5),('11.1','Singkil',1851.6),('11.2','Gayo',5.0);"
    frame = read_code_list(text.encode(), areas=True)
    assert frame["problem"].to_dict() == {"11.10": "11.1", "11.20": "11.2", "31": "31.0"}
    with pytest.raises(InputError, match=r"'11\.1' is no Kemendagri code"):
        read_code_list(b"INSERT INTO t(kode,nama,luas) VALUES ('11.1','a',1),('11.10','b',2);", areas=True)


@pytest.mark.shared
def test_fetched_lists_reach_the_register(fetched: Path) -> None:
    assert releases_at_hand() == RELEASES
    totals = {release: len(load_register(release).villages("ID")) for release in RELEASES}
    assert totals == {"2016": 83184, "2020": 83449, "2022": 83467, "2023": 83763, "2025": 83762}
    assert load_register("2016").name("65.03") == "Kabupaten Nunukan"
    assert load_register("2016").name("31") == "DKI Jakarta"
    assert len(load_register("2023").regions.query("level == 'province' and parent == 'ID'")) == 37
    assert sources_of(load_register("2016").regions)[0].licence == "MIT"
    areas = fetched_areas()
    assert areas is not None
    assert len(areas) == 552
    official = load_register().official_areas["area_km2"]
    assert (areas["area_km2"].reindex(official.index) - official).abs().max() < 0.001
    assert [source.state for source in status()][-1] == "ready"
    assert fetched.is_dir()


@pytest.mark.shared
@pytest.mark.usefixtures("fetched")
def test_border_set_in_every_list() -> None:
    wanted = border_districts()
    counts = {release: tuple(border_set_in(release, wanted).values()) for release in RELEASES}
    assert counts == {
        "2016": (17, 204, 8, 0, 0), "2020": (20, 204, 8, 0, 0), "2022": (22, 204, 8, 0, 0),
        "2023": (22, 204, 8, 0, 0), "2025": (22, 204, 8, 0, 0),
    }  # fmt: skip


@pytest.mark.shared
@pytest.mark.usefixtures("fetched")
def test_krayan_became_five() -> None:
    rows = crosswalk("2016", "2020", within="65.03")
    split = rows[rows["relation"] == "split"]
    assert set(zip(split["old_code"], split["new_code"], strict=True)) == {
        ("65.03.05", "65.03.18"), ("65.03.05", "65.03.19"), ("65.03.07", "65.03.17"),
    }  # fmt: skip
    codes = [(state.release, state.code) for state in history("65.03.21.2009") if state.release >= "2016"]
    assert codes == [
        ("2019", "65.03.15"), ("2016", "65.03.15.2046"), ("2020", "65.03.15.2046"), ("2022", "65.03.21.2009"),
        ("2023", "65.03.21.2009"),
    ]  # fmt: skip


@pytest.mark.shared
@pytest.mark.usefixtures("fetched")
def test_lost_villages_of_the_real_lists() -> None:
    found = lost_villages()
    assert found[["release", "district", "verdict"]].to_numpy().tolist() == [
        ["2016", "61.05.15", "doubtful"], ["2016", "74.02.04", "doubtful"], ["2023", "91.18.10", "lost"],
    ]  # fmt: skip


@pytest.mark.shared
def test_a_list_is_fetched_once_and_again_when_damaged(
    shared_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEO_COOP_CACHE", str(tmp_path))
    mirror = shared_dir / "boundaries" / "mirror"
    whole = load_catalog()
    small = whole.lists[0].model_copy(update={"files": whole.lists[0].files[:1]})
    catalog = whole.model_copy(update={"lists": (small,)})
    (first,) = fetch(["wilayah"], mirror=mirror, catalog=catalog).sources
    assert (first.fetched, first.converted, first.layers) == (1, True, {"codes_2016": 90892})
    (again,) = fetch(["wilayah"], mirror=mirror, catalog=catalog).sources
    assert (again.fetched, again.converted) == (0, False)
    table = first.folder / "codes_2016.tsv.gz"
    table.write_bytes(table.read_bytes()[:-10])
    assert status(catalog=catalog)[-1].state == "damaged"
    assert "2016" not in releases_at_hand()
    (mended,) = fetch(["wilayah"], mirror=mirror, catalog=catalog).sources
    assert (mended.fetched, mended.converted) == (0, True)
    assert "2016" in releases_at_hand()


def test_a_mirror_without_the_list_leaves_the_cache_as_it_was(tmp_path: Path) -> None:
    with pytest.raises((NotFoundError, FetchError), match="mirror"):
        fetch(["wilayah"], mirror=tmp_path)
    assert releases_at_hand() == ("2020", "2025")


def test_the_command_line_tells_earlier_codes(run: Any) -> None:
    done = run("region", "65.03.21.2009", "--json")
    states = [(state["release"], state["code"], state["relation"]) for state in done.json()["vintages"]]
    assert states[-2:] == [("2020", "65.03.15.2046", "recoded"), ("2025", "65.03.21.2009", "")]
    shown = run("region", "65.03.21.2009").out
    assert "2020: 65.03.15.2046 Tetagas (recoded -> 65.03.21.2009; name within the regency; 0.9)" in shown
    assert run("region", "MY-12", "--json").json()["vintages"] == []
    refused = run("region", "92")
    assert (refused.code, refused.out) == (3, "")
    assert "kemendagri: 92 Papua Barat" in refused.err
    damaged = run("find", "65.O3")
    assert damaged.code == 1
    assert "write '65.03' if that is meant" in damaged.err
