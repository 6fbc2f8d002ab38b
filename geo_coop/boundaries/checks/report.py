"""What a check finds, and the report of all findings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy.typing as npt
    import shapely

    from geo_coop.provenance import Provenance

    Shapes = npt.NDArray[np.object_]

Severity = Literal["error", "warning", "note"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "note")
FINDING_COLUMNS: Final = (
    "check", "severity", "code", "name", "detail", "value", "unit", "expected", "others", "geometry",
)  # fmt: skip
CHECKS: Final[dict[str, str]] = {
    "code": "codes that stand twice, are of another level, or are no codes",
    "listing": "regions that the register lists and the layer lacks, or the other way round",
    "shape": "missing, empty and invalid shapes, and shapes far from their country",
    "duplicate": "shapes that are the same as another's",
    "sliver": "parts too thin to be land",
    "hole": "holes that no region fills",
    "overlap": "land given to two regions",
    "gap": "land between regions given to none",
    "edge": "edges that do not meet a neighbour's exactly",
    "area": "areas against the official ones",
    "children": "a region against the regions in it, put together",
    "parent": "land outside the region's parent",
    "point": "named points against the region they are said to lie in",
    "border": "districts at the border by law that stand off the line, and others drawn at it",
    "known_defect": "shapes recorded as wrong",
}
M2_IN_KM2: Final = 1e6


@dataclass(frozen=True, slots=True, eq=False)
class CheckReport:
    """The findings on one layer.

    Attributes
    ----------
    findings
        GeoDataFrame, worst first, RangeIndex, EPSG:4326, with the columns check, severity (error, warning, note), code,
        name, detail, value (float), unit, expected (float, NaN where there is none), others (codes of the other regions
        concerned, with blanks between) and geometry (where it is; None where it is nowhere).
    summary
        For each check made its figures: counts and sizes, also of what was found right.
    not_checked
        For each check not made, why.
    provenance
        Sources of the layer.
    """

    findings: gpd.GeoDataFrame
    summary: Mapping[str, Mapping[str, float]]
    not_checked: Mapping[str, str]
    provenance: tuple[Provenance, ...]

    def counts(self) -> dict[str, int]:
        """Return how many findings there are of each severity."""
        found = self.findings["severity"].value_counts()
        return {severity: int(found.get(severity, 0)) for severity in SEVERITIES}

    def by_check(self) -> dict[str, dict[str, int]]:
        """Return the counts of each severity for each check made."""
        tally = Counter(zip(self.findings["check"], self.findings["severity"], strict=True))
        return {
            check: {severity: tally[check, severity] for severity in SEVERITIES}
            for check in CHECKS
            if check in self.summary
        }

    @property
    def ok(self) -> bool:
        """Whether no finding is an error."""
        return self.counts()["error"] == 0


@dataclass(slots=True)
class Findings:
    """Collects findings and figures while checks run."""

    names: Mapping[str, str]
    rows: list[dict[str, Any]] = field(default_factory=list)
    summary: dict[str, dict[str, float]] = field(default_factory=dict)
    not_checked: dict[str, str] = field(default_factory=dict)

    def add(
        self,
        check: str,
        severity: Severity,
        code: str | None,
        detail: str,
        *,
        value: float = np.nan,
        unit: str = "",
        expected: float = np.nan,
        others: tuple[str, ...] = (),
        geometry: shapely.Geometry | None = None,
    ) -> None:
        """Take one finding."""
        self.rows.append(
            {
                "check": check, "severity": severity, "code": code, "name": self.names.get(code) if code else None,
                "detail": detail, "value": float(value), "unit": unit, "expected": float(expected),
                "others": " ".join(others), "geometry": geometry,
            }
        )  # fmt: skip

    def count(self, check: str, **figures: float) -> None:
        """Take figures of a check, and so say that it was made."""
        self.summary.setdefault(check, {}).update({name: float(value) for name, value in figures.items()})

    def label(self, code: str) -> str:
        """Return code and name."""
        name = self.names.get(code)
        return f"{code} {name}" if name and name != code else code

    def frame(self) -> gpd.GeoDataFrame:
        """Return all findings, worst first."""
        table = pd.DataFrame(self.rows, columns=list(FINDING_COLUMNS))
        rank = table["severity"].map({name: place for place, name in enumerate(SEVERITIES)})
        order = table["check"].map({name: place for place, name in enumerate(CHECKS)})
        size = -(table["value"] - table["expected"].fillna(0.0)).abs().fillna(0.0)
        table = table.assign(_rank=rank, _order=order, _size=size, _code=table["code"].fillna(""))
        table = table.sort_values(["_rank", "_order", "_size", "_code"], kind="stable", ignore_index=True)
        kept = table[list(FINDING_COLUMNS)].astype({"code": object, "name": object})
        kept[["code", "name"]] = kept[["code", "name"]].where(kept[["code", "name"]].notna(), None)
        shapes: Shapes = np.array(kept["geometry"].to_numpy(), dtype=object)
        return gpd.GeoDataFrame(kept.drop(columns="geometry"), geometry=gpd.GeoSeries(shapes, crs=GEOGRAPHIC_CRS))


def grouped(keys: npt.NDArray[np.intp]) -> Iterator[tuple[int, npt.NDArray[np.intp]]]:
    """Yield each distinct key with the positions where it stands, in order of the keys."""
    order = np.argsort(keys, kind="stable")
    values, first = np.unique(keys[order], return_index=True)
    yield from zip(values.tolist(), np.split(order, first[1:]), strict=False)
