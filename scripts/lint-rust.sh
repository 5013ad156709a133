#!/usr/bin/env bash
# Builds everything there is with Clippy as the compiler (see the Makefile) and fails on any warning. Cargo repeats the warnings
# of what it does not compile again.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${RUSTC_WORKSPACE_WRAPPER:?run this through make}"
messages=$(mktemp)
trap 'rm -f "$messages"' EXIT
cargo build --workspace --locked --all-targets 2>&1 | tee "$messages"
if sed 's/\x1b\[[0-9;]*m//g' "$messages" | grep -q '^warning'; then
  echo "Lints: see the warnings above." >&2
  exit 1
fi
