"""One way to shapes, whatever they come from: `load_regions` and the land line."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_coop.boundaries import cached, embedded, userlayers
from geo_coop.boundaries.catalog import load_catalog
from geo_coop.boundaries.part import read_part
from geo_coop.codes import range_mask
from geo_coop.errors import InputError, NotFoundError
from geo_coop.provenance import attach, sources_of
from geo_coop.register import load_register
from geo_coop.schema import GEOGRAPHIC_CRS, LEVELS, REGION_COLUMNS, Level, check_regions, normalise_level, unknown_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_coop.register import Register

logger = logging.getLogger(__name__)

MISSING: Final = "missing"
_REGENCY_LENGTH: Final = len("65.03")


def load_regions(
    level: str, *, within: str | None = None, source: str | None = None, release: str | None = None
) -> gpd.GeoDataFrame:
    """Return the regions of a level, with shapes.

    Without ``source``, each regency (each region, on upper levels) comes from the best source at hand: a layer that the
    user imported, else a published one that has been fetched, else the embedded default. A user's layer that holds
    less than half of a regency's districts or villages is passed over there, with a warning. The column ``tier`` and
    the provenance say which source it is. No network is used.

    Parameters
    ----------
    level
        country, province, regency, district or village, or a synonym (desa, adm4 ...).
    within
        Canonical code of a region to limit to.
    source
        ``"embedded"``, the id of a fetched source or ``"user:<name>"``, to use that alone.
    release
        Release of the source; an error where the source is at another one.

    Returns
    -------
    GeoDataFrame
        A region layer: indexed by ``code`` (sorted strings), EPSG:4326, columns name, level, kind, parent, tier,
        geometry. A region that the register lists and the source has no shape for stands there with None;
        their codes are also in ``attrs["missing"]``.

    Raises
    ------
    InputError
        Unknown level, source or release.
    NotFoundError
        No source at hand has such regions there, or the source has not been fetched.
    """
    wanted = normalise_level(level)
    register = load_register()
    return _complete(_chosen(wanted, within, source, release, register), wanted, within, register)


def load_layers(level: str, *, within: str | None = None) -> list[gpd.GeoDataFrame]:
    """Return what `load_regions` puts together, apart: one frame for each source at hand, the best first.

    Parameters
    ----------
    level, within
        As for `load_regions`.

    Returns
    -------
    list of GeoDataFrame
        As `load_regions` returns them, no region twice; each with the provenance of its one source.

    Raises
    ------
    InputError, NotFoundError
        As for `load_regions`.
    """
    wanted = normalise_level(level)
    register = load_register()
    parts = _chosen(wanted, within, None, None, register)
    return [_complete([part], wanted, within, register) for part in parts]


def _chosen(
    wanted: Level, within: str | None, source: str | None, release: str | None, register: Register
) -> list[gpd.GeoDataFrame]:
    """Return the rows taken of each source, best first."""
    if within is not None:
        register.name(within)
    chosen: list[gpd.GeoDataFrame] = []
    taken: set[str] = set()
    for layer in _layers(wanted, source, release, within):
        inside = layer if within is None else layer[range_mask(layer.index.to_numpy(dtype=str), within)]
        if source is None:
            inside = _whole_enough(inside, wanted, register)
        unit = _units(inside.index, wanted)
        fresh = inside[~unit.isin(list(taken))]
        if len(fresh):
            taken |= set(unit)
            chosen.append(attach(fresh, *sources_of(layer)))
    if not chosen:
        place = f" within {within} {register.name(within)}" if within else ""
        of = f" in source {source}" if source else ""
        message = f"no {wanted} shapes{place}{of}; see what is at hand with: geo-coop boundaries status"
        raise NotFoundError(message)
    return chosen


def check_source(source: str) -> None:
    """Raise where no source has a name; one that is known need not have been fetched.

    Raises
    ------
    InputError
        Neither embedded, nor in the catalogue, nor of the user.
    NotFoundError
        A layer of the user that is not there.
    """
    if source.startswith(userlayers.PREFIX):
        userlayers.user_layer(source)
    elif source not in (*load_catalog().ids, embedded.NAME):
        own = [entry.id for entry in userlayers.user_layers()]
        raise InputError(unknown_word("source", source, (*load_catalog().ids, embedded.NAME, *own)))


def land_line() -> gpd.GeoDataFrame:
    """Return the published land line between Indonesia and Malaysia (columns id, a, b, geometry; EPSG:4326)."""
    return embedded.land_line()


def _layers(level: Level, source: str | None, release: str | None, within: str | None) -> Iterator[gpd.GeoDataFrame]:
    """Yield the layers of a level, best first; each carries its provenance."""
    if source is None or source.startswith(userlayers.PREFIX):
        yield from _of_user(level, source, release, within)
        if source is not None:
            return
    if source is not None:
        check_source(source)
    found = False
    for name in load_catalog().ids:
        path = cached.cached_layer(name, level) if source in {None, name} else None
        if path is not None:
            found = True
            yield _at_release(read_part(path, within), release)
    if source in {None, embedded.NAME}:
        yield _at_release(embedded.read(level), release)
    elif not found:
        raise NotFoundError(_lacks(str(source), level))


def _lacks(source: str, level: Level) -> str:
    """Say that a published source has no layer of a level at hand, and whether fetching it brings one."""
    at_hand = {each for each in LEVELS if cached.cached_layer(source, each) is not None}
    has = [each for each in LEVELS if each in {*load_catalog().source(source).levels(), *at_hand}]
    if level in has or not has:
        return f"source {source} has no {level} layer in the cache; run: geo-coop boundaries fetch {source}"
    held = f"source {source} has no {level} layer; it has {', '.join(has)}"
    return f"{held}; with no source named, others at hand give the rest"


def _of_user(level: Level, source: str | None, release: str | None, within: str | None) -> Iterator[gpd.GeoDataFrame]:
    """Yield the user's layers, the one imported last first."""
    chosen = userlayers.user_layers() if source is None else [userlayers.user_layer(source)]
    for entry in chosen:
        if source is None and release is not None and entry.provenance().release != release:
            continue
        layer = entry.read(level, within=within)
        if layer is not None:
            yield _at_release(layer, release)
        elif source is not None:
            has = f"source {source} has no {level} layer; it has {', '.join(entry.levels)}"
            message = f"{has}; with no source named, others at hand give the rest"
            raise NotFoundError(message)


