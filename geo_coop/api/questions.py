"""Questions on the layers and records at hand: gaps, overlaps, missing cooperation, partners abroad, ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geo_coop import borders, gaps
from geo_coop.agreements.read import read_zones
from geo_coop.api.adjoining import ABSENT, absent_provinces, beside, drawn_apart
from geo_coop.api.borders import border
from geo_coop.api.cover import village_coverage
from geo_coop.api.records import records
from geo_coop.boundaries.load import land_line, load_regions
from geo_coop.codes import contains, country_of, level_of
from geo_coop.errors import CannotAnswerError, InputError, NotFoundError, Problem
from geo_coop.names import resolve
from geo_coop.provenance import tier_of
from geo_coop.register import load_register

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

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
    asked
        How many villages were asked about.
    asked_facing
        The same by the region that they face; empty where no border was asked about.
    within, border, notion, below, beyond
        What was asked: codes, and the limits.
    tier
        Tier of the layers in use.
    remarks
        What a reader must know of this answer.
    """

    villages: gpd.GeoDataFrame
    asked: int
    asked_facing: dict[str, int]
    within: str | None
    border: str | None
    notion: Notion | None
    below: Level | None
    beyond: str | None
    tier: str
    remarks: tuple[str, ...] = ()

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
    inside = resolve(within, register) if within else None
    if inside is not None and country_of(inside) != "ID":
        message = f"{inside} {register.name(inside)} lies abroad; gaps are counted in Indonesian villages"
        raise InputError(Problem(message, "name a region in Indonesia, and the one abroad as the border"))
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
    left = gaps.find_gaps(villages, table, records(folder=folder), below=below, beyond=beyond)
    facing = villages["facing"].value_counts() if "facing" in villages else {}
    return Gaps(
        villages=left,
        asked=len(villages),
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


def find_overlaps(
    within: str | None = None,
    *,
    by: str = "kind",
    on: dt.date | None = None,
    source: str | None = None,
    folder: Path | None = None,
) -> pd.DataFrame:
    """Return the villages that more than one agreement of the same kind or sector covers.

    Parameters
    ----------
    within
        Code or name of a region; default: everywhere that the layer reaches.
    by
        ``"kind"`` or ``"sector"``.
    on, source, folder
        As for `find_gaps`.

    Returns
    -------
    DataFrame
        As `geo_coop.gaps.overlaps`.
    """
    inside = resolve(within, load_register()) if within else None
    villages = load_regions("village", within=inside, source=source)
    table = village_coverage(villages, on=on, source=source, folder=folder)
    return gaps.overlaps(table, records(folder=folder), by=by)


def missing_cooperation(
    within: str | None = None,
    *,
    on: dt.date | None = None,
    source: str | None = None,
    folder: Path | None = None,
    min_length_km: float = 0.0,
    every_pair: bool = False,
) -> pd.DataFrame:
    """Return adjoining regencies and cities without any cooperation with each other (KSDD) on record.

    Law makes cooperation compulsory where regions adjoin and effects cross the boundary; only the first half is tested.

    Parameters
    ----------
    within
        Code or name of a region that one regency of a pair lies in; default: everywhere that one layer reaches.
    on, source, folder
        As for `find_gaps`.
    min_length_km
        Shortest common boundary to look at.
    every_pair
        Also return the pairs that have some.

    Returns
    -------
    DataFrame
        As `geo_coop.gaps.missing_cooperation`, with a_name and b_name after the codes, and tier (as for
        `geo_coop.api.adjoining.neighbours`).
        ``attrs["absent"]`` holds the codes of provinces next to those asked about that have no regencies in the layer.

    Raises
    ------
    NotFoundError
        No regencies there.
    """
    register = load_register()
    inside = resolve(within, register) if within else None
    layer = load_regions("regency", source=source)
    layer = layer[[country_of(code) == "ID" for code in layer.index]]
    if inside is not None and level_of(inside) in {"district", "village"}:
        message = f"{inside} {register.name(inside)} lies below the regencies"
        raise InputError(Problem(message, "name a province, a regency or a city"))
    layer = layer[layer.geometry.notna()]
    near = layer
    if inside is not None:
        within_it = [contains(inside, code) or contains(code, inside) for code in layer.index]
        near = beside(layer, np.array(within_it, dtype=bool))
    pairs = borders.adjacency(near)
    if inside is not None:
        own = [contains(inside, a) or contains(inside, b) for a, b in zip(pairs["a"], pairs["b"], strict=True)]
        if not any(own):
            message = f"no regency or city of {inside} {register.name(inside)} adjoins another in the layer"
            raise NotFoundError(message)
        pairs = pairs[own]
    table = gaps.missing_cooperation(
        pairs, records(folder=folder), on=on, zones=read_zones(), min_length_km=min_length_km
    )
    names = register.regions["name"]
    table.insert(2, "a_name", names.reindex(table["a"]).to_numpy())
    table.insert(3, "b_name", names.reindex(table["b"]).to_numpy())
    rough = [(layer["tier"].reindex(table[side]) == "approximate").to_numpy(dtype=bool) for side in ("a", "b")]
    apart = drawn_apart(table, layer, source)
    split = np.array([pair in apart for pair in zip(table["a"], table["b"], strict=True)], dtype=bool)
    table["tier"] = np.where(rough[0] | rough[1] | split, "approximate", "authoritative")
    chosen = table if every_pair else table[table["missing"].to_numpy(dtype=bool)]
    result = chosen.reset_index(drop=True)
    result.attrs = {**table.attrs, ABSENT: absent_provinces(layer, inside)}
    return result


def partners_abroad(*, on: dt.date | None = None, folder: Path | None = None, lang: str = "id") -> pd.DataFrame:
    """Return the regions of Indonesia that a record joins to a partner abroad.

    Returns
    -------
    DataFrame
        As `geo_coop.gaps.partners_abroad`, with the region's name after its code.
    """
    table = gaps.partners_abroad(records(folder=folder), on=on, lang=lang)
    table.insert(1, "name", load_register().regions["name"].reindex(table["region"]).to_numpy())
    return table


def way_of(agreement: str, *, folder: Path | None = None, lang: str = "id") -> pd.DataFrame:
    """Return a programme's way from offer to result; as `geo_coop.gaps.way_of`, on the records at hand."""
    return gaps.way_of(records(folder=folder), agreement, lang=lang)
