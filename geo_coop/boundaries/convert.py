"""From the files of a source to region layers: read, repaired, made a coverage, dissolved upwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd

from geo_coop.boundaries.adapters.dosm import kind_of_malaysia, read_dosm
from geo_coop.boundaries.adapters.kemendagri_sql import read_kemendagri_sql
from geo_coop.boundaries.repair import REPORT_COLUMNS, areas_km2, clean_coverage, dissolve_levels, repair_shapes
from geo_coop.codes import contains, kind_of, parent_of
from geo_coop.errors import InputError, Problem
from geo_coop.provenance import attach
from geo_coop.schema import LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from geo_coop.boundaries.catalog import CatalogFile, Source
    from geo_coop.schema import Level

RAW_SUFFIX: Final = "_raw"
LAYER_COLUMNS: Final = ("name", "level", "kind", "parent", "tier", "method", "geometry")
OWN_DRAWING: Final = "drawn by the source"
_READERS: Final = {
    "kemendagri-sql": (read_kemendagri_sql, kind_of),
    "dosm-geojson": (read_dosm, kind_of_malaysia),
}


@dataclass(frozen=True, slots=True)
class Conversion:
    """What became of a source's files.

    Attributes
    ----------
    layers
        Region layers (`schema.REGION_COLUMNS` and ``method``) by name: each level of the source, and the lowest
        once more with the suffix ``_raw``, valid but not made a coverage.
    report
        One row for each shape that was touched: layer, step (read, repair, coverage, dissolve), then the columns
        of `repair.RepairResult.report`.
    summary
        For each layer and step the figures of `repair.RepairResult.summary`.
    """

    layers: Mapping[str, gpd.GeoDataFrame]
    report: pd.DataFrame
    summary: Mapping[str, Mapping[str, float]]


def convert_source(
    source: Source,
    files: Mapping[CatalogFile, Path],
    *,
    step: Callable[[str], None] | None = None,
) -> Conversion:
    """Make the layers of a source from its files.

    The lowest level becomes a clean coverage. Upper regions that it covers wholly, as the scopes of the files
    say, are dissolved from it, so that levels nest; the others stay as the source draws them.

    Parameters
    ----------
    source
        Catalogue entry.
    files
        Local copy of each of its files.
    step
        Called with the name of each step before it begins.

    Raises
    ------
    InputError
        A file that cannot be read, or regions outside the scope of their file.
    """
    announce = step or _silent
    reports: list[pd.DataFrame] = []
    summary: dict[str, Mapping[str, float]] = {}
    drawn: dict[Level, gpd.GeoDataFrame] = {}
    for level in source.levels():
        announce(f"read {level}")
        read, notes = _read_level(source, level, files)
        result = repair_shapes(read)
        drawn[level] = result.frame
        reports += [_labelled(notes, level, "read"), _labelled(result.report, level, "repair")]
        summary[f"{level}/repair"] = result.summary()
    base = source.levels()[-1]
    announce(f"clean coverage of {base}")
    clean = clean_coverage(drawn[base], gap_width_deg=source.gap_width_deg)
    reports.append(_labelled(clean.report, base, "coverage"))
    summary[f"{base}/coverage"] = clean.summary()
    method = f"edges matched, gaps below {source.gap_width_deg:g} degree closed"
    layers = {f"{base}{RAW_SUFFIX}": drawn[base], str(base): clean.frame.assign(method=method)}

    announce("dissolve upwards")
    above = [drawn[level] for level in source.levels() if level != base]
    upper = pd.concat(above) if above else None
    dissolved = dissolve_levels(layers[base], upper=upper)
    complete = _complete([code for file in source.files_of(base) for code in file.scope], drawn)
    for level in source.levels()[:-1]:
        layers[level], lacking = _merge(drawn[level], dissolved[level], complete)
        reports.append(_labelled(lacking, level, "dissolve"))
    result_layers = {name: _finished(source, frame) for name, frame in layers.items()}
    report = pd.concat([part for part in reports if len(part)] or [_labelled(_no_report(), base, "read")])
    return Conversion(result_layers, report.reset_index(drop=True), summary)


def _silent(_: str) -> None:
    """Announce nothing."""


def _read_level(
    source: Source,
    level: Level,
    files: Mapping[CatalogFile, Path],
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return a level as a region layer, and the report of what was mended while reading."""
    reader, kind = _READERS[source.adapter]
    frames: list[gpd.GeoDataFrame] = []
    problems: list[Problem] = []
    for entry in source.files_of(level):
        frame = reader(files[entry], level=level, file=entry.path)
        outside = [code for code in frame.index if not any(contains(scope, code) for scope in entry.scope)]
        if outside:
            what = f"regions outside {', '.join(entry.scope)}: {', '.join(outside[:5])}"
            problems.append(Problem(what, "correct the scope in the catalogue", entry.path))
        frames.append(frame)
    merged = pd.concat(frames).sort_index()
    repeated = merged.index[merged.index.duplicated()].unique()
    if len(repeated):
        what = f"{len(repeated)} codes of the level {level} stand in several files: {', '.join(repeated[:5])}"
        problems.append(Problem(what, "correct the catalogue", source.id))
    if problems:
        raise InputError(problems)
    codes = list(merged.index)
    layer = gpd.GeoDataFrame(
        {
            "name": merged["name"],
            "level": level,
            "kind": [kind(code) for code in codes],
            "parent": [parent_of(code) for code in codes],
            "tier": "authoritative",
            "method": OWN_DRAWING,
        },
        geometry=merged.geometry,
        crs=merged.crs,
    )
    noted = merged[merged["problem"] != ""]
    areas = areas_km2(noted.geometry.to_numpy())
    columns = (list(noted.index), list(noted["problem"]), "mended while reading", areas, areas)
    return layer, pd.DataFrame(dict(zip(REPORT_COLUMNS, columns, strict=True)))


