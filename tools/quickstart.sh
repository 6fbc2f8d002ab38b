#!/usr/bin/env bash
# Installs geo_coop into .venv, with what maps on paper need, and makes the atlas from the boundaries that ship with it.
# Usage: bash tools/quickstart.sh [OUTPUT_DIR] [further options of geo-coop atlas]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/venv.sh"

make_venv
echo "== installing geo_coop"
"$VENV/bin/python" -m pip install --quiet "$ROOT[print]"
echo "== making the atlas"
output="${1:-$ROOT/atlas}"
[ $# -eq 0 ] || shift
"$VENV/bin/geo-coop" atlas -o "$output" "$@"
