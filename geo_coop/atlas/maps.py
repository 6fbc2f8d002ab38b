"""The maps of the atlas: what each shows, and a small drawing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from geo_coop.api.map_partners import PartnersView, partners_view
from geo_coop.api.map_timeline import TimelineView, timeline_view
from geo_coop.api.map_zones import ZonesView, zones_view
from geo_coop.api.maps import ChoroplethView, CorridorView, agreement_view, corridor_view
from geo_coop.atlas.sketch import AROUND, Paint, class_paints, frame_paint, sketch

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    import folium

    from geo_coop.maps import MapNotes
    from geo_coop.schema import Lang

MAPS: Final = (
    "regencies_count", "districts_stage", "villages_count", "border_corridor", "zones", "partners", "timeline",
)  # fmt: skip
PROVINCES: Final = ("62", "64", "65")
WITH_RECORDS: Final = ("62.02", "62.07", "64", "65")
_BORDER: Final = "#b5b5b5"
_OUTLINE: Final = "#1b1b1b"
_ZONE_TINTS: Final = ("#ffffff", "#cfe3f2", "#7fb6dc", "#2f7fbf")
_FEW: Final = 100


class View(Protocol):
    """A map of the atlas."""

    @property
    def notes(self) -> MapNotes:
        """Sources, tier and remarks."""

    def to_map(self) -> folium.Map:
        """Return the interactive map."""


def make_view(name: str, on: dt.date | None, source: str | None, lang: Lang) -> View:
    """Return what one of `MAPS` shows.

    Raises
    ------
    KeyError
        No such map.
    """
    makers: dict[str, Callable[[], View]] = {
        "regencies_count": lambda: agreement_view(
            "regency", by="count", within=PROVINCES, on=on, source=source, lang=lang
        ),
        "districts_stage": lambda: agreement_view(
            "district", by="stage", within=WITH_RECORDS, on=on, source=source, lang=lang
        ),
        "villages_count": lambda: agreement_view(
            "village", by="count", within=("64", "65"), on=on, source=source, lang=lang
        ),
        "border_corridor": lambda: corridor_view("65", "MY", on=on, source=source, lang=lang),
        "zones": lambda: zones_view(on=on, source=source, lang=lang),
        "partners": lambda: partners_view(on=on, source=source, lang=lang),
        "timeline": lambda: timeline_view(within=PROVINCES, source=source, lang=lang),
    }
    return makers[name]()


def draw(view: View) -> str:
    """Return a small drawing of a map, as SVG without any text."""
    match view:
        case ChoroplethView() | TimelineView():
            edge = 1.2 if len(view.regions) < _FEW else 0.5
            paints = [
                *frame_paint(view.context, AROUND, _BORDER),
                *class_paints(view.regions, view.classes, edge=edge),
                *frame_paint(view.outlines, "none", _OUTLINE, 2.2),
            ]
            return sketch(paints, tuple(view.regions.total_bounds))
        case CorridorView():
            return sketch(_corridor(view), view.layers.bounds())
        case ZonesView():
            return sketch(_zones(view), tuple(view.layers.regions.total_bounds))
        case PartnersView():
            return sketch(_partners(view), tuple(view.layers.regions.total_bounds))
    message = f"no drawing of {type(view).__name__}"
    raise TypeError(message)


def _corridor(view: CorridorView) -> list[Paint]:
    layers = view.layers
    paints = [
        *frame_paint(layers.context, AROUND, _BORDER),
        *frame_paint(layers.neighbours, "#e2ddd0", _BORDER),
        *class_paints(layers.villages, view.classes, edge=0.7),
        *frame_paint(layers.outlines, "none", _OUTLINE, 1.8),
    ]
    for facing, colour in layers.facing_colours().items():
        stretch = layers.line.loc[(layers.line["facing"] == facing).to_numpy()]
        paints.append(Paint(np.asarray(stretch.geometry.array, dtype=object), stroke=colour, width=6))
    return paints


def _zones(view: ZonesView) -> list[Paint]:
    """Tint regions by the number of zones that they are in."""
    layers = view.layers
    zones = layers.members[layers.members["group"] == "zone"].groupby("code")["zone"].nunique()
    number = zones.reindex(layers.regions.index, fill_value=0).clip(upper=len(_ZONE_TINTS) - 1).to_numpy()
    shapes = np.asarray(layers.regions.geometry.array, dtype=object)
    paints = frame_paint(layers.context, AROUND, _BORDER)
    paints += [Paint(shapes[number == each], tint) for each, tint in enumerate(_ZONE_TINTS)]
    paints.append(Paint(shapes, stroke=_OUTLINE, width=1.6))
    return [*paints, *frame_paint(layers.extents, "none", "#000000", 2.5)]


def _partners(view: PartnersView) -> list[Paint]:
    layers = view.layers
    paints = [*frame_paint(layers.context, AROUND, _BORDER), *frame_paint(layers.regions, "#f4f1e6", _BORDER, 1.2)]
    colours = {each.key: (each.colour, each.dash) for each in layers.classes}
    for line in layers.links[~layers.links["far"].astype(bool)].itertuples():
        colour, _ = colours[str(line.key).split("+", maxsplit=1)[0]]
        dash = tuple(int(2 * part) for part in line.dash)
        paints.append(Paint(np.array([line.geometry], dtype=object), stroke=colour, width=6, dash=dash))
    return paints
