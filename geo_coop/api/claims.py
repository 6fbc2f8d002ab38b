"""The figures in the documents against the layers and records at hand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from geo_coop.agreements.dates import PartialDate
from geo_coop.agreements.model import Text
from geo_coop.agreements.read import read_sectors, read_zones
from geo_coop.api.borders import DEFAULT_TOLERANCE_M, DEFAULT_WITHIN_KM, border_area
from geo_coop.api.cover import border_figures, records
from geo_coop.api.land_border import border_line, legal_codes
from geo_coop.api.zones import zone_coverage
from geo_coop.claims.judge import judge
from geo_coop.claims.measures import Measured, measure_from_records
from geo_coop.claims.read import read_claim_documents, read_claims
from geo_coop.codes import contains, range_mask
from geo_coop.errors import CannotAnswerError, NotFoundError
from geo_coop.gaps import partners_abroad
from geo_coop.geodesy import area_m2
from geo_coop.provenance import Provenance, carry, sources_of, tier_of
from geo_coop.register import load_register
from geo_coop.schema import unknown_word

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo_coop.claims.judge import ReadingVerdict, Verdict
    from geo_coop.claims.model import Claim, Measure
_EXACT: Final = Text(id="hitungan harus tepat sama", en="a count must be met exactly")


def check_claims(document: str | None = None, *, source: str | None = None) -> tuple[Verdict, ...]:
    """Return the verdict on every figure that the documents print, from the layers and records at hand.

    Parameters
    ----------
    document
        Id of one document (S1 ...); default: all.
    source
        Boundary source of the Indonesian side; default: the best at hand.

    Raises
    ------
    NotFoundError
        No such document, or no figure of it is recorded.
    """
    register = load_register()
    claims = read_claims(known_regions=register)
    if document is not None:
        known = {entry.id.casefold(): entry.id for entry in read_claim_documents()}
        if document.casefold() not in known:
            raise NotFoundError(unknown_word("document", document, tuple(known.values())))
        claims = tuple(claim for claim in claims if claim.document == known[document.casefold()])
        if not claims:
            message = f"no figure of {document} is recorded; see: geo-coop claims"
            raise NotFoundError(message)
    layers = _Layers(source)
    return tuple(
        judge(claim, {reading.id: layers.measure(claim, reading.measure) for reading in claim.readings})
        for claim in claims
    )


def claim_rows(verdicts: tuple[Verdict, ...], *, lang: str = "id") -> list[dict[str, object]]:
    """Return verdicts as plain mappings, as ``geo-coop claims --json`` prints them.

    Returns
    -------
    list of dict
        id, document, paragraph, printed, about, verdict, fits (id of the reading that holds, None for none), measured,
        unit, band (lowest and highest figure that holds; None where nothing is measured), band_reason, reason, method,
        tier (None where no layer was used), sources (source, title, release, tier), readings (each with id, value,
        unit, how, certainty, verdict, measured, band, bound, reason, method, tier, sources), others (document,
        paragraph, says, certainty), note. ``measured`` and what follows it are those of the reading that holds, else of
        the first that was measured.
    """
    rows = []
    for verdict in verdicts:
        claim, leading = verdict.claim, _reading_row(verdict.leading, lang)
        exact = _EXACT if isinstance(verdict.leading.reading.value, float) else None
        band_reason = claim.band.reason if claim.band else exact
        rows.append(
            {
                "id": claim.id,
                "document": claim.document,
                "paragraph": claim.paragraph,
                "printed": claim.printed,
                "about": claim.about.in_language(lang),
                "verdict": verdict.verdict,
                "fits": verdict.fits.reading.id if verdict.fits else None,
                "measured": leading["measured"],
                "unit": leading["unit"],
                "band": leading["band"],
                "band_reason": band_reason.in_language(lang) if band_reason else None,
                "reason": verdict.reason.in_language(lang),
                "method": leading["method"],
                "tier": leading["tier"],
                "sources": leading["sources"],
                "readings": [_reading_row(one, lang) for one in verdict.readings],
                "others": [
                    {
                        "document": other.document,
                        "paragraph": other.paragraph,
                        "says": other.says.in_language(lang),
                        "certainty": other.certainty,
                    }
                    for other in claim.others
                ],
                "note": claim.note.in_language(lang) if claim.note else None,
            }
        )
    return rows


def _reading_row(one: ReadingVerdict, lang: str) -> dict[str, object]:
    reading, measured = one.reading, one.measured
    value = measured.value
    return {
        "id": reading.id,
        "value": reading.value if reading.value is not None else reading.weekday or str(reading.date),
        "unit": reading.unit,
        "how": reading.how.in_language(lang),
        "certainty": reading.certainty,
        "verdict": one.verdict,
        "measured": str(value) if isinstance(value, PartialDate) else _rounded(value),
        "band": None if one.band is None else [_rounded(end) if math.isfinite(end) else None for end in one.band],
        "bound": measured.bound,
        "reason": one.reason.in_language(lang),
        "method": measured.method.in_language(lang),
        "tier": measured.tier,
        "sources": [
            {"source": entry.source, "title": entry.title, "release": entry.release, "tier": entry.tier}
            for entry in measured.sources
        ],
    }


def _rounded(value: float | str | None) -> float | int | str | None:
    if not isinstance(value, float):
        return value
    return int(value) if value.is_integer() else round(value, 4)


class _Layers:
    """Measures that need boundaries, each layer loaded once."""

    def __init__(self, source: str | None) -> None:
        self.source = source
        self.register = load_register()
        self.agreements = {record.id: record for record in records()}
        self.zones = read_zones()
        self.sectors = read_sectors()
        self.lines: dict[str, gpd.GeoDataFrame] = {}
        self.areas: dict[tuple[object, ...], gpd.GeoDataFrame] = {}

    def measure(self, claim: Claim, measure: Measure) -> Measured:
        """Return what a measure gives; a question that the layer cannot answer is no value with the reason."""
        try:
            match measure.name:
                case "line_length":
                    return self._line_length(measure)
                case "border_counts":
                    return self._border_counts(measure)
                case "partner_count":
                    return self._partner_count()
                case "zone_area":
                    return self._zone_area(measure)
                case _:
                    return measure_from_records(
                        claim,
                        measure,
                        regions=self.register.regions,
                        agreements=self.agreements,
                        zones=self.zones,
                        sectors=self.sectors,
                    )
        except (CannotAnswerError, NotFoundError) as error:
            method = Text(id="lapisan yang dipakai tidak dapat menjawab", en="the layer in use cannot answer")
            return Measured(None, method, remark=Text(id=f"pesan program: {error}", en=str(error)))

    def _line_length(self, measure: Measure) -> Measured:
        neighbour, regions = str(measure.neighbour), measure.regions or ()
        if neighbour not in self.lines:
            self.lines[neighbour] = border_line("ID", neighbour, source=self.source)
        whole = self.lines[neighbour]
        own = whole[[any(contains(region, code) for region in regions) for code in whole["a"]]]
        if own.empty:
            message = f"{', '.join(regions)} has no land border with {neighbour}"
            raise NotFoundError(message)
        method = Text(
            id="panjang geodesik garis batas darat terbitan, dipotong menurut wilayah terdekat di tiap sisi",
            en="geodesic length of the published land line, cut by the nearest region on each side",
        )
        return Measured(
            float(own["length_km"].sum()), method, tier=tier_of(whole), sources=_distinct(sources_of(whole))
        )

    def _border_counts(self, measure: Measure) -> Measured:
        region, neighbour, kinds = str(measure.region), str(measure.neighbour), measure.kinds or ()
        tolerance = measure.tolerance_m or DEFAULT_TOLERANCE_M
        within = measure.within_km or DEFAULT_WITHIN_KM
        found: pd.DataFrame
        if measure.notion == "legal":
            # Law names districts, and the list of codes names their villages: no shape has a say.
            codes = self.register.regions.index.to_numpy(dtype=str)
            inside = sum(range_mask(codes, code) for code in legal_codes(region, neighbour)) > 0
            listed = self.register.regions[inside]
            found = carry(listed.assign(district=listed["parent"]), self.register.regions)
            found = found[(found["level"] == "village").to_numpy(dtype=bool)]
            method = Text(
                id="kecamatan perbatasan menurut hukum, dihitung pada daftar kode wilayah",
                en="the border districts by law, counted in the list of region codes",
            )
        else:
            key = (region, neighbour, tolerance, within)
            if key not in self.areas:
                self.areas[key] = border_area(
                    region, neighbour, tolerance_m=tolerance, within_km=within, source=self.source
                )[0]
            area = self.areas[key]
            found = area[area[str(measure.notion)]]
            limit = f"{tolerance:g} m" if measure.notion == "touch" else f"{within:g} km"
            method = Text(
                id=f"desa dan kelurahan dalam {limit} dari garis batas", en=f"villages within {limit} of the line"
            )
        districts = "kecamatan" in kinds
        number = found["district"].nunique() if districts else int(found["kind"].isin(kinds).sum())
        sources = _distinct((*sources_of(found), *self._register_sources(found)))
        return Measured(float(number), method, tier=tier_of(found), sources=sources)

    def _register_sources(self, found: pd.DataFrame) -> list[Provenance]:
        """Return what the figures of the border register come from, where they answered."""
        if "basis" not in found or not (found["basis"] == "register").any():
            return []
        figures = border_figures().reindex(found.index).dropna(subset=["source"])
        pairs = figures[["source", "release", "method"]].drop_duplicates()
        title = "border register"
        return [
            Provenance(str(row["source"]), title, str(row["release"]), "authoritative", "", "", str(row["method"]))
            for _, row in pairs.iterrows()
        ]

    def _zone_area(self, measure: Measure) -> Measured:
        found = zone_coverage(str(measure.zone), source=self.source)
        hectares = float((area_m2(found.geometry) * found["share"].to_numpy()).sum()) / 1e4
        method = Text(
            id="luas geodesik desa anggota di dalam kotak koordinat yang diterbitkan",
            en="geodesic area of the members' villages inside the box of the published coordinates",
        )
        return Measured(hectares, method, bound="upper", tier=tier_of(found), sources=_distinct(sources_of(found)))

    def _partner_count(self) -> Measured:
        found = partners_abroad(self.agreements.values())
        regencies = found[(found["level"] == "regency").to_numpy(dtype=bool)]
        signed = regencies.loc[regencies["signed"].to_numpy(dtype=bool), "region"].nunique()
        listed = regencies["region"].nunique()
        method = Text(id="catatan di sini, yang tidak memuat seluruh Indonesia",
                      en="the records here, which do not hold all of Indonesia")  # fmt: skip
        remark = Text(
            id=f"tercatat {listed} kabupaten/kota, {signed} di antaranya sudah meneken",
            en=f"{listed} regencies and cities are on record, {signed} of them with a signed paper",
        )
        return Measured(float(signed), method, bound="lower", remark=remark)


def _distinct(sources: tuple[Provenance, ...]) -> tuple[Provenance, ...]:
    """Return each source and release once."""
    found = {(entry.source, entry.title, entry.release): entry for entry in sources}
    return tuple(found.values())
