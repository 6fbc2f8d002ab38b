"""What a corridor map draws of the border between two regions of Indonesia: both sides of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_coop import borders, cover
from geo_coop.agreements.stages import stage_on
from geo_coop.api.borders import border
from geo_coop.api.cover import village_coverage
from geo_coop.api.map_parts import surroundings
from geo_coop.api.map_words import map_word
from geo_coop.api.records import records
from geo_coop.boundaries.load import load_regions
from geo_coop.classify import Classification, classify
from geo_coop.codes import contains, level_of
from geo_coop.cover.summary import ENDED
from geo_coop.errors import CannotAnswerError
from geo_coop.maps import CorridorLayers
from geo_coop.provenance import carry

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import geopandas as gpd

    from geo_coop.agreements.model import Agreement
    from geo_coop.schema import Lang

_COLOURS: Final = ("#009e73", "#e69f00", "#ffffff")


def inner_corridor(
    a: str, b: str, *, on: dt.date | None, source: str | None, lang: Lang, bands_km: Sequence[float]
) -> tuple[CorridorLayers, Classification, pd.DataFrame, list[str]]:
    """Return layers, classes, the coverage behind them, and remarks, for two regions of Indonesia that adjoin.

    The villages are those of both regions within 10 km of the line. Where the layers at hand tell the line, and not
    which villages are at it, the two regions themselves are shown.

    Parameters
    ----------
    a, b
        Canonical codes.
    on, source, lang, bands_km
        As for `geo_coop.api.map_corridor.corridor_view`.

    Raises
    ------
    NotFoundError
        The two do not adjoin.
    CannotAnswerError
        The line between them is known by its length only.
    """
    sides = ((a, b), (b, a))
    near = [border(one, other, notion="near", source=source) for one, other in sides]
    line = near[0].line
    if line.geometry.isna().any():
        raise CannotAnswerError("; ".join(near[0].remarks))
    regions = _together([load_regions(level_of(code), within=code, source=source) for code in (a, b)])
    remarks: list[str] = []
    if all(found.villages_known for found in near):
        villages = _villages(a, b, [found.villages for found in near], source)
        if (villages["basis"] == "register").any():
            remarks.append(map_word("figures", lang))
        table = _coverage(sides, villages, on, source, lang)
        status = _of_villages(villages, table, a, b)
    else:
        remarks.append(map_word("villages_unknown", lang))
        villages, table = (
            regions.assign(facing=[b if contains(a, code) else a for code in regions.index]),
            pd.DataFrame(),
        )
        status = pd.Series(
            [_of_region(str(code), a, b, on) for code in villages.index], index=villages.index, dtype=object
        )
    classes = classify(
        status,
        scheme="categories",
        categories=[(key, map_word(key, lang)) for key in ("between", "others", "nothing")],
        palette=_COLOURS,
        title=map_word("status", lang),
        lang=lang,
    )
    layers = CorridorLayers(
        villages=villages,
        line=line.assign(facing=b),
        bands=borders.corridor_bands(line, km=bands_km, land=regions),
        neighbours=regions,
        context=surroundings(villages, without=[code for code in (a, b) if level_of(code) == "province"]),
    )
    return layers, classes, table, remarks


def joins(record: Agreement, a: str, b: str) -> bool:
    """Return whether two parties of a record stand on the two sides of a border.

    A party stands on a side if it lies in that region, or holds it and not the other one.
    """
    parties = [party.region for party in record.parties if party.region is not None]

    def stands(region: str, side: str, other: str) -> bool:
        return contains(side, region) or (contains(region, side) and not contains(region, other))

    return any(stands(region, a, b) for region in parties) and any(stands(region, b, a) for region in parties)


def _together(frames: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    joined = pd.concat(frames)
    return carry(joined.sort_index().rename_axis("code"), *frames)


def _villages(a: str, b: str, near: list[gpd.GeoDataFrame], source: str | None) -> gpd.GeoDataFrame:
    """Return the villages of both sides, each with the narrowest notion that holds for it."""
    touching = {code for one, other in ((a, b), (b, a)) for code in border(one, other, source=source).villages.index}
    villages = _together(near)
    villages["notion"] = ["touch" if code in touching else "near" for code in villages.index]
    return villages


def _coverage(
    sides: tuple[tuple[str, str], ...], villages: gpd.GeoDataFrame, on: dt.date | None, source: str | None, lang: Lang
) -> pd.DataFrame:
    tables = [
        village_coverage(load_regions("village", within=one, source=source), on=on, source=source, lang=lang)
        for one, _ in sides
    ]
    return pd.concat([pd.DataFrame(table[table["code"].isin(villages.index)]) for table in tables], ignore_index=True)


def _of_villages(villages: gpd.GeoDataFrame, table: pd.DataFrame, a: str, b: str) -> pd.Series:
    between = {record.id for record in records() if joins(record, a, b)}
    alive = cover.living(table)
    covered = set(alive["code"])
    joined = set(alive.loc[alive["agreement"].isin(between), "code"])
    found = ["between" if code in joined else "others" if code in covered else "nothing" for code in villages.index]
    return pd.Series(found, index=villages.index, dtype=object)


def _of_region(code: str, a: str, b: str, on: dt.date | None) -> str:
    states = [(record, stage_on(record, on)) for record in records()]
    there = [record for record, state in states if state is not None and state.stage != ENDED]
    if any(joins(record, a, b) for record in there):
        return "between"
    parties = {party.region for record in there for party in record.parties if party.region is not None}
    return "others" if any(contains(code, party) for party in parties) else "nothing"
