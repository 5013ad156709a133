#!/usr/bin/env bash
# Budgets and comparisons, on release builds: prints a line each with the figure, the budget or the peer's figure. Arguments name what is
# measured: budgets, peers, next, files, grid; without any it is all (docs/benchmarks.md).
set -euo pipefail
cd "$(dirname "$0")/.."
: "${CARGO_TARGET_DIR:?run this through make}"
[ $# -gt 0 ] || set -- budgets peers next files grid
benches=()
for part in "$@"; do
  case $part in
  budgets | peers | next) benches+=(--bench "$part") ;;
  files | grid) ;;
  *) echo "$part is not measured: there are budgets, peers, next, files and grid" >&2 && exit 1 ;;
  esac
done
scripts/setup.sh test
scripts/tool.sh tauri-driver 2.1.0
# The peers, in a Python and a folder of packages of their own: what they are compared in must not move with the system's.
peers=$RECOMAMP_CACHE/peers
[ -x "$peers/bin/python" ] || python3 -m venv "$peers"
"$peers/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.1 polars==2.1.0 xlsxwriter==3.3.1 croniter==7.0.0 python-dateutil==4.0.0
npm install --prefix "$peers/node" --ignore-scripts --no-audit --no-fund --loglevel=error croner@11.0.1 ag-grid-community@36.2.0
cargo build --workspace --locked --quiet --release --bin recomamp --bin recomamp-cli --example browser-host
release=$CARGO_TARGET_DIR/release
export RECOMAMP_RELEASE="$release/recomamp" RECOMAMP_CLI="$release/recomamp-cli" RECOMAMP_BROWSER_HOST="$release/examples/browser-host"
export RECOMAMP_PEERS="$peers/bin/python" RECOMAMP_NODE_PEERS="$peers/node"
RECOMAMP_CHROMIUM=$(scripts/browser.sh)
export RECOMAMP_CHROMIUM
# One after the other, and nothing beside them: each takes what the machine has.
[ ${#benches[@]} = 0 ] || cargo bench --workspace --locked --quiet "${benches[@]}"
for part in "$@"; do
  case $part in
  files) "$RECOMAMP_PEERS" benches/kept/files.py "$RECOMAMP_CLI" ;;
  grid) node benches/kept/grid.mjs ;;
  esac
done
