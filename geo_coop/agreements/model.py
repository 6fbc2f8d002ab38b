"""The record of an agreement, and of the things that records refer to.

Everything is read from YAML under ``data/`` (one file for each agreement). Facts carry their document;
coverage is computed from the rules, never stored.
"""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from geo_coop.agreements.dates import PartialDate  # noqa: TC001  (pydantic needs it at run time)
from geo_coop.codes import level_of, parse_code
from geo_coop.errors import AmbiguousError, InputError

AgreementKind = Literal["KSDD", "KSDPK", "SINERGI", "KSDPL", "KSDLL", "FORUM", "TREATY"]
RecordType = Literal["agreement", "draft", "plan", "offer", "meeting", "programme"]
Stage = Literal["contact", "offer", "intent", "plan", "framework", "binding", "running", "ended"]
Role = Literal["initiator", "partner", "host", "mediator", "beneficiary", "supplier", "organiser", "observer", "chair"]
Presence = Literal["present", "deputy", "absent", "unknown"]
Rule = Literal["territory", "list", "legal_border", "corridor", "point", "zone"]
Reach = Literal["activity", "beneficiary"]
Exactness = Literal["exact", "approximate"]
Certainty = Literal["stated", "public", "inferred", "uncertain"]
Status = Literal["done", "planned", "unconfirmed"]
PaperForm = Literal["offer", "letter_of_intent", "mou", "pks", "tor", "minutes"]
ProgrammeType = Literal["programme", "issue"]
ProgrammeStatus = Literal["raised", "planned", "running", "halted", "done", "dropped"]
AffairGroup = Literal["absolute", "basic", "mandatory", "optional", "field", "sosek-old", "sosek-new"]

BOTH_SIDES: Final = "both"
MOST_KM: Final = 200.0  # corridors and surroundings are drawn to less than 0.1 % up to here

# The stage that a paper of a form brings about; terms of reference and minutes bring about none by themselves.
STAGE_OF_PAPER: Final[dict[str, str]] = {
    "offer": "offer", "letter_of_intent": "intent", "mou": "framework", "pks": "binding",
}  # fmt: skip

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _slug(value: str) -> str:
    if not _SLUG.fullmatch(value):
        message = f"id {value!r} is no slug; use lower-case letters, digits and single hyphens"
        raise ValueError(message)
    return value


def _code(value: str) -> str:
    try:
        level_of(value)
    except InputError:
        try:
            parsed = parse_code(value)  # explains a lost zero
        except AmbiguousError as error:  # no ValueError, which pydantic wants
            raise ValueError(str(error)) from error
        message = f"{value!r} is a code of the scheme {parsed.scheme}; records take canonical codes, like 65.03, MY-12"
        raise ValueError(message) from None
    return value


Slug = Annotated[str, AfterValidator(_slug), Field(json_schema_extra={"pattern": f"^{_SLUG.pattern}$"})]
Code = Annotated[
    str,
    AfterValidator(_code),
    Field(
        description="canonical region code, for example 65.03.05 or MY-12; find one with: geo-coop find NAME",
        json_schema_extra={
            "pattern": r"^([0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?|[A-Z]{2}(-[A-Z0-9]{1,3}(\.[0-9]{2})?)?)$"
        },
    ),
]
Filled = Annotated[str, Field(min_length=1)]


def _side(value: str) -> str:
    return value if value == BOTH_SIDES else _code(value)


Side = Annotated[str, AfterValidator(_side), Field(description="'both', or the code of one of the two regions")]
Latitude = Annotated[float, Field(ge=-90, le=90, description="degrees, north positive")]
Longitude = Annotated[float, Field(ge=-180, le=180, description="degrees, east positive")]
Kilometres = Annotated[float, Field(gt=0, le=MOST_KM)]


