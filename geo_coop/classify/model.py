"""A class, and the classes of a column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from geo_coop.schema import Lang

Scheme = Literal["count", "categories", "quantiles", "natural_breaks", "equal", "user"]
Kind = Literal["zero", "values", "category", "not_applicable", "no_data"]
Hatch = Literal["none", "diagonal", "dots"]

SCHEMES: Final[tuple[Scheme, ...]] = ("count", "categories", "quantiles", "natural_breaks", "equal", "user")


@dataclass(frozen=True, slots=True)
class MapClass:
    """One class: a row of the legend.

    Attributes
    ----------
    kind
        ``zero``, ``values`` (a range of numbers), ``category``, ``not_applicable`` or ``no_data``.
    label
        Text for the legend, in the language asked for. Text, never markup.
    colour
        ``#rrggbb``.
    hatch
        Pattern drawn over the colour: ``none``, ``diagonal`` or ``dots``.
    count
        Number of rows in the class.
    """

    kind: Kind
    label: str
    colour: str
    hatch: Hatch
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class Classification:
    """The class of each row, and the classes in legend order.

    Attributes
    ----------
    index
        Position in `classes` for each row, int64, on the caller's index and in the caller's row order.
    classes
        All classes in legend order. Counts add up to the number of rows. A no-data class always stands last.
    scheme
        How the values were classed.
    lang
        Language of the labels.
    title
        What the classes say: the heading of the legend.
    """

    index: pd.Series
    classes: tuple[MapClass, ...]
    scheme: Scheme
    lang: Lang
    title: str = ""

    @property
    def colours(self) -> pd.Series:
        """The colour of each row, on the caller's index."""
        table = np.array([each.colour for each in self.classes], dtype=object)
        return pd.Series(table[self.index.to_numpy()], index=self.index.index, name="colour", dtype=object)

    @property
    def labels(self) -> pd.Series:
        """The legend label of each row, on the caller's index."""
        table = np.array([each.label for each in self.classes], dtype=object)
        return pd.Series(table[self.index.to_numpy()], index=self.index.index, name="label", dtype=object)
