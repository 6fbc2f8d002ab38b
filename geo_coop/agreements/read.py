"""Agreements, documents, sectors, zones, border areas and crossings, read from YAML.

Every reader finds all problems of all its files and reports them once, as one `InputError` in the order of
files and lines.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import BaseModel

from geo_coop.agreements.between import between_problems
from geo_coop.agreements.check import evidence_problems, regions_problems, validate
from geo_coop.agreements.model import Agreement, BorderSet, Crossing, Sector, SourceDocument, Zone
from geo_coop.agreements.record_check import References, agreement_problems
from geo_coop.agreements.yamltext import Tree, read_tree
from geo_coop.errors import InputError, Problem
from geo_coop.resources import data_root
from geo_coop.schema import unknown_word

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    import geopandas as gpd

M = TypeVar("M", bound=BaseModel)

_AFFAIRS: Final = frozenset({"absolute", "basic", "mandatory", "optional"})

# Documents that a folder of a user's own agreements may bring along, beside those that ship.
OWN_DOCUMENTS: Final = "sources.yaml"


def read_agreements(
    folder: Path | None = None, *, known_regions: Container[str] | None = None
) -> tuple[Agreement, ...]:
    """Read every agreement of a folder.

    Parents and successors may be among the records that ship, too. A record of the folder may have the id of one that
    ships only where it is a copy of it, or says that it takes its place (``replaces_shipped``).

    Parameters
    ----------
    folder
        Folder with one ``<id>.yaml`` for each agreement, and optionally a ``sources.yaml`` with further
        documents; None for the agreements that ship with the package.
    known_regions
        All canonical codes there are, for example the index of the register; without it, codes are only
        checked for their form.

    Returns
    -------
    tuple of Agreement
        Sorted by id.

    Raises
    ------
    InputError
        Everything that is wrong in any file, each problem with file and line.

    Examples
    --------
    >>> records = read_agreements()
    >>> [record.id for record in records if record.parent == "sosek-malindo-kaltara-sabah"]
    ['sosek-malindo-rakor-2024', 'sosek-malindo-session-2024']
    """
    where = shipped_folder() if folder is None else folder
    if not where.is_dir():
        message = f"no folder {where}"
        raise InputError(Problem(message, "give a folder with one YAML file for each agreement"))
    files = agreement_files(where)
    records, problems = _check(files, _others(files, shipped_folder()), known_regions)
    if problems:
        raise InputError(problems)
    return tuple(sorted(records, key=lambda record: record.id))


def agreement_files(folder: Path) -> list[Path]:
    """Return the agreement files of a folder, sorted by name."""
    found = (
        path for path in folder.iterdir() if path.suffix.lower() in {".yaml", ".yml"} and path.name != OWN_DOCUMENTS
    )
    return sorted(found)


def check_files(
    paths: Iterable[Path | str],
    *,
    known_regions: Container[str] | None = None,
    beside: Path | None = None,
    shapes: gpd.GeoDataFrame | None = None,
) -> list[Problem]:
    """Check agreement files, alone and together with the agreements of a folder.

    Parameters
    ----------
    paths
        The files.
    known_regions
        All canonical codes there are; without it, codes are only checked for their form.
    beside
        Folder whose agreements are known too: their ids may be parents and successors, and must not be used
        again but by a copy or by a record that says that it takes the place of that one (``replaces_shipped``). None
        for the agreements that ship with the package. Files of it that are also in ``paths`` count once.
    shapes
        Region layer, for example the embedded districts: points must lie in the region they name, with 10 km to spare
        where a shape of the layer is approximate, else 1 km. None leaves points unchecked.

    Returns
    -------
    list of Problem
        In the order of files and lines; empty where all is well. Problems of the folder beside are not
        among them.
    """
    files = [Path(path) for path in paths]
    return _check(files, _others(files, shipped_folder() if beside is None else beside), known_regions, shapes)[1]


def shipped_folder() -> Path:
    """Return the folder of the agreements that ship with the package."""
    return data_root() / "agreements"


def _others(files: Sequence[Path], folder: Path) -> list[Tree]:
    """Return the agreement files of a folder that can be read and are none of the given ones."""
    own = {path.resolve() for path in files}
    return [tree for path in agreement_files(folder) if path.resolve() not in own and (tree := read_tree(path)[0])]


def _check(
    files: Sequence[Path],
    beside: Sequence[Tree],
    known_regions: Container[str] | None,
    shapes: gpd.GeoDataFrame | None = None,
) -> tuple[list[Agreement], list[Problem]]:
    """Return the agreements that are well formed, and all problems in the order of files and lines."""
    problems: list[Problem] = []
    shipped = _shipped_references()
    own: dict[Path, References] = {}
    for folder in dict.fromkeys(path.parent for path in files):
        own[folder], found = _with_own_documents(shipped, folder)
        problems += found
    trees: list[Tree] = []
    records: list[Agreement] = []
    for path in dict.fromkeys(files):
        tree, found = read_tree(path)
        problems += found
        if tree is None:
            continue
        trees.append(tree)
        record, found = validate(Agreement, tree)
        problems += found
        problems += agreement_problems(tree, own[path.parent], known_regions)
        if shapes is not None:
            from geo_coop.agreements.places import point_problems  # noqa: PLC0415  (brings shapely and pyproj)

            problems += point_problems(tree, shapes)
        if record is not None:
            records.append(record)
    problems += between_problems(trees, beside, {path.stem for path in agreement_files(shipped_folder())})
    return records, _ordered(problems)


def _ordered(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.file, problem.line or 0))


def _shipped_references() -> References:
    return References(
        documents=frozenset(document.id for document in read_sources()),
        sectors=frozenset(sector.id for sector in read_sectors()),
        zones=frozenset(zone.id for zone in read_zones()),
        border_sets=frozenset(border_set.id for border_set in read_border_sets()),
        crossings=frozenset(crossing.id for crossing in read_crossings()),
    )


def _with_own_documents(references: References, folder: Path) -> tuple[References, list[Problem]]:
    path = folder / OWN_DOCUMENTS
    if not path.is_file():
        return references, []
    documents, _, problems = _read_list(path, SourceDocument)
    known = references.documents | {document.id for document in documents}
    return replace(references, documents=known), problems


def read_sources(path: Path | None = None) -> tuple[SourceDocument, ...]:
    """Read the documents that facts are taken from, in the order of the file (None: the shipped one).

    Raises
    ------
    InputError
        Everything that is wrong in the file, each problem with its line.

    Examples
    --------
    >>> [document.id for document in read_sources()][:5]
    ['S1', 'S2', 'S3', 'S4', 'S5']
    """
    records, _, problems = _read_list(_path(path, "sources.yaml"), SourceDocument)
    return _all_or_error(records, problems)


def read_sectors(path: Path | None = None) -> tuple[Sector, ...]:
    """Read the fields of cooperation, in the order of the file (None: the shipped one).

    Raises
    ------
    InputError
        Everything that is wrong in the file, each problem with its line.

    Examples
    --------
    >>> regional = [sector for sector in read_sectors() if sector.group in {"basic", "mandatory", "optional"}]
    >>> len(regional), regional[0].id
    (32, 'education')
    """
    records, tree, problems = _read_list(_path(path, "sectors.yaml"), Sector)
    affairs = [sector.id for sector in records if sector.group in _AFFAIRS]
    if tree is not None and not problems:
        problems = [
            tree.problem((index, "affairs"), unknown_word("affair", affair, affairs))
            for index, sector in enumerate(records)
            for affair in sector.affairs
            if affair not in affairs
        ]
    return _all_or_error(records, problems)


def read_zones(path: Path | None = None, *, known_regions: Container[str] | None = None) -> tuple[Zone, ...]:
    """Read the zones and areas, in the order of the file.

    Parameters
    ----------
    path
        A file; None for all that ship: the four zones and eight areas of Kaltim, then the capital's area (``ikn``).
    known_regions
        All canonical codes there are; without it, codes are only checked for their form.

    Raises
    ------
    InputError
        Everything that is wrong in the file, each problem with its line.

    Examples
    --------
    >>> zone = read_zones()[0]
    >>> zone.id, [member.region for member in zone.members if member.role == "initiator"]
    ('kaltim-zone-1', ['64.72'])
    """
    if path is not None:
        return _read_places(path, Zone, known_regions)
    files = sorted((data_root() / "zones").glob("*.yaml"))
    zones = [zone for file in files for zone in _read_places(file, Zone, known_regions)]
    again = sorted({zone.id for zone in zones if sum(other.id == zone.id for other in zones) > 1})
    if again:
        message = f"zones that stand in two files: {', '.join(again)}"
        raise InputError(message)
    return tuple(zones)


def read_border_sets(path: Path | None = None, *, known_regions: Container[str] | None = None) -> tuple[BorderSet, ...]:
    """Read the legal border areas, in the order of the file (None: those of Kaltara and Kaltim).

    Raises
    ------
    InputError
        Everything that is wrong in the file, each problem with its line.

    Examples
    --------
    >>> {border.id: len(border.districts) for border in read_border_sets()}
    {'kaltara-malaysia': 22, 'kaltim-malaysia': 2}
    """
    return _read_places(_path(path, "borders/legal_sets.yaml"), BorderSet, known_regions)


def read_crossings(path: Path | None = None, *, known_regions: Container[str] | None = None) -> tuple[Crossing, ...]:
    """Read the border crossings, in the order of the file (None: those of Kaltara).

    Raises
    ------
    InputError
        Everything that is wrong in the file, each problem with its line.
    """
    return _read_places(_path(path, "borders/crossings.yaml"), Crossing, known_regions)


def _path(path: Path | None, shipped: str) -> Path:
    return data_root() / shipped if path is None else path


def _read_places(path: Path, model: type[M], known_regions: Container[str] | None) -> tuple[M, ...]:
    """Read a list of records that name regions and carry their own evidence."""
    records, tree, problems = _read_list(path, model)
    if tree is not None and isinstance(tree.data, list):
        documents = frozenset(document.id for document in read_sources())
        for index in range(len(tree.data)):
            problems += evidence_problems(tree, (index,), documents)
        problems += regions_problems(tree, known_regions)
    return _all_or_error(records, problems)


def _read_list(path: Path, model: type[M]) -> tuple[list[M], Tree | None, list[Problem]]:
    """Read a file that is one list of records with ids; one that has not changed is read once in a process."""
    try:
        state = path.stat()
    except OSError:
        return _read_now(path, model)
    records, tree, problems = _read_once(path, model, (state.st_mtime_ns, state.st_size, state.st_ino))
    return list(records), tree, list(problems)


@lru_cache(maxsize=32)
def _read_once(path: Path, model: type[M], state: tuple[int, int, int]) -> tuple[list[M], Tree | None, list[Problem]]:
    del state
    return _read_now(path, model)


def _read_now(path: Path, model: type[M]) -> tuple[list[M], Tree | None, list[Problem]]:
    tree, problems = read_tree(path)
    if tree is None:
        return [], None, problems
    if not isinstance(tree.data, list):
        return [], tree, [*problems, tree.problem((), "file is no list", "begin each record with '- id: ...'")]
    records: list[M] = []
    lines: dict[str, int] = {}
    for index, item in enumerate(tree.data):
        record, found = validate(model, tree, (index,))
        problems += found
        if record is not None:
            records.append(record)
        identifier = item.get("id") if isinstance(item, dict) else None
        if not isinstance(identifier, str):
            continue
        if identifier in lines:
            first = f"the first is in line {lines[identifier]}; rename one"
            problems.append(tree.problem((index, "id"), f"id {identifier!r} stands twice", first))
        lines.setdefault(identifier, tree.line_of((index, "id")))
    return records, tree, problems


def _all_or_error(records: Sequence[M], problems: Sequence[Problem]) -> tuple[M, ...]:
    if problems:
        raise InputError(_ordered(problems))
    return tuple(records)
