#!/usr/bin/env bash
# Budgets and comparisons, on release builds: prints a line each with the figure, the budget, and whether it holds.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${CARGO_TARGET_DIR:?run this through make}"
scripts/setup.sh test
scripts/tool.sh tauri-driver 2.1.0
cargo build --workspace --locked --quiet --release --bin recomamp
RECOMAMP_RELEASE="$CARGO_TARGET_DIR/release/recomamp" cargo bench --workspace --locked --quiet --bench budgets
