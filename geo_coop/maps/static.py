"""Small pictures of maps, for an index: the same classes and colours as the map itself, drawn with matplotlib."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_coop.errors import InputError
from geo_coop.maps.corridor import BAND_COLOUR, CROSSING_SHAPES, DASHES
from geo_coop.maps.page import joined_bounds, text_of
from geo_coop.maps.words import check_lang

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import numpy.typing as npt
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from geo_coop.classify import Classification
    from geo_coop.maps.corridor import CorridorLayers
    from geo_coop.schema import Lang

    Bounds = tuple[float, float, float, float]

_DPI: Final = 100
_SEA: Final = "#dbe9f2"
_HATCHES: Final = {"none": None, "diagonal": "////", "dots": None, "legal": "\\\\\\\\"}
_MARKERS: Final = {"open": ("s", "#111111"), "post": ("o", "#111111"), "planned": ("o", "#ffffff")}
_MARGIN: Final = 0.04
_LEGEND_SHARE: Final = 0.32
_LABEL_LENGTH: Final = 24
_LABEL_LINES: Final = 2
_HEADING_LENGTH: Final = 26
_HEADING_LINES: Final = 3
_MIN_SIZE: Final = 100


def choropleth_png(
    regions: gpd.GeoDataFrame,
    classification: Classification,
    *,
    title: str = "",
    outlines: gpd.GeoDataFrame | None = None,
    context: gpd.GeoDataFrame | None = None,
    size: tuple[int, int] = (800, 600),
    lang: Lang = "id",
) -> bytes:
    """Return a PNG picture of a choropleth map.

    Parameters
    ----------
    regions, classification, title, outlines, context, lang
        As for `geo_coop.maps.choropleth.choropleth_map`.
    size
        Width and height in pixels.

    Raises
    ------
    InputError
        Classes of other regions, or a size below 100 pixels.
    """
    bounds = joined_bounds(regions)
    figure, axes, legend = _sheet(title, bounds, size, lang)
    pixel = _pixel(bounds, size)
    _context(axes, context, bounds, pixel, "#ecebe6")
    _areas(axes, regions, classification, pixel)
    if outlines is not None:
        _outlines(axes, outlines, pixel)
    _legend(legend, classification)
    return _png(figure)


def corridor_png(
    layers: CorridorLayers,
    status: Classification,
    *,
    title: str = "",
    size: tuple[int, int] = (800, 600),
    lang: Lang = "id",
) -> bytes:
    """Return a PNG picture of a corridor map.

    Parameters
    ----------
    layers, status, title, lang
        As for `geo_coop.maps.corridor.corridor_map`.
    size
        Width and height in pixels.

    Raises
    ------
    InputError
        As for `geo_coop.maps.corridor.corridor_map`, or a size below 100 pixels.
    """
    layers.check()
    bounds = layers.bounds()
    figure, axes, legend = _sheet(title, bounds, size, lang)
    pixel = _pixel(bounds, size)
    _context(axes, layers.context, bounds, pixel, "#f1f0ec")
    _context(axes, layers.neighbours, bounds, pixel, "#e2ddd0", names=True)
    _areas(axes, layers.villages, status, pixel)
    if "legal_only" in layers.villages.columns:
        only = layers.villages[layers.villages["legal_only"].astype(bool)]
        _patches(axes, only.geometry, pixel, face="none", hatch=_HATCHES["legal"], edge="#141414", width=0.0)
    if layers.outlines is not None:
        _outlines(axes, layers.outlines, pixel)
    for number, (_, band) in enumerate(layers.bands.sort_values("km", kind="stable").iterrows()):
        dash = DASHES[min(number, len(DASHES) - 1)]
        _strokes(axes, [shapely.boundary(band["geometry"])], pixel, BAND_COLOUR, 0.9, dash)
    for facing, colour in layers.facing_colours().items():
        chosen = layers.line.loc[(layers.line["facing"] == facing).to_numpy()]
        _strokes(axes, list(chosen.geometry), pixel, colour, 2.6)
    if layers.crossings is not None:
        for crossing in layers.crossings.itertuples():
            marker, fill = _MARKERS[CROSSING_SHAPES.get(str(crossing.type), "post")]
            point = crossing.geometry
            axes.plot([point.x], [point.y], marker, color=fill, markeredgecolor="#111111", markersize=6, zorder=8)
    _legend(legend, status, {layers.facing_name(facing): colour for facing, colour in layers.facing_colours().items()})
    return _png(figure)


def _sheet(title: str, bounds: Bounds, size: tuple[int, int], lang: Lang) -> tuple[Figure, Axes, Axes]:
    """Return a figure with a map on the left and room for the legend on the right."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415  (slow to import)
    from matplotlib.figure import Figure as NewFigure  # noqa: PLC0415

    check_lang(lang)
    if min(size) < _MIN_SIZE:
        message = f"picture of {size[0]} x {size[1]} pixels is too small; at least {_MIN_SIZE} each way"
        raise InputError(message)
    figure = NewFigure(figsize=(size[0] / _DPI, size[1] / _DPI), dpi=_DPI, facecolor="white")
    FigureCanvasAgg(figure)
    top = 0.92 if title else 1.0
    if title:
        figure.text(0.012, 0.958, _printable(title), fontsize=13, weight="bold", va="center", parse_math=False)
    axes = figure.add_axes((0.0, 0.0, 1 - _LEGEND_SHARE, top), facecolor=_SEA)
    west, south, east, north = bounds
    stretch = 1 / float(np.cos(np.radians((south + north) / 2)))
    width, height = size[0] * (1 - _LEGEND_SHARE), size[1] * top
    # Degrees for each pixel, so that the bounds and a margin fit both ways.
    step = (1 + 2 * _MARGIN) * max((east - west) / width, (north - south) * stretch / height, 1e-9)
    axes.set_xlim((west + east - step * width) / 2, (west + east + step * width) / 2)
    axes.set_ylim((south + north - step * height / stretch) / 2, (south + north + step * height / stretch) / 2)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
    legend = figure.add_axes((1 - _LEGEND_SHARE, 0.0, _LEGEND_SHARE, top))
    legend.set_axis_off()
    legend.set_xlim(0, 1)
    legend.set_ylim(0, 1)
    return figure, axes, legend


