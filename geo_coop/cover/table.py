"""The coverage table: one row for each village and agreement."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_coop.cover.blocks import Block, blocks_of, hits_of, unmeasured
from geo_coop.cover.cuts import Cutter
from geo_coop.cover.rules import Succession, zone_bases
from geo_coop.cover.words import cited, method_of
from geo_coop.errors import InputError, Problem
from geo_coop.provenance import carry

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from geo_coop.agreements.model import Agreement, BorderSet, Zone

    Ints = npt.NDArray[np.intp]

# Codes of villages without a shape that a rule with a corridor, a point or an extent might have covered.
UNMEASURED: Final = "unmeasured"

COLUMNS = (
    "code", "name", "agreement", "title", "kind", "record", "stage", "stage_status", "since", "rule", "rules",
    "base", "share", "reach", "exactness", "implied", "method", "why", "evidence",
)  # fmt: skip


def coverage(
    villages: pd.DataFrame,
    agreements: Iterable[Agreement],
    *,
    on: dt.date | None = None,
    zones: Iterable[Zone] = (),
    border_sets: Iterable[BorderSet] = (),
    facing: pd.Series | None = None,
    lines: Mapping[tuple[str, str], gpd.GeoDataFrame] | None = None,
    successions: Iterable[Succession] = (),
    lang: str = "id",
) -> pd.DataFrame:
    """Return which village is covered by which agreement.

    Parameters
    ----------
    villages
        Frame indexed by ``code`` (canonical village codes, sorted) with a column ``name``. A GeoDataFrame gives
        a GeoDataFrame.
    agreements
        Records with coverage rules; those without any stage reached on the day are left out.
    on
        The day; None for the records as a whole, every stage done counting.
    zones, border_sets
        What the rules refer to.
    facing
        The foreign region that each border village faces, by village code; needed by rules with ``facing``.
    lines
        The boundary of each pair of regions that a corridor follows, in either order, EPSG:4326, for example from
        `geo_coop.borders.shared_border` or `geo_coop.borders.split_line`; `pairs_needed` names the pairs.
    successions
        Regions split off from others: what the older one agreed before covers both.
    lang
        Language of titles, methods and reasons, ``"id"`` or ``"en"``.

    Returns
    -------
    DataFrame or GeoDataFrame
        One row for each village and agreement, ordered by code and agreement, with a new index and the columns
        code, name, agreement, title, kind, record, stage, stage_status (certain or perhaps), since (date of the
        stage as documented), rule (the first of the record's rules that covers the village), rules (all of
        them), base (what names the region, for example ``set:kaltara-malaysia``), share (above 0 and up to 1, of the
        village's area on the ellipsoid), reach, exactness (approximate too where a share follows approximate shapes
        or lines), implied, method (how a share was measured; empty where a rule takes whole villages), why (the reason
        where the village was in a party's territory then and is not today; else empty), evidence (documents and
        paragraphs); geometry where ``villages`` has it. Provenance is carried over. Villages without a shape that
        a corridor, point or extent might cover are left out, and listed in ``attrs["unmeasured"]``.

    Raises
    ------
    InputError
        Villages not sorted by unique code, a rule without its base, a village whose facing is needed and not given,
        a rule that needs shapes where there are none, or a corridor without its line. All problems at once.
    """
    codes = _sorted_codes(villages)
    cutter = Cutter(villages, lines or {})
    blocks = blocks_of(
        codes,
        agreements,
        on=on,
        zones=zones,
        border_sets=border_sets,
        facing=None if facing is None else {str(code): str(region) for code, region in facing.dropna().items()},
        successions=successions,
        cutter=cutter,
        lang=lang,
    )
    return _assemble(villages, blocks, cutter)


def zone_villages(villages: pd.DataFrame, zone: Zone, *, lang: str = "id") -> pd.DataFrame:
    """Return the villages of a zone, each with the share of it that lies in the zone.

    Parameters
    ----------
    villages
        As for `coverage`; with shapes where the zone has an extent.
    zone
        The zone.
    lang
        Language of title and method, ``"id"`` or ``"en"``.

    Returns
    -------
    DataFrame or GeoDataFrame
        One row for each village, ordered by code, new index: code, name, zone, title, share (above 0 and up to 1),
        exactness, implied, method, evidence; geometry where ``villages`` has it. Provenance is carried over.

    Raises
    ------
    InputError
        An extent and no shapes to cut, or villages that are not sorted by unique code.
    """
    codes = _sorted_codes(villages)
    cutter = Cutter(villages, {})
    hits = hits_of(f"zone {zone.id}", codes, list(enumerate(zone_bases(zone))), None, cutter)
    evidence = "; ".join(dict.fromkeys(cited(entry.document, entry.paragraph) for entry in zone.evidence))
    parts = [
        pd.DataFrame(
            {
                "row": np.asarray(hit.rows, dtype=np.intp),
                "zone": zone.id, "title": zone.title.in_language(lang), "share": hit.share,
                "exactness": np.where(hit.approximate, "approximate", "exact"), "implied": hit.base.implied,
                "method": method_of(hit.base.clip, lang), "evidence": evidence,
            }
        )
        for hit in hits
    ]  # fmt: skip
    table = pd.concat(parts, ignore_index=True).drop_duplicates("row").sort_values("row", ignore_index=True)
    columns = ("code", "name", "zone", "title", "share", "exactness", "implied", "method", "evidence")
    return _placed(villages, table, columns, cutter)


def _sorted_codes(villages: pd.DataFrame) -> list[str]:
    if not (villages.index.is_monotonic_increasing and villages.index.is_unique):
        raise InputError(Problem("villages are not sorted by unique code", "use frame.sort_index() and drop copies"))
    return [str(code) for code in villages.index]


def _assemble(villages: pd.DataFrame, blocks: Sequence[Block], cutter: Cutter) -> pd.DataFrame:
    if blocks:
        columns = {column: list(itertools.chain.from_iterable(b[column] for b in blocks)) for column in blocks[0]}
        # Blocks come in the order of agreements, which a stable sort keeps within each village.
        table = pd.DataFrame(columns).sort_values("row", kind="stable", ignore_index=True)
    else:
        table = pd.DataFrame({column: pd.Series(dtype=object) for column in COLUMNS}).assign(
            row=np.array([], dtype=np.intp)
        )
    return _placed(villages, table, COLUMNS, cutter)


def _placed(villages: pd.DataFrame, table: pd.DataFrame, columns: Sequence[str], cutter: Cutter) -> pd.DataFrame:
    """Give rows the code, name and shape of their village, the columns their order, and the frame its sources."""
    rows = table.pop("row").to_numpy(dtype=np.intp)
    table["code"] = villages.index.to_numpy()[rows]
    table["name"] = villages["name"].to_numpy()[rows]
    table = table[list(columns)]
    if isinstance(villages, gpd.GeoDataFrame):
        table = gpd.GeoDataFrame(table, geometry=villages.geometry.to_numpy()[rows], crs=villages.crs)
    table = carry(table, villages, *cutter.lines_used())
    blank = unmeasured(villages.index.tolist(), cutter)
    if blank:
        table.attrs[UNMEASURED] = blank
    return table
