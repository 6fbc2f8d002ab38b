"""An invented record, to show how the form is filled."""

from __future__ import annotations

from geo_coop.agreements.model import Agreement, SourceDocument


def example_record() -> Agreement:
    """Return an invented agreement of two regencies, marked as an example."""
    return Agreement.model_validate(
        {
            "id": "contoh-bulungan-tana-tidung",
            "title": {
                "id": "CONTOH: Kerja sama Bulungan - Tana Tidung (air baku)",
                "en": "EXAMPLE: Cooperation Bulungan - Tana Tidung (raw water)",
            },
            "kind": "KSDD",
            "record": "agreement",
            "compulsory": True,
            "parties": [
                {"region": "65.01", "role": "supplier", "evidence": ["b1"]},
                {"region": "65.04", "role": "beneficiary", "evidence": ["b1"]},
                {
                    "organisation": {"id": "Contoh lembaga", "en": "Example organisation"},
                    "role": "mediator",
                    "presence": "deputy",
                },
            ],
            "stages": [
                {"stage": "plan", "date": "2020-03", "place": "Tanjung Selor", "evidence": ["b1"]},
                {"stage": "framework", "date": "2020-10-11", "evidence": ["b1"]},
                {"stage": "binding", "date": "2021", "status": "planned", "evidence": ["b2"]},
            ],
            "sectors": ["water"],
            "topics": [{"id": "Pipa lintas kabupaten", "en": "A pipeline between the regencies"}],
            "coverage": [
                {"rule": "territory", "regions": ["65.04"], "reach": "beneficiary", "evidence": ["b1"]},
                {"rule": "list", "regions": ["65.01.05"], "exactness": "approximate", "evidence": ["b2"]},
            ],
            "evidence": [
                {
                    "id": "b1",
                    "document": "contoh-berita",
                    "paragraph": "3",
                    "statement": {"id": "Contoh pernyataan pertama.", "en": "Example of a first statement."},
                },
                {
                    "id": "b2",
                    "document": "contoh-berita",
                    "paragraph": "5",
                    "statement": {"id": "Contoh pernyataan kedua.", "en": "Example of a second statement."},
                    "certainty": "inferred",
                },
            ],
            "conflicts": [
                {
                    "about": {"id": "Tanggal penandatanganan", "en": "Day of signing"},
                    "readings": [{"id": "11 Oktober", "en": "11 October"}, {"id": "12 Oktober", "en": "12 October"}],
                    "evidence": ["b1", "b2"],
                }
            ],
            "notes": [{"id": "Catatan contoh.", "en": "An example note."}],
        }
    )


def example_source() -> SourceDocument:
    """Return the invented document that the example cites."""
    return SourceDocument.model_validate(
        {
            "id": "contoh-berita",
            "title": "CONTOH: judul berita",
            "publisher": "CONTOH: nama media",
            "date": "2020-10-12",
            "type": "news",
        }
    )
