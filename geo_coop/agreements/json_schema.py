"""The JSON Schema of an agreement file, for editors."""

from __future__ import annotations

from typing import Any

from geo_coop.agreements.model import Agreement


def agreement_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of an agreement file.

    An editor with a YAML language server completes and checks the files with it, as each of them names the
    schema in its first line. What spans several fields or files (evidence ids, known regions, the order of
    stages) is checked by `geo_coop.agreements.read.check_files`.

    Examples
    --------
    >>> agreement_json_schema()["required"]
    ['id', 'title', 'kind', 'parties', 'stages', 'evidence']
    """
    schema = Agreement.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
