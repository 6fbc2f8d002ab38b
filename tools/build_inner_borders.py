"""Build the register of inner borders: lines between regencies, and what the published source says of villages.

    python tools/build_inner_borders.py VILLAGES --source ID --release RELEASE [-o DIR]

VILLAGES is a GeoParquet file of villages, the layer that ``geo-coop boundaries fetch`` makes. Two tables are written:
``inner_lines.csv`` with the length of the line of each pair of adjoining regencies and cities, and
``inner_villages.csv`` with frontage and distance of the villages within reach of it, on both sides. Only figures are
written, no geometry. The same files and library versions give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import geopandas as gpd

from geo_coop.borders import adjacency, inner_figures, read_inner

ROOT = Path(__file__).resolve().parents[1]
_REGENCY = len("65.03")
_LEAST_KM = 0.1


def main() -> int:
    """Read, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("villages", type=Path)
    parser.add_argument("--source", required=True, help="id of the source of VILLAGES")
    parser.add_argument("--release", required=True, help="its release")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "data/borders")
    given = parser.parse_args()

    villages = gpd.read_parquet(given.villages)
    villages = villages[villages.geometry.notna()].sort_index()
    touching = adjacency(villages)
    units = {(a[:_REGENCY], b[:_REGENCY]) for a, b in zip(touching["a"], touching["b"], strict=True)}
    pairs = sorted((a, b) for a, b in units if a != b)
    lines, figures = inner_figures(villages, pairs, source=given.source, release=given.release, least_km=_LEAST_KM)
    for table, name in ((lines, "inner_lines.csv"), (figures, "inner_villages.csv")):
        table.to_csv(given.output / name, index=False, float_format="%.3f", lineterminator="\n", encoding="utf-8")
    print(f"{len(lines)} lines, {lines['length_km'].sum():.1f} km; {len(figures)} rows of villages")
    read_inner(given.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
