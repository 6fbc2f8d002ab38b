"""Bounds of classes of numbers."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_coop.classify.model import Scheme


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
    weight = np.concatenate([[0.0], np.cumsum(counts)])
    centred = distinct - distinct.mean()
    total = np.concatenate([[0.0], np.cumsum(counts * centred)])
    square = np.concatenate([[0.0], np.cumsum(counts * centred**2)])
    size = len(distinct)
    cost = np.full(size + 1, np.inf)
    cost[0] = 0.0
    cuts = np.zeros((k, size + 1), dtype=np.int64)
    for layer in range(k):
        improved = np.full(size + 1, np.inf)
        for end in range(layer + 1, size + 1):
            start = np.arange(layer, end)
            within = square[end] - square[start] - (total[end] - total[start]) ** 2 / (weight[end] - weight[start])
            candidates = cost[start] + within
            best = int(np.argmin(candidates))
            improved[end] = candidates[best]
            cuts[layer, end] = start[best]
        cost = improved
    ends = [size]
    for layer in range(k - 1, 0, -1):
        ends.append(int(cuts[layer, ends[-1]]))
    bounds: npt.NDArray[np.float64] = distinct[np.array(ends[::-1]) - 1]
    return bounds


def distinct_bounds(uppers: npt.NDArray[np.float64], *, whole: bool) -> npt.NDArray[np.float64]:
    """Return the bounds without those that, for whole numbers, bound the same values."""
    return np.unique(np.floor(uppers)) if whole else np.unique(uppers)
