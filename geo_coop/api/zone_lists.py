"""Zones and areas with initiators and members, and members with their zones: lists, without shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from geo_coop.agreements.read import read_zones
from geo_coop.api.records import records
from geo_coop.codes import contains
from geo_coop.cover.words import cited
from geo_coop.errors import NotFoundError
from geo_coop.names import resolve
from geo_coop.register import load_register

if TYPE_CHECKING:
    from geo_coop.agreements.model import Zone
    from geo_coop.register import Register


def list_zones(zone: str | None = None, *, member: str | None = None, lang: str = "id") -> list[dict[str, object]]:
    """Return the zones and areas with their initiator and members, without shapes.

    Parameters
    ----------
    zone
        An id (``kaltim-zone-2``), or words of a title; default: all.
    member
        Code or name of a region: those that have it, or a region that it lies in, as a member.
    lang
        Language of the titles, ``"id"`` or ``"en"``.

    Returns
    -------
    list of dict
        zone, group (zone or area), number, title, initiators and members (lists of code, name, implied), area_ha,
        evidence (documents and paragraphs); ordered by group and number.

    Raises
    ------
    NotFoundError
        No zone of that name, or none with that member.
    """
    register = load_register()
    found = sorted(read_zones(), key=lambda entry: (entry.group == "area", entry.number))
    if zone is not None:
        words = zone.casefold()
        named = [entry for entry in found if entry.id == words]
        titled = [entry for entry in found if words in entry.title.id.casefold() or words in entry.title.en.casefold()]
        found = named or titled
        if not found:
            message = f"no zone {zone!r}; there are {', '.join(entry.id for entry in read_zones())}"
            raise NotFoundError(message)
    if member is not None:
        code = resolve(member, register)
        found = [entry for entry in found if any(contains(one.region, code) for one in entry.members)]
        if not found:
            message = f"{code} {register.name(code)} is in no zone or area on record"
            raise NotFoundError(message)
    return [
        {
            "zone": entry.id,
            "group": entry.group,
            "number": entry.number,
            "title": entry.title.in_language(lang),
            "initiators": _members(entry, register, "initiator"),
            "members": _members(entry, register, None),
            "area_ha": entry.area_ha,
            "evidence": list(dict.fromkeys(cited(each.document, each.paragraph) for each in entry.evidence)),
        }
        for entry in found
    ]


def lone_zones(region: str, *, lang: str = "id") -> list[dict[str, object]]:
    """Return the zones that no shipped record refers to and that have a region, or a part of it, as a member.

    Parameters
    ----------
    region
        Code or name.
    lang
        Language of the titles.

    Returns
    -------
    list of dict
        As `list_zones`: the capital's area, which is set by law.
    """
    code = resolve(region, load_register())
    used = {rule.zone for record in records() for rule in record.coverage}
    return [
        row
        for row, zone in ((row, str(row["zone"])) for row in list_zones(lang=lang))
        if zone not in used
        and any(
            contains(member["code"], code) or contains(code, member["code"])
            for member in cast("list[dict[str, Any]]", row["members"])
        )
    ]


def zones_by_member(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return one row for each member of zones, with all zones and areas that it is in.

    Parameters
    ----------
    rows
        From `list_zones`.

    Returns
    -------
    list of dict
        code, name, zones_in and areas_in (how many), zones, areas, initiates (those it initiates) and implied (those
        whose document does not name it); members of most zones first, then by code.
    """
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        first = {member["code"] for member in cast("list[dict[str, Any]]", row["initiators"])}
        for member in cast("list[dict[str, Any]]", row["members"]):
            code = member["code"]
            entry = found.setdefault(
                code,
                {"code": code, "name": member["name"], "zones_in": 0, "areas_in": 0, "zones": [], "areas": [],
                 "initiates": [], "implied": []},
            )  # fmt: skip
            entry[f"{row['group']}s"].append(row["zone"])
            entry[f"{row['group']}s_in"] += 1
            if code in first:
                entry["initiates"].append(row["zone"])
            if member["implied"]:
                entry["implied"].append(row["zone"])
    return sorted(found.values(), key=lambda entry: (-entry["zones_in"], entry["code"]))


def _members(zone: Zone, register: Register, role: str | None) -> list[dict[str, object]]:
    return [
        {"code": member.region, "name": register.name(member.region), "implied": member.implied}
        for member in zone.members
        if role in {None, member.role}
    ]
