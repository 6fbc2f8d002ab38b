"""Choropleth maps: regions coloured by class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_coop.maps.page import MapNotes, areas_layer, class_rows, start_on
from geo_coop.maps.words import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    import folium
    import geopandas as gpd
    import pandas as pd

    from geo_coop.classify import Classification
    from geo_coop.maps.basemap import Basemap
    from geo_coop.maps.page import Details, Outlines
    from geo_coop.maps.prepare import Prepared
    from geo_coop.schema import Lang


def choropleth_map(  # noqa: PLR0913 - one argument for each part of the page
    regions: gpd.GeoDataFrame,
    classification: Classification,
    *,
    title: str,
    fields: Sequence[tuple[str, pd.Series]] = (),
    details: Details | None = None,
    outlines: Outlines = None,
    context: gpd.GeoDataFrame | None = None,
    lang: Lang = "id",
    notes: MapNotes | None = None,
    prepared: Prepared | None = None,
    basemap: Basemap | None = None,
) -> folium.Map:
    """Draw regions coloured by class, on a page that opens without a network.

    Tooltips show name, code, level, ``fields`` and the class; popups add the rows of ``details``. The legend
    comes from ``classification``, with the number of regions of each class. Save it with
    `geo_coop.maps.offline.save_html`. Every text is shown as text. Nothing given is changed.

    Parameters
    ----------
    regions
        Region layer (`geo_coop.schema.check_regions`). Rows without a geometry are counted and listed in the
        notes.
    classification
        From `geo_coop.classify.classify`, on the index of ``regions``; its ``title`` heads the legend.
    title
        Title of the page.
    fields
        Columns for tooltip and popup: label, and values on the index of ``regions``.
    details
        Popup rows by code, for example ``{"65.03.05.2033": [{"title": ..., "stage": ..., "evidence": ...}]}``.
        Keys of the coverage frame get translated headings. Regions without an entry say that nothing is on
        record.
    outlines
        Regions of an upper level, drawn as named lines; or of several levels, the highest first. Where they hold the
        regions of the map, their lines take up its own arcs, so that a border stands once in the page.
    context
        Surrounding regions with ``name``, drawn grey.
    lang
        Language of the page.
    notes
        Sources, tier, date and remarks.
    prepared
        What `geo_coop.maps.prepare.prepare` returned for the same regions, to prepare them once for many maps.
    basemap
        Online tiles below the map, for readers with a network; none unless given.

    Raises
    ------
    InputError
        Columns, classes or details that belong to other regions, no region with a shape, or more than
        25,000 regions.
    """
    notes = MapNotes() if notes is None else notes
    page, prepared, number = start_on(regions, classification, lang, prepared, context=context)
    layer = areas_layer(
        prepared, regions, classification, topology=number, name=word("regions", lang),
        fields=fields, details=details,
    )  # fmt: skip
    page.layers.append(layer)
    page.add_outlines(outlines, prepared, number)
    page.add_legend(classification.title or title, class_rows(classification))
    return page.build(
        title=title, notes=notes, bounds=prepared.bounds, tolerance_m=prepared.tolerance_m, basemap=basemap
    )
