"""Which villages stand at a border line, by law, by touch or by nearness, and how much of it each fronts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd
import shapely

from geo_coop.borders._bits import bits_of, check_crs, nearest_region
from geo_coop.borders.figures import check_figures
from geo_coop.codes import contains, country_of, parent_of
from geo_coop.errors import CannotAnswerError, InputError
from geo_coop.geodesy import LineIndex, as_array
from geo_coop.provenance import carry
from geo_coop.schema import NOTIONS, check_regions, unknown_word

if TYPE_CHECKING:
    from collections.abc import Collection

    import geopandas as gpd
    import numpy.typing as npt

    from geo_coop.schema import Notion

    Floats = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

_BIT_M: Final = 50.0
_OFFSET_KM: Final = 20.0  # how far the shape of a village of an approximate layer may stand from its place


class _Measures(NamedTuple):
    """One value for each village: frontage, distance (both NaN where unknown) and facing code (None)."""

    frontage_km: Floats
    distance_km: Floats
    facing: npt.NDArray[np.object_]


def border_villages(
    villages: gpd.GeoDataFrame,
    line: gpd.GeoDataFrame,
    *,
    notion: Notion,
    tolerance_m: float = 1_000.0,
    within_km: float = 10.0,
    legal_codes: Collection[str] | None = None,
    figures: pd.DataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Return the villages at a border line, with frontage, distance and what they face.

    The line is cut into bits of at most 50 m; each bit belongs to the village that holds its middle or comes nearest to
    it, within the tolerance (of villages that overlap, the first code). So no bit is counted twice, and the frontages
    add up to the part of the line that has any village within the tolerance. Give all villages of the side that is
    asked about: a village that is left out loses its bits to its neighbours, up to the tolerance. One without a shape
    touches nothing and is near nothing: it comes under ``legal`` alone.

    Shapes of tier approximate cannot say which village touches the line; for such rows ``figures`` answer.

    Parameters
    ----------
    villages
        A region layer of villages (`geo_coop.schema.check_regions`).
    line
        Rows of `split_line` or `shared_border`: columns ``b`` and ``geometry``, EPSG:4326.
    notion
        ``"legal"``: the villages in ``legal_codes``, wherever they stand. ``"touch"``: those within ``tolerance_m``
        of the line. ``"near"``: those within ``within_km`` of it, across water too.
    tolerance_m
        Metres; also the reach of frontages under each notion.
    within_km
        Kilometres, for ``"near"``.
    legal_codes
        Codes of the legal border area, of any level; a region stands for all its villages.
    figures
        The register of figures (`read_figures`), used in place of geometry for villages of tier approximate.

    Returns
    -------
    GeoDataFrame
        The rows of ``villages`` asked for, in their order, with their index and all their columns, and: ``district``
        (code of the parent), ``frontage_km`` and ``distance_km`` (float; 0 for a village that fronts no bit or
        touches; NaN where nothing tells), ``facing`` (code in ``b`` of the longest frontage, else of the nearest
        stretch; None where nothing tells), ``notion``, ``basis`` (``"geometry"``, ``"register"`` or ``"none"``).
        ``frontage_km`` of an approximate village is NaN without figures, and where ``tolerance_m`` is not the
        register's. Sources are in attrs.

    Raises
    ------
    InputError
        An unknown notion, a limit out of range, no ``legal_codes`` for ``"legal"``, or a frame of another form.
    CannotAnswerError
        Approximate villages lie about the line, and no figures are given for ``"touch"``, or they do not reach as
        far as asked, or face larger regions than those in ``b``.
    """
    _check(villages, line, notion, tolerance_m, within_km, legal_codes)
    limit = {"touch": tolerance_m / 1_000, "near": within_km, "legal": np.inf}[notion]
    sources: list[pd.DataFrame] = [villages, line]
    sure = villages["tier"].to_numpy() != "approximate"
    measures = _empty(len(villages))
    basis = np.full(len(villages), "none", dtype=object)
    parts = []
    if sure.any():
        parts.append((sure, "geometry", _measured(villages[sure], line, tolerance_m)))
    if not sure.all():
        rough = villages[~sure]
        if figures is not None:
            figures = check_figures(figures)
            if notion != "legal":
                _check_reach(rough, line, figures, limit)
            parts.append((~sure, "register", _looked_up(rough, line, figures, tolerance_m)))
            sources.append(figures)
        elif notion != "touch":
            unsure = _measured(rough, line, tolerance_m)
            parts.append((~sure, "geometry", unsure._replace(frontage_km=np.full(len(rough), np.nan))))
        elif len(_within(rough, line, limit + _OFFSET_KM)):
            message = (
                "these village shapes are approximate (about half of the land in the right village), so they cannot "
                "say which village touches the line; give figures=, or fetch a published source (geo-coop boundaries "
                "fetch)"
            )
            raise CannotAnswerError(message)
    for rows, name, part in parts:
        for target, values in zip(measures, part, strict=True):
            target[rows] = values
        basis[rows] = np.where(np.isnan(part.distance_km), "none", name)

    chosen = _named(villages, legal_codes or ()) if notion == "legal" else measures.distance_km <= limit
    result = villages[chosen].copy()
    result["district"] = result["parent"]
    result["frontage_km"] = measures.frontage_km[chosen]
    result["distance_km"] = measures.distance_km[chosen]
    result["facing"] = pd.Series(measures.facing[chosen], index=result.index, dtype=object)
    result["notion"] = notion
    result["basis"] = basis[chosen]
    how = {"touch": f"touch within {tolerance_m:g} m", "near": f"within {within_km:g} km", "legal": "named by law"}
    return carry(result, *sources, method=f"border villages: {how[notion]}; frontage within {tolerance_m:g} m")


