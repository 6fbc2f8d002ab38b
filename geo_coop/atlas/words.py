"""The words of the atlas, in Indonesian and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

INDEX: Final[Mapping[str, Mapping[str, object]]] = {
    "id": {
        "title": "Atlas kerja sama daerah Kalimantan",
        "intro": "Kesepakatan kerja sama mana yang mencakup desa dan kelurahan mana, pada tahap apa, menurut dokumen "
        "yang mana. Semua peta dan tabel terbuka tanpa jaringan.",
        "maps": "Peta", "tables": "Tabel (CSV)", "table": "Tabel", "holds": "Isi", "rows": "Baris",
        "approximate": "Apa yang hanya perkiraan", "sources": "Sumber data dan lisensi", "source": "Sumber",
        "release": "Rilis", "tier_word": "Mutu", "licence": "Lisensi", "attribution": "Atribusi",
        "method": "Cara pembuatan", "documents": "Dokumen", "document": "Dokumen", "publisher": "Penerbit",
        "date": "Tanggal", "id": "Kode",
        "tier": {"approximate": "Perkiraan", "authoritative": "Sumber terbit"},
        "disclaimer": "Batas pada peta bukan pernyataan resmi tentang batas wilayah mana pun.",
    },
    "en": {
        "title": "Atlas of regional cooperation in Kalimantan",
        "intro": "Which cooperation agreement covers which village, at what stage, on the word of which document. All "
        "maps and tables open without a network.",
        "maps": "Maps", "tables": "Tables (CSV)", "table": "Table", "holds": "What it holds", "rows": "Rows",
        "approximate": "What is approximate", "sources": "Data sources and licences", "source": "Source",
        "release": "Release", "tier_word": "Tier", "licence": "Licence", "attribution": "Attribution",
        "method": "How it was made", "documents": "Documents", "document": "Document", "publisher": "Publisher",
        "date": "Date", "id": "Id",
        "tier": {"approximate": "Approximate", "authoritative": "Published source"},
        "disclaimer": "Boundaries on the maps are no official statement on any border.",
    },
}  # fmt: skip

TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "agreements": {
        "id": "Semua catatan: kesepakatan, rancangan, rencana, penawaran, rapat; dengan para pihak dan tahap",
        "en": "All records: agreements, drafts, plans, offers, meetings; with parties and stage",
    },
    "evidence": {
        "id": "Bukti setiap catatan: dokumen, paragraf, isi dengan kata-kata sendiri",
        "en": "The evidence of each record: document, paragraph, statement in own words",
    },
    "coverage_villages": {
        "id": "Desa dan kelurahan per kesepakatan, dengan aturan cakupan, bagian, dan bukti",
        "en": "Villages by agreement, with coverage rule, share and evidence",
    },
    "coverage_regencies": {
        "id": "Kabupaten dan kota per kesepakatan, dengan bagian desa yang dicakup",
        "en": "Regencies and cities by agreement, with the share of villages covered",
    },
    "not_covered": {
        "id": "Desa dan kelurahan Kaltim, Kaltara, Kotim, dan Seruyan yang tidak dicakup catatan mana pun",
        "en": "Villages of Kaltim, Kaltara, Kotim and Seruyan that no record covers",
    },
    "border_villages": {
        "id": "Desa perbatasan Kalimantan Utara menurut tiga pengertian: hukum, menyentuh garis, dekat garis",
        "en": "Border villages of Kalimantan Utara by three notions: legal, touching the line, near the line",
    },
    "border_line": {
        "id": "Garis batas darat Kalimantan Utara: panjang menurut negeri yang dihadapi",
        "en": "The land line of Kalimantan Utara: length by the state it faces",
    },
    "crossings": {"id": "Pos lintas batas dan keadaannya", "en": "Border crossings and their status"},
    "zones": {
        "id": "Empat zona dan delapan kawasan Kalimantan Timur dengan anggota, inisiator, dan anggota tersirat",
        "en": "Four zones and eight areas of Kalimantan Timur with members, initiators and implied members",
    },
    "without_shape": {
        "id": "Wilayah yang tidak mempunyai bentuk dalam sumber batas; tidak tampak pada peta",
        "en": "Regions that have no shape in the boundary source; not drawn on the maps",
    },
}

MAPS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "regencies_count": {
        "id": (
            "Jumlah kesepakatan per kabupaten dan kota",
            (
                "Kesepakatan, rancangan, dan rencana yang mencakup desa di tiap kabupaten dan kota; rapat dan "
                "penawaran tidak dihitung."
            ),
        ),
        "en": (
            "Agreements per regency and city",
            (
                "Agreements, drafts and plans that cover villages of each regency and city; meetings and offers are "
                "not counted."
            ),
        ),
    },
    "districts_stage": {
        "id": (
            "Tahap tertinggi per kecamatan",
            "Tahap paling jauh yang dicapai sebuah kesepakatan di tiap kecamatan; rencana tanpa bukti tetap rencana.",
        ),
        "en": (
            "Highest stage per district",
            "The furthest stage that an agreement has reached in each district; a plan without proof stays a plan.",
        ),
    },
    "villages_count": {
        "id": (
            "Jumlah kesepakatan per desa dan kelurahan",
            "Kalimantan Timur dan Kalimantan Utara, desa demi desa, dengan bukti pada tiap desa.",
        ),
        "en": (
            "Agreements per village",
            "Kalimantan Timur and Kalimantan Utara, village by village, with the evidence for each.",
        ),
    },
    "border_corridor": {
        "id": (
            "Koridor perbatasan Kalimantan Utara",
            (
                "Garis batas dengan Sabah dan Sarawak, jalur 10, 20, dan 50 km, desa perbatasan menurut cakupan, pos "
                "lintas batas."
            ),
        ),
        "en": (
            "Border corridor of Kalimantan Utara",
            "The line with Sabah and Sarawak, bands of 10, 20 and 50 km, border villages by coverage, crossings.",
        ),
    },
}
