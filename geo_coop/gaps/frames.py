"""What the answers have in common."""

from __future__ import annotations

from typing import Final

import pandas as pd

from geo_coop.schema import STAGES

ENDED: Final = STAGES[-1]


def with_none(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the table with None in a column of texts where there is no text."""
    values = [value if isinstance(value, str) else None for value in table[column]]
    return table.assign(**{column: pd.Series(values, index=table.index, dtype=object)})
