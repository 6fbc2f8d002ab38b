"""The main job: complete, linked, offline, in both languages, and open about what is approximate."""

from __future__ import annotations

import csv
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from geo_coop.atlas import make_atlas
from geo_coop.atlas.build import MAPS
from geo_coop.atlas.words import INDEX, TABLES
from geo_coop.atlas.words import MAPS as MAP_WORDS
from geo_coop.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from geo_coop.atlas import Atlas


class _Links(HTMLParser):
    """Collects what a page points to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.links += [value for key, value in attrs if key in {"href", "src"} and value is not None]


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    folder = tmp_path_factory.mktemp("atlas")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEO_COOP_CACHE", str(folder / "cache"))
        return make_atlas(folder / "out", lang="en")


def test_every_link_leads_to_a_file_of_the_atlas(atlas: Atlas) -> None:
    page = (atlas.folder / "index.html").read_text(encoding="utf-8")
    parser = _Links()
    parser.feed(page)
    outside = [link for link in parser.links if not link.startswith("data:image/png;base64,")]
    assert outside
    assert [link for link in outside if not (atlas.folder / link).is_file()] == []
    assert sum(link.startswith("data:image/png") for link in parser.links) == len(MAPS)
    assert all((atlas.folder / file).is_file() for file in atlas.files)


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


def test_indonesian_by_default_and_words_complete_in_both_languages(tmp_path: Path) -> None:
    assert INDEX["id"].keys() == INDEX["en"].keys()
    assert all(entry.keys() == {"id", "en"} for entry in (*TABLES.values(), *MAP_WORDS.values()))
    made = make_atlas(tmp_path / "a")
    page = (made.folder / "index.html").read_text(encoding="utf-8")
    assert '<html lang="id">' in page
    assert "Perkiraan" in page


def test_a_place_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="cannot write the atlas"):
        make_atlas(tmp_path / "file")


@pytest.mark.shared
@pytest.mark.usefixtures("fetched")
def test_on_the_published_source(tmp_path: Path, run: Any) -> None:
    done = run("atlas", "-o", str(tmp_path / "atlas"), "--json")
    assert done.code == 0
    made = done.json()
    assert set(made["files"]) >= {"index.html", "maps/border_corridor.html", "tables/coverage_villages.csv"}
    page = (tmp_path / "atlas" / "index.html").read_text(encoding="utf-8")
    assert made["tier"] == "authoritative"
    assert "wilayah_boundaries" in page
    assert "DOSM" in page
    with (tmp_path / "atlas/tables/border_villages.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["basis"] for row in rows} == {"geometry"}
    assert 52 <= sum(row["touch"] == "True" for row in rows) <= 56
