//! The migrations are embedded by a macro that Cargo cannot see reading files; a new one must build the crate anew.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
