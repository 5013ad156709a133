//! Feeds `sql::check` with what libFuzzer makes up.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| recomamp_fuzz::sql::check::run(data));
