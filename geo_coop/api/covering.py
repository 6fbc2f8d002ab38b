"""What covers one region: the register tells its villages, and no frame is made where codes are enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_coop import cover
from geo_coop.agreements.read import read_border_sets, read_zones
from geo_coop.agreements.stages import stage_on
from geo_coop.api.home import home_region
from geo_coop.api.records import evidence_rows, records
from geo_coop.api.splits import successions
from geo_coop.cover.words import cited, cited_of
from geo_coop.register import load_register
from geo_coop.register.table import read_rows
from geo_coop.resources import data_root

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from geo_coop.agreements.model import Agreement
    from geo_coop.cover.blocks import Block, Cuts


def covers(
    region: str, *, on: dt.date | None = None, source: str | None = None, folder: Path | None = None, lang: str = "id"
) -> list[dict[str, object]]:
    """Return the agreements that cover a region, with stage, rule, share and evidence.

    The register tells which villages a region has; shapes are loaded only where a line cuts some of them.

    Parameters
    ----------
    region
        Code or name, of any level in Indonesia.
    on
        The day; default: the records as a whole.
    source
        Boundary source; default: the best at hand.
    folder
        Folder of further records, beside those that ship.
    lang
        Language of titles and statements.

    Returns
    -------
    list of dict
        agreement, title, kind, record, stage, stage_status, since, rule, rules, base, share (of the region's
        villages, 0-1), villages_covered, villages, reach, exactness, implied (every village only by implication),
        method (how shares were measured), why (why it is covered though no party is named), notes (what the record
        says of the rules that cover it: list), evidence (that it is
        covered: list of document, paragraph, statement, certainty), stage_evidence (that it stands at this stage since
        then, likewise); ordered by share and agreement.

    Raises
    ------
    InputError
        A foreign region: coverage is counted in Indonesian villages; or an unknown source.
    """
    register = load_register()
    code = home_region(region, register, remedy="ask for a region in Indonesia, or see: geo-coop agreements list")
    if source is not None:  # codes may be enough for an answer: what is asked for must be there all the same
        from geo_coop.boundaries.load import check_source  # noqa: PLC0415  (brings geopandas)

        check_source(source)
    table = register.table
    codes = [table.codes[row] for row in register.rows_within(code) if table.level(row) == "village"]
    found = records(folder=folder)
    by_id = {record.id: record for record in found}
    rows: list[dict[str, object]] = []
    for block in _blocks(codes, found, on=on, source=source, lang=lang):
        record = by_id[block["agreement"][0]]
        rules = _parts(block["rules"])
        told: set[str] = {part for cell in block["evidence"] for part in cell.split("; ")}
        keys = [key for entry in record.coverage if entry.rule in rules for key in entry.evidence]
        state = stage_on(record, on)
        columns = ("agreement", "title", "kind", "record", "stage", "stage_status", "since")
        rows.append(
            {
                **{column: block[column][0] for column in columns},
                "rule": rules[0],
                "rules": rules,
                "base": _parts(block["base"]),
                "share": sum(block["share"]) / len(codes),
                "villages_covered": len(block["row"]),
                "villages": len(codes),
                "reach": block["reach"][0],
                "exactness": "approximate" if "approximate" in block["exactness"] else "exact",
                "implied": all(block["implied"]),
                "method": _joined(block["method"]),
                "why": _joined(block["why"]),
                "notes": _notes(record, rules, told, lang),
                "evidence": [
                    *(row for row in evidence_rows(record, keys, lang) if _cited(row) in told),
                    *_reasons(record, block, lang),
                ],
                "stage_evidence": evidence_rows(record, state.evidence, lang) if state else [],
            }
        )
    return sorted(rows, key=lambda row: (-float(str(row["share"])), str(row["agreement"])))


def _notes(record: Agreement, rules: Sequence[str], told: AbstractSet[str], lang: str) -> list[str]:
    """Return the notes of the rules that cover something, which is told by their evidence."""
    return [
        entry.note.in_language(lang)
        for entry in record.coverage
        if entry.note is not None and entry.rule in rules and set(cited_of(record, entry.evidence)) <= told
    ]


def _cited(row: dict[str, object]) -> str:
    return cited(str(row["document"]), str(row["paragraph"]))


def _parts(texts: Iterable[str]) -> list[str]:
    """Return the distinct parts of texts, in order."""
    return list(dict.fromkeys(part for text in dict.fromkeys(texts) for part in text.split("; ")))


def _joined(texts: Iterable[str]) -> str:
    """Return the distinct texts of a column that are not empty, in order."""
    return "; ".join(part for part in _parts(texts) if part)


def _reasons(record: Agreement, block: Block, lang: str) -> list[dict[str, object]]:
    """Return the evidence for regions that belonged to a party then: of the record, or the law that split them off."""
    then = [place for place, why in enumerate(block["why"]) if why]
    if not then:
        return []
    keys = [key for party in record.parties if party.territory_then for key in party.territory_then.evidence]
    own = {cited(entry.document, entry.paragraph) for entry in record.evidence}
    laws = dict.fromkeys(text for text in _parts(block["evidence"][place] for place in then) if text not in own)
    why = _joined(block["why"])
    rows: list[dict[str, object]] = [
        {"id": "", "document": law, "paragraph": "", "statement": why, "certainty": "public"} for law in laws
    ]
    return [*evidence_rows(record, keys, lang), *rows]


def _blocks(
    codes: list[str], found: Sequence[Agreement], *, on: dt.date | None, source: str | None, lang: str
) -> list[Block]:
    """Return the columns of each record that covers one of the villages."""
    zones = read_zones()
    cutter: Cuts = cover.Uncut()
    if cover.shapes_needed(found, codes, zones=zones) or cover.pairs_needed(found, codes):
        from geo_coop.api.rule_shapes import rule_lines, with_rule_shapes  # noqa: PLC0415  (brings geopandas)

        villages = load_register().regions.loc[codes]
        cutter = cover.Cutter(with_rule_shapes(villages, found, source=source), rule_lines(found, codes, source=source))
    figures = read_rows(data_root() / "boundaries" / "border_register.csv")
    blocks = cover.blocks_of(
        codes,
        found,
        on=on,
        zones=zones,
        border_sets=read_border_sets(),
        facing={row["code"]: row["facing"] for row in figures},
        successions=successions(load_register()),
        cutter=cutter,
        lang=lang,
    )
    cover.unmeasured(codes, cutter)
    return blocks
