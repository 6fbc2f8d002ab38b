"""Ways of dissolving villages, of finding neighbours, and of measuring the borders between regencies."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely
from layers import clean_layer, raw_layer
from pyproj import Geod

from geo_coop.borders import adjacency, group_adjacency
from geo_coop.boundaries.repair import dissolve_levels
from geo_coop.geodesy import area_m2

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    import geopandas as gpd

GEOD = Geod(ellps="WGS84")
REGENCY = 5
HOLE_M2 = 10_000


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


def lengths_kept(options: argparse.Namespace) -> Callable[[], Any]:
    """Add up the borders of villages of different regencies, whose adjacency is at hand."""
    frame = layer(options)
    kept, groups = adjacency(frame), regencies(frame)

    def work() -> dict[tuple[str, str], float]:
        table = group_adjacency(kept, groups)
        return dict(zip(zip(table["a"], table["b"], strict=True), table["length_km"], strict=True))

    return work


def lengths_ours(options: argparse.Namespace) -> Callable[[], Any]:
    """Compare the edges of villages, and add up those of different regencies."""
    frame = layer(options)

    def work() -> dict[tuple[str, str], float]:
        table = adjacency(frame, groups=regencies(frame))
        return dict(zip(zip(table["a"], table["b"], strict=True), table["length_km"], strict=True))

    return work


def describe_lengths(result: dict[tuple[str, str], float]) -> dict[str, Any]:
    """Count pairs and add up."""
    return {"pairs": len(result), "km": sum(result.values())}
