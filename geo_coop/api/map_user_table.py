"""Choropleth maps of a column of the user's own table, joined to regions by code."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo_coop.api.class_choice import ClassChoice
from geo_coop.api.map_choropleth import ChoroplethView, load_base
from geo_coop.api.map_words import map_word
from geo_coop.api.user_table import is_number_text
from geo_coop.classify import Classification, classify
from geo_coop.codes import country_of, level_of
from geo_coop.errors import InputError
from geo_coop.labels import label
from geo_coop.schema import normalise_level

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import pandas as pd

    from geo_coop.api.user_table import UserColumn
    from geo_coop.schema import Lang, Level

_MOST_CATEGORIES: Final = 12
_SHOWN: Final = 12


def table_view(
    own: UserColumn,
    level: str | None = None,
    *,
    within: Sequence[str] | None = None,
    on: dt.date | None = None,
    source: str | None = None,
    lang: Lang = "id",
    choice: ClassChoice | None = None,
    for_page: bool = False,
) -> ChoroplethView:
    """Return a choropleth of a column of the user's own table, joined by code.

    Regions without a row have no data; zero is zero; cells that say so are not applicable. Rows that are not on the
    map are kept in ``unmatched`` and counted in the notes. Popups show the agreements of each region.

    Parameters
    ----------
    own
        From `geo_coop.api.user_table.read_column`.
    level
        Level of the regions; default: that of the codes.
    within
        Canonical codes of the regions to show; default: the provinces that the table speaks of.
    on, source, lang, choice, for_page
        As for `agreement_view`. Numbers make quantiles by default, words categories.

    Raises
    ------
    InputError
        Codes of several levels and no level chosen, no row of that level, words with a scheme for numbers, or more
        than twelve different words.
    """
    wanted = _level(own, level)
    inside = tuple(within) if within else _provinces_of(own)
    base = load_base(wanted, inside, on, source, lang, for_page=for_page)
    codes = base.regions.index
    unmatched = tuple(str(code) for code in own.data.index if code not in codes)
    values = own.data.reindex(codes)
    outside = own.not_applicable.reindex(codes, fill_value=False).astype(bool)
    mask = outside if own.not_applicable.any() else None
    chosen = choice or ClassChoice()
    if own.numeric and chosen.scheme != "categories":
        classes = chosen.numbers(values, "quantiles", lang=lang, title=own.column, not_applicable=mask)
    else:
        classes = _categories(own.column, values, mask, chosen, lang)
    remarks = [map_word("table_from", lang).format(column=own.column, file=own.file, rows=len(own.data))]
    without = int((~codes.isin(own.data.index)).sum())
    if without:
        remarks.append(map_word("table_without", lang).format(count=without))
    if unmatched:
        shown = ", ".join(unmatched[:_SHOWN]) + (", …" if len(unmatched) > _SHOWN else "")
        remarks.append(map_word("table_unmatched", lang).format(count=len(unmatched), codes=shown))
    title = map_word("title_column", lang).format(column=own.column, level=label("level", wanted, lang))
    return replace(
        base.view(classes, title, tuple(remarks)), unmatched=unmatched, numbers=values if own.numeric else None
    )


def _provinces_of(own: UserColumn) -> tuple[str, ...]:
    """Return the provinces that a table speaks of: those of Indonesia; rows abroad are not on the map."""
    provinces = sorted({str(code).split(".")[0] for code in own.data.index})
    return tuple(code for code in provinces if country_of(code) == "ID") or tuple(provinces)


def _level(own: UserColumn, level: str | None) -> Level:
    if level is not None:
        return normalise_level(level)
    levels = sorted({level_of(str(code)) for code in own.data.index})
    if len(levels) != 1:
        found = ", ".join(levels) or "none"
        message = f"codes of the table are of these levels: {found}; choose one with level="
        raise InputError(message)
    return levels[0]


def _categories(
    title: str, values: pd.Series, mask: pd.Series | None, choice: ClassChoice, lang: Lang
) -> Classification:
    if choice.asks_for_numbers():
        found = [str(value) for value in values.dropna().unique() if not isinstance(value, int | float)]
        what = f"holds words, as {found[0]!r}" if found else "is taken as categories"
        message = f"column {title!r} {what}; use the scheme 'categories', without breaks and k"
        raise InputError(message)
    words = sorted(values.dropna().unique(), key=lambda value: (isinstance(value, str), value))
    if len(words) > _MOST_CATEGORIES:
        message = f"column {title!r} holds {len(words)} different values; at most {_MOST_CATEGORIES} make categories"
        odd = [word for word in words if isinstance(word, str) and not is_number_text(word)]
        if odd and len(odd) < len(words):
            message += f"; if they are meant as numbers: {odd[0]!r} is none"
        raise InputError(message)
    labels = [(word, _category(word, lang)) for word in words]
    return classify(
        values, scheme="categories", categories=labels, palette=choice.palette, not_applicable=mask,
        lang=lang, title=title,
    )  # fmt: skip


def _category(value: object, lang: Lang) -> str:
    """Return a category as text; a number keeps all its digits, and none are grouped, because it may be a year."""
    if not isinstance(value, float):
        return str(value)
    text = f"{value:.15g}"
    return text.replace(".", ",") if lang == "id" else text
