"""Messages on region codes in Indonesian, as geo_coop/cli/messages.py has the others."""

from __future__ import annotations

from typing import Final

# What a code has that it should not have, and the word for it.
_FAULTS: Final = (
    ("blanks", "spasi"), ("signs that cannot be seen", "tanda yang tidak tampak"),
    ("letters for digits", "huruf sebagai angka"), ("digits other than 0-9", "angka selain 0-9"),
    ("a mark other than the dot", "tanda selain titik"), ("a dot too many", "titik yang berlebih"),
    ("small letters", "huruf kecil"), ("a zero too few", "nol yang kurang"), ("other signs", "tanda lain"),
)  # fmt: skip

CODE_PHRASES: Final[tuple[tuple[str, str], ...]] = (
    ("{} has several meanings: {}: no such region in the register (write {})",
     "{} punya beberapa makna: {}: tidak ada dalam register (tulis {})"),
    ("{}: no such region in the register (write {})", "{}: tidak ada dalam register (tulis {})"),
    ("{} (write {})", "{} (tulis {})"),
    ("write all, like 61.10", "tulis lengkap, seperti 61.10"),
    ("code {} was read as a number", "kode {} terbaca sebagai angka"),
    ("read codes as text, and give it with its dots or its scheme",
     "baca kode sebagai teks, dengan titik atau skemanya"),
    ("{} is no region code: no scheme has codes of {n} digits",
     "{} bukan kode wilayah: tidak ada skema berkode {} angka"),
    ("Kemendagri has 2, 4, 6 or 10, BPS 2, 4, 7 or 10", "Kemendagri 2, 4, 6, atau 10, BPS 2, 4, 7, atau 10"),
    ("{} is no region code as written: it has {}", "{} bukan kode wilayah seperti tertulis: ada {}"),
    *((f"{{}} is no region code as written: it has {fault}", f"{{}} bukan kode wilayah seperti tertulis: ada {ada}")
      for fault, ada in _FAULTS),
    ("it knows bps codes of provinces, regencies and cities, and of districts in Kalimantan",
     "yang dikenal: kode bps provinsi, kabupaten dan kota, serta kecamatan di Kalimantan"),
    ("no region {} in the register", "tidak ada wilayah {} dalam register"),
    ("write {} if that is meant", "tulis {} bila itu yang dimaksud"),
    ("{} is no region code", "{} bukan kode wilayah"),
    ("expected one like 65, 65.03, 65.03.05.2033, MY-12, or bps:6504",
     "harus seperti 65, 65.03, 65.03.05.2033, MY-12, atau bps:6504"),
)  # fmt: skip
