"""The tables of an export: agreements with parties and stages, coverage, claims, and how to use the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_coop.api.agreement_areas import agreement_rows
from geo_coop.api.claims import check_claims, claim_rows
from geo_coop.api.export_words import export_word, readme_texts
from geo_coop.api.records import records
from geo_coop.codes import range_mask
from geo_coop.export import Layer
from geo_coop.labels import label
from geo_coop.provenance import carry
from geo_coop.register import load_register

if TYPE_CHECKING:
    import datetime as dt

    from geo_coop.schema import Lang

_CLAIMS: Final = (
    "id", "document", "paragraph", "printed", "about", "verdict", "fits", "measured", "unit", "reason", "method",
    "tier", "note",
)  # fmt: skip


def coverage_layer(table: pd.DataFrame, within: str | None, lang: Lang) -> Layer:
    """Return the coverage table, one row for each village and agreement, without shapes."""
    plain = pd.DataFrame(table.drop(columns="geometry", errors="ignore"))
    if within is not None:
        plain = plain[range_mask(plain["code"].to_numpy(dtype=str), within)]
    plain = plain.assign(stage_label=[label("stage", stage, lang) for stage in plain["stage"]])
    return Layer("coverage", carry(plain.reset_index(drop=True), table), export_word("coverage", lang))


def record_layers(table: pd.DataFrame, on: dt.date | None, lang: Lang) -> list[Layer]:
    """Return agreements, parties and stages of all records; villages are counted in a coverage table."""
    rows = agreement_rows(table, on=on, lang=lang)
    rows["stage_label"] = [label("stage", stage, lang) if isinstance(stage, str) else None for stage in rows["stage"]]
    names = load_register()
    parties, steps = [], []
    for record in records():
        for party in record.parties:
            name = names.name(party.region) if party.region is not None else ""
            organisation = party.organisation.in_language(lang) if party.organisation is not None else ""
            parties.append(
                {"agreement": record.id, "region": party.region, "name": name or organisation,
                 "role": party.role, "presence": party.presence}
            )  # fmt: skip
        steps += [
            {"agreement": record.id, "stage": step.stage, "stage_label": label("stage", step.stage, lang),
             "date": str(step.date), "status": step.status, "place": step.place}
            for step in record.stages
        ]  # fmt: skip
    return [
        Layer("agreements", rows, export_word("agreements", lang)),
        Layer("parties", pd.DataFrame(parties), export_word("parties", lang)),
        Layer("stages", pd.DataFrame(steps), export_word("stages", lang)),
    ]


def claims_layer(source: str | None, lang: Lang) -> Layer:
    """Return the figures of the documents with their verdicts."""
    rows = []
    for row in claim_rows(check_claims(source=source), lang=lang):
        band = row["band"]
        low, high = band if isinstance(band, list | tuple) else (None, None)
        measured = row["measured"]
        number = measured if isinstance(measured, int | float) else None
        text = measured if isinstance(measured, str) else None
        bounds = {"measured": number, "measured_text": text, "lowest": _number(low), "highest": _number(high)}
        rows.append({**{column: row[column] for column in _CLAIMS}, **bounds})
    frame = pd.DataFrame(rows)
    numbers = ["measured", "lowest", "highest"]
    frame[numbers] = frame[numbers].astype("float64")
    return Layer("claims", frame, export_word("claims", lang))


def readme_layer(on: dt.date | None, lang: Lang) -> Layer:
    """Return how to use the file, and the day that it speaks of."""
    return Layer("readme", pd.DataFrame({"text": readme_texts(lang, on)}), export_word("readme", lang))


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
