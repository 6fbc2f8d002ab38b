"""What a written name means by rule, word by word: forms, kinds, places around it."""

from __future__ import annotations

import pytest

from geo_coop.errors import AmbiguousError, NotFoundError
from geo_coop.names import answer, find, match_names, resolve
from geo_coop.names.fold import joined, joined_all, old_spelling, spaced, spaced_text, undoubled, variants
from geo_coop.names.reading import readings
from geo_coop.register import Register, load_register


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register()


def test_many_names_are_folded_as_one_is(register: Register) -> None:
    names = [
        *register.regions["name"].tolist()[::50],
        "Pa\u2019 Rupai",
        "\u0100nhu\u012b",
        "\u5b89\u5fbd",
        "Two\nLines",
    ]
    assert joined_all(names) == [joined(name) for name in names]
    lines = spaced_text(names[:-1]).split("\n")
    assert [line.strip() for line in lines[:-1]] == [spaced(name) for name in names[:-2]]


@pytest.mark.parametrize(
    ("written", "among"),
    [
        ("tj selor", "tanjung selor"), ("sei nyamuk", "sungai nyamuk"), ("sungai nyamuk", "s nyamuk"),
        ("nunukan sel", "nunukan selatan"), ("mara 1", "mara i"), ("mara i", "mara 1"),
        ("kampung satu skip", "kampung i skip"),
        ("bt ampar", "batu ampar"), ("bt aru indah", "bukit aru indah"), ("samarinda hulu", "samarinda ulu"),
    ],
)  # fmt: skip
def test_variants(written: str, among: str) -> None:
    assert among in list(variants(written))


def test_old_spelling_needs_a_mark() -> None:
    assert old_spelling("boeloengan") == "bulungan"
    assert old_spelling("kotaraja") is None
    assert undoubled("tullur") == undoubled("tulur")


@pytest.mark.parametrize(
    ("text", "core", "kinds", "around"),
    [
        ("Long Nawang, Kayan Hulu, Malinau", "long nawang", (), ["kayan hulu", "malinau"]),
        ("Desa X Kecamatan Y Kabupaten Z", "x", ("desa", "desa adat"), ["y", "z"]),
        ("Kab. Z Kec. Y Desa X", "x", ("desa", "desa adat"), ["y", "z"]),
        ("Ujung Pandaran di Kotim", "ujung pandaran", (), ["kotim"]),
        ("Kotamadya Dati II Balikpapan", "balikpapan", ("kabupaten", "kota"), []),
        ("Wakil Bupati Paser", "paser", ("kabupaten",), []),
        ("City of Samarinda", "samarinda", ("kota", "daerah"), []),
        ("Kelurahan X Kota Balikpapan", "x", ("kelurahan",), ["balikpapan"]),
    ],
)
def test_readings(text: str, core: str, kinds: tuple[str, ...], around: list[str]) -> None:
    first = readings(text)[0]
    assert (first.part.core, first.part.kinds) == (core, kinds)
    assert [part.core for part in first.parents] == around


@pytest.mark.parametrize("text", ["", "   ", "...", "()", ",", "\u00a0"])
def test_nothing_written_means_nothing(register: Register, text: str) -> None:
    assert find(text, register) == []


def test_namesakes_within_the_parent_in_the_text(register: Register) -> None:
    assert resolve("Long Nawang, Kayan Hulu, Malinau", register) == "65.02.05.2001"
    assert resolve("Long Nawang (Krayan)", register) == "65.03.05.2039"
    assert resolve("Kaltara, Malinau, Long Nawang", register) == "65.02.05.2001"
    assert resolve("Tanjung Batu, Kukar", register) == "64.02.16.2018"
    assert resolve("Labang, Lumbis Pansiangan", register) == "65.03.20.2003"
    assert resolve("Nunukan, Nunukan", register) == "65.03.02"
    assert resolve("Nunukan Kaltara", register) == "65.03"
    with pytest.raises(AmbiguousError, match="means several regions"):
        resolve("Labang", register)


def test_a_parent_that_does_not_hold_the_name_is_not_passed_over(register: Register) -> None:
    with pytest.raises(AmbiguousError):
        resolve("Long Nawang (Berau)", register)
    shown = find("Long Nawang (Berau)", register)
    assert {c.code for c in shown[:2]} == {"65.02.05.2001", "65.03.05.2039"}
    assert {c.reason for c in shown[:2]} == {"same name, but elsewhere"}
    with pytest.raises(AmbiguousError, match="'xyzzy', which is not known"):
        resolve("Long Nawang, Xyzzy", register)
    with pytest.raises(AmbiguousError):
        resolve("Samarinda, Bontang", register)


def test_within_prefers_what_lies_in_the_region(register: Register) -> None:
    assert resolve("Nunukan", register) == "65.03"
    assert resolve("Nunukan", register, within="65.03") == "65.03.02"
    assert resolve("Kukar", register, within="64.02") == "64.02"


@pytest.mark.parametrize(
    ("text", "note", "inside"),
    [
        ("Long Midang", "border post", "65.03.05"), ("PLBN Long Midang", "border post", "65.03.05"),
        ("Desa Long Midang, Krayan", "border post", "65.03.05"), ("IKN", "Nusantara", "64"),
        ("Hefei", "prefecture-level city", "CN-AH"), ("\u5408\u80a5", "prefecture-level city", "CN-AH"),
        ("Sampit", "seat of Kotawaringin Timur", "62.02"), ("Nusantara", "capital area", "64"),
    ],
)  # fmt: skip
def test_places_that_are_no_region_are_said_to_be_so(register: Register, text: str, note: str, inside: str) -> None:
    with pytest.raises(AmbiguousError, match=rf"no region|may mean.*{note}"):
        resolve(text, register)
    place = next(c for c in find(text, register) if c.code == inside)
    assert place.match == "similar"
    assert "is no region but" in place.reason
    assert note in place.reason


