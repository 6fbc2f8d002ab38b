"""Our areas as one layer of a map that the user made with folium."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import folium
from branca.element import Element, Figure
from folium.template import Template

from geo_coop.errors import InputError
from geo_coop.maps.guard import is_guarded
from geo_coop.maps.packaged import plain_script, plain_style
from geo_coop.maps.page import areas_layer, class_rows, start
from geo_coop.maps.safe_text import json_text
from geo_coop.maps.words import script_words, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd

    from geo_coop.classify import Classification
    from geo_coop.maps.page import Details
    from geo_coop.maps.prepare import Prepared
    from geo_coop.schema import Lang

#: Packaged scripts that the layer needs on a page of someone else's.
SCRIPTS: Final = (
    "core", "page", "decode", "unpack", "arcs", "topology", "sheets", "hatches", "tips", "labels", "legend", "pointer",
    "layers_areas", "overlay",
)  # fmt: skip
_HEADER: Final = "geo_coop_coverage_layer"


class CoverageLayer(folium.map.Layer):
    """Regions coloured by class, as a layer of any `folium.Map`: with tooltips, popups, names and a legend.

    Add it with ``add_to``; what is added to the map lies above it, and a `folium.LayerControl` turns it on and off.
    The shapes are simplified and coded as on our own maps. It works on a map with online tiles, in a notebook, and on
    pages of `geo_coop.maps.offline.save_html`. Every text is shown as text. Nothing given is changed.

    Parameters
    ----------
    regions
        Region layer (`geo_coop.schema.check_regions`).
    classification
        From `geo_coop.classify.classify`, on the index of ``regions``.
    name
        Name of the layer in the map's control; default: the title of the classes.
    fields
        Columns for tooltip and popup: label, and values on the index of ``regions``.
    details
        Popup rows by code.
    legend
        Whether a legend stands on the map while the layer is shown.
    show
        Whether the layer is shown when the map opens.
    lang
        Language of its words.
    prepared
        What `geo_coop.maps.prepare.prepare` returned for the same regions.

    Raises
    ------
    InputError
        As for `geo_coop.maps.choropleth.choropleth_map`; and, when it is rendered, a map in no figure.

    Examples
    --------
    >>> import folium
    >>> from geo_coop import load_regions
    >>> from geo_coop.classify import classify
    >>> regions = load_regions("regency", within="65", source="embedded")
    >>> classes = classify(regions["name"].str.len(), scheme="equal", k=3, title="Letters in the name")
    >>> fmap = folium.Map(location=[1, 116], zoom_start=6)
    >>> CoverageLayer(regions, classes).add_to(fmap) in fmap._children.values()
    True
    """

    #: Taken along by `geo_coop.maps.offline.render_offline`.
    packaged_scripts = SCRIPTS
    #: What it renders is data and our own script; addresses in the data are text.
    shows_text_only = True

    _template = Template(
        "{% macro html(this, kwargs) %}"
        '<script type="application/json" id="gc-layer-{{ this.get_name() }}">{{ this.data }}</script>'
        "{% endmacro %}"
        "{% macro script(this, kwargs) %}"
        'var {{ this.get_name() }} = GeoCoop.overlay("gc-layer-{{ this.get_name() }}");'
        "{% endmacro %}"
    )

    def __init__(
        self,
        regions: gpd.GeoDataFrame,
        classification: Classification,
        *,
        name: str | None = None,
        fields: Sequence[tuple[str, pd.Series]] = (),
        details: Details | None = None,
        legend: bool = True,
        show: bool = True,
        lang: Lang = "id",
        prepared: Prepared | None = None,
    ) -> None:
        title = name or classification.title or word("regions", lang)
        super().__init__(name=title, overlay=True, control=True, show=show)
        self._name = "CoverageLayer"
        page, prepared = start(regions, classification, lang, prepared)
        number = page.add_topology(prepared)
        layer = areas_layer(
            prepared, regions, classification, topology=number, name=title, fields=fields, details=details
        )
        west, south, east, north = prepared.bounds
        self._bounds: list[list[float | None]] = [[south, west], [north, east]]
        self.data = json_text(
            {
                "lang": lang,
                "ui": script_words.all(lang),
                "title": title,
                "bounds": [west, south, east, north],
                "topologies": page.topologies,
                "layers": [layer],
                "legends": [{"title": classification.title or title, "rows": class_rows(classification)}],
                "legend": legend,
            }
        )

    def _get_self_bounds(self) -> list[list[float | None]]:
        """Return south, west and north, east, for folium's ``get_bounds``."""
        return self._bounds

    def render(self, **kwargs: object) -> str:
        """Render the layer; on a page that is not ours, with the scripts and styles that it needs."""
        figure = self.get_root()
        if not isinstance(figure, Figure):
            message = "the layer stands on no map; add it with add_to(fmap)"
            raise InputError(message)
        if not is_guarded(self):
            text = f"<style>{plain_style(SCRIPTS)}</style>\n<script>{plain_script(SCRIPTS)}</script>"
            figure.header.add_child(Element(f"{{% raw %}}{text}{{% endraw %}}"), name=_HEADER)
        super().render(**kwargs)  # type: ignore[no-untyped-call]
        return ""
