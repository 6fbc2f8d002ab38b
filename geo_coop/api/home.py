"""Regions that questions are asked about: those of Indonesia, whose villages are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_coop.codes import country_of
from geo_coop.errors import InputError, Problem
from geo_coop.names import resolve

if TYPE_CHECKING:
    from geo_coop.register import Register


def home_region(
    text: str,
    register: Register,
    *,
    why: str = "coverage is counted in Indonesian villages",
    remedy: str = "name a region in Indonesia",
) -> str:
    """Return the canonical code of a region in Indonesia.

    Parameters
    ----------
    text
        Code or name.
    register
        The list of regions.
    why, remedy
        For the message on a region abroad.

    Raises
    ------
    InputError
        A region abroad.
    AmbiguousError, NotFoundError
        As for `geo_coop.names.resolve`.
    """
    code = resolve(text, register)
    if country_of(code) != "ID":
        told = f"{code} {register.name(code)} lies abroad"
        raise InputError(Problem(f"{told}; {why}" if why else told, remedy))
    return code