def test_a_border_post_is_not_the_village_it_is_named_after(register: Register) -> None:
    first = find("PLBN Seimanggaris", register)[0]
    assert (first.code, first.match, first.reason) == (
        "65.03.13",
        "similar",
        "here is a border post (PLBN), not a region",
    )
    with pytest.raises(AmbiguousError):
        resolve("PLBN Seimanggaris", register)


def test_an_older_name_may_mean_several(register: Register) -> None:
    assert [c.code for c in find("Kutai", register)] == ["64.02", "64.07", "64.08"]
    assert find("Kutai", register)[0].reason == "older name (until 1999)"
    assert resolve("Kab. Pontianak", register) == "61.02"
    assert resolve("Kota Pontianak", register) == "61.71"


def test_a_foreign_district_does_not_win_over_namesakes_at_home(register: Register) -> None:
    with pytest.raises(AmbiguousError):
        resolve("Miri", register)
    assert resolve("Miri, Sarawak", register) == "MY-13.24"


def test_numbers_in_names_are_not_exchanged(register: Register) -> None:
    assert resolve("Kota Bangun 1", register) == "64.02.19.2004"
    with pytest.raises((AmbiguousError, NotFoundError)):
        resolve("Kota Bangun IX", register, within="64.02")
    with pytest.raises((AmbiguousError, NotFoundError)):
        resolve("KotaBangunIIII", register, within="64.02.19")


def test_double_letters_count_only_in_a_district(register: Register) -> None:
    assert resolve("Tettagas", register, within="65.03.21") == "65.03.21.2009"
    with pytest.raises(AmbiguousError, match="spelt like no region"):
        resolve("Tettagas", register, within="65.03")


def test_each_candidate_has_a_reason(register: Register) -> None:
    keys = ["code", "name", "level", "kind", "parent", "score", "match", "reason"]
    for text in (
        "Kukar",
        "65.03",
        "Sei Menggaris",
        "Utara Sebatik",
        "Boeloengan",
        "Tetagass",
        "Pahangai",
        "Ogong Lumbis",
    ):
        for candidate in find(text, register):
            assert list(candidate.as_dict()) == keys
            assert candidate.reason
            assert (candidate.score < 100) == (candidate.match in {"variant", "similar"})
    assert find("Ogong Lumbis", register, within="65.03")[0].reason == "same words in another order"
    assert find("Pahangai", register, within="64.11")[0].reason == "part of the name"
    within = find("Redep", register, within="64.03")  # of the alias Tanjung Redep of a district and a village
    assert [(c.code, c.reason) for c in within[:2]] == [
        (code, "part of the name") for code in ("64.03.05", "64.03.05.1004")
    ]
    assert not {"64.03.05", "64.03.05.1004"} & {c.code for c in find("Redep", register, within="64.02")}
    assert find("Boeloengan", register)[0].reason == "older name"
    assert find("Tandjoeng Palas", register)[0].reason == "old spelling"


def test_surroundings_without_a_comma(register: Register) -> None:
    written = {
        "Desa Long Nawang Kecamatan Kayan Hulu Kabupaten Malinau Kalimantan Utara": "65.02.05.2001",
        "Kec. Krayan Kab. Nunukan Prov. Kalimantan Utara Indonesia": "65.03.05",
        "Kecamatan Sei Menggaris Nunukan": "65.03.13",
        "Desa Aji Kuning Sebatik Tengah": "65.03.12.2003",
        "Anhui Province China": "CN-AH",
        "Distrik Nabawan, Sabah": "MY-12.20",
    }
    assert match_names(list(written), register)["code"].tolist() == list(written.values())


def test_a_region_after_the_name_is_only_shown_where_no_kind_is_said(register: Register) -> None:
    found = match_names(["Labang Nunukan", "Long Bawan Krayan"], register)
    assert found["code"].tolist() == [None, None]
    assert [shown[0].code for shown in found["candidates"]] == ["65.03.20.2003", "65.03.05.2041"]
    assert {shown[0].match for shown in found["candidates"]} == {"similar"}


def test_the_other_kind_of_a_level_is_shown_first_and_not_taken(register: Register) -> None:
    for name, code in {"Ds Tanjung Harapan Kec Nunukan Selatan": "65.03.09.1004", "Kabupaten Tarakan": "65.71"}.items():
        found = answer(name, register)
        assert found.code is None
        assert (found.candidates[0].code, found.candidates[0].match) == (code, "similar")
        assert "written as" in found.candidates[0].reason


def test_places_followed_by_their_region(register: Register) -> None:
    for name, code in {"Suzhou Anhui": "CN-AH", "Long Midang Krayan": "65.03.05"}.items():
        found = answer(name, register)
        assert found.code is None
        assert found.reason.startswith("is no region but")
        assert found.candidates[0].code == code


@pytest.mark.parametrize(
    ("written", "first", "reason"),
    [
        ("Kutai Timur Sangatta", "64.08", "no region but the seat"),
        ("Ma'anshan Anhui China", "CN-AH", "no region but a prefecture-level city"),
        ("Kab. Malinau Long Nawang", "65.02.05.2001", "a region and a name in it"),
        ("Kaltara Nunukan Sebatik", "65.03.01", "a region and a name in it"),
    ],
)
def test_a_region_written_before_or_twice_after_a_name_is_shown_not_taken(
    register: Register, written: str, first: str, reason: str
) -> None:
    assert find(written, register)[0].code == first
    with pytest.raises(AmbiguousError, match=reason):
        resolve(written, register)
