"""Coverage of every village of the country by very many agreements that name regions of any level.

Usage: python benchmarks/coverage.py [--agreements 100000] [--runs 5] [--most-s 60] [--short]
                                     [--spatial VILLAGES.parquet REGENCIES.parquet]

The agreements are made up: each names one to five regions, 5 % provinces, 45 % regencies, 30 % districts and 20 %
villages.
The usual way is explode and merge in pandas, a merge for each level, and drop_duplicates. With --short fewer
agreements are compared pair by pair, and a wrong answer ends with an error. --spatial also measures the spatial join
that many would write, for agreements of regencies, and counts the villages that it gets wrong (files with the columns
kode and geometry).
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from harness import HEAD, Measured, Ratio, compared, machine, measure_way, report

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_coop.cover import Named

SHARES = {"province": 0.05, "regency": 0.45, "district": 0.30, "village": 0.20}
LENGTHS = {"province": 2, "regency": 5, "district": 8, "village": 13}
MOST = 5
SPATIAL = 50


def made_up(count: int) -> tuple[pd.Index, pd.DataFrame]:
    """Return the villages of the register, and agreements with the regions that each names."""
    from geo_coop import load_register  # noqa: PLC0415 (each way imports what it needs)

    regions = load_register().within("ID")
    chance = np.random.default_rng(64_65)
    per = chance.integers(1, MOST + 1, size=count)
    levels = chance.choice(list(SHARES), p=list(SHARES.values()), size=int(per.sum()))
    named = np.empty(len(levels), dtype=object)
    for level in SHARES:
        mask = levels == level
        named[mask] = chance.choice(regions.index[regions["level"] == level].to_numpy(dtype=object), size=mask.sum())
    owner = np.repeat(np.arange(count), per)
    villages = regions.index[regions["level"] == "village"]
    return pd.Index(villages), pd.DataFrame({"agreement": owner, "region": named})


def usual(options: argparse.Namespace) -> Callable[[], pd.DataFrame]:
    """Explode and merge on each level, then drop what is there twice."""
    villages, named = made_up(options.agreements)
    lists = named.groupby("agreement")["region"].agg(list).reset_index()
    table = pd.DataFrame({"code": villages})
    for level, length in LENGTHS.items():
        table[level] = table["code"].str[:length]

    def work() -> pd.DataFrame:
        long = lists.explode("region")
        length = long["region"].str.len()
        parts = [
            long[length == size].merge(table[["code", level]], left_on="region", right_on=level)[["code", "agreement"]]
            for level, size in LENGTHS.items()
        ]
        return pd.concat(parts, ignore_index=True).drop_duplicates()

    return work


def counted(options: argparse.Namespace) -> Callable[[], Any]:
    """Count from ranges alone."""
    return _ours(options, lambda named: (named.agreements_of_villages(), named.size))


def kept(options: argparse.Namespace) -> Callable[[], Any]:
    """Keep every pair, as rows of a sparse matrix."""
    return _ours(options, lambda named: (named.agreements_of_villages(), *named.pairs()))


def _ours(options: argparse.Namespace, then: Callable[[Named], Any]) -> Callable[[], Any]:
    from geo_coop.cover import named_coverage  # noqa: PLC0415

    villages, named = made_up(options.agreements)
    return lambda: then(named_coverage(villages, named))


def pairs_of(result: Any) -> dict[str, Any]:  # noqa: ANN401
    """Describe an answer: how many pairs, and a sum that depends on each village's count."""
    if isinstance(result, pd.DataFrame):
        counts, size = result["code"].value_counts().sort_index(), len(result)
    else:
        counts, size = result[0][result[0] > 0].sort_index(), result[1] if len(result) == 2 else len(result[1])  # noqa: PLR2004
    weights = np.arange(1, len(counts) + 1)
    return {"pairs": int(size), "villages": len(counts), "check": int((counts.to_numpy() * weights).sum())}


WAYS = {"usual": usual, "counted": counted, "kept": kept}


