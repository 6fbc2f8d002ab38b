"""Quality of any layer: what is wrong with it, where, and by how much. Nothing is changed."""

from geo_coop.boundaries.checks.layer import check_layer
from geo_coop.boundaries.checks.recorded import read_known_defects, read_points
from geo_coop.boundaries.checks.report import CHECKS, FINDING_COLUMNS, SEVERITIES, CheckReport

__all__ = [
    "CHECKS",
    "FINDING_COLUMNS",
    "SEVERITIES",
    "CheckReport",
    "check_layer",
    "read_known_defects",
    "read_points",
]
