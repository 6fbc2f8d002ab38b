"""The codes through time: what became of a region between two lists, and what it was before.

Codes are recoded when a district or province is divided; a crosswalk goes by name, parent and time, and says how sure
each row is. Nothing is decided silently: the method stands beside every row.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

import pandas as pd

from geo_coop.codes import contains, kind_of, level_of, range_mask
from geo_coop.errors import InputError
from geo_coop.provenance import Provenance, attach
from geo_coop.register.lists import DEFAULT_RELEASE, RELEASES, find_list, read_list, releases_at_hand
from geo_coop.register.matching import SAME, Matches, match_lists, plain
from geo_coop.register.model import load_register
from geo_coop.resources import data_root

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

_Row: TypeAlias = tuple[str, str, str, str, float]
_Lost: TypeAlias = tuple[str, str, str, int, int, int, str, str]


@dataclass(frozen=True, slots=True)
class Vintage:
    """A region as an earlier or later list, or an event, has it.

    Attributes
    ----------
    release
        Year of the list; for an event its date.
    code, name
        The region there; the code is empty where it did not exist.
    relation
        What happened between this state and the next one towards the list asked for; one of `RELATIONS`.
    confidence
        0-1, of the whole way to the list asked for.
    method
        How the codes were found to be the same region; for an event the law.
    region
        The region that changed: the code itself or one that contains it.
    """

    release: str
    code: str
    name: str
    relation: str
    confidence: float
    method: str
    region: str

    def as_dict(self) -> dict[str, object]:
        """Return the state as a plain mapping."""
        return asdict(self)


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
    rows = _crosswalk(old_file[0], new_file[0], old_release, new_release, _islands(within))
    if within is not None:
        inside = range_mask(rows["old_code"].tolist(), within) | range_mask(rows["new_code"].tolist(), within)
        rows = rows[inside].reset_index(drop=True)
    method = f"crosswalk {old_release} to {new_release}: {SAME}, then name within the parent"
    sources = [Provenance(**{**asdict(source), "method": method}) for _, source in (old_file, new_file)]
    return attach(rows, *sources)


def _islands(code: str | None) -> str:
    """Return the digit of the group of islands that a region lies in, which codes keep; empty for the country."""
    if code is None or code == "ID":
        return ""
    level_of(code)
    return code[:1]


@lru_cache(maxsize=5)
def _names(path: Path) -> pd.Series:
    return read_list(path)["name"]


@lru_cache(maxsize=16)
def _crosswalk(old_path: Path, new_path: Path, old_release: str, new_release: str, islands: str) -> pd.DataFrame:
    old, new = (names[names.index.str.startswith(islands)] for names in (_names(old_path), _names(new_path)))
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
    found = match_lists(old, new)
    rows = [*_matched(found, old, new), *_unmatched(found, old, new)]
    frame = pd.DataFrame(rows, columns=["old_code", "new_code", "relation", "method", "confidence"])
    # ":" sorts after every digit: what was created stands at the end of the table, in order of its new code.
    order = frame["old_code"].where(frame["old_code"] != "", ":")
    frame = frame.assign(order=order).sort_values(["order", "new_code"], ignore_index=True).drop(columns="order")
    frame["old_name"] = frame["old_code"].map(old).fillna("")
    frame["new_name"] = frame["new_code"].map(new).fillna("")
    code = frame["new_code"].where(frame["old_code"] == "", frame["old_code"])
    levels = {2: "province", 5: "regency", 8: "district", 13: "village"}
    frame["level"] = code.str.len().map(levels)
    return frame[[column for column in COLUMNS if column in frame.columns]]


def _matched(found: Matches, old: pd.Series, new: pd.Series) -> list[_Row]:
    """Return the rows of regions that are in both lists."""
    rows: list[_Row] = []
    changed = [code for code, pair in found.pairs.items() if pair[1] != SAME]
    same_name = dict(zip(changed, _same_names(changed, found, old, new), strict=True))
    for code, (now, method, confidence) in found.pairs.items():
        if now == code:
            relation = "same" if method == SAME or same_name[code] else "renamed"
        else:
            parent, before = now.rpartition(".")[0], code.rpartition(".")[0]
            kept = parent == found.pairs.get(before, ("",))[0] or parent in found.parts.get(before, {})
            relation = "recoded" if kept or not parent else "moved"
        rows.append((code, now, relation, method, confidence))
    return rows


def _same_names(codes: list[str], found: Matches, old: pd.Series, new: pd.Series) -> list[bool]:
    before = plain(old.reindex(codes)).tolist()
    after = plain(new.reindex([found.pairs[code][0] for code in codes])).tolist()
    return [one == other for one, other in zip(before, after, strict=True)]


def _unmatched(found: Matches, old: pd.Series, new: pd.Series) -> list[_Row]:
    """Return the rows of regions that were divided, created or abolished."""
    rows: list[_Row] = []
    made: set[str] = set()
    for code, targets in found.parts.items():
        for target, share in targets.items():
            rows.append((code, target, "split", "its parts came from there", round(share, 3)))
            made.add(target)
    made.update(pair[0] for pair in found.pairs.values())
    for code in old.index:
        if code not in found.pairs and code not in found.parts:
            went = found.dissolved.get(code, {})
            target = max(went, key=lambda one: went[one]) if went else ""
            method = "most of its parts went there" if target else "not in the newer list"
            rows.append((code, target, "abolished", method, round(went[target], 3) if target else 1.0))
    rows += [("", code, "created", "not in the older list", 1.0) for code in new.index if code not in made]
    return rows


def history(code: str, *, release: str = DEFAULT_RELEASE) -> list[Vintage]:
    """Return the earlier and later codes of a region, as far as lists and events at hand tell.

    Parameters
    ----------
    code
        Canonical code in the list of ``release``.
    release
        Year of that list.

    Returns
    -------
    list of Vintage
        First the events of ``data/register/events.csv`` (laws, some older than any list), then the states in other
        lists, oldest first, without the state asked for. Lists that have not been fetched are passed over; a region
        that was made of several stands there several times. Foreign regions have none.

    Raises
    ------
    InputError, NotFoundError
        No such list, or it has no such region.
    """
    register = load_register(release)
    register.name(code)
    if not code[0].isdigit():
        return []
    hand = releases_at_hand()
    here = hand.index(release)
    states: list[Vintage] = []
    reached = {code: 1.0}
    for older, newer in reversed(list(pairwise(hand[: here + 1]))):
        reached = _step(older, newer, reached, states, back=True)
    states.reverse()
    first = {state.code for state in states if state.release == hand[0]} if states else {code}
    events = [event for known in sorted(first | {code}) for event in _events(known)]
    reached = {code: 1.0}
    for older, newer in pairwise(hand[here:]):
        reached = _step(older, newer, reached, states, back=False)
    return [*dict.fromkeys(events), *states]


def _step(
    older: str, newer: str, reached: Mapping[str, float], states: list[Vintage], *, back: bool
) -> dict[str, float]:
    """Go from codes of one list to those of its neighbour in time, and note what is met."""
    islands = _islands(next(iter(reached), None))
    rows = _crosswalk(find_list(older)[0], find_list(newer)[0], older, newer, islands)
    here, there = ("new", "old") if back else ("old", "new")
    hits = rows[rows[f"{here}_code"].isin(list(reached))]
    release = older if back else newer
    result: dict[str, float] = {}
    for row in hits.to_dict("records"):
        confidence = round(row["confidence"] * reached[row[f"{here}_code"]], 3)
        met = row[f"{there}_code"]
        states.append(
            Vintage(release, met, row[f"{there}_name"], row["relation"], confidence, row["method"], row[f"{here}_code"])
        )
        if met and row["relation"] != "abolished":
            result[met] = max(confidence, result.get(met, 0.0))
    return result


def _events(code: str) -> list[Vintage]:
    """Return what a law did to a region, or to one that contains it."""
    rows = pd.read_csv(data_root() / "register" / "events.csv", dtype=str, keep_default_na=False)
    found: list[Vintage] = []
    for row in rows.to_dict("records"):
        if row["new_code"] and contains(row["new_code"], code):
            confidence = float(row["confidence"])
            found.append(
                Vintage(
                    row["date"],
                    row["old_code"],
                    row["old_name"],
                    row["relation"],
                    confidence,
                    row["law"],
                    row["new_code"],
                )
            )
    return sorted(found, key=lambda event: event.release)


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
        lists = {release: _names(find_list(release)[0]) for release in releases_at_hand()}
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
