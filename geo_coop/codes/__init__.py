"""Region codes: reading, level, parent, ranges; and the schemes that clash.

A canonical code is a string. Indonesia: the Kemendagri code, dotted (``65.03.05.2033``), and ``ID`` for the
country. Elsewhere ISO 3166-2, then the national district code (``MY``, ``MY-12``, ``MY-12.06``, ``CN-AH``).
Codes of other schemes carry a prefix (``bps:6504``, ``pcode:ID6504``, ``iso:ID-KU``, ``dosm:12_6``). An undotted
number without a scheme is never guessed: Kemendagri 65.03 is Nunukan, BPS 6503 is Tana Tidung. A code that a table
or a keyboard has damaged is refused with the code it seems to have been, and never mended silently.
"""

from geo_coop.codes.ranges import code_range, range_mask
from geo_coop.codes.reading import SCHEMES, ParsedCode, Scheme, dot, looks_like_code, parse_code
from geo_coop.codes.structure import contains, country_of, dosm_of, kind_of, level_of, parent_of

__all__ = [
    "SCHEMES",
    "ParsedCode",
    "Scheme",
    "code_range",
    "contains",
    "country_of",
    "dosm_of",
    "dot",
    "kind_of",
    "level_of",
    "looks_like_code",
    "parent_of",
    "parse_code",
    "range_mask",
]
