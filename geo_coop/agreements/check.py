"""What is wrong with the data of a record: its fields, its regions, its evidence; every problem with its line.

The checks work on the text data of a file and not on the models, so that one wrong date does not hide an
unknown region: all problems of all files are found in one go.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from geo_coop.agreements.fields import at_place, entries, scalars, text_of
from geo_coop.codes import level_of
from geo_coop.errors import InputError, Problem
from geo_coop.schema import unknown_word

if TYPE_CHECKING:
    from collections.abc import Container, Mapping
    from collections.abc import Set as AbstractSet

    from geo_coop.agreements.yamltext import Location, Tree

M = TypeVar("M", bound=BaseModel)

_REGION_KEYS: Final = frozenset({"region", "regions", "lies_in", "facing", "neighbour", "code", "of", "side"})
_QUOTED: Final = re.compile(r"'([^']*)'")


def validate(model: type[M], tree: Tree, place: Location = ()) -> tuple[M | None, list[Problem]]:
    """Return the model for the data at a place, or None, and what pydantic finds wrong with it."""
    try:
        return model.model_validate(at_place(tree.data, place)), []
    except ValidationError as error:
        details = [dict(detail) for detail in error.errors(include_url=False, include_input=False)]
        return None, [_explain(model, detail, tree, place) for detail in details if not _is_echo(detail, tree, place)]


def _is_echo(detail: Mapping[str, Any], tree: Tree, place: Location) -> bool:
    """Tell a list that is too short only because its wrong entries, reported by themselves, are left out."""
    if detail["type"] != "too_short":
        return False
    written = at_place(tree.data, (*place, *detail["loc"]))
    return isinstance(written, list) and len(written) >= detail["ctx"]["min_length"]


def _explain(model: type[BaseModel], detail: Mapping[str, Any], tree: Tree, place: Location) -> Problem:
    """Turn one finding of pydantic into a problem in words."""
    inner: Location = tuple(detail["loc"])
    at = (*place, *inner)
    name = next((part for part in reversed(inner) if isinstance(part, str)), "record")
    remedy = ""
    match detail["type"]:
        case "extra_forbidden":
            what = unknown_word("field", name, _fields_at(model, inner[:-1]))
        case "missing":
            what = f"field {name!r} is missing"
        case "literal_error":
            what = unknown_word(name, at_place(tree.data, at), _QUOTED.findall(detail["ctx"]["expected"]))
        case "value_error":
            error = detail["ctx"]["error"]
            what = "; ".join(str(each) for each in error.problems) if isinstance(error, InputError) else str(error)
        case "string_too_short" | "too_short":
            what = f"field {name!r} has too few entries or is empty"
        case "tuple_type":
            what, remedy = f"field {name!r} is no list", "begin each entry with '- ', or write [a, b]"
        case "string_type":
            what = f"field {name!r} is no text"
        case "model_type":
            part = f"field {name!r}" if inner else "the record"
            what = f"{f'an entry of {name!r}' if inner and isinstance(inner[-1], int) else part} is no mapping"
            remedy = f"write its parts, each as 'key: value': {', '.join(_fields_at(model, inner))}"
        case _:
            what = f"field {name!r}: {detail['msg']}"
    return tree.problem(at, what, remedy)


def _fields_at(model: type[BaseModel], place: Location) -> tuple[str, ...]:
    """Return the field names of the model that stands at a place within a model."""
    current: type[BaseModel] | None = model
    for part in place:
        if isinstance(part, int) or current is None:
            continue
        info = current.model_fields.get(part)
        current = _model_in(info.annotation) if info is not None else None
    return tuple(current.model_fields) if current is not None else ()


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)


def regions_problems(tree: Tree, known_regions: Container[str] | None) -> list[Problem]:
    """Return the well-formed region codes that nobody knows; ill-formed ones are found by the model."""
    if known_regions is None:
        return []
    return [
        tree.problem(place, f"unknown region {code!r}", "look its code up with: geo-coop find NAME")
        for place, code in scalars(tree.data)
        if _key_of(place) in _REGION_KEYS and is_code(code) and code.strip() not in known_regions
    ]


def _key_of(place: Location) -> str:
    return next((part for part in reversed(place) if isinstance(part, str)), "")


def is_code(text: str) -> bool:
    """Return whether a text has the form of a canonical code."""
    try:
        level_of(text.strip())
    except InputError:
        return False
    return True


def evidence_problems(tree: Tree, place: Location, documents: AbstractSet[str]) -> list[Problem]:
    """Check the evidence of a record: known documents, each id once, and no reference to evidence that is not there.

    Parameters
    ----------
    tree
        The file.
    place
        Where in it the record stands; whatever in it has a list ``evidence`` of words refers to the record's own.
    documents
        Ids of the known documents.
    """
    record = at_place(tree.data, place)
    problems = []
    known: dict[str, int] = {}
    for index, item in entries(record, "evidence"):
        at = (*place, "evidence", index)
        document = text_of(item, "document")
        if document is not None and document not in documents:
            what = unknown_word("document", document, sorted(documents))
            problems.append(tree.problem((*at, "document"), what, "or add it to sources.yaml"))
        name = text_of(item, "id")
        if name is None:
            continue
        if name in known:
            first = f"the first is in line {known[name]}"
            problems.append(tree.problem((*at, "id"), f"evidence id {name!r} stands twice", f"{first}; rename one"))
        known.setdefault(name, tree.line_of((*at, "id")))
    problems += [
        tree.problem(
            inner, unknown_word("evidence", name.strip(), sorted(known)), "evidence is defined in the same file"
        )
        for inner, name in scalars(record, place)
        if len(inner) > len(place) + 2 and inner[-2] == "evidence" and name.strip() not in known
    ]
    return problems
