"""Words around and inside written names: kinds of regions, offices, abbreviations, directions, numerals."""

from __future__ import annotations

from typing import Final

_DESA: Final = ("desa", "desa adat")
_ANY_VILLAGE: Final = (*_DESA, "kelurahan")
_REGENCY: Final = ("kabupaten", "daerah")
_PROVINCE: Final = ("provinsi", "negeri", "wilayah persekutuan")

# What a word says about the kind of the region whose name follows it.
KIND_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "negara": ("negara",),
    "provinsi": ("provinsi",), "propinsi": ("provinsi",), "prov": ("provinsi",), "prop": ("provinsi",),
    "provincial": ("provinsi",), "pemprov": ("provinsi",), "pemprop": ("provinsi",), "gubernur": ("provinsi",),
    "wagub": ("provinsi",),
    "negeri": ("negeri", *_DESA),
    "kabupaten": ("kabupaten",), "kab": ("kabupaten",), "kabup": ("kabupaten",), "kbp": ("kabupaten",),
    "pemkab": ("kabupaten",), "bupati": ("kabupaten",), "wabup": ("kabupaten",),
    "kota": ("kota",), "kotamadya": ("kota",), "kodya": ("kota",), "kodia": ("kota",), "kotip": ("kota",),
    "kotif": ("kota",), "pemkot": ("kota",), "walikota": ("kota",), "wawali": ("kota",), "wako": ("kota",),
    "daerah": ("daerah",),
    "kecamatan": ("kecamatan",), "kec": ("kecamatan",), "kecm": ("kecamatan",), "camat": ("kecamatan",),
    "distrik": ("kecamatan", "daerah"),
    "kelurahan": ("kelurahan",), "kel": ("kelurahan",), "lurah": ("kelurahan",),
    "desa": _DESA, "ds": _DESA, "kades": _DESA, "pemdes": _DESA,
    "kampung": _ANY_VILLAGE, "kampong": _ANY_VILLAGE, "kp": _ANY_VILLAGE, "kpg": _ANY_VILLAGE,
}  # fmt: skip
# Kinds of one level that people mistake for each other; what is found so is shown, not taken.
SAME_LEVEL: Final = (("desa", "desa adat", "kelurahan"), ("kabupaten", "kota"))
# The same after the name, in English and Chinese transcription.
KIND_WORDS_AFTER: Final[dict[str, tuple[str, ...]]] = {
    "province": ("provinsi",), "sheng": ("provinsi",), "state": ("negeri", "provinsi"), "regency": _REGENCY,
    "city": ("kota", "daerah"), "municipality": ("kota",), "district": ("kecamatan", "daerah"),
    "subdistrict": ("kecamatan", "kelurahan"), "village": _ANY_VILLAGE,
}  # fmt: skip
# Kind words that begin many names (Kota Bangun, Kampung Baru): the whole text is tried as a name first.
NAME_STARTS: Final = frozenset({"kota", "kampung", "kampong", "kp", "kpg", "negeri", "daerah"})
# Words before a kind word or name that say whose office it is, or in which order it ranks; no part of the name.
OFFICES: Final = frozenset({
    "pemerintah", "pemda", "pemerintahan", "wakil", "bappeda", "dprd", "dinas", "disdik", "setda", "sekda", "plt", "pj",
    "se", "the", "of", "wilayah", "administrasi", "tingkat", "tk", "dati", "dt", "kawasan", "republik",
})  # fmt: skip
# Kind words that mean another level where a number follows (Dati I, Daerah Tingkat II).
TIERS: Final[dict[str, tuple[str, ...]]] = {"i": ("provinsi",), "1": ("provinsi",), "ii": ("kabupaten", "kota"),
                                            "2": ("kabupaten", "kota")}  # fmt: skip
