"""A thousand random agreements against a slow reference of plain sets and strings, without a word of the package."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any, Final

import numpy as np
import pandas as pd

from geo_coop.agreements.dates import PartialDate
from geo_coop.agreements.model import Agreement, BorderSet, Text, Zone
from geo_coop.cover import Succession, coverage

WORDS: Final = {"id": "x", "en": "x"}
EVIDENCE: Final = [{"id": "e", "document": "S1", "statement": WORDS}]
ORDER: Final = ["contact", "offer", "intent", "plan", "framework", "binding", "running", "ended"]
VILLAGES: Final = [
    f"{province}.{regency:02d}.{district:02d}.{village}"
    for province in (64, 65)
    for regency in (1, 2, 71)
    for district in (1, 2)
    for village in (1001, 2001, 2010)
]
FACING: Final = {code: ("MY-12", "MY-13", "MY-12.01")[number % 3] for number, code in enumerate(VILLAGES)}
SPLITS: Final = (("64", "65", "2012"), ("64.01", "64.71", "1999-10"), ("65.01", "65.02", "2007-07-17"))
ROLES: Final = ["initiator", "partner", "host", "mediator", "beneficiary", "supplier", "organiser", "observer", "chair"]


class Dice:
    """Random choices that are the same on every run."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def number(self, low: int, high: int) -> int:
        return int(self.rng.integers(low, high + 1))

    def one(self, of: list[Any]) -> Any:
        return of[self.number(0, len(of) - 1)]

    def some(self, of: list[Any], least: int, most: int) -> list[Any]:
        found = [self.one(of) for _ in range(self.number(least, most))]
        return list(dict.fromkeys(found))

    def region(self) -> str:
        code = self.one(VILLAGES)
        return str(self.one([code, code[:8], code[:5], code[:2], code[:5], "ID", "MY", "MY-12", "MY-13.02", "62.01"]))

    def date(self) -> str:
        year, month, day = self.number(1980, 2025), self.number(1, 12), self.number(1, 28)
        later = f"{year + self.number(0, 30)}-12"
        return str(self.one([
            f"{year}-{month:02d}-{day:02d}", f"{year}-{month:02d}", f"{year}", f"{year}-{month:02d}/{later}", "unknown",
        ]))  # fmt: skip


def zone_data(dice: Dice, number: int) -> dict[str, Any]:
    members = dice.some([dice.region() for _ in range(4)], 1, 4)
    return {
        "id": f"z-{number}", "group": "zone", "number": number, "title": WORDS, "evidence": EVIDENCE,
        "members": [{"region": code, "implied": dice.one([True, False])} for code in members],
    }  # fmt: skip


def set_data(dice: Dice, number: int) -> dict[str, Any]:
    districts = dice.some(sorted({code[:8] for code in VILLAGES}), 1, 5)
    return {
        "id": f"s-{number}", "title": WORDS, "region": "65", "neighbour": "MY", "evidence": EVIDENCE,
        "districts": [{"code": code, "name": code} for code in districts],
    }  # fmt: skip


def rule_data(dice: Dice) -> dict[str, Any]:
    kind = dice.one(["territory", "territory", "list", "legal_border", "zone", "point"])
    rule: dict[str, Any] = {"rule": kind, "evidence": ["e"]}
    if kind == "list":
        rule["regions"] = dice.some([dice.region() for _ in range(3)], 1, 3)
    elif kind == "territory" and dice.one([True, False]):
        rule["regions"] = dice.some([dice.region() for _ in range(2)], 1, 2)
    elif kind == "legal_border":
        rule["border_set"] = f"s-{dice.number(0, 4)}"
        rule["facing"] = dice.one([[], ["MY-12"], ["MY-13", "MY-12.01"]])
    elif kind == "zone":
        rule["zone"] = f"z-{dice.number(0, 6)}"
    elif kind == "point":
        rule |= {"region": dice.one(VILLAGES), "latitude": 1, "longitude": 116}
    return rule


def agreement_data(dice: Dice, number: int) -> dict[str, Any]:
    parties = [{"region": dice.region(), "role": dice.one(ROLES)} for _ in range(dice.number(1, 4))]
    if dice.number(0, 9) == 0:
        then = {"regions": dice.some(VILLAGES, 1, 2), "reason": WORDS, "evidence": ["e"]}
        parties[0]["territory_then"] = then
    # One party that always brings land, so that no rule is without a base.
    parties.append({"region": dice.region(), "role": "partner"})
    parties = list({party["region"]: party for party in parties}.values())
    period = None
    if dice.number(0, 4) == 0:
        renewals = [{"date": dice.date(), "evidence": ["e"], **dice.one([{}, {"until": dice.date()}])}
                    for _ in range(dice.number(0, 2))]  # fmt: skip
        period = {"ends": dice.date(), "renewals": renewals, "evidence": ["e"]}
    return {
        "id": f"a-{number:04d}", "title": WORDS, "kind": "KSDD", "parties": parties, "period": period,
        "stages": [
            {
                "stage": dice.one(ORDER), "date": dice.date(), "evidence": ["e"],
                "status": dice.one(["done", "done", "done", "planned", "unconfirmed"]),
            }
            for _ in range(dice.number(1, 4))
        ],
        "coverage": [rule_data(dice) for _ in range(dice.number(1, 3))],
        "evidence": EVIDENCE,
    }  # fmt: skip


# The reference: strings, sets and days, nothing else.


