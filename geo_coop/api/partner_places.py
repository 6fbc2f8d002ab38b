"""Shapes, points, names and insets of the regions that records bring together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_coop.api.partner_links import partner_regions
from geo_coop.boundaries.load import load_regions
from geo_coop.codes import country_of, level_of
from geo_coop.errors import NotFoundError
from geo_coop.geodesy import WGS84
from geo_coop.maps.partner_layers import Inset
from geo_coop.maps.partners_words import word
from geo_coop.maps.places import distance_km, short_name
from geo_coop.provenance import carry
from geo_coop.register import load_register
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import shapely

    from geo_coop.agreements.model import Agreement
    from geo_coop.api.partner_links import Sorted
    from geo_coop.schema import Lang

_IN_PLACE_DEG: Final = 3.0


def party_codes(*groups: Iterable[Agreement]) -> list[str]:
    """Return the regions that records bring together, sorted."""
    return sorted({code for group in groups for record in group for code in partner_regions(record)})


def party_shapes(parties: Iterable[str], regions: gpd.GeoDataFrame, source: str | None) -> gpd.GeoDataFrame:
    """Return the shapes of all parties; None for one that no layer at hand has."""
    found: dict[str, shapely.Geometry | None] = {}
    used = [regions]
    for code in parties:
        if code in regions.index:
            found[code] = regions.geometry.loc[code]
            continue
        try:
            layer = load_regions(level_of(code), within=code, source=source if country_of(code) == "ID" else None)
        except NotFoundError:
            found[code] = None
            continue
        found[code] = layer.geometry.get(code)
        used.append(layer)
    frame = gpd.GeoDataFrame(
        geometry=list(found.values()), index=pd.Index(np.array([*found], dtype=object), name="code"), crs=GEOGRAPHIC_CRS
    )
    return carry(frame, *used)


def is_near(point: shapely.Point, regions: gpd.GeoDataFrame) -> bool:
    """Return whether a point can be drawn in its place without shrinking the map much."""
    west, south, east, north = regions.total_bounds
    margin = _IN_PLACE_DEG
    return bool(west - margin <= point.x <= east + margin and south - margin <= point.y <= north + margin)


def reach_km(regions: gpd.GeoDataFrame) -> float:
    """Return the extent of a layer from south to north, in kilometres."""
    west, south, _, north = regions.total_bounds
    return float(WGS84.inv(west, south, west, north)[2]) / 1_000


def party_name(code: str, lang: Lang) -> str:
    """Return the short name of a region, with its country where that is another one."""
    register = load_register()
    name = short_name(register.name(code))
    if country_of(code) != "ID" and level_of(code) != "country":
        return f"{name} ({_country(country_of(code), lang)})"
    return word("province", lang).format(name=name) if level_of(code) == "province" else name


def _country(code: str, lang: Lang) -> str:
    """Return the name of a country; in Indonesian that in use in Indonesia, where the register has one."""
    register = load_register()
    own = register.aliases[(register.aliases["code"] == code) & (register.aliases["type"] == "Indonesian name")]
    return str(own["alias"].iloc[0]) if lang == "id" and len(own) else register.name(code)


def party_nodes(
    codes: Sequence[str],
    points: Mapping[str, shapely.Point],
    rows: pd.DataFrame,
    unnamed: Iterable[Agreement],
    lang: Lang,
) -> gpd.GeoDataFrame:
    """Return the point of each party on the map, with the number of its partner regions."""
    both = pd.concat([rows[["a", "b"]], rows[["a", "b"]].rename(columns={"a": "b", "b": "a"})])
    partners = both.groupby("a")["b"].nunique()
    waiting = {code for record in unnamed for code in partner_regions(record)}
    return gpd.GeoDataFrame(
        {
            "name": [party_name(code, lang) for code in codes],
            "level": [level_of(code) for code in codes],
            "partners": [int(partners.get(code, 0)) for code in codes],
            "unnamed": [code in waiting for code in codes],
        },
        geometry=[points[code] for code in codes],
        index=pd.Index(np.array(codes, dtype=object), name="code"),
        crs=GEOGRAPHIC_CRS,
    )


def far_inset(
    code: str,
    shapes: gpd.GeoDataFrame,
    points: Mapping[str, shapely.Point],
    rows: pd.DataFrame,
    sorts: Sorted,
    lang: Lang,
) -> Inset:
    """Return the inset of a partner: distances are from its partners, and from regions that wait for one in it."""
    own = rows[(rows["a"] == code) | (rows["b"] == code)]
    starts = [a if b == code else b for a, b in zip(own["a"], own["b"], strict=True)]
    under = [record for record in sorts.unnamed if record.parent in set(own["agreement"])]
    starts += party_codes(under)
    starts = [start for start in dict.fromkeys(starts) if start in points]
    first = points[starts[0]]
    return Inset(
        code=code,
        name=party_name(code, lang),
        region=shapes.loc[[code]],
        point=points[code],
        distances=tuple(
            (party_name(start, lang), points[start], distance_km(points[start], points[code])) for start in starts
        ),
        bearing=float(WGS84.inv(first.x, first.y, points[code].x, points[code].y)[0]) % 360,
    )
