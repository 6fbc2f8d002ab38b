"""The main job: complete, linked, offline, in both languages, and open about what is approximate."""

from __future__ import annotations

import csv
import datetime as dt
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from geo_coop.agreements.model import Evidence, Party, StageEntry
from geo_coop.atlas import make_atlas
from geo_coop.atlas.html_table import Head, Row, Table, cell
from geo_coop.atlas.maps import MAPS
from geo_coop.atlas.pages import render
from geo_coop.atlas.sketch import Paint, sketch
from geo_coop.atlas.tables import _crossings
from geo_coop.atlas.words import CERTAINTIES, PAGES, ROLES, STATUSES, TABLES
from geo_coop.atlas.words import MAPS as MAP_WORDS
from geo_coop.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from geo_coop.atlas import Atlas

REGENCIES = (
    "62.02", "62.07", "64.01", "64.02", "64.03", "64.07", "64.08", "64.09", "64.11", "64.71", "64.72", "64.74",
    "65.01", "65.02", "65.03", "65.04", "65.71",
)  # fmt: skip


class _Links(HTMLParser):
    """Collects what a page points to, its anchors, and its elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for key, value in attrs if key in {"href", "src"} and value is not None]
        self.anchors |= {value for key, value in attrs if key == "id" and value is not None}


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    folder = tmp_path_factory.mktemp("atlas")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEO_COOP_CACHE", str(folder / "cache"))
        return make_atlas(folder / "out", lang="en")


def _own_pages(atlas: Atlas) -> list[Path]:
    return [atlas.folder / file for file in atlas.files if file.endswith(".html") and not file.startswith("maps/")]


def test_every_link_leads_to_a_file_of_the_atlas_and_to_a_place_in_it(atlas: Atlas) -> None:
    pages = {page.resolve(): _Links(page.read_text(encoding="utf-8")) for page in _own_pages(atlas)}
    followed = 0
    for page, parsed in pages.items():
        assert parsed.links
        for link in parsed.links:
            if link == "data:,":
                continue
            assert ":" not in link, (page.name, link)
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            assert target.is_file(), (page.name, link)
            if anchor and target in pages:
                assert anchor in pages[target].anchors, (page.name, link)
            followed += 1
    assert followed > 2000
    assert all((atlas.folder / file).is_file() for file in atlas.files)
    assert {page.name for page in pages} == {"index.html", "agreements.html", *(f"{code}.html" for code in REGENCIES)}


def test_no_page_asks_for_anything_from_outside(atlas: Atlas) -> None:
    for page in atlas.folder.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "Content-Security-Policy" in text
        assert not re.search(
            r"""<(?:link|script|img|iframe|style)[^>]*(?:src|href)\s*=\s*["']?\s*(?:https?:)?//""", text
        )
        assert not re.search(r"""(?:@import|url\()\s*["']?\s*(?:https?:)?//""", text), page.name


def test_the_index_says_what_is_approximate_and_where_all_comes_from(atlas: Atlas) -> None:
    page = (atlas.folder / "index.html").read_text(encoding="utf-8")
    assert atlas.tier == "approximate"
    for text in ("Approximate", "54 %", "ODbL-1.0", "geo-maps", "Balikukup", "benuanta.co.id", '<html lang="en">'):
        assert text in page
    parsed = _Links(page)
    assert parsed.tags.count("svg") == len(MAPS)
    assert {f"maps/{name}.html" for name in MAPS} <= set(parsed.links)
    assert {f"regencies/{code}.html" for code in REGENCIES} <= set(parsed.links)


