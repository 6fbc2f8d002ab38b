#!/usr/bin/env bash
# Builds the documentation into site/ (open site/index.html), with warnings as errors.
# Usage: bash tools/build_docs.sh [options of mkdocs build]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/venv.sh"
cd "$ROOT"

make_venv
echo "== installing geo_coop and what the documentation needs"
"$VENV/bin/python" -m pip install --quiet --editable . --group docs
echo "== building the documentation"
"$VENV/bin/python" -m mkdocs build --strict --quiet "$@"
echo "Open $ROOT/site/index.html"
