"""The committed register of figures: what the published source says of each village at the land line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_coop.codes import looks_like_code
from geo_coop.errors import InputError, NotFoundError, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    import geopandas as gpd

FIGURE_COLUMNS: Final = (
    "name", "district", "frontage_km", "distance_km", "facing", "tolerance_m", "reach_km", "source", "release",
    "method", "flag",
)  # fmt: skip
_NUMBERS: Final = ("frontage_km", "distance_km", "tolerance_m", "reach_km")
_DECIMALS: Final = 3


def read_figures(path: Path) -> pd.DataFrame:
    """Read a register of figures.

    Parameters
    ----------
    path
        A CSV file with the columns ``code`` and `FIGURE_COLUMNS`, as ``tools/build_border_register.py`` writes it.

    Returns
    -------
    DataFrame
        Index ``code`` (string, ascending, unique). ``frontage_km``, ``distance_km``, ``tolerance_m`` and ``reach_km``
        are float64 and never NaN; the rest is text, ``flag`` empty where there is nothing to say.

    Raises
    ------
    NotFoundError
        No such file.
    InputError
        Missing columns, values that are no numbers or below 0, or codes that repeat: every problem found.
    """
    if not path.is_file():
        message = f"no register of figures at {path}"
        raise NotFoundError(message)
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    return check_figures(table, file=path.name)


def check_figures(figures: pd.DataFrame, *, file: str = "") -> pd.DataFrame:
    """Check a register of figures, and return it indexed by code with numbers as numbers.

    Parameters
    ----------
    figures
        A frame with ``code`` as index or column, and `FIGURE_COLUMNS`.
    file
        Name to show in messages.

    Raises
    ------
    InputError
        Every problem found.
    """
    attrs = figures.attrs
    table = figures.reset_index() if figures.index.name == "code" else figures.copy()
    missing = [column for column in ("code", *FIGURE_COLUMNS) if column not in table.columns]
    if missing:
        raise InputError(Problem(f"figures: missing columns {', '.join(missing)}", file=file))
    problems = []
    for column in _NUMBERS:
        numbers = pd.to_numeric(table[column], errors="coerce").astype(np.float64)
        problems += [
            Problem(f"figures: {column} of {code} is {value!r}", "expected a number, 0 or above", file, row + 2)
            for row, (code, value, number) in enumerate(zip(table["code"], table[column], numbers, strict=True))
            if not (np.isfinite(number) and number >= 0)
        ]
        table[column] = numbers
    for row, (code, again) in enumerate(zip(table["code"], table["code"].duplicated(), strict=True)):
        if again:
            problems.append(Problem(f"figures: code {code} stands more than once", "", file, row + 2))
        if not (isinstance(code, str) and looks_like_code(code)):
            problems.append(Problem(f"figures: {code!r} is no code", "write it like 65.03.05.2033", file, row + 2))
    if problems:
        raise InputError(problems)
    result = table.set_index("code").sort_index()[list(FIGURE_COLUMNS)]
    result.attrs = attrs
    return result


def village_figures(
    villages: gpd.GeoDataFrame,
    line: gpd.GeoDataFrame,
    *,
    legal_codes: Collection[str],
    tolerance_m: float = 1_000.0,
    reach_km: float = 10.0,
    source: str,
    release: str,
    flags: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Compute the register of figures: every legal border village, and every other one within reach of the line.

    Two things are flagged, and nothing is moved: a village that reaches the line and is not named by the law, and
    the villages of a district that the law names and of which none reaches the line.

    Parameters
    ----------
    villages
        An authoritative region layer of villages, all that come near the line on this side.
    line
        Rows of `split_line`.
    legal_codes
        Codes of the legal border area, of any level.
    tolerance_m, reach_km
        Limits of frontage and of the register.
    source, release
        What the shapes are, for the columns of these names.
    flags
        Remarks by code of a village or of a region that holds it.

    Returns
    -------
    DataFrame
        Index ``code``, columns `FIGURE_COLUMNS`, kilometres rounded to three decimals, sorted by code.

    Raises
    ------
    InputError
        As `border_villages`; or a legal border village has no shape.
    """
    from geo_coop.borders.villages import border_villages  # noqa: PLC0415  (villages.py reads figures)

    legal = border_villages(villages, line, notion="legal", tolerance_m=tolerance_m, legal_codes=legal_codes)
    near = border_villages(villages, line, notion="near", tolerance_m=tolerance_m, within_km=reach_km)
    table = pd.concat([pd.DataFrame(legal), pd.DataFrame(near[~near.index.isin(legal.index)])]).sort_index()
    lacking = table.index[table["distance_km"].isna()].tolist()
    if lacking:
        what = f"border villages by law without a shape ({len(lacking)}: {', '.join(lacking[:5])})"
        raise InputError(Problem(what, "figures are measured on shapes: give a layer that has them"))
    named = table.index.isin(legal.index)
    reaches = table["distance_km"] <= tolerance_m / 1_000
    reached = reaches.groupby(table["district"]).transform("any")
    texts = []
    for code, legally, here, any_here in zip(table.index, named, reaches, reached, strict=True):
        held = [text for region, text in (flags or {}).items() if code == region or code.startswith(region + ".")]
        if not held and here and not legally:
            held = ["reaches the line, but its district is not in the legal border area"]
        elif not held and legally and not any_here:
            held = ["district of the legal border area, of which no village reaches the line"]
        texts.append("; ".join(held))
    result = pd.DataFrame(
        {
            "name": table["name"],
            "district": table["district"],
            "frontage_km": table["frontage_km"].round(_DECIMALS),
            "distance_km": table["distance_km"].round(_DECIMALS),
            "facing": table["facing"],
            "tolerance_m": tolerance_m,
            "reach_km": reach_km,
            "source": source,
            "release": release,
            "method": f"bits of 50 m to the nearest village within {tolerance_m:g} m; geodesic, WGS84",
            "flag": texts,
        },
        index=table.index,
    )
    return result[list(FIGURE_COLUMNS)]
