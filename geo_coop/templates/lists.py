"""The lists that planners choose from: words, things with ids, and regions; and how what they write is understood."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from geo_coop.agreements.read import (
    read_agreements,
    read_border_sets,
    read_crossings,
    read_sectors,
    read_sources,
    read_zones,
)
from geo_coop.codes import level_of, looks_like_code
from geo_coop.errors import AmbiguousError, InputError, NotFoundError
from geo_coop.names import find, resolve
from geo_coop.templates.layout import sheets
from geo_coop.templates.words import fold, word_label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_coop.register import Register

KALIMANTAN: Final = ("61", "62", "63", "64", "65")
_LISTED_LEVELS: Final = ("country", "province", "regency", "district")
_WITH_PARENT: Final = re.compile(r"(.+?)\s*\(([^()]+)\)")
_CODE_FIRST: Final = re.compile(r"(\S+)\s*[-\u2013:]?\s+(.+)")


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of a list: the id or word that a record holds, and its labels."""

    value: str
    indonesian: str
    english: str


@dataclass(frozen=True, slots=True)
class ListedRegion:
    """A region to choose: code, name, level, and the name of the region it lies in."""

    code: str
    name: str
    level: str
    parent: str

    @property
    def choice(self) -> str:
        """The text to choose from a drop-down list: code and name."""
        return f"{self.code} {self.name}"


@dataclass(frozen=True)
class Lists:
    """Everything there is to choose from.

    Attributes
    ----------
    register
        The regions there are.
    references
        Things with ids, by kind: sector, agreement, border_set, zone, document, crossing.
    """

    register: Register
    references: Mapping[str, tuple[Choice, ...]]
    _regions: dict[str, str | AmbiguousError | InputError | NotFoundError] = field(default_factory=dict, repr=False)

    @cached_property
    def vocabularies(self) -> dict[str, tuple[Choice, ...]]:
        """Words and things with ids, by the name that columns know them by."""
        found: dict[str, tuple[Choice, ...]] = {}
        for sheet in sheets():
            for column in sheet.columns:
                if column.words:
                    found[column.vocabulary] = tuple(
                        Choice(word, *word_label(column.vocabulary, word)) for word in column.words
                    )
                elif column.form == "flag":
                    found["flag"] = tuple(Choice(word, *word_label("flag", word)) for word in ("true", "false"))
                elif column.vocabulary in self.references:
                    found[column.vocabulary] = self.references[column.vocabulary]
        return found

    @cached_property
    def regions(self) -> tuple[ListedRegion, ...]:
        """Kalimantan down to districts, then the other countries with what the register knows of them."""
        frame = self.register.regions
        abroad = [not code[0].isdigit() for code in frame.index]
        home = frame.index.str[:2].isin(KALIMANTAN)
        listed = frame[(home | abroad) & frame["level"].isin(_LISTED_LEVELS)]
        names = frame["name"]
        return tuple(
            ListedRegion(str(code), str(name), str(level), str(names[parent]) if parent in names.index else "")
            for code, name, level, parent in zip(
                listed.index, listed["name"], listed["level"], listed["parent"], strict=True
            )
        )

    def reference(self, kind: str, text: str) -> str:
        """Return the id that a text names: an id or a title; the text itself where it is neither."""
        return self._titles.get(kind, {}).get(fold(text), text)

    def similar(self, kind: str, text: str) -> str:
        """Return titles that begin with a text, have its first word, or are spelt like it, with their ids."""
        wanted, choices = fold(text), self.references.get(kind, ())
        names = {fold(name): choice for choice in choices for name in (choice.indonesian, choice.english)}
        words = wanted.split()[:1]
        near = [name for name in names if words and words[0] in re.findall(r"\w+", name)]
        near += difflib.get_close_matches(wanted, list(names), n=3)
        return ", ".join(dict.fromkeys(f"{names[name].indonesian} = {names[name].value}" for name in near[:5]))

    @cached_property
    def _titles(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for kind, choices in self.references.items():
            titles: dict[str, set[str]] = {}
            for choice in choices:
                for text in (choice.indonesian, choice.english):
                    titles.setdefault(fold(text), set()).add(choice.value)
            unique = {text: next(iter(ids)) for text, ids in titles.items() if len(ids) == 1}
            found[kind] = unique | {fold(choice.value): choice.value for choice in choices}
        return found

    def region(self, text: str) -> str:
        """Return the code of a region written as code, name, ``64.02 Name``, ``Name (64.02)`` or ``Name (Parent)``.

        Raises
        ------
        AmbiguousError
            A number without scheme, several regions of that name, or a name that is only similar; with candidates.
        InputError
            No code, or a code and a name that do not belong together.
        NotFoundError
            No such region.
        """
        words = " ".join(text.replace("\u00a0", " ").split())
        if words not in self._regions:
            try:
                self._regions[words] = self._region(words)
            except (AmbiguousError, InputError, NotFoundError) as error:
                self._regions[words] = error
        found = self._regions[words]
        if isinstance(found, str):
            return found
        raise found

    def _region(self, words: str) -> str:
        if _is_canonical(words) and words in self.register:
            return words
        if match := _CODE_FIRST.fullmatch(words):
            if looks_like_code(match[1]) and any(char.isdigit() or char == "-" for char in match[1]):
                return self._agreeing(match[1], match[2])
            if _is_canonical(match[1]) and match[1] in self.register and not self._is_name(words):
                return self._agreeing(match[1], match[2])
        if match := _WITH_PARENT.fullmatch(words):
            name, inside = match[1], match[2]
            if looks_like_code(inside):
                return self._agreeing(inside, name)
            return resolve(name, self.register, within=resolve(inside, self.register))
        return resolve(words, self.register)

    def _is_name(self, words: str) -> bool:
        return any(candidate.match != "similar" for candidate in find(words, self.register))

    def _agreeing(self, written: str, name: str) -> str:
        """Return the code of a region written with code and name, which must agree."""
        code = self.register.resolve_code(written)
        if name.strip() == self.register.name(code):
            return code
        meant = [candidate for candidate in find(name, self.register) if candidate.match != "similar"]
        if any(candidate.code == code for candidate in meant):
            return code
        shown = "; ".join(f"{candidate.code} {candidate.name}" for candidate in meant[:3])
        message = f"{code} is {self.register.name(code)}, and not {name!r}" + (f" ({shown})" if shown else "")
        raise InputError(message)


def load_lists(register: Register, further_documents: Sequence[Choice] = ()) -> Lists:
    """Return the lists of the shipped data.

    Parameters
    ----------
    register
        The regions there are.
    further_documents
        Documents beside the shipped ones.
    """
    agreements = read_agreements(known_regions=register)
    return Lists(
        register,
        {
            "sector": tuple(Choice(item.id, item.title.id, item.title.en) for item in read_sectors()),
            "border_set": tuple(Choice(item.id, item.title.id, item.title.en) for item in read_border_sets()),
            "zone": tuple(Choice(item.id, item.title.id, item.title.en) for item in read_zones()),
            "crossing": tuple(Choice(item.id, item.name, item.name) for item in read_crossings()),
            "document": (
                *(Choice(item.id, item.title, item.title) for item in read_sources()),
                *further_documents,
            ),
            "agreement": tuple(Choice(item.id, item.title.id, item.title.en) for item in agreements),
        },
    )


def _is_canonical(text: str) -> bool:
    try:
        level_of(text)
    except InputError:
        return False
    return True
