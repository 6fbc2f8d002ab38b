"""One line on each command in Indonesian and English, so that help and completion need not import the commands."""

from __future__ import annotations

from typing import Final

SUMMARIES: Final[dict[str, tuple[str, str]]] = {
    "agreements": ("Catatan kesepakatan: daftar, periksa, formulir.", "Records of agreements: list, check, form."),
    "atlas": ("Semua peta dan tabel dalam satu folder.", "All maps and tables in one folder."),
    "border": ("Perbatasan dua wilayah dan desanya.", "The border of two regions, and the villages at it."),
    "boundaries": ("Batas wilayah: ambil, impor, periksa.", "Boundaries: fetch, import, check."),
    "claims": ("Angka mana dalam dokumen yang benar.", "Which figures of the documents hold."),
    "completion": ("Skrip pelengkapan untuk shell.", "Completion script for a shell."),
    "coverage": ("Desa mana dicakup kesepakatan mana.", "Which villages are covered by which agreement."),
    "covers": ("Kesepakatan yang mencakup satu wilayah.", "The agreements that cover one region."),
    "export": ("Semuanya dalam satu GeoPackage untuk QGIS.", "Everything in one GeoPackage, for QGIS."),
    "find": ("Wilayah yang dimaksud sebuah nama.", "Which region a name means."),
    "gaps": ("Desa yang tidak dicakup kesepakatan.", "Villages that no agreement covers."),
    "map": ("Satu peta sebagai satu berkas.", "One map as one file."),
    "questions": (
        "Pertanyaan lain: mitra, tahapan, zona, tetangga.",
        "Further questions: partners, ways, zones, neighbours.",
    ),
    "region": ("Satu wilayah: nama, kode, luas, riwayat.", "One region: names, codes, area, history."),
}
