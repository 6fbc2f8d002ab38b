"""Classes of a column: one object gives each row's class, the colours and the legend.

Missing values never become zero and never fall into a class of values: "no data", "zero" and "not applicable"
are classes of their own. Colours are chosen to be told apart with the common kinds of colour blindness; the
classes that hold no value are hatched as well, so that they do not rest on colour.
"""

from __future__ import annotations

import itertools
import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pandas as pd

from geo_coop.errors import InputError, Problem
from geo_coop.schema import unknown_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from geo_coop.schema import Lang

Scheme = Literal["count", "categories", "quantiles", "natural_breaks", "equal", "user"]
Kind = Literal["zero", "values", "category", "not_applicable", "no_data"]
Hatch = Literal["none", "diagonal", "dots"]

SCHEMES: Final[tuple[Scheme, ...]] = ("count", "categories", "quantiles", "natural_breaks", "equal", "user")

_PALETTES: Final[dict[str, tuple[str, ...]]] = {
    # Sequential, light to dark; yellow-green-blue of ColorBrewer without its palest step, which reads as "zero".
    "YlGnBu": ("#edf8b1", "#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#253494", "#081d58"),
    "viridis": ("#fde725", "#aadc32", "#5ec962", "#27ad81", "#21918c", "#2c728e", "#3b528b", "#472d7b", "#440154"),
    "cividis": ("#fee838", "#e1cc55", "#c3b369", "#a59c74", "#8a8678", "#707173", "#575d6d", "#35456c", "#00224e"),
    # Qualitative, of Okabe and Ito.
    "Okabe-Ito": ("#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7"),
}
PALETTES: Final = tuple(_PALETTES)
_OKABE_ITO: Final = _PALETTES["Okabe-Ito"]

_ZERO_COLOUR: Final = "#ffffff"
_NO_DATA_COLOUR: Final = "#d0d0d0"
_NOT_APPLICABLE_COLOUR: Final = "#e9e2d6"
_WORDS: Final[dict[str, dict[str, str]]] = {
    "id": {"no_data": "Tidak ada data", "not_applicable": "Tidak berlaku"},
    "en": {"no_data": "No data", "not_applicable": "Not applicable"},
}
_MIN_K: Final = 2
_MAX_K: Final = 12


@dataclass(frozen=True, slots=True)
class MapClass:
    """One class: a row of the legend.

    Attributes
    ----------
    kind
        ``zero``, ``values`` (a range of numbers), ``category``, ``not_applicable`` or ``no_data``.
    label
        Text for the legend, in the language asked for. Text, never markup.
    colour
        ``#rrggbb``.
    hatch
        Pattern drawn over the colour: ``none``, ``diagonal`` or ``dots``.
    count
        Number of rows in the class.
    """

    kind: Kind
    label: str
    colour: str
    hatch: Hatch
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class Classification:
    """The class of each row, and the classes in legend order.

    Attributes
    ----------
    index
        Position in `classes` for each row, int64, on the caller's index and in the caller's row order.
    classes
        All classes in legend order. Counts add up to the number of rows. A no-data class always stands last.
    scheme
        How the values were classed.
    lang
        Language of the labels.
    title
        What the classes say: the heading of the legend.
    """

    index: pd.Series
    classes: tuple[MapClass, ...]
    scheme: Scheme
    lang: Lang
    title: str = ""

    @property
    def colours(self) -> pd.Series:
        """The colour of each row, on the caller's index."""
        table = np.array([each.colour for each in self.classes], dtype=object)
        return pd.Series(table[self.index.to_numpy()], index=self.index.index, name="colour", dtype=object)

    @property
    def labels(self) -> pd.Series:
        """The legend label of each row, on the caller's index."""
        table = np.array([each.label for each in self.classes], dtype=object)
        return pd.Series(table[self.index.to_numpy()], index=self.index.index, name="label", dtype=object)


