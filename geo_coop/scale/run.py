"""Coverage, corridors and borders of files on one machine, in bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pandas as pd

from geo_coop.cover.code_numbers import number_ranges
from geo_coop.cover.ranges import outermost_ranges
from geo_coop.errors import InputError, Problem
from geo_coop.geodesy import corridor
from geo_coop.scale import duck
from geo_coop.scale.stream import codes_of_groups, meeting_codes, pieces_of
from geo_coop.schema import unknown_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely import Geometry

    from geo_coop.scale.files import LayerFile

Engine = Literal["duckdb", "stream"]
ENGINES: Final[tuple[Engine, ...]] = ("duckdb", "stream")
ENGINE: Final = "engine"


def corridor_villages(
    files: Sequence[LayerFile], line: Geometry, km: float, *, side: Geometry | None = None, engine: Engine | None = None
) -> pd.DataFrame:
    """Return the regions of which some part lies within a geodesic distance of a line.

    Parameters
    ----------
    files
        From `geo_coop.scale.layer_files`.
    line
        One or more lines in EPSG:4326.
    km
        Half width of the corridor.
    side
        An area to keep of the corridor; None keeps both sides.
    engine
        ``"duckdb"`` or ``"stream"``; None takes DuckDB where it is installed. ``attrs["engine"]`` says which it was.

    Returns
    -------
    DataFrame
        Columns file (position in ``files``) and code, sorted by both, RangeIndex; a code that stands in several rows
        of a file, once. The edge of the corridor errs by
        less than 0.1 % of its width (`geo_coop.geodesy.corridor`); both engines use the same.

    Raises
    ------
    InputError
        A width that is not above 0, a line without length, or an engine that is unknown or not installed.
    """
    chosen = _engine(engine)
    pieces = pieces_of(corridor(line, km, side=side))
    if not len(pieces):
        found = pd.DataFrame({"file": np.array([], dtype=np.int64), "code": np.array([], dtype=object)})
    elif chosen == "duckdb":
        found = duck.meeting(files, pieces)
    else:
        parts = [meeting_codes(file, pieces) for file in files]
        position = np.repeat(np.arange(len(files)), [len(part) for part in parts])
        found = pd.DataFrame({"file": position, "code": np.concatenate(parts)})
    return _finished(found, ["file", "code"], chosen)


def touching_villages(
    files: Sequence[LayerFile], line: Geometry, tolerance_m: float, *, engine: Engine | None = None
) -> pd.DataFrame:
    """Return the regions that touch a border within a tolerance; parameters and result as `corridor_villages`."""
    return corridor_villages(files, line, tolerance_m / 1_000, engine=engine)


def coverage_counts(files: Sequence[LayerFile], named: pd.DataFrame, *, engine: Engine | None = None) -> pd.DataFrame:
    """Return how many villages of all files each agreement covers by naming regions.

    Parameters
    ----------
    files
        From `geo_coop.scale.layer_files`; rows of other levels than village do not count.
    named
        One row for each agreement and region that it names, as for `geo_coop.cover.named_coverage`.
    engine
        As for `corridor_villages`.

    Returns
    -------
    DataFrame
        Columns agreement and villages (int64), in order of the agreements' first appearance; 0 where none is covered.

    Raises
    ------
    InputError
        As `geo_coop.cover.named_coverage`, or an engine that is unknown or not installed.
    """
    chosen = _engine(engine)
    agreements, ranges = outermost_ranges(named)
    if chosen == "duckdb":
        sums = duck.count_ranges(files, ranges).set_index("owner")["villages"]
        villages = sums.reindex(range(len(agreements)), fill_value=0).to_numpy(dtype=np.int64)
    else:
        villages = np.zeros(len(agreements), dtype=np.int64)
        for file in files:
            for codes in codes_of_groups(file):
                villages += counts_of_codes(codes, ranges, len(agreements))
    found = pd.DataFrame({"agreement": agreements, "villages": villages})
    return _finished(found, [], chosen)


def counts_of_codes(codes: np.ndarray, ranges: pd.DataFrame, agreements: int) -> np.ndarray:
    """Return how many of some codes the ranges of each agreement hold, as int64 of length ``agreements``."""
    numbers = village_numbers(codes)
    inside = np.searchsorted(numbers, ranges["high"].to_numpy()) - np.searchsorted(numbers, ranges["low"].to_numpy())
    return np.bincount(ranges["owner"].to_numpy(), inside, minlength=agreements).astype(np.int64)


def village_numbers(codes: np.ndarray) -> np.ndarray:
    """Return the numbers of the codes that are of villages, sorted: int64."""
    first, last = number_ranges(codes)
    return np.sort(first[last - first == 1])


def _engine(engine: Engine | None) -> Engine:
    if engine is None:
        return "duckdb" if duck.available() else "stream"
    if engine not in ENGINES:
        raise InputError(Problem(unknown_word("engine", engine, ENGINES)))
    return engine


def _finished(found: pd.DataFrame, order: list[str], engine: Engine) -> pd.DataFrame:
    result = found.astype({"code": object}) if "code" in found else found
    if order:
        result = result.drop_duplicates().sort_values(order, ignore_index=True)
    result.attrs[ENGINE] = engine
    return result
