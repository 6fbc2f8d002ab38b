"""Claims: figures as documents print them, how each may be read, and whether it holds."""

from geo_coop.claims.judge import Verdict, judge
from geo_coop.claims.measures import Measured, measure_from_records
from geo_coop.claims.model import Claim, Measure, Reading
from geo_coop.claims.read import read_claims

__all__ = [
    "Claim",
    "Measure",
    "Measured",
    "Reading",
    "Verdict",
    "judge",
    "measure_from_records",
    "read_claims",
]
