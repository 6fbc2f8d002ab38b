"""Drafts as the files that they are checked in: from a line of a file back to the cell of the form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_coop.agreements.yamltext import Location, Tree
    from geo_coop.errors import Problem
    from geo_coop.templates.cells import Finding
    from geo_coop.templates.drafts import Draft, Spot

_LINE: Final = re.compile(r"\bline (\d+)\b")


@dataclass
class Staged:
    """A draft, the file that it is checked in, and what stands in each line."""

    draft: Draft
    tree: Tree

    def place(self, line: int | None) -> Location:
        """Return the place that begins in a line."""
        found = [place for place, at in self.tree.lines.items() if at == (line or 1)]
        return max(found, key=len, default=())


@dataclass
class DocumentLines:
    """The staged list of documents: those of the folder first, then the form's."""

    tree: Tree
    before: int
    documents: Sequence[Draft]

    def find(self, line: int | None) -> tuple[Draft | None, Location]:
        """Return the form's document that stands in a line, and the place in it."""
        found = [place for place, at in self.tree.lines.items() if at == (line or 1) and place]
        place = max(found, key=len, default=())
        at = int(place[0]) - self.before if place else -1
        return (self.documents[at], place[1:]) if at >= 0 else (None, ())


def finding_of(draft: Draft, place: Location, problem: Problem, staged: Staged | None) -> Finding:
    """Return a problem as that of a cell; the lines that it names become cells, too."""
    spot: Spot = draft.spot(place)

    def cell(match: re.Match[str]) -> str:
        return draft.spot(staged.place(int(match[1]))).cell if staged is not None else match[0]

    return spot.finding(_LINE.sub(cell, problem.what), _LINE.sub(cell, problem.remedy))
