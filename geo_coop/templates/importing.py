"""From a filled form to record files: all of them, or none."""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo_coop.agreements.between import MARK, is_marked, same_record
from geo_coop.agreements.model import Agreement, SourceDocument
from geo_coop.agreements.read import OWN_DOCUMENTS, agreement_files, check_files, read_sources, shipped_folder
from geo_coop.agreements.yamltext import Location, read_tree
from geo_coop.errors import InputError, Problem
from geo_coop.templates.csvform import read_csv_form
from geo_coop.templates.lists import Choice, load_lists
from geo_coop.templates.reading import read_tables
from geo_coop.templates.xlsxin import read_workbook
from geo_coop.templates.yamlout import agreement_yaml, numbered_yaml, sources_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd

    from geo_coop.agreements.yamltext import Tree
    from geo_coop.register import Register
    from geo_coop.templates.cells import Finding, Table
    from geo_coop.templates.drafts import Draft, Drafts, Spot

MAX_ID: Final = 190  # a file is named after it
SCHEMA: Final = "agreement.schema.json"
_MISSING: Final = re.compile(r"field '(\w+)' is missing")
_LINE: Final = re.compile(r"\bline (\d+)\b")
_GUIDE_SHEETS: Final = frozenset({"instructions", "lists"})


@dataclass
class Imported:
    """What came of a form.

    Attributes
    ----------
    records
        The records, in the order of the form; empty where anything is wrong.
    findings
        What is wrong, in the order of sheets, rows and columns.
    problems
        What is wrong with other files, such as the list of documents in the folder.
    files
        Name and text of each file for the folder.
    notes
        What people should know: sheets that were not read, records that ship as well or take a shipped one's place.
    """

    records: list[Agreement] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read_form(
    path: Path,
    register: Register,
    *,
    folder: Path | None = None,
    replace: bool = False,
    shapes: gpd.GeoDataFrame | None = None,
) -> Imported:
    """Read a filled form, and check it as the records of a folder; nothing is written.

    Parameters
    ----------
    path
        An XLSX workbook, a CSV file, or a folder of CSV files.
    register
        The regions there are.
    folder
        Where the records are meant to go: its records are known and must not be there twice.
    replace
        Whether records of the folder, and those that ship, may be replaced. A record that takes the place of a shipped
        one says so in its file (``replaces_shipped``).
    shapes
        Region layer, for example the embedded districts: points must lie in the region they name, as for
        `geo_coop.agreements.read.check_files`. None leaves points unchecked.

    Returns
    -------
    Imported
        With every problem of every cell; the files only where there is none.

    Raises
    ------
    InputError
        The file cannot be read as a form at all.
    """
    tables, notes = _open(path)
    own_documents = _own_documents(folder)
    further = [Choice(item.id, item.title, item.title) for item in own_documents.values()]
    lists = load_lists(register, further)
    drafts = read_tables(tables, lists)
    drafts.notes += notes
    check = _Check(drafts, register, folder, own_documents, replace=replace, shapes=shapes)
    return check.run(path.name)


def put_in_place(files: Mapping[str, str], folder: Path) -> list[Path]:
    """Write files into a folder, which is made where it is missing: all of them, or none.

    Raises
    ------
    InputError
        The folder or a file cannot be written; everything is as it was.
    """
    written: list[Path] = []
    try:
        made = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".import-") as inner:
            staged = {name: Path(inner) / name for name in files}
            for name, text in files.items():
                staged[name].write_text(text, encoding="utf-8", newline="\n")
            with _undone_on_error(folder, Path(inner), files, made=made):
                for name, draft in staged.items():
                    draft.replace(folder / name)
                    written.append(folder / name)
    except OSError as error:
        message = f"cannot write into {folder}: {error.strerror or error}; nothing was changed"
        raise InputError(message) from error
    return written


