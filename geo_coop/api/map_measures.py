"""What a choropleth colours by: count, highest stage, share, sector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_coop import cover, geodesy
from geo_coop.agreements.read import read_sectors
from geo_coop.api.class_choice import ClassChoice
from geo_coop.api.map_words import NONE, map_word
from geo_coop.api.records import records
from geo_coop.classify import Classification, classify
from geo_coop.cover.summary import AGREEMENT_RECORDS, region_of
from geo_coop.errors import InputError, NotFoundError
from geo_coop.labels import label
from geo_coop.schema import STAGES, unknown_word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import geopandas as gpd

    from geo_coop.agreements.model import Sector
    from geo_coop.schema import Lang, Level

#: Measures of agreements; a sector is asked for as ``sector:<id>``.
BY: Final = ("count", "stage", "share", "share_area", "sector")
SECTOR_PREFIX: Final = "sector:"
STAGE_COLOURS: Final[dict[str, str]] = {
    NONE: "#ffffff",
    "contact": "#f5efe0",
    "offer": "#fbe9c6",
    "intent": "#fde0a6",
    "plan": "#f6b26b",
    "framework": "#7fcdbb",
    "binding": "#1d91c0",
    "running": "#253494",
    "ended": "#8c8c8c",
}
_RARE_STAGES: Final = frozenset({"contact", "offer"})
_COUNT_CLASSES: Final = 6
_MOST_SECTORS: Final = 5
_PERCENT: Final = 100.0
_SEVERAL: Final = "several"
_OTHER: Final = "other_sectors"
_SECTOR_COLOURS: Final = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#999999", "#f0e442")


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A measure of regions.

    Attributes
    ----------
    classes
        Class of each region.
    numbers
        The numbers themselves, for tooltips; None where the class says it all.
    remarks
        How the measure was taken.
    """

    classes: Classification
    numbers: pd.Series | None = None
    remarks: tuple[str, ...] = ()


def check_by(by: str) -> None:
    """Raise for a measure that there is none of.

    Raises
    ------
    InputError
        No measure of that name.
    NotFoundError
        No sector of that id.
    """
    if by.startswith(SECTOR_PREFIX):
        sector_named(by.removeprefix(SECTOR_PREFIX))
    elif by not in BY:
        raise InputError(unknown_word("by", by, (*BY, f"{SECTOR_PREFIX}<id>")))


def sector_named(key: str) -> Sector:
    """Return a sector by its id.

    Raises
    ------
    NotFoundError
        None of that id; the message lists those in use.
    """
    by_id = {sector.id: sector for sector in read_sectors()}
    if key not in by_id:
        used = sorted({sector for record in records() for sector in record.sectors})
        message = f"no sector {key!r}; those of the records are {', '.join(used)}"
        raise NotFoundError(message)
    return by_id[key]


def measure_classes(
    by: str,
    table: pd.DataFrame,
    villages: gpd.GeoDataFrame,
    level: Level,
    *,
    choice: ClassChoice,
    lang: Lang,
) -> Measured:
    """Return a measure of the regions of a level.

    Parameters
    ----------
    by
        One of `BY`, or ``sector:<id>``.
    table
        Coverage of the villages.
    villages
        All villages of the map.
    level
        Level of the regions.
    choice
        How values become classes; stages and sectors are categories always.
    lang
        Language.

    Raises
    ------
    InputError
        As for `check_by`, or a choice that categories, or stages, cannot have.
    NotFoundError
        As for `check_by`.
    """
    check_by(by)
    if by in {"stage", "sector"} and choice.asks_for_numbers():
        message = f"'{by}' has categories, not numbers; leave out the scheme, the breaks and k"
        raise InputError(message)
    if by == "stage" and choice.palette is not None:
        message = "stages have colours of their own, the same on every map; leave out the palette"
        raise InputError(message)
    if by.startswith(SECTOR_PREFIX):
        return _in_sector(by.removeprefix(SECTOR_PREFIX), table, villages, level, choice=choice, lang=lang)
    takers: dict[str, Callable[..., Measured]] = {
        "count": _count, "stage": _stage, "share": _share, "share_area": _share_area, "sector": _sector,
    }  # fmt: skip
    return takers[by](table, villages, level, choice=choice, lang=lang)


