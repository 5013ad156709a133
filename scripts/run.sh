#!/usr/bin/env bash
# Opens the app; without a display does the same job in the terminal.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${CARGO_TARGET_DIR:?run this through make}"
if [ "$(uname -s)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  echo "No display here, so the demo runs in the terminal: sign-in, a query and its result, against the built-in sandbox." >&2
  cargo build --workspace --locked --quiet --bin recomamp-cli
  exec "$CARGO_TARGET_DIR/debug/recomamp-cli" demo
fi
cargo build --workspace --locked --quiet --bin recomamp
exec "$CARGO_TARGET_DIR/debug/recomamp"
