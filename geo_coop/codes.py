"""Region codes: reading, level, parent, ranges; and the schemes that clash.

A canonical code is a string. Indonesia: the Kemendagri code, dotted (``65.03.05.2033``), and ``ID`` for the
country. Elsewhere ISO 3166-2, then the national district code (``MY``, ``MY-12``, ``MY-12.06``, ``CN-AH``).
Codes of other schemes carry a prefix (``bps:6504``, ``pcode:ID6504``, ``iso:ID-KU``). An undotted number
without a scheme is never guessed: Kemendagri 65.03 is Nunukan, BPS 6503 is Tana Tidung.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from geo_coop.errors import AmbiguousError, InputError
from geo_coop.schema import Level, unknown_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

Scheme = Literal["kemendagri", "bps", "pcode", "iso", "canonical"]
SCHEMES: Final[tuple[Scheme, ...]] = ("kemendagri", "bps", "pcode", "iso", "canonical")

_KEMENDAGRI: Final = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?")
_FOREIGN: Final = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3}(\.\d{2})?)?")
_ISO_INDONESIA: Final = re.compile(r"ID-[A-Z]{2}")
_PCODE: Final = re.compile(r"ID(\d{2}|\d{4}|\d{7}|\d{10})")
_LOST_ZERO: Final = re.compile(r"\d{2}\.\d(\.0)?|\d{1,2}\.\d{2}\.\d(\.\d+)?|\d\.\d{1,2}")
_LEVEL_OF_DOTS: Final[tuple[Level, ...]] = ("province", "regency", "district", "village")
_DOTTED_LENGTHS: Final = {4: (2, 4), 6: (2, 4, 6), 10: (2, 4, 6, 10)}
_FIRST_KOTA: Final = 71
_VILLAGE_KINDS: Final = {"1": "kelurahan", "2": "desa", "3": "desa adat"}
_BPS_LENGTHS: Final[dict[int, Level]] = {2: "province", 4: "regency", 7: "district", 10: "village"}


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
    >>> [looks_like_code(t) for t in ("65.03", "6503", "bps:6504", "MY-12", "Kukar", "my")]
    [True, True, True, True, False, False]
    """
    word = text.strip()
    return bool(re.fullmatch(r"[\d.]+", word) or re.fullmatch(r"[a-z]+:\S+", word) or _FOREIGN.fullmatch(word)
                or _PCODE.fullmatch(word))  # fmt: skip


def dot(digits: str) -> str:
    """Put Kemendagri dots into a bare number: ``"6503052033"`` becomes ``"65.03.05.2033"``."""
    cuts = (0, *_DOTTED_LENGTHS.get(len(digits), (len(digits),)))
    return ".".join(digits[start:end] for start, end in itertools.pairwise(cuts))


def parse_code(text: str) -> ParsedCode:
    """Read a code as written by a user or a file.

    Parameters
    ----------
    text
        A canonical code, or a code with a scheme prefix.

    Raises
    ------
    AmbiguousError
        An undotted number of four or more digits without a scheme; candidates hold each scheme's reading.
    InputError
        No code at all, a code that lost a zero, or an unknown scheme.

    Examples
    --------
    >>> parse_code("65.03.05.2033")
    ParsedCode(scheme='canonical', value='65.03.05.2033')
    >>> parse_code("bps:6504")
    ParsedCode(scheme='bps', value='6504')
    """
    if not isinstance(text, str):
        message = f"code {text!r} is a {type(text).__name__}, not text; read codes as text, or 61.10 becomes 61.1"
        raise InputError(message)
    word = text.strip()
    scheme, colon, rest = word.partition(":")
    if colon:
        return _parse_prefixed(scheme.lower(), rest.strip(), text)
    if _ISO_INDONESIA.fullmatch(word):
        return ParsedCode("iso", word)
    if _PCODE.fullmatch(word):
        return ParsedCode("pcode", word)
    if _KEMENDAGRI.fullmatch(word) or _FOREIGN.fullmatch(word):
        return ParsedCode("canonical", word)
    if len(word) > len("65") and word.isdigit():
        _refuse_bare_number(word)
    if _LOST_ZERO.fullmatch(word):
        message = f"code {word!r} has lost a zero, as when a table reads codes as numbers; write all, like 61.10"
        raise InputError(message)
    message = f"{text!r} is no region code; expected one like 65, 65.03, 65.03.05.2033, MY-12, or bps:6504"
    raise InputError(message)


def _refuse_bare_number(word: str) -> None:
    """Raise with every scheme's reading of an undotted number; return where no scheme has that length."""
    readings: list[dict[str, object]] = []
    if len(word) in _DOTTED_LENGTHS:
        readings.append({"scheme": "kemendagri", "code": dot(word), "write": dot(word)})
    if len(word) in _BPS_LENGTHS:
        readings.append({"scheme": "bps", "code": word, "write": f"bps:{word}"})
    if readings:
        written = " or ".join(str(reading["write"]) for reading in readings)
        message = f"number {word!r} has no scheme, and the schemes clash; write {written}"
        raise AmbiguousError(message, readings)


