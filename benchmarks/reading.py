"""Reading two provinces out of the country, and the choropleth of their villages from the layer that is kept.

Usage: python benchmarks/reading.py VILLAGES.parquet [--work DIR] [--runs 5]

The file is a GeoParquet file with the columns kode, nama and geometry in EPSG:4326. Its clean coverage is kept in DIR,
written as the package writes layers: sorted by code, in row groups, with the box of every row. The usual way reads the
file and masks it, or reads its rows by a filter, merges the values and hands them to folium.Choropleth. Bytes are those
that the process asked the system for.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
from harness import HEAD, compared, machine, measure_way, report
from layers import clean_layer

from geo_coop.boundaries.part import read_part
from geo_coop.classify import classify
from geo_coop.maps import MapNotes, choropleth_map, prepare, save_html
from geo_coop.provenance import Provenance
from geo_coop.scale import write_layer_file

if TYPE_CHECKING:
    from collections.abc import Callable

PROVINCES = ("64", "65")
BOUNDS = [("kode", ">=", "64"), ("kode", "<", "66")]
SOURCE = Provenance(
    source="file", title="Villages of a file", release="", tier="authoritative", licence="", attribution=""
)


def layer_of(options: argparse.Namespace) -> Path:
    """Return the file of the layer that is kept, written where it lacks."""
    path: Path = options.work / "layer.parquet"
    if not path.exists():
        frame = clean_layer(options.file, options.work)
        names = gpd.read_parquet(options.file, columns=["kode", "nama", "geometry"]).set_index("kode")["nama"]
        write_layer_file(frame.assign(name=names.reindex(frame.index), level="village", tier="authoritative"), path)
    return path


def bytes_read() -> int:
    """Return how many bytes this process has read so far, from files or their cache in memory; 0 off Linux."""
    counters = Path("/proc/self/io")
    found = re.search(r"rchar: (\d+)", counters.read_text(encoding="ascii")) if counters.exists() else None
    return int(found[1]) if found else 0


def counted(read: Callable[[], gpd.GeoDataFrame]) -> Callable[[], Any]:
    """Return a way of reading that also tells how much it read."""

    def work() -> tuple[gpd.GeoDataFrame, int]:
        before = bytes_read()
        frame = read()
        return frame, bytes_read() - before

    return work


def read_all(options: argparse.Namespace) -> Callable[[], Any]:
    """Read the file, and keep the rows of the provinces."""

    def read() -> gpd.GeoDataFrame:
        frame = gpd.read_parquet(options.file)
        return frame[frame["kode"].str[:2].isin(PROVINCES)].rename(columns={"kode": "code"})

    return counted(read)


def read_filtered(options: argparse.Namespace) -> Callable[[], Any]:
    """Read the rows of the provinces from the file by a filter on their codes."""
    return counted(lambda: gpd.read_parquet(options.file, filters=BOUNDS).rename(columns={"kode": "code"}))


def read_ours(options: argparse.Namespace) -> Callable[[], Any]:
    """Read the provinces alone from the layer."""
    path = layer_of(options)
    return counted(lambda: read_part(path, *PROVINCES))


def describe_read(result: tuple[gpd.GeoDataFrame, int]) -> dict[str, Any]:
    """Give the codes of what was read, and the bytes."""
    return {"codes": sorted(result[0]["code"]), "bytes": result[1]}


def values_of(codes: pd.Index) -> pd.Series:
    """Return made-up numbers of agreements."""
    return pd.Series(np.random.default_rng(0).poisson(1.6, len(codes)), index=codes, name="jumlah")


def map_usual(options: argparse.Namespace) -> Callable[[], Any]:
    """Read the rows by a filter, merge the values, draw with folium.Choropleth, save."""
    page = options.work / "usual.html"

    def work() -> tuple[int, Path]:
        frame = gpd.read_parquet(options.file, columns=["kode", "nama", "geometry"], filters=BOUNDS)
        frame = frame.sort_values("kode", ignore_index=True)
        table = values_of(pd.Index(frame["kode"])).reset_index()
        merged = frame.merge(table, on="kode")
        fmap = folium.Map(tiles=None)
        folium.Choropleth(
            merged.to_json(), data=merged, columns=["kode", "jumlah"], key_on="feature.properties.kode"
        ).add_to(fmap)
        fmap.save(page)
        return len(merged), page

    return work


def map_ours(options: argparse.Namespace) -> Callable[[], Any]:
    """Read the provinces from the layer, classify, draw with tooltips and legend, save."""
    path, page = layer_of(options), options.work / "ours.html"

    def work() -> tuple[int, Path]:
        frame = pd.concat([read_part(path, code) for code in PROVINCES]).set_index("code")
        frame.attrs["clean_coverage"] = True
        values = values_of(frame.index)
        prepared = prepare(frame)
        fmap = choropleth_map(
            frame, classify(values, scheme="count", title="Jumlah"), title="Kerja sama per desa",
            fields=[("Jumlah", values)], notes=MapNotes((SOURCE,), tier="authoritative"), prepared=prepared,
        )  # fmt: skip
        save_html(fmap, page)
        return len(prepared.codes), page

    return work


def describe_map(result: tuple[int, Path]) -> dict[str, Any]:
    """Give the number of areas and the size of the page."""
    return {"areas": result[0], "bytes": result[1].stat().st_size}


WAYS = {
    "read": (read_all, describe_read),
    "read_filtered": (read_filtered, describe_read),
    "read_ours": (read_ours, describe_read),
    "map": (map_usual, describe_map),
    "map_ours": (map_ours, describe_map),
}


def main() -> int:
    """Measure, print a table, and return 1 for a wrong answer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "geo-coop-benchmarks")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--way", choices=WAYS)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    if options.way:
        prepared, describe = WAYS[options.way]
        report(options.way, lambda: prepared(options), describe, options.runs)
        return 0
    layer_of(options)
    arguments = [str(options.file), "--work", str(options.work), "--runs", str(options.runs)]
    found = {way: measure_way(__file__, way, arguments) for way in WAYS}
    part, drawn, ours = (found[way].answer for way in ("read_ours", "map", "map_ours"))
    page = f"page of {ours['bytes'] / 1e6:.2f} MB, usual {drawn['bytes'] / 1e6:.2f} MB"
    rows = []
    for way, usual, wanted in (
        ("read", "read_parquet and a mask", 9.0),
        ("read_filtered", "read_parquet by filter", None),
    ):
        other = found[way].answer
        read = f"{part['bytes'] / 1e6:.1f} MB read, usual {other['bytes'] / 1e6:.1f} MB"
        rows.append(
            compared(
                "reading provinces 64 and 65", usual, found[way], found["read_ours"], wanted,
                equal=other["codes"] == part["codes"], remark=f"{len(part['codes']):,} rows; {read}",
            )
        )  # fmt: skip
    rows.append(
        compared(
            "choropleth of their villages", "read by filter, merge, folium.Choropleth", found["map"], found["map_ours"],
            2.0, equal=drawn["areas"] == ours["areas"],
            remark=f"{ours['areas']:,} areas; {page}",
        )
    )  # fmt: skip
    print(machine(), "", HEAD, *(row.row() for row in rows), sep="\n")
    return 0 if all(row.equal for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
