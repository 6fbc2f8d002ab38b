"""Gaps: the villages that agreements leave out, in villages or counted by upper regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_coop import gaps
from geo_coop.api.borders import border
from geo_coop.api.cover import village_coverage
from geo_coop.api.home import home_region
from geo_coop.api.records import records
from geo_coop.boundaries.load import land_line, load_regions
from geo_coop.codes import contains, country_of
from geo_coop.cover.summary import region_of
from geo_coop.cover.table import UNMEASURED
from geo_coop.errors import CannotAnswerError, InputError, Problem
from geo_coop.names import resolve
from geo_coop.provenance import carry, tier_of
from geo_coop.register import load_register
from geo_coop.schema import LEVELS, normalise_level

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    import geopandas as gpd

    from geo_coop.register import Register
    from geo_coop.schema import Level, Notion

_ABOVE: Final = {
    "country": ("negara", "the countries"),
    "province": ("provinsi", "the provinces"),
    "regency": ("kabupaten dan kota", "the regencies and cities"),
}
_NOTIONS: Final = {
    "legal": ("menurut hukum", "by law"),
    "touch": ("yang mencapai garis", "that reach the line"),
    "near": ("dekat garis", "near the line"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Gaps:
    """Villages that agreements leave out.

    Attributes
    ----------
    villages
        The villages left out, indexed by ``code``: a region layer with district, agreements (ids of those that cover
        the village and do not count), highest_stage; and at a border facing, frontage_km, distance_km.
    asked_codes
        The villages that were asked about.
    asked_facing
        How many they are by the region that they face; empty where no border was asked about.
    within, border, notion, below, beyond
        What was asked: codes, and the limits.
    tier
        Tier of the layers in use.
    remarks
        What a reader must know of this answer.
    """

    villages: gpd.GeoDataFrame
    asked_codes: tuple[str, ...]
    asked_facing: dict[str, int]
    within: str | None
    border: str | None
    notion: Notion | None
    below: Level | None
    beyond: str | None
    tier: str
    remarks: tuple[str, ...] = ()

    @property
    def asked(self) -> int:
        """Return how many villages were asked about."""
        return len(self.asked_codes)

    def by_level(self, level: str) -> pd.DataFrame:
        """Return how many villages are left out in each region of an upper level.

        Parameters
        ----------
        level
            district, regency or province.

        Returns
        -------
        DataFrame
            One row for each region with a village that was asked about, sorted by code: code, name, villages (asked
            about), gaps, whole (True where every one of them is left out), agreements (ids of those that cover a
            village left out and do not count, joined by ``"; "``). RangeIndex; sources in attrs.

        Raises
        ------
        InputError
            Another level.
        """
        wanted = normalise_level(level)
        if LEVELS.index(wanted) not in range(1, LEVELS.index("village")):
            raise InputError(Problem(f"gaps are not counted by {wanted}", "name district, regency or province"))
        asked = pd.Series(1, index=list(self.asked_codes)).groupby(region_of(pd.Index(self.asked_codes), wanted)).sum()
        above = region_of(self.villages.index, wanted)
        left = pd.Series(1, index=self.villages.index).groupby(above).sum().reindex(asked.index, fill_value=0)
        others = self.villages["agreements"].str.split("; ").groupby(above).agg(lambda cells: set().union(*cells))
        names = load_register().regions["name"]
        table = pd.DataFrame(
            {
                "code": asked.index,
                "name": names.reindex(asked.index).to_numpy(),
                "villages": asked.to_numpy(),
                "gaps": left.to_numpy(),
                "whole": (left == asked).to_numpy(),
                "agreements": ["; ".join(sorted(others.get(code, set()) - {""})) for code in asked.index],
            }
        )
        return carry(table, self.villages)

    def counts(self) -> dict[str, object]:
        """Return how many villages were asked about, are covered and are left out, with kinds, districts and facing."""
        left = self.villages
        faced = left["facing"].value_counts() if "facing" in left else {}
        return {
            "villages": self.asked,
            "covered": self.asked - len(left),
            "gaps": len(left),
            "districts": int(left["district"].nunique()),
            "kinds": {str(kind): int(number) for kind, number in sorted(left["kind"].value_counts().items())},
            "facing": {
                code: {"villages": number, "gaps": int(faced.get(code, 0))}
                for code, number in sorted(self.asked_facing.items())
            },
        }

    def reason(self, lang: str = "id") -> str:
        """Return in words what was asked and what was found."""
        place = 0 if lang == "id" else 1
        names = load_register().regions["name"]
        what = [f"{self.asked} desa dan kelurahan" if lang == "id" else f"{self.asked} villages"]
        if self.border is not None and self.notion is not None:
            at = f"{self.border} {names[self.border]}"
            what.append(f"di perbatasan {at}" if lang == "id" else f"at the border of {at}")
            what.append(f"({_NOTIONS[self.notion][place]})")
        if self.within is not None:
            inside = f"{self.within} {names[self.within]}"
            what.append(f"di {inside}" if lang == "id" else f"in {inside}")
        asked, lacking = " ".join(what), _lacking(self.below, self.beyond, lang)
        text = f"{'dari' if lang == 'id' else 'of'} {asked}, {len(self.villages)} {lacking}"
        if "facing" in self.villages:
            faced = self.villages["facing"].value_counts().sort_index()
            word = "menghadap" if lang == "id" else "face"
            parts = [f"{number} {word} {names.get(code, code)}" for code, number in faced.items()]
            text += f": {', '.join(parts)}" if parts else ""
        held = self.villages["agreements"].str.split("; ").explode()
        held = held[held != ""].value_counts()
        if len(held):
            listed = ", ".join(f"{name} ({number})" for name, number in sorted(held.items()))
            text += f"; {'yang ada:' if lang == 'id' else 'what there is:'} {listed}"
        return text


def _lacking(below: Level | None, beyond: str | None, lang: str) -> str:
    if lang == "id":
        text = "tidak punya perjanjian" + (f" dengan pihak di bawah tingkat {_ABOVE[below][0]}" if below else "")
        return text + (f" pada tahap sesudah {beyond}" if beyond else "")
    text = "have no agreement" + (f" with a party below {_ABOVE[below][1]}" if below else "")
    return text + (f" at a stage beyond {beyond}" if beyond else "")


def find_gaps(
    within: str | None = None,
    *,
    at_border: str | None = None,
    notion: Notion | None = None,
    below: Level | None = None,
    beyond: str | None = None,
    on: dt.date | None = None,
    source: str | None = None,
    folder: Path | None = None,
) -> Gaps:
    """Return the villages that no agreement covers, or none of the kind asked for.

    Parameters
    ----------
    within
        Code or name of a region in Indonesia to limit to; default: everywhere that the layer reaches.
    at_border
        Limit to the villages at a border, by ``notion``. A region abroad (MY, MY-12): those that face it. A region in
        Indonesia: its villages at its border abroad; where ``within`` lies elsewhere, the villages of ``within`` at the
        line between the two.
    notion
        legal, touch or near; default: legal at a border abroad, touch inside the country.
    below
        Only agreements with a party below this level close a gap: country, province or regency. ``"country"`` finds the
        villages for which only the countries agree.
    beyond
        Only agreements at a later stage than this close a gap.
    on
        The day; default: the records as a whole, every stage done counting.
    source
        Boundary source; default: the best at hand.
    folder
        Folder of further records, beside those that ship.

    Raises
    ------
    NotFoundError
        No such region, or no such border.
    InputError
        Unknown notion, level or stage.
    CannotAnswerError
        The layer is too coarse for the notion.

    Examples
    --------
    >>> found = find_gaps("65", at_border="MY", below="country")
    >>> found.counts()["villages"], found.counts()["gaps"]
    (212, 115)
    """
    register = load_register()
    why, remedy = (
        "gaps are counted in Indonesian villages", "name a region in Indonesia, and the one abroad as the border",
    )  # fmt: skip
    inside = home_region(within, register, why=why, remedy=remedy) if within else None
    if at_border is None:
        if notion is not None:
            raise InputError(Problem(f"notion {notion!r} without a border", "name the border's other side too"))
        villages = load_regions("village", within=inside, source=source)
        remarks: tuple[str, ...] = ()
        edge = None
    else:
        edge = resolve(at_border, register)
        a, b = _sides(register, inside, edge)
        notion = notion or ("touch" if country_of(b) == "ID" else "legal")
        found = border(a, b, notion=notion, source=source)
        if not found.villages_known:
            raise CannotAnswerError("; ".join(found.remarks))
        villages, remarks = found.villages, found.remarks
    table = village_coverage(villages, on=on, source=source, folder=folder)
    blank = table.attrs.get(UNMEASURED, ())
    if blank:
        remarks = (*remarks, f"{len(blank)} villages have no shape, so no line can cut them: {', '.join(blank)}")
    left = gaps.find_gaps(villages, table, records(folder=folder), below=below, beyond=beyond)
    facing = villages["facing"].value_counts() if "facing" in villages else {}
    return Gaps(
        villages=left,
        asked_codes=tuple(str(code) for code in villages.index),
        asked_facing={str(code): int(number) for code, number in dict(facing).items()},
        within=inside,
        border=edge,
        notion=notion,
        below=below,
        beyond=beyond,
        tier=tier_of(villages),
        remarks=remarks,
    )


def _sides(register: Register, inside: str | None, edge: str) -> tuple[str, str]:
    """Return the Indonesian region whose villages are asked about, and the other side of its border."""
    if country_of(edge) != "ID":
        return inside or "ID", edge
    if inside is not None and not (contains(edge, inside) or contains(inside, edge)):
        return inside, edge
    a = inside if inside is not None and contains(edge, inside) else edge
    abroad = sorted({str(code) for code in land_line()["b"]})
    if len(abroad) != 1:
        message = f"{edge} {register.name(edge)} has several neighbours abroad: {', '.join(abroad)}"
        raise InputError(Problem(message, "name one of them as the border"))
    return a, abroad[0]
