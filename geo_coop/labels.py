"""What people see for the words of the closed vocabularies, in Indonesian and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_coop.errors import InputError
from geo_coop.schema import language_place, unknown_word

if TYPE_CHECKING:
    from collections.abc import Mapping

STAGES: Final[Mapping[str, tuple[str, str]]] = {
    "contact": ("Kontak atau kunjungan", "Contact or visit"),
    "offer": ("Penawaran", "Offer"),
    "intent": ("Pernyataan kehendak (LoI)", "Letter of intent (LoI)"),
    "plan": ("Rencana atau rancangan", "Plan or draft"),
    "framework": ("Kesepakatan bersama (MoU)", "Framework (MoU)"),
    "binding": ("Perjanjian kerja sama (PKS)", "Binding agreement (PKS)"),
    "running": ("Berjalan", "Running"),
    "ended": ("Berakhir", "Ended"),
}
RULES: Final[Mapping[str, tuple[str, str]]] = {
    "territory": ("seluruh wilayah para pihak", "the parties' whole territory"),
    "list": ("daftar wilayah", "list of regions"),
    "legal_border": ("kawasan perbatasan menurut hukum", "border area by law"),
    "corridor": ("koridor di sepanjang batas", "corridor along a boundary"),
    "point": ("titik dan sekitarnya", "point and its surroundings"),
    "zone": ("zona atau kawasan", "zone or area"),
}
RECORDS: Final[Mapping[str, tuple[str, str]]] = {
    "agreement": ("kesepakatan", "agreement"),
    "draft": ("rancangan", "draft"),
    "plan": ("rencana", "plan"),
    "offer": ("penawaran", "offer"),
    "meeting": ("rapat", "meeting"),
    "programme": ("program", "programme"),
}
LEVELS: Final[Mapping[str, tuple[str, str]]] = {
    "country": ("negara", "country"),
    "province": ("provinsi", "province"),
    "regency": ("kabupaten/kota", "regency or city"),
    "district": ("kecamatan", "district"),
    "village": ("desa/kelurahan", "village"),
}
_TABLES: Final = {"stage": STAGES, "rule": RULES, "record": RECORDS, "level": LEVELS}


def label(vocabulary: str, value: str, lang: str) -> str:
    """Return the word that people see for a value of a vocabulary.

    Parameters
    ----------
    vocabulary
        stage, rule, record or level.
    value
        A word of that vocabulary.
    lang
        ``"id"`` or ``"en"``.

    Raises
    ------
    InputError
        A value that the vocabulary lacks, or another language.

    Examples
    --------
    >>> label("stage", "framework", "id"), label("rule", "zone", "en")
    ('Kesepakatan bersama (MoU)', 'zone or area')
    """
    table = _TABLES[vocabulary]
    if value not in table:
        raise InputError(unknown_word(vocabulary, value, tuple(table)))
    return table[value][language_place(lang)]
