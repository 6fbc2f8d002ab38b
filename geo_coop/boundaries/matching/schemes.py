"""Reading one written code in the scheme of a file: what it means, why it means nothing, or what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo_coop.boundaries.matching.outcome import Outcome
from geo_coop.codes import dot, level_of, parent_of
from geo_coop.errors import GeoCoopError, InputError, NotFoundError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_coop.boundaries.adapters.reading import Reading
    from geo_coop.register import Register
    from geo_coop.schema import Level

NO_SCHEME: Final = "give --scheme"
_KEMENDAGRI: Final = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?")
_WHOLE: Final = re.compile(r"(\d{4,10})\.0+")
_LOST: Final = re.compile(r"[\d.]+")
_KEMENDAGRI_LENGTHS: Final = (2, 4, 6, 10)
_BPS_LENGTHS: Final = (2, 4, 7, 10)


@dataclass(frozen=True, slots=True)
class Unlisted:
    """Where a code that a list lacks would stand.

    Attributes
    ----------
    level
        Its level.
    within
        The lowest region around it that the list has, or None.
    right_above
        Whether that is its parent.
    """

    level: Level
    within: str | None
    right_above: bool


def outcome_of(
    value: object, parent: object, read: Callable[[str, object], Outcome | Problem], column: str
) -> Outcome | Problem:
    """Return what a value of a column of codes means."""
    text = text_of(value, column)
    if text is None:
        return Outcome(reason=f"no code in column {column}")
    return text if isinstance(text, Problem) else read(text, parent)


def text_of(value: object, column: str) -> str | Problem | None:
    """Return a code as text, None where there is none, or what is wrong with the value."""
    if value is None or isinstance(value, bool):
        return None if value is None else Problem(f"{column} is {value!r}, no code", "check --code-column")
    if isinstance(value, float):
        if value.is_integer():
            return str(int(value))
        return Problem(f"{column} is the number {value!r}: codes read as numbers lose zeros, 61.10 becomes 61.1",
                       "export the column as text")  # fmt: skip
    text = str(value).strip().strip("\u00a0")
    if not text:
        return None
    if re.search(r"\s", text):
        return Problem(f"{column} is {text[:40]!r}, with a blank inside", "write the code without blanks")
    whole = _WHOLE.fullmatch(text)
    return whole[1] if whole else text


def reader_of(reading: Reading, register: Register) -> Callable[[str, object], Outcome | Problem]:
    """Return the function that reads a code in the scheme of a file."""
    column = str(reading.code)
    if reading.scheme == "dosm":
        return lambda text, parent: _read_dosm(text, parent, column, register)
    if reading.scheme == "kemendagri":
        return lambda text, _: _read_kemendagri(text, column, register)
    if reading.scheme in {"bps", "pcode"}:
        scheme = str(reading.scheme)
        return lambda text, _: _read_bps(text, column, scheme, register)
    prefix = "iso:" if reading.scheme == "iso" else ""
    return lambda text, _: _read_written(text, prefix, column, register)


def _read_kemendagri(text: str, column: str, register: Register) -> Outcome | Problem:
    value = dot(text) if text.isdecimal() and text.isascii() else text
    if text.isdecimal() and len(text) not in _KEMENDAGRI_LENGTHS:
        what = f"{column} {text[:40]!r} has {len(text)} digits; Kemendagri codes have 2, 4, 6 or 10"
        return Problem(what, "a zero may be lost: export the column as text; or give the right --scheme")
    if not _KEMENDAGRI.fullmatch(value):
        if _LOST.fullmatch(text):
            return Problem(f"{column} {text[:40]!r} has lost a zero, as when codes are read as numbers",
                           "export the column as text, so that 61.10 stays 61.10")  # fmt: skip
        return Problem(f"{column} {text[:40]!r} is no Kemendagri code", "expected one like 65.03 or 6503; "
                       "give the right --scheme or --code-column")  # fmt: skip
    return _listed(value, register)


def _read_bps(text: str, column: str, scheme: str, register: Register) -> Outcome | Problem:
    number = text
    if scheme == "pcode":
        if re.fullmatch(r"(?!ID)[A-Z]{2}[A-Z0-9]*", text.upper()):
            return Outcome(reason=f"p-code {text[:40]} is not of Indonesia")
        number = text.upper().removeprefix("ID")
        if number == text.upper():
            return Problem(f"{column} {text[:40]!r} is no p-code", "expected one like ID6504; give the right --scheme")
    if not (number.isdecimal() and number.isascii()) or len(number) not in _BPS_LENGTHS:
        what = f"{column} {text[:40]!r} is no {'p-code' if scheme == 'pcode' else 'BPS code'}"
        return Problem(what, "expected 2, 4, 7 or 10 digits; dotted codes are Kemendagri's: give the right --scheme")
    try:
        return Outcome(register.from_scheme("bps", number), "code", 100.0)
    except NotFoundError:
        return Outcome(reason=f"the register knows no {scheme}:{text}")


def _read_dosm(text: str, parent: object, column: str, register: Register) -> Outcome | Problem:
    state = text_of(parent, "code_state") if parent is not None else text
    state = state if isinstance(state, str) else ""
    parts = [part.zfill(2) for part in ([state, text] if parent is not None else [text])]
    if not all(part.isdecimal() and part.isascii() and len(part) == 2 and part != "00" for part in parts):  # noqa: PLR2004
        what = f"{column} {text[:40]!r} of state {state[:40]!r} is no DOSM number"
        return Problem(what, "expected whole numbers from 1 to 99")
    code = f"MY-{'.'.join(parts)}"
    return Outcome(code, "code", 100.0) if code in register else Outcome(reason=f"{code} is not in the register")


def _read_written(text: str, prefix: str, column: str, register: Register) -> Outcome | Problem:
    if prefix and not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", text):
        return Outcome(reason=f"{text[:40]} is no code of ISO 3166-2")
    try:
        code = register.resolve_code(prefix + text)
    except InputError as error:
        return Problem(f"{column}: {error.problems[0].what}", error.problems[0].remedy or "give the right --scheme")
    except GeoCoopError as error:
        # Another country's code, or one of another year, is no fault of the file; a bare number is.
        if text.isdecimal():
            return Problem(f"{column}: {error}", NO_SCHEME)
        return Outcome(reason=f"{text[:40]} is not in the register")
    return Outcome(code, "code", 100.0)


def _listed(code: str, register: Register) -> Outcome:
    if code in register:
        return Outcome(code, "code", 100.0)
    return Outcome(reason=not_listed(register))


def place_of_unlisted(written: str, register: Register) -> Unlisted | None:
    """Return where a well-formed Kemendagri code that a list lacks would stand; None where the text is no such code."""
    code = dot(written) if written.isdecimal() and written.isascii() else written
    if not _KEMENDAGRI.fullmatch(code):
        return None
    nearest = parent_of(code)
    above = nearest
    while above is not None and (above not in register or level_of(above) == "country"):
        above = parent_of(above)
    return Unlisted(level_of(code), above, right_above=above is not None and above == nearest)


def not_listed(register: Register) -> str:
    """Return the reason for a row whose code the list lacks."""
    return f"its code is not in the {register.release} list"
