"""Styles as QGIS saves them (QML), made from the classes and colours of the maps."""

from geo_coop.export.qgis.styles import (
    bands_style,
    classes_style,
    crossings_style,
    extents_style,
    line_style,
    plain_style,
    sites_style,
    zones_style,
)

__all__ = [
    "bands_style",
    "classes_style",
    "crossings_style",
    "extents_style",
    "line_style",
    "plain_style",
    "sites_style",
    "zones_style",
]
