"""What planners see: headers and explanations of columns, and labels of words, in Indonesian and English."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from geo_coop import labels
from geo_coop.templates.layout import FIELD, KEY, MORE, NUMBER, SOURCES, TEXTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_coop.templates.layout import Column

Pair = tuple[str, str]

_TABLES: Final[Mapping[str, Mapping[str, Pair]]] = {
    "stage": labels.STAGES, "rule": labels.RULES, "record": labels.RECORDS,
}  # fmt: skip
_LABELS: Final[Mapping[str, Mapping[str, Pair]]] = {
    "kind": {
        "KSDD": ("Kerja sama daerah dengan daerah lain (KSDD)", "With another region (KSDD)"),
        "KSDPK": ("Kerja sama daerah dengan pihak ketiga (KSDPK)", "With a third party (KSDPK)"),
        "SINERGI": ("Sinergi dengan pemerintah pusat (SINERGI)", "With the central government (SINERGI)"),
        "KSDPL": (
            "Kerja sama dengan pemerintah daerah di luar negeri (KSDPL)",
            "With a local government abroad (KSDPL)",
        ),
        "KSDLL": ("Kerja sama dengan lembaga di luar negeri (KSDLL)", "With an institution abroad (KSDLL)"),
        "FORUM": ("Forum (FORUM)", "Standing forum (FORUM)"),
        "TREATY": ("Perjanjian antarnegara (TREATY)", "Treaty between countries (TREATY)"),
    },
    "record": {"programme": ("program", "programme")},
    "role": {
        "initiator": ("pemrakarsa", "initiator"),
        "partner": ("mitra", "partner"),
        "host": ("tuan rumah", "host"),
        "mediator": ("penengah", "mediator"),
        "beneficiary": ("penerima manfaat", "beneficiary"),
        "supplier": ("pemasok", "supplier"),
        "organiser": ("penyelenggara", "organiser"),
        "observer": ("peninjau", "observer"),
        "chair": ("ketua", "chair"),
    },
    "presence": {
        "present": ("hadir", "present"),
        "deputy": ("diwakili", "by deputy"),
        "absent": ("tidak hadir", "absent"),
        "unknown": ("tidak diketahui", "not known"),
    },
    "status": {
        "done": ("terlaksana", "done"),
        "planned": ("direncanakan", "planned"),
        "unconfirmed": ("belum terkonfirmasi", "unconfirmed"),
        "raised": ("diangkat", "raised"),
        "running": ("berjalan", "running"),
        "halted": ("terhenti", "halted"),
        "dropped": ("dibatalkan", "dropped"),
    },
    "form": {
        "offer": ("surat penawaran", "offer"),
        "letter_of_intent": ("pernyataan kehendak (LoI)", "letter of intent (LoI)"),
        "mou": ("kesepakatan bersama (MoU)", "memorandum of understanding (MoU)"),
        "pks": ("perjanjian kerja sama (PKS)", "cooperation agreement (PKS)"),
        "tor": ("kerangka acuan (TOR)", "terms of reference (TOR)"),
        "minutes": ("berita acara atau notulen", "minutes"),
    },
    "rule": {
        "corridor": ("koridor sepanjang batas", "corridor along a boundary"),
        "point": ("titik dan sekitarnya", "a point and its surroundings"),
    },
    "reach": {"activity": ("kegiatan", "activity"), "beneficiary": ("penerima manfaat", "beneficiary")},
    "exactness": {"exact": ("tepat", "exact"), "approximate": ("perkiraan", "approximate")},
    "certainty": {
        "stated": ("dinyatakan dokumen", "stated by the document"),
        "public": ("sumber umum lain", "other public source"),
        "inferred": ("disimpulkan", "inferred"),
        "uncertain": ("tidak pasti", "uncertain"),
    },
    "type": {
        "programme": ("program", "programme"),
        "issue": ("isu", "issue"),
        "news": ("berita", "news"),
        "minutes": ("notulen", "minutes"),
        "law": ("peraturan", "law"),
        "public": ("sumber umum", "public source"),
        "dataset": ("kumpulan data", "dataset"),
    },
    FIELD: {"topics": ("pokok kerja sama", "topic"), "notes": ("catatan", "note")},
    "flag": {"true": ("ya", "yes"), "false": ("tidak", "no")},
}
# Further words that mean the same, in lower case.
SYNONYMS: Final[Mapping[str, Mapping[str, str]]] = {
    "stage": {
        "mou": "framework", "kesepakatan": "framework", "pks": "binding", "perjanjian": "binding", "loi": "intent",
        "draf": "plan", "draft": "plan", "selesai": "ended", "aktif": "running", "active": "running",
        "kunjungan": "contact",
    },
    "role": {"inisiator": "initiator", "pihak": "partner", "mediator": "mediator", "pengamat": "observer"},
    "presence": {"tak hadir": "absent", "alpa": "absent", "wakil": "deputy", "present in person": "present"},
    "status": {"sudah": "done", "rencana": "planned", "belum dikonfirmasi": "unconfirmed"},
    "record": {"draf": "draft", "pertemuan": "meeting", "perjanjian": "agreement", "program": "programme"},
    "flag": {
        "true": "true", "benar": "true", "1": "true", "y": "true", "wajib": "true", "compulsory": "true",
        "mandatory": "true", "false": "false", "salah": "false", "0": "false", "n": "false", "sukarela": "false",
        "voluntary": "false",
    },
    FIELD: {"note": "notes", "topik": "topics", "topic": "topics"},
}  # fmt: skip

_PARTS: Final[Mapping[str, Pair]] = {
    KEY: ("ID kerja sama", "Agreement id"),
    NUMBER: ("Nomor urut", "Running number"),
    MORE: ("Lainnya (YAML)", "More (YAML)"),
    FIELD: ("Jenis teks", "Kind of text"),
    "text": ("Teks", "Text"),
    "id": ("ID", "Id"),
    "title": ("Judul", "Title"),
    "kind": ("Jenis kerja sama", "Kind of agreement"),
    "record": ("Bentuk catatan", "Kind of record"),
    "compulsory": ("Wajib?", "Compulsory?"),
    "parent": ("ID induk", "Parent id"),
    "successor": ("ID penerus", "Successor ids"),
    "replaces_shipped": ("Menggantikan catatan bawaan?", "Takes the place of a shipped record?"),
    "period": ("Masa berlaku", "Period"),
    "begins": ("mulai", "begins"),
    "ends": ("berakhir", "ends"),
    "renewal": ("perpanjangan", "renewal"),
    "sectors": ("Bidang", "Sectors"),
    "former_sectors": ("Bidang terdahulu", "Former sectors"),
    "no_coverage": ("Alasan tanpa cakupan", "Why no coverage"),
    "region": ("Wilayah", "Region"),
    "organisation": ("Lembaga", "Organisation"),
    "lies_in": ("Lembaga itu di", "Organisation lies in"),
    "role": ("Peran", "Role"),
    "presence": ("Kehadiran", "Presence"),
    "territory_then": ("Wilayah waktu itu", "Territory then"),
    "reason": ("alasan", "reason"),
    "evidence": ("Bukti", "Evidence"),
    "note": ("Keterangan", "Note"),
    "stage": ("Tahap", "Stage"),
    "date": ("Tanggal", "Date"),
    "status": ("Status", "State"),
    "place": ("Tempat", "Place"),
    "form": ("Bentuk dokumen", "Form of document"),
    "number": ("Nomor dokumen", "Document number"),
    "signatories": ("Penanda tangan", "Signatory"),
    "office": ("jabatan", "office"),
    "name": ("nama", "name"),
    "type": ("Jenis", "Type"),
    "crossing": ("Pos lintas batas", "Border crossing"),
    "steps": ("Langkah", "Step"),
    "what": ("uraian", "what"),
    "rule": ("Aturan cakupan", "Coverage rule"),
    "regions": ("Daftar wilayah", "Regions"),
    "border_set": ("Kawasan perbatasan", "Border area"),
    "facing": ("Menghadap", "Facing"),
    "of": ("Batas antara", "Boundary between"),
    "km": ("Lebar (km)", "Width (km)"),
    "side": ("Sisi", "Side"),
    "latitude": ("Lintang", "Latitude"),
    "longitude": ("Bujur", "Longitude"),
    "radius_km": ("Radius (km)", "Radius (km)"),
    "zone": ("Zona", "Zone"),
    "reach": ("Jangkauan", "Reach"),
    "exactness": ("Ketelitian", "Exactness"),
    "document": ("Dokumen sumber", "Source document"),
    "paragraph": ("Paragraf", "Paragraph"),
    "statement": ("Pernyataan", "Statement"),
    "certainty": ("Kepastian", "Certainty"),
    "about": ("Pokok perbedaan", "About"),
    "readings": ("Bacaan", "Reading"),
    "publisher": ("Penerbit", "Publisher"),
    "url": ("Alamat web", "Web address"),
}
_LANGUAGES: Final[Mapping[str, Pair]] = {"id": ("Indonesia", "Indonesian"), "en": ("Inggris", "English")}

_ABOUT: Final[Mapping[str, Pair]] = {
    KEY: ("ID dari lembar 'agreements', sama persis.", "The id from the sheet 'agreements', exactly."),
    NUMBER: (
        (
            "Nomor urut dalam satu kerja sama. Baris dengan nomor yang sama membentuk satu hal; kolom yang "
            "tidak berulang cukup diisi di baris pertama."
        ),
        (
            "Counts within one agreement. Rows with the same number make one thing; what does not repeat is "
            "filled in the first row only."
        ),
    ),
    MORE: (
        "Untuk isian yang tidak punya kolom. Biarkan seperti apa adanya.",
        "For what has no column. Leave it as it is.",
    ),
    FIELD: ("Pokok kerja sama atau catatan.", "A topic or a note."),
    "id": (
        "Huruf kecil, angka dan tanda hubung; misalnya kukar-ppu-2026. Bukti boleh bernama bebas, misalnya b1.",
        "Lower-case letters, digits and hyphens; for example kukar-ppu-2026. Evidence may have any id, such as b1.",
    ),
    "compulsory": ("Hanya untuk KSDD: ya = wajib, tidak = sukarela.", "KSDD only: yes = compulsory, no = voluntary."),
    "replaces_shipped": (
        "ya: catatan ini memperbarui catatan bawaan yang ID-nya sama.",
        "yes: this record updates the shipped one of the same id.",
    ),
    "parent": (
        "ID kerja sama yang menaungi, bila ada.",
        "Id of the record that this one stands under, if any.",
    ),
    "successor": ("ID kerja sama penerus; pisahkan dengan ;", "Ids of later records; separate with ;"),
    "sectors": ("Satu atau lebih bidang; pisahkan dengan ;", "One sector or more; separate with ;"),
    "former_sectors": ("Bidang yang tidak berlaku lagi.", "Sectors that it has no more."),
    "no_coverage": (
        "Wajib bila tidak ada baris di lembar 'coverage'.",
        "Needed where the sheet 'coverage' has no row for it.",
    ),
    "region": (
        (
            "Kode atau nama: 64.02, Kukar, MY-12, Long Nawang (Malinau). Isi wilayah atau lembaga, jangan keduanya. "
            "Tulis kode sebagai teks."
        ),
        (
            "Code or name: 64.02, Kukar, MY-12, Long Nawang (Malinau). Give a region or an organisation, not both. "
            "Write codes as text."
        ),
    ),
    "regions": (
        "Kode atau nama wilayah; pisahkan dengan ;",
        "Codes or names of regions; separate with ;",
    ),
    "organisation": ("Untuk pihak yang bukan wilayah.", "For a party that is no region."),
    "lies_in": (
        "Wilayah tempat lembaga itu, atau mitra yang belum bernama.",
        "Region that the organisation, or a partner without a name yet, lies in.",
    ),
    "evidence": (
        "ID dari lembar 'evidence' kerja sama yang sama; pisahkan dengan ;",
        "Ids from the sheet 'evidence' of the same agreement; separate with ;",
    ),
    "date": (
        "11 Okt 2022, Oktober 2022, 2022, 1-5 Nov 2025, 2022-10-11, atau: tidak diketahui.",
        "11 Oct 2022, October 2022, 2022, 1-5 Nov 2025, 2022-10-11, or: unknown.",
    ),
    "status": (
        "Kosong berarti terlaksana. Penandatanganan yang baru diumumkan: direncanakan.",
        "Empty means done. A signing that is only announced: planned.",
    ),
    "presence": ("Kosong berarti tidak diketahui.", "Empty means not known."),
    "rule": (
        (
            "territory: seluruh wilayah para pihak atau daftar wilayah; list: daftar wilayah; legal_border: kawasan "
            "perbatasan menurut hukum; corridor: sejauh km dari batas; point: sekitar titik; zone: zona."
        ),
        (
            "territory: the whole of the parties or regions; list: the regions named; legal_border: the border area by "
            "law; corridor: within km of a boundary; point: around a point; zone: a zone."
        ),
    ),
    "border_set": ("Hanya untuk aturan legal_border.", "For the rule legal_border only."),
    "facing": ("Hanya untuk legal_border: wilayah di seberang.", "legal_border only: the region across the line."),
    "of": ("Hanya untuk corridor: dua wilayah yang berbatasan.", "corridor only: the two neighbouring regions."),
    "side": ("Hanya untuk corridor: both (kedua sisi) atau satu wilayah.", "corridor only: both, or one region."),
    "km": ("Hanya untuk corridor.", "For the rule corridor only."),
    "latitude": ("Derajat; selatan negatif.", "Degrees; south is negative."),
    "longitude": ("Derajat; timur positif.", "Degrees; east is positive."),
    "radius_km": ("Hanya untuk point.", "For the rule point only."),
    "zone": ("Hanya untuk aturan zone.", "For the rule zone only."),
    "reach": ("Tempat kegiatan, atau penerima manfaat.", "Where the work is done, or who benefits."),
    "document": (
        "ID dokumen: dari lembar 'lists', atau dari lembar 'sources' bila dokumen baru.",
        "Document id: from the sheet 'lists', or from the sheet 'sources' for a new document.",
    ),
    "paragraph": ("Nomor paragraf atau bagian.", "Number of the paragraph or section."),
    "statement": ("Dengan kata-kata sendiri.", "In your own words."),
    "certainty": ("Kosong berarti dinyatakan dokumen.", "Empty means stated by the document."),
    "readings": ("Satu baris untuk setiap bacaan; sedikitnya dua.", "One row for each reading; two at least."),
    "crossing": ("ID pos lintas batas dari lembar 'lists'.", "Id of a border crossing from the sheet 'lists'."),
}
SHEETS: Final[Mapping[str, Pair]] = {
    "agreements": ("Satu baris untuk setiap kerja sama.", "One row for each agreement."),
    "parties": ("Para pihak: satu baris untuk setiap pihak dan peran.", "Parties: one row for each party and role."),
    "stages": ("Tahap yang dicapai atau direncanakan.", "Stages reached or planned."),
    "documents": ("Naskah kerja sama itu sendiri.", "The agreement's own papers."),
    "programmes": ("Program dan isu lanjutan beserta langkahnya.", "Programmes and issues, with their steps."),
    "coverage": ("Wilayah yang dicakup: satu baris untuk setiap aturan.", "What is covered: one row for each rule."),
    "evidence": ("Bukti: siapa menyatakan apa, di dokumen mana.", "Evidence: what a document says, and where."),
    "conflicts": ("Sumber yang berbeda; setiap bacaan satu baris.", "Sources that disagree; one row a reading."),
    TEXTS: ("Pokok kerja sama dan catatan.", "Topics and notes."),
    SOURCES: ("Dokumen baru yang belum ada di lembar 'lists'.", "New documents that 'lists' does not have yet."),
}


def word_label(vocabulary: str, word: str) -> Pair:
    """Return the Indonesian and the English label of a word; the word itself where nobody has given it one."""
    leaf = vocabulary.partition(".")[2] if vocabulary.startswith(f"{TEXTS}.") else vocabulary.partition(".")[0]
    for table in (_TABLES.get(leaf, {}), _LABELS.get(leaf, {})):
        if word in table:
            return table[word]
    return word, word


@cache
def header(column: Column) -> Pair:
    """Return the Indonesian and the English header of a column.

    Examples
    --------
    >>> from geo_coop.templates.layout import sheets
    >>> header(sheets()[0].column("title.en"))
    ('Judul (Inggris)', 'Title (English)')
    """
    path = column.path
    tail = _LANGUAGES[path[-1]] if len(path) > 1 and path[-1] in _LANGUAGES else None
    parts = [_PARTS.get(part, (part, part)) for part in (path[:-1] if tail else path)]
    indonesian, english = (": ".join(part[at] for part in parts) for at in (0, 1))
    return (f"{indonesian} ({tail[0]})", f"{english} ({tail[1]})") if tail else (indonesian, english)


def explain(column: Column) -> Pair:
    """Return what a column is for, in Indonesian and English."""
    leaf = column.path[-1]
    if leaf in _LANGUAGES and len(column.path) > 1:
        leaf = column.path[-2]
    if leaf in {"begins", "ends"}:
        leaf = "date"
    known = _ABOUT.get(leaf, ("", ""))
    return known[0], known[1] or column.about


def fold(text: str) -> str:
    """Return a word in comparable form: lower case, single spaces, no mark of a needed column."""
    return " ".join(text.replace("\u00a0", " ").casefold().split()).rstrip(" *:")


@cache
def readings(vocabulary: str, words: tuple[str, ...]) -> Mapping[str, str]:
    """Return what people may write for the words of a vocabulary, in comparable form, and the word it means.

    That is the word, its labels, the label without and within brackets, each side of an "or", and the synonyms. What
    would mean two words means none.
    """
    found: dict[str, set[str]] = {}
    for word in words:
        written = {word, word.replace("_", " ")}
        for text in word_label(vocabulary, word):
            match = re.fullmatch(r"(.+?)\s*\((.+)\)", text)
            parts = [text, *(match.groups() if match else ())]
            written.update(parts)
            written.update(half for part in parts for half in re.split(r" (?:atau|or) ", part))
        for text in written:
            found.setdefault(fold(text), set()).add(word)
    exact = {fold(word): word for word in words}
    labelled = {fold(text): word for word in words for text in word_label(vocabulary, word)}
    first, _, second = vocabulary.partition(".")
    synonyms = {**SYNONYMS.get(first, {}), **SYNONYMS.get(second, {})}
    kept = {text: word for text, word in synonyms.items() if word in words}
    kept |= {text: next(iter(meant)) for text, meant in found.items() if len(meant) == 1}
    return kept | labelled | exact
