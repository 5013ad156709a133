#!/usr/bin/env bash
# Cargo calls this in place of the compiler (RUSTC_WRAPPER). Our crates, and the parser that they stand on, tell libFuzzer where they have been;
# everything else, above all the engine, is compiled as it is. The flags are those of stable compilers.
rustc=$1
shift
case " $* " in
  *" --crate-name amc_sql "* | *" --crate-name recurrence "* | *" --crate-name sqlparser "*)
    set -- "$@" -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
      -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
      -Cllvm-args=-sanitizer-coverage-trace-compares
    ;;
esac
exec "$rustc" "$@"
