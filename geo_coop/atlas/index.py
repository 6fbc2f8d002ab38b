"""The index page of the atlas: figures, drawings of the maps, tables, what is approximate, sources."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo_coop.agreements.read import read_sources
from geo_coop.atlas.html_table import Head, Row, Table, cell, number_cell
from geo_coop.atlas.pages import drawing, render
from geo_coop.atlas.records_page import FILE as RECORDS_FILE
from geo_coop.atlas.words import MAPS, PAGES, TABLES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from geo_coop.provenance import Provenance
    from geo_coop.schema import Lang


def index_page(
    *,
    lang: Lang,
    on: dt.date | None,
    tier: str,
    figures: Sequence[tuple[str, str]],
    drawings: Mapping[str, tuple[str, str]],
    regencies: Table,
    agreements: Table,
    tables: Mapping[str, tuple[str, int]],
    remarks: Sequence[str],
    sources: Sequence[Provenance],
) -> str:
    """Return the index page; every text is escaped.

    Parameters
    ----------
    lang
        ``"id"`` or ``"en"``.
    on
        The day; None for the records as a whole.
    tier
        The lowest tier of the layers in use.
    figures
        Value and label of each figure at the top.
    drawings
        File and drawing (SVG) of each map, by its name in `geo_coop.atlas.words.MAPS`.
    regencies, agreements
        Tables with links to their pages.
    tables
        File and number of rows of each CSV table, by name.
    remarks
        What is approximate.
    sources
        All sources in use.
    """
    maps = [
        {"file": file, "drawing": drawing(svg), "title": MAPS[name][lang][0], "text": MAPS[name][lang][1]}
        for name, (file, svg) in drawings.items()
    ]
    return render(
        "index",
        lang,
        on=on,
        tier=tier,
        figures=figures,
        maps=maps,
        regencies=regencies,
        agreements=agreements,
        agreements_file=RECORDS_FILE,
        tables=_files(tables, lang),
        remarks=remarks,
        sources=_sources(sources, lang),
        documents=_documents(lang),
    )


def _files(tables: Mapping[str, tuple[str, int]], lang: Lang) -> Table:
    w = {key: str(value) for key, value in PAGES[lang].items()}
    rows = [
        Row((cell(file.rpartition("/")[2], file), cell(TABLES[name][lang]), number_cell(count, lang)))
        for name, (file, count) in tables.items()
    ]
    return Table(w["tables"], (Head(w["table"]), Head(w["holds"]), Head(w["rows"], number=True)), tuple(rows))


def _sources(sources: Sequence[Provenance], lang: Lang) -> Table:
    w = PAGES[lang]
    tiers = w["tier"]
    words = tiers if isinstance(tiers, dict) else {}
    rows = [
        Row(
            tuple(
                cell(text)
                for text in (
                    source.title, source.release, words.get(source.tier, source.tier), source.licence,
                    source.attribution, source.method,
                )
            )
        )
        for source in _merged(sources)
    ]  # fmt: skip
    heads = tuple(Head(str(w[key])) for key in ("source", "release", "tier_word", "licence", "attribution", "method"))
    return Table(str(w["sources"]), heads, tuple(rows))


def _documents(lang: Lang) -> Table:
    w = PAGES[lang]
    rows = [
        Row(
            (cell(document.id), cell(document.title), cell(document.publisher), cell(document.date)),
            key=f"doc-{document.id}",
        )
        for document in read_sources()
    ]
    heads = tuple(Head(str(w[key])) for key in ("id", "document", "publisher", "date"))
    return Table(str(w["documents"]), heads, tuple(rows))


def _merged(sources: Sequence[Provenance]) -> list[Provenance]:
    """Return each source once, with all steps of the methods by which it was used."""
    steps: dict[tuple[str, str, str], dict[str, None]] = {}
    first: dict[tuple[str, str, str], Provenance] = {}
    for source in sources:
        key = (source.source, source.release, source.tier)
        first.setdefault(key, source)
        steps.setdefault(key, {}).update(dict.fromkeys(source.method.split("; ")))
    return [replace(source, method="; ".join(filter(None, steps[key]))) for key, source in first.items()]
