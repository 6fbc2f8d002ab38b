"""Map pages against GeoDataFrame.explore() and folium.Choropleth, in one run in headless Chromium.

Usage: python benchmarks/maps.py [--villages FILE.parquet] [--regencies FILE.parquet] [--npm FOLDER]
                                 [--country FILE.parquet] [--runs 5] [--output FILE.md] [--short]

The layer is the villages of Kalimantan Timur and Utara (provinces 64 and 65), from the cache of `geo-coop boundaries
fetch`, or from a GeoParquet file with the columns kode, nama and geometry. FOLDER holds unpacked npm packages (`npm
pack leaflet@1.9.3 jquery@3.7.1 bootstrap@5.2.2 @fortawesome/fontawesome-free@6.2.0 leaflet.awesome-markers@2.0.5
d3@3.5.5`): the other tools' pages load their scripts from there, at once, as no network would; a file that is not
found there is empty. Our page needs none. Runs of the three pages take turns; every figure is a median. --country also
measures our page of all districts of the country, from a file of the same columns.

--short measures no time: it checks sizes, shapes, areas and requests, and fails on a wrong answer. Without fetched
boundaries it takes the villages that are packaged. Needs the Python package playwright and a Chromium.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import importlib.metadata
import os
import platform
import re
import statistics
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from page_costs import Measured, chromium, measure, median, opened

from geo_coop.boundaries.load import load_regions
from geo_coop.classify import classify
from geo_coop.maps import MapNotes, Prepared, choropleth_map, prepare, save_html
from geo_coop.provenance import Provenance

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

PROVINCES = ("64", "65")
ALL_PROVINCES = ("11", "96")
LARGEST_BYTES, SMALLEST_RATIO, AREA_CHANGE, SLOWED = 900_000, 15, 0.05, 4
DETAILED = 200_000  # vertices; of a coarser layer the script is the greater part of our page
NAMES = {"ours": "`choropleth_map`", "explore": "`GeoDataFrame.explore()`", "folium": "`folium.Choropleth`"}
#: What is shown of each measurement: label, field of `Measured`, format.
PARTS = (
    ("first drawing, ms", "first", ",.0f"), ("long tasks while loading, ms", "load_long", ",.0f"),
    ("pan: longest frame, ms", "pan_longest", ",.0f"), ("pan: 95 % of frames within, ms", "pan_p95", ",.0f"),
    ("pan: longest task, ms", "pan_long", ",.0f"), ("6 zoom steps: long tasks, ms", "zoom_long", ",.0f"),
    ("zoom: longest task, ms", "zoom_longest", ",.0f"), ("other colours, ms", "restyle", ",.0f"),
    ("hover: median, ms", "hover", ".1f"), ("hover: longest, ms", "hover_longest", ".1f"),
)  # fmt: skip
SOURCE = Provenance(
    source="file", title="Villages of a file", release="", tier="authoritative", licence="", attribution="",
)  # fmt: skip
#: World area of each ring of each shape in the page: Web Mercator at zoom 0, 256 units around the earth.
AREAS = """() => {
  const topology = gcMap().gcPage.main.topology, arcs = topology.arcs;
  return topology.shapes.map(rings => rings.reduce((sum, ring) => {
    const points = [];
    ring.forEach(at => {
      const number = at < 0 ? ~at : at, path = [];
      for (let i = arcs.start[number]; i < arcs.start[number + 1]; i++) { path.push([arcs.x[i], arcs.y[i]]); }
      points.push(...(at < 0 ? path.reverse() : path));
    });
    const [x, y] = points[0];
    return points.reduce((area, here, i) => {
      const there = points[(i + 1) % points.length];
      return area + (here[0] - x) * (there[1] - y) - (there[0] - x) * (here[1] - y);
    }, 0) / -2 + sum;
  }, 0));
}"""
#: How often the page fills an area when it draws everything, and how many pixels of the sheet are painted.
DRAWN = """() => {
  const page = gcMap().gcPage, pen = CanvasRenderingContext2D.prototype, fill = pen.fill;
  let fills = 0;
  pen.fill = function (...given) { fills++; return fill.apply(this, given); };
  page.repaint();
  pen.fill = fill;
  const sheet = document.querySelector('[class*=gcShapes] canvas');
  const data = sheet.getContext('2d').getImageData(0, 0, sheet.width, sheet.height).data;
  let painted = 0;
  for (let i = 3; i < data.length; i += 4) { if (data[i]) { painted++; } }
  return [fills, painted];
}"""


def layers(villages: Path | None, regencies: Path | None) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the villages and the regencies that are measured."""
    if villages is not None:
        shown = _file(villages, "village")
        return shown, _file(regencies, "regency") if regencies else shown.iloc[:0]
    parts = [[load_regions(level, within=code) for code in PROVINCES] for level in ("village", "regency")]
    shown, outlines = (pd.concat(part).sort_index() for part in parts)
    return shown, outlines


