"""What every map page is made of: payload parts for shapes, tooltips, popups, legends and notes."""

from __future__ import annotations

import datetime as dt
import numbers
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geo_coop.errors import InputError, Problem
from geo_coop.maps.limit import too_many
from geo_coop.maps.numbers_text import code_numbers
from geo_coop.maps.offline import OfflineMap, PageData
from geo_coop.maps.packaged import FURNITURE, kind_file
from geo_coop.maps.prepare import Prepared, prepare
from geo_coop.maps.words import check_lang, script_words, word
from geo_coop.register import load_register

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from geo_coop.classify import Classification
    from geo_coop.maps.basemap import Basemap
    from geo_coop.provenance import Provenance
    from geo_coop.schema import Lang

    Json = dict[str, object]
    Details = Mapping[str, Sequence[Mapping[str, str]]]

_CONTEXT_TOLERANCE_M: Final = 250.0
_SHOWN: Final = 12
_POLYGONAL: Final = frozenset({"Polygon", "MultiPolygon"})
_REPEATS: Final = 2


@dataclass(frozen=True, slots=True)
class MapNotes:
    """What stands in the note block of a map.

    Attributes
    ----------
    sources
        Sources of all that is drawn, from `geo_coop.provenance.sources_of`.
    tier
        ``"authoritative"`` or ``"approximate"`` (`geo_coop.provenance.tier_of`); the latter puts a badge beside
        the title.
    on
        The day whose state is shown.
    remarks
        Further sentences, in the language of the map. Text, never markup.
    subtitle
        One line beside the title.
    """

    sources: tuple[Provenance, ...] = ()
    tier: str = "approximate"
    on: dt.date | None = None
    remarks: tuple[str, ...] = ()
    subtitle: str = ""


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

    def add_context(self, frame: gpd.GeoDataFrame | None, name: str, bounds: Bounds, *, fill: str, rank: int) -> None:
        """Add surroundings: grey, named, not interactive, cut to what may come into view."""
        if frame is None or frame.empty:
            return
        seen = _cut(frame, bounds)
        if seen.empty:
            return
        prepared = prepare(seen, tolerance_m=_CONTEXT_TOLERANCE_M, warn=False)
        labels = area_labels(_cut(seen, bounds, margin=0.02), size=13, colour="#5b5b5b", rank=rank, capitals=True)
        number = self.add_topology(prepared)
        self.layers.append(
            {"type": "context", "name": name, "topology": number, "fill": fill, "stroke": "#9a9a9a", "labels": labels}
        )

    def add_outline(self, frame: gpd.GeoDataFrame | None, prepared: Prepared, topology: int, name: str) -> None:
        """Add the borders of an upper level; taken from the regions' own arcs where those lie inside it."""
        if frame is None or frame.empty:
            return
        groups = [next((upper for upper in _uppers(code) if upper in frame.index), None) for code in prepared.codes]
        if prepared.codes and all(group is not None for group in groups):
            inner, edge = prepared.outline_arcs([str(group) for group in groups])
        else:
            own = prepare(frame, tolerance_m=prepared.tolerance_m, warn=False)
            topology = self.add_topology(own)
            inner, edge = own.outline_arcs(own.codes)
        labels = area_labels(frame, size=12, colour="#1b1b1b", rank=100, capitals=False)
        coded, coded_edge = (code_numbers(differences(np.array(arcs, dtype=np.int64))) for arcs in (inner, edge))
        self.layers.append(
            {
                "type": "outline", "name": name, "topology": topology, "arcs": coded, "edge": coded_edge,
                "colour": "#1b1b1b", "width": 1.5, "labels": labels,
            }
        )  # fmt: skip

    def add_legend(self, title: str, rows: Sequence[Json]) -> None:
        """Add one part of the legend."""
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
            "subtitle": notes.subtitle,
            "badge": word("approximate", lang) if approximate else "",
            "badge_help": word("approximate_help", lang),
            "bounds": [round(value, 5) for value in bounds],
            "topologies": self.topologies,
            "layers": self.layers,
            "legends": self.legends,
            "notes": _notes(notes, self.remarks, tolerance_m, lang),
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
    problems += _compare("classification", classification.index.index, regions.index)
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


