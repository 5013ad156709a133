#!/usr/bin/env bash
# Budgets and comparisons, on release builds: prints a line each with the figure, the budget or the peer's figure.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${CARGO_TARGET_DIR:?run this through make}"
scripts/setup.sh test
scripts/tool.sh tauri-driver 2.1.0
# The peers, in a Python and a folder of packages of their own: what they are compared in must not move with the system's.
peers=$RECOMAMP_CACHE/peers
[ -x "$peers/bin/python" ] || python3 -m venv "$peers"
"$peers/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.1 croniter==7.0.0 python-dateutil==4.0.0
npm install --prefix "$peers/node" --ignore-scripts --no-audit --no-fund --loglevel=error croner@11.0.1
cargo build --workspace --locked --quiet --release --bin recomamp --bin recomamp-cli
export RECOMAMP_RELEASE="$CARGO_TARGET_DIR/release/recomamp" RECOMAMP_CLI="$CARGO_TARGET_DIR/release/recomamp-cli"
export RECOMAMP_PEERS="$peers/bin/python" RECOMAMP_NODE_PEERS="$peers/node"
cargo bench --workspace --locked --quiet --bench budgets --bench peers --bench next
