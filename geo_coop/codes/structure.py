"""What a canonical code tells of its region: level, kind, what holds it, what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_coop.codes.forms import FOREIGN, KEMENDAGRI, MALAYSIAN
from geo_coop.errors import InputError

if TYPE_CHECKING:
    from geo_coop.schema import Level

_LEVEL_OF_DOTS: Final[tuple[Level, ...]] = ("province", "regency", "district", "village")
_FIRST_KOTA: Final = 71
_VILLAGE_KINDS: Final = {"1": "kelurahan", "2": "desa", "3": "desa adat"}


def level_of(code: str) -> Level:
    """Return the level of a canonical code.

    Examples
    --------
    >>> [level_of(c) for c in ("ID", "65", "65.03", "65.03.05", "65.03.05.2033", "MY-12", "MY-12.06")]
    ['country', 'province', 'regency', 'district', 'village', 'province', 'regency']
    """
    if KEMENDAGRI.fullmatch(code):
        return _LEVEL_OF_DOTS[code.count(".")]
    if FOREIGN.fullmatch(code):
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


def dosm_of(code: str) -> str | None:
    """Return the code that DOSM writes for a Malaysian state or district, None for any other region.

    Examples
    --------
    >>> dosm_of("MY-12"), dosm_of("MY-12.06"), dosm_of("65")
    ('12', '12_6', None)
    """
    found = MALAYSIAN.fullmatch(code)
    if not found:
        return None
    state = str(int(found["state"]))
    return f"{state}_{int(found['district'])}" if found["district"] else state
