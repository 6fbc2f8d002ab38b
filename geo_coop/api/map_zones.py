"""Map of the zones and areas that the shipped records delimit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Unpack

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_coop.agreements.read import read_sources, read_zones
from geo_coop.agreements.stages import stage_on
from geo_coop.api.map_parts import load_together, surroundings
from geo_coop.api.records import records
from geo_coop.boundaries.load import load_regions
from geo_coop.codes import contains, level_of
from geo_coop.errors import NotFoundError
from geo_coop.geodesy import polygonal
from geo_coop.labels import label
from geo_coop.maps.page import MapNotes
from geo_coop.maps.print import zones_sheet
from geo_coop.maps.zone_layers import ZoneLayers
from geo_coop.maps.zones import zones_map
from geo_coop.maps.zones_words import word
from geo_coop.provenance import carry, sources_of, tier_of
from geo_coop.register import load_register
from geo_coop.schema import GEOGRAPHIC_CRS
from geo_coop.zones import zone_extents, zone_members, zone_sites

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import folium

    from geo_coop.agreements.model import Agreement, Zone
    from geo_coop.maps.print import PaperOptions, PrintFormat
    from geo_coop.schema import Lang

_PROVINCE: Final = len("64")
_NO_MEMBERS: Final = pd.DataFrame(
    columns=["zone", "group", "number", "title", "code", "name", "role", "implied", "evidence", "tier"]
)


@dataclass(frozen=True, slots=True, eq=False)
class ZonesView:
    """Zones that overlap: what a map shows of them.

    Attributes
    ----------
    layers
        What is drawn.
    title
        Text, in ``lang``.
    details
        Popup rows by code.
    notes
        Sources, tier, day and remarks.
    lang
        Language.
    """

    layers: ZoneLayers
    title: str
    details: Mapping[str, Sequence[Mapping[str, str]]]
    notes: MapNotes
    lang: Lang

    def to_map(self) -> folium.Map:
        """Return the interactive map; save it with `geo_coop.save_html`."""
        return zones_map(self.layers, title=self.title, details=self.details, lang=self.lang, notes=self.notes)

    def to_picture(self, fmt: PrintFormat, **paper: Unpack[PaperOptions]) -> bytes:
        """Return the map as a sheet of paper; parameters as for `geo_coop.maps.print.zones_sheet`."""
        return zones_sheet(
            self.layers, title=self.title, notes=self.notes, lang=self.lang, fmt=fmt, **paper,
        )  # fmt: skip


def zones_view(
    *, within: str = "64", on: dt.date | None = None, source: str | None = None, lang: Lang = "id"
) -> ZonesView:
    """Return the map of zones and areas that have a member in a region.

    Parameters
    ----------
    within
        Canonical code of a province or regency; its whole province is shown.
    on
        The day: zones and areas that were not yet concluded then are left out, and named in the notes. Default: all.
    source
        Boundary source; default: the best at hand.
    lang
        Language.

    Raises
    ------
    NotFoundError
        No zone has a member there.
    """
    everything, found = read_zones(), records()
    asked = [zone for zone in everything if any(contains(within, member.region) for member in zone.members)]
    if not asked:
        raise NotFoundError(_nothing(within, everything))
    stages = {zone.id: stage for zone in asked if (stage := _stage(zone, found, on, lang)) is not None}
    zones = [zone for zone in asked if zone.id in stages]
    provinces = sorted({within[:_PROVINCE], *(member.region[:_PROVINCE] for zone in asked for member in zone.members)})
    regions = load_together("regency", provinces, source)
    drawn = [zone for zone in zones if zone.extent is None]
    members = zone_members(drawn, regions, lang=lang).drop(columns="geometry") if drawn else _NO_MEMBERS
    documented = {member.region[:_PROVINCE] for zone in everything for member in zone.members}
    extents = zone_extents(zones, lang=lang)
    cuts = _cuts([zone for zone in zones if zone.extent is not None], extents, source)
    layers = ZoneLayers(
        regions=regions,
        members=pd.DataFrame(members),
        scope=pd.Series([str(code)[:_PROVINCE] in documented for code in regions.index], index=regions.index),
        sites=zone_sites(zones, lang=lang),
        extents=extents,
        cuts=cuts,
        context=surroundings(regions, without=provinces),
    )
    places = ", ".join(load_register().name(code) for code in provinces)
    sources = sources_of(regions, *([] if cuts is None else [cuts.to_frame()]))
    return ZonesView(
        layers=layers,
        title=word("title", lang).format(places=places),
        details=_details(layers, stages, lang),
        notes=MapNotes(sources, tier_of(regions), on, remarks=_remarks(asked, stages, lang)),
        lang=lang,
    )


def _nothing(within: str, zones: Sequence[Zone]) -> str:
    register = load_register()
    places = sorted({member.region[:_PROVINCE] for zone in zones for member in zone.members})
    known = ", ".join(f"{code} {register.name(code)}" for code in places)
    return f"no zone on record has a member in {within} {register.name(within)}; there are zones in {known}"


def _stage(zone: Zone, found: Sequence[Agreement], on: dt.date | None, lang: Lang) -> str | None:
    """Return stage and date of the record that concluded a zone, or its law; None where that is later than the day."""
    for record in found:
        if any(rule.zone == zone.id for rule in record.coverage):
            state = stage_on(record, on)
            if state is None:
                return None
            perhaps = f", {word('perhaps', lang)}" if state.status == "perhaps" else ""
            return f"{label('stage', state.stage, lang)} ({state.date}{perhaps})"
    laws = {entry.document for entry in zone.evidence}
    documents = [source for source in read_sources() if source.id in laws and source.type == "law"]
    first = min(documents, key=lambda source: source.date, default=None)
    if first is None:
        return ""
    reached = "yes" if on is None else first.date.reached_on(on)
    perhaps = f", {word('perhaps', lang)}" if reached == "perhaps" else ""
    return None if reached == "no" else f"{word('law', lang)} ({first.date}{perhaps})"


def _cuts(zones: Sequence[Zone], extents: gpd.GeoDataFrame, source: str | None) -> gpd.GeoSeries | None:
    """Return what the members fill of each extent, on the index of ``extents``."""
    if not zones:
        return None
    pieces, layers = [], []
    for zone, box in zip(zones, extents.geometry, strict=True):
        codes = [member.region for member in zone.members]
        parts = [load_regions(level_of(code), within=code, source=source) for code in codes]
        shapes = shapely.make_valid(
            np.array([part.geometry.loc[code] for code, part in zip(codes, parts, strict=True)])
        )
        pieces.append(polygonal(shapely.intersection(shapely.union_all(shapes), box)))
        layers += parts
    return carry(gpd.GeoSeries(pieces, index=extents.index, crs=GEOGRAPHIC_CRS).to_frame("geometry"), *layers)[
        "geometry"
    ]


def _details(layers: ZoneLayers, stages: Mapping[str, str], lang: Lang) -> dict[str, list[dict[str, str]]]:
    """Return the popup rows of each region: zone or area, role, stage, evidence."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in layers.members.itertuples():
        role = word(f"role_{row.role}", lang) + (f" ({word('implied', lang)})" if row.implied else "")
        found.setdefault(str(row.code), []).append(
            {
                word("belongs", lang): str(row.title),
                word("role", lang): role,
                word("stage", lang): stages[str(row.zone)],
                word("evidence", lang): str(row.evidence),
            }
        )
    return found


def _remarks(asked: Sequence[Zone], stages: Mapping[str, str], lang: Lang) -> tuple[str, ...]:
    remarks = [word("overlap", lang), word("members_only", lang)]
    remarks += [note.in_language(lang) for zone in asked if zone.id in stages for note in zone.notes]
    later = [zone.title.in_language(lang) for zone in asked if zone.id not in stages]
    if later:
        remarks.append(word("not_yet", lang).format(titles=", ".join(later)))
    cited = {entry.document for zone in asked for entry in zone.evidence}
    titles = [
        f"{source.id}: {source.title} ({source.publisher}, {source.date})"
        for source in read_sources()
        if source.id in cited
    ]
    remarks.append(word("documents", lang).format(titles="; ".join(titles)))
    return tuple(remarks)
