"""Area, length, distance and corridors on the WGS84 ellipsoid, on whole arrays of geometries.

Coordinates are longitude and latitude in degrees (EPSG:4326). Results are metres and square metres in float64
arrays, one value for each geometry, in the order given; a missing or empty geometry gives NaN, never 0.

Edges of areas and lengths are geodesics; distances take the edges as drawn, straight in longitude and latitude,
so that a geometry which touches the line as drawn stands at distance 0. The two differ by less than a metre for
edges of 20 km near the equator.
"""

from geo_coop.geodesy.area import area_m2
from geo_coop.geodesy.bands import corridor
from geo_coop.geodesy.ellipsoid import WGS84
from geo_coop.geodesy.length import edge_lengths_m, length_m, split_edges
from geo_coop.geodesy.nearest import LineIndex, Nearest, distance_to_line_m
from geo_coop.geodesy.paths import as_array, edges_of, polygonal

__all__ = [
    "WGS84",
    "LineIndex",
    "Nearest",
    "area_m2",
    "as_array",
    "corridor",
    "distance_to_line_m",
    "edge_lengths_m",
    "edges_of",
    "length_m",
    "polygonal",
    "split_edges",
]
