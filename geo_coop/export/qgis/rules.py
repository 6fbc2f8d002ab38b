"""Renderers of QGIS by rules, with labels, as the text of a style."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from geo_coop.export.qgis.symbols import colour, symbol

if TYPE_CHECKING:
    from collections.abc import Sequence

_VERSION: Final = "3.22.0"


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """Which rows look how.

    Attributes
    ----------
    label
        Text of the legend.
    where
        Expression of QGIS; empty for all rows.
    layers
        Layers of the symbol, the lowest first.
    """

    label: str
    where: str
    layers: tuple[ET.Element, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """What is written at each row.

    Attributes
    ----------
    column
        Column with the text.
    size
        In points.
    bold
        Whether in bold letters.
    from_scale
        Denominator of the scale from which on it is written; 0 for every scale.
    """

    column: str
    size: float = 8.0
    bold: bool = False
    from_scale: int = 0


def equals(column: str, value: str) -> str:
    """Return the expression for rows with a text in a column.

    Examples
    --------
    >>> print(equals("class", "Pa' Rupai"))
    "class" = 'Pa'' Rupai'
    """
    quoted = value.replace("\\", "\\\\").replace("'", "''")
    return f"\"{column}\" = '{quoted}'"


def style_text(kind: str, rules: Sequence[Rule], label: Label | None = None) -> str:
    """Return a style as text.

    Parameters
    ----------
    kind
        fill, line or marker.
    rules
        In the order of the legend; a row that meets several is drawn by each.
    label
        What is written at each row.
    """
    root = ET.Element(
        "qgis", version=_VERSION, styleCategories="Symbology|Labeling", labelsEnabled="1" if label else "0"
    )
    renderer = ET.SubElement(
        root, "renderer-v2", type="RuleRenderer", symbollevels="0", forceraster="0", enableorderby="0"
    )
    listed = ET.SubElement(renderer, "rules", key="rules")
    symbols = ET.SubElement(renderer, "symbols")
    for number, rule in enumerate(rules):
        entry = {"key": f"rule{number}", "symbol": str(number), "label": _xml_text(rule.label)}
        if rule.where:
            entry["filter"] = _xml_text(rule.where)
        ET.SubElement(listed, "rule", entry)
        symbols.append(symbol(kind, rule.layers, name=str(number)))
    if label is not None:
        root.append(_labeling(label, kind))
    for tag, text in (("blendMode", "0"), ("featureBlendMode", "0"), ("layerOpacity", "1")):
        ET.SubElement(root, tag).text = text
    return ET.tostring(root, encoding="unicode")


def _labeling(label: Label, kind: str) -> ET.Element:
    labeling = ET.Element("labeling", type="simple")
    settings = ET.SubElement(labeling, "settings", calloutType="simple")
    text = ET.SubElement(
        settings, "text-style", fieldName=label.column, isExpression="0", fontSize=f"{label.size:g}",
        fontSizeUnit="Point", fontFamily="Sans Serif", fontWeight="75" if label.bold else "50",
        namedStyle="Bold" if label.bold else "Regular", textColor=colour("#111111"), multilineHeight="1",
    )  # fmt: skip
    ET.SubElement(
        text, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM", bufferColor=colour("#ffffff"),
        bufferOpacity="1", bufferJoinStyle="128",
    )  # fmt: skip
    placement = {"fill": "1", "line": "2", "marker": "6"}[kind]
    ET.SubElement(settings, "placement", placement=placement, dist="2", distUnits="MM", priority="5")
    scaled = "1" if label.from_scale else "0"
    ET.SubElement(
        settings, "rendering", drawLabels="1", obstacle="1", scaleVisibility=scaled, scaleMin=str(label.from_scale),
        scaleMax="1", fontLimitPixelSize="0",
    )  # fmt: skip
    return labeling


def _xml_text(text: str) -> str:
    """Return text without characters that XML cannot hold."""
    return "".join(character if character.isprintable() or character in "\n\t" else "?" for character in text)
