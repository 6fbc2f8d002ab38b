"""Region codes: reading, level, parent, ranges; and the schemes that clash.

A canonical code is a string. Indonesia: the Kemendagri code, dotted (``65.03.05.2033``), and ``ID`` for the
country. Elsewhere ISO 3166-2, then the national district code (``MY``, ``MY-12``, ``MY-12.06``, ``CN-AH``).
Codes of other schemes carry a prefix (``bps:6504``, ``pcode:ID6504``, ``iso:ID-KU``, ``dosm:12_6``). An undotted
number without a scheme is never guessed: Kemendagri 65.03 is Nunukan, BPS 6503 is Tana Tidung. A code that a table
or a keyboard has damaged is refused with the code it seems to have been, and never mended silently.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from geo_coop.errors import AmbiguousError, InputError
from geo_coop.schema import Level, unknown_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

Scheme = Literal["kemendagri", "bps", "pcode", "iso", "dosm", "canonical"]
SCHEMES: Final[tuple[Scheme, ...]] = ("kemendagri", "bps", "pcode", "iso", "dosm", "canonical")

_KEMENDAGRI: Final = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?")
_FOREIGN: Final = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3}(\.[0-9]{2})?)?")
_PREFIXED: Final = re.compile(r"[a-z]+:\S+")
_COUNTRIES: Final = frozenset({"BN", "CN", "ID", "MY"})
_ISO_INDONESIA: Final = re.compile(r"ID-[A-Z]{2}")
_PCODE: Final = re.compile(r"ID([0-9]{2}|[0-9]{4}|[0-9]{7}|[0-9]{10})")
_DOSM: Final = re.compile(r"(?P<state>[0-9]{1,2})(_(?P<district>[0-9]{1,2}))?")
_MALAYSIAN: Final = re.compile(r"MY-(?P<state>[0-9]{1,2})(\.(?P<district>[0-9]{1,2}))?")
_LOST_ZERO: Final = re.compile(
    r"[0-9]{2}\.[0-9](\.0)?|[0-9]{1,2}\.[0-9]{2}\.[0-9](\.[0-9]+)?|[0-9]\.[0-9]{1,2}"
    r"|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}"
)
_READ_AS_NUMBER: Final = re.compile(r"[0-9]{3,}\.0+|[0-9](\.[0-9]+)?[eE]\+?[0-9]+")
_APOSTROPHES: Final = "'`\N{RIGHT SINGLE QUOTATION MARK}"
_CODE_LIKE: Final = re.compile(rf"[{_APOSTROPHES}]?[0-9OoIl.,_/\-\s]*[0-9][0-9OoIl.,_/\-\s]*")
_LOOK_ALIKES: Final = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", ",": ".", "_": ".", "/": ".", "-": "."})
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
    >>> [looks_like_code(t) for t in ("65.03", "6503", "bps:6504", "MY-12", "65.O3", "65 . 03", "Kukar", "my")]
    [True, True, True, True, True, True, False, False]
    """
    word = "".join(_plain_sign(sign) for sign in unicodedata.normalize("NFKC", text))
    if len(word) == len("MY"):
        return word in _COUNTRIES or word.isdigit()
    forms = (_CODE_LIKE, _PREFIXED, _FOREIGN, _PCODE, _MALAYSIAN, _READ_AS_NUMBER)
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
    if _PCODE.fullmatch(word):
        return ParsedCode("pcode", word)
    if _KEMENDAGRI.fullmatch(word) or _FOREIGN.fullmatch(word):
        return ParsedCode("canonical", word)
    if _is_number(word):
        _refuse_bare_number(word)
    raise InputError(_damage(word, text))


def _is_number(word: str) -> bool:
    """Return whether a word is made of the digits 0-9 alone; other digits do not count."""
    return word.isascii() and word.isdigit()


def _damage(word: str, text: str) -> str:
    """Say what is wrong with a code, and what was probably meant."""
    if _READ_AS_NUMBER.fullmatch(word):
        return f"code {word!r} was read as a number; read codes as text, and give it with its dots or its scheme"
    if _LOST_ZERO.fullmatch(word):
        return f"code {word!r} has lost a zero, as when a table reads codes as numbers; write all, like 61.10"
    if _is_number(word):
        what = "Kemendagri has 2, 4, 6 or 10, BPS 2, 4, 7 or 10"
        return f"{text!r} is no region code: no scheme has codes of {len(word)} digits; {what}"
    meant = _meant(word)
    if meant:
        return f"{text!r} is no region code as written: it has {_faults(word)}; write {meant!r} if that is meant"
    return f"{text!r} is no region code; expected one like 65, 65.03, 65.03.05.2033, MY-12, or bps:6504"