def test_tables_hold_what_the_facts_say(atlas: Atlas) -> None:
    def read(name: str) -> list[dict[str, str]]:
        with (atlas.folder / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    border = read("border_villages")
    legal = [row for row in border if row["legal"] == "True"]
    assert len(legal) == 212
    assert len({row["district"] for row in legal}) == 22
    assert sum(row["kind"] == "kelurahan" for row in legal) == 8
    assert all("sosek-malindo" in row["agreements"].split("; ") for row in legal)
    assert {row["facing"] for row in legal if "sosek-malindo-kaltara-sabah" in row["agreements"]} == {"MY-12"}
    zones = read("zones")
    members = {row["zone"]: set() for row in zones}
    for row in zones:
        members[row["zone"]].add(row["code"])
    assert members["kaltim-zone-4"] == {"64.01", "64.02", "64.09", "64.71"}
    assert sum("64.02" in members[f"kaltim-zone-{number}"] for number in range(1, 5)) == 3
    covered, free = read("coverage_villages"), read("not_covered")
    assert len({row["code"] for row in covered}) + len(free) == 1805
    assert {row["code"] for row in read("without_shape")} == {"64.03.12.2006", "64.72.02.1010"}


def _text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_page_of_a_regency_shows_villages_agreements_and_gaps(atlas: Atlas) -> None:
    page = (atlas.folder / "regencies" / "65.03.html").read_text(encoding="utf-8")
    nunukan = _text(page)
    assert "182 of 240 villages covered" in nunukan
    assert "No agreement, draft or plan covers 58 of the 240 villages." in nunukan
    # 85 of the 182 border villages face Sarawak, with which only the two countries agree.
    assert "85 border villages have only the frame of the two countries" in nunukan
    # Districts that nothing covers are told village by village; covered ones are not named there.
    uncovered = page.split("<details open>")[1].split("</details>")[0]
    assert uncovered.count("; ") + uncovered.count("<li>") == 58
    assert "Sembakung" in uncovered
    assert "Krayan" not in uncovered
    assert "1985" in nunukan
    assert "2012 - 18 April 2024" in nunukan
    bulungan = _text((atlas.folder / "regencies" / "65.01.html").read_text(encoding="utf-8"))
    assert "No agreement, draft or plan covers any of the 81 villages." in bulungan
    assert "No record covers this region." in bulungan
    assert "Villages that nothing covers, by district" not in bulungan
    berau = _text((atlas.folder / "regencies" / "64.03.html").read_text(encoding="utf-8"))
    assert "Without a shape at the boundary source, so not drawn: Balikukup (64.03.12.2006)." in berau


def test_text_of_records_is_shown_as_text() -> None:
    hostile = "</td><script>window.__x=1</script>{{ 7*7 }}"
    table = Table("t", (Head(hostile),), (Row((cell(hostile, 'x" onclick="y'),)),))
    page = render("agreements", "en", agreements=table, records=[])
    assert "State on" not in page
    dated = render("agreements", "id", on=dt.date(2014, 2, 6), agreements=table, records=[])
    assert '<p class="day">Keadaan pada 6 Februari 2014; desa dan batasnya yang sekarang.</p>' in dated
    assert "<script>window" not in page
    assert "{{ 7*7 }}" in page
    assert 'onclick="y"' not in page
    assert _Links(page).tags.count("script") == 1
    drawn = sketch([Paint([])], (0.0, 0.0, 1.0, 1.0), label='"><script>')  # type: ignore[arg-type]
    assert "<script>" not in drawn


def test_words_are_complete_in_both_languages() -> None:
    assert PAGES["id"].keys() == PAGES["en"].keys()
    assert all(entry.keys() == {"id", "en"} for entry in (*TABLES.values(), *MAP_WORDS.values()))
    assert set(MAP_WORDS) == set(MAPS)
    for words, model, field in ((ROLES, Party, "role"), (CERTAINTIES, Evidence, "certainty")):
        assert set(words) == set(model.model_fields[field].annotation.__args__)  # type: ignore[union-attr]
    assert set(STATUSES) == set(StageEntry.model_fields["status"].annotation.__args__)  # type: ignore[union-attr]


def test_a_place_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="cannot write the atlas"):
        make_atlas(tmp_path / "file")