@contextlib.contextmanager
def _undone_on_error(folder: Path, staging: Path, files: Mapping[str, str], *, made: bool) -> Iterator[None]:
    """Keep what is replaced, and put it back where the block fails."""
    kept: dict[str, Path] = {}
    for name in files:
        if (folder / name).exists():
            kept[name] = staging / f"{name}.before"
            shutil.copy2(folder / name, kept[name])
    done = False
    try:
        yield
        done = True
    finally:
        if not done:
            for name in files:
                if name in kept:
                    kept[name].replace(folder / name)
                elif not (staging / name).exists():  # it was moved, so what stands there is ours
                    (folder / name).unlink(missing_ok=True)
            if made:
                with contextlib.suppress(OSError):
                    folder.rmdir()


def _open(path: Path) -> tuple[list[Table], list[str]]:
    """Return the tables of a file, by what it is, and remarks on what was not read."""
    if path.is_dir() or path.suffix.lower() in {".csv", ".txt", ".tsv"}:
        return read_csv_form(path), []
    tables, others = read_workbook(path)
    unread = [name for name in others if name.strip().casefold() not in _GUIDE_SHEETS]
    told = [f"sheet {name!r} is none of the form, and was not read" for name in unread]
    told += [
        f"sheet {table.label!r} hides rows, which were read too: {', '.join(map(str, table.hidden))}"
        for table in tables
        if table.hidden
    ]
    return tables, told


def _own_documents(folder: Path | None) -> dict[str, SourceDocument]:
    path = folder / OWN_DOCUMENTS if folder is not None else None
    return {item.id: item for item in read_sources(path)} if path is not None and path.is_file() else {}


@dataclass
class _Staged:
    """A draft, the file that it is checked in, and what stands in each line."""

    draft: Draft
    tree: Tree

    def place(self, line: int | None) -> Location:
        """Return the place that begins in a line."""
        found = [place for place, at in self.tree.lines.items() if at == (line or 1)]
        return max(found, key=len, default=())


