#!/usr/bin/env bash
# Takes an empty SQLite database up, down and up again, and compares it with the models.
# The tests do the same on PostgreSQL.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export DATABASE_URL="sqlite:///$folder/shop.db"

.venv/bin/alembic upgrade head
.venv/bin/alembic check
.venv/bin/alembic downgrade base
.venv/bin/alembic upgrade head
.venv/bin/alembic check
