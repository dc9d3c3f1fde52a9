#!/usr/bin/env bash
# Makes .venv, or brings it up to date: `tools/environment.sh run` for running a shop, `... dev` for working on it.
# Needs Python 3.11 or newer and nothing else; uses uv where it is there, because it is faster. Every package is
# checked against its hash.
set -euo pipefail
cd "$(dirname "$0")/.."

requirements=(--requirement requirements.txt --requirement requirements-build.txt)
[[ ${1:?run or dev} == dev ]] && requirements=(--requirement requirements-dev.txt --requirement requirements-build.txt)

find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3.11 python3 python; do
        if [[ -n $candidate ]] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    echo "Shopwright needs Python 3.11 or newer. Found: $(python3 --version 2>&1 || echo none)." >&2
    echo "Install it, or name it: make PYTHON=/path/to/python3.11 ..." >&2
    exit 1
}

if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$(find_python)
    echo "Making .venv with $("$python" --version) ..."
    if ! "$python" -m venv --clear .venv; then
        echo "This Python can't make a virtual environment; on Debian and Ubuntu: apt install python3-venv." >&2
        exit 1
    fi
fi

if command -v uv >/dev/null; then
    install=(env VIRTUAL_ENV="$PWD/.venv" uv pip install --quiet)
else
    install=(.venv/bin/python -m pip install --quiet --disable-pip-version-check)
fi
echo "Installing packages ..."
"${install[@]}" --require-hashes "${requirements[@]}"
"${install[@]}" --no-build-isolation --no-deps --editable .
