"""Map of the regions that the records bring together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Unpack, get_args

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
from geo_coop.api.partner_places import (
    far_inset,
    is_near,
    party_codes,
    party_name,
    party_nodes,
    party_shapes,
    reach_km,
)
from geo_coop.api.records import records
from geo_coop.codes import contains, country_of
from geo_coop.errors import InputError, NotFoundError
from geo_coop.maps.page import MapNotes
from geo_coop.maps.partner_layers import PartnerLayers
from geo_coop.maps.partners import partners_map
from geo_coop.maps.partners_words import word
from geo_coop.maps.places import inner_points
from geo_coop.maps.print import partners_sheet
from geo_coop.provenance import sources_of, tier_of
from geo_coop.register import load_register
from geo_coop.schema import unknown_word

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    import folium
    import pandas as pd

    from geo_coop.agreements.model import Agreement
    from geo_coop.api.partner_links import Sorted
    from geo_coop.maps.print import PaperOptions, PrintFormat
    from geo_coop.schema import Lang

BY: Final[tuple[str, ...]] = get_args(By)
_PROVINCE: Final = len("64")


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

    def to_picture(self, fmt: PrintFormat, **paper: Unpack[PaperOptions]) -> bytes:
        """Return the map as a sheet of paper; parameters as for `geo_coop.maps.print.partners_sheet`."""
        return partners_sheet(
            self.layers, by=self.by, title=self.title, notes=self.notes, lang=self.lang, fmt=fmt, **paper,
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
    parties = party_codes(sorts.pairs, sorts.unnamed)
    provinces = sorted({code[:_PROVINCE] for code in parties if country_of(code) == "ID" and _shown(code, within)})
    if not provinces:
        where = f" in {within} {register.name(within)}" if within else ""
        message = f"no agreement, draft or plan{where} has a partner region" + (f" on {on.isoformat()}" if on else "")
        raise NotFoundError(message)
    regions = load_together("regency", provinces, source)
    shapes = party_shapes(parties, regions, source)
    points = {str(code): point for code, point in inner_points(shapes).items() if point is not None}
    names = {code: party_name(code, lang) for code in parties}
    far = [code for code in points if country_of(code) != "ID" and not is_near(points[code], regions)]
    # A line needs both points, and one of them on the map; Indonesian regions come first in a pair.
    drawn = rows[rows["a"].isin(set(points) - set(far)) & rows["b"].isin(set(points))]
    off = [code for code in far if code in set(drawn["b"])]
    links, agreements = link_frame(drawn, points, names, far, reach_km(regions))
    place = register.name(within) if within else ""
    title = word(f"title_{by}", lang)
    lost = rows.loc[~rows.index.isin(drawn.index), "title"]
    layers = PartnerLayers(
        regions=regions,
        nodes=party_nodes([code for code in points if code not in far], points, drawn, sorts.unnamed, lang),
        links=links,
        agreements=agreements,
        classes=link_classes(drawn, by, lang),
        insets=tuple(far_inset(code, shapes, points, drawn, sorts, lang) for code in off),
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


def _shown(code: str, within: str | None) -> bool:
    """Return whether the province of a region belongs on the map."""
    return within is None or contains(within, code) or contains(code[:_PROVINCE], within)


def _details(
    rows: pd.DataFrame, unnamed: Iterable[Agreement], names: Mapping[str, str], lang: Lang
) -> dict[str, list[dict[str, str]]]:
    """Return the popup rows of each regency: partner, agreement, stage, sectors, evidence."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows.to_dict("records"):
        texts = {str(key): str(value) for key, value in row.items()}
        for code, partner in ((texts["a"], texts["b"]), (texts["b"], texts["a"])):
            found.setdefault(code, []).append(
                {
                    word("partner", lang): names[partner],
                    word("agreement", lang): texts["title"],
                    word("stage", lang): texts["stage"],
                    word("sectors", lang): texts["sectors"],
                    word("evidence", lang): texts["evidence"],
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
    listing = [
        f"{each.id}: {each.title} ({each.publisher}, {each.date})" for each in read_sources() if each.id in cited
    ]
    remarks.append(word("documents", lang).format(titles="; ".join(listing)))
    return tuple(remarks)
