"""Bounds of classes of numbers."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_coop.classify.model import Scheme

_COMPUTED: Final = 1e-9  # part of a number within which another one is the same, computed another way


def doubling(k: int, highest: float) -> npt.NDArray[np.float64]:
    """Return the upper bounds 1, 2, 4, 8 ... of the positive classes of a count; the last has no bound."""
    bounds = [float(2**step) for step in range(k - 1)]
    reached = [bound for bound, lower in zip(bounds, [0.0, *bounds], strict=False) if lower < highest]
    return np.array([*reached, np.inf] if highest > bounds[-1] else reached)


def breaks(sample: npt.NDArray[np.float64], scheme: Scheme, k: int) -> npt.NDArray[np.float64]:
    """Return ascending upper bounds, the last being the greatest value."""
    distinct = np.unique(sample)
    if len(distinct) <= k:
        return distinct
    if scheme == "natural_breaks":
        return _natural_breaks(sample, k)
    import mapclassify  # noqa: PLC0415  (slow to import, and needed by two schemes only)

    classifier = mapclassify.Quantiles if scheme == "quantiles" else mapclassify.EqualInterval
    with warnings.catch_warnings():
        # Equal quantiles give fewer classes, as the documentation of `classify` says; no need to warn as well.
        warnings.filterwarnings("ignore", message="Not enough unique values", category=UserWarning)
        bounds = np.asarray(classifier(sample, k=k).bins, dtype=float)
    bounds[-1] = sample.max()
    return np.unique(bounds)


def _natural_breaks(sample: npt.NDArray[np.float64], k: int) -> npt.NDArray[np.float64]:
    """Return the upper bounds that make the sum of squares within classes least (Fisher 1958).

    Worked out exactly over the distinct values, so the same values always give the same classes; the
    k-means of mapclassify starts at random, and its exact variant needs numba to be quick.
    """
    distinct, counts = np.unique(sample, return_counts=True)
    sums = _Sums(distinct - distinct.mean(), counts)
    size = len(distinct)
    cost = sums.within(np.zeros(size + 1, dtype=np.intp), np.arange(size + 1))
    cuts: list[npt.NDArray[np.intp]] = []
    for layer in range(1, k):
        cost, start = _one_class_more(sums, cost, layer)
        cuts.append(start)
    ends = [size]
    for start in reversed(cuts):
        ends.append(int(start[ends[-1]]))
    bounds: npt.NDArray[np.float64] = distinct[np.array(ends[::-1]) - 1]
    return bounds


class _Sums:
    """Sums of ascending values up to each, from which the squares within any run of them follow at once."""

    def __init__(self, values: npt.NDArray[np.float64], counts: npt.NDArray[np.intp]) -> None:
        parts = (counts.astype(float), counts * values, counts * values**2)
        self.weight, self.total, self.square = (np.concatenate([[0.0], np.cumsum(part)]) for part in parts)

    def within(self, start: npt.NDArray[np.intp], end: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
        """Return the sum of squares about the mean of each run of values, from ``start`` to before ``end``."""
        weight = np.maximum(self.weight[end] - self.weight[start], 1.0)
        result: npt.NDArray[np.float64] = (
            self.square[end] - self.square[start] - (self.total[end] - self.total[start]) ** 2 / weight
        )
        return result


def _one_class_more(
    sums: _Sums, cost: npt.NDArray[np.float64], layer: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.intp]]:
    """Return the least cost of the values before each end in one class more, and where the last class begins.

    That place never moves back as the end moves on, so half of the ends bound the search for those between them: all
    are found in as many rounds as halving takes.
    """
    size = len(cost) - 1
    least, begin = np.full(size + 1, np.inf), np.zeros(size + 1, dtype=np.intp)
    first, last = np.array([layer + 1]), np.array([size])  # ends to do, as ranges
    low, high = np.array([layer]), np.array([size - 1])  # and where their last classes may begin
    while len(first):
        end = (first + last) // 2
        count = np.minimum(high, end - 1) - low + 1
        group = np.repeat(np.arange(len(end)), count)
        offset = np.cumsum(count) - count
        start = np.arange(len(group)) - offset[group] + low[group]
        costs = cost[start] + sums.within(start, end[group])
        best = np.minimum.reduceat(costs, offset)
        hit = np.flatnonzero(costs == best[group])
        at = start[hit[np.searchsorted(group[hit], np.arange(len(end)))]]
        least[end], begin[end] = best, at
        first, last = np.concatenate([first, end + 1]), np.concatenate([end - 1, last])
        low, high = np.concatenate([low, at]), np.concatenate([at, high])
        left = np.flatnonzero(first <= last)
        first, last, low, high = first[left], last[left], low[left], high[left]
    return least, begin


def distinct_bounds(uppers: npt.NDArray[np.float64], *, whole: bool) -> npt.NDArray[np.float64]:
    """Return the bounds without those that bound the same values: whole numbers, or numbers as they were computed."""
    if whole:
        return np.unique(np.floor(uppers))
    bounds = np.unique(uppers)
    apart = np.diff(bounds) > _COMPUTED * np.abs(bounds[:-1])
    kept: npt.NDArray[np.float64] = bounds[np.append(apart, [True])]
    return kept