def areas_layer(
    prepared: Prepared,
    regions: gpd.GeoDataFrame,
    classification: Classification,
    *,
    topology: int,
    name: str,
    fields: Sequence[tuple[str, pd.Series]],
    details: Details | None,
    facets: Sequence[int] = (),
) -> Json:
    """Return the interactive layer: classes, names, tooltip columns and popup rows of the drawn regions.

    ``facets`` are the positions of those ``fields`` that the table of the page offers as filters, beside the class.
    Names of what a region lies in come from the register; codes that it does not hold have none.
    """
    lang = classification.lang
    codes = list(prepared.codes)
    problems = [
        problem for label, series in fields for problem in _compare(f"column {label!r}", series.index, regions.index)
    ]
    if details is not None:
        unknown = [code for code in details if code not in regions.index]
        if unknown:
            problems.append(Problem(f"details for {len(unknown)} codes that are not on the map, as {unknown[0]!r}"))
    if problems:
        raise InputError(problems)
    classes = [{"label": each.label, "colour": each.colour, "hatch": each.hatch} for each in classification.classes]
    levels = [word(f"level_{level}", lang, str(level)) for level in regions["level"].loc[codes]]
    return {
        "type": "areas",
        "key": "areas",
        "name": name,
        "topology": topology,
        "legendTitle": classification.title,
        "classes": classes,
        "classOf": code_numbers(classification.index.loc[codes].to_numpy()),
        "codes": codes,
        "names": [text_of(value, lang) for value in regions["name"].loc[codes]],
        "levels": _column(levels),
        "uppers": _upper_names(codes),
        "facets": list(facets),
        "fields": [
            {"label": str(label), **_column([text_of(value, lang) for value in series.loc[codes]])}
            for label, series in fields
        ],
        "details": None if details is None else _details(details, codes, lang),
    }


def class_rows(classification: Classification) -> list[Json]:
    """Return the legend rows of a classification: the same object that colours the map."""
    return [
        {
            "kind": "area",
            "label": each.label,
            "colour": each.colour,
            "hatch": each.hatch,
            "count": text_of(each.count, classification.lang),
        }
        for each in classification.classes
    ]


def text_of(value: object, lang: Lang) -> str:
    """Return a cell as text: numbers with the marks of the language, missing values empty.

    Examples
    --------
    >>> text_of(1234.5, "id"), text_of(None, "id"), text_of(True, "id")
    ('1.234,5', '', 'ya')
    """
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, bool | np.bool_):
        return word("yes" if value else "no", lang)
    if isinstance(value, numbers.Integral):
        text = f"{int(value):,}"
    elif isinstance(value, numbers.Real):
        if not np.isfinite(float(value)):
            return ""
        text = f"{float(value):,.2f}".rstrip("0").rstrip(".")
    elif isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    else:
        return str(value).encode("utf-8", "replace").decode("utf-8")
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))


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
                "rank": rank + float(shapely.area(shape)),
            }
        )
    return labels


def joined_bounds(*frames: gpd.GeoDataFrame) -> Bounds:
    """Return west, south, east, north of all shapes of the frames."""
    boxes = np.array([frame.total_bounds for frame in frames if not frame.empty])
    west, south = np.nanmin(boxes[:, :2], axis=0)
    east, north = np.nanmax(boxes[:, 2:], axis=0)
    return float(west), float(south), float(east), float(north)


