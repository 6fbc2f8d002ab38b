"""Claims, read from YAML: one file for each document, every problem reported at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_coop.agreements.check import regions_problems, validate
from geo_coop.agreements.read import read_agreements, read_sources, read_zones
from geo_coop.agreements.yamltext import read_tree
from geo_coop.claims.model import Claim
from geo_coop.errors import InputError, Problem
from geo_coop.resources import data_root
from geo_coop.schema import unknown_word

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from geo_coop.agreements.model import SourceDocument
    from geo_coop.agreements.yamltext import Location, Tree

# Documents that only claims refer to stand beside them.
OWN_DOCUMENTS: Final = "sources.yaml"


def read_claims(
    folder: Path | None = None,
    *,
    known_regions: Container[str] | None = None,
    known_agreements: AbstractSet[str] | None = None,
) -> tuple[Claim, ...]:
    """Read every claim of a folder.

    Parameters
    ----------
    folder
        Folder with YAML files that are lists of claims, and optionally a ``sources.yaml`` with further documents; None
        for the claims that ship with the package.
    known_regions
        All canonical codes there are; without it, codes are only checked for their form.
    known_agreements
        Ids of the records that measures may name; None for the records that ship with the package.

    Returns
    -------
    tuple of Claim
        By document, in the order of ``data/sources.yaml``, and as they stand in the files.

    Raises
    ------
    InputError
        Everything that is wrong in any file, each problem with file and line.

    Examples
    --------
    >>> claims = {claim.id: claim for claim in read_claims()}
    >>> [(reading.id, reading.value) for reading in claims["s1-border-length"].readings]
    [('thousands', 10259.0), ('decimal', 10.259)]
    """
    where = data_root() / "claims" if folder is None else folder
    if not where.is_dir():
        message = f"no folder {where}"
        raise InputError(Problem(message, "give a folder with lists of claims as YAML files"))
    if known_agreements is None:
        known_agreements = {record.id for record in read_agreements()}
    documents = {document.id: place for place, document in enumerate(read_claim_documents(where))}
    zones = {zone.id for zone in read_zones()}
    claims: list[Claim] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for path in sorted(where.iterdir()):
        if path.suffix.lower() not in {".yaml", ".yml"} or path.name == OWN_DOCUMENTS:
            continue
        tree, found = read_tree(path)
        problems += found
        if tree is None:
            continue
        if not isinstance(tree.data, list):
            problems.append(tree.problem((), "file is no list", "begin each claim with '- id: ...'"))
            continue
        problems += regions_problems(tree, known_regions)
        for index in range(len(tree.data)):
            claim, found = validate(Claim, tree, (index,))
            problems += found
            if claim is not None:
                problems += _reference_problems(tree, index, claim, documents.keys(), known_agreements, zones)
                problems += _twice(tree, index, claim, seen)
                claims.append(claim)
    if problems:
        raise InputError(sorted(dict.fromkeys(problems), key=lambda problem: (problem.file, problem.line or 0)))
    return tuple(sorted(claims, key=lambda claim: documents[claim.document]))


def read_claim_documents(folder: Path | None = None) -> tuple[SourceDocument, ...]:
    """Read all documents that claims may refer to: those of the records, then those that only claims cite."""
    own = (data_root() / "claims" if folder is None else folder) / OWN_DOCUMENTS
    found = {document.id: document for document in read_sources()}
    for document in read_sources(own) if own.is_file() else ():
        found.setdefault(document.id, document)
    return tuple(found.values())


def _reference_problems(
    tree: Tree,
    index: int,
    claim: Claim,
    documents: AbstractSet[str],
    agreements: AbstractSet[str],
    zones: AbstractSet[str],
) -> Iterable[Problem]:
    """Return references to documents, zones and records that do not exist."""
    named: list[tuple[Location, str]] = [((index, "document"), claim.document)]
    named += [((index, "others", at, "document"), other.document) for at, other in enumerate(claim.others)]
    records: list[tuple[Location, str]] = []
    for at, reading in enumerate(claim.readings):
        place = (index, "readings", at, "measure")
        if reading.measure.by is not None:
            named.append(((*place, "by"), reading.measure.by))
        zone = reading.measure.zone
        if zone is not None and zone not in zones:
            yield tree.problem((*place, "zone"), unknown_word("zone", zone, sorted(zones)))
        for key in ("agreement", "parent"):
            value = getattr(reading.measure, key)
            if value is not None:
                records.append(((*place, key), value))
    for where, name in named:
        if name not in documents:
            yield tree.problem(where, unknown_word("document", name, sorted(documents)), "or add it to sources.yaml")
    for where, name in records:
        if name not in agreements:
            yield tree.problem(where, unknown_word("agreement", name, sorted(agreements)))


def _twice(tree: Tree, index: int, claim: Claim, seen: dict[str, str]) -> Iterable[Problem]:
    """Return ids that stand twice: of claims in the folder, of readings in a claim."""
    place = f"{tree.path}:{tree.line_of((index, 'id'))}"
    if claim.id in seen:
        yield tree.problem((index, "id"), f"id {claim.id!r} stands twice", f"the first is in {seen[claim.id]}")
    seen.setdefault(claim.id, place)
    ids = [reading.id for reading in claim.readings]
    for at, name in enumerate(ids):
        if name in ids[:at]:
            yield tree.problem((index, "readings", at, "id"), f"reading {name!r} stands twice", "rename one")
