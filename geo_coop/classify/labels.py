"""Labels of classes of numbers, in the marks of a language."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_coop.schema import Lang

_MOST_DIGITS: Final = 12


def labels_of(
    uppers: npt.NDArray[np.float64], lowest: float, highest: float, *, whole: bool, own: bool, lang: Lang
) -> list[str]:
    """Return the label of each class from its bounds; the user's own bounds are written as they were given."""
    if whole:
        result = []
        lower = min(lowest, uppers[0])
        for number, upper in enumerate(uppers):
            if number == 0 and lowest > upper:
                # No value lies in the first class of a user's own bounds.
                result.append(f"≤{_number(upper, 0, lang)}")
            elif math.isinf(upper):
                result.append(f"≥{_number(lower, 0, lang)}")
            else:
                low, high = _number(lower, 0, lang), _number(upper, 0, lang)
                result.append(low if low == high else f"{low}-{high}" if lower >= 0 else f"{low} … {high}")
            lower = upper + 1
        return result
    if len(uppers) == 1 and not (own and np.isfinite(uppers[0])):
        low, high = _number(lowest, 2, lang), _number(highest, 2, lang)
        return [low if low == high else f"{low} - {high}"]
    finite = uppers[np.isfinite(uppers)]
    digits = _written_digits(finite) if own else _digits(np.unique(np.concatenate([[lowest], finite])))
    edges = [_number(value, digits, lang) for value in finite]
    result = [f"≤ {edges[0]}"]
    result += [f"> {low} - {high}" for low, high in itertools.pairwise(edges)]
    if math.isinf(uppers[-1]):
        result.append(f"> {edges[-1]}")
    return result


def _digits(edges: npt.NDArray[np.float64]) -> int:
    """Return the fewest decimals with which neighbouring bounds differ visibly."""
    gaps = np.diff(edges)
    if not len(gaps):
        return 2
    return int(min(_MOST_DIGITS, max(0, 1 - math.floor(math.log10(float(gaps.min()))))))


def _written_digits(edges: npt.NDArray[np.float64]) -> int:
    """Return the fewest decimals that write bounds as they were given."""
    fitting = (digits for digits in range(_MOST_DIGITS) if np.allclose(edges, np.round(edges, digits), 1e-9, 0))
    return next(fitting, _MOST_DIGITS)


def _number(value: float, digits: int, lang: Lang) -> str:
    """Format a number with the marks of the language: 1.234,5 in Indonesian, 1,234.5 in English."""
    text = f"{value:,.{digits}f}"
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))
