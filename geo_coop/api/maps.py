"""Maps of agreements and borders, from the layers at hand and the records that ship."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import pandas as pd
import shapely

from geo_coop import borders, cover
from geo_coop.api.borders import border_area
from geo_coop.api.cover import records, village_coverage
from geo_coop.api.zones import load_crossings
from geo_coop.boundaries.load import load_regions
from geo_coop.classify import Classification, classify
from geo_coop.codes import country_of, level_of, range_mask
from geo_coop.errors import InputError
from geo_coop.labels import label
from geo_coop.maps import CorridorLayers, MapNotes, choropleth_map, corridor_map
from geo_coop.maps.static import choropleth_png, corridor_png
from geo_coop.provenance import carry, sources_of, tier_of
from geo_coop.register import load_register
from geo_coop.schema import Lang, Level, normalise_level, unknown_word

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    import folium
    import geopandas as gpd

By = Literal["count", "stage"]
BY: Final[tuple[By, ...]] = ("count", "stage")
BAND_KM: Final = (10, 20, 50)
MARGIN_DEG: Final = 3.0

_COUNT_CLASSES: Final = 6
_NONE: Final = "none"
_SHOWN_STAGES: Final = ("intent", "plan", "framework", "binding", "running", "ended")
_STAGE_COLOURS: Final = ("#ffffff", "#fde0a6", "#f6b26b", "#7fcdbb", "#1d91c0", "#253494", "#8c8c8c")
_STATUS_COLOURS: Final = ("#009e73", "#e69f00", "#ffffff")
_UPPER: Final[dict[Level, Level]] = {"village": "regency", "district": "regency", "regency": "province"}
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "count": ("Jumlah kesepakatan", "Number of agreements"),
    "stage": ("Tahap tertinggi", "Highest stage"),
    _NONE: ("Tidak ada kesepakatan tercatat", "No agreement on record"),
    "title_count": ("Jumlah kesepakatan per {level}", "Agreements per {level}"),
    "title_stage": ("Tahap tertinggi per {level}", "Highest stage per {level}"),
    "covered": ("Desa tercakup", "Villages covered"),
    "of": ("dari", "of"),
    "counted": (
        (
            "Dihitung: kesepakatan, rancangan, dan rencana; rapat dan penawaran tidak. Nol berarti tidak ada dalam "
            "kumpulan dokumen ini, bukan bahwa tidak ada sama sekali."
        ),
        (
            "Counted are agreements, drafts and plans, not meetings or offers. Zero means none in this collection of "
            "documents, not that there is none at all."
        ),
    ),
    "corridor": ("Koridor perbatasan {a} dengan {b}", "Border corridor of {a} with {b}"),
    "status": ("Desa perbatasan menurut cakupan", "Border villages by coverage"),
    "below": ("Perjanjian di bawah tingkat negara", "Agreement below the two countries"),
    "countries": ("Hanya kerangka kedua negara", "Only the frame of the two countries"),
    "nothing": ("Tidak tercakup", "Not covered"),
    "line": ("Panjang garis: {km} km ({parts})", "Length of the line: {km} km ({parts})"),
    "figures": (
        (
            "Panjang dan jarak tiap desa dihitung dari sumber terbit (daftar angka perbatasan), bukan dari bentuk "
            "perkiraan pada peta ini."
        ),
        (
            "Frontage and distance of each village are computed from the published source (border register), not from "
            "the approximate shapes on this map."
        ),
    ),
    "perhaps": ("mungkin", "perhaps"),
}


@dataclass(frozen=True, slots=True, eq=False)
class AgreementView:
    """A choropleth of agreements: what it shows, as an interactive map and as a picture.

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

    def to_map(self) -> folium.Map:
        """Return the interactive map; save it with `geo_coop.save_html`."""
        covered = self.summary["villages_covered"].astype(str)
        share = covered + f" {_word('of', self.lang)} " + self.summary["villages"].astype(str)
        fields = [] if self.regions["level"].eq("village").all() else [(_word("covered", self.lang), share)]
        return choropleth_map(
            self.regions, self.classes, title=self.title, fields=fields,
            details=self.details, outlines=self.outlines, context=self.context, lang=self.lang, notes=self.notes,
        )  # fmt: skip

    def to_png(self, size: tuple[int, int] = (800, 600)) -> bytes:
        """Return the picture."""
        return choropleth_png(
            self.regions, self.classes, title=self.title, outlines=self.outlines, context=self.context, size=size,
            lang=self.lang,
        )  # fmt: skip


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
        As for `AgreementView`.
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

    def to_png(self, size: tuple[int, int] = (800, 600)) -> bytes:
        """Return the picture."""
        return corridor_png(self.layers, self.classes, title=self.title, size=size, lang=self.lang)


