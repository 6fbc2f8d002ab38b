#!/usr/bin/env bash
# Installs what the tests need, Chromium included, and runs every check: format, lint, types, layers, tests.
# Usage: bash tools/check.sh [options of pytest]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/venv.sh"
cd "$ROOT"

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

packages() {
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

find_chromium() {
    command -v chromium || command -v chromium-browser || command -v google-chrome ||
        "$VENV/bin/python" -c '
import pathlib
from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    path = p.chromium.executable_path
raise SystemExit(not pathlib.Path(path).exists())'
}

install_browser() {
    if ! "$VENV/bin/python" -m playwright --version >/dev/null 2>&1; then
        echo "== installing what Playwright's driver needs"
        packages libatomic1
    fi
    find_chromium >/dev/null 2>&1 && return
    echo "== installing Chromium"
    if grep -qi '^ID=debian' /etc/os-release; then
        packages chromium fonts-dejavu-core
    else # Ubuntu's chromium package is a snap, which does not run everywhere
        as_root "$VENV/bin/python" -m playwright install-deps chromium
        "$VENV/bin/python" -m playwright install chromium
    fi
}

make_venv
echo "== installing geo_coop and what the tests need"
"$VENV/bin/python" -m pip install --quiet --editable . --group test
install_browser

echo "== format, lint, types, layers"
"$VENV/bin/ruff" format --check .
"$VENV/bin/ruff" check .
"$VENV/bin/mypy"
"$VENV/bin/lint-imports"
echo "== tests"
exec "$VENV/bin/python" -m pytest --numprocesses auto --dist loadfile --doctest-modules geo_coop tests "$@"
