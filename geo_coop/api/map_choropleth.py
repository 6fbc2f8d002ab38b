"""Choropleth maps: measures of agreements by region; those of a user's own table are in `map_user_table`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Unpack

from geo_coop import cover
from geo_coop.api.class_choice import ClassChoice
from geo_coop.api.cover import village_coverage
from geo_coop.api.map_measures import SECTOR_PREFIX, check_by, measure_classes, sector_named
from geo_coop.api.map_parts import (
    load_outlines,
    load_together,
    load_villages,
    names_of,
    popup_rows,
    source_of_level,
    surroundings,
    widened,
)
from geo_coop.api.map_pictures import classed_png
from geo_coop.api.map_words import map_word
from geo_coop.errors import InputError
from geo_coop.labels import label
from geo_coop.maps import CoverageLayer, MapNotes, choropleth_map
from geo_coop.maps.limit import too_many
from geo_coop.maps.print import choropleth_sheet
from geo_coop.provenance import sources_of, tier_of
from geo_coop.schema import normalise_level

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import folium
    import geopandas as gpd
    import pandas as pd

    from geo_coop.classify import Classification
    from geo_coop.maps.print import PaperOptions, PrintFormat
    from geo_coop.schema import Lang, Level

WITHIN: Final = ("64", "65")


@dataclass(frozen=True, slots=True, eq=False)
class ChoroplethView:
    """A choropleth: what it shows, as an interactive map and as a picture.

    Attributes
    ----------
    regions
        Region layer of the level shown.
    summary
        `geo_coop.cover.summarise` on the index of ``regions``.
    classes
        Classes of the regions.
    title
        Text, in ``lang``.
    outlines, context
        Upper level, and surroundings.
    details
        Popup rows by code.
    notes
        Sources, tier, day and remarks.
    lang
        Language.
    unmatched
        Codes of the user's table that are not on the map.
    numbers
        The numbers behind the classes, for tooltips.
    """

    regions: gpd.GeoDataFrame
    summary: pd.DataFrame
    classes: Classification
    title: str
    outlines: gpd.GeoDataFrame | None
    context: gpd.GeoDataFrame
    details: Mapping[str, Sequence[Mapping[str, str]]]
    notes: MapNotes
    lang: Lang
    unmatched: tuple[str, ...] = ()
    numbers: pd.Series | None = None

    @property
    def fields(self) -> list[tuple[str, pd.Series]]:
        """What tooltips show: the number itself, under the title of its classes, and how many villages are covered."""
        fields = [] if self.numbers is None else [(self.classes.title or map_word("value", self.lang), self.numbers)]
        if not self.regions["level"].eq("village").all():
            covered = self.summary["villages_covered"].astype(str)
            share = covered + f" {map_word('of', self.lang)} " + self.summary["villages"].astype(str)
            fields.append((map_word("covered", self.lang), share))
        return fields

    def to_map(self) -> folium.Map:
        """Return the interactive map; save it with `geo_coop.save_html`."""
        return choropleth_map(
            self.regions, self.classes, title=self.title, fields=self.fields,
            details=self.details, outlines=self.outlines, context=self.context, lang=self.lang, notes=self.notes,
        )  # fmt: skip

    def to_layer(self, name: str | None = None) -> CoverageLayer:
        """Return the areas as a layer for a map of your own: ``view.to_layer().add_to(fmap)``."""
        return CoverageLayer(
            self.regions, self.classes, name=name or self.title, fields=self.fields, details=self.details,
            lang=self.lang,
        )  # fmt: skip

    def to_picture(self, fmt: PrintFormat, **paper: Unpack[PaperOptions]) -> bytes:
        """Return the map as a sheet of paper; parameters as for `geo_coop.maps.print.choropleth_sheet`."""
        return choropleth_sheet(
            self.regions, self.classes, title=self.title, outlines=self.outlines, context=self.context,
            notes=self.notes, lang=self.lang, fmt=fmt, **paper,
        )  # fmt: skip

    def to_png(self, size: tuple[int, int] = (800, 600)) -> bytes:
        """Return the picture."""
        return classed_png(self, size)


def agreement_view(
    level: str = "regency",
    *,
    by: str = "count",
    within: Sequence[str] = WITHIN,
    on: dt.date | None = None,
    source: str | None = None,
    lang: Lang = "id",
    choice: ClassChoice | None = None,
    for_page: bool = False,
) -> ChoroplethView:
    """Return a choropleth of agreements per region.

    Parameters
    ----------
    level
        province, regency, district or village.
    by
        ``"count"`` (number of agreements), ``"stage"`` (the highest that one of them reached), ``"share"`` and
        ``"share_area"`` (percent of the villages, or of the area, that any covers), ``"sector"`` (the most frequent
        one) or ``"sector:<id>"`` (number of agreements in it).
    within
        Canonical codes of the regions to show.
    on
        The day; default: the records as a whole.
    source
        Boundary source; default: the best at hand.
    lang
        Language.
    choice
        How values become classes; default: what fits the measure.
    for_page
        Whether the map is to become a page, so that too many regions for one are refused before anything is computed.

    Raises
    ------
    InputError
        An unknown level or measure, classes that the measure cannot have, or too many regions for a page.
    NotFoundError
        No shapes there, or no such sector.
    """
    check_by(by)
    wanted = normalise_level(level)
    base = load_base(wanted, within, on, source, lang, for_page=for_page)
    measured = measure_classes(by, base.table, base.villages, wanted, choice=choice or ClassChoice(), lang=lang)
    classes = _on_regions(measured.classes, base.regions)
    view = base.view(classes, _title(by, wanted, lang), (map_word("counted", lang), *measured.remarks))
    values = None if measured.numbers is None else measured.numbers.reindex(base.regions.index)
    return replace(view, numbers=values)


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """What every choropleth of agreements loads."""

    villages: gpd.GeoDataFrame
    regions: gpd.GeoDataFrame
    table: pd.DataFrame
    level: Level
    within: tuple[str, ...]
    on: dt.date | None
    source: str | None
    lang: Lang
    remarks: tuple[str, ...] = ()

    def view(self, classes: Classification, title: str, remarks: tuple[str, ...]) -> ChoroplethView:
        """Return the view of classes of the regions."""
        regions, table = self.regions, self.table
        rows = table if self.level == "village" else cover.by_level(table, self.villages, self.level)
        return ChoroplethView(
            regions=regions,
            summary=cover.summarise(table, self.villages, self.level).reindex(regions.index),
            classes=classes,
            title=title,
            outlines=load_outlines(self.level, self.within, self.source),
            context=surroundings(regions, without=self.within),
            details=popup_rows(rows, self.lang),
            notes=MapNotes(
                sources=sources_of(regions), tier=tier_of(regions), on=self.on, remarks=(*remarks, *self.remarks),
                subtitle=names_of(self.within),
            ),
            lang=self.lang,
        )  # fmt: skip


def load_base(
    level: Level, within: Sequence[str], on: dt.date | None, source: str | None, lang: Lang, *, for_page: bool
) -> Base:
    """Load what a map of a level shows; parameters and errors as for `agreement_view`."""
    inside = widened(level, within)
    regions = load_together(level, inside, source)
    problems = too_many(regions.index.tolist(), level) if for_page else []
    if problems:
        raise InputError(problems)
    villages, remarks = (regions, ()) if level == "village" else load_villages(inside, source, lang)
    table = village_coverage(villages, on=on, source=source_of_level("village", source), lang=lang)
    return Base(villages, regions, table, level, inside, on, source, lang, remarks)


def _on_regions(classes: Classification, regions: gpd.GeoDataFrame) -> Classification:
    """Return classes on the index of the regions; a region without any listed village has no data."""
    missing = regions.index.difference(classes.index.index)
    if not len(missing):
        return replace(classes, index=classes.index.reindex(regions.index))
    last = len(classes.classes) - 1
    none = replace(classes.classes[last], count=classes.classes[last].count + len(missing))
    index = classes.index.reindex(regions.index, fill_value=last)
    return replace(classes, index=index, classes=(*classes.classes[:last], none))


def _title(by: str, level: Level, lang: Lang) -> str:
    shown = label("level", level, lang)
    if by.startswith(SECTOR_PREFIX):
        sector = sector_named(by.removeprefix(SECTOR_PREFIX)).title.in_language(lang).lower()
        return map_word("title_sector_of", lang).format(sector=sector, level=shown)
    return map_word(f"title_{by}", lang).format(level=shown)
