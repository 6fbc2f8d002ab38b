"""The pages of regencies and cities: their villages, agreements and gaps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo_coop import cover
from geo_coop.api.map_measures import count_classes
from geo_coop.atlas.html_table import Head, Row, Table, cell, number_cell
from geo_coop.atlas.pages import drawing
from geo_coop.atlas.regency_tables import (
    DISTRICT,
    agreements_table,
    districts_table,
    stage_cell,
    stage_text,
    villages_table,
)
from geo_coop.atlas.sketch import AROUND, class_paints, frame_paint, sketch
from geo_coop.atlas.words import PAGES
from geo_coop.provenance import tier_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd
    from markupsafe import Markup

    from geo_coop.atlas.material import Material
    from geo_coop.classify import Classification, MapClass
    from geo_coop.schema import Lang

FOLDER: Final = "regencies"
_REGENCY: Final = len("65.03")
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
                    stage_cell(stage, lang),
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
        (stage_text(whole["highest_stage"], lang), word("stage_of")),
    ]
    if legal:
        figures.append((str(legal), word("legal_of")))
    if frame:
        figures.append((str(len(frame)), word("only_frame")))
    numbers, agreements = agreements_table(table, villages, material)
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
        districts=districts_table(villages, each, frame, material),
        villages=villages_table(villages, table, each, border, numbers, material),
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
    districts = free.groupby([str(code)[:DISTRICT] for code in free.index], sort=True)
    return tuple((material.register.name(str(code)), "; ".join(names)) for code, names in districts)
