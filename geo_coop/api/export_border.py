"""The border of an export: line, villages at it, bands and crossings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd

from geo_coop.agreements.read import read_border_sets
from geo_coop.api.export_words import export_word
from geo_coop.api.map_corridor import CorridorView, corridor_view
from geo_coop.api.zones import load_crossings
from geo_coop.codes import contains, range_mask
from geo_coop.export import Layer, Style
from geo_coop.export.qgis import bands_style, classes_style, crossings_style, line_style
from geo_coop.export.qgis.rules import Label
from geo_coop.maps.corridor import BAND_COLOUR, FACING_COLOURS
from geo_coop.provenance import carry
from geo_coop.register import load_register
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from geo_coop.schema import Lang

_LINE: Final = ("a", "b", "facing_name", "length_km", "geometry")
_VILLAGES: Final = (
    "code", "name", "kind", "district", "district_name", "frontage_km", "distance_km", "facing", "facing_name",
    "legal", "touch", "near", "legal_only", "notion", "basis", "class_coverage", "tier", "geometry",
)  # fmt: skip
_BANDS: Final = ("region", "from_km", "km", "area_km2", "geometry")


def border_layers(
    provinces: Collection[str], within: str | None, on: dt.date | None, source: str | None, lang: Lang
) -> list[Layer]:
    """Return line, villages, bands and crossings of every border area by law in some provinces; empty without one.

    Parameters
    ----------
    provinces
        Canonical codes.
    within
        Canonical code of the region to limit villages and crossings to.
    on, source, lang
        As for `geo_coop.api.map_corridor.corridor_view`.
    """
    sets = [entry for entry in read_border_sets() if entry.region in provinces]
    views = [(entry.region, corridor_view(entry.region, entry.neighbour, on=on, source=source, lang=lang))
             for entry in sets]  # fmt: skip
    return [
        _line_layer([view for _, view in views], lang),
        _villages_layer([view for _, view in views], within, lang),
        _bands_layer(views, lang),
        _crossings_layer(within, on, lang),
    ]


def _line_layer(views: Sequence[CorridorView], lang: Lang) -> Layer:
    names = load_register()
    frames = [
        view.layers.line.assign(facing_name=[names.name(str(b)) for b in view.layers.line["b"]]) for view in views
    ]
    frame = _together(frames, _LINE)
    faced = sorted({str(b) for b in frame["b"]})
    colours = {b: FACING_COLOURS[number % len(FACING_COLOURS)] for number, b in enumerate(faced)}
    qml = line_style("b", colours, {b: names.name(b) for b in faced})
    text = export_word("border_line", lang)
    return Layer("border_line", frame, text, "MultiLineString", (Style(export_word("by_kind", lang), qml),))


def _villages_layer(views: Sequence[CorridorView], within: str | None, lang: Lang) -> Layer:
    names = load_register().regions["name"]
    frames = []
    for view in views:
        villages = view.layers.villages
        frames.append(
            villages.reset_index().assign(
                district_name=villages["district"].map(names).to_numpy(),
                facing_name=[view.layers.facing_name(code) for code in villages["facing"]],
                class_coverage=view.classes.labels.loc[villages.index].to_numpy(),
            )
        )
    frame = _together(frames, _VILLAGES)
    if within is not None:
        frame = carry(frame[range_mask(frame["code"].to_numpy(dtype=str), within)], frame)
    styles: tuple[Style, ...] = ()
    if views:
        marked = ("legal_only", export_word("legal_only", lang))
        label = Label("name", 7.0, from_scale=250_000)
        qml = classes_style(views[0].classes, "class_coverage", edge_mm=0.12, label=label, marked=marked)
        styles = (Style(export_word("by_coverage", lang), qml),)
    return Layer("border_villages", frame, export_word("border_villages", lang), "MultiPolygon", styles)


def _bands_layer(views: Sequence[tuple[str, CorridorView]], lang: Lang) -> Layer:
    frame = _together([view.layers.bands.assign(region=region) for region, view in views], _BANDS)
    qml = bands_style(sorted({float(km) for km in frame["km"]}), BAND_COLOUR)
    text = export_word("corridor_bands", lang)
    return Layer("corridor_bands", frame, text, "MultiPolygon", (Style(export_word("by_kind", lang), qml),))


def _crossings_layer(within: str | None, on: dt.date | None, lang: Lang) -> Layer:
    crossings = load_crossings(on=on, lang=lang)
    if within is not None:
        crossings = crossings[[contains(within, code) for code in crossings["region"]]]
    words = {kind: export_word(f"crossing_{kind}", lang) for kind in ("PLBN", "post", "planned")}
    style = Style(export_word("by_kind", lang), crossings_style(words))
    return Layer("crossings", crossings, export_word("crossings", lang), "Point", (style,))


def _together(frames: Sequence[gpd.GeoDataFrame], columns: Sequence[str]) -> gpd.GeoDataFrame:
    """Return frames as one, with the same columns where there are none."""
    if not frames:
        return gpd.GeoDataFrame({column: [] for column in columns}, geometry="geometry", crs=GEOGRAPHIC_CRS)
    whole = pd.concat([frame[list(columns)] for frame in frames], ignore_index=True)
    return carry(gpd.GeoDataFrame(whole, geometry="geometry", crs=GEOGRAPHIC_CRS), *frames)
