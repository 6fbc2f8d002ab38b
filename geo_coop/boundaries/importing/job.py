"""One import, step by step: open, match, place, build; each step leaves what the next needs."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from dataclasses import asdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_coop import __version__
from geo_coop.boundaries import archive, userlayers
from geo_coop.boundaries.adapters.choosing import choose_reading
from geo_coop.boundaries.adapters.schemas import as_in_malaysia
from geo_coop.boundaries.formats.sniff import open_table
from geo_coop.boundaries.importing.attributes import write_attributes
from geo_coop.boundaries.importing.building import UNMATCHED, Building
from geo_coop.boundaries.importing.codes import parts_of
from geo_coop.boundaries.importing.placing import Placing
from geo_coop.boundaries.importing.tables import Report, write_unmatched
from geo_coop.boundaries.importing.wishes import Imported
from geo_coop.boundaries.matching import check_levels, match_rows
from geo_coop.boundaries.matching.outcome import MOST_REMEMBERED
from geo_coop.boundaries.matching.schemes import not_listed
from geo_coop.boundaries.scratch import Scratch, look
from geo_coop.boundaries.workspace import cache_writes
from geo_coop.codes import country_of, dot
from geo_coop.errors import InputError, Problem
from geo_coop.names import resolve
from geo_coop.provenance import Provenance
from geo_coop.register import EMBEDDED, load_register
from geo_coop.schema import normalise_level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from geo_coop.boundaries.adapters.reading import Reading
    from geo_coop.boundaries.formats.base import Table
    from geo_coop.boundaries.importing.wishes import Wishes
    from geo_coop.boundaries.matching import Matched
    from geo_coop.register import Register
    from geo_coop.schema import Level


class Job:
    """One import, from the file to a folder with the layer, not yet in its place.

    Attributes
    ----------
    out
        The folder.
    """

    def __init__(self, source: Path, wishes: Wishes, name: str, work: Path, announce: Callable[[str], None]) -> None:
        self.source, self.wishes, self.name, self.work, self.announce = source, wishes, name, work, announce
        self.file = str(source)
        self.register: Register = load_register(*([wishes.list_release] if wishes.list_release else []))
        self.within = resolve(wishes.within, self.register) if wishes.within else None
        self.out = work / "layer"
        self.notes: list[str] = []
        self.report = Report()
        self.own: tuple[str, ...] = ()
        self.table: Table
        self.reading: Reading
        self.matched: Matched
        self.level: Level
        self.building: Building

    def open(self) -> None:
        """Open the file, unpacked where it is an archive, and choose how to read it."""
        self.announce("open")
        path, layer = self.source, self.wishes.layer
        if archive.kind_of_archive(path) is not None:
            unpacked = self.work / "unpacked"
            with cache_writes():
                unpacked.mkdir()
            found = archive.unpack(path, unpacked)
            path, layer = archive.choose(found, unpacked, layer, file=self.file)
        self.table = open_table(path, layer=layer, encoding=self.wishes.encoding, file=self.file)
        if not self.table.rows:
            raise InputError(Problem("has no rows", "export it again", self.file))
        self.reading = choose_reading(self.table, self.wishes.options)
        if self.within is not None and country_of(self.within) == "MY":
            self.reading = as_in_malaysia(self.reading)
        self.notes += self.reading.remarks

    def match(self) -> None:
        """Find codes, one level, and no code twice."""
        self.announce("match")
        wishes, options = self.wishes, self.wishes.options
        with cache_writes():
            self.matched = match_rows(
                self.reading, self.table, self.register, self.work / "texts.arrow",
                accept_fuzzy=wishes.accept_fuzzy, insist=options.scheme is not None, within=self.within,
            )  # fmt: skip
        self._stop(self.matched.problems)
        wanted = normalise_level(options.level) if options.level else None
        level = check_levels(self.reading, self.matched, wanted=wanted, file=self.file)
        self._stop(self.matched.problems)
        rows = self.matched.rows
        if not rows.found.any() or level is None:
            shown = "; ".join(f"{count} times: {reason}" for reason, count in self._reasons().most_common(3))
            remedy = "check --level, --name-column, --parent-column or --scheme; --report DIR writes the rows"
            remedy = self._other_list() or remedy
            write_unmatched(self.out, self.matched)
            raise InputError(Problem(f"none of {len(rows)} rows has a code or name that is known: {shown}", remedy,
                                     self.file))  # fmt: skip
        self.level = level
        self.notes += [*self.matched.notes, *filter(None, [self._other_list()])]
        if self.wishes.on_duplicate == "error":
            self._stop(self._duplicates())

    def _other_list(self) -> str:
        """Return the option for the other embedded list that has codes which this one lacks, or an empty text."""
        best, most = "", 0
        for release in EMBEDDED if next(self._unlisted(), None) is not None else ():
            if release == self.register.release:
                continue
            other = load_register(release)
            found = sum(code in other or (code.isdecimal() and dot(code) in other) for code in self._unlisted())
            if found > most:
                best, most = release, found
        return f"{most} codes that it lacks are in the list of {best}: give --list {best} to read by it" if most else ""

    def _unlisted(self) -> Iterator[str]:
        """Yield the codes, as written, that the list lacks."""
        reason = not_listed(self.register)
        for _, texts in self.matched.rows.told():
            for written, why in zip(texts["written"], texts["reason"], strict=True):
                if why.startswith(reason):
                    yield written

    def _reasons(self) -> Counter[str]:
        """Return how often each reason stands beside a row; of very many different ones the first."""
        counts = Counter[str]()
        for _, texts in self.matched.rows.told():
            few = len(counts) < MOST_REMEMBERED
            counts.update(texts["reason"] if few else [reason for reason in texts["reason"] if reason in counts])
        return counts

    def _duplicates(self) -> list[Problem]:
        rows = self.matched.rows
        repeated = np.flatnonzero(np.bincount(rows.code[rows.found]) > 1)
        places = np.flatnonzero(np.isin(rows.code, repeated))
        order = places[np.argsort(rows.code[places], kind="stable")]
        names = rows.texts_of("name", order)
        problems: list[Problem] = []
        ends = np.searchsorted(rows.code[order], repeated, side="right").tolist()
        for begin, end in pairwise([0, *ends]):
            group, code = order[begin:end].tolist(), str(rows.code_of(int(order[begin])))
            numbers = ", ".join(str(place + 1) for place in group[:6]) + (", ..." if len(group) > 6 else "")  # noqa: PLR2004
            called = ", ".join(dict.fromkeys(name for name in names[begin:end] if name))
            what = f"rows {numbers}: code {code} stands {len(group)} times ({called or self.register.name(code)})"
            problems.append(Problem(what, "unite them with --on-duplicate union, or correct the file", self.file))
        return problems

    def _stop(self, problems: Sequence[Problem]) -> None:
        if problems:
            raise InputError(problems)

    def build(self) -> None:
        """Read the shapes, place them, and write the layers and the tables beside them."""
        self.announce("read shapes")
        rows = self.matched.rows
        part_of, parts = parts_of(rows, UNMATCHED)
        folder = self.work / "scratch"
        with cache_writes():
            folder.mkdir()
            scratch = Scratch(folder)
            seen = look(self.table, part_of, parts, scratch)
        self._stop(seen.problems)
        placing = Placing(self.table, rows, seen, self.wishes, self.register, self.file)
        self.building = Building(scratch, placing, self.matched, self.level, self.register, self.wishes, self.report)
        with cache_writes():
            self.out.mkdir()
            self.building.build(self.out, self.announce)
            self.announce("keep the file's columns")
            self.own, lost = write_attributes(self.out, self.table, rows, self.work)
            write_unmatched(self.out, self.matched, scratch, placing.reference)
            self.report.write(self.out, self.matched, seen)
            self.notes += [*placing.notes, *self.building.notes, *lost]
            self._write_manifest(placing)

    def _provenance(self, placing: Placing) -> Provenance:
        """Return the provenance of the layer."""
        wishes = self.wishes
        changed = dt.datetime.fromtimestamp(self.source.stat().st_mtime, tz=dt.UTC).date().isoformat()
        licence = wishes.licence or "as stated by the user: unknown"
        method = f"imported from {self.table.kind}, schema {self.reading.schema}; {placing.reference.method()}"
        if wishes.clean:
            method += f"; clean coverage, gaps below {wishes.gap_width_deg:g} degree closed"
        return Provenance(
            source=userlayers.PREFIX + self.name, title=wishes.title or self.source.name,
            release=wishes.release or changed, tier="authoritative", licence=licence,
            attribution=wishes.attribution or f"file of the user: {self.source.name}", method=method,
        )  # fmt: skip

    def _write_manifest(self, placing: Placing) -> None:
        size, digest = _fingerprint(self.source)
        rows = self.matched.rows
        manifest: dict[str, Any] = {
            "format": userlayers.FORMAT,
            "name": self.name,
            "geo_coop": __version__,
            "imported": dt.datetime.now(tz=dt.UTC).isoformat(timespec="microseconds"),
            "input": {"file": self.source.name, "bytes": size, "sha256": digest,
                      "format": self.table.kind, "layer": self.table.layer, "crs": placing.reference.name},
            "schema": self.reading.schema,
            "reason": self.reading.reason,
            "level": self.level,
            "list": self.register.release,
            "rows": len(rows),
            "unmatched": int((~rows.found).sum()),
            "similar": rows.similar,
            "notes": [*self.table.notes, *self.notes],
            "provenance": asdict(self._provenance(placing)),
            "own_columns": list(self.own),
            "layers": self.building.layers,
        }  # fmt: skip
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (self.out / userlayers.MANIFEST).write_text(text + "\n", encoding="utf-8")

    def result(self, stored: Path | None, seconds: float) -> Imported:
        """Return what was done."""
        rows = self.matched.rows
        return Imported(
            source=userlayers.PREFIX + self.name, level=self.level, format=self.table.kind,
            schema=self.reading.schema, reason=self.reading.reason, crs=self.building.placing.reference.name,
            rows=len(rows), matched=int(rows.found.sum()),
            similar=rows.similar, regions=self.building.regions,
            layers={level: int(str(entry["rows"])) for level, entry in self.building.layers.items()},
            own_columns=self.own,
            report_rows=self.report.rows, notes=(*self.table.notes, *self.notes), folder=stored, seconds=seconds,
        )  # fmt: skip


def _fingerprint(path: Path) -> tuple[int, str]:
    """Return size and SHA-256 of a file; of a folder, those of the names and contents of its files in their order."""
    if path.is_file():
        with path.open("rb") as file:
            return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()
    size, digest = 0, hashlib.sha256()
    for member in sorted(member for member in path.iterdir() if member.is_file()):
        with member.open("rb") as file:
            digest.update(f"{member.name}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
        size += member.stat().st_size
    return size, digest.hexdigest()
