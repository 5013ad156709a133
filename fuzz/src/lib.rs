//! What the fuzzers try, as functions of bytes. The targets call them with what libFuzzer makes up; tests of the crates compile the same files and
//! call them with every file of `corpus/`.

pub mod sql;
pub mod times;
