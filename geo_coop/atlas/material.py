"""What the pages of regencies and cities are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_coop.atlas.words import PAGES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from geo_coop.agreements.model import Agreement
    from geo_coop.register import Register
    from geo_coop.schema import Lang


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What the pages are made from.

    Attributes
    ----------
    villages
        Region layer of all villages.
    table
        Their coverage.
    border
        Border villages, indexed by code: legal, touch, near, facing.
    only_frame
        Codes of border villages with the countries' frame alone.
    around
        Provinces and states around, for drawings.
    records
        All records, by id.
    register
        The list of regions.
    on, lang
        Day and language.
    """

    villages: gpd.GeoDataFrame
    table: pd.DataFrame
    border: pd.DataFrame
    only_frame: frozenset[str]
    around: gpd.GeoDataFrame
    records: Mapping[str, Agreement]
    register: Register
    on: dt.date | None
    lang: Lang

    def word(self, key: str) -> str:
        """Return a word of the pages."""
        return str(PAGES[self.lang][key])
