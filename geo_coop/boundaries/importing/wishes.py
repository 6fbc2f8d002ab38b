"""What the user says about an import, and what an import did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from geo_coop.boundaries.adapters.reading import Options
from geo_coop.boundaries.repair import DEFAULT_GAP_WIDTH_DEG

if TYPE_CHECKING:
    from pathlib import Path

    from geo_coop.schema import Level

OnDuplicate = Literal["error", "union"]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user says about an import; the defaults leave it to the file.

    Attributes
    ----------
    name
        Of the layer; made from the file's name by default.
    options
        Schema, level, scheme and columns.
    within
        Code or name of the region that all names of the file lie in; codes are not touched by it.
    crs
        Wins over what the file states.
    swap_axes
        True reads latitude first, False takes the axes as they are, None refuses axes that seem swapped.
    layer, encoding
        Which layer of a file or archive, and the encoding of its texts.
    on_duplicate
        What to do with several rows of one code: refuse them, or unite their shapes.
    accept_fuzzy
        Lowest score (0-100) with which a similar name is taken: only one spelt alike, eight points ahead of the next,
        within a region that is known; names of provinces within the country.
    clean
        Whether to make a clean coverage after the repair.
    gap_width_deg
        Gaps below this are closed.
    title, release, licence, attribution
        For the provenance.
    list_release
        Year of the list of codes.
    replace
        Whether a layer of that name may be replaced.
    """

    name: str | None = None
    options: Options = field(default_factory=Options)
    within: str | None = None
    crs: str | None = None
    swap_axes: bool | None = None
    layer: str | None = None
    encoding: str | None = None
    on_duplicate: OnDuplicate = "error"
    accept_fuzzy: float | None = None
    clean: bool = True
    gap_width_deg: float = DEFAULT_GAP_WIDTH_DEG
    title: str | None = None
    release: str | None = None
    licence: str | None = None
    attribution: str | None = None
    list_release: str | None = None
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did.

    Attributes
    ----------
    source
        Id of the layer, ``user:<name>``.
    level
        Level of its regions.
    format, schema, reason
        What the file is, and why it was read so.
    crs
        How coordinates became degrees.
    rows
        Rows in the file.
    matched
        Rows whose code was found; ``rows - matched`` are in the unmatched table.
    similar
        Of those, rows taken by a similar name.
    regions
        Regions in the layer: fewer than ``matched`` where rows were united.
    layers
        Regions by level, upper levels dissolved where they are complete.
    own_columns
        The file's columns, kept beside the layer (`geo_coop.boundaries.userlayers.UserLayer.attributes`).
    report_rows
        Rows of the report.
    notes
        What to know.
    folder
        Where the layer stands; None for a dry run.
    seconds
        Time it took.
    """

    source: str
    level: Level
    format: str
    schema: str
    reason: str
    crs: str
    rows: int
    matched: int
    similar: int
    regions: int
    layers: dict[str, int]
    own_columns: tuple[str, ...]
    report_rows: int
    notes: tuple[str, ...]
    folder: Path | None
    seconds: float

    @property
    def unmatched(self) -> int:
        """Return how many rows have no code."""
        return self.rows - self.matched
