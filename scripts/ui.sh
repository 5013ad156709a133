#!/usr/bin/env bash
# Builds ui/dist when something it is made of is newer than it.
set -euo pipefail
cd "$(dirname "$0")/../ui"
newest=$(find src public index.html package-lock.json vite.config.ts tsconfig.json -type f -newer dist/index.html -print -quit 2>/dev/null || true)
if [ ! -f dist/index.html ] || [ -n "$newest" ]; then
  npm run --silent build
fi
