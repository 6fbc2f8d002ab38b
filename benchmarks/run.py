"""Run every benchmark in one go, and write one table.

Usage: python benchmarks/run.py VILLAGES.parquet REGENCIES.parquet [--npm FOLDER] [--output FILE.md]
                               [--work DIR] [--only startup,coverage] [--most-s 600] [--copies 1,10,50]
       python benchmarks/run.py --short

The files are GeoParquet files with the columns kode, nama and geometry of all villages and regencies of the country.
Each part runs in processes of its own, one after the other, and its results are written as soon as it ends; one that
fails is named and does not stop the others. Everything runs five times, in 35 minutes on two cores; with
--most-s 60 no way is repeated once its runs took a minute together, and all of it takes 20. The clean coverage of the
country, which takes some minutes to make, is kept in DIR, as are the copies.
With --short answers alone are checked, on what ships with the package, and a wrong one ends with an error; time never
does.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from harness import machine

HERE = Path(__file__).parent
PARTS = ("startup", "imports", "geodesy", "names", "coverage", "reading", "borders", "scale", "maps")


def commands(options: argparse.Namespace) -> dict[str, list[str]]:
    """Return the arguments of each benchmark."""
    if options.short:
        return {
            "startup": ["--short"],
            "coverage": ["--short"],
            "borders": ["--short", "--only", "dissolve,adjacency,lengths,near"],
            "maps": ["--short"],
        }
    villages, regencies, work = str(options.villages), str(options.regencies), str(options.work)
    most = ["--most-s", str(options.most_s)]
    return {
        "startup": [],
        "imports": [],
        "geodesy": [villages],
        "names": [],
        "coverage": ["--spatial", villages, regencies, *most],
        "reading": [villages, "--work", work],
        "borders": [villages, "--work", work, *most],
        "scale": [villages, "--work", work, "--copies", options.copies, "--runs", "5"],
        "maps": [
            "--villages",
            villages,
            "--regencies",
            regencies,
            *(["--npm", str(options.npm)] if options.npm else []),
        ],
    }


def main() -> int:
    """Run, write the table, and return 1 where an answer was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("villages", type=Path, nargs="?")
    parser.add_argument("regencies", type=Path, nargs="?")
    parser.add_argument("--npm", type=Path)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "geo-coop-benchmarks")
    parser.add_argument("--only", default=",".join(PARTS), help=f"of {', '.join(PARTS)}")
    parser.add_argument("--most-s", type=float, default=600)
    parser.add_argument("--copies", default="1,10,50")
    parser.add_argument("--short", action="store_true", help="check answers only")
    options = parser.parse_args()
    if not options.short and (options.villages is None or options.regencies is None):
        parser.error("give the files of villages and regencies, or --short")
    unknown = set(options.only.split(",")) - set(PARTS)
    if unknown:
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    texts, wrong = [f"# Benchmarks\n\n{machine()}\n"], []
    for name, arguments in commands(options).items():
        if name not in options.only.split(","):
            continue
        begun = time.perf_counter()
        command = [sys.executable, str(HERE / f"{name}.py"), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our scripts)
        if done.returncode:
            wrong.append(name)
            print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
        took = time.perf_counter() - begun
        texts.append(f"## {name}\n\n{done.stdout.strip()}\n\nIn all {took:.0f} s.\n")
        print(f"{name}: {'FAILED' if done.returncode else 'done'} in {took:.0f} s", file=sys.stderr)
        if options.output:
            options.output.write_text("\n".join(texts), encoding="utf-8")
    if not options.output:
        print("\n".join(texts))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