def classify(
    values: pd.Series,
    *,
    scheme: Scheme,
    k: int = 5,
    bins: Sequence[float] | None = None,
    categories: Sequence[tuple[object, str]] | None = None,
    palette: str | Sequence[str] | None = None,
    no_data_label: str | None = None,
    not_applicable: pd.Series | None = None,
    lang: Lang = "id",
    title: str = "",
) -> Classification:
    """Put values into classes, with colours and legend labels.

    Missing values (None, NaN, NA) and infinite ones make the class "no data". Zero is a class of its own where
    no value is negative. Whole numbers get whole labels ("1", "3-4", "≥5"). Classes that would be the same
    are merged, so few distinct values give fewer than ``k`` classes, a constant column gives one, and a
    column without any value gives "no data" alone.

    Parameters
    ----------
    values
        Numbers, or any hashable values for ``scheme="categories"``. Its index is kept.
    scheme
        ``count`` (0, 1, 2, 3-4, ≥5 and so on, doubling), ``categories``, ``quantiles``, ``natural_breaks``
        (least squares within classes), ``equal`` (equal widths) or ``user`` (upper bounds in ``bins``).
    k
        Greatest number of classes, 2 to 12, the class of zero not counted except for ``count``.
    bins
        For ``user``: ascending upper bounds, each belonging to its class; values above the last get a class.
    categories
        For ``categories``: ``(value, label)`` in legend order. All of them stand in the legend.
    palette
        A name of `PALETTES`, or colours ``#rrggbb`` in class order (at least as many as classes).
        The default is YlGnBu; for up to seven categories Okabe-Ito, for more viridis.
    no_data_label
        Legend label for missing values, in place of the default of ``lang``.
    not_applicable
        Booleans on the same index: rows for which the question does not arise, whatever their value.
    lang
        Language of the default labels and of the decimal mark.
    title
        What the classes say, for the legend.

    Raises
    ------
    InputError
        Unknown scheme or palette, values that are no numbers, values outside the categories, bins that do not
        ascend, or an index that does not match. All problems that can be found together are reported together.

    Examples
    --------
    >>> result = classify(pd.Series([0, 1, 4, 9, None]), scheme="count", lang="en")
    >>> [(each.label, each.count) for each in result.classes]
    [('0', 1), ('1', 1), ('2', 0), ('3-4', 1), ('≥5', 1), ('No data', 1)]
    """
    _check(values, scheme, k, bins, categories, not_applicable, lang)
    outside = np.zeros(len(values), dtype=bool)
    if not_applicable is not None:
        outside = not_applicable.to_numpy(dtype=bool)
    if scheme == "categories":
        position, parts = _by_category(values, outside, categories or ())
    else:
        position, parts = _by_number(values, outside, scheme=scheme, k=k, bins=bins, lang=lang)
    coloured = sum(kind != "zero" for kind, _ in parts)
    if palette is None:
        palette = "YlGnBu" if scheme != "categories" else "Okabe-Ito" if coloured <= len(_OKABE_ITO) else "viridis"
    colours = iter(_colours(palette, coloured))
    rows: list[tuple[Kind, str, str, Hatch]] = [
        (kind, label, _ZERO_COLOUR if kind == "zero" else next(colours), "none") for kind, label in parts
    ]
    if not_applicable is not None:
        position[outside] = len(rows)
        rows.append(("not_applicable", _WORDS[lang]["not_applicable"], _NOT_APPLICABLE_COLOUR, "dots"))
    position[position < 0] = len(rows)
    rows.append(("no_data", no_data_label or _WORDS[lang]["no_data"], _NO_DATA_COLOUR, "diagonal"))
    counts = np.bincount(position, minlength=len(rows))
    classes = tuple(MapClass(*row, count=int(count)) for row, count in zip(rows, counts, strict=True))
    index = pd.Series(position, index=values.index, name="class", dtype="int64")
    return Classification(index, classes, scheme, lang, title)


