"""The figures at the top of the atlas, and what it says of its own limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_coop.api.records import records
from geo_coop.cover import between_countries_only, living
from geo_coop.register import load_register

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from geo_coop.schema import Lang

# Share of the land in the right region, of the embedded layers against the published source
# (docs/decisions/0002-embedded-default.md says how it was measured).
EMBEDDED_RIGHT: Final = {"province": 99, "regency": 92, "district": 81, "village": 54}

_FIGURES: Final[Mapping[str, tuple[str, str]]] = {
    "records": ("catatan, {agreements} di antaranya kesepakatan", "records, {agreements} of them agreements"),
    "covered": ("dari {villages} desa dan kelurahan tercakup", "of {villages} villages covered"),
    "legal": ("desa dan kelurahan perbatasan Kaltara menurut hukum", "border villages of Kaltara by law"),
    "touch": ("di antaranya menyentuh garis (1 km)", "villages touch the line (1 km)"),
    "line": ("km garis darat Kaltara: {parts}", "km land line of Kaltara: {parts}"),
    "gap": ("desa perbatasan hanya dengan kerangka kedua negara", "border villages with only the countries' frame"),
}
_REMARKS: Final[Mapping[str, tuple[str, str]]] = {
    "embedded": (
        (
            "Batas desa, kecamatan, dan kabupaten bawaan adalah perkiraan: {village} % luas berada di desa yang benar, "
            "{district} % di kecamatan yang benar, {regency} % di kabupaten yang benar. Batas terbitan dapat diunduh "
            "dengan: geo-coop boundaries fetch"
        ),
        (
            "The embedded boundaries are approximate: {village} % of the land lies in the right village, {district} % "
            "in the right district, {regency} % in the right regency. Published boundaries come with: "
            "geo-coop boundaries fetch"
        ),
    ),
    "figures": (
        (
            "Panjang dan jarak desa perbatasan dihitung dari sumber terbit dan disimpan sebagai daftar angka; bukan "
            "dari bentuk perkiraan."
        ),
        (
            "Frontage and distance of border villages were computed from the published source and are kept as figures; "
            "not from the approximate shapes."
        ),
    ),
    "mixed": (
        "Sebagian wilayah memakai batas terbitan, sebagian perkiraan; kolom tier pada tabel menyebutkannya.",
        "Some regions have published boundaries, some approximate ones; the column tier of the tables says which.",
    ),
    "shapeless": (
        "{count} desa atau kelurahan tidak mempunyai bentuk dan tidak tampak pada peta: {names}.",
        "{count} villages have no shape and are not drawn: {names}.",
    ),
    "line": (
        (
            "Garis batas Indonesia - Malaysia berasal dari OpenStreetMap (10 m); angka resmi 8-13 % lebih panjang "
            "karena diukur lebih rinci. Kesepakatan batas 18 Februari 2025 belum ada poligonnya."
        ),
        (
            "The line Indonesia - Malaysia comes from OpenStreetMap (10 m); official figures are 8-13 % longer, being "
            "measured in more detail. No polygon of the memorandum of 18 February 2025 is published."
        ),
    ),
    "legal": (
        "Daftar 22 kecamatan perbatasan Kaltara mengikuti hukum; sebagian nama kecamatan Nunukan disimpulkan.",
        "The 22 border districts of Kaltara follow the law; some of the names in Nunukan are inferred.",
    ),
    "zero": (
        "Tidak tercakup berarti tidak ada dalam kumpulan dokumen ini, bukan bahwa tidak ada kerja sama sama sekali.",
        "Not covered means not in this collection of documents, not that there is no cooperation at all.",
    ),
    "territory": (
        "Aturan wilayah para pihak mencakup seluruh desa para pihak, juga bila kegiatan hanya di sebagian wilayah.",
        "The rule territory covers all villages of the parties, even where the work is done in a part of them.",
    ),
}


def key_figures(tables: Mapping[str, pd.DataFrame], villages: gpd.GeoDataFrame, lang: Lang) -> list[tuple[str, str]]:
    """Return value and label of the figures at the top of the index, counted from the tables."""
    agreements, border, line = tables["agreements"], tables["border_villages"], tables["border_line"]
    legal = border[border["legal"]]
    by_state = line.groupby("b")["length_km"].sum()
    register = load_register()
    parts = ", ".join(f"{register.name(str(code))} {_number(round(km), lang)}" for code, km in by_state.items())
    only_countries = len(frame_only(border))
    values: list[tuple[str, int, dict[str, object]]] = [
        ("records", len(agreements), {"agreements": int(agreements["record"].eq("agreement").sum())}),
        (
            "covered",
            int(living(tables["coverage_villages"])["code"].nunique()),
            {"villages": _number(len(villages), lang)},
        ),
        ("legal", len(legal), {}),
        ("touch", int(border["touch"].sum()), {}),
        ("gap", only_countries, {}),
        ("line", round(float(by_state.sum())), {"parts": parts}),
    ]
    return [(_number(value, lang), _text(_FIGURES[key], lang).format(**more)) for key, value, more in values]


def frame_only(border: pd.DataFrame) -> list[str]:
    """Return the codes of villages at the border by law that only agreements between the two countries cover.

    Parameters
    ----------
    border
        Border villages with code, legal and agreements (ids with semicolons between).
    """
    between_countries = {record.id for record in records() if between_countries_only(record)}
    legal = border[border["legal"] & border["agreements"].notna()]
    alone = [set(text.split("; ")) <= between_countries for text in legal["agreements"]]
    return [str(code) for code in legal.loc[alone, "code"]]


def approximate_remarks(tables: Mapping[str, pd.DataFrame], villages: gpd.GeoDataFrame, lang: Lang) -> list[str]:
    """Return what a reader must know of the limits of the layers and records in use."""
    tiers = set(villages["tier"])
    keys: list[tuple[str, dict[str, object]]] = []
    if "approximate" in tiers:
        keys.append(("embedded", dict(EMBEDDED_RIGHT)))
    if tiers == {"approximate", "authoritative"}:
        keys.append(("mixed", {}))
    if tables["border_villages"]["basis"].eq("register").any():
        keys.append(("figures", {}))
    shapeless = tables["without_shape"]
    if len(shapeless):
        names = ", ".join(f"{name} ({code})" for code, name in zip(shapeless["code"], shapeless["name"], strict=True))
        keys.append(("shapeless", {"count": len(shapeless), "names": names}))
    keys += [(key, {}) for key in ("line", "legal", "territory", "zero")]
    return [_text(_REMARKS[key], lang).format(**values) for key, values in keys]


def _number(value: int, lang: Lang) -> str:
    text = f"{value:,}"
    return text.replace(",", ".") if lang == "id" else text


def _text(pair: tuple[str, str], lang: Lang) -> str:
    return pair[0 if lang == "id" else 1]
