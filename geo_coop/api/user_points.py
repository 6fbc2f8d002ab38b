"""Points of the user's own, each with the region that it is said to lie in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_coop.api.table_files import read_table, row_numbers
from geo_coop.errors import AmbiguousError, InputError, NotFoundError, Problem
from geo_coop.names import resolve

if TYPE_CHECKING:
    from pathlib import Path

    from geo_coop.register import Register

_COLUMNS: Final = {
    "name": ("name", "nama"),
    "region": ("region", "code", "wilayah", "kode"),
    "latitude": ("latitude", "lat", "lintang"),
    "longitude": ("longitude", "lon", "lng", "bujur"),
}
_LARGEST: Final = {"latitude": 90.0, "longitude": 180.0}


def read_user_points(path: Path, register: Register) -> pd.DataFrame:
    """Return the points of a table, with the code of the region each is said to lie in.

    Parameters
    ----------
    path
        CSV, XLSX or Parquet with the columns ``name``, ``region`` (a code or a name), ``latitude`` and ``longitude``
        (degrees, WGS 84); in Indonesian nama, wilayah, lintang, bujur. Others are passed over.
    register
        From `geo_coop.register.load_register`.

    Returns
    -------
    DataFrame
        Columns name, region (canonical code), latitude, longitude (float, degrees), within_km (0: the point itself),
        one row for each of the table, in its order: what `geo_coop.boundaries.checks.check_layer` takes as ``points``.

    Raises
    ------
    InputError
        Missing columns, cells that are no degrees, regions that are unknown or ambiguous: all of them, by row.
    """
    table = read_table(path)
    lower = {str(name).lower(): name for name in reversed(list(table.columns))}
    found = {what: next((lower[word] for word in words if word in lower), None) for what, words in _COLUMNS.items()}
    lacking = [what for what, column in found.items() if column is None]
    if lacking:
        expected = "; ".join(f"{what}: {' or '.join(words)}" for what, words in _COLUMNS.items())
        raise InputError(Problem(f"has no column of {', '.join(lacking)}", f"name them so: {expected}", str(path)))
    problems: list[Problem] = []
    rows: list[dict[str, object]] = []
    for number, row in zip(row_numbers(table), table.to_dict("records"), strict=True):
        cells = {what: row[column] for what, column in found.items()}
        point: dict[str, object] = {"name": _text(cells["name"]), "within_km": 0.0}
        try:
            point["region"] = resolve(_text(cells["region"]), register)
        except (AmbiguousError, InputError, NotFoundError) as error:
            problems.append(Problem(f"row {number}: {error}", file=str(path)))
        for axis in ("latitude", "longitude"):
            degrees = _degrees(cells[axis], _LARGEST[axis])
            if degrees is None:
                what = f"row {number}: {axis} is {cells[axis]!r}"
                problems.append(
                    Problem(what, f"write degrees from -{_LARGEST[axis]:g} to {_LARGEST[axis]:g}", str(path))
                )
            point[axis] = degrees
        rows.append(point)
    if problems:
        raise InputError(problems)
    return pd.DataFrame(rows, columns=["name", "region", "latitude", "longitude", "within_km"])


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _degrees(cell: object, largest: float) -> float | None:
    """Return a cell as degrees, with a point or a comma before the decimals; None where it is none."""
    text = _text(cell)
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    try:
        degrees = float(text)
    except ValueError:
        return None
    return degrees if math.isfinite(degrees) and abs(degrees) <= largest else None
