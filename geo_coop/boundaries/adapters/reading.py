"""How to read a planner's table: which columns hold code, name and parents, and on which level."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_coop.boundaries.formats.base import Table
    from geo_coop.schema import Level

_LOOKED_AT: Final = re.compile(
    r"wadm(pr|kk|kc|kd)|kd[a-z]{3,4}|namobj|adm\d_(pcode|name|en|id|ms|ref_name)|name_\d|ref[:_].*|kemendagri|code|kode.*|"
    r"id_?(prov|kab|kabkot|kec|desa|sls)|(id|kode)20\d\d|nm(prov|kab|kec|desa)|provinsi|kabkot|kecamatan|desa"
)


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
        self._read: dict[str, list[object]] = {}

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
        return sum(value is not None and str(value).strip() != "" for value in self._column(column))

    def values(self, column: str) -> Counter[str]:
        """Return how often each value stands in a column."""
        return Counter(str(value).strip() for value in self._column(column) if value is not None)

    def _column(self, column: str) -> list[object]:
        """Return the values of a column; all columns that adapters look at are read at once, as a file is parsed."""
        if column not in self._read:
            wanted = [name for name in self.names if _LOOKED_AT.fullmatch(name.lower()) or name == column]
            read = self.table.attributes(wanted)
            self._read.update({name: read[name].tolist() for name in wanted})
        return self._read[column]