def _complete(scopes: Collection[str], drawn: Mapping[Level, gpd.GeoDataFrame]) -> frozenset[str]:
    """Return the upper regions that lie wholly in the scopes, directly or by all their parts."""
    complete: set[str] = set()
    for level in reversed(LEVELS):
        if level not in drawn:
            continue
        parts = pd.Series({code: code in complete for frame in drawn.values() for code in frame.index})
        parents = {code: parent_of(code) for code in parts.index}
        whole = parts.groupby(parents).all()
        for code in drawn[level].index:
            if any(contains(scope, code) for scope in scopes) or bool(whole.get(code, False)):
                complete.add(code)
    return frozenset(complete)


def _merge(
    drawn: gpd.GeoDataFrame,
    dissolved: gpd.GeoDataFrame,
    complete: frozenset[str],
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return a level with its complete regions dissolved, and the report of complete regions without parts."""
    taken = dissolved[dissolved.index.isin(complete) | ~dissolved.index.isin(drawn.index)]
    kept = drawn[~drawn.index.isin(taken.index)]
    lacking = kept[kept.index.isin(complete)]
    areas = areas_km2(lacking.geometry.to_numpy())
    columns = (list(lacking.index), "no part in the level below", "own drawing kept", areas, areas)
    report = pd.DataFrame(dict(zip(REPORT_COLUMNS, columns, strict=True)))
    return (pd.concat([kept, taken]) if len(kept) else taken).sort_index(), report


def _finished(source: Source, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a layer with its columns in order and its provenance."""
    methods = "; ".join(sorted(set(frame["method"])))
    layer = gpd.GeoDataFrame(frame[list(LAYER_COLUMNS)], geometry="geometry", crs=frame.crs)
    layer.index.name = "code"
    return attach(layer, source.provenance(methods))


def _labelled(report: pd.DataFrame, layer: str, step: str) -> pd.DataFrame:
    labelled = report.copy()
    labelled.insert(0, "layer", layer)
    labelled.insert(1, "step", step)
    return labelled


def _no_report() -> pd.DataFrame:
    return pd.DataFrame({column: [] for column in REPORT_COLUMNS})
