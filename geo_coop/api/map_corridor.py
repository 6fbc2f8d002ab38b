"""Border corridor maps, from the layers at hand and the records that ship."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Unpack

import numpy as np

from geo_coop import borders, cover
from geo_coop.api.borders import border_area
from geo_coop.api.cover import village_coverage
from geo_coop.api.districts_abroad import districts_abroad
from geo_coop.api.map_inner_corridor import inner_corridor
from geo_coop.api.map_parts import popup_rows, surroundings
from geo_coop.api.map_words import map_word
from geo_coop.api.records import records
from geo_coop.api.zones import load_crossings
from geo_coop.boundaries.load import load_regions
from geo_coop.classify import Classification, classify
from geo_coop.codes import contains, country_of, level_of, range_mask
from geo_coop.errors import NotFoundError
from geo_coop.maps import CorridorLayers, MapNotes, corridor_map
from geo_coop.maps.cell_text import text_of
from geo_coop.maps.print import corridor_sheet
from geo_coop.maps.print.pictures import corridor_png
from geo_coop.provenance import sources_of, tier_of
from geo_coop.register import load_register

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import folium
    import geopandas as gpd
    import pandas as pd

    from geo_coop.maps.print import PaperOptions, PrintFormat
    from geo_coop.schema import Lang

BAND_KM: Final = (10, 20, 50)
_STATUS_COLOURS: Final = ("#009e73", "#e69f00", "#ffffff")


@dataclass(frozen=True, slots=True, eq=False)
class CorridorView:
    """A border corridor: what it shows, as an interactive map and as a picture.

    Attributes
    ----------
    layers
        What is drawn.
    classes
        Classes of the villages, by coverage.
    title, details, notes, lang
        As for `geo_coop.api.map_choropleth.ChoroplethView`.
    """

    layers: CorridorLayers
    classes: Classification
    title: str
    details: Mapping[str, Sequence[Mapping[str, str]]]
    notes: MapNotes
    lang: Lang

    def to_map(self) -> folium.Map:
        """Return the interactive map; save it with `geo_coop.save_html`."""
        return corridor_map(
            self.layers, self.classes, title=self.title, details=self.details,
            lang=self.lang, notes=self.notes,
        )  # fmt: skip

    def to_picture(self, fmt: PrintFormat, **paper: Unpack[PaperOptions]) -> bytes:
        """Return the map as a sheet of paper; parameters as for `geo_coop.maps.print.corridor_sheet`."""
        return corridor_sheet(
            self.layers, self.classes, title=self.title, notes=self.notes, lang=self.lang, fmt=fmt, **paper,
        )  # fmt: skip

    def to_png(self, size: tuple[int, int] = (800, 600)) -> bytes:
        """Return the picture."""
        return corridor_png(self.layers, self.classes, title=self.title, notes=self.notes, size=size, lang=self.lang)


def corridor_view(
    a: str,
    b: str,
    *,
    on: dt.date | None = None,
    source: str | None = None,
    lang: Lang = "id",
    bands_km: Sequence[float] = BAND_KM,
) -> CorridorView:
    """Return the border corridor of a region with a neighbour, abroad or in Indonesia.

    Against a neighbour abroad the villages are those at the border by law, and those within 10 km of the line; coloured
    by whether an agreement with that country covers them, and hatched where law alone puts them at the border. The
    districts on the other side are drawn where their shapes are at hand, and named in the notes. Between two regions of
    Indonesia the villages of both sides are shown, coloured by whether an agreement joins the two.

    Parameters
    ----------
    a, b
        Canonical codes: a region in Indonesia, and a country, a state abroad, or another region in Indonesia.
    on, source, lang
        As for `geo_coop.api.map_choropleth.agreement_view`.
    bands_km
        Widths of the bands, in kilometres.

    Raises
    ------
    NotFoundError
        The two do not adjoin.
    CannotAnswerError
        The line between two regions of Indonesia is known by its length only.
    """
    if country_of(b) == "ID":
        return _inner_view(a, b, on=on, source=source, lang=lang, bands_km=bands_km)
    register = load_register()
    villages, line = border_area(a, b, source=source)
    line = line[[contains(b, str(code)) for code in line["b"]]].reset_index(drop=True)
    if line.empty:
        message = f"{a} and {b} do not adjoin"
        raise NotFoundError(message)
    villages = villages[[isinstance(code, str) and contains(b, code) for code in villages["facing"]]]
    everything = village_coverage(load_regions("village", within=a, source=source), on=on, source=source, lang=lang)
    table = everything[everything["code"].isin(villages.index)]
    villages = villages.rename_axis("code")
    villages["legal_only"] = villages["legal"] & ~villages["touch"]
    villages["notion"] = "near"
    villages.loc[villages["legal"], "notion"] = "legal"
    villages.loc[villages["touch"], "notion"] = "touch"
    states = load_regions("province", within=country_of(b))
    faced = states[states.index.isin({str(code)[:5] for code in line["b"]})]
    land = load_regions("province", within="ID", source=None)
    own = land[[bool(range_mask([a], code)[0]) or code == a for code in land.index]]
    remarks = [_length_told(line, lang)]
    opposite = districts_abroad(a, b, source=source)
    remarks += _opposite_told(opposite, lang)
    if (villages["basis"] == "register").any():
        remarks.append(map_word("figures", lang))
    crossings = _crossings_at(a, b, on, lang)
    remarks += _not_yet_open(crossings, lang)
    layers = CorridorLayers(
        villages=villages,
        line=line.assign(facing=line["b"]),
        bands=borders.corridor_bands(line, km=bands_km, land=own),
        neighbours=faced,
        opposite=opposite if opposite.geometry.notna().all() else None,
        crossings=crossings,
        context=surroundings(villages, without=faced.index),
        outlines=load_regions("regency", within=a, source=source) if level_of(a) == "province" else None,
    )
    return CorridorView(
        layers=layers,
        classes=_coverage_classes(villages, table, b, lang),
        title=map_word("corridor", lang).format(
            a=register.name(a), b=" & ".join(register.name(code) for code in faced.index)
        ),
        details=popup_rows(table, lang),
        notes=MapNotes(sources=sources_of(villages, line), tier=tier_of(villages), on=on, remarks=tuple(remarks)),
        lang=lang,
    )


def _inner_view(
    a: str, b: str, *, on: dt.date | None, source: str | None, lang: Lang, bands_km: Sequence[float]
) -> CorridorView:
    register = load_register()
    layers, classes, table, remarks = inner_corridor(a, b, on=on, source=source, lang=lang, bands_km=bands_km)
    return CorridorView(
        layers=layers,
        classes=classes,
        title=map_word("corridor", lang).format(a=register.name(a), b=register.name(b)),
        details=popup_rows(table, lang),
        notes=MapNotes(
            sources=sources_of(layers.villages, layers.line), tier=tier_of(layers.villages, layers.line), on=on,
            remarks=(_length_told(layers.line, lang), *remarks),
        ),
        lang=lang,
    )  # fmt: skip


def _length_told(line: gpd.GeoDataFrame, lang: Lang) -> str:
    register = load_register()
    lengths = line.groupby("b")["length_km"].sum()
    parts = ", ".join(f"{register.name(str(code))} {text_of(round(km), lang)} km" for code, km in lengths.items())
    return map_word("line", lang).format(km=text_of(round(lengths.sum()), lang), parts=parts)


def _opposite_told(districts: gpd.GeoDataFrame, lang: Lang) -> list[str]:
    """Return a sentence on the districts abroad at the line, the longest frontage first."""
    facing = districts[districts["frontage_km"] > 0].sort_values("frontage_km", ascending=False)
    if facing.empty:
        return []
    parts = zip(facing["name"], facing["frontage_km"], strict=True)
    return [
        map_word("opposite", lang).format(
            parts=", ".join(f"{name} {text_of(round(km), lang)} km" for name, km in parts)
        )
    ]


def _coverage_classes(villages: gpd.GeoDataFrame, table: pd.DataFrame, b: str, lang: Lang) -> Classification:
    """Class villages by whether an agreement with the neighbour covers them, and at what level of its parties."""
    with_neighbour = {
        record.id: "countries" if cover.between_countries_only(record) else "below"
        for record in records()
        if cover.has_party_in(record, country_of(b))
    }
    alive = cover.living(table)
    how = alive["agreement"].map(with_neighbour)
    best = how.groupby(alive["code"]).agg(lambda group: "below" if "below" in set(group) else group.dropna().max())
    status = best.reindex(villages.index).astype(object)
    status = status.where(status.notna(), "nothing")
    categories = [(key, map_word(key, lang)) for key in ("below", "countries", "nothing")]
    return classify(
        status,
        scheme="categories",
        categories=categories,
        palette=_STATUS_COLOURS,
        title=map_word("status", lang),
        lang=lang,
    )


def _crossings_at(a: str, b: str, on: dt.date | None, lang: Lang) -> gpd.GeoDataFrame | None:
    crossings = load_crossings(on=on, lang=lang)
    facing = np.array([contains(b, code) for code in crossings["facing"]])
    here = crossings[range_mask(crossings["region"].to_numpy(dtype=str), a) & facing]
    return here if len(here) else None


def _not_yet_open(crossings: gpd.GeoDataFrame | None, lang: Lang) -> list[str]:
    """Return a sentence on the crossings that are drawn as they are today and were not open on the day."""
    if crossings is None:
        return []
    later = crossings[(crossings["open"] != "yes") & (crossings["type"] != "planned")]
    if later.empty:
        return []
    names = ", ".join(f"{name} ({since})" for name, since in zip(later["name"], later["since"], strict=True))
    return [map_word("crossings_later", lang).format(names=names)]
