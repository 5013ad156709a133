#!/usr/bin/env bash
# Writes .sqlx anew: the columns and types of every checked query, so that builds need no database.
# The macros describe their queries against DATABASE_URL and save what they find in SQLX_OFFLINE_DIR; all that is needed
# is a scratch database with the migrations applied. Any sqlite3 shell will do, or Python's.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
database="$scratch/schema.db"
if command -v sqlite3 >/dev/null; then
  for migration in migrations/*.sql; do sqlite3 -bail "$database" <"$migration"; done
else
  python3 - "$database" migrations/*.sql <<'PY'
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
for path in sys.argv[2:]:
    connection.executescript(open(path, encoding="utf-8").read())
PY
fi
mkdir "$scratch/sqlx"
# The macros run only when the crate is compiled.
touch crates/workbench/src/lib.rs
SQLX_OFFLINE=false SQLX_OFFLINE_DIR="$scratch/sqlx" DATABASE_URL="sqlite://$database" \
  cargo build --quiet --locked -p workbench -p dependencies
mkdir -p .sqlx
rm -f .sqlx/query-*.json
cp "$scratch"/sqlx/query-*.json .sqlx/
# The next build reads what was written.
touch crates/workbench/src/lib.rs
echo "$(find .sqlx -name 'query-*.json' | wc -l) queries described."