TIER_WORDS: Final = frozenset({"tingkat", "tk", "dati", "dt"})
# Kind words that may begin another region in the middle of a text: "Desa X Kecamatan Y Kabupaten Z".
INNER: Final = frozenset({
    "provinsi", "propinsi", "prov", "kabupaten", "kab", "kecamatan", "kec", "kelurahan", "kel", "desa", "ds", "kota",
    "kotamadya", "kodya", "negeri", "distrik",
})  # fmt: skip
LINKS: Final = frozenset({"di", "in"})
# What stands at a place and is no region: "PLBN Labang" names the post, not the village.
PLACES: Final[dict[str, str]] = {
    "plbn": "a border post (PLBN)", "plb": "a border post", "pos lintas batas negara": "a border post (PLBN)",
    "pos lintas batas": "a border post", "pelabuhan": "a port", "bandara": "an airport", "jembatan": "a bridge",
}  # fmt: skip

# Written forms of one word, the full one first. A form may stand for several words (Bt.: Batu, Bukit).
SAME: Final[tuple[tuple[str, ...], ...]] = (
    ("sungai", "sei", "sungei", "sey", "s", "sg", "sgi", "soengai", "sungi"),
    ("tanjung", "tj", "tg", "tjg", "tjng", "tanjong", "tjung", "tandjung"),
    ("gunung", "gn", "gng", "gunong", "g"), ("muara", "ma", "mr", "muaro", "m"),
    ("kampung", "kp", "kpg", "kmp", "kampong"), ("teluk", "tl", "tlk", "telok", "tk"), ("padang", "pd", "pdg"),
    ("pondok", "pd", "pdk"), ("pulau", "p", "pl", "pulo"), ("batu", "bt"), ("bukit", "bt", "bkt"),
    ("lubuk", "lb", "lbk", "lubok"), ("labuhan", "lb"), ("kuala", "kl"), ("simpang", "sp", "spg", "simp"),
    ("pasar", "ps", "psr"), ("pasir", "ps", "psr"), ("karang", "kr", "krg"), ("long", "lg"), ("rantau", "rt"),
    ("ujung", "uj", "udjung"), ("kepulauan", "kep"), ("hulu", "ulu", "hl"), ("hilir", "ilir", "hil"),
    ("tanah", "tana", "tn"), ("sri", "seri"), ("masjid", "mesjid"), ("pangkalan", "pkl"),
)  # fmt: skip
# Short forms that the register itself writes; the others are only read.
WRITTEN: Final = frozenset({"sei", "s", "ulu", "ilir", "lb", "lbk", "gn", "kp", "sp", "tj", "tana", "seri", "mesjid",
                            "telok", "pulo", "muaro", "kampong", "tanjong", "gunong", "lubok", "p"})  # fmt: skip
DIRECTIONS: Final[dict[str, str]] = {
    "utr": "utara", "ut": "utara", "u": "utara", "sel": "selatan", "slt": "selatan", "sltn": "selatan", "s": "selatan",
    "tim": "timur", "tmr": "timur", "t": "timur", "bar": "barat", "brt": "barat", "b": "barat", "teng": "tengah",
    "tgh": "tengah", "tng": "tengah", "drt": "darat", "lt": "laut",
}  # fmt: skip
FULL_DIRECTIONS: Final = frozenset({"utara", "selatan", "timur", "barat", "tengah", "hulu", "hilir"})
ENGLISH: Final[dict[str, str]] = {
    "north": "utara", "south": "selatan", "east": "timur", "west": "barat", "central": "tengah", "middle": "tengah",
    "upper": "hulu", "lower": "hilir",
}  # fmt: skip
ROMAN: Final = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv",
                "xvi", "xvii", "xviii", "xix", "xx")  # fmt: skip
NUMERALS: Final = ("", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh")
# Spelling before 1947 (oe) and before 1972 (dj, tj, nj, sj, ch, j), longest first.
OLD_SPELLING: Final = (("oe", "u"), ("dj", "\0"), ("tj", "c"), ("nj", "ny"), ("sj", "sy"), ("ch", "kh"), ("j", "y"),
                       ("\0", "j"))  # fmt: skip
# Letters that sound alike; used to score similar names, never to decide.
SOUNDS: Final = (
    ("oe", "u"), ("dj", "j"), ("tj", "c"), ("sy", "s"), ("kh", "h"), ("gh", "g"), ("ei", "ai"), ("q", "k"), ("v", "p"),
    ("f", "p"), ("z", "s"), ("y", "i"), ("j", "i"), ("e", "a"), ("o", "u"),
)  # fmt: skip