def _parse_prefixed(scheme: str, rest: str, text: str) -> ParsedCode:
    if scheme == "kemendagri":
        value = dot(rest) if rest.isdigit() else rest
        if _KEMENDAGRI.fullmatch(value):
            return ParsedCode("canonical", value)
    elif scheme == "bps":
        if rest.isdigit() and len(rest) in _BPS_LENGTHS:
            return ParsedCode("bps", rest)
    elif scheme == "pcode":
        if _PCODE.fullmatch(rest.upper()):
            return ParsedCode("pcode", rest.upper())
    elif scheme == "iso":
        if _FOREIGN.fullmatch(rest.upper()):
            value = rest.upper()
            return ParsedCode("iso" if _ISO_INDONESIA.fullmatch(value) else "canonical", value)
    else:
        raise InputError(unknown_word("scheme", scheme, SCHEMES[:-1]))
    message = (
        f"{text!r} is no code of the scheme {scheme}; examples: kemendagri:65.03, bps:6504, pcode:ID6504, iso:ID-KU"
    )
    raise InputError(message)


def level_of(code: str) -> Level:
    """Return the level of a canonical code.

    Examples
    --------
    >>> [level_of(c) for c in ("ID", "65", "65.03", "65.03.05", "65.03.05.2033", "MY-12", "MY-12.06")]
    ['country', 'province', 'regency', 'district', 'village', 'province', 'regency']
    """
    if _KEMENDAGRI.fullmatch(code):
        return _LEVEL_OF_DOTS[code.count(".")]
    if _FOREIGN.fullmatch(code):
        if "-" not in code:
            return "country"
        return "regency" if "." in code else "province"
    message = f"{code!r} is no canonical region code"
    raise InputError(message)


def kind_of(code: str) -> str:
    """Return the kind of an Indonesian region as its code tells it.

    The fourth part is 1xxx for a kelurahan, 2xxx for a desa, 3xxx for a desa adat; the regency part is 71-99
    for a kota, below for a kabupaten.

    Raises
    ------
    InputError
        The code is foreign (its kind stands in the register only) or its village part begins with another digit.

    Examples
    --------
    >>> [kind_of(c) for c in ("65", "65.03", "65.71", "65.03.05", "65.03.05.2033", "65.71.01.1001")]
    ['provinsi', 'kabupaten', 'kota', 'kecamatan', 'desa', 'kelurahan']
    """
    level = level_of(code)
    if code == "ID":
        return "negara"
    if not code[0].isdigit():
        message = f"the kind of the foreign region {code!r} does not follow from its code; see the register"
        raise InputError(message)
    if level == "regency":
        return "kota" if int(code[3:5]) >= _FIRST_KOTA else "kabupaten"
    if level == "village":
        kind = _VILLAGE_KINDS.get(code[9])
        if kind is None:
            message = f"village code {code!r}: the last part begins with 1 (kelurahan), 2 (desa) or 3 (desa adat)"
            raise InputError(message)
        return kind
    return "provinsi" if level == "province" else "kecamatan"


def parent_of(code: str) -> str | None:
    """Return the canonical code one level up, or None for a country.

    Examples
    --------
    >>> [parent_of(c) for c in ("65.03.05", "65", "MY-12.06", "MY-12", "ID")]
    ['65.03', 'ID', 'MY-12', 'MY', None]
    """
    level = level_of(code)
    if level == "country":
        return None
    if "." in code:
        return code.rpartition(".")[0]
    return "ID" if code[0].isdigit() else code[:2]


def country_of(code: str) -> str:
    """Return the country code of a canonical code.

    Examples
    --------
    >>> country_of("65.03"), country_of("MY-12.06")
    ('ID', 'MY')
    """
    level_of(code)
    return "ID" if code[0].isdigit() else code[:2]


def contains(region: str, code: str) -> bool:
    """Return whether ``code`` is ``region`` itself or lies in it.

    Examples
    --------
    >>> contains("65.03", "65.03.05.2033"), contains("65.03", "65.04"), contains("ID", "65"), contains("MY", "MY-12")
    (True, False, True, True)
    """
    if region == code:
        return True
    if level_of(region) == "country":
        return country_of(code) == region
    return code.startswith(region + ".")


def code_range(sorted_codes: npt.NDArray[np.str_] | Sequence[str], region: str) -> tuple[int, int]:
    """Return the half-open range that a region's codes fill in an array of sorted codes.

    Sorted codes make every region one contiguous range, so a rule that names a region, whatever its
    level, becomes two numbers.

    Parameters
    ----------
    sorted_codes
        Canonical codes in ascending order.
    region
        A canonical code of any level.

    Examples
    --------
    >>> code_range(["65.01.01.2001", "65.02.01.2001", "65.02.02.2001", "65.03.01.2001"], "65.02")
    (1, 3)
    """
    codes = np.asarray(sorted_codes, dtype=str)
    if region == "ID":
        low, high = "0", ":"
    elif level_of(region) == "country":
        low, high = region, region + "."
    else:
        low, high = region, region + "/"
    return int(np.searchsorted(codes, low)), int(np.searchsorted(codes, high))


def range_mask(codes: Sequence[str] | npt.NDArray[np.str_], region: str) -> npt.NDArray[np.bool_]:
    """Return which of the codes, in any order, are ``region`` or lie in it."""
    array = np.asarray(codes, dtype=str)
    if region == "ID":
        return np.char.isdigit(np.asarray([code[:1] for code in array], dtype=str))
    separator = "-" if level_of(region) == "country" else "."
    inside: npt.NDArray[np.bool_] = (array == region) | np.char.startswith(array, region + separator)
    return inside