def stage_classes(stages: pd.Series, lang: Lang, *, seen: Iterable[str] | None = None) -> Classification:
    """Return the classes of highest stages; None is "no agreement on record".

    Parameters
    ----------
    stages
        Words of `geo_coop.schema.STAGES`, or None.
    lang
        Language.
    seen
        Stages that stand in the legend though no region has them now; contact and offer do only where one has.
    """
    there = stages.where(stages.notna(), NONE)
    used = {*there, *(seen or ())}
    shown = [NONE, *(stage for stage in STAGES if stage not in _RARE_STAGES or stage in used)]
    words = [(key, map_word(NONE, lang) if key == NONE else label("stage", key, lang)) for key in shown]
    palette = [STAGE_COLOURS[key] for key in shown]
    title = map_word("stage", lang)
    return classify(there, scheme="categories", categories=words, palette=palette, title=title, lang=lang)


def count_classes(counts: pd.Series, lang: Lang, choice: ClassChoice | None = None) -> Classification:
    """Return the classes of numbers of agreements."""
    chosen = choice or ClassChoice()
    if chosen.scheme in {None, "count"} and chosen.breaks is None:
        chosen = ClassChoice(scheme="count", k=chosen.k or _COUNT_CLASSES, palette=chosen.palette)
    return chosen.numbers(counts, "count", lang=lang, title=map_word("count", lang))


