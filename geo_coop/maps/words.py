"""Words on map pages, in Indonesian and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_coop.errors import InputError
from geo_coop.schema import unknown_word

if TYPE_CHECKING:
    from geo_coop.schema import Lang

_PAGE: Final = {
    "search": ("Cari nama atau kode", "Search by name or code"),
    "not_found": ("Tidak ditemukan", "Nothing found"),
    "more": ("dan lainnya:", "and more:"),
    "legend": ("Legenda", "Legend"),
    "layers": ("Lapisan peta", "Map layers"),
    "sources": ("Sumber dan catatan", "Sources and notes"),
    "panel": ("Legenda, sumber, dan catatan", "Legend, sources and notes"),
    "count": ("Jumlah wilayah", "Number of regions"),
    "agreements": ("Kerja sama", "Agreements"),
    "no_details": ("Tidak ada kerja sama yang tercatat.", "No agreement on record."),
    "full_screen": ("Layar penuh", "Full screen"),
    "zoom_in": ("Perbesar", "Zoom in"),
    "zoom_out": ("Perkecil", "Zoom out"),
}
_OTHER: Final = {
    "approximate": ("PERKIRAAN", "APPROXIMATE"),
    "approximate_help": (
        "Batas wilayah pada peta ini adalah perkiraan, bukan batas resmi.",
        "The boundaries on this map are approximate, not official ones.",
    ),
    "source": ("Sumber", "Source"),
    "release": ("rilis", "release"),
    "licence": ("Lisensi", "Licence"),
    "attribution": ("Atribusi", "Attribution"),
    "method": ("Cara pembuatan", "Method"),
    "tier": ("Ketelitian batas", "Boundary quality"),
    "tier_approximate": ("perkiraan", "approximate"),
    "tier_authoritative": ("sumber terbitan atau berkas pengguna", "published source or the user's own file"),
    "on": ("Keadaan per", "State on"),
    "software": ("Peta", "Map"),
    "software_text": (
        "Leaflet 1.9.4 (BSD-2-Clause), tersimpan di dalam berkas ini",
        "Leaflet 1.9.4 (BSD-2-Clause), kept inside this file",
    ),
    "simplified": (
        "Bentuk wilayah disederhanakan untuk tampilan ({tolerance} m); perhitungan memakai bentuk asli.",
        "Shapes are simplified for display ({tolerance} m); calculations use the original ones.",
    ),
    "without_shape": (
        "Tanpa bentuk pada sumber, jadi tidak tergambar ({count}): {names}",
        "Without a shape at the source, so not drawn ({count}): {names}",
    ),
    "regions": ("Wilayah", "Regions"),
    "upper": ("Batas wilayah atasnya", "Boundaries one level up"),
    "context": ("Wilayah sekitar", "Surrounding regions"),
    "villages": ("Desa dan kelurahan", "Villages"),
    "legal_only": (
        "Perbatasan menurut hukum saja, tidak menyentuh garis",
        "Border village by law only, not at the line",
    ),
    "line": ("Garis batas menghadap", "Border line facing"),
    "bands": ("Koridor dari garis batas", "Corridor along the line"),
    "crossings": ("Pos lintas batas", "Border crossings"),
    "neighbours": ("Wilayah tetangga", "Neighbouring states"),
    "frontage_km": ("Panjang pada garis (km)", "Length on the line (km)"),
    "distance_km": ("Jarak ke garis (km)", "Distance to the line (km)"),
    "facing": ("Menghadap", "Facing"),
    "notion": ("Arti perbatasan", "Notion of border"),
    "notion_legal": ("menurut hukum", "legal"),
    "notion_touch": ("menyentuh garis", "touches the line"),
    "notion_near": ("dekat garis", "near the line"),
    "type": ("Jenis", "Type"),
    "status": ("Status", "Status"),
    "since": ("Sejak", "Since"),
    "exactness": ("Letak", "Position"),
    "exact": ("tepat", "exact"),
    "approximate_position": ("perkiraan", "approximate"),
    "crossing_open": ("PLBN", "PLBN (border post of the state)"),
    "crossing_post": ("Pos lintas batas", "Crossing post"),
    "crossing_planned": ("Direncanakan", "Planned"),
    "yes": ("ya", "yes"),
    "no": ("tidak", "no"),
    "level_country": ("negara", "country"),
    "level_province": ("provinsi", "province"),
    "level_regency": ("kabupaten/kota", "regency or city"),
    "level_district": ("kecamatan", "district"),
    "level_village": ("desa/kelurahan", "village"),
    "detail_title": ("Kerja sama", "Agreement"),
    "detail_agreement": ("Kode kerja sama", "Agreement id"),
    "detail_kind": ("Jenis", "Kind"),
    "detail_record": ("Catatan", "Record"),
    "detail_stage": ("Tahap", "Stage"),
    "detail_rule": ("Dasar cakupan", "Covered by"),
    "detail_rules": ("Aturan", "Rules"),
    "detail_base": ("Dasar", "Basis"),
    "detail_share": ("Bagian", "Share"),
    "detail_reach": ("Jangkauan", "Reach"),
    "detail_exactness": ("Ketelitian", "Exactness"),
    "detail_evidence": ("Bukti", "Evidence"),
    "detail_sectors": ("Bidang", "Sectors"),
}
_POSITION: Final = {"id": 0, "en": 1}


def check_lang(lang: str) -> None:
    """Raise `InputError` for a language without words."""
    if lang not in _POSITION:
        raise InputError(unknown_word("language", lang, tuple(_POSITION)))


def page_words(lang: Lang) -> dict[str, str]:
    """Return the words that the script of a page needs."""
    check_lang(lang)
    return {key: pair[_POSITION[lang]] for key, pair in _PAGE.items()}


def word(key: str, lang: Lang, default: str | None = None) -> str:
    """Return one text; ``default`` where there is none for ``key``."""
    pair = _OTHER.get(key)
    if pair is None:
        if default is None:
            message = f"no text for {key!r}"
            raise KeyError(message)
        return default
    return pair[_POSITION[lang]]
