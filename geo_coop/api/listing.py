"""The list of records, by what is asked of them: parties, roles, stage, sector, source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypedDict, get_args

from geo_coop.agreements.model import AgreementKind, Presence, RecordType, Role
from geo_coop.agreements.read import read_sectors, read_sources
from geo_coop.agreements.stages import stage_on
from geo_coop.api.records import party_name, party_rows, records
from geo_coop.codes import contains
from geo_coop.errors import AmbiguousError, InputError, NotFoundError
from geo_coop.names import resolve
from geo_coop.register import load_register
from geo_coop.schema import STAGES, unknown_word

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import Unpack

    from geo_coop.agreements.model import Agreement, Party
    from geo_coop.register import Register

NOT_DONE: Final = frozenset({"planned", "unconfirmed"})


@dataclass(frozen=True, slots=True)
class _Who:
    """A party that is asked for: a region, or words of an organisation's name."""

    code: str | None
    words: str

    def is_met(self, party: Party) -> bool:
        if self.code is not None:
            home = party.lies_in
            return party.region == self.code or (home is not None and contains(self.code, home))
        name = party.organisation
        return name is not None and any(self.words in text.casefold() for text in (name.id, name.en))


class Asked(TypedDict, total=False):
    """What may be asked of records, all of it together; what is absent or None does not matter.

    Attributes
    ----------
    party
        Code or name of a region that is a party itself, or words of the name of an organisation that is; several: all
        of them are parties. A partner without a name counts for the region that it lies in.
    role, presence
        A party (of those asked for, else any) has this role, or was present, absent or came by deputy.
    kind
        KSDD, KSDPL, FORUM ...
    record
        agreement, draft, plan, offer, meeting or programme.
    sector
        Id or title of a sector that the record has, or had in earlier days.
    stage
        The stage on the day is this one, or one of these.
    beyond
        The stage on the day is a later one than this.
    document
        Id of a source that the record rests on, for example S2; capitals do not matter.
    announced
        Only records with a stage that is announced and not done (planned, unconfirmed).
    """

    party: str | Sequence[str] | None
    role: str | None
    presence: str | None
    kind: str | None
    record: str | None
    sector: str | None
    stage: str | Sequence[str] | None
    beyond: str | None
    document: str | None
    announced: bool


def list_records(
    *, on: dt.date | None = None, folder: Path | None = None, lang: str = "id", **asked: Unpack[Asked]
) -> list[dict[str, object]]:
    """Return the records that meet all that is asked for (`Asked`), each with its stage on a day.

    Parameters
    ----------
    on
        The day; default: the records as a whole.
    folder
        Folder of further records, beside those that ship.
    lang
        Language of titles and organisations.
    **asked
        party, role, presence, kind, record, sector, stage, beyond, document, announced: as in `Asked`.

    Returns
    -------
    list of dict
        id, title, kind, record, compulsory (None where no source says), stage and since (None where none is reached),
        stage_status (certain or perhaps), announced (stages that are not done: stage, date, status), parties (names),
        roles (of each party: region, name, lies_in, role, presence), sectors, former_sectors, parent, successor,
        evidence (documents); sorted by id.

    Raises
    ------
    InputError
        An unknown role, presence, kind, form, sector, stage or document.
    NotFoundError
        No region and no organisation of that name.
    """
    register = load_register()
    found = records(folder=folder)
    _check_words(asked, found)
    stages, beyond = _listed_words(asked.get("stage")), asked.get("beyond")
    document, sector = _folded(asked.get("document")), asked.get("sector")
    wanted = _sector_id(sector) if sector is not None else None
    who = [_who(name, found, register) for name in _listed_words(asked.get("party"))]
    rows = []
    for each in found:
        if asked.get("kind") not in {None, each.kind} or asked.get("record") not in {None, each.record}:
            continue
        if wanted is not None and wanted not in (*each.sectors, *each.former_sectors):
            continue
        if document is not None and document not in {entry.document.casefold() for entry in each.evidence}:
            continue
        if not _parties_meet(each.parties, who, asked.get("role"), asked.get("presence")):
            continue
        row = _listed(each, register, on, lang)
        now = STAGES.index(str(row["stage"])) if row["stage"] is not None else -1
        if stages and row["stage"] not in stages:
            continue
        if beyond is not None and now <= STAGES.index(beyond):
            continue
        if not asked.get("announced") or row["announced"]:
            rows.append(row)
    return rows


def _check_words(asked: Asked, found: Iterable[Agreement]) -> None:
    """Refuse words that the closed vocabularies do not have, and documents that nobody cites."""
    for word, value, allowed in (
        ("role", asked.get("role"), get_args(Role)),
        ("presence", asked.get("presence"), get_args(Presence)),
        ("kind", asked.get("kind"), get_args(AgreementKind)),
        ("record", asked.get("record"), get_args(RecordType)),
        *(("stage", each, STAGES) for each in (*_listed_words(asked.get("stage")), asked.get("beyond"))),
    ):
        if value is not None and value not in allowed:
            raise InputError(unknown_word(word, value, allowed))
    document = asked.get("document")
    known = {source.id for source in read_sources()} | {entry.document for each in found for entry in each.evidence}
    if document is not None and document.casefold() not in {each.casefold() for each in known}:
        raise InputError(unknown_word("document", document, sorted(known)))


def _folded(text: str | None) -> str | None:
    return None if text is None else text.casefold()


def _listed_words(given: str | Sequence[str] | None) -> tuple[str, ...]:
    if given is None:
        return ()
    return (given,) if isinstance(given, str) else tuple(given)


def _who(name: str, found: Iterable[Agreement], register: Register) -> _Who:
    try:
        return _Who(resolve(name, register), "")
    except (NotFoundError, AmbiguousError):
        words = _Who(None, name.casefold())
        if not any(words.is_met(party) for record in found for party in record.parties):
            raise
        return words


def _parties_meet(parties: Sequence[Party], who: Sequence[_Who], role: str | None, presence: str | None) -> bool:
    """Return whether each of those asked for, or anybody, stands among the parties as asked."""
    fitting = [p for p in parties if role in {None, p.role} and presence in {None, p.presence}]
    if not who:
        return bool(fitting) or (role is None and presence is None)
    return all(any(one.is_met(party) for party in fitting) for one in who)


def _sector_id(asked: str) -> str:
    """Return the id of a sector that is named by its id or by its title in either language."""
    known = read_sectors()
    word = asked.strip().casefold()
    for entry in known:
        if word in {entry.id, entry.title.id.casefold(), entry.title.en.casefold()}:
            return entry.id
    raise InputError(unknown_word("sector", asked, [entry.id for entry in known]))


def _listed(record: Agreement, register: Register, on: dt.date | None, lang: str) -> dict[str, object]:
    state = stage_on(record, on)
    return {
        "id": record.id,
        "title": record.title.in_language(lang),
        "kind": record.kind,
        "record": record.record,
        "compulsory": record.compulsory,
        "stage": state.stage if state else None,
        "since": str(state.date) if state else None,
        "stage_status": state.status if state else None,
        "announced": [
            {"stage": entry.stage, "date": str(entry.date), "status": entry.status}
            for entry in record.stages
            if entry.status in NOT_DONE
        ],
        "parties": list(dict.fromkeys(party_name(party, register, lang) for party in record.parties)),
        "roles": party_rows(record, register, lang),
        "sectors": list(record.sectors),
        "former_sectors": list(record.former_sectors),
        "parent": record.parent,
        "successor": list(record.successor),
        "evidence": list(dict.fromkeys(entry.document for entry in record.evidence)),
    }
