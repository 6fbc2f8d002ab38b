"""What the benchmarks share: ways of doing one thing, each in a process of its own, and a table of ratios.

A case is a script with a dictionary ``WAYS``: name of the way to a function of the parsed options that prepares its
input and returns a function to time, and a function that describes the answer. `measure_way` starts the script again
for each way, so that peak memory is the way's own; the script compares the answers.
"""

from __future__ import annotations

import json
import math
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PACKAGES = ("geopandas", "pandas", "numpy", "shapely", "pyproj", "pyarrow")
MARK = "RESULT "


@dataclass(frozen=True)
class Measured:
    """One way of doing one thing."""

    way: str
    seconds: list[float]
    answer: Any
    before_mb: float
    peak_mb: float
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def median(self) -> float:
        """Return the median of all runs, in seconds."""
        return statistics.median(self.seconds)


def peak_mb() -> float:
    """Return the greatest memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def report(
    way: str,
    prepare: Callable[[], Callable[[], Any]],
    describe: Callable[[Any], Any],
    runs: int,
    most_s: float = math.inf,
) -> None:
    """Time one way in this process, and print what was measured for `measure_way`.

    It runs as often as asked for, but not again once all runs together took ``most_s`` seconds.
    """
    work = prepare()
    before = peak_mb()
    seconds: list[float] = []
    result = None
    while len(seconds) < runs and sum(seconds) < most_s:
        result = None
        begun = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - begun)
    measured = Measured(way, seconds, describe(result), before, peak_mb())
    sys.stdout.write(MARK + json.dumps(asdict(measured)) + "\n")


def measure_way(script: str, way: str, arguments: Sequence[str], limit_s: float = 3_600) -> Measured:
    """Start a script for one way, and return what it measured."""
    command = [sys.executable, script, "--way", way, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=limit_s)  # noqa: S603 (this script)
    lines = [line for line in done.stdout.splitlines() if line.startswith(MARK)]
    if done.returncode or not lines:
        message = f"{script} --way {way} failed:\n{done.stdout[-1000:]}{done.stderr[-3000:]}"
        raise SystemExit(message)
    return Measured(**json.loads(lines[-1].removeprefix(MARK)))


@dataclass(frozen=True)
class Ratio:
    """A row of the table: what is compared, by how much ours is quicker, and whether the answers agree."""

    what: str
    usual: str
    usual_s: float
    ours_s: float
    wanted: float | None
    equal: bool
    remark: str = ""
    runs: str = ""

    @property
    def ratio(self) -> float:
        """Return how many times quicker ours is."""
        return self.usual_s / self.ours_s

    def row(self) -> str:
        """Return the row as Markdown."""
        wanted = "" if self.wanted is None else f"{self.wanted:g}"
        same = "yes" if self.equal else "**NO**"
        cells = (self.what, self.usual, show(self.usual_s), show(self.ours_s), f"{self.ratio:.1f}", wanted, same)
        return "| " + " | ".join((*cells, self.runs, self.remark)) + " |"


def compared(
    what: str, usual: str, other: Measured, ours: Measured, wanted: float | None, *, equal: bool, remark: str = ""
) -> Ratio:
    """Return the row of two ways that were measured, with the number of runs of each."""
    runs = f"{len(other.seconds)} / {len(ours.seconds)}"
    return Ratio(what, usual, other.median, ours.median, wanted, equal, remark, runs)


HEAD = (
    "| what | usual way | usual | geo_coop | times quicker | wanted | same answer | runs, usual / ours | remark |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


def show(seconds: float) -> str:
    """Return a time with three digits."""
    return f"{seconds * 1000:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def machine() -> str:
    """Return a line on the machine, the versions and the day."""
    model = next(
        (line.partition(":")[2].strip() for line in _cpuinfo() if line.startswith("model name")), platform.processor()
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    day = datetime.now(UTC).date().isoformat()
    return (
        f"{day}; {os.cpu_count()} cores ({model}), {memory:.0f} GB; {platform.system()} {platform.release()}; "
        f"Python {platform.python_version()}, {packages}."
    )


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
