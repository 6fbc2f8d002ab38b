"""Coverage of very many agreements that name regions: ranges of rows in place of rows.

A region of any level is one range of the villages sorted by code, and ranges of regions are nested or disjoint. So an
agreement is a few ranges, the ranges inside others of the same agreement are left out, and the number of
agreements of every village follows from where ranges begin and end, without a row for each pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_coop.cover.code_numbers import number_ranges
from geo_coop.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """The villages that agreements cover by naming regions.

    Attributes
    ----------
    villages
        Codes of the villages, sorted.
    agreements
        Ids of the agreements in order of first appearance; those that cover no village too.
    owner
        For each range the position of its agreement in ``agreements``, ascending.
    low, high
        For each range its first row in ``villages``, and the row after its last. Ranges of one agreement do not
        overlap, and stand in order.
    """

    villages: pd.Index
    agreements: pd.Index
    owner: npt.NDArray[np.int64]
    low: npt.NDArray[np.int64]
    high: npt.NDArray[np.int64]

    @property
    def size(self) -> int:
        """Return how many pairs of village and agreement there are."""
        return int((self.high - self.low).sum())

    def agreements_of_villages(self) -> pd.Series:
        """Return how many agreements cover each village: int64, on ``villages``."""
        size = len(self.villages) + 1
        change = np.bincount(self.low, minlength=size) - np.bincount(self.high, minlength=size)
        return pd.Series(np.cumsum(change)[:-1], index=self.villages, name="agreements")

    def villages_of_agreements(self) -> pd.Series:
        """Return how many villages each agreement covers: int64, on ``agreements``."""
        length = self.high - self.low
        ends = np.concatenate([[0], np.cumsum(length)])
        starts = np.searchsorted(self.owner, np.arange(len(self.agreements) + 1))
        return pd.Series(np.diff(ends[starts]), index=self.agreements, name="villages")

    def pairs(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """Return every pair, in the compressed form of a sparse matrix.

        Returns
        -------
        rows : int32 array of length `size`
            Rows in ``villages``, agreement by agreement, ascending in each.
        starts : int64 array of length ``len(agreements) + 1``
            Where each agreement's rows begin: those of agreement i are ``rows[starts[i]:starts[i + 1]]``.
        """
        rows = np.empty(self.size, dtype=np.int32)
        starts = np.zeros(len(self.agreements) + 1, dtype=np.int64)
        np.cumsum(self.villages_of_agreements().to_numpy(), out=starts[1:])
        every = np.arange(len(self.villages), dtype=np.int32)
        at = 0
        for low, high in zip(self.low.tolist(), self.high.tolist(), strict=True):
            rows[at : at + high - low] = every[low:high]
            at += high - low
        return rows, starts

    def frames(self, agreements_at_once: int = 1_000) -> Iterator[pd.DataFrame]:
        """Yield the pairs as frames with the columns code and agreement, some agreements at a time."""
        for first in range(0, len(self.agreements), agreements_at_once):
            begin, end = np.searchsorted(self.owner, [first, first + agreements_at_once])
            length = self.high[begin:end] - self.low[begin:end]
            before = np.repeat(np.cumsum(length) - length, length)
            rows = np.arange(int(length.sum())) - before + np.repeat(self.low[begin:end], length)
            owner = np.repeat(self.owner[begin:end], length)
            yield pd.DataFrame({"code": self.villages[rows], "agreement": self.agreements[owner]})


def named_coverage(villages: pd.DataFrame | pd.Index | Sequence[str], named: pd.DataFrame) -> Named:
    """Return which villages are covered by agreements that name regions.

    Meant for very many agreements; `geo_coop.cover.coverage` gives rules, shares, stages and evidence.

    Parameters
    ----------
    villages
        Frame indexed by village code, or the codes; sorted and unique.
    named
        One row for each agreement and region that it names, with the columns agreement and region (canonical code of
        any level), in any order. Rows that repeat, or name a region inside another of the same agreement, add
        nothing. A region with none of the villages (one abroad, for example) covers none.

    Raises
    ------
    InputError
        Villages that are not sorted by unique code, a missing column, missing values, or codes that are not canonical.
    """
    index = villages.index if isinstance(villages, pd.DataFrame) else pd.Index(villages)
    _check(index, named)
    numbers, after = number_ranges(index.to_numpy(dtype=str))
    others = index[after - numbers != 1]
    if len(others):
        raise InputError(Problem(f"{len(others)} rows are not codes of villages, as {others[0]!r}"))
    position, agreements = pd.factorize(named["agreement"])
    written, regions = pd.factorize(named["region"])
    first, last = number_ranges(np.asarray(regions, dtype=str))
    bounds = np.searchsorted(numbers, [first, last])
    low, high = bounds[0][written].astype(np.int64), bounds[1][written].astype(np.int64)
    filled = high > low
    owner, low, high = _outermost(position[filled].astype(np.int64), low[filled], high[filled], len(index))
    return Named(index, pd.Index(agreements, name="agreement"), owner, low, high)


def outermost_ranges(named: pd.DataFrame) -> tuple[pd.Index, pd.DataFrame]:
    """Return the agreements of a table, and the village numbers that each covers.

    Parameters
    ----------
    named
        As for `named_coverage`.

    Returns
    -------
    agreements : Index
        Ids in order of first appearance.
    ranges : DataFrame
        Columns owner (position in ``agreements``), low and high (int64, half-open ranges of numbers as
        `geo_coop.cover.code_numbers.number_ranges` gives them), those of one agreement not overlapping, in order.

    Raises
    ------
    InputError
        A missing column, missing values, or codes that are not canonical.
    """
    _check(pd.Index([], dtype=object), named)
    position, agreements = pd.factorize(named["agreement"])
    low, high = number_ranges(named["region"].to_numpy(dtype=str))
    filled = high > low
    # Bounds count by rank: numbers of ten digits would not fit into one key.
    bounds, rank = np.unique(np.concatenate([low[filled], high[filled]]), return_inverse=True)
    half = len(rank) // 2
    owner, first, last = _outermost(position[filled].astype(np.int64), rank[:half], rank[half:], len(bounds))
    ranges = pd.DataFrame({"owner": owner, "low": bounds[first], "high": bounds[last]})
    return pd.Index(agreements, name="agreement"), ranges


def _outermost(owner: Ints, low: Ints, high: Ints, size: int) -> tuple[Ints, Ints, Ints]:
    """Keep, of nested or equal ranges of one agreement, the outermost."""
    # One whole number sorts by agreement, begin, and longer ranges first; it also holds all three.
    wide = size + 1
    key = np.sort((owner * wide + low) * wide + (size - high))
    owner, rest = np.divmod(key, wide * wide)
    low, high = rest // wide, size - rest % wide
    base = owner * wide
    if not len(key):
        return owner, low, high
    reached = np.maximum.accumulate(base + high)
    kept = np.append([True], base[1:] + low[1:] >= reached[:-1])
    return owner[kept], low[kept], high[kept]


def _check(index: pd.Index, named: pd.DataFrame) -> None:
    problems = []
    if not (index.is_monotonic_increasing and index.is_unique):
        problems.append(Problem("villages are not sorted by unique code", "use frame.sort_index() and drop copies"))
    for column in ("agreement", "region"):
        if column not in named.columns:
            problems.append(Problem(f"'named' has no column {column!r}"))
        elif named[column].isna().any():
            rows = np.flatnonzero(named[column].isna())
            problems.append(Problem(f"'named' lacks {column!r} in {len(rows)} rows, first in row {rows[0]}"))
    if problems:
        raise InputError(problems)