def _file(path: Path, level: str, provinces: tuple[str, ...] = PROVINCES) -> gpd.GeoDataFrame:
    filters = [("kode", ">=", provinces[0]), ("kode", "<", str(int(provinces[-1]) + 1))]
    frame = gpd.read_parquet(path, columns=["kode", "nama", "geometry"], filters=filters)
    frame = frame.rename(columns={"kode": "code", "nama": "name"}).set_index("code").sort_index()
    return frame.assign(level=level, tier="authoritative")


class Pages:
    """The three pages, each built, saved and timed.

    Parameters
    ----------
    villages, regencies
        What they show.
    folder
        Where they are saved.
    npm
        Unpacked packages that hold what the other tools link, or None.
    """

    def __init__(self, villages: gpd.GeoDataFrame, regencies: gpd.GeoDataFrame, folder: Path, npm: Path | None) -> None:
        self.villages, self.regencies, self.folder, self.npm = villages, regencies, folder, npm
        self.values = pd.Series(np.random.default_rng(0).poisson(1.6, len(villages)), index=villages.index)
        self.plain = villages.reset_index()[["code", "name", "geometry"]].assign(jumlah=self.values.to_numpy())
        self.linked: dict[str, list[str]] = {}
        self.lacking: set[str] = set()

    def prepare(self) -> Prepared:
        """Return the shapes as our page holds them."""
        return prepare(self.villages)

    def ours(self, prepared: Prepared | None = None) -> None:
        """Build and save our page: classes, tooltips, legend, search, layer control, regency outlines."""
        classes = classify(self.values, scheme="count", title="Jumlah")
        fmap = choropleth_map(
            self.villages, classes, title="Kerja sama per desa", fields=[("Jumlah", self.values)],
            outlines=self.regencies, notes=MapNotes((SOURCE,), tier="authoritative"), prepared=prepared,
        )  # fmt: skip
        save_html(fmap, self.folder / "ours.html")

    def explore(self) -> None:
        """Build and save the page of `GeoDataFrame.explore`."""
        fmap = self.plain.explore("jumlah", tooltip=["code", "name", "jumlah"], tiles=None)
        fmap.save(self.folder / "explore.html")

    def folium(self) -> None:
        """Build and save the page of `folium.Choropleth` with a tooltip."""
        west, south, east, north = self.villages.total_bounds
        fmap = folium.Map(tiles=None)
        fmap.fit_bounds([[south, west], [north, east]])
        coloured = folium.Choropleth(
            self.plain.to_json(), data=self.plain, columns=["code", "jumlah"], key_on="feature.properties.code"
        )
        coloured.add_to(fmap)
        folium.GeoJsonTooltip(fields=["code", "name", "jumlah"]).add_to(coloured.geojson)
        folium.LayerControl().add_to(fmap)
        fmap.save(self.folder / "folium.html")

    def file(self, name: str) -> Path:
        """Return the page to open: what the other tools link stands on disk beside it."""
        path = self.folder / f"{name}.html"
        text = path.read_text(encoding="utf-8")
        links = list(dict.fromkeys(re.findall(r'<(?:script|link)[^>]*?(?:src|href)="(https?://[^"]+)"', text)))
        self.linked[name] = links
        if not links:
            return path
        for link in links:
            wanted = link.rsplit("/", 1)[-1]
            version = _version(link)
            names = (wanted, wanted.replace(f"-{version}", ""))
            found = [each for name in names for each in sorted(self.npm.rglob(name))] if self.npm else []
            here = next((each for each in found if version in each.as_posix()), found[0] if found else None)
            target = self.folder / "linked" / wanted
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(here.read_bytes() if here else b"")
            if here is None:
                self.lacking.add(wanted)
            text = text.replace(link, f"linked/{wanted}")
        local = self.folder / f"{name}-local.html"
        local.write_text(text, encoding="utf-8")
        return local


