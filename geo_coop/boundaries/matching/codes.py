"""Finding rows by their codes, and comparing the names beside the codes with the register's."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from geo_coop.boundaries.adapters.common import clean_name
from geo_coop.boundaries.matching.outcome import MOST_REMEMBERED, Matched, Outcome, simple_key
from geo_coop.boundaries.matching.schemes import NO_SCHEME, outcome_of, reader_of, text_of
from geo_coop.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    from geo_coop.boundaries.adapters.reading import Reading
    from geo_coop.boundaries.formats.base import Table
    from geo_coop.boundaries.matching.outcome import Values
    from geo_coop.boundaries.matching.rows import Batch
    from geo_coop.register import Register

    Read = Callable[[str, object], Outcome | Problem]

OTHER_SCHEME: Final[Mapping[str, str]] = {"kemendagri": "bps", "bps": "kemendagri"}


@dataclass(slots=True)
class ByCode:
    """Finds rows by their codes."""

    reading: Reading
    register: Register
    table: Table
    matched: Matched
    read: Read = field(init=False)
    known: dict[tuple[object, object], Outcome | Problem] = field(default_factory=dict)
    mended: int = 0
    without_scheme: Problem | None = None

    def __post_init__(self) -> None:
        """Make the reader of the scheme once."""
        self.read = reader_of(self.reading, self.register)

    def find(self, values: Mapping[str, Values], batch: Batch) -> None:
        """Find the codes of some rows."""
        reading, column = self.reading, str(self.reading.code)
        written = values[column].tolist()
        dosm = reading.scheme == "dosm" and "province" in reading.parents
        above = values[reading.parents["province"]].tolist() if dosm else [None] * len(written)
        for place, (value, parent) in enumerate(zip(written, above, strict=True)):
            number = isinstance(value, float) and value == value  # noqa: PLR0124 - NaN
            self.mended += number
            key = (value, parent) if not isinstance(value, float) or number else (None, parent)
            outcome = self.known.get(key) or outcome_of(key[0], parent, self.read, column)
            if len(self.known) < MOST_REMEMBERED:
                self.known[key] = outcome
            if isinstance(outcome, Problem):
                self._refuse(batch.start + place, outcome)
                outcome = Outcome(reason=outcome.what)
            batch.put(place, outcome, outcome.reason)
        batch.written[:] = [str(value) if value is not None else "" for value in written]

    def _refuse(self, row: int, problem: Problem) -> None:
        """Keep a problem; a lack of a scheme is that of all rows, and stands for all others."""
        if self.without_scheme is not None:
            return
        told = Problem(f"row {row + 1}: {problem.what}", problem.remedy, self.table.file)
        if problem.remedy == NO_SCHEME:
            self.without_scheme = told
            self.matched.problems.clear()
        self.matched.problems.append(told)

    def finish(self) -> None:
        """Note what was done to all rows; one problem stands for all rows of a column of bare numbers."""
        column = self.reading.code
        if self.without_scheme is not None:
            self.matched.problems[:] = [self._both_meanings(self.without_scheme)]
        elif self.mended and not self.matched.problems:
            self.matched.notes.append(f"column {column} holds numbers; read as codes without a decimal point")

    def _both_meanings(self, first: Problem) -> Problem:
        """Tell of a column of bare numbers both meanings, and how many names agree with each."""
        column, name = str(self.reading.code), self.reading.name
        shown = first.what.partition(": ")[2]
        what = f"{column} holds numbers without a scheme, and the schemes clash: {shown}"
        if name is not None:
            reads = {scheme: _reader_in(scheme, self.reading, self.register) for scheme in OTHER_SCHEME}
            same = dict.fromkeys(reads, 0)
            for values in self.table.records(tuple(dict.fromkeys((column, name)))):
                for value, called in zip(values[column].tolist(), values[name].tolist(), strict=True):
                    text = clean_name(str(called)) if called is not None else ""
                    for scheme, read in reads.items():
                        code = _code_in(value, read)
                        same[scheme] += code is not None and _same_name(code, text, self.register)
            agree = [f"{same[scheme]} of {self.table.rows} names agree with {scheme}" for scheme in reads]
            what += f". {', '.join(agree)}"
        remedy = "say which: --scheme kemendagri or --scheme bps"
        return Problem(what, remedy, self.table.file)


def _reader_in(scheme: str, reading: Reading, register: Register) -> Read:
    return reader_of(replace(reading, scheme=scheme), register)


def _code_in(value: object, read: Read) -> str | None:
    """Return the code that a value means in another scheme, None where it means none."""
    text = text_of(value, "")
    digits = text.replace(".", "").removeprefix("ID") if isinstance(text, str) else ""
    outcome = read(digits, None) if digits else None
    return outcome.code if isinstance(outcome, Outcome) else None


def _same_name(code: str, name: str, register: Register) -> bool:
    return bool(name) and simple_key(name) == simple_key(register.name(code))


class Comparison:
    """Compares the names of a file with those of its codes; names that fit the other scheme refuse the file."""

    def __init__(self, reading: Reading, register: Register, file: str, matched: Matched, *, insist: bool) -> None:
        self.reading, self.register, self.file, self.matched, self.insist = reading, register, file, matched, insist
        self.other = OTHER_SCHEME.get(str(reading.scheme), "kemendagri" if reading.scheme == "pcode" else "")
        self._read = _reader_in(self.other, reading, register) if self.other else None
        # A code that stands twice, once with its own name, is a code doubled by mistake and of no other scheme.
        self._right: npt.NDArray[np.bool_] = np.zeros(len(register.table.codes), dtype=bool)
        self._fits: list[bool] = []

    def look(self, values: Mapping[str, Values], batch: Batch) -> None:
        """Compare some rows."""
        written = values[str(self.reading.code)]
        for place, (code, name) in enumerate(zip(batch.code, batch.name, strict=True)):
            if code is None or not name:
                continue
            if _same_name(code, name, self.register):
                self._right[self.register.row_of(code)] = True
                continue
            turned = _code_in(written[place], self._read) if self._read is not None else None
            self.matched.differing.append(batch.start + place)
            self._fits.append(turned is not None and _same_name(turned, name, self.register))

    def finish(self) -> None:
        """Refuse the file, or note the names that differ."""
        rows, differing = self.matched.rows, self.matched.differing
        if not differing:
            return
        fits = np.array(self._fits, dtype=bool) & ~self._right[rows.code[differing]]
        explained = int(fits.sum())
        if explained and 2 * explained >= len(differing) and not self.insist:
            row = differing[int(np.flatnonzero(fits)[0])]
            code, name, written = self._shown(row)
            what = (
                f"row {row + 1}: code {written} is {self.register.name(code)} in the scheme {self.reading.scheme}, but "
                f"the file says {name}; {explained} such rows fit the scheme {self.other}"
            )
            remedy = f"give --scheme {self.other}, or --scheme {self.reading.scheme} to insist"
            self.matched.problems.append(Problem(what, remedy, self.file))
            return
        code, name, _ = self._shown(differing[0])
        self.matched.notes.append(
            f"{len(differing)} names differ from the register's, such as row {differing[0] + 1}: {code} {name!r}, "
            f"listed as {self.register.name(code)!r}; the code was taken"
        )

    def _shown(self, row: int) -> tuple[str, str, str]:
        """Return code, name and code as written of a row."""
        rows = self.matched.rows
        return str(rows.code_of(row)), rows.texts_of("name", [row])[0], rows.texts_of("written", [row])[0]
