"""Make the picture of the README and the documentation from the boundaries that ship: docs/images/corridor.png.

Usage: python tools/readme_picture.py
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from geo_coop.api.maps import corridor_view

TARGET = Path(__file__).resolve().parents[1] / "docs" / "images" / "corridor.png"
SIZE = (900, 700)
MOST_BYTES = 300_000


def main() -> int:
    """Draw with an empty cache, so that nothing fetched or imported is in the picture, and write."""
    with tempfile.TemporaryDirectory() as empty:
        os.environ["GEO_COOP_CACHE"] = empty
        view = corridor_view("65", "MY", source="embedded", lang="en")
    picture = view.to_png(SIZE)
    if len(picture) > MOST_BYTES:
        print(f"{len(picture)} bytes; at most {MOST_BYTES}")
        return 1
    TARGET.write_bytes(picture)
    print(f"{TARGET}: {len(picture)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
