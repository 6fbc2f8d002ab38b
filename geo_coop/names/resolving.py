"""From a written code or name to the one region that it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_coop.codes import looks_like_code
from geo_coop.errors import AmbiguousError, NotFoundError

if TYPE_CHECKING:
    from geo_coop.register import Register


def resolve(text: str, register: Register, *, within: str | None = None, level: str | None = None) -> str:
    """Return the one canonical code that a code or name means.

    Several certain matches are ambiguous, except that a name which one region alone carries on the highest level
    found (*Nunukan*: a regency, and districts and villages in it) means that region. A similar spelling is
    never taken: its candidates are shown instead.

    Raises
    ------
    AmbiguousError
        Several regions, or only similar spellings; with all candidates.
    NotFoundError
        Nothing similar.
    """
    if within is None and level is None:
        code = read_code(text, register)
        if code is not None:  # no look-up tables are made for a code
            return code
    from geo_coop.names.search import answer  # noqa: PLC0415  (a code needs none of it)

    found = answer(text, register, within=within, level=level)
    if found.code is not None:
        return found.code
    if not found.candidates:
        place = f" in {within} {register.name(within)}" if within else ""
        message = f"no region called {text!r}{place}; search with: geo-coop find NAME"
        raise NotFoundError(message)
    shown = "; ".join(f"{c.code} {c.name} ({c.kind}, {c.match} {c.score:.0f})" for c in found.candidates[:5])
    message = f"{text!r} {found.reason}: {shown}; give a code, or the region it lies in"
    raise AmbiguousError(message, [candidate.as_dict() for candidate in found.candidates])


def read_code(name: str, register: Register) -> str | None:
    """Return the canonical code where the text is one; two letters that are no country's code may be a name."""
    if not looks_like_code(name):
        return None
    letters = name.strip()
    if letters.isalpha() and letters not in register:
        return None
    return register.resolve_code(name)
