"""What a map of partners is made of: regions, the points that stand for them, links, and insets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geo_coop.classify import classify
from geo_coop.errors import InputError, Problem
from geo_coop.maps.page import joined_bounds
from geo_coop.maps.partners_words import word

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    import shapely

    from geo_coop.classify import Classification
    from geo_coop.maps.page import Bounds
    from geo_coop.schema import Lang

_TINTS: Final = ("#f4f1e6", "#e9e2ca", "#dbd0a8", "#cbbd86")
_CLASSES: Final = 4
_MARGIN: Final = 0.04


@dataclass(frozen=True, slots=True)
class LinkClass:
    """A row of the legend of links.

    Attributes
    ----------
    key
        A stage, or a group of sectors.
    label
        Text, in the language of the map.
    colour
        ``#rrggbb``.
    dash
        Lengths of dashes and gaps in pixels; empty for a whole line.
    count
        How many agreements are of it.
    """

    key: str
    label: str
    colour: str
    dash: tuple[int, ...]
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class Inset:
    """A partner that lies off the map, with its own small map.

    Attributes
    ----------
    code, name
        The region, and what stands above its map.
    region
        Its shape: one row, EPSG:4326.
    point
        The point inside it that distances go to.
    distances
        Name, point and kilometres of the geodesic for each region that distances are given from, the first being that
        of the arrow.
    bearing
        Direction in degrees from the first of them, clockwise from north.
    """

    code: str
    name: str
    region: gpd.GeoDataFrame
    point: shapely.Point
    distances: tuple[tuple[str, shapely.Point, float], ...]
    bearing: float


@dataclass(frozen=True, slots=True, eq=False)
class PartnerLayers:
    """What a map of partners draws; all in EPSG:4326.

    Attributes
    ----------
    regions
        Region layer, drawn as areas.
    nodes
        Points of all parties in place, indexed by code: name, level, partners (number of partner regions), unnamed
        (True where a partner abroad has no name yet), geometry.
    links
        One row for each line: a, b (codes), name, key (class, or classes joined by "+"), dash (lengths of dashes and
        gaps in pixels, empty for a whole line), number (of agreements), far (True for an arrow towards an inset),
        geometry (LineString from a to b).
    agreements
        One row for each agreement of a line: link (its index in ``links``), agreement, title, stage, sectors, followed
        and evidence, all text.
    classes
        Legend of the lines; ``key`` of a line refers to them.
    insets
        Partners off the map.
    context
        Surroundings: polygons with ``name``.
    """

    regions: gpd.GeoDataFrame
    nodes: gpd.GeoDataFrame
    links: gpd.GeoDataFrame
    agreements: pd.DataFrame
    classes: tuple[LinkClass, ...]
    insets: tuple[Inset, ...] = ()
    context: gpd.GeoDataFrame | None = None

    def check(self) -> None:
        """Raise `InputError` naming what a layer lacks."""
        wanted = {
            "regions": (self.regions, ("name", "level")),
            "nodes": (self.nodes, ("name", "level", "partners", "unnamed")),
            "links": (self.links, ("a", "b", "name", "key", "dash", "number", "far")),
            "agreements": (self.agreements, ("link", "agreement", "title", "stage", "sectors", "followed", "evidence")),
        }
        problems = [
            Problem(f"{layer} has no column {column!r}")
            for layer, (frame, columns) in wanted.items()
            for column in columns
            if column not in frame.columns
        ]
        if not problems:
            known = {each.key for each in self.classes}
            unknown = sorted({part for key in self.links["key"] for part in key.split("+")} - known)
            problems += [Problem(f"links of class {key!r}, which the legend lacks") for key in unknown]
            lost = sorted(set(self.agreements["link"]) - set(self.links.index))
            problems += [Problem(f"agreements of link {link}, which there is none of") for link in lost]
        if problems:
            raise InputError(problems)

    def styles(self, key: str) -> tuple[LinkClass, ...]:
        """Return the classes of a line."""
        by_key = {each.key: each for each in self.classes}
        return tuple(by_key[part] for part in key.split("+"))

    def partners(self, lang: Lang = "id") -> Classification:
        """Return the regions by the number of their partner regions."""
        count = self.nodes["partners"].reindex(self.regions.index).fillna(0).astype(int)
        return classify(
            count, scheme="count", k=_CLASSES, palette=_TINTS, title=word("partners", lang), lang=lang
        )  # fmt: skip

    def bounds(self) -> Bounds:
        """Return west, south, east, north of regions, points and lines, with room for the names of points."""
        west, south, east, north = joined_bounds(self.regions, self.nodes, self.links)
        own = self.regions.total_bounds
        room = _MARGIN * float(max(own[2] - own[0], own[3] - own[1]))
        return (
            min(float(own[0]), west - room), min(float(own[1]), south - room),
            max(float(own[2]), east + room), max(float(own[3]), north + room),
        )  # fmt: skip


def line_width(number: int) -> float:
    """Return the width in pixels of a line that stands for so many agreements.

    Examples
    --------
    >>> [line_width(number) for number in (1, 2, 4, 40)]
    [2.6, 4.0, 6.8, 9.0]
    """
    return float(np.round(min(2.6 + 1.4 * (number - 1), 9.0), 1))
