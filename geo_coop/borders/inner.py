"""Borders inside the country by committed figures: what the published source says of lines and the villages at them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_coop.borders.shared import shared_border
from geo_coop.borders.villages import border_villages
from geo_coop.codes import contains
from geo_coop.errors import InputError, NotFoundError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import geopandas as gpd

LINE_COLUMNS: Final = ("a", "b", "length_km", "tolerance_m", "reach_km", "source", "release", "method")
VILLAGE_COLUMNS: Final = ("a", "b", "code", "frontage_km", "distance_km")
_DECIMALS: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class InnerFigures:
    """Figures of the borders between regencies and cities.

    Attributes
    ----------
    lines
        One row for each pair of adjoining regencies, columns `LINE_COLUMNS`; a < b.
    villages
        One row for each pair and village within reach, on both sides, columns `VILLAGE_COLUMNS`.
    """

    lines: pd.DataFrame
    villages: pd.DataFrame

    def of(self, a: str, b: str) -> InnerFigures | None:
        """Return what is known of the border of two regions, regencies or above; None where no line is.

        The pairs of regencies of which one lies in each; figures of a village at several of them are put together:
        its frontages are summed, and the least distance counts. Villages are those of ``a``.
        """
        forward = [contains(a, x) and contains(b, y) for x, y in zip(self.lines["a"], self.lines["b"], strict=True)]
        backward = [contains(b, x) and contains(a, y) for x, y in zip(self.lines["a"], self.lines["b"], strict=True)]
        lines = self.lines[[one or two for one, two in zip(forward, backward, strict=True)]]
        if lines.empty:
            return None
        pairs = set(zip(lines["a"], lines["b"], strict=True))
        rows = self.villages[[pair in pairs for pair in zip(self.villages["a"], self.villages["b"], strict=True)]]
        rows = rows[[contains(a, code) for code in rows["code"]]]
        grouped = rows.groupby("code", sort=True).agg(
            frontage_km=("frontage_km", "sum"), distance_km=("distance_km", "min")
        )
        return InnerFigures(lines, grouped)


def read_inner(folder: Path) -> InnerFigures:
    """Read the figures of inner borders.

    Parameters
    ----------
    folder
        Folder with ``inner_lines.csv`` and ``inner_villages.csv``, as ``tools/build_inner_borders.py`` writes them.

    Raises
    ------
    NotFoundError
        One of the files is not there.
    InputError
        Missing columns, or villages of a pair that has no line.
    """
    tables = []
    for name, columns in (("inner_lines.csv", LINE_COLUMNS), ("inner_villages.csv", VILLAGE_COLUMNS)):
        path = folder / name
        if not path.is_file():
            message = f"no figures of inner borders at {path}"
            raise NotFoundError(message)
        table = pd.read_csv(path, dtype={"a": str, "b": str, "code": str, "release": str})
        if missing := [column for column in columns if column not in table]:
            raise InputError(Problem(f"missing columns {', '.join(missing)}", file=name))
        tables.append(table[list(columns)])
    lines, villages = tables
    unknown = set(zip(villages["a"], villages["b"], strict=True)) - set(zip(lines["a"], lines["b"], strict=True))
    if unknown:
        raise InputError(Problem(f"villages of pairs without a line: {sorted(unknown)[:3]}", file="inner_villages.csv"))
    return InnerFigures(lines, villages)


def inner_figures(
    villages: gpd.GeoDataFrame,
    pairs: Iterable[tuple[str, str]],
    *,
    tolerance_m: float = 1_000.0,
    reach_km: float = 10.0,
    least_km: float = 0.1,
    source: str,
    release: str,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compute the figures of inner borders.

    Parameters
    ----------
    villages
        An authoritative region layer of villages, sorted by code.
    pairs
        Pairs of regencies that adjoin.
    tolerance_m, reach_km
        Limits of frontage, and of the villages to keep.
    least_km
        Shortest line to keep; what is shorter comes from the drawing.
    source, release
        What the shapes are, for the columns of these names.

    Returns
    -------
    tuple of DataFrame
        Lines (`LINE_COLUMNS`) and villages (`VILLAGE_COLUMNS`), kilometres rounded to three decimals; both sorted.
    """
    lines: list[dict[str, object]] = []
    tables: list[pd.DataFrame] = []
    method = (
        f"shared edges of the villages; bits of 50 m to the nearest village within {tolerance_m:g} m; geodesic, WGS84"
    )
    for a, b in sorted(pairs):
        own, other = (villages[villages.index.str.startswith(f"{code}.")] for code in (a, b))
        line = shared_border(own, other, a=a, b=b)
        length = float(line["length_km"].sum())
        if length < least_km:
            continue
        lines.append(
            {"a": a, "b": b, "length_km": round(length, _DECIMALS), "tolerance_m": tolerance_m, "reach_km": reach_km,
             "source": source, "release": release, "method": method}
        )  # fmt: skip
        for side in (own, other):
            near = border_villages(side, line, notion="near", tolerance_m=tolerance_m, within_km=reach_km)
            table = pd.DataFrame(near[["frontage_km", "distance_km"]]).round(_DECIMALS).reset_index()
            tables.append(table.assign(a=a, b=b)[list(VILLAGE_COLUMNS)])
    return (
        pd.DataFrame(lines, columns=list(LINE_COLUMNS)),
        pd.concat(tables, ignore_index=True).sort_values(["a", "b", "code"], ignore_index=True),
    )
