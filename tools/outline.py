"""Write the outline of all commands that shell completion reads: ``python tools/outline.py``."""

from __future__ import annotations

import json
import sys

from geo_coop.cli.main import cli
from geo_coop.cli.outline import FILE, describe


def outline() -> str:
    """Return the outline as its file has it."""
    return json.dumps(describe(cli), ensure_ascii=False, indent=1) + "\n"


def main() -> int:
    """Write the file."""
    FILE.write_text(outline(), encoding="utf-8")
    print(FILE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
