"""The layer of regions that a map is about: classes, names, columns, popup rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo_coop.errors import InputError, Problem
from geo_coop.maps.cell_text import text_of
from geo_coop.maps.numbers_text import code_numbers
from geo_coop.maps.words import word
from geo_coop.register import load_register

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd

    from geo_coop.classify import Classification
    from geo_coop.maps.prepare import Prepared
    from geo_coop.schema import Lang

    Json = dict[str, object]
    Details = Mapping[str, Sequence[Mapping[str, str]]]

_REPEATS: Final = 2


def areas_layer(
    prepared: Prepared,
    regions: gpd.GeoDataFrame,
    classification: Classification,
    *,
    topology: int,
    name: str,
    fields: Sequence[tuple[str, pd.Series]] = (),
    details: Details | None = None,
    facets: Sequence[int] = (),
) -> Json:
    """Return the interactive layer: classes, names, tooltip columns and popup rows of the drawn regions.

    ``facets`` are the positions of those ``fields`` that the table of the page offers as filters, beside the class.
    Names of what a region lies in come from the register; codes that it does not hold have none.
    """
    lang = classification.lang
    codes = list(prepared.codes)
    problems = [
        problem
        for label, series in fields
        for problem in compare_codes(f"column {label!r}", series.index, regions.index)
    ]
    if details is not None:
        unknown = [code for code in details if code not in regions.index]
        if unknown:
            problems.append(Problem(f"details for {len(unknown)} codes that are not on the map, as {unknown[0]!r}"))
    if problems:
        raise InputError(problems)
    classes = [{"label": each.label, "colour": each.colour, "hatch": each.hatch} for each in classification.classes]
    levels = [word(f"level_{level}", lang, str(level)) for level in regions["level"].loc[codes]]
    return {
        "type": "areas",
        "key": "areas",
        "name": name,
        "topology": topology,
        "legendTitle": classification.title,
        "classes": classes,
        "classOf": code_numbers(classification.index.loc[codes].to_numpy()),
        "codes": codes,
        "names": [text_of(value, lang) for value in regions["name"].loc[codes]],
        "levels": _column(levels),
        "uppers": _upper_names(codes),
        "facets": list(facets),
        "fields": [
            {"label": str(label), **_column([text_of(value, lang) for value in series.loc[codes]])}
            for label, series in fields
        ],
        "details": None if details is None else _details(details, codes, lang),
    }


def class_rows(classification: Classification) -> list[Json]:
    """Return the legend rows of a classification: the same object that colours the map."""
    return [
        {
            "kind": "area",
            "label": each.label,
            "colour": each.colour,
            "hatch": each.hatch,
            "count": text_of(each.count, classification.lang),
        }
        for each in classification.classes
    ]


def differences(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the first value and the step to each further one."""
    result = np.array(values, dtype=np.int64)
    result[1:] -= values[:-1]
    return result


def uppers(code: str) -> list[str]:
    """Return a code and all above it, nearest first."""
    parts = code.split(".")
    return [".".join(parts[:count]) for count in range(len(parts), 0, -1)]


def _upper_names(codes: Sequence[str]) -> dict[str, str]:
    """Return the name of each code above these, up to two levels, where the register holds it."""
    register = load_register()
    above = dict.fromkeys(upper for code in codes for upper in uppers(code)[1:3])
    return {upper: register.name(upper).removeprefix("Kabupaten ") for upper in above if upper in register}


def compare_codes(what: str, found: pd.Index, wanted: pd.Index) -> list[Problem]:
    """Return what is wrong where two sets of codes differ."""
    if not found.is_unique:
        return [Problem(f"{what} has codes more than once")]
    lacking = wanted.difference(found)
    extra = found.difference(wanted)
    return [
        Problem(f"{what} {verb} {len(codes)} regions, as {codes[0]!r}", "give it the index of the regions")
        for verb, codes in (("lacks", lacking), ("has other", extra))
        if len(codes)
    ]


def _column(values: Sequence[str]) -> Json:
    """Return a column, as a table and positions where values repeat."""
    table = list(dict.fromkeys(values))
    if len(table) * _REPEATS > len(values):
        return {"values": list(values)}
    position = {value: number for number, value in enumerate(table)}
    return {"table": table, "at": [position[value] for value in values]}


def _details(details: Details, codes: Sequence[str], lang: Lang) -> Json:
    """Return popup rows, each kept once however many regions show it."""
    keys = list(dict.fromkeys(key for rows in details.values() for row in rows for key in row))
    rows: dict[tuple[str, ...], int] = {}
    lists: dict[tuple[int, ...], int] = {}
    of = []
    for code in codes:
        cells = [tuple(text_of(row.get(key), lang) for key in keys) for row in details.get(code, ())]
        numbered = tuple(rows.setdefault(cell, len(rows)) for cell in cells)
        of.append(lists.setdefault(numbered, len(lists)))
    heads = [word(f"detail_{key}", lang, str(key)) for key in keys]
    return {"heads": heads, "rows": [list(row) for row in rows], "lists": [list(each) for each in lists], "of": of}
