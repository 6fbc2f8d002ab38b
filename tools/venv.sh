# Sourced by the two commands of the README: makes the virtual environment .venv with a current pip.
# Works where Debian's python3-venv is absent: then pip of the system fills the environment.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
VENV="${VENV:-$ROOT/.venv}"

find_python() {
    local name
    for name in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
        if [ -n "$name" ] && command -v "$name" >/dev/null &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "geo_coop needs Python 3.11 or newer; install python3 and python3-pip, or set PYTHON" >&2
    return 1
}

make_venv() {
    local python
    if [ ! -x "$VENV/bin/python" ]; then
        python="$(find_python)" || exit 1
        echo "== making the virtual environment $VENV"
        "$python" -m venv "$VENV" >/dev/null 2>&1 || {
            rm -rf "$VENV"
            "$python" -m venv --without-pip "$VENV"
            "$python" -m pip --python "$VENV/bin/python" install --quiet pip
        }
    fi
    "$VENV/bin/python" -m pip install --quiet "pip>=25.1"
}
