"""Planners' files to layers keyed by canonical code: inspected, matched, placed, repaired, stored.

Attributes are read first and shapes in batches, province by province, so that a file of millions of rows needs no more
memory than its largest province. No row is lost: each is in the layer or in the table of unmatched rows.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import tempfile
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from geo_coop import __version__
from geo_coop.boundaries import archive, embedded, userlayers
from geo_coop.boundaries.adapters.dosm import kind_of_malaysia
from geo_coop.boundaries.adapters.schemas import Options, choose_reading
from geo_coop.boundaries.crs import Reference, reference_of, swapped_rows
from geo_coop.boundaries.formats.sniff import open_table
from geo_coop.boundaries.matching import check_levels, match_rows
from geo_coop.boundaries.repair import (
    DEFAULT_GAP_WIDTH_DEG,
    REPORT_COLUMNS,
    clean_coverage,
    dissolve_levels,
    repair_shapes,
)
from geo_coop.boundaries.scratch import Scratch, Seen, look
from geo_coop.boundaries.store import cache_writes, workspace
from geo_coop.codes import kind_of, parent_of
from geo_coop.errors import InputError, Problem
from geo_coop.provenance import Provenance
from geo_coop.register import load_register
from geo_coop.schema import GEOGRAPHIC_CRS, LEVELS, Level, normalise_level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt

    from geo_coop.boundaries.adapters.schemas import Reading
    from geo_coop.boundaries.formats.base import Table
    from geo_coop.boundaries.matching import Matched
    from geo_coop.register import Register

    Shapes = npt.NDArray[np.object_]

OnDuplicate = Literal["error", "union"]

PROBLEMS_SHOWN: Final = 20
ONE_PART_ROWS: Final = 5000
ONE_PART_BYTES: Final = 400_000_000
_MARGIN_DEG: Final = 1.0
_REGENCY_LENGTH: Final = len("65.03")
_EARTH_DEG: Final = np.array([180.0, 90.0, 180.0, 90.0])
_TWO_STEPS_ROWS: Final = 1000
_UNMATCHED: Final = "unmatched"
_ALL: Final = "all"
_REPORT_COLUMNS: Final = ("row", "step", *REPORT_COLUMNS)
_TRIED_CRS: Final = (
    4326, 32646, 32647, 32648, 32649, 32650, 32651, 32652, 32653, 32654, 32746, 32747, 32748, 32749, 32750, 32751,
    32752, 32753, 32754, 3376, 29873, 3857,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user says about an import; the defaults leave it to the file.

    Attributes
    ----------
    name
        Of the layer; made from the file's name by default.
    options
        Schema, level, scheme and columns.
    crs
        Wins over what the file states.
    swap_axes
        True reads latitude first, False takes the axes as they are, None refuses axes that seem swapped.
    layer, encoding
        Which layer of a file or archive, and the encoding of its texts.
    on_duplicate
        What to do with several rows of one code: refuse them, or unite their shapes.
    accept_fuzzy
        Lowest score (0-100) with which a similar name is taken.
    clean
        Whether to make a clean coverage after the repair.
    gap_width_deg
        Gaps below this are closed.
    title, release, licence, attribution
        For the provenance.
    list_release
        Year of the list of codes.
    replace
        Whether a layer of that name may be replaced.
    """

    name: str | None = None
    options: Options = field(default_factory=Options)
    crs: str | None = None
    swap_axes: bool | None = None
    layer: str | None = None
    encoding: str | None = None
    on_duplicate: OnDuplicate = "error"
    accept_fuzzy: float | None = None
    clean: bool = True
    gap_width_deg: float = DEFAULT_GAP_WIDTH_DEG
    title: str | None = None
    release: str | None = None
    licence: str | None = None
    attribution: str | None = None
    list_release: str | None = None
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did.

    Attributes
    ----------
    source
        Id of the layer, ``user:<name>``.
    level
        Level of its regions.
    format, schema, reason
        What the file is, and why it was read so.
    crs
        How coordinates became degrees.
    rows
        Rows in the file.
    matched
        Rows whose code was found; ``rows - matched`` are in the unmatched table.
    similar
        Of those, rows taken by a similar name.
    regions
        Regions in the layer: fewer than ``matched`` where rows were united.
    layers
        Regions by level, upper levels dissolved where they are complete.
    report_rows
        Rows of the report.
    notes
        What to know.
    folder
        Where the layer stands; None for a dry run.
    seconds
        Time it took.
    """

    source: str
    level: Level
    format: str
    schema: str
    reason: str
    crs: str
    rows: int
    matched: int
    similar: int
    regions: int
    layers: dict[str, int]
    report_rows: int
    notes: tuple[str, ...]
    folder: Path | None
    seconds: float

    @property
    def unmatched(self) -> int:
        """Return how many rows have no code."""
        return self.rows - self.matched


def import_layer(
    path: str | Path,
    wishes: Wishes | None = None,
    *,
    dry_run: bool = False,
    report: str | Path | None = None,
    step: Callable[[str], None] | None = None,
) -> Imported:
    """Make a layer of the user's own out of a file, and store it in the cache.

    Parameters
    ----------
    path
        GeoPackage, Shapefile, GeoJSON, FlatGeobuf, KML, GeoParquet, CSV with WKT or an SQL dump, zipped or not.
    wishes
        What is not left to inspection.
    dry_run
        Do everything but storing.
    report
        Folder that gets the unmatched table, the report and the problems; made where it does not exist.
    step
        Called with the name of each step before it begins.

    Returns
    -------
    Imported
        ``load_regions(level, source=imported.source)`` gives the layer.

    Raises
    ------
    InputError
        Everything that is wrong with the file, each with row and remedy; the first 20 are shown, all are in
        ``problems.csv`` of the report folder.
    AmbiguousError, NotFoundError
        As `geo_coop.register.load_register`.
    FetchError
        The cache cannot be written.
    """
    begun = time.monotonic()
    wishes = wishes or Wishes()
    source = Path(path)
    folder = Path(report) if report is not None else None
    name = userlayers.check_name(wishes.name) if wishes.name else userlayers.name_for(source.name.partition(".")[0])
    if not wishes.replace and not dry_run and userlayers.folder_of(name).exists():
        remedy = "give --replace, or another --name"
        raise InputError(Problem(f"there is a layer user:{name} already", remedy))
    announce = step or _silent
    with _work(dry_run=dry_run) as work:
        try:
            job = _Job(source, wishes, name, work, announce)
            job.open()
            job.match()
            job.place()
            job.build()
        except InputError as error:
            raise _shortened(error, folder) from error
        if folder is not None:
            job.copy_report(folder)
        stored = None if dry_run else userlayers.commit(job.out, name, work)
    return job.result(stored, round(time.monotonic() - begun, 3))


@contextmanager
def _work(*, dry_run: bool) -> Iterator[Path]:
    """Give a folder for unfinished work: in the cache, or for a dry run wherever the system has one."""
    if not dry_run:
        with workspace() as folder:
            yield folder
        return
    with tempfile.TemporaryDirectory(prefix="geo-coop-") as name:
        yield Path(name)


class _Job:
    """One import, step by step; each step leaves what the next needs."""

    def __init__(self, source: Path, wishes: Wishes, name: str, work: Path, announce: Callable[[str], None]) -> None:
        self.source, self.wishes, self.name, self.work, self.announce = source, wishes, name, work, announce
        self.file = str(source)
        self.register: Register = load_register(*([wishes.list_release] if wishes.list_release else []))
        self.out = work / "layer"
        self.notes: list[str] = []
        self.report: list[pd.DataFrame] = []
        self.table: Table
        self.reading: Reading
        self.matched: Matched
        self.level: Level
        self.seen: Seen
        self.scratch: Scratch
        self.reference: Reference
        self.layers: dict[str, dict[str, object]] = {}
        self.regions = 0

    # Opening

    def open(self) -> None:
        """Open the file, unpacked where it is an archive, and choose how to read it."""
        self.announce("open")
        path, layer = self.source, self.wishes.layer
        if archive.kind_of_archive(path) is not None:
            unpacked = self.work / "unpacked"
            with cache_writes():
                unpacked.mkdir()
            found = archive.unpack(path, unpacked)
            path, layer = archive.choose(found, unpacked, layer, file=self.file)
        self.table = open_table(path, layer=layer, encoding=self.wishes.encoding, file=self.file)
        if not self.table.rows:
            raise InputError(Problem("has no rows", "export it again", self.file))
        self.reading = choose_reading(self.table, self.wishes.options)
        self.notes += self.reading.remarks

    # Matching

    def match(self) -> None:
        """Find codes, one level, and no code twice."""
        self.announce("match")
        values = self.table.attributes(self.reading.columns())
        wishes, options = self.wishes, self.wishes.options
        self.matched = match_rows(
            self.reading, values, self.table.rows, self.register, file=self.file,
            accept_fuzzy=wishes.accept_fuzzy, insist=options.scheme is not None,
        )  # fmt: skip
        self._stop(self.matched.problems)
        wanted = normalise_level(options.level) if options.level else None
        level = check_levels(self.reading, values, self.matched, wanted=wanted, file=self.file)
        self._stop(self.matched.problems)
        codes = self.matched.rows["code"]
        if not codes.notna().any() or level is None:
            reasons = self.matched.rows["reason"].value_counts().head(3)
            shown = "; ".join(f"{count} times: {reason}" for reason, count in reasons.items())
            remedy = "check --level, --name-column, --parent-column or --scheme; rows are in the unmatched table"
            self.table_of_unmatched()
            raise InputError(Problem(f"none of {len(codes)} rows has a code or name that is known: {shown}", remedy,
                                     self.file))  # fmt: skip
        self.level = level
        self.notes += self.matched.notes
        if self.wishes.on_duplicate == "error":
            self._stop(self._duplicates())

    def _duplicates(self) -> list[Problem]:
        rows = self.matched.rows
        repeated = rows[rows["code"].notna() & rows["code"].duplicated(keep=False)]
        problems: list[Problem] = []
        for code, group in repeated.groupby("code", sort=True):
            numbers = ", ".join(str(place + 1) for place in group.index[:6]) + (", ..." if len(group) > 6 else "")  # noqa: PLR2004
            names = ", ".join(dict.fromkeys(name for name in group["name"].tolist() if name))
            what = f"rows {numbers}: code {code} stands {len(group)} times ({names or self.register.name(str(code))})"
            problems.append(Problem(what, "unite them with --on-duplicate union, or correct the file", self.file))
        return problems

    def _stop(self, problems: Sequence[Problem]) -> None:
        if problems:
            raise InputError(problems)

    # Placing

    def place(self) -> None:
        """Read the shapes, and see where on Earth they are."""
        self.announce("read shapes")
        codes = self.matched.rows["code"].tolist()
        parts = [_UNMATCHED if code is None else _province(code) for code in codes]
        folder = self.work / "scratch"
        with cache_writes():
            folder.mkdir()
            self.scratch = Scratch(folder)
            self.seen = look(self.table, len(codes), parts.__getitem__, self.scratch)
        self._stop(self.seen.problems)
        bounds = self.seen.bounds[np.isfinite(self.seen.bounds).all(axis=1)]
        if not len(bounds):
            raise InputError(Problem("no row has a shape", "export the boundaries with their shapes", self.file))
        centres = (self.seen.bounds[:, :2] + self.seen.bounds[:, 2:]) / 2
        reference = reference_of(
            self.table.crs, self.wishes.crs, file=self.file, bounds=bounds,
            suggest=lambda: self._crs_that_fits(*self._expected(centres)[1:]),
        )  # fmt: skip
        if self.wishes.swap_axes:
            reference = Reference(reference.crs, reference.stated, swapped=True)
            self.notes.append("axes swapped, as told: latitude first in the file")
        self.reference = reference
        if self.wishes.swap_axes is None:
            self._refuse_swapped(centres)
        self._find_strays(centres)
        if self.seen.flattened:
            self.notes.append(f"{self.seen.flattened} shapes have heights or measures, which are dropped")
        if not reference.is_degrees:
            self.notes.append(reference.method())

    def _refuse_swapped(self, centres: npt.NDArray[np.float64]) -> None:
        known = np.flatnonzero(np.isfinite(centres).all(axis=1))
        swapped = known[swapped_rows(self.reference, centres[known])]
        if not len(swapped):
            self._refuse_turned(centres)
            return
        row = int(swapped[0])
        x, y = centres[row]
        where = (
            f"row {row + 1} lies about x {x:.6g}, y {y:.6g}: outside Indonesia and Malaysia, and inside when swapped"
        )
        if 2 * len(swapped) >= len(known):
            what = f"axes are swapped, latitude written first ({len(swapped)} of {len(known)} rows): {where}"
            raise InputError(Problem(what, "read them so with --swap-axes", self.file))
        problems = [
            Problem(
                f"row {row + 1}: axes are swapped, where other rows have them in order", "correct the row", self.file
            )
            for row in swapped.tolist()
        ]
        raise InputError(problems)

    def _refuse_turned(self, centres: npt.NDArray[np.float64]) -> None:
        """Refuse axes that give places in the box either way, as metres do, and in their provinces only swapped."""
        listed, known, boxes = self._expected(centres, by_regency=True)
        turned = Reference(self.reference.crs, self.reference.stated, not self.reference.swapped)
        as_written = _inside(self.reference.points(known), boxes, margin=0.0)
        when_turned = _inside(turned.points(known), boxes, margin=0.0)
        if listed and 2 * int(as_written.sum()) < len(listed) and 2 * int(when_turned.sum()) > len(listed):
            what = (
                f"axes are swapped, northing written first: {int(as_written.sum())} of {len(listed)} rows lie in their "
                f"regencies or provinces as written, {int(when_turned.sum())} when swapped"
            )
            raise InputError(Problem(what, "read them so with --swap-axes", self.file))

    def _find_strays(self, centres: npt.NDArray[np.float64]) -> None:
        """Compare where rows are with where their provinces are: a wrong CRS is refused, single rows are noted."""
        codes = self.matched.rows["code"].tolist()
        listed, known, boxes = self._expected(centres)
        corners = [self.reference.points(self.seen.bounds[listed][:, pair]) for pair in ([0, 1], [2, 3])]
        strays = ~_inside(corners[0], boxes) | ~_inside(corners[1], boxes)
        centre_off = ~_inside(self.reference.points(known), boxes)
        if listed and 2 * int(centre_off.sum()) > len(listed):
            row = listed[int(np.flatnonzero(centre_off)[0])]
            lon, lat = self.reference.points(centres[[row]])[0]
            code = str(codes[row])
            province = _province(code)
            fits = self._crs_that_fits(known, boxes)
            what = (
                f"{int(centre_off.sum())} of {len(listed)} rows lie outside their provinces, such as row {row + 1}: "
                f"{code} at longitude {lon:.4g}, latitude {lat:.4g}, not in {self.register.name(province)}"
            )
            cause = f"CRS is {self.reference.name}, stated by {self.reference.stated}, and seems wrong"
            remedy = f"give the right one, for example {fits}" if fits else "check codes, names and coordinates"
            raise InputError(Problem(f"{what}; {cause}", remedy, self.file))
        for row in np.array(listed, dtype=int)[strays].tolist():
            note = "lies or reaches outside its province: kept as drawn, not matched with its neighbours"
            self.seen.notes[row] = "; ".join(text for text in (self.seen.notes.get(row, ""), note) if text)
        self.strays = set(np.array(listed, dtype=int)[strays].tolist())
        if self.strays:
            self.notes.append(f"{len(self.strays)} rows lie or reach outside their province; see the report")

    def _expected(
        self, centres: npt.NDArray[np.float64], *, by_regency: bool = False
    ) -> tuple[list[int], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return the rows with a code and a shape, their centres, and the boxes of their provinces or regencies."""
        codes = self.matched.rows["code"].tolist()
        expected: dict[str, tuple[float, ...]] = {}
        levels: tuple[Level, ...] = ("province", "regency") if by_regency else ("province",)
        for level in levels:
            extents = embedded.read(level).bounds
            expected.update(zip(extents.index, extents.itertuples(index=False, name=None), strict=True))
        listed = [row for row, code in enumerate(codes) if code is not None and np.isfinite(centres[row]).all()]
        around = [(codes[row][:_REGENCY_LENGTH], _province(codes[row])) for row in listed]
        anywhere = (-181.0, -91.0, 181.0, 91.0)
        boxes = np.array([expected.get(near, expected.get(far, anywhere)) for near, far in around], dtype=float)
        return listed, centres[listed], boxes.reshape(-1, 4)

    def _crs_that_fits(self, centres: npt.NDArray[np.float64], boxes: npt.NDArray[np.float64]) -> str:
        """Return the option for the common CRS that puts nearly all rows in their provinces, or an empty text."""
        fitting: list[str] = []
        if not len(centres):
            return ""
        for number in _TRIED_CRS:
            tried = Reference(pyproj.CRS.from_epsg(number), "trial")
            if _inside(tried.points(centres), boxes).mean() > 0.95:  # noqa: PLR2004 - nearly all
                fitting.append(f"--crs EPSG:{number} ({tried.crs.name})")
        return " or ".join(fitting[:3])

    # Building

    def build(self) -> None:
        """Repair, clean, dissolve and write the layers, then the tables beside them."""
        with cache_writes():
            self.out.mkdir()
        parts = [part for part in self.scratch.parts() if part != _UNMATCHED]
        rows = int(self.matched.rows["code"].notna().sum())
        together = rows <= ONE_PART_ROWS and self.seen.bytes <= ONE_PART_BYTES
        if len(parts) > 1 and not together and self.wishes.clean:
            self.notes.append("cleaned province by province: edges between provinces stay as drawn")
        groups = [parts] if together else [[part] for part in parts]
        levels = (
            LEVELS[LEVELS.index("province") : LEVELS.index(self.level) + 1] if self.level != "country" else ("country",)
        )
        with cache_writes():
            writers = {level: userlayers.LayerWriter(self.out / f"{level}.parquet") for level in levels}
            for group in groups:
                self.announce(f"build {', '.join(group) if len(group) < 4 else f'{len(group)} provinces'}")  # noqa: PLR2004
                self._build_part(group, writers)
            self.announce("write")
            for level, writer in writers.items():
                if writer.rows:
                    self.layers[level] = writer.close()
            self.table_of_unmatched()
            self._write_report()
            self._write_manifest()
        self.regions = writers[self.level].rows

    def _build_part(self, parts: Sequence[str], writers: dict[Level, userlayers.LayerWriter]) -> None:
        read = [self.scratch.part(part) for part in parts]
        rows, shapes = np.concatenate([r for r, _ in read]), np.concatenate([s for _, s in read])
        frame = self._frame(rows, self.reference.to_degrees(shapes))
        repaired = repair_shapes(frame)
        self._keep(repaired.report, "repair", frame)
        frame = self._united(repaired.frame)
        if self.wishes.clean:
            frame = self._cleaned(frame)
        layer = self._finished(frame)
        writers[self.level].append(layer)
        if self.level not in {"country", "province"}:
            for level, upper in self._dissolved(layer).items():
                writers[level].append(upper)

    def _frame(self, rows: npt.NDArray[np.int64], shapes: Shapes) -> gpd.GeoDataFrame:
        frame = gpd.GeoDataFrame(
            {"row": rows}, geometry=shapes, index=pd.Index(self.matched.rows["code"].to_numpy()[rows], name="code"),
            crs=GEOGRAPHIC_CRS,
        )  # fmt: skip
        bounds = frame.bounds.to_numpy()
        with np.errstate(invalid="ignore"):
            on_earth = (np.abs(bounds) <= _EARTH_DEG).all(axis=1)
        gone = ~frame.geometry.isna().to_numpy() & ~on_earth
        if gone.any():
            for row in rows[gone].tolist():
                self.seen.notes[row] = f"cannot be placed on Earth from {self.reference.name}"
            frame.loc[gone, "geometry"] = None
        return frame.iloc[np.lexsort([rows, frame.index.to_numpy(dtype=str)])]

    def _united(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Unite the shapes of rows of one code, where the user asks for it."""
        repeated = frame.index.duplicated(keep=False)
        if not repeated.any():
            return frame
        once = frame[~frame.index.duplicated()].copy()
        for code, group in frame[repeated].groupby(level=0):
            shapes = group.geometry.dropna().to_numpy()
            united = shapely.union_all(shapes) if len(shapes) else None
            once.at[code, "geometry"] = united
            listed = ", ".join(str(row + 1) for row in group["row"])
            self._note_rows([(int(group["row"].iloc[0]), str(code), f"rows {listed} of one code", "shapes united")])
        return once

    def _cleaned(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        apart = frame["row"].isin(list(self.strays)).to_numpy()
        near = frame[~apart]
        if len(near) > _TWO_STEPS_ROWS and self.wishes.gap_width_deg:
            # Many overlaps at once with the closing of gaps take five times as long as one after the other.
            matched = clean_coverage(near, gap_width_deg=0.0)
            self._keep(matched.report, "coverage", frame)
            near = matched.frame
        cleaned = clean_coverage(near, gap_width_deg=self.wishes.gap_width_deg)
        self._keep(cleaned.report, "coverage", frame)
        # Cleaning may leave a shape that only touches itself; it is mended like any other.
        again = repair_shapes(cleaned.frame)
        self._keep(again.report[again.report["problem"] != "no shape"], "coverage", frame)
        return pd.concat([again.frame, frame[apart]]).sort_index() if apart.any() else again.frame

    def _finished(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        found = self.matched.rows.iloc[frame["row"].to_numpy()]
        listed = self.register.regions
        codes = [str(code) for code in frame.index]
        gap = f"edges matched, gaps below {self.wishes.gap_width_deg:g} degree closed"
        apart = frame["row"].isin(list(self.strays)).to_numpy()
        layer = gpd.GeoDataFrame(
            {
                "name": [str(listed.at[code, "name"]) for code in codes],
                "level": self.level,
                "kind": [str(listed.at[code, "kind"]) or _kind(code) for code in codes],
                "parent": pd.Series([parent_of(code) for code in codes], index=frame.index, dtype=object),
                "tier": "authoritative",
                "method": np.where(apart | (not self.wishes.clean), "drawn by the source", gap),
                "source_name": found["name"].to_numpy(),
                "match": found["match"].to_numpy(),
                "score": found["score"].to_numpy(dtype=float),
            },
            geometry=frame.geometry.to_numpy(),
            index=pd.Index(codes, name="code", dtype=str),
            crs=GEOGRAPHIC_CRS,
        )
        shapes = np.array(layer.geometry.to_numpy(), dtype=object)
        empty = ~shapely.is_missing(shapes) & shapely.is_empty(shapes)
        if empty.any():
            shapes[empty] = None
            layer = layer.set_geometry(gpd.GeoSeries(shapes, index=layer.index, crs=GEOGRAPHIC_CRS))
        return layer

    def _dissolved(self, layer: gpd.GeoDataFrame) -> dict[Level, gpd.GeoDataFrame]:
        """Return the upper levels, with only those regions all of whose parts are in the layer with a shape."""
        at_home = np.array([code[0].isdigit() for code in layer.index], dtype=bool)
        drawn = layer[layer.geometry.notna().to_numpy() & at_home]
        if drawn.empty:
            return {}
        there = set(drawn.index)
        complete: set[str] = set()
        uppers = {code for region in there for code in _above(region)}
        for code in uppers:
            inside = self.register.within(code)
            parts = inside.index[(inside["level"] == self.level).to_numpy()]
            if len(parts) and all(part in there for part in parts):
                complete.add(code)
        if not complete:
            return {}
        kept = drawn[[any(upper in complete for upper in _above(code)) for code in drawn.index]]
        made: dict[Level, gpd.GeoDataFrame] = {}
        for level, frame in dissolve_levels(kept, upper=self.register.regions).items():
            whole = frame[frame.index.isin(complete)]
            made[level] = whole.assign(source_name="", match="dissolved", score=np.nan)[list(layer.columns)]
        return made

    # Tables

    def _keep(self, report: pd.DataFrame, name: str, frame: gpd.GeoDataFrame) -> None:
        if len(report):
            first = frame[~frame.index.duplicated()]["row"]
            rows = first.reindex(report["code"]).to_numpy() + 1
            self.report.append(report.assign(row=rows, step=name)[list(_REPORT_COLUMNS)])

    def _note_rows(self, notes: Sequence[tuple[int, str, str, str]]) -> None:
        if notes:
            rows, codes, problems, actions = zip(*notes, strict=True)
            columns = ([row + 1 for row in rows], "read", codes, problems, actions, np.nan, np.nan)
            self.report.append(pd.DataFrame(dict(zip(_REPORT_COLUMNS, columns, strict=True))))

    def _write_report(self) -> None:
        codes = self.matched.rows["code"].tolist()
        self._note_rows([(row, codes[row] or "", text, "kept") for row, text in sorted(self.seen.notes.items())])
        self._note_rows(
            [(row - 1, code, f"name {name!r} differs from the listed {listed!r}", "code taken")
             for row, code, name, listed in self.matched.differing]
        )  # fmt: skip
        empty = pd.DataFrame({column: [] for column in _REPORT_COLUMNS})
        report = pd.concat(self.report, ignore_index=True) if self.report else empty
        report = report.sort_values(["row", "step"], kind="stable")
        report.to_csv(self.out / userlayers.REPORT, index=False, float_format="%.6f")
        self.report_rows = len(report)

    def table_of_unmatched(self) -> None:
        """Write the rows without a code as a table, and with their shapes as GeoParquet."""
        rows = self.matched.rows
        lost = rows[rows["code"].isna()]
        table = pd.DataFrame(
            {"row": lost.index + 1, "name": lost["name"], "written_code": lost["written"], "parents": lost["parents"],
             "reason": lost["reason"], "candidates": lost["candidates"]}
        )  # fmt: skip
        with cache_writes():
            self.out.mkdir(exist_ok=True)
            table.to_csv(self.out / userlayers.UNMATCHED_TABLE, index=False)
            if len(table) and hasattr(self, "scratch"):
                writer = userlayers.LayerWriter(self.out / userlayers.UNMATCHED_SHAPES)
                for places, shapes in self.scratch.batches(_UNMATCHED):
                    degrees = self.reference.to_degrees(shapes)
                    part = gpd.GeoDataFrame(table.loc[places], geometry=degrees, crs=GEOGRAPHIC_CRS)
                    writer.append(part.reset_index(drop=True))
                writer.close()

    def provenance(self) -> Provenance:
        """Return the provenance of the layer."""
        wishes = self.wishes
        changed = dt.datetime.fromtimestamp(self.source.stat().st_mtime, tz=dt.UTC).date().isoformat()
        licence = wishes.licence or "as stated by the user: unknown"
        method = f"imported from {self.table.kind}, schema {self.reading.schema}; {self.reference.method()}"
        if wishes.clean:
            method += f"; clean coverage, gaps below {wishes.gap_width_deg:g} degree closed"
        return Provenance(
            source=userlayers.PREFIX + self.name, title=wishes.title or self.source.name,
            release=wishes.release or changed, tier="authoritative", licence=licence,
            attribution=wishes.attribution or f"file of the user: {self.source.name}", method=method,
        )  # fmt: skip

    def _write_manifest(self) -> None:
        with self.source.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        rows = self.matched.rows
        manifest: dict[str, Any] = {
            "format": userlayers.FORMAT,
            "name": self.name,
            "geo_coop": __version__,
            "imported": dt.datetime.now(tz=dt.UTC).isoformat(timespec="microseconds"),
            "input": {"file": self.source.name, "bytes": self.source.stat().st_size, "sha256": digest,
                      "format": self.table.kind, "layer": self.table.layer, "crs": self.reference.name},
            "schema": self.reading.schema,
            "reason": self.reading.reason,
            "level": self.level,
            "list": self.register.release,
            "rows": len(rows),
            "unmatched": int(rows["code"].isna().sum()),
            "similar": int((rows["match"] == "similar").sum()),
            "notes": [*self.table.notes, *self.notes],
            "provenance": asdict(self.provenance()),
            "layers": self.layers,
        }  # fmt: skip
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (self.out / userlayers.MANIFEST).write_text(text + "\n", encoding="utf-8")

    def copy_report(self, folder: Path) -> None:
        """Copy the tables to a folder of the user's."""
        _make_folder(folder)
        for name in (userlayers.REPORT, userlayers.UNMATCHED_TABLE, userlayers.UNMATCHED_SHAPES):
            if (self.out / name).exists():
                (folder / name).write_bytes((self.out / name).read_bytes())

    def result(self, stored: Path | None, seconds: float) -> Imported:
        """Return what was done."""
        rows = self.matched.rows
        return Imported(
            source=userlayers.PREFIX + self.name, level=self.level, format=self.table.kind,
            schema=self.reading.schema, reason=self.reading.reason, crs=self.reference.name,
            rows=len(rows), matched=int(rows["code"].notna().sum()),
            similar=int((rows["match"] == "similar").sum()), regions=self.regions,
            layers={level: int(str(entry["rows"])) for level, entry in self.layers.items()},
            report_rows=self.report_rows, notes=(*self.table.notes, *self.notes), folder=stored, seconds=seconds,
        )  # fmt: skip


def _silent(_: str) -> None:
    """Announce nothing."""


def _province(code: str) -> str:
    """Return the part that a code belongs to: its province, or the country where it is one."""
    return code.partition(".")[0]


def _above(code: str) -> list[str]:
    """Return the regions above a code, up to its province."""
    parts = code.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts))]


