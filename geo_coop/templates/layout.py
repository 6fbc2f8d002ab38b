"""The sheets and columns of the form, derived from the record model.

A list of things in a record (parties, stages ...) is a sheet with one row for each; a single value is a column, a
value with parts (a title in two languages) one column for each part. New fields and words of the model so appear by
themselves. What has no cell of its own goes through unchanged in the column ``more``, as YAML.
"""

from __future__ import annotations

import types
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from geo_coop.agreements.dates import PartialDate
from geo_coop.agreements.model import Agreement, Code, Slug, SourceDocument, Text

Form = Literal["text", "code", "side", "slug", "word", "date", "flag", "number"]
SheetKind = Literal["records", "rows", "texts", "sources"]

RECORDS: Final = "agreements"
TEXTS: Final = "notes"
SOURCES: Final = "sources"
KEY: Final = "agreement"  # the column that says to which record a row belongs
NUMBER: Final = "no"  # the column that counts things which fill several rows
FIELD: Final = "field"  # the column of the sheet of texts that says which list a text belongs to
MORE: Final = "more"

# Ids of other things, by the field that holds them; the list of a reference gives names to choose from.
_REFERENCES: Final = {
    "sectors": "sector", "former_sectors": "sector", "parent": "agreement", "successor": "agreement",
    "border_set": "border_set", "zone": "zone", "document": "document", "crossing": "crossing",
}  # fmt: skip
_DEEPEST: Final = 3


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    Attributes
    ----------
    path
        Place of the value in the data of its row, ``("title", "id")`` for example.
    form
        How a cell of it is read.
    many
        Whether a cell holds a list.
    needed
        Whether the value must be given, wherever the thing around it (``anchor``) is given.
    anchor
        Place of the innermost optional thing around the value; empty for the row itself.
    words
        The words allowed, for the form ``word``.
    vocabulary
        Name of the list to choose from; empty where there is none.
    each
        Whether the value belongs to one of several rows that make up one thing.
    about
        What the model says of it.
    """

    path: tuple[str, ...]
    form: Form
    many: bool = False
    needed: bool = False
    anchor: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    vocabulary: str = ""
    each: bool = False
    about: str = ""

    @property
    def name(self) -> str:
        """The column's own name, as in CSV."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the form.

    Attributes
    ----------
    name
        Name of the sheet, and of its CSV file.
    kind
        ``records``: one row a record; ``rows``: the things of one list field; ``texts``: the lists of texts of a
        record; ``sources``: documents.
    columns
        In order, with the columns `KEY`, `NUMBER` and `MORE` where the sheet has them.
    group
        The list inside a thing whose entries fill rows of their own; empty where there is none.
    needed
        Whether every record needs a row here.
    """

    name: str
    kind: SheetKind
    columns: tuple[Column, ...]
    group: str = ""
    needed: bool = False
    fields: tuple[str, ...] = field(default=())

    def column(self, name: str) -> Column:
        """Return a column by its name."""
        return next(column for column in self.columns if column.name == name)


@cache
def sheets() -> tuple[Sheet, ...]:
    """Return the sheets of the form, in the order of the model; the list of documents last."""
    lists: list[Sheet] = []
    texts: list[str] = []
    hints = get_type_hints(Agreement, include_extras=True)
    for name, info in Agreement.model_fields.items():
        item = _item(hints[name])
        if item is Text:
            texts.append(name)
        elif item is not None and _is_model(item):
            lists.append(_list_sheet(name, item, needed=info.is_required()))
    key = Column((KEY,), "text", needed=True, vocabulary=KEY)
    about = Column((FIELD,), "word", needed=True, words=tuple(texts), vocabulary=f"{TEXTS}.{FIELD}")
    note = tuple(Column(("text", part), "text", needed=True) for part in Text.model_fields)
    more = Column((MORE,), "text")
    return (
        Sheet(RECORDS, "records", (*_columns(Agreement), more)),
        *lists,
        Sheet(TEXTS, "texts", (key, about, *note, more), fields=tuple(texts)),
        Sheet(SOURCES, "sources", (*_columns(SourceDocument), more)),
    )


def _list_sheet(name: str, model: type[BaseModel], *, needed: bool) -> Sheet:
    """Return the sheet of a list field; the first list of things inside its model gets rows of its own."""
    hints = get_type_hints(model, include_extras=True)
    inner = {inner: item for inner in model.model_fields if (item := _item(hints[inner])) is not None}
    group = next((inner for inner, item in inner.items() if _is_model(item)), "")
    columns = [Column((KEY,), "text", needed=True, vocabulary=KEY)]
    if group:
        columns.append(Column((NUMBER,), "text"))
    columns += _columns(model)
    if group:
        columns += [
            Column((group, *each.path), each.form, each.many, each.needed, each.anchor and (group, *each.anchor),
                   each.words, each.vocabulary, each=True, about=each.about)
            for each in _columns(inner[group])
        ]  # fmt: skip
    return Sheet(name, "rows", (*columns, Column((MORE,), "text")), group=group, needed=needed)


def _columns(
    model: type[BaseModel], prefix: tuple[str, ...] = (), anchor: tuple[str, ...] = (), *, needed: bool = True
) -> list[Column]:
    """Return the columns of a model: those of its fields that fit into a cell, or into a few."""
    found: list[Column] = []
    hints = get_type_hints(model, include_extras=True)
    for name, info in model.model_fields.items():
        path = (*prefix, name)
        hint = _bare(hints[name])
        must = needed and info.is_required()
        if _is_model(hint):
            if len(path) <= _DEEPEST:
                inner_anchor = anchor if info.is_required() else path
                found += _columns(hint, path, inner_anchor, needed=must or not info.is_required())
            continue
        item = _item(hint)
        column = _column(path, hint if item is None else item, many=item is not None)
        if column is not None:
            about = info.description or ""
            found.append(
                Column(path, column.form, column.many, must, anchor, column.words, column.vocabulary, about=about)
            )
    return found


def _column(path: tuple[str, ...], hint: Any, *, many: bool) -> Column | None:  # noqa: ANN401  (any type hint)
    """Return the column for a value of a type, or None where no cell can hold it."""
    name = path[-1]
    vocabulary = _REFERENCES.get(name, "")
    if hint == Code:
        return Column(path, "code", many, vocabulary="region")
    if hint == Slug:
        return Column(path, "slug", many, vocabulary=vocabulary)
    if get_origin(hint) is Literal:
        words = tuple(str(word) for word in get_args(hint))
        return Column(path, "word", many, words=words, vocabulary=_vocabulary(name, words))
    base = _bare(hint, into=True)
    if base is str:
        return Column(path, "side" if name == "side" else "text", many, vocabulary=vocabulary)
    forms: dict[object, Form] = {PartialDate: "date", bool: "flag", int: "number", float: "number"}
    return Column(path, forms[base], many, vocabulary="flag" if base is bool else "") if base in forms else None


@cache
def _vocabulary(name: str, words: tuple[str, ...]) -> str:
    """Return a name for a list of words: the field's, with the first word where two fields of that name differ."""
    return f"{name}.{words[0]}"


def _bare(hint: Any, *, into: bool = False) -> Any:  # noqa: ANN401  (any type hint)
    """Take ``| None`` off a type, and with ``into`` (or around a list) also what annotates it."""
    if get_origin(hint) in {Union, types.UnionType}:
        inner = [part for part in get_args(hint) if part is not type(None)]
        return _bare(inner[0], into=into) if len(inner) == 1 else hint
    if get_origin(hint) is Annotated and (into or _is_list(get_args(hint)[0])):
        return _bare(get_args(hint)[0], into=into)
    return hint


def _is_list(hint: Any) -> bool:  # noqa: ANN401  (any type hint)
    return get_origin(hint) is tuple and len(get_args(hint)) == 2 and get_args(hint)[1] is Ellipsis  # noqa: PLR2004


def _item(hint: Any) -> Any:  # noqa: ANN401  (any type hint)
    """Return the type of a list's entries, or None where the type is no list."""
    bare = _bare(hint)
    return get_args(bare)[0] if _is_list(bare) else None


def _is_model(hint: Any) -> bool:  # noqa: ANN401  (any type hint)
    return isinstance(hint, type) and issubclass(hint, BaseModel)
