"""Checks of codes: doubled, of another level, missing, unknown."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from geo_coop.codes import contains, level_of, parent_of
from geo_coop.errors import InputError
from geo_coop.schema import LEVELS

if TYPE_CHECKING:
    import pandas as pd

    from geo_coop.boundaries.checks.report import Findings
    from geo_coop.register import Register
    from geo_coop.schema import Level

_REGENCY_LENGTH = len("65.03")


def check_codes(codes: list[str], found: Findings) -> tuple[Level | None, list[str]]:
    """Report codes that are no codes, stand twice or are of another level; return the level of most, and its codes."""
    levels: list[Level | None] = []
    for code in codes:
        try:
            levels.append(level_of(code))
        except InputError as error:
            levels.append(None)
            found.add("code", "error", code, str(error))
    doubled = {code: number for code, number in Counter(codes).items() if number > 1}
    for code, number in doubled.items():
        found.add("code", "error", code, f"stands {number} times", value=number, unit="rows", expected=1)
    tally = Counter(level for level in levels if level is not None)
    if not tally:
        found.count("code", rows=len(codes), doubled=len(doubled))
        return None, []
    main = max(tally, key=lambda level: (tally[level], LEVELS.index(level)))
    for code, level in zip(codes, levels, strict=True):
        if level not in {main, None}:
            found.add("code", "error", code, f"is a {level} in a layer of the level {main}")
    found.count("code", rows=len(codes), doubled=len(doubled), other_levels=len(codes) - tally[main])
    return main, [code for code, level in zip(codes, levels, strict=True) if level == main]


def check_listing(codes: list[str], level: Level, register: Register, within: str | None, found: Findings) -> None:
    """Report regions that the register lists where the layer has any, and regions that it does not know."""
    there = set(codes)
    regions = register.regions
    listed = regions[regions["level"] == level]
    units = {_unit(code, level) for code in there} if within is None else set()
    wanted = [
        str(code)
        for code in listed.index
        if (contains(within, str(code)) if within is not None else _unit(str(code), level) in units)
    ]
    missing = [code for code in wanted if code not in there]
    for code in missing:
        found.add("listing", "error", code, f"listed in {register.release}, and not in the layer")
    known_parents = set(listed["parent"])
    unknown: Counter[str] = Counter()
    extra = 0
    for code in sorted(there):
        if code in register:
            continue
        above = parent_of(code)
        if above not in known_parents:
            unknown[str(above)] += 1
            continue
        extra += 1
        text = f"not in the {register.release} list: of another year, or a wrong code; see geo-coop find"
        found.add("listing", "warning", code, text)
    for above, number in unknown.items():
        text = f"{number} regions cannot be compared: the register lists none of this level in {above}"
        found.add("listing", "note", None, text, value=number, unit="regions", others=(above,))
    found.count("listing", listed=len(wanted), missing=len(missing), extra=extra, not_comparable=unknown.total())


def _unit(code: str, level: Level) -> str:
    """Return what a layer holds wholly or not at all: the regency of villages, the parent of other regions."""
    if level in {"village", "district"}:
        return code[:_REGENCY_LENGTH]
    return parent_of(code) or code


def names_of(frame: pd.DataFrame, register: Register) -> dict[str, str]:
    """Return the names of the layer and, for what it lacks, of the register."""
    names = dict(zip(register.regions.index, register.regions["name"], strict=True))
    if "name" in frame.columns:
        own = frame["name"].to_numpy(dtype=object)
        names |= {str(code): str(name) for code, name in zip(frame.index, own, strict=True) if _is_text(name)}
    return names


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
