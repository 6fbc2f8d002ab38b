"""Border corridor maps: a line, the bands along it, and the villages at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_coop.errors import InputError, Problem
from geo_coop.maps.numbers_text import code_numbers
from geo_coop.maps.page import MapNotes, areas_layer, class_rows, differences, joined_bounds, start_on, text_of
from geo_coop.maps.prepare import LINE_STEP, prepare, prepare_lines
from geo_coop.maps.words import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    import folium
    import geopandas as gpd
    import pandas as pd

    from geo_coop.classify import Classification
    from geo_coop.maps.basemap import Basemap
    from geo_coop.maps.page import Details, Page
    from geo_coop.maps.prepare import Prepared
    from geo_coop.schema import Lang

#: Columns of the villages that tooltips show where they are present.
VILLAGE_FIELDS: Final = ("facing", "notion", "frontage_km", "distance_km")
#: Those of them that the table beside the map offers as filters.
FACETS: Final = frozenset({"facing", "notion"})
FACING_COLOURS: Final = ("#c2410c", "#1d4ed8", "#9d1f7f", "#00664b", "#000000")
BAND_COLOUR: Final = "#6b2fa0"
DASHES: Final = ((2, 3), (6, 4), (11, 5), (16, 5, 3, 5))
CROSSING_SHAPES: Final = {"PLBN": "open", "post": "post", "planned": "planned"}
_BAND_TOLERANCE_M: Final = 200.0


@dataclass(frozen=True, slots=True, eq=False)
class CorridorLayers:
    """What a corridor map draws; all in EPSG:4326.

    Attributes
    ----------
    villages
        Region layer of the villages. Optional columns: ``frontage_km``, ``distance_km`` (kilometres),
        ``facing`` (a code of ``neighbours`` or a name), ``notion`` (legal, touch or near), ``legal_only``
        (bool: hatched).
    line
        The border as LineStrings, a row for each stretch; columns ``facing`` and, optionally, ``length_km``.
    bands
        Polygons with a column ``km``, drawn as dashed outlines.
    neighbours
        Neighbouring states: polygons, index code, column ``name``.
    crossings
        Points with ``name``, ``type`` (PLBN, post or planned), ``status``, ``since`` and ``exactness``.
    context
        Further surroundings: polygons with ``name``.
    outlines
        Regions of an upper level, drawn as named lines.
    opposite
        Regions on the other side of the line: polygons with ``name``.
    """

    villages: gpd.GeoDataFrame
    line: gpd.GeoDataFrame
    bands: gpd.GeoDataFrame
    neighbours: gpd.GeoDataFrame
    crossings: gpd.GeoDataFrame | None = None
    context: gpd.GeoDataFrame | None = None
    outlines: gpd.GeoDataFrame | None = None
    opposite: gpd.GeoDataFrame | None = None

    def check(self) -> None:
        """Raise `InputError` naming every column that a layer lacks."""
        wanted = {
            "villages": (self.villages, ("name", "level")),
            "line": (self.line, ("facing",)),
            "bands": (self.bands, ("km",)),
            "neighbours": (self.neighbours, ("name",)),
            "crossings": (self.crossings, ("name", "type", "status", "since", "exactness")),
            "context": (self.context, ("name",)),
            "outlines": (self.outlines, ("name",)),
            "opposite": (self.opposite, ("name",)),
        }
        problems = [
            Problem(f"{layer} has no column {column!r}")
            for layer, (frame, columns) in wanted.items()
            if frame is not None
            for column in columns
            if column not in frame.columns
        ]
        if "legal_only" in self.villages.columns and self.villages["legal_only"].isna().any():
            problems.append(Problem("villages have missing values in 'legal_only'", "fill them with True or False"))
        if problems:
            raise InputError(problems)

    def facing_name(self, facing: object) -> str:
        """Return the name of a neighbour given by code or by name."""
        known = self.neighbours["name"].get(facing) if isinstance(facing, str) else None
        return text_of(facing if known is None else known, "id")

    def facing_colours(self) -> dict[object, str]:
        """Return a colour for each neighbour that the line faces, in order of appearance."""
        faced = list(dict.fromkeys(self.line["facing"]))
        return {facing: FACING_COLOURS[number % len(FACING_COLOURS)] for number, facing in enumerate(faced)}

    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north of villages and line."""
        return joined_bounds(self.villages, self.line)


