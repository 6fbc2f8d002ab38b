"""Area and length of many polygons against a loop over ``pyproj.Geod``, in one run on one machine.

Usage: python benchmarks/geodesy.py VILLAGES.parquet [--runs 5] [--sample 5000]

The file is a GeoParquet file with a column ``geometry`` in EPSG:4326. The loop runs over a sample drawn evenly from the
file and is scaled to all vertices; whole runs and the loop alternate, and the medians are printed with their ratio.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq
import shapely
from harness import HEAD, Ratio, machine
from pyproj import Geod

from geo_coop.geodesy import area_m2, length_m

if TYPE_CHECKING:
    from collections.abc import Callable

GEOD = Geod(ellps="WGS84")


def loop_area(shapes: Any) -> np.ndarray:  # noqa: ANN401
    """Return areas by one call of ``pyproj`` for each shape, its rings turned as ``pyproj`` wants them."""
    return np.array([GEOD.geometry_area_perimeter(shape)[0] for shape in shapely.orient_polygons(shapes)])


def loop_length(shapes: Any) -> np.ndarray:  # noqa: ANN401
    """Return perimeters, holes included, by one call of ``pyproj`` for each shape."""
    return np.array([GEOD.geometry_length(shape) for shape in shapely.boundary(shapes)])


def timed(function: Callable[[Any], np.ndarray], shapes: Any) -> tuple[float, np.ndarray]:  # noqa: ANN401
    """Return seconds and result."""
    begun = time.perf_counter()
    result = function(shapes)
    return time.perf_counter() - begun, result


def main() -> None:
    """Run, and print a line for each measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--sample", type=int, default=5000)
    options = parser.parse_args()
    column = pq.read_table(options.file, columns=["geometry"])["geometry"]
    every = shapely.from_wkb(column.to_numpy(zero_copy_only=False))
    del column
    held = np.flatnonzero(~(shapely.is_missing(every) | shapely.is_empty(every)))
    chosen = held[np.linspace(0, len(held) - 1, min(options.sample, len(held))).astype(int)]
    sample = every[chosen]
    vertices = int(shapely.get_num_coordinates(every).sum())
    scale = vertices / int(shapely.get_num_coordinates(sample).sum())
    print(f"{len(every):,} shapes, {vertices:,} vertices; the loop on {len(sample):,} of them, times {scale:.1f}.\n")
    print(machine(), "", HEAD, sep="\n")
    wrong = []
    for name, ours, loop, limit, wanted in (
        ("area", area_m2, loop_area, 1e-5, 7.0),
        ("length", length_m, loop_length, 1e-6, 4.0),
    ):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        own_s, loop_s = [], []
        result = expected = np.empty(0)
        for _ in range(options.runs):
            seconds, result = timed(ours, every)
            own_s.append(seconds)
            seconds, expected = timed(loop, sample)
            loop_s.append(seconds * scale)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        own, other = statistics.median(own_s), statistics.median(loop_s)
        sound = expected > 0
        error = float(np.max(np.abs(result[chosen][sound] / expected[sound] - 1)))
        remark = f"largest error {error:.1e}, limit {limit:g}; memory grew by {grown:.0f} MB"
        runs = f"{options.runs} / {options.runs}"
        row = Ratio(f"geodesic {name}", "a loop over pyproj.Geod", other, own, wanted, error <= limit, remark, runs)
        print(row.row())
        wrong += [] if row.equal else [name]
    if wrong:
        sys.exit(f"error above the limit: {', '.join(wrong)}")


if __name__ == "__main__":
    main()
