"""What a user chooses of the classes of a map: scheme, number, bounds, palette."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo_coop.classify import Classification, Scheme, classify
from geo_coop.errors import InputError, Problem
from geo_coop.schema import unknown_word

if TYPE_CHECKING:
    import pandas as pd

    from geo_coop.schema import Lang

#: What the user calls a way to make classes, and what `classify` calls it.
SCHEMES: Final[dict[str, Scheme]] = {
    "count": "count",
    "quantiles": "quantiles",
    "natural": "natural_breaks",
    "equal": "equal",
    "own": "user",
    "categories": "categories",
}
_MOST_CLASSES: Final = 5
_QUARTERS: Final = (25.0, 50.0, 75.0, 100.0)


@dataclass(frozen=True, slots=True)
class ClassChoice:
    """How values become classes; what is left out is chosen to fit the values.

    Attributes
    ----------
    scheme
        A key of `SCHEMES`.
    k
        Greatest number of classes; by default 5, and 6 for counts.
    breaks
        For ``own``: ascending upper bounds.
    palette
        A name of `geo_coop.classify.PALETTES`.
    """

    scheme: str | None = None
    k: int | None = None
    breaks: tuple[float, ...] | None = None
    palette: str | None = None

    def scheme_or(self, default: Scheme) -> Scheme:
        """Return the scheme as `classify` calls it.

        Raises
        ------
        InputError
            An unknown word, or breaks for another scheme than ``own``.
        """
        if self.scheme is None:
            return "user" if self.breaks is not None else default
        if self.scheme not in SCHEMES:
            raise InputError(unknown_word("scheme", self.scheme, tuple(SCHEMES)))
        return SCHEMES[self.scheme]

    def asks_for_numbers(self) -> bool:
        """Return whether anything is chosen that only numbers can have."""
        return self.scheme not in {None, "categories"} or self.breaks is not None or self.k is not None

    def numbers(
        self, values: pd.Series, default: Scheme, *, lang: Lang, title: str, not_applicable: pd.Series | None = None
    ) -> Classification:
        """Return the classes of numbers.

        Parameters
        ----------
        values, lang, title, not_applicable
            As for `classify`.
        default
            The scheme where none was chosen.

        Raises
        ------
        InputError
            As for `scheme_or` and `classify`, or a number of classes where bounds make them.
        """
        scheme = self.scheme_or(default)
        bins = self.breaks
        if scheme == "user" and self.k is not None:
            message = "bounds make the classes, so k would say nothing"
            raise InputError(Problem(message, "leave out k, or choose a scheme: quantiles, natural or equal"))
        if scheme == "user" and bins is None:
            bins = _QUARTERS if default == "user" else None
        return classify(
            values, scheme=scheme, k=self.k or _MOST_CLASSES, bins=bins, palette=self.palette,
            not_applicable=not_applicable, lang=lang, title=title,
        )  # fmt: skip
