"""Questions on the layers and records at hand: overlaps, missing cooperation, partners abroad, ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_coop import borders, gaps
from geo_coop.agreements.read import read_zones
from geo_coop.api.adjoining import ABSENT, absent_provinces, beside, by_figures, drawn_apart
from geo_coop.api.cover import village_coverage
from geo_coop.api.home import home_region
from geo_coop.api.records import is_there, records
from geo_coop.boundaries.load import load_regions
from geo_coop.codes import contains, country_of, level_of
from geo_coop.errors import InputError, NotFoundError, Problem
from geo_coop.register import load_register

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    import pandas as pd


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
        As for `geo_coop.api.gaps.find_gaps`.

    Returns
    -------
    DataFrame
        As `geo_coop.gaps.overlaps`.

    Raises
    ------
    InputError
        A region abroad, or ``by`` is neither kind nor sector.
    NotFoundError
        No such region, or no villages there.
    """
    inside = home_region(within, load_register()) if within else None
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
        As for `geo_coop.api.gaps.find_gaps`.
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
        No such region, or no regencies there.
    InputError
        A region abroad, or one below the regencies.
    """
    register = load_register()
    inside = home_region(within, register, why="") if within else None
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
    pairs = by_figures(borders.adjacency(near), near)
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

    What is not recorded is not known: a region that is absent here may have partners that none of the documents name.

    Parameters
    ----------
    on
        The day; default: the records as a whole. A record is left out where no stage of it was reached by then; one
        that is only announced, where no document had said so.
    folder
        Folder of further records, beside those that ship.
    lang
        Language of titles and organisations, ``"id"`` or ``"en"``.

    Returns
    -------
    DataFrame
        One row for each region and record, as `geo_coop.gaps.partners_abroad`: region (code), name, level, agreement,
        title, kind, record, partners (codes or organisations, joined by ``"; "``), stage (None where nothing is done),
        signed. The documents behind a row are those of its agreement: column evidence of `load_agreements`.

    Raises
    ------
    InputError
        A record of ``folder`` has errors; all are listed.

    Examples
    --------
    >>> import geo_coop
    >>> abroad = geo_coop.partners_abroad(lang="en")
    >>> abroad.loc[abroad["signed"], ["region", "agreement", "partners"]].to_numpy().tolist()
    [['65', 'sosek-malindo-kaltara-sabah', 'MY-12']]
    """
    there = [record for record in records(folder=folder) if is_there(record, on, folder)]
    table = gaps.partners_abroad(there, on=on, lang=lang)
    table.insert(1, "name", load_register().regions["name"].reindex(table["region"]).to_numpy())
    return table


def way_of(agreement: str, *, folder: Path | None = None, lang: str = "id") -> pd.DataFrame:
    """Return a programme's way from offer to result: the steps of a record and of all that it came from or led to.

    Parameters
    ----------
    agreement
        Id of a record, as `load_agreements` lists them.
    folder
        Folder of further records, beside those that ship.
    lang
        Language of titles, ``"id"`` or ``"en"``.

    Returns
    -------
    DataFrame
        One row for each step, by date (unknown dates last), as `geo_coop.gaps.way_of`: agreement, title, record,
        relation, programme, stage (None for a step that is no stage), date (as documented), status, what, place,
        evidence (documents and paragraphs).

    Raises
    ------
    NotFoundError
        No record of that id.
    InputError
        A record of ``folder`` has errors; all are listed.

    Examples
    --------
    >>> import geo_coop
    >>> way = geo_coop.way_of("kukar-balikpapan-2014", lang="en")
    >>> way.loc[way["stage"] == "framework", ["agreement", "date", "status"]].to_numpy().tolist()
    [['kukar-balikpapan-2014', '2014-04', 'planned'], ['kukar-balikpapan-ppu-2024', '2024-02-08', 'done']]
    """
    return gaps.way_of(records(folder=folder), agreement, lang=lang)
