"""The instructions of the form, in Indonesian and English."""

from __future__ import annotations

from typing import Final

INDONESIAN: Final = (
    "Formulir kerja sama daerah",
    (
        "1. Isi lembar 'agreements': satu baris untuk setiap kerja sama. ID dibuat sendiri dari huruf kecil, "
        "angka dan tanda hubung, misalnya kukar-ppu-2026."
    ),
    (
        "2. Di lembar lain tulis ID itu di kolom pertama pada setiap baris. Setiap kerja sama memerlukan "
        "sedikitnya satu pihak, satu tahap dan satu bukti, serta satu aturan cakupan atau alasan tanpa cakupan."
    ),
    "3. Kolom bertanda * wajib diisi. Keterangan kolom muncul bila penunjuk diletakkan di atas judulnya.",
    (
        "4. Wilayah ditulis dengan kode atau nama: 64.02, Kukar, MY-12, Long Nawang (Malinau). Tulis kode "
        "sebagai teks: sel sudah berformat teks. Angka tanpa titik seperti 6503 ditolak, karena dalam "
        "Kemendagri itu Nunukan dan dalam BPS Tana Tidung; tulis 65.03 atau bps:6503. Nama yang mirip atau "
        "bermakna ganda ditolak beserta calonnya."
    ),
    "5. Tanggal setepat sumbernya: 11 Okt 2022, Oktober 2022, 2022, 1-5 Nov 2025, atau tidak diketahui.",
    "6. Beberapa isian dalam satu sel dipisahkan dengan titik koma.",
    (
        "7. Bukti: beri ID sendiri, misalnya b1, lalu sebut ID itu di kolom Bukti. Dokumen sumber yang baru "
        "didaftarkan di lembar 'sources'."
    ),
    "8. Tahap 'done' hanya untuk yang sudah terjadi. Penandatanganan yang baru direncanakan berstatus direncanakan.",
    "9. Rumus tidak dibaca. Teks yang berawal dengan = + - @ disimpan dengan tanda petik tunggal di depannya.",
    (
        "10. Periksa dan simpan: geo-coop agreements import BERKAS -o FOLDER. Semua kesalahan dilaporkan "
        "sekaligus dengan nama selnya, dan tidak ada yang ditulis sebelum semuanya benar."
    ),
)
ENGLISH: Final = (
    "Form for cooperation agreements",
    (
        "1. Fill the sheet 'agreements': one row for each agreement. You choose its id from lower-case letters, "
        "digits and hyphens, for example kukar-ppu-2026."
    ),
    (
        "2. On the other sheets write that id into the first column of every row. Every agreement needs at "
        "least one party, one stage and one piece of evidence, and a coverage rule or the reason why it has none."
    ),
    "3. Columns with * must be filled. A column is explained where the pointer rests on its header.",
    (
        "4. Regions are written by code or name: 64.02, Kukar, MY-12, Long Nawang (Malinau). Write codes as "
        "text: the cells are formatted so. A number without dots such as 6503 is refused, since it is Nunukan "
        "to Kemendagri and Tana Tidung to BPS; write 65.03 or bps:6503. A name that is only similar, or has two "
        "meanings, is refused with its candidates."
    ),
    "5. Dates as precise as their source: 11 Oct 2022, October 2022, 2022, 1-5 Nov 2025, or unknown.",
    "6. Several entries in one cell are separated by semicolons.",
    (
        "7. Evidence: give it an id of your own, such as b1, and name that id in the column Evidence. A new "
        "source document is listed on the sheet 'sources'."
    ),
    "8. A stage is 'done' only once it has happened. A signing that is only planned has the state planned.",
    "9. Formulas are not read. Text that begins with = + - @ is kept with an apostrophe in front.",
    (
        "10. Check and save: geo-coop agreements import FILE -o FOLDER. All mistakes are reported at once with "
        "the names of their cells, and nothing is written before everything is right."
    ),
)
EXAMPLE_NOTE: Final = (
    "Baris contoh di formulir ini karangan; hapus sebelum mengisi.",
    "The example rows in this form are invented; delete them before filling it in.",
)


def instructions(lang: str, *, example: bool) -> tuple[str, ...]:
    """Return the lines of the instructions, the wanted language first.

    Parameters
    ----------
    lang
        ``"id"`` or ``"en"``.
    example
        Whether the form holds the example rows.
    """
    first, second = (INDONESIAN, ENGLISH) if lang == "id" else (ENGLISH, INDONESIAN)
    notes = EXAMPLE_NOTE if lang == "id" else EXAMPLE_NOTE[::-1]
    return (*first, *notes[:1][: int(example)], "", *second, *notes[1:][: int(example)])
