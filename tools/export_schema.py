"""Write the JSON Schema of agreement files: ``python tools/export_schema.py [FILE]``.

The file is ``data/agreements/agreement.schema.json`` unless another one is given.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from geo_coop.agreements.json_schema import agreement_json_schema

DEFAULT = Path(__file__).resolve().parents[1] / "data" / "agreements" / "agreement.schema.json"


def schema_text() -> str:
    """Return the schema as the file holds it."""
    return json.dumps(agreement_json_schema(), indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Write the schema and say where."""
    path = Path(arguments[0]) if arguments else DEFAULT
    path.write_text(schema_text(), encoding="utf-8")
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
