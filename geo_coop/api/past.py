"""Regions as they were on a day: today's villages, put together to the regions that they belonged to then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_coop.agreements.dates import PartialDate
from geo_coop.api.home import home_region
from geo_coop.boundaries.load import load_regions
from geo_coop.codes import level_of, looks_like_code, parse_code
from geo_coop.errors import InputError, NotFoundError, Problem
from geo_coop.geodesy import area_m2, as_array
from geo_coop.provenance import carry
from geo_coop.register import DEFAULT_RELEASE, load_register, releases_at_hand
from geo_coop.register.vintages import crosswalk
from geo_coop.resources import data_root
from geo_coop.schema import GEOGRAPHIC_CRS, normalise_level, unknown_word

if TYPE_CHECKING:
    import datetime as dt

REMARKS: Final = "remarks"
_LENGTH: Final = {"province": 2, "regency": 5, "district": 8, "village": 13}
_UNTRACED: Final = 0.5  # a village that no older list has is taken to have stood where its district did
_PERHAPS: Final = 0.5  # a region of which the day does not tell whether a law had made or divided it
_UNRECORDED: Final = 0.5  # a day before the first law on record: who had been divided before it is not known here


@dataclass(frozen=True, slots=True)
class _Event:
    """What a law did: a region was split off from another, or got another code."""

    old: str
    old_name: str
    new: str
    relation: str
    date: PartialDate
    law: str
    confidence: float


def regions_on(
    on: dt.date, level: str = "regency", *, within: str | None = None, source: str | None = None
) -> gpd.GeoDataFrame:
    """Return the regions of a level as they were on a day.

    No older polygons are published. Each village of today is traced to the region that it belonged to: by the newest
    list of codes at hand that is not younger than the day, else by the oldest list and the laws since the day
    (``data/register/events.csv``). The villages are then put together; their own lines are those of today.

    Parameters
    ----------
    on
        The day.
    level
        province, regency, district or village.
    within
        A region: only what lies in the one that had this code then. A name means a region of today, and its code.
    source
        Boundary source; default: the best at hand. Villages that it lacks are not there.

    Returns
    -------
    GeoDataFrame
        Indexed by ``code`` (as then; of today where the code then is not known), columns name, level, today (codes of
        today's regions of the level that it is made of, joined by ``"; "``), villages (of today), untraced (of these,
        how many no older list has), area_km2, confidence (0-1, the lowest of its villages' ways back; halved where a
        law is known by a year or month that the day lies in, and halved for every region on a day before the first
        law on record), code_known, tier, geometry; EPSG:4326. Sources in attrs with the method, and in
        ``attrs["remarks"]`` what a reader must know: the list in use, the laws undone, those of which the day does not
        tell whether they were in force, and that the day lies before the first law on record. From that law on,
        divisions that neither a list nor a law on record tells are not in it, nor in the confidence.

    Raises
    ------
    InputError
        The level is none of villages or above, or is the country; or ``within`` is no code, lies abroad, or holds none
        of the level.
    AmbiguousError
        ``within`` is a number without its scheme.
    NotFoundError
        No villages at hand, or none of them in a region of that code then.
    """
    wanted = normalise_level(level)
    if wanted not in _LENGTH:
        raise InputError(unknown_word("level of a day", level, tuple(_LENGTH)))
    inside = _inside(within)
    villages = load_regions("village", within="ID", source=source)
    villages = villages[villages.geometry.notna()]
    traced, notes, doubted = _traced(villages.index, on)
    if inside is not None:
        limit = level_of(inside)
        if limit not in _LENGTH or _LENGTH[limit] > _LENGTH[wanted]:
            raise InputError(Problem(f"no {wanted} lies in {inside}", "name a larger region, or a lower level"))
        chosen = (traced[limit] == inside).to_numpy(dtype=bool)
        if not chosen.any():
            where = f"a {limit} {inside} on {on.isoformat()}"
            message = f"no village at hand lay in {where}; see: geo-coop boundaries status"
            raise NotFoundError(message)
        traced, villages = traced[chosen], villages[chosen]
    remarks = ["shapes are put together from today's villages, as no older polygons are published"]
    remarks += [text for text, about in notes if about is None or about.isin(traced.index).any()]
    untraced = int(traced["untraced"].sum())
    if untraced:
        remarks.append(f"{untraced} villages stand in no older list; they are put where their district was")
    found = _put_together(villages, traced, wanted)
    found.loc[found.index.isin(doubted), "confidence"] *= _PERHAPS
    found = carry(found, villages, method=f"today's villages put together to the regions of {on.isoformat()}")
    found.attrs[REMARKS] = remarks
    return found


def _inside(within: str | None) -> str | None:
    """Return the code of a region to stay in, as written where it is one of Kemendagri's; None for the country."""
    if within is None:
        return None
    word = within.strip()
    if looks_like_code(word) and word[0].isdigit():
        return parse_code(word).value  # a code of that day, which the list of today need not have
    code = home_region(word, load_register(), why="")
    return None if code == "ID" else code


