"""The tables of the page of a regency: its agreements, villages and districts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_coop import cover
from geo_coop.agreements.stages import stage_on
from geo_coop.api.map_measures import counted_rows
from geo_coop.api.map_words import date_text
from geo_coop.atlas.html_table import Cell, Head, Part, Row, Table, cell, link_cell, number_cell
from geo_coop.atlas.words import PAGES
from geo_coop.labels import label
from geo_coop.schema import STAGES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from geo_coop.atlas.material import Material
    from geo_coop.schema import Lang

DISTRICT: Final = len("65.03.05")


def agreements_table(
    table: pd.DataFrame, villages: gpd.GeoDataFrame, material: Material
) -> tuple[dict[str, int], Table]:
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
                    stage_cell(row["stage"], lang),
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
    return numbers, Table(word("agreements"), tuple(heads), tuple(listed), stacked=True)


def villages_table(
    villages: gpd.GeoDataFrame,
    table: pd.DataFrame,
    each: pd.DataFrame,
    border: pd.DataFrame,
    numbers: Mapping[str, int],
    material: Material,
) -> Table:
    """Return the table of villages, with links to the records of `agreements_table`."""
    lang, word, register = material.lang, material.word, material.register
    agreements = counted_rows(table).groupby("code")["agreement"].agg(list).to_dict()
    at_border = bool(border["legal"].notna().any())
    stages, notes = each["highest_stage"].to_dict(), border.to_dict("index")
    districts = {code: register.name(code) for code in {str(code)[:DISTRICT] for code in villages.index}}
    rows = []
    for code, name, kind in zip(villages.index, villages["name"], villages["kind"], strict=True):
        listed = sorted(numbers[key] for key in agreements.get(code, ()))
        cells = [
            cell(code),
            cell(name),
            cell(kind),
            cell(districts[str(code)[:DISTRICT]]),
            stage_cell(stages[code], lang),
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


def districts_table(villages: gpd.GeoDataFrame, each: pd.DataFrame, frame: Sequence[str], material: Material) -> Table:
    """Return the table of districts with what is covered, and what has the countries' frame alone."""
    lang, word = material.lang, material.word
    place = pd.Series([str(code)[:DISTRICT] for code in villages.index], index=villages.index)
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


def stage_cell(stage: object, lang: Lang) -> Cell:
    """Return a stage, which sorts by its rank; no stage comes first."""
    rank = STAGES.index(str(stage)) if isinstance(stage, str) else -1
    return Cell((Part(stage_text(stage, lang)),), sort=str(rank))


def stage_text(stage: object, lang: Lang) -> str:
    """Return the name of a stage, or the word for none."""
    return label("stage", stage, lang) if isinstance(stage, str) else str(PAGES[lang]["no_stage"])


def _evidence(text: str) -> Cell:
    """Return documents with links to the list of documents on the index."""
    parts = [part for part in text.split("; ") if part]
    return Cell(tuple(Part(part, f"../index.html#doc-{part.split(' ')[0]}") for part in parts), between="; ")
