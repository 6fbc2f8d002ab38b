"""Records as YAML files, as a person would write them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

import yaml

from geo_coop.agreements.dates import PartialDate
from geo_coop.codes import level_of
from geo_coop.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo_coop.agreements.model import Agreement, SourceDocument

SCHEMA_LINE: Final = "# yaml-language-server: $schema=agreement.schema.json\n"
_ALWAYS: Final = ("id", "title", "kind", "record")  # written though it is what the model assumes
# What JSON leaves as it is, and YAML takes for the end of a line or for no text.
_BREAKS: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
_WIDE: Final = 10**6
_FLOW_WIDTH: Final = 110


def agreement_yaml(record: Agreement) -> str:
    """Return the file of a record: its fields in the order of the model, without what the model assumes."""
    given = record.model_dump(mode="json", exclude_defaults=True)
    full = record.model_dump(mode="json", include=set(_ALWAYS))
    data = {name: given.get(name, full.get(name)) for name in type(record).model_fields if name in given | full}
    return SCHEMA_LINE + _dump(data)


def sources_yaml(documents: Iterable[SourceDocument]) -> str:
    """Return the entries of documents, as a list."""
    return _dump([document.model_dump(mode="json", exclude_defaults=True) for document in documents])


def numbered_yaml(data: object) -> str:
    """Return data as YAML (in fact JSON) in which every key and list entry begins a line of its own."""
    text = json.dumps(data, ensure_ascii=False, indent=0)
    return _BREAKS.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def _dump(data: Any) -> str:  # noqa: ANN401  (nested JSON data)
    text = yaml.dump(_styled(data), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDE, indent=2)
    return str(text)


class _Flow(dict[str, Any]):
    """A mapping that stands on one line."""


class _Words(list[Any]):
    """A list that stands on one line."""


class _Bare(str):
    """A text that stands without quotes though YAML would take it for a number or a date: codes and dates.

    What reads records takes every scalar for text.
    """

    __slots__ = ()


def _styled(data: Any, key: str = "") -> Any:  # noqa: ANN401  (nested JSON data)
    """Mark what stands on one line: lists of words, and list entries of words only."""
    if isinstance(data, dict):
        return {name: _styled(value, name) for name, value in data.items()}
    if isinstance(data, list):
        if all(isinstance(item, str | int | float) for item in data):
            short = len(key) + len(json.dumps(data, ensure_ascii=False)) <= _FLOW_WIDTH
            return (_Words if short else list)(_styled(item, key) for item in data)
        return [_entry(item) for item in data]
    if isinstance(data, float) and data.is_integer():
        return int(data)
    return _Bare(data) if isinstance(data, str) and _stands_bare(key, data) else data


def _entry(item: Any) -> Any:  # noqa: ANN401  (nested JSON data)
    styled = _styled(item)
    short = isinstance(item, dict) and "region" in item and "rule" not in item
    flat = short and not any(isinstance(value, dict) for value in item.values())
    if flat and len(json.dumps(item, ensure_ascii=False)) <= _FLOW_WIDTH:
        return _Flow(styled)
    return styled


def _stands_bare(key: str, text: str) -> bool:
    if key in {"region", "regions", "facing", "of", "side"}:
        try:
            level_of(text)
        except InputError:
            return False
        return True
    if key in {"date", "begins", "ends", "until"}:
        try:
            PartialDate.parse(text)
        except ValueError:
            return False
        return True
    return False


class _Dumper(yaml.SafeDumper):
    """Writes lists indented under their key, and double quotes where quotes are needed."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002
        """Indent lists, too."""
        del indentless
        super().increase_indent(flow, indentless=False)

    def choose_scalar_style(self) -> str:
        """Prefer double quotes to single ones."""
        style = str(super().choose_scalar_style())
        return '"' if style == "'" else style


def _bare(dumper: yaml.SafeDumper, text: _Bare) -> yaml.ScalarNode:
    """Return the text under the tag that YAML would give it, which keeps the quotes away."""
    resolve: Callable[..., str] = dumper.resolve
    return yaml.ScalarNode(resolve(yaml.ScalarNode, str(text), (True, False)), str(text))


def _flow(dumper: yaml.SafeDumper, data: _Flow) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)


def _words(dumper: yaml.SafeDumper, data: _Words) -> yaml.SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)


_Dumper.add_representer(_Flow, _flow)
_Dumper.add_representer(_Words, _words)
_Dumper.add_representer(_Bare, _bare)
