"""What is wrong with a record file: every problem, with its line.

The checks work on the text data of a file and not on the models, so that one wrong date does not hide an
unknown region: all problems of all files are found in one go.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from geo_coop.agreements.dates import PartialDate
from geo_coop.agreements.model import STAGE_OF_PAPER
from geo_coop.codes import level_of
from geo_coop.errors import InputError, Problem
from geo_coop.schema import STAGES, unknown_word

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from geo_coop.agreements.yamltext import Location, Tree

M = TypeVar("M", bound=BaseModel)

_REGION_KEYS: Final = frozenset({"region", "regions", "facing", "neighbour", "code", "of", "side"})
_SECTOR_KEYS: Final = frozenset({"sectors", "former_sectors"})
_QUOTED: Final = re.compile(r"'([^']*)'")


@dataclass(frozen=True, slots=True)
class References:
    """Ids that records may refer to."""

    documents: AbstractSet[str]
    sectors: AbstractSet[str]
    zones: AbstractSet[str]
    border_sets: AbstractSet[str]
    crossings: AbstractSet[str]


def validate(model: type[M], tree: Tree, place: Location = ()) -> tuple[M | None, list[Problem]]:
    """Return the model for the data at a place, or None, and what pydantic finds wrong with it."""
    try:
        return model.model_validate(_at(tree.data, place)), []
    except ValidationError as error:
        details = [dict(detail) for detail in error.errors(include_url=False, include_input=False)]
        return None, [_explain(model, detail, tree, place) for detail in details if not _is_echo(detail, tree, place)]


def _is_echo(detail: Mapping[str, Any], tree: Tree, place: Location) -> bool:
    """Tell a list that is too short only because its wrong entries, reported by themselves, are left out."""
    if detail["type"] != "too_short":
        return False
    written = _at(tree.data, (*place, *detail["loc"]))
    return isinstance(written, list) and len(written) >= detail["ctx"]["min_length"]


def _explain(model: type[BaseModel], detail: Mapping[str, Any], tree: Tree, place: Location) -> Problem:
    """Turn one finding of pydantic into a problem in words."""
    inner: Location = tuple(detail["loc"])
    at = (*place, *inner)
    name = next((part for part in reversed(inner) if isinstance(part, str)), "record")
    remedy = ""
    match detail["type"]:
        case "extra_forbidden":
            what = unknown_word("field", name, _fields_at(model, inner[:-1]))
        case "missing":
            what = f"field {name!r} is missing"
        case "literal_error":
            what = unknown_word(name, _at(tree.data, at), _QUOTED.findall(detail["ctx"]["expected"]))
        case "value_error":
            error = detail["ctx"]["error"]
            what = "; ".join(str(each) for each in error.problems) if isinstance(error, InputError) else str(error)
        case "string_too_short" | "too_short":
            what = f"field {name!r} has too few entries or is empty"
        case "tuple_type":
            what, remedy = f"field {name!r} is no list", "begin each entry with '- ', or write [a, b]"
        case "string_type":
            what = f"field {name!r} is no text"
        case "model_type":
            part = f"field {name!r}" if inner else "the record"
            what = f"{f'an entry of {name!r}' if inner and isinstance(inner[-1], int) else part} is no mapping"
            remedy = f"write its parts, each as 'key: value': {', '.join(_fields_at(model, inner))}"
        case _:
            what = f"field {name!r}: {detail['msg']}"
    return tree.problem(at, what, remedy)


def _fields_at(model: type[BaseModel], place: Location) -> tuple[str, ...]:
    """Return the field names of the model that stands at a place within a model."""
    current: type[BaseModel] | None = model
    for part in place:
        if isinstance(part, int) or current is None:
            continue
        info = current.model_fields.get(part)
        current = _model_in(info.annotation) if info is not None else None
    return tuple(current.model_fields) if current is not None else ()


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)


def _at(data: object, place: Location) -> object:
    for part in place:
        if isinstance(data, dict):
            data = data[part]
        elif isinstance(data, list):
            data = data[int(part)]
    return data


def regions_problems(tree: Tree, known_regions: Container[str] | None) -> list[Problem]:
    """Return the well-formed region codes that nobody knows; ill-formed ones are found by the model."""
    if known_regions is None:
        return []
    return [
        tree.problem(place, f"unknown region {code!r}", "look its code up with: geo-coop find NAME")
        for place, code in _scalars(tree.data)
        if _key_of(place) in _REGION_KEYS and _is_code(code) and code.strip() not in known_regions
    ]


def _scalars(data: object, place: Location = ()) -> Iterator[tuple[Location, str]]:
    if isinstance(data, str):
        yield place, data
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from _scalars(item, (*place, index))
    elif isinstance(data, dict):
        for key, item in data.items():
            yield from _scalars(item, (*place, key))


def _key_of(place: Location) -> str:
    return next((part for part in reversed(place) if isinstance(part, str)), "")


def _is_code(text: str) -> bool:
    try:
        level_of(text.strip())
    except InputError:
        return False
    return True


def _entries(data: object, key: str) -> list[tuple[int, dict[str, object]]]:
    """Return the mappings in a list field, with their places; nothing where the field is something else."""
    found = data.get(key) if isinstance(data, dict) else None
    return [(at, item) for at, item in enumerate(found) if isinstance(item, dict)] if isinstance(found, list) else []


def _texts(data: object) -> list[tuple[int, str]]:
    items = data if isinstance(data, list) else []
    return [(at, item.strip()) for at, item in enumerate(items) if isinstance(item, str)]


def _text(data: object, key: str) -> str | None:
    value = data.get(key) if isinstance(data, dict) else None
    return value.strip() if isinstance(value, str) else None


def evidence_problems(tree: Tree, place: Location, documents: AbstractSet[str]) -> list[Problem]:
    """Check the evidence of a record: known documents, each id once, and no reference to evidence that is not there.

    Parameters
    ----------
    tree
        The file.
    place
        Where in it the record stands; whatever in it has a list ``evidence`` of words refers to the record's own.
    documents
        Ids of the known documents.
    """
    record = _at(tree.data, place)
    problems = []
    known: dict[str, int] = {}
    for index, item in _entries(record, "evidence"):
        at = (*place, "evidence", index)
        document = _text(item, "document")
        if document is not None and document not in documents:
            what = unknown_word("document", document, sorted(documents))
            problems.append(tree.problem((*at, "document"), what, "or add it to sources.yaml"))
        name = _text(item, "id")
        if name is None:
            continue
        if name in known:
            first = f"the first is in line {known[name]}"
            problems.append(tree.problem((*at, "id"), f"evidence id {name!r} stands twice", f"{first}; rename one"))
        known.setdefault(name, tree.line_of((*at, "id")))
    problems += [
        tree.problem(
            inner, unknown_word("evidence", name.strip(), sorted(known)), "evidence is defined in the same file"
        )
        for inner, name in _scalars(record, place)
        if len(inner) > len(place) + 2 and inner[-2] == "evidence" and name.strip() not in known
    ]
    return problems


def agreement_problems(tree: Tree, references: References, known_regions: Container[str] | None) -> list[Problem]:
    """Return what is wrong inside one agreement file, beyond what the model finds."""
    data = tree.data
    problems = regions_problems(tree, known_regions)
    problems += evidence_problems(tree, (), references.documents)
    identifier = _text(data, "id")
    if identifier is not None and tree.path.stem != identifier:
        problems.append(
            tree.problem(("id",), f"id {identifier!r} is not the file's name {tree.path.stem!r}", "make them equal")
        )
    problems += [
        tree.problem(place, unknown_word("sector", sector.strip(), sorted(references.sectors)))
        for place, sector in _scalars(data)
        if len(place) > 1 and place[-2] in _SECTOR_KEYS and sector.strip() not in references.sectors
    ]
    return [
        *problems,
        *_kind_problems(tree),
        *_party_problems(tree),
        *_rule_problems(tree, references),
        *_order_problems(tree),
        *_paper_problems(tree),
        *_period_problems(tree),
        *_programme_problems(tree, references),
    ]


def _kind_problems(tree: Tree) -> list[Problem]:
    problems = []
    kind = _text(tree.data, "kind")
    if _text(tree.data, "compulsory") is not None and kind not in {None, "KSDD"}:
        what = f"'compulsory' belongs to kind 'KSDD', and this is {kind!r}"
        problems.append(tree.problem(("compulsory",), what, "remove it"))
    if _text(tree.data, "record") == "programme" and _text(tree.data, "parent") is None:
        problems.append(tree.problem(("record",), "a programme without a parent record", "name it in 'parent'"))
    return problems


def _party_problems(tree: Tree) -> list[Problem]:
    problems = []
    seen: dict[tuple[str, str], int] = {}
    for index, party in _entries(tree.data, "parties"):
        organisation = party.get("organisation")
        who = _text(party, "region") or _text(organisation, "id") or _text(organisation, "en")
        role = _text(party, "role")
        if who is None or role is None:
            continue
        line = tree.line_of(("parties", index))
        if (who, role) in seen:
            what = f"party {who!r} stands twice with the role {role!r}"
            remedy = f"the first is in line {seen[who, role]}; keep one"
            problems.append(tree.problem(("parties", index), what, remedy))
        seen.setdefault((who, role), line)
    return problems


def _rule_problems(tree: Tree, references: References) -> list[Problem]:
    problems = []
    has_region = any(_text(party, "region") for _, party in _entries(tree.data, "parties"))
    for index, rule in _entries(tree.data, "coverage"):
        at = ("coverage", index)
        for key, allowed in (("border_set", references.border_sets), ("zone", references.zones)):
            value = _text(rule, key)
            if value is not None and value not in allowed:
                problems.append(tree.problem((*at, key), unknown_word(key, value, sorted(allowed))))
        of = [region for _, region in _texts(rule.get("of"))]
        problems += [
            tree.problem(
                (*at, "of"), f"{one} lies in {other}: they have no boundary between them", "name two neighbours"
            )
            for one, other in itertools.permutations(of, 2)
            if one.startswith(f"{other}.")
        ]
        if _text(rule, "rule") == "territory" and not rule.get("regions") and not has_region:
            what = "rule 'territory' has no base: no 'regions', and no party is a region"
            problems.append(tree.problem(at, what, "name the regions"))
    return problems


def _order_problems(tree: Tree) -> list[Problem]:
    """Find done stages that are certainly dated before a stage that comes earlier in the order of stages."""
    problems = []
    latest_start: dict[int, tuple[PartialDate, int]] = {}
    entries: list[tuple[int, PartialDate, int]] = []
    for index, entry in _entries(tree.data, "stages"):
        stage, date = _text(entry, "stage"), _date(entry.get("date"))
        if stage not in STAGES or date is None or date.precision == "unknown":
            continue
        if (_text(entry, "status") or "done") != "done":
            continue
        rank = STAGES.index(stage)
        entries.append((rank, date, index))
        if rank not in latest_start or date.earliest > latest_start[rank][0].earliest:
            latest_start[rank] = (date, tree.line_of(("stages", index)))
    for rank, date, index in entries:
        for earlier in range(rank):
            if earlier in latest_start and date.latest < latest_start[earlier][0].earliest:
                other, line = latest_start[earlier]
                what = f"stage {STAGES[rank]!r} ({date}) is dated before {STAGES[earlier]!r} ({other}, line {line})"
                problems.append(tree.problem(("stages", index, "date"), what, f"stages follow {' < '.join(STAGES)}"))
                break
    return problems


def _paper_problems(tree: Tree) -> list[Problem]:
    """Find stages dated before the document that brings them about, and stages done on a document not yet made."""
    papers: dict[str, list[tuple[str, PartialDate, str, int]]] = {}
    for index, paper in _entries(tree.data, "documents"):
        form, date = _text(paper, "form"), _date(paper.get("date"))
        stage = STAGE_OF_PAPER.get(form or "")
        if form is not None and stage is not None and date is not None:
            found = (form, date, _text(paper, "status") or "done", tree.line_of(("documents", index)))
            papers.setdefault(stage, []).append(found)
    problems = []
    for index, entry in _entries(tree.data, "stages"):
        stage, date = _text(entry, "stage"), _date(entry.get("date"))
        if (_text(entry, "status") or "done") != "done" or date is None or stage not in papers:
            continue
        done = [paper for paper in papers[stage] if paper[2] == "done"]
        at = ("stages", index, "date")
        if not done:
            form, _, status, line = papers[stage][0]
            what = f"stage {stage!r} is done, and its document {form!r} is {status} (line {line})"
            problems.append(tree.problem(at, what, "a stage is done only when its document is"))
        elif all(paper[1].precision != "unknown" and date.latest < paper[1].earliest for paper in done):
            form, first, _, line = min(done, key=lambda paper: paper[1])
            what = f"stage {stage!r} ({date}) is dated before its document {form!r} ({first}, line {line})"
            problems.append(tree.problem(at, what, "correct one of the dates"))
    return problems


def _period_problems(tree: Tree) -> list[Problem]:
    """Find a period that ends before it begins, and renewals that end before they begin or before the period began."""
    period = tree.data.get("period") if isinstance(tree.data, dict) else None
    if not isinstance(period, dict):
        return []
    problems = []
    begins, ends = _date(period.get("begins")), _date(period.get("ends"))
    if begins is not None and ends is not None and ends.latest < begins.earliest:
        what = f"period ends ({ends}) before it begins ({begins})"
        problems.append(tree.problem(("period", "ends"), what, "correct one of the dates"))
    for index, renewal in _entries(period, "renewals"):
        at = ("period", "renewals", index)
        date, until = _date(renewal.get("date")), _date(renewal.get("until"))
        if date is not None and until is not None and until.latest < date.earliest:
            what = f"renewal holds until {until}, before it is made ({date})"
            problems.append(tree.problem((*at, "until"), what, "correct one of the dates"))
        if date is not None and begins is not None and date.latest < begins.earliest:
            what = f"renewal ({date}) is dated before the period begins ({begins})"
            problems.append(tree.problem((*at, "date"), what, "correct one of the dates"))
    return problems


def _programme_problems(tree: Tree, references: References) -> list[Problem]:
    """Find programmes that stand twice, crossings that nobody knows, and steps out of order."""
    problems = []
    lines: dict[str, int] = {}
    for index, programme in _entries(tree.data, "programmes"):
        at = ("programmes", index)
        name, crossing = _text(programme, "id"), _text(programme, "crossing")
        if name is not None and name in lines:
            first = f"the first is in line {lines[name]}; rename one"
            problems.append(tree.problem((*at, "id"), f"programme id {name!r} stands twice", first))
        if name is not None:
            lines.setdefault(name, tree.line_of((*at, "id")))
        if crossing is not None and crossing not in references.crossings:
            what = unknown_word("crossing", crossing, sorted(references.crossings))
            problems.append(tree.problem((*at, "crossing"), what))
        before: PartialDate | None = None
        for position, step in _entries(programme, "steps"):
            date = _date(step.get("date"))
            if date is None or date.precision == "unknown":
                continue
            if before is not None and date.latest < before.earliest:
                what = f"step ({date}) stands after a later one ({before})"
                problems.append(tree.problem((*at, "steps", position, "date"), what, "put the steps in order of time"))
            before = date
    return problems


def _date(value: object) -> PartialDate | None:
    if not isinstance(value, str):
        return None
    try:
        return PartialDate.parse(value.strip())
    except ValueError:
        return None


def between_problems(trees: Sequence[Tree], beside: Sequence[Tree]) -> list[Problem]:
    """Return what is wrong between agreement files: ids that stand twice, references to ids that do not exist.

    Parameters
    ----------
    trees
        The files to check.
    beside
        Other files whose ids are known; only the files to check are reported on.
    """
    problems = []
    first: dict[str, Tree] = {}
    for tree in beside:
        identifier = _text(tree.data, "id")
        if identifier is not None:
            first.setdefault(identifier, tree)
    for tree in trees:
        identifier = _text(tree.data, "id")
        if identifier is None:
            continue
        other = first.setdefault(identifier, tree)
        if other is not tree:
            what = f"agreement id {identifier!r} stands already in {other.path}:{other.line_of(('id',))}"
            problems.append(tree.problem(("id",), what, "rename one"))
    parents = {name: _text(tree.data, "parent") for name, tree in first.items()}
    for tree in trees:
        identifier = _text(tree.data, "id")
        parent = _text(tree.data, "parent")
        if parent is not None and parent not in first:
            problems.append(tree.problem(("parent",), unknown_word("agreement", parent, sorted(first))))
        elif identifier is not None and parent is not None and _in_circle(identifier, parents):
            problems.append(tree.problem(("parent",), f"agreement {identifier!r} stands under itself"))
        if isinstance(tree.data, dict):
            problems += [
                tree.problem(("successor", at), unknown_word("agreement", name, sorted(first)))
                for at, name in _texts(tree.data.get("successor"))
                if name not in first
            ]
    return problems


def _in_circle(identifier: str, parents: Mapping[str, str | None]) -> bool:
    seen = set()
    current: str | None = identifier
    while current is not None and current not in seen:
        seen.add(current)
        current = parents.get(current)
    return current == identifier
