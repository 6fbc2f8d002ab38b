"""The regions of an export: villages, districts, regencies and provinces with what covers them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd

from geo_coop import cover
from geo_coop.api.export_words import export_word
from geo_coop.api.map_measures import count_classes, counted_rows, stage_classes
from geo_coop.boundaries.load import load_regions
from geo_coop.classify import classify
from geo_coop.codes import country_of, range_mask
from geo_coop.cover.summary import CODE_LENGTH
from geo_coop.export import Layer, Style
from geo_coop.export.qgis import classes_style, plain_style
from geo_coop.export.qgis.rules import Label
from geo_coop.labels import label
from geo_coop.provenance import carry
from geo_coop.register import load_register

if TYPE_CHECKING:
    from geo_coop.classify import Classification
    from geo_coop.schema import Lang, Level

_LAYERS: Final[dict[Level, str]] = {
    "village": "villages", "district": "districts", "regency": "regencies", "province": "provinces",
}  # fmt: skip
_EDGES_MM: Final[dict[Level, float]] = {"village": 0.1, "district": 0.15, "regency": 0.26, "province": 0.35}
_LABELS: Final[dict[Level, Label]] = {
    "village": Label("name", 7.0, from_scale=150_000),
    "district": Label("name", 8.0, from_scale=600_000),
    "regency": Label("name", 9.0, bold=True, from_scale=4_000_000),
    "province": Label("name", 10.0, bold=True),
}
_UPPER: Final[tuple[Level, ...]] = ("district", "regency", "province")


def region_layers(
    villages: gpd.GeoDataFrame, table: pd.DataFrame, within: str | None, source: str | None, lang: Lang
) -> list[Layer]:
    """Return a layer for each level.

    Parameters
    ----------
    villages
        All villages of the provinces to export.
    table
        Their coverage.
    within
        Canonical code of the region to limit to; on upper levels the regions that hold it are taken.
    source
        Boundary source.
    lang
        Language.
    """
    layers = []
    known = {str(code)[: CODE_LENGTH["province"]] for code in villages.index}
    for level in _LAYERS:
        regions = villages if level == "village" else _upper(level, within, source, known)
        inside = regions if within is None else regions[_near(regions.index, within)]
        layers.append(_layer(level, carry(inside, regions), villages, table, lang))
    return layers


def neighbours_layer(lang: Lang) -> Layer:
    """Return the countries and states abroad that are at hand."""
    states = load_regions("province")
    abroad = states[[country_of(code) != "ID" for code in states.index]]
    countries = load_regions("country")
    frame = pd.concat([abroad, countries[[code != "ID" for code in countries.index]]]).sort_index()
    shown = carry(gpd.GeoDataFrame(frame, crs=states.crs), states, countries)
    qml = plain_style(export_word("neighbours", lang), "#e2ddd0", "#9a9a9a", label=Label("name", 9.0))
    style = Style(export_word("plain", lang), qml)
    return Layer("neighbours", shown, export_word("neighbours", lang), "MultiPolygon", (style,))


def _upper(level: Level, within: str | None, source: str | None, known: set[str]) -> gpd.GeoDataFrame:
    """Return the regions of a level in the provinces with villages at hand; all provinces of Indonesia."""
    reach = within[: CODE_LENGTH[level]] if within is not None else None
    found = load_regions(level, within=reach, source=source)
    home = [
        country_of(code) == "ID" and (level == "province" or code[: CODE_LENGTH["province"]] in known)
        for code in found.index
    ]
    return carry(found[home], found)


def _near(codes: pd.Index, within: str) -> list[bool]:
    """Return which regions lie in a region, or hold it."""
    inside = range_mask(codes.to_numpy(dtype=str), within)
    return [bool(each) or within.startswith(f"{code}.") for code, each in zip(codes, inside, strict=True)]


def _layer(
    level: Level, regions: gpd.GeoDataFrame, villages: gpd.GeoDataFrame, table: pd.DataFrame, lang: Lang
) -> Layer:
    summary = cover.summarise(table, villages, level).reindex(regions.index)
    stages = summary["highest_stage"]
    known = summary["agreements"].notna()
    by_stage = _stages(stages, known, lang)
    by_count = count_classes(summary["agreements"], lang)
    frame = _described(level, regions)
    frame["agreements"] = summary["agreements"].astype("Int64")
    frame["highest_stage"] = stages
    frame["stage_label"] = [label("stage", stage, lang) if isinstance(stage, str) else None for stage in stages]
    if level == "village":
        ids = counted_rows(table).groupby("code")["agreement"].agg(lambda group: "; ".join(sorted(set(group))))
        frame["agreement_ids"] = ids.reindex(regions.index).fillna("").where(known, None)
    else:
        frame["villages"] = summary["villages"].astype("Int64")
        frame["villages_covered"] = summary["villages_covered"].astype("Int64")
        frame["share_covered"] = summary["villages_covered"] / summary["villages"]
    frame["class_stage"] = by_stage.labels
    frame["class_count"] = by_count.labels
    edge, text = _EDGES_MM[level], _LABELS[level]
    stage = Style(export_word("by_stage", lang), classes_style(by_stage, "class_stage", edge_mm=edge, label=text))
    count = Style(export_word("by_count", lang), classes_style(by_count, "class_count", edge_mm=edge, label=text))
    styles = (stage, count) if level == "village" else (count, stage)
    name = _LAYERS[level]
    return Layer(name, _shapes_last(frame), export_word(name, lang), "MultiPolygon", styles)


def _stages(stages: pd.Series, known: pd.Series, lang: Lang) -> Classification:
    """Return the classes of stages, where regions without known villages are "no data", not "none on record"."""
    classes = stage_classes(stages[known], lang)
    shown = [each for each in classes.classes if each.kind == "category"]
    return classify(
        classes.labels.reindex(stages.index),
        scheme="categories",
        categories=[(each.label, each.label) for each in shown],
        palette=[each.colour for each in shown],
        title=classes.title,
        lang=lang,
    )


def _described(level: Level, regions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the regions with the codes and names of all levels above."""
    names = load_register().regions["name"]
    frame = regions[["name", "kind", "tier", regions.geometry.name]].copy()
    for upper in reversed(_UPPER):
        if CODE_LENGTH[upper] < CODE_LENGTH[level]:
            codes = pd.Series([str(code)[: CODE_LENGTH[upper]] for code in regions.index], index=regions.index)
            frame[upper] = codes
            frame[f"{upper}_name"] = codes.map(names)
    return carry(frame, regions)


def _shapes_last(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes = frame.geometry.name
    return frame[[*(column for column in frame.columns if column != shapes), shapes]]
