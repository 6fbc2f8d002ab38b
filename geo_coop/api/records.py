"""The records at hand: those that ship and those of a folder; their parties, stage and evidence."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import TYPE_CHECKING

from geo_coop.agreements.read import OWN_DOCUMENTS, agreement_files, read_agreements, read_sources, shipped_folder
from geo_coop.agreements.stages import stage_on
from geo_coop.errors import NotFoundError
from geo_coop.register import load_register

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from geo_coop.agreements.model import Agreement, Party
    from geo_coop.register import Register

logger = logging.getLogger(__name__)


def records(agreement: str | None = None, folder: Path | None = None) -> tuple[Agreement, ...]:
    """Return the records that ship and those of a folder, or the one asked for.

    A record of the folder that says so (``replaces_shipped``) takes the place of the shipped one of its id; a warning
    names it. A warning tells of a folder without records, too.

    Raises
    ------
    NotFoundError
        None of that id.
    InputError
        Records of the folder that are wrong, or that use an id of one that ships without saying that they take its
        place: all problems at once.
    """
    register = load_register()
    found = _shipped(register)
    if folder is not None:
        own = {record.id: record for record in read_agreements(folder, known_regions=register)}
        if not own:
            logger.warning("no records in %s; a record is a file that ends in .yaml or .yml", folder)
        replaced = [record.id for record in found if record.id in own and own[record.id].replaces_shipped]
        if replaced:
            logger.warning("%s: these records take the place of shipped ones: %s", folder, ", ".join(replaced))
        merged = {record.id: record for record in found} | own
        found = tuple(merged[name] for name in sorted(merged))
    if agreement is None:
        return found
    chosen = tuple(record for record in found if record.id == agreement)
    if not chosen:
        message = f"no agreement {agreement!r}; see: geo-coop agreements list"
        raise NotFoundError(message)
    return chosen


def _shipped(register: Register) -> tuple[Agreement, ...]:
    """Return the records that ship; they are read once in a process, as long as their files stay as they are."""
    files = agreement_files(shipped_folder())
    states = [(path, path.stat()) for path in files]
    return _read_once(register, tuple((path, state.st_mtime_ns, state.st_size) for path, state in states))


@lru_cache(maxsize=4)
def _read_once(register: Register, states: tuple[tuple[Path, int, int], ...]) -> tuple[Agreement, ...]:
    del states
    return read_agreements(known_regions=register)


def is_there(record: Agreement, on: dt.date | None, folder: Path | None = None) -> bool:
    """Return whether a record is there on a day: a stage is reached, or, for one only announced, a document says so.

    Parameters
    ----------
    record
        The record.
    on
        The day; None for the records as a whole.
    folder
        Folder that the record may come from, with documents of its own.
    """
    if on is None or stage_on(record, on) is not None:
        return True
    if any(entry.status == "done" for entry in record.stages):
        return False
    own = folder / OWN_DOCUMENTS if folder is not None else None
    documents = (*read_sources(), *(read_sources(own) if own is not None and own.is_file() else ()))
    cited = {entry.document for entry in record.evidence}
    return any(source.id in cited and source.date.reached_on(on) != "no" for source in documents)


def evidence_rows(record: Agreement, keys: Sequence[str], lang: str) -> list[dict[str, object]]:
    """Return pieces of a record's evidence as plain mappings, each once."""
    by_id = {entry.id: entry for entry in record.evidence}
    return [
        {
            "id": key,
            "document": by_id[key].document,
            "paragraph": by_id[key].paragraph,
            "statement": by_id[key].statement.in_language(lang),
            "certainty": by_id[key].certainty,
        }
        for key in dict.fromkeys(keys)
        if key in by_id
    ]


def party_name(party: Party, register: Register, lang: str) -> str:
    """Return the name of a party: that of its region, or of the organisation."""
    if party.region is not None:
        return register.name(party.region)
    return party.organisation.in_language(lang) if party.organisation is not None else ""


def party_rows(record: Agreement, register: Register, lang: str) -> list[dict[str, object]]:
    """Return the parties of a record as plain mappings: region, name, lies_in, role, presence, note."""
    return [
        {
            "region": party.region,
            "name": party_name(party, register, lang),
            "lies_in": party.lies_in,
            "role": party.role,
            "presence": party.presence,
            "note": party.note.in_language(lang) if party.note else "",
        }
        for party in record.parties
    ]


def stage_of(
    agreement: str, *, on: dt.date | None = None, folder: Path | None = None, lang: str = "id"
) -> dict[str, object]:
    """Return at which stage a record stands on a day, since when and on whose word, and what is only announced.

    Parameters
    ----------
    agreement
        Id of a record.
    on
        The day; default: the record as a whole, every stage done counting.
    folder
        Folder of further records, beside those that ship.
    lang
        Language of titles, statements and notes.

    Returns
    -------
    dict
        agreement, title, kind, record, on, stage (None where none is reached), stage_status (certain or perhaps),
        since, evidence (of the stage: list of id, document, paragraph, statement, certainty; of the record itself where
        it has reached no stage on any day, as a mere plan), parent (id or None), predecessors, successors (ids),
        parties (as `party_rows`), conflicts (about,
        readings, evidence), stages (every stage on record, in the order of the file: stage, date,
        status, place, note, evidence).

    Raises
    ------
    NotFoundError
        No record of that id.
    """
    (record,) = records(agreement, folder)
    register = load_register()
    state = stage_on(record, on)
    told = state.evidence if state else () if stage_on(record, None) else tuple(e.id for e in record.evidence)
    return {
        "agreement": record.id,
        "title": record.title.in_language(lang),
        "kind": record.kind,
        "record": record.record,
        "on": on,
        "stage": state.stage if state else None,
        "stage_status": state.status if state else None,
        "since": str(state.date) if state else None,
        "evidence": evidence_rows(record, told, lang),
        "parent": record.parent,
        "predecessors": [other.id for other in records(folder=folder) if record.id in other.successor],
        "successors": list(record.successor),
        "parties": party_rows(record, register, lang),
        "conflicts": [
            {"about": entry.about.in_language(lang), "readings": [each.in_language(lang) for each in entry.readings],
             "evidence": evidence_rows(record, entry.evidence, lang)}
            for entry in record.conflicts
        ],
        "stages": [
            {"stage": entry.stage, "date": str(entry.date), "status": entry.status, "place": entry.place,
             "note": entry.note.in_language(lang) if entry.note else "",
             "evidence": evidence_rows(record, entry.evidence, lang)}
            for entry in record.stages
        ],
    }  # fmt: skip