def _check(
    values: pd.Series,
    scheme: str,
    k: int,
    bins: Sequence[float] | None,
    categories: Sequence[tuple[object, str]] | None,
    not_applicable: pd.Series | None,
    lang: str,
) -> None:
    """Raise with everything that is wrong with the arguments."""
    problems: list[Problem] = []
    if scheme not in SCHEMES:
        problems.append(Problem(unknown_word("scheme", scheme, SCHEMES)))
    if lang not in _WORDS:
        problems.append(Problem(unknown_word("language", lang, tuple(_WORDS))))
    if not _MIN_K <= k <= _MAX_K:
        problems.append(Problem(f"k is {k}", f"choose {_MIN_K} to {_MAX_K} classes"))
    if (scheme == "user") != (bins is not None):
        problems.append(Problem("scheme 'user' and 'bins' go together"))
    if bins is not None and (not len(bins) or not np.isfinite(bins).all() or (np.diff(bins) <= 0).any()):
        problems.append(Problem(f"bins {list(bins)} do not ascend", "give finite upper bounds, lowest first"))
    if (scheme == "categories") != (categories is not None):
        problems.append(Problem("scheme 'categories' and 'categories' go together"))
    if categories is not None and len({value for value, _ in categories}) < len(categories):
        problems.append(Problem("categories hold a value more than once"))
    if not_applicable is not None:
        problems += _check_mask(not_applicable, values.index)
    if problems:
        raise InputError(problems)


def _check_mask(mask: pd.Series, index: pd.Index) -> list[Problem]:
    if not mask.index.equals(index):
        return [Problem("'not_applicable' has another index than the values", "reindex it first")]
    if mask.isna().any():
        return [Problem("'not_applicable' has missing values", "fill them with True or False")]
    return []


def _by_category(
    values: pd.Series, outside: npt.NDArray[np.bool_], categories: Sequence[tuple[object, str]]
) -> tuple[npt.NDArray[np.int64], list[tuple[Kind, str]]]:
    known = {value: position for position, (value, _) in enumerate(categories)}
    missing = values.isna().to_numpy() | outside
    position = np.full(len(values), -1, dtype=np.int64)
    unknown: dict[object, int] = {}
    for row, value in enumerate(values.tolist()):
        if missing[row]:
            continue
        if value in known:
            position[row] = known[value]
        else:
            unknown[value] = unknown.get(value, 0) + 1
    if unknown:
        shown = ", ".join(f"{value!r} ({count})" for value, count in list(unknown.items())[:5])
        message = f"{len(unknown)} values stand in no category: {shown}; add them, or make them missing"
        raise InputError(message)
    return position, [("category", label) for _, label in categories]


def _by_number(
    values: pd.Series,
    outside: npt.NDArray[np.bool_],
    *,
    scheme: Scheme,
    k: int,
    bins: Sequence[float] | None,
    lang: Lang,
) -> tuple[npt.NDArray[np.int64], list[tuple[Kind, str]]]:
    if not (pd.api.types.is_numeric_dtype(values.dtype) or values.isna().all()):
        message = f"values of type {values.dtype} are no numbers; use scheme 'categories', or convert them"
        raise InputError(message)
    numbers = values.astype("float64").to_numpy(dtype=float, na_value=np.nan)
    used = np.isfinite(numbers) & ~outside
    position = np.full(len(numbers), -1, dtype=np.int64)
    if scheme == "count" and (numbers[used] < 0).any():
        message = "scheme 'count' has negative values; use 'equal', 'quantiles' or 'user'"
        raise InputError(message)
    whole = bool((numbers[used] == np.round(numbers[used])).all())
    if scheme == "count" and not whole:
        message = "scheme 'count' has values that are no whole numbers; use 'equal', 'quantiles' or 'user'"
        raise InputError(message)
    zeros = used & (numbers == 0) & (not (numbers[used] < 0).any())
    ranged = used & ~zeros
    parts: list[tuple[Kind, str]] = []
    if zeros.any() or (scheme == "count" and used.any()):
        position[zeros] = 0
        parts.append(("zero", "0"))
    if not ranged.any():
        return position, parts
    sample = numbers[ranged]
    if scheme == "count":
        uppers = _doubling(k - 1, sample.max())
    elif scheme == "user":
        uppers = np.asarray(bins, dtype=float)
        if sample.max() > uppers[-1]:
            uppers = np.append(uppers, np.inf)
        uppers = uppers[uppers > 0] if zeros.any() else uppers
    else:
        uppers = _breaks(sample, scheme, k)
    uppers = _distinct(uppers, whole=whole)
    position[ranged] = len(parts) + np.searchsorted(uppers, sample, side="left")
    lowest = 1.0 if scheme == "count" else float(sample.min())
    labels = _labels(uppers, lowest, float(sample.max()), whole=whole, own=scheme == "user", lang=lang)
    parts += [("values", label) for label in labels]
    return position, parts