def _pixel(bounds: Bounds, size: tuple[int, int]) -> float:
    """Return about the degrees of a pixel."""
    west, south, east, north = bounds
    return max((east - west) / size[0], (north - south) / size[1])


def _areas(axes: Axes, regions: gpd.GeoDataFrame, classification: Classification, pixel: float) -> None:
    if not classification.index.index.sort_values().equals(regions.index.sort_values()):
        message = "the classification has other regions than the picture"
        raise InputError(message)
    position = classification.index.loc[regions.index].to_numpy()
    for number, each in enumerate(classification.classes):
        shapes = regions.geometry[position == number]
        _patches(axes, shapes, pixel, face=each.colour, hatch=_HATCHES[each.hatch], edge="#5a5a5a", width=0.25)


def _context(
    axes: Axes,
    frame: gpd.GeoDataFrame | None,
    bounds: Bounds,
    pixel: float,
    face: str,
    *,
    names: bool = True,
) -> None:
    if frame is None or frame.empty:
        return
    _patches(axes, frame.geometry, pixel, face=face, hatch=None, edge="#9a9a9a", width=0.5)
    if not names:
        return
    window = shapely.box(*bounds)
    for shape, name in zip(frame.geometry, frame["name"], strict=True):
        seen = shapely.intersection(shapely.make_valid(shapely.simplify(shape, pixel)), window)
        if shapely.area(seen) > shapely.area(window) / 100:
            at = shapely.point_on_surface(seen)
            text = _printable(text_of(name, "id").upper())
            axes.text(
                at.x,
                at.y,
                text,
                fontsize=8,
                color="#5b5b5b",
                ha="center",
                va="center",
                parse_math=False,
                clip_on=True,
                zorder=7,
            )


def _outlines(axes: Axes, frame: gpd.GeoDataFrame, pixel: float) -> None:
    _patches(axes, frame.geometry, pixel, face="none", hatch=None, edge="#1b1b1b", width=0.7)