def _meant(word: str) -> str:
    """Return the code that a damaged one seems to have been, or nothing."""
    plain = "".join(_plain_sign(sign) for sign in unicodedata.normalize("NFKC", word)).lstrip(_APOSTROPHES)
    meant = re.sub(r"\.+", ".", plain.translate(_LOOK_ALIKES)).strip(".")
    if _KEMENDAGRI.fullmatch(meant) or _is_number(meant):
        return meant
    upper = plain.upper()
    malaysian = _MALAYSIAN.fullmatch(upper)
    if malaysian:
        return _malaysian(malaysian)
    return upper if not upper.isalpha() and (_FOREIGN.fullmatch(upper) or _PCODE.fullmatch(upper)) else ""


def _plain_sign(sign: str) -> str:
    """Return a digit of any script as 0-9, and nothing for blanks and signs that cannot be seen."""
    if sign.isdigit():
        return str(unicodedata.digit(sign))
    return "" if sign.isspace() or unicodedata.category(sign) == "Cf" else sign


def _faults(word: str) -> str:
    """Name what a code should not have."""
    faults = {
        "blanks": any(sign.isspace() for sign in word),
        "signs that cannot be seen": any(unicodedata.category(sign) == "Cf" for sign in word),
        "letters for digits": bool(re.search(r"[OoIl]", word)),
        "digits other than 0-9": any(sign.isdigit() and not sign.isascii() for sign in word),
        "a mark other than the dot": bool(re.search(rf"[,_/{_APOSTROPHES}]|[0-9]-", word)),
        "a dot too many": bool(re.search(r"^\.|\.$|\.\s*\.", word)),
        "small letters": any(sign.islower() for sign in word) and not re.search(r"[ol]", word),
        "a zero too few": bool(re.fullmatch(r"[A-Za-z]{2}-([0-9]|[0-9]+\.[0-9])", word)),
    }
    return ", ".join(fault for fault, there in faults.items() if there) or "other signs"


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
        value = dot(rest) if _is_number(rest) else rest
        return ParsedCode("canonical", value) if _KEMENDAGRI.fullmatch(value) else None
    if scheme == "bps":
        return ParsedCode("bps", rest) if _is_number(rest) and len(rest) in _BPS_LENGTHS else None
    if scheme == "pcode":
        return ParsedCode("pcode", upper) if _PCODE.fullmatch(upper) else None
    if scheme == "dosm":
        found = _DOSM.fullmatch(rest)
        return ParsedCode("canonical", _malaysian(found)) if found else None
    form: Scheme = "iso" if _ISO_INDONESIA.fullmatch(upper) else "canonical"
    return ParsedCode(form, upper) if _FOREIGN.fullmatch(upper) else None


def _malaysian(found: re.Match[str]) -> str:
    """Return the canonical code of a Malaysian state or district from its numbers."""
    state = f"MY-{int(found['state']):02d}"
    return f"{state}.{int(found['district']):02d}" if found["district"] else state


def dosm_of(code: str) -> str | None:
    """Return the code that DOSM writes for a Malaysian state or district, None for any other region.

    Examples
    --------
    >>> dosm_of("MY-12"), dosm_of("MY-12.06"), dosm_of("65")
    ('12', '12_6', None)
    """
    found = _MALAYSIAN.fullmatch(code)
    if not found:
        return None
    state = str(int(found["state"]))
    return f"{state}_{int(found['district'])}" if found["district"] else state


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
    if region == "ID":
        low, high = "0", ":"
    elif level_of(region) == "country":
        low, high = region, region + "."
    else:
        low, high = region, region + "/"
    if isinstance(
        sorted_codes, list | tuple
    ):  # answered without numpy, which takes longer to import than all else here
        return bisect_left(sorted_codes, low), bisect_left(sorted_codes, high)
    import numpy as np  # noqa: PLC0415  (see above)

    codes = np.asarray(sorted_codes, dtype=str)
    return int(np.searchsorted(codes, low)), int(np.searchsorted(codes, high))


def range_mask(codes: Sequence[str] | npt.NDArray[np.str_], region: str) -> npt.NDArray[np.bool_]:
    """Return which of the codes, in any order, are ``region`` or lie in it."""
    import numpy as np  # noqa: PLC0415  (reading a code needs none)

    array = np.asarray(codes, dtype=str)
    if region == "ID":
        return np.char.isdigit(np.asarray([code[:1] for code in array], dtype=str))
    separator = "-" if level_of(region) == "country" else "."
    inside: npt.NDArray[np.bool_] = (array == region) | np.char.startswith(array, region + separator)
    return inside
