"""Words on map pages, in Indonesian and English.

A kind of map keeps its own words in a `Words` of its own, beside its module::

    word = Words({"slider": ("Tahun", "Year")})
    word("slider", "en")
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo_coop.errors import InputError
from geo_coop.maps.words.script import PAGE
from geo_coop.maps.words.texts import TEXTS
from geo_coop.schema import unknown_word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_coop.schema import Lang

_POSITION: Final = {"id": 0, "en": 1}


@dataclass(frozen=True, slots=True)
class Words:
    """Texts by key, each in Indonesian and English.

    Attributes
    ----------
    texts
        ``{key: (Indonesian, English)}``.
    """

    texts: Mapping[str, tuple[str, str]]

    def __call__(self, key: str, lang: Lang, default: str | None = None) -> str:
        """Return one text; ``default`` where there is none for ``key``, which without a default is a KeyError."""
        pair = self.texts.get(key)
        if pair is None:
            if default is None:
                message = f"no text for {key!r}"
                raise KeyError(message)
            return default
        return pair[_POSITION[lang]]

    def all(self, lang: Lang) -> dict[str, str]:
        """Return every text by key, as for the words that a script needs."""
        check_lang(lang)
        return {key: pair[_POSITION[lang]] for key, pair in self.texts.items()}


def check_lang(lang: str) -> None:
    """Raise `InputError` for a language without words."""
    if lang not in _POSITION:
        raise InputError(unknown_word("language", lang, tuple(_POSITION)))


#: Texts that maps put into their pages.
word: Final = Words(TEXTS)
#: Words that the scripts of every page show.
script_words: Final = Words(PAGE)
