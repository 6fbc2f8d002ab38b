"""Records out into the form and back: nothing is lost, whatever stands in them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from geo_coop.agreements.model import Agreement, SourceDocument
from geo_coop.agreements.read import read_agreements
from geo_coop.agreements.yamltext import read_tree
from geo_coop.errors import InputError
from geo_coop.export import to_text
from geo_coop.register import Register, load_register
from geo_coop.templates import put_in_place, read_form, write_form
from geo_coop.templates.cells import guard, join, restore, split
from geo_coop.templates.example import example_record, example_source
from geo_coop.templates.layout import sheets
from geo_coop.templates.words import fold, header, readings, word_label
from geo_coop.templates.yamlout import agreement_yaml

if TYPE_CHECKING:
    from pathlib import Path

FORMS = ("form.xlsx", "form.csv", "form")


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register()


@pytest.fixture(scope="module")
def shipped() -> tuple[Agreement, ...]:
    return read_agreements()


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("name", FORMS)
def test_every_shipped_record_comes_back_equal(
    tmp_path: Path, register: Register, shipped: tuple[Agreement, ...], name: str, lang: Any
) -> None:
    form = write_form(tmp_path / name, register, records=shipped, lang=lang)
    found = read_form(form, register, folder=tmp_path / "out")
    assert found.findings == []
    assert tuple(found.records) == shipped
    put_in_place(found.files, tmp_path / "out")
    assert read_agreements(tmp_path / "out", known_regions=register) == shipped


def test_the_yaml_looks_like_the_shipped_files() -> None:
    text = agreement_yaml(example_record())
    lines = text.splitlines()
    assert lines[:2] == ["# yaml-language-server: $schema=agreement.schema.json", "id: contoh-bulungan-tana-tidung"]
    assert "  - {region: 65.01, role: supplier, evidence: [b1]}" in lines
    assert "    date: 2020-03" in lines
    assert '    paragraph: "3"' in lines
    keys = [line.partition(":")[0] for line in lines if line[0].isalpha()]
    assert keys == [name for name in Agreement.model_fields if name in keys]


def test_the_example_imports_cleanly_with_its_document(tmp_path: Path, register: Register) -> None:
    form = write_form(tmp_path / "form.xlsx", register, example=True)
    found = read_form(form, register, folder=tmp_path / "out")
    assert (found.findings, found.records) == ([], [example_record()])
    put_in_place(found.files, tmp_path / "out")
    assert read_agreements(tmp_path / "out", known_regions=register) == (example_record(),)
    again = write_form(tmp_path / "again.csv", register, records=found.records, sources=[example_source()])
    assert read_form(again, register, folder=tmp_path / "out", replace=True).findings == []


def test_what_has_no_column_goes_through(tmp_path: Path, register: Register) -> None:
    record = Agreement.model_validate(
        example_record().model_dump(mode="json")
        | {
            "period": {
                "begins": "2020-10-11",
                "renewals": [{"date": "2023", "until": "2026-10-10", "evidence": ["b1"]}],
                "evidence": ["b1"],
            },
            "documents": [
                {
                    "form": "mou", "number": "=1/A", "date": "2020-10-11", "evidence": ["b1"],
                    "signatories": [
                        {"region": "65.01", "office": {"id": "Bupati", "en": "Regent"}}, {"name": "- Contoh"},
                    ],
                }
            ],
        }
    )  # fmt: skip
    for name in FORMS:
        form = write_form(tmp_path / name, register, records=[record], sources=[example_source()])
        found = read_form(form, register)
        assert (found.findings, found.records) == ([], [record])


# Text as records can hold it: what YAML can write, stripped as the model strips it.
_HOSTILE = st.sampled_from(
    ["=1+1", "+1", "-1", "@x", "'=1", "''", "'", '=HYPERLINK("x")', "a\rb", "a\r\nb", "_x000D_", "x005F_y", "#REF!",
     "no", "null", "~", "61.10", "1e3", "2024-06-01", "a: b", "- a", "{a}", "a # b", "&a", "*a", "!!x", "%", "a;b,c",
     '"q"', 'a "b', "a\nb\n\nc", "\t=x", "\u2028", "\x85x", "\u00a0x", "😀", "Pa' Rupai", "0x1F", "1_000", "TRUE", "=",
     "<<", "---", "...", "\\", "\\n", "agreement", "ya", "?"]
)  # fmt: skip
_CHARACTERS = st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\ufeff\ufffe\uffff").filter(
    lambda char: not yaml.reader.Reader.NON_PRINTABLE.search(char)
)
_TEXT = st.one_of(_HOSTILE, st.text(_CHARACTERS, max_size=12), st.tuples(_HOSTILE, _HOSTILE).map("".join))
_FILLED = _TEXT.map(str.strip).filter(bool)
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # a form takes too long to shrink one
_PAIR = st.fixed_dictionaries({"id": _FILLED, "en": _FILLED})


@st.composite
def _records(draw: Any) -> Agreement:
    evidence = draw(st.lists(_FILLED, min_size=1, max_size=3, unique=True))
    some = st.lists(st.sampled_from(evidence), min_size=1, max_size=2)
    return Agreement.model_validate(
        {
            "id": "a-1",
            "title": draw(_PAIR),
            "kind": draw(st.sampled_from(["KSDD", "FORUM"])),
            "record": draw(st.sampled_from(["agreement", "draft"])),
            "parties": [
                {"region": "65.03", "role": "partner", "evidence": draw(some), "note": draw(_PAIR)},
                {"organisation": draw(_PAIR), "role": "host"},
            ],
            "stages": [{"stage": "plan", "date": "2024-06", "place": draw(_TEXT), "evidence": draw(some)}],
            "topics": draw(st.lists(_PAIR, max_size=2)),
            "no_coverage": draw(_PAIR),
            "evidence": [
                {"id": name, "document": "S1", "paragraph": draw(_TEXT), "statement": draw(_PAIR)} for name in evidence
            ],
            "conflicts": [{"about": draw(_PAIR), "readings": draw(st.lists(_PAIR, min_size=2, max_size=3))}],
            "notes": draw(st.lists(_PAIR, max_size=2)),
        }
    )


@settings(max_examples=18, deadline=None, phases=_PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record=_records(), name=st.sampled_from(FORMS), lang=st.sampled_from(["id", "en"]))
def test_hostile_text_stays_text_all_the_way(
    tmp_path_factory: pytest.TempPathFactory, register: Register, record: Agreement, name: str, lang: Any
) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    form = write_form(folder / name, register, records=[record], lang=lang)
    if form.suffix == ".xlsx":
        for page in openpyxl.load_workbook(form):
            for row in page.iter_rows(max_row=60):
                assert all(cell.data_type != "f" for cell in row)
                assert not any(str(cell.value or "").startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    elif form.suffix == ".csv":
        for line in csv.reader(io.StringIO(form.read_text(encoding="utf-8-sig"), newline="")):
            assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for value in line)
    found = read_form(form, register, folder=folder / "out")
    assert (found.findings, found.problems, found.records) == ([], [], [record])
    (path,) = put_in_place({"a-1.yaml": found.files["a-1.yaml"]}, folder / "out")
    tree, problems = read_tree(path)
    assert problems == []
    assert tree is not None
    assert Agreement.model_validate(tree.data) == record
    assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8"))["title"]["id"], str)


@given(_TEXT)
def test_guarded_text_comes_back(text: str) -> None:
    assert restore(guard(text)) == text
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.lists(_FILLED, max_size=4))
def test_lists_come_back(items: list[str]) -> None:
    assert split(join(items)) == items


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\tx"])
def test_the_guard_is_that_of_all_tables(text: str) -> None:
    written = to_text(pd.DataFrame({"a": [text]}), "csv")
    assert next(csv.reader(io.StringIO(written.partition("\n")[2], newline=""))) == [guard(text)]


def test_text_that_no_cell_holds_is_an_error_and_leaves_no_file(tmp_path: Path, register: Register) -> None:
    long = example_record().model_copy(
        update={"notes": (example_record().notes[0].model_copy(update={"id": "x" * 40_000}),)}
    )
    with pytest.raises(InputError, match="too long for a cell"):
        write_form(tmp_path / "form.xlsx", register, records=[long])
    assert list(tmp_path.iterdir()) == []


def test_a_form_that_exists_is_not_written_over(tmp_path: Path, register: Register) -> None:
    form = tmp_path / "form.xlsx"
    form.write_text("filled in", encoding="utf-8")
    with pytest.raises(InputError, match="--force"):
        write_form(form, register)
    assert form.read_text(encoding="utf-8") == "filled in"
    write_form(form, register, force=True)
    with pytest.raises(InputError, match=r"cannot write a form as '\.ods'"):
        write_form(tmp_path / "form.ods", register)


def test_the_template_can_be_filled_in(tmp_path: Path, register: Register) -> None:
    book = openpyxl.load_workbook(write_form(tmp_path / "form.xlsx", register))
    assert book.sheetnames[0] == "instructions"
    assert book.sheetnames[-1] == "lists"
    assert {"agreements", "parties", "stages", "coverage", "evidence", "conflicts", "notes"} <= set(book.sheetnames)
    parties = book["parties"]
    heads = {parties.cell(1, at).value: at for at in range(1, parties.max_column + 1)}
    region = parties.column_dimensions[openpyxl.utils.get_column_letter(heads["Wilayah"])]
    assert region.number_format == "@"
    assert parties.freeze_panes == "C3"
    assert "Code or name" in parties.cell(1, heads["Wilayah"]).comment.text
    rules = {rule.formula1 for rule in parties.data_validations.dataValidation}
    assert {"list_role_initiator", "list_region", "list_agreement"} <= rules
    assert rules <= set(book.defined_names)
    lists = book["lists"]
    named = book.defined_names["list_region"].attr_text
    letter = named.split("$")[1]
    choices = [cell.value for cell in lists[letter][1:]]
    assert "64.02 Kabupaten Kutai Kartanegara" in choices
    assert "MY-12 Sabah" in choices
    assert sum(choice is not None and choice[:2] in {"61", "62", "63", "64", "65"} for choice in choices) == 687


def test_headers_and_labels_are_unique() -> None:
    for sheet in sheets():
        known: dict[str, str] = {}
        for column in sheet.columns:
            for text in (column.name, *header(column)):
                assert known.setdefault(fold(text), column.name) == column.name, (sheet.name, text)
        for column in sheet.columns:
            if column.words:
                meant = readings(column.vocabulary, column.words)
                for word in column.words:
                    labels = word_label(column.vocabulary, word)
                    assert [meant[text.casefold()] for text in (word, *labels)] == [word] * 3


def test_documents_keep_what_they_hold(tmp_path: Path, register: Register) -> None:
    source = SourceDocument.model_validate(
        {"id": "baru", "title": "=x", "publisher": "-", "date": "2020", "type": "law", "url": "@a", "note": "a\rb"}
    )
    record = example_record()
    for name in FORMS:
        form = write_form(tmp_path / name, register, records=[record], sources=[source, example_source()])
        found = read_form(form, register)
        assert found.findings == []
        (tmp_path / "sources.yaml").write_text(found.files["sources.yaml"], encoding="utf-8")
        tree, _ = read_tree(tmp_path / "sources.yaml")
        assert tree is not None
        assert isinstance(tree.data, list)
        assert SourceDocument.model_validate(tree.data[0]) == source
