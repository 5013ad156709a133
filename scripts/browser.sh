#!/usr/bin/env bash
# Prints the path of the browser that the journeys use: RECOMAMP_CHROMIUM, or the first Chromium or Chrome that is installed.
set -euo pipefail
if [ -n "${RECOMAMP_CHROMIUM:-}" ]; then
  echo "$RECOMAMP_CHROMIUM"
  exit 0
fi
for name in chromium chromium-browser google-chrome-stable google-chrome; do
  if command -v "$name"; then exit 0; fi
done
echo "No Chromium or Chrome found: install one, or name its program in RECOMAMP_CHROMIUM." >&2
exit 1
