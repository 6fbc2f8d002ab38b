"""Dates as documents give them: a day, a month, a year, a range, or not at all."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from pydantic_core import core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

Precision = Literal["day", "month", "year", "range", "unknown"]
_PART = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
_FORM = re.compile(rf"({_PART})(?:/({_PART}))?")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date with its precision.

    Written ``2022-10-11`` (day), ``2024-06`` (month), ``1985`` (year), ``2025-11-01/2025-11-05`` (range) or
    ``unknown``.

    Attributes
    ----------
    earliest, latest
        First and last day that the text allows; for ``unknown`` the first and last day there are.
    precision
        day, month, year, range or unknown.
    written
        The text that was read, so that a range of years is not shown as a range of days.

    Examples
    --------
    >>> PartialDate.parse("2024-06").latest
    datetime.date(2024, 6, 30)
    >>> PartialDate.parse("1985").reached_on(dt.date(1985, 5, 1))
    'perhaps'
    """

    earliest: dt.date
    latest: dt.date
    precision: Precision
    written: str = field(default="", compare=False)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read a date as written in a record.

        Raises
        ------
        ValueError
            Not one of the forms above, a day that does not exist, or a range that ends before it begins.
        """
        if text == "unknown":
            return cls(dt.date.min, dt.date.max, "unknown", text)
        match = _FORM.fullmatch(text)
        if match is None:
            message = f"date {text!r} has none of the forms 2022-10-11, 2024-06, 1985, 2025-11-01/2025-11-05, unknown"
            raise ValueError(message)
        first, precision = _first_day(match[1])
        if match[2] is None:
            return cls(first, _last_day(match[1]), precision, text)
        last = _last_day(match[2])
        if last < first:
            message = f"date range {text!r} ends before it begins"
            raise ValueError(message)
        return cls(first, last, "range", text)

    def reached_on(self, on: dt.date) -> Literal["yes", "perhaps", "no"]:
        """Return whether this date lies on or before ``on``; "perhaps" where the precision leaves it open."""
        if self.latest <= on:
            return "yes"
        return "perhaps" if self.earliest <= on else "no"

    def __str__(self) -> str:
        """Return the written form."""
        if self.written:
            return self.written
        match self.precision:
            case "unknown":
                return "unknown"
            case "day":
                return self.earliest.isoformat()
            case "month":
                return self.earliest.isoformat()[: len("2024-06")]
            case "year":
                return self.earliest.isoformat()[: len("2024")]
            case "range":
                return f"{self.earliest.isoformat()}/{self.latest.isoformat()}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:  # noqa: ANN401
        """Let pydantic read the written form."""
        del source, handler

        def read(value: object) -> PartialDate:
            if isinstance(value, PartialDate):
                return value
            if isinstance(value, str | dt.date):
                return cls.parse(str(value))
            message = "a date is one word of text, like 2022-10-11"
            raise ValueError(message)

        return core_schema.no_info_plain_validator_function(
            read, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the written form to editors."""
        del schema, handler
        return {"type": "string", "pattern": f"^({_PART}(/{_PART})?|unknown)$"}


def _first_day(text: str) -> tuple[dt.date, Precision]:
    parts = [int(part) for part in text.split("-")]
    precision: Precision = "year" if len(parts) == 1 else "month" if len(parts) == 2 else "day"  # noqa: PLR2004
    return day_of(text, *parts, *[1] * (3 - len(parts))), precision


def _last_day(text: str) -> dt.date:
    parts = [int(part) for part in text.split("-")]
    year = parts[0]
    month = parts[1] if len(parts) > 1 else 12
    first = day_of(text, year, month, 1)
    day = parts[2] if len(parts) > 2 else calendar.monthrange(first.year, first.month)[1]  # noqa: PLR2004
    return day_of(text, year, month, day)


def day_of(text: str, year: int, month: int, day: int) -> dt.date:
    """Return a day, or say why there is none, in the same words with every version of Python.

    Raises
    ------
    ValueError
        The day does not exist; the message names ``text``.
    """
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        why = f"year must be in {dt.MINYEAR}..{dt.MAXYEAR}"
    elif not 1 <= month <= 12:  # noqa: PLR2004
        why = "month must be in 1..12"
    elif not 1 <= day <= calendar.monthrange(year, month)[1]:
        why = "day is out of range for month"
    else:
        return dt.date(year, month, day)
    message = f"date {text!r} does not exist ({why})"
    raise ValueError(message)