def agreement_view(
    level: str = "regency",
    *,
    by: By = "count",
    within: Sequence[str] = ("64", "65"),
    on: dt.date | None = None,
    source: str | None = None,
    lang: Lang = "id",
) -> AgreementView:
    """Return a choropleth of agreements per region: their number, or the highest stage that one of them reached.

    Parameters
    ----------
    level
        province, regency, district or village.
    by
        ``"count"`` or ``"stage"``.
    within
        Canonical codes of the regions to show.
    on
        The day; default: the records as a whole.
    source
        Boundary source; default: the best at hand.
    lang
        Language.

    Raises
    ------
    InputError
        An unknown level or ``by``.
    NotFoundError
        No shapes there.
    """
    if by not in BY:
        raise InputError(unknown_word("by", by, BY))
    wanted = normalise_level(level)
    villages = _together("village", within, source)
    table = village_coverage(villages, on=on, lang=lang)
    regions = villages if wanted == "village" else _together(wanted, within, source)
    summary = cover.summarise(table, villages, wanted).reindex(regions.index)
    rows = table if wanted == "village" else cover.by_level(table, villages, wanted)
    upper = _UPPER.get(wanted)
    outlines = _together(upper, within, source) if upper else None
    shown = label("level", wanted, lang)
    return AgreementView(
        regions=regions,
        summary=summary,
        classes=_classes(summary, by, lang),
        title=_word(f"title_{by}", lang).format(level=shown),
        outlines=outlines,
        context=surroundings(regions, without=within),
        details=popup_rows(rows, lang),
        notes=MapNotes(sources=sources_of(regions), tier=tier_of(regions), on=on, remarks=(_word("counted", lang),)),
        lang=lang,
    )


def corridor_view(
    a: str,
    b: str,
    *,
    on: dt.date | None = None,
    source: str | None = None,
    lang: Lang = "id",
    bands_km: Sequence[float] = BAND_KM,
) -> CorridorView:
    """Return the border corridor of a region with a country abroad.

    The villages are those at the border by law, and those within 10 km of the line; coloured by whether an agreement
    with that neighbour covers them, and hatched where law alone puts them at the border.

    Parameters
    ----------
    a, b
        Canonical codes: a region in Indonesia, and the neighbouring country.
    on, source, lang
        As for `agreement_view`.
    bands_km
        Widths of the bands, in kilometres.
    """
    register = load_register()
    villages, line = border_area(a, b, source=source)
    everything = village_coverage(load_regions("village", within=a, source=source), on=on, lang=lang)
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
    lengths = line.groupby("b")["length_km"].sum()
    parts = ", ".join(f"{register.name(str(code))} {km:,.0f} km" for code, km in lengths.items())
    remarks = [_word("line", lang).format(km=f"{lengths.sum():,.0f}", parts=parts)]
    if (villages["basis"] == "register").any():
        remarks.append(_word("figures", lang))
    layers = CorridorLayers(
        villages=villages,
        line=line.assign(facing=line["b"]),
        bands=borders.corridor_bands(line, km=bands_km, land=own),
        neighbours=faced,
        crossings=_crossings_at(a, lang),
        context=surroundings(villages, without=faced.index),
        outlines=load_regions("regency", within=a, source=source) if level_of(a) == "province" else None,
    )
    return CorridorView(
        layers=layers,
        classes=_coverage_classes(villages, table, b, lang),
        title=_word("corridor", lang).format(
            a=register.name(a), b=" & ".join(register.name(code) for code in faced.index)
        ),
        details=popup_rows(table, lang),
        notes=MapNotes(sources=sources_of(villages, line), tier=tier_of(villages), on=on, remarks=tuple(remarks)),
        lang=lang,
    )