def counted_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a coverage table that count: agreements, drafts and plans that have not ended."""
    plain = pd.DataFrame(table.drop(columns="geometry", errors="ignore"))
    return cover.living(plain[plain["record"].isin(list(AGREEMENT_RECORDS))])


def _count(
    table: pd.DataFrame, villages: gpd.GeoDataFrame, level: Level, *, choice: ClassChoice, lang: Lang
) -> Measured:
    counts = cover.summarise(table, villages, level)["agreements"]
    return Measured(count_classes(counts, lang, choice), counts)


def _stage(
    table: pd.DataFrame, villages: gpd.GeoDataFrame, level: Level, *, choice: ClassChoice, lang: Lang
) -> Measured:
    del choice
    return Measured(stage_classes(cover.summarise(table, villages, level)["highest_stage"], lang))


def _share(
    table: pd.DataFrame, villages: gpd.GeoDataFrame, level: Level, *, choice: ClassChoice, lang: Lang
) -> Measured:
    weight = pd.Series(1.0, index=villages.index)
    values = _weighted(table, villages, level, weight)
    classes = choice.numbers(values, "user", lang=lang, title=map_word("share", lang))
    return Measured(classes, values, (map_word("share_how", lang),))


def _share_area(
    table: pd.DataFrame, villages: gpd.GeoDataFrame, level: Level, *, choice: ClassChoice, lang: Lang
) -> Measured:
    shaped = villages.geometry.notna()
    weight = pd.Series(np.nan, index=villages.index)
    weight[shaped] = geodesy.area_m2(villages.geometry[shaped].to_numpy())
    values = _weighted(table, villages, level, weight)
    remarks = [map_word("share_how", lang)]
    if not shaped.all():
        remarks.append(map_word("area_without", lang).format(count=int((~shaped).sum())))
    classes = choice.numbers(values, "user", lang=lang, title=map_word("share_area", lang))
    return Measured(classes, values, tuple(remarks))


def _weighted(table: pd.DataFrame, villages: gpd.GeoDataFrame, level: Level, weight: pd.Series) -> pd.Series:
    """Return the covered part of each region in percent, villages weighing as given, those without a weight not."""
    counted = counted_rows(table)
    share = counted.groupby("code")["share"].max().astype(float).reindex(villages.index, fill_value=0.0)
    region = region_of(villages.index, level).to_numpy()
    known = weight.notna()
    whole = weight[known].groupby(region[known.to_numpy()]).sum()
    covered = (weight * share)[known].groupby(region[known.to_numpy()]).sum()
    everything = pd.Index(sorted(set(region)), name="code")
    result: pd.Series = (_PERCENT * covered / whole).round(6).reindex(everything)
    return result


def _in_sector(
    key: str, table: pd.DataFrame, villages: gpd.GeoDataFrame, level: Level, *, choice: ClassChoice, lang: Lang
) -> Measured:
    """Count the agreements in a sector, or in a field that belongs to it."""
    sector = sector_named(key)
    wanted = {each.id for each in read_sectors() if each.id == key or key in each.affairs}
    inside = {record.id for record in records() if wanted.intersection(record.sectors)}
    counts = cover.summarise(table[table["agreement"].isin(inside)], villages, level)["agreements"]
    chosen = choice
    if chosen.scheme in {None, "count"} and chosen.breaks is None:
        chosen = ClassChoice(scheme="count", k=choice.k or _COUNT_CLASSES, palette=choice.palette)
    title = map_word("sector_of", lang).format(sector=sector.title.in_language(lang).lower())
    remarks = (map_word("sector_how", lang),) if len(wanted) > 1 else ()
    return Measured(chosen.numbers(counts, "count", lang=lang, title=title), counts, remarks)


def _sector(
    table: pd.DataFrame, villages: gpd.GeoDataFrame, level: Level, *, choice: ClassChoice, lang: Lang
) -> Measured:
    """Class regions by the sector that most of their agreements are in."""
    regions = sorted(set(region_of(villages.index, level)))
    frequent = frequent_sectors(table, level).reindex(pd.Index(regions, name="code"))
    frequent = frequent.astype(object).where(frequent.notna(), NONE)
    ranked = frequent[~frequent.isin([NONE, _SEVERAL])].value_counts().sort_index().sort_values(
        ascending=False, kind="stable"
    )  # fmt: skip
    shown = list(ranked.index[:_MOST_SECTORS])
    frequent = frequent.where(frequent.isin([NONE, _SEVERAL, *shown]), _OTHER)
    titles = {sector.id: sector.title.in_language(lang) for sector in read_sectors()}
    categories = [(NONE, map_word(NONE, lang)), *((key, titles[key]) for key in shown)]
    colours = ["#ffffff", *_SECTOR_COLOURS[: len(shown)]]
    for key, colour in ((_OTHER, "#f0e442"), (_SEVERAL, "#9a9a9a")):
        if frequent.eq(key).any():
            categories.append((key, map_word(key, lang)))
            colours.append(colour)
    classes = classify(
        frequent, scheme="categories", categories=categories, palette=choice.palette or colours,
        title=map_word("sector", lang), lang=lang,
    )  # fmt: skip
    return Measured(classes, None, (map_word("sector_parts", lang),))


def frequent_sectors(table: pd.DataFrame, level: Level) -> pd.Series:
    """Return the sector of most agreements by region; ``"several"`` where several lead equally.

    An agreement in several sectors counts for each of them in equal parts. The fields of Sosek Malindo are left out,
    because those records name the affairs they belong to as well.
    """
    narrow = {sector.id for sector in read_sectors() if sector.group.startswith("sosek")}
    sectors = {record.id: [key for key in record.sectors if key not in narrow] for record in records()}
    counted = counted_rows(table)
    pairs = pd.DataFrame({"code": region_of(counted["code"], level), "agreement": counted["agreement"]})
    pairs = pairs.drop_duplicates()
    long = pairs.assign(sector=pairs["agreement"].map(sectors)).explode("sector").dropna(subset=["sector"])
    parts = {key: 1 / len(listed) for key, listed in sectors.items() if listed}
    counts = long.assign(part=long["agreement"].map(parts)).groupby(["code", "sector"])["part"].sum().round(9)
    best = counts.groupby(level="code").transform("max")
    leading = counts[counts == best].reset_index()
    result: pd.Series = leading.groupby("code")["sector"].agg(lambda group: _one(list(group)))
    return result


def _one(sectors: Sequence[str]) -> str:
    return sectors[0] if len(sectors) == 1 else _SEVERAL
