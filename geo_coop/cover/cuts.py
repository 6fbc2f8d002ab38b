"""What a line leaves of villages: corridors, surroundings of points, extents, and the village that holds a point."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from geo_coop.cover.blocks import Cut, no_shapes
from geo_coop.errors import InputError, Problem
from geo_coop.geodesy import WGS84, area_m2, as_array, corridor, polygonal
from geo_coop.provenance import sources_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt
    import pandas as pd
    from shapely import Geometry

    from geo_coop.cover.rules import Clip

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.intp]
    Shapes = npt.NDArray[np.object_]

LEAST_SHARE: Final = 1e-6  # less than this of a village comes from rounding at a common edge
_CIRCLE_POINTS: Final = 720


@dataclass(slots=True)
class Cutter:
    """Cuts villages by clips; each clip is drawn once.

    Attributes
    ----------
    villages
        Frame of villages; only a GeoDataFrame can be cut.
    lines
        The boundary of each pair of regions, in either order.
    unmeasured
        Positions of the villages without a shape that a clip was asked for.
    """

    villages: pd.DataFrame
    lines: Mapping[tuple[str, str], gpd.GeoDataFrame]
    unmeasured: set[int] = field(default_factory=set)
    _drawn: dict[Clip, Geometry] = field(default_factory=dict)
    _area: dict[int, float] = field(default_factory=dict)
    _all: Shapes | None = None

    def cut(self, clip: Clip, rows: Sequence[int], where: str) -> Cut:
        """Return what a clip leaves of villages.

        Raises
        ------
        InputError
            Villages without geometry or in another CRS, or a corridor whose boundary is not given.
        """
        shapes = self._shapes(where)
        asked = np.asarray(rows, dtype=np.intp)
        blank = shapely.is_missing(shapes[asked]) | shapely.is_empty(shapes[asked])
        self.unmeasured.update(asked[blank].tolist())
        there = asked[~blank]
        if clip.kind == "holder":
            there = there[shapely.intersects(shapes[there], shapely.Point(clip.point))][:1]
            return Cut(there, np.ones(len(there)), shapes[there])
        whole = self._shape_of(clip, where)
        there = there[shapely.intersects(whole, shapes[there])]
        inside = np.asarray(shapely.covers(whole, shapes[there]), dtype=bool)
        piece, share = shapes[there].copy(), np.ones(len(there))
        crossing = np.flatnonzero(~inside)
        if len(crossing):
            parts = shapely.intersection(whole, shapely.make_valid(shapes[there[crossing]]))
            piece[crossing] = [polygonal(part) for part in parts]
            share[crossing] = np.minimum(self._areas(there[crossing], piece[crossing]), 1.0)
        kept = share > LEAST_SHARE
        return Cut(there[kept], share[kept], piece[kept])

    def lines_used(self) -> list[gpd.GeoDataFrame]:
        """Return the lines that corridors were drawn along."""
        found = [self._line(clip.of) for clip in self._drawn if clip.kind == "corridor"]
        return [line for line in found if line is not None]

    def together(self, row: int, pieces: list[Geometry]) -> float:
        """Return the share of one village that several pieces of it make up together."""
        both = np.empty(1, dtype=object)
        both[:] = [polygonal(shapely.union_all(pieces))]
        return float(min(self._areas(np.array([row]), both)[0], 1.0))

    def approximate(self, clip: Clip, rows: Ints) -> npt.NDArray[np.bool_]:
        """Return for which villages a clip is approximate: by its own nature, by the shapes or by the line."""
        line = self._line(clip.of) if clip.kind == "corridor" else None
        rough = not clip.exact or (line is not None and "approximate" in {entry.tier for entry in sources_of(line)})
        if "tier" in self.villages.columns:
            return np.asarray(self.villages["tier"].to_numpy()[rows] == "approximate", dtype=bool) | rough
        return np.full(len(rows), rough or "approximate" in {entry.tier for entry in sources_of(self.villages)})

    def _areas(self, rows: Ints, pieces: Shapes) -> Floats:
        """Return the share that pieces have in their villages; 0 for an empty piece."""
        new = [int(row) for row in rows if int(row) not in self._area]
        if new:
            self._area |= dict(zip(new, area_m2(self._shapes("")[new]).tolist(), strict=True))
        whole = np.array([self._area[int(row)] for row in rows])
        part: Floats = np.nan_to_num(area_m2(pieces)) / whole
        return part

    def _shapes(self, where: str) -> Shapes:
        if not isinstance(self.villages, gpd.GeoDataFrame):
            raise no_shapes(where)
        if self._all is None:
            self._all = as_array(self.villages)
        return self._all

    def _line(self, pair: tuple[str, str]) -> gpd.GeoDataFrame | None:
        return self.lines.get(pair, self.lines.get(pair[::-1]))

    def _shape_of(self, clip: Clip, where: str) -> Geometry:
        if clip not in self._drawn:
            self._drawn[clip] = self._draw(clip, where)
            shapely.prepare(self._drawn[clip])
        return self._drawn[clip]

    def _draw(self, clip: Clip, where: str) -> Geometry:
        if clip.kind == "extent":
            return shapely.box(*clip.box)
        if clip.kind == "circle":
            return circle(clip.point, clip.km)
        line = self._line(clip.of)
        if line is None or not len(line):
            a, b = clip.of
            message = f"{where}: the boundary between {a} and {b} is not given"
            raise InputError(Problem(message, "pass lines={(a, b): line} from shared_border() or split_line()"))
        return corridor(line, clip.km)


def circle(point: tuple[float, float], km: float) -> Geometry:
    """Return the area within a distance of a point, as a polygon in EPSG:4326 that errs by less than 0.01 %."""
    azimuth = np.linspace(0, 360, _CIRCLE_POINTS, endpoint=False)
    ones = np.ones(_CIRCLE_POINTS)
    lon, lat, _ = WGS84.fwd(point[0] * ones, point[1] * ones, azimuth, km * 1_000 * ones)
    return shapely.polygons(np.column_stack([lon, lat]))
