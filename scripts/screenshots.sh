#!/usr/bin/env bash
# Makes the screenshots of docs/images anew, in headless Chromium: a run from the real application, the other places over the fake host,
# whose world is full and always the same. What is given goes to Playwright: -g brands takes one alone.
set -euo pipefail
cd "$(dirname "$0")/.."
RECOMAMP_SCREENSHOTS="$PWD/docs/images" exec scripts/test-journeys.sh screenshots "$@"
