"""Words that the scripts of every map page show, in Indonesian and English."""

from typing import Final

PAGE: Final = {
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
    "region": ("Wilayah", "Region"),
    "code": ("Kode", "Code"),
    "zoom_in": ("Perbesar", "Zoom in"),
    "zoom_out": ("Perkecil", "Zoom out"),
}