def _traced(codes: pd.Index, on: dt.date) -> tuple[pd.DataFrame, list[tuple[str, pd.Index | None]], set[str]]:
    """Return each village's region then on every level and how sure that is, remarks with whom they are on, and doubts.

    The doubts are the regions, by their codes in the table, that a law perhaps had not made, divided or renumbered yet.
    """
    hand = releases_at_hand()
    old_enough = [release for release in hand if int(release) <= on.year]
    release = old_enough[-1] if old_enough else hand[0]
    table = _by_list(codes, release)
    remarks: list[tuple[str, pd.Index | None]] = [(f"codes by the list of {release}", None)]
    doubted: set[str] = set()
    if old_enough:
        return table, remarks, doubted
    told = f"no list at hand is as old as {on.isoformat()}"
    remarks.append((f"{told}: what changed until {release} is known only as far as the laws on record tell", None))
    events = _events()
    for event in events:
        reached = event.date.reached_on(on)
        what = f"{event.law} ({event.date}), {event.old} -> {event.new}"
        regions = table[level_of(event.new)]
        if reached == "no":
            about = table.index[(regions == event.new).to_numpy(dtype=bool)]
            _undo(table, event)
            remarks.append((f"undone: {what}", about))
        elif reached == "perhaps":
            about = table.index[regions.isin([event.old, event.new]).to_numpy(dtype=bool)]
            remarks.append((f"perhaps not in force on that day, and not undone: {what}", about))
            doubted |= {event.old, event.new}
            if event.relation == "recoded":
                doubted |= _within(table, event.new)
    if events and on < events[-1].date.earliest:
        table["confidence"] *= _UNRECORDED
        first = events[-1].date
        remarks.append(
            (f"before {first} no law is on record: earlier divisions, such as those of 1999, are missing", None)
        )
    return table, remarks, doubted


def _within(table: pd.DataFrame, code: str) -> set[str]:
    """Return the codes of the regions that lie in one, on every level below its own."""
    inside = table[(table[level_of(code)] == code).to_numpy(dtype=bool)]
    return {str(each) for level in _LENGTH for each in inside[level].unique() if str(each).startswith(f"{code}.")}


