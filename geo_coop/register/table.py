"""The register of one release as plain lists and arrays: read without pandas, which takes longer to import than this.

What asks for one code or name works on these; frames are made of them where somebody asks for a frame
(`geo_coop.register.frames`).
"""

from __future__ import annotations

import csv
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from geo_coop.codes import kind_of, level_of
from geo_coop.register.lists import read_columns
from geo_coop.schema import KINDS, LEVELS

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from geo_coop.schema import Level

_CODE_SIGNS: Final = len("65.03.05.2033")
_AFTER_PROVINCE, _AFTER_REGENCY, _AFTER_DISTRICT = len("65"), len("65.03"), len("65.03.05")
_FIRST_KOTA: Final = ord("7")  # regencies of the numbers from 71 are cities
_KINDS: Final = {kind: number for number, kind in enumerate(KINDS)}
_VILLAGE_KINDS: Final = {ord("1"): "kelurahan", ord("2"): "desa", ord("3"): "desa adat"}
_UNKNOWN: Final = -1
_LEVEL_OF_LENGTH: Final[dict[int, Level]] = {2: "province", 5: "regency", 8: "district", 13: "village"}


@dataclass(frozen=True, eq=False)
class Table:
    """The columns of a register; codes, names and notes stand side by side.

    Attributes
    ----------
    codes
        All codes, sorted and unique.
    names, notes
        Name of each region, and what is to say about it (mostly nothing).
    kinds_abroad
        Kind of each foreign region, by code; those of Indonesia follow from their codes.
    folder
        Where the files of aliases, schemes and areas stand, which are read when they are asked for.
    """

    codes: list[str]
    names: list[str]
    notes: list[str]
    kinds_abroad: dict[str, str]
    folder: Path

    @cached_property
    def aliases(self) -> list[dict[str, str]]:
        """Return other written forms of names, as far as the register has their codes."""
        return self._known("aliases.csv")

    @cached_property
    def schemes(self) -> list[dict[str, str]]:
        """Return codes in other schemes, as far as the register has their codes."""
        return self._known("schemes.csv")

    @cached_property
    def missing(self) -> list[dict[str, str]]:
        """Return which codes of other schemes no open list has, with the lists before and after the region was made."""
        return self._known("codes_missing.csv")

    @cached_property
    def areas(self) -> list[dict[str, str]]:
        """Return official areas, as far as the register has their codes."""
        return self._known("official_areas.csv")

    def _known(self, file: str) -> list[dict[str, str]]:
        return [row for row in read_rows(self.folder / file) if self.row_of(row["code"]) is not None]

    def row_of(self, code: object) -> int | None:
        """Return the position of a code, or None where the register has no such code."""
        if not isinstance(code, str):
            return None
        row = bisect_left(self.codes, code)
        return row if row < len(self.codes) and self.codes[row] == code else None

    def level(self, row: int) -> Level:
        """Return the level of the region at a position."""
        code = self.codes[row]
        return _LEVEL_OF_LENGTH[len(code)] if code[0].isdigit() else level_of(code)

    def kind(self, row: int) -> str:
        """Return the kind of the region at a position."""
        code = self.codes[row]
        return self.kinds_abroad.get(code) or kind_of(code)

    # The arrays are made where many regions are asked for at once: numpy takes longer to import than to find a region.

    @cached_property
    def code_array(self) -> npt.NDArray[np.str_]:
        """Return the codes as an array."""
        import numpy as np  # noqa: PLC0415  (see above)

        return np.array(self.codes, dtype=str)

    @property
    def levels(self) -> npt.NDArray[np.int8]:
        """Return the position of each level in `geo_coop.schema.LEVELS`."""
        return self._numbers[0]

    @property
    def kinds(self) -> npt.NDArray[np.int8]:
        """Return the position of each kind in `geo_coop.schema.KINDS`.

        Raises
        ------
        InputError
            A village whose code does not tell its kind.
        """
        return self._numbers[1]

    @cached_property
    def _numbers(self) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]:
        import numpy as np  # noqa: PLC0415  (see above)

        abroad = list(self.kinds_abroad)
        levels, kinds = _of_codes(self.code_array[: len(self.codes) - len(abroad)])
        return (
            np.append(levels, np.array([LEVELS.index(level_of(code)) for code in abroad], dtype=np.int8)),
            np.append(kinds, np.array([_KINDS[self.kinds_abroad[code]] for code in abroad], dtype=np.int8)),
        )


def read_table(folder: Path, listed: Path) -> Table:
    """Read the register of a release.

    Parameters
    ----------
    folder
        ``data/register``: neighbours, other names, codes of other schemes and official areas.
    listed
        The list of that release.

    Raises
    ------
    NotFoundError
        The list is gone.
    """
    home = read_columns(listed)
    neighbours = sorted(read_rows(folder / "neighbours.csv"), key=lambda row: row["code"])
    abroad = [row["code"] for row in neighbours]
    return Table(
        codes=home.codes + abroad,
        names=home.names + [row["name"] for row in neighbours],
        notes=home.notes + [""] * len(abroad),
        kinds_abroad={row["code"]: row["kind"] for row in neighbours},
        folder=folder,
    )


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file with a header, all values as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _of_codes(codes: npt.NDArray[np.str_]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]:
    """Return the numbers of the levels and kinds of Indonesian regions, as their codes tell them."""
    import numpy as np  # noqa: PLC0415  (see `Table`)

    signs = codes.astype(f"<U{_CODE_SIGNS}").view("<u4").reshape(len(codes), _CODE_SIGNS)
    below = [signs[:, place] != 0 for place in (_AFTER_PROVINCE, _AFTER_REGENCY, _AFTER_DISTRICT)]
    levels = np.int8(LEVELS.index("province")) + sum(part.astype(np.int8) for part in below)
    regency = np.where(signs[:, _AFTER_PROVINCE + 1] >= _FIRST_KOTA, _KINDS["kota"], _KINDS["kabupaten"])
    village = np.full(len(codes), _UNKNOWN)
    for digit, kind in _VILLAGE_KINDS.items():
        village[signs[:, _AFTER_DISTRICT + 1] == digit] = _KINDS[kind]
    kinds = np.select(
        [below[2], below[1], below[0]], [village, np.full(len(codes), _KINDS["kecamatan"]), regency], _KINDS["provinsi"]
    ).astype(np.int8)
    unknown = np.flatnonzero(kinds == _UNKNOWN)
    if len(unknown):
        kind_of(str(codes[unknown[0]]))  # raises with the reason
    return levels, kinds
