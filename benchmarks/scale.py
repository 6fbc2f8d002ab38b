"""Corridor, border and coverage of 1, 10 and 50 copies of the country's villages, on each engine.

Usage: python benchmarks/scale.py VILLAGES.parquet [--copies 1,10,50] [--runs 3] [--work DIR] [--engines stream,dask]

The file is a GeoParquet file with the columns kode and geometry in EPSG:4326. It is written once, sorted and in row
groups, and copied by hard links. The selections are a corridor of 20 km and a border of 1 km along the land line
Indonesia - Malaysia, and the coverage by 1,000 made-up agreements. Every engine runs in a process of its own; the
usual way, geopandas, is run on one copy only (it holds everything in memory). Memory of Dask counts its workers too.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
from coverage import made_up
from harness import machine, measure_way, report, show
from layers import raw_layer

from geo_coop.boundaries.load import land_line
from geo_coop.geodesy import corridor
from geo_coop.scale import (
    LayerFile,
    corridor_villages,
    coverage_counts,
    layer_files,
    touching_villages,
    write_layer_file,
)

if TYPE_CHECKING:
    from collections.abc import Callable

KM, TOLERANCE_M, AGREEMENTS = 20, 1_000, 1_000
ENGINES = ("geopandas", "duckdb", "stream", "dask")


def copies(options: argparse.Namespace) -> tuple[LayerFile, ...]:
    """Return as many hard links to one file as are asked for, made where they lack."""
    folder = options.work / "copies"
    folder.mkdir(parents=True, exist_ok=True)
    first = folder / "000.parquet"
    if not first.exists():
        write_layer_file(raw_layer(options.file), first)
    paths = [first]
    for number in range(1, options.count):
        path = folder / f"{number:03d}.parquet"
        if not path.exists():
            path.hardlink_to(first)
        paths.append(path)
    return layer_files(paths)


def by_frames(options: argparse.Namespace) -> Callable[[], Any]:
    """Read everything, and select by a spatial join; agreements by their prefix ranges in a merge."""
    files = copies(options)
    line = land_line().geometry.iloc[0]
    _, named = made_up(AGREEMENTS)

    def work() -> dict[str, Any]:
        frame = pd.concat([gpd.read_parquet(file.path).assign(file=n) for n, file in enumerate(files)])
        found = {}
        for name, km in (("corridor", KM), ("border", TOLERANCE_M / 1_000)):
            band = gpd.GeoDataFrame(geometry=[corridor(line, km)], crs=4326)
            found[name] = gpd.sjoin(frame, band, predicate="intersects")[["file", "code"]]
        parts = []
        for size in (2, 5, 8, 13):
            keys = pd.DataFrame({"region": frame["code"].str[:size], "code": frame["code"], "file": frame["file"]})
            wanted = named[named["region"].str.len() == size]
            parts.append(wanted.merge(keys, on="region")[["agreement", "code", "file"]])
        sums = pd.concat(parts).drop_duplicates()["agreement"].value_counts()
        found["coverage"] = sums.reindex(range(AGREEMENTS), fill_value=0)
        return found

    return work


def by_engine(engine: str) -> Callable[[argparse.Namespace], Callable[[], Any]]:
    """Return how to run all three on one machine's engine."""

    def prepare(options: argparse.Namespace) -> Callable[[], Any]:
        files = copies(options)
        line = land_line().geometry.iloc[0]
        _, named = made_up(AGREEMENTS)
        return lambda: {
            "corridor": corridor_villages(files, line, KM, engine=engine),  # type: ignore[arg-type]
            "border": touching_villages(files, line, TOLERANCE_M, engine=engine),  # type: ignore[arg-type]
            "coverage": coverage_counts(files, named, engine=engine).set_index("agreement")["villages"],  # type: ignore[arg-type]
        }

    return prepare


def by_dask(options: argparse.Namespace) -> Callable[[], Any]:
    """Run all three on a local cluster of two workers."""
    from distributed import Client, LocalCluster  # noqa: PLC0415 (this way alone needs it)

    from geo_coop.scale import partitioned  # noqa: PLC0415

    files = copies(options)
    line = land_line().geometry.iloc[0]
    _, named = made_up(AGREEMENTS)
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None)
    Client(cluster)
    return lambda: {
        "corridor": partitioned.corridor_villages(files, line, KM),
        "border": partitioned.touching_villages(files, line, TOLERANCE_M),
        "coverage": partitioned.coverage_counts(files, named).set_index("agreement")["villages"],
    }


def describe(result: dict[str, Any]) -> dict[str, Any]:
    """Count, and sum up what was selected."""
    answer: dict[str, Any] = {}
    for name in ("corridor", "border"):
        rows = sorted(zip(result[name]["file"].tolist(), result[name]["code"].tolist(), strict=True))
        answer[name] = [len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()[:12]]
    counts = result["coverage"].sort_index().tolist()
    answer["coverage"] = [sum(counts), hashlib.sha256(repr(counts).encode()).hexdigest()[:12]]
    return answer | {"tree_mb": Watch.most}


class Watch(threading.Thread):
    """Follow the memory of this process and of those that it started."""

    most = 0.0

    def run(self) -> None:
        """Look every tenth of a second, until the process ends."""
        while True:
            Watch.most = max(Watch.most, sum(map(resident_mb, family(os.getpid()))))
            time.sleep(0.1)


def family(pid: int) -> list[int]:
    """Return a process and its descendants."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text(encoding="ascii").split()
        except OSError:
            continue  # the thread has ended
        for child in children:
            found += family(int(child))
    return found


def resident_mb(pid: int) -> float:
    """Return the memory that a process alone holds, in MB; 0 for one that has ended."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0.0
    return int(pages[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


WAYS = {"geopandas": by_frames, "duckdb": by_engine("duckdb"), "stream": by_engine("stream"), "dask": by_dask}


def main() -> int:
    """Measure, print a table, and return 1 where answers differ."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--copies", default="1,10,50")
    parser.add_argument("--count", type=int, default=1, help="copies, for one way")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "geo-coop-benchmarks")
    parser.add_argument("--way", choices=WAYS)
    options = parser.parse_args()
    if options.way:
        Watch(daemon=True).start()
        report(options.way, lambda: WAYS[options.way](options), describe, options.runs)
        return 0
    lines = [
        machine(),
        "| copies | villages | engine | seconds | memory, MB | same answer |",
        "|---|---|---|---|---|---|",
    ]
    right = True
    for count in map(int, options.copies.split(",")):
        expected = None
        for engine in options.engines.split(","):
            if engine == "geopandas" and count > 1:
                lines.append(f"| {count} | | geopandas | not run | | |")
                continue
            arguments = [
                str(options.file),
                "--count",
                str(count),
                "--runs",
                str(options.runs),
                "--work",
                str(options.work),
            ]
            found = measure_way(__file__, engine, arguments)
            answer = {name: value for name, value in found.answer.items() if name != "tree_mb"}
            expected = expected or answer
            same = answer == expected
            right = right and same
            memory = max(found.peak_mb, found.answer["tree_mb"])
            cells = (
                str(count), f"{answer['corridor'][0]:,} in the corridor", engine, show(found.median), f"{memory:,.0f}",
                "yes" if same else "**NO**",
            )  # fmt: skip
            lines.append("| " + " | ".join(cells) + " |")
    print("\n".join(lines))
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
