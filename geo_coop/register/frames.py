"""The register of one release as frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_coop.codes import dosm_of, parent_of
from geo_coop.provenance import Provenance, attach
from geo_coop.schema import KINDS, LEVELS, normalise_level

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_coop.register.table import Table

SCHEME_COLUMNS: Final = ("code", "name", "kemendagri", "bps", "bps_before", "pcode", "iso", "dosm", "bps_missing")
_NOT_HELD: Final = "not available: no open list relates the BPS codes of this level here to Kemendagri's"


@dataclass(frozen=True, eq=False, slots=True)
class Frames:
    """The frames of a register; `geo_coop.register.Register` says what is in them."""

    regions: pd.DataFrame
    aliases: pd.DataFrame
    schemes: pd.DataFrame
    official_areas: pd.DataFrame


def frames_of(table: Table, source: Provenance) -> Frames:
    """Return the frames of a register; the regions carry their source."""
    codes = table.codes
    first_abroad = next((row for row, code in enumerate(codes) if not code[0].isdigit()), len(codes))
    parents = [code.rpartition(".")[0] or "ID" for code in codes[:first_abroad]]
    regions = pd.DataFrame(
        {
            "name": table.names,
            "level": [LEVELS[number] for number in table.levels.tolist()],
            "kind": [KINDS[number] for number in table.kinds.tolist()],
            "parent": [*parents, *(parent_of(code) for code in codes[first_abroad:])],
            "note": table.notes,
        },
        index=pd.Index(codes, name="code"),
    )
    areas = _frame(table.areas, ("code", "area_km2", "source", "release")).set_index("code")
    areas["area_km2"] = areas["area_km2"].astype(float)
    return Frames(
        regions=attach(regions, source),
        aliases=_frame(table.aliases, ("code", "alias", "type", "until")),
        schemes=_frame(table.schemes, ("code", "scheme", "value", "until")),
        official_areas=areas,
    )


def _frame(rows: Sequence[dict[str, str]], columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame({column: pd.Series([row[column] for row in rows], dtype=str) for column in columns})


def schemes_beside(inside: pd.DataFrame, schemes: pd.DataFrame, level: str, missing: Mapping[str, str]) -> pd.DataFrame:
    """Return the codes of all schemes side by side, for the regions of one level among those given.

    ``missing`` tells why single regions have no BPS code.
    """
    inside = inside[inside["level"] == normalise_level(level)]
    table = pd.DataFrame({"code": inside.index, "name": inside["name"].to_numpy()})
    national = inside.index.str[:1].str.isdigit()
    table["kemendagri"] = np.where(national, table["code"], "")
    used, replaced = schemes["until"] == "", schemes["until"] != ""
    for column, scheme, rows in (("bps", "bps", used), ("bps_before", "bps", replaced), ("iso", "iso", used)):
        values = schemes[rows & (schemes["scheme"] == scheme)].set_index("code")["value"]
        table[column] = table["code"].map(values).fillna("")
    table["pcode"] = np.where(table["bps"] != "", "ID" + table["bps"], "")
    lacking = national & (table["bps"] == "").to_numpy() & (table["code"] != "ID").to_numpy()
    why = table["code"].map(dict(missing)).fillna(_NOT_HELD)
    table["bps_missing"] = why.where(lacking, "")
    table["dosm"] = [dosm_of(code) or "" for code in table["code"]]
    return table[list(SCHEME_COLUMNS)]