def _version(link: str) -> str:
    found = re.search(r"\d+\.\d+\.\d+", link)
    return found[0] if found else ""


def check(browser: Browser, pages: Pages) -> list[str]:
    """Return what is wrong with our page: its size, what it asks for, and what it draws."""
    path = pages.folder / "ours.html"
    size = path.stat().st_size
    wrong = [f"{size} bytes, more than {LARGEST_BYTES}"] if size > LARGEST_BYTES else []
    if pages.file("ours") != path:
        wrong.append(f"links {pages.linked['ours']}")
    with opened(browser, path, polygons=10**9) as (page, seen):
        outside = [url for url in seen.requests if not url.startswith(("file:", "data:", "blob:"))]
        wrong += [f"asks for {url}" for url in outside] + [f"error: {error}" for error in seen.errors]
        areas = np.array(page.evaluate(AREAS), dtype=float)
        fills, painted = page.evaluate(DRAWN)
    shown = pages.villages[pages.villages.geometry.notna()]
    if len(areas) != len(shown):
        return [*wrong, f"{len(areas)} shapes for {len(shown)} regions that have one"]
    radius = 256 / (2 * np.pi)
    mercator = np.asarray(shown.geometry.to_crs(3857).area) * (radius / 6_378_137.0) ** 2
    change = np.abs(areas / mercator - 1)
    if change.max() > AREA_CHANGE:
        worst = shown.index[int(change.argmax())]
        wrong.append(
            f"{int((change > AREA_CHANGE).sum())} areas differ by more than 5 %, {worst} by {change.max():.0%}"
        )
    if fills < len(areas):
        wrong.append(f"fills {fills} areas of {len(areas)}")
    if painted < 50_000:  # noqa: PLR2004  (pixels of a map that fills its window)
        wrong.append(f"paints only {painted} pixels")
    print(f"our page: {size} bytes, {len(areas)} shapes, largest change of an area {change.max():.2%}, {fills} fills")
    return wrong


def timed(function: Callable[[], Any], runs: int) -> float:
    """Return the median time of a call in seconds."""
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        function()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def table(pages: Pages, built: dict[str, float], found: dict[tuple[str, int], list[Measured]]) -> list[str]:
    """Return the rows of the table of results."""
    others = [name for name in NAMES if name != "ours"]
    sizes = {name: (pages.folder / f"{name}.html").read_bytes() for name in NAMES}

    def row(label: str, value: Callable[[str], float], form: str = ",.0f") -> str:
        own = value("ours")
        cells = [format(value(name), form) for name in NAMES]
        ratios = [f"{value(name) / own:.1f}" if own else "" for name in others]
        return "| " + " | ".join([label, *cells, *ratios]) + " |"

    def figure(name: str, field: str, slowed: int) -> float:
        return median(found[name, slowed], field)

    heads = ["", *NAMES.values(), *(f"ratio to {NAMES[name]}" for name in others)]
    rows = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    rows.append(row("bytes", lambda name: len(sizes[name])))
    rows.append(row("bytes, gzip", lambda name: len(gzip.compress(sizes[name], mtime=0))))
    rows.append(row("files linked", lambda name: len(pages.linked[name])))
    rows.append(row("build and save, s", lambda name: built[name], ".2f"))
    rows.append(row("new values, same shapes, s", lambda name: built["restyled" if name == "ours" else name], ".2f"))
    for slowed in (1, SLOWED):
        note = "" if slowed == 1 else ", at a quarter of the speed"
        for label, field, form in PARTS:
            rows.append(row(label + note, lambda name, f=field, s=slowed: figure(name, f, s), form))  # type: ignore[misc]
        if slowed == 1:
            rows.append(row("JS heap, MB", lambda name: figure(name, "heap", 1), ".1f"))
            rows.append(row("JS heap, buffers and page, MB", lambda name: figure(name, "memory", 1), ".1f"))
    return rows


