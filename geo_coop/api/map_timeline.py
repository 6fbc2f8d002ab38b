"""A map of cooperation through time: the state on each day on which something changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, Unpack

import numpy as np
import pandas as pd

from geo_coop import cover
from geo_coop.agreements.dates import PartialDate
from geo_coop.agreements.stages import StageState, stage_on
from geo_coop.api.cover import village_coverage
from geo_coop.api.map_measures import count_classes, stage_classes
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
from geo_coop.api.map_words import date_text, map_word
from geo_coop.api.records import records
from geo_coop.cover.summary import AGREEMENT_RECORDS
from geo_coop.errors import InputError, NotFoundError
from geo_coop.labels import label
from geo_coop.maps import MapNotes
from geo_coop.maps.print import timeline_sheet
from geo_coop.maps.timeline import Change, TimelineStep, timeline_map
from geo_coop.provenance import sources_of, tier_of
from geo_coop.schema import normalise_level, unknown_word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import folium
    import geopandas as gpd

    from geo_coop.agreements.model import Agreement
    from geo_coop.classify import Classification
    from geo_coop.maps.print import PaperOptions, PrintFormat
    from geo_coop.schema import Lang, Level

By = Literal["stage", "count"]
TIMELINE_BY: Final[tuple[By, ...]] = ("stage", "count")
WITHIN: Final = ("62", "64", "65")
_ONE_YEAR: Final = dt.timedelta(days=366)
_ONE_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False)
class TimelineView:
    """Cooperation through time: what it shows, as an interactive map and as a sheet of small maps.

    Attributes
    ----------
    regions
        Region layer of the level shown.
    steps
        The days on which something changed, in order: text, changes, and the class of each region.
    details
        Popup rows by code, for each step.
    title, outlines, context, notes, lang
        As for `geo_coop.api.map_choropleth.ChoroplethView`.
    """

    regions: gpd.GeoDataFrame
    steps: tuple[TimelineStep, ...]
    details: tuple[Mapping[str, Sequence[Mapping[str, str]]], ...]
    title: str
    outlines: gpd.GeoDataFrame | None
    context: gpd.GeoDataFrame
    notes: MapNotes
    lang: Lang

    @property
    def classes(self) -> Classification:
        """Classes of the last step."""
        return self.steps[-1].classes

    def to_map(self) -> folium.Map:
        """Return the interactive map; save it with `geo_coop.save_html`."""
        return timeline_map(
            self.regions, self.steps, title=self.title, details=self.details, outlines=self.outlines,
            context=self.context, lang=self.lang, notes=self.notes,
        )  # fmt: skip

    def to_picture(self, fmt: PrintFormat, **paper: Unpack[PaperOptions]) -> bytes:
        """Return small maps of all steps on a sheet of paper; see `geo_coop.maps.print.timeline_sheet`."""
        return timeline_sheet(
            self.regions, self.steps, title=self.title, outlines=self.outlines, context=self.context,
            notes=self.notes, lang=self.lang, fmt=fmt, **paper,
        )  # fmt: skip

    def to_png(self, size: tuple[int, int] = (800, 600)) -> bytes:
        """Return the picture of the last step."""
        return classed_png(self, size)


def timeline_view(
    *,
    level: str = "regency",
    by: By = "stage",
    within: Sequence[str] = WITHIN,
    source: str | None = None,
    lang: Lang = "id",
) -> TimelineView:
    """Return the state of cooperation on each day on which it changed.

    A step stands for each day on which an agreement on record reached a stage or ended. A stage whose date is known
    to a month or a year makes one step, at its first day, with the date as the documents give it; one known to a
    longer range makes a second step where it becomes certain. Regions are those of today; what was agreed before a
    region was split off counts for it.

    Parameters
    ----------
    level
        province, regency, district or village.
    by
        ``"stage"`` (the highest reached) or ``"count"`` (number of agreements).
    within
        Canonical codes of the regions to show.
    source
        Boundary source; default: the best at hand.
    lang
        Language.

    Raises
    ------
    InputError
        An unknown level or ``by``.
    NotFoundError
        No shapes there, or no agreement on record there.
    """
    if by not in TIMELINE_BY:
        raise InputError(unknown_word("by", by, TIMELINE_BY))
    wanted = normalise_level(level)
    inside = widened(wanted, within)
    regions = load_together(wanted, inside, source)
    villages, remarks = (regions, ()) if wanted == "village" else load_villages(inside, source, lang)
    of_villages = source_of_level("village", source)
    table = pd.DataFrame(village_coverage(villages, source=of_villages, lang=lang).drop(columns="geometry"))
    states = _states(table)
    if not states:
        message = f"no agreement on record covers a village within {', '.join(inside)}"
        raise NotFoundError(message)
    on_days = {day: _on_day(table, state) for day, state in states.items()}
    summaries = {day: cover.summarise(now, villages, wanted) for day, now in on_days.items()}
    classes = _classes(summaries, by, regions.index, lang)
    steps, details = [], []
    before: dict[str, StageState] = {}
    for day, state in states.items():
        changes = _step_changes(table, state, before, lang)
        steps.append(TimelineStep(day, _step_text(day, state, before, lang), changes, classes[day]))
        rows = on_days[day] if wanted == "village" else _by_level(on_days[day], villages, wanted)
        details.append(popup_rows(rows, lang))
        before = state
    first = next(iter(states))
    return TimelineView(
        regions=regions,
        steps=tuple(steps),
        details=tuple(details),
        title=map_word("title_timeline", lang).format(level=label("level", wanted, lang), year=first.year),
        outlines=load_outlines(wanted, inside, source),
        context=surroundings(regions, without=inside),
        notes=MapNotes(
            sources=sources_of(regions),
            tier=tier_of(regions),
            remarks=(map_word("counted", lang), map_word("shapes_today", lang), *remarks),
            subtitle=names_of(inside),
        ),
        lang=lang,
    )


def _counted(table: pd.DataFrame) -> list[Agreement]:
    """Return the records that cover a village here and count: agreements, drafts and plans."""
    there = set(table.loc[table["record"].isin(list(AGREEMENT_RECORDS)), "agreement"])  # those that ended later, too
    return [record for record in records() if record.id in there]


def _states(table: pd.DataFrame) -> dict[dt.date, dict[str, StageState]]:
    """Return the stage of each agreement by day, for the days on which one changes, in order."""
    found = _counted(table)
    states: dict[dt.date, dict[str, StageState]] = {}
    before: dict[str, StageState] = {}
    for day in sorted({day for record in found for day in _days(record)}):
        now = {record.id: state for record in found if (state := stage_on(record, day)) is not None}
        if now != before:
            states[day] = now
        before = now
    return states


def _days(record: Agreement) -> list[dt.date]:
    """Return the days on which the stage of a record may change."""
    dates = [entry.date for entry in record.stages if entry.status == "done" and entry.date.precision != "unknown"]
    days = [date.earliest for date in dates]
    days += [date.latest for date in dates if date.latest - date.earliest > _ONE_YEAR]
    period = record.period
    if period is not None:
        ends = [period.ends, *(renewal.until for renewal in period.renewals)]
        days += [end.latest + _ONE_DAY for end in ends if end is not None and end.precision != "unknown"]
        days += [renewal.date.earliest for renewal in period.renewals if renewal.date.precision != "unknown"]
    return days


def _on_day(table: pd.DataFrame, state: Mapping[str, StageState]) -> pd.DataFrame:
    """Return the rows of the coverage table that hold on a day, with the stage of that day."""
    now = table[table["agreement"].isin(list(state))].copy()
    for column, read in (("stage", "stage"), ("stage_status", "status"), ("since", "date")):
        values = {key: str(getattr(each, read)) for key, each in state.items()}
        now[column] = now["agreement"].map(values)
    return now


def _by_level(rows: pd.DataFrame, villages: gpd.GeoDataFrame, level: Level) -> pd.DataFrame:
    """Return the rows of regions, with the date of the stage beside it."""
    upper = cover.by_level(rows, villages, level)
    first = rows.drop_duplicates("agreement").set_index("agreement")
    return upper.assign(**{column: upper["agreement"].map(first[column]) for column in ("stage_status", "since")})


def _classes(
    summaries: Mapping[dt.date, pd.DataFrame], by: By, regions: pd.Index, lang: Lang
) -> dict[dt.date, Classification]:
    """Return the classes of each day, worked out over all days together, so that every day has the same."""
    column = "highest_stage" if by == "stage" else "agreements"
    together = pd.concat({day: summary[column].reindex(regions) for day, summary in summaries.items()})
    known = together.index
    together.index = pd.RangeIndex(len(together))
    every = stage_classes(together, lang) if by == "stage" else count_classes(together, lang)
    result = {}
    position = pd.Series(every.index.to_numpy(), index=known)
    for day in summaries:
        index = position.loc[day].reindex(regions).rename("class")
        counts = np.bincount(index.to_numpy(), minlength=len(every.classes))
        classes = tuple(replace(each, count=int(count)) for each, count in zip(every.classes, counts, strict=True))
        result[day] = replace(every, index=index, classes=classes)
    return result


def _step_changes(
    table: pd.DataFrame, state: Mapping[str, StageState], before: Mapping[str, StageState], lang: Lang
) -> tuple[Change, ...]:
    titles = table.drop_duplicates("agreement").set_index("agreement")["title"]
    changes = []
    for key, now in _changed(state, before).items():
        text = label("stage", now.stage, lang)
        if now.date.precision != "day":
            text += f" ({date_text(now.date, lang)})"
        if now.status == "perhaps":
            text += f", {map_word('perhaps', lang)}"
        elif _vague(now.date):
            text += f", {map_word('certain', lang)}"
        changes.append(Change(str(titles[key]), text))
    return tuple(changes)


def _changed(state: Mapping[str, StageState], before: Mapping[str, StageState]) -> dict[str, StageState]:
    """Return what is new; that a date known to within a year is now past is no news."""
    return {
        key: now
        for key, now in state.items()
        if key not in before or before[key].stage != now.stage or (before[key] != now and _vague(now.date))
    }


def _vague(date: PartialDate) -> bool:
    return date.precision == "unknown" or date.latest - date.earliest > _ONE_YEAR


def _step_text(day: dt.date, state: Mapping[str, StageState], before: Mapping[str, StageState], lang: Lang) -> str:
    """Return the day as people read it: as written where what changed has one vague date, else the day."""
    dates = {now.date for now in _changed(state, before).values() if now.date.earliest == day}
    shown = dates.pop() if len(dates) == 1 else PartialDate(day, day, "day")
    return date_text(shown, lang)