def _by_list(codes: pd.Index, release: str) -> pd.DataFrame:
    """Return the regions of each village by a list, level by level, with its name and whether it is known."""
    code = pd.Series(codes, index=codes, dtype=object)
    table = pd.DataFrame({"confidence": 1.0, "untraced": False}, index=codes)
    then = code
    if release != DEFAULT_RELEASE:
        units = sorted({str(each)[:2] for each in codes})
        rows = pd.concat([crosswalk(release, DEFAULT_RELEASE, within=unit) for unit in units])
        rows = rows[(rows["old_code"] != "") & (rows["new_code"] != "") & (rows["relation"] != "abolished")]
        rows = rows.sort_values("confidence", ascending=False)
        village = rows[rows["level"] == "village"].drop_duplicates("new_code").set_index("new_code")
        district = rows[rows["level"] == "district"].drop_duplicates("new_code").set_index("new_code")
        then = code.map(village["old_code"]).astype(object)
        table["confidence"] = code.map(village["confidence"]).astype(float)
        lost = then.isna()
        parent = code[lost].str[: _LENGTH["district"]]
        old_parent = parent.map(district["old_code"]).fillna(parent)
        then[lost] = old_parent + "." + code[lost].str[_LENGTH["district"] + 1 :]
        table.loc[lost, "confidence"] = _UNTRACED * parent.map(district["confidence"]).fillna(1.0).astype(float)
        table.loc[lost, "untraced"] = True
    for level, length in _LENGTH.items():
        table[level] = then.str[:length]
    names = load_register(release).regions["name"]
    for level in _LENGTH:
        table[f"{level}_name"] = table[level].map(names)
        table[f"{level}_known"] = True
    return table


def _events() -> list[_Event]:
    """Return the laws on record, the latest first; of one year upper levels first."""
    rows = pd.read_csv(data_root() / "register" / "events.csv", dtype=str, keep_default_na=False)
    found = [
        _Event(row["old_code"], row["old_name"], row["new_code"], row["relation"], PartialDate.parse(row["date"]),
               row["law"], float(row["confidence"]))
        for row in rows.to_dict("records")
        if row["relation"] in {"split", "recoded"} and row["new_code"]
    ]  # fmt: skip
    return sorted(found, key=lambda event: (-event.date.earliest.toordinal(), len(event.new), event.new))


def _undo(table: pd.DataFrame, event: _Event) -> None:
    """Give the villages of a region the region that it was, or was a part of."""
    level = level_of(event.new)
    hit = (table[level] == event.new).to_numpy(dtype=bool)
    if not hit.any():
        return
    table.loc[hit, level] = event.old
    table.loc[hit, f"{level}_name"] = event.old_name
    table.loc[hit, f"{level}_known"] = True
    table.loc[hit, "confidence"] *= event.confidence
    for lower, length in _LENGTH.items():
        if length <= _LENGTH[level]:
            continue
        table.loc[hit, f"{lower}_known"] = event.relation == "recoded"
        if event.relation == "recoded":
            table.loc[hit, lower] = event.old + table.loc[hit, lower].str[len(event.new) :]


def _put_together(villages: gpd.GeoDataFrame, traced: pd.DataFrame, level: str) -> gpd.GeoDataFrame:
    """Return one row for each region: its shape, and what it is made of."""
    groups = traced.groupby(level, sort=True)
    today = pd.Series(villages.index.str[: _LENGTH[level]], index=villages.index)
    shapes = as_array(villages)
    place = pd.Series(np.arange(len(villages)), index=villages.index)
    rows = []
    geometry = []
    for code, group in groups:
        held = place.loc[group.index].to_numpy()
        geometry.append(shapes[held[0]] if len(held) == 1 else shapely.union_all(shapes[held]))
        made_of = sorted(set(today.loc[group.index]))
        rows.append(
            {
                "code": code,
                "name": next((name for name in group[f"{level}_name"] if isinstance(name, str)), ""),
                "level": level,
                "today": "; ".join(made_of),
                "villages": len(group),
                "untraced": int(group["untraced"].sum()),
                "confidence": float(group["confidence"].min()),
                "code_known": bool(group[f"{level}_known"].all()),
                "tier": "approximate" if "approximate" in set(villages["tier"].loc[group.index]) else "authoritative",
            }
        )
    frame = gpd.GeoDataFrame(pd.DataFrame(rows).set_index("code"), geometry=geometry, crs=GEOGRAPHIC_CRS)
    frame.insert(frame.columns.get_loc("untraced") + 1, "area_km2", area_m2(frame.geometry) / 1e6)
    return frame
