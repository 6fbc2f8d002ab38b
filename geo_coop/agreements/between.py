"""What is wrong between agreement files: ids that stand twice, and references to ids that do not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from geo_coop.agreements.fields import text_of, texts
from geo_coop.agreements.model import Agreement
from geo_coop.schema import unknown_word

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from geo_coop.agreements.yamltext import Tree
    from geo_coop.errors import Problem

MARK = "replaces_shipped"
_REMEDY = f"rename one; or, where this file is to take the place of that one, write '{MARK}: true'"


def between_problems(trees: Sequence[Tree], beside: Sequence[Tree], shipped: Container[str] = ()) -> list[Problem]:
    """Return what is wrong between agreement files.

    A file may hold the same record as one beside it (a copy), or one that says that it takes its place.

    Parameters
    ----------
    trees
        The files to check.
    beside
        Other files whose ids are known; only the files to check are reported on.
    shipped
        Ids of the records that ship, which a record may take the place of though they do not stand beside it.
    """
    others = {name: tree for tree in beside if (name := text_of(tree.data, "id")) is not None}
    own: dict[str, Tree] = {}
    problems = _id_problems(trees, own, others, shipped)
    return problems + _reference_problems(trees, {**others, **own})


def _id_problems(
    trees: Sequence[Tree], own: dict[str, Tree], others: Mapping[str, Tree], shipped: Container[str]
) -> list[Problem]:
    """Fill ``own`` with the file of each id, and return what is wrong with ids."""
    problems = []
    for tree in trees:
        identifier = text_of(tree.data, "id")
        if identifier is None:
            continue
        first = own.setdefault(identifier, tree)
        if first is not tree:
            what = f"agreement id {identifier!r} stands already in {first.path}:{first.line_of(('id',))}"
            problems.append(tree.problem(("id",), what, "rename one"))
            continue
        other = others.get(identifier)
        if is_marked(tree.data):
            if other is None and identifier not in shipped:
                what = f"no agreement {identifier!r} ships that this one could take the place of"
                problems.append(tree.problem((MARK,), what, "correct the id, or remove this line"))
        elif other is not None and not same_record(tree.data, other.data):
            what = f"agreement id {identifier!r} stands already in {other.path}:{other.line_of(('id',))}, and differs"
            problems.append(tree.problem(("id",), what, _REMEDY))
    return problems


def _reference_problems(trees: Sequence[Tree], known: Mapping[str, Tree]) -> list[Problem]:
    problems = []
    parents = {name: text_of(tree.data, "parent") for name, tree in known.items()}
    for tree in trees:
        identifier, parent = text_of(tree.data, "id"), text_of(tree.data, "parent")
        if parent is not None and parent not in known:
            problems.append(tree.problem(("parent",), unknown_word("agreement", parent, sorted(known))))
        elif identifier is not None and parent is not None and _in_circle(identifier, parents):
            problems.append(tree.problem(("parent",), f"agreement {identifier!r} stands under itself"))
        if isinstance(tree.data, dict):
            problems += [
                tree.problem(("successor", at), unknown_word("agreement", name, sorted(known)))
                for at, name in texts(tree.data.get("successor"))
                if name not in known
            ]
    return problems


def is_marked(data: object) -> bool:
    """Return whether the data of a record say that it takes the place of the one that ships."""
    return (text_of(data, MARK) or "").lower() in {"true", "yes", "on", "1"}


def same_record(one: Any, two: Any) -> bool:  # noqa: ANN401  (whatever a file holds)
    """Return whether the data of two files are the same record, but for the mark; False where one is no record."""
    try:
        first, second = (Agreement.model_validate(data) for data in (one, two))
    except ValidationError:
        return False
    return first.model_copy(update={MARK: False}) == second.model_copy(update={MARK: False})


def _in_circle(identifier: str, parents: Mapping[str, str | None]) -> bool:
    seen = set()
    current: str | None = identifier
    while current is not None and current not in seen:
        seen.add(current)
        current = parents.get(current)
    return current == identifier
