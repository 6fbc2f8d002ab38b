"""The words of the atlas, in Indonesian and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGES: Final[Mapping[str, Mapping[str, object]]] = {
    "id": {
        "title": "Atlas kerja sama daerah Kalimantan",
        "intro": "Kesepakatan kerja sama mana yang mencakup desa dan kelurahan mana, pada tahap apa, menurut dokumen "
        "yang mana. Semua peta dan tabel terbuka tanpa jaringan.",
        "maps": "Peta", "tables": "Tabel (CSV)", "table": "Tabel", "holds": "Isi", "rows": "Baris",
        "approximate": "Apa yang hanya perkiraan", "sources": "Sumber data dan lisensi", "source": "Sumber",
        "release": "Rilis", "tier_word": "Mutu", "licence": "Lisensi", "attribution": "Atribusi",
        "method": "Cara pembuatan", "documents": "Dokumen", "document": "Dokumen", "publisher": "Penerbit",
        "date": "Tanggal", "id": "Kode", "skip": "Ke isi halaman", "filter": "Saring tabel", "of": "dari",
        "regencies": "Kabupaten dan kota", "regency": "Kabupaten/kota", "province": "Provinsi",
        "villages": "Desa dan kelurahan", "villages_short": "Desa",
        "village": "Desa/kelurahan", "kind": "Jenis", "district": "Kecamatan", "covered": "Tercakup",
        "not_covered": "Tidak tercakup",
        "share": "Bagian", "agreements": "Kesepakatan dan catatan lain", "agreement": "Judul", "record": "Catatan",
        "stage": "Tahap", "highest": "Tahap tertinggi", "since": "Sejak", "rule": "Dasar cakupan", "evidence": "Bukti",
        "parties": "Para pihak", "sectors": "Bidang", "stages": "Tahap menurut dokumen", "count": "Kesepakatan",
        "number": "No.",
        "all_records": "Semua catatan dengan para pihak, tahap, dan bukti", "border": "Perbatasan",
        "facing": "Menghadap",
        "records_intro": "Setiap catatan dengan para pihak, tahap menurut dokumen, bidang, dan bukti "
        "dengan kata-kata sendiri.",
        "map": "Peta", "open_map": "Buka di peta interaktif", "open_timeline": "Buka pada linimasa", "gaps": "Celah",
        "none": "Tidak ada catatan yang mencakup wilayah ini.", "file": "Berkas",
        "only_frame": "Hanya kerangka kedua negara",
        "legal": "menurut hukum", "touch": "menyentuh garis", "near": "dekat garis", "code": "Kode",
        "no_stage": "Tidak ada kesepakatan tercatat", "yes": "ya", "no": "tidak", "perhaps": "mungkin",
        "gap_none": "Setiap desa dan kelurahan dicakup paling sedikit satu kesepakatan, rancangan, atau rencana.",
        "gap_some": "{count} dari {villages} desa dan kelurahan tidak dicakup kesepakatan, "
        "rancangan, atau rencana mana pun.",
        "gap_all": "Tidak satu pun dari {villages} desa dan kelurahan dicakup kesepakatan, rancangan, atau rencana.",
        "gap_frame": "{count} desa dan kelurahan perbatasan hanya punya kerangka kedua negara, tanpa "
        "perjanjian di bawahnya.",
        "gap_names": "Desa dan kelurahan yang tidak tercakup, per kecamatan",
        "gap_shape": "Tanpa bentuk pada sumber batas, jadi tidak tergambar: {names}.",
        "villages_of": "dari {villages} desa dan kelurahan tercakup",
        "records_of": "kesepakatan, rancangan, dan rencana",
        "legal_of": "desa dan kelurahan perbatasan menurut hukum", "stage_of": "tahap tertinggi",
        "tier": {"approximate": "Perkiraan", "authoritative": "Sumber terbit"},
        "day": "Keadaan pada {day}; desa dan batasnya yang sekarang.",
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
        "date": "Date", "id": "Id", "skip": "To the content", "filter": "Filter the table", "of": "of",
        "regencies": "Regencies and cities", "regency": "Regency or city", "province": "Province",
        "villages": "Villages", "villages_short": "Villages",
        "village": "Village", "kind": "Kind", "district": "District", "covered": "Covered",
        "not_covered": "Not covered",
        "share": "Share", "agreements": "Agreements and other records", "agreement": "Title", "record": "Record",
        "stage": "Stage", "highest": "Highest stage", "since": "Since", "rule": "Covered by", "evidence": "Evidence",
        "parties": "Parties", "sectors": "Sectors", "stages": "Stages by the documents", "count": "Agreements",
        "number": "No.",
        "all_records": "All records with their parties, stages and evidence", "border": "Border", "facing": "Facing",
        "records_intro": "Each record with its parties, stages by the documents, sectors, and evidence in "
        "our own words.",
        "map": "Map", "open_map": "Open on the interactive map", "open_timeline": "Open on the timeline",
        "gaps": "Gaps",
        "none": "No record covers this region.", "file": "File", "only_frame": "Only the countries' frame",
        "legal": "by law", "touch": "touches the line", "near": "near the line", "code": "Code",
        "no_stage": "No agreement on record", "yes": "yes", "no": "no", "perhaps": "perhaps",
        "gap_none": "At least one agreement, draft or plan covers every village.",
        "gap_some": "No agreement, draft or plan covers {count} of the {villages} villages.",
        "gap_all": "No agreement, draft or plan covers any of the {villages} villages.",
        "gap_frame": "{count} border villages have only the frame of the two countries, and no agreement below it.",
        "gap_names": "Villages that nothing covers, by district",
        "gap_shape": "Without a shape at the boundary source, so not drawn: {names}.",
        "villages_of": "of {villages} villages covered", "records_of": "agreements, drafts and plans",
        "legal_of": "border villages by law", "stage_of": "highest stage",
        "tier": {"approximate": "Approximate", "authoritative": "Published source"},
        "day": "State on {day}; villages and boundaries are today's.",
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
    "zones": {
        "id": (
            "Zona dan kawasan Kalimantan Timur",
            "Empat zona yang tumpang tindih dengan inisiatornya, delapan kawasan, dan wilayah Ibu Kota Nusantara.",
        ),
        "en": (
            "Zones and areas of Kalimantan Timur",
            "Four zones that overlap, with their initiators, eight areas, and the area of the new capital.",
        ),
    },
    "partners": {
        "id": (
            "Mitra kerja sama",
            "Siapa bekerja sama dengan siapa: satu garis per pasangan daerah; mitra luar negeri pada peta sisipan.",
        ),
        "en": (
            "Partners",
            "Who cooperates with whom: a line for each pair of regions; partners abroad in an inset.",
        ),
    },
    "timeline": {
        "id": (
            "Linimasa kerja sama sejak 1985",
            "Tahap tertinggi per kabupaten dan kota pada setiap tanggal ada yang berubah, dengan penggeser.",
        ),
        "en": (
            "Timeline of cooperation since 1985",
            "The highest stage of each regency and city on each day on which something changed, with a slider.",
        ),
    },
}

ROLES: Final[Mapping[str, tuple[str, str]]] = {
    "initiator": ("inisiator", "initiator"),
    "partner": ("mitra", "partner"),
    "host": ("tuan rumah", "host"),
    "mediator": ("penengah", "mediator"),
    "beneficiary": ("penerima manfaat", "beneficiary"),
    "supplier": ("pemasok", "supplier"),
    "organiser": ("penyelenggara", "organiser"),
    "observer": ("pengamat", "observer"),
    "chair": ("ketua", "chair"),
}
CERTAINTIES: Final[Mapping[str, tuple[str, str]]] = {
    "stated": ("dinyatakan dalam dokumen", "stated in the document"),
    "public": ("dari sumber terbuka", "from a public source"),
    "inferred": ("disimpulkan", "inferred"),
    "uncertain": ("tidak pasti", "uncertain"),
}
STATUSES: Final[Mapping[str, tuple[str, str]]] = {
    "done": ("terlaksana", "done"),
    "planned": ("direncanakan", "planned"),
    "unconfirmed": ("belum dipastikan", "not confirmed"),
}
