"""What codes look like, scheme by scheme."""

from __future__ import annotations

import re
from typing import Final

KEMENDAGRI: Final = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?")
FOREIGN: Final = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3}(\.[0-9]{2})?)?")
PCODE: Final = re.compile(r"ID([0-9]{2}|[0-9]{4}|[0-9]{7}|[0-9]{10})")
MALAYSIAN: Final = re.compile(r"MY-(?P<state>[0-9]{1,2})(\.(?P<district>[0-9]{1,2}))?")
READ_AS_NUMBER: Final = re.compile(r"[0-9]{3,}\.0+|[0-9](\.[0-9]+)?[eE]\+?[0-9]+")
APOSTROPHES: Final = "'`\N{RIGHT SINGLE QUOTATION MARK}"


def is_number(word: str) -> bool:
    """Return whether a word is made of the digits 0-9 alone; other digits do not count."""
    return word.isascii() and word.isdigit()


def malaysian_code(found: re.Match[str]) -> str:
    """Return the canonical code of a Malaysian state or district from its numbers."""
    state = f"MY-{int(found['state']):02d}"
    return f"{state}.{int(found['district']):02d}" if found["district"] else state
