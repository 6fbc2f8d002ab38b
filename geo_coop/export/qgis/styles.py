"""The style of each layer, from the classes and colours of our maps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_coop.export.qgis.rules import Label, Rule, equals, style_text
from geo_coop.export.qgis.symbols import dots, fill, hatch, line, marker, outline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from xml.etree import ElementTree as ET

    from geo_coop.classify import Classification

_EDGE: Final = "#5a5a5a"
_DARK: Final = "#111111"
_HATCHES: Final = {"diagonal": ("#7a7a7a", 45.0), "legal": ("#141414", 135.0)}
_DOTS: Final = "#8a7f6d"
_BAND_DASHES: Final = ((0.7, 1.0), (2.1, 1.4), (3.9, 1.8), (5.6, 1.8, 1.0, 1.8))
_CROSSINGS: Final = {"PLBN": ("square", _DARK), "post": ("circle", _DARK), "planned": ("circle", "#ffffff")}


def classes_style(
    classification: Classification,
    column: str,
    *,
    edge_mm: float = 0.2,
    label: Label | None = None,
    marked: tuple[str, str] | None = None,
) -> str:
    """Return the style of regions by class: the colours, hatches and legend of the map.

    Parameters
    ----------
    classification
        Gives the classes.
    column
        Column that holds each row's legend label (`geo_coop.classify.Classification.labels`).
    edge_mm
        Width of the edge, in millimetres.
    label
        What is written at each row.
    marked
        A column of booleans whose rows are hatched over their class, and its text in the legend.
    """
    rules = [
        Rule(each.label, equals(column, each.label), _filled(each.colour, each.hatch, edge_mm))
        for each in classification.classes
    ]
    if marked is not None:
        colour, angle = _HATCHES["legal"]
        rules.append(Rule(marked[1], f'"{marked[0]}"', (hatch(colour, angle),)))
    return style_text("fill", rules, label)


def plain_style(text: str, face: str, edge: str, *, label: Label | None = None) -> str:
    """Return a style of one fill for all rows."""
    return style_text("fill", [Rule(text, "", (fill(face, edge),))], label)


def line_style(column: str, colours: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Return the style of the border line: a colour for each value of a column."""
    rules = [Rule(names[value], equals(column, value), (line(each, 0.8),)) for value, each in colours.items()]
    return style_text("line", rules)


def bands_style(kilometres: Sequence[float], colour: str) -> str:
    """Return the style of bands along a line: dashed outlines, a dash for each width."""
    rules = [
        Rule(f"{km:g} km", f'"km" = {km:g}', (outline(colour, 0.3, _BAND_DASHES[min(number, len(_BAND_DASHES) - 1)]),))
        for number, km in enumerate(sorted(kilometres))
    ]
    return style_text("fill", rules)


def crossings_style(words: Mapping[str, str]) -> str:
    """Return the style of border crossings: a marker for each type, in order, with its text in the legend."""
    rules = [
        Rule(words[kind], equals("type", kind), (marker(shape, face, _DARK, 2.6),))
        for kind, (shape, face) in _CROSSINGS.items()
    ]
    return style_text("marker", rules, Label("name", 7.0))


def sites_style(exact: str, approximate: str) -> str:
    """Return the style of points of areas: filled where exact, empty where approximate."""
    rules = [
        Rule(exact, equals("exactness", "exact"), (marker("diamond", _DARK, _DARK, 3.0),)),
        Rule(approximate, equals("exactness", "approximate"), (marker("diamond", "#ffffff", _DARK, 3.0),)),
    ]
    return style_text("marker", rules, Label("name", 7.0))


def zones_style(zones: Sequence[tuple[str, str, str, float | None]]) -> str:
    """Return the style of zones that overlap.

    Parameters
    ----------
    zones
        Id, title, colour and angle of the hatch of each; no angle for an outline alone.
    """
    rules = []
    for zone, title, colour, angle in zones:
        dashed: tuple[ET.Element, ...] = (outline(colour, 0.5, (2.0, 1.2)),)
        hatched = (
            (hatch(colour, angle, distance=2.4, width=0.45), outline(colour, 0.5)) if angle is not None else dashed
        )
        rules.append(Rule(title, equals("zone", zone), hatched))
    return style_text("fill", rules)


def extents_style(text: str) -> str:
    """Return the style of rectangles: a dotted outline."""
    return style_text("fill", [Rule(text, "", (outline("#000000", 0.5, (0.7, 1.0)),))], Label("title", 8.0))


def _filled(face: str, pattern: str, edge_mm: float) -> tuple[ET.Element, ...]:
    plain = fill(face, _EDGE, edge_mm)
    if pattern == "dots":
        return plain, dots(_DOTS)
    if pattern in _HATCHES:
        colour, angle = _HATCHES[pattern]
        return plain, hatch(colour, angle)
    return (plain,)
