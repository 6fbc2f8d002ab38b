"""The pages of regencies and cities: their villages, agreements and gaps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_coop import cover
from geo_coop.agreements.stages import stage_on
from geo_coop.api.map_measures import count_classes, counted_rows
from geo_coop.api.map_words import date_text
from geo_coop.atlas.html_table import Cell, Head, Part, Row, Table, cell, link_cell, number_cell
from geo_coop.atlas.pages import drawing
from geo_coop.atlas.sketch import AROUND, class_paints, frame_paint, sketch
from geo_coop.atlas.words import PAGES
from geo_coop.labels import label
from geo_coop.provenance import tier_of
from geo_coop.schema import STAGES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from markupsafe import Markup

    from geo_coop.agreements.model import Agreement
    from geo_coop.classify import Classification, MapClass
    from geo_coop.register import Register
    from geo_coop.schema import Lang

FOLDER: Final = "regencies"
_REGENCY: Final = len("65.03")
_DISTRICT: Final = len("65.03.05")
_ACROSS: Final = 900  # pixels of a map that a regency fills
_TILE: Final = 256
_LOWEST: Final = 0.5  # height of a drawing for its width
_HIGHEST: Final = 0.95
_WITH_VILLAGE_MAP: Final = ("64", "65")


@dataclass(frozen=True, slots=True)
class RegencyPage:
    """What the page of a regency shows; see the template ``regency.html``."""

    code: str
    name: str
    province: str
    tier: str
    figures: tuple[tuple[str, str], ...]
    drawing: Markup
    legend_title: str
    legend: tuple[MapClass, ...]
    map_file: str
    timeline_file: str
    agreements: Table
    districts: Table
    villages: Table
    gaps: tuple[str, ...]
    uncovered: tuple[tuple[str, str], ...]
    summary: Mapping[str, object]
    before: tuple[str, str] | None = None
    after: tuple[str, str] | None = None

    @property
    def file(self) -> str:
        """The file, relative to the index."""
        return f"{FOLDER}/{self.code}.html"


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What the pages are made from.

    Attributes
    ----------
    villages
        Region layer of all villages.
    table
        Their coverage.
    border
        Border villages, indexed by code: legal, touch, near, facing.
    only_frame
        Codes of border villages with the countries' frame alone.
    around
        Provinces and states around, for drawings.
    records
        All records, by id.
    register
        The list of regions.
    on, lang
        Day and language.
    """

    villages: gpd.GeoDataFrame
    table: pd.DataFrame
    border: pd.DataFrame
    only_frame: frozenset[str]
    around: gpd.GeoDataFrame
    records: Mapping[str, Agreement]
    register: Register
    on: dt.date | None
    lang: Lang

    def word(self, key: str) -> str:
        """Return a word of the pages."""
        return str(PAGES[self.lang][key])


def regency_pages(material: Material) -> list[RegencyPage]:
    """Return one page for each regency that has villages in the material, in the order of codes."""
    codes = sorted({str(code)[:_REGENCY] for code in material.villages.index})
    return [_page(code, material) for code in codes]


def regencies_table(pages: Sequence[RegencyPage], lang: Lang) -> Table:
    """Return the table of the index: each regency with its figures and the address of its page."""
    w = {key: str(value) for key, value in PAGES[lang].items()}
    rows = []
    for page in pages:
        summary = page.summary
        villages, covered = int(str(summary["villages"])), int(str(summary["villages_covered"]))
        stage = summary["highest_stage"]
        rows.append(
            Row(
                (
                    cell(page.name, page.file),
                    cell(page.province),
                    number_cell(villages, lang),
                    number_cell(covered, lang),
                    number_cell(villages - covered, lang),
                    number_cell(int(str(summary["agreements"])), lang),
                    _stage_cell(stage, lang),
                    number_cell(int(str(summary["only_frame"])), lang),
                )
            )
        )
    heads = [Head(w["regency"]), Head(w["province"])]
    heads += [Head(w[key], number=True) for key in ("villages_short", "covered", "not_covered", "count")]
    heads += [Head(w["highest"]), Head(w["only_frame"], number=True)]
    return Table(w["regencies"], tuple(heads), tuple(rows))


