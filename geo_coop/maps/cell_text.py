"""Cells of tables as text on a map."""

from __future__ import annotations

import datetime as dt
import numbers
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_coop.maps.words import word

if TYPE_CHECKING:
    from geo_coop.schema import Lang


def text_of(value: object, lang: Lang) -> str:
    """Return a cell as text: numbers with the marks of the language, missing values empty.

    Examples
    --------
    >>> text_of(1234.5, "id"), text_of(None, "id"), text_of(True, "id")
    ('1.234,5', '', 'ya')
    """
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, bool | np.bool_):
        return word("yes" if value else "no", lang)
    if isinstance(value, numbers.Integral):
        text = f"{int(value):,}"
    elif isinstance(value, numbers.Real):
        if not np.isfinite(float(value)):
            return ""
        text = f"{float(value):z,.2f}".rstrip("0").rstrip(".")
    elif isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    else:
        return str(value).encode("utf-8", "replace").decode("utf-8")
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))
