"""The record of an agreement, and of the things that records refer to.

Everything is read from YAML under ``data/`` (one file for each agreement). Facts carry their document;
coverage is computed from the rules, never stored.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from geo_coop.agreements.dates import PartialDate  # noqa: TC001  (pydantic needs it at run time)
from geo_coop.codes import level_of, parse_code
from geo_coop.errors import AmbiguousError, InputError

AgreementKind = Literal["KSDD", "KSDPK", "SINERGI", "KSDPL", "KSDLL", "FORUM", "TREATY"]
RecordType = Literal["agreement", "draft", "plan", "offer", "meeting"]
Stage = Literal["contact", "offer", "intent", "plan", "framework", "binding", "running", "ended"]
Role = Literal["initiator", "partner", "host", "mediator", "beneficiary", "supplier", "organiser", "observer", "chair"]
Presence = Literal["present", "deputy", "absent", "unknown"]
Rule = Literal["territory", "list", "legal_border", "zone"]
Reach = Literal["activity", "beneficiary"]
Exactness = Literal["exact", "approximate"]
Certainty = Literal["stated", "public", "inferred", "uncertain"]
Status = Literal["done", "planned", "unconfirmed"]

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


class Party(Record):
    """A party: a region, or an organisation that stands for no region."""

    region: Code | None = None
    organisation: Text | None = None
    role: Role
    presence: Presence = "unknown"
    evidence: tuple[str, ...] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.region is None) == (self.organisation is None):
            message = "a party is either a region (code) or an organisation"
            raise ValueError(message)
        return self


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

    ``territory``: the whole territory of ``regions``, or of the regional parties where none are named.
    ``list``: the named ``regions``. ``legal_border``: the districts of ``border_set``, or those of their
    villages that face one of ``facing``. ``zone``: the members of ``zone``.
    """

    rule: Rule
    regions: tuple[Code, ...] = ()
    border_set: Slug | None = None
    facing: tuple[Code, ...] = ()
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
        if self.regions and self.rule not in {"territory", "list"}:
            message = f"rule {self.rule!r} takes no 'regions'"
            raise ValueError(message)
        return self


class Conflict(Record):
    """Sources that disagree on one fact, kept side by side."""

    about: Text
    readings: Annotated[tuple[Text, ...], Field(min_length=2)]
    evidence: tuple[str, ...] = ()


class Agreement(Record):
    """One agreement, or a draft, plan, offer or meeting that is a step towards one."""

    id: Slug
    title: Text
    kind: AgreementKind
    record: RecordType = "agreement"
    compulsory: bool | None = Field(default=None, description="KSDD only: compulsory (true) or voluntary (false)")
    parent: Slug | None = Field(default=None, description="id of the record that this one stands under")
    successor: tuple[Slug, ...] = ()
    parties: Annotated[tuple[Party, ...], Field(min_length=1)]
    stages: Annotated[tuple[StageEntry, ...], Field(min_length=1)]
    sectors: tuple[Slug, ...] = ()
    topics: tuple[Text, ...] = Field(default=(), description="what it is about, where a sector says too little")
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


class Zone(Record):
    """A development zone or an industrial area; zones may overlap."""

    id: Slug
    group: Literal["zone", "area"]
    number: int
    title: Text
    members: Annotated[tuple[ZoneMember, ...], Field(min_length=1)]
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1)]


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
    """A field of cooperation."""

    id: Slug
    title: Text