def surroundings(shown: gpd.GeoDataFrame, *, without: Iterable[str]) -> gpd.GeoDataFrame:
    """Return the provinces and states around the regions shown, on whatever tier is at hand.

    Parameters
    ----------
    shown
        What the map shows; all that lies within `MARGIN_DEG` of its bounds is taken.
    without
        Provinces and states to leave out, because the map draws them whole.
    """
    west, south, east, north = shown.total_bounds
    window = shapely.box(west - MARGIN_DEG, south - MARGIN_DEG, east + MARGIN_DEG, north + MARGIN_DEG)
    provinces = pd.concat([load_regions("province"), load_regions("country", within="BN")])
    near = provinces.geometry.notna() & provinces.geometry.intersects(window)
    around = near & ~provinces.index.isin(list(without))
    return provinces[around]


def popup_rows(table: pd.DataFrame, lang: Lang) -> dict[str, list[dict[str, str]]]:
    """Return the rows of a map's popups by code: title, stage, rule, share and evidence of each agreement."""
    plain = pd.DataFrame(table.drop(columns="geometry", errors="ignore"))
    if plain.empty:
        return {}
    status = plain["stage_status"] if "stage_status" in plain else pd.Series("certain", index=plain.index)
    perhaps = status == "perhaps"
    rows = pd.DataFrame(
        {
            "title": plain["title"],
            "stage": plain["stage"].map(lambda stage: label("stage", stage, lang)),
            "rule": plain["rule"].map(lambda rule: label("rule", rule, lang)),
            "share": [f"{share:.0%}" for share in plain["share"]],
            "evidence": plain["evidence"],
        }
    )
    if "since" in plain:
        rows["stage"] += " (" + plain["since"].astype(str) + ")"
    rows["stage"] = rows["stage"].where(~perhaps, rows["stage"] + f", {_word('perhaps', lang)}")
    found: dict[str, list[dict[str, str]]] = {}
    for code, row in zip(plain["code"].tolist(), rows.to_dict("records"), strict=True):
        found.setdefault(code, []).append({str(key): str(value) for key, value in row.items()})
    return found


def _together(level: Level, within: Sequence[str], source: str | None) -> gpd.GeoDataFrame:
    parts = [load_regions(level, within=_reach(code, level), source=source) for code in within]
    return parts[0] if len(parts) == 1 else _concat(parts)


def _reach(code: str, level: Level) -> str:
    """Return the region to look in: for a level above the region asked for, the one that holds it."""
    return code[:2] if level == "province" else code


def _concat(parts: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    return carry(pd.concat(parts).sort_index(), *parts)


def _classes(summary: pd.DataFrame, by: By, lang: Lang) -> Classification:
    if by == "count":
        return classify(summary["agreements"], scheme="count", k=_COUNT_CLASSES, title=_word(by, lang), lang=lang)
    stages = summary["highest_stage"].where(summary["highest_stage"].notna(), _NONE)
    stages = stages.where(summary["agreements"].notna(), None)
    categories = [(_NONE, _word(_NONE, lang)), *((stage, label("stage", stage, lang)) for stage in _SHOWN_STAGES)]
    return classify(
        stages, scheme="categories", categories=categories, palette=_STAGE_COLOURS, title=_word(by, lang), lang=lang
    )


def _coverage_classes(villages: gpd.GeoDataFrame, table: pd.DataFrame, b: str, lang: Lang) -> Classification:
    """Class villages by whether an agreement with the neighbour covers them, and at what level of its parties."""
    with_neighbour = {
        record.id: "countries" if cover.between_countries_only(record) else "below"
        for record in records()
        if cover.has_party_in(record, country_of(b))
    }
    how = table["agreement"].map(with_neighbour)
    best = how.groupby(table["code"]).agg(lambda group: "below" if "below" in set(group) else group.dropna().max())
    status = best.reindex(villages.index).astype(object)
    status = status.where(status.notna(), "nothing")
    categories = [(key, _word(key, lang)) for key in ("below", "countries", "nothing")]
    return classify(
        status,
        scheme="categories",
        categories=categories,
        palette=_STATUS_COLOURS,
        title=_word("status", lang),
        lang=lang,
    )


def _crossings_at(a: str, lang: Lang) -> gpd.GeoDataFrame | None:
    crossings = load_crossings(lang=lang)
    here = crossings[range_mask(crossings["region"].to_numpy(dtype=str), a)]
    return here if len(here) else None


def _word(key: str, lang: Lang) -> str:
    return _WORDS[key][0 if lang == "id" else 1]
