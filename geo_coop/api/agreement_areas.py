"""All records with the area that each covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geo_coop.agreements.stages import stage_on
from geo_coop.api.cover import village_coverage
from geo_coop.api.records import records
from geo_coop.boundaries.load import load_regions
from geo_coop.provenance import carry, narrowed
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    import datetime as dt


def load_agreements(*, on: dt.date | None = None, source: str | None = None, lang: str = "id") -> gpd.GeoDataFrame:
    """Return all records, each with the area that it covers.

    Parameters
    ----------
    on
        The day; default: the records as a whole.
    source
        Boundary source; default: the best at hand.
    lang
        Language of titles.

    Returns
    -------
    GeoDataFrame
        Indexed by ``agreement`` (id), columns title, kind, record, parties (codes), stage, since, sectors, villages
        (covered), evidence (documents), geometry (union of the villages covered where the layer has them; None
        for a record that covers none there); EPSG:4326.
    """
    villages = load_regions("village", source=source)
    table = village_coverage(villages, on=on, source=source, lang=lang)
    shapes = table.dropna(subset=["geometry"]).dissolve(by="agreement").geometry
    rows = agreement_rows(table, on=on, lang=lang)
    geometry = shapes.reindex(rows.index).to_numpy()
    frame = gpd.GeoDataFrame(rows, geometry=geometry, crs=GEOGRAPHIC_CRS)
    used = villages["tier"].reindex(table["code"].unique()).unique()
    return narrowed(carry(frame, villages, method="union of villages"), used)


def agreement_rows(table: pd.DataFrame, *, on: dt.date | None = None, lang: str = "id") -> pd.DataFrame:
    """Return all records as rows, with the number of villages that each covers in a coverage table.

    Returns
    -------
    DataFrame
        As `load_agreements`, without geometry.
    """
    counts = table.groupby("agreement").size()
    rows = []
    for record in records():
        state = stage_on(record, on)
        rows.append(
            {
                "agreement": record.id,
                "title": record.title.in_language(lang),
                "kind": record.kind,
                "record": record.record,
                "parties": "; ".join(dict.fromkeys(p.region for p in record.parties if p.region is not None)),
                "stage": state.stage if state else None,
                "since": str(state.date) if state else None,
                "sectors": "; ".join(record.sectors),
                "villages": int(counts.get(record.id, 0)),
                "evidence": "; ".join(dict.fromkeys(entry.document for entry in record.evidence)),
            }
        )
    return pd.DataFrame(rows).set_index("agreement")
