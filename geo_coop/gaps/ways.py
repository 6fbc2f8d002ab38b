"""A programme's way from offer to result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_coop.errors import NotFoundError
from geo_coop.gaps.frames import with_none
from geo_coop.schema import STAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo_coop.agreements.dates import PartialDate
    from geo_coop.agreements.model import Agreement


def way_of(agreements: Iterable[Agreement], agreement: str, *, lang: str = "id") -> pd.DataFrame:
    """Return a programme's way from offer to result: the steps of a record and of all that it came from or led to.

    Followed are the records that it succeeds and that succeed it, what each of them stands under, and what stands under
    the record itself and its successors.

    Parameters
    ----------
    agreements
        All records.
    agreement
        Id of the record to begin with.
    lang
        Language of titles, ``"id"`` or ``"en"``.

    Returns
    -------
    DataFrame
        One row for each stage of a record and each step of a programme or issue under it, ordered by date (unknown
        dates last): agreement, title, record, relation (self, predecessor, successor, parent, part), programme (id;
        empty for a stage), stage (None for a step), date (as documented), status (of a stage done, planned,
        unconfirmed; of a step raised, planned, running, halted, done, dropped), what, place (of a programme its
        regions), evidence (documents and paragraphs, joined by ``"; "``). RangeIndex.

    Raises
    ------
    NotFoundError
        No record of that id.
    """
    known = {record.id: record for record in agreements}
    if agreement not in known:
        message = f"no agreement {agreement!r}; see: geo-coop agreements list"
        raise NotFoundError(message)
    rows: list[tuple[tuple[object, ...], dict[str, object]]] = []
    for name, relation in _relations(known, agreement).items():
        record = known[name]
        where = {
            entry.id: f"{entry.document} §{entry.paragraph}" if entry.paragraph else entry.document
            for entry in record.evidence
        }
        head = {"agreement": name, "title": record.title.in_language(lang), "record": record.record}
        head["relation"] = relation
        row: dict[str, object]
        for entry in record.stages:
            row = {
                **head,
                "programme": "",
                "stage": entry.stage,
                "date": str(entry.date),
                "status": entry.status,
                "what": entry.note.in_language(lang) if entry.note else "",
                "place": entry.place,
                "evidence": "; ".join(dict.fromkeys(where[key] for key in entry.evidence if key in where)),
            }
            rows.append((_order(entry.date, STAGES.index(entry.stage), name), row))
        for programme in record.programmes:
            for step in programme.steps:
                row = {
                    **head,
                    "programme": programme.id,
                    "stage": None,
                    "date": str(step.date),
                    "status": step.status,
                    "what": f"{programme.title.in_language(lang)}: {step.what.in_language(lang)}",
                    "place": "; ".join(programme.regions),
                    "evidence": "; ".join(dict.fromkeys(where[key] for key in step.evidence if key in where)),
                }
                rows.append((_order(step.date, len(STAGES), name), row))
    return with_none(pd.DataFrame([row for _, row in sorted(rows, key=lambda pair: pair[0])]), "stage")


def _order(date: PartialDate, rank: int, name: str) -> tuple[object, ...]:
    return date.precision == "unknown", date.earliest, rank, name


def _relations(known: Mapping[str, Agreement], start: str) -> dict[str, str]:
    """Return every record on the way, with how it stands to the first."""
    before: dict[str, list[str]] = {}
    parts: dict[str, list[str]] = {}
    for record in known.values():
        for following in record.successor:
            before.setdefault(following, []).append(record.id)
        if record.parent is not None:
            parts.setdefault(record.parent, []).append(record.id)
    after = {name: list(record.successor) for name, record in known.items()}
    above = {name: [record.parent] if record.parent else [] for name, record in known.items()}
    earlier, later = _reached(start, before), _reached(start, after)
    found = {start: "self"}
    for names, relation in ((earlier, "predecessor"), (later, "successor")):
        found.update({name: relation for name in names if name not in found})
    for name in (start, *later):
        found.update({part: "part" for part in _reached(name, parts) if part not in found})
    for name in (start, *earlier, *later):
        found.update({parent: "parent" for parent in _reached(name, above) if parent not in found})
    return {name: relation for name, relation in found.items() if name in known}


def _reached(start: str, links: Mapping[str, list[str]]) -> list[str]:
    """Return all that can be reached over links, without the start."""
    found: dict[str, None] = {}
    waiting = list(links.get(start, ()))
    while waiting:
        name = waiting.pop(0)
        if name not in found and name != start:
            found[name] = None
            waiting += links.get(name, ())
    return list(found)
