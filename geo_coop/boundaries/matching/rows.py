"""The rows of a file with what was found for each: numbers in arrays, texts in a file of the workspace.

Of millions of rows each takes some twenty bytes here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from geo_coop.errors import InputError, Problem
from geo_coop.schema import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from geo_coop.boundaries.matching.outcome import Outcome
    from geo_coop.register import Register
    from geo_coop.schema import Level

NONE: Final = -1
TEXTS: Final = ("name", "written", "parents", "reason", "candidates")
_SCHEMA: Final = pa.schema([(column, pa.string()) for column in TEXTS])


@dataclass(slots=True)
class Batch:
    """Consecutive rows of a file while their codes are looked for.

    Attributes
    ----------
    start
        The first of them, counted from 0.
    name, parents, written
        Name, names of the regions above and code as the file has them.
    levels
        Level of each row as the file says, None where it does not.
    code, match, score, reason, candidates
        As in `Outcome`.
    """

    start: int
    name: list[str]
    parents: list[str]
    levels: list[Level | None]
    written: list[str] = field(init=False)
    code: list[str | None] = field(init=False)
    match: list[str] = field(init=False)
    score: list[float] = field(init=False)
    reason: list[str] = field(init=False)
    candidates: list[str] = field(init=False)

    def __post_init__(self) -> None:
        """Begin without codes."""
        count = len(self.name)
        self.written, self.match = [""] * count, [""] * count
        self.reason, self.candidates = [""] * count, [""] * count
        self.code, self.score = [None] * count, [float("nan")] * count

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.name)

    def put(self, place: int, outcome: Outcome, reason: str) -> None:
        """Set what was found for a row."""
        self.code[place], self.match[place], self.score[place] = outcome.code, outcome.match, outcome.score
        self.candidates[place], self.reason[place] = outcome.candidates, reason


class Rows:
    """All rows of a file, in its order.

    Attributes
    ----------
    code
        Position of each row's code in the register, `NONE` where it has none.
    score
        0-100; NaN where no code was found.
    given
        Position in `LEVELS` of the level that the file says, or `NONE`.
    apart
        Position in `LEVELS` of the level of rows that lost their code for it, else `NONE`.
    """

    def __init__(self, count: int, register: Register, path: Path, file: str) -> None:
        self.register, self.path, self.file = register, path, file
        self.code = np.full(count, NONE, dtype=np.int32)
        self.score = np.full(count, np.nan)
        self.given = np.full(count, NONE, dtype=np.int8)
        self.apart = np.full(count, NONE, dtype=np.int8)
        self.wanted: Level | None = None
        self._match = np.zeros(count, dtype=np.int8)
        self._words: list[str] = [""]
        self._ends: list[int] = []
        self._told: list[bool] = []
        self._sink = pa.OSFile(str(path), "wb")
        self._writer = pa.ipc.new_file(self._sink, _SCHEMA)

    def __len__(self) -> int:
        """Return how many rows the file has."""
        return len(self.code)

    def append(self, batch: Batch) -> None:
        """Take the next rows."""
        here = slice(batch.start, batch.start + len(batch))
        row_of = self.register.row_of
        self.code[here] = [NONE if code is None else row_of(code) for code in batch.code]
        self.score[here] = batch.score
        self.given[here] = [NONE if level is None else LEVELS.index(level) for level in batch.levels]
        for word in dict.fromkeys(batch.match):
            if word not in self._words:
                self._words.append(word)
        self._match[here] = [self._words.index(word) for word in batch.match]
        try:
            texts = [pa.array(getattr(batch, column), pa.string()) for column in TEXTS]
        except UnicodeEncodeError as error:
            remedy = "export the file again, as UTF-8"
            found = [f"row {batch.start + place + 1}: {text!a} is no Unicode" for place, text in _no_unicode(batch)]
            raise InputError([Problem(f"{what}: {error.reason}", remedy, self.file) for what in found]) from error
        self._writer.write_batch(pa.record_batch(texts, schema=_SCHEMA))
        self._ends.append(here.stop)
        self._told.append(any(batch.reason))

    def finish(self) -> None:
        """End the file of texts; it can be read from now on."""
        self._writer.close()
        self._sink.close()

    @property
    def found(self) -> npt.NDArray[np.bool_]:
        """Return which rows have a code."""
        has: npt.NDArray[np.bool_] = self.code != NONE
        return has

    @property
    def similar(self) -> int:
        """Return how many rows were taken by a similar name."""
        return int((self._match == self._words.index("similar")).sum()) if "similar" in self._words else 0

    def code_of(self, row: int) -> str | None:
        """Return the code of a row, or None."""
        place = int(self.code[row])
        return None if place == NONE else self.register.table.codes[place]

    def codes_of(self, rows: npt.NDArray[np.int64] | slice) -> npt.NDArray[np.object_]:
        """Return the codes of rows, None where there is none."""
        listed = self.register.table.codes
        codes = [None if place == NONE else listed[place] for place in self.code[rows].tolist()]
        return np.array([*codes, None], dtype=object)[:-1]

    def matches_of(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
        """Return how the codes of rows were found."""
        words: npt.NDArray[np.object_] = np.array([*self._words, None], dtype=object)[self._match[rows]]
        return words

    def drop(self, strange: npt.NDArray[np.int64], levels: npt.NDArray[np.int8], wanted: Level) -> None:
        """Take their codes from rows that are of other levels than the one that is wanted."""
        self.code[strange], self._match[strange], self.score[strange] = NONE, 0, np.nan
        self.apart[strange] = levels
        self.wanted = wanted

    def told(self) -> Iterator[tuple[slice, dict[str, list[str]]]]:
        """Yield the texts of those batches that have a row without a code or with a reason, with where they stand."""
        start = 0
        with pa.OSFile(str(self.path), "rb") as source, pa.ipc.open_file(source) as reader:
            found = self.found
            for number, end in enumerate(self._ends):
                here, start = slice(start, end), end
                if not self._told[number] and found[here].all():
                    continue
                texts = reader.get_batch(number).to_pydict()
                for place in np.flatnonzero(self.apart[here] != NONE).tolist():
                    level = LEVELS[self.apart[here.start + place]]
                    texts["reason"][place] = f"of the level {level}, not {self.wanted}"
                yield here, texts

    def texts_of(self, column: str, rows: npt.NDArray[np.int64] | Sequence[int]) -> list[str]:
        """Return the texts of a column as read, for rows in any order."""
        wanted = np.asarray(rows, dtype=np.int64)
        owner = np.searchsorted(self._ends, wanted, side="right")
        found = np.full(len(wanted), "", dtype=object)
        with pa.OSFile(str(self.path), "rb") as source, pa.ipc.open_file(source) as reader:
            for number in np.unique(owner).tolist():
                start = self._ends[number - 1] if number else 0
                here = owner == number
                texts = reader.get_batch(number).column(column)
                found[here] = texts.take(pa.array(wanted[here] - start)).to_pylist()
        listed: list[str] = found.tolist()
        return listed


def _no_unicode(batch: Batch) -> Iterator[tuple[int, str]]:
    """Yield the places of rows with half a letter (a lone surrogate), and the text."""
    for place, texts in enumerate(zip(*(getattr(batch, column) for column in TEXTS), strict=True)):
        bad = next((text for text in texts if text.encode("utf-8", "replace").decode() != text), None)
        if bad is not None:
            yield place, bad
