"""What every map page is made of: payload parts for shapes, tooltips, popups, legends and notes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geo_coop.errors import InputError, Problem
from geo_coop.maps.area_layer import areas_layer, class_rows, compare_codes, differences, uppers
from geo_coop.maps.cell_text import text_of
from geo_coop.maps.limit import too_many
from geo_coop.maps.notes import MapNotes, notes_payload
from geo_coop.maps.numbers_text import code_numbers
from geo_coop.maps.offline import OfflineMap, PageData
from geo_coop.maps.packaged import FURNITURE, kind_file
from geo_coop.maps.prepare import Prepared, prepare
from geo_coop.maps.words import check_lang, script_words, word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    import geopandas as gpd

    from geo_coop.classify import Classification
    from geo_coop.maps.basemap import Basemap
    from geo_coop.maps.prepare import Upper
    from geo_coop.schema import Lang

    Json = dict[str, object]
    Outlines: TypeAlias = gpd.GeoDataFrame | list[gpd.GeoDataFrame] | tuple[gpd.GeoDataFrame, ...] | None
    Details = Mapping[str, Sequence[Mapping[str, str]]]

#: What a kind of map takes from here; some of it stands in modules of its own.
__all__ = [
    "Bounds", "MapNotes", "Page", "area_labels", "areas_layer", "class_rows", "differences", "joined_bounds", "start",
    "start_on", "text_of",
]  # fmt: skip

_CONTEXT_TOLERANCE_M: Final = 250.0
_SHOWN: Final = 12
_MARGIN: Final = 0.6
_WIDER: Final = 2
_HIGHER: Final = 1.05
_NEAR_ZOOM: Final = 9
_POLYGONAL: Final = frozenset({"Polygon", "MultiPolygon"})


@dataclass(slots=True)
class Page:
    """A payload under construction: the topologies and layers of one page.

    Attributes
    ----------
    lang
        Language of the page.
    topologies, layers, legends
        Parts of the payload; ``add_...`` fill them. A layer is a mapping with ``type`` (its kind) and ``name``.
    remarks
        Further sentences for the notes.
    extras
        What other scripts read from ``page.extras``, by the name of the control.
    scripts
        Further packaged scripts, as ``"timeline"`` for ``assets/js/timeline.js``; those of layer kinds come by
        themselves.
    ui
        Further words for scripts, read from ``page.ui``.
    """

    lang: Lang
    topologies: list[Json] = field(default_factory=list)
    layers: list[Json] = field(default_factory=list)
    legends: list[Json] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    extras: Json = field(default_factory=dict)
    scripts: set[str] = field(default_factory=set)
    ui: dict[str, str] = field(default_factory=dict)

    def add_topology(self, prepared: Prepared) -> int:
        """Add coded shapes, and return their number."""
        self.topologies.append({"step": prepared.step, "origin": list(prepared.origin), "packed": prepared.packed})
        return len(self.topologies) - 1

    def add_context(
        self, frame: gpd.GeoDataFrame | None, name: str, bounds: Bounds, *, fill: str, rank: int, capitals: bool = True
    ) -> None:
        """Add surroundings: filled, named, not interactive, cut to what may come into view.

        Those named without ``capitals`` are parts of the surroundings below them, which are named on them too.
        """
        if frame is None or frame.empty:
            return
        seen = _cut(frame, bounds)
        if seen.empty:
            return
        prepared = prepare(seen, tolerance_m=_CONTEXT_TOLERANCE_M, warn=False)
        size = 13 if capitals else 11
        near = _cut(seen, bounds, margin=0.02)
        named = near if not capitals else pd.concat([near, seen[~seen.index.isin(near.index)]])
        labels = area_labels(named, size=size, colour="#5b5b5b", rank=rank, capitals=capitals)
        number = self.add_topology(prepared)
        self.layers.append(
            {
                "type": "context", "name": name, "topology": number, "fill": fill, "stroke": "#9a9a9a",
                "labels": labels, "detail": not capitals,
            }
        )  # fmt: skip

    def add_upper(self, topology: int, upper: Upper) -> int:
        """Add regions of an upper level over the arcs of a topology, and return their number."""
        self.topologies.append({"over": topology, "packed": upper.packed})
        return len(self.topologies) - 1

    def add_outlines(self, frames: Outlines, prepared: Prepared, topology: int) -> None:
        """Add the borders of upper levels, the highest first in ``frames`` and on the map; see `add_outline`."""
        if not isinstance(frames, list | tuple):
            self.add_outline(frames, prepared, topology, word("upper", self.lang))
            return
        for place, frame in reversed(list(enumerate(frames))):
            level = word(f"level_{frame['level'].iloc[0]}", self.lang) if len(frame) else ""
            name = word("borders_of", self.lang).format(level=level)
            self.add_outline(frame, prepared, topology, name, lower=place > 0)

    def add_outline(
        self, frame: gpd.GeoDataFrame | None, prepared: Prepared, topology: int, name: str, *, lower: bool = False
    ) -> None:
        """Add the borders of an upper level; taken from the regions' own arcs where those lie inside it.

        A level that lies below another one (``lower``) has thinner lines, and names only where the map is near.
        """
        if frame is None or frame.empty:
            return
        groups = [next((upper for upper in uppers(code) if upper in frame.index), None) for code in prepared.codes]
        if prepared.codes and all(group is not None for group in groups):
            inner, edge = prepared.outline_arcs([str(group) for group in groups])
        else:
            own = prepare(frame, tolerance_m=prepared.tolerance_m, warn=False)
            topology = self.add_topology(own)
            inner, edge = own.outline_arcs(own.codes)
        colour, width, size, rank = ("#4a4a4a", 0.9, 11, 50) if lower else ("#1b1b1b", 1.5, 12, 100)
        labels = area_labels(frame, size=size, colour=colour, rank=rank, capitals=False)
        coded, coded_edge = (code_numbers(differences(np.array(arcs, dtype=np.int64))) for arcs in (inner, edge))
        self.layers.append(
            {
                "type": "outline", "name": name, "topology": topology, "arcs": coded, "edge": coded_edge,
                "colour": colour, "width": width,
                "labels": [{**label, "least": _NEAR_ZOOM} for label in labels] if lower else labels,
            }
        )  # fmt: skip

    def add_legend(self, title: str, rows: Sequence[Json]) -> None:
        """Add one part of the legend; one without rows is left out."""
        if rows:
            self.legends.append({"title": title, "rows": list(rows)})

    def build(
        self, *, title: str, notes: MapNotes, bounds: Bounds, tolerance_m: float, basemap: Basemap | None = None
    ) -> OfflineMap:
        """Return the finished map, over online tiles where a ``basemap`` is given."""
        lang = self.lang
        approximate = notes.tier != "authoritative"
        payload: Json = {
            "lang": lang,
            "ui": {**script_words.all(lang), **self.ui},
            "title": title,
            "subtitle": notes.heading(lang),
            "badge": word("approximate", lang) if approximate else "",
            "badge_help": word("approximate_help", lang),
            "bounds": [round(value, 5) for value in bounds],
            "topologies": self.topologies,
            "layers": self.layers,
            "legends": self.legends,
            "notes": notes_payload(notes, self.remarks, tolerance_m, lang),
            "attribution": list(dict.fromkeys(f"{source.title} ({source.licence})" for source in notes.sources)),
            "extras": self.extras,
        }
        west, south, east, north = bounds
        fmap = OfflineMap(title=title, lang=lang, basemap=basemap, location=[(south + north) / 2, (west + east) / 2])
        kinds = {kind_file(str(layer["type"])) for layer in self.layers}
        fmap.add_child(PageData(payload, {*FURNITURE, *kinds, *self.scripts}))
        return fmap


Bounds = tuple[float, float, float, float]


def start(
    regions: gpd.GeoDataFrame, classification: Classification, lang: Lang, prepared: Prepared | None
) -> tuple[Page, Prepared]:
    """Check what every map needs, and return a page and the prepared regions.

    Raises
    ------
    InputError
        An unknown language, no region, classes for other regions, shapes of other regions, or too many areas.
    """
    check_lang(lang)
    problems: list[Problem] = []
    codes = [str(code) for code in regions.index]
    if not codes:
        problems.append(Problem("a map of no region", "check the filter that the regions come from"))
    problems += compare_codes("classification", classification.index.index, regions.index)
    if prepared is not None and {*prepared.codes, *prepared.missing} != set(codes):
        problems.append(Problem("'prepared' holds other regions than the map", "prepare the same frame"))
    if codes:
        problems += too_many(codes, str(regions["level"].iloc[0]))
    if problems:
        raise InputError(problems)
    prepared = prepare(regions) if prepared is None else prepared
    if not prepared.codes:
        message = f"none of the {len(codes)} regions has a shape to draw"
        raise InputError(message)
    page = Page(lang)
    if prepared.missing:
        names = [f"{regions['name'].get(code, '')} ({code})" for code in prepared.missing[:_SHOWN]]
        more = ", …" if len(prepared.missing) > _SHOWN else ""
        template = word("without_shape", lang)
        page.remarks.append(template.format(count=len(prepared.missing), names=", ".join(names) + more))
    return page, prepared


def start_on(
    regions: gpd.GeoDataFrame,
    classification: Classification,
    lang: Lang,
    prepared: Prepared | None,
    *,
    context: gpd.GeoDataFrame | None,
    bounds: Bounds | None = None,
    fill: str = "#ecebe6",
    rank: int = 8_000,
) -> tuple[Page, Prepared, int]:
    """Return a page with the surroundings on it, the prepared regions, and the number of their topology.

    Parameters
    ----------
    regions, classification, lang, prepared
        As for `start`.
    context, fill, rank
        Surroundings, as for `Page.add_context`.
    bounds
        What they surround; default: the regions.

    Raises
    ------
    InputError
        As for `start`.
    """
    page, prepared = start(regions, classification, lang, prepared)
    page.add_context(context, word("context", lang), bounds or prepared.bounds, fill=fill, rank=rank)
    return page, prepared, page.add_topology(prepared)


def area_labels(frame: gpd.GeoDataFrame, *, size: int, colour: str, rank: int, capitals: bool) -> list[Json]:
    """Return labels at the roomiest place of each area, greater areas first."""
    labels: list[Json] = []
    shapes = np.asarray(frame.geometry.array, dtype=object)
    present = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    coarse = shapely.simplify(shapes[present], 0.01)
    names = [text_of(name, "id") for name in frame["name"].to_numpy()[present]]
    spread = float(np.ptp(shapely.total_bounds(coarse)[[0, 2]])) if present.any() else 1.0
    for shape, name in zip(coarse, names, strict=True):
        point = shapely.get_point(shapely.maximum_inscribed_circle(shape, tolerance=max(spread, 0.1) / 100), 0)
        text = name.removeprefix("Kabupaten ")
        labels.append(
            {
                "text": text.upper() if capitals else text,
                "lon": round(float(shapely.get_x(point)), 4),
                "lat": round(float(shapely.get_y(point)), 4),
                "size": size,
                "colour": colour,
                "rank": round(rank + float(shapely.area(shape)), 3),
            }
        )
    return labels


def joined_bounds(*frames: gpd.GeoDataFrame) -> Bounds:
    """Return west, south, east, north of all shapes of the frames."""
    boxes = np.array([frame.total_bounds for frame in frames if not frame.empty])
    west, south = np.nanmin(boxes[:, :2], axis=0)
    east, north = np.nanmax(boxes[:, 2:], axis=0)
    return float(west), float(south), float(east), float(north)


def _cut(frame: gpd.GeoDataFrame, bounds: Bounds, margin: float = _MARGIN) -> gpd.GeoDataFrame:
    """Return the frame cut to the bounds and a margin, in parts of their size."""
    west, south, east, north = bounds
    # A window may be much wider or higher (a phone: twice) than what is mapped: the surroundings reach to its edges.
    wide = max((east - west) * margin, (north - south) * margin * _WIDER)
    tall = ((east - west) * _HIGHER - (north - south) / 2) * margin / _MARGIN
    high = max((north - south) * margin, (east - west) * margin, tall)
    shapes = np.asarray(frame.geometry.array, dtype=object)
    valid = np.where(shapely.is_valid(shapes) | shapely.is_missing(shapes), shapes, shapely.make_valid(shapes))
    cut = shapely.intersection(valid, shapely.box(west - wide, south - high, east + wide, north + high))
    polygons = [_polygons(shape) for shape in cut]
    kept = [polygon is not None for polygon in polygons]
    return frame.loc[kept].set_geometry([polygon for polygon in polygons if polygon is not None], crs=frame.crs)


def _polygons(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in _POLYGONAL and not part.is_empty]
    return shapely.multipolygons(shapely.get_parts(np.array(parts, dtype=object))) if parts else None
