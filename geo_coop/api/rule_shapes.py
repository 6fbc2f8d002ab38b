"""What coverage rules need beyond codes: boundaries for corridors, and shapes for villages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd

from geo_coop import borders, cover
from geo_coop.agreements.read import read_zones
from geo_coop.boundaries.load import land_line, load_regions
from geo_coop.codes import contains, country_of
from geo_coop.errors import InputError
from geo_coop.provenance import carry
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_coop.agreements.model import Agreement

_REGENCY_LENGTH: Final = len("65.03")


def boundary(a: str, b: str, *, source: str | None = None) -> gpd.GeoDataFrame:
    """Return the boundary between two regions on the layers at hand, also on approximate ones.

    Parameters
    ----------
    a, b
        Canonical codes, of which one at least lies in Indonesia.
    source
        Boundary source of the Indonesian side; default: the best at hand.

    Returns
    -------
    GeoDataFrame
        Columns a, b, length_km, geometry; EPSG:4326. Sources, and so the tier, in attrs.

    Raises
    ------
    InputError
        The two have no common boundary.
    """
    if country_of(a) == country_of(b) == "ID":
        own, other = (_with_shapes(load_regions("village", within=code, source=source)) for code in (a, b))
        line = borders.shared_border(own, other, a=a, b=b)
    else:
        home, abroad = (a, b) if country_of(a) == "ID" else (b, a)
        sides = (
            load_regions(borders.side_level(home), within="ID", source=source),
            load_regions(borders.side_level(abroad), within=country_of(abroad)),
        )
        cut = borders.split_line(land_line(), *(_with_shapes(side) for side in sides))
        line = cut[[contains(home, x) and contains(abroad, y) for x, y in zip(cut["a"], cut["b"], strict=True)]]
    if not len(line):
        message = f"{a} and {b} have no common boundary on the layers at hand"
        raise InputError(message)
    return line


def _with_shapes(regions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return regions[~regions.geometry.isna()]


def rule_lines(
    agreements: Iterable[Agreement], codes: Iterable[str], *, source: str | None = None
) -> dict[tuple[str, str], gpd.GeoDataFrame]:
    """Return the boundaries that corridors of the records need for some villages; none where there is no corridor."""
    return {pair: boundary(*pair, source=source) for pair in cover.pairs_needed(agreements, codes)}


def with_rule_shapes(
    villages: pd.DataFrame, agreements: Iterable[Agreement], *, source: str | None = None
) -> pd.DataFrame:
    """Return villages with the shapes, and the tiers, that rules of the records need; the frame itself where none do.

    Parameters
    ----------
    villages
        Villages of the register, sorted by code; a frame that has shapes is returned as it is.
    agreements
        Records.
    source
        Boundary source; default: the best at hand.

    Raises
    ------
    NotFoundError
        No source at hand has shapes of villages that a rule must cut.
    """
    given: pd.DataFrame = villages
    if isinstance(villages, gpd.GeoDataFrame):
        return given
    needed = cover.shapes_needed(agreements, villages.index, zones=read_zones())
    if not needed:
        return given
    # One village, or one regency after the other: never the whole country for a question about a part of it.
    units = needed if len(needed) == 1 else sorted({code[:_REGENCY_LENGTH] for code in needed})
    parts = [load_regions("village", within=unit, source=source) for unit in units]
    shapes = pd.concat([part[["tier", "geometry"]] for part in parts]).reindex(villages.index)
    # A village that no rule cuts needs no tier: what it is given says nothing of it.
    frame = villages.assign(tier=shapes["tier"].fillna(""), geometry=shapes["geometry"])
    shaped: pd.DataFrame = gpd.GeoDataFrame(frame, geometry="geometry", crs=GEOGRAPHIC_CRS)
    return carry(shaped, villages, *parts)
