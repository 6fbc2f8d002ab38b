"""Dissolving, adjacency, shared borders and corridors of many villages, against the usual ways.

Usage: python benchmarks/borders.py VILLAGES.parquet [--within 64,65] [--work DIR] [--runs 5] [--most-s 60]
                                    [--only dissolve,adjacency,lengths,corridors,near]
       python benchmarks/borders.py --short

The file is a GeoParquet file with the columns kode and geometry in EPSG:4326, one row for each village. It is made a
clean coverage once, kept in DIR, which takes minutes for the whole country. Every way runs in a process of its own on
the same layer; medians of as many runs as the table says: none is repeated once its runs took --most-s seconds
together. --short compares answers on the layers that ship with the package, and fails where they differ.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import border_ways as b
import corridor_ways as c
from harness import HEAD, Ratio, compared, machine, measure_way, report

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness import Measured

TOO_CLOSE_M = 1.0

WAYS = {
    "dissolve": (b.dissolve_usual, b.describe_dissolved),
    "dissolve_clean": (b.dissolve_usual_clean, b.describe_dissolved),
    "dissolve_ours": (b.dissolve_ours, b.describe_dissolved),
    "adjacency": (b.adjacency_usual, b.describe_pairs),
    "adjacency_ours": (b.adjacency_ours, b.describe_pairs),
    "lengths": (b.lengths_usual, b.describe_lengths),
    "lengths_ours": (b.lengths_ours, b.describe_lengths),
    "lengths_kept": (b.lengths_kept, b.describe_lengths),
    "corridors": (c.corridors_usual, c.describe_counts),
    "corridors_plain": (c.corridors_plain, c.describe_counts),
    "corridors_ours": (c.corridors_ours, c.describe_counts),
    "near": (c.near_distance, c.describe_near),
    "near_buffer": (c.near_buffer, c.describe_near),
    "near_ours": (c.near_ours, c.describe_near),
}
CASES = ("dissolve", "adjacency", "lengths", "corridors", "near")


def close(one: float, two: float, part: float) -> bool:
    """Return whether two figures differ by less than a part of the second."""
    return abs(one - two) <= part * abs(two)


def dissolved(measured: Callable[[str], Measured]) -> list[Ratio]:
    """Compare regions, their area and slivers."""
    ours, rows = measured("dissolve_ours"), []
    for way, usual, wanted in (
        ("dissolve", "GeoDataFrame.dissolve, as published", 10.0),
        ("dissolve_clean", "GeoDataFrame.dissolve, clean coverage", None),
    ):
        other = measured(way)
        same = other.answer["regions"] == ours.answer["regions"]
        same &= close(ours.answer["km2"], other.answer["km2"], 1e-4) & (
            ours.answer["slivers"] <= other.answer["slivers"]
        )
        remark = (
            f"{ours.answer['regions']:,} regions; slivers {other.answer['slivers']:,}, ours {ours.answer['slivers']:,}"
        )
        rows.append(compared("dissolve to regencies", usual, other, ours, wanted, equal=same, remark=remark))
    return rows


def neighbours(measured: Callable[[str], Measured]) -> list[Ratio]:
    """Compare the pairs of villages."""
    ours, other = measured("adjacency_ours"), measured("adjacency")
    remark = f"{ours.answer['pairs']:,} pairs"
    return [compared("adjacency", "libpysal rook", other, ours, 15.0, equal=ours.answer == other.answer, remark=remark)]


def lengths(measured: Callable[[str], Measured]) -> list[Ratio]:
    """Compare the pairs of regencies and the length of all their borders."""
    other, rows = measured("lengths"), []
    for way, what, wanted in (
        ("lengths_kept", "borders between regencies, adjacency at hand", 40.0),
        ("lengths_ours", "borders between regencies, edges compared anew", 40.0),
    ):
        ours = measured(way)
        same = ours.answer["pairs"] == other.answer["pairs"] and close(ours.answer["km"], other.answer["km"], 1e-3)
        remark = f"{ours.answer['pairs']:,} pairs, {ours.answer['km']:,.1f} km, usual {other.answer['km']:,.1f} km"
        rows.append(compared(what, "dissolve, intersect", other, ours, wanted, equal=same, remark=remark))
    return rows


def corridors(measured: Callable[[str], Measured]) -> list[Ratio]:
    """Compare the villages of all corridors, and of the first few where each is buffered and joined anew."""
    ours, other, plain = measured("corridors_ours"), measured("corridors"), measured("corridors_plain")
    total, usual = ours.answer["villages"], other.answer["villages"]
    remark = f"{total:,} villages in {ours.answer['corridors']:,} corridors, usual {usual:,}"
    rows = [
        compared("corridors", "a buffer for each distinct one, cached index", other, ours, 10.0,
                 equal=close(total, usual, 0.01), remark=remark)
    ]  # fmt: skip
    part = ours.answer["corridors"] / plain.answer["corridors"]
    first, usual = ours.answer["first"], plain.answer["first"]
    remark = f"{plain.answer['corridors']} measured, times {part:.0f}; {first:,} villages in them, usual {usual:,}"
    runs = f"{len(plain.seconds)} / {len(ours.seconds)}"
    same = close(first, usual, 0.02)
    return [
        *rows,
        Ratio("corridors", "a buffer and a join for each", plain.median * part, ours.median, None, same, remark, runs),
    ]


def near(measured: Callable[[str], Measured], options: argparse.Namespace) -> list[Ratio]:
    """Compare the villages within each width; where the ways differ, distances by another method tell who is right."""
    ours, rows = measured("near_ours"), []
    frame, line = c.near_setting(options)
    plane = f"EPSG:{c.plane_of(line)}"
    for way, usual, wanted in (("near", f"distance in {plane}", 4.0), ("near_buffer", f"buffer in {plane}", 0.5)):
        other, told, same = measured(way), [], True
        for km, codes in other.answer.items():
            found = set(ours.answer[km])
            apart = c.judged(frame, line, sorted(set(codes) ^ found))
            sure = {code: metres - int(km) * 1_000 for code, metres in apart.items()}
            wrong = [code for code, over in sure.items() if (code in found) != (over <= 0) and abs(over) > TOO_CLOSE_M]
            same &= not wrong
            told.append(f"{km} km: usual wrong on {len(apart) - len(wrong)} of {len(found)}, ours on {len(wrong)}")
        rows.append(
            compared(
                f"villages near a boundary, of {len(frame):,}", usual, other, ours, wanted, equal=same,
                remark="; ".join(told),
            )
        )  # fmt: skip
    return rows


def compare(case: str, measured: Callable[[str], Measured], options: argparse.Namespace) -> list[Ratio]:
    """Return the rows of the table of one case."""
    if case == "near":
        return near(measured, options)
    cases = {"dissolve": dissolved, "adjacency": neighbours, "lengths": lengths, "corridors": corridors}
    return cases[case](measured)


def main() -> int:
    """Measure, print a table, and return 1 for a wrong answer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--within", default="")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "geo-coop-benchmarks")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--most-s", type=float, default=60, help="repeat no way whose runs took this long")
    parser.add_argument("--only", default=",".join(CASES))
    parser.add_argument("--short", action="store_true", help="check answers only")
    parser.add_argument("--way", choices=WAYS)
    options = parser.parse_args()
    if options.way:
        prepare, describe = WAYS[options.way]
        report(options.way, lambda: prepare(options), describe, options.runs, options.most_s)
        return 0
    runs = 1 if options.short else options.runs
    arguments = ["--runs", str(runs), "--work", str(options.work), "--most-s", str(options.most_s)]
    if options.file is not None:
        arguments = [str(options.file), *arguments, *(["--within", options.within] if options.within else [])]
        frame = b.layer(options)  # made clean now, in no way's time
        if "corridors" in options.only:
            c.borders_of(frame, options)
    print(machine(), "", HEAD, sep="\n", flush=True)
    right = True
    for case in options.only.split(","):
        rows = compare(case, lambda way: measure_way(__file__, way, arguments), options)
        print(*(row.row() for row in rows), sep="\n", flush=True)
        right = right and all(row.equal for row in rows)
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
