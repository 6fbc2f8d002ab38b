"""Codes as users and files write them: canonical, or of another scheme; a number without a scheme is never guessed."""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from geo_coop.codes.damaged import damage, plain_sign
from geo_coop.codes.forms import (
    APOSTROPHES,
    FOREIGN,
    KEMENDAGRI,
    MALAYSIAN,
    PCODE,
    READ_AS_NUMBER,
    is_number,
    malaysian_code,
)
from geo_coop.errors import AmbiguousError, InputError
from geo_coop.schema import unknown_word

Scheme = Literal["kemendagri", "bps", "pcode", "iso", "dosm", "canonical"]
SCHEMES: Final[tuple[Scheme, ...]] = ("kemendagri", "bps", "pcode", "iso", "dosm", "canonical")

_PREFIXED: Final = re.compile(r"[a-z]+:\S+")
_COUNTRIES: Final = frozenset({"BN", "CN", "ID", "MY"})
_ISO_INDONESIA: Final = re.compile(r"ID-[A-Z]{2}")
_DOSM: Final = re.compile(r"(?P<state>[0-9]{1,2})(_(?P<district>[0-9]{1,2}))?")
_CODE_LIKE: Final = re.compile(rf"[{APOSTROPHES}]?[0-9OoIl.,_/\-\s]*[0-9][0-9OoIl.,_/\-\s]*")
_DOTTED_LENGTHS: Final = {4: (2, 4), 6: (2, 4, 6), 10: (2, 4, 6, 10)}
_BPS_LENGTHS: Final = frozenset({2, 4, 7, 10})


@dataclass(frozen=True, slots=True)
class ParsedCode:
    """A code with its scheme.

    Attributes
    ----------
    scheme
        One of `SCHEMES`; ``"canonical"`` needs no translation.
    value
        The code in that scheme's own form, for example ``"65.03"`` or ``"6504"``.
    """

    scheme: Scheme
    value: str


def looks_like_code(text: str) -> bool:
    """Return whether ``text`` is meant as a code rather than as a name.

    Examples
    --------
    >>> [looks_like_code(t) for t in ("65.03", "6503", "bps:6504", "MY-12", "65.O3", "65 . 03", "Kukar", "my")]
    [True, True, True, True, True, True, False, False]
    """
    word = "".join(plain_sign(sign) for sign in unicodedata.normalize("NFKC", text))
    if len(word) == len("MY"):
        return word in _COUNTRIES or word.isdigit()
    forms = (_CODE_LIKE, _PREFIXED, FOREIGN, PCODE, MALAYSIAN, READ_AS_NUMBER)
    return any(form.fullmatch(word) for form in forms)


def dot(digits: str) -> str:
    """Put Kemendagri dots into a bare number: ``"6503052033"`` becomes ``"65.03.05.2033"``."""
    cuts = (0, *_DOTTED_LENGTHS.get(len(digits), (len(digits),)))
    return ".".join(digits[start:end] for start, end in itertools.pairwise(cuts))


def parse_code(text: str) -> ParsedCode:
    """Read a code as written by a user or a file.

    Parameters
    ----------
    text
        A canonical code, or a code with a scheme prefix. Two digits are read as canonical; whether the schemes
        differ there is for the register to say.

    Raises
    ------
    AmbiguousError
        An undotted number of four or more digits without a scheme; candidates hold each scheme's reading.
    InputError
        No code at all, an unknown scheme, or a damaged code: read as a number, with lost zeros, blanks, letters
        or marks in it. The message says what to write.

    Examples
    --------
    >>> parse_code("65.03.05.2033")
    ParsedCode(scheme='canonical', value='65.03.05.2033')
    >>> parse_code("bps:6504")
    ParsedCode(scheme='bps', value='6504')
    """
    if not isinstance(text, str):
        kind = type(text).__name__
        message = f"code {text!r} is of the type {kind}, not text; read codes as text, or 61.10 becomes 61.1"
        raise InputError(message)
    word = text.strip()
    scheme, colon, rest = word.partition(":")
    if colon:
        return _parse_prefixed(scheme.lower(), rest.strip(), text)
    if _ISO_INDONESIA.fullmatch(word):
        return ParsedCode("iso", word)
    if PCODE.fullmatch(word):
        return ParsedCode("pcode", word)
    if KEMENDAGRI.fullmatch(word) or FOREIGN.fullmatch(word):
        return ParsedCode("canonical", word)
    if is_number(word):
        _refuse_bare_number(word)
    raise InputError(damage(word, text))


def _refuse_bare_number(word: str) -> None:
    """Raise with every scheme's reading of an undotted number; return where no scheme has that length."""
    readings: list[dict[str, object]] = []
    if len(word) in _DOTTED_LENGTHS:
        readings.append({"scheme": "kemendagri", "code": dot(word), "write": dot(word)})
    if len(word) in _BPS_LENGTHS:
        readings.append({"scheme": "bps", "code": word, "write": f"bps:{word}"})
    if readings:
        written = " or ".join(str(reading["write"]) for reading in readings)
        why = ", and the schemes clash" if len(readings) > 1 else ""
        message = f"number {word!r} has no scheme{why}; write {written}"
        raise AmbiguousError(message, readings)


def _parse_prefixed(scheme: str, rest: str, text: str) -> ParsedCode:
    if scheme not in SCHEMES[:-1]:
        raise InputError(unknown_word("scheme", scheme, SCHEMES[:-1]))
    parsed = _prefixed(scheme, rest)
    if parsed is None:
        examples = "kemendagri:65.03, bps:6504, pcode:ID6504, iso:ID-KU, dosm:12_6"
        message = f"{text!r} is no code of the scheme {scheme}; examples: {examples}"
        raise InputError(message)
    return parsed


def _prefixed(scheme: str, rest: str) -> ParsedCode | None:
    """Read what stands after a prefix, or return None where it has not the form of the scheme."""
    upper = rest.upper()
    if scheme == "kemendagri":
        value = dot(rest) if is_number(rest) else rest
        return ParsedCode("canonical", value) if KEMENDAGRI.fullmatch(value) else None
    if scheme == "bps":
        return ParsedCode("bps", rest) if is_number(rest) and len(rest) in _BPS_LENGTHS else None
    if scheme == "pcode":
        return ParsedCode("pcode", upper) if PCODE.fullmatch(upper) else None
    if scheme == "dosm":
        found = _DOSM.fullmatch(rest)
        return ParsedCode("canonical", malaysian_code(found)) if found else None
    form: Scheme = "iso" if _ISO_INDONESIA.fullmatch(upper) else "canonical"
    return ParsedCode(form, upper) if FOREIGN.fullmatch(upper) else None