def differences(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the first value and the step to each further one."""
    result = np.array(values, dtype=np.int64)
    result[1:] -= values[:-1]
    return result


def _uppers(code: str) -> list[str]:
    """Return a code and all above it, nearest first."""
    parts = code.split(".")
    return [".".join(parts[:count]) for count in range(len(parts), 0, -1)]


def _upper_names(codes: Sequence[str]) -> dict[str, str]:
    """Return the name of each code above these, up to two levels, where the register holds it."""
    register = load_register()
    uppers = dict.fromkeys(upper for code in codes for upper in _uppers(code)[1:3])
    return {upper: register.name(upper).removeprefix("Kabupaten ") for upper in uppers if upper in register}


def _compare(what: str, found: pd.Index, wanted: pd.Index) -> list[Problem]:
    if not found.is_unique:
        return [Problem(f"{what} has codes more than once")]
    lacking = wanted.difference(found)
    extra = found.difference(wanted)
    return [
        Problem(f"{what} {verb} {len(codes)} regions, as {codes[0]!r}", "give it the index of the regions")
        for verb, codes in (("lacks", lacking), ("has other", extra))
        if len(codes)
    ]


def _column(values: Sequence[str]) -> Json:
    """Return a column, as a table and positions where values repeat."""
    table = list(dict.fromkeys(values))
    if len(table) * _REPEATS > len(values):
        return {"values": list(values)}
    position = {value: number for number, value in enumerate(table)}
    return {"table": table, "at": [position[value] for value in values]}


def _details(details: Details, codes: Sequence[str], lang: Lang) -> Json:
    """Return popup rows, each kept once however many regions show it."""
    keys = list(dict.fromkeys(key for rows in details.values() for row in rows for key in row))
    rows: dict[tuple[str, ...], int] = {}
    lists: dict[tuple[int, ...], int] = {}
    of = []
    for code in codes:
        cells = [tuple(text_of(row.get(key), lang) for key in keys) for row in details.get(code, ())]
        numbered = tuple(rows.setdefault(cell, len(rows)) for cell in cells)
        of.append(lists.setdefault(numbered, len(lists)))
    heads = [word(f"detail_{key}", lang, str(key)) for key in keys]
    return {"heads": heads, "rows": [list(row) for row in rows], "lists": [list(each) for each in lists], "of": of}


def _cut(frame: gpd.GeoDataFrame, bounds: Bounds, margin: float = 0.6) -> gpd.GeoDataFrame:
    """Return the frame cut to the bounds and a margin, in parts of their size."""
    west, south, east, north = bounds
    wide, high = (east - west) * margin, (north - south) * margin
    shapes = np.asarray(frame.geometry.array, dtype=object)
    valid = np.where(shapely.is_valid(shapes) | shapely.is_missing(shapes), shapes, shapely.make_valid(shapes))
    cut = shapely.intersection(valid, shapely.box(west - wide, south - high, east + wide, north + high))
    polygons = [_polygons(shape) for shape in cut]
    kept = [polygon is not None for polygon in polygons]
    return frame.loc[kept].set_geometry([polygon for polygon in polygons if polygon is not None], crs=frame.crs)


def _polygons(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in _POLYGONAL and not part.is_empty]
    return shapely.multipolygons(shapely.get_parts(np.array(parts, dtype=object))) if parts else None


def _notes(notes: MapNotes, remarks: Sequence[str], tolerance_m: float, lang: Lang) -> Json:
    facts: list[tuple[str, str]] = []
    if notes.on is not None:
        facts.append((word("on", lang), notes.on.isoformat()))
    facts.append((word("tier", lang), word(f"tier_{notes.tier}", lang, notes.tier)))
    # Layers made of one source name it once each; a reader needs it once.
    told = dict.fromkeys(
        (f"{source.title}, {word('release', lang)} {source.release}", f"{source.licence}. {source.attribution}")
        for source in notes.sources
    )
    for source, licence in told:
        facts += [(word("source", lang), source), (word("licence", lang), licence)]
    facts.append((word("software", lang), word("software_text", lang)))
    approximate = [word("approximate_help", lang)] if notes.tier != "authoritative" else []
    simplified = word("simplified", lang).format(tolerance=text_of(tolerance_m, lang))
    return {"facts": facts, "remarks": [*approximate, *notes.remarks, *remarks, simplified]}
