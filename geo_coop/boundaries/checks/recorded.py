"""What is on record about shapes and places: known defects, named points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_coop.resources import data_root

if TYPE_CHECKING:
    from geo_coop.boundaries.checks.report import Findings
    from geo_coop.provenance import Provenance

DEFECT_COLUMNS: Final = ("code", "source", "release", "defect", "value", "unit", "expected", "evidence")


def read_known_defects() -> pd.DataFrame:
    """Return the shapes of known sources that are recorded as wrong.

    Returns
    -------
    DataFrame
        Columns code, source (id of the catalogue, or embedded), release, defect (what is wrong), value and expected
        (float, NaN where there is none), unit, evidence (how that is known).
    """
    table = pd.read_csv(data_root() / "boundaries" / "known_defects.csv", dtype=str, keep_default_na=False)
    for column in ("value", "expected"):
        table[column] = pd.to_numeric(table[column].replace("", np.nan))
    return table


def read_points() -> pd.DataFrame:
    """Return named points with the region each is said to lie in.

    Returns
    -------
    DataFrame
        Columns id, name, region (code), latitude, longitude (float, degrees), within_km (float: how far off a rough
        point may be), note.
    """
    table = pd.read_csv(data_root() / "register" / "points.csv", dtype=str, keep_default_na=False)
    for column in ("latitude", "longitude", "within_km"):
        table[column] = table[column].astype(float)
    return table


def check_known_defects(
    codes: list[str], defects: pd.DataFrame, sources: tuple[Provenance, ...], found: Findings
) -> None:
    """Report the shapes of the layer that are on record as wrong; nothing is moved."""
    releases = {source.source: source.release for source in sources}
    there = set(codes)
    hit = 0
    for row in defects.to_dict("records"):
        code, source = str(row["code"]), str(row["source"])
        if code not in there or source not in releases:
            continue
        hit += 1
        same = releases[source] == row["release"]
        tail = "" if same else f"; recorded for release {row['release']}, the layer is of {releases[source]}"
        text = f"{row['defect']} ({row['evidence']}){tail}"
        found.add(
            "known_defect", "warning" if same else "note", code, text, value=float(row["value"]), unit=str(row["unit"]),
            expected=float(row["expected"]),
        )  # fmt: skip
    found.count("known_defect", on_record=len(defects), in_this_layer=hit)
