#!/usr/bin/env bash
# Rust tests of the whole workspace, the real window among them, and a check that they left the person's data alone.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v cargo-nextest >/dev/null || scripts/tool.sh cargo-nextest 0.9.143
scripts/tool.sh tauri-driver 2.1.0
# A new machine has no such folder yet.
touched() {
  local data=${XDG_DATA_HOME:-$HOME/.local/share}
  if [ -d "$data" ]; then find "$data" -path '*app.recomamp.desktop*' -printf '%T@ %p\n' | sort; fi | cksum
}
before=$(touched)
# Most tests wait for a server, a process or a pause that the product makes: two on a core take little longer than one.
cargo nextest run --workspace --locked --no-fail-fast --test-threads $((2 * $(nproc))) "$@"
cargo test --workspace --locked --doc --quiet
[ "$before" = "$(touched)" ] || { echo "A test touched the person's own data folder: tests own their folders." >&2; exit 1; }
