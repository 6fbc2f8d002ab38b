"""The record of an agreement: parties, papers, stages, rules of coverage, programmes."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from geo_coop.agreements.dates import PartialDate  # noqa: TC001  (pydantic needs it at run time)
from geo_coop.agreements.model.base import (
    BOTH_SIDES,
    AgreementKind,
    Code,
    Evidence,
    Exactness,
    Kilometres,
    Latitude,
    Longitude,
    PaperForm,
    Presence,
    ProgrammeStatus,
    ProgrammeType,
    Reach,
    Record,
    RecordType,
    Role,
    Rule,
    Side,
    Slug,
    Stage,
    Status,
    Text,
)


class TerritoryThen(Record):
    """What the territory of a party was when it agreed, in regions of today."""

    regions: Annotated[tuple[Code, ...], Field(min_length=1)]
    reason: Text
    evidence: Annotated[tuple[str, ...], Field(min_length=1)]


class Party(Record):
    """A party: a region, or an organisation that stands for no region.

    ``lies_in`` says where an organisation is at home, also a partner whose name is not known yet. ``territory_then`` is
    for a region whose limits have changed since, where the list of events does not know it.
    """

    region: Code | None = None
    organisation: Text | None = None
    lies_in: Code | None = Field(
        default=None, description="region that the organisation or the unnamed partner lies in"
    )
    role: Role
    presence: Presence = "unknown"
    territory_then: TerritoryThen | None = None
    evidence: tuple[str, ...] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.region is None) == (self.organisation is None):
            message = "a party is either a region (code) or an organisation"
            raise ValueError(message)
        if self.lies_in is not None and self.organisation is None:
            message = "'lies_in' belongs to a party that is an organisation"
            raise ValueError(message)
        if self.territory_then is not None and self.region is None:
            message = "'territory_then' belongs to a party that is a region"
            raise ValueError(message)
        return self


class Signatory(Record):
    """Who signed a paper, as far as it is public."""

    region: Code | None = None
    organisation: Text | None = None
    office: Text | None = Field(default=None, description="for example the regent")
    name: str = ""

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.region is None and self.organisation is None and self.office is None and not self.name:
            message = "a signatory has at least one of region, organisation, office, name"
            raise ValueError(message)
        return self


class Paper(Record):
    """A document of the record itself, as against the sources that report it.

    ``mou`` is a kesepakatan bersama, ``pks`` a perjanjian kerja sama, ``tor`` the terms of reference. What is not
    public stays empty.
    """

    form: PaperForm
    title: Text | None = None
    number: str = Field(default="", description="as printed on it")
    place: str = ""
    date: PartialDate
    status: Status = "done"
    signatories: tuple[Signatory, ...] = ()
    evidence: Annotated[tuple[str, ...], Field(min_length=1)]
    note: Text | None = None


class Renewal(Record):
    """A renewal of an agreement."""

    date: PartialDate
    until: PartialDate | None = Field(default=None, description="last day it holds; none where no end is set")
    status: Status = "done"
    evidence: Annotated[tuple[str, ...], Field(min_length=1)]
    note: Text | None = None


class Period(Record):
    """How long an agreement holds: from and to, both included; nothing where the documents do not say."""

    begins: PartialDate | None = None
    ends: PartialDate | None = Field(default=None, description="last day it holds")
    renewal: Text | None = Field(default=None, description="how it may be renewed")
    renewals: tuple[Renewal, ...] = ()
    evidence: Annotated[tuple[str, ...], Field(min_length=1)]
    note: Text | None = None


class StageEntry(Record):
    """A stage of an agreement, reached or not, with its date.

    ``status`` is ``done`` for a stage that was reached, ``planned`` for one that a document announces, and
    ``unconfirmed`` for one that was announced and that no source confirms since. Only ``done`` counts.
    """

    stage: Stage
    date: PartialDate
    status: Status = "done"
    place: str = ""
    evidence: Annotated[tuple[str, ...], Field(min_length=1)]
    note: Text | None = None


class CoverageRule(Record):
    """What an agreement covers on the ground.

    ``territory``: the whole territory of ``regions``, or of the regional parties where none are named, as it was
    when they agreed. ``list``: the named ``regions``, as they are today. ``legal_border``: the districts of
    ``border_set``, or those of their villages that face one of ``facing``. ``corridor``: what lies within ``km`` of
    the boundary between the two regions ``of``, on both sides or on one. ``point``: the village of ``region`` that
    holds the point, or what lies within ``radius_km`` of it, in ``regions`` (default: the province of the point).
    ``zone``: the members of ``zone``, cut by its extent where it has one.
    """

    rule: Rule
    regions: tuple[Code, ...] = ()
    border_set: Slug | None = None
    facing: tuple[Code, ...] = ()
    of: tuple[Code, ...] = Field(default=(), description="the two regions whose common boundary a corridor follows")
    km: Kilometres | None = Field(default=None, description="width of a corridor on each side, in kilometres")
    side: Side | None = None
    region: Code | None = Field(default=None, description="the region that the point is said to lie in")
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    radius_km: Kilometres | None = Field(default=None, description="surroundings of a point, in kilometres")
    zone: Slug | None = None
    reach: Reach = "activity"
    exactness: Exactness = "exact"
    evidence: Annotated[tuple[str, ...], Field(min_length=1)]
    note: Text | None = None

    @model_validator(mode="after")
    def _has_its_base(self) -> Self:
        if self.rule == "list" and not self.regions:
            message = "rule 'list' needs 'regions'"
            raise ValueError(message)
        if (self.rule == "legal_border") != (self.border_set is not None):
            message = "'border_set' and rule 'legal_border' go together"
            raise ValueError(message)
        if (self.rule == "zone") != (self.zone is not None):
            message = "'zone' and rule 'zone' go together"
            raise ValueError(message)
        if self.facing and self.rule != "legal_border":
            message = "'facing' belongs to rule 'legal_border'"
            raise ValueError(message)
        if self.regions and self.rule not in {"territory", "list"} and self.radius_km is None:
            message = f"rule {self.rule!r} takes no 'regions'"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _has_its_corridor(self) -> Self:
        if self.rule != "corridor":
            if self.of or self.km is not None or self.side is not None:
                message = "'of', 'km' and 'side' belong to rule 'corridor'"
                raise ValueError(message)
            return self
        if len(self.of) != 2 or len(set(self.of)) != 2 or self.km is None:  # noqa: PLR2004
            message = "rule 'corridor' needs 'of' with two regions, and 'km'"
            raise ValueError(message)
        if self.side not in {None, BOTH_SIDES, *self.of}:
            message = f"side {self.side!r} is none of {BOTH_SIDES}, {', '.join(self.of)}"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _has_its_point(self) -> Self:
        place = (self.region, self.latitude, self.longitude)
        if self.rule == "point" and None in place:
            message = "rule 'point' needs 'region', 'latitude' and 'longitude'"
            raise ValueError(message)
        if self.rule != "point" and (place != (None, None, None) or self.radius_km is not None):
            message = "'region', 'latitude', 'longitude' and 'radius_km' belong to rule 'point'"
            raise ValueError(message)
        return self


class Conflict(Record):
    """Sources that disagree on one fact, kept side by side."""

    about: Text
    readings: Annotated[tuple[Text, ...], Field(min_length=2)]
    evidence: tuple[str, ...] = ()


class Step(Record):
    """One step on the way of a programme or issue."""

    date: PartialDate
    status: ProgrammeStatus
    what: Text
    evidence: Annotated[tuple[str, ...], Field(min_length=1)]


class Programme(Record):
    """A programme that a record brings about, or an issue to be followed up under it.

    Its steps stand in the order of time; the last one says where it stands.
    """

    id: Slug
    type: ProgrammeType = "programme"
    title: Text
    sectors: tuple[Slug, ...] = ()
    regions: tuple[Code, ...] = Field(default=(), description="where it is, as narrowly as the documents say")
    crossing: Slug | None = Field(default=None, description="id of the border crossing it is about")
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    note: Text | None = None


class Agreement(Record):
    """One agreement, or a draft, plan, offer, meeting or programme that is a step towards or from one."""

    id: Slug
    title: Text
    kind: AgreementKind
    record: RecordType = "agreement"
    compulsory: bool | None = Field(default=None, description="KSDD only: compulsory (true) or voluntary (false)")
    parent: Slug | None = Field(default=None, description="id of the record that this one stands under")
    successor: tuple[Slug, ...] = ()
    replaces_shipped: bool = Field(
        default=False, description="true where it takes the place of the record of this id that ships"
    )
    parties: Annotated[tuple[Party, ...], Field(min_length=1)]
    stages: Annotated[tuple[StageEntry, ...], Field(min_length=1)]
    documents: tuple[Paper, ...] = Field(default=(), description="its own papers: offer, letter of intent, MoU ...")
    period: Period | None = None
    sectors: tuple[Slug, ...] = ()
    former_sectors: tuple[Slug, ...] = Field(default=(), description="sectors that it had and has no more")
    topics: tuple[Text, ...] = Field(default=(), description="what it is about, where a sector says too little")
    programmes: tuple[Programme, ...] = ()
    coverage: tuple[CoverageRule, ...] = ()
    no_coverage: Text | None = Field(default=None, description="why it covers no land, where it has no rule")
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1)]
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _covers_or_says_why(self) -> Self:
        if not self.coverage and self.no_coverage is None:
            message = "a record without coverage rules says why in 'no_coverage'"
            raise ValueError(message)
        return self
