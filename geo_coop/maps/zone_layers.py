"""What a map of zones that overlap is made of, and how each zone is drawn on every kind of map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo_coop.classify import classify
from geo_coop.errors import InputError, Problem
from geo_coop.maps.page import joined_bounds, text_of
from geo_coop.maps.zones_words import word

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo_coop.classify import Classification
    from geo_coop.maps.page import Bounds
    from geo_coop.schema import Lang

ZONE, AREA = "zone", "area"
INITIATOR: Final = "initiator"
#: Colour, and angle of the hatch in degrees, of the first zone, the second and so on; no two share an angle, and the
#: first four colours can be told apart, by at least 25 in CIELAB, with each kind of colour blindness.
STYLES: Final = (
    ("#cc4500", 45.0), ("#0064e6", 135.0), ("#0f5132", 0.0), ("#8a2b92", 90.0), ("#6b5300", 22.5), ("#333333", 157.5),
)  # fmt: skip
AREA_COLOUR: Final = "#3a3a3a"
HATCH_SPACING: Final = 13.0
HATCH_WIDTH: Final = 2.4
_TINTS: Final = ("#ffffff", "#f7f5ee", "#efeadb", "#e6dec6", "#ddd3b2", "#d4c89f", "#cbbd8d")


@dataclass(frozen=True, slots=True)
class ZoneStyle:
    """How one zone is drawn, on every kind of map.

    Attributes
    ----------
    zone
        Its id.
    group
        `ZONE` or `AREA`.
    label
        Title.
    mark
        What stands for it beside a region, for example ``"2"``.
    colour
        ``#rrggbb``, of hatch and mark.
    angle
        Of the hatch lines, in degrees from the horizontal, counter-clockwise.
    codes
        Members, in the order of the records.
    initiators, implied
        Those of them that are.
    """

    zone: str
    group: str
    label: str
    mark: str
    colour: str
    angle: float
    codes: tuple[str, ...]
    initiators: frozenset[str]
    implied: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class ZoneLayers:
    """What a map of zones draws; all in EPSG:4326.

    Attributes
    ----------
    regions
        Region layer: everything that may be a member.
    members
        One row for each zone and member, columns zone, group (``zone`` or ``area``), number, title, code, role,
        implied, evidence (`geo_coop.zones.zone_members`).
    scope
        Whether the documents speak of a region at all, by code; the others are "no data", not "in no zone".
    sites
        Points of areas (`geo_coop.zones.zone_sites`).
    extents
        Rectangles of areas (`geo_coop.zones.zone_extents`).
    cuts
        What of each extent its members fill, on the index of ``extents``; None where that is not known.
    context
        Surroundings: polygons with ``name``.
    """

    regions: gpd.GeoDataFrame
    members: pd.DataFrame
    scope: pd.Series
    sites: gpd.GeoDataFrame
    extents: gpd.GeoDataFrame
    cuts: gpd.GeoSeries | None = None
    context: gpd.GeoDataFrame | None = None

    def check(self) -> None:
        """Raise `InputError` naming what a layer lacks."""
        wanted = {
            "regions": (self.regions, ("name", "level")),
            "members": (self.members, ("zone", "group", "number", "title", "code", "role", "implied", "evidence")),
            "sites": (self.sites, ("zone", "title", "name", "exactness", "evidence")),
            "extents": (self.extents, ("zone", "title", "printed", "area_ha", "exactness", "evidence")),
        }
        problems = [
            Problem(f"{layer} has no column {column!r}")
            for layer, (frame, columns) in wanted.items()
            for column in columns
            if column not in frame.columns
        ]
        if not self.scope.index.equals(self.regions.index):
            problems.append(Problem("'scope' has another index than the regions"))
        if not problems:
            outside = sorted({*self.members["code"]} - {*self.regions.index})
            problems += [Problem(f"member {code} is not among the regions") for code in outside]
        if problems:
            raise InputError(problems)

    def styles(self, group: str = ZONE, lang: Lang = "id") -> tuple[ZoneStyle, ...]:
        """Return how each zone (or area) is drawn, in the order of their numbers."""
        chosen = self.members[self.members["group"] == group]
        order = chosen.drop_duplicates("zone").sort_values(["number", "zone"], kind="stable")["zone"]
        found = []
        for position, zone in enumerate(order):
            rows = chosen[chosen["zone"] == zone]
            first = rows.iloc[0]
            colour, angle = STYLES[position % len(STYLES)] if group == ZONE else (AREA_COLOUR, 0.0)
            prefix = "" if group == ZONE else word("area_prefix", lang)
            found.append(
                ZoneStyle(
                    zone=str(zone),
                    group=group,
                    label=text_of(first["title"], lang),
                    mark=f"{prefix}{text_of(first['number'], lang)}",
                    colour=colour,
                    angle=angle,
                    codes=tuple(rows["code"]),
                    initiators=frozenset(rows.loc[rows["role"] == INITIATOR, "code"]),
                    implied=frozenset(rows.loc[rows["implied"].astype(bool), "code"]),
                )
            )
        return tuple(found)

    def classes(self, lang: Lang = "id") -> Classification:
        """Return the regions by the number of zones they are in; "in no zone" and "no data" are two classes."""
        zones = self.members[self.members["group"] == ZONE].drop_duplicates(["zone", "code"])
        count = zones["code"].value_counts().reindex(self.regions.index).fillna(0).astype(int).astype(object)
        most = max(count, default=0)
        labels = [word("in_none", lang), word("in_one", lang)]
        labels += [word("in_some", lang).format(count=number) for number in range(2, most + 1)]
        tints = [_TINTS[min(number, len(_TINTS) - 1)] for number in range(most + 1)]
        return classify(
            count.where(self.scope.astype(bool), None),
            scheme="categories",
            categories=list(enumerate(labels[: most + 1])),
            palette=tints,
            no_data_label=word("no_data", lang),
            title=word("number", lang),
            lang=lang,
        )

    def bounds(self) -> Bounds:
        """Return west, south, east, north of regions, points and rectangles."""
        return joined_bounds(self.regions, self.sites, self.extents)
