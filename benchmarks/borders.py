"""Dissolving, adjacency, shared borders and corridors of many villages, against the usual ways.

Usage: python benchmarks/borders.py VILLAGES.parquet [--within 64,65] [--work DIR] [--runs 5] [--only dissolve,...]
       python benchmarks/borders.py --short

The file is a GeoParquet file with the columns kode and geometry in EPSG:4326, one row for each village. It is made a
clean coverage once, kept in DIR. Every way runs in a process of its own on the same layer; medians. --short compares
answers on the layers that ship with the package, and fails where they differ.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from harness import HEAD, Ratio, machine, measure_way, report
from layers import clean_layer, raw_layer
from pyproj import Geod

from geo_coop.borders import adjacency, distance_table
from geo_coop.boundaries.repair import dissolve_levels
from geo_coop.geodesy import area_m2

if TYPE_CHECKING:
    from collections.abc import Callable

GEOD = Geod(ellps="WGS84")
REGENCY, PROVINCE = 5, 2
WIDTHS_KM = (10, 20, 50)
CORRIDORS, BORDERS, WIDEST_KM = 5_000, 35, 50
HOLE_M2 = 10_000
UTM_ZONE_DEG = 6


def layer(options: argparse.Namespace, *, clean: bool = True) -> gpd.GeoDataFrame:
    """Return the layer that the options name."""
    provinces = tuple(options.within.split(",")) if options.within else ()
    if options.file is None:
        from geo_coop import load_regions  # noqa: PLC0415 (only without a file)

        frame = load_regions("village", within="65", source="embedded")
        frame = frame.loc[frame.geometry.notna(), ["geometry"]].copy()
        frame.attrs["clean_coverage"] = True
        return frame
    return clean_layer(options.file, options.work, provinces) if clean else raw_layer(options.file, provinces)


def regencies(frame: gpd.GeoDataFrame) -> pd.Series:
    """Return the regency of each village."""
    return pd.Series(frame.index.str[:REGENCY], index=frame.index, name="regency")


# -- dissolve


def dissolve_usual(options: argparse.Namespace) -> Callable[[], Any]:
    """Dissolve with the defaults of geopandas, on the layer as it is published."""
    frame = layer(options, clean=False)
    return lambda: frame.dissolve(by=regencies(frame))


def dissolve_usual_clean(options: argparse.Namespace) -> Callable[[], Any]:
    """Dissolve with the defaults of geopandas, on the clean coverage."""
    frame = layer(options)
    return lambda: frame.dissolve(by=regencies(frame))


def dissolve_ours(options: argparse.Namespace) -> Callable[[], Any]:
    """Dissolve the clean coverage."""
    frame = layer(options).assign(tier="authoritative")
    return lambda: dissolve_levels(frame, levels=("regency",))["regency"]


def describe_dissolved(result: gpd.GeoDataFrame) -> dict[str, Any]:
    """Count regions, their area, and holes below a hectare, which are slivers."""
    rings = [
        shapely.polygons(ring)
        for part in shapely.get_parts(result.geometry.to_numpy())
        for ring in shapely.get_rings(part)[1:]
    ]
    slivers = int((area_m2(rings) < HOLE_M2).sum()) if rings else 0
    return {"regions": len(result), "km2": float(area_m2(result.geometry).sum() / 1e6), "slivers": slivers}


# -- adjacency


def adjacency_usual(options: argparse.Namespace) -> Callable[[], Any]:
    """Find neighbours by libpysal's rook contiguity."""
    from libpysal.graph import Graph  # noqa: PLC0415 (the usual way alone needs it)

    frame = layer(options)
    return lambda: Graph.build_contiguity(frame, rook=True)


def adjacency_ours(options: argparse.Namespace) -> Callable[[], Any]:
    """Find neighbours, with the length of their borders, by shared edges."""
    frame = layer(options)
    return lambda: adjacency(frame)


def describe_pairs(result: Any) -> dict[str, Any]:  # noqa: ANN401 (either way's answer)
    """Count the pairs, and sum up which they are."""
    if isinstance(result, pd.DataFrame):
        pairs = set(zip(result["a"], result["b"], strict=True))
    else:
        table = result.adjacency[result.adjacency > 0]
        one, two = (table.index.get_level_values(level) for level in (0, 1))
        pairs = {(min(pair), max(pair)) for pair in zip(one, two, strict=True)}
    return {"pairs": len(pairs), "check": hash_of(sorted(pairs))}


def hash_of(value: Any) -> str:  # noqa: ANN401
    """Return a short sum of a value."""
    import hashlib  # noqa: PLC0415

    return hashlib.sha256(repr(value).encode()).hexdigest()[:12]


# -- shared borders


def lengths_usual(options: argparse.Namespace) -> Callable[[], Any]:
    """Dissolve to regencies, intersect each pair, and measure with pyproj."""
    frame = layer(options)

    def work() -> dict[tuple[str, str], float]:
        regions = frame.dissolve(by=regencies(frame))
        shapes = regions.geometry.to_numpy()
        left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
        found = {}
        for i, j in zip(left.tolist(), right.tolist(), strict=True):
            if i < j:
                metres = GEOD.geometry_length(shapely.intersection(shapes[i], shapes[j]))
                if metres > 0:
                    found[str(regions.index[i]), str(regions.index[j])] = metres / 1_000
        return found

    return work


