"""Maps: one file each, opened without a network."""

from geo_coop.maps.choropleth import choropleth_map
from geo_coop.maps.corridor import CorridorLayers, corridor_map
from geo_coop.maps.offline import OfflineMap, save_html, to_html
from geo_coop.maps.page import MapNotes
from geo_coop.maps.prepare import MapPrecisionWarning, Prepared, prepare

__all__ = [
    "CorridorLayers",
    "MapNotes",
    "MapPrecisionWarning",
    "OfflineMap",
    "Prepared",
    "choropleth_map",
    "corridor_map",
    "prepare",
    "save_html",
    "to_html",
]
