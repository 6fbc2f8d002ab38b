"""Map of the regions that the records bring together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, get_args

import geopandas as gpd
import pandas as pd

from geo_coop.agreements.read import read_sources
from geo_coop.api.map_parts import load_together, surroundings
from geo_coop.api.partner_links import (
    MOST_PARTIES,
    By,
    agreement_rows,
    link_classes,
    link_frame,
    partner_regions,
    sort_records,
)
from geo_coop.api.records import records
from geo_coop.boundaries.load import load_regions
from geo_coop.codes import contains, country_of, level_of
from geo_coop.errors import InputError, NotFoundError
from geo_coop.geodesy import WGS84
from geo_coop.maps.page import MapNotes
from geo_coop.maps.partner_layers import Inset, PartnerLayers
from geo_coop.maps.partners import partners_map
from geo_coop.maps.partners_words import word
from geo_coop.maps.places import distance_km, inner_points, short_name
from geo_coop.maps.print import partners_sheet
from geo_coop.maps.print.sheet import DPI
from geo_coop.provenance import carry, sources_of, tier_of
from geo_coop.register import load_register
from geo_coop.schema import GEOGRAPHIC_CRS, unknown_word

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    import folium
    import shapely

    from geo_coop.agreements.model import Agreement
    from geo_coop.api.partner_links import Sorted
    from geo_coop.maps.print import Orientation, Paper, PrintFormat
    from geo_coop.schema import Lang

BY: Final[tuple[str, ...]] = get_args(By)
_PROVINCE: Final = len("64")
_IN_PLACE_DEG: Final = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class PartnersView:
    """Regions and their partners: what a map shows of them.

    Attributes
    ----------
    layers
        What is drawn.
    by
        ``"stage"`` or ``"sector"``: what colours the lines.
    title
        Text, in ``lang``.
    details
        Popup rows by code.
    notes
        Sources, tier, day and remarks.
    lang
        Language.
    """

    layers: PartnerLayers
    by: By
    title: str
    details: Mapping[str, Sequence[Mapping[str, str]]]
    notes: MapNotes
    lang: Lang

    def to_map(self) -> folium.Map:
        """Return the interactive map; save it with `geo_coop.save_html`."""
        return partners_map(
            self.layers, by=self.by, title=self.title, details=self.details, lang=self.lang, notes=self.notes
        )

    def to_picture(
        self, fmt: PrintFormat, *, paper: Paper = "A4", orientation: Orientation = "landscape", dpi: int = DPI
    ) -> bytes:
        """Return the map as a sheet of paper; parameters as for `geo_coop.maps.print.partners_sheet`."""
        return partners_sheet(
            self.layers, by=self.by, title=self.title, notes=self.notes, lang=self.lang,
            paper=paper, orientation=orientation, fmt=fmt, dpi=dpi,
        )  # fmt: skip


def partners_view(
    *,
    by: By = "stage",
    within: str | None = None,
    on: dt.date | None = None,
    source: str | None = None,
    lang: Lang = "id",
) -> PartnersView:
    """Return the map of regions that agreements, drafts and plans bring together, as lines between them.

    Every pair of the parties of a record is joined; mediators, organisers, observers and chairs are not. Records with
    more than four parties, between countries, or with a partner not named, are named in the notes instead. A partner
    abroad that lies far off stands in an inset with its distance.

    Parameters
    ----------
    by
        What colours the lines: ``"stage"`` or ``"sector"``.
    within
        Canonical code of a region in Indonesia: only records with a party there, on the map of its province. Default:
        all records, on the map of all provinces that have a party.
    on
        The day; default: the records as a whole.
    source
        Boundary source of the regions shown; default: the best at hand.
    lang
        Language.

    Raises
    ------
    InputError
        An unknown ``by``, or a region abroad.
    NotFoundError
        No region there has a partner on that day.
    """
    if by not in BY:
        raise InputError(unknown_word("by", by, BY))
    register = load_register()
    sorts = sort_records(_of(records(), within), on)
    rows = agreement_rows(sorts.pairs, by, on, lang)
    parties = _codes(sorts.pairs, sorts.unnamed)
    provinces = sorted({code[:_PROVINCE] for code in parties if country_of(code) == "ID" and _shown(code, within)})
    if not provinces:
        where = f" in {within} {register.name(within)}" if within else ""
        message = f"no agreement, draft or plan{where} has a partner region" + (f" on {on.isoformat()}" if on else "")
        raise NotFoundError(message)
    regions = load_together("regency", provinces, source)
    shapes = _shapes(parties, regions, source)
    points = {str(code): point for code, point in inner_points(shapes).items() if point is not None}
    names = {code: _name(code, lang) for code in parties}
    far = [code for code in points if country_of(code) != "ID" and not _near(points[code], regions)]
    drawn = rows[rows["a"].isin(list(points)) & rows["b"].isin(list(points))]
    links, agreements = link_frame(drawn, points, names, far, _reach_km(regions))
    place = register.name(within) if within else ""
    title = word(f"title_{by}", lang)
    lost = rows[~rows.index.isin(drawn.index)]["title"]
    layers = PartnerLayers(
        regions=regions,
        nodes=_nodes([code for code in points if code not in far], points, drawn, sorts.unnamed, lang),
        links=links,
        agreements=agreements,
        classes=link_classes(drawn, by, lang),
        insets=tuple(_inset(code, shapes, points, drawn, sorts, lang) for code in far),
        context=surroundings(regions, without=provinces),
    )
    remarks = _remarks(sorts, layers, lost, by, lang)
    return PartnersView(
        layers=layers,
        by=by,
        title=word("title_within", lang).format(title=title, place=place) if place else title,
        details=_details(drawn, sorts.unnamed, names, lang),
        notes=MapNotes(sources_of(regions, shapes), tier_of(regions, shapes), on, remarks=remarks),
        lang=lang,
    )


def _of(found: Iterable[Agreement], within: str | None) -> tuple[Agreement, ...]:
    """Return the records with a party in a region."""
    if within is None:
        return tuple(found)
    if country_of(within) != "ID":
        message = f"{within} {load_register().name(within)} lies abroad; give a region in Indonesia"
        raise InputError(message)
    return tuple(record for record in found if any(contains(within, code) for code in partner_regions(record)))


def _codes(*groups: Iterable[Agreement]) -> list[str]:
    return sorted({code for group in groups for record in group for code in partner_regions(record)})


def _shown(code: str, within: str | None) -> bool:
    """Return whether the province of a region belongs on the map."""
    return within is None or contains(within, code) or contains(code[:_PROVINCE], within)


def _shapes(parties: Iterable[str], regions: gpd.GeoDataFrame, source: str | None) -> gpd.GeoDataFrame:
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
    frame = gpd.GeoDataFrame(geometry=list(found.values()), index=pd.Index(found, name="code"), crs=GEOGRAPHIC_CRS)
    return carry(frame, *used)


def _near(point: shapely.Point, regions: gpd.GeoDataFrame) -> bool:
    """Return whether a point can be drawn in its place without shrinking the map much."""
    west, south, east, north = regions.total_bounds
    margin = _IN_PLACE_DEG
    return bool(west - margin <= point.x <= east + margin and south - margin <= point.y <= north + margin)


def _reach_km(regions: gpd.GeoDataFrame) -> float:
    west, south, _, north = regions.total_bounds
    return float(WGS84.inv(west, south, west, north)[2]) / 1_000


def _name(code: str, lang: Lang) -> str:
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


def _nodes(
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
            "name": [_name(code, lang) for code in codes],
            "level": [level_of(code) for code in codes],
            "partners": [int(partners.get(code, 0)) for code in codes],
            "unnamed": [code in waiting for code in codes],
        },
        geometry=[points[code] for code in codes],
        index=pd.Index(codes, name="code", dtype=object),
        crs=GEOGRAPHIC_CRS,
    )


def _inset(
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
    starts += _codes(under)
    starts = [start for start in dict.fromkeys(starts) if start in points]
    first = points[starts[0]]
    return Inset(
        code=code,
        name=_name(code, lang),
        region=shapes.loc[[code]],
        point=points[code],
        distances=tuple(
            (_name(start, lang), points[start], distance_km(points[start], points[code])) for start in starts
        ),
        bearing=float(WGS84.inv(first.x, first.y, points[code].x, points[code].y)[0]) % 360,
    )


def _details(
    rows: pd.DataFrame, unnamed: Iterable[Agreement], names: Mapping[str, str], lang: Lang
) -> dict[str, list[dict[str, str]]]:
    """Return the popup rows of each regency: partner, agreement, stage, sectors, evidence."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows.itertuples():
        for code, partner in ((row.a, row.b), (row.b, row.a)):
            found.setdefault(code, []).append(
                {
                    word("partner", lang): names[partner],
                    word("agreement", lang): row.title,
                    word("stage", lang): row.stage,
                    word("sectors", lang): row.sectors,
                    word("evidence", lang): row.evidence,
                }
            )
    for record in unnamed:
        for code in partner_regions(record):
            found.setdefault(code, []).append(
                {
                    word("partner", lang): word("unnamed_partner", lang),
                    word("agreement", lang): record.title.in_language(lang),
                    word("stage", lang): word("announced", lang),
                }
            )
    return found


def _remarks(sorts: Sorted, layers: PartnerLayers, lost: pd.Series, by: By, lang: Lang) -> tuple[str, ...]:
    remarks = [word("counted", lang), word("points", lang)]
    if by == "sector":
        remarks.append(word("groups_ours", lang))
    for key in ("many", "countries", "unnamed"):
        listed: tuple[Agreement, ...] = getattr(sorts, key)
        if listed:
            titles = "; ".join(record.title.in_language(lang) for record in listed)
            remarks.append(word(key, lang).format(titles=titles, most=MOST_PARTIES))
    if len(lost):
        remarks.append(word("no_shape", lang).format(titles="; ".join(dict.fromkeys(lost))))
    remarks += [word("far_note", lang).format(name=inset.name) for inset in layers.insets]
    cited = {text.split(" §")[0] for cell in layers.agreements["evidence"] for text in cell.split("; ")}
    titles = [f"{each.id}: {each.title} ({each.publisher}, {each.date})" for each in read_sources() if each.id in cited]
    remarks.append(word("documents", lang).format(titles="; ".join(titles)))
    return tuple(remarks)
