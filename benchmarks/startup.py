"""How long people wait for a small answer: import and commands, each in fresh processes.

Usage: python benchmarks/startup.py [--runs 7] [--short]

Prints a Markdown table with the machine. Wall time is what people wait; processor time is what the work costs, whatever
else the machine does. ``--short`` runs each once and fails where an answer is wrong, or where ``import geo_coop``
brings a slow package; times are never judged.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from harness import machine, show

from geo_coop import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SLOW: Final = ("pandas", "geopandas", "matplotlib", "folium", "pyarrow.dataset")
_CLI: Final = ("-m", "geo_coop")
_VILLAGE: Final = "65.03.05.2033"


def _found(text: str) -> bool:
    """Return whether Kukar means Kutai Kartanegara."""
    return [row["code"] for row in json.loads(text)] == ["64.02"]


def _told(text: str) -> bool:
    """Return whether Nunukan lies in Kalimantan Utara and comes from Kalimantan Timur."""
    region = json.loads(text)
    former = any(state["region"] == "65" and state["code"] == "64" for state in region["vintages"])
    return region["name"] == "Kabupaten Nunukan" and region["parents"][0]["code"] == "65" and former


def _covered(text: str) -> bool:
    """Return whether a village of the legal border area is covered by Sosek Malindo as a whole."""
    shares = {row["agreement"]: row["share"] for row in json.loads(text)}
    return shares.get("sosek-malindo") == 1.0


def _listed(text: str) -> bool:
    """Return whether all rows lie in Nunukan."""
    codes = [row["code"] for row in json.loads(text)]
    return bool(codes) and all(code.startswith("65.03.") for code in codes)


@dataclass(frozen=True)
class Case:
    """What is started, the time that it may take, and whether its answer is right."""

    what: str
    arguments: tuple[str, ...]
    wanted_s: float | None
    right: Callable[[str], bool]


CASES: Final = (
    Case("empty interpreter", ("-c", "pass"), None, lambda text: not text),
    Case("import geo_coop", ("-c", "import geo_coop"), 0.1, lambda text: not text),
    Case("geo-coop --version", (*_CLI, "--version"), None, lambda text: __version__ in text),
    Case("geo-coop find Kukar", (*_CLI, "find", "Kukar", "--json"), 0.4, _found),
    Case("geo-coop region 65.03", (*_CLI, "region", "65.03", "--json"), 0.4, _told),
    Case(f"geo-coop covers {_VILLAGE}", (*_CLI, "covers", _VILLAGE, "--json"), 0.4, _covered),
    Case("geo-coop coverage --within Nunukan", (*_CLI, "coverage", "--within", "Nunukan", "--json"), None, _listed),
)


def start(arguments: Sequence[str], cache: str) -> tuple[float, float, str]:
    """Run one process to its end; return its wall time and processor time in seconds, and what it printed."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        begun = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603  (our own interpreter on the commands above)
            [sys.executable, *arguments], stdout=out, env={**os.environ, "GEO_COOP_CACHE": cache}
        )
        _, status, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read()
    if process.returncode:
        message = f"{' '.join(arguments)} ended with {process.returncode}"
        raise SystemExit(message)
    return took, used.ru_utime + used.ru_stime, text


def slow_imports() -> list[str]:
    """Return the slow packages that ``import geo_coop`` brings, as the interpreter itself lists its imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import geo_coop"], capture_output=True, text=True, check=True
    )
    names = set(re.findall(r"\|\s*([\w.]+)$", done.stderr, re.MULTILINE))
    return [name for name in SLOW if name in names]


def main() -> int:
    """Measure and print; 1 where an answer is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--short", action="store_true")
    options = parser.parse_args()
    wrong = [f"import geo_coop brings {name}" for name in slow_imports()]
    print(f"{machine()} Load {os.getloadavg()[0]:.1f}.\n")
    print("| what | wall, median | processor, median | wanted (wall) | right |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        cache = str(Path(folder) / "cache")
        for case in CASES:
            runs = [start(case.arguments, cache) for _ in range(1 if options.short else options.runs)]
            right = all(case.right(text) for _, _, text in runs)
            wall, work = (statistics.median(run[place] for run in runs) for place in (0, 1))
            wanted = "" if case.wanted_s is None else show(case.wanted_s)
            print(f"| {case.what} | {show(wall)} | {show(work)} | {wanted} | {'yes' if right else '**NO**'} |")
            wrong += [] if right else [case.what]
    for what in wrong:
        print(f"WRONG: {what}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
