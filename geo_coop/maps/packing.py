"""Packing of whole numbers into text: Huffman codes chosen by what is known of each number, 32 bits in 5 characters.

Each number is split into a token (its sign and the place of its highest bit) and the bits below that one. A table
of code lengths stands in front for each kind of number ("context"), so that frequent tokens take few bits.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Integers = npt.NDArray[np.int64]

#: Printable characters that mean nothing in markup, script, JSON, templates or addresses.
LETTERS: Final = "".join(chr(code) for code in range(32, 127) if chr(code) not in "\"&'/<>\\`{}")
#: Longest code in bits, so that a table of 1,024 entries decodes a token.
LONGEST: Final = 10

_WORD: Final = 32
_PER_WORD: Final = 5
_LENGTH_BITS: Final = 4
_COUNT_BITS: Final = 7


def pack(contexts: Integers, values: Integers, kinds: int) -> str:
    """Return numbers as text.

    Parameters
    ----------
    contexts
        The kind of each number, from 0 to ``kinds - 1``; who reads must know it before the number.
    values
        The numbers, smaller than 2^31 in magnitude.
    kinds
        How many kinds there are.
    """
    magnitude = np.abs(values)
    exponent = np.zeros(len(values), dtype=np.int64)
    for bit in range(1, _WORD):
        exponent += magnitude >= 1 << bit
    token = np.where(values == 0, 0, 1 + 2 * exponent + (values < 0))
    size = int(token.max(initial=0)) + 1
    counts = np.bincount(contexts * size + token, minlength=kinds * size).reshape(kinds, size)
    lengths = np.array([code_lengths(row) for row in counts], dtype=np.int64).reshape(kinds, size)
    codes = np.array([_canonical(row) for row in lengths], dtype=np.int64).reshape(kinds, size)
    head_bits, head = _header(lengths)
    extra = np.where(values == 0, 0, exponent)
    bits = np.column_stack([lengths[contexts, token], extra]).reshape(-1)
    words = np.column_stack([codes[contexts, token], magnitude - (1 << extra)]).reshape(-1)
    return _text(np.concatenate([head_bits, bits]), np.concatenate([head, words]))


class Unpacker:
    """Reads what `pack` wrote.

    Parameters
    ----------
    text
        From `pack`.
    kinds
        As given to `pack`.
    """

    def __init__(self, text: str, kinds: int) -> None:
        digits = np.array([LETTERS.index(letter) for letter in text], dtype=np.int64).reshape(-1, _PER_WORD)
        words = digits @ len(LETTERS) ** np.arange(_PER_WORD)
        self._bits = "".join(f"{word:0{_WORD}b}" for word in words.tolist())
        self._at = 0
        self._codes: list[dict[str, int]] = []
        for _ in range(kinds):
            lengths = np.array([self._take(_LENGTH_BITS) for _ in range(self._take(_COUNT_BITS))], dtype=np.int64)
            codes = _canonical(lengths)
            pairs = enumerate(zip(lengths.tolist(), codes.tolist(), strict=True))
            self._codes.append({f"{code:0{length}b}": token for token, (length, code) in pairs if length})

    def read(self, context: int) -> int:
        """Return the next number, which is of this kind."""
        start, codes = self._at, self._codes[context]
        self._at += 1
        while self._bits[start : self._at] not in codes:
            self._at += 1
        token = codes[self._bits[start : self._at]]
        if token == 0:
            return 0
        exponent, negative = divmod(token - 1, 2)
        value = (1 << exponent) + self._take(exponent)
        return -value if negative else value

    def _take(self, count: int) -> int:
        self._at += count
        return int(self._bits[self._at - count : self._at] or "0", 2)


def code_lengths(counts: Integers) -> Integers:
    """Return the length of the Huffman code of each token, at most `LONGEST` bits; 0 for tokens that do not occur.

    Examples
    --------
    >>> code_lengths(np.array([8, 4, 0, 2, 1])).tolist()
    [1, 2, 0, 3, 3]
    """
    weights = np.array(counts, dtype=np.int64)
    while True:
        lengths = np.zeros(len(weights), dtype=np.int64)
        heap = [(int(weights[token]), int(token), [int(token)]) for token in np.flatnonzero(weights)]
        if len(heap) == 1:
            lengths[heap[0][1]] = 1
            return lengths
        heapq.heapify(heap)
        while len(heap) > 1:
            (weight, order, tokens), (weight_2, _, tokens_2) = heapq.heappop(heap), heapq.heappop(heap)
            lengths[tokens + tokens_2] += 1
            heapq.heappush(heap, (weight + weight_2, order, tokens + tokens_2))
        if lengths.max(initial=0) <= LONGEST:
            return lengths
        weights = np.where(weights > 0, (weights + 1) // 2, 0)


def _canonical(lengths: Integers) -> Integers:
    """Return the codes that follow from their lengths: shorter ones first, then by token."""
    codes = np.zeros(len(lengths), dtype=np.int64)
    code = last = 0
    for token in np.argsort(lengths, kind="stable"):
        length = int(lengths[token])
        if length:
            code <<= length - last
            codes[token] = code
            code, last = code + 1, length
    return codes


def _header(lengths: Integers) -> tuple[Integers, Integers]:
    """Return the tables as bit counts and values: for each kind the number of tokens, and the length of each."""
    bits: list[int] = []
    values: list[int] = []
    for row in lengths:
        used = np.flatnonzero(row)
        count = int(used[-1]) + 1 if len(used) else 0
        bits += [_COUNT_BITS] + [_LENGTH_BITS] * count
        values += [count, *row[:count].tolist()]
    return np.array(bits, dtype=np.int64), np.array(values, dtype=np.int64)


def _text(bits: Integers, values: Integers) -> str:
    """Return the lowest bits of each value, one after the other, as text."""
    start = np.cumsum(bits) - bits
    word, offset = np.divmod(start, _WORD)
    placed = np.where(bits > 0, values, 0).astype(np.uint64) << (2 * _WORD - offset - bits).astype(np.uint64) % 64
    size = -(-int(bits.sum()) // _WORD)
    # No two values share a bit, so sums below 2^32 put them together exactly.
    words = np.bincount(word, weights=placed >> np.uint64(_WORD), minlength=size + 1)
    words[: size + 1] += np.bincount(word + 1, weights=placed & np.uint64(2**_WORD - 1), minlength=size + 1)[: size + 1]
    letters = np.frombuffer(LETTERS.encode("ascii"), dtype=np.uint8)
    digits = words[:size].astype(np.int64)[:, None] // len(LETTERS) ** np.arange(_PER_WORD) % len(LETTERS)
    text: str = letters[digits].tobytes().decode("ascii")
    return text
