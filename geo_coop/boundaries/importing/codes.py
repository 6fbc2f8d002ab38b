"""Parts of codes that an import sorts its rows by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_coop.boundaries.adapters.dosm import kind_of_malaysia
from geo_coop.codes import kind_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_coop.boundaries.matching.rows import Rows


def province_of(code: str) -> str:
    """Return the part that a code belongs to: its province, or the country where it is one."""
    return code.partition(".")[0]


def parts_of(rows: Rows, without: str) -> tuple[npt.NDArray[np.int16], list[str]]:
    """Return the part of each row by its position, and the names of the parts; rows without a code have their own."""
    listed = rows.register.table.codes
    used = np.unique(rows.code[rows.found])
    provinces = [province_of(listed[place]) for place in used.tolist()]
    parts = [without, *dict.fromkeys(provinces)]
    numbers = {part: number for number, part in enumerate(parts)}
    of_code = np.zeros(len(listed) + 1, dtype=np.int16)  # the last one is of rows without a code
    of_code[used] = [numbers[province] for province in provinces]
    part_of: npt.NDArray[np.int16] = of_code[rows.code]
    return part_of, parts


def above(code: str) -> list[str]:
    """Return the regions above a code, up to its province."""
    parts = code.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts))]


def kind_word(code: str) -> str:
    """Return the kind that a code implies, where the register knows none."""
    return kind_of(code) if code[0].isdigit() else kind_of_malaysia(code)
