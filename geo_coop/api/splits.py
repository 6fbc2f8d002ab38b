"""Regions that were split off from others: what the older one agreed before covers both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_coop.agreements.dates import PartialDate
from geo_coop.agreements.model import Text
from geo_coop.agreements.read import read_sources
from geo_coop.cover import Succession
from geo_coop.register.table import read_rows
from geo_coop.resources import data_root

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_coop.register import Register

_SURE: Final = 1.0


def successions(register: Register) -> tuple[Succession, ...]:
    """Return the regions that were split off from others, as the register's list of events has them."""
    path = data_root() / "register" / "events.csv"
    if not path.is_file():
        return ()
    known = {document.id for document in read_sources()}
    return tuple(
        _succession(row, register, known)
        for row in read_rows(path)
        if row["relation"] == "split" and row["new_code"] in register
    )


def _succession(row: Mapping[str, str], register: Register, known: set[str]) -> Succession:
    old, new, law = register.name(row["old_code"]), register.name(row["new_code"]), row["law"]
    document = law.lower().replace(" ", "-").replace("/", "-")
    year, sure = row["date"], float(row["confidence"]) >= _SURE
    told, said = (f"dipisah {year}, {law}", f"split off {year}, {law}")
    if not sure:
        told, said = f"{told}; perlu diperiksa", f"{said}; to be checked"
    why = Text(
        id=f"ketika disepakati, {new} masih bagian dari {old} ({told})",
        en=f"when it was agreed, {new} was still part of {old} ({said})",
    )
    return Succession(
        row["old_code"], row["new_code"], PartialDate.parse(row["date"]), why, document if document in known else law
    )
