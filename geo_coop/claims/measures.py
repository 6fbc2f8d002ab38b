"""Measured values: what a measure gives, and the measures that need no boundaries."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from geo_coop.agreements.dates import PartialDate
from geo_coop.agreements.model import Text
from geo_coop.codes import range_mask
from geo_coop.errors import InputError
from geo_coop.provenance import Provenance, sources_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import pandas as pd

    from geo_coop.agreements.model import Agreement, Sector, Zone
    from geo_coop.claims.model import Claim, Measure

Value = float | PartialDate | str
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Measured:
    """What a measure gives.

    Attributes
    ----------
    value
        A number, a date or a day of the week; None where nothing here can tell, and then ``remark`` says why.
    method
        How it was measured.
    bound
        exact; or lower or upper, where the true figure is never below, or never above, the value.
    tier
        Tier of the layer in use; None where no layer was.
    sources
        Where the layer comes from, with releases.
    remark
        What a reader must know of it.
    """

    value: Value | None
    method: Text
    bound: Literal["exact", "lower", "upper"] = "exact"
    tier: str | None = None
    sources: tuple[Provenance, ...] = ()
    remark: Text | None = None


def measure_from_records(
    claim: Claim,
    measure: Measure,
    *,
    regions: pd.DataFrame,
    agreements: Mapping[str, Agreement],
    zones: Iterable[Zone],
    sectors: Iterable[Sector],
) -> Measured:
    """Return what a measure gives that needs no boundaries.

    Parameters
    ----------
    claim
        The claim; the dates of a record count only where another document than the claim's own has them.
    measure
        One of its measures; not ``line_length``, ``border_counts``, ``zone_area`` or ``partner_count``.
    regions
        The list of regions, indexed by ``code``, with ``kind``; its sources in attrs.
    agreements
        All records by id.
    zones
        Zones and areas; those count that the claim's document is evidence of.
    sectors
        Fields of cooperation.

    Raises
    ------
    InputError
        A measure that needs boundaries, or a record that is not there.
    """
    if measure.name not in _WITHOUT_SHAPES:
        message = f"measure {measure.name!r} needs boundaries or partners; see geo_coop.api"
        raise InputError(message)
    return _WITHOUT_SHAPES[measure.name](_Asked(claim, measure, regions, agreements, tuple(zones), tuple(sectors)))


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """A measure of a claim, and what there is to measure it with."""

    claim: Claim
    measure: Measure
    regions: pd.DataFrame
    agreements: Mapping[str, Agreement]
    zones: tuple[Zone, ...]
    sectors: tuple[Sector, ...]


def _register_count(asked: _Asked) -> Measured:
    measure, regions = asked.measure, asked.regions
    inside = range_mask(regions.index.to_numpy(dtype=str), measure.region or "ID")
    number = int((inside & regions["kind"].isin(measure.kinds or ()).to_numpy(dtype=bool)).sum())
    method = Text(id="dihitung pada daftar kode wilayah", en="counted in the list of region codes")
    sources = sources_of(regions)
    return Measured(float(number), method, tier=sources[0].tier if sources else None, sources=sources)


def _years(asked: _Asked) -> Measured:
    since, until = asked.measure.since, asked.measure.until
    if since is None or until is None:
        raise InputError(_lacks(asked))
    method = Text(id=f"selisih {until} dan {since}", en=f"{until} less {since}")
    return Measured(float(until.earliest.year - since.earliest.year), method)


def _weekday(asked: _Asked) -> Measured:
    day = asked.measure.day
    if day is None or day.precision != "day":
        raise InputError(_lacks(asked))
    method = Text(id=f"hari menurut kalender pada {day}", en=f"day of the week of {day} in the calendar")
    return Measured(_WEEKDAYS[day.earliest.weekday()], method)


def _sum(asked: _Asked) -> Measured:
    return Measured(math.fsum(asked.measure.terms or ()), Text(id="jumlah bagian-bagiannya", en="sum of its parts"))


def _ratio(asked: _Asked) -> Measured:
    first, second = asked.measure.terms or (0.0, 0.0)
    if second == 0:
        raise InputError(_lacks(asked))
    method = Text(id="hasil bagi kedua angka dokumen", en="one figure of the document by the other")
    return Measured(first / second, method)


def _stated(asked: _Asked) -> Measured:
    measure = asked.measure
    where = f"{measure.by} §{measure.paragraph}" if measure.paragraph else str(measure.by)
    value: Value | None = measure.number if measure.number is not None else measure.day
    return Measured(value, Text(id=f"menurut {where}", en=f"as {where} states it"))


def _list_count(asked: _Asked) -> Measured:
    method = Text(id="dihitung dari rincian dokumen", en="counted in a document's list")
    return Measured(float(len(asked.measure.items or ())), method)


def _zone_count(asked: _Asked) -> Measured:
    document = asked.claim.document
    number = sum(
        zone.group == asked.measure.group and any(entry.document == document for entry in zone.evidence)
        for zone in asked.zones
    )
    method = Text(id=f"zona atau kawasan yang tercatat dari {document}", en=f"zones or areas on record from {document}")
    return Measured(float(number), method)


def _field_count(asked: _Asked) -> Measured:
    record = _record(asked)
    group = {sector.id for sector in asked.sectors if sector.group == asked.measure.fields}
    number = len(group.intersection((*record.sectors, *record.former_sectors)))
    method = Text(id=f"bidang dalam catatan {record.id}", en=f"fields in the record {record.id}")
    return Measured(float(number), method)


def _not_testable(asked: _Asked) -> Measured:
    return Measured(None, Text(id="tidak diukur", en="not measured"), remark=asked.measure.why)


def _record_count(asked: _Asked) -> Measured:
    measure = asked.measure
    number = sum(
        record.record == measure.record
        and (measure.parent is None or record.parent == measure.parent)
        and (measure.region is None or any(party.region == measure.region for party in record.parties))
        for record in asked.agreements.values()
    )
    return Measured(float(number), Text(id="catatan yang ada", en="records on hand"))


def _party_count(asked: _Asked) -> Measured:
    record, wanted = _record(asked), asked.measure.presence
    found = {p.region for p in record.parties if p.region is not None and (wanted is None or p.presence in wanted)}
    method = Text(id=f"pihak dalam catatan {record.id}", en=f"parties in the record {record.id}")
    return Measured(float(len(found)), method)


def _record(asked: _Asked) -> Agreement:
    record = asked.agreements.get(str(asked.measure.agreement))
    if record is None:
        message = f"claim {asked.claim.id}: no agreement {asked.measure.agreement!r}"
        raise InputError(message)
    return record


def _stage_date(asked: _Asked) -> Measured:
    """Return when a stage was reached, by another document than the claim's own."""
    claim, measure, record = asked.claim, asked.measure, _record(asked)
    method = Text(id=f"tahap dalam catatan {record.id}", en=f"stage in the record {record.id}")
    documents = {entry.id: entry.document for entry in record.evidence}
    entries = [entry for entry in record.stages if entry.stage == measure.stage]
    done = [entry for entry in entries if entry.status == "done"]
    for entry in done:
        if any(documents.get(key, claim.document) != claim.document for key in entry.evidence):
            return Measured(entry.date, method)
    if done:
        remark = Text(
            id="tanggal ini hanya diketahui dari dokumen itu sendiri", en="only the document itself has this date"
        )
    elif entries:
        remark = Text(
            id=f"direncanakan ({entries[0].date}); tidak ada sumber yang menyatakan terjadi",
            en=f"planned ({entries[0].date}); no source says that it happened",
        )
    else:
        remark = Text(id="tahap itu tidak tercatat", en="that stage is not on record")
    return Measured(None, method, remark=remark)


def _lacks(asked: _Asked) -> str:
    return f"claim {asked.claim.id}: measure {asked.measure.name!r} has arguments that it cannot work with"


_WITHOUT_SHAPES: Final[Mapping[str, Callable[[_Asked], Measured]]] = {
    "register_count": _register_count,
    "years_between": _years,
    "list_count": _list_count,
    "field_count": _field_count,
    "record_count": _record_count,
    "party_count": _party_count,
    "zone_count": _zone_count,
    "stage_date": _stage_date,
    "weekday": _weekday,
    "ratio": _ratio,
    "sum": _sum,
    "stated": _stated,
    "not_testable": _not_testable,
}
