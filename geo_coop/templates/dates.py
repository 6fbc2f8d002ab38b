"""Dates as planners write them, turned into the forms of a record."""

from __future__ import annotations

import re
from typing import Final

from geo_coop.agreements.dates import PartialDate, day_of

_MONTHS: Final = (
    ("jan", "januari", "january"), ("feb", "peb", "februari", "pebruari", "february"), ("mar", "maret", "march", "mrt"),
    ("apr", "april"), ("mei", "may"), ("jun", "juni", "june"), ("jul", "juli", "july"),
    ("agu", "ags", "agt", "agust", "agustus", "aug", "august"), ("sep", "sept", "september"),
    ("okt", "oktober", "oct", "october"), ("nov", "nop", "november", "nopember"),
    ("des", "desember", "dec", "december"),
)  # fmt: skip
_MONTH_OF: Final = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_WEEKDAYS: Final = (
    ("senin", "monday", "mon"), ("selasa", "tuesday", "tue"), ("rabu", "wednesday", "wed"),
    ("kamis", "thursday", "thu"), ("jumat", "jum'at", "friday", "fri"), ("sabtu", "saturday", "sat"),
    ("minggu", "ahad", "sunday", "sun"),
)  # fmt: skip
_WEEKDAY_OF: Final = {name: number for number, names in enumerate(_WEEKDAYS) for name in names}
_UNKNOWN: Final = frozenset({"unknown", "tidak diketahui", "tak diketahui", "belum diketahui", "not known", "?"})
_TO: Final = re.compile(r"\s*(?:s\.?\s?/?\s?d\.?|sampai(?: dengan)?|hingga|until|to|[-\u2013\u2014])\s*")
_FORMS: Final = "11 Okt 2022, Oktober 2022, 2022, 1-5 Nov 2025, 2022-10-11, 2025-11-01/2025-11-05, tidak diketahui"
_LAST_MONTH: Final = 12

Parts = tuple["int | None", "int | None", "int | None"]  # year, month, day


def read_date(text: str) -> str:
    """Return a written date in the form of a record.

    Raises
    ------
    ValueError
        Nothing that is read as a date, a day that does not exist, or a date that may mean two days.

    Examples
    --------
    >>> [read_date(text) for text in ("11 Okt 2022", "Oktober 2022", "2022", "1-5 Nov 2025", "tidak diketahui")]
    ['2022-10-11', '2022-10', '2022', '2025-11-01/2025-11-05', 'unknown']
    """
    words = " ".join(text.replace("\u00a0", " ").split())
    plain = words.casefold()
    if plain in _UNKNOWN:
        return "unknown"
    if re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?(/[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?", plain):
        return str(PartialDate.parse(plain))
    whole = _one(plain)
    if whole is not None:
        if whole[0] is None:
            message = f"{words!r} lacks a year"
            raise ValueError(message)
        return str(PartialDate.parse(_write(whole)))
    for match in _TO.finditer(plain):
        first, last = _one(plain[: match.start()]), _one(plain[match.end() :])
        if first is not None and last is not None and last[0] is not None:
            first = (first[0] or last[0], first[1] or (last[1] if first[2] else None), first[2])
            return str(PartialDate.parse(f"{_write(first)}/{_write(last)}"))
    message = f"{words!r} is no date"
    raise ValueError(message)


def date_forms() -> str:
    """Return the forms of dates, as a remedy."""
    return f"write it like one of: {_FORMS}"


def _one(text: str) -> Parts | None:
    """Return year, month and day of one written date, the parts it lacks as None; None where it is no date."""
    weekday, rest = _without_weekday(text.strip())
    if match := re.fullmatch(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?", rest):
        found: Parts = (int(match[1]), int(match[2]) if match[2] else None, int(match[3]) if match[3] else None)
    elif match := re.fullmatch(r"(?:([0-9]{1,2})[ .-]+)?([a-z]+)[ .,-]*([0-9]{4})?", rest):
        if match[2] not in _MONTH_OF:
            return None
        found = (int(match[3]) if match[3] else None, _MONTH_OF[match[2]], int(match[1]) if match[1] else None)
    elif match := re.fullmatch(r"([a-z]+)\.? ([0-9]{1,2}), ?([0-9]{4})", rest):
        if match[1] not in _MONTH_OF:
            return None
        found = (int(match[3]), _MONTH_OF[match[1]], int(match[2]))
    elif match := re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", rest):
        found = (int(match[3]), *_month_and_day(text, int(match[1]), int(match[2])))
    elif re.fullmatch(r"[0-9]{1,2}", rest):
        found = (None, None, int(rest))
    else:
        return None
    year, month, number = found
    if weekday is not None and year is not None and month is not None and number is not None:
        day = day_of(text, year, month, number)
        if day.weekday() != weekday:
            message = f"{text!r}: that day was a {_WEEKDAYS[day.weekday()][0]} ({_WEEKDAYS[day.weekday()][1]})"
            raise ValueError(message)
    return found


def _month_and_day(text: str, first: int, second: int) -> tuple[int, int]:
    """Return month and day of numbers with strokes, day first as in Indonesia; refuse what may be read both ways."""
    if first <= _LAST_MONTH and second <= _LAST_MONTH and first != second:
        message = f"{text!r} may be day {first} of month {second}, or day {second} of month {first}"
        raise ValueError(message)
    return (first, second) if second > _LAST_MONTH else (second, first)


def _without_weekday(text: str) -> tuple[int | None, str]:
    match = re.fullmatch(r"(?:hari )?([a-z']+)[, ]+(.+)", text)
    if match is not None and match[1] in _WEEKDAY_OF:
        return _WEEKDAY_OF[match[1]], match[2].strip()
    return None, text


def _write(parts: Parts) -> str:
    year, month, day = parts
    text = f"{year:04d}" if year is not None else "?"
    if month is not None:
        text += f"-{month:02d}"
    return text if day is None else f"{text}-{day:02d}"
