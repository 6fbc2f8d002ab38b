"""The drafts of a form checked as files beside those of a folder, and written out where nothing is wrong."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo_coop.agreements.between import MARK, is_marked, same_record
from geo_coop.agreements.model import Agreement, SourceDocument
from geo_coop.agreements.read import OWN_DOCUMENTS, agreement_files, check_files, read_sources, shipped_folder
from geo_coop.agreements.yamltext import read_tree
from geo_coop.errors import InputError, Problem
from geo_coop.templates.imported import Imported
from geo_coop.templates.staged import DocumentLines, Staged, finding_of
from geo_coop.templates.yamlout import agreement_yaml, numbered_yaml, sources_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from geo_coop.agreements.yamltext import Location
    from geo_coop.register import Register
    from geo_coop.templates.drafts import Draft, Drafts

MAX_ID: Final = 190  # a file is named after it
SCHEMA: Final = "agreement.schema.json"
_MISSING: Final = re.compile(r"field '(\w+)' is missing")


class FormCheck:
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
        self.document_lines: DocumentLines | None = None

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

    def stage(self, staging: Path, documents: Sequence[Draft]) -> dict[Path, Staged]:
        """Write each draft into a file with a line for each value."""
        staged: dict[Path, Staged] = {}
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
                staged[path] = Staged(draft, tree)
        known = [item.model_dump(mode="json") for item in self.own_documents.values()]
        if known or documents:
            path = staging / OWN_DOCUMENTS
            path.write_text(numbered_yaml([*known, *(draft.data for draft in documents)]), encoding="utf-8")
            tree, _ = read_tree(path)
            if tree is not None:
                self.document_lines = DocumentLines(tree, len(known), documents)
        return staged

    def sort_out(self, found: Sequence[Problem], staged: Mapping[Path, Staged]) -> None:
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
                self.findings.append(finding_of(draft, place, problem, each))

    def finish(
        self,
        staging: Path,
        beside: Path,
        staged: Mapping[Path, Staged],
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


def _same(known: SourceDocument, data: Mapping[str, Any]) -> bool:
    """Return whether a row says nothing else of a document than is known."""
    given = known.model_dump(mode="json")
    return all(str(given.get(name, "")) == str(value) for name, value in data.items())