def _patches(
    axes: Axes, shapes: gpd.GeoSeries, pixel: float, *, face: str, hatch: str | None, edge: str, width: float
) -> None:
    """Draw polygons as one collection."""
    from matplotlib.collections import PathCollection  # noqa: PLC0415
    from matplotlib.path import Path  # noqa: PLC0415

    array = np.asarray(shapes.array, dtype=object)
    array = array[~(shapely.is_missing(array) | shapely.is_empty(array))]
    if not len(array):
        return
    simple = shapely.simplify(array, pixel / 2, preserve_topology=True)
    simple = np.where(shapely.is_empty(simple), array, simple)
    paths = []
    for shape in simple:
        rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(shape))]
        paths.append(Path(np.concatenate(rings), np.concatenate([_codes(len(ring)) for ring in rings])))
    collection = PathCollection(paths, facecolors=face, edgecolors=edge, linewidths=width, hatch=hatch)
    axes.add_collection(collection, autolim=False)


def _codes(count: int) -> npt.NDArray[np.uint8]:
    codes = np.full(count, 2, dtype=np.uint8)
    codes[0], codes[-1] = 1, 79
    return codes


def _strokes(
    axes: Axes,
    lines: list[shapely.Geometry],
    pixel: float,
    colour: str,
    width: float,
    dash: tuple[int, ...] = (),
) -> None:
    from matplotlib.collections import LineCollection  # noqa: PLC0415

    parts = [shapely.get_coordinates(shapely.simplify(part, pixel / 2)) for part in shapely.get_parts(lines)]
    style = (0, dash) if dash else "solid"
    axes.add_collection(
        LineCollection(parts, colors=colour, linewidths=width, linestyles=[style], zorder=6), autolim=False
    )


def _legend(axes: Axes, classification: Classification, lines: Mapping[str, str] | None = None) -> None:
    """Write the legend: heading, classes with counts, and lines with their colours."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    y = 0.95
    for text in _wrapped(classification.title, _HEADING_LENGTH)[:_HEADING_LINES]:
        axes.text(0.06, y, text, fontsize=10, weight="bold", va="center", parse_math=False)
        y -= 0.045
    rows = [(each.label, text_of(each.count, classification.lang)) for each in classification.classes]
    rows += [(label, "") for label in lines or {}]
    labels = [_wrapped(label, _LABEL_LENGTH)[:_LABEL_LINES] for label, _ in rows]
    step = min(0.036, (y - 0.03) / max(sum(len(label) + 0.6 for label in labels), 1))
    for number, ((_, count), label) in enumerate(zip(rows, labels, strict=True)):
        y -= step * 0.3
        if number < len(classification.classes):
            each = classification.classes[number]
            hatch = _HATCHES[each.hatch]
            box = Rectangle((0.06, y - 0.016), 0.1, 0.032, facecolor=each.colour, hatch=hatch, linewidth=0.6)
            box.set_edgecolor("#5a5a5a")
            axes.add_patch(box)
        else:
            colour = list((lines or {}).values())[number - len(classification.classes)]
            axes.plot([0.06, 0.16], [y, y], color=colour, linewidth=2.6)
        axes.text(0.96, y, count, fontsize=9, va="center", ha="right", color="#4a4a4a", parse_math=False)
        for text in label:
            axes.text(0.2, y, text, fontsize=9, va="center", parse_math=False)
            y -= step
        y -= step * 0.3


def _wrapped(text: str, length: int) -> list[str]:
    """Return the text in lines of at most ``length`` characters; longer words are cut."""
    lines: list[str] = []
    for part in _printable(text).split():
        shown = part if len(part) <= length else part[: length - 1] + "…"
        if lines and len(lines[-1]) + 1 + len(shown) <= length:
            lines[-1] += " " + shown
        else:
            lines.append(shown)
    return lines


def _printable(text: str) -> str:
    """Return the text with characters that the font lacks, and control characters, as question marks."""
    from matplotlib.font_manager import FontProperties, findfont, get_font  # noqa: PLC0415

    known = get_font(findfont(FontProperties())).get_charmap()
    return "".join(character if ord(character) in known and character.isprintable() else "?" for character in text)


def _png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=_DPI, metadata={"Software": None})
    return buffer.getvalue()
