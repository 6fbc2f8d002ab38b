"""``boundaries check``: what is wrong with a layer."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import geopandas as gpd
import pandas as pd
from rich.console import Console

from geo_coop.agreements.read import read_border_sets
from geo_coop.api.user_points import read_user_points
from geo_coop.boundaries import cached
from geo_coop.boundaries.checks import SEVERITIES, CheckReport, check_layer, read_known_defects, read_points
from geo_coop.boundaries.load import land_line, load_layers, load_regions
from geo_coop.cli.output import json_option, note, print_json, print_table, shows_progress, source_option
from geo_coop.codes import contains
from geo_coop.errors import InputError, NotFoundError
from geo_coop.export import write_table
from geo_coop.names import resolve
from geo_coop.provenance import carry, sources_of
from geo_coop.register import load_register
from geo_coop.schema import LEVELS, normalise_level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from geo_coop.schema import Level

SHOWN = 40
LONG_ROWS = 10_000
FORMATS = (".csv", ".xlsx", ".gpkg", ".json")
_COLUMNS = ("check", "severity", "code", "name", "value", "unit", "expected", "detail")
_BREAKS_RULES = 1


@click.command()
@source_option
@click.option("--level", metavar="LEVEL", help="country, province, regency, district or village; default: the lowest.")
@click.option("--within", metavar="REGION", help="Limit to a region: a code or a name.")
@click.option("--raw", is_flag=True, help="The shapes of a fetched source as it draws them, not made a coverage.")
@click.option("--points", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Your own points (name, region, latitude, longitude) in place of those on record.")  # fmt: skip
@click.option("--strict", is_flag=True, help="Exit with 1 where a finding is an error.")
@click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write all findings to FILE.csv, .xlsx, .json or .gpkg (with shapes).")  # fmt: skip
@json_option
@click.pass_context
def check(
    ctx: click.Context,
    source: str | None,
    level: str | None,
    within: str | None,
    points: Path | None,
    output: Path | None,
    *,
    raw: bool,
    strict: bool,
    as_json: bool,
) -> None:
    """Report what is wrong with a layer of boundaries. Nothing is changed.

    Checked are codes, the list of regions, shapes, overlaps and gaps, areas, levels against each other, named points,
    the border districts, and shapes on record as wrong. Findings are errors, warnings and notes; the exit code is 0
    whatever is found, unless --strict is given.

    \b
    Examples:
      geo-coop boundaries check --source embedded --level regency
      geo-coop boundaries check --within Kaltara -o findings.gpkg
      geo-coop boundaries check --points sites.csv
    """  # noqa: D301
    if output is not None and output.suffix.lower() not in FORMATS:
        message = f"{output}: findings are written as {', '.join(FORMATS)}"
        raise InputError(message)
    region = None if within is None else resolve(within, load_register())
    said = read_points() if points is None else read_user_points(points, load_register())
    frames, chosen = _layers(source, level, region, raw=raw)
    legal = [district.code for entry in read_border_sets() if entry.neighbour == "MY" for district in entry.districts]
    reports: list[CheckReport] = []
    for frame in frames:
        # Where a layer was not asked for, its neighbours are of the same source, or edges of two would be compared.
        above, below = _beside(frame, chosen, source or sources_of(frame)[0].source)
        with _progress(len(frame)) as steps:
            reports.append(
                check_layer(
                    frame,
                    register=load_register(),
                    parents=above,
                    children=below,
                    points=said,
                    defects=read_known_defects(),
                    line=land_line(),
                    legal=legal,
                    within=region if len(frames) == 1 else None,
                    step=steps,
                )
            )
    findings = together(reports)
    if output is not None:
        _write(findings, frames, output)
    documents = [as_document(one, chosen, region, len(frame)) for one, frame in zip(reports, frames, strict=True)]
    if as_json:
        print_json(documents[0] if len(documents) == 1 else joint_document(documents))
    else:
        for one, frame in zip(reports, frames, strict=True):
            _print(one, chosen, len(frame))
    if output is not None:
        note(f"{len(findings)} findings written to {output}")
    if strict and not all(one.ok for one in reports):
        ctx.exit(_BREAKS_RULES)


@contextmanager
def _progress(rows: int) -> Iterator[Callable[[str], None]]:
    """Show on stderr what is being done: as it changes in a terminal, else line by line where it takes long."""
    if shows_progress():
        with Console(stderr=True).status("check") as status:
            yield lambda text: status.update(f"check: {text}")
        return
    begun = time.monotonic()
    yield lambda text: note(f"{time.monotonic() - begun:.0f} s: {text}") if rows > LONG_ROWS else None


def as_document(report: CheckReport, level: str, within: str | None, rows: int) -> dict[str, Any]:
    """Return a report as the document that ``--json`` prints."""
    findings = report.findings.drop(columns="geometry").to_dict("records")
    return {
        "level": level,
        "within": within,
        "rows": rows,
        "sources": [{"source": one.source, "release": one.release, "tier": one.tier} for one in report.provenance],
        "counts": report.counts(),
        "checks": {
            check: {**counts, "figures": dict(report.summary[check])} for check, counts in report.by_check().items()
        },
        "not_checked": dict(report.not_checked),
        "findings": [{**row, "others": str(row["others"]).split()} for row in findings],
    }


def joint_document(documents: list[dict[str, Any]]) -> dict[str, object]:
    """Return the documents of several layers as one: sums, all findings with their source, and each in ``layers``."""
    checks: dict[str, Counter[str]] = {}
    for document in documents:
        for check, entry in document["checks"].items():
            checks.setdefault(check, Counter()).update({severity: entry[severity] for severity in SEVERITIES})
    counts = {severity: sum(document["counts"][severity] for document in documents) for severity in SEVERITIES}
    return {
        "level": documents[0]["level"],
        "within": documents[0]["within"],
        "rows": sum(document["rows"] for document in documents),
        "sources": [one for document in documents for one in document["sources"]],
        "counts": counts,
        "checks": {check: {severity: found[severity] for severity in SEVERITIES} for check, found in checks.items()},
        "layers": [{key: value for key, value in document.items() if key != "findings"} for document in documents],
        "findings": [
            {**finding, "source": document["sources"][0]["source"]}
            for document in documents
            for finding in document["findings"]
        ],
    }


def together(reports: Sequence[CheckReport]) -> gpd.GeoDataFrame:
    """Return the findings on all layers; of several, with a column that names the source of the layer."""
    if len(reports) == 1:
        return reports[0].findings
    tables = [report.findings.assign(source=report.provenance[0].source) for report in reports]
    return gpd.GeoDataFrame(pd.concat(tables, ignore_index=True), crs=reports[0].findings.crs)


def _layers(
    source: str | None, level: str | None, within: str | None, *, raw: bool
) -> tuple[list[gpd.GeoDataFrame], Level]:
    """Return the layers to check: without a source each at hand, without a level the lowest there."""
    levels = LEVELS[::-1] if level is None else (normalise_level(level),)
    if raw:
        frame, found = _raw(source, levels, within)
        return [frame], found
    for one in levels:
        try:
            if source is None:
                return load_layers(one, within=within), one
            return [load_regions(one, within=within, source=source)], one
        except NotFoundError:
            if one == levels[-1]:
                raise
    raise AssertionError  # the loop returns or raises


def _raw(source: str | None, levels: tuple[Level, ...], within: str | None) -> tuple[gpd.GeoDataFrame, Level]:
    """Return a fetched source's layer as it draws it."""
    if source is None:
        message = "--raw needs --source, the id of a fetched source"
        raise InputError(message)
    for one in levels:
        path = cached.cached_layer(source, one, raw=True)
        if path is not None:
            frame = gpd.read_parquet(path)
            return (frame if within is None else frame[[contains(within, code) for code in frame.index]]), one
    message = (
        f"source {source} has no raw layer in the cache; it keeps one of its lowest level: geo-coop boundaries fetch"
    )
    raise NotFoundError(message)


