"""Where a frame comes from: source, release, tier, licence and method, carried along with it.

Provenance is kept in ``frame.attrs["provenance"]`` as a list of plain mappings, one for each source.
pandas loses ``attrs`` on merge, join and dissolve: `carry` puts it back.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    FrameT = TypeVar("FrameT", bound=pd.DataFrame)

KEY: Final = "provenance"


@dataclass(frozen=True, slots=True)
class Provenance:
    """One source of a frame or figure.

    Attributes
    ----------
    source
        Catalogue id, for example ``"embedded"`` or ``"wilayah-boundaries"``.
    title
        Name to print on maps and in tables.
    release
        Dated state of the source, for example ``"2025.1"``; never "latest".
    tier
        ``"authoritative"`` or ``"approximate"``.
    licence
        Licence identifier, for example ``"ODbL-1.0"``.
    attribution
        Text that the licence asks to be shown.
    method
        How the frame was made from the source.
    """

    source: str
    title: str
    release: str
    tier: str
    licence: str
    attribution: str
    method: str = ""


def attach(frame: FrameT, *sources: Provenance) -> FrameT:
    """Return a shallow copy of ``frame`` with the sources in its attrs."""
    result = frame.copy(deep=False)
    result.attrs = {**frame.attrs, KEY: [asdict(source) for source in sources]}
    return result


def sources_of(*frames: pd.DataFrame) -> tuple[Provenance, ...]:
    """Return the distinct sources of the frames, in order of appearance."""
    found: dict[Provenance, None] = {}
    for frame in frames:
        for entry in frame.attrs.get(KEY, ()):
            found[Provenance(**entry)] = None
    return tuple(found)


def carry(result: FrameT, *frames: pd.DataFrame, method: str = "") -> FrameT:
    """Return ``result`` with the sources of the frames it was made from.

    Parameters
    ----------
    result
        A frame made by merge, join, dissolve or selection.
    frames
        What it was made from.
    method
        Appended to each source's method, when given.
    """
    sources = sources_of(*frames)
    if method:
        sources = tuple(
            Provenance(**{**asdict(source), "method": f"{source.method}; {method}" if source.method else method})
            for source in sources
        )
    return attach(result, *sources)


def narrowed(frame: FrameT, tiers: Iterable[str]) -> FrameT:
    """Return the frame without the sources of tiers that none of its rows has.

    A layer put together from several sources names them all; a selection from it may need fewer.

    Parameters
    ----------
    frame
        The selection.
    tiers
        Tiers of its rows; empty keeps every source.
    """
    kept = set(tiers)
    sources = sources_of(frame)
    return attach(frame, *(source for source in sources if not kept or source.tier in kept))


def tier_of(*frames: pd.DataFrame) -> str:
    """Return the lowest tier among the sources: one approximate source makes the result approximate."""
    tiers = {source.tier for source in sources_of(*frames)}
    return "authoritative" if tiers == {"authoritative"} else "approximate"
