"""The tables beside a layer: what was done to which row, which rows have no code, and the problems of a file."""

from __future__ import annotations

import csv
import itertools
import shutil
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_coop.boundaries import userlayers
from geo_coop.boundaries.importing.building import UNMATCHED
from geo_coop.boundaries.matching.rows import TEXTS
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
        rows = matched.rows
        noted = sorted(seen.notes)
        codes = rows.codes_of(np.array(noted, dtype=np.int64)).tolist()
        self.note([(row, code or "", seen.notes[row], "kept") for row, code in zip(noted, codes, strict=True)])
        differing = matched.differing
        codes = rows.codes_of(np.array(differing, dtype=np.int64)).tolist()
        names = rows.texts_of("name", differing)
        listed = [rows.register.name(code) for code in codes]
        texts = [f"name {name!r} differs from the listed {own!r}" for name, own in zip(names, listed, strict=True)]
        self.note(list(zip(differing, codes, texts, ["code taken"] * len(codes), strict=True)))
        empty = pd.DataFrame({column: [] for column in _REPORT_COLUMNS})
        report = pd.concat(self._parts, ignore_index=True) if self._parts else empty
        report = report.sort_values(["row", "step"], kind="stable")
        report.to_csv(out / userlayers.REPORT, index=False, float_format="%.6f")
        self.rows = len(report)


def write_unmatched(out: Path, matched: Matched, scratch: Scratch | None = None, to: Reference | None = None) -> None:
    """Write the rows without a code as a table, and with their shapes as GeoParquet where they have been read."""
    with cache_writes():
        out.mkdir(exist_ok=True)
        parts = itertools.chain([_unmatched(slice(0, 0), {}, matched)], (_unmatched(*part, matched) for part in
                                matched.rows.told()))  # fmt: skip
        with (out / userlayers.UNMATCHED_TABLE).open("w", encoding="utf-8", newline="") as file:
            for number, part in enumerate(parts):
                if number == 0 or len(part):
                    part.to_csv(file, index=False, header=number == 0)
        if not matched.rows.found.all() and scratch is not None and to is not None:
            _write_shapes(out, matched, scratch, to)


def _write_shapes(out: Path, matched: Matched, scratch: Scratch, to: Reference) -> None:
    """Write the shapes of the rows without a code, beside their texts; both come in the order of the file."""
    writer = userlayers.LayerWriter(out / userlayers.UNMATCHED_SHAPES)
    batches = matched.rows.told()
    held = _unmatched(*next(batches), matched)
    for places, shapes in scratch.batches(UNMATCHED):
        while not len(held) or held.index[-1] < places[-1]:
            held = pd.concat([held, _unmatched(*next(batches), matched)])
        part = gpd.GeoDataFrame(held.loc[places], geometry=to.to_degrees(shapes), crs=GEOGRAPHIC_CRS)
        writer.append(part.reset_index(drop=True))
        held = held[held.index > places[-1]]
    writer.close()


def _unmatched(here: slice, texts: dict[str, list[str]], matched: Matched) -> pd.DataFrame:
    """Return those of some rows that have no code, indexed by their place in the file."""
    places = np.flatnonzero(~matched.rows.found[here])
    kept = {name: [texts[name][place] for place in places.tolist()] for name in TEXTS}
    index = pd.Index(places + here.start)
    return pd.DataFrame(
        {"row": index.to_numpy() + 1, **{
            column: pd.Series(kept[name], dtype=object, index=index)
            for column, name in (("name", "name"), ("written_code", "written"), ("parents", "parents"),
                                 ("reason", "reason"), ("candidates", "candidates"))
        }}, index=index,
    )  # fmt: skip


def copy_tables(out: Path, folder: Path) -> None:
    """Copy the tables to a folder of the user's."""
    _make_folder(folder)
    for name in (userlayers.REPORT, userlayers.UNMATCHED_TABLE, userlayers.UNMATCHED_SHAPES):
        if (out / name).exists():
            shutil.copyfile(out / name, folder / name)


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
