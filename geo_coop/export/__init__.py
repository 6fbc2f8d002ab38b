"""Tables and layers as files, written whole or not at all."""

from geo_coop.export.geopackage import Layer, Relation, Style, check_place, write_geopackage
from geo_coop.export.tables import FORMATS, SPATIAL, Format, to_text, write_table
from geo_coop.replacing import replacing

__all__ = [
    "FORMATS",
    "SPATIAL",
    "Format",
    "Layer",
    "Relation",
    "Style",
    "check_place",
    "replacing",
    "to_text",
    "write_geopackage",
    "write_table",
]
