"""What is wrong inside one agreement: kind, parties, rules, the order of stages, papers, period and programmes."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo_coop.agreements.check import evidence_problems, is_code, regions_problems
from geo_coop.agreements.fields import date_of, entries, scalars, text_of, texts
from geo_coop.agreements.model import STAGE_OF_PAPER
from geo_coop.codes import contains, country_of
from geo_coop.schema import STAGES, unknown_word

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from collections.abc import Set as AbstractSet

    from geo_coop.agreements.dates import PartialDate
    from geo_coop.agreements.yamltext import Tree
    from geo_coop.errors import Problem

_SECTOR_KEYS: Final = frozenset({"sectors", "former_sectors"})


@dataclass(frozen=True, slots=True)
class References:
    """Ids that records may refer to."""

    documents: AbstractSet[str]
    sectors: AbstractSet[str]
    zones: AbstractSet[str]
    border_sets: AbstractSet[str]
    crossings: AbstractSet[str]


def agreement_problems(tree: Tree, references: References, known_regions: Container[str] | None) -> list[Problem]:
    """Return what is wrong inside one agreement file, beyond what the model finds."""
    data = tree.data
    problems = regions_problems(tree, known_regions)
    problems += evidence_problems(tree, (), references.documents)
    identifier = text_of(data, "id")
    if identifier is not None and tree.path.stem != identifier:
        problems.append(
            tree.problem(("id",), f"id {identifier!r} is not the file's name {tree.path.stem!r}", "make them equal")
        )
    problems += [
        tree.problem(place, unknown_word("sector", sector.strip(), sorted(references.sectors)))
        for place, sector in scalars(data)
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
    kind = text_of(tree.data, "kind")
    if text_of(tree.data, "compulsory") is not None and kind not in {None, "KSDD"}:
        what = f"'compulsory' belongs to kind 'KSDD', and this is {kind!r}"
        problems.append(tree.problem(("compulsory",), what, "remove it"))
    if text_of(tree.data, "record") == "programme" and text_of(tree.data, "parent") is None:
        problems.append(tree.problem(("record",), "a programme without a parent record", "name it in 'parent'"))
    return problems


def _party_problems(tree: Tree) -> list[Problem]:
    problems = []
    seen: dict[tuple[str, str], int] = {}
    for index, party in entries(tree.data, "parties"):
        organisation = party.get("organisation")
        who = text_of(party, "region") or text_of(organisation, "id") or text_of(organisation, "en")
        role = text_of(party, "role")
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
    has_region = any(text_of(party, "region") for _, party in entries(tree.data, "parties"))
    for index, rule in entries(tree.data, "coverage"):
        at = ("coverage", index)
        for key, allowed in (("border_set", references.border_sets), ("zone", references.zones)):
            value = text_of(rule, key)
            if value is not None and value not in allowed:
                problems.append(tree.problem((*at, key), unknown_word(key, value, sorted(allowed))))
        problems += [tree.problem((*at, "of"), *told) for told in _boundary_problems(rule)]
        if text_of(rule, "rule") == "territory" and not rule.get("regions") and not has_region:
            what = "rule 'territory' has no base: no 'regions', and no party is a region"
            problems.append(tree.problem(at, what, "name the regions"))
    return problems


def _boundary_problems(rule: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the two regions of a corridor, and the remedy; ill-formed codes are found elsewhere."""
    of = [region for _, region in texts(rule.get("of")) if is_code(region)]
    for one, other in itertools.permutations(of, 2):
        if one != other and contains(other, one):
            yield f"{one} lies in {other}: they have no boundary between them", "name two neighbours"
    if len(of) > 1 and all(country_of(region) != "ID" for region in of):
        yield f"{' and '.join(of)} both lie abroad", "name a region in Indonesia and its neighbour"


def _order_problems(tree: Tree) -> list[Problem]:
    """Find done stages that are certainly dated before a stage that comes earlier in the order of stages."""
    problems = []
    latest_start: dict[int, tuple[PartialDate, int]] = {}
    dated: list[tuple[int, PartialDate, int]] = []
    for index, entry in entries(tree.data, "stages"):
        stage, date = text_of(entry, "stage"), date_of(entry.get("date"))
        if stage not in STAGES or date is None or date.precision == "unknown":
            continue
        if (text_of(entry, "status") or "done") != "done":
            continue
        rank = STAGES.index(stage)
        dated.append((rank, date, index))
        if rank not in latest_start or date.earliest > latest_start[rank][0].earliest:
            latest_start[rank] = (date, tree.line_of(("stages", index)))
    for rank, date, index in dated:
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
    for index, paper in entries(tree.data, "documents"):
        form, date = text_of(paper, "form"), date_of(paper.get("date"))
        stage = STAGE_OF_PAPER.get(form or "")
        if form is not None and stage is not None and date is not None:
            found = (form, date, text_of(paper, "status") or "done", tree.line_of(("documents", index)))
            papers.setdefault(stage, []).append(found)
    problems = []
    for index, entry in entries(tree.data, "stages"):
        stage, date = text_of(entry, "stage"), date_of(entry.get("date"))
        if (text_of(entry, "status") or "done") != "done" or date is None or stage not in papers:
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
    begins, ends = date_of(period.get("begins")), date_of(period.get("ends"))
    if begins is not None and ends is not None and ends.latest < begins.earliest:
        what = f"period ends ({ends}) before it begins ({begins})"
        problems.append(tree.problem(("period", "ends"), what, "correct one of the dates"))
    for index, renewal in entries(period, "renewals"):
        at = ("period", "renewals", index)
        date, until = date_of(renewal.get("date")), date_of(renewal.get("until"))
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
    for index, programme in entries(tree.data, "programmes"):
        at = ("programmes", index)
        name, crossing = text_of(programme, "id"), text_of(programme, "crossing")
        if name is not None and name in lines:
            first = f"the first is in line {lines[name]}; rename one"
            problems.append(tree.problem((*at, "id"), f"programme id {name!r} stands twice", first))
        if name is not None:
            lines.setdefault(name, tree.line_of((*at, "id")))
        if crossing is not None and crossing not in references.crossings:
            what = unknown_word("crossing", crossing, sorted(references.crossings))
            problems.append(tree.problem((*at, "crossing"), what))
        before: PartialDate | None = None
        for position, step in entries(programme, "steps"):
            date = date_of(step.get("date"))
            if date is None or date.precision == "unknown":
                continue
            if before is not None and date.latest < before.earliest:
                what = f"step ({date}) stands after a later one ({before})"
                problems.append(tree.problem((*at, "steps", position, "date"), what, "put the steps in order of time"))
            before = date
    return problems
