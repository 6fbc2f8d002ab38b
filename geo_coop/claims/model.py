"""A claim: a figure as a document prints it, its readings, how to measure each, and what deviation is allowed."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self, get_args

from pydantic import Field, model_validator

from geo_coop.agreements.dates import PartialDate  # noqa: TC001  (pydantic needs it at run time)
from geo_coop.agreements.model import (
    AffairGroup,
    Certainty,
    Code,
    Filled,
    Presence,
    Record,
    RecordType,
    Slug,
    Stage,
    Text,
)

MeasureName = Literal[
    "line_length", "border_counts", "register_count", "years_between", "list_count", "field_count", "record_count",
    "party_count", "partner_count", "zone_count", "zone_area", "stage_date", "weekday", "ratio", "sum", "stated",
    "not_testable",
]  # fmt: skip
MEASURES: Final = get_args(MeasureName)
Unit = Literal["km", "ha", "desa", "kelurahan", "kecamatan", "kabupaten/kota", "count", "years", "ratio", "h", "date"]

# What each measure takes: the arguments that it needs, and those that it may have.
_ARGUMENTS: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    "line_length": (frozenset({"regions", "neighbour"}), frozenset()),
    "border_counts": (frozenset({"region", "neighbour", "notion", "kinds"}), frozenset({"tolerance_m", "within_km"})),
    "register_count": (frozenset({"kinds"}), frozenset({"region"})),
    "years_between": (frozenset({"since", "until"}), frozenset()),
    "list_count": (frozenset({"items"}), frozenset()),
    "field_count": (frozenset({"agreement", "fields"}), frozenset()),
    "record_count": (frozenset({"record"}), frozenset({"parent", "region"})),
    "party_count": (frozenset({"agreement"}), frozenset({"presence"})),
    "partner_count": (frozenset(), frozenset()),
    "zone_count": (frozenset({"group"}), frozenset()),
    "stage_date": (frozenset({"agreement", "stage"}), frozenset()),
    "weekday": (frozenset({"day"}), frozenset()),
    "ratio": (frozenset({"terms"}), frozenset()),
    "sum": (frozenset({"terms"}), frozenset()),
    "stated": (frozenset({"by"}), frozenset({"number", "day", "paragraph"})),
    "zone_area": (frozenset({"zone"}), frozenset()),
    "not_testable": (frozenset({"why"}), frozenset()),
}
_TWO: Final = 2


class Measure(Record):
    """How a figure is measured: the name of a measure, and its arguments.

    ``line_length``: length of the land line that ``regions`` have with the country ``neighbour``. ``border_counts``:
    villages or districts (``kinds``) of ``region`` at that line by a ``notion``. ``register_count``: regions of some
    kinds in the list of codes. ``record_count``, ``party_count``, ``field_count``, ``stage_date``: what the records
    hold. ``zone_count``: zones or areas that the claim's document has. ``zone_area``: area of a zone, cut by its extent
    (never less than what lies in it). ``partner_count``: regencies and cities that a record joins to a partner abroad
    (never fewer than recorded). ``list_count``, ``years_between``, ``ratio``, ``sum``: the document's own figures
    against each other. ``weekday``: the day of the week of a date. ``stated``: what another document, or another place
    of this one, says. ``not_testable``: nothing here can tell, and ``why``.
    """

    name: MeasureName
    regions: tuple[Code, ...] | None = None
    region: Code | None = None
    neighbour: Code | None = None
    notion: Literal["legal", "touch", "near"] | None = None
    kinds: tuple[Filled, ...] | None = None
    tolerance_m: float | None = Field(default=None, gt=0)
    within_km: float | None = Field(default=None, gt=0)
    since: PartialDate | None = None
    until: PartialDate | None = None
    items: tuple[Text, ...] | None = None
    record: RecordType | None = None
    parent: Slug | None = None
    agreement: Slug | None = None
    presence: tuple[Presence, ...] | None = None
    group: Literal["zone", "area"] | None = None
    zone: Slug | None = None
    fields: AffairGroup | None = Field(default=None, description="group of sectors, for example sosek-new")
    stage: Stage | None = None
    day: PartialDate | None = None
    terms: Annotated[tuple[float, ...], Field(min_length=2)] | None = None
    by: Filled | None = Field(default=None, description="id of the document that states it")
    paragraph: str | None = None
    number: float | None = None
    why: Text | None = None

    @model_validator(mode="after")
    def _takes_its_arguments(self) -> Self:
        needed, allowed = _ARGUMENTS[self.name]
        given = {key for key in type(self).model_fields if key != "name" and getattr(self, key) is not None}
        missing, strange = sorted(needed - given), sorted(given - needed - allowed)
        if missing:
            message = f"measure {self.name!r} needs {', '.join(missing)}"
            raise ValueError(message)
        if strange:
            known = ", ".join(sorted(needed | allowed)) or "no arguments"
            message = f"measure {self.name!r} does not take {', '.join(strange)}; it takes {known}"
            raise ValueError(message)
        if self.name == "ratio" and len(self.terms or ()) != _TWO:
            message = "measure 'ratio' divides the first of two terms by the second"
            raise ValueError(message)
        if self.name == "stated" and (self.number is None) == (self.day is None):
            message = "measure 'stated' has either a number or a day"
            raise ValueError(message)
        return self


class Band(Record):
    """How far a figure may stand from what is measured and still hold, and why."""

    below_percent: float = Field(default=0, ge=0, lt=100)
    above_percent: float = Field(default=0, ge=0)
    reason: Text


class Reading(Record):
    """One way to read a printed figure: as a number, a date, or a day of the week."""

    id: Slug
    value: float | None = None
    date: PartialDate | None = None
    weekday: Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] | None = None
    unit: Unit
    how: Text = Field(description="how the printed form is read, or what it is taken to mean")
    measure: Measure
    certainty: Certainty = "stated"

    @model_validator(mode="after")
    def _has_one_value(self) -> Self:
        given = [key for key in ("value", "date", "weekday") if getattr(self, key) is not None]
        if len(given) != 1:
            message = "a reading has one of 'value', 'date', 'weekday'"
            raise ValueError(message)
        wanted = {"stage_date": "date", "weekday": "weekday"}.get(self.measure.name, "")
        if self.measure.name == "stated":
            wanted = "value" if self.measure.number is not None else "date"
        elif not wanted and self.measure.name != "not_testable":
            wanted = "value"
        if wanted and given != [wanted]:
            message = f"measure {self.measure.name!r} goes with '{wanted}', not '{given[0]}'"
            raise ValueError(message)
        return self


class OtherSource(Record):
    """Another source on the same fact, kept beside the claim."""

    document: Filled
    paragraph: str = ""
    says: Text
    certainty: Certainty = "public"


class Claim(Record):
    """A figure as a document prints it."""

    id: Slug
    document: Filled = Field(description="id of a source document")
    paragraph: str = ""
    printed: Filled = Field(description="the figure exactly as printed, with its unit")
    about: Text = Field(description="what it would mean")
    readings: Annotated[tuple[Reading, ...], Field(min_length=1)]
    band: Band | None = Field(default=None, description="none: the figure must be met exactly")
    others: tuple[OtherSource, ...] = ()
    note: Text | None = None
