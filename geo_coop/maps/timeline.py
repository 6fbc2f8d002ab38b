"""Timeline maps: regions coloured by class, on each day on which something changes."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geo_coop.errors import InputError, Problem
from geo_coop.maps.numbers_text import code_numbers
from geo_coop.maps.page import MapNotes, areas_layer, class_rows, differences, start_on, text_of
from geo_coop.maps.timeline_words import script_words
from geo_coop.maps.words import word

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import folium
    import geopandas as gpd
    import numpy.typing as npt

    from geo_coop.classify import Classification
    from geo_coop.maps.basemap import Basemap
    from geo_coop.maps.page import Details, Page
    from geo_coop.maps.prepare import Prepared
    from geo_coop.schema import Lang

    Json = dict[str, object]

_AREAS: Final = "timeline"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed on a day.

    Attributes
    ----------
    title
        What changed: the title of an agreement.
    text
        How, in the language of the map.
    """

    title: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class TimelineStep:
    """The state on a day.

    Attributes
    ----------
    day
        First day of this state.
    text
        The day as people read it, no more precise than the documents have it.
    changes
        What is new.
    classes
        Classes of the regions; each step has the same classes in the same order.
    """

    day: dt.date
    text: str
    changes: tuple[Change, ...]
    classes: Classification


def timeline_map(
    regions: gpd.GeoDataFrame,
    steps: Sequence[TimelineStep],
    *,
    title: str,
    details: Sequence[Details] | None = None,
    outlines: gpd.GeoDataFrame | None = None,
    context: gpd.GeoDataFrame | None = None,
    lang: Lang = "id",
    notes: MapNotes | None = None,
    prepared: Prepared | None = None,
    basemap: Basemap | None = None,
) -> folium.Map:
    """Draw regions coloured by class, with a slider over the days on which something changes.

    The page opens at the last step; the step stands in the address of the page. For each step only the regions are
    stored whose class, or whose popup rows, change. Every text is shown as text. Nothing given is changed.

    Parameters
    ----------
    regions
        Region layer (`geo_coop.schema.check_regions`).
    steps
        In order of their days.
    title
        Title of the page.
    details
        Popup rows by code, for each step.
    outlines, context, lang, notes, prepared, basemap
        As for `geo_coop.maps.choropleth.choropleth_map`.

    Raises
    ------
    InputError
        No step, steps out of order or with different classes, details for another number of steps, or what
        `geo_coop.maps.choropleth.choropleth_map` raises.
    """
    _check(steps, details)
    notes = MapNotes() if notes is None else notes
    last = steps[-1].classes
    page, prepared, number = start_on(regions, last, lang, prepared, context=context)
    layer = areas_layer(
        prepared, regions, last, topology=number, name=word("regions", lang), fields=(),
        details=None if details is None else {},
    )  # fmt: skip
    page.layers.append({**layer, "key": _AREAS})
    page.add_outline(outlines, prepared, number, word("upper", lang))
    page.add_legend(last.title or title, class_rows(last))
    codes = list(prepared.codes)
    _add_steps(page, steps, codes)
    if details is not None:
        _add_details(page, details, codes)
    return page.build(
        title=title, notes=notes, bounds=prepared.bounds, tolerance_m=prepared.tolerance_m, basemap=basemap
    )


def _check(steps: Sequence[TimelineStep], details: Sequence[Details] | None) -> None:
    problems: list[Problem] = []
    if not steps:
        message = "a timeline without a step"
        raise InputError(message)
    days = [step.day for step in steps]
    if days != sorted(set(days)):
        problems.append(Problem("steps are not in the order of their days", "sort them, one for each day"))
    labels = {tuple((each.label, each.colour) for each in step.classes.classes) for step in steps}
    if len(labels) > 1:
        problems.append(Problem("steps have different classes", "classify the values of all steps together"))
    first = steps[0].classes.index.index
    problems += [
        Problem(f"step {step.day} has other regions than the first")
        for step in steps
        if not step.classes.index.index.equals(first)
    ]
    if details is not None and len(details) != len(steps):
        problems.append(Problem(f"popup rows for {len(details)} steps, and {len(steps)} steps"))
    if problems:
        raise InputError(problems)


def _add_steps(page: Page, steps: Sequence[TimelineStep], codes: Sequence[str]) -> None:
    page.scripts.add("timeline")
    page.ui.update(script_words.all(page.lang))
    classes = [step.classes.index.loc[list(codes)].to_numpy(dtype=np.int64) for step in steps]
    page.extras["timeline"] = {
        "layer": _AREAS,
        "without": [_uncoded(step.classes, codes) for step in steps],
        "classOf": _changes(classes),
        "steps": [
            {
                "day": step.day.isoformat(),
                "text": step.text,
                "changes": [[change.title, change.text] for change in step.changes],
            }
            for step in steps
        ],
    }


def _uncoded(classes: Classification, codes: Sequence[str]) -> list[int]:
    """Return how many regions without a shape each class has: they count in the legend, and are not drawn."""
    drawn = np.bincount(classes.index.loc[list(codes)].to_numpy(), minlength=len(classes.classes))
    return [each.count - int(count) for each, count in zip(classes.classes, drawn, strict=True)]


def _add_details(page: Page, details: Sequence[Details], codes: Sequence[str]) -> None:
    """Store each popup row and each list of rows once; and for each step the regions whose list changes."""
    keys = list(dict.fromkeys(key for step in details for rows in step.values() for row in rows for key in row))
    rows: dict[tuple[str, ...], int] = {}
    lists: dict[tuple[int, ...], int] = {}
    of: list[npt.NDArray[np.int64]] = []
    for step in details:
        numbers = []
        for code in codes:
            cells = [tuple(text_of(row.get(key), page.lang) for key in keys) for row in step.get(code, ())]
            listed = tuple(rows.setdefault(cell, len(rows)) for cell in cells)
            numbers.append(lists.setdefault(listed, len(lists)))
        of.append(np.array(numbers, dtype=np.int64))
    timeline: Mapping[str, object] = {
        "heads": [word(f"detail_{key}", page.lang, str(key)) for key in keys],
        "rows": [list(row) for row in rows],
        "lists": [list(each) for each in lists],
        "of": _changes(of),
    }
    page.extras["timelineDetails"] = timeline


def _changes(states: Sequence[npt.NDArray[np.int64]]) -> list[str]:
    """Code the first state whole, and of each further one the places that change, as steps, and their values."""
    coded = [code_numbers(states[0])]
    for before, now in itertools.pairwise(states):
        places = np.flatnonzero(before != now)
        coded.append(code_numbers(np.concatenate([differences(places), now[places]])) if len(places) else "")
    return coded
