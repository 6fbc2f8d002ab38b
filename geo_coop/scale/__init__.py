"""Coverage, corridors and borders of layers larger than memory or than one machine, on engines that exist.

The functions here take GeoParquet files in place of frames. `geo_coop.scale.run` works on one machine, by DuckDB's
spatial extension or by a stream of row groups; `geo_coop.scale.partitioned` runs the same on Dask.
"""

from geo_coop.scale.files import LayerFile, layer_files, write_layer_file
from geo_coop.scale.run import ENGINES, corridor_villages, coverage_counts, touching_villages

__all__ = [
    "ENGINES",
    "LayerFile",
    "corridor_villages",
    "coverage_counts",
    "layer_files",
    "touching_villages",
    "write_layer_file",
]
