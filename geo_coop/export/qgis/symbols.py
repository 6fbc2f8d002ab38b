"""Symbols of QGIS as XML: fills, hatches, lines and markers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DOTTED_MM: Final = 1.6
HATCH_MM: Final = 2.0
_NONE: Final = "0,0,0,0"


def colour(text: str) -> str:
    """Return ``#rrggbb`` as QGIS writes it.

    Examples
    --------
    >>> colour("#ff8000")
    '255,128,0,255'
    """
    red, green, blue = (int(text[start : start + 2], 16) for start in (1, 3, 5))
    return f"{red},{green},{blue},255"


def fill(face: str | None, edge: str | None, width: float = 0.2) -> ET.Element:
    """Return a plain fill; None for no face or no edge. Width in millimetres."""
    return _layer(
        "SimpleFill",
        {
            "color": colour(face) if face else _NONE,
            "style": "solid" if face else "no",
            "outline_color": colour(edge) if edge else _NONE,
            "outline_style": "solid" if edge else "no",
            "outline_width": f"{width:g}",
            "outline_width_unit": "MM",
            "joinstyle": "round",
        },
    )


def outline(edge: str, width: float, dash: Sequence[float] = ()) -> ET.Element:
    """Return the edge of an area as a line, dashed where ``dash`` (millimetres) says so."""
    return line(edge, width, dash)


def hatch(edge: str, angle: float, *, distance: float = HATCH_MM, width: float = 0.35) -> ET.Element:
    """Return lines over an area: angle in degrees from the horizontal, counter-clockwise; the rest in millimetres."""
    element = _layer(
        "LinePatternFill",
        {
            "angle": f"{angle:g}", "distance": f"{distance:g}", "distance_unit": "MM", "line_width": f"{width:g}",
            "line_width_unit": "MM", "color": colour(edge), "offset": "0", "offset_unit": "MM",
        },
    )  # fmt: skip
    return _with_symbol(element, "line", line(edge, width))


def dots(edge: str, *, distance: float = DOTTED_MM) -> ET.Element:
    """Return dots over an area, in millimetres."""
    element = _layer(
        "PointPatternFill",
        {
            "distance_x": f"{distance:g}", "distance_x_unit": "MM", "distance_y": f"{distance:g}",
            "distance_y_unit": "MM", "displacement_x": f"{distance / 2:g}", "displacement_x_unit": "MM",
        },
    )  # fmt: skip
    return _with_symbol(element, "marker", marker("circle", edge, edge, 0.5))


def line(edge: str, width: float, dash: Sequence[float] = ()) -> ET.Element:
    """Return a line; width and dashes in millimetres."""
    return _layer(
        "SimpleLine",
        {
            "line_color": colour(edge), "line_width": f"{width:g}", "line_width_unit": "MM", "line_style": "solid",
            "capstyle": "flat" if dash else "round", "joinstyle": "round", "use_custom_dash": "1" if dash else "0",
            "customdash": ";".join(f"{each:g}" for each in dash) or "5;2", "customdash_unit": "MM",
        },
    )  # fmt: skip


def marker(shape: str, face: str, edge: str, size: float) -> ET.Element:
    """Return a marker: circle, square or diamond, of a size in millimetres."""
    return _layer(
        "SimpleMarker",
        {
            "name": shape, "color": colour(face), "outline_color": colour(edge), "outline_style": "solid",
            "outline_width": "0.3", "outline_width_unit": "MM", "size": f"{size:g}", "size_unit": "MM",
        },
    )  # fmt: skip


def symbol(kind: str, layers: Sequence[ET.Element], name: str = "0") -> ET.Element:
    """Return a symbol (fill, line or marker) of layers, the lowest first."""
    element = ET.Element("symbol", type=kind, name=name, alpha="1", clip_to_extent="1", force_rhr="0")
    element.extend(layers)
    return element


def _layer(kind: str, options: Mapping[str, str]) -> ET.Element:
    element = ET.Element("layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    table = ET.SubElement(element, "Option", type="Map")
    for name, value in options.items():
        ET.SubElement(table, "Option", type="QString", name=name, value=value)
    return element


def _with_symbol(element: ET.Element, kind: str, inner: ET.Element) -> ET.Element:
    element.append(symbol(kind, [inner], name="@0@1"))
    return element
