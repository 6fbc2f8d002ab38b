"""The tables beside a layer: what was done to which row, which rows have no code, and the problems of a file."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_coop.boundaries import userlayers
from geo_coop.boundaries.importing.building import UNMATCHED
from geo_coop.boundaries.repair import REPORT_COLUMNS
from geo_coop.boundaries.workspace import cache_writes
from geo_coop.errors import InputError, Problem
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo_coop.boundaries.crs import Reference
    from geo_coop.boundaries.matching import Matched
    from geo_coop.boundaries.scratch import Scratch, Seen

PROBLEMS_SHOWN: Final = 20
_REPORT_COLUMNS: Final = ("row", "step", *REPORT_COLUMNS)


class Report:
    """Collects what was done to rows, and writes it."""

    def __init__(self) -> None:
        self.rows = 0
        self._parts: list[pd.DataFrame] = []

    def keep(self, report: pd.DataFrame, step: str, frame: gpd.GeoDataFrame) -> None:
        """Take the report of a repair of a frame with the rows of the file in the column ``row``."""
        if len(report):
            first = frame[~frame.index.duplicated()]["row"]
            rows = first.reindex(report["code"]).to_numpy() + 1
            self._parts.append(report.assign(row=rows, step=step)[list(_REPORT_COLUMNS)])

    def note(self, notes: Sequence[tuple[int, str, str, str]]) -> None:
        """Take notes: row counted from 0, code, problem, action."""
        if notes:
            rows, codes, problems, actions = zip(*notes, strict=True)
            columns = ([row + 1 for row in rows], "read", codes, problems, actions, np.nan, np.nan)
            self._parts.append(pd.DataFrame(dict(zip(_REPORT_COLUMNS, columns, strict=True))))

    def write(self, out: Path, matched: Matched, seen: Seen) -> None:
        """Write the report, with what was noticed while reading and matching."""
        codes = matched.rows["code"].tolist()
        self.note([(row, codes[row] or "", text, "kept") for row, text in sorted(seen.notes.items())])
        self.note(
            [
                (row - 1, code, f"name {name!r} differs from the listed {listed!r}", "code taken")
                for row, code, name, listed in matched.differing
            ]
        )
        empty = pd.DataFrame({column: [] for column in _REPORT_COLUMNS})
        report = pd.concat(self._parts, ignore_index=True) if self._parts else empty
        report = report.sort_values(["row", "step"], kind="stable")
        report.to_csv(out / userlayers.REPORT, index=False, float_format="%.6f")
        self.rows = len(report)


def write_unmatched(out: Path, matched: Matched, scratch: Scratch | None = None, to: Reference | None = None) -> None:
    """Write the rows without a code as a table, and with their shapes as GeoParquet where they have been read."""
    rows = matched.rows
    lost = rows[rows["code"].isna()]
    table = pd.DataFrame(
        {"row": lost.index + 1, "name": lost["name"], "written_code": lost["written"], "parents": lost["parents"],
         "reason": lost["reason"], "candidates": lost["candidates"]}
    )  # fmt: skip
    with cache_writes():
        out.mkdir(exist_ok=True)
        table.to_csv(out / userlayers.UNMATCHED_TABLE, index=False)
        if len(table) and scratch is not None and to is not None:
            writer = userlayers.LayerWriter(out / userlayers.UNMATCHED_SHAPES)
            for places, shapes in scratch.batches(UNMATCHED):
                degrees = to.to_degrees(shapes)
                part = gpd.GeoDataFrame(table.loc[places], geometry=degrees, crs=GEOGRAPHIC_CRS)
                writer.append(part.reset_index(drop=True))
            writer.close()


def copy_tables(out: Path, folder: Path) -> None:
    """Copy the tables to a folder of the user's."""
    _make_folder(folder)
    for name in (userlayers.REPORT, userlayers.UNMATCHED_TABLE, userlayers.UNMATCHED_SHAPES):
        if (out / name).exists():
            (folder / name).write_bytes((out / name).read_bytes())


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"cannot make the report folder {folder}: {error.strerror or error}"
        raise InputError(message) from error


def shortened(error: InputError, folder: Path | None) -> InputError:
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
