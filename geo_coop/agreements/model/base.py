"""The words, codes and small parts that every record is made of."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from geo_coop.agreements.dates import PartialDate  # noqa: TC001  (pydantic needs it at run time)
from geo_coop.codes import level_of, parse_code
from geo_coop.errors import AmbiguousError, InputError
from geo_coop.schema import language_place

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

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False, defer_build=True
    )


class Text(Record):
    """The same words in Indonesian and English."""

    id: Filled
    en: Filled

    def in_language(self, lang: str) -> str:
        """Return the Indonesian text for ``"id"``, the English one for ``"en"``; any other language is an error."""
        return (self.id, self.en)[language_place(lang)]


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
