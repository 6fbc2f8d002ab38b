"""What became of the rows of a file: the code of each, how it was found, or why not."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from geo_coop.boundaries.matching.rows import Rows
    from geo_coop.errors import Problem

Values = npt.NDArray[np.object_]
MOST_REMEMBERED: Final = 100_000  # outcomes; of a million rows that are all different none comes back
_KIND: Final = re.compile(
    r"^(kabupaten|kab\.?|kota madya|kotamadya|kota|provinsi|prov\.?|propinsi|kecamatan|kec\.?|kelurahan|kel\.?|desa|"
    r"district of|negeri|daerah)\s+(?=\S)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Outcome:
    """What became of one written code or name.

    Attributes
    ----------
    code
        Canonical code, or None.
    match, score
        How it was found (``code``, ``exact``, ``alias``, ``similar``; empty where not), 0-100.
    reason
        Why it was not found, or what is to be known about how it was.
    candidates
        What it may mean, as text.
    """

    code: str | None = None
    match: str = ""
    score: float = float("nan")
    reason: str = ""
    candidates: str = ""


@dataclass(slots=True)
class Matched:
    """The rows of a file with their codes.

    Attributes
    ----------
    rows
        One for each of the file, in its order.
    problems
        What makes the file unusable as it is.
    notes
        What to know.
    differing
        Rows, counted from 0, whose name in the file is another than the register's.
    """

    rows: Rows
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    differing: list[int] = field(default_factory=list)


def simple_key(name: str) -> str:
    """Return a name for plain comparison: no kind word, case, accent, blank or punctuation.

    Examples
    --------
    >>> simple_key("Kab. Kutai Kartanegara") == simple_key("KUTAI-KARTANEGARA")
    True
    """
    text = unicodedata.normalize("NFKD", _KIND.sub("", name.strip())).casefold()
    return "".join(char for char in text if char.isalnum())
