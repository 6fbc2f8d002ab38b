"""How long ``import geo_coop`` takes and what it brings along: ``python benchmarks/imports.py [REPEATS]``."""

from __future__ import annotations

import statistics
import subprocess
import sys
from typing import Final

HEAVY: Final = ("pandas", "geopandas", "folium", "matplotlib", "numpy", "shapely", "pydantic")
STATEMENTS: Final = (
    "pass",
    "import geo_coop",
    "import geo_coop.cli.main",
    "import geo_coop.api",
    "import geo_coop.maps",
)


def measure(statement: str, repeats: int) -> tuple[float, str]:
    """Return the median seconds that a statement takes in a new interpreter, and the heavy packages it brings."""
    code = (
        f"import time, sys; begun = time.perf_counter(); {statement}; took = time.perf_counter() - begun; "
        f"print(took, *[name for name in {HEAVY!r} if name in sys.modules])"
    )
    runs = [
        subprocess.run(  # noqa: S603  (our own interpreter on statements of this file)
            [sys.executable, "-c", code], check=True, capture_output=True, text=True, encoding="utf-8"
        ).stdout
        for _ in range(repeats)
    ]
    return statistics.median(float(run.split()[0]) for run in runs), " ".join(runs[0].split()[1:])


def main() -> int:
    """Measure and print."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    for statement in STATEMENTS:
        seconds, brought = measure(statement, repeats)
        print(f"{statement:28} {seconds * 1000:8.1f} ms  {brought or '-'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