class _Check:
    """Checks the drafts of a form as files beside those of a folder."""

    def __init__(
        self,
        drafts: Drafts,
        register: Register,
        folder: Path | None,
        own_documents: Mapping[str, SourceDocument],
        *,
        replace: bool,
        shapes: gpd.GeoDataFrame | None,
    ) -> None:
        self.drafts, self.register, self.folder, self.replace = drafts, register, folder, replace
        self.shapes = shapes
        self.own_documents = own_documents
        self.findings = list(drafts.findings)
        self.problems: list[Problem] = []
        self.notes = list(drafts.notes)
        self.document_lines: _DocumentLines | None = None

    def run(self, form: str) -> Imported:
        """Return what came of the drafts."""
        existing = self.existing()
        self.check_existing(existing)
        documents = self.new_documents()
        with tempfile.TemporaryDirectory() as name:
            staging, beside = Path(name) / "records", Path(name) / "beside"
            staging.mkdir()
            beside.mkdir()
            self.fill_beside(beside, existing)
            staged = self.stage(staging, documents)
            found = check_files(staged, known_regions=self.register, beside=beside, shapes=self.shapes)
            self.sort_out(found, staged)
            if not self.findings and not self.problems:
                return self.finish(staging, beside, staged, documents, form)
        return Imported(findings=sorted(set(self.findings)), problems=self.problems, notes=self.notes)

    def existing(self) -> dict[str, Path]:
        """Return the file of each record of the folder, by its id."""
        found: dict[str, Path] = {}
        if self.folder is not None and self.folder.is_dir():
            for path in agreement_files(self.folder):
                tree, _ = read_tree(path)
                identifier = tree.data.get("id") if tree is not None and isinstance(tree.data, dict) else None
                found[str(identifier) if isinstance(identifier, str) else path.stem] = path
                found.setdefault(path.stem, path)
        return found

    def check_existing(self, existing: Mapping[str, Path]) -> None:
        """Report ids that the folder or the shipped records have already; mark what replaces a shipped record."""
        shipped = {path.stem: path for path in agreement_files(shipped_folder())}
        copies: list[str] = []
        updates: list[str] = []
        for draft in self.drafts.records:
            name = str(draft.data.get("id", ""))
            if ("id",) in draft.wrong:
                continue
            path = existing.get(name)
            if path is not None and path.name != f"{name}.yaml":
                what = f"agreement {name!r} stands already in {path}"
                self.findings.append(draft.spot(("id",)).finding(what, f"rename that file to {name}.yaml, or the id"))
            elif path is not None and not self.replace:
                what = f"agreement {name!r} stands already in {path}"
                self.findings.append(draft.spot(("id",)).finding(what, "choose another id, or import with --replace"))
            elif name in shipped and not draft.wrong:
                tree, _ = read_tree(shipped[name])
                if tree is not None and same_record(draft.data, tree.data):
                    copies.append(name)
                elif self.replace or is_marked(draft.data):
                    draft.data[MARK] = "true"
                    updates.append(name)
                else:
                    what = f"agreement {name!r} ships with geo-coop, and this row differs from it"
                    remedy = f"choose another id; or, to update it, import with --replace (or write yes in {MARK})"
                    self.findings.append(draft.spot(("id",)).finding(what, remedy))
        for names, text in ((copies, "the same as shipped"), (updates, "taking the place of shipped ones")):
            if names:
                shown = ", ".join(names[:5]) + (", ..." if len(names) > len(names[:5]) else "")
                self.notes.append(f"records {text}: {len(names)} ({shown})")

    def new_documents(self) -> list[Draft]:
        """Return the form's documents that are new; report those whose id means another document already."""
        shipped = {item.id: item for item in read_sources()}
        new: list[Draft] = []
        seen: dict[str, Draft] = {}
        for draft in self.drafts.sources:
            name = str(draft.data.get("id", ""))
            known = self.own_documents.get(name) or shipped.get(name)
            spot = draft.spot(("id",))
            if ("id",) not in draft.wrong and name in seen:
                what = f"document id {name!r} stands twice; the first is in {seen[name].home.cell}"
                self.findings.append(spot.finding(what, "rename one"))
            elif known is None:
                seen[name] = draft
                new.append(draft)
            elif not draft.wrong and not _same(known, draft.data):
                what = f"document id {name!r} is taken by {known.title!r}"
                self.findings.append(spot.finding(what, "choose another id for this document"))
        return new

    def fill_beside(self, beside: Path, existing: Mapping[str, Path]) -> None:
        """Copy the records that are known beside those of the form: of the folder, and shipped ones."""
        own = {str(draft.data.get("id", "")) for draft in self.drafts.records}
        for path in agreement_files(shipped_folder()):
            if path.stem not in own and path.stem not in existing:
                shutil.copyfile(path, beside / path.name)
        for name, path in existing.items():
            if name not in own and path.is_file():
                shutil.copyfile(path, beside / path.name)

    def stage(self, staging: Path, documents: Sequence[Draft]) -> dict[Path, _Staged]:
        """Write each draft into a file with a line for each value."""
        staged: dict[Path, _Staged] = {}
        for number, draft in enumerate(self.drafts.records):
            if ("id",) in draft.wrong:
                draft.data["id"] = f"row-{number}"
            path = staging / f"{draft.data['id']}.yaml"
            if path in staged or len(path.stem) > MAX_ID:
                self.findings.append(draft.home.finding("the id is too long", f"use at most {MAX_ID} characters"))
                continue
            path.write_text(numbered_yaml(draft.data), encoding="utf-8")
            tree, problems = read_tree(path)
            if tree is None or problems:
                self.findings += [draft.home.finding(problem.what, problem.remedy) for problem in problems]
                path.unlink()
            else:
                staged[path] = _Staged(draft, tree)
        known = [item.model_dump(mode="json") for item in self.own_documents.values()]
        if known or documents:
            path = staging / OWN_DOCUMENTS
            path.write_text(numbered_yaml([*known, *(draft.data for draft in documents)]), encoding="utf-8")
            tree, _ = read_tree(path)
            if tree is not None:
                self.document_lines = _DocumentLines(tree, len(known), documents)
        return staged

    def sort_out(self, found: Sequence[Problem], staged: Mapping[Path, _Staged]) -> None:
        """Turn what is wrong with lines of the staged files into what is wrong with cells."""
        for problem in found:
            path = Path(problem.file)
            each = staged.get(path)
            draft: Draft | None = None
            place: Location = ()
            if each is not None:
                draft, place = each.draft, each.place(problem.line)
            elif path.name == OWN_DOCUMENTS and self.document_lines is not None:
                draft, place = self.document_lines.find(problem.line)
            if draft is None:
                file = str(self.folder / OWN_DOCUMENTS) if self.folder is not None else ""
                self.problems.append(Problem(problem.what, problem.remedy, file, problem.line))
                continue
            if match := _MISSING.search(problem.what):
                place = (*place, match[1])
            if not draft.is_reported(place):
                self.findings.append(_finding(draft, place, problem, each))

    def finish(
        self,
        staging: Path,
        beside: Path,
        staged: Mapping[Path, _Staged],
        documents: Sequence[Draft],
        form: str,
    ) -> Imported:
        """Write the files as people read them, and check those once more."""
        records: list[Agreement] = []
        files: dict[str, str] = {}
        for path, each in staged.items():
            record = Agreement.model_validate(each.draft.data)
            files[path.name] = agreement_yaml(record)
            path.write_text(files[path.name], encoding="utf-8", newline="\n")
            tree, _ = read_tree(path)
            if tree is None or Agreement.model_validate(tree.data) != record:
                message = f"{form}: agreement {record.id!r} cannot be written without loss"
                raise InputError(message)
            records.append(record)
        if documents:
            text = sources_yaml(SourceDocument.model_validate(draft.data) for draft in documents)
            before = (self.folder / OWN_DOCUMENTS) if self.folder is not None else None
            if before is not None and before.is_file():
                text = before.read_text(encoding="utf-8-sig").rstrip("\n") + "\n" + text
            files[OWN_DOCUMENTS] = text
            (staging / OWN_DOCUMENTS).write_text(text, encoding="utf-8", newline="\n")
        problems = check_files(staged, known_regions=self.register, beside=beside)
        if problems:
            raise InputError([Problem(problem.what, problem.remedy, form) for problem in problems])
        schema = shipped_folder() / SCHEMA
        if schema.is_file() and (self.folder is None or not (self.folder / SCHEMA).exists()):
            files[SCHEMA] = schema.read_text(encoding="utf-8")
        return Imported(records=records, files=files, notes=self.notes)


@dataclass
class _DocumentLines:
    """The staged list of documents: those of the folder first, then the form's."""

    tree: Tree
    before: int
    documents: Sequence[Draft]

    def find(self, line: int | None) -> tuple[Draft | None, Location]:
        """Return the form's document that stands in a line, and the place in it."""
        found = [place for place, at in self.tree.lines.items() if at == (line or 1) and place]
        place = max(found, key=len, default=())
        at = int(place[0]) - self.before if place else -1
        return (self.documents[at], place[1:]) if at >= 0 else (None, ())


def _finding(draft: Draft, place: Location, problem: Problem, staged: _Staged | None) -> Finding:
    """Return a problem as that of a cell; the lines that it names become cells, too."""
    spot: Spot = draft.spot(place)

    def cell(match: re.Match[str]) -> str:
        return draft.spot(staged.place(int(match[1]))).cell if staged is not None else match[0]

    return spot.finding(_LINE.sub(cell, problem.what), _LINE.sub(cell, problem.remedy))


def _same(known: SourceDocument, data: Mapping[str, Any]) -> bool:
    """Return whether a row says nothing else of a document than is known."""
    given = known.model_dump(mode="json")
    return all(str(given.get(name, "")) == str(value) for name, value in data.items())
