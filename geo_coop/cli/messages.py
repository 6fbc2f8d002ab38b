"""Messages of the command line in Indonesian: phrases with ``{}`` for what varies (``{n}`` for a number).

What is translated: remarks of the commands, and the errors that people meet when they ask. The other errors of the
library stay English, as do the words of the closed vocabularies (docs/vocabulary.md), as columns and options have them.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from geo_coop.cli.code_messages import CODE_PHRASES
from geo_coop.cli.form_messages import FORM_PHRASES

PHRASES: Final[tuple[tuple[str, str], ...]] = (
    # What stands before an error or a warning
    ("geo-coop: error: {}", "geo-coop: kesalahan: {}"),
    ("geo-coop: ambiguous: {}", "geo-coop: bermakna ganda: {}"),
    ("geo-coop: not found: {}", "geo-coop: tidak ditemukan: {}"),
    ("geo-coop: warning: {}", "geo-coop: peringatan: {}"),
    ("note: {}", "catatan: {}"),
    ("interrupted", "dihentikan"),
    ("{n} problems", "{} masalah"),
    # Remarks of commands
    ("{n} file checked, no problem found", "{} berkas diperiksa, tidak ada masalah"),
    ("{n} files checked, no problem found", "{} berkas diperiksa, tidak ada masalah"),
    ("{n} record checked, no problem found", "{} catatan diperiksa, tidak ada masalah"),
    ("{n} records checked, no problem found", "{} catatan diperiksa, tidak ada masalah"),
    ("{n} record written to {}", "{} catatan ditulis ke {}"),
    ("{n} records written to {}", "{} catatan ditulis ke {}"),
    ("{n} rows written to {}", "{} baris ditulis ke {}"),
    ("{n} findings written to {}", "{} temuan ditulis ke {}"),
    ("wrote {}: {n} record", "{} ditulis: {} catatan"),
    ("wrote {}: {n} records", "{} ditulis: {} catatan"),
    ("wrote {}", "{} ditulis"),
    ("{} written, tier {}", "{} ditulis, mutu {}"),
    ("nothing written", "tidak ada yang ditulis"),
    ("{n} s  in all, boundaries: {}", "{} dtk seluruhnya, batas: {}"),
    ("{n} s  {}", "{} dtk {}"),
    ("Open {}", "Buka {}"),
    ("line {n} km ({})", "garis {} km ({})"),
    ("line {n} km", "garis {} km"),
    ("{n} districts", "{} kecamatan atau daerah"),
    ("districts {n}, villages {n}, {}", "kecamatan {}, desa dan kelurahan {}: {}"),
    ("districts {n}, villages {n}", "kecamatan {}, desa dan kelurahan {}"),
    ("{n} rows", "{} baris"),
    ("{n} villages", "{} desa dan kelurahan"),
    ("{n} folders removed", "{} folder dihapus"),
    ("removed {}", "{} dihapus"),
    ("frontage {n} km", "panjang pada garis {} km"),
    ("tier {}", "mutu {}"),
    ("sources {}", "sumber {}"),
    ("cache: {}", "tembolok: {}"),
    ("what the repair changed: report.csv in {}", "yang diubah oleh perbaikan: report.csv di {}"),
    ("read as {}, schema {}: {}", "dibaca sebagai {}, skema {}: {}"),
    ("coordinates: {}", "koordinat: {}"),
    ("what was mended or moved ({n} rows): {}", "yang diperbaiki atau dipindahkan ({} baris): {}"),
    ("dry run: nothing was stored", "uji coba: tidak ada yang disimpan"),
    ("--report DIR writes the tables", "--report DIR menulis tabelnya"),
    ("{n} rows are not in the layer, with reasons and candidates: {}",
     "{} baris tidak masuk ke lapisan, dengan alasan dan calonnya: {}"),
    ("{n} regions of the level {}: {}", "{} wilayah pada tingkat {}: {}"),
    ("{n} more errors and warnings", "{} kesalahan dan peringatan lagi"),
    ("all of them with -o FILE.csv or --json", "semuanya dengan -o FILE.csv atau --json"),
    ("not checked: {}, as {}", "tidak diperiksa: {}, karena {}"),
    ("no agreement covers it", "tidak ada kesepakatan yang mencakupnya"),
    ("one row for each set of agreements", "satu baris untuk setiap gabungan kesepakatan"),
    ("--json lists the villages", "--json mendaftar desanya"),
    ("{n} record", "{} catatan"),
    ("{n} records", "{} catatan"),
    ("{n} facts in conflict", "{} hal dipertentangkan sumber"),
    ("{n} programmes and issues", "{} program dan persoalan"),
    ("where one stands is its last step on record", "keadaannya menurut langkah terakhir yang tercatat"),
    ("{n} members", "{} anggota"),
    ("implied: areas whose document names a place there and no region",
     "implied: kawasan yang dokumennya menyebut tempat di situ, bukan daerahnya"),
    ("in conflict: {}: {}", "dipertentangkan: {}: {}"),
    ("{n} pairs without", "{} pasangan tanpa kerja sama"),
    ("{n} pairs", "{} pasangan"),
    ("no shapes of this level at hand for {}: pairs with them are missing",
     "tidak ada bentuk tingkat ini untuk {}: pasangan dengannya tidak ada di sini"),
    ("fetch with: {}", "ambil dengan: {}"),
    ("{n} of {n} open", "{} dari {} dibuka"),
    ("{n} of {n} open on {}", "{} dari {} dibuka pada {}"),
    ("whether a simpler post stood there is not on record", "ada tidaknya pos yang lebih sederhana tidak tercatat"),
    ("* initiator", "* pemrakarsa"),
    ("(implied) the document names a place and no region", "(implied) dokumen menyebut tempat, bukan daerahnya"),
    ("codes by the list of {}", "kode menurut daftar {}"),
    ("codes of the {} list stand in code_then", "kode menurut daftar {} ada di code_then"),
    ("villages and shapes are today's, as no older polygons are published",
     "desa dan bentuknya yang sekarang, karena poligon lama tidak diterbitkan"),
    ("shapes are put together from today's villages, as no older polygons are published",
     "bentuk disusun dari desa sekarang, karena poligon lama tidak diterbitkan"),
    ("{} ({}) reaches into it and is set by law, not by an agreement",
     "{} ({}) mencakup sebagian atau seluruhnya, dan ditetapkan undang-undang, bukan kesepakatan"),
    ("the regions of that day: {}", "wilayah pada hari itu: {}"),
    ("no list at hand is as old as {}: what changed until {} is known only as far as the laws on record tell",
     "tidak ada daftar setua {}: perubahan sampai {} hanya diketahui sejauh undang-undang yang tercatat"),
    ("came from: {}", "berasal dari: {}"),
    ("no records in {}", "tidak ada catatan di {}"),
    ("a record is a file that ends in .yaml or .yml", "catatan adalah berkas berakhiran .yaml atau .yml"),
    ("led to: {}", "berlanjut ke: {}"),
    ("{n} villages stand in no older list; they are put where their district was",
     "{} desa tidak ada dalam daftar yang lebih lama; ditempatkan di kecamatannya dahulu"),
    ("undone: {}", "dibatalkan: {}"),
    ("before {} no law is on record: earlier divisions, such as those of 1999, are missing",
     "sebelum {} tidak ada undang-undang yang tercatat: pemekaran yang lebih awal, misalnya tahun 1999, tidak ada"),
    ("perhaps not in force on that day, and not undone: {}",
     "mungkin belum berlaku hari itu, dan tidak dibatalkan: {}"),
    ("{}: no stage reached", "{}: belum ada tahap"),
    ("{}: no stage reached on {}", "{}: belum ada tahap pada {}"),
    ("{}: {}, since {} ({})", "{}: {}, sejak {} ({})"),
    ("{}: {} on {}, since {} ({})", "{}: {} pada {}, sejak {} ({})"),
    ("shapes are approximate: lengths and figures of villages come from the committed register of inner borders ({})",
     "bentuk hanya perkiraan: panjang dan angka desa berasal dari register batas dalam negeri yang disertakan ({})"),
    ("the line is approximate, and which villages are at it is not known",
     "garisnya perkiraan, dan desa mana yang di sana tidak diketahui"),
    ("{n} regencies and cities on record, {n} signed", "{} kabupaten dan kota tercatat, {} sudah menandatangani"),
    ("{} says {}", "{} menyebut {}"),
    ("shapes are approximate: figures of villages come from the committed border register",
     "bentuk hanya perkiraan: angka desa berasal dari register perbatasan yang disertakan"),
    ("which state a stretch of the line faces follows approximate shapes",
     "negeri yang dihadapi suatu ruas garis mengikuti bentuk perkiraan"),
    ("{} has no stretch of the line itself: distances are to the line of {}, over water or land of others",
     "{} tidak punya ruas garis sendiri: jarak dihitung ke garis {}, lewat air atau lahan daerah lain"),
    ("taken as {}: villages are those of the Indonesian side", "dibaca sebagai {}: desa adalah desa sisi Indonesia"),
    ("{n} villages have no shape, so no line can cut them: {}", "{} desa tanpa bentuk, jadi tidak terpotong garis: {}"),
    ("{n} regions have no shape in the source: {}", "{} wilayah tidak punya bentuk dalam sumber: {}"),
    ("the file's {n} columns, keyed by code: {}", "{} kolom berkas itu, menurut kode: {}"),
    ("{n} rows of {} written to {}", "{} baris dari {} ditulis ke {}"),
    ("no list at hand is that old", "tidak ada daftar setua itu"),
    ("codes are today's", "kode adalah kode hari ini"),
    ("{} written: {}", "{} ditulis: {}"),
    ("loading boundaries and coverage ...", "memuat batas wilayah dan cakupan ..."),
    ("correct their names or codes there and import again, or take similar names with --accept-fuzzy {n}",
     "perbaiki nama atau kodenya di sana lalu impor lagi, atau terima nama yang mirip dengan --accept-fuzzy {}"),
    ("{n} rows of the table are not on this map: {}", "{} baris tabel tidak ada di peta ini: {}"),
    ("drawing {} ...", "menggambar {} ..."),
    ("{} written, {} kB in {} s, boundaries: {}", "{} ditulis, {} kB dalam {} dtk, batas: {}"),
    ("{n} of {n} open {}", "{} dari {} buka {}"),
    # Errors that people meet when they ask
    ("no agreement {}", "tidak ada kesepakatan {}"),
    ("maps on paper and pictures need matplotlib", "peta di kertas dan gambar memerlukan matplotlib"),
    ("install geo-coop[print], or write .html", "pasang geo-coop[print], atau tulis .html"),
    ("see: {}", "lihat: {}"),
    ("search with: {}", "cari dengan: {}"),
    ("look it up with: {}", "cari dengan: {}"),
    ("see what is at hand with: {}", "lihat yang tersedia dengan: {}"),
    ("no region called {}", "tidak ada wilayah bernama {}"),
    ("no region {} in the {} list", "tidak ada wilayah {} dalam daftar {}"),
    ("give a code, or the region it lies in", "berikan kode, atau wilayah tempatnya"),
    ("number {} has no scheme: {}", "angka {} tanpa skema kode: {}"),
    ("{} has several meanings: {}", "{} punya beberapa makna: {}"),
    ("{} has several meanings: {} (write {})", "{} punya beberapa makna: {} (tulis {})"),
    ("{} has no scheme: {} (write {})", "{} tanpa skema kode: {} (tulis {})"),
    ("write {}", "tulis {}"),
    ("{} lies abroad", "{} ada di luar negeri"),
    ("coverage is counted in Indonesian villages", "cakupan dihitung per desa di Indonesia"),
    ("gaps are counted in Indonesian villages", "celah dihitung per desa di Indonesia"),
    ("ask for a region in Indonesia, or see: {}", "tanyakan wilayah di Indonesia, atau lihat: {}"),
    ("{} and {} both lie abroad", "{} dan {} sama-sama di luar negeri"),
    ("a border here has a side in Indonesia", "perbatasan di sini punya satu sisi di Indonesia"),
    ("{} has no land border with {}", "{} tidak punya batas darat dengan {}"),
    ("{} and {} do not adjoin", "{} dan {} tidak berbatasan"),
    ("the line of {} faces {}", "garis {} menghadap {}"),
    ("{} and {} are no two neighbours", "{} dan {} bukan dua wilayah bertetangga"),
    ("name two regions of which neither holds the other", "sebut dua wilayah yang tidak saling memuat"),
    ("the villages of {} and {} are approximate here, and no register of figures reaches their border",
     "desa {} dan {} di sini hanya perkiraan, dan register angka tidak mencakup batasnya"),
    ("fetch published ones with: {}", "ambil yang terbit dengan: {}"),
    ("no border area by law is on record between {} and {}",
     "tidak ada kawasan perbatasan menurut hukum yang tercatat antara {} dan {}"),
    ("there is one for {}", "yang ada: {}"),
    ("no zone {}", "tidak ada zona {}"),
    ("there are {}", "yang ada: {}"),
    ("no figure of {} is recorded", "tidak ada angka {} yang tercatat"),
    ("name a region in Indonesia, and the one abroad as the border",
     "sebut wilayah di Indonesia, dan yang di luar negeri sebagai perbatasannya"),
    ("source {} has no {} layer in the cache", "sumber {} tidak punya lapisan {} dalam tembolok"),
    ("run: {}", "jalankan: {}"),
    ("format {} is not for the screen", "format {} bukan untuk layar"),
    ("name a file with {}", "sebut berkas dengan {}"),
    ("cannot write {}: {}", "tidak dapat menulis {}: {}"),
    ("cannot write the answer: {}", "tidak dapat menulis jawaban: {}"),
    ("cannot write {}: no folder {}", "tidak dapat menulis {}: folder {} tidak ada"),
    ("make it, or choose another with -o", "buat dahulu, atau pilih yang lain dengan -o"),
    ("choose another folder with -o", "pilih folder lain dengan -o"),
    ("no layer {} in the cache", "tidak ada lapisan {} dalam tembolok"),
    ("there is none", "belum ada satu pun"),
    ("import one with: {}", "impor dengan: {}"),
    ("sea_km is {}", "sea_km bernilai {}"),
    ("give a distance of 0 or more, and a region with it", "beri jarak 0 atau lebih, beserta wilayahnya"),
    ("the register holds the villages within {} km of the line, not {} km, so which are at it is not known",
     "register memuat desa dalam {} km dari garis, bukan {} km, jadi desa mana yang di sana tidak diketahui"),
    ("published ones come with: {}", "yang terbit diambil dengan: {}"),
    ("villages across the water: {}", "desa di seberang air: {}"),
    ("{} has categories, not numbers", "{} berupa golongan, bukan angka"),
    ("leave out the scheme, the breaks and k", "hilangkan scheme, breaks, dan k"),
    ("stages have colours of their own, the same on every map", "warna tahap sudah tetap, sama pada semua peta"),
    ("leave out the palette", "hilangkan palette"),
    ("bounds make the classes, so k would say nothing", "kelas ditentukan batasnya, jadi k tidak berarti"),
    ("leave out k, or choose a scheme: {}", "hilangkan k, atau pilih scheme: {}"),
    ("give a region in Indonesia", "beri wilayah di Indonesia"),
    ("{} is a {}, and no {} lies in it", "{} tingkatnya {}, dan tidak ada {} di dalamnya"),
    ("ask for a lower level", "minta tingkat yang lebih rendah"),
    ("unknown level of a map {}", "tingkat peta tidak dikenal: {}"),
    ("unknown level of villages {}", "tingkat tidak dikenal: {}"),
    ("unknown level {}", "tingkat tidak dikenal: {}"),
    ("no zone on record has a member in {}", "tidak ada zona tercatat dengan anggota di {}"),
    ("there are zones in {}", "ada zona di {}"),
    ("{} is in no zone or area on record", "{} tidak termasuk zona atau kawasan yang tercatat"),
    ("no regency or city of {} adjoins another in the layer",
     "tidak ada kabupaten atau kota dari {} yang berbatasan dengan yang lain dalam lapisan"),
    ("{} lies below the regencies", "{} berada di bawah tingkat kabupaten"),
    ("name a province, a regency or a city", "sebut provinsi, kabupaten, atau kota"),
    ("of {} and {} one has to lie in Indonesia, and the other abroad",
     "dari {} dan {} satu harus di Indonesia, dan yang lain di luar negeri"),
    ("name a region in Indonesia, and its neighbour abroad",
     "sebut wilayah di Indonesia, dan tetangganya di luar negeri"),
    ("name a region in Indonesia", "sebut wilayah di Indonesia"),
    ("no {} lies in {}", "tidak ada {} di dalam {}"),
    ("name a larger region, or a lower level", "sebut wilayah yang lebih luas, atau tingkat yang lebih rendah"),
    ("no village at hand lay in a {} {} on {}", "tidak ada desa yang tersedia di {} {} pada {}"),
    ("no {} shapes within {} in source {}", "tidak ada bentuk {} di {} dalam sumber {}"),
    ("no {} shapes within {}", "tidak ada bentuk {} di {}"),
    ("source {} has no {} layer", "sumber {} tidak punya lapisan {}"),
    ("it has {}", "yang ada: {}"),
    ("with no source named, others at hand give the rest", "tanpa --source, sisanya dari sumber lain yang tersedia"),
    ("{n} s  boundaries and coverage", "{} dtk  batas dan cakupan"),
    ("{n} s  tables", "{} dtk  tabel"),
    ("{n} s  map {}", "{} dtk  peta {}"),
    ("{n} s  pages of regencies", "{} dtk  halaman kabupaten dan kota"),
    ("{n} s  index", "{} dtk  halaman depan"),
    ("unknown source {}", "sumber batas tidak dikenal: {}"),
    ("notion {} without a border", "pengertian {} tanpa perbatasan"),
    ("name the border's other side too", "sebut juga sisi lain perbatasannya"),
    ("choose another place with -o", "pilih tempat lain dengan -o"),
    ("nothing was changed", "tidak ada yang diubah"),
    ("{n} areas change by more than {} at a tolerance of {} m: {}",
     "{} wilayah berubah lebih dari {} pada toleransi {} m: {}"),
    ("choose a smaller tolerance_m, or see whether they overlap their neighbours",
     "pilih tolerance_m yang lebih kecil, atau lihat apakah bertumpuk dengan tetangganya"),
    ("no font for printed maps has all letters of {}: question marks stand for them",
     "tidak ada fon untuk peta cetak yang memuat semua huruf {}: diganti tanda tanya"),
    ("for Chinese letters install {}", "untuk huruf Tionghoa pasang {}"),
    ("which villages lie there is not known, so nothing was written",
     "desa mana yang di sana tidak diketahui, jadi tidak ada yang ditulis"),
)  # fmt: skip

# These stand before a message that has its own phrase.
_LEADS: Final = ("geo-coop: error: ", "geo-coop: ambiguous: ", "geo-coop: not found: ", "geo-coop: warning: ", "note: ")
# Where something stands: a file with its line, a cell of a sheet.
_PLACE: Final = re.compile(r"((?:[^;:]*\.(?:xlsx|csv|ya?ml)(?::\d+)?: )?(?:[\w .-]+![A-Z]{1,3}\d+: )?)(.+)")
_HOLES: Final = {"{}": "([^;]*?)", "{n}": r"\s*([\d.,]+)"}


def translate(text: str, lang: str) -> str:
    """Return a message in a language; what has no phrase stays as it is.

    Parameters
    ----------
    text
        An English message, of one line or more; the parts of a line are joined by ``"; "``.
    lang
        ``"id"`` or ``"en"``.

    Examples
    --------
    >>> translate("10 rows; tier approximate; sources a, b", "id")
    '10 baris; mutu approximate; sumber a, b'
    >>> translate("geo-coop: not found: no agreement 'x'; see: geo-coop agreements list", "id")
    "geo-coop: tidak ditemukan: tidak ada kesepakatan 'x'; lihat: geo-coop agreements list"
    >>> translate("a message of a later version", "id")
    'a message of a later version'
    """
    return "\n".join(_line(line) for line in text.split("\n")) if lang == "id" else text


def _line(line: str) -> str:
    for lead in _LEADS:
        if line.startswith(lead):
            return _phrase(lead + "{}").format(_line(line[len(lead) :]))
    place = _PLACE.fullmatch(line)
    if place is not None and place[1] and not line.startswith("wrote "):
        return place[1] + _line(place[2])
    whole = _matched(line)
    return whole if whole is not None else "; ".join(_matched(part) or part for part in line.split("; "))


def _matched(text: str) -> str | None:
    for pattern, indonesian in _patterns():
        found = pattern.fullmatch(text)
        if found:
            return indonesian.format(*found.groups())
    return None


def _phrase(english: str) -> str:
    return dict(PHRASES)[english]


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the phrases as patterns, those with more text of their own first."""
    own = [
        (english, indonesian)
        for english, indonesian in (*PHRASES, *CODE_PHRASES, *FORM_PHRASES)
        if not english.startswith(_LEADS)
    ]
    by_text = sorted(own, key=lambda pair: -len(re.sub(r"{n?}", "", pair[0])))
    return tuple((re.compile(_as_pattern(english)), indonesian) for english, indonesian in by_text)


def _as_pattern(english: str) -> str:
    return "".join(_HOLES.get(part) or re.escape(part) for part in re.split(r"({n?})", english))
