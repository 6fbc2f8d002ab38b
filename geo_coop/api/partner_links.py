"""Pairs of regions that records bring together, as lines for a map."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import geopandas as gpd
import pandas as pd

from geo_coop.agreements.read import read_sectors
from geo_coop.agreements.stages import stage_on
from geo_coop.api.records import is_there
from geo_coop.codes import country_of, level_of
from geo_coop.labels import label
from geo_coop.maps.partner_layers import LinkClass
from geo_coop.maps.partners_words import word
from geo_coop.maps.places import curves, ray
from geo_coop.maps.sector_groups import GROUPS, groups_of
from geo_coop.schema import GEOGRAPHIC_CRS, STAGES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    import shapely

    from geo_coop.agreements.model import Agreement
    from geo_coop.schema import Lang

By = Literal["stage", "sector"]
DRAWN: Final = ("agreement", "draft", "plan")
MOST_PARTIES: Final = 4
ANNOUNCED: Final = "announced"
_NO_PARTNER: Final = frozenset({"mediator", "organiser", "observer", "chair"})
_SIGNED: Final = frozenset({"framework", "binding", "running", "ended"})
_RAY_SHARE: Final = 0.22
STAGE_LINES: Final[dict[str, tuple[str, tuple[int, ...]]]] = {
    ANNOUNCED: ("#6f6f6f", (1, 5)),
    "contact": ("#6f6f6f", (3, 5)),
    "offer": ("#8a6d00", (3, 5)),
    "intent": ("#9d3d85", (11, 4, 2, 4)),
    "plan": ("#d55e00", (8, 5)),
    "framework": ("#0064e6", ()),
    "binding": ("#1a1a1a", ()),
    "running": ("#009e3d", ()),
    "ended": ("#8c8c8c", (2, 4)),
}
GROUP_COLOURS: Final = {
    "water": "#56b4e9", "works": "#222222", "people": "#c4679b", "food": "#009e73", "economy": "#0044b0",
    "safety": "#d55e00", "government": "#d99100", "other": "#8c8c8c",
}  # fmt: skip
UNSIGNED_DASH: Final = (8, 5)


@dataclass(frozen=True, slots=True)
class Sorted:
    """Records by what can be drawn of them.

    Attributes
    ----------
    pairs
        Records with two to `MOST_PARTIES` regions, below the countries.
    many
        Records with more.
    countries
        Records between countries alone.
    unnamed
        Records of regions with a partner that is no region of the register.
    """

    pairs: tuple[Agreement, ...]
    many: tuple[Agreement, ...]
    countries: tuple[Agreement, ...]
    unnamed: tuple[Agreement, ...]


def sort_records(found: Iterable[Agreement], on: dt.date | None) -> Sorted:
    """Return the agreements, drafts and plans that are there on a day, by what can be drawn of them."""
    sorts: dict[str, list[Agreement]] = {"pairs": [], "many": [], "countries": [], "unnamed": []}
    for record in found:
        if record.record not in DRAWN or not is_there(record, on):
            continue
        regions = partner_regions(record)
        if len(regions) > MOST_PARTIES:
            sorts["many"].append(record)
        elif len(regions) > 1 and all(level_of(code) == "country" for code in regions):
            sorts["countries"].append(record)
        elif len(regions) > 1:
            sorts["pairs"].append(record)
        elif regions:
            sorts["unnamed"].append(record)
    return Sorted(**{key: tuple(records) for key, records in sorts.items()})


def partner_regions(record: Agreement) -> tuple[str, ...]:
    """Return the regions that a record brings together, Indonesian ones first; without mediators and the like."""
    codes = {party.region for party in record.parties if party.region is not None and party.role not in _NO_PARTNER}
    return tuple(sorted(codes, key=lambda code: (country_of(code) != "ID", code)))


def agreement_rows(found: Iterable[Agreement], by: By, on: dt.date | None, lang: Lang) -> pd.DataFrame:
    """Return one row for each pair of regions and record: a, b, key (class), and the texts that a map shows."""
    sectors = read_sectors()
    titles = {sector.id: sector.title.in_language(lang) for sector in sectors}
    everything = tuple(found)
    by_id = {record.id: record for record in everything}
    rows = []
    for record in everything:
        state = stage_on(record, on)
        stage = state.stage if state else ANNOUNCED
        perhaps = f", {word('perhaps', lang)}" if state and state.status == "perhaps" else ""
        shown = f"{label('stage', stage, lang)} ({state.date}{perhaps})" if state else word(ANNOUNCED, lang)
        groups = groups_of(record.sectors, sectors) or ("other",)
        dash = STAGE_LINES[stage][1] if by == "stage" else () if stage in _SIGNED else UNSIGNED_DASH
        followed = [by_id[key].title.in_language(lang) for key in record.successor if key in by_id]
        regions = partner_regions(record)
        for a, b in itertools.combinations(regions, 2):
            rows.append(
                {
                    "a": a,
                    "b": b,
                    "key": stage if by == "stage" else "+".join(groups),
                    "dash": dash,
                    "agreement": record.id,
                    "title": record.title.in_language(lang),
                    "stage": shown,
                    "sectors": ", ".join(titles.get(key, key) for key in record.sectors),
                    "followed": "; ".join(followed),
                    "evidence": "; ".join(
                        dict.fromkeys(f"{e.document} §{e.paragraph}".rstrip(" §") for e in record.evidence)
                    ),
                }
            )
    columns = ["a", "b", "key", "dash", "agreement", "title", "stage", "sectors", "followed", "evidence"]
    return pd.DataFrame(rows, columns=columns)


def link_frame(
    rows: pd.DataFrame,
    points: Mapping[str, shapely.Point],
    names: Mapping[str, str],
    far: Sequence[str],
    reach_km: float,
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return the lines, one for each pair and class, and the rows of agreements with the line that each belongs to.

    Parameters
    ----------
    rows
        From `agreement_rows`.
    points, names
        Point and name of every region.
    far
        Regions off the map: a line to one of them is an arrow.
    reach_km
        Extent of the map; an arrow is about a fifth of it.
    """
    links: list[dict[str, object]] = []
    numbered = []
    for pair_key, pair in rows.groupby(["a", "b"], sort=True):
        a, b = (str(code) for code in pair_key)
        keys = sorted({(key, dash) for key, dash in zip(pair["key"], pair["dash"], strict=True)}, key=_rank)
        away = b in far
        shapes = [ray(points[a], points[b], _RAY_SHARE * reach_km)] if away else []
        shapes = shapes * len(keys) if away else curves(points[a], points[b], len(keys))
        for (key, dash), shape in zip(keys, shapes, strict=True):
            here = pair[(pair["key"] == key) & (pair["dash"] == dash)]
            numbered.append(here.assign(link=len(links)))
            links.append(
                {"a": a, "b": b, "name": f"{names[a]} - {names[b]}", "key": key, "dash": dash, "number": len(here),
                 "far": away, "geometry": shape}
            )  # fmt: skip
    columns = ["a", "b", "name", "key", "dash", "number", "far", "geometry"]
    frame = gpd.GeoDataFrame(pd.DataFrame(links, columns=columns), geometry="geometry", crs=GEOGRAPHIC_CRS)
    table = pd.concat(numbered) if numbered else rows.assign(link=pd.Series(dtype=int))
    return frame, table.drop(columns=["a", "b", "key", "dash"]).reset_index(drop=True)


def link_classes(rows: pd.DataFrame, by: By, lang: Lang) -> tuple[LinkClass, ...]:
    """Return the legend of the lines: each stage or group of sectors in use, with the number of its agreements."""
    each = rows.drop_duplicates(["agreement", "key"])
    found = each["key"].str.split("+").explode().value_counts()
    classes = []
    for key in sorted(found.index, key=lambda key: _rank((key, ()))):
        if by == "stage":
            colour, dash = STAGE_LINES[key]
            text = word(ANNOUNCED, lang) if key == ANNOUNCED else label("stage", key, lang)
        else:
            colour, dash, text = GROUP_COLOURS[key], (), word(f"group_{key}", lang)
        classes.append(LinkClass(key, text, colour, dash, int(found[key])))
    return tuple(classes)


def _rank(line: tuple[str, tuple[int, ...]]) -> tuple[int, int, str]:
    """Sort stages, highest last, and groups as in `GROUPS`; of the same class whole lines before broken ones."""
    key, dash = line
    first = key.split("+")[0]
    order = (ANNOUNCED, *STAGES, *GROUPS)
    return order.index(first), len(dash), key
