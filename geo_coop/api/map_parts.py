"""What every map of agreements needs: layers put together, surroundings, outlines, popup rows."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

import pandas as pd
import shapely

from geo_coop.api.home import home_region
from geo_coop.api.map_words import map_word
from geo_coop.boundaries.load import MISSING, load_regions
from geo_coop.boundaries.userlayers import PREFIX, user_layer
from geo_coop.codes import contains
from geo_coop.cover.cuts import LEAST_SHARE
from geo_coop.cover.summary import CODE_LENGTH
from geo_coop.errors import InputError
from geo_coop.labels import label
from geo_coop.provenance import carry, sources_of
from geo_coop.register import load_register
from geo_coop.schema import unknown_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd

    from geo_coop.schema import Lang, Level

logger = logging.getLogger(__name__)

MARGIN_DEG: Final = 3.0
_NAMED: Final = 4
_UPPER: Final[dict[Level, Level]] = {"village": "regency", "district": "regency", "regency": "province"}


def load_together(level: Level, within: Sequence[str], source: str | None) -> gpd.GeoDataFrame:
    """Return the regions of a level in several regions, sorted by code, each once.

    Parameters
    ----------
    level
        Level of the result.
    within
        Canonical codes. For a level above that of a code, the region that holds it is taken.
    source
        Boundary source; default: the best at hand.
    """
    reach = sorted({_reach(code, level) for code in within})
    parts = [load_regions(level, within=code, source=source) for code in reach]
    if len(parts) == 1:
        return parts[0]
    together = pd.concat(parts)
    result = carry(together[~together.index.duplicated()].sort_index(), *parts)
    result.attrs[MISSING] = sorted({code for part in parts for code in part.attrs[MISSING]})
    return result


def load_outlines(level: Level, within: Sequence[str], source: str | None) -> gpd.GeoDataFrame | None:
    """Return the regions one level up, for lines and names on the map; None for provinces.

    An imported layer that has no such level leaves them to the best source at hand (`source_of_level`).
    """
    upper = _UPPER.get(level)
    return load_together(upper, within, source_of_level(upper, source)) if upper else None


def source_of_level(level: Level, source: str | None) -> str | None:
    """Return where a level beside the one shown is taken from: None, the best at hand, where a layer has none.

    An imported layer may hold regencies alone, while records are counted by village.

    Parameters
    ----------
    level
        A level that the map needs beside the one that it shows.
    source
        Boundary source that was asked for.

    Raises
    ------
    NotFoundError
        A layer of the user that is not there.
    """
    lacking = source is not None and source.startswith(PREFIX) and level not in user_layer(source).levels
    return None if lacking else source


def load_villages(within: Sequence[str], source: str | None, lang: Lang) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Return the villages by which a map of an upper level counts records, and a remark where they are borrowed.

    Parameters
    ----------
    within
        Canonical codes.
    source
        Boundary source; an imported layer without villages leaves them to the best at hand, with a warning.
    lang
        Language of the remark.
    """
    taken = source_of_level("village", source)
    villages = load_together("village", within, taken)
    if taken == source:
        return villages, ()
    titles = "; ".join(f"{each.title} ({each.release})" for each in sources_of(villages))
    logger.warning("%s has no villages: those by which records are counted come from %s", source, titles)
    return villages, (map_word("villages_from", lang).format(source=source, titles=titles),)


def widened(level: Level, within: Sequence[str]) -> tuple[str, ...]:
    """Return the regions to show, each once.

    For a level above that of a code, the region that holds it is taken, so that all its villages count.

    Raises
    ------
    InputError
        A region abroad, or the level of countries: maps of coverage show regions of Indonesia.

    Examples
    --------
    >>> widened("regency", ["65.03.05", "65.03", "64"])
    ('64', '65.03')
    """
    if level not in CODE_LENGTH:
        raise InputError(unknown_word("level of a map", level, tuple(CODE_LENGTH)))
    for code in within:
        home_region(code, load_register())
    codes = sorted({_reach(code, level) for code in within})
    return tuple(code for code in codes if not any(code != each and contains(each, code) for each in codes))


def surroundings(shown: gpd.GeoDataFrame, *, without: Iterable[str]) -> gpd.GeoDataFrame:
    """Return the provinces and states around the regions shown, on whatever tier is at hand.

    Parameters
    ----------
    shown
        What the map shows; all that lies within `MARGIN_DEG` of its bounds is taken.
    without
        Provinces and states to leave out, because the map draws them whole.
    """
    west, south, east, north = shown.total_bounds
    window = shapely.box(west - MARGIN_DEG, south - MARGIN_DEG, east + MARGIN_DEG, north + MARGIN_DEG)
    provinces = pd.concat([load_regions("province"), load_regions("country", within="BN")])
    near = provinces.geometry.notna() & provinces.geometry.intersects(window)
    around = near & ~provinces.index.isin(list(without))
    return provinces[around]


def names_of(codes: Sequence[str]) -> str:
    """Return the names of regions, as they stand beside the title of a map; nothing where there are many.

    Examples
    --------
    >>> names_of(["64", "65.03"]), names_of(["61", "62", "63", "64", "65"])
    ('Kalimantan Timur, Kabupaten Nunukan', '')
    """
    register = load_register()
    return ", ".join(register.name(code) for code in codes) if len(codes) <= _NAMED else ""


def share_text(share: float) -> str:
    """Return a share as whole percent; what is neither nothing nor all is not shown as if it were.

    Examples
    --------
    >>> [share_text(share) for share in (0.0, 0.004, 0.5, 0.996, 1.0)]
    ['0%', '<1%', '50%', '>99%', '100%']
    """
    text = f"{share:.0%}"
    if text == "0%" and share > LEAST_SHARE:
        return "<1%"
    return ">99%" if text == "100%" and share < 1 - LEAST_SHARE else text


def popup_rows(table: pd.DataFrame, lang: Lang) -> dict[str, list[dict[str, str]]]:
    """Return the rows of a map's popups by code: title, stage, rule, share and evidence of each agreement."""
    plain = pd.DataFrame(table.drop(columns="geometry", errors="ignore"))
    if plain.empty:
        return {}
    status = plain["stage_status"] if "stage_status" in plain else pd.Series("certain", index=plain.index)
    perhaps = status == "perhaps"
    rows = pd.DataFrame(
        {
            "title": plain["title"],
            "stage": plain["stage"].map(lambda stage: label("stage", stage, lang)),
            "rule": plain["rule"].map(lambda rule: label("rule", rule, lang)),
            "share": [share_text(share) for share in plain["share"]],
            "evidence": plain["evidence"],
        }
    )
    if "since" in plain:
        rows["stage"] += " (" + plain["since"].astype(str) + ")"
    rows["stage"] = rows["stage"].where(~perhaps, rows["stage"] + f", {map_word('perhaps', lang)}")
    found: dict[str, list[dict[str, str]]] = {}
    for code, row in zip(plain["code"].tolist(), rows.to_dict("records"), strict=True):
        found.setdefault(code, []).append({str(key): str(value) for key, value in row.items()})
    return found


def _reach(code: str, level: Level) -> str:
    """Return the region to look in: for a level above the region asked for, the one that holds it."""
    lengths: dict[Level, int] = {"province": 2, "regency": 5, "district": 8}
    return code[: lengths[level]] if level in lengths and code[0].isdigit() else code
