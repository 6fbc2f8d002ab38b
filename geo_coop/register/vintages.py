"""The codes through time: what became of a region between two lists, and what it was before.

Codes are recoded when a district or province is divided; a crosswalk goes by name, parent and time, and says how sure
each row is. Nothing is decided silently: the method stands beside every row.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

import pandas as pd

from geo_coop.codes import kind_of, level_of, range_mask
from geo_coop.errors import InputError
from geo_coop.provenance import Provenance, attach
from geo_coop.register.lists import DEFAULT_RELEASE, RELEASES, find_list, releases_at_hand
from geo_coop.register.matching import SAME
from geo_coop.register.model import load_register
from geo_coop.register.trace import Change, Vintage, changes_between, history, islands_of, names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

RELATIONS: Final = ("same", "renamed", "recoded", "split", "moved", "created", "abolished")
COLUMNS: Final = (
    "old_code", "new_code", "old_name", "new_name", "level", "from_release", "to_release", "relation", "method",
    "confidence",
)  # fmt: skip
LOST_COLUMNS: Final = ("release", "district", "name", "before", "here", "after", "missing", "verdict")
_LOST_SHARE: Final = 0.2
_LOST_NUMBER: Final = 3
_DISTRICT_LENGTH: Final = len("65.03.05")
_VILLAGE_LENGTH: Final = len("65.03.05.2033")

__all__ = [
    "COLUMNS", "LOST_COLUMNS", "RELATIONS", "Vintage", "border_set_in", "compare_lists", "crosswalk", "history",
    "lost_villages",
]  # fmt: skip

_Lost: TypeAlias = tuple[str, str, str, int, int, int, str, str]


def crosswalk(old_release: str, new_release: str, *, within: str | None = None) -> pd.DataFrame:
    """Return what became of every region between two lists.

    Parameters
    ----------
    old_release, new_release
        Years of two lists, the older first; those not embedded must have been fetched.
    within
        Canonical code of a region, as the old or the new list writes it; rows with a code in it are returned.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`, one row for each old code and what became of it, and one for each new code that came from
        nothing; the codes are empty strings where there is none. relation:

        - ``same``: code and name are the same but for capitals and marks;
        - ``renamed``: the code is the same, the name is not;
        - ``recoded``: the code changed, the parent is the old one or came of it (recoded itself, or a part of it);
        - ``moved``: the region has another parent;
        - ``split``: a new region of an upper level was made of parts of this one; confidence is the share of the new
          region that came from it. The old one may go on with another row;
        - ``created``: no region of the old list is known to have become this one;
        - ``abolished``: not in the new list; ``new_code`` is where most of its parts went, if known.

        Provenance of both lists in attrs. Read once in a process and shared for the whole country.

    Raises
    ------
    InputError
        No such year, or the first is not the older one.
    NotFoundError
        A list has not been fetched.

    Examples
    --------
    >>> rows = crosswalk("2020", "2025", within="65.03").set_index("old_code")
    >>> rows.loc["65.03.15.2046", ["new_code", "relation"]].tolist()
    ['65.03.21.2009', 'recoded']
    """
    old_file, new_file = find_list(old_release), find_list(new_release)
    if RELEASES.index(old_release) >= RELEASES.index(new_release):
        message = f"give the older list first: {old_release} is not before {new_release}"
        raise InputError(message)
    rows = _crosswalk(old_file[0], new_file[0], old_release, new_release, islands_of(within))
    if within is not None:
        inside = range_mask(rows["old_code"].tolist(), within) | range_mask(rows["new_code"].tolist(), within)
        rows = rows[inside].reset_index(drop=True)
    method = f"crosswalk {old_release} to {new_release}: {SAME}, then name within the parent"
    sources = [Provenance(**{**asdict(source), "method": method}) for _, source in (old_file, new_file)]
    return attach(rows, *sources)


def _listed(path: Path) -> pd.Series:
    return pd.Series(names_of(path), dtype=str).rename_axis("code")


def _by_code(names: pd.Series) -> dict[str, str]:
    return dict(zip(names.index.tolist(), names.tolist(), strict=True))


@lru_cache(maxsize=16)
def _crosswalk(old_path: Path, new_path: Path, old_release: str, new_release: str, islands: str) -> pd.DataFrame:
    old, new = (names[names.index.str.startswith(islands)] for names in (_listed(old_path), _listed(new_path)))
    return compare_lists(old, new).assign(from_release=old_release, to_release=new_release)[list(COLUMNS)]


def compare_lists(old: pd.Series, new: pd.Series) -> pd.DataFrame:
    """Return the crosswalk of two lists, given as names by code, without their releases.

    Parameters
    ----------
    old, new
        Names by Kemendagri code, all levels.

    Returns
    -------
    pandas.DataFrame
        As `crosswalk`, without from_release and to_release.
    """
    changes = changes_between(_by_code(old), _by_code(new))
    frame = pd.DataFrame(changes, columns=list(Change._fields))
    frame["old_name"] = frame["old_code"].map(old).fillna("")
    frame["new_name"] = frame["new_code"].map(new).fillna("")
    code = frame["new_code"].where(frame["old_code"] == "", frame["old_code"])
    levels = {2: "province", 5: "regency", 8: "district", 13: "village"}
    frame["level"] = code.str.len().map(levels)
    return frame[[column for column in COLUMNS if column in frame.columns]]


def border_set_in(release: str, districts: Iterable[str], *, of: str = DEFAULT_RELEASE) -> dict[str, int]:
    """Count the districts and villages that the land of some districts had in another list.

    Parameters
    ----------
    release
        Year of the list to count in.
    districts
        Canonical codes of districts in the list ``of``, for example those of a legal border area.
    of
        Year of the list that the codes are from; not before ``release``.

    Returns
    -------
    dict
        ``districts``, ``desa``, ``kelurahan``, ``desa adat``, and ``untraced``: villages of today without a partner in
        that list, which are not counted.

    Raises
    ------
    InputError, NotFoundError
        A code that is no district of the list, or a list that is not there.
    """
    register = load_register(of)
    wanted = list(dict.fromkeys(districts))
    for code in wanted:
        if level_of(code) != "district" or not code[0].isdigit():
            message = f"{code!r} is no district of Indonesia; give codes like 65.03.05"
            raise InputError(message)
        register.name(code)
    villages = [code for district in wanted for code in register.villages(district).index]
    there = villages
    if release != of:
        rows = crosswalk(release, of)
        rows = rows[rows["new_code"].isin(villages) & (rows["old_code"] != "") & (rows["relation"] != "abolished")]
        there = rows["old_code"].tolist()
    kinds = pd.Series([kind_of(code) for code in there], dtype=str).value_counts()
    return {
        "districts": len({code[:_DISTRICT_LENGTH] for code in there}),
        **{kind: int(kinds.get(kind, 0)) for kind in ("desa", "kelurahan", "desa adat")},
        "untraced": len(villages) - len(there),
    }


def lost_villages(lists: Mapping[str, pd.Series] | None = None) -> pd.DataFrame:
    """Return the districts where a list seems to have lost villages, judged by its neighbours in time.

    Parameters
    ----------
    lists
        Names by code for each release; the lists at hand by default. At least two.

    Returns
    -------
    pandas.DataFrame
        Columns `LOST_COLUMNS`, one row for each release and district:

        - ``release``; ``district`` and ``name`` as the neighbour in time has them (the older one, if there is one);
        - ``before``, ``here``, ``after``: how many villages the district has in the list before, how many of them this
          list has, and how many the list after has; -1 where there is no such list;
        - ``missing``: the codes that are missing, as the neighbour writes them, with blanks between;
        - ``verdict``: ``lost`` where the lists before and after both have the villages. ``doubtful`` at the ends of
          the row of lists, which have one neighbour only: three villages or more, and a fifth of the district, are
          missing. New villages that continue the numbers of a district, and villages of new districts, are growth and
          no loss.

        Empty where nothing is suspicious.

    Raises
    ------
    InputError
        Fewer than two lists.
    """
    if lists is None:
        lists = {release: _listed(find_list(release)[0]) for release in releases_at_hand()}
    years = sorted(lists)
    if len(years) < 2:  # noqa: PLR2004 - a list is judged by another
        message = "one list alone cannot be judged; give at least two"
        raise InputError(message)
    walks = {(one, other): compare_lists(lists[one], lists[other]) for one, other in pairwise(years)}
    rows: list[_Lost] = []
    for before, here, after in zip(years, years[1:], years[2:], strict=False):
        rows += _lost_between(lists, (before, here, after), walks[before, here], walks[here, after])
    rows += _doubtful(lists, years[0], years[1], walks[years[0], years[1]], first=True)
    rows += _doubtful(lists, years[-1], years[-2], walks[years[-2], years[-1]], first=False)
    return pd.DataFrame(rows, columns=list(LOST_COLUMNS)).sort_values(["release", "district"], ignore_index=True)


def _villages(walk: pd.DataFrame, relation: str, column: str) -> set[str]:
    return set(walk.loc[(walk["relation"] == relation) & (walk["level"] == "village"), column])


def _by_district(codes: Iterable[str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for code in sorted(codes):
        groups.setdefault(code[:_DISTRICT_LENGTH], []).append(code)
    return groups


def _lost_between(
    lists: Mapping[str, pd.Series], years: tuple[str, str, str], coming: pd.DataFrame, going: pd.DataFrame
) -> list[_Lost]:
    """Return the villages that both neighbours of a list have and it has not."""
    before, here, after = years
    gone, fresh = _villages(coming, "abolished", "old_code"), _villages(going, "created", "new_code")
    if not gone or not fresh:
        return []
    past = compare_lists(lists[before], lists[after])
    through = past[(past["level"] == "village") & (past["old_code"] != "") & (past["relation"] != "abolished")]
    lost = through[through["old_code"].isin(gone) & through["new_code"].isin(fresh)]["old_code"]
    known = through["old_code"].str[:_DISTRICT_LENGTH].value_counts()
    rows: list[_Lost] = []
    for district, codes in _by_district(lost).items():
        number = _count(lists[before], district)
        left = number - len(codes)
        rows.append(
            (here, district, str(lists[before][district]), number, left, int(known[district]), " ".join(codes), "lost")
        )
    return rows


def _doubtful(
    lists: Mapping[str, pd.Series], here: str, neighbour: str, walk: pd.DataFrame, *, first: bool
) -> list[_Lost]:
    """Return the districts in which the first or last list lacks many villages of its only neighbour."""
    missing = _villages(walk, "created", "new_code") if first else _villages(walk, "abolished", "old_code")
    if first:
        made = set(walk.loc[walk["relation"].isin(["split", "created"]) & (walk["level"] == "district"), "new_code"])
        highest = pd.Series(lists[here].index[lists[here].index.str.len() == _VILLAGE_LENGTH])
        highest = highest.str[-3:].groupby(highest.str[:_DISTRICT_LENGTH]).max()
        missing = {
            code
            for code in missing
            if code[:_DISTRICT_LENGTH] not in made and code[-3:] <= highest.get(code[:_DISTRICT_LENGTH], "999")
        }
    rows: list[_Lost] = []
    for district, codes in _by_district(missing).items():
        number = _count(lists[neighbour], district)
        if len(codes) >= _LOST_NUMBER and len(codes) >= _LOST_SHARE * number:
            left = number - len(codes)
            counts = (-1, left, number) if first else (number, left, -1)
            rows.append((here, district, str(lists[neighbour][district]), *counts, " ".join(codes), "doubtful"))
    return rows


def _count(listed: pd.Series, district: str) -> int:
    return int(listed.index.str.startswith(f"{district}.").sum())
