"""Build the figures of the districts abroad that face a region: frontage and distance, from the layers at hand.

    python tools/build_districts_abroad.py [-o FILE]

The published layers must have been fetched (``geo-coop boundaries fetch``). Only figures are written, no geometry. The
same layers and library versions give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pandas as pd

from geo_coop.api.borders import ABROAD_REACH_KM, districts_abroad
from geo_coop.provenance import sources_of, tier_of

ROOT = Path(__file__).resolve().parents[1]
REGIONS = ("64", "64.11", "65", "65.02", "65.03")


def main() -> int:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "data/borders/districts_abroad.csv")
    given = parser.parse_args()
    tables = []
    for region in REGIONS:
        found = districts_abroad(region, "MY", within_km=ABROAD_REACH_KM)
        if tier_of(found) != "authoritative":
            print(f"{region}: fetch the published layers first: geo-coop boundaries fetch")
            return 1
        source = "; ".join(f"{entry.source} {entry.release}" for entry in sources_of(found))
        columns = ["name", "kind", "parent", "frontage_km", "distance_km", "facing"]
        tables.append(found[columns].reset_index().assign(region=region, reach_km=ABROAD_REACH_KM, source=source))
    table = pd.concat(tables, ignore_index=True)
    first = ["region", "code"]
    table = table[[*first, *(column for column in table.columns if column not in first)]]
    table.to_csv(given.output, index=False, float_format="%.3f", lineterminator="\n", encoding="utf-8")
    print(f"{len(table)} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
