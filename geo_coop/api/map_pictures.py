"""Small pictures of maps of classed regions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from geo_coop.maps.print.pictures import choropleth_png

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_coop.classify import Classification
    from geo_coop.maps.page import MapNotes
    from geo_coop.schema import Lang


class ClassedView(Protocol):
    """A view whose regions have classes."""

    @property
    def regions(self) -> gpd.GeoDataFrame:
        """Region layer."""

    @property
    def classes(self) -> Classification:
        """Classes of the regions."""

    @property
    def title(self) -> str:
        """Title of the map."""

    @property
    def outlines(self) -> gpd.GeoDataFrame | None:
        """Upper level."""

    @property
    def context(self) -> gpd.GeoDataFrame:
        """Surroundings."""

    @property
    def notes(self) -> MapNotes:
        """Sources, tier and day."""

    @property
    def lang(self) -> Lang:
        """Language."""


def classed_png(view: ClassedView, size: tuple[int, int]) -> bytes:
    """Return a picture of a view, ``size`` pixels wide and high."""
    return choropleth_png(
        view.regions, view.classes, title=view.title, outlines=view.outlines, context=view.context,
        notes=view.notes, size=size, lang=view.lang,
    )  # fmt: skip
