"""Maps on paper: PNG, SVG and PDF at A4 and A3, from the same layers and classes as the interactive maps."""

from geo_coop.maps.print.choropleth import choropleth_sheet
from geo_coop.maps.print.corridor import corridor_sheet
from geo_coop.maps.print.paper import (
    ORIENTATIONS,
    PAPERS,
    PRINT_FORMATS,
    Orientation,
    PageOptions,
    Paper,
    PaperOptions,
    PrintFormat,
)
from geo_coop.maps.print.partners import partners_sheet
from geo_coop.maps.print.text import MissingLettersWarning
from geo_coop.maps.print.timeline import timeline_sheet
from geo_coop.maps.print.zones import zones_sheet

__all__ = [
    "ORIENTATIONS",
    "PAPERS",
    "PRINT_FORMATS",
    "MissingLettersWarning",
    "Orientation",
    "PageOptions",
    "Paper",
    "PaperOptions",
    "PrintFormat",
    "choropleth_sheet",
    "corridor_sheet",
    "partners_sheet",
    "timeline_sheet",
    "zones_sheet",
]
