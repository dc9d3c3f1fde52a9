#!/usr/bin/env bash
# Fails when a tracked file names a package registry or a path that exists on one machine only.
# The patterns are built from pieces, so that this file does not find itself.
set -euo pipefail
cd "$(dirname "$0")/.."

dot='[.]'
hosts="pypi${dot}org|python""hosted${dot}org|registry${dot}npm""js|npm""mirror|crates${dot}io|index-""url|/sim""ple/"
paths="/wo""rk/|/ro""ot/|/ho""me/[a-z]|/Us""ers/"

if git grep -n --cached -I -E "$hosts|(^|[^a-zA-Z0-9_./-])($paths)" -- . ':!src/shopwright/infra/http/static/vendor'; then
    echo "Tracked files name a registry or a path of one machine (above)." >&2
    exit 1
fi