def compare(options: argparse.Namespace) -> list[Ratio]:
    """Return the rows of the table."""
    agreements = options.agreements
    given = {"--agreements": agreements, "--runs": options.runs, "--most-s": options.most_s}
    arguments = [str(part) for pair in given.items() for part in pair]
    found: dict[str, Measured] = {way: measure_way(__file__, way, arguments) for way in WAYS}
    rows = []
    for way, what, wanted in (("counted", "counted", 150.0), ("kept", "all pairs kept", None)):
        grown = found[way].peak_mb - found[way].before_mb
        rows.append(
            compared(
                f"coverage by {agreements:,} agreements, {what}", "explode and merge in pandas", found["usual"],
                found[way], wanted, equal=found[way].answer == found["usual"].answer,
                remark=f"{found[way].answer['pairs']:,} pairs; memory grew by {grown:.0f} MB, usual "
                f"{found['usual'].peak_mb - found['usual'].before_mb:,.0f} MB",
            )
        )  # fmt: skip
    return rows


def exact(agreements: int) -> bool:
    """Return whether both ways give the same pairs, one by one."""
    from geo_coop.cover import named_coverage  # noqa: PLC0415

    options = argparse.Namespace(agreements=agreements)
    expected = usual(options)().sort_values(["agreement", "code"], ignore_index=True)
    villages, named = made_up(agreements)
    found = pd.concat(named_coverage(villages, named).frames(), ignore_index=True)
    found = found.sort_values(["agreement", "code"], ignore_index=True)
    return bool(found.astype(object).equals(expected[["code", "agreement"]].astype(object)))


def spatial(villages: Path, regencies: Path) -> Ratio:
    """Join villages to the regencies that some agreements name by intersection, and compare with their codes."""
    import geopandas as gpd  # noqa: PLC0415 (this way alone needs it)

    from geo_coop.cover import named_coverage  # noqa: PLC0415

    areas = gpd.read_parquet(villages)[["kode", "geometry"]].sort_values("kode", ignore_index=True)
    upper = gpd.read_parquet(regencies)[["kode", "geometry"]]
    chance = np.random.default_rng(SPATIAL)
    owner = np.repeat(np.arange(SPATIAL), 2)
    named = pd.DataFrame(
        {"agreement": owner, "region": chance.choice(upper["kode"].to_numpy(dtype=object), len(owner))}
    )
    begun = time.perf_counter()
    parties = gpd.GeoDataFrame(named.merge(upper, left_on="region", right_on="kode"), crs=upper.crs)
    joined = gpd.sjoin(areas, parties[["agreement", "geometry"]].dissolve("agreement"), predicate="intersects")
    usual_s = time.perf_counter() - begun
    begun = time.perf_counter()
    ours = pd.concat(named_coverage(areas["kode"], named).frames())
    ours_s = time.perf_counter() - begun
    theirs = set(zip(joined["kode"], joined["agreement"], strict=True))
    right = set(zip(ours["code"], ours["agreement"], strict=True))
    remark = (
        f"{len(right):,} pairs; the join adds {len(theirs - right):,} that are wrong and misses {len(right - theirs):,}"
    )
    what = f"coverage by {SPATIAL} agreements of two regencies"
    return Ratio(what, "dissolve and sjoin", usual_s, ours_s, None, theirs == right, remark, "1 / 1")


def main() -> int:
    """Measure, print a table, and return 1 for a wrong answer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--agreements", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--most-s", type=float, default=60, help="repeat no way whose runs took this long")
    parser.add_argument("--spatial", type=Path, nargs=2)
    parser.add_argument("--short", action="store_true", help="check answers only")
    parser.add_argument("--way", choices=WAYS, help="measure one way in this process")
    options = parser.parse_args()
    if options.way:
        report(options.way, lambda: WAYS[options.way](options), pairs_of, options.runs, options.most_s)
        return 0
    if options.short:
        right = exact(300)
        print("coverage: answers are", "equal" if right else "DIFFERENT")
        return 0 if right else 1
    rows = compare(options)
    if options.spatial:
        rows.append(spatial(*options.spatial))
    print(machine(), "", HEAD, *(row.row() for row in rows), sep="\n")
    return 0 if all(row.equal for row in rows[:2]) else 1


if __name__ == "__main__":
    sys.exit(main())
