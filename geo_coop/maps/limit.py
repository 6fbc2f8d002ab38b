"""How many areas one page may hold, and what to do with more."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from geo_coop.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_coop.schema import Level

#: More areas than this make a page that freezes at each step of the zoom.
MAX_AREAS: Final = 25_000
_COUNTRY: Final = "ID"
_SHOWN: Final = 3
_UPPER: Final[dict[str, Level]] = {"village": "district", "district": "regency", "regency": "province"}


def too_many(codes: Sequence[str], level: str) -> list[Problem]:
    """Return what is wrong with a page of so many areas, with the commands that make smaller maps.

    Nothing is wrong with up to `MAX_AREAS`.

    Parameters
    ----------
    codes
        Codes of the areas.
    level
        Their level.

    Examples
    --------
    >>> too_many(["64.01", "64.02"], "regency")
    []
    """
    if len(codes) <= MAX_AREAS:
        return []
    parts = _parts(codes)
    command = f"geo-coop map choropleth --level {level} --within"
    each = "; ".join(f"{command} {part} -o {part}.html" for part in parts[:_SHOWN])
    rest = f"; and so on, {len(parts)} maps in all" if len(parts) > _SHOWN else ""
    action = f"split it: {each}{rest}"
    upper = _UPPER.get(level)
    if upper:
        tops = sorted({code.split(".")[0] for code in codes})
        whole = " ".join(f"--within {top}" for top in (tops if len(tops) <= _SHOWN else [_COUNTRY]))
        action += f". Or show the level above: geo-coop map choropleth --level {upper} {whole} -o {upper}.html"
    return [Problem(f"{len(codes):,} areas are too many for one page (at most {MAX_AREAS:,})", action)]


def _parts(codes: Sequence[str]) -> list[str]:
    """Return the greatest regions that hold few enough of the areas each."""
    depth = 1
    while True:
        counts = Counter(".".join(code.split(".")[:depth]) for code in codes)
        if max(counts.values()) <= MAX_AREAS or all(code.count(".") < depth for code in codes):
            return sorted(counts)
        depth += 1
