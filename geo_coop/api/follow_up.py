"""What is to be followed up over all records: programmes and issues with where they stand, and what sources dispute."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from geo_coop.agreements.model import ProgrammeStatus, ProgrammeType
from geo_coop.agreements.read import read_zones
from geo_coop.api.records import records
from geo_coop.codes import contains
from geo_coop.cover.words import cited
from geo_coop.errors import InputError
from geo_coop.names import resolve
from geo_coop.register import load_register
from geo_coop.schema import unknown_word

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from pathlib import Path

    from geo_coop.agreements.model import Agreement, Evidence, Programme, Step, Zone


def list_programmes(
    within: str | None = None,
    *,
    type_: str | None = None,
    status: str | None = None,
    agreement: str | None = None,
    on: dt.date | None = None,
    folder: Path | None = None,
    lang: str = "id",
) -> list[dict[str, object]]:
    """Return the programmes and issues under all records, each with where it stands.

    Parameters
    ----------
    within
        Code or name of a region: those that are in it or reach into it. One that names no region is where the parties
        of its record are.
    type_
        programme or issue (something to be followed up).
    status
        Where it stands: raised, planned, running, halted, done or dropped.
    agreement
        Only those of this record.
    on
        The day; default: all steps on record. What was not raised by then is left out.
    folder
        Folder of further records, beside those that ship.
    lang
        Language of titles and notes.

    Returns
    -------
    list of dict
        programme, type, title, status and since (of the last step by that day), certain (False where the date of that
        step leaves open whether it was taken by then), what (that step in words), regions, crossing, sectors,
        agreement, evidence (documents with paragraph), steps (how many by that day), note; in the order of records.

    Raises
    ------
    InputError
        An unknown type or status.
    NotFoundError
        No such region or record.
    """
    for word, value, allowed in (
        ("type", type_, get_args(ProgrammeType)), ("status", status, get_args(ProgrammeStatus)),
    ):  # fmt: skip
        if value is not None and value not in allowed:
            raise InputError(unknown_word(word, value, allowed))
    code = resolve(within, load_register()) if within is not None else None
    rows = []
    for record in records(agreement, folder):
        for programme in record.programmes:
            places = programme.regions or tuple(p.region for p in record.parties if p.region is not None)
            if code is not None and not any(contains(code, place) or contains(place, code) for place in places):
                continue
            taken = [step for step in programme.steps if on is None or step.date.reached_on(on) != "no"]
            if not taken or type_ not in {None, programme.type} or status not in {None, taken[-1].status}:
                continue
            rows.append(_row(record, programme, taken, on, lang))
    return rows


def _row(
    record: Agreement, programme: Programme, taken: list[Step], on: dt.date | None, lang: str
) -> dict[str, object]:
    last = taken[-1]
    return {
        "programme": programme.id,
        "type": programme.type,
        "title": programme.title.in_language(lang),
        "status": last.status,
        "since": str(last.date),
        "certain": on is None or last.date.reached_on(on) == "yes",
        "what": last.what.in_language(lang),
        "regions": list(programme.regions),
        "crossing": programme.crossing,
        "sectors": list(programme.sectors),
        "agreement": record.id,
        "evidence": _cited(record.evidence, last.evidence),
        "steps": len(taken),
        "note": programme.note.in_language(lang) if programme.note else "",
    }


def list_conflicts(*, folder: Path | None = None, lang: str = "id") -> list[dict[str, object]]:
    """Return the facts on which sources disagree, each reading kept, over all records and zones.

    Figures that sources print differently have verdicts of their own: `geo_coop.api.claims.check_claims`.

    Returns
    -------
    list of dict
        record (id of an agreement or a zone), title, about, readings, evidence (documents with paragraph).
    """
    found: tuple[Agreement | Zone, ...] = (*records(folder=folder), *read_zones())
    return [
        {
            "record": entry.id,
            "title": entry.title.in_language(lang),
            "about": conflict.about.in_language(lang),
            "readings": [reading.in_language(lang) for reading in conflict.readings],
            "evidence": _cited(entry.evidence, conflict.evidence),
        }
        for entry in found
        for conflict in entry.conflicts
    ]


def _cited(known: Iterable[Evidence], keys: Iterable[str]) -> list[str]:
    by_id = {entry.id: entry for entry in known}
    return list(dict.fromkeys(cited(by_id[key].document, by_id[key].paragraph) for key in keys if key in by_id))
