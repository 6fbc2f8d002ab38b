"""Codes that a table or a keyboard has damaged: what is wrong with one, and which it seems to have been."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

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

_LOST_ZERO: Final = re.compile(
    r"[0-9]{2}\.[0-9](\.0)?|[0-9]{1,2}\.[0-9]{2}\.[0-9](\.[0-9]+)?|[0-9]\.[0-9]{1,2}"
    r"|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}"
)
_LOOK_ALIKES: Final = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", ",": ".", "_": ".", "/": ".", "-": "."})


def damage(word: str, text: str) -> str:
    """Say what is wrong with a code, and what was probably meant."""
    if READ_AS_NUMBER.fullmatch(word):
        return f"code {word!r} was read as a number; read codes as text, and give it with its dots or its scheme"
    if _LOST_ZERO.fullmatch(word):
        return f"code {word!r} has lost a zero, as when a table reads codes as numbers; write all, like 61.10"
    if is_number(word):
        what = "Kemendagri has 2, 4, 6 or 10, BPS 2, 4, 7 or 10"
        return f"{text!r} is no region code: no scheme has codes of {len(word)} digits; {what}"
    meant = _meant(word)
    if meant:
        return f"{text!r} is no region code as written: it has {_faults(word)}; write {meant!r} if that is meant"
    return f"{text!r} is no region code; expected one like 65, 65.03, 65.03.05.2033, MY-12, or bps:6504"


def _meant(word: str) -> str:
    """Return the code that a damaged one seems to have been, or nothing."""
    plain = "".join(plain_sign(sign) for sign in unicodedata.normalize("NFKC", word)).lstrip(APOSTROPHES)
    meant = re.sub(r"\.+", ".", plain.translate(_LOOK_ALIKES)).strip(".")
    if KEMENDAGRI.fullmatch(meant) or is_number(meant):
        return meant
    upper = plain.upper()
    malaysian = MALAYSIAN.fullmatch(upper)
    if malaysian:
        return malaysian_code(malaysian)
    return upper if not upper.isalpha() and (FOREIGN.fullmatch(upper) or PCODE.fullmatch(upper)) else ""


def plain_sign(sign: str) -> str:
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
        "a mark other than the dot": bool(re.search(rf"[,_/{APOSTROPHES}]|[0-9]-", word)),
        "a dot too many": bool(re.search(r"^\.|\.$|\.\s*\.", word)),
        "small letters": any(sign.islower() for sign in word) and not re.search(r"[ol]", word),
        "a zero too few": bool(re.fullmatch(r"[A-Za-z]{2}-([0-9]|[0-9]+\.[0-9])", word)),
    }
    return ", ".join(fault for fault, there in faults.items() if there) or "other signs"
