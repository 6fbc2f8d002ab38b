"""Every way in which a code is damaged ends in an error that says what to write, and no number is guessed."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_coop.codes import dosm_of, looks_like_code, parse_code
from geo_coop.errors import AmbiguousError, GeoCoopError, InputError, NotFoundError
from geo_coop.names import resolve
from geo_coop.register import Register, load_register


def full_width(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isdigit() else sign for sign in text)


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("61.1", "lost a zero"), ("6.03", "lost a zero"), ("65.3.5.2033", "lost a zero"),
        ("6503.0", "read as a number"), ("6.503052033E9", "read as a number"), ("6503052033.0", "read as a number"),
        (" 65 . 03", r"blanks; write '65\.03'"), ("65\u00a0.03", r"blanks; write '65\.03'"),
        ("65.O3", r"letters for digits; write '65\.03'"), ("65.l1", r"letters for digits; write '65\.11'"),
        (full_width("65.03"), r"digits other than 0-9; write '65\.03'"),
        ("٦٥.٠٣", r"digits other than 0-9; write '65\.03'"),
        ("\ufeff65.03", r"cannot be seen; write '65\.03'"), ("65.03\u200b", r"cannot be seen; write '65\.03'"),
        ("65.03.", r"a dot too many; write '65\.03'"), (".65.03", r"a dot too many; write '65\.03'"),
        ("65..03", r"a dot too many; write '65\.03'"), ("65,03", r"a mark other than the dot; write '65\.03'"),
        ("65-03", r"a mark other than the dot; write '65\.03'"), ("'65.03", r"a mark .*; write '65\.03'"),
        ("MY-12.6", r"a zero too few; write 'MY-12\.06'"), ("my-12", "small letters; write 'MY-12'"),
        ("id6504", "small letters; write 'ID6504'"), ("65030", "no scheme has codes of 5 digits"),
        ("650305203", "no scheme has codes of 9 digits"), ("6.5.3", "is no region code; expected one like"),
        ("bps:65o4", "no code of the scheme bps"), ("bps:" + full_width("6504"), "no code of the scheme bps"),
        ("kemendagri:65.3", "no code of the scheme kemendagri"), ("dosm:12.6", "no code of the scheme dosm"),
        ("", "is no region code"),
    ],
)  # fmt: skip
def test_damaged_codes_are_refused_with_a_remedy(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_code(text)


@pytest.mark.parametrize("value", [61.1, 6503, 65, None, float("nan"), b"65.03", ["65.03"]])
def test_only_text_is_a_code(value: Any) -> None:
    with pytest.raises(InputError, match="not text; read codes as text"):
        parse_code(value)


@pytest.mark.parametrize(
    "text", ["65 . 03", "65.O3", full_width("65.03"), "65.03.", "'65.03", "\ufeff65.03", "6503.0", "MY-12.6"]
)
def test_damaged_codes_are_not_taken_for_names(text: str, register: Register) -> None:
    assert looks_like_code(text)
    with pytest.raises(InputError, match=r"write '(65\.03|MY-12\.06)'|read as a number"):
        resolve(text, register)


def test_no_name_of_the_list_looks_like_a_code(register: Register) -> None:
    assert not [name for name in register.regions["name"] if looks_like_code(name)]
    assert resolve("OP", register) == "53.02.17.2001"  # a desa, though its name has the form of a country's code


@pytest.mark.parametrize(
    ("number", "meanings"),
    [
        ("6503", ["65.03", "65.04"]),
        ("6407", ["64.07", None]),
        ("650305", ["65.03.05"]),
        ("6504020", ["65.03.05"]),
        ("6503052033", ["65.03.05.2033", None]),
        ("92", ["92", "96"]),
        ("96", ["96", "94"]),
        ("94", ["94", "91"]),
        ("8104", ["81.04", "81.04"]),
    ],
)
def test_numbers_without_scheme_are_refused_with_all_meanings(
    register: Register, number: str, meanings: list[str | None]
) -> None:
    with pytest.raises(AmbiguousError) as caught:
        register.resolve_code(number)
    assert [meaning["code"] for meaning in caught.value.candidates] == meanings
    for meaning in caught.value.candidates:
        if meaning["code"]:
            assert register.resolve_code(str(meaning["write"])) == meaning["code"]


def test_a_long_bps_number_is_placed_as_far_as_it_is_known(register: Register) -> None:
    with pytest.raises(AmbiguousError, match=r"bps:6504020 is 65\.03\.05 Krayan"):
        register.resolve_code("6504020003")
    with pytest.raises(NotFoundError, match=r"bps:6504 is 65\.03 Kabupaten Nunukan"):
        register.resolve_code("bps:6504099")


def test_two_digits_are_accepted_where_both_schemes_agree(register: Register) -> None:
    assert [register.resolve_code(code) for code in ("65", "64", "11", "93")] == ["65", "64", "11", "93"]
    with pytest.raises(NotFoundError, match="bps:97 is 95 Papua Pegunungan"):
        register.resolve_code("97")


def test_malaysian_codes_in_both_schemes(register: Register) -> None:
    assert register.resolve_code("dosm:12_6") == register.resolve_code("dosm:12_06") == "MY-12.06"
    assert register.resolve_code("dosm:13") == "MY-13"
    assert register.scheme_values("MY-12.06") == {"dosm": "12_6"}
    districts = [code for code in register.regions.index if code.startswith(("MY-12.", "MY-13."))]
    assert len(districts) == 67
    assert [register.resolve_code(f"dosm:{dosm_of(code)}") for code in districts] == districts


@given(st.text(alphabet="0123456789.OoIl ,_-'ID:bpsMY\uff16٦\u200b\u00a0eE+", max_size=16))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(GeoCoopError):
        assert parse_code(text).value.isascii()