def span(text: str) -> tuple[dt.date, dt.date]:
    if text == "unknown":
        return dt.date.min, dt.date.max
    first, _, last = text.partition("/")
    numbers = [int(part) for part in (last or first).split("-")]
    begin = dt.date(*([int(part) for part in first.split("-")] + [1, 1])[:3])
    if len(numbers) == 1:
        return begin, dt.date(numbers[0], 12, 31)
    if len(numbers) == 2:
        return begin, dt.date(numbers[0], numbers[1], calendar.monthrange(numbers[0], numbers[1])[1])
    return begin, dt.date(*numbers)


def lies_in(code: str, region: str) -> bool:
    return region in ("ID", code) or code.startswith(region + ".")


def reference_stage(data: dict[str, Any], on: dt.date | None) -> tuple[str, str] | None:
    done = [(ORDER.index(each["stage"]), *span(each["date"])) for each in data["stages"] if each["status"] == "done"]
    certain = [rank for rank, _, last in done if on is None or last <= on]
    perhaps = [rank for rank, first, last in done if on is not None and first <= on < last]
    if certain:
        state = (ORDER[max(certain)], "certain")
    elif perhaps:
        going = [rank for rank in perhaps if rank != 7] or perhaps
        state = (ORDER[max(going)], "perhaps")
    else:
        return None
    period = data["period"]
    if period is not None and on is not None:
        ends: str | None = period["ends"]
        made = [each for each in period["renewals"] if span(each["date"])[0] <= on]
        if made:
            latest = max(span(each["date"]) for each in made)
            ends = next(each.get("until") for each in made if span(each["date"]) == latest)
        if ends is not None and ends != "unknown" and span(ends)[1] < on:
            return "ended", "certain"
    return state


def reference_agreed(data: dict[str, Any]) -> dt.date | None:
    done = [each for each in data["stages"] if each["status"] == "done" and each["stage"] != "ended"]
    done = [each for each in done if each["date"] != "unknown"]
    bound = [each for each in done if each["stage"] in ("framework", "binding", "running")]
    spans = [span(each["date"]) for each in bound or done]
    return min(spans)[1] if spans else None


def reference_territory(data: dict[str, Any], regions: list[str]) -> set[str]:
    agreed = reference_agreed(data)
    told = {
        party["region"]: party["territory_then"]["regions"] for party in data["parties"] if "territory_then" in party
    }
    held: set[str] = set()
    for region in regions:
        if region in told:
            held |= {code for code in VILLAGES if any(lies_in(code, part) for part in (region, *told[region]))}
            continue
        names = {region}
        while True:
            more = {
                new for old, new, when in SPLITS
                if agreed is not None and agreed < span(when)[0] and any(lies_in(old, name) for name in names)
            } - names  # fmt: skip
            if not more:
                break
            names |= more
        held |= {code for code in VILLAGES if any(lies_in(code, name) for name in names)}
    return held


def reference_rule(data: dict[str, Any], rule: dict[str, Any], zones: dict[str, Any], sets: dict[str, Any]) -> set[str]:
    landless = {"mediator", "organiser", "observer", "chair"}
    match rule["rule"]:
        case "territory":
            parties = [party["region"] for party in data["parties"] if party["role"] not in landless]
            return reference_territory(data, rule.get("regions") or parties)
        case "list":
            return {code for code in VILLAGES for region in rule["regions"] if lies_in(code, region)}
        case "legal_border":
            districts = {entry["code"] for entry in sets[rule["border_set"]]["districts"]}
            wanted = rule["facing"]
            return {code for code in VILLAGES if code[:8] in districts and (not wanted or FACING[code] in wanted)}
        case "zone":
            members = [member["region"] for member in zones[rule["zone"]]["members"]]
            return {code for code in VILLAGES for region in members if lies_in(code, region)}
        case _:
            return {rule["region"]}


def test_a_thousand_random_agreements_on_random_days() -> None:
    dice = Dice(20241231)
    zones = {f"z-{number}": zone_data(dice, number) for number in range(7)}
    sets = {f"s-{number}": set_data(dice, number) for number in range(5)}
    data = [agreement_data(dice, number) for number in range(1000)]
    records = [Agreement.model_validate(each) for each in data]
    villages = pd.DataFrame({"name": VILLAGES}, index=pd.Index(VILLAGES, name="code")).sort_index()
    why = Text(id="x", en="x")
    splits = [Succession(old, new, PartialDate.parse(when), why) for old, new, when in SPLITS]
    days = [None, *(dt.date(dice.number(1979, 2026), dice.number(1, 12), dice.number(1, 28)) for _ in range(6))]
    covered = {
        (each["id"], number): reference_rule(each, rule, zones, sets)
        for each in data
        for number, rule in enumerate(each["coverage"])
    }
    seen = 0
    for on in days:
        expected = set()
        for each in data:
            state = reference_stage(each, on)
            if state is None:
                continue
            rules = [(rule["rule"], covered[each["id"], number]) for number, rule in enumerate(each["coverage"])]
            for code in VILLAGES:
                hit = list(dict.fromkeys(name for name, codes in rules if code in codes))
                if hit:
                    expected.add((code, each["id"], "; ".join(hit), *state))
        table = coverage(
            villages, records, on=on, successions=splits, facing=pd.Series(FACING),
            zones=[Zone.model_validate(each) for each in zones.values()],
            border_sets=[BorderSet.model_validate(each) for each in sets.values()],
        )  # fmt: skip
        columns = ["code", "agreement", "rules", "stage", "stage_status"]
        assert set(table[columns].itertuples(index=False, name=None)) == expected
        assert len(table) == len(expected)
        assert (table["share"] == 1).all()
        seen += len(table)
    assert seen > 20_000