def _check(
    villages: gpd.GeoDataFrame,
    line: gpd.GeoDataFrame,
    notion: str,
    tolerance_m: float,
    within_km: float,
    legal_codes: Collection[str] | None,
) -> None:
    """Raise for arguments that cannot be used."""
    if notion not in NOTIONS:
        raise InputError(unknown_word("notion", notion, NOTIONS))
    for name, value in (("tolerance_m", tolerance_m), ("within_km", within_km)):
        if not (np.isfinite(value) and value > 0):
            message = f"{name} is {value!r}; expected a number above 0"
            raise InputError(message)
    if notion == "legal" and legal_codes is None:
        message = "notion 'legal' needs legal_codes: the codes of the districts or villages that the law names"
        raise InputError(message)
    if isinstance(legal_codes, str):
        message = f"legal_codes is the text {legal_codes!r}; expected several codes, for example [{legal_codes!r}]"
        raise InputError(message)
    check_regions(villages, what="villages")
    missing = [column for column in ("b", "geometry") if column not in line.columns]
    if missing:
        message = f"line: missing columns {', '.join(missing)}; expected rows of split_line or shared_border"
        raise InputError(message)
    check_crs(line, "line")
    if not len(line):
        message = "line: no rows; no stretch lies between these two sides"
        raise InputError(message)


def _named(villages: gpd.GeoDataFrame, codes: Collection[str]) -> Mask:
    """Return which villages are named themselves or through a region that holds them."""
    wanted = set(codes)

    def held(code: str) -> bool:
        above: str | None = code
        while above is not None:
            if above in wanted:
                return True
            above = parent_of(above)
        return False

    return np.fromiter((held(code) for code in villages.index), dtype=bool, count=len(villages))


