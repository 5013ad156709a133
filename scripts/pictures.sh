#!/usr/bin/env bash
# Makes the pictures of docs/images anew, from the real application in headless Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."
RECOMAMP_PICTURES="$PWD/docs/images" exec scripts/test-journeys.sh pictures.spec.ts
