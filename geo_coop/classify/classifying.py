"""Values put into classes, with colours and labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_coop.classify.breaks import breaks, distinct_bounds, doubling
from geo_coop.classify.labels import labels_of
from geo_coop.classify.model import SCHEMES, Classification, Hatch, Kind, MapClass, Scheme
from geo_coop.classify.palettes import MOST_QUALITATIVE, colours_of
from geo_coop.errors import InputError, Problem
from geo_coop.schema import unknown_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from geo_coop.schema import Lang

_ZERO_COLOUR: Final = "#ffffff"
_NO_DATA_COLOUR: Final = "#d0d0d0"
_NOT_APPLICABLE_COLOUR: Final = "#e9e2d6"
_WORDS: Final[dict[str, dict[str, str]]] = {
    "id": {"no_data": "Tidak ada data", "not_applicable": "Tidak berlaku"},
    "en": {"no_data": "No data", "not_applicable": "Not applicable"},
}
_MIN_K: Final = 2
_MAX_K: Final = 12


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
    >>> import pandas as pd
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
        palette = "YlGnBu" if scheme != "categories" else "Okabe-Ito" if coloured <= MOST_QUALITATIVE else "viridis"
    colours = iter(colours_of(palette, coloured))
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


def _numbers(values: pd.Series) -> npt.NDArray[np.float64]:
    """Return values as float64, missing ones as NaN."""
    if values.isna().all():
        return np.full(len(values), np.nan, dtype=np.float64)
    if not pd.api.types.is_any_real_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype):
        message = f"values of type {values.dtype} are no numbers; use scheme 'categories', or convert them"
        raise InputError(message)
    return np.asarray(values.astype("float64").to_numpy(na_value=np.nan), dtype=np.float64)


def _by_number(
    values: pd.Series,
    outside: npt.NDArray[np.bool_],
    *,
    scheme: Scheme,
    k: int,
    bins: Sequence[float] | None,
    lang: Lang,
) -> tuple[npt.NDArray[np.int64], list[tuple[Kind, str]]]:
    numbers = _numbers(values)
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
        uppers = doubling(k - 1, sample.max())
    elif scheme == "user":
        uppers = np.asarray(bins, dtype=float)
        if sample.max() > uppers[-1]:
            uppers = np.append(uppers, np.inf)
    else:
        uppers = breaks(sample, scheme, k)
    uppers = distinct_bounds(uppers, whole=whole)
    if zeros.any():  # a class of its own holds all that a bound of 0 or less could
        uppers = uppers[uppers > 0]
    position[ranged] = len(parts) + np.searchsorted(uppers, sample, side="left")
    lowest = 1.0 if scheme == "count" else float(sample.min())
    labels = labels_of(uppers, lowest, float(sample.max()), whole=whole, own=scheme == "user", lang=lang)
    parts += [("values", label) for label in labels]
    return position, parts