def _whole_enough(layer: gpd.GeoDataFrame, level: Level, register: Register) -> gpd.GeoDataFrame:
    """Return a user's layer without the regencies of which it holds less than half; other layers as they are."""
    sources = {entry.source for entry in sources_of(layer)}
    if level not in {"district", "village"} or not any(name.startswith(userlayers.PREFIX) for name in sources):
        return layer
    units = _units(layer.index, level)
    poor: list[str] = []
    for unit, count in units.value_counts().items():
        listed = int((register.within(str(unit))["level"] == level).sum()) if unit in register else 0
        if 2 * count < listed:
            poor.append(str(unit))
            logger.warning(
                "%s holds %d of %d %s regions of %s: another source is used there; ask for it with source=%s",
                ", ".join(sorted(sources)), count, listed, level, unit, ", ".join(sorted(sources)),
            )  # fmt: skip
    return layer[~units.isin(poor)]


def _at_release(layer: gpd.GeoDataFrame, release: str | None) -> gpd.GeoDataFrame:
    releases = {entry.release for entry in sources_of(layer)}
    if release is not None and release not in releases:
        titles = ", ".join(entry.title for entry in sources_of(layer))
        raise InputError(unknown_word(f"release of {titles}", release, sorted(releases)))
    return layer


def _units(codes: pd.Index, level: Level) -> pd.Index:
    """Return what a source covers as a whole: the regency of villages and districts, else the region itself."""
    if level not in {"district", "village"}:
        return codes
    return pd.Index([str(code)[:_REGENCY_LENGTH] for code in codes], dtype=str)


def _complete(chosen: list[gpd.GeoDataFrame], level: Level, within: str | None, register: Register) -> gpd.GeoDataFrame:
    """Put the chosen rows together, name them as the register does, and add what the register has and they lack."""
    columns = list(REGION_COLUMNS)
    frame = pd.concat([part[columns] for part in chosen])
    absent = _absent(frame.index, level, within, register)
    tier_of_unit = dict(zip(_units(frame.index, level), frame["tier"], strict=True))
    if len(absent):
        added = register.regions.loc[absent].assign(
            tier=[tier_of_unit[unit] for unit in _units(absent, level)], geometry=None
        )
        empty = gpd.GeoDataFrame(added[columns], geometry="geometry", crs=GEOGRAPHIC_CRS)
        frame = pd.concat([frame, empty])
    place = register.regions.index.get_indexer(frame.index)
    names = register.regions["name"].to_numpy(dtype=object)[place]
    frame["name"] = np.where(place >= 0, names, frame["name"].to_numpy(dtype=object))
    frame = gpd.GeoDataFrame(frame.sort_index(), geometry="geometry", crs=GEOGRAPHIC_CRS)
    shapeless = frame.index[frame.geometry.isna()].tolist()
    if shapeless:
        logger.warning("%d regions have no shape in the source: %s", len(shapeless), ", ".join(shapeless[:10]))
    check_regions(frame)
    result = attach(frame, *sources_of(*chosen))
    result.attrs[MISSING] = shapeless
    return result


def _absent(present: pd.Index, level: Level, within: str | None, register: Register) -> pd.Index:
    """Return the Indonesian regions that the register lists in the units covered, and the layer lacks."""
    if level not in {"district", "village"}:
        return pd.Index([], dtype=str)
    listed = register.within(within or "ID")
    codes = listed.index[(listed["level"] == level).to_numpy()].tolist()
    units, there = set(_units(present, level)), set(present)
    wanted: pd.Index = pd.Index(
        [code for code in codes if code not in there and code[:_REGENCY_LENGTH] in units], dtype=str
    )
    return wanted


__all__ = ["MISSING", "land_line", "load_layers", "load_regions"]