@pytest.mark.browser
def test_tables_sort_and_filter_in_a_browser(atlas: Atlas, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto((atlas.folder / "index.html").as_uri())
    rows = page.locator("table").first.locator("tbody tr")
    assert rows.count() == len(REGENCIES)
    page.get_by_role("button", name="Covered", exact=True).first.click()
    assert rows.first.locator("th").inner_text() == "Kabupaten Kutai Kartanegara"  # all of its 237 villages
    assert page.locator("th[aria-sort=descending]").count() == 1
    page.get_by_role("button", name="Covered", exact=True).first.click()
    assert rows.first.locator("td").nth(2).inner_text() == "0"
    page.get_by_role("searchbox", name="Filter the table").first.fill("utara nunukan")
    assert [row.is_visible() for row in rows.all()].count(True) == 1
    assert page.locator(".tools span").first.inner_text() == "1 of 17"
    page.get_by_role("link", name="Kabupaten Nunukan").first.click()
    assert page.locator("h1").inner_text().startswith("Kabupaten Nunukan")
    page.get_by_role("link", name="Open on the interactive map").click()
    page.wait_for_selector("html[data-ready='1']")
    middle = page.evaluate("Object.values(window).find(value => value instanceof L.Map).getCenter()")
    assert middle["lat"] == pytest.approx(3.9, abs=0.4)
    assert middle["lng"] == pytest.approx(116.5, abs=0.6)
    page.set_viewport_size({"width": 390, "height": 844})
    for name in ("index.html", "regencies/64.02.html", "agreements.html"):
        page.goto((atlas.folder / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
    assert errors == []
    page.close()


@pytest.mark.browser
def test_pages_are_accessible_and_show_every_column_on_a_phone_and_printed(atlas: Atlas, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    for name in ("index.html", "regencies/65.03.html", "agreements.html"):
        page.goto((atlas.folder / name).as_uri())
        page.evaluate(AXE_SCRIPT)
        found = page.evaluate("axe.run().then(result => result.violations)")
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], name
        ends = page.evaluate(
            "[...document.querySelectorAll('.stacked td')].map(td => td.getBoundingClientRect().right)"
        )
        assert ends, name
        assert max(ends) <= 390, name
    page.goto((atlas.folder / "agreements.html").as_uri())
    page.get_by_role("searchbox").fill("sabah")
    shown = [row for row in page.locator(".stacked tbody tr").all() if row.is_visible()]
    assert 0 < len(shown) < page.locator(".stacked tbody tr").count()
    assert all("sabah" in row.inner_text().lower() for row in shown)
    # By keyboard alone: from the filter to the table, to its first heading, which sorts.
    for key in ("Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    assert page.locator("thead th").first.get_attribute("aria-sort") == "ascending"
    names = [row.locator("th").inner_text() for row in page.locator(".stacked tbody tr").all() if row.is_visible()]
    assert names == sorted(names)
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 upright with Chromium's margins
    page.emulate_media(media="print")
    for name in ("index.html", "regencies/65.03.html"):
        page.goto((atlas.folder / name).as_uri())
        ends = page.evaluate("[...document.querySelectorAll('td')].map(td => td.getBoundingClientRect().right)")
        assert max(ends) <= 718, name
    page.close()


@pytest.mark.shared
@pytest.mark.usefixtures("fetched")
def test_on_the_published_source(tmp_path: Path, run: Any) -> None:
    done = run("atlas", "-o", str(tmp_path / "atlas"), "--json")
    assert done.code == 0
    made = done.json()
    assert set(made["files"]) >= {"index.html", "maps/border_corridor.html", "tables/coverage_villages.csv"}
    page = (tmp_path / "atlas" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="id">' in page
    assert made["tier"] == "authoritative"
    assert "wilayah_boundaries" in page
    assert "DOSM" in page
    with (tmp_path / "atlas/tables/border_villages.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["basis"] for row in rows} == {"geometry"}
    assert 52 <= sum(row["touch"] == "True" for row in rows) <= 56


def test_crossings_of_the_atlas_are_those_of_the_day() -> None:
    opened = {day: set(_crossings(day, "id")["open"]) for day in (dt.date(2014, 1, 1), None)}
    assert opened[dt.date(2014, 1, 1)] == {"no"}
    assert "yes" in opened[None]
