"""A table of the user's own on a map: codes checked, numbers understood, nothing guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from geo_coop.api.maps import SCHEMES, ClassChoice, column_of, read_column, table_view
from geo_coop.api.table_files import read_table
from geo_coop.errors import InputError
from geo_coop.register import load_register

if TYPE_CHECKING:
    from pathlib import Path

    from geo_coop.api.maps import UserColumn


def _column(cells: list[object], codes: list[object] | None = None, **options: object) -> UserColumn:
    written = codes or ["64.01", "64.02", "64.03", "64.07", "64.08"][: len(cells)]
    table = pd.DataFrame({"kode": pd.Series(written, dtype=object), "nilai": pd.Series(cells, dtype=object)})
    return column_of(table, code="kode", column="nilai", register=load_register(), **options)  # type: ignore[arg-type]


def test_rows_abroad_are_told_and_leave_the_map_as_it_is() -> None:
    view = table_view(_column(["1", "2"], ["64.71", "MY-12.06"]), lang="en")
    assert view.unmatched == ("MY-12.06",)
    assert {code[:2] for code in view.regions.index} == {"64"}


def test_zero_no_data_and_not_applicable_stay_apart() -> None:
    own = _column(["0", "12", "", "n/a", "Tidak berlaku"])
    assert own.numeric
    assert own.data.tolist()[:2] == [0.0, 12.0]
    assert own.data.isna().tolist() == [False, False, True, True, True]
    assert own.not_applicable.tolist() == [False, False, False, True, True]
    view = table_view(own, choice=ClassChoice("equal", 2), lang="en")
    counts = {each.kind: each.count for each in view.classes.classes}
    assert counts == {"zero": 1, "values": 1, "not_applicable": 2, "no_data": 6}
    assert sum(counts.values()) == 10  # the ten regencies and cities of Kaltim


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["1.5", "2"], [1.5, 2]),
        (["1,5", "2"], [1.5, 2]),
        (["1.234,5", "7"], [1234.5, 7]),
        (["1,234.5", "7"], [1234.5, 7]),
        (["1.234.567", "7"], [1234567, 7]),
        (["1.2345", "-7"], [1.2345, -7]),
        ([1.234, 7], [1.234, 7]),
    ],
)
def test_numbers_are_read_with_the_mark_that_fits(cells: list[object], numbers: list[float]) -> None:
    assert _column(cells).data.tolist() == numbers


def test_words_among_many_numbers_are_named() -> None:
    codes = [code for code in load_register().within("62").index if len(code) == 5][:14]
    own = _column([*(str(number) for number in range(13)), "abc"], [*codes])
    with pytest.raises(InputError, match=r"holds 14 different values; at most 12 make categories; .*: 'abc' is none"):
        table_view(own)


def test_numbers_with_two_decimal_marks_are_no_words() -> None:
    with pytest.raises(InputError, match=r"a decimal point and with a decimal comma: '1\.5', '2,5'; write all"):
        _column(["1.5", "2,5"])
    with pytest.raises(InputError, match=r"1 values do not fit the decimal mark '\.': '2,5'"):
        _column(["1", "2,5"], decimal=".")
    assert not _column(["1.5", "2,5", "rendah"]).numeric


def test_a_number_that_may_be_two_is_refused_until_the_mark_is_given() -> None:
    with pytest.raises(InputError, match=r"decimal point or a decimal comma: '1\.234'"):
        _column(["1.234", "7"])
    assert _column(["1.234", "7"], decimal=",").data.tolist() == [1234, 7]
    assert _column(["1.234", "7"], decimal=".").data.tolist() == [1.234, 7]


def test_words_make_categories_and_no_numbers() -> None:
    own = _column(["maju", "berkembang", "", "maju", "n/a"])
    assert not own.numeric
    view = table_view(own, lang="en")
    assert [(each.label, each.count) for each in view.classes.classes] == [
        ("berkembang", 1), ("maju", 2), ("Not applicable", 1), ("No data", 6),
    ]  # fmt: skip
    with pytest.raises(InputError, match="'nilai' holds words, as 'maju'"):
        table_view(own, choice=ClassChoice("quantiles"))


def test_numbers_as_categories_keep_their_digits() -> None:
    view = table_view(_column(["1234567", "2023", "455.5"]), choice=ClassChoice("categories"))
    assert [each.label for each in view.classes.classes[:3]] == ["455,5", "2023", "1234567"]


def test_every_wrong_code_is_reported_at_once() -> None:
    codes = ["64.7", "65.99", "64.02", "64.02", 6403.0, "6402", ""]
    with pytest.raises(InputError) as caught:
        _column(["1"] * 7, codes)
    text = "\n".join(str(problem) for problem in caught.value.problems)
    assert len(caught.value.problems) == 6
    for part in (
        "row 2: code '64.7' has lost a zero", "row 3: no region '65.99'", "64.02 stands 2 times, in rows 4, 5",
        "row 6: code 6403.0 was read as a number", "row 7: 6402 has several meanings", "row 8: no code",
    ):  # fmt: skip
        assert part in text


def test_bare_numbers_need_their_scheme() -> None:
    # BPS 6402 is Kutai Barat, Kemendagri 64.02 is Kutai Kartanegara.
    assert list(_column(["1"], ["6402"], scheme="bps").data.index) == ["64.07"]
    assert list(_column(["1"], ["6402"], scheme="kemendagri").data.index) == ["64.02"]
    assert list(_column(["1"], [6402], scheme="bps").data.index) == ["64.07"]


def test_rows_that_are_not_on_the_map_are_listed_and_counted() -> None:
    own = _column([1, 2, 3, 4], ["64.01", "64.02", "62.02", "65.03.05.2033"])
    view = table_view(own, "regency", within=["64"], lang="en")
    assert view.unmatched == ("62.02", "65.03.05.2033")
    assert any("not on this map (2): 62.02, 65.03.05.2033" in remark for remark in view.notes.remarks)
    assert any("without data: 8" in remark for remark in view.notes.remarks)
    with pytest.raises(InputError, match="levels: regency, village"):
        table_view(own)


def test_schemes_and_breaks() -> None:
    own = _column([1.0, 2.0, 3.0, 10.0, 20.0])

    def classes(choice: ClassChoice) -> list[tuple[str, int]]:
        found = choice.numbers(own.data, "quantiles", lang="en", title="nilai")
        return [(each.label, each.count) for each in found.classes]

    counts = {
        scheme: [count for _, count in classes(ClassChoice(scheme, 2))] for scheme in SCHEMES if scheme[0] in "qne"
    }
    assert counts == {"quantiles": [3, 2, 0], "natural": [4, 1, 0], "equal": [4, 1, 0]}
    assert classes(ClassChoice(breaks=(5, 15))) == [("1-5", 3), ("6-15", 1), ("≥16", 1), ("No data", 0)]
    with pytest.raises(InputError, match="unknown scheme 'jenks'"):
        classes(ClassChoice("jenks"))


def test_files_keep_their_cells_as_they_stand(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("\ufeffkode;nama;nilai\r\n61.10;=cmd;1,5\r\n\r\n64.01;x\r\n".encode())
    table = read_table(tmp_path / "a.csv")
    assert table.to_numpy().tolist() == [["61.10", "=cmd", "1,5"], ["64.01", "x", ""]]
    frame = pd.DataFrame({"kode": ["61.10", "64.01"], "nilai": [1.5, None]})
    frame.to_excel(tmp_path / "a.xlsx", index=False)
    frame.to_parquet(tmp_path / "a.parquet")
    for name in ("a.xlsx", "a.parquet"):
        own = read_column(tmp_path / name, code="kode", column="nilai", register=load_register())
        assert list(own.data.index) == ["61.10", "64.01"]
        assert own.data.iloc[0] == 1.5
        assert np.isnan(own.data.iloc[1])


def test_rows_are_numbered_as_in_the_file(tmp_path: Path) -> None:
    text = "\nkode,n\n64.01,1\n\n,\n64.99,2\n"  # rows 1, 4 and 5 are empty, as a spreadsheet shows them
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    sheet = pd.DataFrame([["kode", "n"], ["64.01", 1], [None, None], ["64.99", 2]])
    sheet.to_excel(tmp_path / "a.xlsx", header=False, index=False, startrow=1)
    for name, row in (("a.csv", 6), ("a.xlsx", 5)):
        with pytest.raises(InputError, match=rf"row {row}: no region '64\.99'"):
            read_column(tmp_path / name, code="kode", column="n", register=load_register())
    (tmp_path / "a.csv").write_text("\nkode;n\n64.01;1\n\n1;2;3\n", encoding="utf-8")
    with pytest.raises(InputError, match="row 5 has 3 cells, the first row 2"):
        read_table(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"x", "unknown kind of table '.txt'"),
        ("a.csv", b"", "file is empty"),
        ("a.csv", b"\xff\xfe\x00", "no UTF-8"),
        ("a.csv", b"kode,kode\n1,2\n", "columns stand more than once: kode"),
        ("a.csv", b"kode,nilai\n1,2,3\n", "row 2 has 3 cells, the first row 2"),
        ("a.csv", b'kode,"nilai\n', "no valid CSV"),
        ("a.xlsx", b"no workbook", "no readable workbook"),
        ("a.parquet", b"no parquet", "no readable Parquet"),
        ("a.csv", b"kode,nilai\n64.01,2\n", "unknown column 'n'"),
    ],
)
def test_files_that_cannot_be_used_say_why(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_column(path, code="kode", column="n", register=load_register())