def _page(code: str, material: Material) -> RegencyPage:
    lang, word = material.lang, material.word
    villages = material.villages[material.villages.index.str.startswith(code + ".")]
    table = material.table[material.table["code"].str.startswith(code + ".")]
    each = cover.summarise(table, villages, "village")
    whole = cover.summarise(table, villages, "regency").loc[code]
    classes = count_classes(each["agreements"], lang)
    border = material.border.reindex(villages.index)
    legal = int(border["legal"].eq(True).sum())  # noqa: FBT003  (missing where a village is not at the border)
    frame = [each for each in villages.index if each in material.only_frame]
    figures = [
        (str(whole["villages_covered"]), word("villages_of").format(villages=len(villages))),
        (str(whole["agreements"]), word("records_of")),
        (_stage_text(whole["highest_stage"], lang), word("stage_of")),
    ]
    if legal:
        figures.append((str(legal), word("legal_of")))
    if frame:
        figures.append((str(len(frame)), word("only_frame")))
    numbers, agreements = _agreements(table, villages, material)
    village_map = "villages_count" if code[:2] in _WITH_VILLAGE_MAP else "districts_stage"
    return RegencyPage(
        code=code,
        name=material.register.name(code),
        province=material.register.name(code[:2]),
        tier=tier_of(villages),
        figures=tuple(figures),
        drawing=drawing(_drawing(villages, classes, code, material)),
        legend_title=classes.title,
        legend=classes.classes,
        map_file=f"../maps/{village_map}.html#{_place(villages)}",
        timeline_file=f"../maps/timeline.html#{_place(villages)}",
        agreements=agreements,
        districts=_districts(villages, each, frame, material),
        villages=_villages(villages, table, each, border, numbers, material),
        gaps=_gaps(villages, each, frame, material),
        uncovered=_uncovered(villages, each, material),
        summary={**{str(key): value for key, value in whole.items()}, "only_frame": len(frame)},
    )


def _drawing(villages: gpd.GeoDataFrame, classes: Classification, code: str, material: Material) -> str:
    """Draw the villages by class, on the land around them, on a drawing as high as their form asks for."""
    west, south, east, north = villages.total_bounds
    ratio = min(_HIGHEST, max(_LOWEST, (north - south) / max(east - west, 1e-6)))
    paints = [*frame_paint(material.around, AROUND, "#b5b5b5"), *class_paints(villages, classes)]
    return sketch(paints, (west, south, east, north), ratio=ratio, label=material.register.name(code))


def _place(villages: gpd.GeoDataFrame) -> str:
    """Return the part of a map's address that shows the villages."""
    west, south, east, north = villages.total_bounds
    span = max((east - west) / 360, (north - south) / 360, 1e-4)
    zoom = min(12.0, math.log2(_ACROSS / _TILE / span) - 0.5)
    return f"map={zoom:.2f}/{(south + north) / 2:.4f}/{(west + east) / 2:.4f}"


def _agreements(table: pd.DataFrame, villages: gpd.GeoDataFrame, material: Material) -> tuple[dict[str, int], Table]:
    """Return the number of each record on the page, and the table of them."""
    lang, word = material.lang, material.word
    rows = cover.by_level(table, villages, "regency").sort_values(["share", "agreement"], ascending=[False, True])
    numbers: dict[str, int] = {}
    listed = []
    for row in rows.to_dict("records"):
        key = str(row["agreement"])
        numbers[key] = len(numbers) + 1
        state = stage_on(material.records[key], material.on)
        since = "" if state is None else date_text(state.date, lang)
        perhaps = f" ({word('perhaps')})" if state is not None and state.status == "perhaps" else ""
        covered, all_villages = int(row["villages_covered"]), int(row["villages"])
        listed.append(
            Row(
                (
                    Cell((Part(str(numbers[key])),), sort=str(numbers[key])),
                    cell(row["title"], f"../agreements.html#{key}"),
                    cell(label("record", str(row["record"]), lang)),
                    _stage_cell(row["stage"], lang),
                    Cell((Part(since + perhaps),), sort="" if state is None else state.date.earliest.isoformat()),
                    cell(label("rule", str(row["rule"]), lang)),
                    Cell((Part(f"{covered} {word('of')} {all_villages}"),), sort=str(covered)),
                    _evidence(str(row["evidence"])),
                ),
                key=f"a{numbers[key]}",
            )
        )
    heads = [Head(word("number")), *(Head(word(key)) for key in ("agreement", "record", "stage", "since", "rule"))]
    heads += [Head(word("villages_short"), number=True), Head(word("evidence"))]
    return numbers, Table(word("agreements"), tuple(heads), tuple(listed))


