"""What agreements leave out, and where they meet: gaps, overlaps, missing ones, partners abroad, ways.

Everything takes frames and records, and loads nothing.
"""

from geo_coop.gaps.left_out import BELOW, find_gaps, overlaps, stands_below
from geo_coop.gaps.partners import COUNTED_RECORDS, missing_cooperation, partners_abroad
from geo_coop.gaps.ways import way_of

__all__ = [
    "BELOW",
    "COUNTED_RECORDS",
    "find_gaps",
    "missing_cooperation",
    "overlaps",
    "partners_abroad",
    "stands_below",
    "way_of",
]
