"""Classes: missing values, zero, edges, labels and colours."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import mapclassify
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_coop.classify import PALETTES, SCHEMES, classify
from geo_coop.classify.breaks import breaks
from geo_coop.errors import InputError

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_coop.classify import Classification, Scheme


def shown(result: Classification) -> list[tuple[str, int]]:
    return [(each.label, each.count) for each in result.classes]


def test_count_keeps_zero_and_missing_apart() -> None:
    values = pd.Series([0, 1, 4, 9, None, 2, math.inf], index=list("gfedcba"))
    result = classify(values, scheme="count", lang="en", title="Agreements")
    assert shown(result) == [("0", 1), ("1", 1), ("2", 1), ("3-4", 1), ("≥5", 1), ("No data", 2)]
    assert result.index.index.tolist() == list("gfedcba")
    assert result.index.tolist() == [0, 1, 3, 4, 5, 2, 5]
    assert result.title == "Agreements"
    assert result.labels["c"] == "No data"
    assert result.colours["g"] == "#ffffff"


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([0, 1, 2], ["0", "1", "2"]),
        ([3], ["0", "1", "2", "3-4"]),
        ([0, 0], ["0"]),
        ([5], ["0", "1", "2", "3-4", "≥5"]),
        ([], []),
        ([None, None], []),
    ],
)
def test_count_classes_reach_as_far_as_the_values(values: list[Any], labels: list[str]) -> None:
    result = classify(pd.Series(values, dtype="float64"), scheme="count")
    assert [each.label for each in result.classes] == [*labels, "Tidak ada data"]
    assert sum(each.count for each in result.classes) == len(values)


def test_count_with_other_k() -> None:
    result = classify(pd.Series([1, 2, 3, 6, 20]), scheme="count", k=6)
    assert [each.label for each in result.classes][:-1] == ["0", "1", "2", "3-4", "5-8", "≥9"]


@pytest.mark.parametrize("scheme", ["quantiles", "natural_breaks", "equal"])
def test_missing_values_are_in_no_class_of_values(scheme: Scheme) -> None:
    result = classify(pd.Series([1, 2, 3, 4, np.nan]), scheme=scheme, k=2)
    assert result.classes[int(result.index.iloc[-1])].kind == "no_data"
    assert [each.count for each in result.classes] == [2, 2, 1]
    assert [each.label for each in result.classes][:2] == ["1-2", "3-4"]


@pytest.mark.parametrize("scheme", ["quantiles", "natural_breaks", "equal"])
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], []),
        ([np.nan, np.nan], []),
        ([7, 7, 7], [("7", 3)]),
        ([1.5, 1.5], [("1,50", 2)]),
        ([0, 0], [("0", 2)]),
        ([1, 9, 9], [("1", 1), ("2-9", 2)]),
    ],
)
def test_degenerate_columns(scheme: Scheme, values: list[Any], expected: list[tuple[str, int]]) -> None:
    result = classify(pd.Series(values, dtype="float64"), scheme=scheme)
    assert shown(result)[:-1] == expected
    assert result.classes[-1].kind == "no_data"


def test_equal_with_fractions_uses_the_marks_of_the_language() -> None:
    values = pd.Series([0.0, 0.1, 0.2, 0.5, 1.0])
    english = classify(values, scheme="equal", k=3, lang="en")
    assert [each.label for each in english.classes] == ["0", "≤ 0.40", "> 0.40 - 0.70", "> 0.70 - 1.00", "No data"]
    assert classify(values, scheme="equal", k=3).classes[1].label == "≤ 0,40"


def test_user_bins_include_their_upper_bound_and_take_values_above() -> None:
    result = classify(pd.Series([1500, 2000, 2001, 12000]), scheme="user", bins=[2000, 10000])
    assert shown(result)[:-1] == [("1.500-2.000", 2), ("2.001-10.000", 1), ("≥10.001", 1)]


def test_user_bins_below_the_class_of_zero_hold_nothing() -> None:
    assert shown(classify(pd.Series([0, 0.5]), scheme="user", bins=[0]))[:-1] == [("0", 1), ("0,50", 1)]
    assert shown(classify(pd.Series([0, 1, 2]), scheme="user", bins=[0.5, 1.5]))[:-1] == [("0", 1), ("1", 1), ("≥2", 1)]


@pytest.mark.parametrize("missing", [pd.NA, pd.NaT, None])
def test_a_column_of_missing_values_of_any_type_has_no_data(missing: object) -> None:
    result = classify(pd.Series([missing, missing], dtype=None if missing is pd.NaT else object), scheme="count")
    assert shown(result) == [("Tidak ada data", 2)]


def test_numbers_computed_in_two_ways_are_one_class_and_small_ones_are_told_apart() -> None:
    shares = pd.Series([0.1 + 0.2, 0.3, 0.5, 0.25])
    result = classify(shares, scheme="quantiles")
    assert shown(result)[:-1] == [("≤ 0,250", 1), ("> 0,250 - 0,300", 2), ("> 0,300 - 0,500", 1)]
    small = classify(shares * 1e-8, scheme="quantiles", lang="en")
    assert len({each.label for each in small.classes}) == len(small.classes)
    own = classify(shares * 1e-8, scheme="user", bins=[3e-9, 4e-9], lang="en")
    assert [each.label for each in own.classes][:3] == ["≤ 0.000000003", "> 0.000000003 - 0.000000004", "> 0.000000004"]


def test_negative_values_keep_zero_among_them() -> None:
    result = classify(pd.Series([-5, 0, 10]), scheme="user", bins=[0, 10])
    assert shown(result) == [("-5 … 0", 2), ("1-10", 1), ("Tidak ada data", 0)]


def test_natural_breaks_are_those_of_fisher() -> None:
    rng = np.random.default_rng(7)
    values = np.round(np.concatenate([rng.normal(10, 2, 40), rng.normal(50, 5, 40), rng.normal(90, 2, 20)]), 2)
    with pytest.warns(UserWarning, match="[Nn]umba"):
        bounds = mapclassify.FisherJenks(values, k=4).bins
    result = classify(pd.Series(values), scheme="natural_breaks", k=4)
    expected = np.bincount(np.searchsorted(bounds, values), minlength=4)
    assert [each.count for each in result.classes][:-1] == expected.tolist()


@given(st.lists(st.integers(1, 40), min_size=5, max_size=11), st.integers(2, 4))
def test_natural_breaks_leave_the_least_squares(values: list[int], k: int) -> None:
    distinct = np.unique(values).astype(float)

    def squares(bounds: npt.NDArray[np.float64]) -> float:
        of = np.searchsorted(bounds, values)
        return sum(float(np.var(np.array(values)[of == one]) * (of == one).sum()) for one in np.unique(of))

    cuts = itertools.combinations(distinct[:-1], min(k, len(distinct)) - 1)
    least = min(squares(np.array([*cut, distinct[-1]])) for cut in cuts)
    assert squares(breaks(np.array(values, dtype=float), "natural_breaks", k)) == pytest.approx(least, abs=1e-9)


def test_quantiles_are_those_of_mapclassify() -> None:
    values = pd.Series(np.arange(1, 101))
    result = classify(values, scheme="quantiles", k=4)
    assert [each.count for each in result.classes][:-1] == mapclassify.Quantiles(values, k=4).counts.tolist()


def test_categories_stand_in_the_order_given_even_where_empty() -> None:
    values = pd.Series(["b", None, "a", "b"])
    result = classify(values, scheme="categories", categories=[("a", "Aa"), ("b", "Bb"), ("c", "Cc")], lang="en")
    assert shown(result) == [("Aa", 1), ("Bb", 2), ("Cc", 0), ("No data", 1)]
    assert len({each.colour for each in result.classes}) == 4


def test_many_categories_get_an_ordered_palette() -> None:
    names = [f"stage {number}" for number in range(9)]
    result = classify(pd.Series(names), scheme="categories", categories=[(name, name) for name in names])
    assert len({each.colour for each in result.classes}) == 10


def test_not_applicable_wins_over_value_and_missing() -> None:
    values = pd.Series([1.0, np.nan, 0.0, 2.0])
    result = classify(values, scheme="count", not_applicable=pd.Series([True, True, False, False]), lang="en")
    assert shown(result) == [("0", 1), ("1", 0), ("2", 1), ("Not applicable", 2), ("No data", 0)]
    kinds = {each.kind: (each.colour, each.hatch) for each in result.classes}
    assert len({kinds["zero"], kinds["no_data"], kinds["not_applicable"]}) == 3
    assert kinds["no_data"][1] == "diagonal"


def test_own_labels_and_colours() -> None:
    result = classify(pd.Series([1, 2]), scheme="equal", k=2, palette=["#FF0000", "#00ff00"], no_data_label="?")
    assert [(each.label, each.colour) for each in result.classes][:2] == [("1", "#ff0000"), ("2", "#00ff00")]
    assert result.classes[-1].label == "?"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"scheme": "jenks"}, "unknown scheme 'jenks'"),
        ({"scheme": "equal", "k": 1}, "k is 1"),
        ({"scheme": "user"}, "go together"),
        ({"scheme": "user", "bins": [2, 1]}, "do not ascend"),
        ({"scheme": "user", "bins": []}, "do not ascend"),
        ({"scheme": "equal", "palette": "jet"}, "unknown palette 'jet'"),
        ({"scheme": "equal", "palette": ["red"]}, "not of the form #rrggbb"),
        ({"scheme": "equal", "palette": ["#ff0000"]}, "1 colours for 3 classes"),
        ({"scheme": "categories", "categories": [(1, "a")]}, r"2 values stand in no category: 2 \(1\), 3 \(1\)"),
        ({"scheme": "categories", "categories": [(1, "a"), (1, "b")]}, "more than once"),
        ({"scheme": "equal", "not_applicable": pd.Series([True])}, "another index"),
        ({"scheme": "equal", "not_applicable": pd.Series([True, None, False])}, "missing values"),
        ({"scheme": "equal", "lang": "ms"}, "unknown language 'ms'"),
    ],
)
def test_wrong_arguments_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        classify(pd.Series([1, 2, 3]), **options)


@pytest.mark.parametrize(
    ("values", "message"),
    [(["a", "b"], "no numbers"), ([1, -1], "negative"), ([1.5], "no whole numbers")],
)
def test_counts_must_be_counts(values: list[Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        classify(pd.Series(values), scheme="count")


def test_palette_too_short_for_categories() -> None:
    with pytest.raises(InputError, match="use 'viridis'"):
        classify(
            pd.Series(range(8)), scheme="categories", categories=[(n, str(n)) for n in range(8)], palette="Okabe-Ito"
        )


@pytest.mark.parametrize("palette", PALETTES)
def test_palettes_give_distinct_colours(palette: str) -> None:
    result = classify(pd.Series(range(1, 8)), scheme="equal", k=7, palette=palette)
    assert len({each.colour for each in result.classes}) == 8


@given(
    st.lists(st.none() | st.floats(-1e6, 1e6) | st.integers(0, 50), max_size=40),
    st.sampled_from([scheme for scheme in SCHEMES if scheme not in {"categories", "user", "count"}]),
    st.integers(2, 8),
)
def test_every_row_has_one_class_and_order_is_kept(values: list[Any], scheme: Scheme, k: int) -> None:
    series = pd.Series(values, dtype="float64")
    before = series.copy()
    result = classify(series, scheme=scheme, k=k)
    pd.testing.assert_series_equal(series, before)
    assert sum(each.count for each in result.classes) == len(series)
    assert len(result.classes) <= k + 2
    kinds = [result.classes[position].kind for position in result.index]
    assert [kind == "no_data" for kind in kinds] == series.isna().tolist()
    ranged = [(value, position) for value, position in zip(series, result.index, strict=True) if not math.isnan(value)]
    ordered = sorted(ranged)
    assert [position for _, position in ordered] == sorted(position for _, position in ordered)
