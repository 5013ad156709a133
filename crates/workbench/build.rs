//! The migrations are embedded by a macro that Cargo cannot see reading files; a new one must build the crate anew.
#![expect(clippy::print_stdout, reason = "a build script speaks to Cargo on standard output")]

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