def _doubling(k: int, highest: float) -> npt.NDArray[np.float64]:
    """Return the upper bounds 1, 2, 4, 8 ... of the positive classes of a count; the last has no bound."""
    bounds = [float(2**step) for step in range(k - 1)]
    reached = [bound for bound, lower in zip(bounds, [0.0, *bounds], strict=False) if lower < highest]
    return np.array([*reached, np.inf] if highest > bounds[-1] else reached)


def _breaks(sample: npt.NDArray[np.float64], scheme: Scheme, k: int) -> npt.NDArray[np.float64]:
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


def _distinct(uppers: npt.NDArray[np.float64], *, whole: bool) -> npt.NDArray[np.float64]:
    """Return the bounds without those that, for whole numbers, bound the same values."""
    return np.unique(np.floor(uppers)) if whole else np.unique(uppers)


def _labels(
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
    if len(uppers) == 1 and not own:
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
    """Return the fewest decimals, at most 6, with which neighbouring bounds differ visibly."""
    gaps = np.diff(edges)
    if not len(gaps):
        return 2
    return int(min(6, max(0, 1 - math.floor(math.log10(float(gaps.min()))))))


def _written_digits(edges: npt.NDArray[np.float64]) -> int:
    """Return the fewest decimals, at most 6, that write bounds as they were given."""
    return next((digits for digits in range(6) if np.allclose(edges, np.round(edges, digits), rtol=0, atol=1e-9)), 6)


def _number(value: float, digits: int, lang: Lang) -> str:
    """Format a number with the marks of the language: 1.234,5 in Indonesian, 1,234.5 in English."""
    text = f"{value:,.{digits}f}"
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))


def _colours(palette: str | Sequence[str], count: int) -> list[str]:
    """Return ``count`` colours of a palette, sequential ones spread over their whole length."""
    if not isinstance(palette, str):
        given = list(palette)
        wrong = [colour for colour in given if not _is_colour(colour)]
        if wrong:
            message = f"palette colours {wrong} are not of the form #rrggbb"
            raise InputError(message)
        if len(given) < count:
            message = f"palette has {len(given)} colours for {count} classes"
            raise InputError(message)
        return [colour.lower() for colour in given[:count]]
    if palette not in _PALETTES:
        raise InputError(unknown_word("palette", palette, PALETTES))
    stops = _PALETTES[palette]
    if palette == "Okabe-Ito":
        if count > len(stops):
            message = f"palette 'Okabe-Ito' has {len(stops)} colours for {count} classes; use 'viridis'"
            raise InputError(message)
        return list(stops[:count])
    if count == 1:
        return [stops[len(stops) // 2]]
    table = np.array([[int(stop[start : start + 2], 16) for start in (1, 3, 5)] for stop in stops], dtype=float)
    at = np.linspace(0, len(stops) - 1, count)
    channels = [np.interp(at, np.arange(len(stops)), table[:, channel]) for channel in range(3)]
    return ["#" + "".join(f"{round(float(value)):02x}" for value in row) for row in zip(*channels, strict=True)]


def _is_colour(text: object) -> bool:
    return (
        isinstance(text, str)
        and len(text) == len("#rrggbb")
        and text[0] == "#"
        and all(character in "0123456789abcdefABCDEF" for character in text[1:])
    )
