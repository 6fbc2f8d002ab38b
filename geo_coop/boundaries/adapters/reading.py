"""How to read a planner's table: which columns hold code, name and parents, and on which level."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo_coop.boundaries.formats.base import Table
    from geo_coop.schema import Level

_LOOKED_AT: Final = re.compile(
    r"wadm(pr|kk|kc|kd)|kd[a-z]{3,4}|namobj|adm\d_(pcode|name|en|id|ms|ref_name)|name_\d|ref[:_].*|kemendagri|code|kode.*|"
    r"id_?(prov|kab|kabkot|kec|desa|sls)|(id|kode)20\d\d|nm(prov|kab|kec|desa)|provinsi|kabkot|kecamatan|desa"
)
_CODES: Final = re.compile(r"code|kode.*")


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read a table.

    Attributes
    ----------
    schema
        Id of the adapter.
    reason
        Why it was chosen, for people.
    level
        Level of the rows; None where the codes must tell.
    code, scheme
        Column of codes, and the scheme they are in; None where there is none.
    name
        Column of names, or None.
    kind
        Column of words such as *Kota* or *Desa*, or None.
    parents
        Columns of the names of the regions above, by level.
    row_level
        Column that tells each row's level, with the level of each value.
    remarks
        What to know about codes or names of this schema.
    """

    schema: str
    reason: str
    level: Level | None = None
    code: str | None = None
    scheme: str | None = None
    name: str | None = None
    kind: str | None = None
    parents: Mapping[Level, str] = field(default_factory=dict)
    row_level: tuple[str, Mapping[str, Level]] | None = None
    remarks: tuple[str, ...] = ()

    def columns(self) -> tuple[str, ...]:
        """Return the columns that are needed, each once."""
        wanted = [self.code, self.name, self.kind, *self.parents.values(), self.row_level and self.row_level[0]]
        return tuple(dict.fromkeys(column for column in wanted if column))


@dataclass(frozen=True, slots=True)
class Options:
    """What the user says about a file; None leaves it to inspection.

    Attributes
    ----------
    schema, level, scheme
        As in `Reading`.
    code_column, name_column, parent_columns
        Columns of the file; parents by level.
    """

    schema: str | None = None
    level: str | None = None
    scheme: str | None = None
    code_column: str | None = None
    name_column: str | None = None
    parent_columns: Mapping[str, str] = field(default_factory=dict)


class Columns:
    """The columns of a table, found whatever the case of their letters, with a look at their values."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.names = table.columns
        self._lower = {name.lower(): name for name in reversed(table.columns)}
        self._filled: dict[str, int] = {}
        self._texts: dict[str, list[pa.Array]] = {}

    def get(self, *names: str) -> str | None:
        """Return the first of these columns that is there."""
        return next((self._lower[name.lower()] for name in names if name.lower() in self._lower), None)

    def filled(self, *names: str) -> str | None:
        """Return the first of these columns that is there and holds anything."""
        for name in names:
            column = self.get(name)
            if column is not None and self.count(column):
                return column
        return None

    def count(self, column: str) -> int:
        """Return how many rows have a value in a column."""
        if column not in self._filled:
            self._look(column)
        return self._filled[column]

    def shares(self, column: str, *tests: Callable[[str], object]) -> tuple[int, ...]:
        """Return how many different values a column has, and for how many of them each test holds.

        Of values only a number each is kept, as millions of rows may have a code of their own.
        """
        if column not in self._texts:
            self._look(column)
        numbers, held = [], []
        for texts in self._texts[column]:
            different = [text for text in dict.fromkeys(texts.to_pylist()) if text]
            numbers += [np.array([hash(text) for text in different], dtype=np.int64)]
            flags = [[bool(test(text)) for test in tests] for text in different]
            held += [np.array(flags, dtype=bool).reshape(-1, len(tests))]
        _, first = np.unique(np.concatenate([np.array([], np.int64), *numbers]), return_index=True)
        kept = np.concatenate([np.zeros((0, len(tests)), dtype=bool), *held])[first]
        return len(first), *kept.sum(axis=0).tolist()

    def _look(self, column: str) -> None:
        """Go through a column, and all others that adapters look at as well, as a file is parsed."""
        wanted = [name for name in self.names if _LOOKED_AT.fullmatch(name.lower()) or name == column]
        filled = dict.fromkeys(wanted, 0)
        codes = [name for name in wanted if _CODES.fullmatch(name.lower()) or name == column]
        texts: dict[str, list[pa.Array]] = {name: [] for name in codes}
        for batch in self.table.records(wanted):
            for name, values in batch.items():
                stripped = [str(value).strip() for value in values.tolist() if value is not None]
                filled[name] += sum(text != "" for text in stripped)
                if name in texts:
                    texts[name].append(pa.array([_valid(text) for text in stripped], pa.string()))
        self._filled |= filled
        self._texts |= texts


def _valid(text: str) -> str:
    """Return a text with what is no Unicode replaced."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
