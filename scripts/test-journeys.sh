#!/usr/bin/env bash
# The whole ui in headless Chromium, with the real Rust behind it.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${CARGO_TARGET_DIR:?run this through make}"
cargo build --workspace --locked --quiet --example browser-host
export RECOMAMP_BROWSER_HOST="$CARGO_TARGET_DIR/debug/examples/browser-host"
RECOMAMP_CHROMIUM=$(scripts/browser.sh)
export RECOMAMP_CHROMIUM
cd ui
exec npm run --silent journeys -- "$@"
