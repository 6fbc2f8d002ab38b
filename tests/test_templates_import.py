"""A form as planners fill it in: understood where it is clear, refused cell by cell where it is not."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from geo_coop.agreements.model import Agreement
from geo_coop.agreements.read import read_agreements
from geo_coop.cli.messages import translate
from geo_coop.errors import InputError
from geo_coop.register import Register, load_register
from geo_coop.templates import Imported, put_in_place, read_form, write_form
from geo_coop.templates.cells import Cell
from geo_coop.templates.dates import read_date
from geo_coop.templates.layout import sheets
from geo_coop.templates.lists import Lists, load_lists
from geo_coop.templates.values import CellError, read_value

if TYPE_CHECKING:
    from collections.abc import Iterable

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register()


@pytest.fixture(scope="module")
def lists(register: Register) -> Lists:
    return load_lists(register)


@pytest.fixture(scope="module")
def empty_form(register: Register, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_form(tmp_path_factory.mktemp("form") / "form.xlsx", register)


def _columns(sheet: str) -> dict[str, int]:
    columns = next(each.columns for each in sheets() if each.name == sheet)
    return {column.name: at for at, column in enumerate(columns, start=1)}


def _fill(form: Path, rows: Rows) -> openpyxl.Workbook:
    book = openpyxl.load_workbook(form)
    for sheet, lines in rows.items():
        places = _columns(sheet)
        for number, line in enumerate(lines, start=3):
            for name, value in line.items():
                book[sheet].cell(number, places[name]).value = value
    return book


def _import(book: openpyxl.Workbook, path: Path, register: Register, **options: Any) -> Imported:
    book.save(path)
    return read_form(path, register, **options)


def _cell(sheet: str, column: str, row: int) -> str:
    return f"{sheet}!{openpyxl.utils.get_column_letter(_columns(sheet)[column])}{row}"


def _good() -> Rows:
    key = {"agreement": "kukar-ppu-2026"}
    return {
        "agreements": [
            {"id": " kukar-ppu-2026 ", "title.id": "Kerja sama  Kukar - PPU", "title.en": "Cooperation Kukar - PPU",
             "kind": "kerja sama daerah dengan  daerah lain (KSDD)", "record": "Kesepakatan", "compulsory": "Ya",
             "sectors": "Pendidikan; water"},
        ],
        "parties": [
            key | {"region": "Kukar", "role": "Pemrakarsa", "presence": "hadir", "evidence": "b1"},
            key | {"region": "64.09 Kabupaten Penajam Paser Utara", "role": "partner"},
            {},
            key | {"region": " kab.\u00a0Paser ", "role": "MITRA"},
            key | {"region": 64.11, "role": "observer"},
            key | {"organisation.id": "Bappenas", "organisation.en": "Planning ministry", "role": "mediator"},
        ],
        "stages": [
            key | {"stage": "MoU", "date": dt.datetime(2026, 3, 4, tzinfo=None), "evidence": "b1"},  # noqa: DTZ001
            key | {"stage": "PKS", "date": "Oktober 2026", "status": "direncanakan", "evidence": "b1, b2"},
            key | {"stage": "Rencana atau rancangan", "date": 2025, "evidence": "b2"},
        ],
        "coverage": [
            key | {"rule": "daftar wilayah", "regions": "64.02; Kec. Sepaku (PPU)\n64.01.06", "evidence": "b1"},
            key | {"rule": "territory", "reach": "penerima manfaat", "exactness": "Perkiraan", "evidence": "b2"},
        ],
        "evidence": [
            key | {"id": "b1", "document": "S3", "paragraph": 3, "statement.id": "Satu", "statement.en": "One"},
            key | {"id": "b2", "document": "s4", "statement.id": "Dua", "statement.en": "Two",
                   "certainty": "disimpulkan"},
        ],
        "conflicts": [
            key | {"about.id": "Hari", "about.en": "Day", "readings.id": "3", "readings.en": "3rd", "evidence": "b1"},
            key | {"readings.id": "4", "readings.en": "4th"},
        ],
        "notes": [key | {"field": "catatan", "text.id": "Sebuah catatan", "text.en": "A note"}],
    }  # fmt: skip


def test_a_form_filled_in_as_people_do(tmp_path: Path, register: Register, empty_form: Path) -> None:
    book = _fill(empty_form, _good())
    book["stages"].cell(3, _columns("stages")["date"]).number_format = "mmm-yy"
    for row in (4, 5):
        book["evidence"].cell(row, 1).value = None
    book["evidence"].merge_cells("A3:A5")
    book.create_sheet("Coretan").cell(1, 1).value = "mine"
    found = _import(book, tmp_path / "plan.xlsx", register, folder=tmp_path / "out")
    assert [str(finding.problem("")) for finding in found.findings] == []
    (record,) = found.records
    assert [party.region for party in record.parties] == ["64.02", "64.09", "64.01", "64.11", None]
    assert [str(entry.date) for entry in record.stages] == ["2026-03", "2026-10", "2025"]
    assert record.stages[1].status == "planned"
    assert record.coverage[0].regions == ("64.02", "64.09.04", "64.01.06")
    assert (record.compulsory, record.sectors) == (True, ("education", "water"))
    assert record.evidence[0].paragraph == "3"
    assert record.evidence[1].document == "S4"
    assert [reading.id for reading in record.conflicts[0].readings] == ["3", "4"]
    assert any("Coretan" in text for text in found.notes)
    put_in_place(found.files, tmp_path / "out")
    assert read_agreements(tmp_path / "out", known_regions=register) == (record,)


def test_every_mistake_is_reported_at_once_with_its_cell(tmp_path: Path, register: Register, empty_form: Path) -> None:
    rows = _good()
    key = {"agreement": "kukar-ppu-2026"}
    rows["agreements"][0] |= {"kind": "KSDX", "compulsory": "mungkin", "title.en": None, "sectors": "water; sihir"}
    rows["agreements"].append(rows["agreements"][0] | {"kind": "KSDD"})
    rows["agreements"].append({"id": "Tanpa Isi", "title.id": "a", "title.en": "b", "kind": "KSDD"})
    rows["parties"] += [
        key | {"region": 6503, "role": "partner"},
        key | {"region": "Balikpapn", "role": "partner"},
        key | {"region": 64.1, "role": "partner"},
        key | {"region": "64.02 Kabupaten Paser", "role": "partner"},
        key | {"region": "Kukar", "role": "pemrakarsa"},
        key | {"region": "Berau; Kutim", "role": "host"},
        key | {"region": "Berau"},
        {"agreement": "kukar-pup-2026", "region": "Berau", "role": "host"},
        {"region": "Berau", "role": "host"},
        key | {"region": "Bontang", "organisation.id": "Kota", "organisation.en": "City", "role": "host"},
        key,
    ]
    rows["stages"] += [
        key | {"stage": "offer", "date": "31 Feb 2024", "evidence": "b1"},
        key | {"stage": "offer", "date": "03/04/2024", "evidence": "b1"},
        key | {"stage": "rencna", "date": "2024", "evidence": "b1"},
        key | {"stage": "contact", "date": "2027", "evidence": "b9"},
        key | {"stage": "offer", "date": "awal November 2024"},
    ]
    rows["coverage"] += [
        key | {"rule": "list", "regions": "Kukar; Long Nawang; Xyzzyqq", "evidence": "b1"},
        key | {"rule": "list", "evidence": "b1"},
        key | {"rule": "zone", "zone": "zona-9", "evidence": "b1"},
    ]
    rows["evidence"] += [
        key | {"id": "b1", "document": "S9", "paragraph": dt.datetime(2026, 4, 3), "statement.id": "=1+1",  # noqa: DTZ001
               "statement.en": "x"},
    ]  # fmt: skip
    book = _fill(empty_form, rows)
    book["evidence"].cell(5, _columns("evidence")["certainty"]).value = ArrayFormula("G5:G6", "=SUM(A1:A2)")
    book["notes"].cell(4, 1).value = "kukar-ppu-2026"
    book["notes"].merge_cells("A4:B4")
    book["parties"].cell(1, 30).value = "Perann"
    book["parties"].cell(3, 30).value = "x"
    found = _import(book, tmp_path / "plan.xlsx", register, folder=tmp_path / "out")
    assert (found.records, found.files, found.problems) == ([], {}, [])
    texts = {finding.cell: "" for finding in found.findings}
    for finding in found.findings:
        texts[finding.cell] += f"{finding.what}; {finding.remedy}\n"
    expected = {
        _cell("agreements", "kind", 3): "KSDX",
        _cell("agreements", "compulsory", 3): "mungkin",
        _cell("agreements", "title.en", 3): "is empty",
        _cell("agreements", "sectors", 3): "sihir",
        _cell("agreements", "id", 4): f"stands twice; the first is in {_cell('agreements', 'id', 3)}",
        _cell("agreements", "compulsory", 4): "mungkin",
        _cell("agreements", "title.en", 4): "is empty",
        _cell("agreements", "id", 5): "tanpa-isi",
        "parties!AD1": "did you mean 'Peran'",
        _cell("parties", "region", 9): "Nunukan",
        _cell("parties", "region", 10): "64.71",
        _cell("parties", "region", 11): "zero",
        _cell("parties", "region", 12): "64.02 is Kabupaten Kutai Kartanegara, and not 'Kabupaten Paser'",
        _cell("parties", "region", 13): _cell("parties", "region", 3),
        _cell("parties", "region", 14): "one row for each region",
        _cell("parties", "role", 15): "is empty",
        _cell("parties", "agreement", 16): "did you mean 'kukar-ppu-2026'",
        _cell("parties", "agreement", 17): "is empty",
        _cell("parties", "region", 18): "either a region (code) or an organisation",
        _cell("parties", "agreement", 19): "nothing in it",
        _cell("stages", "date", 6): "day is out of range",
        _cell("stages", "date", 7): "day 3 of month 4, or day 4 of month 3",
        _cell("stages", "stage", 8): "did you mean",
        _cell("stages", "evidence", 9): "b9",
        _cell("stages", "date", 3): f"{_cell('stages', 'stage', 9)}",
        _cell("stages", "date", 5): f"{_cell('stages', 'stage', 9)}",
        _cell("stages", "date", 10): "awal November 2024",
        _cell("stages", "evidence", 10): "is empty",
        _cell("coverage", "regions", 5): "65.02.05.2001",
        _cell("coverage", "rule", 6): "needs 'regions'",
        _cell("coverage", "zone", 7): "zona-9",
        _cell("evidence", "id", 5): f"stands twice; the first is in {_cell('evidence', 'id', 3)}",
        _cell("evidence", "document", 5): "S9",
        _cell("evidence", "paragraph", 5): "2026-04-03",
        _cell("evidence", "statement.id", 5): "formula",
        _cell("evidence", "certainty", 5): "formula",
        "notes!A4": "merged over several columns",
        **{f"notes!{letter}4": "is empty" for letter in "BCD"},
    }
    assert {cell: text for cell, text in expected.items() if text not in texts.get(cell, "")} == {}
    assert set(texts) - set(expected) == set()
    assert "Tana Tidung" in texts[_cell("parties", "region", 9)]
    assert "Xyzzyqq" in texts[_cell("coverage", "regions", 5)]
    assert not any(" line " in finding.what + finding.remedy for finding in found.findings)
    assert found.findings == sorted(found.findings)
    english = [f.what for f in found.findings if translate(f.what, "id") == f.what]
    english += [f.remedy for f in found.findings if f.remedy and translate(f.remedy, "id") == f.remedy]
    assert english == []  # planners read them in Indonesian
    assert translate("plan.xlsx: parties!B9: 'x' is no number; remove it", "id").endswith("'x' bukan angka; hapus")
    assert texts[_cell("agreements", "id", 5)].count("'Tanpa Isi' has no row") == 3
    assert not any("party" in text and _cell("parties", "region", 9) in text for text in texts.values())


def test_the_command_reports_and_writes_nothing(tmp_path: Path, run: Any, empty_form: Path) -> None:
    rows = _good()
    rows["parties"][0]["region"] = 6503
    _fill(empty_form, rows).save(tmp_path / "bad.xlsx")
    done = run("agreements", "import", str(tmp_path / "bad.xlsx"), "-o", str(tmp_path / "out"), "--json")
    assert done.code == 1
    document = done.json()
    (problem,) = document["problems"]
    assert (problem["sheet"], problem["row"], problem["cell"]) == ("parties", 3, "parties!B3")
    assert document["written"] == []
    assert "parties!B3" in done.err
    assert not (tmp_path / "out").exists()


def test_the_commands_work_together(tmp_path: Path, run: Any) -> None:
    form, out = str(tmp_path / "one.csv"), str(tmp_path / "out")
    assert run("agreements", "export", "kukar-kubar-2014", "sosek-malindo", "-o", form).code == 0
    dry = run("agreements", "import", form, "-o", out, "--dry-run", "--json")
    assert (dry.code, dry.json()["records"]) == (0, ["kukar-kubar-2014", "sosek-malindo"])
    assert not Path(out).exists()
    assert run("agreements", "import", form, "-o", out).code == 0
    assert sorted(path.name for path in Path(out).glob("*.yaml")) == ["kukar-kubar-2014.yaml", "sosek-malindo.yaml"]
    again = run("agreements", "import", form, "-o", out)
    assert again.code == 1
    assert "--replace" in again.err
    assert run("agreements", "import", form, "-o", out, "--replace").code == 0
    assert run("agreements", "validate", *map(str, Path(out).glob("*.yaml"))).code == 0  # copies of what ships
    assert run("agreements", "export", "nothing", "-o", form).code == 4
    assert run("agreements", "template", "-o", str(tmp_path / "t"), "--lang", "en", "--example").code == 0
    assert (tmp_path / "t" / "parties.csv").is_file()


def test_an_import_may_update_a_shipped_record_and_says_so(tmp_path: Path, run: Any) -> None:
    form, out = tmp_path / "one.csv", str(tmp_path / "out")
    assert run("agreements", "export", "kukar-bontang-2014", "-o", str(form)).code == 0
    form.write_text(form.read_text(encoding="utf-8-sig").replace("(air baku)", "(air minum)"), encoding="utf-8")
    refused = run("agreements", "import", str(form), "-o", out)
    assert refused.code == 1
    assert "'kukar-bontang-2014' ships with geo-coop, and this row differs from it" in refused.err
    assert "--replace" in refused.err
    done = run("agreements", "import", str(form), "-o", out, "--replace")
    assert (done.code, "taking the place of shipped ones: 1 (kukar-bontang-2014)" in done.err) == (0, True)
    assert run("agreements", "validate", f"{out}/kukar-bontang-2014.yaml").code == 0
    rows = {row["agreement"]: row for row in run("covers", "Bontang", "--records", out, "--json").json()}
    assert rows["kukar-bontang-2014"]["title"] == "Rancangan kerja sama Kukar - Bontang (air minum)"


def test_ids_that_stand_already_are_refused_and_nothing_is_half_written(tmp_path: Path, register: Register) -> None:
    records = read_agreements()[:2]
    form = write_form(tmp_path / "form.csv", register, records=records)
    out = tmp_path / "out"
    out.mkdir()
    (out / f"{records[1].id}.yaml").write_text(f"id: {records[1].id}\n", encoding="utf-8")
    found = read_form(form, register, folder=out)
    assert [finding.cell for finding in found.findings] == ["form.csv!B3"]
    (out / f"{records[0].id}.yaml").mkdir()  # cannot be replaced by a file
    with pytest.raises(InputError, match="nothing was changed"):
        put_in_place({f"{records[1].id}.yaml": "new", f"{records[0].id}.yaml": "new"}, out)
    assert (out / f"{records[1].id}.yaml").read_text(encoding="utf-8") == f"id: {records[1].id}\n"
    assert sorted(path.name for path in out.iterdir()) == sorted(f"{record.id}.yaml" for record in records)


def test_new_documents_are_added_to_the_folders_list(tmp_path: Path, register: Register) -> None:
    form = write_form(tmp_path / "form", register, example=True)
    out = tmp_path / "out"
    out.mkdir()
    before = "# ours\n- {id: lama, title: Lama, publisher: Kami, date: 2020, type: news}\n"
    (out / "sources.yaml").write_text(before, encoding="utf-8")
    found = read_form(form, register, folder=out)
    assert found.findings == []
    assert found.files["sources.yaml"].startswith(before + "- id: contoh-berita\n")
    sources = form / "sources.csv"
    sources.write_text(sources.read_text(encoding="utf-8").replace("contoh-berita", "lama"), encoding="utf-8")
    found = read_form(form, register, folder=out)
    assert {finding.cell for finding in found.findings} == {"sources!A2", "evidence!C2", "evidence!C3"}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_of_any_separator(tmp_path: Path, register: Register, separator: str) -> None:
    head = separator.join(["id", "title.id", "title.en", "kind", "no_coverage.id", "no_coverage.en"])
    line = separator.join(["a-1", '"A; a"', '"A, a"', "FORUM", "x", "y"])
    (tmp_path / "agreements.csv").write_text(f"{head}\n\n{line}\n", encoding="utf-8")
    (tmp_path / "parties.csv").write_text("Agreement id,Region,Role\na-1,6503,partner\n", encoding="utf-8")
    (tmp_path / "stages.csv").write_text("agreement,stage,date,evidence\na-1,running,s.d.,b\n", encoding="utf-8")
    (tmp_path / "evidence.csv").write_text(
        "agreement,id,document,statement.id,statement.en\na-1,b,S1,x,y\n", encoding="utf-8"
    )
    found = read_form(tmp_path, register)
    assert [finding.cell for finding in found.findings] == ["parties!B2", "stages!C2"]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("11 Okt 2022", "2022-10-11"), ("11 Oktober 2022", "2022-10-11"), ("Oktober 2022", "2022-10"), ("2022", "2022"),
        ("2022-10-11", "2022-10-11"), ("2024-06", "2024-06"), ("1-5 Nov 2025", "2025-11-01/2025-11-05"),
        ("1 s.d. 5 November 2025", "2025-11-01/2025-11-05"), ("30 Okt - 5 Nov 2025", "2025-10-30/2025-11-05"),
        ("Nov - Des 2025", "2025-11/2025-12"), ("2012-2024", "2012/2024"), ("2012/2024-04-18", "2012/2024-04-18"),
        ("October 11, 2022", "2022-10-11"), ("Selasa, 11 Oktober 2022", "2022-10-11"), ("25/12/2024", "2024-12-25"),
        ("05/05/2024", "2024-05-05"), ("Tidak  diketahui", "unknown"), ("5 Agust. 2024", "2024-08-05"),
        ("1 Nov 2025 sampai dengan 5 Nov 2025", "2025-11-01/2025-11-05"), ("1.12.2024 - 13.12.2024", None),
        ("Senin, 11 Oktober 2022", None), ("03/04/2024", None), ("30 Feb 2024", None), ("awal 2024", None),
        ("11 Okt 22", None), ("5 Nov - 1 Nov 2025", None), ("Oktober", None), ("", None), ("2024-13", None),
    ],
)  # fmt: skip
def test_written_dates(text: str, date: str | None) -> None:
    if date is None:
        with pytest.raises(ValueError, match=r"."):
            read_date(text)
    else:
        assert read_date(text) == date


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Kukar", "64.02"), ("64.02", "64.02"), (64.02, "64.02"), (64, "64"), ("bps:6503", "65.04"), ("MY-12", "MY-12"),
        ("Sabah", "MY-12"), ("MY Malaysia", "MY"), ("Long Nawang (Malinau)", "65.02.05.2001"),
        ("Kabupaten Kutai Kartanegara (64.02)", "64.02"), ("64.02 - Kukar", "64.02"), ("  kota  Tarakan ", "65.71"),
        ("6503", None), (6503, None), (6503.0, None), (64.1, None), ("64.1", None), ("Long Nawang", None),
        ("Balikpapn", None), ("99.99", None), ("64.02 Paser", None), (True, None), ("Kukar (Sabah)", None),
    ],
)  # fmt: skip
def test_written_regions(lists: Lists, written: Any, code: str | None) -> None:
    column = next(sheet for sheet in sheets() if sheet.name == "parties").column("region")
    if code is None:
        with pytest.raises(CellError):
            read_value(column, Cell(written), lists)
    else:
        assert read_value(column, Cell(written), lists) == code


def _zip(path: Path, parts: Iterable[tuple[str, bytes]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return path


def _patched(form: Path, target: Path, part: str, old: bytes, new: bytes) -> Path:
    with zipfile.ZipFile(form) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    assert any(name == part and old in content for name, content in parts)
    return _zip(target, [(name, content.replace(old, new, 1) if name == part else content) for name, content in parts])


def test_files_that_are_no_form_give_one_clear_error(tmp_path: Path, register: Register, empty_form: Path) -> None:
    path = tmp_path / "form.xlsx"
    sheet = "xl/worksheets/sheet2.xml"

    def refused(text: str) -> None:
        with pytest.raises(InputError, match=text) as caught:
            read_form(path, register)
        assert len(caught.value.problems) == 1

    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    refused("locked by a password, or an old .xls")
    path.write_bytes(b"no workbook")
    refused("no XLSX")
    path.write_bytes(empty_form.read_bytes()[:3000])
    refused("no XLSX")
    _zip(path, [("a.txt", b"x")])
    refused("lacks the parts")
    _zip(path, [("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook")])
    refused("no readable XLSX")
    _zip(path, [("[Content_Types].xml", b"<x/>"), ("xl/a.xml", b"\0" * 160_000_000)])
    refused("unpacks to more than")
    _zip(path, [("[Content_Types].xml", b"<x/>"), ("xl/a.xml", b"<row><c r='A1'/></row>" * 500_001)])
    refused("more than 500,000 cells")
    _patched(empty_form, path, sheet, b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet')
    refused("declares entities")
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    _patched(empty_form, path, sheet, b"</sheetData>", merge)
    refused("merges more than")
    row = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    _patched(empty_form, path, sheet, b"</sheetData>", row)
    refused("reaches row 1,048,576")
    (tmp_path / "form.csv").write_bytes(b"sheet,id\nagreements,\xff\n")
    path = tmp_path / "form.csv"
    refused("not UTF-8")
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    refused("no column 'sheet'")
    path.write_text('sheet,id\nagreements,"a\n', encoding="utf-8")
    refused("no valid CSV")


def test_external_links_are_not_followed_and_errors_are_named(
    tmp_path: Path, register: Register, empty_form: Path
) -> None:
    book = _fill(empty_form, _good())
    place = book["parties"].cell(3, _columns("parties")["region"])
    place.value = "='[1]Sheet1'!$A$1"
    role = book["parties"].cell(3, _columns("parties")["role"])
    role.value, role.data_type = "#REF!", "e"
    found = _import(book, tmp_path / "plan.xlsx", register)
    assert [(finding.cell, finding.what.split(";")[0]) for finding in found.findings] == [
        (f"parties!{place.coordinate}", "a formula"),
        (f"parties!{role.coordinate}", "holds an error of the spreadsheet"),
    ]


def test_more_is_checked_like_everything_else(tmp_path: Path, register: Register, empty_form: Path) -> None:
    for text, cell, what in (
        ("period: {begins: 2020-13, evidence: [b1]}", "agreements", "2020-13"),
        ("nonsense: 1", "agreements", "unknown field 'nonsense'"),
        ("kind: FORUM", "agreements", "stands here and in its own column"),
        ("- a", "agreements", "no mapping"),
        ("a: &x [*x]", "agreements", "alias"),
        ("a: [", "agreements", "no valid YAML"),
    ):
        rows = _good()
        rows["agreements"][0]["more"] = text
        found = _import(_fill(empty_form, rows), tmp_path / "plan.xlsx", register)
        assert [(finding.cell, what in finding.what) for finding in found.findings] == [(_cell(cell, "more", 3), True)]
    rows = _good()
    rows["agreements"][0]["more"] = "period: {begins: 2026, evidence: [b1]}"
    (record,) = _import(_fill(empty_form, rows), tmp_path / "plan.xlsx", register).records
    assert isinstance(record, Agreement)
    assert record.period is not None
    assert str(record.period.begins) == "2026"
