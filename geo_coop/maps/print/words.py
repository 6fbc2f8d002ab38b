"""Words on printed maps, in Indonesian and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from geo_coop.schema import Lang

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "approximate": ("PERKIRAAN", "APPROXIMATE"),
    "approximate_help": (
        "Batas wilayah pada peta ini adalah perkiraan, bukan batas resmi.",
        "The boundaries on this map are approximate, not official ones.",
    ),
    "key": ("Nama yang berupa angka pada peta", "Names that are numbers on the map"),
    "legend": ("Legenda", "Legend"),
    "scale": ("Skala 1 : {number}", "Scale 1 : {number}"),
    "on_paper": ("pada kertas {paper}", "on {paper} paper"),
    "scale_varies": (
        "di tengah peta; di tepi berbeda hingga {percent} %",
        "at the centre of the map; up to {percent} % off at its edges",
    ),
    "projection": ("Proyeksi", "Projection"),
    "north": ("U", "N"),
    "east_of": ("BT", "E"),
    "west_of": ("BB", "W"),
    "north_of": ("LU", "N"),
    "south_of": ("LS", "S"),
    "inset_borneo": ("Letak di Pulau Kalimantan (Borneo)", "Where it lies on Borneo"),
    "inset_indonesia": ("Letak di Indonesia dan sekitarnya", "Where it lies in Indonesia and around"),
    "inset_borneo_short": ("Letak di Kalimantan", "Place on Borneo"),
    "inset_indonesia_short": ("Letak di Indonesia", "Place in Indonesia"),
    "sources": ("Sumber dan catatan", "Sources and notes"),
    "source": ("Sumber", "Source"),
    "release": ("rilis", "release"),
    "licence": ("lisensi", "licence"),
    "tier": ("ketelitian", "quality"),
    "tier_approximate": ("perkiraan", "approximate"),
    "tier_authoritative": ("sumber terbitan atau berkas pengguna", "published source or the user's own file"),
    "on": ("Keadaan per", "State on"),
    "all_time": ("Keadaan: seluruh catatan", "State: the records as a whole"),
    "without_shape": (
        "Tanpa bentuk pada sumber, jadi tidak tergambar ({count}): {names}",
        "Without a shape at the source, so not drawn ({count}): {names}",
    ),
    "names_left_out": (
        "Tanpa nama karena tidak muat pada ukuran ini ({count}); semua nama ada pada halaman peta ini (.html).",
        "Without a name for want of room at this size ({count}); the page of this map (.html) lists all names.",
    ),
    "names_missing": (
        "Tanpa nama pada peta karena tidak muat ({count}): {names}",
        "Without a name on the map for want of room ({count}): {names}",
    ),
    "rows_left_out": ("… dan {count} baris lagi", "… and {count} more rows"),
    "notes_left_out": ("… dan {count} catatan lagi", "… and {count} more notes"),
    "legal_only": (
        "Perbatasan menurut hukum saja, tidak menyentuh garis",
        "Border village by law only, not at the line",
    ),
    "line": ("Garis batas menghadap", "Border line facing"),
    "opposite": ("Distrik di seberang garis", "Districts across the line"),
    "bands": ("Koridor dari garis batas", "Corridor along the line"),
    "crossings": ("Pos lintas batas", "Border crossings"),
    "crossing_open": ("PLBN", "PLBN (border post of the state)"),
    "crossing_post": ("Pos lintas batas", "Crossing post"),
    "crossing_planned": ("Direncanakan", "Planned"),
    "approximate_places": (
        "Letak perkiraan ({count}): {names}",
        "Position approximate ({count}): {names}",
    ),
    "surroundings": ("Wilayah sekitar", "Surrounding regions"),
    "neighbours": ("Wilayah negara tetangga", "Neighbouring states"),
    "other": ("Lainnya", "Other"),
    "border_of": ("Batas", "Boundary of"),
    "outlines": ("Batas wilayah satu tingkat di atas", "Boundaries one level up"),
    "sea": ("Laut", "Sea"),
    "drawn_with": ("Dibuat dengan geo_coop", "Made with geo_coop"),
    "locator": ("Peta letak", "Locator map"),
}


def word(key: str, lang: Lang) -> str:
    """Return one text."""
    return _WORDS[key][0 if lang == "id" else 1]


def whole(value: float, lang: Lang) -> str:
    """Return a whole number with the marks of the language."""
    text = f"{value:,.0f}"
    return text if lang == "en" else text.replace(",", ".")


def decimal(value: float, lang: Lang) -> str:
    """Return a number with as many decimals as it needs, at most one, with the mark of the language."""
    text = f"{value:,.1f}".removesuffix(".0")
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))
