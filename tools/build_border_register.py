"""Build the register of border figures: what the published source says of each village at the land line.

    python tools/build_border_register.py VILLAGES STATES --source ID --release RELEASE
        [--line LINE] [--legal LEGAL] [-o OUT]

VILLAGES is a GeoParquet file of villages with the column or index ``code``, all that come near the line in provinces
64 and 65: the layer that ``geo-coop boundaries fetch`` makes. STATES holds the states of Malaysia, as such a layer or
as the published GeoJSON (column ``code_state``). LINE and LEGAL are those of this repository by default. Only figures
are written, no geometry. The same files and library versions give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from geo_coop.borders import read_figures, split_line, village_figures  # noqa: E402  (run from a checkout)
from geo_coop.codes import parent_of  # noqa: E402
from geo_coop.geodesy import polygonal  # noqa: E402

PROVINCES = ("64", "65")
STATES = ("MY-12", "MY-13")
TOLERANCE_M = 1_000.0
REACH_KM = 10.0
FLAGS = {
    "65.02.10": "border district, but its shapes stand 9.5 km and more off the line: fault of the source, not moved",
    "65.03.04.2021": "drawn at the line, but its district Lumbis is no border district: fault of the source, not moved",
    "65.03.01": "border district that faces Malaysia across water",
    "65.03.02": "border district that faces Malaysia across water",
    "65.03.09": "border district that faces Malaysia across water",
    "65.03.10": "border district that faces Malaysia across water",
}


def read_villages(path: Path) -> gpd.GeoDataFrame:
    """Return the villages of the two provinces as a region layer."""
    frame = gpd.read_parquet(path).reset_index()
    frame = frame.rename(columns={"kode": "code", "nama": "name"})
    frame = frame[frame["code"].str[:2].isin(PROVINCES)].set_index("code").sort_index()
    valid = [polygonal(shape) if shape is not None else None for shape in shapely.make_valid(frame.geometry)]
    return gpd.GeoDataFrame(
        {
            "name": frame["name"],
            "level": "village",
            "kind": frame.get("kind", "desa"),
            "parent": [parent_of(code) for code in frame.index],
            "tier": "authoritative",
        },
        geometry=gpd.GeoSeries(valid, index=frame.index, crs=frame.crs),
    )


def read_states(path: Path) -> gpd.GeoDataFrame:
    """Return Sabah and Sarawak by their ISO codes."""
    frame = gpd.read_parquet(path).reset_index() if path.suffix == ".parquet" else gpd.read_file(path)
    if "code" not in frame:
        frame["code"] = [f"MY-{int(number):02d}" for number in frame["code_state"]]
    frame = frame[frame["code"].isin(STATES)].set_index("code").sort_index()
    frame.geometry = frame.geometry.make_valid()
    return frame[["geometry"]]


def main() -> int:
    """Read, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("villages", type=Path)
    parser.add_argument("states", type=Path)
    parser.add_argument("--line", type=Path, default=ROOT / "data/boundaries/land_line.parquet")
    parser.add_argument("--legal", type=Path, default=ROOT / "data/borders/legal_sets.yaml")
    parser.add_argument("--source", required=True, help="id of the source of VILLAGES, for the column of this name")
    parser.add_argument("--release", required=True, help="its release")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "data/boundaries/border_register.csv")
    given = parser.parse_args()

    villages = read_villages(given.villages)
    provinces = villages.dissolve(by=villages.index.str[:2])[["geometry"]]
    line = split_line(gpd.read_parquet(given.line)[["geometry"]], provinces, read_states(given.states))
    legal = {
        str(entry["region"]): [str(district["code"]) for district in entry["districts"]]
        for entry in yaml.safe_load(given.legal.read_text(encoding="utf-8"))
    }
    tables = []
    for province in PROVINCES:
        here = line[line["a"] == province]
        table = village_figures(
            villages[villages.index.str[:2] == province],
            here,
            legal_codes=legal[province],
            tolerance_m=TOLERANCE_M,
            reach_km=REACH_KM,
            source=given.source,
            release=given.release,
            flags=FLAGS,
        )
        tables.append(table)
        print(f"{province}: line {here['length_km'].sum():.3f} km, {len(table)} villages, "
              f"frontage {table['frontage_km'].sum():.3f} km")  # fmt: skip
    figures = pd.concat(tables).sort_index()
    for column in ("tolerance_m", "reach_km"):
        figures[column] = [f"{value:g}" for value in figures[column]]
    figures.to_csv(given.output, float_format="%.3f", lineterminator="\n", encoding="utf-8")
    read_figures(given.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
