"""The main job: maps, tables and an index page in one folder that opens with no network."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_coop.api.cover import village_coverage
from geo_coop.api.map_parts import surroundings
from geo_coop.api.records import records
from geo_coop.atlas.index import index_page
from geo_coop.atlas.maps import MAPS, WITH_RECORDS, draw, make_view
from geo_coop.atlas.material import Material
from geo_coop.atlas.pages import render
from geo_coop.atlas.records_page import FILE as RECORDS_FILE
from geo_coop.atlas.records_page import record_sections, records_table
from geo_coop.atlas.regencies import FOLDER as PAGES_FOLDER
from geo_coop.atlas.regencies import RegencyPage, regencies_table, regency_pages
from geo_coop.atlas.remarks import approximate_remarks, frame_only, key_figures
from geo_coop.atlas.tables import build_tables
from geo_coop.boundaries.load import MISSING, load_regions
from geo_coop.errors import InputError
from geo_coop.export import replacing, write_table
from geo_coop.maps import save_html
from geo_coop.provenance import carry, sources_of, tier_of
from geo_coop.register import SOURCE as REGISTER_SOURCE
from geo_coop.register import load_register
from geo_coop.resources import data_root

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    import geopandas as gpd

    from geo_coop.atlas.html_table import Table
    from geo_coop.schema import Lang

INDEX: Final = "index.html"


@dataclass(frozen=True, slots=True)
class Atlas:
    """What was made.

    Attributes
    ----------
    folder
        Where it stands.
    files
        All files, relative to it, the index first.
    tier
        The lowest tier of the layers in use.
    seconds
        Time of each step, by name.
    """

    folder: Path
    files: tuple[str, ...]
    tier: str
    seconds: dict[str, float]


def make_atlas(
    folder: str | Path,
    *,
    lang: Lang = "id",
    on: dt.date | None = None,
    source: str | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Atlas:
    """Write the atlas: index, maps, a page for each regency and one of all records, tables as CSV, licences.

    Uses the best boundaries at hand and no network. Each file appears whole or not at all, the index last; files
    of the same names are replaced, others left alone.

    Parameters
    ----------
    folder
        Where to write; made where it does not exist.
    lang
        ``"id"`` or ``"en"``.
    on
        The day; default: the records as a whole.
    source
        Boundary source; default: the best at hand.
    progress
        Called before each step with its name, its number and how many there are.

    Raises
    ------
    InputError
        The folder cannot be written.
    """
    target = Path(folder)
    _make_folders(target)
    clock = _Clock(progress, len(MAPS) + 4)
    clock.step("boundaries and coverage")
    villages = villages_with_records(source)
    clock.step("tables")
    table = village_coverage(villages, on=on, source=source, lang=lang)
    tables = build_tables(villages, table, on=on, source=source, lang=lang)
    written = {}
    for name, rows in tables.items():
        file = f"tables/{name}.csv"
        write_table(rows, target / file)
        written[name] = (file, len(rows))
    drawings = {}
    sources = [*sources_of(*tables.values()), REGISTER_SOURCE]
    for name in MAPS:
        clock.step(f"map {name}")
        view = make_view(name, on, source, lang)
        file = f"maps/{name}.html"
        save_html(view.to_map(), target / file)
        drawings[name] = (file, draw(view))
        sources += view.notes.sources
    clock.step("pages of regencies")
    pages = regency_pages(_material(villages, table, tables["border_villages"], on, lang))
    written_pages = _write_pages(target, pages, table, on, lang)
    clock.step("index")
    licences = _copy_licences(target)
    tier = tier_of(villages)
    page = index_page(
        lang=lang,
        on=on,
        tier=tier,
        figures=key_figures(tables, villages, lang),
        drawings=drawings,
        regencies=regencies_table(pages, lang),
        agreements=_records_table(table, on, lang, RECORDS_FILE, pages),
        tables=written,
        remarks=approximate_remarks(tables, villages, lang),
        sources=sources,
    )
    _write(target / INDEX, page)
    seconds = clock.stop()
    maps = (file for file, _ in drawings.values())
    files = (INDEX, *maps, *written_pages, *(file for file, _ in written.values()), *licences)
    return Atlas(target, files, tier, seconds)


def villages_with_records(source: str | None = None) -> gpd.GeoDataFrame:
    """Return the villages of the regions that the documents speak of, with what is missing in attrs."""
    parts = [load_regions("village", within=code, source=source) for code in WITH_RECORDS]
    villages = carry(pd.concat(parts).sort_index(), *parts)
    villages.attrs[MISSING] = sorted(code for part in parts for code in part.attrs[MISSING])
    return villages


class _Clock:
    """Announces steps and measures them."""

    def __init__(self, progress: Callable[[str, int, int], None] | None, total: int) -> None:
        self._progress, self._total = progress, total
        self._seconds: dict[str, float] = {}
        self._name, self._begun = "", 0.0

    def step(self, name: str) -> None:
        """End the step before, and begin another."""
        self.stop()
        if self._progress is not None:
            self._progress(name, len(self._seconds) + 1, self._total)
        self._name, self._begun = name, time.perf_counter()

    def stop(self) -> dict[str, float]:
        """End the step, and return the seconds of all."""
        if self._name:
            self._seconds[self._name] = time.perf_counter() - self._begun
            self._name = ""
        return self._seconds


def _material(
    villages: gpd.GeoDataFrame, table: gpd.GeoDataFrame, border: pd.DataFrame, on: dt.date | None, lang: Lang
) -> Material:
    """Return what the pages of regencies are made from."""
    return Material(
        villages=villages,
        table=pd.DataFrame(table.drop(columns="geometry")),
        border=border.set_index("code")[["legal", "touch", "near", "facing"]],
        only_frame=frozenset(frame_only(border)),
        around=surroundings(villages, without=()),
        records={record.id: record for record in records()},
        register=load_register(),
        on=on,
        lang=lang,
    )


def _write_pages(
    target: Path, pages: list[RegencyPage], table: pd.DataFrame, on: dt.date | None, lang: Lang
) -> list[str]:
    """Write the pages of regencies and that of the records; return their files."""
    links = [(page.file.rpartition("/")[2], page.name) for page in pages]
    for number, page in enumerate(pages):
        before = links[number - 1] if number else None
        after = links[number + 1] if number + 1 < len(links) else None
        _write(target / page.file, render("regency", lang, on=on, page=replace(page, before=before, after=after)))
    sections = record_sections(lang=lang, pages={page.code for page in pages})
    listed = _records_table(table, on, lang, "", pages)
    _write(target / RECORDS_FILE, render("agreements", lang, on=on, records=sections, agreements=listed))
    return [RECORDS_FILE, *(page.file for page in pages)]


def _records_table(table: pd.DataFrame, on: dt.date | None, lang: Lang, page: str, pages: list[RegencyPage]) -> Table:
    counts = {str(key): int(count) for key, count in table.groupby("agreement").size().items()}
    return records_table(counts, on=on, lang=lang, page=page, pages={each.code for each in pages})


def _write(path: Path, text: str) -> None:
    with replacing(path) as draft:
        draft.write_text(text, encoding="utf-8")


def _make_folders(target: Path) -> None:
    try:
        for part in ("maps", "tables", "licences", PAGES_FOLDER):
            (target / part).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"cannot write the atlas to {target}: {error.strerror}; choose another folder with -o"
        raise InputError(message) from error


def _copy_licences(target: Path) -> list[str]:
    files = []
    data = data_root()
    for path in [*sorted((data / "boundaries" / "LICENSES").iterdir()), data / "README.md"]:
        file = f"licences/{path.name}"
        with replacing(target / file) as draft:
            shutil.copyfile(path, draft)
        files.append(file)
    return files