class Record(BaseModel):
    """Base of all records: frozen, and without fields that nobody declared."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False)


class Text(Record):
    """The same words in Indonesian and English."""

    id: Filled
    en: Filled

    def in_language(self, lang: str) -> str:
        """Return the Indonesian text for ``"id"``, the English one for ``"en"``."""
        return self.id if lang == "id" else self.en


class SourceDocument(Record):
    """A document that facts are taken from."""

    id: Filled = Field(description="for example S1, or a slug such as uu-43-2008")
    title: Filled
    publisher: Filled
    date: PartialDate
    type: Literal["news", "minutes", "law", "public", "dataset"]
    url: str = ""
    note: str = ""


class Evidence(Record):
    """One statement of one document, in our own words."""

    id: Filled
    document: Filled = Field(description="id of a source document")
    paragraph: str = Field(default="", description="paragraph or section, for example '5' or 'Conclusions 1'")
    statement: Text
    certainty: Certainty = "stated"


class TerritoryThen(Record):
    """What the territory of a party was when it agreed, in regions of today."""

    regions: Annotated[tuple[Code, ...], Field(min_length=1)]
    reason: Text
    evidence: Annotated[tuple[str, ...], Field(min_length=1)]


class Party(Record):
    """A party: a region, or an organisation that stands for no region.

    ``territory_then`` is for a region whose limits have changed since, where the list of events does not know it.
    """

    region: Code | None = None
    organisation: Text | None = None
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


class ZoneMember(Record):
    """A region in a zone."""

    region: Code
    role: Literal["initiator", "member"] = "member"
    implied: bool = Field(default=False, description="true where the document does not name the region")


class Extent(Record):
    """The rectangle of meridians and parallels that a document gives for an area, in degrees."""

    south: Latitude
    north: Latitude
    west: Longitude
    east: Longitude
    printed: str = Field(default="", description="the figures as published")
    evidence: Annotated[tuple[str, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_a_rectangle(self) -> Self:
        if self.south >= self.north or self.west >= self.east:
            message = "an extent has south below north, and west below east"
            raise ValueError(message)
        return self


class Site(Record):
    """A point in a zone or area, and the region that it lies in."""

    name: Filled
    region: Code
    latitude: Latitude
    longitude: Longitude
    exactness: Exactness = "approximate"
    evidence: Annotated[tuple[str, ...], Field(min_length=1)]


class Zone(Record):
    """A development zone, an industrial area or another area that a document delimits; zones may overlap.

    With an ``extent`` a zone is its members as far as they lie in that rectangle.
    """

    id: Slug
    group: Literal["zone", "area"]
    number: int = Field(description="as the document numbers it; 0 where it does not")
    title: Text
    members: Annotated[tuple[ZoneMember, ...], Field(min_length=1)]
    extent: Extent | None = None
    sites: tuple[Site, ...] = ()
    area_ha: float | None = Field(default=None, gt=0, description="area as published, in hectares")
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1)]
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[Text, ...] = ()


class BorderDistrict(Record):
    """A district of a legal border area."""

    code: Code
    name: Filled
    certainty: Certainty = "stated"


class BorderSet(Record):
    """A border area as law defines it: a list of districts, all villages included."""

    id: Slug
    title: Text
    region: Code = Field(description="the province whose border area it is")
    neighbour: Code = Field(description="the country it borders on")
    districts: Annotated[tuple[BorderDistrict, ...], Field(min_length=1)]
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1)]


class Crossing(Record):
    """A border crossing or post."""

    id: Slug
    name: Filled
    type: Literal["PLBN", "post", "planned"]
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    exactness: Exactness
    region: Code = Field(description="the village or district that the point lies in")
    facing: Code
    status: Text
    since: PartialDate
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1)]


class Sector(Record):
    """A field of cooperation.

    ``group`` tells an affair of government by law (``absolute`` for central government alone; ``basic``,
    ``mandatory`` and ``optional`` for the regions) from a narrower ``field`` in use, and from the fields of
    Sosek Malindo before (``sosek-old``) and now (``sosek-new``).
    """

    id: Slug
    title: Text
    group: AffairGroup = "field"
    number: int | None = Field(default=None, description="place in the list that the group comes from")
    affairs: tuple[Slug, ...] = Field(default=(), description="affairs by law that a field belongs to")
