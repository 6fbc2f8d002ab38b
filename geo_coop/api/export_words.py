"""Words in an export for QGIS, in Indonesian and English: what each layer and table holds, styles, how to use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_coop.agreements.dates import PartialDate
from geo_coop.api.map_words import date_text

if TYPE_CHECKING:
    import datetime as dt

    from geo_coop.schema import Lang

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "villages": (
        "Desa dan kelurahan: berapa kesepakatan, tahap tertinggi, dan kesepakatan yang mencakupnya",
        "Villages: number of agreements, highest stage, and the agreements that cover them",
    ),
    "districts": ("Kecamatan dengan ringkasan cakupan desanya", "Districts with a summary of their villages"),
    "regencies": ("Kabupaten dan kota dengan ringkasan cakupan desanya", "Regencies with a summary of their villages"),
    "provinces": (
        "Provinsi dengan ringkasan cakupan desanya; tanpa desa pada sumber: tanpa data",
        "Provinces with a summary of their villages; no data where no villages are at hand",
    ),
    "neighbours": ("Negara dan negara bagian tetangga", "Neighbouring countries and states"),
    "coverage": (
        "Satu baris untuk setiap desa dan kesepakatan: tahap, aturan, bagian, bukti",
        "One row for each village and agreement: stage, rule, share, evidence",
    ),
    "agreements": ("Kesepakatan, rancangan, rencana, rapat", "Agreements, drafts, plans, meetings"),
    "parties": ("Pihak setiap kesepakatan", "Parties of each agreement"),
    "stages": ("Tahap setiap kesepakatan dengan tanggalnya", "Stages of each agreement with their dates"),
    "border_line": (
        "Garis batas darat, satu baris untuk setiap wilayah yang dihadapi",
        "The land line, a row for each region that it faces",
    ),
    "border_villages": (
        "Desa perbatasan: menurut hukum, menyentuh garis, atau dekat garis; panjang pada garis dan jarak",
        "Border villages: by law, touching the line, or near it; frontage and distance",
    ),
    "corridor_bands": ("Koridor dari garis batas, di daratan wilayah itu", "Bands along the line, on the own side"),
    "crossings": ("Pos lintas batas", "Border crossings"),
    "zones": (
        "Zona pembangunan dan kawasan; zona bertumpang tindih",
        "Development zones and areas; zones overlap",
    ),
    "zone_members": ("Satu baris untuk setiap zona dan anggotanya", "One row for each zone and member"),
    "zone_extents": ("Persegi koordinat yang diterbitkan", "Published rectangles of coordinates"),
    "sites": ("Titik kawasan", "Points of areas"),
    "claims": ("Angka dalam dokumen, dan apakah benar", "Figures in the documents, and whether they hold"),
    "readme": ("Cara memakai berkas ini", "How to use this file"),
    "by_stage": ("Tahap tertinggi", "Highest stage"),
    "by_count": ("Jumlah kesepakatan", "Number of agreements"),
    "by_coverage": ("Cakupan di perbatasan", "Coverage at the border"),
    "plain": ("Satu warna", "One colour"),
    "by_kind": ("Menurut jenis", "By kind"),
    "legal_only": (
        "Perbatasan menurut hukum saja, tidak menyentuh garis",
        "Border village by law only, not at the line",
    ),
    "crossing_PLBN": ("PLBN", "PLBN (border post of the state)"),
    "crossing_post": ("Pos lintas batas", "Crossing post"),
    "crossing_planned": ("Direncanakan", "Planned"),
    "site_exact": ("Titik kawasan (tepat)", "Point of an area (exact)"),
    "site_approximate": ("Titik desa yang mewakili kawasan (perkiraan)", "Village point for an area (approximate)"),
}
_DAY: Final = (
    "Isi berkas ini menurut keadaan pada {day}; desa dan batasnya yang sekarang.",
    "This file holds the state on {day}; villages and boundaries are today's.",
)
_README: Final[tuple[tuple[str, str], ...]] = (
    (
        (
            "Buka berkas ini di QGIS lewat Lapisan > Tambah Lapisan > Tambah Lapisan Vektor, dan pilih lapisan yang "
            "diperlukan. Tidak perlu berkas proyek: gaya setiap lapisan tersimpan di tabel layer_styles dan langsung "
            "dipakai."
        ),
        (
            "Open this file in QGIS with Layer > Add Layer > Add Vector Layer, and choose the layers you need. No "
            "project file is needed: the style of each layer stands in the table layer_styles and is used at once."
        ),
    ),
    (
        (
            "Gaya lain ada di Properti Lapisan > Gaya > Muat Gaya > Dari Basis Data, misalnya menurut jumlah "
            "kesepakatan."
        ),
        (
            "Further styles are under Layer Properties > Style > Load Style > From Database, such as by number of "
            "agreements."
        ),
    ),
    (
        (
            "Tabel coverage memakai code dari villages dan agreement dari agreements. Relasi itu juga tersimpan "
            "menurut standar (gpkgext_relations, kolom base_id dan related_id); tanpa itu, hubungkan dengan kolom "
            "code dan agreement."
        ),
        (
            "The table coverage holds the code of villages and the agreement of agreements. The relation is stored "
            "in the standard way too (gpkgext_relations, columns base_id and related_id); without it, join by the "
            "columns code and agreement."
        ),
    ),
    (
        ("Nol berarti tidak ada kesepakatan dalam kumpulan dokumen ini; tanpa data (diarsir) berarti tidak diketahui."),
        "Zero means no agreement in this collection of documents; no data (hatched) means not known.",
    ),
    (
        (
            "Kolom tier berisi authoritative (sumber terbitan atau berkas sendiri) atau approximate (perkiraan). "
            "Sumber, rilis, dan lisensi setiap lapisan ada di tabel sources. Batas di sini bukan pernyataan resmi "
            "tentang batas mana pun."
        ),
        (
            "The column tier says authoritative (a published source or a file of one's own) or approximate. Source, "
            "release and licence of each layer stand in the table sources. Boundaries here are no official statement "
            "on any border."
        ),
    ),
)


def export_word(key: str, lang: Lang) -> str:
    """Return one text of an export."""
    return _WORDS[key][0 if lang == "id" else 1]


def readme_texts(lang: Lang, on: dt.date | None = None) -> list[str]:
    """Return the paragraphs of the table ``readme``; of a file that speaks of a day, that day first."""
    place = 0 if lang == "id" else 1
    day = [] if on is None else [_DAY[place].format(day=date_text(PartialDate(on, on, "day"), lang))]
    return [*day, *(pair[place] for pair in _README)]