def country(browser: Browser, path: Path, folder: Path, runs: int) -> list[str]:
    """Return what a page of all districts of the country costs, as Markdown."""
    districts = _file(path, "district", ALL_PROVINCES)
    begun = time.perf_counter()
    prepared = prepare(districts)
    spent = time.perf_counter() - begun
    values = pd.Series(np.random.default_rng(0).poisson(1.6, len(districts)), index=districts.index)
    classes = classify(values, scheme="count", title="Jumlah")
    fmap = choropleth_map(districts, classes, title="Kecamatan", fields=[("Jumlah", values)], prepared=prepared)
    page = save_html(fmap, folder / "country.html")
    points = sum(map(len, prepared.arcs))
    what = f"All {len(districts):,} districts of the country in one page, simplified by {prepared.tolerance_m:g} m"
    found = {
        slowed: [measure(browser, page, polygons=10**9, throttle=slowed) for _ in range(runs)] for slowed in (1, SLOWED)
    }
    rows = [
        f"{what}: {page.stat().st_size:,} bytes, {points:,} points; shapes prepared in {spent:.0f} s.",
        "",
        "| | full speed | a quarter of the speed |",
        "|---|---|---|",
    ]
    for label, field, form in (*PARTS, ("JS heap, buffers and page, MB", "memory", ",.1f")):
        rows.append(f"| {label} | " + " | ".join(format(median(found[slowed], field), form) for slowed in found) + " |")
    return rows


def report(pages: Pages, rows: list[str], runs: int, version: str) -> str:
    """Return the results as Markdown."""
    vertices = int(shapely.get_num_coordinates(np.asarray(pages.villages.geometry.array)).sum())
    packages = ("geopandas", "folium", "branca", "shapely", "numpy", "playwright")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    empty = f" Not at hand, so answered empty: {', '.join(sorted(pages.lacking))}." if pages.lacking else ""
    layer = f"{len(pages.villages):,} villages, {vertices:,} vertices; medians of {runs}, the pages taking turns."
    method = "What the other tools link was answered at once from disk."
    system = f"{os.cpu_count()} processors ({platform.machine()}), {platform.system()}"
    machine = f"{system}, Python {platform.python_version()}, Chromium {version} headless"
    return "\n".join(
        [
            f"{layer} {method}{empty}",
            "",
            f"{dt.datetime.now(tz=dt.UTC).date()}, {machine}, {versions}.",
            "",
            *rows,
            "",
        ]
    )


def main() -> None:
    """Run, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--villages", type=Path)
    parser.add_argument("--regencies", type=Path)
    parser.add_argument("--npm", type=Path)
    parser.add_argument("--country", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--short", action="store_true")
    options = parser.parse_args()
    warnings.simplefilter("default")
    villages, regencies = layers(options.villages, options.regencies)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        pages = Pages(villages, regencies, Path(folder), options.npm)
        prepared = pages.prepare()
        pages.ours(prepared)
        wrong = check(browser, pages)
        pages.explore()
        ratio = (pages.folder / "explore.html").stat().st_size / (pages.folder / "ours.html").stat().st_size
        print(f"{ratio:.1f} times smaller than explore()")
        detailed = shapely.get_num_coordinates(np.asarray(villages.geometry.array)).sum() > DETAILED
        if ratio < SMALLEST_RATIO and detailed:
            wrong.append(f"only {ratio:.1f} times smaller than explore()")
        if wrong:
            sys.exit("wrong answers:\n" + "\n".join(wrong))
        if options.short:
            return
        whole = ["", *country(browser, options.country, Path(folder), options.runs)] if options.country else []
        built = {
            "ours": timed(pages.ours, options.runs),
            "restyled": timed(lambda: pages.ours(prepared), options.runs),
            "explore": timed(pages.explore, options.runs),
            "folium": timed(pages.folium, options.runs),
        }
        files = {name: pages.file(name) for name in NAMES}
        found: dict[tuple[str, int], list[Measured]] = {}
        for _ in range(options.runs):
            for slowed in (1, SLOWED):
                for name, path in files.items():
                    one = measure(browser, path, polygons=len(villages), throttle=slowed)
                    found.setdefault((name, slowed), []).append(one)
        rows = [*table(pages, built, found), *whole]
        text = report(pages, rows, options.runs, browser.version)
    print(text)
    if options.output:
        options.output.write_text(f"# Map pages\n\n{text}", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
