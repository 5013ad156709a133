//! Gives Tauri the commands that exist, so that one which no capability grants is refused (Tauri checks the application's
//! own commands only when they are declared here).

include!("src/commands/list.rs");

macro_rules! names {
    (typed: [$($typed_module:ident :: $typed:ident),* $(,)?], raw: [$($raw_module:ident :: $raw:ident),* $(,)?]) => {
        &[$(stringify!($typed),)* $(stringify!($raw),)*]
    };
}

fn main() -> Result<(), String> {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=src-tauri/src/commands/list.rs");
    let commands: &'static [&'static str] = for_each_command!(names);
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*")
        .app_manifest(tauri_build::AppManifest::new().commands(commands));
    tauri_build::try_build(attributes).map_err(|error| format!("{error:#}"))
}