def corridor_map(
    layers: CorridorLayers,
    status: Classification,
    *,
    title: str,
    fields: Sequence[tuple[str, pd.Series]] = (),
    details: Details | None = None,
    lang: Lang = "id",
    notes: MapNotes | None = None,
    prepared: Prepared | None = None,
    basemap: Basemap | None = None,
) -> folium.Map:
    """Draw a border with its corridor, on a page that opens without a network.

    The line is coloured by the neighbour that each stretch faces; bands are dashed outlines; villages are
    coloured by ``status`` and hatched where only law puts them at the border; crossings are marked points.
    The legend comes from the same objects as the colours. Beside the map, on a phone on demand, stands a table of the
    villages that sorts, filters the map, and opens a village. Every text is shown as text.

    Parameters
    ----------
    layers
        What to draw. Nothing in it is changed.
    status
        Classes of the villages, on their index; its ``title`` heads the legend.
    title, details, lang, notes
        As for `geo_coop.maps.choropleth.choropleth_map`.
    fields
        Columns for tooltips beside `VILLAGE_FIELDS`.
    prepared
        What `geo_coop.maps.prepare.prepare` returned for the villages.
    basemap
        Online tiles below the map, for readers with a network; none unless given.

    Raises
    ------
    InputError
        Missing columns, or classes, columns or details that belong to other villages.
    """
    notes = MapNotes() if notes is None else notes
    layers.check()
    bounds = layers.bounds()
    page, prepared, number = start_on(
        layers.villages, status, lang, prepared, context=layers.context, bounds=bounds, fill="#f1f0ec"
    )
    page.add_context(layers.neighbours, word("neighbours", lang), bounds, fill="#e2ddd0", rank=30_000)
    page.add_context(layers.opposite, word("opposite", lang), bounds, fill="#d2c8b0", rank=6_000, capitals=False)
    shown = _village_fields(layers, lang)
    own = [(word(column, lang), values) for column, values in shown]
    villages = areas_layer(
        prepared, layers.villages, status, topology=number, name=word("villages", lang),
        fields=[*own, *fields], details=details,
        facets=[position for position, (column, _) in enumerate(shown) if column in FACETS],
    )  # fmt: skip
    page.extras["table"] = True
    rows = class_rows(status)
    if "legal_only" in layers.villages.columns:
        marked = layers.villages["legal_only"].astype(bool)
        drawn = np.flatnonzero(marked.loc[list(prepared.codes)].to_numpy())
        label = word("legal_only", lang)
        coded = code_numbers(differences(drawn))
        villages["marks"] = (
            [{"hatch": "legal", "shapes": coded, "label": label, "told": "notion" in layers.villages}]
            if len(drawn)
            else []
        )
        count = text_of(int(marked.sum()), lang)
        rows.append({"kind": "area", "label": label, "colour": "#ffffff", "hatch": "legal", "count": count})
    page.layers.append(villages)
    page.add_outline(layers.outlines, prepared, number, word("upper", lang))
    page.add_legend(status.title or title, rows)
    _add_bands(page, layers, lang)
    _add_line(page, layers, lang)
    _add_crossings(page, layers, lang)
    return page.build(title=title, notes=notes, bounds=bounds, tolerance_m=prepared.tolerance_m, basemap=basemap)


def _village_fields(layers: CorridorLayers, lang: Lang) -> list[tuple[str, pd.Series]]:
    fields = []
    for column in VILLAGE_FIELDS:
        if column not in layers.villages.columns:
            continue
        values = layers.villages[column]
        if column == "facing":
            values = values.map(layers.facing_name)
        elif column == "notion":
            values = values.map(lambda notion: word(f"notion_{notion}", lang, text_of(notion, lang)))
        fields.append((column, values))
    return fields


