#!/usr/bin/env bash
# Writes fuzz/Cargo.lock anew: every library in the version that the program has, and libFuzzer's own on top.
set -euo pipefail
cd "$(dirname "$0")/.."
cp Cargo.lock fuzz/Cargo.lock
cargo metadata --manifest-path fuzz/Cargo.toml --format-version 1 >/dev/null
