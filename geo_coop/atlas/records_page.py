"""The page of all records, and the table of them on the index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_coop.agreements.read import read_sectors
from geo_coop.agreements.stages import stage_on
from geo_coop.api.map_words import date_text
from geo_coop.api.records import party_name, records
from geo_coop.atlas.html_table import Cell, Head, Part, Row, Table, cell, number_cell
from geo_coop.atlas.words import CERTAINTIES, PAGES, ROLES, STATUSES
from geo_coop.cover.words import cited
from geo_coop.labels import label
from geo_coop.register import load_register
from geo_coop.schema import STAGES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from geo_coop.agreements.model import Agreement, Party
    from geo_coop.schema import Lang

FILE = "agreements.html"


@dataclass(frozen=True, slots=True)
class RecordSection:
    """One record of the page.

    Attributes
    ----------
    id, title
        Its id, which is its anchor, and its title.
    facts
        Label, and pieces of text with links.
    stages
        Lines: stage, date, status.
    evidence
        Mappings with text, document, cited and certainty.
    """

    id: str
    title: str
    facts: tuple[tuple[str, tuple[Part, ...]], ...]
    stages: tuple[str, ...]
    evidence: tuple[Mapping[str, str], ...]


def records_table(
    villages: Mapping[str, int], *, on: dt.date | None, lang: Lang, page: str, pages: Collection[str]
) -> Table:
    """Return the table of all records.

    Parameters
    ----------
    villages
        How many villages each record covers, by its id.
    on
        The day; None for the records as a whole.
    lang
        Language.
    page
        Address of the page of records, seen from the page that the table stands on; empty on that page itself.
    pages
        Codes of the regencies that have a page.
    """
    w = {key: str(value) for key, value in PAGES[lang].items()}
    rows = []
    for record in records():
        state = stage_on(record, on)
        rank = "" if state is None else str(STAGES.index(state.stage))
        shown = "" if state is None else label("stage", state.stage, lang)
        date = Cell((Part(""),)) if state is None else Cell(
            (Part(date_text(state.date, lang)),), sort=state.date.earliest.isoformat()
        )  # fmt: skip
        rows.append(
            Row(
                (
                    cell(record.title.in_language(lang), f"{page}#{record.id}"),
                    cell(label("record", record.record, lang)),
                    Cell(_parties(record, lang, pages), between="; "),
                    Cell((Part(shown),), sort=rank),
                    date,
                    number_cell(villages.get(record.id, 0), lang),
                )
            )
        )
    heads = ("agreement", "record", "parties", "stage", "since")
    shown_heads = (*(Head(w[key]) for key in heads), Head(w["covered"], number=True))
    return Table(w["agreements"], shown_heads, tuple(rows), stacked=True)


def record_sections(*, lang: Lang, pages: Collection[str]) -> list[RecordSection]:
    """Return all records with parties, stages and evidence; parameters as for `records_table`."""
    sectors = {sector.id: sector.title.in_language(lang) for sector in read_sectors()}
    place = 0 if lang == "id" else 1
    w = {key: str(value) for key, value in PAGES[lang].items()}
    sections = []
    for record in records():
        facts: list[tuple[str, tuple[Part, ...]]] = [
            (w["record"], (Part(f"{label('record', record.record, lang)} ({record.kind})"),)),
            (w["parties"], _parties(record, lang, pages)),
        ]
        if record.sectors:
            facts.append((w["sectors"], tuple(Part(sectors[key]) for key in record.sectors)))
        if record.coverage:
            rules = dict.fromkeys(label("rule", rule.rule, lang) for rule in record.coverage)
            facts.append((w["rule"], tuple(Part(rule) for rule in rules)))
        stages = tuple(
            f"{label('stage', entry.stage, lang)}: {date_text(entry.date, lang)} ({STATUSES[entry.status][place]})"
            for entry in record.stages
        )
        evidence = tuple(
            {
                "text": entry.statement.in_language(lang),
                "document": entry.document,
                "cited": cited(entry.document, entry.paragraph),
                "certainty": CERTAINTIES[entry.certainty][place],
            }
            for entry in record.evidence
        )
        sections.append(RecordSection(record.id, record.title.in_language(lang), tuple(facts), stages, evidence))
    return sections


def _parties(record: Agreement, lang: Lang, pages: Collection[str]) -> tuple[Part, ...]:
    place = 0 if lang == "id" else 1
    register = load_register()

    def part(party: Party) -> Part:
        role = "" if party.role == "partner" else f" ({ROLES[party.role][place]})"
        href = f"regencies/{party.region}.html" if party.region in pages else ""
        return Part(party_name(party, register, lang) + role, href)

    return tuple(part(party) for party in record.parties)