def outer_edge(band: shapely.Geometry) -> shapely.Geometry:
    """Return a band without the waters inside it, whose shores would be drawn as if they were its edge.

    Examples
    --------
    >>> outer_edge(shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)).area
    9.0
    """
    parts = shapely.get_parts(band)
    return shapely.union_all(shapely.polygons(shapely.get_exterior_ring(parts)))


def _add_bands(page: Page, layers: CorridorLayers, lang: Lang) -> None:
    if layers.bands.empty:
        return
    bands = layers.bands.sort_values("km", kind="stable")
    bands = bands.set_geometry(bands.geometry.map(outer_edge))
    prepared = [prepare(bands.iloc[[row]], tolerance_m=_BAND_TOLERANCE_M, warn=False) for row in range(len(bands))]
    labels = [f"{text_of(km, lang)} km" for km in bands["km"]]
    items = [
        {"label": label, "colour": BAND_COLOUR, "dash": list(DASHES[min(row, len(DASHES) - 1)])}
        for row, label in enumerate(labels)
    ]
    # Bands overlap, so each is a topology, and a layer, of its own; the switch turns them on and off one by one.
    for each, item, label in zip(prepared, items, labels, strict=True):
        name = f"{word('bands', lang)}: {label}"
        page.layers.append({"type": "bands", "name": name, "topology": page.add_topology(each), "items": [item]})
    rows: list[dict[str, object]] = [
        {"kind": "band", "hatch": "none", "label": item["label"], "colour": item["colour"], "dash": item["dash"]}
        for item in items
    ]
    page.add_legend(word("bands", lang), rows)


def _add_line(page: Page, layers: CorridorLayers, lang: Lang) -> None:
    colours = layers.facing_colours()
    paths = prepare_lines(layers.line)
    rows, items = [], []
    for facing, colour in colours.items():
        chosen = (layers.line["facing"] == facing).to_numpy()
        label = layers.facing_name(facing)
        coded = [path for row in np.flatnonzero(chosen) for path in paths[row]]
        items.append({"label": label, "colour": colour, "paths": ",".join(coded)})
        row: dict[str, object] = {"kind": "line", "hatch": "none", "label": label, "colour": colour}
        if "length_km" in layers.line.columns:
            row["count"] = f"{text_of(round(float(layers.line.loc[chosen, 'length_km'].sum())), lang)} km"
        rows.append(row)
    name = word("line", lang)
    page.layers.append({"type": "lines", "name": name, "step": LINE_STEP, "items": items})
    page.add_legend(name, rows)


def _add_crossings(page: Page, layers: CorridorLayers, lang: Lang) -> None:
    crossings = layers.crossings
    if crossings is None or crossings.empty:
        return
    items, labels, shapes = [], [], []
    for crossing in crossings.itertuples():
        label = text_of(crossing.name, lang)
        shape = CROSSING_SHAPES.get(str(crossing.type), "post")
        exactness = "exact" if crossing.exactness == "exact" else "approximate_position"
        place = {"lon": round(float(crossing.geometry.x), 5), "lat": round(float(crossing.geometry.y), 5)}
        facts = [
            [word("type", lang), word(f"crossing_{shape}", lang)],
            [word("status", lang), text_of(crossing.status, lang)],
            [word("since", lang), text_of(crossing.since, lang)],
            [word("exactness", lang), word(exactness, lang)],
        ]
        items.append({"label": label, "shape": shape, "rows": [fact for fact in facts if fact[1]], **place})
        labels.append({"text": label, "size": 12, "colour": "#111111", "rank": 20_000, "beside": True, **place})
        shapes.append(shape)
    name = word("crossings", lang)
    page.layers.append({"type": "points", "name": name, "items": items, "labels": labels})
    rows: list[dict[str, object]] = [
        {
            "kind": "point",
            "shape": shape,
            "hatch": "none",
            "label": word(f"crossing_{shape}", lang),
            "count": text_of(shapes.count(shape), lang),
        }
        for shape in CROSSING_SHAPES.values()
        if shape in shapes
    ]
    page.add_legend(name, rows)
