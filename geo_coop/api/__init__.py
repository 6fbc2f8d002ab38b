"""Load and compute in one step: what notebooks, the command line and the atlas call.

The layers below take frames and load nothing; these functions load the best layers at hand and the records that ship
with the package.
"""

from geo_coop.api.borders import Border, border, border_villages
from geo_coop.api.cover import coverage, covers, load_agreements, load_crossings, load_zones
from geo_coop.boundaries.load import load_regions
from geo_coop.register import load_register

__all__ = [
    "Border",
    "border",
    "border_villages",
    "coverage",
    "covers",
    "load_agreements",
    "load_crossings",
    "load_regions",
    "load_register",
    "load_zones",
]
