#!/usr/bin/env bash
# Writes the hashed requirements files from pyproject.toml; `tools/compile_requirements.sh --upgrade` takes newer versions.
# Needs uv, from anywhere. The files hold names, versions and hashes: no address, no header.
set -euo pipefail
cd "$(dirname "$0")/.."

uv=uv
[[ -x .venv/bin/uv ]] && uv=.venv/bin/uv
options=(--universal --generate-hashes --no-header --no-annotate --quiet --python-version 3.11 "$@")

"$uv" pip compile pyproject.toml --group dev --all-extras "${options[@]}" --output-file requirements-dev.txt
"$uv" pip compile pyproject.toml --constraint requirements-dev.txt "${options[@]}" --output-file requirements.txt
"$uv" pip compile --group build --constraint requirements-dev.txt "${options[@]}" --output-file requirements-build.txt

if grep -n '://' requirements*.txt; then
    echo "A requirements file holds an address." >&2
    exit 1
fi