def _kind(code: str) -> str:
    return kind_of(code) if code[0].isdigit() else kind_of_malaysia(code)


def _inside(
    points: npt.NDArray[np.float64], boxes: npt.NDArray[np.float64], *, margin: float = _MARGIN_DEG
) -> npt.NDArray[np.bool_]:
    """Return which points lie in their boxes, with a margin in degrees."""
    with np.errstate(invalid="ignore"):
        low = (points >= boxes[:, :2] - margin).all(axis=1)
        high = (points <= boxes[:, 2:] + margin).all(axis=1)
    inside: npt.NDArray[np.bool_] = np.logical_and(low, high)
    return inside


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"cannot make the report folder {folder}: {error.strerror or error}"
        raise InputError(message) from error


def _shortened(error: InputError, folder: Path | None) -> InputError:
    """Return an error that shows the first problems and counts the rest; all go to the report folder."""
    problems = error.problems
    if folder is not None:
        _make_folder(folder)
        with (folder / "problems.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(["what", "remedy", "file"])
            table.writerows([problem.what, problem.remedy, problem.file] for problem in problems)
    if len(problems) <= PROBLEMS_SHOWN:
        return error
    where = f"all are in {folder / 'problems.csv'}" if folder is not None else "see them all with --report DIR"
    rest = Problem(f"and {len(problems) - PROBLEMS_SHOWN} more problems", where, problems[0].file)
    return InputError([*problems[:PROBLEMS_SHOWN], rest])


__all__ = ["Imported", "Options", "Wishes", "import_layer"]