def _villages(
    villages: gpd.GeoDataFrame,
    table: pd.DataFrame,
    each: pd.DataFrame,
    border: pd.DataFrame,
    numbers: Mapping[str, int],
    material: Material,
) -> Table:
    lang, word, register = material.lang, material.word, material.register
    agreements = counted_rows(table).groupby("code")["agreement"].agg(list).to_dict()
    at_border = bool(border["legal"].notna().any())
    stages, notes = each["highest_stage"].to_dict(), border.to_dict("index")
    districts = {code: register.name(code) for code in {str(code)[:_DISTRICT] for code in villages.index}}
    rows = []
    for code, name, kind in zip(villages.index, villages["name"], villages["kind"], strict=True):
        listed = sorted(numbers[key] for key in agreements.get(code, ()))
        cells = [
            cell(code),
            cell(name),
            cell(kind),
            cell(districts[str(code)[:_DISTRICT]]),
            _stage_cell(stages[code], lang),
            link_cell([(str(number), f"#a{number}") for number in listed], sort=str(len(listed))),
        ]
        if at_border:
            here = notes[code]
            notions = [notion for notion in ("legal", "touch", "near") if here[notion] is True or here[notion] == 1]
            facing = here["facing"] if notions and isinstance(here["facing"], str) else ""
            cells.append(cell(", ".join(word(notion) for notion in notions)))
            cells.append(cell(register.name(facing) if facing else ""))
        rows.append(Row(tuple(cells)))
    heads = [Head(word(key)) for key in ("code", "village", "kind", "district", "highest")]
    heads.append(Head(word("count"), number=True))
    if at_border:
        heads += [Head(word("border")), Head(word("facing"))]
    return Table(word("villages"), tuple(heads), tuple(rows))


def _districts(villages: gpd.GeoDataFrame, each: pd.DataFrame, frame: Sequence[str], material: Material) -> Table:
    lang, word = material.lang, material.word
    place = pd.Series([str(code)[:_DISTRICT] for code in villages.index], index=villages.index)
    covered = each["agreements"].gt(0)
    framed = pd.Series(villages.index.isin(list(frame)), index=villages.index)
    rows = []
    for district, codes in place.groupby(place).groups.items():
        count, there = len(codes), int(covered.loc[codes].sum())
        cells = [cell(material.register.name(str(district))), cell(district)]
        cells += [number_cell(value, lang) for value in (count, there, count - there)]
        if frame:
            cells.append(number_cell(int(framed.loc[codes].sum()), lang))
        rows.append(Row(tuple(cells)))
    heads = [Head(word("district")), Head(word("code"))]
    heads += [Head(word(key), number=True) for key in ("villages_short", "covered", "not_covered")]
    if frame:
        heads.append(Head(word("only_frame"), number=True))
    return Table(word("gaps"), tuple(heads), tuple(rows))


def _gaps(villages: gpd.GeoDataFrame, each: pd.DataFrame, frame: Sequence[str], material: Material) -> tuple[str, ...]:
    word = material.word
    free = int(each["agreements"].eq(0).sum())
    key = "gap_none" if not free else "gap_all" if free == len(villages) else "gap_some"
    lines = [word(key).format(count=free, villages=len(villages))]
    if frame:
        lines.append(word("gap_frame").format(count=len(frame)))
    shapeless = villages[villages.geometry.isna()]
    if len(shapeless):
        names = ", ".join(f"{name} ({code})" for code, name in shapeless["name"].items())
        lines.append(word("gap_shape").format(names=names))
    return tuple(lines)


def _uncovered(villages: gpd.GeoDataFrame, each: pd.DataFrame, material: Material) -> tuple[tuple[str, str], ...]:
    """Return each district with the names of its villages that nothing covers; none where nothing covers any."""
    free = villages.loc[each["agreements"].eq(0).loc[villages.index], "name"]
    if len(free) == len(villages):
        return ()
    districts = free.groupby([str(code)[:_DISTRICT] for code in free.index], sort=True)
    return tuple((material.register.name(str(code)), "; ".join(names)) for code, names in districts)


def _evidence(text: str) -> Cell:
    """Return documents with links to the list of documents on the index."""
    parts = [part for part in text.split("; ") if part]
    return Cell(tuple(Part(part, f"../index.html#doc-{part.split(' ')[0]}") for part in parts), between="; ")


def _stage_cell(stage: object, lang: Lang) -> Cell:
    rank = STAGES.index(str(stage)) if isinstance(stage, str) else -1
    return Cell((Part(_stage_text(stage, lang)),), sort=str(rank))


def _stage_text(stage: object, lang: Lang) -> str:
    return label("stage", stage, lang) if isinstance(stage, str) else str(PAGES[lang]["no_stage"])
