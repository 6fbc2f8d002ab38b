"""Codes of many regions as whole numbers, so that every region is a range of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo_coop.codes import level_of
from geo_coop.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64]

#: Characters of a village code, and the places of its ten digits in it.
_LENGTH: Final = 13
_PLACES: Final = (0, 1, 3, 4, 6, 7, 9, 10, 11, 12)
_DOTS: Final = (2, 5, 8)
#: How many village numbers a region of a code of so many characters spans.
_SPANS: Final = {2: 10**8, 5: 10**6, 8: 10**4, 13: 1}
_EVERY: Final = 10**10
_SHOWN: Final = 5


def number_ranges(codes: Sequence[str] | npt.NDArray[np.str_]) -> tuple[Numbers, Numbers]:
    """Return the half-open range of village numbers that each region holds.

    The number of a village is its code without dots; a region holds the numbers that begin with its own digits. A
    region of another country holds none of Indonesia's villages: its range is empty.

    Parameters
    ----------
    codes
        Canonical codes of any level, in any order.

    Returns
    -------
    tuple of two int64 arrays of the length of ``codes``
        First number, and the number after the last.

    Raises
    ------
    InputError
        Codes that are not canonical, all of them at once.

    Examples
    --------
    >>> low, high = number_ranges(["65.03.05.2033", "65.03", "ID", "MY-12"])
    >>> low.tolist(), high.tolist()
    ([6503052033, 6503000000, 0, 0], [6503052034, 6504000000, 10000000000, 0])
    """
    array = np.asarray(codes, dtype=str)
    length = np.char.str_len(array)
    first = np.zeros(len(array), dtype=np.int64)
    span = np.zeros(len(array), dtype=np.int64)
    signs = _signs(array)
    sound = np.zeros(len(array), dtype=bool)
    for size, width in _SPANS.items():
        rows = np.flatnonzero(length == size)
        here = signs[rows, :size]
        digits = [place for place in _PLACES if place < size]
        values = here[:, digits].astype(np.int64) - ord("0")
        dots = here[:, [place for place in _DOTS if place < size]]
        good = ((values >= 0) & (values <= 9)).all(axis=1) & (dots == ord(".")).all(axis=1)  # noqa: PLR2004 (a digit)
        number = np.zeros(len(rows), dtype=np.int64)
        for column in range(len(digits)):
            number = number * 10 + values[:, column]
        first[rows], span[rows], sound[rows] = number * width, width, good
    for row in np.flatnonzero(~sound).tolist():
        span[row] = _EVERY if array[row] == "ID" else 0
        first[row] = 0
    _check(array[~sound])
    return first, first + span


def _signs(array: npt.NDArray[np.str_]) -> npt.NDArray[np.uint32]:
    """Return the characters of each code as a row of numbers, zero where a code has ended."""
    wide = np.ascontiguousarray(array.astype(f"<U{_LENGTH}"))
    return wide.view(np.uint32).reshape(len(array), _LENGTH)


def _check(others: npt.NDArray[np.str_]) -> None:
    """Raise for what is neither of Indonesia's codes nor of another country's."""
    problems: list[Problem] = []
    for code in sorted(set(others.tolist())):
        try:
            level_of(code)
        except InputError as error:
            problems += error.problems
    if problems:
        more = [Problem(f"{len(problems) - _SHOWN} more codes are wrong")] if len(problems) > _SHOWN else []
        raise InputError([*problems[:_SHOWN], *more])
