#!/usr/bin/env bash
# Writes ui/package-lock.json anew. In a folder without node_modules, or npm would lock the native packages of this system only;
# beside the present lock file, so that what need not change stays.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp ui/package.json ui/package-lock.json ui/.npmrc "$scratch"
(cd "$scratch" && npm install --package-lock-only --ignore-scripts --no-audit --no-fund --loglevel=error)
cp "$scratch/package-lock.json" ui/package-lock.json
