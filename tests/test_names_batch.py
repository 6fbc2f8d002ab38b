"""Many names at once: order, index, and the same answers as one by one."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from geo_coop.errors import AmbiguousError, InputError, NotFoundError
from geo_coop.names import find, match_names, resolve
from geo_coop.register import Register, load_register


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register()


def test_order_index_and_columns_are_kept(register: Register) -> None:
    names = pd.Series(["Kukar", "Tetagass", None, "Kukar", "6503", "61.1", ""], index=[7, 3, 3, 1, 9, 8, 2])
    found = match_names(names, register)
    assert found.index.tolist() == [7, 3, 3, 1, 9, 8, 2]
    assert found.columns.tolist() == ["written", "code", "match", "score", "reason", "candidates"]
    assert [code or "" for code in found["code"]] == ["64.02", "", "", "64.02", "", "", ""]
    assert found["match"].tolist()[:2] == ["alias", "similar"]
    assert found["candidates"].iloc[1][0].code == "65.03.21.2009"
    assert "several meanings" in found["reason"].iloc[4]
    assert "lost a zero" in found["reason"].iloc[5]


def test_within_for_all_or_for_each(register: Register) -> None:
    assert match_names(["Long Nawang", "Labang"], register, within="65.02")["code"].tolist() == ["65.02.05.2001", None]
    found = match_names(["Long Nawang"] * 3, register, within=["65.02", "65.03", None])
    assert found["code"].tolist() == ["65.02.05.2001", "65.03.05.2039", None]
    with pytest.raises(InputError, match="within has 1 values for 2 names"):
        match_names(["a", "b"], register, within=["65"])
    with pytest.raises(NotFoundError, match=r"99\.99"):
        match_names(["a"], register, within="99.99")
    with pytest.raises(InputError, match="unknown level"):
        match_names(["a"], register, level="provinec")


def test_no_names(register: Register) -> None:
    assert match_names([], register).empty


def test_the_same_answers_as_one_by_one(register: Register) -> None:
    chance = random.Random(3)  # noqa: S311  (a sample, no secret)
    names = chance.sample(register.regions["name"].tolist(), 60)
    names += [name[:3] + name[4:] for name in names[:30]]
    for name, code, candidates in match_names(names, register)[["written", "code", "candidates"]].itertuples(
        index=False
    ):
        assert [c.code for c in candidates] == [c.code for c in find(name, register)[:5]]
        if code is None:
            with pytest.raises((AmbiguousError, NotFoundError)):
                resolve(name, register)
        else:
            assert resolve(name, register) == code


@pytest.mark.parametrize("level", ["regency", "district", "village"])
def test_every_region_is_found_in_its_parent_and_no_other_is_taken(register: Register, level: str) -> None:
    """Every name of Kalimantan: taken rightly, or ambiguous where a namesake stands in the same parent."""
    regions = register.regions[register.regions.index.str.match("6[1-5]") & (register.regions["level"] == level)]
    found = match_names(regions["name"].tolist(), register, within=regions["parent"].tolist(), level=level)
    taken = found["code"].notna().to_numpy()
    assert (found["code"].to_numpy()[taken] == regions.index.to_numpy()[taken]).all()
    names = regions["name"].str.lower()
    twins = names.groupby(regions["parent"].to_numpy()).transform(lambda group: group.duplicated(keep=False))
    assert (~taken).sum() == twins.sum()


def test_10000_names_a_tenth_misspelt_are_shown(register: Register) -> None:
    chance = random.Random(5)  # noqa: S311  (a sample, no secret)
    names = chance.sample(register.regions["name"].tolist(), 10_000)
    written = [name[:2] + name[3:] if place % 10 == 0 else name for place, name in enumerate(names)]
    found = match_names(written, register)
    assert len(found) == 10_000
    shown = [any(c.name == name for c in found["candidates"].iloc[place]) for place, name in enumerate(names)]
    assert sum(shown) > 9_700


def test_similar_names_are_taken_on_request_alone(register: Register) -> None:
    names = ["Sumentobool", "Lagass", "Mala", "Sumentobool", "Labang"]
    within = ["65.03.20", "65.03.20", "65.03.20", None, "65.03.20"]
    plain = match_names(names, register, within=within)
    asked = match_names(names, register, within=within, accept_fuzzy=85)
    strict = match_names(names, register, within=within, accept_fuzzy=99.5, limit=1)
    assert asked["code"].tolist() == ["65.03.20.2001", "65.03.20.2007", None, None, "65.03.20.2003"]
    assert plain["code"].tolist()[2:] == strict["code"].tolist()[2:] == asked["code"].tolist()[2:]
    fuzzy = match_names(["Sumantobol", "Tambalang Huku"], register, within="65.03.20", accept_fuzzy=85)
    assert fuzzy["code"].tolist() == ["65.03.20.2001", "65.03.20.2011"]
    assert set(fuzzy["match"]) == {"similar"}
    assert fuzzy["reason"].str.startswith("similar name taken").all()
    assert match_names(["Sumantobol"], register, within="65.03.20")["code"].tolist() == [None]
