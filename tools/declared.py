"""Prove that the environment holds the lowest versions that pyproject.toml declares: print them, fail on any other.

Usage: python tools/declared.py LOWEST.txt     (a resolution, one name==version a line)
"""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]


def main(resolution: Path) -> int:
    """Compare what is installed with the resolution, for each dependency that the project declares."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", resolution.read_text(encoding="utf-8"), re.MULTILINE))
    wrong = 0
    extras = project["optional-dependencies"].values()
    for text in [*project["dependencies"], *(text for extra in extras for text in extra)]:
        name, declared = Requirement(text).name, str(Requirement(text).specifier)
        installed = version(name)
        same = Version(installed) == Version(pinned[name])
        wrong += not same
        print(f"{name:24} declared {declared:10} installed {installed}{'' if same else ' - NOT the lowest'}")
    return min(wrong, 1)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
