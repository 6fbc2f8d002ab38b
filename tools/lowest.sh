#!/usr/bin/env bash
# Installs geo_coop with the lowest versions that pyproject.toml declares, in an environment of its own (.venv-lowest,
# or VENV), shows them, and runs the tests that need neither a browser nor files beside the checkout.
# Usage: bash tools/lowest.sh [options of pytest]
set -euo pipefail
VENV="${VENV:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/.venv-lowest}"
source "$(dirname "${BASH_SOURCE[0]}")/venv.sh"
cd "$ROOT"

make_venv
"$VENV/bin/python" -m pip install --quiet uv
# Only what the project itself declares is held low, extras included; what those packages need in turn, and what the
# tests need, is the newest that fits.
"$VENV/bin/uv" pip compile --quiet --no-header --no-annotate --resolution lowest-direct --python "$VENV/bin/python" \
    --all-extras pyproject.toml --output-file "$VENV/lowest.txt"
echo "== installing the lowest declared versions"
"$VENV/bin/uv" pip install --quiet --python "$VENV/bin/python" --only-binary :all: --requirement "$VENV/lowest.txt"
"$VENV/bin/uv" pip install --quiet --python "$VENV/bin/python" --no-deps --editable .
"$VENV/bin/uv" pip install --quiet --python "$VENV/bin/python" --constraint "$VENV/lowest.txt" --group test
"$VENV/bin/python" tools/declared.py "$VENV/lowest.txt"
echo "== tests"
exec "$VENV/bin/python" -m pytest -m "not shared and not browser" --numprocesses auto --dist loadfile \
    --doctest-modules geo_coop tests "$@"
