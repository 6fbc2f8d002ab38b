"""The main job: maps, tables and an index page in one folder that opens with no network."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_coop.api.maps import ChoroplethView, CorridorView, agreement_view, corridor_view
from geo_coop.atlas.index import Picture, index_page
from geo_coop.atlas.remarks import approximate_remarks, key_figures
from geo_coop.atlas.tables import build_tables
from geo_coop.boundaries.load import MISSING, load_regions
from geo_coop.errors import InputError
from geo_coop.export import replacing, write_table
from geo_coop.maps import save_html
from geo_coop.provenance import carry, sources_of, tier_of
from geo_coop.register import SOURCE as REGISTER_SOURCE
from geo_coop.resources import data_root

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    import geopandas as gpd

    from geo_coop.schema import Lang

INDEX: Final = "index.html"
MAPS: Final = ("regencies_count", "districts_stage", "villages_count", "border_corridor")
PICTURE_SIZE: Final = (800, 600)
_PROVINCES: Final = ("62", "64", "65")
_WITH_RECORDS: Final = ("62.02", "62.07", "64", "65")


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
    """Write the atlas: index page with pictures, maps, tables as CSV, sources and licences.

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
    clock = _Clock(progress, len(MAPS) + 3)
    clock.step("boundaries and coverage")
    villages = villages_with_records(source)
    clock.step("tables")
    tables = build_tables(villages, on=on, source=source, lang=lang)
    written = {}
    for name, table in tables.items():
        file = f"tables/{name}.csv"
        write_table(table, target / file)
        written[name] = (file, len(table))
    pictures = []
    sources = [*sources_of(*tables.values()), REGISTER_SOURCE]
    for name in MAPS:
        clock.step(f"map {name}")
        view = _view(name, on, source, lang)
        file = f"maps/{name}.html"
        save_html(view.to_map(), target / file)
        pictures.append(Picture(name, file, view.to_png(PICTURE_SIZE), PICTURE_SIZE))
        sources += view.notes.sources
    clock.step("index")
    licences = _copy_licences(target)
    tier = tier_of(villages)
    page = index_page(
        lang=lang,
        tier=tier,
        figures=key_figures(tables, villages, lang),
        pictures=pictures,
        tables=written,
        remarks=approximate_remarks(tables, villages, lang),
        sources=sources,
    )
    with replacing(target / INDEX) as draft:
        draft.write_text(page, encoding="utf-8")
    seconds = clock.stop()
    files = (INDEX, *(picture.file for picture in pictures), *(file for file, _ in written.values()), *licences)
    return Atlas(target, files, tier, seconds)


def villages_with_records(source: str | None = None) -> gpd.GeoDataFrame:
    """Return the villages of the regions that the documents speak of, with what is missing in attrs."""
    parts = [load_regions("village", within=code, source=source) for code in _WITH_RECORDS]
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


def _view(name: str, on: dt.date | None, source: str | None, lang: Lang) -> ChoroplethView | CorridorView:
    match name:
        case "regencies_count":
            return agreement_view("regency", by="count", within=_PROVINCES, on=on, source=source, lang=lang)
        case "districts_stage":
            return agreement_view("district", by="stage", within=_WITH_RECORDS, on=on, source=source, lang=lang)
        case "villages_count":
            return agreement_view("village", by="count", within=("64", "65"), on=on, source=source, lang=lang)
        case _:
            return corridor_view("65", "MY", on=on, source=source, lang=lang)


def _make_folders(target: Path) -> None:
    try:
        for part in ("maps", "tables", "licences"):
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
