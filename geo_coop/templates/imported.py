"""What came of a form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo_coop.agreements.model import Agreement
    from geo_coop.errors import Problem
    from geo_coop.templates.cells import Finding


@dataclass
class Imported:
    """What came of a form.

    Attributes
    ----------
    records
        The records, in the order of the form; empty where anything is wrong.
    findings
        What is wrong, in the order of sheets, rows and columns.
    problems
        What is wrong with other files, such as the list of documents in the folder.
    files
        Name and text of each file for the folder.
    notes
        What people should know: sheets that were not read, records that ship as well or take a shipped one's place.
    """

    records: list[Agreement] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
