"""Words in coverage tables: where evidence stands, and how a share was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_coop.agreements.model import Agreement
    from geo_coop.cover.rules import Clip

_METHODS: Final[dict[str, dict[str, str]]] = {
    "corridor": {
        "id": "luas dalam {km:g} km dari batas {a} - {b}",
        "en": "area within {km:g} km of the boundary {a} - {b}",
    },
    "circle": {
        "id": "luas dalam {km:g} km dari titik {lat:g}, {lon:g}",
        "en": "area within {km:g} km of the point {lat:g}, {lon:g}",
    },
    "holder": {
        "id": "desa yang memuat titik {lat:g}, {lon:g}",
        "en": "the village that holds the point {lat:g}, {lon:g}",
    },
    "extent": {
        "id": "luas di dalam persegi koordinat yang diterbitkan",
        "en": "area inside the rectangle of the published coordinates",
    },
}


def method_of(clip: Clip | None, lang: str) -> str:
    """Say how the share of a village is measured; empty for a rule that takes whole villages."""
    if clip is None:
        return ""
    (lon, lat), (a, b) = clip.point, clip.of
    return _METHODS[clip.kind]["id" if lang == "id" else "en"].format(km=clip.km, lon=lon, lat=lat, a=a, b=b)


def cited_of(agreement: Agreement, keys: Iterable[str]) -> list[str]:
    """Return where pieces of a record's evidence stand, as ``document §paragraph``, in the order asked for."""
    by_id = {entry.id: entry for entry in agreement.evidence}
    return [cited(by_id[key].document, by_id[key].paragraph) for key in keys if key in by_id]


def cited(document: str, paragraph: str) -> str:
    """Return a document with its paragraph, where it has one."""
    return f"{document} §{paragraph}" if paragraph else document
