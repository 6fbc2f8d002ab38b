"""Whole numbers as text for a page: five bits a character, for short lists that need no better packing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Integers = npt.NDArray[np.int64]

#: Characters of coded numbers; five bits each, and one that says "more follows".
ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def code_numbers(values: Integers) -> str:
    """Code whole numbers as text, small ones in one character.

    Examples
    --------
    >>> code_numbers(np.array([0, -1, 15, 16]))
    'ABegB'
    """
    text, _ = _code(np.asarray(values, dtype=np.int64))
    return text


def code_paths(paths: Sequence[Integers]) -> list[str]:
    """Code paths of grid positions: the first point, then the steps from point to point."""
    if not paths:
        return []
    steps = [np.diff(path, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)) for path in paths]
    text, lengths = _code(np.concatenate(steps).reshape(-1))
    ends = np.cumsum(lengths)[np.cumsum([2 * len(path) for path in paths]) - 1]
    starts = np.concatenate([[0], ends[:-1]])
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def decode_numbers(text: str) -> list[int]:
    """Read what `code_numbers` wrote.

    Examples
    --------
    >>> decode_numbers("ABegB")
    [0, -1, 15, 16]
    """
    result: list[int] = []
    value = shift = 0
    for character in text:
        digit = ALPHABET.index(character)
        value |= (digit & 31) << shift
        shift += 5
        if digit < 32:  # noqa: PLR2004  (the bit that says "more follows")
            result.append(value >> 1 if not value & 1 else ~(value >> 1))
            value = shift = 0
    return result


def decode_path(text: str) -> Integers:
    """Read one path of `code_paths`."""
    steps = np.array(decode_numbers(text), dtype=np.int64).reshape(-1, 2)
    return np.cumsum(steps, axis=0, dtype=np.int64)


def _code(values: Integers) -> tuple[str, Integers]:
    """Return the coded text of all values, and how many characters each took."""
    remaining = np.where(values >= 0, values << 1, ~values << 1 | 1).astype(np.uint64)
    columns = []
    while True:
        digit = (remaining & np.uint64(31)).astype(np.uint8)
        remaining = remaining >> np.uint64(5)
        more = remaining > 0
        columns.append((digit | more.astype(np.uint8) << 5, more))
        if not more.any():
            break
    digits = np.column_stack([digit for digit, _ in columns])
    wanted = np.column_stack([np.ones(len(values), dtype=bool), *(more for _, more in columns[:-1])])
    letters = np.frombuffer(ALPHABET.encode("ascii"), dtype=np.uint8)
    return letters[digits[wanted]].tobytes().decode("ascii"), wanted.sum(axis=1)
