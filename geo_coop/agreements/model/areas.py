"""What records refer to: zones and areas, border areas, crossings, fields of cooperation."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from geo_coop.agreements.dates import PartialDate  # noqa: TC001  (pydantic needs it at run time)
from geo_coop.agreements.model.base import (
    AffairGroup,
    Certainty,
    Code,
    Evidence,
    Exactness,
    Filled,
    Latitude,
    Longitude,
    Record,
    Slug,
    Text,
)
from geo_coop.agreements.model.record import Conflict  # noqa: TC001  (pydantic needs it at run time)


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
