//! Starts RecomAMP.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    recomamp_shell::run()
}
