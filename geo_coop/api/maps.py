"""Maps of agreements and borders, from the layers at hand and the records that ship."""

from geo_coop.api.class_choice import SCHEMES, ClassChoice
from geo_coop.api.map_choropleth import ChoroplethView, agreement_view
from geo_coop.api.map_corridor import CorridorView, corridor_view
from geo_coop.api.map_measures import BY
from geo_coop.api.map_parts import popup_rows, surroundings
from geo_coop.api.map_timeline import TIMELINE_BY, TimelineView, timeline_view
from geo_coop.api.map_user_table import table_view
from geo_coop.api.user_table import UserColumn, column_of, read_column

__all__ = [
    "BY",
    "SCHEMES",
    "TIMELINE_BY",
    "ChoroplethView",
    "ClassChoice",
    "CorridorView",
    "TimelineView",
    "UserColumn",
    "agreement_view",
    "column_of",
    "corridor_view",
    "popup_rows",
    "read_column",
    "surroundings",
    "table_view",
    "timeline_view",
]
