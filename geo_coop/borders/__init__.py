"""Borders: the land line, the villages along it, lines inside one coverage, bands, and the register of figures."""

from geo_coop.borders.abroad import border_districts_abroad
from geo_coop.borders.bands import corridor_bands
from geo_coop.borders.distances import DistanceTable, distance_table
from geo_coop.borders.figures import FIGURE_COLUMNS, read_figures, village_figures
from geo_coop.borders.inner import InnerFigures, inner_figures, read_inner
from geo_coop.borders.line import side_level, split_line
from geo_coop.borders.shared import adjacency, group_adjacency, shared_border
from geo_coop.borders.villages import border_villages, no_villages

__all__ = [
    "FIGURE_COLUMNS",
    "DistanceTable",
    "InnerFigures",
    "adjacency",
    "border_districts_abroad",
    "border_villages",
    "corridor_bands",
    "distance_table",
    "group_adjacency",
    "inner_figures",
    "no_villages",
    "read_figures",
    "read_inner",
    "shared_border",
    "side_level",
    "split_line",
    "village_figures",
]