def no_villages(villages: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return none of some villages, with the columns and types that `border_villages` returns."""
    empty = villages.iloc[:0].copy()
    for column in ("district", "facing", "notion", "basis"):
        empty[column] = pd.Series(dtype=object)
    for column in ("frontage_km", "distance_km"):
        empty[column] = pd.Series(dtype=np.float64)
    return carry(empty, villages)


def _empty(count: int) -> _Measures:
    """Return measures that say nothing."""
    return _Measures(np.full(count, np.nan), np.full(count, np.nan), np.full(count, None, dtype=object))


def _measured(villages: gpd.GeoDataFrame, line: gpd.GeoDataFrame, tolerance_m: float) -> _Measures:
    """Measure the villages against the line."""
    shapes = as_array(villages)
    facing_of = np.asarray(line["b"], dtype=object)
    nearest = LineIndex(line).query(shapes)
    distance_km = nearest.distance_m / 1_000
    facing = facing_of[nearest.line]
    facing[nearest.line < 0] = None

    frontage_km = np.where(np.isnan(distance_km), np.nan, 0.0)
    candidate = np.flatnonzero(nearest.distance_m <= tolerance_m)
    if len(candidate):
        bits = bits_of(line, _BIT_M)
        beside = nearest_region(bits.middle, shapes[candidate], tolerance_m)
        held = beside.distance_m <= tolerance_m
        across, of_line = np.unique(facing_of.astype(str), return_inverse=True)
        share = np.zeros((len(candidate), len(across)))
        np.add.at(share, (beside.region[held], of_line[bits.line[held]]), bits.length_m[held] / 1_000)
        frontage_km[candidate] = share.sum(axis=1)
        fronting = share.sum(axis=1) > 0
        facing[candidate[fronting]] = across[share.argmax(axis=1)][fronting]
    return _Measures(frontage_km, distance_km, facing)


def _looked_up(
    villages: gpd.GeoDataFrame, line: gpd.GeoDataFrame, figures: pd.DataFrame, tolerance_m: float
) -> _Measures:
    """Look the villages up in the register, as far as it speaks of this line."""
    asked = {str(code) for code in line["b"]}
    across = {code: any(contains(one, code) for one in asked) for code in figures["facing"].unique()}
    rows = figures[figures["facing"].map(across).to_numpy(dtype=bool)].reindex(villages.index)
    frontage = rows["frontage_km"].to_numpy(dtype=np.float64).copy()
    frontage[rows["tolerance_m"].to_numpy(dtype=np.float64) != tolerance_m] = np.nan
    known = rows["facing"].notna().to_numpy()
    facing = rows["facing"].to_numpy(dtype=object).copy()
    facing[~known] = None
    return _Measures(frontage, rows["distance_km"].to_numpy(dtype=np.float64), facing)


def _check_reach(villages: gpd.GeoDataFrame, line: gpd.GeoDataFrame, figures: pd.DataFrame, limit_km: float) -> None:
    """Raise where the register does not hold every village that the question is about."""
    reach = float(figures["reach_km"].min())
    if limit_km > reach:
        message = (
            f"the register of figures holds the villages within {reach:g} km of the line, not {limit_km:g} km, and the "
            "shapes are approximate; ask for less, or fetch a published source (geo-coop boundaries fetch)"
        )
        raise CannotAnswerError(message)
    countries = {country_of(code) for code in figures["facing"].unique()}
    other = sorted({str(code) for code in line["b"] if country_of(str(code)) not in countries})
    if other:
        message = (
            f"the register of figures faces {', '.join(sorted(countries))}, not {', '.join(other)}, and the shapes are "
            "approximate; fetch a published source (geo-coop boundaries fetch)"
        )
        raise CannotAnswerError(message)
    facing = set(figures["facing"])
    finer = sorted({str(code) for code in line["b"] if not any(contains(str(code), known) for known in facing)})
    if finer:
        message = (
            f"the register of figures faces {', '.join(sorted(facing))} and does not tell which villages are at "
            f"{', '.join(finer)}, and the shapes are approximate; fetch a published source (geo-coop boundaries fetch)"
        )
        raise CannotAnswerError(message)
    covered = {code[:2] for code in figures.index}
    outside = villages[~villages.index.str[:2].isin(covered)]
    near = _within(outside, line, limit_km + _OFFSET_KM)
    if len(near):
        places = ", ".join(sorted({code[:2] for code in outside.index[near]}))
        message = (
            f"the register of figures holds no villages of {places}, which come near the line, and the shapes are "
            "approximate; fetch a published source (geo-coop boundaries fetch)"
        )
        raise CannotAnswerError(message)


def _within(villages: gpd.GeoDataFrame, line: gpd.GeoDataFrame, km: float) -> npt.NDArray[np.intp]:
    """Return the positions of the villages within a distance of the line."""
    shapes, lines = as_array(villages), as_array(line)
    # Only villages whose boxes come near are worth measuring: a degree has more than 100 km in these latitudes.
    boxes = shapely.box(*(shapely.bounds(shapes) + np.array([-1, -1, 1, 1]) * km / 100).T)
    close = np.unique(shapely.STRtree(boxes).query(lines, predicate="intersects")[1])
    near: npt.NDArray[np.intp] = close[LineIndex(lines).query(shapes[close]).distance_m <= km * 1_000]
    return near
