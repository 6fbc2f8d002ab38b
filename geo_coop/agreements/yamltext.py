"""YAML in which every scalar stays text, and every value knows its line.

YAML's own rules would turn the code 61.10 into a number, a date into a date and ``no`` into false. Here
nothing is guessed: the file becomes dictionaries, lists and strings, and pydantic decides what they are.
Nothing is ever constructed from a tag, and anchors cannot multiply what a file holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import yaml

from geo_coop.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MAX_BYTES: Final = 1_000_000
MAX_NODES: Final = 50_000
MAX_DEPTH: Final = 30
_TOO_DEEP: Final = f"is nested more than {MAX_DEPTH} deep"
_TOO_DEEP_REMEDY: Final = "check brackets and indents"

Location = tuple["str | int", ...]
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Tree:
    """The content of one YAML file.

    Attributes
    ----------
    path
        The file, as it was given.
    data
        Nested dictionaries, lists and strings.
    lines
        The line, counted from 1, of each key and list item, by its place: ``("parties", 0, "role")``.
    """

    path: Path
    data: object
    lines: Mapping[Location, int] = field(repr=False)

    def line_of(self, place: Location) -> int:
        """Return the line of a place, or of the nearest thing around it."""
        for end in range(len(place), 0, -1):
            if place[:end] in self.lines:
                return self.lines[place[:end]]
        return self.lines.get((), 1)

    def problem(self, place: Location, what: str, remedy: str = "") -> Problem:
        """Return a problem at a place of this file."""
        return Problem(what, remedy, str(self.path), self.line_of(place))


class _RefusedError(Exception):
    """A file whose reading ends at once."""

    def __init__(self, what: str, remedy: str = "", line: int | None = None) -> None:
        super().__init__(what)
        self.what, self.remedy, self.line = what, remedy, line


def read_tree(path: Path) -> tuple[Tree | None, list[Problem]]:
    """Read one YAML file as text.

    Parameters
    ----------
    path
        A file in UTF-8 of at most `MAX_BYTES` bytes, with one YAML document.

    Returns
    -------
    tuple
        The content, None where the file cannot be read as YAML at all, and the problems found.
    """
    name = str(path)
    builder = _Builder(name)
    try:
        data = builder.document(_read_text(path))
    except _RefusedError as refusal:
        return None, [*builder.problems, Problem(refusal.what, refusal.remedy, name, refusal.line)]
    except yaml.YAMLError as error:
        return None, [*builder.problems, _syntax_problem(error, name)]
    return Tree(path, data, builder.lines), builder.problems


def _read_text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"cannot be read ({error.strerror or error})"
        raise _RefusedError(message) from error
    if len(raw) > MAX_BYTES:
        message = f"larger than {MAX_BYTES:,} bytes"
        raise _RefusedError(message, "split it: one agreement for each file")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 (byte {error.start})"
        raise _RefusedError(message, "save it as UTF-8", raw.count(b"\n", 0, error.start) + 1) from error
    strange = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if strange is not None:
        message = f"control character {strange[0]!r}"
        raise _RefusedError(message, "remove it", text.count("\n", 0, strange.start()) + 1)
    return text


def _syntax_problem(error: yaml.YAMLError, name: str) -> Problem:
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        what = " ".join(part for part in (error.context, error.problem) if part)
        line = mark.line + 1 if mark else None
        if "nesting depth" in what:  # libyaml's own limit, which it may reach while looking ahead
            return Problem(_TOO_DEEP, _TOO_DEEP_REMEDY, name, line)
        return Problem(f"no valid YAML: {what}", "check indents, quotes and colons", name, line)
    return Problem(f"no valid YAML: {error}", file=name)


class _Builder:
    """Builds text data from YAML events, within the limits."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.events: Iterator[yaml.Event] = iter(())
        self.lines: dict[Location, int] = {}
        self.problems: list[Problem] = []
        self.nodes = 0

    def document(self, text: str) -> object:
        """Return the content of the only document of a text."""
        self.events = yaml.parse(text, Loader=_LOADER)
        next(self.events)  # the start of the stream
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            message = "file is empty"
            raise _RefusedError(message, "docs/agreements.md says what a record holds", 1)
        data = self.node(next(self.events), ())
        next(self.events)  # the end of the document
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            message = "holds more than one YAML document"
            raise _RefusedError(message, "remove the line '---' and what follows it", _line(event))
        return data

    def node(self, event: yaml.Event, place: Location) -> object:
        """Return what begins with ``event``."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            message = f"holds more than {MAX_NODES:,} values"
            raise _RefusedError(message, "one agreement for each file", _line(event))
        if len(place) > MAX_DEPTH:
            raise _RefusedError(_TOO_DEEP, _TOO_DEEP_REMEDY, _line(event))
        if isinstance(event, yaml.AliasEvent):
            message = f"alias *{event.anchor}: aliases are not used here"
            raise _RefusedError(message, "write the value out", _line(event))
        self.lines.setdefault(place, _line(event))
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.report(event, f"tag {tag!r}: tags are not used here", "remove it; every value is text")
        if isinstance(event, yaml.ScalarEvent):
            return event.value
        return self.sequence(place) if isinstance(event, yaml.SequenceStartEvent) else self.mapping(place)

    def sequence(self, place: Location) -> list[object]:
        """Return a list, up to its end."""
        items: list[object] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(event, (*place, len(items))))
        return items

    def mapping(self, place: Location) -> dict[str, object]:
        """Return a mapping, up to its end; report keys that stand twice."""
        data: dict[str, object] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                message = "a key that is no plain text"
                raise _RefusedError(message, "write 'key: value'", _line(event))
            self.nodes += 1
            key = event.value
            inner = (*place, key)
            if key in data:
                self.report(event, f"key {key!r} stands twice", f"the first is in line {self.lines[inner]}; keep one")
                inner = (*inner, "(again)")
            self.lines[inner] = _line(event)
            value = self.node(next(self.events), inner)
            data.setdefault(key, value)
        return data

    def report(self, event: yaml.Event, what: str, remedy: str) -> None:
        """Keep a problem that does not end the reading."""
        self.problems.append(Problem(what, remedy, self.name, _line(event)))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 1
