"""Maps: one file each, opened without a network."""

from geo_coop.maps.basemap import OPENSTREETMAP, Basemap
from geo_coop.maps.choropleth import choropleth_map
from geo_coop.maps.corridor import CorridorLayers, corridor_map
from geo_coop.maps.coverage_layer import CoverageLayer
from geo_coop.maps.offline import OfflineMap, save_html, to_html
from geo_coop.maps.page import MapNotes
from geo_coop.maps.partner_layers import PartnerLayers
from geo_coop.maps.partners import partners_map
from geo_coop.maps.prepare import MapPrecisionWarning, Prepared, prepare
from geo_coop.maps.timeline import Change, TimelineStep, timeline_map
from geo_coop.maps.zone_layers import ZoneLayers
from geo_coop.maps.zones import zones_map

__all__ = [
    "OPENSTREETMAP",
    "Basemap",
    "Change",
    "CorridorLayers",
    "CoverageLayer",
    "MapNotes",
    "MapPrecisionWarning",
    "OfflineMap",
    "PartnerLayers",
    "Prepared",
    "TimelineStep",
    "ZoneLayers",
    "choropleth_map",
    "corridor_map",
    "partners_map",
    "prepare",
    "save_html",
    "timeline_map",
    "to_html",
    "zones_map",
]
