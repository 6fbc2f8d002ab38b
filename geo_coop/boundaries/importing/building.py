"""From shapes set aside by province to the layers: repaired, made a clean coverage, dissolved upwards."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_coop.boundaries import userlayers
from geo_coop.boundaries.importing.belt import clean_belt
from geo_coop.boundaries.importing.codes import above, kind_word
from geo_coop.boundaries.repair import clean_coverage, dissolve_levels, repair_shapes
from geo_coop.boundaries.scratch import give_back
from geo_coop.codes import parent_of
from geo_coop.schema import GEOGRAPHIC_CRS, LEVELS, Level

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from geo_coop.boundaries.importing.placing import Placing
    from geo_coop.boundaries.importing.tables import Report
    from geo_coop.boundaries.importing.wishes import Wishes
    from geo_coop.boundaries.matching import Matched
    from geo_coop.boundaries.scratch import Scratch
    from geo_coop.register import Register

    Shapes = npt.NDArray[np.object_]

ONE_PART_ROWS: Final = 5000
ONE_PART_BYTES: Final = 400_000_000
UNMATCHED: Final = "unmatched"
_EARTH_DEG: Final = np.array([180.0, 90.0, 180.0, 90.0])
_TWO_STEPS_ROWS: Final = 1000
_PARTS_AT_ONCE: Final = 2
_BYTES_AT_ONCE: Final = 12_000_000  # of shapes as WKB, unless one part alone has more; cleaning takes 40 times that


class Building:
    """Builds the layers of an import, part by part, and writes them.

    Attributes
    ----------
    layers
        What the manifest says of each level, once built.
    regions
        How many regions the layer has on its own level.
    notes
        What to know.
    """

    def __init__(
        self, scratch: Scratch, placing: Placing, matched: Matched, level: Level, register: Register, wishes: Wishes,
        report: Report,
    ) -> None:  # fmt: skip
        self.scratch, self.placing, self.matched, self.level = scratch, placing, matched, level
        self.register, self.wishes, self.report = register, wishes, report
        self.layers: dict[str, dict[str, object]] = {}
        self.regions = 0
        self.notes: list[str] = []
        self._belt: dict[int, shapely.Geometry] = {}

    def build(self, out: Path, announce: Callable[[str], None]) -> None:
        """Repair, clean, dissolve and write the layers into a folder."""
        parts = [part for part in self.scratch.parts() if part != UNMATCHED]
        rows = int(self.matched.rows.found.sum())
        together = rows <= ONE_PART_ROWS and self.placing.seen.bytes <= ONE_PART_BYTES
        if len(parts) > 1 and not together and self.wishes.clean:
            announce("match provinces")
            self._belt = clean_belt(
                self.scratch, self.placing, self.matched.rows, self.wishes.gap_width_deg, self.report.keep
            )
            self.notes.append(
                f"cleaned province by province, after {len(self._belt)} regions at the borders between provinces"
            )
            give_back()
        groups = [parts] if together else [[part] for part in parts]
        levels = (
            LEVELS[LEVELS.index("province") : LEVELS.index(self.level) + 1] if self.level != "country" else ("country",)
        )
        writers = {level: userlayers.LayerWriter(out / f"{level}.parquet") for level in levels}
        named = [", ".join(group) if len(group) < 4 else f"{len(group)} provinces" for group in groups]  # noqa: PLR2004
        # Cleaning takes nearly all the time, beside the interpreter: two parts at a time, where they are small.
        sizes = [sum(self.scratch.sizes[part] for part in group) for group in groups]
        waiting = deque[tuple[int, Future[dict[Level, gpd.GeoDataFrame]]]]()

        def take() -> None:
            number, future = waiting.popleft()
            announce(f"build {named[number]}")
            _append(future.result(), writers)
            give_back()

        with ThreadPoolExecutor(_PARTS_AT_ONCE) as pool:
            for number, group in enumerate(groups):
                while waiting and (
                    len(waiting) == _PARTS_AT_ONCE
                    or sum(sizes[other] for other, _ in waiting) + sizes[number] > _BYTES_AT_ONCE
                ):
                    take()
                waiting.append((number, pool.submit(self._made, group)))
            while waiting:
                take()
        announce("write")
        for level, writer in writers.items():
            if writer.rows:
                self.layers[level] = writer.close()
        self.regions = writers[self.level].rows

    def _made(self, parts: Sequence[str]) -> dict[Level, gpd.GeoDataFrame]:
        """Return the layers of some provinces: their own level first."""
        read = [self.scratch.part(part) for part in parts]
        rows, shapes = np.concatenate([r for r, _ in read]), np.concatenate([s for _, s in read])
        frame = self._frame(rows, self.placing.reference.to_degrees(shapes))
        del read, shapes
        repaired = repair_shapes(frame)
        self.report.keep(repaired.report, "repair", frame)
        frame = self._met(self._united(repaired.frame))
        if self.wishes.clean:
            frame = self._cleaned(frame)
        layer = self._finished(frame)
        upper = self._dissolved(layer) if self.level not in {"country", "province"} else {}
        return {self.level: layer, **upper}

    def _frame(self, rows: npt.NDArray[np.int64], shapes: Shapes) -> gpd.GeoDataFrame:
        frame = gpd.GeoDataFrame(
            {"row": rows}, geometry=shapes, index=pd.Index(self.matched.rows.codes_of(rows), name="code"),
            crs=GEOGRAPHIC_CRS,
        )  # fmt: skip
        bounds = frame.bounds.to_numpy()
        with np.errstate(invalid="ignore"):
            on_earth = (np.abs(bounds) <= _EARTH_DEG).all(axis=1)
        gone = ~frame.geometry.isna().to_numpy() & ~on_earth
        if gone.any():
            for row in rows[gone].tolist():
                self.placing.seen.notes[row] = f"cannot be placed on Earth from {self.placing.reference.name}"
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
            self.report.note([(int(group["row"].iloc[0]), str(code), f"rows {listed} of one code", "shapes united")])
        return once

    def _met(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return the rows with the shapes that already meet the regions of other provinces."""
        if not self._belt:
            return frame
        shapes = [
            self._belt.get(row, shape)
            for row, shape in zip(frame["row"].tolist(), frame.geometry.to_numpy(), strict=True)
        ]
        return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=GEOGRAPHIC_CRS))

    def _cleaned(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        apart = frame["row"].isin(list(self.placing.strays)).to_numpy()
        near = frame[~apart]
        if len(near) > _TWO_STEPS_ROWS and self.wishes.gap_width_deg:
            # Many overlaps at once with the closing of gaps take five times as long as one after the other.
            matched = clean_coverage(near, gap_width_deg=0.0)
            self.report.keep(matched.report, "coverage", frame)
            near = matched.frame
        cleaned = clean_coverage(near, gap_width_deg=self.wishes.gap_width_deg)
        self.report.keep(cleaned.report, "coverage", frame)
        # Cleaning may leave a shape that only touches itself; it is mended like any other.
        again = repair_shapes(cleaned.frame)
        self.report.keep(again.report[again.report["problem"] != "no shape"], "coverage", frame)
        return pd.concat([again.frame, frame[apart]]).sort_index() if apart.any() else again.frame

    def _finished(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        found, places = self.matched.rows, frame["row"].to_numpy()
        listed = self.register.regions
        codes = [str(code) for code in frame.index]
        gap = f"edges matched, gaps below {self.wishes.gap_width_deg:g} degree closed"
        apart = frame["row"].isin(list(self.placing.strays)).to_numpy()
        layer = gpd.GeoDataFrame(
            {
                "name": [str(listed.at[code, "name"]) for code in codes],
                "level": self.level,
                "kind": [str(listed.at[code, "kind"]) or kind_word(code) for code in codes],
                "parent": pd.Series([parent_of(code) for code in codes], index=frame.index, dtype=object),
                "tier": "authoritative",
                "method": np.where(apart | (not self.wishes.clean), "drawn by the source", gap),
                "source_name": np.array([*found.texts_of("name", places), None], dtype=object)[:-1],
                "match": found.matches_of(places),
                "score": found.score[places],
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

    def _listed(self, uppers: set[str]) -> dict[str, list[str]]:
        """Return what the register lists in each of some regions on the level of the layer."""
        regions = self.register.regions
        found: dict[str, list[str]] = {}
        for code in regions.index[(regions["level"] == self.level).to_numpy()].tolist():
            for region in above(code):
                if region in uppers:
                    found.setdefault(region, []).append(code)
        return found

    def _dissolved(self, layer: gpd.GeoDataFrame) -> dict[Level, gpd.GeoDataFrame]:
        """Return the upper levels, with only those regions all of whose parts are in the layer with a shape."""
        at_home = np.array([code[0].isdigit() for code in layer.index], dtype=bool)
        drawn = layer[layer.geometry.notna().to_numpy() & at_home]
        if drawn.empty:
            return {}
        there = set(drawn.index)
        complete: set[str] = set()
        uppers = {code for region in there for code in above(region)}
        for code, parts in self._listed(uppers).items():
            if there.issuperset(parts):
                complete.add(code)
        if not complete:
            return {}
        kept = drawn[[any(upper in complete for upper in above(code)) for code in drawn.index]]
        made: dict[Level, gpd.GeoDataFrame] = {}
        for level, frame in dissolve_levels(kept, upper=self.register.regions).items():
            whole = frame[frame.index.isin(complete)]
            made[level] = whole.assign(source_name="", match="dissolved", score=np.nan)[list(layer.columns)]
        return made


def _append(made: dict[Level, gpd.GeoDataFrame], writers: dict[Level, userlayers.LayerWriter]) -> None:
    for level, frame in made.items():
        writers[level].append(frame)
