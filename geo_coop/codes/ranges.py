"""Regions as ranges of sorted codes."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from geo_coop.codes.structure import level_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt


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
