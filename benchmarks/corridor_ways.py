"""Ways of selecting villages along many borders, and along one at several widths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from border_ways import REGENCY, hash_of, layer
from pyproj import CRS

from geo_coop.borders import distance_table
from geo_coop.boundaries.load import land_line
from geo_coop.boundaries.repair import dissolve_levels

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

PROVINCE = 2
WIDTHS_KM = (10, 20, 50)
CORRIDORS, BORDERS, WIDEST_KM = 5_000, 35, 50
UTM_ZONE_DEG = 6
PLAIN = 10  # corridors of the plain way, a buffer and a join for each
LAND_LINE, UTM_50N = "land line", 32_650
KALIMANTAN = ("61", "62", "63", "64", "65")


def borders_of(frame: gpd.GeoDataFrame, options: argparse.Namespace) -> gpd.GeoSeries:
    """Return the longest borders of the layer; worked out once for a file, and kept beside its clean layer."""
    if options.file is None:
        return drawn_borders(frame)
    kept = options.work / f"borders-{hash_of([str(options.file.resolve()), options.within, len(frame)])}.parquet"
    if not kept.exists():
        drawn_borders(frame).to_frame("geometry").to_parquet(kept)
    return gpd.read_parquet(kept).geometry


def drawn_borders(frame: gpd.GeoDataFrame) -> gpd.GeoSeries:
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
    lines = borders_of(frame, options)
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


def corridors_plain(options: argparse.Namespace) -> Callable[[], Any]:
    """Buffer and join anew for each of the first few corridors."""
    frame = layer(options)
    lines = borders_of(frame, options)
    orders = corridor_orders(lines)[:PLAIN]

    def work() -> list[int]:
        counts = []
        for name, km in orders:
            line = lines.loc[[name]]
            band = line.to_crs(zone_of(line.iloc[0])).buffer(km * 1_000).to_crs(4326)
            counts.append(len(gpd.sjoin(frame, band.to_frame("geometry"), predicate="intersects")))
        return counts

    return work


def corridors_ours(options: argparse.Namespace) -> Callable[[], Any]:
    """Measure every village to every border once, and read each corridor from the table."""
    frame = layer(options)
    lines = borders_of(frame, options)
    orders = corridor_orders(lines)

    def work() -> list[int]:
        table = distance_table(frame, lines, reach_km=WIDEST_KM)
        return [table.count_within(name, km) for name, km in orders]

    return work


def describe_counts(result: list[int]) -> dict[str, Any]:
    """Add up the villages of all corridors, and of the first few."""
    return {"corridors": len(result), "villages": int(sum(result)), "first": int(sum(result[:PLAIN]))}


# -- villages near one boundary


def near_setting(options: argparse.Namespace) -> tuple[gpd.GeoDataFrame, gpd.GeoSeries]:
    """Return the villages of Kalimantan and the land line, or all villages and the longest border of the layer."""
    frame = layer(options)
    near = frame[frame.index.str[:PROVINCE].isin(KALIMANTAN)]
    if options.file is not None and len(near):
        return near, gpd.GeoSeries({LAND_LINE: land_line().geometry.union_all()}, crs=4326)
    lines = drawn_borders(frame)
    return frame, lines.loc[[lines.to_crs(6933).length.idxmax()]]


def plane_of(line: gpd.GeoSeries) -> int:
    """Return the EPSG code of the usual ways: of the land line that of Kalimantan Utara, else of the line's middle."""
    return UTM_50N if line.index[0] == LAND_LINE else zone_of(line.iloc[0])


def judged(frame: gpd.GeoDataFrame, line: gpd.GeoSeries, codes: Iterable[str]) -> dict[str, float]:
    """Return the distance of villages in metres by another method: projected around each village's nearest point.

    From the centre of an azimuthal equidistant projection every distance is the true one.
    """
    found = {}
    way = shapely.segmentize(line.iloc[0], 0.005)
    for code in codes:
        shape = shapely.segmentize(frame.geometry[code], 0.001)
        west, south, east, north = shape.bounds
        near = shapely.intersection(way, shapely.box(west - 1.5, south - 1.5, east + 1.5, north + 1.5))
        centre = shape.centroid
        for _ in range(3):
            flat = CRS.from_dict({"proj": "aeqd", "lon_0": centre.x, "lat_0": centre.y, "ellps": "WGS84"})
            pair = gpd.GeoSeries([shape, near], crs=4326).to_crs(flat)
            shortest = gpd.GeoSeries([shapely.shortest_line(*pair)], crs=flat)
            centre = shapely.get_point(shortest.to_crs(4326).iloc[0], 0)
        found[code] = float(shortest.length.iloc[0])
    return found


def near_distance(options: argparse.Namespace) -> Callable[[], Any]:
    """Distance in UTM, compared with each width."""
    frame, line = near_setting(options)
    epsg = plane_of(line)

    def work() -> dict[int, set[str]]:
        away = frame.to_crs(epsg).distance(line.to_crs(epsg).iloc[0])
        return {km: set(away.index[away <= km * 1_000]) for km in WIDTHS_KM}

    return work


def near_buffer(options: argparse.Namespace) -> Callable[[], Any]:
    """Buffer in UTM for each width, and intersect."""
    frame, line = near_setting(options)
    epsg = plane_of(line)

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