def _beside(
    frame: gpd.GeoDataFrame, level: Level, source: str | None
) -> tuple[gpd.GeoDataFrame | None, gpd.GeoDataFrame | None]:
    """Return the layers above and below, as far as they are at hand and of the regions in question."""
    place = LEVELS.index(level)
    above = _maybe(LEVELS[place - 1], source) if place else None
    below = _maybe(LEVELS[place + 1], source) if place + 1 < len(LEVELS) else None
    if above is not None:
        above = above[above.index.isin(frame["parent"])]
    if below is not None:
        below = below[below["parent"].isin(frame.index)]
    return above, below


def _maybe(level: Level, source: str | None) -> gpd.GeoDataFrame | None:
    try:
        return load_regions(level, source=source)
    except NotFoundError:
        return None


def _write(findings: gpd.GeoDataFrame, frames: Sequence[gpd.GeoDataFrame], output: Path) -> None:
    findings = carry(findings, *frames, method="checked")
    if output.suffix.lower() == ".gpkg":
        # A GeoPackage layer of its own row numbers; rows without a place have no shape.
        findings = findings.rename_axis("finding")
    write_table(findings, output)


def _print(report: CheckReport, level: str, rows: int) -> None:
    grave = report.findings[report.findings["severity"] != "note"]
    listed = grave.head(SHOWN).drop(columns="geometry").to_dict("records")
    if listed:
        print_table(listed, _COLUMNS, wrap=("detail",))
        click.echo()
    table = [{"check": check, **counts} for check, counts in report.by_check().items()]
    print_table(table, ("check", *SEVERITIES))
    counts = report.counts()
    titles = "; ".join(f"{one.title}, {one.release} ({one.tier})" for one in report.provenance)
    note(f"{rows} regions of the level {level}: {titles}")
    note(", ".join(f"{number} {severity}s" for severity, number in counts.items()))
    if len(grave) > SHOWN:
        note(f"{len(grave) - SHOWN} more errors and warnings; all of them with -o FILE.csv or --json")
    for name, why in report.not_checked.items():
        note(f"not checked: {name}, as {why}")
