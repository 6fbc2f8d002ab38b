from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest

from geo_coop import load_register
from geo_coop.codes import contains
from geo_coop.cover.code_numbers import number_ranges
from geo_coop.cover.ranges import named_coverage
from geo_coop.errors import InputError

VILLAGES = ["61.01.01.2001", "64.03.01.1001", "64.03.01.2002", "64.03.02.2001", "64.09.01.2001", "65.03.05.2033"]


def frame(*pairs: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["agreement", "region"])


def test_a_region_named_twice_or_inside_another_counts_once() -> None:
    named = named_coverage(
        VILLAGES, frame(("a", "64.03.01"), ("a", "64.03"), ("a", "64.03"), ("b", "64.03.02.2001"), ("c", "MY-12"))
    )
    assert named.agreements_of_villages().tolist() == [0, 1, 1, 2, 0, 0]
    assert named.villages_of_agreements().to_dict() == {"a": 3, "b": 1, "c": 0}
    rows, starts = named.pairs()
    assert rows.tolist() == [1, 2, 3, 3]
    assert starts.tolist() == [0, 3, 4, 4]


def test_the_country_holds_every_village_and_a_foreign_region_none() -> None:
    named = named_coverage(VILLAGES, frame(("x", "ID"), ("x", "65"), ("y", "MY")))
    assert named.size == len(VILLAGES)
    assert named.villages_of_agreements().to_dict() == {"x": 6, "y": 0}


def test_no_agreement_at_all() -> None:
    named = named_coverage(VILLAGES, frame())
    assert named.size == 0
    assert named.agreements_of_villages().tolist() == [0] * 6
    assert list(named.frames()) == []


def test_wrong_codes_are_all_told() -> None:
    with pytest.raises(InputError) as told:
        named_coverage(VILLAGES, frame(("a", "6403"), ("b", "64.3")))
    assert "6403" in str(told.value)
    assert "64.3" in str(told.value)


def test_missing_values_and_unsorted_villages_are_refused() -> None:
    with pytest.raises(InputError, match="lacks 'region' in 1 rows, first in row 1"):
        named_coverage(VILLAGES, pd.DataFrame({"agreement": ["a", "b"], "region": ["64", None]}))
    with pytest.raises(InputError, match="not codes of villages"):
        named_coverage(["64.01", "MY-12"], frame(("a", "64")))
    with pytest.raises(InputError, match="not sorted"):
        named_coverage(VILLAGES[::-1], frame(("a", "64")))


def test_numbers_of_every_code_of_the_register_keep_its_order() -> None:
    codes = load_register().villages("ID").index.to_numpy(dtype=str)
    first, last = number_ranges(codes)
    assert (np.diff(first) > 0).all()
    assert (last - first == 1).all()
    assert [str(number) for number in first[:3]] == [code.replace(".", "") for code in codes[:3]]


def test_random_agreements_against_sets() -> None:
    register = load_register()
    chance = random.Random(20251122)  # noqa: S311 (made-up agreements)
    villages = register.villages("64").index.tolist() + register.villages("65").index.tolist()
    pool = [*register.within("64").index, *register.within("65").index, "ID", "63", "MY-12"]
    pairs = [(f"k{number:03d}", chance.choice(pool)) for number in range(300) for _ in range(chance.randint(1, 5))]
    expected = {
        agreement: {
            code for other, region in pairs if other == agreement for code in villages if contains(region, code)
        }
        for agreement in dict(pairs)
    }
    named = named_coverage(sorted(villages), frame(*pairs))
    found = pd.concat(named.frames(agreements_at_once=7))
    assert {key: set(rows) for key, rows in found.groupby("agreement")["code"]} == {
        key: codes for key, codes in expected.items() if codes
    }
    assert not found.duplicated().any()
    assert len(found) == named.size
    counts = found["code"].value_counts().reindex(sorted(villages), fill_value=0)
    assert counts.tolist() == named.agreements_of_villages().tolist()
