"""Words on the maps of agreements, in Indonesian and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from geo_coop.agreements.dates import PartialDate
    from geo_coop.schema import Lang

NONE: Final = "none"

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "count": ("Jumlah kesepakatan", "Number of agreements"),
    "stage": ("Tahap tertinggi", "Highest stage"),
    "share": ("Desa tercakup (%)", "Villages covered (%)"),
    "share_area": ("Luas tercakup (%)", "Area covered (%)"),
    "sector": ("Bidang terbanyak", "Most frequent sector"),
    "sector_of": ("Kesepakatan bidang {sector}", "Agreements in {sector}"),
    NONE: ("Tidak ada kesepakatan tercatat", "No agreement on record"),
    "several": ("Beberapa bidang sama banyak", "Several sectors equally"),
    "other_sectors": ("Bidang lain", "Other sectors"),
    "title_count": ("Jumlah kesepakatan per {level}", "Agreements per {level}"),
    "title_stage": ("Tahap tertinggi per {level}", "Highest stage per {level}"),
    "title_share": ("Bagian desa yang tercakup per {level}", "Share of villages covered per {level}"),
    "title_share_area": ("Bagian luas yang tercakup per {level}", "Share of the area covered per {level}"),
    "title_sector": ("Bidang kerja sama terbanyak per {level}", "Most frequent sector per {level}"),
    "title_sector_of": ("Kesepakatan bidang {sector} per {level}", "Agreements in {sector} per {level}"),
    "title_column": ("{column} per {level}", "{column} per {level}"),
    "title_timeline": ("Kerja sama per {level} sejak {year}", "Cooperation per {level} since {year}"),
    "value": ("Nilai", "Value"),
    "covered": ("Desa tercakup", "Villages covered"),
    "of": ("dari", "of"),
    "counted": (
        (
            "Dihitung: kesepakatan, rancangan, dan rencana; rapat dan penawaran tidak. Nol berarti tidak ada dalam "
            "kumpulan dokumen ini, bukan bahwa tidak ada sama sekali."
        ),
        (
            "Counted are agreements, drafts and plans, not meetings or offers. Zero means none in this collection of "
            "documents, not that there is none at all."
        ),
    ),
    "share_how": (
        "Desa yang dicakup sebagian dihitung menurut bagian terbesar dari satu kesepakatan.",
        "A village that is covered in part counts by the greatest share of one agreement.",
    ),
    "area_without": (
        "Desa tanpa bentuk pada sumber batas, jadi tidak dihitung dalam luas: {count}.",
        "Villages without a shape at the boundary source, so not counted in the area: {count}.",
    ),
    "sector_how": (
        "Bidang yang termasuk suatu urusan pemerintahan dihitung juga pada urusan itu.",
        "A field that belongs to an affair of government counts for that affair as well.",
    ),
    "sector_parts": (
        "Kesepakatan dengan beberapa bidang dihitung pada tiap bidang dengan bagian yang sama.",
        "An agreement in several sectors counts for each of them in equal parts.",
    ),
    "villages_from": (
        "Lapisan {source} tidak memuat desa; desa yang dihitung berasal dari: {titles}.",
        "The layer {source} has no villages; those that are counted come from: {titles}.",
    ),
    "table_from": (
        "Nilai: kolom {column} dari berkas {file}, {rows} baris.",
        "Values: column {column} of the file {file}, {rows} rows.",
    ),
    "table_unmatched": (
        "Baris berkas yang tidak ada pada peta ini ({count}): {codes}",
        "Rows of the file that are not on this map ({count}): {codes}",
    ),
    "table_without": (
        "Wilayah tanpa baris dalam berkas, jadi tanpa data: {count}.",
        "Regions without a row in the file, so without data: {count}.",
    ),
    "shapes_today": (
        (
            "Kode dan batas wilayah adalah yang sekarang. Kesepakatan sebelum pemekaran mencakup juga daerah yang "
            "kemudian dimekarkan, misalnya Kaltara untuk kesepakatan Kaltim sebelum 2012."
        ),
        (
            "Codes and shapes are those of today. What was agreed before a split covers the region that was split off "
            "as well, such as Kaltara for what Kaltim agreed before 2012."
        ),
    ),
    "corridor": ("Koridor perbatasan {a} dengan {b}", "Border corridor of {a} with {b}"),
    "status": ("Desa perbatasan menurut cakupan", "Border villages by coverage"),
    "below": ("Perjanjian di bawah tingkat negara", "Agreement below the two countries"),
    "countries": ("Hanya kerangka kedua negara", "Only the frame of the two countries"),
    "nothing": ("Tidak tercakup", "Not covered"),
    "between": ("Kesepakatan antara kedua daerah", "Agreement of the two regions"),
    "others": ("Hanya kesepakatan lain", "Other agreements only"),
    "villages_unknown": (
        "Lapisan yang ada tidak memberi tahu desa mana yang berada di garis ini; hanya kedua daerah ditampilkan.",
        "The layers at hand do not tell which villages are at this line, so only the two regions are shown.",
    ),
    "opposite": ("Distrik di seberang garis: {parts}", "Districts across the line: {parts}"),
    "crossings_later": (
        "Pos lintas batas yang digambar tetapi belum pasti buka pada hari itu: {names}",
        "Crossings that are drawn, and not known to have been open on that day: {names}",
    ),
    "line": ("Panjang garis: {km} km ({parts})", "Length of the line: {km} km ({parts})"),
    "figures": (
        (
            "Panjang dan jarak tiap desa dihitung dari sumber terbit (daftar angka perbatasan), bukan dari bentuk "
            "perkiraan pada peta ini."
        ),
        (
            "Frontage and distance of each village are computed from the published source (border register), not from "
            "the approximate shapes on this map."
        ),
    ),
    "perhaps": ("mungkin", "perhaps"),
    "unknown": ("tanggal tidak diketahui", "date not known"),
    "certain": ("pasti sejak hari ini", "certain from this day"),
}


def map_word(key: str, lang: Lang) -> str:
    """Return one text of a map; templates are filled with ``str.format``."""
    return _WORDS[key][0 if lang == "id" else 1]


_MONTHS: Final = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
        "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
}  # fmt: skip


def date_text(date: PartialDate, lang: Lang) -> str:
    """Return a date as people write it, no more precise than it is known.

    Examples
    --------
    >>> from geo_coop.agreements.dates import PartialDate
    >>> [date_text(PartialDate.parse(text), "id") for text in ("1985", "2024-06", "2012/2024-04-18")]
    ['1985', 'Juni 2024', '2012 - 18 April 2024']
    """
    if date.precision == "unknown":
        return map_word("unknown", lang)
    parts = [part.split("-") for part in str(date).split("/")]
    written = []
    for part in parts:
        words = [part[0]]
        if len(part) > 1:
            words.insert(0, _MONTHS[lang][int(part[1]) - 1])
        if len(part) > 2:  # noqa: PLR2004  (year, month and day)
            words.insert(0, str(int(part[2])))
        written.append(" ".join(words))
    return " - ".join(written)
