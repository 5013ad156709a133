#!/usr/bin/env bash
# Runs the fuzzers one after the other, FUZZ_SECONDS (900) each; FUZZ_TARGETS names some of them. With FUZZ_INPUT, a file, the one target that is named
# reads that file alone and says what is wrong. See docs/fuzzing.md.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${RECOMAMP_CACHE:?run this through make}"
seconds=${FUZZ_SECONDS:-900}
# Longest input of each target, in bytes. Longer ones find the same and take longer; how long a text may be is tested elsewhere.
declare -A longest=([check]=4096 [editor]=2048 [format]=4096 [parameters]=512 [dataset]=4096 [times]=256)
read -ra targets <<<"${FUZZ_TARGETS:-check editor format parameters dataset times}"
for target in "${targets[@]}"; do
  [ -n "${longest[$target]:-}" ] || { echo "There is no fuzzer $target, only: ${!longest[*]}" >&2; exit 2; }
done
command -v c++ >/dev/null || { echo "A C++ compiler is missing, which libFuzzer is built with: install g++ or clang." >&2; exit 1; }

home=$RECOMAMP_CACHE/fuzz
export CARGO_TARGET_DIR=$home/target RUSTC_WRAPPER=$PWD/fuzz/instrument.sh
unset RUSTC_WORKSPACE_WRAPPER
bins=()
for target in "${targets[@]}"; do bins+=(--bin "$target"); done
echo "Building the fuzzers (the first time, this compiles the engine)" >&2
cargo build --manifest-path fuzz/Cargo.toml --locked --quiet "${bins[@]}"

# A statement may not take seconds, nor gigabytes.
limits=(-timeout=5 -rss_limit_mb=2048)
if [ -n "${FUZZ_INPUT:-}" ]; then
  exec "$CARGO_TARGET_DIR/debug/${targets[0]}" "${limits[@]}" "$FUZZ_INPUT"
fi

failed=()
for target in "${targets[@]}"; do
  found=$home/corpus/$target crashes=$home/crashes/$target
  mkdir -p "$found" "$crashes"
  words=sql
  case $target in dataset | times) words=$target ;; esac
  echo "== $target, $seconds s" >&2
  # Finds go into the first folder; what the repository has is read only.
  "$CARGO_TARGET_DIR/debug/$target" "$found" "fuzz/corpus/$target" "${limits[@]}" -max_total_time="$seconds" \
    -max_len="${longest[$target]}" -dict="fuzz/words/$words.dict" -artifact_prefix="$crashes/" -print_final_stats=1 \
    >"$home/$target.log" 2>&1 || failed+=("$target")
  grep -E '^stat::(number_of_executed_units|average_exec_per_sec|new_units_added|peak_rss_mb)|cov: ' "$home/$target.log" | tail -5 >&2 || true
  if [[ " ${failed[*]} " == *" $target "* ]]; then
    input=$(sed -n 's/.*Test unit written to //p' "$home/$target.log" | tail -1)
    grep -m 3 -A 2 -E 'panicked at|^==[0-9]+== *ERROR' "$home/$target.log" >&2 || tail -20 "$home/$target.log" >&2
    echo "To see it again: make fuzz FUZZ_TARGETS=$target FUZZ_INPUT=$input" >&2
  fi
done
[ ${#failed[@]} -eq 0 ] || { echo "Found something: ${failed[*]}" >&2; exit 1; }