def lengths_ours(options: argparse.Namespace) -> Callable[[], Any]:
    """Add up the borders of villages of different regencies."""
    frame = layer(options)

    def work() -> dict[tuple[str, str], float]:
        table = adjacency(frame, groups=regencies(frame))
        return dict(zip(zip(table["a"], table["b"], strict=True), table["length_km"], strict=True))

    return work


def describe_lengths(result: dict[tuple[str, str], float]) -> dict[str, Any]:
    """Count pairs and add up."""
    return {"pairs": len(result), "km": sum(result.values())}


# -- corridors


def borders_of(frame: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return the longest borders between provinces (regencies, where there are few provinces)."""
    size = PROVINCE if frame.index.str[:PROVINCE].nunique() > PROVINCE else REGENCY
    levels = dissolve_levels(frame.assign(tier="authoritative"))
    regions = levels["province" if size == PROVINCE else "regency"]
    shapes = regions.geometry.to_numpy()
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    lines = {}
    for i, j in zip(left.tolist(), right.tolist(), strict=True):
        if i < j:
            parts = shapely.get_parts(shapely.intersection(shapes[i], shapes[j]))
            paths = parts[shapely.get_type_id(parts) == 1]
            if len(paths):
                lines[f"{regions.index[i]}|{regions.index[j]}"] = shapely.line_merge(shapely.multilinestrings(paths))
    series = gpd.GeoSeries(lines, crs=4326)
    longest = series.to_crs(6933).length.sort_values(ascending=False).index[:BORDERS]
    return series.loc[sorted(longest)]


def corridor_orders(lines: gpd.GeoSeries) -> list[tuple[str, int]]:
    """Return made-up corridors: a border and a width each."""
    chance = np.random.default_rng(5_000)
    names = chance.choice(lines.index.to_numpy(dtype=object), size=CORRIDORS)
    return [(str(name), int(km)) for name, km in zip(names, chance.choice([5, 10, 20, 50], CORRIDORS), strict=True)]


def zone_of(geometry: shapely.Geometry) -> int:
    """Return the EPSG code of the UTM zone of a line's middle."""
    west, south, east, north = geometry.bounds
    zone = int(((west + east) / 2 + 180) // UTM_ZONE_DEG) + 1
    return (32_600 if south + north >= 0 else 32_700) + zone


def corridors_usual(options: argparse.Namespace) -> Callable[[], Any]:
    """Buffer each distinct corridor once in its UTM zone, and ask one spatial index of the villages."""
    frame = layer(options)
    lines = borders_of(frame)
    orders = corridor_orders(lines)

    def work() -> list[int]:
        index = frame.sindex
        bands: dict[tuple[str, int], shapely.Geometry] = {}
        counts = []
        for name, km in orders:
            if (name, km) not in bands:
                line = lines.loc[[name]]
                flat = line.to_crs(zone_of(line.iloc[0]))
                bands[name, km] = flat.buffer(km * 1_000).to_crs(4326).iloc[0]
            counts.append(len(index.query(bands[name, km], predicate="intersects")))
        return counts

    return work


def corridors_ours(options: argparse.Namespace) -> Callable[[], Any]:
    """Measure every village to every border once, and read each corridor from the table."""
    frame = layer(options)
    lines = borders_of(frame)
    orders = corridor_orders(lines)

    def work() -> list[int]:
        table = distance_table(frame, lines, reach_km=WIDEST_KM)
        return [table.count_within(name, km) for name, km in orders]

    return work


def describe_counts(result: list[int]) -> dict[str, Any]:
    """Add up the villages of all corridors."""
    return {"corridors": len(result), "villages": int(sum(result))}


# -- villages near one boundary


def near_setting(options: argparse.Namespace) -> tuple[gpd.GeoDataFrame, gpd.GeoSeries]:
    """Return the villages and the longest border of the layer."""
    frame = layer(options)
    lines = borders_of(frame)
    longest = lines.to_crs(6933).length.idxmax()
    return frame, lines.loc[[longest]]


def near_distance(options: argparse.Namespace) -> Callable[[], Any]:
    """Distance in UTM, compared with each width."""
    frame, line = near_setting(options)
    epsg = zone_of(line.iloc[0])

    def work() -> dict[int, set[str]]:
        away = frame.to_crs(epsg).distance(line.to_crs(epsg).iloc[0])
        return {km: set(away.index[away <= km * 1_000]) for km in WIDTHS_KM}

    return work


def near_buffer(options: argparse.Namespace) -> Callable[[], Any]:
    """Buffer in UTM for each width, and intersect."""
    frame, line = near_setting(options)
    epsg = zone_of(line.iloc[0])

    def work() -> dict[int, set[str]]:
        flat = line.to_crs(epsg)
        found = {}
        for km in WIDTHS_KM:
            band = flat.buffer(km * 1_000).to_crs(4326).iloc[0]
            found[km] = set(frame.index[frame.sindex.query(band, predicate="intersects")])
        return found

    return work


def near_ours(options: argparse.Namespace) -> Callable[[], Any]:
    """One distance table for all widths."""
    frame, line = near_setting(options)

    def work() -> dict[int, set[str]]:
        table = distance_table(frame, line, reach_km=max(WIDTHS_KM))
        return {km: set(table.within(line.index[0], km)["code"]) for km in WIDTHS_KM}

    return work


def describe_near(result: dict[int, set[str]]) -> dict[str, Any]:
    """Give the codes by width."""
    return {str(km): sorted(codes) for km, codes in result.items()}


WAYS = {
    "dissolve": (dissolve_usual, describe_dissolved),
    "dissolve_clean": (dissolve_usual_clean, describe_dissolved),
    "dissolve_ours": (dissolve_ours, describe_dissolved),
    "adjacency": (adjacency_usual, describe_pairs),
    "adjacency_ours": (adjacency_ours, describe_pairs),
    "lengths": (lengths_usual, describe_lengths),
    "lengths_ours": (lengths_ours, describe_lengths),
    "corridors": (corridors_usual, describe_counts),
    "corridors_ours": (corridors_ours, describe_counts),
    "near": (near_distance, describe_near),
    "near_buffer": (near_buffer, describe_near),
    "near_ours": (near_ours, describe_near),
}  # fmt: skip
CASES = ("dissolve", "adjacency", "lengths", "corridors", "near")


def close(one: float, two: float, part: float) -> bool:
    """Return whether two figures differ by less than a part of the second."""
    return abs(one - two) <= part * abs(two)


def compare(case: str, measured: Callable[[str], Any]) -> list[Ratio]:
    """Return the rows of the table of one case."""
    ours = measured(f"{case}_ours")
    found = ours.answer
    if case == "dissolve":
        rows = []
        for way, usual, wanted in (
            ("dissolve", "GeoDataFrame.dissolve, as published", 10.0),
            ("dissolve_clean", "GeoDataFrame.dissolve, clean coverage", None),
        ):
            other = measured(way)
            same = other.answer["regions"] == found["regions"] and close(found["km2"], other.answer["km2"], 1e-4)
            remark = f"slivers {other.answer['slivers']:,}, ours {found['slivers']:,}"
            rows.append(Ratio("dissolve to regencies", usual, other.median, ours.median, wanted, same, remark))
        return rows
    if case == "near":
        rows = []
        for way, usual, wanted in (("near", "distance in UTM", 4.0), ("near_buffer", "buffer in UTM", 0.5)):
            other = measured(way)
            wrong = {km: len(set(codes) ^ set(found[km])) for km, codes in other.answer.items()}
            remark = ", ".join(f"{km} km: {count} of {len(found[km])} differ" for km, count in wrong.items())
            same = all(count <= max(10, len(found[km]) / 50) for km, count in wrong.items())
            rows.append(Ratio("villages near a boundary", usual, other.median, ours.median, wanted, same, remark))
        return rows
    other = measured(case)
    if case == "adjacency":
        remark = f"{found['pairs']:,} pairs"
        return [Ratio("adjacency", "libpysal rook", other.median, ours.median, 15.0, found == other.answer, remark)]
    if case == "lengths":
        same = found["pairs"] == other.answer["pairs"] and close(found["km"], other.answer["km"], 1e-3)
        remark = f"{found['pairs']:,} pairs, {found['km']:,.1f} km, usual {other.answer['km']:,.1f} km"
        return [
            Ratio("borders between regencies", "dissolve, intersect", other.median, ours.median, 40.0, same, remark)
        ]
    same = close(found["villages"], other.answer["villages"], 0.01)
    remark = f"{found['villages']:,} villages in {found['corridors']:,} corridors, usual {other.answer['villages']:,}"
    usual = "a buffer for each distinct one, cached index"
    return [Ratio("corridors", usual, other.median, ours.median, 10.0, same, remark)]


def main() -> int:
    """Measure, print a table, and return 1 for a wrong answer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--within", default="")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "geo-coop-benchmarks")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default=",".join(CASES))
    parser.add_argument("--short", action="store_true", help="check answers only")
    parser.add_argument("--way", choices=WAYS)
    options = parser.parse_args()
    if options.way:
        prepare, describe = WAYS[options.way]
        report(options.way, lambda: prepare(options), describe, options.runs)
        return 0
    runs = 1 if options.short else options.runs
    arguments = ["--runs", str(runs), "--work", str(options.work)]
    if options.file is not None:
        arguments = [str(options.file), *arguments, *(["--within", options.within] if options.within else [])]
        layer(options)
    rows = list(
        itertools.chain.from_iterable(
            compare(case, lambda way: measure_way(__file__, way, arguments)) for case in options.only.split(",")
        )
    )
    print(machine(), HEAD, *(row.row() for row in rows), sep="\n")
    return 0 if all(row.equal for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
